//! One record made ready to be held against the lanes of the other side: the ceilings of all factors, weighed and added.

use super::{
    FULL_CEILING, NEUTRAL_CEILING, ScoreContext, distance,
    experience::{GroupExperience, PostingExperience},
    freshness::Clock,
    pay::{PostingPay, WorkerPay},
    select,
    skills::{PostingSkills, WorkerSkills},
    text::{PostingText, WorkerText},
    time,
};
use crate::{
    columns::{
        AT_ONCE, Boxes, Frame, Group, PostingBlock, PostingFrame, PostingRow, PostingSummary, SkillLanes, WorkerBlock,
        WorkerFrame, WorkerRow, WorkerSummary,
        lanes::{LANES, Lanes, MostShares},
    },
    eligibility::{PostingRules, WorkerRules, squared},
    simd::Level,
    weights::{Factor, Weights},
};

/// More than all rounding of a ceiling together.
const SLACK: f32 = 1e-5;

/// A lane that cannot be eligible.
const REFUSED: f32 = -1.0;

/// What a point of each factor adds to the score.
#[derive(Debug, Clone, Copy)]
struct Weighing([f32; Factor::COUNT]);

impl Weighing {
    #[expect(clippy::cast_precision_loss, reason = "weights are at most 10,000")]
    fn new(weights: &Weights) -> Self {
        Self(Factor::ALL.map(|factor| weights.combined(factor) as f32))
    }

    /// What a point of a factor adds to a ceiling.
    #[inline(always)]
    fn of(self, factor: Factor) -> f32 {
        self.0[factor as usize] * (1.0 + SLACK)
    }

    #[inline(always)]
    fn sum(self, ceilings: [f32; Factor::COUNT]) -> f32 {
        let mut sum = 0.0;
        for (weight, ceiling) in self.0.iter().zip(ceilings) {
            sum += weight * ceiling;
        }
        sum * (1.0 + SLACK)
    }

    #[inline(always)]
    fn sums(self, ceilings: &CeilingLanes) -> Lanes<f32> {
        let mut sums = [0.0; LANES];
        for (weight, of_factor) in self.0.iter().zip(ceilings) {
            for lane in 0..LANES {
                sums[lane] += weight * of_factor[lane];
            }
        }
        each(|lane| sums[lane] * (1.0 + SLACK))
    }
}

/// What a record and a group of the other side have in common: ceilings of every pair of the two.
#[derive(Debug, Clone, Copy)]
pub(crate) struct InGroup {
    is_placed: bool,
    /// The group's ceiling without distance, and what a point of distance adds to it.
    elsewhere: f32,
    nearness: f32,
    occupation: f32,
    skills: f32,
    text: f32,
    /// Of a worker's probe.
    worker_experience: GroupExperience,
}

impl InGroup {
    /// And the group's ceiling, from those of its factors.
    fn new(
        is_placed: bool,
        weighing: Weighing,
        mut ceilings: [f32; Factor::COUNT],
        worker_experience: GroupExperience,
    ) -> (Self, f32) {
        let distance = std::mem::take(&mut ceilings[Factor::Distance as usize]);
        let (elsewhere, nearness) = (weighing.sum(ceilings), weighing.of(Factor::Distance));
        let ceiling = elsewhere + nearness * distance;
        let in_group = Self {
            is_placed,
            elsewhere,
            nearness,
            occupation: ceilings[Factor::Occupation as usize],
            skills: ceilings[Factor::Skills as usize],
            text: ceilings[Factor::Text as usize],
            worker_experience,
        };
        (in_group, ceiling)
    }

    /// The boxes, as bits, that may hold some row within a reach of a place and as good as a threshold.
    #[inline(always)]
    pub(crate) fn may_hold(
        &self,
        level: Level,
        place: [f32; 3],
        boxes: &Boxes,
        reach_squared: f32,
        threshold: f32,
    ) -> u32 {
        if !self.is_placed {
            return u32::MAX;
        }
        let square = box_squares(place, boxes);
        let distances = distances(true, &square);
        let ceilings = each(|lane| {
            let ceiling = self.elsewhere + self.nearness * distances[lane];
            select(square[lane] <= reach_squared, ceiling, REFUSED)
        });
        level.reaching(&ceilings, threshold)
    }
}

/// A worker held against postings.
pub(crate) struct WorkerProbe<'a> {
    pub(crate) worker: WorkerRow<'a>,
    pub(crate) rules: WorkerRules,
    weighing: Weighing,
    /// Of any group, without occupation.
    ceilings: [f32; Factor::COUNT],
    /// Their sum.
    besides: f32,
    skills: WorkerSkills,
    pay: WorkerPay,
    text: WorkerText,
    clock: Clock,
    knows_availability: bool,
}

impl<'a> WorkerProbe<'a> {
    pub(crate) fn new(context: &ScoreContext<'_>, worker: WorkerRow<'a>) -> Self {
        let (weighing, pay) = (Weighing::new(&context.weights), WorkerPay::new(worker));
        let knows_availability = worker.availability().is_some();
        let mut ceilings = [FULL_CEILING; Factor::COUNT];
        ceilings[Factor::Occupation as usize] = 0.0;
        ceilings[Factor::Pay as usize] = pay.group_ceiling();
        ceilings[Factor::Time as usize] = time::ceiling(knows_availability);
        Self {
            worker,
            rules: WorkerRules::new(&context.rules, worker),
            weighing,
            ceilings,
            besides: weighing.sum(ceilings),
            skills: WorkerSkills::new(worker),
            pay,
            text: WorkerText::new(worker, context.idf),
            clock: Clock::new(context.rules.now),
            knows_availability,
        }
    }

    /// What the worker and a group have in common, and the ceiling of the group; `None` where that is below a threshold.
    #[expect(clippy::cast_precision_loss, reason = "factors are at most 10,000")]
    pub(crate) fn enter(
        &self,
        context: &ScoreContext<'_>,
        group: &Group<PostingSummary>,
        most_shares: &MostShares,
        threshold: f32,
    ) -> Option<(InGroup, f32)> {
        let best = context.best_wish(self.worker, group.occupation);
        let occupation = best.map_or(NEUTRAL_CEILING, |(closeness, _)| closeness as f32);
        // What takes longer is looked up only where the occupation does not exclude the group.
        if self.besides + self.weighing.of(Factor::Occupation) * occupation < threshold {
            return None;
        }
        let mut ceilings = self.ceilings;
        ceilings[Factor::Occupation as usize] = occupation;
        if !group.is_placed {
            ceilings[Factor::Distance as usize] = NEUTRAL_CEILING;
        }
        let worker_experience = GroupExperience::new(context, self.worker, group.occupation);
        ceilings[Factor::Skills as usize] = self.skills.group_ceiling(&group.summary, most_shares);
        ceilings[Factor::Text as usize] = self.text.group_ceiling(&group.summary);
        ceilings[Factor::Experience as usize] = worker_experience.group_ceiling(&group.summary);
        let (in_group, ceiling) = InGroup::new(group.is_placed, self.weighing, ceilings, worker_experience);
        (ceiling >= threshold).then_some((in_group, ceiling))
    }

    /// The ceilings of the blocks of a frame, below 0 for those out of reach.
    #[inline(always)]
    pub(crate) fn frame_ceilings(
        &self,
        level: Level,
        place: [f32; 3],
        in_group: &InGroup,
        frame: &Frame<PostingFrame>,
    ) -> Lanes<f32> {
        let square = if in_group.is_placed { box_squares(place, &frame.boxes) } else { [0.0; LANES] };
        // Remote work is within every reach, but a lane without a block is not.
        let reach_squared = if in_group.is_placed { self.rules.reach_squared } else { f32::INFINITY };
        let refused = each(|lane| {
            let may_reach = (square[lane] <= frame.reach_squared[lane]) & (square[lane] <= reach_squared);
            select(may_reach & self.rules.some_may_hold(&frame.of_side, lane), 0.0, REFUSED)
        });
        if level.reaching(&refused, 0.0) == 0 {
            return refused;
        }
        let of_side = &frame.of_side;
        let lower = &of_side.lower[self.pay.unit];
        let sums = self.weighing.sums(&[
            [in_group.occupation; LANES],
            [in_group.skills; LANES],
            each(|lane| self.pay.block_ceiling(lower[lane])),
            distances(in_group.is_placed, &square),
            each(|lane| time::ceiling(self.knows_availability & (of_side.some_have_shifts[lane] != 0))),
            [in_group.text; LANES],
            each(|lane| self.clock.ceiling(of_side.posted[lane], AT_ONCE)),
            each(|lane| {
                let some_want_none = of_side.some_want_no_experience[lane] != 0;
                in_group.worker_experience.block_ceiling(of_side.a_month[lane], some_want_none)
            }),
        ]);
        each(|lane| select(refused[lane] < 0.0, REFUSED, sums[lane]))
    }

    /// The ceilings of a block's postings, below 0 for those that cannot be eligible.
    #[inline(always)]
    pub(crate) fn lane_ceilings(
        &self,
        level: Level,
        in_group: &InGroup,
        block: &PostingBlock,
        skills: &SkillLanes,
    ) -> Lanes<f32> {
        let square = squares(in_group.is_placed, self.rules.place, &block.place);
        let refused = each(|lane| select(self.rules.may_hold(block, lane, square[lane]), 0.0, REFUSED));
        if level.reaching(&refused, 0.0) == 0 {
            return refused;
        }
        let lower = &block.lower[self.pay.unit];
        let sums = self.weighing.sums(&[
            [in_group.occupation; LANES],
            self.skills.ceilings(level, block, skills),
            each(|lane| self.pay.ceiling(lower[lane])),
            distances(in_group.is_placed, &square),
            each(|lane| time::posting_ceiling(self.knows_availability, block.starts[1][lane])),
            self.text.ceilings(&block.words),
            each(|lane| self.clock.ceiling(block.posted[lane], block.first_start[lane])),
            each(|lane| in_group.worker_experience.ceiling(block.a_month[lane])),
        ]);
        each(|lane| select(refused[lane] < 0.0, REFUSED, sums[lane]))
    }
}

/// A posting held against workers.
pub(crate) struct PostingProbe<'a> {
    pub(crate) posting: PostingRow<'a>,
    pub(crate) rules: PostingRules,
    weighing: Weighing,
    skills: PostingSkills,
    pay: PostingPay,
    text: PostingText,
    experience: PostingExperience,
    /// Freshness and urgency are the posting's alone.
    freshness: f32,
}

impl<'a> PostingProbe<'a> {
    #[expect(clippy::cast_precision_loss, reason = "factors are at most 10,000")]
    pub(crate) fn new(context: &ScoreContext<'_>, posting: PostingRow<'a>) -> Self {
        Self {
            posting,
            rules: PostingRules::new(posting),
            weighing: Weighing::new(&context.weights),
            skills: PostingSkills::new(posting, context.idf),
            pay: PostingPay::new(posting),
            text: PostingText::new(posting),
            experience: PostingExperience::new(posting),
            freshness: context.freshness(posting) as f32,
        }
    }

    /// What the posting and a group have in common, and the ceiling of the group; `None` where that is below a threshold.
    #[expect(clippy::cast_precision_loss, reason = "factors are at most 10,000")]
    pub(crate) fn enter(
        &self,
        context: &ScoreContext<'_>,
        group: &Group<WorkerSummary>,
        threshold: f32,
    ) -> Option<(InGroup, f32)> {
        let is_placed = !self.posting.is_remote();
        let ceilings = [
            context.occupation_of_wish(group.occupation, self.posting.occupation()) as f32,
            self.skills.group_ceiling(),
            self.pay.group_ceiling(),
            if is_placed { FULL_CEILING } else { NEUTRAL_CEILING },
            time::ceiling(!self.posting.is_open_ended()),
            self.text.group_ceiling(),
            self.freshness,
            self.experience.group_ceiling(&group.summary),
        ];
        let (in_group, ceiling) = InGroup::new(is_placed, self.weighing, ceilings, GroupExperience::default());
        (ceiling >= threshold).then_some((in_group, ceiling))
    }

    /// The ceilings of the blocks of a frame, below 0 for those out of reach.
    #[inline(always)]
    pub(crate) fn frame_ceilings(
        &self,
        level: Level,
        place: [f32; 3],
        in_group: &InGroup,
        frame: &Frame<WorkerFrame>,
    ) -> Lanes<f32> {
        let square = if in_group.is_placed { box_squares(place, &frame.boxes) } else { [0.0; LANES] };
        let refused = each(|lane| {
            let may_reach = (square[lane] <= frame.reach_squared[lane]) & (square[lane] <= self.rules.reach_squared);
            select(may_reach, 0.0, REFUSED)
        });
        if level.reaching(&refused, 0.0) == 0 {
            return refused;
        }
        let sums = self.weighing.sums(&[
            [in_group.occupation; LANES],
            [in_group.skills; LANES],
            [self.pay.group_ceiling(); LANES],
            distances(in_group.is_placed, &square),
            [time::ceiling(!self.posting.is_open_ended()); LANES],
            [in_group.text; LANES],
            [self.freshness; LANES],
            each(|lane| self.experience.ceiling(frame.of_side.months[lane])),
        ]);
        each(|lane| select(refused[lane] < 0.0, REFUSED, sums[lane]))
    }

    /// The ceilings of a block's workers, below 0 for those that cannot be eligible.
    #[inline(always)]
    pub(crate) fn lane_ceilings(&self, level: Level, in_group: &InGroup, block: &WorkerBlock) -> Lanes<f32> {
        let square = squares(in_group.is_placed, self.rules.place, &block.place);
        let refused = each(|lane| select(self.rules.may_hold(block, lane, square[lane]), 0.0, REFUSED));
        if level.reaching(&refused, 0.0) == 0 {
            return refused;
        }
        let is_open_ended = self.posting.is_open_ended();
        let sums = self.weighing.sums(&[
            [in_group.occupation; LANES],
            each(|lane| self.skills.ceiling([block.holdings[0][lane], block.holdings[1][lane]])),
            each(|lane| self.pay.ceiling([block.floor[0][lane], block.floor[1][lane]], block.has_floor[lane])),
            distances(in_group.is_placed, &square),
            each(|lane| time::worker_ceiling(is_open_ended, block.windows[1][lane])),
            each(|lane| self.text.ceiling([block.words[0][lane], block.words[1][lane]])),
            [self.freshness; LANES],
            each(|lane| self.experience.ceiling(block.months[lane])),
        ]);
        each(|lane| select(refused[lane] < 0.0, REFUSED, sums[lane]))
    }
}

/// The ceilings of all factors for each lane of a block, in the order of [`Factor::ALL`]. Wherever ceilings are added up
/// an array of this length is written, so a new factor does not compile without its ceilings.
type CeilingLanes = [Lanes<f32>; Factor::COUNT];

/// One value for each lane. Many short loops, each over a few arrays, are what compilers turn into vector instructions.
#[inline(always)]
fn each(value: impl Fn(usize) -> f32) -> Lanes<f32> {
    let mut lanes = [0.0; LANES];
    for (lane, slot) in lanes.iter_mut().enumerate() {
        *slot = value(lane);
    }
    lanes
}

/// Squared distances from a place, at most the true ones; 0 where distance does not matter.
#[inline(always)]
fn squares(is_placed: bool, from: [f32; 3], to: &[Lanes<f32>; 3]) -> Lanes<f32> {
    if !is_placed {
        return [0.0; LANES];
    }
    each(|lane| squared(from, [to[0][lane], to[1][lane], to[2][lane]]))
}

/// Squared distances from a place to the nearest points of boxes.
#[inline(always)]
fn box_squares(from: [f32; 3], boxes: &Boxes) -> Lanes<f32> {
    each(|lane| squared(from, boxes.nearest(from, lane)))
}

#[inline(always)]
fn distances(is_placed: bool, square: &Lanes<f32>) -> Lanes<f32> {
    if !is_placed {
        return [NEUTRAL_CEILING; LANES];
    }
    each(|lane| distance::ceiling(square[lane]))
}
