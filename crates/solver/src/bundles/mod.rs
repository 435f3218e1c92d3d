//! wip
mod anneal;
mod best;
mod branch;
mod dual;
mod plan;
mod problem;
mod verify;

use std::fmt;

pub use problem::{Edge, MAX_AMOUNT, MAX_UNIT_WEIGHT, Problem, ProblemError};
pub use verify::{Violation, verify};

use anneal::Annealing;
use best::{Bundler, Priced};
use branch::Branching;
use dual::Dual;
use plan::Plan;

use crate::transport::{self, Graph, index};

/// The finest prices: a thousandth and a bit of a unit of weight.
const FINEST: i64 = 1 << 10;

/// A plan, and a bound that no plan exceeds.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Answer {
    /// Whether each edge is chosen.
    pub chosen: Vec<bool>,
    /// The sum of the weights of the chosen edges.
    pub value: i128,
    /// No plan is worth more.
    pub bound: i128,
    /// The bound that the prices alone prove; branching can have lowered `bound` below it.
    pub by_prices: i128,
    /// What a unit of each task's capacity is worth, in units of `1 / scale` of weight.
    pub prices: Vec<i64>,
    /// See `prices`.
    pub scale: i64,
}

/// How to solve.
#[derive(Clone, Copy, Default)]
#[non_exhaustive]
pub struct Options<'a> {
    /// Threads to use; without, the calling thread works alone.
    pub pool: Option<&'a rayon::ThreadPool>,
    /// Asked every so often whether to stop; then the best found so far is the answer.
    pub stop: Option<&'a (dyn Fn() -> bool + Sync)>,
}

impl<'a> Options<'a> {
    /// Uses threads.
    pub fn pool(mut self, pool: &'a rayon::ThreadPool) -> Self {
        self.pool = Some(pool);
        self
    }

    /// Stops when told to.
    pub fn stop(mut self, stop: &'a (dyn Fn() -> bool + Sync)) -> Self {
        self.stop = Some(stop);
        self
    }
}

impl fmt::Debug for Options<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Options").field("pool", &self.pool).field("stop", &self.stop.is_some()).finish()
    }
}

/// m
pub fn maximize(problem: &Problem, options: &Options) -> Answer {
    match options.pool {
        Some(pool) => pool.install(|| solve(problem, options, true)),
        None => solve(problem, options, false),
    }
}

fn env(name: &str, default: i64) -> i64 {
    std::env::var(name).ok().map_or(default, |text| text.parse().unwrap())
}

fn solve(problem: &Problem, options: &Options, parallel: bool) -> Answer {
    let dbg = std::env::var("DBG").is_ok();
    let t = std::time::Instant::now();
    let stop = || options.stop.is_some_and(|stop| stop());
    let heaviest = (0..index(problem.units()))
        .map(|unit| problem.edges_of(unit).map(|edge| problem.weight(edge).max(0)).sum::<i64>())
        .max()
        .unwrap_or(0);
    let scale = ((1 << 60) / heaviest.max(1)).clamp(1, FINEST);
    let mut prices = first_prices(problem, scale, options);
    if dbg { eprintln!("  transport {:?}", t.elapsed()); }
    let spread = spread(problem);
    let mut dual = Dual::new(problem, scale, parallel);
    let mut bundler = Bundler::default();
    let mut best = Plan::new(problem);
    let mut steps = 0;
    let every = 10;
    let limit = env("STEPS", 2000) as usize;
    let bound = dual.ascend(&mut prices, None, spread * scale / env("STEP", 8), limit, |dual, here, bound| {
        if steps % every == 0 {
            let plan = Plan::from_picks(problem, Priced { problem, scale, prices: here, fates: None }, &dual.picks, &mut bundler);
            if plan.value > best.value {
                best = plan;
            }
            if dbg && steps % 100 == 0 { eprintln!("  step {steps} bound {} value {} {:?}", bound as f64 / scale as f64, best.value, t.elapsed()); }
        }
        steps += 1;
        bound.div_euclid(i128::from(scale)) <= best.value || stop()
    });
    dual.evaluate(&prices, None);
    let plan = Plan::from_picks(problem, Priced { problem, scale, prices: &prices, fates: None }, &dual.picks, &mut bundler);
    if plan.value > best.value {
        best = plan;
    }
    let by_prices = bound.div_euclid(i128::from(scale));
    if dbg { eprintln!("  steps {steps} bound {} value {} {:?}", bound as f64 / scale as f64, best.value, t.elapsed()); }
    let (mut chosen, mut value, mut bound) = (best.chosen.clone(), best.value, by_prices);
    if value < bound {
        let mut annealing = Annealing::new(best, problem);
        annealing.run(env("MOVES", 2_000_000) as usize, spread * 1000 / env("HOT", 10), spread * 1000 / env("COLD", 500), &stop);
        (chosen, value) = annealing.finish();
        if dbg { eprintln!("  annealed value {value} {:?}", t.elapsed()); }
    }
    if value < bound {
        let mut branching = Branching { problem, dual: &mut dual, chosen, value, first_step: spread * scale / 8, stop: &stop };
        bound = branching.run(prices.clone(), bound, env("NODES", 300) as usize);
        (chosen, value) = (branching.chosen, branching.value);
        if dbg { eprintln!("  branched value {value} bound {bound} {:?}", t.elapsed()); }
    }
    Answer { chosen, value, bound, by_prices, prices, scale }
}

/// Prices that would be right if only the number of edges of a unit were limited.
fn first_prices(problem: &Problem, scale: i64, options: &Options) -> Vec<i64> {
    let units = index(problem.units());
    let mut starts = vec![0];
    let mut left = Vec::new();
    let (mut targets, mut weights) = (Vec::new(), Vec::new());
    for unit in 0..units {
        let usable = || problem.edges_of(unit).filter(|&edge| problem.is_usable(edge));
        let mut most = i64::from(u32::MAX - 1);
        for (resource, &limit) in problem.limits_of(unit).iter().enumerate() {
            let amount = |edge| {
                let uses = problem.uses_of(edge).iter().find(|&&(used, _)| used as usize == resource);
                uses.map_or(0, |&(_, amount)| amount)
            };
            let least = usable().map(amount).min().unwrap_or(0);
            if least > 0 {
                most = most.min(limit / least);
            }
        }
        left.push(u32::try_from(most).unwrap_or(u32::MAX));
        for edge in usable() {
            targets.push(problem.task(edge));
            weights.push(problem.weight(edge));
        }
        starts.push(index(targets.len()));
    }
    let options = transport::Options { pool: options.pool, cancel: options.stop, warm: None };
    let zero = vec![0; problem.capacities().len()];
    let Ok(graph) = Graph::new(left, problem.capacities().to_vec(), starts, targets, weights) else { return zero };
    match transport::maximize(&graph, &options) {
        Ok(answer) => answer.prices.right.iter().map(|&price| price * scale).collect(),
        Err(_) => zero,
    }
}

/// What typically lies between the heaviest and the middle edge of a unit: a measure of what decides.
fn spread(problem: &Problem) -> i64 {
    let stride = problem.units() / 1_000 + 1;
    let mut spreads: Vec<i64> = (0..index(problem.units()))
        .step_by(stride)
        .filter_map(|unit| {
            let mut weights: Vec<i64> = problem.edges_of(unit).map(|edge| problem.weight(edge)).filter(|&w| w > 0).collect();
            weights.sort_unstable();
            Some(weights.last()? - weights[weights.len() / 2])
        })
        .collect();
    spreads.sort_unstable();
    spreads.get(spreads.len() / 2).copied().unwrap_or(0).max(1)
}
