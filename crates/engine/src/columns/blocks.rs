//! Blocks of neighbours of one occupation, and what is known of each block.

use std::ops::Range;

use super::{
    lanes::{LANES, Lanes, squared_limit},
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
    /// A box around each frame, so that most frames out of reach need not be touched.
    pub(crate) outlines: Vec<Outline>,
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
    pub(crate) summary: S,
}

/// A run of blocks of one group: one lane a block.
#[derive(Debug, Clone)]
#[repr(align(64))]
pub(crate) struct Frame<F> {
    pub(crate) first_block: u32,
    /// The corners of a box around each block.
    pub(crate) low: [Lanes<f32>; 3],
    pub(crate) high: [Lanes<f32>; 3],
    /// The longest reach in each block; below 0 in lanes without a block, which nothing is within.
    pub(crate) reach_squared: Lanes<f32>,
    pub(crate) of_side: F,
}

/// A box around all blocks of a frame.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outline {
    low: [f32; 3],
    high: [f32; 3],
}

impl Outline {
    fn new<F>(frame: &Frame<F>, blocks: usize) -> Self {
        let ends = |ends: &[Lanes<f32>; 3], start, further: fn(f32, f32) -> f32| {
            [0, 1, 2].map(|axis: usize| ends[axis][..blocks].iter().copied().fold(start, further))
        };
        Self { low: ends(&frame.low, f32::MAX, f32::min), high: ends(&frame.high, f32::MIN, f32::max) }
    }

    /// The point of the box that is nearest to a place.
    #[inline(always)]
    pub(crate) fn nearest(&self, place: [f32; 3]) -> [f32; 3] {
        [0, 1, 2].map(|axis: usize| place[axis].max(self.low[axis]).min(self.high[axis]))
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
            let start = built.frames.len();
            let mut blocks: Vec<&[Entry]> =
                group.chunk_by(|a, b| a.class == b.class).flat_map(|class| class.chunks(LANES)).collect();
            // Blocks of different classes that lie together share a frame, so that frames are neighbourhoods too.
            blocks.sort_by_cached_key(|rows| rows[rows.len() / 2].place.map(|place| ground.key(place)));
            for blocks in blocks.chunks(LANES) {
                let first_block = u32::try_from(built.blocks.len()).expect("rows are counted in 32 bits");
                let frame = Frame::new(first_block, &ground, blocks, fill.frame(blocks));
                built.outlines.push(Outline::new(&frame, blocks.len()));
                built.frames.push(frame);
                built.blocks.extend(blocks.iter().map(|rows| fill.block(rows)));
            }
            built.groups.push(Group {
                occupation: group[0].occupation,
                is_placed: group[0].place.is_some(),
                frames: start..built.frames.len(),
                summary: fill.summary(group),
            });
        }
        built
    }
}

impl<F> Frame<F> {
    fn new(first_block: u32, ground: &Ground, blocks: &[&[Entry]], of_side: F) -> Self {
        let (low, high, reach_squared) = ([[0.0; LANES]; 3], [[0.0; LANES]; 3], [-1.0; LANES]);
        let mut frame = Self { first_block, low, high, reach_squared, of_side };
        for (lane, rows) in blocks.iter().enumerate() {
            let points = rows.iter().filter_map(|entry| entry.place).map(|point| ground.project(point));
            let (low, high) = points.fold(([f32::MAX; 3], [f32::MIN; 3]), |(low, high), point| {
                let axes = [0, 1, 2];
                (axes.map(|axis| low[axis].min(point[axis])), axes.map(|axis| high[axis].max(point[axis])))
            });
            for axis in 0..3 {
                frame.low[axis][lane] = low[axis] - GROUND_SLACK_M;
                frame.high[axis][lane] = high[axis] + GROUND_SLACK_M;
            }
            frame.reach_squared[lane] = squared_limit(rows.iter().map(|entry| entry.reach).max().unwrap_or(0));
        }
        frame
    }
}
