//! Nearness.

use super::{FULL, FULL_CEILING, NEUTRAL, each, least};
use crate::{
    columns::{
        GROUND_SLACK_M, PostingRow,
        lanes::{LANES, Lanes},
    },
    simd::Level,
};

/// Metres at which the factor has fallen to one half.
const HALF_DISTANCE_M: u32 = 5_000;

pub(super) fn value(posting: PostingRow<'_>, distance_m: Option<u32>) -> u32 {
    match distance_m {
        Some(distance) if !posting.is_remote() => FULL * HALF_DISTANCE_M / (HALF_DISTANCE_M + distance),
        _ => NEUTRAL,
    }
}

/// For pairs that are at least the roots of `squares` metres apart along the ground, but for its slack.
#[inline(always)]
pub(super) fn ceilings(level: Level, squares: &Lanes<f32>) -> Lanes<f32> {
    // The value is taken at the distance's floor, which is less than a metre less.
    const NEAREST: f32 = 4_999.0 - GROUND_SLACK_M;
    let roots = level.roots(squares);
    let ceilings = level.quotients(&[5e7; LANES], &each(|lane| NEAREST + roots[lane]));
    each(|lane| least(ceilings[lane], FULL_CEILING))
}
