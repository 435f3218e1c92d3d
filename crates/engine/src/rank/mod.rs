//! The true top k, in both directions.
//!
//! Candidates stand in groups of one occupation and blocks of neighbours. A group, block or row is skipped only where its
//! ceiling proves that it cannot be among the best k, or where a lane proves that a rule fails. Every candidate that is
//! left is judged by the same rules and scored by the same factors as in an explanation.

mod batches;
mod candidates;
mod frontier;
mod question;
mod single;
mod table;
#[cfg(test)]
mod tests;
mod top_k;

pub use batches::MatchBatches;
pub(crate) use frontier::Frontier;
pub(crate) use question::{Question, Scope};
pub(crate) use table::in_batches;
pub use table::{MatchRow, MatchTable};
pub(crate) use top_k::Keep;

use crate::snapshot::RowRef;

/// One scored pair: where the counterpart stands, and the scores.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RankedPair {
    pub(crate) counterpart: RowRef,
    pub(crate) score: u32,
    pub(crate) worker_score: u32,
    pub(crate) employer_score: u32,
    /// `u32::MAX` where a place is not known: no distance on earth is as long.
    pub(crate) distance_m: u32,
}

impl RankedPair {
    pub(crate) fn known_distance(&self) -> Option<u32> {
        Some(self.distance_m).filter(|metres| *metres != u32::MAX)
    }
}
