//! Everybody, some at a time: answers that need not be held at once.

use std::{sync::Arc, vec};

use super::{MatchTable, Question};
use crate::{
    MatchOptions, Result, Side, Snapshot, answer::Provenance, options::Progress, snapshot::RowRef, symbols::Overlay,
};

/// The answer of [`Snapshot::match_batches`]: one table after another, each made when it is asked for.
pub struct MatchBatches {
    snapshot: Snapshot,
    provenance: Provenance,
    side: Side,
    options: MatchOptions,
    rows: vec::IntoIter<RowRef>,
    subjects: usize,
    size: usize,
}

impl Snapshot {
    /// What [`match_all`](Self::match_all) gives, as tables of `size` subjects (at least 1) that are made one at a time:
    /// together they have the same rows in the same order.
    ///
    /// # Errors
    ///
    /// `weights.invalid`, `option.invalid`; those of a table come with it.
    ///
    /// # Example
    ///
    /// ```
    /// use gigmatch::{Engine, MatchOptions, Side};
    ///
    /// let engine = Engine::in_memory()?;
    /// let options = MatchOptions::at("2026-11-24T05:00:00+08:00".parse().unwrap());
    /// for table in engine.snapshot().match_batches(Side::Workers, 100_000, &options)? {
    ///     println!("{} rows", table?.len());
    /// }
    /// # Ok::<(), gigmatch::Error>(())
    /// ```
    pub fn match_batches(&self, side: Side, size: usize, options: &MatchOptions) -> Result<MatchBatches> {
        let provenance = Question::new(&self.0, options, &Overlay::new(&self.0.symbols))?.provenance();
        let rows = self.0.rows_by_id(side.kind());
        let subjects = rows.len();
        let (snapshot, options) = (self.clone(), options.clone());
        Ok(MatchBatches { snapshot, provenance, side, options, rows: rows.into_iter(), subjects, size: size.max(1) })
    }
}

impl MatchBatches {
    /// What makes the answer.
    pub fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    /// How many subjects all tables have together.
    pub fn subjects(&self) -> usize {
        self.subjects
    }

    /// The caller is told of all subjects, not of those of one table.
    fn progress_after(&self, before: usize) -> Option<Progress> {
        let (told, all) = (self.options.progress.clone()?, self.subjects);
        Some(Arc::new(move |done, _| told(before + done, all)))
    }
}

impl Iterator for MatchBatches {
    type Item = Result<MatchTable>;

    /// After an error there is no further table.
    fn next(&mut self) -> Option<Self::Item> {
        let before = self.subjects - self.rows.len();
        let rows: Vec<RowRef> = self.rows.by_ref().take(self.size).collect();
        if rows.is_empty() {
            return None;
        }
        let mut options = self.options.clone();
        options.progress = self.progress_after(before);
        let table = self.snapshot.match_rows(self.side, rows, &options);
        if table.is_err() {
            self.rows = Vec::new().into_iter();
        }
        Some(table)
    }
}

impl std::fmt::Debug for MatchBatches {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MatchBatches")
            .field("side", &self.side)
            .field("subjects", &self.subjects)
            .field("left", &self.rows.len())
            .finish_non_exhaustive()
    }
}
