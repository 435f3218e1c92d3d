//! The least change for each rule, told as data and made to a copy.

use std::sync::Arc;

use jiff::{Timestamp, ToSpan, civil::Date};
use serde_json::{Value, json};

use crate::{
    MatchOptions, Occupancy, Rule,
    answer::{Change, Failure},
    columns::{PostingRow, ShiftView, WorkerRow},
    eligibility::{distance_squared, holds_certificate},
    explain::Pair,
    geo::{ceil_sqrt, floor_sqrt},
    rank::Question,
    record::{EmploymentType, HeldCertificate, JobLocationType, Pay, PostingStatus, Skill, TimeWindow, WorkerStatus},
};

/// A pair with the options it is judged under: everything that a change may touch.
#[derive(Clone)]
pub(super) struct Case {
    pub(super) pair: Pair,
    pub(super) options: MatchOptions,
}

/// What a rule needs, what there is, and the change.
struct Finding {
    needs: Value,
    has: Value,
    field: String,
    value: Value,
}

impl Finding {
    fn new(field: impl Into<String>, needs: Value, has: Value, value: Value) -> Self {
        Self { needs, has, field: field.into(), value }
    }
}

/// A rule that fails, seen through everything it was judged by.
struct Judged<'a> {
    question: &'a Question<'a>,
    worker: WorkerRow<'a>,
    posting: PostingRow<'a>,
    /// The shifts for which the rule fails: one, or several where all are wanted; none for a pair rule.
    shifts: &'a [ShiftView],
}

impl Case {
    pub(super) fn new(pair: Pair, options: &MatchOptions) -> Self {
        Self { pair, options: options.clone() }
    }

    /// Tells how a rule fails, and makes its least change to a copy of the case.
    pub(super) fn repair(
        &self,
        rule: Rule,
        question: &Question<'_>,
        worker: WorkerRow<'_>,
        posting: PostingRow<'_>,
        shifts: &[ShiftView],
    ) -> (Failure, Self) {
        let mut changed = self.clone();
        let judged = Judged { question, worker, posting, shifts };
        let finding = changed.change(rule, &judged);
        let change = Change { field: finding.field, value: finding.value };
        let shift = shifts.first().map(|shift| posting.shift_id(shift.place).to_owned());
        (Failure { rule, shift, needs: finding.needs, has: finding.has, change }, changed)
    }

    fn change(&mut self, rule: Rule, judged: &Judged<'_>) -> Finding {
        match rule {
            Rule::PostingOpen => self.open_posting(),
            Rule::PostingValid => self.extend_posting(),
            Rule::WorkerActive => self.activate_worker(),
            Rule::LocationKnown => self.locate(),
            Rule::WorkerReach => {
                let (needs, has) = reach_needed(judged, judged.worker.reach());
                self.pair.worker.max_distance_m = Some(needs);
                Finding::new("worker.max_distance_m", json!(needs), json!(has), json!(needs))
            }
            Rule::PostingReach => {
                let (needs, has) = reach_needed(judged, judged.posting.reach());
                self.pair.posting.max_distance_m = Some(needs);
                Finding::new("posting.max_distance_m", json!(needs), json!(has), json!(needs))
            }
            Rule::RequiredSkills => self.learn_skills(judged),
            Rule::MinimumAge => {
                let date = judged.question.inner.packing.day_of(self.options.now);
                self.come_of_age(self.options.rules.minimum_age, date)
            }
            Rule::NotBlocked => self.unblock(),
            Rule::PayFloor => self.lower_floor(judged),
            Rule::ShiftNotStarted => self.ask_earlier(judged),
            Rule::SeatLeft => self.add_seats(judged),
            Rule::Availability => self.free_time(judged),
            Rule::Certificates => self.renew_certificates(judged),
            Rule::HazardousAge => {
                // The earliest shift asks for the earliest birthday.
                let start = judged.shifts.iter().map(|shift| shift.start).min().unwrap_or(0);
                let date = judged.question.inner.packing.day_of(timestamp(start));
                self.come_of_age(self.options.rules.hazardous_minimum_age, date)
            }
            Rule::HazardousRetirement => self.retire_later(judged),
            Rule::WeeklyHours => self.work_less(judged),
        }
    }

    fn open_posting(&mut self) -> Finding {
        let has = json!(self.pair.posting.status);
        self.pair.posting.status = PostingStatus::Open;
        Finding::new("posting.status", json!("open"), has, json!("open"))
    }

    fn extend_posting(&mut self) -> Finding {
        let has = json!(self.pair.posting.valid_through);
        // Times are compared in whole milliseconds, so the one that holds `now` is enough.
        let until = timestamp(self.options.now.as_millisecond());
        self.pair.posting.valid_through = Some(until);
        Finding::new("posting.valid_through", json!(until), has, json!(until))
    }

    fn activate_worker(&mut self) -> Finding {
        let has = json!(self.pair.worker.status);
        self.pair.worker.status = WorkerStatus::Active;
        Finding::new("worker.status", json!("active"), has, json!("active"))
    }

    fn locate(&mut self) -> Finding {
        let needs = json!(["worker.location", "posting.location"]);
        let (worker, posting) = (&mut self.pair.worker.location, &mut self.pair.posting.location);
        match (&worker, &posting) {
            (None, Some(place)) => {
                let place = *place;
                *worker = Some(place);
                Finding::new("worker.location", needs, json!(["posting.location"]), json!(place))
            }
            (Some(place), None) => {
                let place = *place;
                *posting = Some(place);
                Finding::new("posting.location", needs, json!(["worker.location"]), json!(place))
            }
            _ => {
                self.pair.posting.job_location_type = JobLocationType::Telecommute;
                Finding::new("posting.job_location_type", needs, json!([]), json!("telecommute"))
            }
        }
    }

    fn learn_skills(&mut self, judged: &Judged<'_>) -> Finding {
        let symbols = judged.question.context.rules.symbols;
        let rank = |skill: &Skill| symbols.find(&skill.name).map_or(0, |symbol| judged.worker.skill_rank(symbol));
        let missing: Vec<Skill> = self
            .pair
            .posting
            .required_skills
            .iter()
            .filter(|skill| rank(skill) < skill.level.unwrap_or_default().rank())
            .map(|skill| Skill::at(&skill.name, skill.level.unwrap_or_default()))
            .collect();
        let held: Vec<&Skill> =
            self.pair.worker.skills.iter().filter(|held| missing.iter().any(|skill| skill.name == held.name)).collect();
        let finding = Finding::new("worker.skills", json!(missing), json!(held), json!(missing));
        self.pair.worker.skills.retain(|held| missing.iter().all(|skill| skill.name != held.name));
        self.pair.worker.skills.extend(missing);
        finding
    }

    /// The latest birth date with which somebody is `years` old on `date`.
    fn come_of_age(&mut self, years: u32, date: Date) -> Finding {
        let has = json!(self.pair.worker.birth_date);
        let years_back = i64::from(years).years();
        // On 29 February this gives the 28th of a common year, on which the person had the birthday already.
        let birth = date.checked_sub(years_back).unwrap_or(Date::MIN);
        self.pair.worker.birth_date = Some(birth);
        Finding::new("worker.birth_date", json!({ "years": years, "on": date }), has, json!(birth))
    }

    fn unblock(&mut self) -> Finding {
        let worker_id = self.pair.worker.id.clone();
        let employer = self.pair.posting.employer().map(str::to_owned);
        let by_posting = self.pair.posting.blocked_workers.contains(&worker_id);
        let by_worker = employer.as_ref().filter(|name| self.pair.worker.blocked_employers.contains(name));
        let posting_list: Vec<&String> = by_posting.then_some(&worker_id).into_iter().collect();
        let worker_list: Vec<&String> = by_worker.into_iter().collect();
        let both = json!({ "posting.blocked_workers": posting_list, "worker.blocked_employers": worker_list });
        let (field, value) = match (by_posting, by_worker) {
            (true, Some(_)) => ("blocks", both.clone()),
            (false, Some(_)) => ("worker.blocked_employers", json!(worker_list)),
            _ => ("posting.blocked_workers", json!(posting_list)),
        };
        let finding = Finding::new(field, json!([]), both, value);
        self.pair.posting.blocked_workers.retain(|blocked| *blocked != worker_id);
        self.pair.worker.blocked_employers.retain(|blocked| Some(blocked) != employer.as_ref());
        finding
    }

    fn lower_floor(&mut self, judged: &Judged<'_>) -> Finding {
        let (Some((floor, period)), Some((_, upper, offer_period))) = (judged.worker.pay_floor(), judged.posting.pay())
        else {
            return Finding::new("worker.pay_floor", Value::Null, Value::Null, Value::Null);
        };
        // What the offer amounts to in the floor's period, for the shift where it amounts to least.
        let worth = |shift: &ShiftView| {
            let length = shift.length_ms();
            let fen = i128::from(upper) * i128::from(period.working_ms(length))
                / i128::from(offer_period.working_ms(length)).max(1);
            i64::try_from(fen).unwrap_or(i64::MAX)
        };
        let offered = judged.shifts.iter().map(worth).min().unwrap_or(0);
        let lowered = Pay::fixed(offered, period);
        self.pair.worker.pay_floor = Some(lowered.clone());
        Finding::new("worker.pay_floor", json!(Pay::fixed(floor, period)), json!(lowered), json!(lowered))
    }

    fn ask_earlier(&mut self, judged: &Judged<'_>) -> Finding {
        let start = judged.shifts.iter().map(|shift| shift.start).min().unwrap_or(0);
        let has = json!(self.options.now);
        let before = timestamp(start.saturating_sub(1));
        self.options.now = before;
        Finding::new("now", json!({ "before": timestamp(start) }), has, json!(before))
    }

    fn add_seats(&mut self, judged: &Judged<'_>) -> Finding {
        let rules = &judged.question.context.rules;
        let needed = |shift: &ShiftView| rules.seats_taken(judged.posting, shift).saturating_add(1);
        let posting = &mut self.pair.posting;
        if posting.shifts.is_empty() {
            let needs = judged.shifts.first().map_or(1, needed);
            let has = json!(posting.total_job_openings);
            posting.total_job_openings = Some(needs);
            return Finding::new("posting.total_job_openings", json!(needs), has, json!(needs));
        }
        let shift_id = |shift: &ShiftView| judged.posting.shift_id(shift.place);
        let by_shift = |headcount: &dyn Fn(&ShiftView) -> u32| {
            judged.shifts.iter().map(|shift| (shift_id(shift).to_owned(), json!(headcount(shift)))).collect()
        };
        let needs = Value::Object(by_shift(&needed));
        let has = Value::Object(by_shift(&|shift| shift.headcount));
        for shift in judged.shifts {
            for changed in posting.shifts.iter_mut().filter(|changed| changed.id == shift_id(shift)) {
                changed.headcount = needed(shift);
            }
        }
        match judged.shifts {
            [only] => {
                let field = format!("posting.shifts[{}].headcount", shift_id(only));
                Finding::new(field, json!(needed(only)), json!(only.headcount), json!(needed(only)))
            }
            _ => Finding::new("posting.shifts.headcount", needs.clone(), has, needs),
        }
    }

    fn free_time(&mut self, judged: &Judged<'_>) -> Finding {
        let window =
            |shift: &ShiftView| TimeWindow { start: shift.starts(), end: timestamp(shift.end.unwrap_or(shift.start)) };
        let needed: Vec<TimeWindow> = judged.shifts.iter().map(window).collect();
        let windows = self.pair.worker.availability.get_or_insert_default();
        let touching: Vec<TimeWindow> = windows
            .iter()
            .filter(|held| needed.iter().any(|window| held.start < window.end && window.start < held.end))
            .copied()
            .collect();
        windows.extend(&needed);
        crate::normalize::merge_windows(windows);
        Finding::new("worker.availability", json!(needed), json!(touching), json!(needed))
    }

    fn renew_certificates(&mut self, judged: &Judged<'_>) -> Finding {
        let symbols = judged.question.context.rules.symbols;
        let lacks = |name: &str, shift: &ShiftView| {
            symbols.find(name).is_none_or(|name| !holds_certificate(judged.worker, judged.posting, shift, name))
        };
        let missing: Vec<HeldCertificate> = self
            .pair
            .posting
            .required_certificates
            .iter()
            .filter_map(|name| {
                let lacking = judged.shifts.iter().filter(|shift| lacks(name, shift));
                // A virtual shift has no end; there the certificate must outlast its start.
                let until = lacking.map(|shift| shift.end.unwrap_or(shift.start + 1)).max()?;
                Some(HeldCertificate::until(name, timestamp(until)))
            })
            .collect();
        let held = &mut self.pair.worker.certificates;
        let named: Vec<&HeldCertificate> =
            held.iter().filter(|held| missing.iter().any(|certificate| certificate.name == held.name)).collect();
        let finding = Finding::new("worker.certificates", json!(missing), json!(named), json!(missing));
        held.extend(missing);
        finding
    }

    fn retire_later(&mut self, judged: &Judged<'_>) -> Finding {
        let has = json!(self.pair.worker.statutory_retirement_date);
        let zone = &judged.question.inner.packing.zone;
        let end = judged.shifts.iter().map(|shift| shift.end.unwrap_or(shift.start + 1)).max().unwrap_or(0);
        let last = zone.to_datetime(timestamp(end));
        // A shift that ends at midnight ends before that day's first instant, or at it.
        let starts_day = last.time() == jiff::civil::Time::midnight();
        let date = if starts_day { last.date() } else { last.date().tomorrow().unwrap_or(Date::MAX) };
        self.pair.worker.statutory_retirement_date = Some(date);
        Finding::new("worker.statutory_retirement_date", json!({ "not_before": timestamp(end) }), has, json!(date))
    }

    fn work_less(&mut self, judged: &Judged<'_>) -> Finding {
        let rules = &judged.question.context.rules;
        let committed = |shift: &ShiftView| rules.committed_ms(judged.worker, judged.posting, shift);
        let allowed = |shift: &ShiftView| rules.weekly_cap_ms() - shift.length_ms().unwrap_or(0);
        let longest = judged.shifts.iter().map(|shift| committed(shift) + shift.length_ms().unwrap_or(0)).max();
        let (needs, has) = (json!({ "most_ms": rules.weekly_cap_ms() }), json!({ "ms": longest }));
        if judged.shifts.iter().any(|shift| allowed(shift) < 0) {
            // The shift alone is longer than the cap, which binds part-time workers only.
            self.pair.worker.employment_type = Some(EmploymentType::FullTime);
            return Finding::new("worker.employment_type", needs, has, json!("full_time"));
        }
        let least = judged.shifts.iter().map(allowed).min().unwrap_or(0);
        self.limit_commitments(judged, least);
        Finding::new("occupancy.committed_ms", needs, has, json!(least))
    }

    /// Leaves the worker at most `most_ms` with the posting's employer in the weeks of the failing shifts.
    fn limit_commitments(&mut self, judged: &Judged<'_>, most_ms: i64) {
        let (Some(occupancy), Some(employer)) = (&self.options.occupancy, self.pair.posting.employer()) else { return };
        let packing = &judged.question.inner.packing;
        let week = |shift: &ShiftView| packing.week_of(shift.starts());
        let is_in_weeks = |start: Timestamp| judged.shifts.iter().any(|shift| week(shift) == packing.week_of(start));
        let mut limited = Occupancy::clone(occupancy);
        limited.retain_commitments(&self.pair.worker.id, |work| work.employer != employer || !is_in_weeks(work.start));
        let mut weeks: Vec<&ShiftView> = judged.shifts.iter().collect();
        weeks.dedup_by_key(|shift| week(shift));
        for shift in weeks {
            limited.commit(&self.pair.worker.id, employer, shift.starts(), timestamp(shift.start + most_ms));
        }
        self.options.occupancy = Some(Arc::new(limited));
    }
}

/// The least reach that covers the pair's distance, and the reach there is.
fn reach_needed(judged: &Judged<'_>, reach: u32) -> (u32, u32) {
    let square = distance_squared(judged.worker, judged.posting).unwrap_or(0);
    debug_assert!(floor_sqrt(square) >= reach, "the rule failed");
    (ceil_sqrt(square), reach)
}

fn timestamp(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap_or(Timestamp::MAX)
}
