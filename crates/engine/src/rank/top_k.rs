//! The best k of a stream of pairs, under one total order.

use std::{cmp::Ordering, collections::BinaryHeap};

use super::RankedPair;
use crate::{columns::Strings, score::Scored, snapshot::RowRef};

/// Which of a record's eligible pairs are wanted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Keep {
    /// At most so many, the best.
    pub(crate) most: usize,
    /// None of a lower score.
    pub(crate) least: u32,
}

impl Keep {
    pub(crate) fn best(most: usize) -> Self {
        Self { most, least: 0 }
    }

    pub(crate) fn all_from(least: u32) -> Self {
        Self { most: usize::MAX, least }
    }
}

/// Pairs that there is room for from the start.
const FEW: usize = 16;

/// Keeps the best `k`: score from high to low, then the counterpart's id bytes from low to high.
///
/// Ids are unique among live records of a kind, so the order is total and the answer does not depend on the order in
/// which pairs arrive.
pub(super) struct TopK<'a> {
    k: usize,
    /// Pairs below this score are not kept.
    least: u32,
    /// The worst kept pair is on top.
    heap: BinaryHeap<Entry<'a>>,
}

struct Entry<'a> {
    pair: RankedPair,
    /// Read at ties only: looking up an id touches memory that nothing else does.
    ids: &'a Strings,
}

impl<'a> Entry<'a> {
    fn id(&self) -> &'a [u8] {
        self.ids.get(self.pair.counterpart.row as usize).as_bytes()
    }
}

impl Ord for Entry<'_> {
    /// Worse is greater.
    fn cmp(&self, other: &Self) -> Ordering {
        other.pair.score.cmp(&self.pair.score).then_with(|| self.id().cmp(other.id()))
    }
}

impl PartialOrd for Entry<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Entry<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Entry<'_> {}

impl<'a> TopK<'a> {
    pub(super) fn new(keep: Keep) -> Self {
        Self { k: keep.most, least: keep.least, heap: BinaryHeap::with_capacity(keep.most.min(FEW)) }
    }

    pub(super) fn push(&mut self, counterpart: RowRef, ids: &'a Strings, scored: Scored) {
        if scored.score < self.least {
            return;
        }
        let pair = RankedPair {
            counterpart,
            score: scored.score,
            worker_score: scored.worker_score,
            employer_score: scored.employer_score,
            distance_m: scored.distance_m.unwrap_or(u32::MAX),
        };
        let entry = Entry { pair, ids };
        if self.heap.len() < self.k {
            self.heap.push(entry);
        } else if let Some(mut worst) = self.heap.peek_mut()
            && entry < *worst
        {
            *worst = entry;
        }
    }

    /// What a ceiling must reach: a little less than the worst kept score, so that it may be compared as a float; the
    /// least score that is kept while there are fewer than `k` pairs.
    #[expect(clippy::cast_precision_loss, reason = "rounded down")]
    pub(super) fn threshold(&self) -> f32 {
        let least = match self.heap.peek() {
            Some(worst) if self.heap.len() == self.k => worst.pair.score,
            _ => self.least,
        };
        least as f32 * (1.0 - 1e-6)
    }

    /// The kept pairs, best first.
    pub(super) fn into_pairs(self) -> Vec<RankedPair> {
        self.heap.into_sorted_vec().into_iter().map(|entry| entry.pair).collect()
    }
}
