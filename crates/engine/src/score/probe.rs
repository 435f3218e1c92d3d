//! One record made ready to be held against the lanes of the other side: the ceilings of all factors, weighed and added.

use super::{
    FULL_CEILING, NEUTRAL_CEILING, ScoreContext, Scored, distance, each,
    experience::{GroupExperience, PostingExperience, WorkerExperience},
    freshness::Clock,
    occupation::{self, Wish},
    pay::{PostingPay, WorkerPay},
    select,
    skills::{PostingSkills, WorkerSkills},
    text::{PostingText, WorkerText},
    time,
};
use crate::{
    columns::{
        AT_ONCE, Boxes, Frame, Group, GroupLanes, PostingContent, PostingFrame, PostingRow, PostingTerms, SkillLanes,
        WorkerBlock, WorkerFrame, WorkerRow, WorkerSummary,
        lanes::{LANES, Lanes},
    },
    eligibility::{PostingRules, WorkerRules, squared},
    simd::Level,
    weights::{Factor, Weights},
};

/// More than all rounding of a ceiling together.
const SLACK: f32 = 1e-5;

/// A lane that cannot be eligible, whatever is added.
const REFUSED: f32 = f32::NEG_INFINITY;

/// What a point of each factor adds to a ceiling of the score.
#[derive(Debug, Clone, Copy)]
struct Weighing([f32; Factor::COUNT]);

/// The ceiling of a factor: one for all lanes, or one for each.
enum Ceiling {
    Same(f32),
    Each(Lanes<f32>),
}

impl Weighing {
    #[expect(clippy::cast_precision_loss, reason = "weights are at most 10,000")]
    fn new(weights: &Weights) -> Self {
        Self(Factor::ALL.map(|factor| weights.combined(factor) as f32 * (1.0 + SLACK)))
    }

    #[inline(always)]
    fn of(self, factor: Factor) -> f32 {
        self.0[factor as usize]
    }

    #[inline(always)]
    fn sum(self, ceilings: [f32; Factor::COUNT]) -> f32 {
        self.0.iter().zip(ceilings).fold(0.0, |sum, (weight, ceiling)| sum + weight * ceiling)
    }

    /// The ceilings of all factors, in the order of [`Factor::ALL`], weighed and added. An array of this length is written
    /// wherever ceilings are added up, so a new factor does not compile without its ceilings.
    #[inline(always)]
    fn sums(self, level: Level, ceilings: &[Ceiling; Factor::COUNT]) -> Lanes<f32> {
        let mut same = 0.0;
        for (weight, ceiling) in self.0.iter().zip(ceilings) {
            if let Ceiling::Same(ceiling) = ceiling {
                same += weight * ceiling;
            }
        }
        let mut sums = [same; LANES];
        for (weight, ceiling) in self.0.iter().zip(ceilings) {
            if let Ceiling::Each(ceilings) = ceiling {
                sums = each(|lane| level.mul_add(*weight, ceilings[lane], sums[lane]));
            }
        }
        sums
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

/// The ceilings of a worker and groups, one lane a group. Each worker asks for memory of its own, and aligned memory takes longer
/// to get than reading lanes across lines does.
#[derive(Debug, Clone)]
pub(crate) struct GroupCeilings {
    /// Below 0 where nothing can be eligible.
    pub(crate) ceiling: Lanes<f32>,
    elsewhere: Lanes<f32>,
    occupation: Lanes<f32>,
    skills: Lanes<f32>,
    text: Lanes<f32>,
    /// Months of experience that count there; below 0 where that cannot be told.
    months: Lanes<f32>,
}

impl InGroup {
    /// And the group's ceiling, from those of its factors.
    fn new(is_placed: bool, weighing: Weighing, mut ceilings: [f32; Factor::COUNT]) -> (Self, f32) {
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
            worker_experience: GroupExperience::default(),
        };
        (in_group, ceiling)
    }

    /// The boxes, as bits, that may hold some row within a reach of a place and as good as a threshold; where distance does
    /// not matter all, and bits beyond the lanes.
    #[inline(always)]
    pub(crate) fn may_hold(
        &self,
        level: Level,
        place: [f32; 2],
        boxes: &Boxes,
        reach_squared: f32,
        threshold: f32,
    ) -> u32 {
        if !self.is_placed {
            return u32::MAX;
        }
        let square = box_squares(true, place, boxes);
        let nearness = distance::ceilings(level, &square);
        let ceilings = each(|lane| {
            let ceiling = level.mul_add(self.nearness, nearness[lane], self.elsewhere);
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
    wishes: Vec<Wish>,
    experience: WorkerExperience,
    skills: WorkerSkills,
    pay: WorkerPay,
    text: WorkerText,
    clock: Clock,
    knows_availability: bool,
}

impl<'a> WorkerProbe<'a> {
    pub(crate) fn new(context: &ScoreContext<'_>, worker: WorkerRow<'a>) -> Self {
        Self {
            worker,
            rules: WorkerRules::new(&context.rules, worker),
            weighing: Weighing::new(&context.weights),
            wishes: worker.desired_occupations().map(|wish| Wish::new(context.occupations, wish)).collect(),
            experience: WorkerExperience::new(context.occupations, worker),
            skills: WorkerSkills::new(worker),
            pay: WorkerPay::new(worker),
            text: WorkerText::new(worker, context.idf),
            clock: Clock::new(context.rules.now),
            knows_availability: worker.availability().is_some(),
        }
    }

    /// The scores of the worker and a posting, where they are eligible.
    pub(crate) fn score(&self, context: &ScoreContext<'_>, posting: PostingRow<'_>) -> Option<Scored> {
        context.score_by(self.worker, posting, || self.text.value(posting))
    }

    /// The ceilings of groups.
    pub(crate) fn group_ceilings(&self, level: Level, groups: &[GroupLanes]) -> Vec<GroupCeilings> {
        let mut ceilings = Vec::with_capacity(groups.len());
        level.run(
            #[inline(always)]
            |level| {
                for groups in groups {
                    ceilings.push(self.ceilings_of(level, groups));
                }
            },
        );
        ceilings
    }

    #[inline(always)]
    fn ceilings_of(&self, level: Level, groups: &GroupLanes) -> GroupCeilings {
        let occupation = occupation::group_ceilings(&self.wishes, groups);
        let (skills, text) = (self.skills.group_ceilings(groups), self.text.group_ceilings(level, groups));
        let months = self.experience.months(groups);
        let elsewhere = self.weighing.sums(
            level,
            &[
                Ceiling::Each(occupation),
                Ceiling::Each(skills),
                Ceiling::Same(self.pay.group_ceiling()),
                Ceiling::Same(0.0),
                Ceiling::Same(time::ceiling(self.knows_availability)),
                Ceiling::Each(text),
                Ceiling::Same(FULL_CEILING),
                Ceiling::Each(each(|lane| {
                    let some_want_none = groups.some_want_no_experience[lane] != 0;
                    GroupExperience::new(months[lane]).block_ceiling(groups.a_month[lane], some_want_none)
                })),
            ],
        );
        let nearness = self.weighing.of(Factor::Distance);
        let is_placed = self.rules.is_placed;
        let ceiling = each(|lane| {
            let distance = select(groups.is_placed[lane] != 0, FULL_CEILING, NEUTRAL_CEILING);
            // A worker without a place can only do remote work.
            let may_hold = is_placed | (groups.is_placed[lane] == 0);
            select(may_hold, elsewhere[lane] + nearness * distance, REFUSED)
        });
        GroupCeilings { ceiling, elsewhere, occupation, skills, text, months }
    }

    /// What the worker and a group have in common, by the group's lane among ceilings.
    pub(crate) fn in_group(&self, is_placed: bool, of: &GroupCeilings, lane: usize) -> InGroup {
        InGroup {
            is_placed,
            elsewhere: of.elsewhere[lane],
            nearness: self.weighing.of(Factor::Distance),
            occupation: of.occupation[lane],
            skills: of.skills[lane],
            text: of.text[lane],
            worker_experience: GroupExperience::new(of.months[lane]),
        }
    }

    /// The ceilings of the blocks of a frame, below 0 for those out of reach.
    #[inline(always)]
    pub(crate) fn frame_ceilings(
        &self,
        level: Level,
        place: [f32; 2],
        in_group: &InGroup,
        frame: &Frame<PostingFrame>,
    ) -> Lanes<f32> {
        let square = box_squares(in_group.is_placed, place, &frame.boxes);
        // Remote work is within every reach, but a lane without a block is not.
        let reach_squared = if in_group.is_placed { self.rules.reach_squared } else { f32::INFINITY };
        let refused = each(|lane| {
            let may_reach = (square[lane] <= frame.reach_squared[lane]) & (square[lane] <= reach_squared);
            select(may_reach & self.rules.some_may_hold(&frame.of_side, lane), 0.0, REFUSED)
        });
        let of_side = &frame.of_side;
        let lower = &of_side.lower[self.pay.unit];
        let sums = self.weighing.sums(
            level,
            &[
                Ceiling::Same(in_group.occupation),
                Ceiling::Same(in_group.skills),
                Ceiling::Each(each(|lane| self.pay.block_ceiling(lower[lane]))),
                Ceiling::Each(nearness(level, in_group.is_placed, &square)),
                Ceiling::Each(each(|lane| {
                    time::ceiling(self.knows_availability & (of_side.some_have_shifts[lane] != 0))
                })),
                Ceiling::Same(in_group.text),
                Ceiling::Each(self.clock.ceilings(level, &of_side.posted, &[AT_ONCE; LANES])),
                Ceiling::Each(each(|lane| {
                    let some_want_none = of_side.some_want_no_experience[lane] != 0;
                    in_group.worker_experience.block_ceiling(of_side.a_month[lane], some_want_none)
                })),
            ],
        );
        each(|lane| sums[lane] + refused[lane])
    }

    /// What the terms of a block's postings give, below 0 for those that cannot be eligible. Without what they say and
    /// desire, whose ceilings are added: a sum of parts that are not below 0 rounds far less than a difference may.
    #[inline(always)]
    pub(crate) fn term_ceilings(
        &self,
        level: Level,
        place: [f32; 2],
        in_group: &InGroup,
        terms: &PostingTerms,
    ) -> Lanes<f32> {
        let square = squares(in_group.is_placed, place, &terms.place);
        let refused = each(|lane| select(self.rules.may_hold(terms, lane, square[lane]), 0.0, REFUSED));
        let lower = &terms.lower[self.pay.unit];
        let sums = self.weighing.sums(
            level,
            &[
                Ceiling::Same(in_group.occupation),
                Ceiling::Same(0.0),
                Ceiling::Each(each(|lane| self.pay.ceiling(lower[lane]))),
                Ceiling::Each(nearness(level, in_group.is_placed, &square)),
                Ceiling::Each(each(|lane| time::posting_ceiling(self.knows_availability, terms.starts[1][lane]))),
                Ceiling::Same(0.0),
                Ceiling::Each(self.clock.ceilings(level, &terms.posted, &terms.first_start)),
                Ceiling::Each(each(|lane| in_group.worker_experience.ceiling(terms.a_month[lane]))),
            ],
        );
        each(|lane| sums[lane] + refused[lane])
    }

    /// The most that is added to what terms give, of the content of any posting of a group.
    #[inline(always)]
    pub(crate) fn most_of_content(&self, in_group: &InGroup) -> f32 {
        self.of_content(in_group.skills, in_group.text)
    }

    /// What is added to what terms give, of the content of each of a block's postings.
    #[inline(always)]
    pub(crate) fn content_ceilings(&self, level: Level, content: &PostingContent, skills: &SkillLanes) -> Lanes<f32> {
        let (skills, text) = (self.skills.ceilings(level, content, skills), self.text.ceilings(level, &content.words));
        each(|lane| self.of_content(skills[lane], text[lane]))
    }

    #[inline(always)]
    fn of_content(&self, skills: f32, text: f32) -> f32 {
        self.weighing.of(Factor::Skills) * skills + self.weighing.of(Factor::Text) * text
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

    /// The scores of a worker and the posting, where they are eligible.
    pub(crate) fn score(&self, context: &ScoreContext<'_>, worker: WorkerRow<'_>) -> Option<Scored> {
        context.score_by(worker, self.posting, || self.text.value(worker, context.idf))
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
        let (in_group, ceiling) = InGroup::new(is_placed, self.weighing, ceilings);
        (ceiling >= threshold).then_some((in_group, ceiling))
    }

    /// The ceilings of the blocks of a frame, below 0 for those out of reach.
    #[inline(always)]
    pub(crate) fn frame_ceilings(
        &self,
        level: Level,
        place: [f32; 2],
        in_group: &InGroup,
        frame: &Frame<WorkerFrame>,
    ) -> Lanes<f32> {
        let square = box_squares(in_group.is_placed, place, &frame.boxes);
        let refused = each(|lane| {
            let may_reach = (square[lane] <= frame.reach_squared[lane]) & (square[lane] <= self.rules.reach_squared);
            select(may_reach, 0.0, REFUSED)
        });
        if level.reaching(&refused, 0.0) == 0 {
            return refused;
        }
        let sums = self.weighing.sums(
            level,
            &[
                Ceiling::Same(in_group.occupation),
                Ceiling::Same(in_group.skills),
                Ceiling::Same(self.pay.group_ceiling()),
                Ceiling::Each(nearness(level, in_group.is_placed, &square)),
                Ceiling::Same(time::ceiling(!self.posting.is_open_ended())),
                Ceiling::Same(in_group.text),
                Ceiling::Same(self.freshness),
                Ceiling::Each(each(|lane| self.experience.ceiling(frame.of_side.months[lane]))),
            ],
        );
        each(|lane| sums[lane] + refused[lane])
    }

    /// The ceilings of a block's workers, below 0 for those that cannot be eligible.
    #[inline(always)]
    pub(crate) fn lane_ceilings(
        &self,
        level: Level,
        place: [f32; 2],
        in_group: &InGroup,
        block: &WorkerBlock,
    ) -> Lanes<f32> {
        let square = squares(in_group.is_placed, place, &block.place);
        let refused = each(|lane| select(self.rules.may_hold(block, lane, square[lane]), 0.0, REFUSED));
        if level.reaching(&refused, 0.0) == 0 {
            return refused;
        }
        let is_open_ended = self.posting.is_open_ended();
        let sums = self.weighing.sums(
            level,
            &[
                Ceiling::Same(in_group.occupation),
                Ceiling::Each(each(|lane| self.skills.ceiling([block.holdings[0][lane], block.holdings[1][lane]]))),
                Ceiling::Each(each(|lane| self.pay.ceiling(block.floor[lane]))),
                Ceiling::Each(nearness(level, in_group.is_placed, &square)),
                Ceiling::Each(each(|lane| time::worker_ceiling(is_open_ended, block.windows[1][lane]))),
                Ceiling::Each(each(|lane| self.text.ceiling([block.words[0][lane], block.words[1][lane]]))),
                Ceiling::Same(self.freshness),
                Ceiling::Each(each(|lane| self.experience.ceiling(block.months[lane]))),
            ],
        );
        each(|lane| sums[lane] + refused[lane])
    }
}

/// Squared distances along the ground from a place, at most the true ones but for the ground's slack; 0 where distance
/// does not matter.
#[inline(always)]
fn squares(is_placed: bool, from: [f32; 2], to: &[Lanes<f32>; 2]) -> Lanes<f32> {
    if !is_placed {
        return [0.0; LANES];
    }
    each(|lane| squared(from, [to[0][lane], to[1][lane]]))
}

/// The same to the nearest points of boxes.
#[inline(always)]
fn box_squares(is_placed: bool, from: [f32; 2], boxes: &Boxes) -> Lanes<f32> {
    if !is_placed {
        return [0.0; LANES];
    }
    each(|lane| squared(from, boxes.nearest(from, lane)))
}

/// The ceilings of nearness at such squares.
#[inline(always)]
fn nearness(level: Level, is_placed: bool, squares: &Lanes<f32>) -> Lanes<f32> {
    if !is_placed {
        return [NEUTRAL_CEILING; LANES];
    }
    distance::ceilings(level, squares)
}
