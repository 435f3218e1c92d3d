//! What a seat for somebody is worth: the objective as integer weights.

use super::{
    edges::Edge,
    market::{Market, Task},
    options::{AssignOptions, LAST_PRIORITY, Objective},
};
use crate::{Error, ErrorCode, Result};

/// The highest score of a pair.
const MOST_SCORE: i64 = 100_000_000;

/// The weights of a plan's parts.
///
/// Lexicographic orders become one sum: a filled seat weighs more than all scores together. Among priorities it is enough
/// that a seat of an earlier one weighs more than one of a later one, however many of these there are: the sets of seats that
/// can be filled at once are the independent sets of a transversal matroid (J. Edmonds and D. R. Fulkerson, 1965), where the
/// heaviest basis for any falling weights is the lexicographically best. So weights stay small.
#[derive(Debug, Clone)]
pub(super) struct Worth {
    /// More than all scores together.
    unit: i64,
    /// Of a filled seat by priority, from 1.
    pub(super) seat: [i64; LAST_PRIORITY as usize],
    bonus: i64,
    congestion: i64,
}

impl Worth {
    /// # Errors
    ///
    /// Where there are so many seats that sums would overflow.
    pub(super) fn new(market: &Market<'_>, options: &AssignOptions) -> Result<Self> {
        let seats: u64 = market.tasks.iter().map(|task| u64::from(task.seats)).sum();
        let people = market.workers.len() as u64 * u64::from(options.shifts_per_worker);
        let bonus = options.key_groups.as_ref().map_or(0, |goal| i64::from(goal.bonus));
        let congestion = i64::from(options.congestion);
        let most_here = market.tasks.iter().map(|task| i64::from(task.seats)).max().unwrap_or(0);
        let most_people = i64::try_from(market.workers.len()).unwrap_or(i64::MAX);
        let swing = congestion.saturating_mul(most_here.min(most_people)).saturating_add(MOST_SCORE + bonus);
        let filled = i64::try_from(seats.min(people)).unwrap_or(i64::MAX);
        let unit = filled.saturating_mul(swing).saturating_add(1);
        // Crews that must be there and shares of key groups are weighed up against all of it.
        if unit > gigmatch_solver::transport::MAX_WEIGHT / 2_048 {
            let message = format!("{seats} seats and {people} places of people are too many to be weighed together");
            return Err(Error::new(ErrorCode::InvalidOption, message).with_field("objective"));
        }
        let seat = std::array::from_fn(|place| match options.objective {
            Objective::Seats => unit,
            Objective::Score => 0,
            Objective::Priority => unit * (i64::from(LAST_PRIORITY) - i64::try_from(place).unwrap_or(0)),
        });
        Ok(Self { unit, seat, bonus, congestion })
    }

    /// More than every seat.
    pub(super) fn of_crew(&self) -> i64 {
        self.unit * (i64::from(LAST_PRIORITY) + 1)
    }

    /// What a seat of a task weighs beside the score.
    pub(super) fn of_seat(&self, task: &Task) -> i64 {
        self.seat[usize::from(task.priority - 1)]
    }

    /// What a seat for somebody weighs where nobody else is in the shift.
    pub(super) fn of_edge(&self, market: &Market<'_>, edge: &Edge) -> i64 {
        let is_in_group = market.in_groups[edge.worker as usize];
        i64::from(edge.score) + self.of_seat(market.task(edge.task)) + self.of_group(is_in_group)
    }

    /// What a seat for somebody of a key group weighs more.
    pub(super) fn of_group(&self, is_in_group: bool) -> i64 {
        if is_in_group { self.bonus } else { 0 }
    }

    /// What the person who is the `place`-th, from 0, in a shift costs.
    pub(super) fn of_crowd(&self, place: u32) -> i64 {
        self.congestion * i64::from(place)
    }

    pub(super) fn counts_crowds(&self) -> bool {
        self.congestion > 0
    }

    /// The unit in which shares of key groups are weighed up against everything else.
    pub(super) fn unit(&self) -> i64 {
        self.unit
    }
}
