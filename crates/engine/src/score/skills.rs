//! Cover of the desired skills, weighed by how rare they are.

use super::{
    FULL, FULL_CEILING, IdfTable, NEUTRAL, NEUTRAL_CEILING, ScoreContext, each, least, or_neutral, select, to_factor,
};
use crate::{
    columns::{
        GroupLanes, PostingContent, PostingRow, SHARE_UNIT, SKILL_SLOTS, SkillLanes, WorkerRow,
        lanes::{GROUP_MARKS, LANES, Lanes, Marks, NameKind, group_mark_of, mark_of, narrow, skill_mark},
    },
    simd::Level,
};

/// What holding a skill at one rank is worth where another is desired.
pub(crate) fn skill_credit(held: u8, desired: u8) -> u32 {
    (u32::from(held) * FULL / u32::from(desired.max(1))).min(FULL)
}

impl ScoreContext<'_> {
    pub(super) fn skills(&self, worker: WorkerRow<'_>, posting: PostingRow<'_>) -> u32 {
        let (mut credits, mut weights) = (0_u64, 0_u64);
        for (skill, desired) in posting.desired_skills() {
            let idf = u64::from(self.idf.of_skill(skill));
            credits += idf * u64::from(skill_credit(worker.skill_rank(skill), desired));
            weights += idf;
        }
        credits.checked_div(weights).map_or(NEUTRAL, to_factor)
    }
}

/// What a worker holds, for lanes of postings.
pub(super) struct WorkerSkills {
    /// The highest rank at which a skill of each mark is held.
    ranks: [u8; 64],
    group_marks: Vec<usize>,
}

impl WorkerSkills {
    pub(super) fn new(worker: WorkerRow<'_>) -> Self {
        let mut ranks = [0; 64];
        for (name, rank) in worker.skills() {
            let highest: &mut u8 = &mut ranks[usize::from(skill_mark(name))];
            *highest = rank.max(*highest);
        }
        let group_marks = worker.skills().map(|(name, _)| group_mark_of(name)).collect();
        Self { ranks, group_marks }
    }

    /// A skill may share its mark with one that is held.
    #[inline(always)]
    pub(super) fn ceilings(&self, level: Level, content: &PostingContent, skills: &SkillLanes) -> Lanes<f32> {
        let held = level.look_up(&self.ranks, &content.desired, &content.desired_ranks);
        // Whole numbers of at most 10,000 and some for rounding up: lanes hold them exactly.
        let mut sums = skills.given.map(f32::from);
        for (slot, a_rank) in skills.a_rank.iter().enumerate() {
            sums = each(|lane| sums[lane] + f32::from(held[slot * LANES + lane]) * f32::from(a_rank[lane]));
        }
        each(|lane| least(sums[lane], FULL_CEILING))
    }

    #[inline(always)]
    pub(super) fn group_ceilings(&self, groups: &GroupLanes) -> Lanes<f32> {
        let mut sums = [0.0; LANES];
        for mark in &self.group_marks {
            let shares = &groups.shares[*mark % GROUP_MARKS];
            sums = each(|lane| sums[lane] + f32::from(shares[lane]));
        }
        each(|lane| {
            let given = least(sums[lane] * f32::from(SHARE_UNIT), FULL_CEILING);
            or_neutral(given, groups.some_desire_nothing[lane] != 0)
        })
    }
}

/// What a posting desires, for lanes of workers.
pub(super) struct PostingSkills {
    given: f32,
    marks: [u32; SKILL_SLOTS],
    shares: [f32; SKILL_SLOTS],
}

impl PostingSkills {
    pub(super) fn new(posting: PostingRow<'_>, idf: &IdfTable) -> Self {
        let mut skills = Self { given: 0.0, marks: [0; SKILL_SLOTS], shares: [0.0; SKILL_SLOTS] };
        let list = posting.desired_skills();
        if list.len() == 0 {
            skills.given = NEUTRAL_CEILING;
            return skills;
        }
        let sum: f64 = list.clone().map(|(skill, _)| f64::from(idf.of_skill(skill))).sum();
        for (slot, (skill, _)) in list.enumerate() {
            let share = narrow(10_000.0 * f64::from(idf.of_skill(skill)) / sum);
            if slot < SKILL_SLOTS {
                skills.marks[slot] = mark_of(NameKind::Skill, skill);
                skills.shares[slot] = share;
            } else {
                skills.given += share;
            }
        }
        skills
    }

    #[inline(always)]
    pub(super) fn ceiling(&self, holdings: Marks) -> f32 {
        let mut sum = self.given;
        for slot in 0..SKILL_SLOTS {
            sum += select(is_marked(holdings, self.marks[slot]) != 0, self.shares[slot], 0.0);
        }
        least(sum, FULL_CEILING)
    }

    pub(super) fn group_ceiling(&self) -> f32 {
        least(self.given + self.shares.iter().sum::<f32>(), FULL_CEILING)
    }
}

/// 1 where a mark, the lowest six bits, is set and 0 where not; without a branch or a look into memory.
#[inline(always)]
fn is_marked([low, high]: Marks, mark: u32) -> u32 {
    let is_high = 0_u32.wrapping_sub(mark >> 5 & 1);
    (low ^ ((low ^ high) & is_high)) >> (mark & 31) & 1
}
