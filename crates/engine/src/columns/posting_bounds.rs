//! What the kernel reads of postings besides their blocks: what changes with the generation's idf, and groups side by side.

use rayon::prelude::*;

use super::{
    Group, PostingColumns, PostingContent, PostingSummary, SKILL_SLOTS,
    lanes::{GROUP_MARKS, LANES, Lanes, group_mark_of, set, share_of_one},
    posting_block::PostingRows,
};
use crate::{
    symbols::Symbol,
    table::{OccupationTable, STEPS},
};

/// The bounds of a segment's postings in a generation.
#[derive(Debug, Default)]
pub(crate) struct PostingBounds {
    /// By block.
    pub(crate) skills: Vec<SkillLanes>,
    /// By group, as many at a time as there are lanes.
    pub(crate) groups: Vec<GroupLanes>,
}

impl PostingBounds {
    /// In parallel on the current pool: of the sum of a list's `idf` what each skill has; `empty` for a list without skills.
    pub(crate) fn new(
        columns: &PostingColumns,
        occupations: &OccupationTable,
        idf: impl Fn(Symbol) -> u32 + Sync,
        empty: u32,
    ) -> Self {
        let blocks = columns.blocks();
        let of_row = |row: usize| {
            let list = columns.row(row).desired_skills();
            let sum: u64 = list.clone().map(|(skill, _)| u64::from(idf(skill))).sum();
            let idf = &idf;
            list.map(move |(skill, _)| {
                // Rounded up; a list without skills has no share to divide.
                (skill, u32::try_from((10_000 * u64::from(idf(skill))).div_ceil(sum)).unwrap_or(10_000))
            })
        };
        let of_group = |group: &Group<PostingSummary>| {
            let (own, mut shares) = (blocks.of_group(group), GroupShares::default());
            let of_blocks = blocks.rows[own.clone()].iter().zip(&columns.contents()[own]);
            let skills = of_blocks.map(|(rows, content)| SkillLanes::new(*rows, content, of_row, empty, &mut shares));
            (skills.collect(), shares)
        };
        let (skills, shares): (Vec<Vec<SkillLanes>>, Vec<GroupShares>) = blocks.groups.par_iter().map(of_group).unzip();
        let groups = blocks.groups.chunks(LANES).zip(shares.chunks(LANES));
        Self {
            skills: skills.concat(),
            groups: groups.map(|(groups, shares)| GroupLanes::new(groups, shares, occupations)).collect(),
        }
    }
}

/// The most that a skill gives in any row of a group, by the skill's mark, in [`SHARE_UNIT`] rounded up; 0 for skills that
/// no row has.
struct GroupShares(Box<[u8; GROUP_MARKS]>);

impl Default for GroupShares {
    fn default() -> Self {
        Self(Box::new([0; GROUP_MARKS]))
    }
}

impl GroupShares {
    fn see(&mut self, skill: Symbol, share: u32) {
        let most = &mut self.0[group_mark_of(skill)];
        let share = u8::try_from(share.div_ceil(u32::from(SHARE_UNIT))).expect("at most 250");
        *most = share.max(*most);
    }
}

/// The shares of the skills of a block's postings; none of its arrays lies across lines of memory.
#[derive(Debug, Clone)]
#[repr(align(32))]
pub(crate) struct SkillLanes {
    /// What is given without holding any of the skills in the slots.
    pub(crate) given: Lanes<u16>,
    /// What the skills in the slots give for each rank at which they are held, up to the one desired.
    pub(crate) a_rank: [Lanes<u16>; SKILL_SLOTS],
}

impl SkillLanes {
    fn new<S: ExactSizeIterator<Item = (Symbol, u32)>>(
        rows: PostingRows,
        content: &PostingContent,
        shares: impl Fn(usize) -> S,
        empty: u32,
        of_group: &mut GroupShares,
    ) -> Self {
        let mut lanes = Self { given: [0; LANES], a_rank: [[0; LANES]; SKILL_SLOTS] };
        // Shares of a list sum up to 10,000, and each is rounded up.
        let narrow = |share: u32| u16::try_from(share).expect("little more than 10,000");
        for (lane, row) in rows.range().enumerate() {
            let list = shares(row);
            if list.len() == 0 {
                lanes.given[lane] = narrow(empty);
            }
            for (slot, (skill, share)) in list.enumerate() {
                of_group.see(skill, share);
                if slot < SKILL_SLOTS {
                    let ranks = u32::from(content.desired_ranks[slot * LANES + lane]);
                    lanes.a_rank[slot][lane] = narrow(share.div_ceil(ranks));
                } else {
                    lanes.given[lane] += narrow(share);
                }
            }
        }
        lanes
    }
}

/// Groups of postings, as many as there are lanes.
#[derive(Debug, Clone)]
#[repr(align(64))]
pub(crate) struct GroupLanes {
    /// The way to the occupation; 0 beyond its end.
    pub(crate) steps: [Lanes<u32>; STEPS],
    /// 1 where the group has an occupation.
    pub(crate) has_occupation: Lanes<u32>,
    /// 1 where the rows have a place that matters.
    pub(crate) is_placed: Lanes<u32>,
    /// 1 where a posting desires no skill.
    pub(crate) some_desire_nothing: Lanes<u32>,
    /// 1 where a posting says nothing.
    pub(crate) some_say_nothing: Lanes<u32>,
    /// The most that a month of experience gives; 0 where none is wished for.
    pub(crate) a_month: Lanes<f32>,
    /// 1 where a posting wishes for no experience.
    pub(crate) some_want_no_experience: Lanes<u32>,
    /// [`GroupShares`].
    pub(crate) shares: Box<[[u8; LANES]; GROUP_MARKS]>,
    /// The lanes, as bits, that have a word between them, by the word's mark.
    pub(crate) words: Box<[u16; GROUP_MARKS]>,
}

/// A factor's full value goes 250 times into a byte and leaves room for rounding.
pub(crate) const SHARE_UNIT: u8 = 40;

impl GroupLanes {
    /// Of at most as many groups as there are lanes.
    fn new(groups: &[Group<PostingSummary>], shares: &[GroupShares], occupations: &OccupationTable) -> Self {
        let mut lanes = Self {
            steps: [[0; LANES]; STEPS],
            has_occupation: [0; LANES],
            is_placed: [0; LANES],
            some_desire_nothing: [0; LANES],
            some_say_nothing: [0; LANES],
            a_month: [0.0; LANES],
            some_want_no_experience: [0; LANES],
            shares: Box::new([[0; LANES]; GROUP_MARKS]),
            words: Box::new([0; GROUP_MARKS]),
        };
        for (lane, (group, shares)) in groups.iter().zip(shares).enumerate() {
            let summary = &group.summary;
            if let Some(occupation) = group.occupation {
                set(&mut lanes.steps, lane, occupations.steps(occupation));
            }
            lanes.has_occupation[lane] = u32::from(group.occupation.is_some());
            lanes.is_placed[lane] = u32::from(group.is_placed);
            lanes.some_desire_nothing[lane] = u32::from(summary.some_desire_nothing);
            lanes.some_say_nothing[lane] = u32::from(summary.some_say_nothing);
            lanes.a_month[lane] = share_of_one(summary.fewest_months);
            lanes.some_want_no_experience[lane] = u32::from(summary.some_want_no_experience);
            for (lanes, share) in lanes.shares.iter_mut().zip(shares.0.iter()) {
                lanes[lane] = *share;
            }
            for mark in summary.words.iter() {
                lanes.words[mark] |= 1 << lane;
            }
        }
        lanes
    }
}
