//! Between Python's values and the engine's.

use gigmatch::{Filter, MatchOptions, normalize::Row};
use pyo3::{
    create_exception,
    exceptions::{PyException, PyTypeError, PyValueError},
    prelude::*,
    types::{PyBool, PyDateTime, PyFloat, PyInt, PyList, PyMapping, PyString, PyTuple},
};
use serde::Serialize;
use serde_json::{Map, Number, Value};

create_exception!(gigmatch, GigmatchError, PyException, "Why a request could not be carried out.");

/// An exception with the error's stable code as `code`.
pub(crate) fn to_python_error(py: Python<'_>, error: &gigmatch::Error) -> PyErr {
    let raised = GigmatchError::new_err(error.to_string());
    match raised.value(py).setattr("code", error.code().as_str()) {
        Ok(()) => raised,
        Err(failed) => failed,
    }
}

/// Any serialisable answer as Python data, by way of JSON.
pub(crate) fn to_python<'py>(py: Python<'py>, answer: &impl Serialize) -> PyResult<Bound<'py, PyAny>> {
    let text = serde_json::to_string(answer).map_err(|error| PyValueError::new_err(error.to_string()))?;
    py.import("json")?.call_method1("loads", (text,))
}

/// Mappings as rows; a value that JSON does not know (a date, a decimal, a NaN) goes by its text, and is judged with
/// the rest of its row.
pub(crate) fn to_rows(records: &Bound<'_, PyAny>) -> PyResult<Vec<Row>> {
    let mut rows = Vec::new();
    for (number, record) in (1..).zip(records.try_iter()?) {
        let record = record?;
        let Value::Object(fields) = to_value(&record, 0)? else {
            let given = record.get_type().name()?;
            return Err(PyTypeError::new_err(format!("record {number} is of type {given}; allowed are mappings")));
        };
        rows.push(Row { number, fields });
    }
    Ok(rows)
}

fn to_value(value: &Bound<'_, PyAny>, depth: u32) -> PyResult<Value> {
    // Records are three deep; lists that hold themselves have no end.
    const MOST_DEEP: u32 = 32;
    if depth > MOST_DEEP {
        return Err(PyValueError::new_err(format!("a record is nested more than {MOST_DEEP} deep")));
    }
    if value.is_none() {
        return Ok(Value::Null);
    }
    if let Ok(text) = value.cast::<PyString>() {
        return text.to_cow().map(|text| Value::from(text.into_owned()));
    }
    // Before whole numbers: Python's truth values are numbers, too.
    if let Ok(truth) = value.cast::<PyBool>() {
        return Ok(truth.is_true().into());
    }
    if value.is_instance_of::<PyInt>()
        && let Ok(number) = value.extract::<i64>()
    {
        return Ok(number.into());
    }
    if let Ok(float) = value.cast::<PyFloat>()
        && let Some(number) = Number::from_f64(float.value())
    {
        return Ok(number.into());
    }
    if let Ok(mapping) = value.cast::<PyMapping>() {
        let mut fields = Map::new();
        for pair in mapping.items()? {
            let (name, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = pair.extract()?;
            fields.insert(name.extract()?, to_value(&value, depth + 1)?);
        }
        return Ok(fields.into());
    }
    if value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>() {
        let items = value.try_iter()?.map(|item| to_value(&item?, depth + 1));
        return items.collect::<PyResult<Vec<_>>>().map(Value::from);
    }
    Ok(value.str()?.to_cow()?.into_owned().into())
}

/// The options that every match takes.
pub(crate) fn to_options(
    engine: &gigmatch::Engine,
    now: &Bound<'_, PyAny>,
    top: usize,
    blend: Option<u32>,
    filters: &[String],
) -> PyResult<MatchOptions> {
    let py = now.py();
    let text: String =
        if now.is_instance_of::<PyDateTime>() { now.call_method0("isoformat")?.extract()? } else { now.extract()? };
    let time = engine.normalizer().parse_time(&text).map_err(PyValueError::new_err)?;
    let mut options = MatchOptions::at(time).top(top);
    if let Some(blend) = blend {
        options.weights.blend = blend;
    }
    for filter in filters {
        options = options.filter(filter.parse::<Filter>().map_err(|error| to_python_error(py, &error))?);
    }
    Ok(options)
}
