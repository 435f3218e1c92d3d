//! One batch of records on its way into the index, in one run or in many.

use rayon::prelude::*;
use serde::Serialize;

use super::Writer;
use crate::{
    Result,
    normalize::{Entry, Record, Row},
    problem::{Rejection, UnknownColumn},
    record::{Outlet, Placement, Posting, RecordKind, WorkerProfile},
};

/// What became of records that were added.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AddReport {
    /// Records that will be in the next generation.
    pub accepted: u64,
    /// Records that a later one of the same batch with the same id replaced.
    pub duplicates: u64,
    /// Records that were not accepted, each with all its problems.
    pub rejections: Vec<Rejection>,
    /// Columns that no field has.
    pub unknown_columns: Vec<UnknownColumn>,
}

impl AddReport {
    /// Takes in the report of a later run of the same batch.
    pub fn merge(&mut self, later: Self) {
        self.accepted += later.accepted;
        self.duplicates += later.duplicates;
        self.rejections.extend(later.rejections);
        for column in later.unknown_columns {
            match self.unknown_columns.iter_mut().find(|known| known.name == column.name) {
                Some(known) => known.rows += column.rows,
                None => self.unknown_columns.push(column),
            }
        }
    }
}

/// A batch of records that arrives in several runs, such as the parts of a file.
///
/// An id that comes again, in the same run or a later one, is a duplicate: the last one counts. The report of a run
/// tells of that run alone; [`AddReport::merge`] makes one of all.
///
/// # Example
///
/// ```
/// use gigmatch::{AddReport, Engine, read::{FileFormat, RowReader}, record::RecordKind};
///
/// let reader = RowReader::from_bytes("id\nw1\nw2\nw1\n", FileFormat::Csv, RecordKind::Worker)?;
/// let engine = Engine::in_memory()?;
/// let mut writer = engine.writer()?;
/// let mut intake = writer.intake(RecordKind::Worker);
/// let mut report = AddReport::default();
/// for run in reader {
///     report.merge(intake.add_rows(&run?.rows)?);
/// }
/// assert_eq!((report.accepted, report.duplicates), (2, 1));
/// # Ok::<(), gigmatch::Error>(())
/// ```
#[derive(Debug)]
pub struct Intake<'w> {
    writer: &'w mut Writer,
    kind: RecordKind,
    number: u64,
}

impl<'w> Intake<'w> {
    pub(super) fn new(writer: &'w mut Writer, kind: RecordKind, number: u64) -> Self {
        Self { writer, kind, number }
    }

    /// The kind of the batch's records.
    pub fn kind(&self) -> RecordKind {
        self.kind
    }

    /// Normalises rows and adds their records, replacing those with the same ids.
    ///
    /// # Errors
    ///
    /// `index.failed` or `io` where the index cannot take them. Bad rows are no error: they are in the report.
    pub fn add_rows(&mut self, rows: &[Row]) -> Result<AddReport> {
        match self.kind {
            RecordKind::Posting => self.add_rows_as::<Posting>(rows),
            RecordKind::Worker => self.add_rows_as::<WorkerProfile>(rows),
            RecordKind::Outlet => self.add_rows_as::<Outlet>(rows),
            RecordKind::Placement => self.add_rows_as::<Placement>(rows),
        }
    }

    fn add_rows_as<T: Record>(&mut self, rows: &[Row]) -> Result<AddReport> {
        let shared = self.writer.shared();
        let batch = shared.pool.install(|| shared.normalizer.rows::<T>(rows));
        self.writer.add_batch(batch, self.number)
    }

    /// Reads parts in parallel, in the engine's pool, and adds what is in them; the outcome does not depend on the
    /// number of threads.
    ///
    /// # Errors
    ///
    /// As [`add_rows`](Self::add_rows), and the first error of `read`; then nothing of these parts is added.
    ///
    /// # Panics
    ///
    /// Where `T` is of another kind than the intake.
    pub fn add_parts<T: Record, P: Sync>(
        &mut self,
        parts: &[P],
        read: impl Fn(&P) -> Result<Vec<Entry<T>>> + Sync,
    ) -> Result<AddReport> {
        assert_eq!(T::KIND, self.kind, "an intake takes records of one kind");
        let shared = self.writer.shared();
        let batch = shared.pool.install(|| {
            let entries: Vec<Vec<Entry<T>>> = parts.par_iter().map(&read).collect::<Result<_>>()?;
            Ok(shared.normalizer.entries(entries.into_iter().flatten().collect()))
        })?;
        self.writer.add_batch(batch, self.number)
    }
}
