//! Statistical division codes and what can be read off them.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{record::Vocabulary, text::fold_width};

/// The five levels of the statistical division codes, the widest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DivisionLevel {
    /// Two digits: a province, autonomous region or municipality.
    Province,
    /// Four digits: a prefecture or city.
    Prefecture,
    /// Six digits: a county, district or county-level city.
    County,
    /// Nine digits: a street, town or rural township.
    Township,
    /// Twelve digits: a village or resident committee.
    Village,
}

impl DivisionLevel {
    /// All levels, the widest first.
    pub const ALL: [Self; 5] = [Self::Province, Self::Prefecture, Self::County, Self::Township, Self::Village];

    /// How many digits a code of the level has.
    pub fn digits(self) -> u8 {
        LEVELS[self as usize]
    }

    fn of_digits(digits: u8) -> Self {
        Self::ALL.into_iter().find(|level| level.digits() >= digits).unwrap_or(Self::Village)
    }
}

impl Vocabulary for DivisionLevel {
    const WORDS: &'static [(Self, &'static [&'static str])] = &[
        (Self::Province, &["province", "省"]),
        (Self::Prefecture, &["prefecture", "city", "市"]),
        (Self::County, &["county", "县", "区县"]),
        (Self::Township, &["township", "street", "乡镇", "街道"]),
        (Self::Village, &["village", "村", "社区"]),
    ];
}

/// The urban-rural class that stands beside the code of a village or resident committee (城乡分类代码).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum UrbanRural {
    /// 111, main urban area (主城区).
    MainCity,
    /// 112, urban-rural fringe (城乡结合区).
    CityFringe,
    /// 121, town centre (镇中心区).
    TownCentre,
    /// 122, town fringe (镇乡结合区).
    TownFringe,
    /// 123, special area such as a mine or campus (特殊区域).
    SpecialArea,
    /// 210, centre of a rural township (乡中心区).
    TownshipCentre,
    /// 220, village (村庄).
    Village,
}

impl UrbanRural {
    /// Whether the class counts as urban: all that begin with 1.
    pub fn is_urban(self) -> bool {
        !matches!(self, Self::TownshipCentre | Self::Village)
    }
}

impl Vocabulary for UrbanRural {
    const WORDS: &'static [(Self, &'static [&'static str])] = &[
        (Self::MainCity, &["111"]),
        (Self::CityFringe, &["112"]),
        (Self::TownCentre, &["121"]),
        (Self::TownFringe, &["122"]),
        (Self::SpecialArea, &["123"]),
        (Self::TownshipCentre, &["210"]),
        (Self::Village, &["220"]),
    ];
}

/// A statistical division code with its level: 2, 4, 6, 9 or 12 digits are province, prefecture, county, township,
/// village.
///
/// The level matters: 4419 (a city without counties) and 441900 (the county that stands in for one) pad to the same
/// twelve digits and are different divisions.
///
/// # Example
///
/// ```
/// use gigmatch::table::DivisionCode;
///
/// let township = DivisionCode::parse("440305001").unwrap();
/// let city = DivisionCode::parse("440300000000").unwrap();
/// assert_eq!(city.to_string(), "4403");
/// assert!(township.is_within(city) && !city.is_within(township));
/// assert_eq!(DivisionCode::parse("44030"), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DivisionCode {
    padded: u64,
    digits: u8,
}

/// Digits of each level, the widest division first.
const LEVELS: [u8; 5] = [2, 4, 6, 9, 12];

impl DivisionCode {
    /// Reads 2, 4, 6, 9 or 12 digits, half or full width; a twelve-digit code loses its trailing zero groups.
    pub fn parse(text: &str) -> Option<Self> {
        let text = fold_width(text.trim());
        let digits = LEVELS.into_iter().find(|digits| usize::from(*digits) == text.len())?;
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let number: u64 = text.parse().ok()?;
        let padded = number * 10_u64.pow(u32::from(12 - digits));
        if padded < 110_000_000_000 {
            return None; // no province has a code below 11
        }
        if digits < 12 {
            return Some(Self { padded, digits });
        }
        let without_zeros =
            LEVELS.into_iter().find(|digits| padded.is_multiple_of(10_u64.pow(u32::from(12 - *digits))))?;
        Some(Self { padded, digits: without_zeros })
    }

    /// Whether this is `ancestor` or lies inside it.
    pub fn is_within(self, ancestor: Self) -> bool {
        let below = 10_u64.pow(u32::from(12 - ancestor.digits));
        self.digits >= ancestor.digits && self.padded / below == ancestor.padded / below
    }

    /// The division one level up; provinces have none.
    pub fn parent(self) -> Option<Self> {
        DivisionLevel::ALL.into_iter().rev().find(|level| level.digits() < self.digits).and_then(|level| self.at(level))
    }

    /// The code padded with zeros to twelve digits.
    pub fn padded(self) -> u64 {
        self.padded
    }

    /// Digits and level in one number, which is not 0.
    pub(crate) fn packed(self) -> u64 {
        self.padded << 4 | u64::from(self.digits)
    }

    /// The code of a [`packed`](Self::packed) number.
    pub(crate) fn from_packed(packed: u64) -> Self {
        Self { padded: packed >> 4, digits: (packed & 0xF) as u8 }
    }

    /// How many digits its level has: 2, 4, 6, 9 or 12.
    pub fn digits(self) -> u8 {
        self.digits
    }

    /// Its level.
    pub fn level(self) -> DivisionLevel {
        DivisionLevel::of_digits(self.digits)
    }

    /// The division of a wider level that it lies in, or itself at its own; `None` for a level below its own.
    ///
    /// # Example
    ///
    /// ```
    /// use gigmatch::table::{DivisionCode, DivisionLevel};
    ///
    /// let village = DivisionCode::parse("441900003001").unwrap();
    /// assert_eq!(village.at(DivisionLevel::County), DivisionCode::parse("441900"));
    /// assert_eq!(village.at(DivisionLevel::Prefecture), DivisionCode::parse("4419"));
    /// ```
    pub fn at(self, level: DivisionLevel) -> Option<Self> {
        let digits = level.digits();
        if digits > self.digits {
            return None;
        }
        let below = 10_u64.pow(u32::from(12 - digits));
        Some(Self { padded: self.padded / below * below, digits })
    }

    /// The code that has the digits of `to` where this has those of `from`, the rest as it is.
    pub(super) fn moved(self, from: Self, to: Self) -> Option<Self> {
        if !self.is_within(from) || from.digits != to.digits {
            return None;
        }
        let below = 10_u64.pow(u32::from(12 - from.digits));
        Some(Self { padded: to.padded + self.padded % below, digits: self.digits })
    }

    /// The division with the same padded digits one level down; villages have none.
    pub(super) fn deeper(self) -> Option<Self> {
        let level = DivisionLevel::ALL.into_iter().find(|level| level.digits() > self.digits)?;
        Some(Self { padded: self.padded, digits: level.digits() })
    }

    /// The first number of padded digits beyond everything inside.
    pub(super) fn end(self) -> u64 {
        self.padded + 10_u64.pow(u32::from(12 - self.digits))
    }

    /// Whether the code is of a kind that may be in no list: by the convention of the statistical codes, development zones
    /// stand in the county place from 71 to 80, and units like townships from 400 to 599 in the township place; 01 in the
    /// county place is a city's districts together.
    pub fn is_zone(self) -> bool {
        let own = |digits: u8, width: u32| self.padded / 10_u64.pow(u32::from(12 - digits)) % 10_u64.pow(width);
        match self.level() {
            DivisionLevel::County => matches!(own(6, 2), 1 | 71..=80),
            DivisionLevel::Township => (400..=599).contains(&own(9, 3)),
            _ => false,
        }
    }
}

impl fmt::Display for DivisionCode {
    /// The digits of its level.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.padded / 10_u64.pow(u32::from(12 - self.digits));
        write!(f, "{number}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> DivisionCode {
        DivisionCode::parse(text).expect("a valid code")
    }

    #[test]
    fn codes_keep_their_level() {
        assert_ne!(code("4419"), code("441900"));
        assert_eq!(code("441900000000"), code("4419"));
        assert_eq!(code("４４０３"), code("4403"));
        assert!(code("441900001").is_within(code("441900")) && code("441900").is_within(code("4419")));
        assert!(!code("4419").is_within(code("441900")));
        assert_eq!(code("440305001007").parent(), Some(code("440305001")));
        assert_eq!((code("44").parent(), code("44").level()), (None, DivisionLevel::Province));
        for bad in ["", "1", "44030x", "4403051", "000000000000", "0101", "１２é"] {
            assert_eq!(DivisionCode::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn zones_are_known_by_their_digits() {
        for (text, zone) in [
            ("130171", true),
            ("130181", false),
            ("440305400", true),
            ("440305001", false),
            ("71", false),
            ("140101", true),
        ] {
            assert_eq!(code(text).is_zone(), zone, "{text}");
        }
    }

    #[test]
    fn a_part_moves_with_its_whole() {
        let moved = |part: &str, from: &str, to: &str| code(part).moved(code(from), code(to));
        assert_eq!(moved("371202001", "371202", "370116"), Some(code("370116001")));
        assert_eq!((moved("371203", "371202", "370116"), moved("371202", "371202", "3701")), (None, None));
    }
}
