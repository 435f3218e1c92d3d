//! Cover of the desired skills, weighed by how rare they are.

use super::{FULL, FULL_CEILING, IdfTable, NEUTRAL, NEUTRAL_CEILING, ScoreContext, least, select, to_factor};
use crate::columns::{
    PostingRow, PostingSummary, SKILL_SLOTS, WorkerRow,
    lanes::{Marks, MostShares, NameKind, group_mark_of, mark_of, marks, narrow},
};

/// What holding a skill at one rank is worth where another is desired.
pub(crate) fn skill_credit(held: u8, desired: u8) -> u32 {
    (u32::from(held) * FULL / u32::from(desired.max(1))).min(FULL)
}

impl ScoreContext<'_> {
    pub(super) fn skills(&self, worker: WorkerRow<'_>, posting: PostingRow<'_>) -> u32 {
        let (mut credits, mut weights) = (0_u64, 0_u64);
        for (skill, desired) in posting.desired_skills() {
            let idf = u64::from(self.idf.of_skill(*skill));
            credits += idf * u64::from(skill_credit(worker.skill_rank(*skill), *desired));
            weights += idf;
        }
        credits.checked_div(weights).map_or(NEUTRAL, to_factor)
    }
}

/// What a worker holds, for lanes of postings.
pub(super) struct WorkerSkills {
    holdings: Marks,
    group_marks: Vec<u32>,
}

impl WorkerSkills {
    pub(super) fn new(worker: WorkerRow<'_>) -> Self {
        let group_marks = worker.skills().iter().map(|(name, _)| group_mark_of(*name)).collect();
        Self { holdings: marks(worker.holdings()), group_marks }
    }

    /// Levels are not looked at, and a skill may share its mark with one that is held.
    #[inline(always)]
    pub(super) fn ceiling(&self, desired: u32, shares: [u32; 2], given: u32) -> f32 {
        let mut sum = given;
        for slot in 0..SKILL_SLOTS {
            let held = is_marked(self.holdings, desired >> (8 * slot));
            sum += held * (shares[slot / 2] >> (16 * (slot % 2)) & 0xFFFF);
        }
        // At most 10,000 and some for rounding up: a lane holds it exactly.
        #[expect(clippy::cast_precision_loss, reason = "small")]
        least(sum as f32, FULL_CEILING)
    }

    /// `most` is what each skill gives at most in the group.
    pub(super) fn group_ceiling(&self, summary: &PostingSummary, most: &MostShares) -> f32 {
        let given = least(most.sum(&self.group_marks), FULL_CEILING);
        if summary.some_desire_nothing { given.max(NEUTRAL_CEILING) } else { given }
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
        if list.is_empty() {
            skills.given = NEUTRAL_CEILING;
            return skills;
        }
        let sum: f64 = list.iter().map(|(skill, _)| f64::from(idf.of_skill(*skill))).sum();
        for (slot, (skill, _)) in list.iter().enumerate() {
            let share = narrow(10_000.0 * f64::from(idf.of_skill(*skill)) / sum);
            if slot < SKILL_SLOTS {
                skills.marks[slot] = mark_of(NameKind::Skill, *skill);
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
