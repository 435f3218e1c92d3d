//! The two sides of a market as candidates for a record of the other.

use super::{
    Question,
    frontier::{Candidates, Entered, Found},
    top_k::TopK,
};
use crate::{
    columns::{PostingBlock, PostingBlocks, SkillLanes, WorkerBlock, WorkerBlocks, lanes::LANES_NUMBER},
    score::{InGroup, PostingProbe, WorkerProbe},
    simd::Level,
    snapshot::RowRef,
};

/// Postings for a worker.
pub(super) struct PostingsFor<'a, 'q> {
    pub(super) question: &'a Question<'q>,
    pub(super) probe: WorkerProbe<'a>,
    pub(super) level: Level,
}

impl<'a> PostingsFor<'a, '_> {
    fn of(&self, segment: usize) -> &'a PostingBlocks {
        self.question.inner.segments[segment].columns.postings.blocks()
    }
}

impl<'a> Candidates<'a> for PostingsFor<'a, '_> {
    fn segments(&self) -> usize {
        self.question.inner.segments.len()
    }

    fn groups(&self, segment: usize) -> usize {
        self.of(segment).groups.len()
    }

    fn project(&self, segment: usize) -> [f32; 3] {
        self.probe.worker.point().map_or([0.0; 3], |point| self.of(segment).ground.project(point))
    }

    fn enter(&self, segment: usize, group: usize, place: [f32; 3]) -> Option<(InGroup, f32)> {
        let group = &self.of(segment).groups[group];
        // A worker without a place can only do remote work.
        let may_hold = self.probe.rules.is_placed || !group.is_placed;
        may_hold.then(|| self.probe.enter(&self.question.context, group, place))
    }

    fn blocks(&self, at: &Entered, threshold: f32, blocks: &mut Found) {
        let (of, reach_squared) = (self.of(at.segment), self.probe.rules.reach_squared);
        self.level.run(
            #[inline(always)]
            || {
                for frame in of.groups[at.group].frames.clone() {
                    if at.in_group.may_hold(&of.outlines[frame], reach_squared, threshold) {
                        let frame = &of.frames[frame];
                        blocks.extend(frame.first_block, &self.probe.frame_ceilings(&at.in_group, frame), threshold);
                    }
                }
            },
        );
    }

    fn rows(&self, at: &Entered, threshold: f32, blocks: &[(u32, f32)], rows: &mut Found) {
        let found = &self.question.inner.segments[at.segment];
        let listed: &[PostingBlock] = &found.columns.postings.blocks().blocks;
        let skills: &[SkillLanes] = &found.skill_lanes;
        self.level.run(
            #[inline(always)]
            || {
                for (block, _) in blocks.iter().filter(|(_, ceiling)| *ceiling >= threshold) {
                    let place = *block as usize;
                    let ceilings = self.probe.lane_ceilings(&at.in_group, &listed[place], &skills[place]);
                    rows.extend(block * LANES_NUMBER, &ceilings, threshold);
                }
            },
        );
    }

    fn offer(&self, at: &Entered, block: usize, lane: usize, best: &mut TopK<'a>) {
        let block = &self.of(at.segment).blocks[block];
        let row = block.first_row as usize + lane;
        let found = &self.question.inner.segments[at.segment];
        let posting = found.columns.postings.row(row);
        if lane < block.rows as usize
            && found.postings.contains(row)
            && let Some(scored) = self.question.context.score(self.probe.worker, posting)
            && self.question.passes_posting(posting)
        {
            best.push(RowRef::new(at.segment, row), posting.id(), scored);
        }
    }
}

/// Workers for a posting.
pub(super) struct WorkersFor<'a, 'q> {
    pub(super) question: &'a Question<'q>,
    pub(super) probe: PostingProbe<'a>,
    pub(super) level: Level,
}

impl<'a> WorkersFor<'a, '_> {
    fn of(&self, segment: usize) -> &'a WorkerBlocks {
        self.question.inner.segments[segment].columns.workers.blocks()
    }
}

impl<'a> Candidates<'a> for WorkersFor<'a, '_> {
    fn segments(&self) -> usize {
        self.question.inner.segments.len()
    }

    fn groups(&self, segment: usize) -> usize {
        self.of(segment).groups.len()
    }

    fn project(&self, segment: usize) -> [f32; 3] {
        self.probe.posting.point().map_or([0.0; 3], |point| self.of(segment).ground.project(point))
    }

    fn enter(&self, segment: usize, group: usize, place: [f32; 3]) -> Option<(InGroup, f32)> {
        let group = &self.of(segment).groups[group];
        // Workers without a place can only do remote work.
        let may_hold = group.is_placed || self.probe.posting.is_remote();
        may_hold.then(|| self.probe.enter(&self.question.context, group, place))
    }

    fn blocks(&self, at: &Entered, threshold: f32, blocks: &mut Found) {
        let (of, reach_squared) = (self.of(at.segment), self.probe.rules.reach_squared);
        self.level.run(
            #[inline(always)]
            || {
                for frame in of.groups[at.group].frames.clone() {
                    if at.in_group.may_hold(&of.outlines[frame], reach_squared, threshold) {
                        let frame = &of.frames[frame];
                        blocks.extend(frame.first_block, &self.probe.frame_ceilings(&at.in_group, frame), threshold);
                    }
                }
            },
        );
    }

    fn rows(&self, at: &Entered, threshold: f32, blocks: &[(u32, f32)], rows: &mut Found) {
        let listed: &[WorkerBlock] = &self.of(at.segment).blocks;
        self.level.run(
            #[inline(always)]
            || {
                for (block, _) in blocks.iter().filter(|(_, ceiling)| *ceiling >= threshold) {
                    let ceilings = self.probe.lane_ceilings(&at.in_group, &listed[*block as usize]);
                    rows.extend(block * LANES_NUMBER, &ceilings, threshold);
                }
            },
        );
    }

    fn offer(&self, at: &Entered, block: usize, lane: usize, best: &mut TopK<'a>) {
        let (of, found) = (self.of(at.segment), &self.question.inner.segments[at.segment]);
        let row = of.blocks[block].rows[lane] as usize;
        let worker = found.columns.workers.row(row);
        let context = &self.question.context;
        // Somebody with several wishes stands here several times; only the place of the best wish counts.
        let listed = of.groups[at.group].occupation;
        let best_wish = match self.probe.posting.occupation() {
            Some(_) => context.best_wish(worker, self.probe.posting.occupation()).map(|(_, wish)| wish),
            None => worker.desired_occupations().first().copied(),
        };
        if listed == best_wish
            && found.workers.contains(row)
            && let Some(scored) = context.score(worker, self.probe.posting)
            && self.question.passes_worker(worker)
        {
            best.push(RowRef::new(at.segment, row), worker.id(), scored);
        }
    }
}
