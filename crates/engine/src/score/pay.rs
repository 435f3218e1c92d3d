//! Pay against the floor.

use super::{FULL, FULL_CEILING, NEUTRAL, NEUTRAL_CEILING, least, or_neutral, select};
use crate::{
    columns::{
        LanePay, PostingRow, WorkerRow,
        lanes::{floor_pay, pay_unit},
    },
    eligibility::Fit,
};

pub(super) fn value(worker: WorkerRow<'_>, posting: PostingRow<'_>, fit: &Fit) -> u32 {
    let (Some((floor, floor_period)), Some((lower, _, offer_period))) = (worker.pay_floor(), posting.pay()) else {
        return NEUTRAL;
    };
    let length = fit.first.length_ms();
    let offered = i128::from(NEUTRAL) * i128::from(lower) * i128::from(floor_period.working_ms(length));
    let wanted = i128::from(floor) * i128::from(offer_period.working_ms(length));
    // Dividing 64 bits is many times as fast, and amounts of pay are small.
    let value = match (i64::try_from(offered), i64::try_from(wanted)) {
        (_, Ok(0)) => i128::from(FULL),
        (Ok(offered), Ok(wanted)) => i128::from(offered / wanted),
        _ => offered / wanted,
    };
    u32::try_from(value.min(i128::from(FULL))).unwrap_or(0)
}

/// A worker's floor, for lanes of postings: `lower * scale + added`, as far as it goes.
pub(super) struct WorkerPay {
    pub(super) unit: usize,
    scale: f32,
    added: f32,
}

impl WorkerPay {
    pub(super) fn new(worker: WorkerRow<'_>) -> Self {
        match worker.pay_floor() {
            None => Self { unit: 0, scale: 0.0, added: NEUTRAL_CEILING },
            Some((0, period)) => Self { unit: pay_unit(period), scale: 0.0, added: FULL_CEILING },
            Some((floor, period)) => {
                Self { unit: pay_unit(period), scale: NEUTRAL_CEILING / floor_pay(floor, period), added: 0.0 }
            }
        }
    }

    /// `lower` is the most that the offer's lower end amounts to over its shifts, below 0 where it is not known.
    #[inline(always)]
    pub(super) fn ceiling(&self, lower: f32) -> f32 {
        select(lower < 0.0, NEUTRAL_CEILING, least(lower * self.scale + self.added, FULL_CEILING))
    }

    /// For rows of which some may not be known.
    #[inline(always)]
    pub(super) fn block_ceiling(&self, lower: f32) -> f32 {
        or_neutral(self.ceiling(lower), true)
    }

    pub(super) fn group_ceiling(&self) -> f32 {
        if self.scale > 0.0 { FULL_CEILING } else { self.added.max(NEUTRAL_CEILING) }
    }
}

/// What a posting offers, for lanes of workers.
pub(super) struct PostingPay {
    /// The most that the lower end amounts to over the shifts, in both units; below 0 where it is not known.
    lower: [f32; 2],
}

impl PostingPay {
    pub(super) fn new(posting: PostingRow<'_>) -> Self {
        Self { lower: LanePay::new(posting).lower }
    }

    /// For the floor of a worker's lane.
    #[inline(always)]
    pub(super) fn ceiling(&self, floor: f32) -> f32 {
        let lower = select(floor.is_sign_negative(), self.lower[1], self.lower[0]);
        let amount = floor.abs();
        let compared = select(amount > 0.0, least(NEUTRAL_CEILING * lower / amount, FULL_CEILING), FULL_CEILING);
        select(floor.is_nan() | (lower < 0.0), NEUTRAL_CEILING, compared)
    }

    pub(super) fn group_ceiling(&self) -> f32 {
        if self.lower[0] < 0.0 { NEUTRAL_CEILING } else { FULL_CEILING }
    }
}
