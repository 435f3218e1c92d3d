//! wip
mod anneal;
mod best;
mod branch;
mod dual;
mod neighbours;
mod plan;
mod problem;
mod solve;
mod verify;

use std::fmt;

pub use problem::{Edge, MAX_AMOUNT, MAX_UNIT_WEIGHT, Problem, ProblemError};
pub use verify::{Violation, verify};

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

/// Finds a plan and a bound.
///
/// A plan is always found; where [`Options::stop`] says so, it is the best so far, and the bound the lowest so far.
///
/// # Example
///
/// ```
/// use gigmatch_solver::bundles::{Edge, Options, Problem, maximize, verify};
///
/// // Two shifts overlap; one person can take both others, or one of these and the long one.
/// let mut problem = Problem::new(vec![1, 1, 1]);
/// let shift = |task, weight, hours: &'static [(u32, i64)]| Edge { task, weight, uses: hours };
/// let edges = [shift(0, 5, &[(0, 4)]), shift(1, 6, &[(0, 4)]), shift(2, 8, &[(0, 6)])];
/// problem.add_unit(&[10], &edges, &[(1, 2)])?;
/// let answer = maximize(&problem, &Options::default());
/// assert_eq!((answer.value, answer.bound), (13, 13));
/// verify(&problem, &answer)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn maximize(problem: &Problem, options: &Options) -> Answer {
    match options.pool {
        Some(pool) => pool.install(|| solve::solve(problem, options, true)),
        None => solve::solve(problem, options, false),
    }
}
