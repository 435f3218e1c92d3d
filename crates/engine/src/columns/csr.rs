//! Texts of varying length in two flat arrays, and what all columns are made with.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// One text a row, in one buffer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Strings {
    #[serde(with = "super::chunked")]
    offsets: Vec<u32>,
    bytes: String,
}

impl Default for Strings {
    fn default() -> Self {
        Self { offsets: vec![0], bytes: String::new() }
    }
}

impl Strings {
    pub(crate) fn push(&mut self, text: &str) {
        self.bytes.push_str(text);
        self.offsets.push(offset(self.bytes.len()));
    }

    /// Gives back memory that growing took in advance.
    pub(crate) fn shrink(&mut self) {
        self.offsets.shrink_to_fit();
        self.bytes.shrink_to_fit();
    }

    pub(crate) fn get(&self, row: usize) -> &str {
        &self.bytes[self.offsets[row] as usize..self.offsets[row + 1] as usize]
    }

    pub(crate) fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    pub(crate) fn permuted(&self, order: &[u32]) -> Self {
        let mut strings = Self::default();
        for row in order {
            strings.push(self.get(*row as usize));
        }
        strings.shrink();
        strings
    }

    /// Rows in the order of their texts' bytes.
    pub(crate) fn sorted_rows(&self) -> Vec<u32> {
        let mut rows: Vec<u32> = (0..offset(self.len())).collect();
        rows.sort_unstable_by_key(|row| self.get(*row as usize));
        rows
    }

    /// Finds a text among rows that are sorted by it.
    pub(crate) fn find(&self, sorted_rows: &[u32], text: &str) -> Option<usize> {
        sorted_rows
            .binary_search_by_key(&text, |row| self.get(*row as usize))
            .ok()
            .map(|place| sorted_rows[place] as usize)
    }
}

/// A column's values in another row order.
pub(crate) fn permuted<T: Copy>(column: &[T], order: &[u32]) -> Vec<T> {
    order.iter().map(|row| column[*row as usize]).collect()
}

/// The values of a function, found by all threads of the current pool where they are many. A record that is not indexed has
/// few, and may be asked about outside of any pool.
pub(super) fn map_all<T: Sync, R: Send>(items: &[T], value: impl Fn(&T) -> R + Sync) -> Vec<R> {
    const MANY: usize = 256;
    if items.len() < MANY { items.iter().map(value).collect() } else { items.par_iter().map(&value).collect() }
}

/// A segment holds at most 2^31 documents, but their lists together may be longer than an offset counts: refuse loudly.
pub(super) fn offset(length: usize) -> u32 {
    u32::try_from(length).expect("the lists of one column of one segment hold fewer than 2^32 values")
}
