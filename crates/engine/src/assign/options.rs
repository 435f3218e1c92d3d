//! What a caller may ask of an assignment.

use std::time::Instant;

use jiff::Timestamp;

use crate::{Error, ErrorCode, MatchOptions, Result, record::KeyGroup};

/// What a plan is to be best at; orders are lexicographic and exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Objective {
    /// The most seats filled, then the best total score.
    #[default]
    Seats,
    /// The best total score.
    Score,
    /// The most seats of the first priority filled, then of the second and so on, then the best total score.
    ///
    /// With least crews, a floor for key groups or several shifts a person, the weights that this takes fit in markets of some
    /// thousand seats, or some hundred with several shifts; in larger ones [`Proof::seat_weights`](crate::Proof::seat_weights) tells what was weighed.
    Priority,
}

impl Objective {
    /// Every objective with its word.
    pub const WORDS: [(Self, &'static str); 3] =
        [(Self::Seats, "seats"), (Self::Score, "score"), (Self::Priority, "priority")];

    /// Its word.
    pub fn name(self) -> &'static str {
        Self::WORDS.iter().find(|(objective, _)| *objective == self).map_or("", |(_, word)| word)
    }
}

impl std::str::FromStr for Objective {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::WORDS.iter().find(|(_, word)| *word == text).map(|(objective, _)| *objective).ok_or_else(|| {
            Error::new(
                ErrorCode::InvalidOption,
                format!("unknown objective {text:?}; allowed are seats, score, priority"),
            )
            .with_field("objective")
        })
    }
}

/// What is particular about the seats of one shift, or of all shifts of a posting.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct SeatRule {
    /// The posting.
    pub posting_id: String,
    /// The shift; absent means all shifts of the posting. What is said of a shift goes before what is said of its posting.
    #[serde(default)]
    pub shift_id: Option<String>,
    /// 1 is filled before 2, and so on to 9, which is what other seats have; counts for [`Objective::Priority`].
    #[serde(default)]
    pub priority: Option<u8>,
    /// The least people with whom the shift can work: with fewer it gets nobody. Absent means 1.
    #[serde(default)]
    pub minimum_crew: Option<u32>,
}

impl SeatRule {
    /// Nothing particular yet about the shifts of a posting.
    pub fn of(posting_id: impl Into<String>) -> Self {
        Self { posting_id: posting_id.into(), shift_id: None, priority: None, minimum_crew: None }
    }

    /// Only of one shift.
    pub fn shift(mut self, shift_id: impl Into<String>) -> Self {
        self.shift_id = Some(shift_id.into());
        self
    }

    /// The priority of the seats, from 1 (first) to 9.
    pub fn priority(mut self, priority: u8) -> Self {
        self.priority = Some(priority);
        self
    }

    /// The least people with whom a shift can work.
    pub fn minimum_crew(mut self, people: u32) -> Self {
        self.minimum_crew = Some(people);
        self
    }
}

/// A worker who has a seat already, or must not have one.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct SeatChoice {
    /// The worker.
    pub worker_id: String,
    /// The posting.
    pub posting_id: String,
    /// The shift; absent means any shift of the posting.
    #[serde(default)]
    pub shift_id: Option<String>,
}

impl SeatChoice {
    /// Any shift of a posting for a worker.
    pub fn new(worker_id: impl Into<String>, posting_id: impl Into<String>) -> Self {
        Self { worker_id: worker_id.into(), posting_id: posting_id.into(), shift_id: None }
    }

    /// Only one shift.
    pub fn shift(mut self, shift_id: impl Into<String>) -> Self {
        self.shift_id = Some(shift_id.into());
        self
    }
}

/// What a plan does for people of key groups.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct KeyGroupGoal {
    /// The groups; whoever is in one of them counts.
    pub groups: Vec<KeyGroup>,
    /// What a seat for one of them is worth beyond its score, 0 to 100,000,000.
    #[serde(default)]
    pub bonus: u32,
    /// At least so many of a hundred filled seats go to them, where that is possible; 0 to 100.
    #[serde(default)]
    pub floor_percent: u8,
}

impl KeyGroupGoal {
    /// Nothing yet for some groups.
    pub fn new(groups: impl IntoIterator<Item = KeyGroup>) -> Self {
        Self { groups: groups.into_iter().collect(), bonus: 0, floor_percent: 0 }
    }

    /// What a seat for one of them is worth beyond its score.
    pub fn bonus(mut self, bonus: u32) -> Self {
        self.bonus = bonus;
        self
    }

    /// The least share of filled seats that go to them, in percent.
    pub fn floor_percent(mut self, percent: u8) -> Self {
        self.floor_percent = percent;
        self
    }
}

/// The most work one person gets from a plan, in minutes, beside what is recorded in the occupancy.
///
/// Days and weeks are those in which a shift starts, in the index's time zone; weeks begin on Monday. Part-time workers have
/// the cap of [`RuleSettings`](crate::RuleSettings) a week with one employer as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct HourCaps {
    /// In one day.
    pub day_minutes: Option<u32>,
    /// In one week.
    pub week_minutes: Option<u32>,
    /// In one week with one employer.
    pub employer_week_minutes: Option<u32>,
}

/// Options of [`Snapshot::assign`](crate::Snapshot::assign).
///
/// # Example
///
/// ```
/// use gigmatch::{AssignOptions, MatchOptions, Objective};
///
/// let options = AssignOptions::new(MatchOptions::at("2026-11-24T05:00:00+08:00".parse().unwrap()))
///     .objective(Objective::Score)
///     .shifts_per_worker(2);
/// assert_eq!(options.shifts_per_worker, 2);
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct AssignOptions {
    /// Time, weights, occupancy, filters, limits; its `top` counts for nothing.
    pub matching: MatchOptions,
    /// What the plan is to be best at.
    pub objective: Objective,
    /// The most shifts one person gets; at least 1.
    pub shifts_per_worker: u32,
    /// The most work one person gets.
    pub hours: HourCaps,
    /// Metres a minute that people travel between two shifts of theirs; absent means that only time counts.
    pub travel_metres_a_minute: Option<u32>,
    /// Only shifts that start in this span, from the first instant to before the second; absent means all.
    pub starting: Option<(Timestamp, Timestamp)>,
    /// What is particular about seats.
    pub seats: Vec<SeatRule>,
    /// Seats that are given already.
    pub pinned: Vec<SeatChoice>,
    /// Seats that must not be given so.
    pub forbidden: Vec<SeatChoice>,
    /// What to do for people of key groups.
    pub key_groups: Option<KeyGroupGoal>,
    /// What every further person in the same shift, pinned ones included, costs more than the one before, 0 to 1,000,000
    /// points of score: spreads people where there are more seats than people.
    pub congestion: u32,
    /// When to be content with the best plan so far; its gap is in the answer.
    pub best_until: Option<Instant>,
    /// For how many unfilled shifts the person who comes nearest is looked for.
    pub nearest: usize,
}

/// The most that a [`KeyGroupGoal::bonus`] may be.
pub(super) const MOST_BONUS: u32 = 100_000_000;

/// The most that [`AssignOptions::congestion`] may be.
const MOST_CONGESTION: u32 = 1_000_000;

/// The priority of seats of which nothing is said.
pub(super) const LAST_PRIORITY: u8 = 9;

impl AssignOptions {
    /// One shift for each person, the most seats, then the best total score.
    pub fn new(matching: MatchOptions) -> Self {
        Self {
            matching,
            objective: Objective::default(),
            shifts_per_worker: 1,
            hours: HourCaps::default(),
            travel_metres_a_minute: None,
            starting: None,
            seats: Vec::new(),
            pinned: Vec::new(),
            forbidden: Vec::new(),
            key_groups: None,
            congestion: 0,
            best_until: None,
            nearest: 100,
        }
    }

    /// Another objective.
    pub fn objective(mut self, objective: Objective) -> Self {
        self.objective = objective;
        self
    }

    /// At most so many shifts for one person, never two at a time.
    pub fn shifts_per_worker(mut self, shifts: u32) -> Self {
        self.shifts_per_worker = shifts;
        self
    }

    /// The most work one person gets.
    pub fn hours(mut self, hours: HourCaps) -> Self {
        self.hours = hours;
        self
    }

    /// Only shifts that start from `from` to before `until`.
    pub fn starting(mut self, from: Timestamp, until: Timestamp) -> Self {
        self.starting = Some((from, until));
        self
    }

    /// Something particular about seats.
    pub fn seat(mut self, rule: SeatRule) -> Self {
        self.seats.push(rule);
        self
    }

    /// A seat that is given already.
    pub fn pin(mut self, choice: SeatChoice) -> Self {
        self.pinned.push(choice);
        self
    }

    /// A seat that must not be given so.
    pub fn forbid(mut self, choice: SeatChoice) -> Self {
        self.forbidden.push(choice);
        self
    }

    /// What to do for people of key groups.
    pub fn key_groups(mut self, goal: KeyGroupGoal) -> Self {
        self.key_groups = Some(goal);
        self
    }

    /// What every further person in the same shift costs.
    pub fn congestion(mut self, points: u32) -> Self {
        self.congestion = points;
        self
    }

    /// When to be content with the best plan so far.
    pub fn best_until(mut self, instant: Instant) -> Self {
        self.best_until = Some(instant);
        self
    }

    /// Whether the best plan so far is good enough by now.
    pub(super) fn is_late(&self) -> bool {
        self.best_until.is_some_and(|instant| Instant::now() >= instant)
    }

    pub(super) fn check(&self) -> Result<()> {
        let invalid =
            |field: &str, message: String| Err(Error::new(ErrorCode::InvalidOption, message).with_field(field));
        if self.shifts_per_worker == 0 {
            return Err(Error::out_of_range("shifts_per_worker", 0, "1 or more"));
        }
        if self.travel_metres_a_minute == Some(0) {
            return invalid("travel_metres_a_minute", "nobody arrives at 0 metres a minute".to_owned());
        }
        if let Some((from, until)) = self.starting
            && until <= from
        {
            return invalid("starting", format!("no shift starts from {from} to before {until}"));
        }
        for rule in &self.seats {
            if rule.priority.is_some_and(|priority| !(1..=LAST_PRIORITY).contains(&priority)) {
                let given = rule.priority.unwrap_or_default();
                return Err(Error::out_of_range("priority", given, &format!("1 to {LAST_PRIORITY}")));
            }
            if rule.minimum_crew == Some(0) {
                return Err(Error::out_of_range("minimum_crew", 0, "1 or more"));
            }
        }
        if let Some(goal) = &self.key_groups {
            if goal.bonus > MOST_BONUS {
                return Err(Error::out_of_range("bonus", goal.bonus, &format!("at most {MOST_BONUS}")));
            }
            if goal.floor_percent > 100 {
                return Err(Error::out_of_range("floor_percent", goal.floor_percent, "at most 100"));
            }
        }
        if self.congestion > MOST_CONGESTION {
            return Err(Error::out_of_range("congestion", self.congestion, &format!("at most {MOST_CONGESTION}")));
        }
        self.matching.check_limits()
    }
}
