//! Where the next sites would cover most.
//!
//! **Problem.** There are places with a weight each (people whom nobody serves yet) and candidates, each of which covers
//! some places. Choose at most `n` candidates so that the weight of the places which at least one of them covers is
//! greatest: the maximal covering location problem (Church and ReVelle). It is NP-hard, so an answer comes with a
//! [`Choice::bound`] that no choice exceeds, and says whether it is [`Choice::optimal`].
//!
//! ```
//! use gigmatch_coverage::{Sites, maximum::{Options, Problem}};
//!
//! // Six people on a road; the candidate in the middle covers four, but the two beside it cover everybody.
//! let people: Vec<[i32; 3]> = (0..6).map(|kilometre| [kilometre * 1_000, 0, 0]).collect();
//! let candidates = Sites::new(vec![[1_000, 0, 0], [2_500, 0, 0], [4_000, 0, 0]], vec![1_000, 1_500, 1_000])?;
//! let problem = Problem::new(&candidates, &people, &[1; 6])?;
//!
//! let greedy = problem.greedy(2);
//! assert_eq!((greedy.covered, greedy.bound), (5, 6));
//! let best = problem.choose(2, &Options::default());
//! assert_eq!(best.candidates().collect::<Vec<_>>(), [0, 2]);
//! assert_eq!((best.covered, best.optimal), (6, true));
//! # Ok::<(), gigmatch_coverage::CoverageError>(())
//! ```
//!
//! # How it works
//!
//! 1. *Classes.* Places which the same candidates cover are one: five million people and three thousand circles make
//!    some hundred thousand classes. Places of weight 0 (those who are served already) and places nobody covers go.
//! 2. *Greedy.* The candidate that adds most, again and again; of several the one with the least number. It covers
//!    at least `1 - (1 - 1/n)^n > 1 - 1/e`, or 63 %, of the best (Nemhauser, Wolsey and Fisher). Minoux's lazy evaluation
//!    saves asking for gains again; here all gains are kept true by subtraction, which touches each pair of class and
//!    candidate once, as the bound needs all of them anyway.
//! 3. *Bound.* After each step, the best is at most what is covered and the `n` greatest gains left; the least of these
//!    is the bound, never worse than the guarantee and usually far better.
//! 4. *Swaps* ([`Problem::choose`] only, as what follows). A chosen candidate is changed for one that covers more in its
//!    place.
//! 5. *Relaxation*. Each class has a price for being covered, and the Lagrangian bound under the prices goes down by
//!    subgradient steps in integers, towards that of the linear programme; the `n` candidates which the prices prefer
//!    are tried as choices on the way.
//! 6. *Branch and bound*, with both bounds, until the best is proved or [`Options::nodes`] are used up.
//!
//! **Complexity.** With `p` pairs of class and candidate, `m` candidates and `n` to choose: greedy takes `O(p + n * m)`, a
//! turn of swaps `O(n * m)` and the pairs around the chosen candidates, a round of the relaxation `O(p + m)`, a node of
//! the search `O(m)` and the pairs around its candidate. Finding classes takes `O(log m)` and the circles that hold it for
//! each place, on the rayon pool of the calling thread.
//!
//! # References
//!
//! - R. Church, C. ReVelle: *The maximal covering location problem*, Papers of the Regional Science Association 32,
//!   101-118 (1974).
//! - G. L. Nemhauser, L. A. Wolsey, M. L. Fisher: *An analysis of approximations for maximizing submodular set functions
//!   I*, Mathematical Programming 14, 265-294 (1978).
//! - M. Minoux: *Accelerated greedy algorithms for maximizing submodular set functions*, Optimization Techniques, Lecture
//!   Notes in Control and Information Sciences 7, 234-243 (1978).
//! - R. D. Galvão, C. ReVelle: *A Lagrangean heuristic for the maximal covering location problem*, European Journal of
//!   Operational Research 88(1), 114-123 (1996).

#![expect(clippy::doc_markdown, reason = "ReVelle is a person")]

mod branch;
mod problem;
mod relax;
mod swap;
mod taken;

pub use problem::Problem;

/// How hard to look for a better choice and a lower bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// The most turns of swaps, in each of which every chosen candidate may be changed for a better one.
    pub turns: u32,
    /// Rounds of the relaxation.
    pub rounds: u32,
    /// The most nodes of the search.
    pub nodes: u64,
}

impl Default for Options {
    /// 20 turns, 500 rounds and 10,000 nodes.
    fn default() -> Self {
        Self { turns: 20, rounds: 500, nodes: 10_000 }
    }
}

impl Options {
    /// Sets the most turns of swaps.
    pub fn turns(mut self, turns: u32) -> Self {
        self.turns = turns;
        self
    }

    /// Sets the rounds of the relaxation.
    pub fn rounds(mut self, rounds: u32) -> Self {
        self.rounds = rounds;
        self
    }

    /// Sets the most nodes of the search; 0 leaves it out.
    pub fn nodes(mut self, nodes: u64) -> Self {
        self.nodes = nodes;
        self
    }
}

/// Candidates that cover much together.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Choice {
    /// The chosen candidates, each one the one that adds most to those before it; fewer than asked for where nothing more
    /// can be covered.
    pub steps: Vec<Step>,
    /// The weight that is covered.
    pub covered: u64,
    /// What no choice of as many candidates exceeds.
    pub bound: u64,
    /// Whether nothing better exists: the bound is what is covered.
    pub optimal: bool,
}

/// One chosen candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Step {
    /// Its number.
    pub candidate: u32,
    /// The weight it covers that those before it do not.
    pub gain: u64,
}

impl Choice {
    /// The chosen candidates, in the order of steps.
    pub fn candidates(&self) -> impl Iterator<Item = u32> + '_ {
        self.steps.iter().map(|step| step.candidate)
    }

    fn new(steps: Vec<Step>, bound: u64) -> Self {
        let covered = steps.iter().map(|step| step.gain).sum();
        Self { steps, covered, bound, optimal: covered == bound }
    }
}
