//! Units that take several tasks each, within limits: a plan, and a bound that proves how good it is.
//!
//! **Problem.** Units `i` take edges `e` to tasks `j`. An edge has an integer weight and uses amounts of its unit's
//! resources, each with a limit; some edges of a unit exclude one another; a task is taken by at most `c_j` units. What a
//! unit takes is its *bundle*. Choose feasible bundles so that no task is taken too often and the sum of the weights is
//! greatest. With one resource a unit and tasks of capacity one this is the generalised assignment problem (GAP); where
//! all tasks must be taken, at least cost, the weights are `M - cost` with an `M` above the sum of costs. The problem is
//! NP-hard, so [`maximize`] gives the best plan it finds and the lowest bound it proves; often they meet.
//!
//! ```
//! use gigmatch_solver::bundles::{Edge, Options, Problem, maximize, verify};
//!
//! // A person with ten hours; the second and third of three shifts overlap.
//! let mut problem = Problem::new(vec![1, 1, 1]);
//! let shift = |task, weight, hours: &'static [(u32, i64)]| Edge { task, weight, uses: hours };
//! let edges = [shift(0, 5, &[(0, 4)]), shift(1, 6, &[(0, 4)]), shift(2, 8, &[(0, 6)])];
//! problem.add_unit(&[10], &edges, &[(1, 2)])?;
//! let answer = maximize(&problem, &Options::default());
//! assert_eq!((answer.value, answer.bound), (13, 13));
//! verify(&problem, &answer)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # How it works
//!
//! Units that share no task, directly or through others, are solved apart, on the threads of [`Options::pool`]:
//!
//! 1. *Prices.* The bound is Lagrangian: a price for each task instead of its capacity lets each unit choose its best
//!    bundle by itself (exactly: by a table for one resource, else by branch and bound). [`transport`](crate::transport)
//!    gives first prices: as if only the number of edges of a unit were limited, or as if it were several units, each
//!    with edges that all exclude one another and room for one; the better of both. Steps along the subgradient, with
//!    memory of the steps before, lower the bound, from steps as long as the heaviest edge down to the differences
//!    between edges. Every few steps the bundles are made into a plan.
//! 2. *Annealing* improves it with moves of a unit and a task together (take, take over, swap). Limits may be passed at a
//!    fine that follows what the resource is worth and rises; only plans within the limits count.
//! 3. *Branching*, highest bound first, over edges on which the bundles of late did not agree.
//! 4. *Neighbourhoods.* A few units that take one another's tasks, those first that lack most to their best bundle, are
//!    solved anew by 1 and 3 while all others keep what they have.
//!
//! Work is counted in operations, not in time, so an answer depends on neither the machine nor its threads, unless
//! [`Options::stop`] ends it early.
//!
//! **Complexity.** A step of the prices takes, for each unit, time linear in its edges and in what the few with a profit
//! at these prices cost: `edges * limit` for a table, else exponential in the size of a bundle at worst (units of dozens
//! of profitable edges with several resources that all let many through would be slow). The other stages have fixed
//! shares of work.
//!
//! **What differs from the literature.** GAP is commonly solved by branching with exactly these bounds (Fisher, Jaikumar
//! and Van Wassenhove; Savelsbergh by columns), or by ejection chains with adaptive fines (Yagiura, Ibaraki and Glover);
//! here both serve as stages, and the sub-problems of neighbourhoods are solved by the bound as well. Bundles with
//! several resources and exclusions take the place of knapsacks.
//!
//! **Tried and left out.** Annealing strictly within the limits (gaps of 2 % where limits are tight and cost falls with
//! use); one severity of fines for all instances; neighbourhoods over all edges rather than those that were in some
//! best bundle (a tenth as many in the same time); a step by the distance to the best plan, which is far too long
//! while a plan lacks one of the tasks worth `M`.
//!
//! # References
//!
//! - M. L. Fisher, R. Jaikumar, L. N. Van Wassenhove: *A multiplier adjustment method for the generalized assignment
//!   problem*, Management Science 32 (1986).
//! - M. Savelsbergh: *A branch-and-price algorithm for the generalized assignment problem*, Operations Research 45 (1997).
//! - M. Yagiura, T. Ibaraki, F. Glover: *An ejection chain approach for the generalized assignment problem*, INFORMS Journal
//!   on Computing 16 (2004).
//! - F. Barahona, R. Anbil: *The volume algorithm*, Mathematical Programming 87 (2000), for the memory of steps.

mod anneal;
mod best;
mod branch;
mod dual;
mod neighbours;
mod plan;
mod problem;
mod solve;
#[cfg(test)]
mod tests;
mod verify;

use std::fmt;

pub use problem::{Edge, MAX_AMOUNT, MAX_UNIT_WEIGHT, Problem, ProblemError};
pub use verify::{Violation, verify};

/// A plan, and a bound that no plan exceeds.
///
/// How far the plan can be from the best is `bound - value`; nothing where they are equal.
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

/// How to solve; neither threads nor time change the answer, unless `stop` says so.
#[derive(Clone, Copy, Default)]
#[non_exhaustive]
pub struct Options<'a> {
    /// Threads to use; without, the calling thread works alone.
    pub pool: Option<&'a rayon::ThreadPool>,
    /// Asked every so often whether to stop; then the best found so far is the answer.
    pub stop: Option<&'a (dyn Fn() -> bool + Sync)>,
    /// Whether first prices and the plan that they give are enough, for a caller who will change the problem by them and
    /// ask again.
    pub brief: bool,
}

impl<'a> Options<'a> {
    /// Uses threads.
    pub fn pool(mut self, pool: &'a rayon::ThreadPool) -> Self {
        self.pool = Some(pool);
        self
    }

    /// Is content with first prices.
    pub fn brief(mut self, brief: bool) -> Self {
        self.brief = brief;
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
        formatter
            .debug_struct("Options")
            .field("pool", &self.pool)
            .field("stop", &self.stop.is_some())
            .field("brief", &self.brief)
            .finish()
    }
}

/// Finds a plan and a bound.
///
/// A plan is always found; where [`Options::stop`] says so, it is the best so far, and the bound the lowest so far.
pub fn maximize(problem: &Problem, options: &Options) -> Answer {
    match options.pool {
        Some(pool) => pool.install(|| solve::solve(problem, options, true)),
        None => solve::solve(problem, options, false),
    }
}
