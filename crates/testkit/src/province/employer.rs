//! Employers: a few that are everywhere, many that are known in one county only.

use super::random::{Draw, Stream};

const FIRST: [&str; 24] = [
    "安", "恒", "顺", "鑫", "瑞", "华", "晋", "汇", "诚", "宏", "盛", "泰", "佳", "兴", "远", "同", "众", "润", "博",
    "天", "金", "星", "嘉", "康",
];
const SECOND: [&str; 16] =
    ["达", "泰", "通", "源", "丰", "和", "利", "邦", "成", "禾", "洁", "诺", "辉", "捷", "悦", "河"];
const FORMS: [&str; 5] = ["有限公司", "服务有限公司", "服务部", "有限责任公司", "服务中心"];

/// Who hires.
pub(super) struct Employer {
    pub(super) name: String,
    /// Its number in the employment system, where it has one.
    pub(super) id: Option<String>,
}

impl Employer {
    /// An employer of the sector with work in the county: a chain now and then, else one of the county's own.
    pub(super) fn drawn(seed: u64, county_code: &str, county: &str, sector: &str, draw: &mut Draw) -> Self {
        let chain = draw.chance(200);
        let (place, number) = if chain {
            (county_code.get(..2).unwrap_or_default(), draw.zipf(60, 1.1))
        } else {
            (county_code, draw.zipf(40, 0.9))
        };
        let key = format!("{place}{sector}{number}");
        let mut own = Draw::new(seed, Stream::Employer, fingerprint(&key));
        let brand = format!("{}{}", own.pick(&FIRST), own.pick(&SECOND));
        let form = own.pick(&FORMS);
        let short = match county.strip_suffix(['区', '县', '市']) {
            Some(short) if short.chars().count() > 1 => short,
            _ => county,
        };
        let place_name = if chain { "" } else { short };
        let number = fingerprint(&key) % 10_000_000_000;
        Self {
            name: format!("{place_name}{brand}{sector}{form}"),
            id: own.chance(650).then(|| format!("E{number:010}")),
        }
    }

    /// What identifies it: its number, else its name.
    pub(super) fn identity(&self) -> &str {
        self.id.as_deref().unwrap_or(&self.name)
    }
}

/// FNV-1a: short, and the same on every machine.
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}
