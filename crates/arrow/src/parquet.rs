//! Parquet files as runs of rows.

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use gigmatch::{
    Error, ErrorCode, Result,
    read::{Mapping, RowBatch, RowReader},
    record::RecordKind,
};
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};

use crate::rows_from_batch;

/// Rows in a batch of [`ParquetRows`]; the readers of other formats use the same number.
pub const BATCH_ROWS: usize = 8_192;

/// Reads a Parquet file in batches of [`BATCH_ROWS`] rows, numbered from 1.
///
/// A Parquet file is read whole or not at all, so `malformed` is always empty.
///
/// # Example
///
/// ```no_run
/// use gigmatch::record::RecordKind;
/// use gigmatch_arrow::ParquetRows;
///
/// for batch in ParquetRows::open("workers.parquet", RecordKind::Worker)? {
///     println!("{} rows", batch?.rows.len());
/// }
/// # Ok::<(), gigmatch::Error>(())
/// ```
#[derive(Debug)]
pub struct ParquetRows {
    path: PathBuf,
    kind: RecordKind,
    reader: ParquetRecordBatchReader,
    next_row: u64,
    total_rows: u64,
}

impl ParquetRows {
    /// Opens a file of records of one kind.
    ///
    /// # Errors
    ///
    /// `io` where the file cannot be opened, `file.format` where it is not a Parquet file.
    pub fn open(path: impl AsRef<Path>, kind: RecordKind) -> Result<Self> {
        let path = path.as_ref().to_path_buf();
        let file = File::open(&path).map_err(|source| {
            Error::new(ErrorCode::Io, format!("cannot open the {kind} file")).with_file(&path).with_source(source)
        })?;
        let not_parquet = |source| {
            Error::new(ErrorCode::FileFormat, format!("the {kind} file is not a readable Parquet file"))
                .with_file(&path)
                .with_source(source)
        };
        let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(not_parquet)?;
        let total_rows = u64::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or(0);
        let reader = builder.with_batch_size(BATCH_ROWS).build().map_err(not_parquet)?;
        Ok(Self { path, kind, reader, next_row: 1, total_rows })
    }

    /// Rows in the whole file, as its footer says.
    pub fn total_rows(&self) -> u64 {
        self.total_rows
    }
}

impl Iterator for ParquetRows {
    type Item = Result<RowBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        let batch = match self.reader.next()? {
            Ok(batch) => batch,
            Err(source) => {
                let message = format!("the {} file is damaged after row {}", self.kind, self.next_row - 1);
                return Some(Err(Error::new(ErrorCode::FileFormat, message).with_file(&self.path).with_source(source)));
            }
        };
        let rows = rows_from_batch(&batch, self.next_row).map_err(|error| error.with_file(&self.path));
        self.next_row += batch.num_rows() as u64;
        Some(rows.map(|rows| RowBatch { rows, malformed: Vec::new() }))
    }
}

/// Runs of rows of a file: Parquet, or one of the formats that the engine reads, by the file's name.
pub type Rows = Box<dyn Iterator<Item = Result<RowBatch>>>;

/// Opens a file of records of one kind in any supported format, with its columns mapped where there is a mapping.
///
/// # Errors
///
/// As [`ParquetRows::open`] and [`RowReader::open`].
pub fn open_rows(path: impl AsRef<Path>, kind: RecordKind, mapping: Option<&Mapping>) -> Result<Rows> {
    let path = path.as_ref();
    let is_parquet = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("parquet"));
    if !is_parquet {
        let reader = RowReader::open(path, kind)?;
        return Ok(match mapping {
            Some(mapping) => Box::new(reader.with_mapping(mapping.clone())),
            None => Box::new(reader),
        });
    }
    let reader = ParquetRows::open(path, kind)?;
    let Some(mapping) = mapping.cloned() else { return Ok(Box::new(reader)) };
    Ok(Box::new(reader.map(move |batch| {
        batch.map(|mut batch| {
            batch.rows.iter_mut().for_each(|row| mapping.apply(row));
            batch
        })
    })))
}
