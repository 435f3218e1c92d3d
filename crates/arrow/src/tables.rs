//! Small answers to Arrow columns.

use std::{ops::Range, sync::Arc};

use arrow_array::{
    ArrayRef, RecordBatch, StringArray, UInt64Array,
    builder::{ListBuilder, StringBuilder},
};
use arrow_schema::{Field, Schema};
use gigmatch::{
    FacetCounts, RankedOccupation, SearchHit, TermMention,
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
        ("kind", REQUIRED, texts(problems().map(|(bad, _)| Some(bad.kind.name())))),
        ("row", REQUIRED, numbers(problems().map(|(bad, _)| bad.row))),
        ("id", OPTIONAL, texts(problems().map(|(bad, _)| bad.id.as_deref()))),
        ("field", REQUIRED, texts(problems().map(|(_, problem)| Some(problem.field.as_str())))),
        ("code", REQUIRED, texts(problems().map(|(_, problem)| Some(problem.code.as_str())))),
        ("given", REQUIRED, texts(problems().map(|(_, problem)| Some(problem.given.as_str())))),
        ("allowed", REQUIRED, texts(problems().map(|(_, problem)| Some(problem.allowed.as_str())))),
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
        ("name", REQUIRED, texts(columns.iter().map(|column| Some(column.name.as_str())))),
        ("nearest", OPTIONAL, texts(columns.iter().map(|column| column.nearest.as_deref()))),
        ("rows", REQUIRED, numbers(columns.iter().map(|column| column.rows))),
    ])
}

/// One row for each hit of a search, best first.
///
/// | column | type | meaning |
/// |---|---|---|
/// | `kind` | `Utf8` | the kind of record |
/// | `id` | `Utf8` | its id |
/// | `score` | `UInt64` | how well the text fits |
/// | `distance_m` | `UInt64`, nullable | how far it is from the point asked about |
/// | `title` | `Utf8` | a posting's title, an outlet's name, a worker's wish |
/// | `highlight` | `Utf8`, nullable | its first text with words of the query, as HTML with `<mark>` around them |
pub fn search_hits_to_batch(hits: &[SearchHit]) -> RecordBatch {
    batch([
        ("kind", REQUIRED, texts(hits.iter().map(|hit| Some(hit.kind.name())))),
        ("id", REQUIRED, texts(hits.iter().map(|hit| Some(hit.id.as_str())))),
        ("score", REQUIRED, numbers(hits.iter().map(|hit| hit.score))),
        (
            "distance_m",
            OPTIONAL,
            Arc::new(hits.iter().map(|hit| hit.distance_m.map(u64::from)).collect::<UInt64Array>()),
        ),
        ("title", REQUIRED, texts(hits.iter().map(|hit| Some(hit.title.as_str())))),
        ("highlight", OPTIONAL, {
            let shown = hits.iter().map(|hit| hit.highlights.first().map(gigmatch::Highlight::to_html));
            Arc::new(shown.collect::<StringArray>())
        }),
    ])
}

/// One row for each value of a facet, the most frequent first.
///
/// | column | type | meaning |
/// |---|---|---|
/// | `value` | `Utf8` | a code, a word, a band |
/// | `name` | `Utf8`, nullable | the name of a code, where a table has it |
/// | `records` | `UInt64` | how many of the found records have it |
pub fn facet_to_batch(facet: &FacetCounts) -> RecordBatch {
    let counts = || facet.counts.iter();
    batch([
        ("value", REQUIRED, texts(counts().map(|count| Some(count.value.as_str())))),
        ("name", OPTIONAL, texts(counts().map(|count| count.name.as_deref()))),
        ("records", REQUIRED, numbers(counts().map(|count| count.records))),
    ])
}

/// One row for each occupation of each title, by the titles' rows and then by rank.
///
/// | column | type | meaning |
/// |---|---|---|
/// | `row` | `UInt64` | the title's row |
/// | `rank` | `UInt64` | 1 for the best |
/// | `code` | `Utf8` | the occupation's code |
/// | `name` | `Utf8` | its name |
/// | `score` | `UInt64` | its share among those that come into question, 0 to 10,000 |
pub fn occupations_to_batch(titles: &[(u64, Vec<RankedOccupation>)]) -> RecordBatch {
    let all = || titles.iter().flat_map(|(row, ranked)| ranked.iter().map(move |occupation| (*row, occupation)));
    batch([
        ("row", REQUIRED, numbers(all().map(|(row, _)| row))),
        ("rank", REQUIRED, numbers(all().map(|(_, occupation)| u64::from(occupation.rank)))),
        ("code", REQUIRED, texts(all().map(|(_, occupation)| Some(occupation.code.as_str())))),
        ("name", REQUIRED, texts(all().map(|(_, occupation)| Some(occupation.name.as_str())))),
        ("score", REQUIRED, numbers(all().map(|(_, occupation)| u64::from(occupation.score)))),
    ])
}

/// One row for each mention of a skill or certificate in some texts.
///
/// | column | type | meaning |
/// |---|---|---|
/// | `row` | `UInt64` | the text's row |
/// | `kind` | `Utf8` | `skill` or `certificate` |
/// | `name` | `Utf8` | its name in the table of terms |
/// | `text` | `Utf8` | as the text writes it |
/// | `start`, `end` | `UInt64` | where that stands, in characters |
/// | `sense` | `Utf8` | `named`, `required`, `preferred` or `not_needed` |
pub fn mentions_to_batch(mentions: &[(u64, Range<usize>, TermMention)]) -> RecordBatch {
    let strings = |text: fn(&TermMention) -> &str| texts(mentions.iter().map(|(_, _, mention)| Some(text(mention))));
    batch([
        ("row", REQUIRED, numbers(mentions.iter().map(|(row, _, _)| *row))),
        ("kind", REQUIRED, strings(|mention| mention.kind.name())),
        ("name", REQUIRED, strings(|mention| &mention.name)),
        ("text", REQUIRED, strings(|mention| &mention.text)),
        ("start", REQUIRED, numbers(mentions.iter().map(|(_, span, _)| span.start as u64))),
        ("end", REQUIRED, numbers(mentions.iter().map(|(_, span, _)| span.end as u64))),
        ("sense", REQUIRED, strings(|mention| mention.sense.name())),
    ])
}

/// Whether a column may be null, whatever its values: a schema does not change with the data.
pub(crate) const REQUIRED: bool = false;
pub(crate) const OPTIONAL: bool = true;

/// A name, whether it may be null, and the values.
pub(crate) type Column = (&'static str, bool, ArrayRef);

pub(crate) fn batch(columns: impl IntoIterator<Item = Column>) -> RecordBatch {
    let columns: Vec<Column> = columns.into_iter().collect();
    let field = |(name, nullable, column): &Column| Field::new(*name, column.data_type().clone(), *nullable);
    let schema = Schema::new(columns.iter().map(field).collect::<Vec<_>>());
    let columns = columns.into_iter().map(|(_, _, column)| column).collect();
    RecordBatch::try_new(Arc::new(schema), columns).expect("columns of one length, with the types of their schema")
}

pub(crate) fn texts<'a>(values: impl Iterator<Item = Option<&'a str>>) -> ArrayRef {
    Arc::new(values.collect::<StringArray>())
}

pub(crate) fn numbers(values: impl Iterator<Item = u64>) -> ArrayRef {
    Arc::new(UInt64Array::from_iter_values(values))
}

pub(crate) fn lists<'a>(values: impl Iterator<Item = Option<&'a [String]>>) -> ArrayRef {
    let mut lists = ListBuilder::new(StringBuilder::new());
    for value in values {
        for text in value.unwrap_or_default() {
            lists.values().append_value(text);
        }
        lists.append(value.is_some());
    }
    Arc::new(lists.finish())
}
