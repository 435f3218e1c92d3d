//! A question made ready: options checked, codes looked up, the pair's context put together.

use rayon::ThreadPool;

use super::{
    RankedPair,
    candidates::{PostingsFor, WorkersFor},
    frontier::{Candidates, Frontier, Search},
    top_k::{Keep, TopK},
};
use crate::{
    Error, MatchOptions, Result,
    answer::Provenance,
    columns::{PostingRow, WorkerRow},
    eligibility::{BoundFilters, RuleContext},
    score::ScoreContext,
    simd::Level,
    snapshot::Inner,
    symbols::Overlay,
};

/// Options bound to a snapshot.
pub(crate) struct Question<'a> {
    pub(crate) inner: &'a Inner,
    pub(crate) options: &'a MatchOptions,
    pub(crate) context: ScoreContext<'a>,
    pub(crate) filters: BoundFilters,
    pub(super) level: Level,
    /// Absent where all records take part.
    pub(crate) scope: Option<Scope>,
}

/// The records that take part in a question, by segment and row.
#[derive(Debug, Clone)]
pub(crate) struct Scope {
    pub(crate) postings: Vec<Vec<bool>>,
    pub(crate) workers: Vec<Vec<bool>>,
}

impl<'a> Question<'a> {
    /// Checks the options; `symbols` knows the names of the ad hoc records that the question brings.
    pub(crate) fn new(inner: &'a Inner, options: &'a MatchOptions, symbols: &'a Overlay<'a>) -> Result<Self> {
        options.weights.validate()?;
        if options.top == 0 {
            return Err(Error::out_of_range("top", 0, "1 or more"));
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
        let filters = BoundFilters::new(&options.filters, packing);
        Ok(Self { inner, options, context, filters, level: Level::widest(), scope: None })
    }

    /// The threads to work in: the caller's or the engine's.
    pub(crate) fn pool(&self) -> &ThreadPool {
        self.options.pool.as_ref().unwrap_or(&self.inner.pool)
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

    /// Whether the posting of a row takes part.
    pub(super) fn in_scope_posting(&self, segment: usize, row: usize) -> bool {
        self.scope.as_ref().is_none_or(|scope| scope.postings[segment][row])
    }

    pub(super) fn in_scope_worker(&self, segment: usize, row: usize) -> bool {
        self.scope.as_ref().is_none_or(|scope| scope.workers[segment][row])
    }

    pub(crate) fn passes_posting(&self, posting: PostingRow<'_>) -> bool {
        self.filters.pass_posting(posting, self.context.occupations)
    }

    pub(crate) fn passes_worker(&self, worker: WorkerRow<'_>) -> bool {
        self.filters.pass_worker(worker, self.context.occupations)
    }

    /// The best postings of each of some workers; the more alike these are, the faster.
    pub(crate) fn best_postings<'w>(
        &self,
        workers: impl IntoIterator<Item = WorkerRow<'w>>,
        frontier: &mut Frontier,
    ) -> Result<Vec<Vec<RankedPair>>> {
        self.postings_of(workers.into_iter().map(|worker| (worker, Keep::best(self.options.top))), frontier)
    }

    /// The best workers for each of some postings.
    pub(crate) fn best_workers<'p>(
        &self,
        postings: impl IntoIterator<Item = PostingRow<'p>>,
        frontier: &mut Frontier,
    ) -> Result<Vec<Vec<RankedPair>>> {
        self.workers_of(postings.into_iter().map(|posting| (posting, Keep::best(self.options.top))), frontier)
    }

    /// The postings that are wanted for each of some workers, best first.
    pub(crate) fn postings_of<'w>(
        &self,
        workers: impl IntoIterator<Item = (WorkerRow<'w>, Keep)>,
        frontier: &mut Frontier,
    ) -> Result<Vec<Vec<RankedPair>>> {
        self.wanted(workers, frontier, |worker| {
            let may_match = worker.is_active() && self.passes_worker(worker);
            may_match.then(|| PostingsFor::new(self, worker))
        })
    }

    /// The workers that are wanted for each of some postings, best first.
    pub(crate) fn workers_of<'p>(
        &self,
        postings: impl IntoIterator<Item = (PostingRow<'p>, Keep)>,
        frontier: &mut Frontier,
    ) -> Result<Vec<Vec<RankedPair>>> {
        self.wanted(postings, frontier, |posting| {
            let may_match = posting.is_open() && (posting.is_remote() || posting.point().is_some());
            (may_match && self.passes_posting(posting)).then(|| WorkersFor::new(self, posting))
        })
    }

    /// The wanted candidates of each of some records; none where it has no candidates.
    fn wanted<'c, R, C: Candidates<'c>>(
        &self,
        records: impl IntoIterator<Item = (R, Keep)>,
        frontier: &mut Frontier,
        candidates: impl Fn(R) -> Option<C>,
    ) -> Result<Vec<Vec<RankedPair>>> {
        self.options.check_limits()?;
        let (mut found, mut places, mut searches) = (Vec::new(), Vec::new(), Vec::new());
        for (record, keep) in records {
            if let Some(candidates) = candidates(record) {
                places.push(found.len());
                searches.push(Search { candidates, best: TopK::new(keep) });
            }
            found.push(Vec::new());
        }
        frontier.search(&mut searches, || self.options.check_limits())?;
        for (place, search) in places.into_iter().zip(searches) {
            found[place] = search.best.into_pairs();
        }
        Ok(found)
    }
}
