//! What a caller may ask about help in person.

use std::sync::Arc;

use crate::{
    CircleRules, Error, KeyGroupRules, MatchOptions, ReportOptions, Result,
    record::KeyGroup,
    table::{DivisionCode, DivisionLevel, DivisionTable},
};

/// Options of [`Snapshot::assist`](crate::Snapshot::assist).
///
/// # Example
///
/// ```
/// use gigmatch::{AssistOptions, MatchOptions, record::KeyGroup};
///
/// let now = "2026-11-24T05:00:00+08:00".parse().unwrap();
/// let options = AssistOptions::new(MatchOptions::at(now)).key_groups([KeyGroup::HardToPlace]).caseworkers(3, 12);
/// assert_eq!((options.caseworkers, options.visits_a_day), (3, 12));
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct AssistOptions {
    /// Time, rules, occupancy, weights and filters by which pairs are eligible and scored; `top` does not matter.
    pub matching: MatchOptions,
    /// The division whose people are looked at; absent is everything.
    pub within: Option<DivisionCode>,
    /// The smallest divisions for which training is told.
    pub by: DivisionLevel,
    /// Only people inside the circle of this outlet.
    pub outlet: Option<String>,
    /// Only people in at least one of these groups; everybody where empty.
    pub key_groups: Vec<KeyGroup>,
    /// Rules by which people belong to key groups; the labels of the records where absent.
    pub key_group_rules: Option<Arc<KeyGroupRules>>,
    /// A best score below this is weak, 0 to 100,000,000; 0 for none.
    pub weak_below: u32,
    /// A posting is congested where more than this many people for each seat left have it among their ten best; absent to
    /// leave that out, which saves matching everybody in the index.
    pub congested_above: Option<u32>,
    /// How many people are listed at most.
    pub most: usize,
    /// How many skills and certificates are told at most, overall and for each division.
    pub training: usize,
    /// How many caseworkers visit.
    pub caseworkers: u32,
    /// How many people one visits on a day at most.
    pub visits_a_day: u32,
    /// The figures circles are made from.
    pub circles: CircleRules,
    /// The divisions to tell of; those that the engine was opened with where absent, else the carried ones.
    pub divisions: Option<Arc<DivisionTable>>,
}

impl AssistOptions {
    /// Everybody, by township; weak below a score of 50 of 100, what a pair has of which nothing can be compared,
    /// congested above 20 people a seat; one caseworker with 20 visits; at most 10,000 people and 20 kinds of training.
    pub fn new(matching: MatchOptions) -> Self {
        Self {
            matching,
            within: None,
            by: DivisionLevel::Township,
            outlet: None,
            key_groups: Vec::new(),
            key_group_rules: None,
            weak_below: 50_000_000,
            congested_above: Some(20),
            most: 10_000,
            training: 20,
            caseworkers: 1,
            visits_a_day: 20,
            circles: CircleRules::default(),
            divisions: None,
        }
    }

    /// Who needs help in the place and at the time of a report: what stands beside it on a page. Congested postings are left
    /// out, as everybody would have to be matched once more.
    pub fn beside(report: &ReportOptions) -> Self {
        let mut options = Self::new(report.matching.clone());
        (options.within, options.by, options.congested_above) = (report.within, report.by, None);
        options.key_group_rules.clone_from(&report.key_group_rules);
        options.divisions.clone_from(&report.divisions);
        options
    }

    /// Of one division alone.
    pub fn within(mut self, division: DivisionCode) -> Self {
        self.within = Some(division);
        self
    }

    /// Of the people inside an outlet's circle.
    pub fn outlet(mut self, id: impl Into<String>) -> Self {
        self.outlet = Some(id.into());
        self
    }

    /// Of some groups alone.
    pub fn key_groups(mut self, groups: impl IntoIterator<Item = KeyGroup>) -> Self {
        self.key_groups = groups.into_iter().collect();
        self
    }

    /// With key groups by rules.
    pub fn key_group_rules(mut self, rules: Arc<KeyGroupRules>) -> Self {
        self.key_group_rules = Some(rules);
        self
    }

    /// For so many caseworkers with so many visits each.
    pub fn caseworkers(mut self, number: u32, visits_a_day: u32) -> Self {
        self.caseworkers = number;
        self.visits_a_day = visits_a_day;
        self
    }

    /// At most so many people.
    pub fn most(mut self, most: usize) -> Self {
        self.most = most;
        self
    }

    /// By another table of divisions.
    pub fn divisions(mut self, table: Arc<DivisionTable>) -> Self {
        self.divisions = Some(table);
        self
    }

    pub(super) fn check(&self) -> Result<()> {
        for (field, given) in [("caseworkers", self.caseworkers), ("visits_a_day", self.visits_a_day)] {
            if !(1..=1_000).contains(&given) {
                return Err(Error::out_of_range(field, given, "1 to 1000"));
            }
        }
        if self.weak_below > 100_000_000 {
            return Err(Error::out_of_range("weak_below", self.weak_below, "0 to 100000000"));
        }
        Ok(())
    }
}

/// Options of [`Snapshot::job_lists`](crate::Snapshot::job_lists).
///
/// # Example
///
/// ```
/// use gigmatch::{JobListOptions, MatchOptions};
///
/// let now = "2026-11-24T05:00:00+08:00".parse().unwrap();
/// let options = JobListOptions::new(MatchOptions::at(now)).outlets(["O00001"]).most(30);
/// assert_eq!(options.most, 30);
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct JobListOptions {
    /// Time, rules, occupancy, weights and filters; `top` does not matter.
    pub matching: MatchOptions,
    /// The outlets by their ids; all where empty.
    pub outlets: Vec<String>,
    /// How many postings a list has at most.
    pub most: usize,
    /// Whether to put first what the circle's people have among their ten best, for which these people are matched.
    pub for_people: bool,
    /// The figures circles are made from.
    pub circles: CircleRules,
    /// The divisions that say what is town; those that the engine was opened with where absent, else the carried ones.
    pub divisions: Option<Arc<DivisionTable>>,
}

impl JobListOptions {
    /// All outlets, forty postings each, for their people.
    pub fn new(matching: MatchOptions) -> Self {
        Self {
            matching,
            outlets: Vec::new(),
            most: 40,
            for_people: true,
            circles: CircleRules::default(),
            divisions: None,
        }
    }

    /// Some outlets.
    pub fn outlets<S: Into<String>>(mut self, ids: impl IntoIterator<Item = S>) -> Self {
        self.outlets = ids.into_iter().map(Into::into).collect();
        self
    }

    /// At most so many postings each.
    pub fn most(mut self, most: usize) -> Self {
        self.most = most;
        self
    }
}
