//! Branch and bound: groups are looked into in the order of their ceilings, as long as these reach the k-th best score; in a
//! group only blocks, and in a block only lanes, whose ceilings do.
//!
//! Many searches look into a group together, step by step: the frames of all of them, then the blocks, then the rows. What a
//! step finds cannot be foreseen, so a search alone would wait at the end of each step until its numbers are there; that of
//! the next search does not depend on them.

use std::{cmp::Reverse, ops::Range};

use super::top_k::TopK;
use crate::{
    Result,
    columns::lanes::{LANES, Lanes},
    score::InGroup,
    simd::Level,
};

/// One side of a market as seen by a record of the other side.
pub(super) trait Candidates<'a>: Sized {
    fn segments(&self) -> usize;

    /// How many groups a segment has.
    fn groups(&self, segment: usize) -> usize;

    /// What the record and a group have in common, and the group's ceiling; `None` where no row of it can be eligible or
    /// reach a threshold.
    fn enter(&self, at: GroupAt, threshold: f32) -> Option<(InGroup, f32)>;

    /// Lists the blocks of a group whose ceilings reach the threshold of a search, for each that looks into it.
    fn list_blocks(at: GroupAt, searches: &[Search<'a, Self>], lists: &mut Lists);

    /// Lists the rows of each search's next blocks whose ceilings reach its threshold: block times lanes plus lane.
    fn list_rows(at: GroupAt, searches: &[Search<'a, Self>], lists: &mut Lists);

    /// The row of a lane, by block times lanes plus lane.
    fn row(&self, at: GroupAt, number: u32) -> usize;

    /// Asks for the memory that says where a row is that will soon be judged.
    fn expect_place(&self, at: GroupAt, row: usize);

    /// Asks for the memory of the row, where that which says where it is is in cache.
    fn expect(&self, at: GroupAt, row: usize);

    /// Judges and scores one row, and offers it where it is eligible.
    fn offer(&self, at: GroupAt, row: usize, best: &mut TopK<'a>);
}

/// A group of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct GroupAt {
    pub(super) segment: usize,
    pub(super) group: usize,
}

/// A search that looks into a group.
#[derive(Debug)]
pub(super) struct Entered {
    /// Its place among the searches.
    pub(super) search: usize,
    pub(super) in_group: InGroup,
    pub(super) threshold: f32,
    /// The blocks that it has not looked at yet, as places in the list.
    pub(super) blocks: Range<usize>,
    /// Those of them that it looks at next.
    pub(super) next: Range<usize>,
    /// The rows of these, likewise.
    pub(super) rows: Range<usize>,
}

impl Entered {
    /// Goes on to the next blocks whose ceilings reach the search's threshold now, and says whether there are any.
    fn advance(&mut self, blocks: &[Listed], threshold: f32) -> bool {
        let start = self.blocks.start + self.next.len();
        let some = start..self.blocks.end.min(start + BLOCKS_AT_A_TIME);
        // All of them do where they were not sorted, for the threshold is still that by which they were listed.
        let reaching = blocks[some].partition_point(|block| ceiling_of(*block) >= threshold);
        (self.blocks.start, self.next, self.rows) = (start, start..start + reaching, 0..0);
        self.threshold = threshold;
        reaching > 0
    }
}

/// What the steps tell each other.
#[derive(Debug, Default)]
pub(super) struct Lists {
    pub(super) entered: Vec<Entered>,
    /// Frames that may hold some row: the place of a search among the entered ones above the frame's number.
    pub(super) frames: Vec<u64>,
    pub(super) blocks: Found,
    /// Blocks of which more is looked at, and the ceilings of their terms; longer than there are any.
    pub(super) left: Vec<Left>,
    pub(super) ceilings: Vec<Lanes<f32>>,
    pub(super) rows: Found,
}

/// A block of which more is looked at.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Left {
    /// The place of the search among the entered ones.
    pub(super) entered: u32,
    pub(super) block: u32,
}

/// Numbers with their ceilings, appended many lanes at a time.
#[derive(Debug, Default)]
pub(super) struct Found(Vec<Listed>);

/// A number and its ceiling in one integer: of two, the one with the higher ceiling is greater, then the one with the
/// lower number. Ceilings are not below 0, and floats that are not stand in the order of their bits.
pub(super) type Listed = u64;

#[inline(always)]
pub(super) fn number_of(listed: Listed) -> u32 {
    !low_half(listed)
}

#[inline(always)]
pub(super) fn low_half(pair: u64) -> u32 {
    #[expect(clippy::cast_possible_truncation, reason = "its lower half")]
    let low = pair as u32;
    low
}

fn ceiling_of(listed: Listed) -> f32 {
    f32::from_bits((listed >> 32) as u32)
}

/// The numbers of lanes, from that of the first.
#[inline(always)]
pub(super) fn numbered(first: u32) -> Lanes<u32> {
    let mut numbers = [first; LANES];
    for (number, lane) in numbers.iter_mut().zip(0..) {
        *number += lane;
    }
    numbers
}

impl Found {
    /// Adds those lanes whose ceilings reach a threshold, numbered from `first`.
    #[inline(always)]
    pub(super) fn extend(&mut self, level: Level, first: u32, ceilings: &Lanes<f32>, threshold: f32) {
        let numbers = numbered(first).map(|number| !number);
        level.append(level.reaching(ceilings, threshold), &numbers, &ceilings.map(f32::to_bits), &mut self.0);
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    pub(super) fn as_slice(&self) -> &[Listed] {
        &self.0
    }

    /// Brings the highest ceilings to the front, for they raise the threshold soonest.
    fn best_first(&mut self, places: Range<usize>) {
        self.0[places].sort_unstable_by_key(|listed| Reverse(*listed));
    }
}

/// Makes ranges of ends that stand where anything was found: one after the other.
pub(super) fn in_turn<'r>(ranges: impl IntoIterator<Item = &'r mut Range<usize>>) {
    let mut start = 0;
    for range in ranges {
        *range = start..range.end.max(start);
        start = range.end;
    }
}

/// A record's candidates and the best of them so far.
pub(super) struct Search<'a, C> {
    pub(super) candidates: C,
    pub(super) best: TopK<'a>,
}

/// Memory that the searches of one thread use again.
#[derive(Debug, Default)]
pub(crate) struct Frontier {
    groups: Vec<(f32, GroupAt)>,
    lists: Lists,
}

impl Frontier {
    /// Fills each search's `best` with the best rows of all its candidates; `check` may stop it.
    ///
    /// All searches look into a group before any looks into the next, since those of neighbours look into the same blocks.
    /// The order of groups is that of the first search's ceilings, which suits all where the records are alike; the
    /// answers are the same in any order.
    pub(super) fn search<'a, C: Candidates<'a>>(
        &mut self,
        searches: &mut [Search<'a, C>],
        check: impl Fn() -> Result<()>,
    ) -> Result<()> {
        let Some(first) = searches.first() else { return Ok(()) };
        self.list_groups(&first.candidates);
        let Self { groups, lists } = self;
        for (_, at) in groups.iter().copied() {
            check()?;
            lists.entered.clear();
            lists.entered.extend(searches.iter().enumerate().filter_map(|(search, Search { candidates, best })| {
                let threshold = best.threshold();
                let (in_group, _) = candidates.enter(at, threshold)?;
                Some(Entered { search, in_group, threshold, blocks: 0..0, next: 0..0, rows: 0..0 })
            }));
            look_into(at, searches, lists);
        }
        Ok(())
    }

    /// Lists all groups, the highest ceilings first.
    fn list_groups<'a>(&mut self, candidates: &impl Candidates<'a>) {
        self.groups.clear();
        for segment in 0..candidates.segments() {
            self.groups.extend((0..candidates.groups(segment)).map(|group| {
                let at = GroupAt { segment, group };
                (candidates.enter(at, 0.0).map_or(0.0, |(_, ceiling)| ceiling), at)
            }));
        }
        self.groups.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    }
}

/// Offers the rows of a group whose ceilings reach the thresholds of the searches that have entered it.
fn look_into<'a, C: Candidates<'a>>(at: GroupAt, searches: &mut [Search<'a, C>], lists: &mut Lists) {
    if lists.entered.is_empty() {
        return;
    }
    C::list_blocks(at, searches, lists);
    for entry in &lists.entered {
        // The order of blocks that are looked at together does not matter.
        if entry.blocks.len() > BLOCKS_AT_A_TIME {
            lists.blocks.best_first(entry.blocks.clone());
        }
    }
    loop {
        // Not all blocks at a time, so that the next ones meet the threshold that these have raised.
        let Lists { entered, blocks, .. } = &mut *lists;
        entered.retain_mut(|entry| entry.advance(blocks.as_slice(), searches[entry.search].best.threshold()));
        if entered.is_empty() {
            return;
        }
        C::list_rows(at, searches, lists);
        judge(at, searches, lists);
    }
}

/// Judges listed rows; their memory is asked for a few rows ahead, for neighbours seldom stand in one cache line.
fn judge<'a, C: Candidates<'a>>(at: GroupAt, searches: &mut [Search<'a, C>], lists: &mut Lists) {
    let Lists { entered, rows, .. } = lists;
    for entry in entered.iter() {
        rows.best_first(entry.rows.clone());
    }
    let rows = rows.as_slice();
    for entry in entered.iter() {
        let Search { candidates, best } = &mut searches[entry.search];
        let listed = &rows[entry.rows.clone()];
        let row = |place: usize| listed.get(place).map(|listed| candidates.row(at, number_of(*listed)));
        (0..ROWS_AHEAD).filter_map(row).for_each(|row| candidates.expect_place(at, row));
        for (place, listed) in listed.iter().enumerate() {
            if ceiling_of(*listed) < best.threshold() {
                break;
            }
            if let Some(later) = row(place + ROWS_AHEAD) {
                candidates.expect_place(at, later);
            }
            if let Some(next) = row(place + 1) {
                candidates.expect(at, next);
            }
            candidates.offer(at, candidates.row(at, number_of(*listed)), best);
        }
    }
}

/// How many rows before it is judged a row is asked for.
const ROWS_AHEAD: usize = 3;

/// Blocks of a search whose rows are listed together.
const BLOCKS_AT_A_TIME: usize = 16;
