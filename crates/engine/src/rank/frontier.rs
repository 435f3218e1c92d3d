//! Branch and bound: groups are looked into in the order of their ceilings, until the next ceiling is below the k-th best
//! score; in a group only blocks, and in a block only lanes, whose ceilings are not.

use super::top_k::TopK;
use crate::{columns::lanes::LANES, score::InGroup};

/// One side of a market as seen by a record of the other side.
pub(super) trait Candidates<'a> {
    fn segments(&self) -> usize;

    /// How many groups a segment has.
    fn groups(&self, segment: usize) -> usize;

    /// The record's place in the coordinates of a segment's boxes.
    fn project(&self, segment: usize) -> [f32; 3];

    /// What the record and the group have in common, and the group's ceiling; `None` where no row of it can be eligible.
    fn enter(&self, segment: usize, group: usize, place: [f32; 3]) -> Option<(InGroup, f32)>;

    /// Adds the blocks of a group whose ceilings reach a threshold.
    fn blocks(&self, at: &Entered, threshold: f32, blocks: &mut Found);

    /// Adds the rows of some blocks whose ceilings reach a threshold: block times lanes plus lane.
    fn rows(&self, at: &Entered, threshold: f32, blocks: &[(u32, f32)], rows: &mut Found);

    /// Judges and scores one row, and offers it where it is eligible.
    fn offer(&self, at: &Entered, block: usize, lane: usize, best: &mut TopK<'a>);
}

/// A group that may hold eligible rows.
#[derive(Debug)]
pub(super) struct Entered {
    ceiling: f32,
    pub(super) segment: usize,
    pub(super) group: usize,
    pub(super) in_group: InGroup,
}

/// Numbers with their ceilings, appended many lanes at a time.
#[derive(Debug, Default)]
pub(super) struct Found {
    slots: Vec<(u32, f32)>,
    len: usize,
}

impl Found {
    /// Adds those lanes whose ceilings reach a threshold, numbered from `first`; without a branch, for which lanes do can
    /// hardly be foreseen.
    #[inline(always)]
    pub(super) fn extend(&mut self, first: u32, ceilings: &[f32; LANES], threshold: f32) {
        if self.slots.len() < self.len + LANES {
            self.slots.resize(2 * (self.len + LANES), (0, 0.0));
        }
        let slots = &mut self.slots[self.len..];
        let mut len = 0;
        for (number, ceiling) in (first..).zip(ceilings) {
            slots[len.min(LANES - 1)] = (number, *ceiling);
            len += usize::from(*ceiling >= threshold);
        }
        self.len += len;
    }

    fn clear(&mut self) {
        self.len = 0;
    }

    /// Brings the highest ceilings to the front, for they raise the threshold soonest.
    fn best_first(&mut self) {
        self.slots[..self.len].sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    }

    fn as_slice(&self) -> &[(u32, f32)] {
        &self.slots[..self.len]
    }
}

/// Memory that the searches of one thread use again.
#[derive(Debug, Default)]
pub(crate) struct Frontier {
    entered: Vec<Entered>,
    /// Places in `entered`, the highest ceiling first.
    order: Vec<u32>,
    blocks: Found,
    rows: Found,
}

impl Frontier {
    /// Fills `best` with the best rows of all candidates.
    pub(super) fn search<'a>(&mut self, candidates: &impl Candidates<'a>, best: &mut TopK<'a>) {
        self.enter(candidates);
        let Self { entered, order, blocks, rows } = self;
        for at in order.iter().map(|place| &entered[*place as usize]) {
            let threshold = best.threshold();
            if at.ceiling < threshold {
                break;
            }
            blocks.clear();
            candidates.blocks(at, threshold, blocks);
            blocks.best_first();
            // A few blocks at a time, so that the next ones meet the threshold that these have raised.
            for some in blocks.as_slice().chunks(BLOCKS_AT_A_TIME) {
                rows.clear();
                candidates.rows(at, best.threshold(), some, rows);
                rows.best_first();
                for (number, ceiling) in rows.as_slice() {
                    if *ceiling >= best.threshold() {
                        let number = *number as usize;
                        candidates.offer(at, number / LANES, number % LANES, best);
                    }
                }
            }
        }
    }

    /// Lists all groups that may hold eligible rows.
    fn enter<'a>(&mut self, candidates: &impl Candidates<'a>) {
        self.entered.clear();
        for segment in 0..candidates.segments() {
            let place = candidates.project(segment);
            for group in 0..candidates.groups(segment) {
                if let Some((in_group, ceiling)) = candidates.enter(segment, group, place) {
                    self.entered.push(Entered { ceiling, segment, group, in_group });
                }
            }
        }
        self.order.clear();
        self.order.extend(0..u32::try_from(self.entered.len()).expect("groups are fewer than rows"));
        let ceiling = |place: &u32| self.entered[*place as usize].ceiling;
        self.order.sort_unstable_by(|a, b| ceiling(b).total_cmp(&ceiling(a)).then(a.cmp(b)));
    }
}

/// Blocks whose rows are listed together.
const BLOCKS_AT_A_TIME: usize = 16;
