//! The rows that a search finds, a block of neighbours at a time: one bit each.

use std::ops::Range;

use crate::{index::BLOCK, simd::set_bits, snapshot::RowRef};

/// Found rows among the neighbours of a block.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block {
    segment: usize,
    number: usize,
    bits: u64,
}

impl Block {
    pub(super) fn new(segment: usize, number: usize, bits: u64) -> Self {
        Self { segment, number, bits }
    }

    pub(super) fn segment(self) -> usize {
        self.segment
    }

    /// Its place among the blocks of its segment.
    pub(super) fn number(self) -> usize {
        self.number
    }

    /// How many rows are found.
    pub(super) fn count(self) -> u64 {
        u64::from(self.bits.count_ones())
    }

    /// The rows that the block may hold.
    pub(super) fn range(self) -> Range<usize> {
        self.number * BLOCK..(self.number + 1) * BLOCK
    }

    /// How many of some neighbours in the block are found.
    pub(super) fn count_in(self, rows: Range<usize>) -> u64 {
        let behind = BLOCK - rows.len();
        u64::from((self.bits >> (rows.start % BLOCK) << behind).count_ones())
    }

    /// Found rows.
    #[inline]
    pub(super) fn rows(self) -> impl Iterator<Item = RowRef> {
        set_bits(self.bits).map(move |place| RowRef::new(self.segment, self.number * BLOCK + place))
    }

    /// Leaves out those rows that do not pass.
    pub(super) fn retain(&mut self, mut passes: impl FnMut(RowRef) -> bool) {
        for at in self.rows() {
            self.bits &= !(u64::from(!passes(at)) << (at.row as usize % BLOCK));
        }
    }
}

/// What documents must have and must not have: the weights of each need in a segment.
pub(super) struct Wanted<'a> {
    pub(super) required: Vec<&'a [u8]>,
    pub(super) excluded: Vec<&'a [u8]>,
}

impl Wanted<'_> {
    /// Whether a document has what it must.
    pub(super) fn has(&self, doc: u32) -> bool {
        let doc = doc as usize;
        self.required.iter().all(|weights| weights[doc] > 0) && self.excluded.iter().all(|weights| weights[doc] == 0)
    }

    /// Which rows of a block have what they must, given their documents.
    pub(super) fn bits(&self, docs: &[u32]) -> u64 {
        // Without branches, as nobody could foresee which of common words a document has.
        let with =
            |weights: &[u8]| docs.iter().rev().fold(0, |bits, doc| bits << 1 | u64::from(weights[*doc as usize] > 0));
        let all = u64::MAX >> (BLOCK - docs.len());
        let required = self.required.iter().fold(all, |bits, weights| bits & with(weights));
        self.excluded.iter().fold(required, |bits, weights| bits & !with(weights))
    }
}

/// One bit for each of so many rows, set for some.
pub(super) fn bits_of(rows: usize, some: impl Iterator<Item = usize>) -> Vec<u64> {
    let mut bits = vec![0; rows.div_ceil(BLOCK)];
    for row in some {
        bits[row / BLOCK] |= 1 << (row % BLOCK);
    }
    bits
}
