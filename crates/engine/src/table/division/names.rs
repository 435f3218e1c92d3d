//! Finding divisions by what people call them.

use super::{Division, DivisionTable};

/// Names that divisions have which only hold a place in the codes: the districts of a municipality, its counties, and
/// counties directly under a province.
const PLACE_HOLDERS: [&str; 4] = ["市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"];

/// What kinds of divisions are called, longer ones first where one ends in another.
const KINDS: [&str; 22] = [
    "特别行政区",
    "维吾尔自治区",
    "壮族自治区",
    "回族自治区",
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
    "社区居民委员会",
    "社区居委会",
    "村民委员会",
    "居民委员会",
    "村委会",
    "居委会",
    "地区",
    "街道",
    "省",
    "市",
    "区",
    "县",
    "镇",
    "乡",
];

pub(super) fn holds_a_place(division: Division<'_>) -> bool {
    PLACE_HOLDERS.contains(&division.name)
}

/// A name without the words for the kind of division at its end, where two characters or more are left.
fn stems(name: &str) -> impl Iterator<Item = &str> {
    KINDS.iter().filter_map(move |kind| name.strip_suffix(kind)).filter(|stem| stem.chars().count() >= 2)
}

/// Rows by name, by short name and by stem.
#[derive(Debug)]
pub(super) struct NameIndex(Vec<(Box<str>, u32)>);

impl NameIndex {
    pub(super) fn new(table: &DivisionTable) -> Self {
        let mut names: Vec<(Box<str>, u32)> = Vec::with_capacity(2 * table.len());
        for (row, division) in (0..).zip(table.iter()) {
            let own = std::iter::once(division.name).chain(division.short_name).chain(stems(division.name));
            names.extend(own.map(|name| (name.into(), row)));
        }
        names.sort_unstable();
        names.dedup();
        Self(names)
    }

    /// The rows that have a name, in order.
    pub(super) fn rows(&self, name: &str) -> Vec<u32> {
        let start = self.0.partition_point(|(other, _)| &**other < name);
        self.0[start..].iter().take_while(|(other, _)| &**other == name).map(|(_, row)| *row).collect()
    }
}
