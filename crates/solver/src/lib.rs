//! Exact assignment with a proof: integers in, integers out.
//!
//! The solver of [gigmatch](https://docs.rs/gigmatch), which knows nothing of jobs:
//!
//! - [`transport`]: the heaviest choice of edges of a bipartite graph with capacities, exact, with prices that prove it;
//! - [`bundles`]: the same where left nodes have limits on what they take together (hours, overlaps), with a
//!   proven bound.
//!
//! Answers depend on the input alone, not on threads. Nothing here reads files, clocks or a network; a limit of time is
//! the caller's function that says when to stop.

pub mod bundles;
mod forest;
pub mod transport;
