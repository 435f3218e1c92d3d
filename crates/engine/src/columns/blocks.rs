//! Blocks of neighbours of one occupation, and what is known of each block.

use std::ops::Range;

use super::{
    lanes::{LANES, Lanes, set, squared_limit},
    spatial::{GROUND_SLACK_M, Ground},
};
use crate::{geo::Point, table::OccupationId};

/// The rows of one side that can match at all, in groups of one occupation, cut into blocks of neighbours.
///
/// `B` is what a block holds of its rows, `F` the frame of a run of blocks, `S` what is known of all rows of a group.
#[derive(Debug)]
#[expect(clippy::struct_field_names, reason = "the blocks of the blocks are what it is about")]
pub(crate) struct Blocks<B, F, S> {
    /// The coordinates of the boxes.
    pub(crate) ground: Ground,
    pub(crate) groups: Vec<Group<S>>,
    /// Boxes around frames, those of a group together, so that frames out of reach need not be touched.
    pub(crate) outlines: Vec<Boxes>,
    pub(crate) frames: Vec<Frame<F>>,
    pub(crate) blocks: Vec<B>,
}

/// Blocks of one occupation.
#[derive(Debug)]
pub(crate) struct Group<S> {
    pub(crate) occupation: Option<OccupationId>,
    /// Whether the rows have a place that matters.
    pub(crate) is_placed: bool,
    pub(crate) frames: Range<usize>,
    /// The outlines of its frames, one lane a frame.
    pub(crate) outlines: Range<usize>,
    pub(crate) summary: S,
}

/// A run of blocks of one group: one lane a block.
#[derive(Debug, Clone)]
#[repr(align(64))]
pub(crate) struct Frame<F> {
    pub(crate) first_block: u32,
    /// Around each block.
    pub(crate) boxes: Boxes,
    /// The longest reach in each block; below 0 in lanes without a block, which nothing is within.
    pub(crate) reach_squared: Lanes<f32>,
    pub(crate) of_side: F,
}

/// A box a lane.
#[derive(Debug, Clone)]
#[repr(align(64))]
pub(crate) struct Boxes {
    low: [Lanes<f32>; 3],
    high: [Lanes<f32>; 3],
}

/// The corners of a box.
type Corners = ([f32; 3], [f32; 3]);

/// A box around nothing.
const NOWHERE: Corners = ([f32::MAX; 3], [f32::MIN; 3]);

fn around((low, high): Corners, (other_low, other_high): Corners) -> Corners {
    let axes = [0, 1, 2];
    (axes.map(|axis| low[axis].min(other_low[axis])), axes.map(|axis| high[axis].max(other_high[axis])))
}

impl Boxes {
    /// One box for each of at most as many corners as there are lanes; at the middle of the earth in lanes without.
    fn new(boxes: impl IntoIterator<Item = Corners>) -> Self {
        let mut lanes = Self { low: [[0.0; LANES]; 3], high: [[0.0; LANES]; 3] };
        for (lane, (low, high)) in boxes.into_iter().enumerate() {
            set(&mut lanes.low, lane, low);
            set(&mut lanes.high, lane, high);
        }
        lanes
    }

    /// The point of a lane's box that is nearest to a place.
    #[inline(always)]
    pub(crate) fn nearest(&self, place: [f32; 3], lane: usize) -> [f32; 3] {
        [0, 1, 2].map(
            #[inline(always)]
            |axis: usize| {
                let (low, high) = (self.low[axis][lane], self.high[axis][lane]);
                let at_least = if place[axis] < low { low } else { place[axis] };
                if at_least > high { high } else { at_least }
            },
        )
    }
}

/// What stands in a block: which occupation it is listed under, where it is, how far it reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) row: usize,
    pub(crate) occupation: Option<OccupationId>,
    /// Rows of one class have something in common that may rule them all out; a block holds one class.
    pub(crate) class: u64,
    pub(crate) place: Option<Point>,
    pub(crate) reach: u32,
}

/// Fills blocks of one side.
pub(crate) trait Fill {
    type Block;
    type Frame;
    type Summary;

    fn block(&self, rows: &[Entry]) -> Self::Block;

    /// What is known of some blocks, one lane each.
    fn frame(&self, blocks: &[&[Entry]]) -> Self::Frame;

    fn summary(&self, rows: &[Entry]) -> Self::Summary;
}

impl<B, F, S> Default for Blocks<B, F, S> {
    fn default() -> Self {
        Self {
            ground: Ground::default(),
            groups: Vec::new(),
            outlines: Vec::new(),
            frames: Vec::new(),
            blocks: Vec::new(),
        }
    }
}

impl<B, F, S> Blocks<B, F, S> {
    /// Cuts entries into groups and blocks; they stand by group, class and in spatial order already.
    pub(crate) fn build(
        ground: Ground,
        entries: &[Entry],
        fill: &impl Fill<Block = B, Frame = F, Summary = S>,
    ) -> Self {
        let mut built = Self { ground, ..Self::default() };
        let same = |a: &Entry, b: &Entry| a.occupation == b.occupation && a.place.is_some() == b.place.is_some();
        for group in entries.chunk_by(same) {
            let (first_frame, first_outline) = (built.frames.len(), built.outlines.len());
            let mut blocks: Vec<&[Entry]> =
                group.chunk_by(|a, b| a.class == b.class).flat_map(|class| class.chunks(LANES)).collect();
            // Blocks of different classes that lie together share a frame, so that frames are neighbourhoods too.
            blocks.sort_by_cached_key(|rows| rows[rows.len() / 2].place.map(|place| ground.key(place)));
            for frames in blocks.chunks(LANES * LANES) {
                let mut outlines = Vec::with_capacity(LANES);
                for blocks in frames.chunks(LANES) {
                    let corners: Vec<Corners> = blocks.iter().map(|rows| corners(&ground, rows)).collect();
                    outlines.push(corners.iter().copied().fold(NOWHERE, around));
                    let first_block = u32::try_from(built.blocks.len()).expect("rows are counted in 32 bits");
                    built.frames.push(Frame {
                        first_block,
                        boxes: Boxes::new(corners),
                        reach_squared: longest_reaches(blocks),
                        of_side: fill.frame(blocks),
                    });
                    built.blocks.extend(blocks.iter().map(|rows| fill.block(rows)));
                }
                built.outlines.push(Boxes::new(outlines));
            }
            built.groups.push(Group {
                occupation: group[0].occupation,
                is_placed: group[0].place.is_some(),
                frames: first_frame..built.frames.len(),
                outlines: first_outline..built.outlines.len(),
                summary: fill.summary(group),
            });
        }
        built.groups.shrink_to_fit();
        built.outlines.shrink_to_fit();
        built.frames.shrink_to_fit();
        built.blocks.shrink_to_fit();
        built
    }

    /// The blocks of a group.
    pub(crate) fn of_group(&self, group: &Group<S>) -> &[B] {
        let start = |frame: usize| self.frames.get(frame).map_or(self.blocks.len(), |frame| frame.first_block as usize);
        &self.blocks[start(group.frames.start)..start(group.frames.end)]
    }
}

/// A box around some rows.
fn corners(ground: &Ground, rows: &[Entry]) -> Corners {
    let points = rows.iter().filter_map(|entry| entry.place).map(|point| ground.project(point));
    let (low, high) = points.map(|point| (point, point)).fold(NOWHERE, around);
    (low.map(|metres| metres - GROUND_SLACK_M), high.map(|metres| metres + GROUND_SLACK_M))
}

/// The longest reach in each block; below 0 in lanes without one.
fn longest_reaches(blocks: &[&[Entry]]) -> Lanes<f32> {
    let mut reaches = [-1.0; LANES];
    for (reach, rows) in reaches.iter_mut().zip(blocks) {
        *reach = squared_limit(rows.iter().map(|entry| entry.reach).max().unwrap_or(0));
    }
    reaches
}
