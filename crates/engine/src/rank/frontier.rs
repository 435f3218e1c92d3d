//! Branch and bound: groups are looked into in the order of their ceilings, as long as these reach the k-th best score; in a
//! group only blocks, and in a block only lanes, whose ceilings do.

use std::cmp::Reverse;

use super::top_k::TopK;
use crate::{Result, columns::lanes::Lanes, score::InGroup, simd::Level};

/// One side of a market as seen by a record of the other side.
pub(super) trait Candidates<'a> {
    fn segments(&self) -> usize;

    /// How many groups a segment has.
    fn groups(&self, segment: usize) -> usize;

    /// What the record and the group have in common, and the group's ceiling; `None` where no row of it can be eligible or
    /// reach a threshold.
    fn enter(&self, segment: usize, group: usize, threshold: f32) -> Option<(InGroup, f32)>;

    /// Adds the blocks of a group whose ceilings reach a threshold.
    fn blocks(&self, at: &Entered, threshold: f32, blocks: &mut Found);

    /// Adds the rows of some blocks whose ceilings reach a threshold: block times lanes plus lane.
    fn rows(&self, at: &Entered, threshold: f32, blocks: &[Listed], rows: &mut Found);

    /// The row of a lane, by block times lanes plus lane.
    fn row(&self, at: &Entered, number: u32) -> usize;

    /// Asks for the memory of a row that will soon be judged.
    fn expect(&self, at: &Entered, row: usize);

    /// And of its lists, where the row itself is in cache.
    fn expect_lists(&self, at: &Entered, row: usize);

    /// Judges and scores one row, and offers it where it is eligible.
    fn offer(&self, at: &Entered, row: usize, best: &mut TopK<'a>);
}

/// A group that may hold eligible rows.
#[derive(Debug)]
pub(super) struct Entered {
    pub(super) segment: usize,
    pub(super) group: usize,
    pub(super) in_group: InGroup,
}

/// Numbers with their ceilings, appended many lanes at a time.
#[derive(Debug, Default)]
pub(super) struct Found(Vec<Listed>);

/// A number and its ceiling in one integer: of two, the one with the higher ceiling is greater, then the one with the
/// lower number. Ceilings are not below 0, and floats that are not stand in the order of their bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Listed(u64);

impl Listed {
    #[inline(always)]
    fn new(number: u32, ceiling: f32) -> Self {
        Self(u64::from(ceiling.to_bits()) << 32 | u64::from(!number))
    }

    #[inline(always)]
    pub(super) fn number(self) -> u32 {
        #[expect(clippy::cast_possible_truncation, reason = "its lower half")]
        let low = self.0 as u32;
        !low
    }

    fn ceiling(self) -> f32 {
        f32::from_bits((self.0 >> 32) as u32)
    }
}

impl Found {
    /// Adds those lanes whose ceilings reach a threshold, numbered from `first`.
    #[inline(always)]
    pub(super) fn extend(&mut self, level: Level, first: u32, ceilings: &Lanes<f32>, threshold: f32) {
        let mut lanes = level.reaching(ceilings, threshold);
        while lanes != 0 {
            let lane = lanes.trailing_zeros();
            self.0.push(Listed::new(first + lane, ceilings[lane as usize]));
            lanes &= lanes - 1;
        }
    }

    fn clear(&mut self) {
        self.0.clear();
    }

    /// Brings the highest ceilings to the front, for they raise the threshold soonest.
    fn best_first(&mut self) {
        self.0.sort_unstable_by_key(|listed| Reverse(*listed));
    }

    fn as_slice(&self) -> &[Listed] {
        &self.0
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
    groups: Vec<(f32, usize, usize)>,
    blocks: Found,
    rows: Found,
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
        let Self { groups, blocks, rows } = self;
        for (ceiling, segment, group) in groups.iter().copied() {
            check()?;
            for (place, Search { candidates, best }) in searches.iter_mut().enumerate() {
                // The first search's ceiling is known.
                if place == 0 && ceiling < best.threshold() {
                    continue;
                }
                if let Some((in_group, _)) = candidates.enter(segment, group, best.threshold()) {
                    look_into(&Entered { segment, group, in_group }, candidates, best, blocks, rows);
                }
            }
        }
        Ok(())
    }

    /// Lists all groups, the highest ceilings first.
    fn list_groups<'a>(&mut self, candidates: &impl Candidates<'a>) {
        self.groups.clear();
        for segment in 0..candidates.segments() {
            self.groups.extend((0..candidates.groups(segment)).map(|group| {
                let ceiling = candidates.enter(segment, group, 0.0).map_or(0.0, |(_, ceiling)| ceiling);
                (ceiling, segment, group)
            }));
        }
        self.groups.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    }
}

/// Offers the rows of a group whose ceilings reach the threshold.
fn look_into<'a>(
    at: &Entered,
    candidates: &impl Candidates<'a>,
    best: &mut TopK<'a>,
    blocks: &mut Found,
    rows: &mut Found,
) {
    blocks.clear();
    candidates.blocks(at, best.threshold(), blocks);
    blocks.best_first();
    // A few blocks at a time, so that the next ones meet the threshold that these have raised.
    for some in blocks.as_slice().chunks(BLOCKS_AT_A_TIME) {
        let threshold = best.threshold();
        let reaching = some.partition_point(|block| block.ceiling() >= threshold);
        rows.clear();
        candidates.rows(at, threshold, &some[..reaching], rows);
        rows.best_first();
        judge(at, candidates, rows.as_slice(), best);
    }
}

/// Judges listed rows; their memory is asked for a few rows ahead, for neighbours seldom stand in one cache line.
fn judge<'a>(at: &Entered, candidates: &impl Candidates<'a>, rows: &[Listed], best: &mut TopK<'a>) {
    let row = |place: usize| rows.get(place).map(|listed| candidates.row(at, listed.number()));
    (0..ROWS_AHEAD).filter_map(row).for_each(|row| candidates.expect(at, row));
    for (place, listed) in rows.iter().enumerate() {
        if listed.ceiling() < best.threshold() {
            break;
        }
        if let Some(later) = row(place + ROWS_AHEAD) {
            candidates.expect(at, later);
        }
        if let Some(next) = row(place + 1) {
            candidates.expect_lists(at, next);
        }
        candidates.offer(at, candidates.row(at, listed.number()), best);
    }
}

/// How many rows before it is judged a row is asked for.
const ROWS_AHEAD: usize = 3;

/// Blocks whose rows are listed together.
const BLOCKS_AT_A_TIME: usize = 16;
