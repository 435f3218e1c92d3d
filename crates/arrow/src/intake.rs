//! Arrow batches and files of any supported format on their way into an index.

use std::{path::Path, sync::Arc};

use arrow_array::RecordBatch;
use gigmatch::{
    AddReport, Intake, Result,
    normalize::Record,
    problem::Rejection,
    read::{Mapping, RowBatch, RowReader},
    record::{Outlet, Placement, Posting, RecordKind, WorkerProfile},
};

use crate::{ParquetBatches, entries_from_batch, rows_from_batch};

/// Rows that one thread reads at a time.
const PART_ROWS: usize = 512;

/// Adds the records of a batch, whose first row has the number `first_row`, reading its columns in parallel.
///
/// # Errors
///
/// As [`rows_from_batch`] and [`Intake::add_rows`].
///
/// # Example
///
/// ```
/// use gigmatch::{Engine, record::{Posting, RecordKind}};
///
/// let batch = gigmatch_arrow::records_to_batch(&[Posting::new("p1", "叉车司机")])?;
/// let mut writer = Engine::in_memory()?.writer()?;
/// let report = gigmatch_arrow::add_batch(&mut writer.intake(RecordKind::Posting), &batch, 1)?;
/// assert_eq!(report.accepted, 1);
/// # Ok::<(), gigmatch::Error>(())
/// ```
pub fn add_batch(intake: &mut Intake<'_>, batch: &RecordBatch, first_row: u64) -> Result<AddReport> {
    match intake.kind() {
        RecordKind::Posting => add_batch_as::<Posting>(intake, batch, first_row),
        RecordKind::Worker => add_batch_as::<WorkerProfile>(intake, batch, first_row),
        RecordKind::Outlet => add_batch_as::<Outlet>(intake, batch, first_row),
        RecordKind::Placement => add_batch_as::<Placement>(intake, batch, first_row),
    }
}

fn add_batch_as<T: Record>(intake: &mut Intake<'_>, batch: &RecordBatch, first_row: u64) -> Result<AddReport> {
    let rows = batch.num_rows();
    let part = |at: usize| (first_row + at as u64, batch.slice(at, PART_ROWS.min(rows - at)));
    let parts: Vec<_> = (0..rows).step_by(PART_ROWS).map(part).collect();
    intake.add_parts(&parts, |(first_row, part)| entries_from_batch::<T>(part, *first_row))
}

/// A run of the records of a file, as [`open_file`] gives them.
#[derive(Debug)]
pub struct FileRun(Content);

#[derive(Debug)]
enum Content {
    Rows(RowBatch),
    Columns { batch: RecordBatch, first_row: u64, path: Arc<Path> },
}

impl FileRun {
    /// How many records the run has, readable or not.
    pub fn len(&self) -> usize {
        match &self.0 {
            Content::Rows(batch) => batch.rows.len() + batch.malformed.len(),
            Content::Columns { batch, .. } => batch.num_rows(),
        }
    }

    /// Whether the run has no record.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds the records; what is no record at all is among the rejections, which stand by row.
    ///
    /// # Errors
    ///
    /// As [`add_batch`].
    pub fn add_to(self, intake: &mut Intake<'_>) -> Result<AddReport> {
        match self.0 {
            Content::Columns { batch, first_row, path } => {
                add_batch(intake, &batch, first_row).map_err(|error| error.with_file(&*path))
            }
            Content::Rows(RowBatch { rows, malformed }) => {
                let mut report = intake.add_rows(&rows)?;
                report.rejections.extend(malformed);
                report.rejections.sort_by_key(|rejection: &Rejection| rejection.row);
                Ok(report)
            }
        }
    }
}

/// The runs of a file.
pub type FileRuns = Box<dyn Iterator<Item = Result<FileRun>> + Send>;

/// Opens a file of records of one kind in any supported format (Parquet, and those of
/// [`FileFormat`](gigmatch::read::FileFormat), told by the file's name), with its columns mapped where there is a
/// mapping.
///
/// # Errors
///
/// As [`ParquetBatches::open`] and [`RowReader::open`].
///
/// # Example
///
/// ```no_run
/// use gigmatch::{AddReport, Engine, record::RecordKind};
///
/// let mut writer = Engine::in_memory()?.writer()?;
/// let mut intake = writer.intake(RecordKind::Worker);
/// let mut report = AddReport::default();
/// for run in gigmatch_arrow::open_file("workers.parquet", RecordKind::Worker, None)? {
///     report.merge(run?.add_to(&mut intake)?);
/// }
/// # Ok::<(), gigmatch::Error>(())
/// ```
pub fn open_file(path: impl AsRef<Path>, kind: RecordKind, mapping: Option<&Mapping>) -> Result<FileRuns> {
    let path = path.as_ref();
    let is_parquet = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("parquet"));
    if !is_parquet {
        let reader = RowReader::open(path, kind)?;
        let reader = match mapping {
            Some(mapping) => reader.with_mapping(mapping.clone()),
            None => reader,
        };
        return Ok(Box::new(reader.map(|batch| batch.map(|batch| FileRun(Content::Rows(batch))))));
    }
    let batches = ParquetBatches::open(path, kind)?;
    let (path, mapping): (Arc<Path>, _) = (path.into(), mapping.cloned());
    let mut next_row = 1;
    Ok(Box::new(batches.map(move |batch| {
        let batch = batch?;
        let first_row = next_row;
        next_row += batch.num_rows() as u64;
        let Some(mapping) = &mapping else {
            return Ok(FileRun(Content::Columns { batch, first_row, path: Arc::clone(&path) }));
        };
        let rows = mapped_rows(&batch, first_row, mapping).map_err(|error| error.with_file(&*path))?;
        Ok(FileRun(Content::Rows(rows)))
    })))
}

fn mapped_rows(batch: &RecordBatch, first_row: u64, mapping: &Mapping) -> Result<RowBatch> {
    let mut rows = rows_from_batch(batch, first_row)?;
    mapping.apply_all(&mut rows);
    Ok(RowBatch { rows, malformed: Vec::new() })
}
