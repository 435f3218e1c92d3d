//! The hard rules by name and in order.

use serde::{Deserialize, Serialize};

/// The hard rules, in the order in which they are told; their meaning stands in
/// [the semantics](crate::guide::semantics).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Rule {
    /// The posting takes people.
    PostingOpen,
    /// The posting still holds at `now`.
    PostingValid,
    /// The worker is looking for work.
    WorkerActive,
    /// Both places are known, or the work is remote.
    LocationKnown,
    /// The posting lies within the worker's reach.
    WorkerReach,
    /// The worker lives within the posting's reach.
    PostingReach,
    /// Every required skill is held at its level.
    RequiredSkills,
    /// The worker is of working age.
    MinimumAge,
    /// Neither side has blocked the other.
    NotBlocked,
    /// The offer reaches the worker's pay floor.
    PayFloor,
    /// The shift has not started.
    ShiftNotStarted,
    /// The shift has a seat left.
    SeatLeft,
    /// The worker is available for the whole shift.
    Availability,
    /// Every required certificate is valid to the shift's end.
    Certificates,
    /// Hazardous work only from 18.
    HazardousAge,
    /// Hazardous work only before statutory retirement.
    HazardousRetirement,
    /// Part-time hours with one employer in one week stay under the cap.
    WeeklyHours,
}

impl Rule {
    /// Every rule, in order.
    pub const ALL: [Self; 17] = [
        Self::PostingOpen,
        Self::PostingValid,
        Self::WorkerActive,
        Self::LocationKnown,
        Self::WorkerReach,
        Self::PostingReach,
        Self::RequiredSkills,
        Self::MinimumAge,
        Self::NotBlocked,
        Self::PayFloor,
        Self::ShiftNotStarted,
        Self::SeatLeft,
        Self::Availability,
        Self::Certificates,
        Self::HazardousAge,
        Self::HazardousRetirement,
        Self::WeeklyHours,
    ];

    /// The rule's name in answers.
    pub fn name(self) -> &'static str {
        match self {
            Self::PostingOpen => "posting_open",
            Self::PostingValid => "posting_valid",
            Self::WorkerActive => "worker_active",
            Self::LocationKnown => "location_known",
            Self::WorkerReach => "worker_reach",
            Self::PostingReach => "posting_reach",
            Self::RequiredSkills => "required_skills",
            Self::MinimumAge => "minimum_age",
            Self::NotBlocked => "not_blocked",
            Self::PayFloor => "pay_floor",
            Self::ShiftNotStarted => "shift_not_started",
            Self::SeatLeft => "seat_left",
            Self::Availability => "availability",
            Self::Certificates => "certificates",
            Self::HazardousAge => "hazardous_age",
            Self::HazardousRetirement => "hazardous_retirement",
            Self::WeeklyHours => "weekly_hours",
        }
    }

    /// Whether the rule is judged for each shift rather than once for the pair.
    pub fn is_shift_rule(self) -> bool {
        self >= Self::PayFloor
    }
}

impl std::fmt::Display for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// A set of rules.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct RuleSet(u32);

impl RuleSet {
    /// No rule.
    pub const EMPTY: Self = Self(0);

    /// Adds a rule.
    pub fn insert(&mut self, rule: Rule) {
        self.0 |= 1 << rule as u32;
    }

    /// Adds a rule where `present`.
    pub fn insert_if(&mut self, rule: Rule, present: bool) {
        self.0 |= u32::from(present) << rule as u32;
    }

    /// Whether the rule is in the set.
    pub fn contains(self, rule: Rule) -> bool {
        self.0 & (1 << rule as u32) != 0
    }

    /// Whether no rule is in the set.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many rules are in the set.
    pub fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// Both sets together.
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The rules that are in both sets.
    pub fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The rules in order.
    pub fn iter(self) -> impl Iterator<Item = Rule> {
        Rule::ALL.into_iter().filter(move |rule| self.contains(*rule))
    }
}
