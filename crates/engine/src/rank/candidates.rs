//! The two sides of a market as candidates for a record of the other.

use std::slice::from_ref;

use super::{
    Question,
    frontier::{Candidates, GroupAt, Left, Lists, Search, in_turn, low_half, number_of, numbered},
    top_k::TopK,
};
use crate::{
    columns::{
        Blocks, Fill, Frame, PostingBlocks, PostingColumns, PostingContent, PostingRow, PostingTerms, SkillLanes,
        WorkerBlock, WorkerBlocks, WorkerColumns, WorkerRow,
        lanes::{LANES, LANES_NUMBER, Lanes},
    },
    score::{GroupCeilings, InGroup, PostingProbe, WorkerProbe},
    simd::{Level, prefetch},
    snapshot::{RowRef, Segment},
};

/// How many blocks before it is looked at a block is asked for.
const BLOCKS_AHEAD: usize = 2;

/// Lists the blocks of a group whose `ceilings` reach the threshold of a search, of frames that may hold some within its
/// `reach` of a place on the blocks' ground.
#[inline(always)]
fn list_blocks<C, Side: Fill>(
    level: Level,
    of: &Blocks<Side>,
    group: usize,
    searches: &[Search<'_, C>],
    lists: &mut Lists,
    reach: impl Fn(&C) -> ([f32; 2], f32),
    ceilings: impl Fn(Level, &C, &InGroup, &Frame<Side::Frame>) -> Lanes<f32>,
) {
    let group = &of.groups[group];
    let outlines = &of.outlines[group.outlines.clone()];
    let frames_of_group = number(group.frames.start)..number(group.frames.end);
    let Lists { entered, frames, blocks, .. } = lists;
    frames.clear();
    blocks.clear();
    level.run(
        #[inline(always)]
        |level| {
            for (entry, place) in entered.iter().zip(0..) {
                let (on_ground, reach_squared) = reach(&searches[entry.search].candidates);
                for (outline, first) in outlines.iter().zip(frames_of_group.clone().step_by(LANES)) {
                    let held = entry.in_group.may_hold(level, on_ground, outline, reach_squared, entry.threshold);
                    let outlined = (1 << LANES_NUMBER.min(frames_of_group.end - first)) - 1;
                    level.append(held & outlined, &numbered(first), &[place; LANES], frames);
                }
            }
            for pair in frames {
                let frame = &of.frames[low_half(*pair) as usize];
                let entry = &mut entered[(*pair >> 32) as usize];
                let ceilings = ceilings(level, &searches[entry.search].candidates, &entry.in_group, frame);
                blocks.extend(level, frame.first_block, &ceilings, entry.threshold);
                entry.blocks.end = blocks.as_slice().len();
            }
        },
    );
    in_turn(entered.iter_mut().map(|entry| &mut entry.blocks));
}

fn number(of: usize) -> u32 {
    u32::try_from(of).expect("frames are counted in 32 bits")
}

/// What a worker and the postings of a segment have in common.
struct InSegment {
    /// The worker's place on the segment's ground.
    place: [f32; 2],
    ceilings: Vec<GroupCeilings>,
}

/// Postings for a worker.
pub(super) struct PostingsFor<'a, 'q> {
    pub(super) question: &'a Question<'q>,
    probe: WorkerProbe<'a>,
    /// Of each segment.
    in_segments: Vec<InSegment>,
}

impl<'a, 'q> PostingsFor<'a, 'q> {
    pub(super) fn new(question: &'a Question<'q>, worker: WorkerRow<'a>) -> Self {
        let probe = WorkerProbe::new(&question.context, worker);
        let in_segment = |segment: &Segment| InSegment {
            place: segment.columns.postings.blocks().ground.place(worker.point()),
            ceilings: probe.group_ceilings(question.level, &segment.bounds.groups),
        };
        let in_segments = question.inner.segments.iter().map(in_segment).collect();
        Self { question, probe, in_segments }
    }

    fn of(&self, segment: usize) -> &'a PostingBlocks {
        self.question.inner.segments[segment].columns.postings.blocks()
    }

    fn columns(&self, at: GroupAt) -> &'a PostingColumns {
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

    fn enter(&self, at: GroupAt, threshold: f32) -> Option<(InGroup, f32)> {
        let (ceilings, lane) = (&self.in_segments[at.segment].ceilings[at.group / LANES], at.group % LANES);
        let ceiling = ceilings.ceiling[lane];
        let in_group = || self.probe.in_group(self.of(at.segment).groups[at.group].is_placed, ceilings, lane);
        (ceiling >= threshold).then(|| (in_group(), ceiling))
    }

    fn list_blocks(at: GroupAt, searches: &[Search<'a, Self>], lists: &mut Lists) {
        let Some(Search { candidates: Self { question, .. }, .. }) = searches.first() else { return };
        list_blocks(
            question.level,
            question.inner.segments[at.segment].columns.postings.blocks(),
            at.group,
            searches,
            lists,
            #[inline(always)]
            |worker| (worker.in_segments[at.segment].place, worker.probe.rules.reach_squared),
            #[inline(always)]
            |level, worker, in_group, frame| {
                worker.probe.frame_ceilings(level, worker.in_segments[at.segment].place, in_group, frame)
            },
        );
    }

    fn list_rows(at: GroupAt, searches: &[Search<'a, Self>], lists: &mut Lists) {
        let Some(Search { candidates: Self { question, .. }, .. }) = searches.first() else { return };
        let segment = &question.inner.segments[at.segment];
        let of_blocks: &[PostingTerms] = &segment.columns.postings.blocks().blocks;
        let contents: &[PostingContent] = segment.columns.postings.contents();
        let skills: &[SkillLanes] = &segment.bounds.skills;
        let Lists { entered, blocks, left, ceilings, rows, .. } = lists;
        let blocks = blocks.as_slice();
        let most_left = entered.iter().map(|entry| entry.next.len()).sum();
        if left.len() < most_left {
            left.resize(most_left, Left::default());
            ceilings.resize(most_left, [0.0; LANES]);
        }
        rows.clear();
        question.level.run(
            #[inline(always)]
            |level| {
                let mut reaching = 0;
                for (entry, place) in entered.iter().zip(0..) {
                    let Self { probe, in_segments, .. } = &searches[entry.search].candidates;
                    let on_ground = in_segments[at.segment].place;
                    let least = entry.threshold - probe.most_of_content(&entry.in_group);
                    for block in entry.next.clone() {
                        if let Some(later) = blocks.get(block + BLOCKS_AHEAD) {
                            prefetch(from_ref(&of_blocks[number_of(*later) as usize]));
                        }
                        let block = number_of(blocks[block]);
                        let terms = &of_blocks[block as usize];
                        let of_terms = probe.term_ceilings(level, on_ground, &entry.in_group, terms);
                        // In most blocks it does not matter what is said and desired.
                        (left[reaching], ceilings[reaching]) = (Left { entered: place, block }, of_terms);
                        reaching += usize::from(level.reaching(&of_terms, least) != 0);
                    }
                }
                let left = &left[..reaching];
                for (place, (this, ceilings)) in left.iter().zip(ceilings).enumerate() {
                    if let Some(later) = left.get(place + BLOCKS_AHEAD) {
                        prefetch(from_ref(&contents[later.block as usize]));
                        prefetch(from_ref(&skills[later.block as usize]));
                    }
                    let (entry, block) = (&mut entered[this.entered as usize], this.block as usize);
                    let probe = &searches[entry.search].candidates.probe;
                    let of_content = probe.content_ceilings(level, &contents[block], &skills[block]);
                    for (ceiling, of_content) in ceilings.iter_mut().zip(of_content) {
                        *ceiling += of_content;
                    }
                    rows.extend(level, this.block * LANES_NUMBER, ceilings, entry.threshold);
                    entry.rows.end = rows.as_slice().len();
                }
            },
        );
        in_turn(entered.iter_mut().map(|entry| &mut entry.rows));
    }

    fn row(&self, at: GroupAt, number: u32) -> usize {
        let rows = self.of(at.segment).rows[(number / LANES_NUMBER) as usize];
        debug_assert!(number % LANES_NUMBER < rows.count, "lanes without a row are refused");
        (rows.first + number % LANES_NUMBER) as usize
    }

    fn expect_place(&self, at: GroupAt, row: usize) {
        self.columns(at).expect_place(row);
    }

    fn expect(&self, at: GroupAt, row: usize) {
        self.columns(at).expect(row);
    }

    fn offer(&self, at: GroupAt, row: usize, best: &mut TopK<'a>) {
        let (columns, found) = (self.columns(at), &self.question.inner.segments[at.segment]);
        let posting = columns.row(row);
        if found.postings.contains(row)
            && self.question.in_scope_posting(at.segment, row)
            && let Some(scored) = self.probe.score(&self.question.context, posting)
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
    /// The posting's place on each segment's ground.
    places: Vec<[f32; 2]>,
}

impl<'a, 'q> WorkersFor<'a, 'q> {
    pub(super) fn new(question: &'a Question<'q>, posting: PostingRow<'a>) -> Self {
        let place = |segment: &Segment| segment.columns.workers.blocks().ground.place(posting.point());
        Self {
            question,
            probe: PostingProbe::new(&question.context, posting),
            places: question.inner.segments.iter().map(place).collect(),
        }
    }

    fn of(&self, segment: usize) -> &'a WorkerBlocks {
        self.question.inner.segments[segment].columns.workers.blocks()
    }

    fn columns(&self, at: GroupAt) -> &'a WorkerColumns {
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

    fn enter(&self, at: GroupAt, threshold: f32) -> Option<(InGroup, f32)> {
        let group = &self.of(at.segment).groups[at.group];
        // Workers without a place can only do remote work.
        let may_hold = group.is_placed || self.probe.posting.is_remote();
        if may_hold { self.probe.enter(&self.question.context, group, threshold) } else { None }
    }

    fn list_blocks(at: GroupAt, searches: &[Search<'a, Self>], lists: &mut Lists) {
        let Some(Search { candidates: Self { question, .. }, .. }) = searches.first() else { return };
        list_blocks(
            question.level,
            question.inner.segments[at.segment].columns.workers.blocks(),
            at.group,
            searches,
            lists,
            #[inline(always)]
            |posting| (posting.places[at.segment], posting.probe.rules.reach_squared),
            #[inline(always)]
            |level, posting, in_group, frame| {
                posting.probe.frame_ceilings(level, posting.places[at.segment], in_group, frame)
            },
        );
    }

    fn list_rows(at: GroupAt, searches: &[Search<'a, Self>], lists: &mut Lists) {
        let Some(Search { candidates: Self { question, .. }, .. }) = searches.first() else { return };
        let of_blocks: &[WorkerBlock] = &question.inner.segments[at.segment].columns.workers.blocks().blocks;
        let Lists { entered, blocks, rows, .. } = lists;
        let blocks = blocks.as_slice();
        rows.clear();
        question.level.run(
            #[inline(always)]
            |level| {
                for entry in &mut *entered {
                    let Self { probe, places, .. } = &searches[entry.search].candidates;
                    for block in entry.next.clone() {
                        if let Some(later) = blocks.get(block + BLOCKS_AHEAD) {
                            prefetch(from_ref(&of_blocks[number_of(*later) as usize]));
                        }
                        let block = number_of(blocks[block]);
                        let ceilings =
                            probe.lane_ceilings(level, places[at.segment], &entry.in_group, &of_blocks[block as usize]);
                        rows.extend(level, block * LANES_NUMBER, &ceilings, entry.threshold);
                    }
                    entry.rows.end = rows.as_slice().len();
                }
            },
        );
        in_turn(entered.iter_mut().map(|entry| &mut entry.rows));
    }

    fn row(&self, at: GroupAt, number: u32) -> usize {
        self.of(at.segment).rows[(number / LANES_NUMBER) as usize][number as usize % LANES] as usize
    }

    fn expect_place(&self, at: GroupAt, row: usize) {
        self.columns(at).expect_place(row);
    }

    fn expect(&self, at: GroupAt, row: usize) {
        self.columns(at).expect(row);
    }

    fn offer(&self, at: GroupAt, row: usize, best: &mut TopK<'a>) {
        let (columns, found) = (self.columns(at), &self.question.inner.segments[at.segment]);
        let worker = columns.row(row);
        let context = &self.question.context;
        // Somebody with several wishes stands here several times; only the place of the best wish counts.
        let listed = self.of(at.segment).groups[at.group].occupation;
        let best_wish = match self.probe.posting.occupation() {
            Some(_) => context.best_wish(worker, self.probe.posting.occupation()).map(|(_, wish)| wish),
            None => worker.desired_occupations().next(),
        };
        if listed == best_wish
            && found.workers.contains(row)
            && self.question.in_scope_worker(at.segment, row)
            && let Some(scored) = self.probe.score(context, worker)
            && self.question.passes_worker(worker)
        {
            best.push(RowRef::new(at.segment, row), columns.register().ids(), scored);
        }
    }
}
