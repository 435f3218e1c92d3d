//! The rules for lanes: what a lane refuses, a rule refuses. What the lanes let through the rules still have to judge.

use super::RuleContext;
use crate::columns::{
    LanePay, PostingFrame, PostingRow, PostingTerms, WorkerBlock, WorkerRow,
    lanes::{Marks, floor_pay, marks, minutes_before, pay_unit, squared_limit, window_marks},
};

/// Lanes compute with 24 bits; a few roundings one after the other stay far within this part of a value.
const SLACK: f32 = 1e-6;

/// The squared distance of two places along the ground, at most the true one.
#[inline(always)]
pub(crate) fn squared(from: [f32; 2], to: [f32; 2]) -> f32 {
    let [east, north] = [from[0] - to[0], from[1] - to[1]];
    (east * east + north * north) * (1.0 - SLACK)
}

/// A worker's side of the rules, for lanes of postings.
pub(crate) struct WorkerRules {
    /// Where it is not known where the worker lives, only remote postings are looked at.
    pub(crate) is_placed: bool,
    pub(crate) reach_squared: f32,
    /// What the worker does not hold.
    lacks: Marks,
    windows: Marks,
    unit: usize,
    /// In the floor's unit; 0 where it is not known, which every offer meets.
    floor: f32,
    now: i32,
}

impl WorkerRules {
    pub(crate) fn new(context: &RuleContext<'_>, worker: WorkerRow<'_>) -> Self {
        let floor = worker.pay_floor();
        Self {
            is_placed: worker.point().is_some(),
            reach_squared: squared_limit(worker.reach()),
            lacks: marks(!worker.holdings()),
            windows: marks(window_marks(worker.availability())),
            unit: floor.map_or(0, |(_, period)| pay_unit(period)),
            floor: floor.map_or(0.0, |(floor, period)| floor_pay(floor, period) * (1.0 - SLACK)),
            now: minutes_before(context.now),
        }
    }

    /// Whether some posting of a block may hold, distance apart.
    #[inline(always)]
    pub(crate) fn some_may_hold(&self, frame: &PostingFrame, lane: usize) -> bool {
        let (requirements, starts) = (&frame.requirements, &frame.starts);
        ((requirements[0][lane] & self.lacks[0]) | (requirements[1][lane] & self.lacks[1]) == 0)
            & ((starts[0][lane] & self.windows[0]) | (starts[1][lane] & self.windows[1]) != 0)
            & (frame.upper[self.unit][lane] >= self.floor)
    }

    /// Whether a posting's lane may hold, as far as its block's requirements, which are known of its frame, do not forbid
    /// it; `square` is the squared distance, 0 where it does not matter.
    #[inline(always)]
    pub(crate) fn may_hold(&self, terms: &PostingTerms, lane: usize, square: f32) -> bool {
        let starts = &terms.starts;
        (square <= terms.reach_squared[lane])
            & (square <= self.reach_squared)
            & (terms.valid_through[lane] >= self.now)
            & ((starts[0][lane] & self.windows[0]) | (starts[1][lane] & self.windows[1]) != 0)
            & (terms.upper[self.unit][lane] >= self.floor)
    }
}

/// A posting's side of the rules, for lanes of workers.
pub(crate) struct PostingRules {
    pub(crate) reach_squared: f32,
    requirements: Marks,
    starts: Marks,
    upper: [f32; 2],
}

impl PostingRules {
    pub(crate) fn new(posting: PostingRow<'_>) -> Self {
        Self {
            reach_squared: if posting.is_remote() { f32::INFINITY } else { squared_limit(posting.reach()) },
            requirements: marks(posting.requirements()),
            starts: marks(posting.start_marks()),
            upper: LanePay::new(posting).upper.map(|upper| upper * (1.0 + SLACK)),
        }
    }

    /// Whether a worker's lane may hold; `square` is the squared distance, 0 where it does not matter.
    #[inline(always)]
    pub(crate) fn may_hold(&self, block: &WorkerBlock, lane: usize, square: f32) -> bool {
        let (holdings, windows) = (&block.holdings, &block.windows);
        let lacks = (self.requirements[0] & !holdings[0][lane]) | (self.requirements[1] & !holdings[1][lane]);
        let floor = block.floor[lane];
        let upper = if floor.is_sign_negative() { self.upper[1] } else { self.upper[0] };
        (square <= block.reach_squared[lane])
            & (square <= self.reach_squared)
            & (lacks == 0)
            & ((self.starts[0] & windows[0][lane]) | (self.starts[1] & windows[1][lane]) != 0)
            & ((upper >= floor.abs()) | floor.is_nan())
    }
}
