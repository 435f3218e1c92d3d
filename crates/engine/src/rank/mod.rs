//! The true top k, in both directions.
//!
//! Candidates are visited block by block; a block is skipped only where its box proves that no row of it can be within
//! reach. Every candidate that is left is judged by the same rules and scored by the same factors as in an explanation.

mod question;
mod single;
mod table;
mod top_k;

pub(crate) use question::Question;
pub use table::{MatchRow, MatchTable};

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
