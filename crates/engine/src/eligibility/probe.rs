//! The rules for lanes: what a lane refuses, a rule refuses. What the lanes let through the rules still have to judge.

use super::RuleContext;
use crate::columns::{
    LanePay, PostingFrame, PostingRow, PostingTerms, WorkerBlock, WorkerRow,
    lanes::{Marks, coordinates, floor_pay, marks, minutes_before, pay_unit, squared_limit, window_marks},
};

/// Lanes compute with 24 bits; a few roundings one after the other stay far within this part of a value.
const SLACK: f32 = 1e-6;

/// The squared distance of two places, at most the true one.
#[inline(always)]
pub(crate) fn squared(from: [f32; 3], to: [f32; 3]) -> f32 {
    let [x, y, z] = [from[0] - to[0], from[1] - to[1], from[2] - to[2]];
    (x * x + y * y + z * z) * (1.0 - SLACK)
}

/// A worker's side of the rules, for lanes of postings.
pub(crate) struct WorkerRules {
    /// Where the worker lives; somewhere where that is not known, for then only remote postings are looked at.
    pub(crate) place: [f32; 3],
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
            place: coordinates(worker.point()),
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
    /// Where the work is; somewhere where it is remote, for then distance does not matter.
    pub(crate) place: [f32; 3],
    pub(crate) reach_squared: f32,
    requirements: Marks,
    starts: Marks,
    upper: [f32; 2],
}

impl PostingRules {
    pub(crate) fn new(posting: PostingRow<'_>) -> Self {
        Self {
            place: coordinates(posting.point()),
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
        (square <= block.reach_squared[lane])
            & (square <= self.reach_squared)
            & (lacks == 0)
            & ((self.starts[0] & windows[0][lane]) | (self.starts[1] & windows[1][lane]) != 0)
            & (self.upper[0] >= block.floor[0][lane])
            & (self.upper[1] >= block.floor[1][lane])
    }
}
