//! Reading rows and checking records: forms, problems, properties, and the examples of the guide.

mod forms;
mod guide;
mod problems;
mod properties;

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::*;
use crate::problem::ProblemCode;

/// The fields of a row given as a JSON object.
fn fields(object: Value) -> Map<String, Value> {
    match object {
        Value::Object(fields) => fields,
        other => panic!("a row is an object, not {other}"),
    }
}

/// Rows numbered from 1.
fn rows_of(objects: impl IntoIterator<Item = Value>) -> Vec<Row> {
    (1..).zip(objects).map(|(number, object)| Row { number, fields: fields(object) }).collect()
}

/// The record that a row becomes.
fn read<T: Record>(object: Value) -> T {
    match T::from_row(&Normalizer::new(), &fields(object)) {
        Ok(record) => record,
        Err(problems) => panic!("not accepted: {problems:#?}"),
    }
}

/// Field and code of each problem of a row.
fn problems<T: Record + std::fmt::Debug>(object: Value) -> Vec<(String, ProblemCode)> {
    let problems = T::from_row(&Normalizer::new(), &fields(object)).expect_err("the row has problems");
    problems.into_iter().map(|problem| (problem.field, problem.code)).collect()
}

/// A small division table with one division that has no centroid.
fn divisions() -> Arc<DivisionTable> {
    let file = tempfile::NamedTempFile::with_suffix(".csv").expect("a temporary file");
    let text = "code,name,longitude,latitude\n14,山西省,112.5,37.9\n1401,太原市,112.55,37.87\n1402,大同市,,\n";
    std::fs::write(file.path(), text).expect("the table is written");
    Arc::new(DivisionTable::from_csv(file.path()).expect("the table is valid"))
}

/// An instant from its RFC 3339 text.
fn at(text: &str) -> jiff::Timestamp {
    text.parse().expect("an RFC 3339 time")
}

/// A posting's smallest row with one more field.
fn posting_with(name: &str, value: Value) -> Value {
    let mut object = json!({"id": "p", "title": "理货员"});
    object[name] = value;
    object
}

/// A worker's smallest row with one more field.
fn worker_with(name: &str, value: Value) -> Value {
    let mut object = json!({"id": "w"});
    object[name] = value;
    object
}
