//! The heaviest choice of edges of a bipartite graph in which no node has more edges than it has room for.
//!
//! **Problem.** Given left nodes `i` with capacities `s_i`, right nodes `j` with capacities `c_j` and edges `e` with
//! integer weights `w_e`, choose edges so that each node has at most its capacity of them and the sum of the weights is
//! greatest. This is the maximum-weight b-matching of a bipartite graph, or transportation problem with edges that can
//! be used once; nothing needs to be matched, so an answer always exists. [`maximize`] gives the choice together with
//! prices that prove it, and [`verify`] checks the proof in time linear in the graph without trusting the solver.
//!
//! ```
//! use gigmatch_solver::transport::{Graph, Options, maximize, verify};
//!
//! // Two people, two shifts of one seat: together they do best when the first leaves the second shift to the other.
//! let graph = Graph::from_triples(vec![1, 1], vec![1, 1], [(0, 0, 5), (0, 1, 7), (1, 1, 6)])?;
//! let answer = maximize(&graph, &Options::default())?;
//! assert_eq!(answer.chosen, [true, false, true]);
//! assert_eq!(answer.value, 11);
//! verify(&graph, &answer)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! **More than one objective.** Lexicographic orders are weights: to choose as many edges as possible first and the best
//! sum of scores then, give each edge `M + score` with an `M` above the greatest sum of scores, `min(sum of s_i, sum of
//! c_j) * greatest score + 1`. [`MAX_WEIGHT`] is the limit, checked when the graph is made; 200,000 people with scores up
//! to 10^8 need 2 * 10^13. To match all nodes of a square problem at least cost is the same with `M - cost`.
//!
//! **Ties.** Of several optimal choices, which one comes out depends on the order of nodes and edges, and on the prices
//! a warm start begins with, but on nothing else: not on threads or time.
//!
//! # How it works
//!
//! 1. *Reduction.* Edges that weigh nothing go. A right node with room for all its edges costs nothing; for a left node
//!    that takes one edge, the best edge to such a node is an outside option that replaces all lesser ones. What is left
//!    falls into connected components, which are solved by themselves, on the threads of [`Options::pool`].
//! 2. *Auction.* Prices of right nodes are found by bidding, in phases of falling step, forward (left nodes bid for
//!    seats) and backward (seats left over are offered for less) in each phase.
//! 3. *Paths.* The auction stops at a step that is small beside the differences of weights but far from the step below
//!    1/n that would make it exact. Left nodes whose seat is not exactly their best give it up, and shortest augmenting
//!    paths over reduced costs, from left nodes without an arc and then from right nodes with seats left over, make
//!    choice and prices exact. They repair any start whatever; the auction only makes them short.
//!
//! A warm start takes the same way from the prices given, with a small first step, on the edges that are nearly the best of
//! their left node at these prices; the new prices are then held against the edges left out.
//!
//! **Complexity.** With `m` edges, `n` left nodes and greatest weight `W`, a phase of the auction takes a few scans of each
//! row in practice and the phases number `log(W / step)`, so the time is near-linear in `m` and logarithmic in `W` on
//! instances as they come. The paths bound the worst case of the last stage: `S` of them, `S` at most the smaller side's
//! sum of capacities, each `O(m log m)`. Space is some 60 bytes an edge of the component solved, beside the graph.
//!
//! **What differs from the literature.** The forward and backward auction follows Bertsekas and Castañon, with seats of a
//! right node as similar objects: bids compete between right nodes, not between seats of one. There, weights are
//! multiplied by n + 1 and the step goes down to 1; here, weights stay as they are and the remainder is left to
//! shortest paths, as Jonker and Volgenant finish theirs, which leaves all of an `i64` to the weights. Prices
//! are kept from phase to phase together with the seats that are still wanted. Rows and columns stand with their
//! heaviest edge first: as prices are never below zero, most scans end after a few edges.
//!
//! **Tried and left out.** Setting the prices of seats left over to zero instead of offering them (half the phases had to
//! be bid for from nothing, 50 times slower on scarce seats with a large `M`); paths alone after a warm start (1,200 paths
//! of 730 rows each after 1 % of the edges changed); steps that fall faster while they are far above the differences of
//! weights (twice as slow: each phase then undoes the last); seating everybody at once where seats are free after a warm
//! start (no gain).
//!
//! # References
//!
//! - D. P. Bertsekas, D. A. Castañon: *The auction algorithm for the transportation problem*, Annals of Operations
//!   Research 20 (1989).
//! - D. P. Bertsekas, D. A. Castañon, H. Tsaknakis: *Reverse auction and the solution of inequality constrained assignment
//!   problems*, SIAM Journal on Optimization 3 (1993).
//! - R. Jonker, A. Volgenant: *A shortest augmenting path algorithm for dense and sparse linear assignment problems*,
//!   Computing 38 (1987).
//! - A. V. Goldberg, R. Kennedy: *An efficient cost scaling algorithm for the assignment problem*, Mathematical Programming
//!   71 (1995).

mod auction;
mod graph;
mod paths;
mod piece;
mod sift;
mod solve;
#[cfg(test)]
mod tests;
mod verify;

use std::{cmp::Reverse, fmt};

use rayon::prelude::*;
use thiserror::Error;

pub(crate) use graph::index;
pub use graph::{Graph, GraphError, MAX_WEIGHT};
use piece::Reduced;
use solve::{Solved, solve};
pub use verify::{Violation, verify};

/// What a unit of capacity is worth, for each node; never below zero.
///
/// The price of a node is what one more unit of its capacity would add at most, and what one unit less would cost at
/// least.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prices {
    /// By left node.
    pub left: Vec<i64>,
    /// By right node.
    pub right: Vec<i64>,
}

/// A heaviest choice of edges, with prices that prove it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Assignment {
    /// Whether each edge of the graph is chosen.
    pub chosen: Vec<bool>,
    /// The sum of the weights of the chosen edges.
    pub value: i128,
    /// Prices under which nothing can weigh more; see [`verify`].
    pub prices: Prices,
}

impl Assignment {
    /// The numbers of the chosen edges, rising.
    pub fn edges(&self) -> impl Iterator<Item = usize> + '_ {
        self.chosen.iter().enumerate().filter(|&(_, &chosen)| chosen).map(|(edge, _)| edge)
    }
}

/// How to solve: nothing here changes the value of the answer.
#[derive(Clone, Copy, Default)]
#[non_exhaustive]
pub struct Options<'a> {
    /// Prices to begin with, best those of an answer to a similar graph. Only those of right nodes are used; any numbers
    /// are allowed, and missing ones are 0.
    pub warm: Option<&'a Prices>,
    /// Threads to solve components on; without, the calling thread solves them one after the other.
    pub pool: Option<&'a rayon::ThreadPool>,
    /// Asked every so often, from any thread of the pool, whether to stop.
    pub cancel: Option<&'a (dyn Fn() -> bool + Sync)>,
}

impl<'a> Options<'a> {
    /// Begins with prices.
    pub fn warm(mut self, prices: &'a Prices) -> Self {
        self.warm = Some(prices);
        self
    }

    /// Uses threads.
    pub fn pool(mut self, pool: &'a rayon::ThreadPool) -> Self {
        self.pool = Some(pool);
        self
    }

    /// Stops when told to.
    pub fn cancel(mut self, cancel: &'a (dyn Fn() -> bool + Sync)) -> Self {
        self.cancel = Some(cancel);
        self
    }
}

impl fmt::Debug for Options<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Options")
            .field("warm", &self.warm.is_some())
            .field("pool", &self.pool)
            .field("cancel", &self.cancel.is_some())
            .finish()
    }
}

/// The caller asked to stop before an optimum was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("stopped before an optimum was found")]
pub struct Stopped;

/// Finds a heaviest choice of edges.
///
/// # Errors
///
/// [`Stopped`] where [`Options::cancel`] said so.
///
/// # Example: again after a change
///
/// ```
/// use gigmatch_solver::transport::{Graph, Options, maximize};
///
/// let mut graph = Graph::from_triples(vec![1, 1], vec![1, 1], [(0, 0, 5), (0, 1, 7), (1, 1, 6)])?;
/// let before = maximize(&graph, &Options::default())?;
/// graph.set_weight(2, 1)?;
/// let after = maximize(&graph, &Options::default().warm(&before.prices))?;
/// assert_eq!(after.value, 7);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn maximize(graph: &Graph, options: &Options) -> Result<Assignment, Stopped> {
    if let Some(warm) = options.warm
        && let Some(answer) = sift::sift(graph, warm, options)?
    {
        return Ok(answer);
    }
    solve_whole(graph, options)
}

/// Solves with all edges of a graph.
fn solve_whole(graph: &Graph, options: &Options) -> Result<Assignment, Stopped> {
    let reduced = Reduced::new(graph);
    let mut order: Vec<usize> = (0..reduced.pieces()).collect();
    order.sort_by_key(|&piece| Reverse(reduced.size(piece)));
    let one = |&piece: &usize| solve(reduced.piece(piece, options.pool.is_some()), options);
    let solved: Result<Vec<Solved>, Stopped> = match options.pool {
        Some(pool) => pool.install(|| order.par_iter().map(one).collect()),
        None => order.iter().map(one).collect(),
    };
    Ok(assemble(graph, &reduced, solved?))
}

/// Puts the answers of the pieces together; left nodes without an arc take their outside option, and nodes without room
/// cost what anybody would gain there.
fn assemble(graph: &Graph, reduced: &Reduced, solved: Vec<Solved>) -> Assignment {
    let mut chosen = vec![false; graph.edges()];
    let mut prices = Prices { left: vec![0; graph.left().len()], right: vec![0; graph.right().len()] };
    for solved in solved {
        for edge in solved.edges {
            chosen[edge as usize] = true;
        }
        for (node, price) in solved.left {
            prices.left[node as usize] = price;
        }
        for (node, price) in solved.right {
            prices.right[node as usize] = price;
        }
    }
    let mut value = 0;
    for (left, price) in (0_u32..).zip(&mut prices.left) {
        let row = graph.edges_of(left);
        let closed = graph.left()[left as usize] == 0;
        for edge in row.clone() {
            let (right, weight) = (graph.target(edge) as usize, graph.weight(edge));
            if closed {
                *price = weight.max(*price);
            } else if graph.right()[right] == 0 {
                prices.right[right] = weight.max(prices.right[right]);
            }
        }
        if let Some((edge, weight)) = reduced.outside(left as usize) {
            *price += weight;
            chosen[edge] = !chosen[row.clone()].contains(&true);
        }
        value += row.filter(|&edge| chosen[edge]).map(|edge| i128::from(graph.weight(edge))).sum::<i128>();
    }
    Assignment { chosen, value, prices }
}

/// Asks from time to time whether to stop.
struct Watch<'a> {
    cancel: Option<&'a (dyn Fn() -> bool + Sync)>,
    ticks: u32,
}

impl<'a> Watch<'a> {
    /// Steps between questions; a step takes some hundred nanoseconds.
    const EVERY: u32 = 1 << 12;

    fn new(options: &Options<'a>) -> Self {
        Self { cancel: options.cancel, ticks: 0 }
    }

    /// Asks at once.
    fn ask(&self) -> Result<(), Stopped> {
        if self.cancel.is_some_and(|cancel| cancel()) { Err(Stopped) } else { Ok(()) }
    }

    #[inline]
    fn tick(&mut self) -> Result<(), Stopped> {
        self.ticks += 1;
        if self.ticks < Self::EVERY {
            return Ok(());
        }
        self.ticks = 0;
        self.ask()
    }
}
