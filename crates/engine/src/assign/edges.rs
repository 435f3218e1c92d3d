//! Eligible pairs as edges, looked for where they may count.

use rayon::{ThreadPool, prelude::*};

use super::{market::Market, options::AssignOptions};
use crate::{
    Result, Side,
    options::Tally,
    rank::{Frontier, Keep, Question, RankedPair, in_batches},
};

/// A worker for whom a task fits, and the score of the pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Edge {
    pub(super) worker: u32,
    pub(super) task: u32,
    pub(super) score: u32,
}

/// A worker who is eligible for a posting, and the score of the pair.
pub(super) type Listed = (u32, u32);

/// Looks for edges of a market.
pub(super) struct EdgeSource<'a, 'q> {
    pub(super) question: &'q Question<'a>,
    pub(super) market: &'q Market<'a>,
    asked: &'q AssignOptions,
    workers: Vec<Vec<u32>>,
    postings: Vec<Vec<u32>>,
}

impl<'a, 'q> EdgeSource<'a, 'q> {
    pub(super) fn new(question: &'q Question<'a>, market: &'q Market<'a>, asked: &'q AssignOptions) -> Self {
        Self {
            question,
            market,
            asked,
            workers: in_batches(question, Side::Workers, &market.workers),
            postings: in_batches(question, Side::Postings, &market.postings),
        }
    }

    /// The edges of the wanted pairs of each worker that a test lets through; workers without a wish are passed over.
    pub(super) fn of_workers(
        &self,
        wanted: impl Fn(u32) -> Option<Keep> + Sync,
        passes: impl Fn(&Edge) -> bool + Sync,
    ) -> Result<Vec<Edge>> {
        self.found(&self.workers, |batch, frontier, edges| {
            let chosen = chosen(batch, &wanted);
            let rows = chosen.iter().map(|(place, keep)| (self.market.worker(*place), *keep));
            for ((worker, _), pairs) in chosen.iter().zip(self.question.postings_of(rows, frontier)?) {
                for pair in pairs {
                    if let Some(posting) = self.market.posting_at(pair.counterpart) {
                        self.add(*worker, posting, &pair, &passes, edges);
                    }
                }
            }
            Ok(())
        })
    }

    /// The same for the wanted pairs of each posting.
    pub(super) fn of_postings(
        &self,
        wanted: impl Fn(u32) -> Option<Keep> + Sync,
        passes: impl Fn(&Edge) -> bool + Sync,
    ) -> Result<Vec<Edge>> {
        self.found(&self.postings, |batch, frontier, edges| {
            for (posting, pairs) in self.pairs(batch, &wanted, frontier)? {
                for pair in pairs {
                    if let Some(worker) = self.market.worker_at(pair.counterpart) {
                        self.add(worker, posting, &pair, &passes, edges);
                    }
                }
            }
            Ok(())
        })
    }

    /// The workers and scores of the wanted pairs of each posting, whichever of its tasks fit.
    pub(super) fn listed(&self, wanted: impl Fn(u32) -> Option<Keep> + Sync) -> Result<Vec<(u32, Vec<Listed>)>> {
        self.parts(&self.postings, |batch, frontier, lists| {
            for (posting, pairs) in self.pairs(batch, &wanted, frontier)? {
                let listed = |pair: &RankedPair| Some((self.market.worker_at(pair.counterpart)?, pair.score));
                lists.push((posting, pairs.iter().filter_map(listed).collect()));
            }
            Ok(())
        })
    }

    /// The wanted pairs of some postings.
    fn pairs(
        &self,
        batch: &[u32],
        wanted: impl Fn(u32) -> Option<Keep>,
        frontier: &mut Frontier,
    ) -> Result<Vec<(u32, Vec<RankedPair>)>> {
        let chosen = chosen(batch, wanted);
        let rows = chosen.iter().map(|(place, keep)| (self.market.posting(*place), *keep));
        let found = self.question.workers_of(rows, frontier)?;
        Ok(chosen.iter().map(|(posting, _)| *posting).zip(found).collect())
    }

    fn add(&self, worker: u32, posting: u32, pair: &RankedPair, passes: impl Fn(&Edge) -> bool, edges: &mut Vec<Edge>) {
        self.market.for_each_fitting(self.question, self.market.worker(worker), posting, |task| {
            let edge = Edge { worker, task, score: pair.score };
            if passes(&edge) {
                edges.push(edge);
            }
        });
    }

    /// The edges of all batches, in the order of workers and tasks.
    fn found(
        &self,
        batches: &[Vec<u32>],
        look: impl Fn(&[u32], &mut Frontier, &mut Vec<Edge>) -> Result<()> + Sync,
    ) -> Result<Vec<Edge>> {
        let mut edges = self.parts(batches, look)?;
        self.pool().install(|| edges.par_sort_unstable());
        Ok(edges)
    }

    /// What is found for all batches, in their order. Progress counts those looked at in this round.
    fn parts<T: Send>(
        &self,
        batches: &[Vec<u32>],
        look: impl Fn(&[u32], &mut Frontier, &mut Vec<T>) -> Result<()> + Sync,
    ) -> Result<Vec<T>> {
        let tally = Tally::new(self.question.options, batches.iter().map(Vec::len).sum());
        let parts: Vec<Vec<T>> = self.pool().install(|| {
            let part = |frontier: &mut Frontier, batch: &Vec<u32>| {
                let mut found = Vec::new();
                look(batch, frontier, &mut found)?;
                tally.add(batch.len());
                Ok(found)
            };
            batches.par_iter().map_init(Frontier::default, part).collect::<Result<_>>()
        })?;
        Ok(parts.into_iter().flatten().collect())
    }

    /// Whether the best plan so far is good enough by now.
    pub(super) fn is_late(&self) -> bool {
        self.asked.is_late()
    }

    /// The threads to work in.
    pub(super) fn pool(&self) -> &ThreadPool {
        self.question.pool()
    }

    /// The edge of a pair that may be eligible, for each task that fits: the pair is judged by itself.
    pub(super) fn of_pair(&self, worker: u32, posting: u32) -> Vec<Edge> {
        let (row, other) = (self.market.worker(worker), self.market.posting(posting));
        let mut edges = Vec::new();
        if let Some(scored) = self.question.context.score(row, other) {
            self.market.for_each_fitting(self.question, row, posting, |task| {
                edges.push(Edge { worker, task, score: scored.score });
            });
        }
        edges
    }
}

/// Those of a batch of whom pairs are wanted, and which.
fn chosen(batch: &[u32], wanted: impl Fn(u32) -> Option<Keep>) -> Vec<(u32, Keep)> {
    batch.iter().filter_map(|place| Some((*place, wanted(*place)?))).collect()
}
