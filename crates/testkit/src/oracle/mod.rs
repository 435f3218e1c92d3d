//! The slow oracle: the semantics page, line by line, on plain records.
//!
//! It shares no rule and no formula with the engine, only how text is cut into words. It is meant to be proofread against
//! `crates/engine/docs/semantics.md`, whose rows the comments name, and to be slow.

pub mod areas;
mod factors;
mod plan;
mod rules;

use std::{
    cmp::Reverse,
    collections::HashMap,
    sync::{Arc, OnceLock},
};

use gigmatch::{
    Condition, Factor, Filter, MatchOptions, RuleSet, Side,
    geo::Point,
    record::{Coordinates, Posting, PostingStatus, Shift, Timestamp, WorkerProfile},
    table::{DivisionCode, OccupationTable},
};
use jiff::tz::TimeZone;
pub use plan::{PlanWorth, Task};

/// All live records of a generation, in their normal form, and how they are to be judged.
pub struct Market<'a> {
    /// Live postings.
    pub postings: &'a [Posting],
    /// Live workers.
    pub workers: &'a [WorkerProfile],
    /// The question.
    pub options: &'a MatchOptions,
    /// The index's zone.
    pub zone: TimeZone,
    /// The index's occupations.
    pub occupations: Arc<OccupationTable>,
    /// In how many live postings each word stands, counted when first asked for.
    word_counts: OnceLock<HashMap<String, u64>>,
}

/// An eligible pair, scored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scored {
    /// The worker.
    pub worker_id: String,
    /// The posting.
    pub posting_id: String,
    /// Blended score.
    pub score: u32,
    /// The worker's view.
    pub worker_score: u32,
    /// The employer's view.
    pub employer_score: u32,
    /// Floored distance.
    pub distance_m: Option<u32>,
    /// Fitting shifts.
    pub shifts: Vec<String>,
}

/// A shift as the rules see it; the virtual one has no end.
#[derive(Debug, Clone, Copy)]
struct Seat<'a> {
    id: &'a str,
    start: i64,
    end: Option<i64>,
    headcount: u32,
}

fn ms(time: Timestamp) -> i64 {
    time.as_millisecond()
}

impl<'a> Market<'a> {
    /// In Shanghai, with the 2022 national classification.
    pub fn new(postings: &'a [Posting], workers: &'a [WorkerProfile], options: &'a MatchOptions) -> Self {
        let zone = TimeZone::get("Asia/Shanghai").expect("the zone is bundled");
        Self {
            postings,
            workers,
            options,
            zone,
            occupations: OccupationTable::csco_2022(),
            word_counts: OnceLock::new(),
        }
    }

    fn now(&self) -> i64 {
        ms(self.options.now)
    }

    fn seats<'p>(&self, posting: &'p Posting) -> Vec<Seat<'p>> {
        if posting.shifts.is_empty() {
            let start = posting.job_start_date.map_or(self.now(), |start| ms(start).max(self.now()));
            return vec![Seat { id: "", start, end: None, headcount: posting.total_job_openings.unwrap_or(1) }];
        }
        let mut shifts: Vec<&Shift> = posting.shifts.iter().collect();
        shifts.sort_by(|a, b| (a.start, a.id.as_bytes()).cmp(&(b.start, b.id.as_bytes())));
        let seat = |shift: &'p Shift| {
            let (start, end) = (ms(shift.start), Some(ms(shift.end)));
            Seat { id: &shift.id, start, end, headcount: shift.headcount }
        };
        shifts.into_iter().map(seat).collect()
    }

    /// Ids of the shifts that pass every shift rule.
    pub fn fitting_shifts(&self, worker: &WorkerProfile, posting: &Posting) -> Vec<String> {
        let fits = |seat: &Seat<'_>| self.failed_shift_rules(worker, posting, *seat).is_empty();
        self.seats(posting).iter().filter(|seat| fits(seat)).map(|seat| seat.id.to_owned()).collect()
    }

    /// The shift rules that each shift fails, with the shift's id.
    pub fn judged_shifts(&self, worker: &WorkerProfile, posting: &Posting) -> Vec<(String, RuleSet)> {
        let judge = |seat: &Seat<'_>| (seat.id.to_owned(), self.failed_shift_rules(worker, posting, *seat));
        self.seats(posting).iter().map(judge).collect()
    }

    /// Whether every hard rule holds.
    pub fn is_eligible(&self, worker: &WorkerProfile, posting: &Posting) -> bool {
        let fitting = self.fitting_shifts(worker, posting).len();
        let enough = match posting.shift_mode {
            gigmatch::record::ShiftMode::Any => fitting > 0,
            gigmatch::record::ShiftMode::All => fitting == self.seats(posting).len(),
        };
        enough && self.failed_pair_rules(worker, posting).is_empty()
    }

    /// The scores of a pair, where it is eligible.
    pub fn score(&self, worker: &WorkerProfile, posting: &Posting) -> Option<Scored> {
        if !self.is_eligible(worker, posting) {
            return None;
        }
        let values = self.factors(worker, posting);
        let weights = &self.options.weights;
        let (mut worker_score, mut employer_score) = (0, 0);
        for (factor, value) in Factor::ALL.into_iter().zip(values) {
            worker_score += weights.worker.get(factor) * value;
            employer_score += weights.employer.get(factor) * value;
        }
        Some(Scored {
            worker_id: worker.id.clone(),
            posting_id: posting.id.clone(),
            score: weights.blend * worker_score + (100 - weights.blend) * employer_score,
            worker_score,
            employer_score,
            distance_m: square_distance(worker, posting).map(floor_sqrt),
            shifts: self.fitting_shifts(worker, posting),
        })
    }

    /// The best postings of a worker.
    pub fn match_worker(&self, worker: &WorkerProfile) -> Vec<Scored> {
        let mut found: Vec<Scored> = self
            .postings
            .iter()
            .filter(|posting| self.passes_filters(worker, posting))
            .filter_map(|posting| self.score(worker, posting))
            .collect();
        found.sort_by(|a, b| {
            (Reverse(a.score), a.posting_id.as_bytes()).cmp(&(Reverse(b.score), b.posting_id.as_bytes()))
        });
        found.truncate(self.options.top);
        found
    }

    /// The best workers for a posting.
    pub fn match_posting(&self, posting: &Posting) -> Vec<Scored> {
        let mut found: Vec<Scored> = self
            .workers
            .iter()
            .filter(|worker| self.passes_filters(worker, posting))
            .filter_map(|worker| self.score(worker, posting))
            .collect();
        found.sort_by(|a, b| {
            (Reverse(a.score), a.worker_id.as_bytes()).cmp(&(Reverse(b.score), b.worker_id.as_bytes()))
        });
        found.truncate(self.options.top);
        found
    }

    /// Everybody's best, by the subjects' id bytes, then by rank.
    pub fn match_all(&self, side: Side) -> Vec<Scored> {
        match side {
            Side::Workers => {
                let mut workers: Vec<&WorkerProfile> = self.workers.iter().collect();
                workers.sort_by(|a, b| a.id.as_bytes().cmp(b.id.as_bytes()));
                workers.into_iter().flat_map(|worker| self.match_worker(worker)).collect()
            }
            Side::Postings => {
                let mut postings: Vec<&Posting> = self.postings.iter().collect();
                postings.sort_by(|a, b| a.id.as_bytes().cmp(b.id.as_bytes()));
                postings.into_iter().flat_map(|posting| self.match_posting(posting)).collect()
            }
        }
    }

    /// Whether a pair passes every filter.
    pub fn passes_filters(&self, worker: &WorkerProfile, posting: &Posting) -> bool {
        self.options.filters.iter().all(|filter| self.passes(filter, worker, posting))
    }

    fn passes(&self, filter: &Filter, worker: &WorkerProfile, posting: &Posting) -> bool {
        let (division, location, occupations, confidence) = match filter.side {
            Side::Workers => {
                let wishes = worker.desired_occupations.clone();
                (&worker.division, worker.location, wishes, worker.occupation_confidence)
            }
            Side::Postings => {
                let offered = posting.occupational_category.iter().cloned().collect();
                (&posting.division, posting.location, offered, posting.occupation_confidence)
            }
        };
        match &filter.condition {
            Condition::Division(wanted) => {
                division.as_deref().and_then(DivisionCode::parse).is_some_and(|code| code.is_within(*wanted))
            }
            Condition::Radius { longitude, latitude, metres } => location.is_some_and(|location| {
                let centre = Point::from_wgs84(Coordinates::wgs84(*longitude, *latitude));
                square(centre, Point::from_wgs84(location)) <= i128::from(*metres) * i128::from(*metres)
            }),
            Condition::Occupation(wanted) => self.occupations.find(wanted).is_some_and(|wanted| {
                let mut codes = occupations.iter().filter_map(|code| self.occupations.find(code));
                codes.any(|code| self.ancestry(code).contains(&wanted))
            }),
            Condition::OccupationInferred(inferred) => confidence.is_some() == *inferred,
            Condition::KeyGroup(group) => worker.key_groups.contains(group),
            Condition::PayPerHour(least) => posting.base_salary.as_ref().is_some_and(|pay| {
                let first = self.seats(posting).into_iter().next().expect("an open-ended posting has a virtual seat");
                let fen = pay.upper_fen().zip(rules::period(pay, first));
                fen.is_some_and(|(upper, period)| i128::from(upper) * 3_600_000 >= i128::from(*least) * period)
            }),
            Condition::WorkMode(mode) => posting.job_location_type == *mode,
            Condition::ValidAt(time) => {
                posting.status == PostingStatus::Open && posting.valid_through.is_none_or(|end| end >= *time)
            }
            Condition::ShiftOn(date) => {
                let date_of = |time: Timestamp| self.zone.to_datetime(time).date();
                match posting.shifts.as_slice() {
                    [] => posting.job_start_date.is_none_or(|start| date_of(start) <= *date),
                    shifts => shifts.iter().any(|shift| date_of(shift.start) == *date),
                }
            }
            _ => unreachable!("the oracle knows every condition"),
        }
    }
}

fn square(a: Point, b: Point) -> i128 {
    let part = |a: i32, b: i32| (i128::from(a) - i128::from(b)).pow(2);
    part(a.x, b.x) + part(a.y, b.y) + part(a.z, b.z)
}

/// The squared distance of a pair, where both places are known.
fn square_distance(worker: &WorkerProfile, posting: &Posting) -> Option<i128> {
    Some(square(Point::from_wgs84(worker.location?), Point::from_wgs84(posting.location?)))
}

/// The whole number whose square is the last one not above `square`.
fn floor_sqrt(square: i128) -> u32 {
    let (mut low, mut high) = (0_i128, 20_000_000);
    while low < high {
        let middle = (low + high + 1) / 2;
        if middle * middle <= square { low = middle } else { high = middle - 1 }
    }
    u32::try_from(low).expect("distances on earth fit")
}
