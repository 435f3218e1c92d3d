//! Parquet files as batches.

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use arrow_array::RecordBatch;
use gigmatch::{Error, ErrorCode, Result, record::RecordKind};
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};

/// Rows in a batch of [`ParquetBatches`]; the readers of other formats use the same number.
pub const BATCH_ROWS: usize = 8_192;

/// Reads a Parquet file in batches of [`BATCH_ROWS`] rows.
///
/// # Example
///
/// ```no_run
/// use gigmatch::record::RecordKind;
/// use gigmatch_arrow::ParquetBatches;
///
/// for batch in ParquetBatches::open("workers.parquet", RecordKind::Worker)? {
///     println!("{} rows", batch?.num_rows());
/// }
/// # Ok::<(), gigmatch::Error>(())
/// ```
#[derive(Debug)]
pub struct ParquetBatches {
    path: PathBuf,
    kind: RecordKind,
    reader: ParquetRecordBatchReader,
    rows_read: u64,
    total_rows: u64,
}

impl ParquetBatches {
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
        Ok(Self { path, kind, reader, rows_read: 0, total_rows })
    }

    /// Rows in the whole file, as its footer says.
    pub fn total_rows(&self) -> u64 {
        self.total_rows
    }
}

impl Iterator for ParquetBatches {
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        let batch = self.reader.next()?.map_err(|source| {
            let message = format!("the {} file is damaged after row {}", self.kind, self.rows_read);
            Error::new(ErrorCode::FileFormat, message).with_file(&self.path).with_source(source)
        });
        self.rows_read += batch.as_ref().map_or(0, |batch| batch.num_rows() as u64);
        Some(batch)
    }
}
