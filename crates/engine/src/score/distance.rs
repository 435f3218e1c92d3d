//! Nearness.

use super::{FULL, FULL_CEILING, NEUTRAL, least};
use crate::{
    columns::{PostingRow, WorkerRow},
    eligibility::distance_squared,
    geo::floor_sqrt,
};

/// Metres at which the factor has fallen to one half.
const HALF_DISTANCE_M: u32 = 5_000;

pub(super) fn value(worker: WorkerRow<'_>, posting: PostingRow<'_>) -> u32 {
    match distance_squared(worker, posting) {
        Some(square) if !posting.is_remote() => FULL * HALF_DISTANCE_M / (HALF_DISTANCE_M + floor_sqrt(square)),
        _ => NEUTRAL,
    }
}

/// For a pair that is at least the root of `square` metres apart.
#[inline(always)]
pub(super) fn ceiling(square: f32) -> f32 {
    // The value is taken at the distance's floor, which is less than a metre less.
    least(5e7 / (4_999.0 + square.sqrt()), FULL_CEILING)
}
