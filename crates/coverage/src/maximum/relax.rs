//! The Lagrangian relaxation: prices of classes, a bound, and choices found on the way.
//!
//! With a price `0 <= u_i <= w_i` for each class, no choice covers more than the sum of `w_i - u_i` and the `n` greatest
//! sums of prices of a candidate's classes: whoever covers class `i` earns at most its price there, and the rest is
//! granted anyway. The bound of the greedy choice is the case in which prices are the weights of what is not covered.
//! Prices go up where no preferred candidate covers a class and down where several do. All of it is integers, in a unit
//! fine enough to divide small weights.

use super::{Choice, Options, Problem, problem::greatest, swap::swap};
use crate::index;

/// The best choice known, what no choice exceeds, and the prices that prove it.
pub(super) struct Relaxed {
    /// How many times finer than the weights prices are, as a shift.
    pub(super) shift: u32,
    /// The prices of the least bound.
    pub(super) prices: Vec<u64>,
    /// What no choice exceeds.
    pub(super) bound: u64,
    /// The best choice found.
    pub(super) candidates: Vec<u32>,
    /// What it covers.
    pub(super) covered: u64,
}

/// Improves the greedy choice by swaps and lowers its bound in a number of rounds.
pub(super) fn relax(problem: &Problem, most: usize, greedy: &Choice, options: &Options) -> Relaxed {
    let total = problem.coverable();
    // Sums of prices stay below 2^62.
    let shift = total.leading_zeros().saturating_sub(2).min(20);
    let mut times: Vec<u32> = vec![0; problem.classes()];
    count(problem, greedy.candidates(), &mut times);
    let mut prices: Vec<u64> = problem
        .weights
        .iter()
        .zip(&times)
        .map(|(&weight, &times)| (weight << shift) / u64::from(times.max(1)))
        .collect();
    let mut best = Relaxed {
        shift,
        prices: prices.clone(),
        bound: greedy.bound,
        candidates: greedy.candidates().collect(),
        covered: greedy.covered,
    };
    if best.bound > best.covered {
        best.covered = swap(problem, &mut best.candidates, options.turns);
    }
    let mut least = u128::MAX;
    // The step, in 1 / 2^16 of Polyak's.
    let (mut step, mut idle) = (1_u128 << 16, 0);
    let mut earned: Vec<u64> = Vec::new();
    let mut order: Vec<u32> = Vec::new();
    for _ in 0..options.rounds {
        if best.bound == best.covered {
            break;
        }
        earned.clear();
        earned.extend((0..index(problem.candidates)).map(|candidate| sum(problem, &prices, candidate)));
        let granted: u64 = problem.weights.iter().zip(&prices).map(|(&weight, &price)| (weight << shift) - price).sum();
        order.clear();
        order.extend(0..index(problem.candidates));
        if most < order.len() {
            order.select_nth_unstable_by_key(most, |&candidate| {
                (std::cmp::Reverse(earned[candidate as usize]), candidate)
            });
            order.truncate(most);
        }
        let value = u128::from(granted) + greatest(&mut earned, most);
        if value < least {
            (least, idle) = (value, 0);
            best.prices.clone_from(&prices);
            best.bound = best.bound.min(u64::try_from(value >> shift).unwrap_or(u64::MAX));
        } else {
            idle += 1;
            if idle == 8 {
                (step, idle) = (step / 2, 0);
            }
        }
        times.fill(0);
        count(problem, order.iter().copied(), &mut times);
        let covered =
            problem.weights.iter().zip(&times).filter(|&(_, &times)| times > 0).map(|(&weight, _)| weight).sum();
        if covered > best.covered {
            best.covered = covered;
            best.candidates.clone_from(&order);
        }
        let gap = value.saturating_sub(u128::from(best.covered) << shift);
        if !improve(problem, &times, shift, (gap * step) >> 16, &mut prices) {
            break;
        }
    }
    best
}

/// Moves prices by a step that would close the gap if the bound were straight; `false` where nothing can move.
fn improve(problem: &Problem, times: &[u32], shift: u32, gap: u128, prices: &mut [u64]) -> bool {
    let full = |class: usize| problem.weights[class] << shift;
    // Classes at an end of their range that are pushed beyond it do not move.
    let moves = |class: usize, price: u64| match times[class] {
        0 => price < full(class),
        1 => false,
        _ => price > 0,
    };
    let norm: u128 = (0..times.len())
        .filter(|&class| moves(class, prices[class]))
        .map(|class| u128::from(times[class].abs_diff(1)).pow(2))
        .sum();
    if norm == 0 {
        return false;
    }
    let unit = u64::try_from(gap / norm).unwrap_or(u64::MAX).max(1);
    for (class, price) in prices.iter_mut().enumerate() {
        *price = match times[class] {
            0 => price.saturating_add(unit).min(full(class)),
            times => price.saturating_sub(unit.saturating_mul(u64::from(times - 1))),
        };
    }
    true
}

/// Adds how often candidates cover each class.
fn count(problem: &Problem, candidates: impl IntoIterator<Item = u32>, times: &mut [u32]) {
    for candidate in candidates {
        for &class in problem.by_candidate.row(candidate) {
            times[class as usize] += 1;
        }
    }
}

fn sum(problem: &Problem, prices: &[u64], candidate: u32) -> u64 {
    problem.by_candidate.row(candidate).iter().map(|&class| prices[class as usize]).sum()
}
