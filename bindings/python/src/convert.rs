//! Between Python's values and the engine's.

use gigmatch::normalize::Row;
use pyo3::{
    exceptions::{PyTypeError, PyValueError},
    prelude::*,
    types::{PyBool, PyDateTime, PyDict, PyFloat, PyFrozenSet, PyInt, PyList, PySet, PyString, PyTuple},
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

/// Mappings as rows; a value that JSON does not know (a date, a decimal, an infinity) goes by its text, and is judged
/// with the rest of its row. NaN is a value that is missing.
pub(crate) fn to_rows(records: &Bound<'_, PyAny>) -> PyResult<Vec<Row>> {
    const ROWS_BETWEEN_SIGNALS: u64 = 1_024;
    let py = records.py();
    if records.is_instance(&mapping_type(py)?)? {
        return Err(PyTypeError::new_err("one record alone; allowed is a list of records"));
    }
    let mut rows = Vec::new();
    for (number, record) in (1..).zip(records.try_iter()?) {
        if number % ROWS_BETWEEN_SIGNALS == 0 {
            py.check_signals()?;
        }
        let record = record?;
        let Value::Object(fields) = to_value(&record, 0)? else {
            let given = record.get_type().name()?;
            return Err(PyTypeError::new_err(format!("record {number} is of type {given}; allowed are mappings")));
        };
        rows.push(Row { number, fields });
    }
    Ok(rows)
}

/// `collections.abc.Mapping`. Casting to it would swallow what a signal handler raises.
pub(crate) fn mapping_type(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    py.import("collections.abc")?.getattr("Mapping")
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
    if let Ok(float) = value.cast::<PyFloat>() {
        // So pandas writes what is missing.
        if float.value().is_nan() {
            return Ok(Value::Null);
        }
        if let Some(number) = Number::from_f64(float.value()) {
            return Ok(number.into());
        }
    }
    let is_list = value.is_instance_of::<PyList>()
        || value.is_instance_of::<PyTuple>()
        || value.is_instance_of::<PySet>()
        || value.is_instance_of::<PyFrozenSet>();
    if is_list {
        let items = value.try_iter()?.map(|item| to_value(&item?, depth + 1));
        return items.collect::<PyResult<Vec<_>>>().map(Value::from);
    }
    if value.is_instance_of::<PyDict>() || value.is_instance(&mapping_type(value.py())?)? {
        let mut fields = Map::new();
        for pair in value.call_method0("items")?.try_iter()? {
            let (name, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = pair?.extract()?;
            fields.insert(name.extract()?, to_value(&value, depth + 1)?);
        }
        return Ok(fields.into());
    }
    // pandas again: its missing times and values.
    if ["NaTType", "NAType"].iter().any(|missing| value.get_type().name().is_ok_and(|name| name == *missing)) {
        return Ok(Value::Null);
    }
    // Arrays and numbers of NumPy, and of what behaves alike.
    if value.hasattr("tolist")? {
        return to_value(&value.call_method0("tolist")?, depth + 1);
    }
    Ok(value.str()?.to_cow()?.into_owned().into())
}

/// Refuses a text where a list is asked for: it would be taken for a list of its letters.
pub(crate) fn not_alone(value: &Bound<'_, PyAny>, one: &str, many: &str) -> PyResult<()> {
    if value.is_instance_of::<PyString>() {
        return Err(PyTypeError::new_err(format!("one {one} alone; allowed is a list of {many}")));
    }
    Ok(())
}

/// A whole number from `least` on, with the name it is told by.
pub(crate) fn whole<T: TryFrom<i64>>(value: &Bound<'_, PyAny>, name: &str, least: u32) -> PyResult<T> {
    let kind = value.get_type().name()?;
    if value.is_instance_of::<PyBool>() || !value.hasattr("__index__")? {
        return Err(PyTypeError::new_err(format!("{name} is of type {kind}; allowed is a whole number")));
    }
    let number = value.extract::<i64>().ok().filter(|number| *number >= i64::from(least));
    number.and_then(|number| T::try_from(number).ok()).ok_or_else(|| {
        let message = format!("{name} is {value}; allowed is {least} or more");
        raised(value.py(), "option.invalid", &message, Some(name), None, false)
    })
}

/// The text of a time that is given as text or as a `datetime`.
pub(crate) fn text_of_time(time: &Bound<'_, PyAny>) -> PyResult<String> {
    if time.is_instance_of::<PyDateTime>() {
        return time.call_method0("isoformat")?.extract();
    }
    time.extract().map_err(|_| {
        let given = time.get_type().name().map_or_else(|_| String::new(), |name| name.to_string());
        PyTypeError::new_err(format!("a time of type {given}; allowed are a text, or a datetime.datetime"))
    })
}
