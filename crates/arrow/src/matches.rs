//! Answers to Arrow columns and Parquet files.

use std::{borrow::Borrow, collections::HashMap, ops::Range, path::Path, sync::Arc};

use arrow_array::{
    ArrayRef, RecordBatch,
    builder::{ListBuilder, StringBuilder, UInt32Builder},
};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use gigmatch::{MatchTable, Result, answer::Provenance};

use crate::records::{cannot_write, create_parquet};

/// Rows of a batch, and so of a row group's pages, in [`write_matches_parquet`].
const CHUNK_ROWS: usize = 65_536;

/// The columns of a table of matches.
///
/// | column | type | meaning |
/// |---|---|---|
/// | `worker_id` | `Utf8` | the worker |
/// | `posting_id` | `Utf8` | the posting |
/// | `rank` | `UInt32` | from 1, within the worker or posting asked about |
/// | `score` | `UInt32` | blended score, 0 to 100,000,000 |
/// | `worker_score` | `UInt32` | the worker's view, 0 to 1,000,000 |
/// | `employer_score` | `UInt32` | the employer's view, 0 to 1,000,000 |
/// | `distance_m` | `UInt32`, nullable | metres; null where a place is not known |
/// | `shifts` | `List<Utf8>` | ids of the shifts that fit; one empty id for an open-ended posting |
pub fn match_schema() -> SchemaRef {
    Arc::new(Schema::new(match_fields()))
}

/// [`match_schema`] with what made the answer as metadata.
///
/// The keys are `gigmatch.generation`, `gigmatch.now`, `gigmatch.weights` (JSON), `gigmatch.rule_version` and, where
/// the answer has one, `gigmatch.occupancy_version`.
pub fn match_schema_of(provenance: &Provenance) -> SchemaRef {
    let mut metadata = HashMap::from([
        ("gigmatch.generation".to_owned(), provenance.generation.to_string()),
        ("gigmatch.now".to_owned(), provenance.now.to_string()),
        ("gigmatch.weights".to_owned(), serde_json::json!(provenance.weights).to_string()),
        ("gigmatch.rule_version".to_owned(), provenance.rule_version.clone()),
    ]);
    if let Some(version) = &provenance.occupancy_version {
        metadata.insert("gigmatch.occupancy_version".to_owned(), version.clone());
    }
    Arc::new(Schema::new_with_metadata(match_fields(), metadata))
}

fn match_fields() -> Vec<Field> {
    vec![
        Field::new("worker_id", DataType::Utf8, false),
        Field::new("posting_id", DataType::Utf8, false),
        Field::new("rank", DataType::UInt32, false),
        Field::new("score", DataType::UInt32, false),
        Field::new("worker_score", DataType::UInt32, false),
        Field::new("employer_score", DataType::UInt32, false),
        Field::new("distance_m", DataType::UInt32, true),
        Field::new("shifts", DataType::List(shift_item()), false),
    ]
}

fn shift_item() -> Arc<Field> {
    Arc::new(Field::new_list_field(DataType::Utf8, false))
}

/// Some rows of a table of matches as one batch, with the schema of [`match_schema_of`].
///
/// # Errors
///
/// Where the texts of one column exceed the 2 GiB that a batch holds.
///
/// # Panics
///
/// Where `rows` reaches beyond the table.
pub fn match_batch(table: &MatchTable, rows: Range<usize>) -> Result<RecordBatch, ArrowError> {
    let capacity = rows.len();
    let (mut worker_ids, mut posting_ids) = (StringBuilder::new(), StringBuilder::new());
    let [mut ranks, mut scores, mut worker_scores, mut employer_scores, mut distances] =
        [(); 5].map(|()| UInt32Builder::with_capacity(capacity));
    let mut shifts = ListBuilder::new(StringBuilder::new()).with_field(shift_item());
    for index in rows {
        let row = table.row(index);
        worker_ids.append_value(row.worker_id);
        posting_ids.append_value(row.posting_id);
        ranks.append_value(row.rank);
        scores.append_value(row.score);
        worker_scores.append_value(row.worker_score);
        employer_scores.append_value(row.employer_score);
        distances.append_option(row.distance_m);
        for shift in row.shifts {
            shifts.values().append_value(shift);
        }
        shifts.append(true);
    }
    let columns: Vec<ArrayRef> = vec![
        Arc::new(worker_ids.finish()),
        Arc::new(posting_ids.finish()),
        Arc::new(ranks.finish()),
        Arc::new(scores.finish()),
        Arc::new(worker_scores.finish()),
        Arc::new(employer_scores.finish()),
        Arc::new(distances.finish()),
        Arc::new(shifts.finish()),
    ];
    RecordBatch::try_new(match_schema_of(table.provenance()), columns)
}

/// A table of matches as batches of at most `rows_per_batch` rows (at least 1), in the table's order.
///
/// Batches are made as they are asked for; an empty table has none.
pub fn match_table_to_batches<T: Borrow<MatchTable>>(
    table: T,
    rows_per_batch: usize,
) -> impl Iterator<Item = Result<RecordBatch, ArrowError>> {
    let (len, step) = (table.borrow().len(), rows_per_batch.max(1));
    (0..len).step_by(step).map(move |start| match_batch(table.borrow(), start..len.min(start.saturating_add(step))))
}

/// Writes a table of matches to a Parquet file (zstd), with the schema and metadata of [`match_schema_of`].
///
/// # Errors
///
/// `io` where the file cannot be written.
pub fn write_matches_parquet(path: impl AsRef<Path>, table: &MatchTable) -> Result<()> {
    let path = path.as_ref();
    let mut writer = create_parquet(path, match_schema_of(table.provenance()))?;
    for batch in match_table_to_batches(table, CHUNK_ROWS) {
        let batch = batch.map_err(|source| cannot_write(path, source))?;
        writer.write(&batch).map_err(|source| cannot_write(path, source))?;
    }
    writer.close().map_err(|source| cannot_write(path, source))?;
    Ok(())
}
