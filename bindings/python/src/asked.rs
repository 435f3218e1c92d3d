//! The options of questions, by keyword.

use std::time::{Duration, Instant};

use gigmatch::{
    AssignOptions, Factor, Filter, HourCaps, KeyGroupGoal, MatchOptions, SearchOptions, SeatChoice, SeatRule,
    normalize::Normalizer, parse_metres, record::Timestamp, thread_pool,
};
use pyo3::{
    exceptions::PyTypeError,
    prelude::*,
    types::{PyDict, PyList, PyString, PyTuple},
};
use serde::de::DeserializeOwned;
use strsim::normalized_damerau_levenshtein as likeness;

use crate::{
    convert::{mapping_type, not_alone, raised, text_of_time, to_python_error, to_value, whole},
    interrupt::Task,
    occupancy::Occupancy,
};

pub(crate) const NAMES: [&str; 10] =
    ["now", "top", "weights", "blend", "filters", "rules", "occupancy", "deadline", "threads", "progress"];
const SEARCH_NAMES: [&str; 7] = ["top", "near", "radius", "filters", "facets", "sort", "after"];
const ASSIGN_NAMES: [&str; 11] = [
    "objective",
    "shifts_per_worker",
    "hours",
    "travel_metres_a_minute",
    "starting",
    "seats",
    "pinned",
    "forbidden",
    "key_groups",
    "congestion",
    "best_within",
];
const HOURS: [&str; 3] = ["day_minutes", "week_minutes", "employer_week_minutes"];
const KEY_GROUPS: [&str; 3] = ["groups", "bonus", "floor_percent"];
const SEAT_RULE: [&str; 4] = ["posting_id", "shift_id", "priority", "minimum_crew"];
const SEAT_CHOICE: [&str; 3] = ["worker_id", "posting_id", "shift_id"];
const WEIGHTS: [&str; 3] = ["worker", "employer", "blend"];
const RULES: [&str; 4] = ["version", "minimum_age", "hazardous_minimum_age", "part_time_weekly_hours"];

/// A question's options, and the task that answers it.
pub(crate) struct Asked {
    pub(crate) options: MatchOptions,
    pub(crate) task: Task,
}

impl Asked {
    /// Reads keywords; an unknown one is told with the nearest that there is.
    ///
    /// `what` is counted where the question takes time; a quick one tells no progress.
    pub(crate) fn new(
        py: Python<'_>,
        normalizer: &Normalizer,
        keywords: Option<&Bound<'_, PyDict>>,
        what: Option<&str>,
    ) -> PyResult<Self> {
        Self::of(py, normalizer, &Given::new(keywords, &NAMES)?, what)
    }

    pub(crate) fn of(
        py: Python<'_>,
        normalizer: &Normalizer,
        given: &Given<'_, '_>,
        what: Option<&str>,
    ) -> PyResult<Self> {
        let mut options = MatchOptions::at(given.now(py, normalizer)?);
        let given = |name: &str| given.option(name);
        if let Some(top) = given("top")? {
            options.top = whole(&top, "top", 1)?;
        }
        if let Some(weights) = given("weights")? {
            options.weights = weights_of(&weights)?;
        }
        if let Some(blend) = given("blend")? {
            options.weights.blend = whole(&blend, "blend", 0)?;
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
            let threads: usize = whole(&threads, "threads", 1)?;
            let pool = thread_pool(Some(threads)).map_err(|error| to_python_error(py, &error))?;
            options = options.pool(pool);
        }
        let progress = given("progress")?;
        let task = what.map_or_else(|| Ok(Task::default()), |what| Task::new(progress.as_ref(), what))?;
        options = options.cancel(task.cancel.clone());
        if task.has_bar() {
            options = options.progress(task.counts.progress());
        }
        Ok(Self { options, task })
    }
}

/// The options of an assignment, and the task that answers it.
pub(crate) fn assign_options(
    py: Python<'_>,
    normalizer: &Normalizer,
    keywords: Option<&Bound<'_, PyDict>>,
) -> PyResult<(AssignOptions, Task)> {
    let given = Given::new(keywords, &[&NAMES[..], &ASSIGN_NAMES].concat())?;
    let Asked { options, task } = Asked::of(py, normalizer, &given, Some("posting"))?;
    let mut assign = AssignOptions::new(options);
    let given = |name: &str| given.option(name);
    if let Some(objective) = given("objective")? {
        assign.objective =
            objective.extract::<String>()?.parse().map_err(|error: gigmatch::Error| to_python_error(py, &error))?;
    }
    if let Some(shifts) = given("shifts_per_worker")? {
        assign.shifts_per_worker = whole(&shifts, "shifts_per_worker", 1)?;
    }
    if let Some(hours) = given("hours")? {
        assign.hours = read::<HourCaps>(&hours, "option.invalid", "hours", &HOURS)?;
    }
    if let Some(metres) = given("travel_metres_a_minute")? {
        assign.travel_metres_a_minute = Some(whole(&metres, "travel_metres_a_minute", 1)?);
    }
    if let Some(span) = given("starting")? {
        let (from, until): (Bound<'_, PyAny>, Bound<'_, PyAny>) = span.extract().map_err(|_| {
            invalid(
                py,
                "starting",
                "starting is no span; allowed are two times: the first instant, and the one after the last",
            )
        })?;
        let time = |value: &Bound<'_, PyAny>| {
            normalizer.parse_time(&text_of_time(value)?).map_err(|error| invalid(py, "starting", &error))
        };
        assign.starting = Some((time(&from)?, time(&until)?));
    }
    assign.seats =
        given("seats")?.map(|seats| read_all::<SeatRule>(&seats, "seats", &SEAT_RULE)).transpose()?.unwrap_or_default();
    let choices = |name: &str| -> PyResult<Vec<SeatChoice>> {
        Ok(given(name)?.map(|choices| read_all(&choices, name, &SEAT_CHOICE)).transpose()?.unwrap_or_default())
    };
    assign.pinned = choices("pinned")?;
    assign.forbidden = choices("forbidden")?;
    if let Some(goal) = given("key_groups")? {
        assign.key_groups = Some(read::<KeyGroupGoal>(&goal, "option.invalid", "key_groups", &KEY_GROUPS)?);
    }
    if let Some(points) = given("congestion")? {
        assign.congestion = whole(&points, "congestion", 0)?;
    }
    if let Some(seconds) = given("best_within")? {
        assign.best_until = Some(deadline(&seconds)?);
    }
    Ok((assign, task))
}

/// A list of mappings as values of the engine's own type.
pub(crate) fn read_all<T: DeserializeOwned>(list: &Bound<'_, PyAny>, field: &str, names: &[&str]) -> PyResult<Vec<T>> {
    if list.is_instance(&mapping_type(list.py())?)? {
        return Err(PyTypeError::new_err(format!("{field} is one mapping alone; allowed is a list of mappings")));
    }
    list.try_iter()?.map(|item| read(&item?, "option.invalid", field, names)).collect()
}

/// Keywords of known names.
pub(crate) struct Given<'a, 'py>(Option<&'a Bound<'py, PyDict>>);

impl<'a, 'py> Given<'a, 'py> {
    /// An unknown keyword is told with the nearest that there is.
    pub(crate) fn new(keywords: Option<&'a Bound<'py, PyDict>>, names: &[&str]) -> PyResult<Self> {
        for name in keywords.into_iter().flat_map(PyDictMethods::keys) {
            let name: String = name.extract()?;
            if !names.contains(&name.as_str()) {
                let message = format!("unknown option {name:?}; the nearest is {:?}", nearest(names, &name));
                return Err(PyTypeError::new_err(message));
            }
        }
        Ok(Self(keywords))
    }

    /// What was given; `None` is nothing.
    pub(crate) fn option(&self, name: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
        let Some(keywords) = self.0 else { return Ok(None) };
        keywords.get_item(name).map(|value| value.filter(|value| !value.is_none()))
    }

    /// The time the question is asked for, without which there is no answer.
    pub(crate) fn now(&self, py: Python<'py>, normalizer: &Normalizer) -> PyResult<Timestamp> {
        let now = self.option("now")?.ok_or_else(|| PyTypeError::new_err("the option \"now\" is missing"))?;
        normalizer.parse_time(&text_of_time(&now)?).map_err(|error| invalid(py, "now", &error))
    }
}

/// The options of a search.
pub(crate) fn search_options(py: Python<'_>, options: Option<&Bound<'_, PyDict>>) -> PyResult<SearchOptions> {
    let given = Given::new(options, &SEARCH_NAMES)?;
    let given = |name: &str| given.option(name);
    let refused = |error: gigmatch::Error| to_python_error(py, &error);
    let mut search = SearchOptions::default();
    if let Some(top) = given("top")? {
        search.top = whole(&top, "top", 0)?;
    }
    if let Some(point) = given("near")? {
        let point = point.extract();
        search.near =
            Some(point.map_err(|_| invalid(py, "near", "near is no point; allowed are (longitude, latitude)"))?);
    }
    if let Some(radius) = given("radius")? {
        let text: String = radius.str()?.extract()?;
        let metres = parse_metres(&text).ok_or_else(|| {
            invalid(py, "radius", &format!("radius is {text:?}; allowed are metres, or a text such as \"5km\""))
        })?;
        search.radius_m = Some(metres);
    }
    if let Some(filters) = given("filters")? {
        for text in filter_texts(&filters)? {
            search = search.filter(text.parse().map_err(refused)?);
        }
    }
    if let Some(facets) = given("facets")? {
        not_alone(&facets, "facet", "facets")?;
        for facet in facets.extract::<Vec<String>>()? {
            search = search.facet(facet.parse().map_err(refused)?);
        }
    }
    if let Some(sort) = given("sort")? {
        search.sort = sort.extract::<String>()?.parse().map_err(refused)?;
    }
    if let Some(cursor) = given("after")? {
        search.after = Some(cursor.extract()?);
    }
    Ok(search)
}

/// The known name that looks most like a given one.
pub(crate) fn nearest<'a>(names: &[&'a str], given: &str) -> &'a str {
    names.iter().copied().max_by(|a, b| likeness(a, given).total_cmp(&likeness(b, given))).unwrap_or_default()
}

pub(crate) fn invalid(py: Python<'_>, field: &str, message: &str) -> PyErr {
    raised(py, "option.invalid", message, Some(field), None, false)
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
    if !filters.is_instance(&mapping_type(filters.py())?)? {
        return filters.extract();
    }
    let text = |pair: Bound<'_, PyAny>| {
        let (name, value): (String, Bound<'_, PyAny>) = pair.extract()?;
        // A radius: longitude, latitude, distance.
        let is_list = value.is_instance_of::<PyTuple>() || value.is_instance_of::<PyList>();
        let value = if is_list {
            value.try_iter()?.map(|part| part?.str()?.extract()).collect::<PyResult<Vec<String>>>()?.join(",")
        } else {
            value.str()?.extract()?
        };
        Ok(format!("{name}={value}"))
    };
    filters.call_method0("items")?.try_iter()?.map(|pair| text(pair?)).collect()
}

fn weights_of(weights: &Bound<'_, PyAny>) -> PyResult<gigmatch::Weights> {
    for side in ["worker", "employer"] {
        if weights.is_instance(&mapping_type(weights.py())?)? && weights.contains(side)? {
            let profile = weights.get_item(side)?;
            check_names(&profile, "weights.invalid", &format!("weights[{side:?}]"), &Factor::ALL.map(Factor::name))?;
        }
    }
    read(weights, "weights.invalid", "weights", &WEIGHTS)
}

/// A mapping as the engine's own type.
pub(crate) fn read<T: DeserializeOwned>(
    value: &Bound<'_, PyAny>,
    code: &str,
    field: &str,
    names: &[&str],
) -> PyResult<T> {
    check_names(value, code, field, names)?;
    serde_json::from_value(to_value(value, 0)?)
        .map_err(|error| raised(value.py(), code, &format!("{field}: {error}"), Some(field), None, false))
}

/// That a value is a mapping with no other names than the known ones.
fn check_names(value: &Bound<'_, PyAny>, code: &str, field: &str, names: &[&str]) -> PyResult<()> {
    let py = value.py();
    let wrong = |message: String| Err(raised(py, code, &message, Some(field), None, false));
    if !value.is_instance(&mapping_type(py)?)? {
        return wrong(format!("{field} is of type {}; allowed is a mapping", value.get_type().name()?));
    }
    for name in value.try_iter()? {
        let name: String = name?.str()?.extract()?;
        if !names.contains(&name.as_str()) {
            let (near, all) = (nearest(names, &name), names.join(", "));
            return wrong(format!("unknown name {name:?} in {field}; the nearest is {near:?}; allowed are {all}"));
        }
    }
    Ok(())
}
