//! The seventeen hard rules.

use gigmatch::{
    Rule, RuleSet,
    record::{
        Date, EmploymentType, JobLocationType, Pay, PayPeriod, Posting, PostingStatus, SkillLevel, Timestamp,
        WorkerProfile, WorkerStatus,
    },
};

use super::{Market, Seat, ms, square_distance};

const HOUR: i64 = 3_600_000;

impl Market<'_> {
    /// The pair rules that fail.
    pub fn failed_pair_rules(&self, worker: &WorkerProfile, posting: &Posting) -> RuleSet {
        let remote = posting.job_location_type == JobLocationType::Telecommute;
        let known = worker.location.is_some() && posting.location.is_some();
        let within = |limit: Option<u32>| match (limit, square_distance(worker, posting)) {
            (Some(limit), Some(square)) if !remote => square <= i128::from(limit).pow(2),
            _ => true,
        };
        let rules = [
            (Rule::PostingOpen, posting.status == PostingStatus::Open), // 1
            (Rule::PostingValid, posting.valid_through.is_none_or(|until| self.now() <= ms(until))), // 2
            (Rule::WorkerActive, worker.status == WorkerStatus::Active), // 3
            (Rule::LocationKnown, remote || known),                     // 4
            (Rule::WorkerReach, within(worker.max_distance_m)),         // 5
            (Rule::PostingReach, within(posting.max_distance_m)),       // 6
            (Rule::RequiredSkills, holds_skills(worker, posting)),      // 7
            (Rule::MinimumAge, self.is_old_enough(worker)),             // 8
            (Rule::NotBlocked, !is_blocked(worker, posting)),           // 9
        ];
        failing(&rules)
    }

    pub(super) fn failed_shift_rules(&self, worker: &WorkerProfile, posting: &Posting, seat: Seat<'_>) -> RuleSet {
        let taken = self.options.occupancy.as_ref().map_or(0, |taken| taken.taken(&posting.id, seat.id));
        let rules = [
            (Rule::PayFloor, pays_enough(worker, posting, seat)), // 10
            (Rule::ShiftNotStarted, seat.end.is_none() || self.now() < seat.start), // 11
            (Rule::SeatLeft, taken < seat.headcount),             // 12
            (Rule::Availability, is_available(worker, seat)),     // 13
            (Rule::Certificates, holds_certificates(worker, posting, seat)), // 14
            (Rule::HazardousAge, !posting.hazardous || self.is_adult_at(worker, seat)), // 15
            (Rule::HazardousRetirement, !posting.hazardous || self.is_before_retirement(worker, seat)), // 16
            (Rule::WeeklyHours, self.is_under_cap(worker, posting, seat)), // 17
        ];
        failing(&rules)
    }

    pub(super) fn date_of(&self, ms: i64) -> Date {
        let time = Timestamp::from_millisecond(ms).expect("times of the tests are in range");
        self.zone.to_datetime(time).date()
    }

    // 8
    fn is_old_enough(&self, worker: &WorkerProfile) -> bool {
        let today = self.date_of(self.now());
        worker.birth_date.is_none_or(|birth| has_birthday(birth, self.options.rules.minimum_age, today))
    }

    // 15
    fn is_adult_at(&self, worker: &WorkerProfile, seat: Seat<'_>) -> bool {
        let date = self.date_of(seat.start);
        worker.birth_date.is_some_and(|birth| has_birthday(birth, self.options.rules.hazardous_minimum_age, date))
    }

    // 16
    fn is_before_retirement(&self, worker: &WorkerProfile, seat: Seat<'_>) -> bool {
        let Some(date) = worker.statutory_retirement_date else { return true };
        let midnight = date.to_zoned_datetime(self.zone.clone()).expect("dates of the tests are in range");
        let first = ms(midnight.timestamp());
        match seat.end {
            Some(end) => end <= first,
            None => seat.start < first,
        }
    }

    // 17
    fn is_under_cap(&self, worker: &WorkerProfile, posting: &Posting, seat: Seat<'_>) -> bool {
        let (Some(end), Some(employer)) = (seat.end, posting.employer()) else { return true };
        if worker.employment_type != Some(EmploymentType::PartTime) {
            return true;
        }
        let week = |ms: i64| self.date_of(ms).iso_week_date();
        let same_week =
            |start: i64| (week(start).year(), week(start).week()) == (week(seat.start).year(), week(seat.start).week());
        let mut committed = 0;
        if let Some(occupancy) = &self.options.occupancy {
            for work in occupancy.commitments(&worker.id) {
                if work.employer == employer && same_week(ms(work.start)) {
                    committed += ms(work.end) - ms(work.start);
                }
            }
        }
        committed + (end - seat.start) <= i64::from(self.options.rules.part_time_weekly_hours) * HOUR
    }
}

fn failing(rules: &[(Rule, bool)]) -> RuleSet {
    let mut failed = RuleSet::EMPTY;
    for (rule, holds) in rules {
        failed.insert_if(*rule, !holds);
    }
    failed
}

/// Birthdays: 29 February has its birthday on 1 March of common years.
fn has_birthday(birth: Date, years: u32, date: Date) -> bool {
    let year = birth.year() + i16::try_from(years).expect("ages are small");
    let birthday = Date::new(year, birth.month(), birth.day())
        .unwrap_or_else(|_| Date::new(year, 3, 1).expect("1 March is a date"));
    date >= birthday
}

fn rank(level: Option<SkillLevel>) -> u8 {
    level.map_or(1, SkillLevel::rank)
}

pub(super) fn rank_held(worker: &WorkerProfile, name: &str) -> u8 {
    worker.skills.iter().filter(|skill| skill.name == name).map(|skill| rank(skill.level)).max().unwrap_or(0)
}

// 7
fn holds_skills(worker: &WorkerProfile, posting: &Posting) -> bool {
    posting.required_skills.iter().all(|skill| rank_held(worker, &skill.name) >= rank(skill.level))
}

// 9
fn is_blocked(worker: &WorkerProfile, posting: &Posting) -> bool {
    let employer = posting.employer().map(str::to_owned);
    posting.blocked_workers.contains(&worker.id)
        || employer.is_some_and(|employer| worker.blocked_employers.contains(&employer))
}

/// The milliseconds of a period, or nothing for pay that cannot be compared.
pub(super) fn period(pay: &Pay, seat: Seat<'_>) -> Option<i128> {
    let shift = seat.end.map_or(8 * HOUR, |end| end - seat.start);
    Some(i128::from(match pay.unit_text {
        PayPeriod::Hour => HOUR,
        PayPeriod::Shift | PayPeriod::Day => shift,
        PayPeriod::Week => 40 * HOUR,
        PayPeriod::Month => 174 * HOUR,
        PayPeriod::Year => 2_088 * HOUR,
        PayPeriod::Piece => return None,
        _ => unreachable!("the oracle knows every period"),
    }))
}

// 10
fn pays_enough(worker: &WorkerProfile, posting: &Posting, seat: Seat<'_>) -> bool {
    let compare = || {
        let (offer, floor) = (posting.base_salary.as_ref()?, worker.pay_floor.as_ref()?);
        let (upper, least) = (i128::from(offer.upper_fen()?), i128::from(floor.lower_fen()?));
        Some(upper * period(floor, seat)? >= least * period(offer, seat)?)
    };
    compare().unwrap_or(true)
}

// 13
fn is_available(worker: &WorkerProfile, seat: Seat<'_>) -> bool {
    let (Some(windows), Some(end)) = (&worker.availability, seat.end) else { return true };
    // Walk from window to touching window until the shift's end is covered.
    let mut covered = seat.start;
    loop {
        let next = windows.iter().filter(|window| ms(window.start) <= covered).map(|window| ms(window.end)).max();
        match next {
            Some(until) if until > covered => covered = until,
            _ => return false,
        }
        if covered >= end {
            return true;
        }
    }
}

// 14
fn holds_certificates(worker: &WorkerProfile, posting: &Posting, seat: Seat<'_>) -> bool {
    posting.required_certificates.iter().all(|name| {
        worker.certificates.iter().any(|held| {
            let in_time = match (held.valid_through, seat.end) {
                (None, _) => !posting.hazardous,
                (Some(until), Some(end)) => ms(until) >= end,
                (Some(until), None) => ms(until) > seat.start,
            };
            held.name == *name && in_time
        })
    })
}
