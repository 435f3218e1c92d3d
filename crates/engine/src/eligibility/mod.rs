//! The hard rules, one function each.
//!
//! The numbers in the comments are the rows of the table in [the semantics](crate::guide::semantics).

mod filters;
mod probe;

pub(crate) use filters::{BoundConditions, BoundFilters};
pub(crate) use probe::{PostingRules, WorkerRules, squared};

use crate::{
    columns::{Packing, PostingRow, ShiftView, UNKNOWN_EXPIRY, UNLIMITED, WorkerRow},
    geo::floor_sqrt,
    occupancy::Occupancy,
    options::RuleSettings,
    rule::{Rule, RuleSet},
    symbols::{NO_SYMBOL, Overlay, Symbol},
};

/// Milliseconds in an hour.
pub(crate) const HOUR_MS: i64 = 3_600_000;

/// What a question brings to the rules besides the pair.
pub(crate) struct RuleContext<'a> {
    /// Milliseconds since 1970.
    pub(crate) now: i64,
    /// The civil date of `now` as `yyyymmdd`.
    pub(crate) now_date: u32,
    pub(crate) rules: &'a RuleSettings,
    pub(crate) occupancy: Option<&'a Occupancy>,
    /// For the dates and weeks of shifts and commitments.
    pub(crate) packing: &'a Packing,
    /// For the employers of commitments, which are named in words.
    pub(crate) symbols: &'a Overlay<'a>,
}

/// Which shifts of a pair fit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fit {
    /// The first fitting shift, by start then id.
    pub(crate) first: ShiftView,
    pub(crate) fitting: u32,
    /// Shifts that have not started and have a seat left.
    pub(crate) open: u32,
}

impl RuleContext<'_> {
    /// Whether every pair rule holds; the cheap and selective ones are asked first.
    pub(crate) fn pair_rules_hold(&self, worker: WorkerRow<'_>, posting: PostingRow<'_>) -> bool {
        worker.is_active()
            && posting.is_open()
            && location_known(worker, posting)
            && within_reach(worker, posting, worker.reach())
            && within_reach(worker, posting, posting.reach())
            && required_skills(worker, posting)
            && self.posting_valid(posting)
            && self.minimum_age(worker)
            && not_blocked(worker, posting)
    }

    /// The pair rules that fail.
    pub(crate) fn failed_pair_rules(&self, worker: WorkerRow<'_>, posting: PostingRow<'_>) -> RuleSet {
        let mut failed = RuleSet::EMPTY;
        failed.insert_if(Rule::PostingOpen, !posting.is_open());
        failed.insert_if(Rule::PostingValid, !self.posting_valid(posting));
        failed.insert_if(Rule::WorkerActive, !worker.is_active());
        failed.insert_if(Rule::LocationKnown, !location_known(worker, posting));
        failed.insert_if(Rule::WorkerReach, !within_reach(worker, posting, worker.reach()));
        failed.insert_if(Rule::PostingReach, !within_reach(worker, posting, posting.reach()));
        failed.insert_if(Rule::RequiredSkills, !required_skills(worker, posting));
        failed.insert_if(Rule::MinimumAge, !self.minimum_age(worker));
        failed.insert_if(Rule::NotBlocked, !not_blocked(worker, posting));
        failed
    }

    /// Whether every shift rule holds for one shift.
    pub(crate) fn shift_rules_hold(&self, worker: WorkerRow<'_>, posting: PostingRow<'_>, shift: &ShiftView) -> bool {
        self.not_started(shift)
            && availability(worker, shift)
            && pay_floor(worker, posting, shift)
            && certificates(worker, posting, shift)
            && self.hazardous_age(worker, posting, shift)
            && hazardous_retirement(worker, posting, shift)
            && self.seat_left(posting, shift)
            && self.weekly_hours(worker, posting, shift)
    }

    /// The shift rules that fail for one shift.
    pub(crate) fn failed_shift_rules(
        &self,
        worker: WorkerRow<'_>,
        posting: PostingRow<'_>,
        shift: &ShiftView,
    ) -> RuleSet {
        let mut failed = RuleSet::EMPTY;
        failed.insert_if(Rule::PayFloor, !pay_floor(worker, posting, shift));
        failed.insert_if(Rule::ShiftNotStarted, !self.not_started(shift));
        failed.insert_if(Rule::SeatLeft, !self.seat_left(posting, shift));
        failed.insert_if(Rule::Availability, !availability(worker, shift));
        failed.insert_if(Rule::Certificates, !certificates(worker, posting, shift));
        failed.insert_if(Rule::HazardousAge, !self.hazardous_age(worker, posting, shift));
        failed.insert_if(Rule::HazardousRetirement, !hazardous_retirement(worker, posting, shift));
        failed.insert_if(Rule::WeeklyHours, !self.weekly_hours(worker, posting, shift));
        failed
    }

    /// Which shifts fit, for a pair whose pair rules hold; `None` where the shift rules make it not eligible.
    pub(crate) fn fit(&self, worker: WorkerRow<'_>, posting: PostingRow<'_>) -> Option<Fit> {
        if posting.is_open_ended() {
            let first = posting.virtual_shift(self.now);
            return self.shift_rules_hold(worker, posting, &first).then_some(Fit { first, fitting: 1, open: 1 });
        }
        let (mut first, mut fitting, mut open, mut shifts) = (None, 0, 0, 0);
        for shift in posting.real_shifts() {
            shifts += 1;
            if self.shift_rules_hold(worker, posting, &shift) {
                first = first.or(Some(shift));
                fitting += 1;
                open += 1;
            } else if posting.wants_all_shifts() {
                return None;
            } else if self.not_started(&shift) && self.seat_left(posting, &shift) {
                open += 1;
            }
        }
        debug_assert!(!posting.wants_all_shifts() || fitting == shifts, "every shift fits or the pair does not");
        first.map(|first| Fit { first, fitting, open })
    }

    /// Tells the place of every shift that fits, by start then id; 0 for the virtual one.
    pub(crate) fn for_each_fitting(&self, worker: WorkerRow<'_>, posting: PostingRow<'_>, mut tell: impl FnMut(u16)) {
        let mut judge = |place, shift: &ShiftView| {
            if self.shift_rules_hold(worker, posting, shift) {
                tell(place);
            }
        };
        if posting.is_open_ended() {
            judge(0, &posting.virtual_shift(self.now));
        } else {
            (0..).zip(posting.real_shifts()).for_each(|(place, shift)| judge(place, &shift));
        }
    }

    /// The same for an eligible pair, of which most need not be judged again.
    pub(crate) fn for_each_fitting_of_eligible(
        &self,
        worker: WorkerRow<'_>,
        posting: PostingRow<'_>,
        tell: impl FnMut(u16),
    ) {
        let shifts = posting.real_shifts().len().max(1);
        if shifts == 1 || posting.wants_all_shifts() {
            // Eligible for the only one, or for all of them.
            (0..).take(shifts).for_each(tell);
        } else {
            self.for_each_fitting(worker, posting, tell);
        }
    }

    /// Every shift with the shift rules it fails: the real ones, or the virtual one.
    pub(crate) fn judged_shifts(&self, worker: WorkerRow<'_>, posting: PostingRow<'_>) -> Vec<(ShiftView, RuleSet)> {
        let shifts: Vec<ShiftView> = if posting.is_open_ended() {
            vec![posting.virtual_shift(self.now)]
        } else {
            posting.real_shifts().collect()
        };
        shifts.into_iter().map(|shift| (shift, self.failed_shift_rules(worker, posting, &shift))).collect()
    }

    /// Ids of the shifts that fit, by start then id.
    pub(crate) fn fitting_shift_ids<'a>(&self, worker: WorkerRow<'_>, posting: PostingRow<'a>) -> Vec<&'a str> {
        let mut ids = Vec::new();
        self.for_each_fitting(worker, posting, |place| ids.push(posting.shift_id(usize::from(place))));
        ids
    }

    /// Whether a posting takes people at all at `now`.
    pub(crate) fn takes_people(&self, posting: PostingRow<'_>) -> bool {
        posting.is_open() && self.posting_valid(posting)
    }

    // 2
    fn posting_valid(&self, posting: PostingRow<'_>) -> bool {
        self.now <= posting.valid_through()
    }

    // 8
    fn minimum_age(&self, worker: WorkerRow<'_>) -> bool {
        worker.birth_date().is_none_or(|birth| has_age(birth, self.rules.minimum_age, self.now_date))
    }

    // 11
    pub(crate) fn not_started(&self, shift: &ShiftView) -> bool {
        shift.end.is_none() || self.now < shift.start
    }

    // 12
    pub(crate) fn seat_left(&self, posting: PostingRow<'_>, shift: &ShiftView) -> bool {
        self.seats_taken(posting, shift) < shift.headcount
    }

    pub(crate) fn seats_taken(&self, posting: PostingRow<'_>, shift: &ShiftView) -> u32 {
        self.occupancy.map_or(0, |occupancy| occupancy.taken(posting.id(), posting.shift_id(shift.place)))
    }

    // 15
    fn hazardous_age(&self, worker: WorkerRow<'_>, posting: PostingRow<'_>, shift: &ShiftView) -> bool {
        !posting.is_hazardous()
            || worker.birth_date().is_some_and(|birth| {
                let has_age_on = |date| has_age(birth, self.rules.hazardous_minimum_age, date);
                // Who has the age now has it later, and that is quicker to tell than the date of an instant.
                (self.now <= shift.start && has_age_on(self.now_date))
                    || has_age_on(self.packing.date_of(shift.starts()))
            })
    }

    // 17
    fn weekly_hours(&self, worker: WorkerRow<'_>, posting: PostingRow<'_>, shift: &ShiftView) -> bool {
        let Some(length) = shift.length_ms() else { return true };
        if !worker.is_part_time() || posting.employer() == NO_SYMBOL {
            return true;
        }
        self.committed_ms(worker, posting, shift) + length <= self.weekly_cap_ms()
    }

    /// Recorded work of the worker with the posting's employer in the week of the shift.
    pub(crate) fn committed_ms(&self, worker: WorkerRow<'_>, posting: PostingRow<'_>, shift: &ShiftView) -> i64 {
        let Some(occupancy) = self.occupancy else { return 0 };
        let week = self.packing.week_of(shift.starts());
        occupancy
            .commitments(worker.id())
            .iter()
            .filter(|commitment| self.symbols.find(&commitment.employer) == Some(posting.employer()))
            .filter(|commitment| self.packing.week_of(commitment.start) == week)
            .map(|commitment| commitment.end.as_millisecond() - commitment.start.as_millisecond())
            .sum()
    }

    pub(crate) fn weekly_cap_ms(&self) -> i64 {
        i64::from(self.rules.part_time_weekly_hours) * HOUR_MS
    }
}

// 4
fn location_known(worker: WorkerRow<'_>, posting: PostingRow<'_>) -> bool {
    posting.is_remote() || (worker.point().is_some() && posting.point().is_some())
}

// 5 with the worker's reach, 6 with the posting's
fn within_reach(worker: WorkerRow<'_>, posting: PostingRow<'_>, reach: u32) -> bool {
    if posting.is_remote() || reach == UNLIMITED {
        return true;
    }
    distance_squared(worker, posting).is_none_or(|square| square <= u64::from(reach) * u64::from(reach))
}

/// The squared distance of a pair, where both places are known.
pub(crate) fn distance_squared(worker: WorkerRow<'_>, posting: PostingRow<'_>) -> Option<u64> {
    Some(worker.point()?.distance_squared(posting.point()?))
}

/// The distance of a pair in metres, rounded down, where both places are known.
pub(crate) fn distance_m(worker: WorkerRow<'_>, posting: PostingRow<'_>) -> Option<u32> {
    distance_squared(worker, posting).map(floor_sqrt)
}

// 7
fn required_skills(worker: WorkerRow<'_>, posting: PostingRow<'_>) -> bool {
    posting.required_skills().all(|(skill, rank)| worker.skill_rank(skill) >= rank)
}

// 9
fn not_blocked(worker: WorkerRow<'_>, posting: PostingRow<'_>) -> bool {
    let employer = posting.employer();
    !posting.blocks_worker(worker) && (employer == NO_SYMBOL || !worker.blocks_employer(employer))
}

// 10
fn pay_floor(worker: WorkerRow<'_>, posting: PostingRow<'_>, shift: &ShiftView) -> bool {
    let (Some((floor, floor_period)), Some((_, upper, offer_period))) = (worker.pay_floor(), posting.pay()) else {
        return true;
    };
    let length = shift.length_ms();
    i128::from(upper) * i128::from(floor_period.working_ms(length))
        >= i128::from(floor) * i128::from(offer_period.working_ms(length))
}

// 13
fn availability(worker: WorkerRow<'_>, shift: &ShiftView) -> bool {
    // The virtual shift has no end and is within any availability.
    let Some(end) = shift.end else { return true };
    let Some(windows) = worker.availability() else { return true };
    // Windows are disjoint and do not touch, so only the last one that starts at or before the shift can hold it.
    windows.last_started(shift.start).is_some_and(|(_, last)| end <= last)
}

// 14
fn certificates(worker: WorkerRow<'_>, posting: PostingRow<'_>, shift: &ShiftView) -> bool {
    posting.required_certificates().iter().all(|name| holds_certificate(worker, posting, shift, *name))
}

/// Whether the worker holds a required certificate that is valid to the shift's end.
pub(crate) fn holds_certificate(
    worker: WorkerRow<'_>,
    posting: PostingRow<'_>,
    shift: &ShiftView,
    name: Symbol,
) -> bool {
    worker.certificates().filter(|(held, _)| *held == name).any(|(_, expiry)| match shift.end {
        _ if expiry == UNKNOWN_EXPIRY => !posting.is_hazardous(),
        Some(end) => expiry >= end,
        None => expiry > shift.start,
    })
}

// 16
fn hazardous_retirement(worker: WorkerRow<'_>, posting: PostingRow<'_>, shift: &ShiftView) -> bool {
    let retirement = worker.retirement();
    !posting.is_hazardous()
        || retirement == i64::MAX
        || shift.end.map_or(shift.start < retirement, |end| end <= retirement)
}

/// Whether somebody born on `birth` has had their `years`-th birthday on `date`, both as `yyyymmdd`.
fn has_age(birth: u32, years: u32, date: u32) -> bool {
    u64::from(date) >= u64::from(birth) + u64::from(years) * 10_000
}
