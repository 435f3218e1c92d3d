//! Small answers to Arrow columns.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray, UInt64Array};
use arrow_schema::{DataType, Field, Schema};
use gigmatch::{
    SearchHit,
    problem::{Rejection, UnknownColumn},
};

/// One row for each problem of each record that was not accepted.
///
/// | column | type | meaning |
/// |---|---|---|
/// | `kind` | `Utf8` | the kind of record |
/// | `row` | `UInt64` | 1 for the first record |
/// | `id` | `Utf8`, nullable | the record's id, where it could be read |
/// | `field` | `Utf8` | path of the field, such as `shifts[1].end`; empty for the whole row |
/// | `code` | `Utf8` | what kind of problem it is |
/// | `given` | `Utf8` | what was given |
/// | `allowed` | `Utf8` | what is allowed |
pub fn rejections_to_batch(rejections: &[Rejection]) -> RecordBatch {
    let problems = || rejections.iter().flat_map(|bad| bad.problems.iter().map(move |problem| (bad, problem)));
    batch([
        ("kind", texts(problems().map(|(bad, _)| Some(bad.kind.name())))),
        ("row", numbers(problems().map(|(bad, _)| bad.row))),
        ("id", texts(problems().map(|(bad, _)| bad.id.as_deref()))),
        ("field", texts(problems().map(|(_, problem)| Some(problem.field.as_str())))),
        ("code", texts(problems().map(|(_, problem)| Some(problem.code.as_str())))),
        ("given", texts(problems().map(|(_, problem)| Some(problem.given.as_str())))),
        ("allowed", texts(problems().map(|(_, problem)| Some(problem.allowed.as_str())))),
    ])
}

/// One row for each column that no field has.
///
/// | column | type | meaning |
/// |---|---|---|
/// | `name` | `Utf8` | the column's name as given |
/// | `nearest` | `Utf8`, nullable | the known name nearest to it, where one is near |
/// | `rows` | `UInt64` | in how many rows it had a value |
pub fn unknown_columns_to_batch(columns: &[UnknownColumn]) -> RecordBatch {
    batch([
        ("name", texts(columns.iter().map(|column| Some(column.name.as_str())))),
        ("nearest", texts(columns.iter().map(|column| column.nearest.as_deref()))),
        ("rows", numbers(columns.iter().map(|column| column.rows))),
    ])
}

/// One row for each hit of a search, best first.
///
/// | column | type | meaning |
/// |---|---|---|
/// | `kind` | `Utf8` | the kind of record |
/// | `id` | `Utf8` | its id |
/// | `score` | `UInt64` | how well the text fits |
/// | `title` | `Utf8` | a posting's title, an outlet's name, a worker's wish |
pub fn search_hits_to_batch(hits: &[SearchHit]) -> RecordBatch {
    batch([
        ("kind", texts(hits.iter().map(|hit| Some(hit.kind.name())))),
        ("id", texts(hits.iter().map(|hit| Some(hit.id.as_str())))),
        ("score", numbers(hits.iter().map(|hit| hit.score))),
        ("title", texts(hits.iter().map(|hit| Some(hit.title.as_str())))),
    ])
}

/// Columns that may be null, whatever their values: a schema does not change with the data.
const NULLABLE: [&str; 2] = ["id", "nearest"];

fn batch<const N: usize>(columns: [(&str, ArrayRef); N]) -> RecordBatch {
    let field = |(name, column): &(&str, ArrayRef)| {
        let is_nullable = NULLABLE.contains(name) && *column.data_type() == DataType::Utf8;
        Field::new(*name, column.data_type().clone(), is_nullable)
    };
    let schema = Schema::new(columns.iter().map(field).collect::<Vec<_>>());
    let columns = columns.into_iter().map(|(_, column)| column).collect();
    RecordBatch::try_new(Arc::new(schema), columns).expect("columns of one length, with the types of their schema")
}

fn texts<'a>(values: impl Iterator<Item = Option<&'a str>>) -> ArrayRef {
    Arc::new(values.collect::<StringArray>())
}

fn numbers(values: impl Iterator<Item = u64>) -> ArrayRef {
    Arc::new(UInt64Array::from_iter_values(values))
}
