//! Between Python's values and the engine's.

use gigmatch::{Filter, MatchOptions, normalize::Row};
use pyo3::{create_exception, exceptions::PyException, prelude::*, types::PyDateTime};
use serde::Serialize;
use serde_json::Value;

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
    let text = serde_json::to_string(answer).map_err(|error| GigmatchError::new_err(error.to_string()))?;
    py.import("json")?.call_method1("loads", (text,))
}

/// Dicts as rows; what JSON does not know (dates, decimals) goes by its text.
pub(crate) fn to_rows(records: &Bound<'_, PyAny>) -> PyResult<Vec<Row>> {
    let py = records.py();
    let list = py.get_type::<pyo3::types::PyList>().call1((records,))?;
    let options = pyo3::types::PyDict::new(py);
    options.set_item("default", py.get_type::<pyo3::types::PyString>())?;
    options.set_item("allow_nan", false)?;
    let text: String = py.import("json")?.call_method("dumps", (list,), Some(&options))?.extract()?;
    let values: Vec<Value> = serde_json::from_str(&text).map_err(|error| GigmatchError::new_err(error.to_string()))?;
    (1..)
        .zip(values)
        .map(|(number, value)| match value {
            Value::Object(fields) => Ok(Row { number, fields }),
            other => Err(pyo3::exceptions::PyTypeError::new_err(format!("record {number} is not a dict: {other}"))),
        })
        .collect()
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
    let time = engine.normalizer().parse_time(&text).map_err(pyo3::exceptions::PyValueError::new_err)?;
    let mut options = MatchOptions::at(time).top(top);
    if let Some(blend) = blend {
        options.weights.blend = blend;
    }
    for filter in filters {
        options = options.filter(filter.parse::<Filter>().map_err(|error| to_python_error(py, &error))?);
    }
    Ok(options)
}
