//! Blocks of neighbours of one occupation, and what is known of each block.

use std::{fmt::Debug, ops::Range};

use super::{
    csr::map_all,
    lanes::{LANES, Lanes, set, squared_limit},
    spatial::{Corners, GROUND_SLACK_M, Ground, NOWHERE, around, middle, tile},
};
use crate::{geo::Point, table::OccupationId};

/// The rows of one side that can match at all, in groups of one occupation, cut into blocks of neighbours.
#[derive(Debug)]
#[expect(clippy::struct_field_names, reason = "the blocks of the blocks are what it is about")]
pub(crate) struct Blocks<Side: Fill> {
    /// The coordinates of the boxes.
    pub(crate) ground: Ground,
    pub(crate) groups: Vec<Group<Side::Summary>>,
    /// Boxes around frames, those of a group together, so that frames out of reach need not be touched.
    pub(crate) outlines: Vec<Boxes>,
    pub(crate) frames: Vec<Frame<Side::Frame>>,
    pub(crate) blocks: Vec<Side::Block>,
    /// By block, and apart from the blocks, as most of these are looked at without.
    pub(crate) rows: Vec<Side::Rows>,
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
    low: [Lanes<f32>; 2],
    high: [Lanes<f32>; 2],
}

impl Boxes {
    /// One box for each of at most as many corners as there are lanes; at the middle of the ground in lanes without.
    fn new(boxes: impl IntoIterator<Item = Corners>) -> Self {
        let mut lanes = Self { low: [[0.0; LANES]; 2], high: [[0.0; LANES]; 2] };
        for (lane, (low, high)) in boxes.into_iter().enumerate() {
            set(&mut lanes.low, lane, low);
            set(&mut lanes.high, lane, high);
        }
        lanes
    }

    fn corners(&self, lane: usize) -> Corners {
        let of = |sides: &[Lanes<f32>; 2]| [0, 1].map(|axis: usize| sides[axis][lane]);
        (of(&self.low), of(&self.high))
    }

    /// The point of a lane's box that is nearest to a place.
    #[inline(always)]
    pub(crate) fn nearest(&self, place: [f32; 2], lane: usize) -> [f32; 2] {
        [0, 1].map(
            #[inline(always)]
            |axis: usize| {
                let (low, high) = (self.low[axis][lane], self.high[axis][lane]);
                let at_least = if place[axis] < low { low } else { place[axis] };
                if at_least > high { high } else { at_least }
            },
        )
    }
}

impl<F> Frame<F> {
    /// A box around its blocks.
    fn outline(&self) -> Corners {
        let lanes = (0..LANES).filter(|lane| self.reach_squared[*lane] >= 0.0);
        lanes.map(|lane| self.boxes.corners(lane)).fold(NOWHERE, around)
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

impl Entry {
    /// Whether two stand in one group.
    pub(crate) fn is_grouped_with(&self, other: &Self) -> bool {
        self.occupation == other.occupation && self.place.is_some() == other.place.is_some()
    }
}

/// Fills blocks of one side.
pub(crate) trait Fill: Sync {
    /// What a block holds of its rows.
    type Block: Debug + Send + Sync;
    /// Which rows stand in a block.
    type Rows: Debug + Send;
    /// What is known of a run of blocks, one lane each.
    type Frame: Debug + Send + Sync;
    /// What is known of all rows of a group.
    type Summary: Debug + Send;

    fn block(&self, ground: &Ground, rows: &[Entry]) -> Self::Block;

    fn rows(rows: &[Entry]) -> Self::Rows;

    fn frame(&self, blocks: &[Self::Block], rows: &[&[Entry]]) -> Self::Frame;

    fn summary(&self, rows: &[Entry]) -> Self::Summary;
}

impl<Side: Fill> Default for Blocks<Side> {
    fn default() -> Self {
        Self {
            ground: Ground::default(),
            groups: Vec::new(),
            outlines: Vec::new(),
            frames: Vec::new(),
            blocks: Vec::new(),
            rows: Vec::new(),
        }
    }
}

impl<Side: Fill> Blocks<Side> {
    /// Cuts entries into groups and blocks; they stand by group and class, and there in tiles of blocks already.
    pub(crate) fn build(ground: Ground, entries: &[Entry], side: &Side) -> Self {
        let of_groups: Vec<&[Entry]> = entries.chunk_by(Entry::is_grouped_with).collect();
        let cut = map_all(&of_groups, |group| cut(&ground, group));
        let rows = cut.concat();
        let blocks = map_all(&rows, |rows| side.block(&ground, rows));
        // Which blocks are in each frame, which frames in each group and in each outline.
        let (mut in_frames, mut in_groups, mut in_outlines) = (Vec::new(), Vec::new(), Vec::new());
        let mut block = 0;
        for group in &cut {
            let (first_block, first_frame, first_outline) = (block, in_frames.len(), in_outlines.len());
            block += group.len();
            in_frames.extend(chunks(first_block..block));
            in_outlines.extend(chunks(first_frame..in_frames.len()));
            in_groups.push((first_frame..in_frames.len(), first_outline..in_outlines.len()));
        }
        let frames = map_all(&in_frames, |frame| Frame {
            first_block: number(frame.start),
            boxes: Boxes::new(rows[frame.clone()].iter().map(|rows| corners(&ground, rows))),
            reach_squared: longest_reaches(&rows[frame.clone()]),
            of_side: side.frame(&blocks[frame.clone()], &rows[frame.clone()]),
        });
        let outlines = map_all(&in_outlines, |outline| Boxes::new(frames[outline.clone()].iter().map(Frame::outline)));
        let summaries = map_all(&of_groups, |group| side.summary(group));
        let groups = of_groups.iter().zip(in_groups).zip(summaries);
        let groups = groups.map(|((rows, (frames, outlines)), summary)| Group {
            occupation: rows[0].occupation,
            is_placed: rows[0].place.is_some(),
            frames,
            outlines,
            summary,
        });
        let rows = rows.iter().map(|rows| Side::rows(rows)).collect();
        Self { ground, groups: groups.collect(), outlines, frames, blocks, rows }
    }

    /// The blocks of a group.
    pub(crate) fn of_group(&self, group: &Group<Side::Summary>) -> Range<usize> {
        let start = |frame: usize| self.frames.get(frame).map_or(self.blocks.len(), |frame| frame.first_block as usize);
        start(group.frames.start)..start(group.frames.end)
    }
}

/// Cuts the entries of a group into blocks.
fn cut<'a>(ground: &Ground, group: &'a [Entry]) -> Vec<&'a [Entry]> {
    let mut blocks: Vec<&[Entry]> =
        group.chunk_by(|a, b| a.class == b.class).flat_map(|class| class.chunks(LANES)).collect();
    // Blocks of different classes that lie together share a frame, so that frames are neighbourhoods too.
    tile(&mut blocks, LANES, |rows| middle(corners(ground, rows)));
    blocks
}

/// Cuts a range into runs of one for each lane.
fn chunks(range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    range.clone().step_by(LANES).map(move |start| start..range.end.min(start + LANES))
}

pub(super) fn number(rows: usize) -> u32 {
    u32::try_from(rows).expect("rows are counted in 32 bits")
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
