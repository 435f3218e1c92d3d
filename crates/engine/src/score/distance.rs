//! Nearness.

use super::{FULL, FULL_CEILING, NEUTRAL, each, least};
use crate::{
    columns::{
        PostingRow, WorkerRow,
        lanes::{LANES, Lanes},
    },
    eligibility::distance_squared,
    geo::floor_sqrt,
    simd::Level,
};

/// Metres at which the factor has fallen to one half.
const HALF_DISTANCE_M: u32 = 5_000;

pub(super) fn value(worker: WorkerRow<'_>, posting: PostingRow<'_>) -> u32 {
    match distance_squared(worker, posting) {
        Some(square) if !posting.is_remote() => FULL * HALF_DISTANCE_M / (HALF_DISTANCE_M + floor_sqrt(square)),
        _ => NEUTRAL,
    }
}

/// For pairs that are at least the roots of `squares` metres apart.
#[inline(always)]
pub(super) fn ceilings(level: Level, squares: &Lanes<f32>) -> Lanes<f32> {
    let roots = level.roots(squares);
    // The value is taken at the distance's floor, which is less than a metre less.
    let ceilings = level.quotients(&[5e7; LANES], &each(|lane| 4_999.0 + roots[lane]));
    each(|lane| least(ceilings[lane], FULL_CEILING))
}
