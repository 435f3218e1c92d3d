//! Reading records from Arrow columns is the same as reading them as rows.

use std::sync::Arc;

use gigmatch::{
    normalize::{Entry, Normalizer, Record},
    record::{Outlet, Placement, RecordKind, WorkerProfile},
};
use gigmatch_arrow::{
    arrow_array::{
        Array, ArrayRef, Int64Array, LargeStringArray, RecordBatch, StringArray, StringViewArray, StructArray,
        TimestampMicrosecondArray, TimestampMillisecondArray, UInt32Array, cast::AsArray,
    },
    arrow_schema::DataType,
    entries_from_batch, records_to_batch, rows_from_batch,
};
use gigmatch_testkit::{
    province::{Province, ProvinceOptions},
    strategy,
};
use proptest::{collection::vec, prelude::*, sample::select};

/// Words that only the lenient reader knows, that nobody knows, or that say nothing.
const ODD: [&str; 12] =
    ["", " ", "招聘中", "TELECOMMUTE", "full-time", "初级", "天", "2", "  p1 ", "ｐ１", "nonsense", "👷\u{0}"];

fn same<T: Record + PartialEq + std::fmt::Debug>(batch: &RecordBatch) -> Result<usize, TestCaseError> {
    let normalizer = Normalizer::new();
    let entries = entries_from_batch::<T>(batch, 5).expect("supported types");
    let straight = entries.iter().filter(|entry| matches!(entry, Entry::Record { .. })).count();
    let rows = rows_from_batch(batch, 5).expect("supported types");
    prop_assert_eq!(normalizer.entries(entries), normalizer.rows::<T>(&rows));
    Ok(straight)
}

/// The same column in another form that says the same.
fn other_form(column: &ArrayRef, form: usize) -> ArrayRef {
    match (column.data_type(), form) {
        (DataType::Utf8, 1) => Arc::new(LargeStringArray::from_iter(column.as_string::<i32>())),
        (DataType::Utf8, 2) => Arc::new(StringViewArray::from_iter(column.as_string::<i32>())),
        (DataType::UInt32, 1) => {
            let counts = column.as_any().downcast_ref::<UInt32Array>().expect("counts");
            Arc::new(counts.iter().map(|count| count.map(i64::from)).collect::<Int64Array>())
        }
        (DataType::Timestamp(..), 1) => {
            let times = column.as_any().downcast_ref::<TimestampMillisecondArray>().expect("instants");
            let micros = times.iter().map(|time| time.map(|time| time * 1000));
            Arc::new(micros.collect::<TimestampMicrosecondArray>().with_timezone("Asia/Shanghai"))
        }
        _ => Arc::clone(column),
    }
}

/// A batch with texts put in place of others, at the top and inside structs.
fn with_odd_texts(batch: &RecordBatch, odd: &[(usize, usize, &str)], form: usize) -> RecordBatch {
    let replaced = |column: &ArrayRef, at: usize| -> ArrayRef {
        let here = |row| odd.iter().find(|(column, place, _)| *column == at && *place == row);
        match column.data_type() {
            DataType::Utf8 => {
                let texts = column.as_string::<i32>();
                let text = |row| here(row).map(|(_, _, text)| *text).or(texts.is_valid(row).then(|| texts.value(row)));
                Arc::new((0..texts.len()).map(text).collect::<StringArray>())
            }
            _ => Arc::clone(column),
        }
    };
    let columns = batch.columns().iter().enumerate().map(|(at, column)| match column.data_type() {
        DataType::Struct(fields) => {
            let parts = column.as_struct();
            let children = parts.columns().iter().map(|child| other_form(&replaced(child, at), form));
            let (children, fields): (Vec<_>, Vec<_>) = children
                .zip(fields.iter())
                .map(|(child, field)| {
                    let field = field.as_ref().clone().with_data_type(child.data_type().clone());
                    (child, field)
                })
                .unzip();
            Arc::new(StructArray::new(fields.into(), children, parts.nulls().cloned())) as ArrayRef
        }
        _ => other_form(&replaced(column, at), form),
    });
    let schema = batch.schema();
    let named = schema.fields().iter().map(|field| field.name().clone()).zip(columns);
    RecordBatch::try_from_iter_with_nullable(named.map(|(name, column)| (name, column, true))).expect("a batch")
}

fn odd_texts() -> impl Strategy<Value = Vec<(usize, usize, &'static str)>> {
    vec((0..28_usize, 0..6_usize, select(&ODD[..])), 0..6)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn postings_read_from_columns_are_those_read_as_rows(
        postings in vec(strategy::posting(), 0..6), odd in odd_texts(), form in 0..3_usize,
    ) {
        let batch = records_to_batch(&postings).expect("records fit their columns");
        same::<gigmatch::record::Posting>(&with_odd_texts(&batch, &odd, form))?;
    }

    #[test]
    fn workers_read_from_columns_are_those_read_as_rows(
        workers in vec(strategy::worker(), 0..6), odd in odd_texts(), form in 0..3_usize,
    ) {
        let batch = records_to_batch(&workers).expect("records fit their columns");
        same::<WorkerProfile>(&with_odd_texts(&batch, &odd, form))?;
    }

    #[test]
    fn outlets_and_placements_read_from_columns_are_those_read_as_rows(
        odd in odd_texts(), form in 0..3_usize,
    ) {
        let province = Province::new(ProvinceOptions::default().with_workers(9).with_postings(9)).expect("a province");
        let outlets: Vec<Outlet> = (0..6).map(|index| province.outlet(index)).collect();
        same::<Outlet>(&with_odd_texts(&records_to_batch(&outlets).expect("outlets"), &odd, form))?;
        let placements = province.placements(6);
        same::<Placement>(&with_odd_texts(&records_to_batch(&placements).expect("placements"), &odd, form))?;
    }
}

#[test]
fn a_province_is_read_straight_from_its_columns() -> Result<(), TestCaseError> {
    let province = Province::new(ProvinceOptions::default().with_workers(300).with_postings(300)).expect("a province");
    for form in 0..3 {
        let postings = records_to_batch(&province.postings()).expect("postings");
        assert_eq!(same::<gigmatch::record::Posting>(&with_odd_texts(&postings, &[], form))?, 300);
        let workers = records_to_batch(&province.workers()).expect("workers");
        assert_eq!(same::<WorkerProfile>(&with_odd_texts(&workers, &[], form))?, 300);
    }
    Ok(())
}

#[test]
fn a_column_that_no_field_has_sends_its_batch_the_general_way() {
    let known = records_to_batch(&[WorkerProfile::new("w1")]).expect("a worker");
    let unknown: ArrayRef = Arc::new(StringArray::from(vec!["女"]));
    let columns = known.columns().iter().cloned().chain([unknown]);
    let schema = known.schema();
    let names = schema.fields().iter().map(|field| field.name().clone()).chain(["gender".to_owned()]);
    let batch = RecordBatch::try_from_iter_with_nullable(names.zip(columns).map(|(name, column)| (name, column, true)));
    let entries = entries_from_batch::<WorkerProfile>(&batch.expect("a batch"), 1).expect("supported types");
    assert!(matches!(entries[..], [Entry::Row(_)]));
    let report = Normalizer::new().entries(entries);
    assert_eq!(report.unknown_columns[0].name, "gender");
    assert_eq!(<WorkerProfile as Record>::KIND, RecordKind::Worker);
}
