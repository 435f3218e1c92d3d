//! The factors, one function each, and the score they sum to.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use crate::{
    columns::{PostingRow, WorkerRow},
    eligibility::{Fit, HOUR_MS, RuleContext, distance_squared, period_ms},
    geo::floor_sqrt,
    symbols::Symbol,
    table::OccupationTable,
    weights::{Factor, Weights},
};

/// The value of a factor with nothing to compare.
pub(crate) const NEUTRAL: u32 = 5_000;

/// The value of a factor at its best.
pub(crate) const FULL: u32 = 10_000;

/// Metres at which the distance factor has fallen to one half.
const HALF_DISTANCE_M: u32 = 5_000;

/// Age of an ad at which its freshness has fallen to one half.
const HALF_FRESH_MS: i64 = 7 * 24 * HOUR_MS;

/// Time to the first shift at which urgency has fallen to one half.
const HALF_URGENT_MS: i64 = 24 * HOUR_MS;

/// `floor(1024 * log2(n))`, by repeated squaring in fixed point; 0 for `n` of 0.
///
/// # Example
///
/// ```
/// assert_eq!(gigmatch::fixed_log2(1), 0);
/// assert_eq!(gigmatch::fixed_log2(8), 3 * 1024);
/// assert_eq!(gigmatch::fixed_log2(3), 1623); // 1024 * 1.58496...
/// ```
pub fn fixed_log2(n: u64) -> u32 {
    let Some(whole) = n.checked_ilog2() else { return 0 };
    // The mantissa in 1..2 with 63 fractional bits; each squaring moves one bit of the logarithm in front of the point.
    let mut mantissa = u128::from(n) << (63 - whole);
    let mut logarithm = whole;
    for _ in 0..10 {
        mantissa = (mantissa * mantissa) >> 63;
        let carry = u32::from(mantissa >> 64 != 0);
        mantissa >>= carry;
        logarithm = logarithm << 1 | carry;
    }
    logarithm
}

/// How rare each skill is among the live postings of a generation.
#[derive(Debug, Default)]
pub(crate) struct IdfTable {
    postings: u64,
    with_skill: HashMap<Symbol, u64, RandomState>,
}

impl IdfTable {
    /// Counts one live posting.
    pub(crate) fn count(&mut self, posting: PostingRow<'_>) {
        self.postings += 1;
        for (skill, _) in posting.required_skills() {
            *self.with_skill.entry(*skill).or_default() += 1;
        }
        for (skill, _) in posting.desired_skills() {
            // A skill that is both required and desired is asked for by one posting, not two.
            if !posting.required_skills().iter().any(|(required, _)| required == skill) {
                *self.with_skill.entry(*skill).or_default() += 1;
            }
        }
    }

    /// The weight of a skill: the rarer, the heavier; at least 1024.
    pub(crate) fn idf(&self, skill: Symbol) -> u32 {
        let with_skill = self.with_skill.get(&skill).copied().unwrap_or(0);
        fixed_log2(self.postings + 1) - fixed_log2(with_skill + 1) + 1024
    }
}

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
        if !self.rules.pair_rules_hold(worker, posting) {
            return None;
        }
        let fit = self.rules.fit(worker, posting)?;
        Some(self.score_fit(worker, posting, &fit))
    }

    fn score_fit(&self, worker: WorkerRow<'_>, posting: PostingRow<'_>, fit: &Fit<'_>) -> Scored {
        let values = self.factors(worker, posting, fit);
        let sum =
            |weights: [u32; Factor::COUNT]| weights.iter().zip(values).map(|(weight, value)| weight * value).sum();
        let (worker_score, employer_score): (u32, u32) =
            (sum(self.weights.worker.to_array()), sum(self.weights.employer.to_array()));
        Scored {
            score: self.weights.blend * worker_score + (100 - self.weights.blend) * employer_score,
            worker_score,
            employer_score,
            distance_m: distance_squared(worker, posting).map(floor_sqrt),
        }
    }

    /// The value of every factor for an eligible pair.
    pub(crate) fn factors(&self, worker: WorkerRow<'_>, posting: PostingRow<'_>, fit: &Fit<'_>) -> FactorValues {
        [
            self.occupation(worker, posting),
            self.skills(worker, posting),
            pay(worker, posting, fit),
            distance(worker, posting),
            time(worker, posting, fit),
            text(worker, posting),
            self.freshness(posting),
            self.experience(worker, posting),
        ]
    }

    fn occupation(&self, worker: WorkerRow<'_>, posting: PostingRow<'_>) -> u32 {
        let Some(offered) = posting.occupation() else { return NEUTRAL };
        let wishes = worker.desired_occupations().iter();
        wishes.map(|wish| self.occupations.closeness(*wish, offered)).max().unwrap_or(NEUTRAL)
    }

    fn skills(&self, worker: WorkerRow<'_>, posting: PostingRow<'_>) -> u32 {
        let (mut credits, mut weights) = (0_u64, 0_u64);
        for (skill, desired) in posting.desired_skills() {
            let idf = u64::from(self.idf.idf(*skill));
            credits += idf * u64::from(skill_credit(worker.skill_rank(*skill), *desired));
            weights += idf;
        }
        credits.checked_div(weights).map_or(NEUTRAL, to_factor)
    }

    fn freshness(&self, posting: PostingRow<'_>) -> u32 {
        let fresh = self.age_ms(posting).map_or(NEUTRAL, |age| half_life(HALF_FRESH_MS, age));
        let urgent = if posting.starts_at_once() {
            FULL
        } else {
            self.wait_ms(posting).map_or(NEUTRAL, |wait| half_life(HALF_URGENT_MS, wait))
        };
        u32::midpoint(fresh, urgent)
    }

    /// How old the ad is, where its date is known.
    pub(crate) fn age_ms(&self, posting: PostingRow<'_>) -> Option<i64> {
        posting.date_posted().map(|posted| self.rules.now.saturating_sub(posted).max(0))
    }

    /// How long it is until the first shift that has not started, where the posting has shifts.
    pub(crate) fn wait_ms(&self, posting: PostingRow<'_>) -> Option<i64> {
        let next = posting.real_shifts().find(|shift| self.rules.not_started(shift));
        next.map(|shift| shift.start - self.rules.now)
    }

    fn experience(&self, worker: WorkerRow<'_>, posting: PostingRow<'_>) -> u32 {
        let wanted = posting.experience_months();
        match self.experience_months(worker, posting) {
            Some(have) if wanted > 0 => capped(u64::from(have) * u64::from(FULL) / u64::from(wanted)),
            _ => NEUTRAL,
        }
    }

    /// Months of experience scaled by closeness, where both sides are known.
    pub(crate) fn experience_months(&self, worker: WorkerRow<'_>, posting: PostingRow<'_>) -> Option<u32> {
        let offered = posting.occupation()?;
        let scaled = worker.experience().iter().map(|(occupation, months)| {
            let closeness = u64::from(self.occupations.closeness(*occupation, offered));
            u32::try_from(u64::from(*months) * closeness / u64::from(FULL)).unwrap_or(u32::MAX)
        });
        scaled.max()
    }
}

/// What holding a skill at one rank is worth where another is desired.
pub(crate) fn skill_credit(held: u8, desired: u8) -> u32 {
    (u32::from(held) * FULL / u32::from(desired.max(1))).min(FULL)
}

fn pay(worker: WorkerRow<'_>, posting: PostingRow<'_>, fit: &Fit<'_>) -> u32 {
    let (Some((floor, floor_period)), Some((lower, _, offer_period))) = (worker.pay_floor(), posting.pay()) else {
        return NEUTRAL;
    };
    let length = fit.first.length_ms();
    let offered = i128::from(NEUTRAL) * i128::from(lower) * i128::from(period_ms(floor_period, length));
    let wanted = i128::from(floor) * i128::from(period_ms(offer_period, length));
    let value = if wanted == 0 { i128::from(FULL) } else { offered / wanted };
    u32::try_from(value.min(i128::from(FULL))).unwrap_or(0)
}

fn distance(worker: WorkerRow<'_>, posting: PostingRow<'_>) -> u32 {
    match distance_squared(worker, posting) {
        Some(square) if !posting.is_remote() => FULL * HALF_DISTANCE_M / (HALF_DISTANCE_M + floor_sqrt(square)),
        _ => NEUTRAL,
    }
}

fn time(worker: WorkerRow<'_>, posting: PostingRow<'_>, fit: &Fit<'_>) -> u32 {
    if posting.is_open_ended() || worker.availability().is_none() {
        return NEUTRAL;
    }
    FULL * fit.fitting / fit.open
}

fn text(worker: WorkerRow<'_>, posting: PostingRow<'_>) -> u32 {
    let (title, wishes) = (posting.tokens(), worker.tokens());
    if title.is_empty() || wishes.is_empty() {
        return NEUTRAL;
    }
    let shared = title.iter().filter(|token| wishes.binary_search(token).is_ok()).count() as u64;
    to_factor(shared * u64::from(FULL) / title.len() as u64)
}

/// A factor that falls from full to one half at `half` and on towards nothing.
fn half_life(half: i64, amount: i64) -> u32 {
    let value = i128::from(FULL) * i128::from(half) / (i128::from(half) + i128::from(amount));
    u32::try_from(value).unwrap_or(0)
}

fn capped(value: u64) -> u32 {
    to_factor(value.min(u64::from(FULL)))
}

/// A value that its formula keeps within a factor's range.
fn to_factor(value: u64) -> u32 {
    debug_assert!(value <= u64::from(FULL), "factor {value}");
    u32::try_from(value).unwrap_or(FULL)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small positive logarithms")]
    fn fixed_log2_agrees_with_floating_point() {
        for n in (1..100_000_u32).chain([1 << 20, 5_000_000, u32::MAX]) {
            let float = (f64::from(n).log2() * 1024.0).floor() as u32;
            assert_eq!(fixed_log2(u64::from(n)), float, "log2 of {n}");
        }
        assert_eq!(fixed_log2(u64::MAX), 64 * 1024 - 1);
    }
}
