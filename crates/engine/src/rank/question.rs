//! A question made ready: options checked, codes looked up, the pair's context put together.

use super::{RankedPair, top_k::TopK};
use crate::{
    Error, ErrorCode, MatchOptions, Result,
    answer::Provenance,
    columns::{Block, PostingRow, UNLIMITED, WorkerRow},
    eligibility::{BoundFilters, RuleContext},
    score::ScoreContext,
    snapshot::{Inner, RowRef},
    symbols::Overlay,
};

/// Blocks between two looks at deadline and cancel flag: some ten thousand candidates.
const BLOCKS_BETWEEN_CHECKS: usize = 256;

/// Options bound to a snapshot.
pub(crate) struct Question<'a> {
    pub(crate) inner: &'a Inner,
    pub(crate) options: &'a MatchOptions,
    pub(crate) context: ScoreContext<'a>,
    pub(crate) filters: BoundFilters,
}

impl<'a> Question<'a> {
    /// Checks the options; `symbols` knows the names of the ad hoc records that the question brings.
    pub(crate) fn new(inner: &'a Inner, options: &'a MatchOptions, symbols: &'a Overlay<'a>) -> Result<Self> {
        options.weights.validate()?;
        if options.top == 0 {
            return Err(Error::new(ErrorCode::InvalidOption, "top is 0; allowed is 1 or more"));
        }
        options.check_limits()?;
        let packing = &inner.packing;
        let rules = RuleContext {
            now: options.now.as_millisecond(),
            now_date: packing.date_of(options.now),
            rules: &options.rules,
            occupancy: options.occupancy.as_deref(),
            packing,
            symbols,
        };
        let context =
            ScoreContext { rules, weights: options.weights, occupations: &packing.occupations, idf: &inner.idf };
        let filters = BoundFilters::new(&options.filters, &packing.occupations);
        Ok(Self { inner, options, context, filters })
    }

    pub(crate) fn provenance(&self) -> Provenance {
        Provenance {
            generation: self.inner.generation,
            now: self.options.now,
            weights: self.options.weights,
            rule_version: self.options.rules.version.clone(),
            occupancy_version: self.options.occupancy.as_ref().map(|occupancy| occupancy.version().to_owned()),
        }
    }

    pub(crate) fn passes_posting(&self, posting: PostingRow<'_>) -> bool {
        self.filters.pass_posting(posting, self.context.occupations)
    }

    pub(crate) fn passes_worker(&self, worker: WorkerRow<'_>) -> bool {
        self.filters.pass_worker(worker, self.context.occupations)
    }

    /// The best postings of a worker.
    pub(crate) fn best_postings(&self, worker: WorkerRow<'_>) -> Result<Vec<RankedPair>> {
        if !worker.is_active() || !self.passes_worker(worker) {
            return Ok(Vec::new());
        }
        let mut best = TopK::new(self.options.top);
        // A worker without a place can only do remote work, which stands in unplaced blocks.
        let may_hold = |block: &Block| {
            !block.is_placed() || worker.point().is_some_and(|point| block.may_reach(point, worker.reach()))
        };
        for (place, segment) in self.inner.segments.iter().enumerate() {
            let postings = &segment.columns.postings;
            self.visit(postings.blocks(), may_hold, |row| {
                let posting = postings.row(row);
                if segment.postings.contains(row)
                    && let Some(scored) = self.context.score(worker, posting)
                    && self.passes_posting(posting)
                {
                    best.push(RowRef::new(place, row), posting.id(), scored);
                }
            })?;
        }
        Ok(best.into_pairs())
    }

    /// The best workers for a posting.
    pub(crate) fn best_workers(&self, posting: PostingRow<'_>) -> Result<Vec<RankedPair>> {
        if !posting.is_open() || !self.passes_posting(posting) {
            return Ok(Vec::new());
        }
        let mut best = TopK::new(self.options.top);
        // The rows of an unplaced block have no place, so only remote work is for them.
        let may_hold = |block: &Block| {
            posting.is_remote()
                || (block.is_placed() && posting.point().is_some_and(|point| block.may_reach(point, posting.reach())))
        };
        for (place, segment) in self.inner.segments.iter().enumerate() {
            let workers = &segment.columns.workers;
            self.visit(workers.blocks(), may_hold, |row| {
                let worker = workers.row(row);
                if segment.workers.contains(row)
                    && let Some(scored) = self.context.score(worker, posting)
                    && self.passes_worker(worker)
                {
                    best.push(RowRef::new(place, row), worker.id(), scored);
                }
            })?;
        }
        Ok(best.into_pairs())
    }

    fn visit(&self, blocks: &[Block], may_hold: impl Fn(&Block) -> bool, mut visit: impl FnMut(usize)) -> Result<()> {
        for group in blocks.chunks(BLOCKS_BETWEEN_CHECKS) {
            self.options.check_limits()?;
            for block in group.iter().filter(|block| may_hold(block)) {
                (block.start..block.end).for_each(&mut visit);
            }
        }
        Ok(())
    }
}

/// `UNLIMITED` must lie beyond every distance on earth, or a block without a limit could be skipped.
const _: () = assert!(UNLIMITED > crate::geo::EARTH_DIAMETER_M);
