//! What a seat for somebody is worth: the objective as integer weights.

use gigmatch_solver::{bundles, transport};

use super::{
    edges::Edge,
    market::{Market, Task},
    options::{AssignOptions, LAST_PRIORITY, Objective},
};
use crate::{Error, ErrorCode, Result};

/// The highest score of a pair.
const MOST_SCORE: i64 = 100_000_000;

const PRIORITIES: usize = LAST_PRIORITY as usize;

/// The weights of a plan's parts.
///
/// Lexicographic orders become one sum: a filled seat weighs more than all scores together. Among priorities it is enough
/// that a seat of an earlier one weighs more than one of a later one, however many of these there are, where everybody has one
/// shift and every shift any number of people: the sets of seats that can be filled at once then are the independent sets of a
/// transversal matroid (J. Edmonds and D. R. Fulkerson, 1965), where the heaviest basis for any falling weights is the
/// lexicographically best. So weights stay small.
///
/// Least crews, a floor for key groups and several shifts a person break the matroid: one seat of an earlier priority may cost
/// many of later ones. There a seat weighs more than all seats of later priorities together, as far as such weights fit.
#[derive(Debug, Clone)]
pub(super) struct Worth {
    /// More than all scores together.
    unit: i64,
    /// Of a filled seat by priority, from 1.
    pub(super) seat: [i64; PRIORITIES],
    bonus: i64,
    congestion: i64,
}

impl Worth {
    /// # Errors
    ///
    /// Where there are so many seats that sums would overflow.
    pub(super) fn new(market: &Market<'_>, options: &AssignOptions) -> Result<Self> {
        let by_priority = seats_by_priority(market);
        let seats: u64 = by_priority.iter().sum();
        let people = market.workers.len() as u64 * u64::from(options.shifts_per_worker);
        let bonus = options.key_groups.as_ref().map_or(0, |goal| i64::from(goal.bonus));
        let congestion = i64::from(options.congestion);
        let most_here = market.tasks.iter().map(|task| i64::from(task.seats)).max().unwrap_or(0);
        let most_people = i64::try_from(market.workers.len()).unwrap_or(i64::MAX);
        let swing = congestion.saturating_mul(most_here.min(most_people)).saturating_add(MOST_SCORE + bonus);
        let filled = i64::try_from(seats.min(people)).unwrap_or(i64::MAX);
        let unit = filled.saturating_mul(swing).saturating_add(1);
        // A seat, once more for being of a crew, and a hundred times as much for a share of key groups.
        let most = transport::MAX_WEIGHT / if has_floor(options) { 256 } else { 4 };
        let seat = match options.objective {
            Objective::Seats => [unit; PRIORITIES],
            Objective::Score => [0; PRIORITIES],
            Objective::Priority => {
                steep(market, options, unit, &by_priority, most).unwrap_or_else(|| falling_weights(unit, &by_priority))
            }
        };
        if unit.max(seat[0]) > most {
            let message = format!("{seats} seats and {people} places of people are too many to be weighed together");
            return Err(Error::new(ErrorCode::InvalidOption, message).with_field("objective"));
        }
        Ok(Self { unit, seat, bonus, congestion })
    }

    /// More than every seat with all that its edge weighs besides: what a seat of a crew that must be there weighs more, and
    /// the price of a hundredth of a seat at which nobody outside of the key groups is given one.
    pub(super) fn of_crew(&self) -> i64 {
        self.seat[0] + self.unit
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
}

fn seats_by_priority(market: &Market<'_>) -> [u64; PRIORITIES] {
    let mut seats = [0; PRIORITIES];
    for task in &market.tasks {
        seats[usize::from(task.priority - 1)] += u64::from(task.seats);
    }
    seats
}

/// Weights for markets in which falling ones would not do; `None` where they would, or where none fit.
fn steep(
    market: &Market<'_>,
    options: &AssignOptions,
    unit: i64,
    seats: &[u64; PRIORITIES],
    most: i64,
) -> Option<[i64; PRIORITIES]> {
    let several = options.shifts_per_worker > 1;
    let has_crews = market.tasks.iter().any(|task| task.minimum_crew > 1);
    if !(several || has_crews || has_floor(options)) {
        return None;
    }
    // All that one person may be given is added up.
    let of_one = seats.iter().sum::<u64>().max(1);
    let most_of_one = bundles::MAX_UNIT_WEIGHT / i64::try_from(of_one).unwrap_or(i64::MAX);
    let people = market.workers.len() as u64 * u64::from(options.shifts_per_worker);
    let filled = seats.map(|seats| seats.min(people));
    steep_weights(unit, &filled, if several { most.min(most_of_one) } else { most })
}

fn has_floor(options: &AssignOptions) -> bool {
    options.key_groups.as_ref().is_some_and(|goal| goal.floor_percent > 0)
}

/// Weights that fall from each priority that has seats to the next.
fn falling_weights(unit: i64, seats: &[u64; PRIORITIES]) -> [i64; PRIORITIES] {
    rising_from_last(unit, seats, |_, seats| if seats > 0 { unit } else { 0 })
}

/// Weights of which each exceeds all seats of later priorities and all scores together; `None` beyond the most.
fn steep_weights(unit: i64, seats: &[u64; PRIORITIES], most: i64) -> Option<[i64; PRIORITIES]> {
    let all_of = |weight: i64, seats| weight.saturating_mul(i64::try_from(seats).unwrap_or(i64::MAX));
    let weights = rising_from_last(unit, seats, all_of);
    (weights[0] <= most).then_some(weights)
}

/// A unit for the last priority, and for each one before it `more` than for the next, by the weight and the seats of that.
fn rising_from_last(unit: i64, seats: &[u64; PRIORITIES], more: impl Fn(i64, u64) -> i64) -> [i64; PRIORITIES] {
    let mut weights = [0; PRIORITIES];
    let mut weight = unit;
    for (place, seats) in seats.iter().enumerate().rev() {
        weights[place] = weight;
        weight = weight.saturating_add(more(weight, *seats));
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steep_weights_exceed_all_later_seats_and_scores() {
        let seats = [1, 0, 3, 2, 0, 0, 7, 0, 4];
        let weights = steep_weights(100, &seats, i64::MAX).expect("small weights");
        for place in 0..PRIORITIES {
            let later: i64 = (place + 1..PRIORITIES).map(|later| weights[later] * seats[later].cast_signed()).sum();
            assert_eq!(weights[place], later + 100);
        }
    }

    #[test]
    fn weights_that_do_not_fit_are_not_given() {
        let seats = [200_000; PRIORITIES];
        assert_eq!(steep_weights(1 << 44, &seats, i64::MAX - 1), None);
        // However many seats the first priority has.
        assert!(steep_weights(1 << 50, &[u64::MAX, 0, 0, 0, 0, 0, 0, 0, 6], 7 << 50).is_some());
        assert_eq!(
            steep_weights(100, &[1; PRIORITIES], 100 << 8),
            Some([8, 7, 6, 5, 4, 3, 2, 1, 0].map(|place| 100 << place))
        );
        assert_eq!(steep_weights(100, &[1; PRIORITIES], (100 << 8) - 1), None);
    }

    #[test]
    fn weights_fall_where_there_are_seats() {
        assert_eq!(falling_weights(10, &[1; PRIORITIES]), [90, 80, 70, 60, 50, 40, 30, 20, 10]);
        assert_eq!(falling_weights(10, &[5, 0, 0, 2, 0, 0, 0, 0, 7]), [30, 30, 30, 20, 20, 20, 20, 20, 10]);
        assert_eq!(falling_weights(i64::MAX / 8, &[1; PRIORITIES])[0], i64::MAX);
    }
}
