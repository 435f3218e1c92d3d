//! Records and answers of [`gigmatch`] as Arrow columns and Parquet files.
//!
//! * In: [`add_batch`] takes the records of a batch into an index, [`open_file`] those of a file; beneath them
//!   [`entries_from_batch`] turns columns into records and [`rows_from_batch`] any batch into rows for the normaliser.
//!   Columns keep their names; nested columns become nested fields, nulls are left out.
//! * Out: [`records_to_batch`] and [`write_records_parquet`] write records with the typed, nested columns of
//!   [`record_schema`]; [`match_table_to_batches`] and [`write_matches_parquet`] write answers with those of
//!   [`match_schema`], what made the answer standing in the schema's metadata.
//!
//! What is written here reads back as the same records.
//!
//! # Example
//!
//! ```
//! use gigmatch::record::Posting;
//!
//! let postings = [Posting::new("p1", "叉车司机"), Posting::new("p2", "保洁员")];
//! let batch = gigmatch_arrow::records_to_batch(&postings)?;
//! assert_eq!(batch.num_rows(), 2);
//!
//! let rows = gigmatch_arrow::rows_from_batch(&batch, 1)?;
//! assert_eq!(rows[1].number, 2);
//! assert_eq!(rows[1].fields["title"], "保洁员");
//! # Ok::<(), gigmatch::Error>(())
//! ```
//!
//! # Not supported
//!
//! Binary, interval, duration, time-of-day, union, map, list-view and run-end-encoded columns: no record has a use
//! for them, and a file with such a column is refused with `file.format` rather than read without it.

mod areas;
mod entries;
mod intake;
mod matches;
mod parquet;
mod plans;
mod records;
mod rows;
mod tables;

pub use areas::{
    coverage_to_batch, job_lists_to_batch, nearest_to_batch, needs_to_batch, outside_to_batch, report_to_batch,
    suggestions_to_batch, training_to_batch,
};
pub use entries::entries_from_batch;
pub use intake::{FileRun, FileRuns, add_batch, open_file};
pub use matches::{match_batch, match_schema, match_schema_of, match_table_to_batches, write_matches_parquet};
pub use parquet::{BATCH_ROWS, ParquetBatches};
pub use plans::{assignments_to_batch, unassigned_to_batch, unfilled_to_batch, write_table_parquet};
pub use records::{record_schema, records_to_batch, write_records_parquet};
pub use rows::{json_rows, rows_from_batch};
pub use tables::{
    facet_to_batch, mentions_to_batch, occupations_to_batch, rejections_to_batch, search_hits_to_batch,
    unknown_columns_to_batch,
};

pub use arrow_array;
pub use arrow_schema;
