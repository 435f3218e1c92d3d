//! Between Python's values and the engine's.

use gigmatch::normalize::Row;
use pyo3::{
    exceptions::{PyTypeError, PyValueError},
    prelude::*,
    types::{PyBool, PyDateTime, PyFloat, PyInt, PyList, PyMapping, PyString, PyTuple},
};
use serde::Serialize;
use serde_json::{Map, Number, Value};

/// The package's exception of an error, with code, field and row.
pub(crate) fn to_python_error(py: Python<'_>, error: &gigmatch::Error) -> PyErr {
    let io = std::error::Error::source(error).and_then(|source| source.downcast_ref::<std::io::Error>());
    let is_missing = io.is_some_and(|io| io.kind() == std::io::ErrorKind::NotFound);
    raised(py, error.code().as_str(), &error.to_string(), error.field(), error.row(), is_missing)
}

/// The package's exception of a code.
pub(crate) fn raised(
    py: Python<'_>,
    code: &str,
    message: &str,
    field: Option<&str>,
    row: Option<u64>,
    is_missing: bool,
) -> PyErr {
    let made = py
        .import("gigmatch.errors")
        .and_then(|errors| errors.call_method1("of_code", (code, message, field, row, is_missing)));
    made.map_or_else(|failed| failed, PyErr::from_value)
}

/// Any serialisable answer as Python data, by way of JSON.
pub(crate) fn to_python<'py>(py: Python<'py>, answer: &impl Serialize) -> PyResult<Bound<'py, PyAny>> {
    let text = serde_json::to_string(answer).map_err(|error| PyValueError::new_err(error.to_string()))?;
    py.import("json")?.call_method1("loads", (text,))
}

/// An answer as its class of `gigmatch.answers`.
pub(crate) fn answer<'py>(py: Python<'py>, class: &str, answer: &impl Serialize) -> PyResult<Bound<'py, PyAny>> {
    py.import("gigmatch._read")?.call_method1("answer", (class, to_python(py, answer)?))
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

pub(crate) fn to_value(value: &Bound<'_, PyAny>, depth: u32) -> PyResult<Value> {
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

/// The text of a time that is given as text or as a `datetime`.
pub(crate) fn text_of_time(time: &Bound<'_, PyAny>) -> PyResult<String> {
    if time.is_instance_of::<PyDateTime>() { time.call_method0("isoformat")?.extract() } else { time.extract() }
}
