//! The factors, one file each, and the score they sum to.
//!
//! A factor gives its value for an eligible pair and, beside it, its ceiling for the lanes of a block and for a group of
//! blocks: at least the value of every eligible pair there. Ranking skips only what the ceilings prove to be too low.

mod distance;
mod experience;
mod freshness;
mod idf;
mod occupation;
mod pay;
mod probe;
mod skills;
mod text;
mod time;

pub use idf::fixed_log2;
pub(crate) use idf::{IdfCounts, IdfTable};
pub(crate) use probe::{GroupCeilings, InGroup, PostingProbe, WorkerProbe};
pub(crate) use skills::skill_credit;

use crate::{
    columns::{
        PostingRow, WorkerRow,
        lanes::{LANES, Lanes},
    },
    eligibility::{Fit, RuleContext, distance_m},
    table::OccupationTable,
    weights::{Factor, Weights},
};

/// The value of a factor with nothing to compare.
pub(crate) const NEUTRAL: u32 = 5_000;

/// The value of a factor at its best.
pub(crate) const FULL: u32 = 10_000;

/// The same as ceilings.
const NEUTRAL_CEILING: f32 = 5_000.0;
const FULL_CEILING: f32 = 10_000.0;

/// What a question brings to the score besides the pair.
pub(crate) struct ScoreContext<'a> {
    pub(crate) rules: RuleContext<'a>,
    pub(crate) weights: Weights,
    pub(crate) occupations: &'a OccupationTable,
    pub(crate) idf: &'a IdfTable,
}

/// The values of all factors, in the order of [`Factor::ALL`].
pub(crate) type FactorValues = [u32; Factor::COUNT];

/// A pair's scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Scored {
    pub(crate) score: u32,
    pub(crate) worker_score: u32,
    pub(crate) employer_score: u32,
    pub(crate) distance_m: Option<u32>,
}

impl ScoreContext<'_> {
    /// The scores of a pair, where it is eligible.
    pub(crate) fn score(&self, worker: WorkerRow<'_>, posting: PostingRow<'_>) -> Option<Scored> {
        self.score_by(worker, posting, || self.text(worker, posting))
    }

    /// The same by a function that gives the text factor.
    fn score_by(&self, worker: WorkerRow<'_>, posting: PostingRow<'_>, text: impl Fn() -> u32) -> Option<Scored> {
        if !self.rules.pair_rules_hold(worker, posting) {
            return None;
        }
        let fit = self.rules.fit(worker, posting)?;
        let distance_m = distance_m(worker, posting);
        let values = self.factors_by(worker, posting, &fit, distance_m, text());
        let sum =
            |weights: [u32; Factor::COUNT]| weights.iter().zip(values).map(|(weight, value)| weight * value).sum();
        let (worker_score, employer_score): (u32, u32) =
            (sum(self.weights.worker.to_array()), sum(self.weights.employer.to_array()));
        Some(Scored {
            score: self.weights.blend * worker_score + (100 - self.weights.blend) * employer_score,
            worker_score,
            employer_score,
            distance_m,
        })
    }

    /// The value of every factor for an eligible pair, so many metres apart where that is known.
    pub(crate) fn factors(
        &self,
        worker: WorkerRow<'_>,
        posting: PostingRow<'_>,
        fit: &Fit,
        distance_m: Option<u32>,
    ) -> FactorValues {
        self.factors_by(worker, posting, fit, distance_m, self.text(worker, posting))
    }

    fn factors_by(
        &self,
        worker: WorkerRow<'_>,
        posting: PostingRow<'_>,
        fit: &Fit,
        distance_m: Option<u32>,
        text: u32,
    ) -> FactorValues {
        [
            self.occupation(worker, posting),
            self.skills(worker, posting),
            pay::value(worker, posting, fit),
            distance::value(posting, distance_m),
            time::value(worker, posting, fit),
            text,
            self.freshness(posting),
            self.experience(worker, posting),
        ]
    }
}

/// A factor that falls from full to one half at `half` and on towards nothing.
fn half_life(half: i64, amount: i64) -> u32 {
    // Amounts are milliseconds between instants of jiff, so the sum is far from overflow.
    u32::try_from(i64::from(FULL) * half / (half + amount)).unwrap_or(0)
}

fn capped(value: u64) -> u32 {
    to_factor(value.min(u64::from(FULL)))
}

/// A value that its formula keeps within a factor's range.
fn to_factor(value: u64) -> u32 {
    debug_assert!(value <= u64::from(FULL), "factor {value}");
    u32::try_from(value).unwrap_or(FULL)
}

/// Whether two sets of marks have one in common.
#[inline(always)]
fn meet(a: [u32; 2], b: [u32; 2]) -> bool {
    (a[0] & b[0]) | (a[1] & b[1]) != 0
}

/// A ceiling, raised to the middle value where some rows have that instead.
#[inline(always)]
fn or_neutral(ceiling: f32, some_are_neutral: bool) -> f32 {
    select(some_are_neutral & (ceiling < NEUTRAL_CEILING), NEUTRAL_CEILING, ceiling)
}

/// The smaller of two numbers that are not NaN, in one instruction.
#[inline(always)]
fn least(a: f32, b: f32) -> f32 {
    if a < b { a } else { b }
}

/// One value for each lane. Many short loops, each over a few arrays, are what compilers turn into vector instructions.
#[inline(always)]
fn each(value: impl Fn(usize) -> f32) -> Lanes<f32> {
    let mut lanes = [0.0; LANES];
    for (lane, slot) in lanes.iter_mut().enumerate() {
        *slot = value(lane);
    }
    lanes
}

/// One of two values, without a branch.
#[inline(always)]
fn select(condition: bool, yes: f32, no: f32) -> f32 {
    if condition { yes } else { no }
}
