//! The two sides of a market as candidates for a record of the other.

use std::slice::from_ref;

use super::{
    Question,
    frontier::{Candidates, Entered, Found, Listed},
    top_k::TopK,
};
use crate::{
    columns::{
        Blocks, Frame, PostingBlock, PostingBlocks, PostingColumns, PostingContent, PostingRow, SkillLanes,
        WorkerBlock, WorkerBlocks, WorkerColumns, WorkerRow,
        lanes::{LANES, LANES_NUMBER, Lanes},
    },
    score::{GroupCeilings, InGroup, PostingProbe, WorkerProbe},
    simd::{Level, prefetch},
    snapshot::{RowRef, Segment},
};

/// How many blocks before it is looked at a block is asked for.
const BLOCKS_AHEAD: usize = 2;

/// Adds the blocks of a group whose `ceilings`, from the place of a record on the blocks' ground, reach a threshold, of
/// frames that may hold some within its reach.
#[inline(always)]
fn list_blocks<B, F, S>(
    level: Level,
    of: &Blocks<B, F, S>,
    at: &Entered,
    (place, reach_squared): ([f32; 3], f32),
    threshold: f32,
    blocks: &mut Found,
    ceilings: impl Fn(Level, [f32; 3], &Frame<F>) -> Lanes<f32>,
) {
    let group = &of.groups[at.group];
    let (outlines, frames) = (&of.outlines[group.outlines.clone()], &of.frames[group.frames.clone()]);
    level.run(
        #[inline(always)]
        |level| {
            for (outline, frames) in outlines.iter().zip(frames.chunks(LANES)) {
                let mut held = at.in_group.may_hold(level, place, outline, reach_squared, threshold);
                for frame in frames {
                    if held & 1 != 0 {
                        blocks.extend(level, frame.first_block, &ceilings(level, place, frame), threshold);
                    }
                    held >>= 1;
                }
            }
        },
    );
}

/// What a worker and the postings of a segment have in common.
struct InSegment {
    /// The worker's place on the segment's ground.
    place: [f32; 3],
    ceilings: Vec<GroupCeilings>,
}

/// Postings for a worker.
pub(super) struct PostingsFor<'a, 'q> {
    pub(super) question: &'a Question<'q>,
    probe: WorkerProbe<'a>,
    level: Level,
    /// Of each segment.
    in_segments: Vec<InSegment>,
}

impl<'a, 'q> PostingsFor<'a, 'q> {
    pub(super) fn new(question: &'a Question<'q>, worker: WorkerRow<'a>) -> Self {
        let (probe, level) = (WorkerProbe::new(&question.context, worker), question.level);
        let in_segment = |segment: &Segment| InSegment {
            place: segment.columns.postings.blocks().ground.place(worker.point()),
            ceilings: probe.group_ceilings(level, &segment.bounds.groups),
        };
        let in_segments = question.inner.segments.iter().map(in_segment).collect();
        Self { question, probe, level, in_segments }
    }

    fn of(&self, segment: usize) -> &'a PostingBlocks {
        self.question.inner.segments[segment].columns.postings.blocks()
    }

    fn columns(&self, at: &Entered) -> &'a PostingColumns {
        &self.question.inner.segments[at.segment].columns.postings
    }
}

impl<'a> Candidates<'a> for PostingsFor<'a, '_> {
    fn segments(&self) -> usize {
        self.question.inner.segments.len()
    }

    fn groups(&self, segment: usize) -> usize {
        self.of(segment).groups.len()
    }

    fn enter(&self, segment: usize, group: usize, threshold: f32) -> Option<(InGroup, f32)> {
        let (ceilings, lane) = (&self.in_segments[segment].ceilings[group / LANES], group % LANES);
        let ceiling = ceilings.ceiling[lane];
        let in_group = || self.probe.in_group(self.of(segment).groups[group].is_placed, ceilings, lane);
        (ceiling >= threshold).then(|| (in_group(), ceiling))
    }

    fn blocks(&self, at: &Entered, threshold: f32, blocks: &mut Found) {
        let reach = (self.in_segments[at.segment].place, self.probe.rules.reach_squared);
        list_blocks(
            self.level,
            self.of(at.segment),
            at,
            reach,
            threshold,
            blocks,
            #[inline(always)]
            |level, place, frame| self.probe.frame_ceilings(level, place, &at.in_group, frame),
        );
    }

    fn rows(&self, at: &Entered, threshold: f32, blocks: &[Listed], rows: &mut Found) {
        let found = &self.question.inner.segments[at.segment];
        let listed: &[PostingBlock] = &found.columns.postings.blocks().blocks;
        let contents: &[PostingContent] = found.columns.postings.contents();
        let skills: &[SkillLanes] = &found.bounds.skills;
        self.level.run(
            #[inline(always)]
            |level| {
                let at_most = self.probe.most_of_content(&at.in_group);
                for (place, block) in blocks.iter().enumerate() {
                    if let Some(next) = blocks.get(place + BLOCKS_AHEAD) {
                        prefetch(from_ref(&listed[next.number() as usize]));
                    }
                    let (number, place) = (block.number(), block.number() as usize);
                    let (block, content, skills) = (&listed[place], &contents[place], &skills[place]);
                    let of_terms = self.probe.term_ceilings(level, &at.in_group, &block.terms);
                    // In most blocks it does not matter what is said and desired.
                    if level.reaching(&of_terms, threshold - at_most) != 0 {
                        let of_content = self.probe.content_ceilings(level, content, skills);
                        let mut ceilings = of_terms;
                        for (ceiling, of_content) in ceilings.iter_mut().zip(of_content) {
                            *ceiling += of_content;
                        }
                        rows.extend(level, number * LANES_NUMBER, &ceilings, threshold);
                    }
                }
            },
        );
    }

    fn row(&self, at: &Entered, number: u32) -> usize {
        let block = &self.of(at.segment).blocks[(number / LANES_NUMBER) as usize];
        debug_assert!(number % LANES_NUMBER < block.rows, "lanes without a row are refused");
        (block.first_row + number % LANES_NUMBER) as usize
    }

    fn expect(&self, at: &Entered, row: usize) {
        self.columns(at).expect(row);
    }

    fn expect_lists(&self, at: &Entered, row: usize) {
        self.columns(at).expect_lists(row);
    }

    fn offer(&self, at: &Entered, row: usize, best: &mut TopK<'a>) {
        let (columns, found) = (self.columns(at), &self.question.inner.segments[at.segment]);
        let posting = columns.row(row);
        if found.postings.contains(row)
            && self.question.in_scope_posting(at.segment, row)
            && let Some(scored) = self.question.context.score(self.probe.worker, posting)
            && self.question.passes_posting(posting)
        {
            best.push(RowRef::new(at.segment, row), columns.register().ids(), scored);
        }
    }
}

/// Workers for a posting.
pub(super) struct WorkersFor<'a, 'q> {
    question: &'a Question<'q>,
    probe: PostingProbe<'a>,
    level: Level,
    /// The posting's place on each segment's ground.
    places: Vec<[f32; 3]>,
}

impl<'a, 'q> WorkersFor<'a, 'q> {
    pub(super) fn new(question: &'a Question<'q>, posting: PostingRow<'a>) -> Self {
        let place = |segment: &Segment| segment.columns.workers.blocks().ground.place(posting.point());
        Self {
            question,
            probe: PostingProbe::new(&question.context, posting),
            level: question.level,
            places: question.inner.segments.iter().map(place).collect(),
        }
    }

    fn of(&self, segment: usize) -> &'a WorkerBlocks {
        self.question.inner.segments[segment].columns.workers.blocks()
    }

    fn columns(&self, at: &Entered) -> &'a WorkerColumns {
        &self.question.inner.segments[at.segment].columns.workers
    }
}

impl<'a> Candidates<'a> for WorkersFor<'a, '_> {
    fn segments(&self) -> usize {
        self.question.inner.segments.len()
    }

    fn groups(&self, segment: usize) -> usize {
        self.of(segment).groups.len()
    }

    fn enter(&self, segment: usize, group: usize, threshold: f32) -> Option<(InGroup, f32)> {
        let group = &self.of(segment).groups[group];
        // Workers without a place can only do remote work.
        let may_hold = group.is_placed || self.probe.posting.is_remote();
        if may_hold { self.probe.enter(&self.question.context, group, threshold) } else { None }
    }

    fn blocks(&self, at: &Entered, threshold: f32, blocks: &mut Found) {
        let reach = (self.places[at.segment], self.probe.rules.reach_squared);
        list_blocks(
            self.level,
            self.of(at.segment),
            at,
            reach,
            threshold,
            blocks,
            #[inline(always)]
            |level, place, frame| self.probe.frame_ceilings(level, place, &at.in_group, frame),
        );
    }

    fn rows(&self, at: &Entered, threshold: f32, blocks: &[Listed], rows: &mut Found) {
        let listed: &[WorkerBlock] = &self.of(at.segment).blocks;
        self.level.run(
            #[inline(always)]
            |level| {
                for (place, block) in blocks.iter().enumerate() {
                    if let Some(next) = blocks.get(place + BLOCKS_AHEAD) {
                        prefetch(from_ref(&listed[next.number() as usize]));
                    }
                    let ceilings = self.probe.lane_ceilings(level, &at.in_group, &listed[block.number() as usize]);
                    rows.extend(level, block.number() * LANES_NUMBER, &ceilings, threshold);
                }
            },
        );
    }

    fn row(&self, at: &Entered, number: u32) -> usize {
        let block = &self.of(at.segment).blocks[(number / LANES_NUMBER) as usize];
        block.rows[number as usize % LANES] as usize
    }

    fn expect(&self, at: &Entered, row: usize) {
        self.columns(at).expect(row);
    }

    fn expect_lists(&self, at: &Entered, row: usize) {
        self.columns(at).expect_lists(row);
    }

    fn offer(&self, at: &Entered, row: usize, best: &mut TopK<'a>) {
        let (columns, found) = (self.columns(at), &self.question.inner.segments[at.segment]);
        let worker = columns.row(row);
        let context = &self.question.context;
        // Somebody with several wishes stands here several times; only the place of the best wish counts.
        let listed = self.of(at.segment).groups[at.group].occupation;
        let best_wish = match self.probe.posting.occupation() {
            Some(_) => context.best_wish(worker, self.probe.posting.occupation()).map(|(_, wish)| wish),
            None => worker.desired_occupations().first().copied(),
        };
        if listed == best_wish
            && found.workers.contains(row)
            && self.question.in_scope_worker(at.segment, row)
            && let Some(scored) = context.score(worker, self.probe.posting)
            && self.question.passes_worker(worker)
        {
            best.push(RowRef::new(at.segment, row), columns.register().ids(), scored);
        }
    }
}
