//! Prices of tasks under which the bound is low.
//!
//! For any prices `v >= 0`, no plan is worth more than `sum of capacity * v + sum over units of their best bundle at
//! these prices`. The bound is convex in `v`, and how much a task is wanted beyond its capacity tells where it falls:
//! prices of tasks that are wanted too much rise, the others fall, by a step that shrinks when nothing is gained.

use super::{
    best::{Bundler, Fate, Priced},
    problem::Problem,
};
use crate::transport::index;

/// Units that a thread takes at a time.
const BATCH: usize = 256;

/// The memory of directions: each is this part in four of the last, and what tasks are wanted beyond capacity.
const MEMORY: i64 = 3;

/// Steps without a gain before the step shrinks.
const PATIENCE: usize = 16;

/// Above what any bundle can be worth.
const HIGHEST: i128 = 1 << 61;

/// Prices, the bound they prove, and who wants what.
pub(super) struct Dual<'a> {
    pub(super) problem: &'a Problem,
    pub(super) scale: i64,
    pub(super) parallel: bool,
    /// Whether each edge is in its unit's best bundle at the prices evaluated last.
    pub(super) picks: Vec<bool>,
    /// How often it was since the ascent began.
    pub(super) often: Vec<u32>,
    /// How far each task was wanted beyond its capacity.
    excess: Vec<i64>,
    bundler: Bundler,
}

impl<'a> Dual<'a> {
    pub(super) fn new(problem: &'a Problem, scale: i64, parallel: bool) -> Self {
        Self {
            problem,
            scale,
            parallel,
            picks: vec![false; problem.edges()],
            often: vec![0; problem.edges()],
            excess: vec![0; problem.capacities().len()],
            bundler: Bundler::default(),
        }
    }

    /// Edges, nodes and entries of tables looked at so far.
    pub(super) fn work(&self) -> u64 {
        self.bundler.work
    }

    /// The bound at some prices, multiplied by the scale.
    pub(super) fn evaluate(&mut self, prices: &[i64], fates: Option<&[Fate]>) -> i128 {
        let problem = self.problem;
        let priced = Priced { problem, scale: self.scale, prices, fates };
        let units = 0..index(problem.units());
        let mut bound = if self.parallel && units.len() > BATCH {
            let (bound, work) = pick_in_parallel(priced, units, &mut self.picks);
            self.bundler.work += work;
            bound
        } else {
            pick(priced, units, &mut self.picks, &mut self.bundler)
        };
        for ((excess, &capacity), &price) in self.excess.iter_mut().zip(problem.capacities()).zip(prices) {
            *excess = -i64::from(capacity);
            bound += i128::from(capacity) * i128::from(price);
        }
        for (edge, _) in self.picks.iter().enumerate().filter(|&(_, &picked)| picked) {
            self.excess[problem.task(edge) as usize] += 1;
            self.often[edge] += 1;
        }
        bound
    }

    /// Improves prices from given ones, at most for a number of steps, until the step has shrunk to 1 or `enough` says
    /// so of the best bound so far; gives the best bound, multiplied by the scale. Its prices are left in `prices`, the
    /// picks are those of the prices evaluated last.
    pub(super) fn ascend(
        &mut self,
        prices: &mut Vec<i64>,
        fates: Option<&[Fate]>,
        first_step: i64,
        steps: usize,
        mut enough: impl FnMut(&mut Self, &[i64], i128) -> bool,
    ) -> i128 {
        self.often.fill(0);
        let mut best = self.evaluate(prices, fates);
        let mut here = prices.clone();
        let mut direction = vec![0_i64; prices.len()];
        let (mut step, mut patience) = (first_step.max(1), 0);
        for _ in 0..steps {
            if enough(self, &here, best) {
                break;
            }
            for ((price, direction), &excess) in here.iter_mut().zip(&mut direction).zip(&self.excess) {
                *direction = *direction * MEMORY / 4 + excess * 8;
                let by = i128::from(step) * i128::from(*direction) / 32;
                *price = i64::try_from((i128::from(*price) + by).clamp(0, HIGHEST)).unwrap_or(0);
            }
            let bound = self.evaluate(&here, fates);
            if bound < best {
                best = bound;
                prices.clone_from(&here);
                patience = 0;
                continue;
            }
            patience += 1;
            if patience > PATIENCE {
                if step == 1 {
                    break;
                }
                step = (step * 2 / 3).max(1);
                patience = 0;
                here.clone_from(prices);
                direction.fill(0);
                self.evaluate(&here, fates);
            }
        }
        best
    }
}

fn pick(priced: Priced<'_>, units: std::ops::Range<u32>, picks: &mut [bool], bundler: &mut Bundler) -> i128 {
    let first = priced.problem.edges_of(units.start.min(index(priced.problem.units()) - 1)).start;
    picks.fill(false);
    let mut sum = 0;
    for unit in units {
        sum += i128::from(bundler.solve(priced, unit));
        for &edge in bundler.bundle() {
            picks[edge as usize - first] = true;
        }
    }
    sum
}

fn pick_in_parallel(priced: Priced<'_>, units: std::ops::Range<u32>, picks: &mut [bool]) -> (i128, u64) {
    if units.len() <= BATCH {
        let mut bundler = Bundler::default();
        return (pick(priced, units, picks, &mut bundler), bundler.work);
    }
    let middle = units.start + index(units.len() / 2);
    let first = priced.problem.edges_of(units.start).start;
    let (low, high) = picks.split_at_mut(priced.problem.edges_of(middle).start - first);
    let (one, other) = rayon::join(
        || pick_in_parallel(priced, units.start..middle, low),
        || pick_in_parallel(priced, middle..units.end, high),
    );
    (one.0 + other.0, one.1 + other.1)
}
