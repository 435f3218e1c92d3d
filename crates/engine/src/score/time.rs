//! Share of the open shifts that fit.

use super::{FULL, FULL_CEILING, NEUTRAL, NEUTRAL_CEILING, select};
use crate::{
    columns::{
        PostingRow, WorkerRow,
        lanes::{ALWAYS, OPEN_ENDED},
    },
    eligibility::Fit,
};

pub(super) fn value(worker: WorkerRow<'_>, posting: PostingRow<'_>, fit: &Fit) -> u32 {
    if posting.is_open_ended() || worker.availability().is_none() {
        return NEUTRAL;
    }
    FULL * fit.fitting / fit.open
}

/// Marks in the second word of starts and windows.
const OPEN_ENDED_WORD: u32 = (OPEN_ENDED >> 32) as u32;
const ALWAYS_WORD: u32 = (ALWAYS >> 32) as u32;

/// For rows of which some can be compared, or none.
#[inline(always)]
pub(super) fn ceiling(some_can_be_compared: bool) -> f32 {
    select(some_can_be_compared, FULL_CEILING, NEUTRAL_CEILING)
}

/// For a posting's lane, by the second word of its starts, and a worker whose availability is known or not.
#[inline(always)]
pub(super) fn posting_ceiling(knows_availability: bool, starts_high: u32) -> f32 {
    ceiling(knows_availability & (starts_high & OPEN_ENDED_WORD == 0))
}

/// For a worker's lane, by the second word of its windows, and a posting with shifts or without.
#[inline(always)]
pub(super) fn worker_ceiling(is_open_ended: bool, windows_high: u32) -> f32 {
    ceiling(!is_open_ended & (windows_high & ALWAYS_WORD == 0))
}
