//! What the kernel reads of postings besides their blocks: what changes with the generation's idf, and groups side by side.

use rayon::prelude::*;

use super::{
    Group, PostingBlock, PostingColumns, PostingContent, PostingSummary, SKILL_SLOTS,
    lanes::{GROUP_MARKS, LANES, Lanes, group_mark_of, narrow, set, share_of_one},
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
        let shares = |row: usize| {
            let list = columns.row(row).desired_skills();
            let sum: u64 = list.clone().map(|(skill, _)| u64::from(idf(skill))).sum();
            let idf = &idf;
            list.map(move |(skill, _)| {
                // Rounded up; a list without skills has no share to divide.
                (skill, u32::try_from((10_000 * u64::from(idf(skill))).div_ceil(sum)).unwrap_or(10_000))
            })
        };
        let of_group =
            |group: &Group<PostingSummary>| blocks.of_group(group).iter().flat_map(PostingBlock::rows).flat_map(shares);
        let groups = blocks.groups.par_chunks(LANES);
        Self {
            skills: blocks
                .blocks
                .par_iter()
                .zip(columns.contents())
                .map(|(block, content)| SkillLanes::new(block, content, shares, empty))
                .collect(),
            groups: groups.map(|groups| GroupLanes::new(groups, occupations, of_group)).collect(),
        }
    }
}

/// The shares of the skills of a block's postings.
#[derive(Debug, Clone)]
#[repr(align(64))]
pub(crate) struct SkillLanes {
    /// What is given without holding any of the skills in the slots.
    pub(crate) given: Lanes<f32>,
    /// What the skills in the slots give for each rank at which they are held, up to the one desired.
    pub(crate) a_rank: [Lanes<u16>; SKILL_SLOTS],
}

impl SkillLanes {
    fn new<S: ExactSizeIterator<Item = (Symbol, u32)>>(
        block: &PostingBlock,
        content: &PostingContent,
        shares: impl Fn(usize) -> S,
        empty: u32,
    ) -> Self {
        let mut lanes = Self { given: [0.0; LANES], a_rank: [[0; LANES]; SKILL_SLOTS] };
        for (lane, row) in block.rows().enumerate() {
            let list = shares(row);
            if list.len() == 0 {
                lanes.given[lane] = narrow(f64::from(empty));
            }
            for (slot, (_, share)) in list.enumerate() {
                if slot < SKILL_SLOTS {
                    let ranks = u32::from(content.desired_ranks[slot * LANES + lane]);
                    lanes.a_rank[slot][lane] = u16::try_from(share.div_ceil(ranks)).expect("at most 10,000");
                } else {
                    lanes.given[lane] += narrow(f64::from(share));
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
    /// The most that a skill gives in any row, by the skill's mark, in [`SHARE_UNIT`] rounded up; 0 for skills that no row has.
    pub(crate) shares: Box<[[u8; LANES]; GROUP_MARKS]>,
    /// The lanes, as bits, that have a word between them, by the word's mark.
    pub(crate) words: Box<[u16; GROUP_MARKS]>,
}

/// A factor's full value goes 250 times into a byte and leaves room for rounding.
pub(crate) const SHARE_UNIT: u8 = 40;

impl GroupLanes {
    /// Of at most as many groups as there are lanes; `shares` are the skills of a group's rows and what each gives.
    fn new<S: Iterator<Item = (Symbol, u32)>>(
        groups: &[Group<PostingSummary>],
        occupations: &OccupationTable,
        shares: impl Fn(&Group<PostingSummary>) -> S,
    ) -> Self {
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
        for (lane, group) in groups.iter().enumerate() {
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
            for (skill, share) in shares(group) {
                let most = &mut lanes.shares[group_mark_of(skill)][lane];
                let share = u8::try_from(share.div_ceil(u32::from(SHARE_UNIT))).expect("at most 250");
                *most = share.max(*most);
            }
            for mark in summary.words.iter() {
                lanes.words[mark] |= 1 << lane;
            }
        }
        lanes
    }
}
