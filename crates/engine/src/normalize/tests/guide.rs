//! The examples of the page on record formats, and what it says is complete.

use super::*;
use crate::record::{Outlet, Placement, Posting, WorkerProfile};

const PAGE: &str = include_str!("../../../docs/records.md");

/// The code blocks marked with a format and a kind.
fn examples(format: &str, kind: RecordKind) -> Vec<&'static str> {
    let opening = format!("```{format} {kind}\n");
    let blocks = PAGE.split(&opening).skip(1);
    blocks.map(|rest| rest.split("```").next().unwrap_or_default()).collect()
}

fn rows_of_csv(text: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let objects = reader.records().map(|record| {
        let record = record.expect("rows have as many cells as the header");
        let cells = header.iter().zip(record.iter());
        cells.map(|(name, cell)| (name.to_owned(), Value::from(cell))).collect::<Value>()
    });
    rows_of(objects)
}

fn assert_accepted<T: Record>() {
    let in_json = examples("json", T::KIND).into_iter().map(|text| serde_json::from_str(text).expect("an object"));
    let in_csv = examples("csv", T::KIND).into_iter().flat_map(rows_of_csv);
    let rows: Vec<Row> = rows_of(in_json).into_iter().chain(in_csv).collect();
    assert!(rows.len() > 1, "{}", T::KIND);
    for row in &rows {
        // One batch for each row, because the examples repeat their ids.
        let batch = Normalizer::new().rows::<T>(std::slice::from_ref(row));
        assert!(batch.rejections.is_empty(), "{:?}", batch.rejections);
        assert!(batch.unknown_columns.is_empty(), "{:?}", batch.unknown_columns);
    }
}

#[test]
fn the_examples_are_accepted() {
    assert_accepted::<Posting>();
    assert_accepted::<WorkerProfile>();
    assert_accepted::<Outlet>();
    assert_accepted::<Placement>();
}

#[test]
fn json_and_csv_of_the_page_agree() {
    let normalizer = Normalizer::new();
    let example: Value = serde_json::from_str(examples("json", RecordKind::Posting)[0]).expect("an object");
    let from_json = Posting::from_row(&normalizer, &fields(example)).expect("accepted");
    let row = &rows_of_csv(examples("csv", RecordKind::Posting)[0])[0];
    let from_csv = Posting::from_row(&normalizer, &row.fields).expect("accepted");
    assert_eq!(from_json.location, from_csv.location);
    assert_eq!(from_json.base_salary, from_csv.base_salary);
    assert_eq!(from_json.shifts, from_csv.shifts);
    assert_eq!(from_json.valid_through, from_csv.valid_through);
    assert_eq!(from_json.required_skills, from_csv.required_skills);
}

#[test]
fn every_problem_code_and_field_is_on_the_page() {
    for code in ProblemCode::ALL {
        assert!(PAGE.contains(&format!("| `{code}` |")), "{code}");
    }
    for kind in RecordKind::ALL {
        for name in names::Names::of_kind(kind).listed().iter().filter(|name| !name.contains('.')) {
            // `job_location` is told once, with the coordinates.
            assert!(PAGE.contains(&format!("`{name}`")), "{kind}: {name}");
        }
    }
}
