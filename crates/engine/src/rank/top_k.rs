//! The best k of a stream of pairs, under one total order.

use std::{cmp::Ordering, collections::BinaryHeap};

use super::RankedPair;
use crate::{columns::Strings, score::Scored, snapshot::RowRef};

/// Keeps the best `k`: score from high to low, then the counterpart's id bytes from low to high.
///
/// Ids are unique among live records of a kind, so the order is total and the answer does not depend on the order in
/// which pairs arrive.
pub(super) struct TopK<'a> {
    k: usize,
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
    pub(super) fn new(k: usize) -> Self {
        Self { k, heap: BinaryHeap::new() }
    }

    pub(super) fn push(&mut self, counterpart: RowRef, ids: &'a Strings, scored: Scored) {
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

    /// What a ceiling must reach: a little less than the worst kept score, so that it may be compared as a float; nothing
    /// while fewer than `k` pairs are kept.
    #[expect(clippy::cast_precision_loss, reason = "rounded down")]
    pub(super) fn threshold(&self) -> f32 {
        match self.heap.peek() {
            Some(worst) if self.heap.len() == self.k => worst.pair.score as f32 * (1.0 - 1e-6),
            _ => 0.0,
        }
    }

    /// The kept pairs, best first.
    pub(super) fn into_pairs(self) -> Vec<RankedPair> {
        self.heap.into_sorted_vec().into_iter().map(|entry| entry.pair).collect()
    }
}
