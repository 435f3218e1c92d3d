//! What a caller may ask of a report.

use std::{ops::RangeInclusive, sync::Arc};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    CoverageOptions, Error, KeyGroupRules, MatchOptions, Result,
    columns::Packing,
    counts::check_threshold,
    record::Vocabulary,
    table::{DivisionCode, DivisionLevel, DivisionTable},
};

/// The most weeks looked back on: ten years.
const MOST_WEEKS: u32 = 520;

/// By what the figures of an area are broken down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Dimension {
    /// Not at all.
    Total,
    /// By occupation: the wish that a seeker names first, the occupation of a posting.
    Occupation,
    /// By key group of seekers; somebody may be in several.
    KeyGroup,
    /// By where the work is done; postings only.
    WorkMode,
    /// By hourly pay: a seeker's floor, the lower end of what a posting offers.
    PayBand,
    /// By ISO week: of registration, of publication, of the placement's start.
    Week,
}

impl Dimension {
    /// All of them, in the order of a report.
    pub const ALL: [Self; 6] =
        [Self::Total, Self::Occupation, Self::KeyGroup, Self::WorkMode, Self::PayBand, Self::Week];
}

impl Vocabulary for Dimension {
    const WORDS: &'static [(Self, &'static [&'static str])] = &[
        (Self::Total, &["total"]),
        (Self::Occupation, &["occupation"]),
        (Self::KeyGroup, &["key_group"]),
        (Self::WorkMode, &["work_mode"]),
        (Self::PayBand, &["pay_band"]),
        (Self::Week, &["week"]),
    ];
}

/// Options of a report.
///
/// # Example
///
/// ```
/// use gigmatch::{MatchOptions, ReportOptions, table::DivisionLevel};
///
/// let now = "2026-11-24T05:00:00+08:00".parse().unwrap();
/// let options = ReportOptions::new(MatchOptions::at(now)).by(DivisionLevel::County).threshold(10);
/// assert_eq!(options.threshold, 10);
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ReportOptions {
    /// Time, rules, occupancy and filters by which postings are open and pairs eligible; `top` does not matter.
    pub matching: MatchOptions,
    /// The smallest divisions that are told of.
    pub by: DivisionLevel,
    /// The division that is told of; absent is everything, records of unknown division included.
    pub within: Option<DivisionCode>,
    /// By what figures are broken down; the total is always told.
    pub dimensions: Vec<Dimension>,
    /// How deep occupations are told: 1 for major groups, 2 for the groups below, and so on.
    pub occupation_depth: usize,
    /// Whether to count all eligible pairs, which takes a hundred times as long as everything else.
    pub eligible_pairs: bool,
    /// How many ISO weeks up to `now` the weekly figures and `filled` look back; the week of `now` is the last.
    pub weeks: u32,
    /// Rules by which people belong to key groups; the labels of the records where absent.
    pub key_group_rules: Option<Arc<KeyGroupRules>>,
    /// Counts of people are rounded to multiples of this, so that no smaller count is told; 1 leaves them as they are.
    pub threshold: u32,
    /// The key of the rounding, to be kept secret like the data: with the same key, what has not changed is rounded as it was.
    /// Where absent, the key is made of the counts, so that the same data is rounded in the same way.
    pub seed: Option<u128>,
    /// The divisions to tell of; those that the engine was opened with where absent, else the carried ones.
    pub divisions: Option<Arc<DivisionTable>>,
}

impl ReportOptions {
    /// By county, over twelve weeks, with every breakdown and counts rounded to multiples of 5.
    pub fn new(matching: MatchOptions) -> Self {
        Self {
            matching,
            by: DivisionLevel::County,
            within: None,
            dimensions: Dimension::ALL.to_vec(),
            occupation_depth: 2,
            eligible_pairs: false,
            weeks: 12,
            key_group_rules: None,
            threshold: 5,
            seed: None,
            divisions: None,
        }
    }

    /// Down to another level.
    pub fn by(mut self, level: DivisionLevel) -> Self {
        self.by = level;
        self
    }

    /// Of one division alone.
    pub fn within(mut self, division: DivisionCode) -> Self {
        self.within = Some(division);
        self
    }

    /// Broken down by these.
    pub fn dimensions(mut self, dimensions: impl IntoIterator<Item = Dimension>) -> Self {
        self.dimensions = dimensions.into_iter().collect();
        self
    }

    /// With a secret key of the rounding.
    pub fn seed(mut self, seed: u128) -> Self {
        self.seed = Some(seed);
        self
    }

    /// With other rounding; 1 for none.
    pub fn threshold(mut self, threshold: u32) -> Self {
        self.threshold = threshold;
        self
    }

    /// With key groups by rules.
    pub fn key_group_rules(mut self, rules: Arc<KeyGroupRules>) -> Self {
        self.key_group_rules = Some(rules);
        self
    }

    /// With the count of eligible pairs.
    pub fn eligible_pairs(mut self) -> Self {
        self.eligible_pairs = true;
        self
    }

    /// By another table of divisions.
    pub fn divisions(mut self, table: Arc<DivisionTable>) -> Self {
        self.divisions = Some(table);
        self
    }

    /// The service circles of the same place, time and protection, with so many suggested places: what stands beside the report
    /// on a page.
    pub fn circles(&self, suggest: usize) -> CoverageOptions {
        let mut circles = CoverageOptions::at(self.matching.now).by(self.by).suggest(suggest).threshold(self.threshold);
        (circles.within, circles.seed) = (self.within, self.seed);
        circles.key_group_rules.clone_from(&self.key_group_rules);
        circles.divisions.clone_from(&self.divisions);
        circles.cancel.clone_from(&self.matching.cancel);
        circles
    }

    /// The weeks looked back on, as [`week_of_date`](crate::columns::week_of_date) counts them.
    pub(super) fn told_weeks(&self, packing: &Packing) -> RangeInclusive<i32> {
        let last = packing.week_of(self.matching.now);
        last.saturating_sub(i32::try_from(self.weeks - 1).unwrap_or(i32::MAX))..=last
    }

    /// What the rows are broken down by: the total first, each once.
    pub(super) fn told_dimensions(&self) -> impl Iterator<Item = Dimension> + '_ {
        let asked = |dimension: &Dimension| *dimension == Dimension::Total || self.dimensions.contains(dimension);
        Dimension::ALL.into_iter().filter(asked)
    }

    pub(super) fn check(&self) -> Result<()> {
        check_threshold(self.threshold)?;
        if !(1..=MOST_WEEKS).contains(&self.weeks) {
            return Err(Error::out_of_range("weeks", self.weeks, "1 to 520"));
        }
        if self.occupation_depth == 0 {
            return Err(Error::out_of_range("occupation_depth", 0, "1 or more"));
        }
        Ok(())
    }
}
