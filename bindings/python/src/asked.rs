//! The options of questions, by keyword.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use gigmatch::{Factor, Filter, MatchOptions, normalize::Normalizer};
use pyo3::{
    exceptions::{PyTypeError, PyValueError},
    prelude::*,
    types::{PyBool, PyDict, PyMapping, PyString, PyTuple},
};
use rayon::ThreadPoolBuilder;
use serde::de::DeserializeOwned;
use serde_json::Value;
use strsim::jaro_winkler as jaro;

use crate::{
    convert::{raised, text_of_time, to_python_error, to_value},
    interrupt::Task,
    occupancy::Occupancy,
};

const NAMES: [&str; 10] =
    ["now", "top", "weights", "blend", "filters", "rules", "occupancy", "deadline", "threads", "progress"];
const WEIGHTS: [&str; 3] = ["worker", "employer", "blend"];
const RULES: [&str; 4] = ["version", "minimum_age", "hazardous_minimum_age", "part_time_weekly_hours"];

/// A question's options, and the task that answers it.
pub(crate) struct Asked {
    pub(crate) options: MatchOptions,
    pub(crate) task: Task,
}

impl Asked {
    /// Reads keywords; an unknown one is told with the nearest that there is.
    pub(crate) fn new(normalizer: &Normalizer, keywords: Option<&Bound<'_, PyDict>>, what: &str) -> PyResult<Self> {
        let given = |name: &str| match keywords {
            Some(keywords) => keywords.get_item(name).map(|value| value.filter(|value| !value.is_none())),
            None => Ok(None),
        };
        for name in keywords.into_iter().flat_map(PyDictMethods::keys) {
            let name: String = name.extract()?;
            if !NAMES.contains(&name.as_str()) {
                let message = format!("unknown option {name:?}; the nearest is {:?}", nearest(&NAMES, &name));
                return Err(PyTypeError::new_err(message));
            }
        }
        let now = given("now")?.ok_or_else(|| PyTypeError::new_err("the option \"now\" is missing"))?;
        let py = now.py();
        let time = normalizer.parse_time(&text_of_time(&now)?).map_err(|error| invalid(py, "now", &error))?;
        let mut options = MatchOptions::at(time);
        if let Some(top) = given("top")? {
            options.top = count(&top, "top")?;
        }
        if let Some(weights) = given("weights")? {
            options.weights = weights_of(&weights)?;
        }
        if let Some(blend) = given("blend")? {
            options.weights.blend = blend.extract()?;
        }
        if let Some(filters) = given("filters")? {
            for text in filter_texts(&filters)? {
                options = options.filter(text.parse::<Filter>().map_err(|error| to_python_error(py, &error))?);
            }
        }
        if let Some(rules) = given("rules")? {
            options.rules = read(&rules, "option.invalid", "rules", &RULES)?;
        }
        if let Some(occupancy) = given("occupancy")? {
            let occupancy = occupancy.cast::<Occupancy>().map_err(|_| {
                PyTypeError::new_err(
                    "occupancy is of another type; allowed is an Occupancy, such as snapshot.occupancy()",
                )
            })?;
            options = options.occupancy(occupancy.get().get());
        }
        if let Some(seconds) = given("deadline")? {
            options = options.deadline(deadline(&seconds)?);
        }
        if let Some(threads) = given("threads")? {
            let threads = count(&threads, "threads")?;
            if threads == 0 {
                return Err(invalid(py, "threads", "0 threads; allowed are 1 and more"));
            }
            let pool = ThreadPoolBuilder::new().num_threads(threads).build();
            options = options.pool(Arc::new(pool.map_err(|error| invalid(py, "threads", &error.to_string()))?));
        }
        let task = Task::new(given("progress")?.as_ref(), what)?;
        options = options.cancel(task.cancel.clone());
        if task.has_bar() {
            options = options.progress(task.counts.progress());
        }
        Ok(Self { options, task })
    }
}

/// The known name that looks most like a given one.
pub(crate) fn nearest<'a>(names: &[&'a str], given: &str) -> &'a str {
    names.iter().copied().max_by(|a, b| jaro(a, given).total_cmp(&jaro(b, given))).unwrap_or_default()
}

fn invalid(py: Python<'_>, field: &str, message: &str) -> PyErr {
    raised(py, "option.invalid", message, Some(field), None, false)
}

fn count(value: &Bound<'_, PyAny>, name: &str) -> PyResult<usize> {
    if value.is_instance_of::<PyBool>() {
        return Err(PyTypeError::new_err(format!("{name} is a truth value; allowed is a whole number")));
    }
    let number: i64 = value.extract()?;
    usize::try_from(number)
        .map_err(|_| invalid(value.py(), name, &format!("{name} is {number}; allowed is 0 and more")))
}

fn deadline(seconds: &Bound<'_, PyAny>) -> PyResult<Instant> {
    let number: f64 = seconds.extract()?;
    let wait = Duration::try_from_secs_f64(number).ok();
    wait.and_then(|wait| Instant::now().checked_add(wait))
        .ok_or_else(|| invalid(seconds.py(), "deadline", &format!("{number} is no number of seconds from 0")))
}

/// `["posting.division=4403"]` or `{"posting.division": "4403"}`.
fn filter_texts(filters: &Bound<'_, PyAny>) -> PyResult<Vec<String>> {
    if filters.is_instance_of::<PyString>() {
        return Err(PyTypeError::new_err("one filter alone; allowed are a list of filters, or a mapping"));
    }
    let Ok(mapping) = filters.cast::<PyMapping>() else { return filters.extract() };
    let text = |pair: Bound<'_, PyAny>| {
        let (name, value): (String, Bound<'_, PyAny>) = pair.extract()?;
        let value = match value.cast::<PyTuple>() {
            // A radius: longitude, latitude, distance.
            Ok(parts) => parts.iter().map(|part| part.str()?.extract()).collect::<PyResult<Vec<String>>>()?.join(","),
            Err(_) => value.str()?.extract()?,
        };
        Ok(format!("{name}={value}"))
    };
    mapping.items()?.iter().map(text).collect()
}

fn weights_of(weights: &Bound<'_, PyAny>) -> PyResult<gigmatch::Weights> {
    let factors = Factor::ALL.map(Factor::name);
    if let Ok(mapping) = weights.cast::<PyMapping>() {
        for side in ["worker", "employer"] {
            if let Ok(profile) = mapping.get_item(side) {
                check_names(&profile, "weights.invalid", "weights", &factors)?;
            }
        }
    }
    read(weights, "weights.invalid", "weights", &WEIGHTS)
}

/// A mapping as the engine's own type.
fn read<T: DeserializeOwned>(value: &Bound<'_, PyAny>, code: &str, field: &str, names: &[&str]) -> PyResult<T> {
    check_names(value, code, field, names)?;
    let plain: Value = to_value(value, 0)?;
    serde_json::from_value(plain)
        .map_err(|error| raised(value.py(), code, &error.to_string(), Some(field), None, false))
}

fn check_names(value: &Bound<'_, PyAny>, code: &str, field: &str, names: &[&str]) -> PyResult<()> {
    let Ok(mapping) = value.cast::<PyMapping>() else { return Ok(()) };
    for name in mapping.keys()? {
        let name: String = name.extract().map_err(|_| PyValueError::new_err(format!("names of {field} are texts")))?;
        if !names.contains(&name.as_str()) {
            let message = format!("unknown name {name:?} in {field}; the nearest is {:?}", nearest(names, &name));
            return Err(raised(value.py(), code, &message, Some(field), None, false));
        }
    }
    Ok(())
}
