//! What one person can do together: no two shifts at a time, and no more work than the caps allow.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::{
    edges::Edge,
    market::{Market, Span, Task, narrow},
    options::{AssignOptions, HourCaps},
};
use crate::{eligibility::RuleContext, geo::ceil_sqrt, rank::Question, symbols::Symbol};

const MINUTE_MS: i64 = 60_000;

/// Work that the occupancy records for somebody.
#[derive(Debug, Clone, Copy)]
struct Recorded {
    span: Span,
    employer: Option<Symbol>,
}

/// What is counted up to a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Counted {
    /// Shifts of the plan.
    Shifts,
    /// Milliseconds on a date.
    Day(u32),
    /// Milliseconds in a week.
    Week(i32),
    /// Milliseconds in a week with an employer.
    EmployerWeek(i32, Symbol),
}

/// The caps of a plan, and what is recorded already.
pub(super) struct Hours<'o> {
    caps: &'o HourCaps,
    shifts: u32,
    travel: Option<u32>,
    part_time_ms: i64,
    recorded: HashMap<u32, Vec<Recorded>, RandomState>,
    /// The tasks that each worker is pinned to.
    pinned: HashMap<u32, Vec<u32>, RandomState>,
}

impl<'o> Hours<'o> {
    pub(super) fn new(question: &Question<'_>, market: &Market<'_>, options: &'o AssignOptions) -> Self {
        let rules = &question.context.rules;
        let mut recorded: HashMap<u32, Vec<Recorded>, RandomState> = HashMap::default();
        if rules.occupancy.is_some() {
            for worker in 0..narrow(market.workers.len()) {
                let work = work_of(rules, market.worker(worker).id());
                if !work.is_empty() {
                    recorded.insert(worker, work);
                }
            }
        }
        Self {
            caps: &options.hours,
            shifts: options.shifts_per_worker,
            travel: options.travel_metres_a_minute,
            part_time_ms: rules.weekly_cap_ms(),
            recorded,
            pinned: HashMap::default(),
        }
    }

    /// Whether somebody can take a task beside what is recorded and pinned for them, if they take nothing else.
    pub(super) fn fits_alone(&self, market: &Market<'_>, worker: u32, task: &Task) -> bool {
        let recorded = self.recorded(worker);
        let overlaps =
            |span: &Span| recorded.iter().any(|work| work.span.start < span.end && span.start < work.span.end);
        if task.spans.iter().any(overlaps) || self.clashes(market, self.pinned(worker), task) {
            return false;
        }
        let mut fits = true;
        self.for_each_use(market, worker, task, |counted, amount| {
            fits &= amount <= self.limit(market, worker, counted);
        });
        fits
    }

    /// Calls `tell` with what a task counts towards limits of a worker; a limit may be named more than once.
    pub(super) fn for_each_use(
        &self,
        market: &Market<'_>,
        worker: u32,
        task: &Task,
        mut tell: impl FnMut(Counted, i64),
    ) {
        tell(Counted::Shifts, i64::try_from(task.shifts.len()).unwrap_or(i64::MAX).min(i64::from(self.shifts)));
        let employer = market.employer(task);
        let is_part_time = market.worker(worker).is_part_time();
        let mut counts: Vec<(Counted, i64)> = Vec::new();
        let mut add = |counted: Counted, amount: i64| match counts.iter_mut().find(|(other, _)| *other == counted) {
            Some((_, sum)) => *sum += amount,
            None => counts.push((counted, amount)),
        };
        for span in &task.spans {
            let length = span.end - span.start;
            if self.caps.day_minutes.is_some() {
                add(Counted::Day(span.date), length);
            }
            if self.caps.week_minutes.is_some() {
                add(Counted::Week(span.week), length);
            }
            if let Some(employer) = employer.filter(|_| is_part_time || self.caps.employer_week_minutes.is_some()) {
                add(Counted::EmployerWeek(span.week, employer), length);
            }
        }
        for (counted, amount) in counts {
            tell(counted, amount);
        }
    }

    /// How much of what is counted a worker may still have.
    pub(super) fn limit(&self, market: &Market<'_>, worker: u32, counted: Counted) -> i64 {
        let of = |minutes: Option<u32>| minutes.map_or(i64::MAX, |minutes| i64::from(minutes) * MINUTE_MS);
        let cap = match counted {
            Counted::Shifts => {
                let pinned: usize = self.pinned(worker).iter().map(|task| market.task(*task).shifts.len()).sum();
                return (i64::from(self.shifts) - i64::try_from(pinned).unwrap_or(i64::MAX)).max(0);
            }
            Counted::Day(_) => of(self.caps.day_minutes),
            Counted::Week(_) => of(self.caps.week_minutes),
            Counted::EmployerWeek(..) => {
                let part_time = if market.worker(worker).is_part_time() { self.part_time_ms } else { i64::MAX };
                of(self.caps.employer_week_minutes).min(part_time)
            }
        };
        let counts = |work: &&Recorded| match counted {
            Counted::Shifts => false,
            Counted::Day(date) => work.span.date == date,
            Counted::Week(week) => work.span.week == week,
            Counted::EmployerWeek(week, employer) => work.span.week == week && work.employer == Some(employer),
        };
        let recorded: i64 =
            self.recorded(worker).iter().filter(counts).map(|work| work.span.end - work.span.start).sum();
        (cap - recorded).max(0)
    }

    /// Whether somebody who has some tasks can take another.
    pub(super) fn fits_beside(&self, market: &Market<'_>, worker: u32, has: &[u32], task: &Task) -> bool {
        if self.clashes(market, has, task) {
            return false;
        }
        let mut counts: HashMap<Counted, i64, RandomState> = HashMap::default();
        for task in has.iter().map(|other| market.task(*other)).chain([task]) {
            self.for_each_use(market, worker, task, |counted, amount| *counts.entry(counted).or_default() += amount);
        }
        counts.iter().all(|(counted, amount)| *amount <= self.limit(market, worker, *counted))
    }

    /// How many shifts one person gets at most.
    pub(super) fn shifts(&self) -> usize {
        self.shifts as usize
    }

    /// Counts pinned seats as work that is recorded, at a place that is known.
    pub(super) fn record(&mut self, market: &Market<'_>, pins: &[Edge]) {
        for pin in pins {
            let task = market.task(pin.task);
            let employer = market.employer(task);
            let work = task.spans.iter().map(|span| Recorded { span: *span, employer });
            self.recorded.entry(pin.worker).or_default().extend(work);
            self.pinned.entry(pin.worker).or_default().push(pin.task);
        }
    }

    fn recorded(&self, worker: u32) -> &[Recorded] {
        self.recorded.get(&worker).map_or(&[], Vec::as_slice)
    }

    fn pinned(&self, worker: u32) -> &[u32] {
        self.pinned.get(&worker).map_or(&[], Vec::as_slice)
    }

    fn clashes(&self, market: &Market<'_>, has: &[u32], task: &Task) -> bool {
        has.iter().any(|other| self.clash(market, market.task(*other), task))
    }

    /// Whether nobody can take both of two tasks: they are of one time, too far from one another, or one is without end.
    pub(super) fn clash(&self, market: &Market<'_>, one: &Task, other: &Task) -> bool {
        if one.spans.is_empty() || other.spans.is_empty() {
            return true;
        }
        let way = self.way_ms(market, one, other);
        let apart = |a: &Span, b: &Span| a.end.saturating_add(way) <= b.start || b.end.saturating_add(way) <= a.start;
        one.spans.iter().any(|a| other.spans.iter().any(|b| !apart(a, b)))
    }

    /// The time from one place of work to another.
    fn way_ms(&self, market: &Market<'_>, one: &Task, other: &Task) -> i64 {
        let place = |task: &Task| {
            let posting = market.posting(task.posting);
            posting.point().filter(|_| !posting.is_remote())
        };
        let (Some(speed), Some(from), Some(to)) = (self.travel, place(one), place(other)) else { return 0 };
        let metres = i64::from(ceil_sqrt(from.distance_squared(to)));
        // Rounded up: nobody is early by a rounding.
        (metres * MINUTE_MS + i64::from(speed) - 1) / i64::from(speed)
    }
}

fn work_of(rules: &RuleContext<'_>, worker_id: &str) -> Vec<Recorded> {
    let commitments = rules.occupancy.map_or(&[][..], |occupancy| occupancy.commitments(worker_id));
    let recorded = |work: &crate::Commitment| Recorded {
        span: Span::new(rules.packing, work.start, work.end.as_millisecond()),
        employer: rules.symbols.find(&work.employer),
    };
    commitments.iter().map(recorded).collect()
}
