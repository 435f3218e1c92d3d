//! Divisions and their people: the options of reports, service circles and assistance, and their answers.

use std::{path::PathBuf, sync::Arc};

use gigmatch::{
    AssistOptions, Assistance, CircleRules, Coverage, CoverageOptions, JobListOptions, KeyGroupRules, Report,
    ReportOptions, Site,
    normalize::Normalizer,
    record::{KeyGroup, Vocabulary},
    table::{DivisionCode, DivisionLevel},
};
use gigmatch_pages::PageOptions;
use gigmatch_phrases::Lang;
use pyo3::{exceptions::PyValueError, prelude::*, types::PyDict};
use serde_json::json;

use crate::{
    asked::{Asked, Given, NAMES, invalid, read, read_all},
    convert::{mapping_type, not_alone, to_python, to_python_error, to_value, whole},
    interrupt::Task,
    table::{Content, Table},
};

const REPORT_NAMES: [&str; 9] = [
    "by",
    "within",
    "dimensions",
    "occupation_depth",
    "eligible_pairs",
    "weeks",
    "key_group_rules",
    "threshold",
    "seed",
];
const COVERAGE_NAMES: [&str; 12] = [
    "now",
    "by",
    "within",
    "circles",
    "catchments",
    "default_capacity",
    "suggest",
    "sites",
    "list_outside",
    "key_group_rules",
    "threshold",
    "seed",
];
const ASSIST_NAMES: [&str; 12] = [
    "by",
    "within",
    "outlet",
    "key_groups",
    "key_group_rules",
    "weak_below",
    "congested_above",
    "most",
    "training",
    "caseworkers",
    "visits_a_day",
    "circles",
];
const JOB_LIST_NAMES: [&str; 4] = ["outlets", "most", "for_people", "circles"];
const CIRCLES: [&str; 5] = ["detour_percent", "note", "speeds", "urban_minutes", "rural_m"];
const CATCHMENT: [&str; 2] = ["limit_m", "weight"];
const SITE: [&str; 5] = ["name", "longitude", "latitude", "datum", "radius_m"];

type Keywords<'a, 'py> = Option<&'a Bound<'py, PyDict>>;

/// What several of these questions are asked with.
struct Areas<'a, 'py> {
    py: Python<'py>,
    given: Given<'a, 'py>,
}

impl<'a, 'py> Areas<'a, 'py> {
    fn new(py: Python<'py>, keywords: Keywords<'a, 'py>, names: &[&str]) -> PyResult<Self> {
        Ok(Self { py, given: Given::new(keywords, names)? })
    }

    fn option(&self, name: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.given.option(name)
    }

    fn whole<T: TryFrom<i64>>(&self, name: &str, least: u32, set: impl FnOnce(T)) -> PyResult<()> {
        if let Some(value) = self.option(name)? {
            set(whole(&value, name, least)?);
        }
        Ok(())
    }

    fn flag(&self, name: &str, set: impl FnOnce(bool)) -> PyResult<()> {
        if let Some(value) = self.option(name)? {
            set(value.extract()?);
        }
        Ok(())
    }

    /// A word of an enumeration.
    fn word<V: Vocabulary>(&self, name: &str, value: &Bound<'_, PyAny>) -> PyResult<V> {
        let text: String = value.str()?.extract()?;
        V::from_word(&text)
            .ok_or_else(|| invalid(self.py, name, &format!("{name} is {text:?}; allowed are {}", V::allowed())))
    }

    fn level(&self, set: impl FnOnce(DivisionLevel)) -> PyResult<()> {
        if let Some(value) = self.option("by")? {
            set(self.word("by", &value)?);
        }
        Ok(())
    }

    fn within(&self) -> PyResult<Option<DivisionCode>> {
        let Some(value) = self.option("within")? else { return Ok(None) };
        let text: String = value.str()?.extract()?;
        let code = DivisionCode::parse(&text);
        let wrong = || {
            invalid(
                self.py,
                "within",
                &format!("within is {text:?}; allowed are 2, 4, 6, 9 or 12 digits of a division"),
            )
        };
        code.ok_or_else(wrong).map(Some)
    }

    /// The carried example, a file, or rules as a mapping.
    fn key_group_rules(&self) -> PyResult<Option<Arc<KeyGroupRules>>> {
        let Some(value) = self.option("key_group_rules")? else { return Ok(None) };
        if value.extract::<String>().is_ok_and(|text| text == "example") {
            return Ok(Some(KeyGroupRules::example()));
        }
        let rules = if value.is_instance(&mapping_type(self.py)?)? {
            KeyGroupRules::from_json(&to_value(&value, 0)?.to_string())
        } else {
            KeyGroupRules::from_file(&value.extract::<PathBuf>()?)
        };
        rules.map(|rules| Some(Arc::new(rules))).map_err(|error| to_python_error(self.py, &error))
    }

    fn circles(&self, set: impl FnOnce(CircleRules)) -> PyResult<()> {
        if let Some(value) = self.option("circles")? {
            set(read(&value, "option.invalid", "circles", &CIRCLES)?);
        }
        Ok(())
    }

    fn protection(&self, threshold: &mut u32, seed: &mut Option<u128>) -> PyResult<()> {
        self.whole("threshold", 1, |given| *threshold = given)?;
        if let Some(value) = self.option("seed")? {
            let refused = |_| invalid(self.py, "seed", "seed is no whole number from 0 to 2^128 - 1");
            *seed = Some(value.extract().map_err(refused)?);
        }
        Ok(())
    }
}

/// The options of a report, and the task that answers it.
pub(crate) fn report_options<'py>(
    py: Python<'py>,
    normalizer: &Normalizer,
    keywords: Keywords<'_, 'py>,
) -> PyResult<(ReportOptions, Task)> {
    let areas = Areas::new(py, keywords, &[&NAMES[..], &REPORT_NAMES].concat())?;
    let Asked { options, task } = Asked::of(py, normalizer, &areas.given, Some("worker"))?;
    let mut report = ReportOptions::new(options);
    areas.level(|level| report.by = level)?;
    report.within = areas.within()?;
    if let Some(dimensions) = areas.option("dimensions")? {
        not_alone(&dimensions, "dimension", "dimensions")?;
        let named = dimensions.try_iter()?.map(|name| areas.word("dimensions", &name?));
        report.dimensions = named.collect::<PyResult<_>>()?;
    }
    areas.whole("occupation_depth", 1, |depth| report.occupation_depth = depth)?;
    areas.flag("eligible_pairs", |asked| report.eligible_pairs = asked)?;
    areas.whole("weeks", 1, |weeks| report.weeks = weeks)?;
    report.key_group_rules = areas.key_group_rules()?;
    areas.protection(&mut report.threshold, &mut report.seed)?;
    Ok((report, task))
}

/// The options of service circles.
pub(crate) fn coverage_options<'py>(
    py: Python<'py>,
    normalizer: &Normalizer,
    keywords: Keywords<'_, 'py>,
    task: &Task,
) -> PyResult<CoverageOptions> {
    let areas = Areas::new(py, keywords, &COVERAGE_NAMES)?;
    let mut coverage = CoverageOptions::at(areas.given.now(py, normalizer)?);
    areas.level(|level| coverage.by = level)?;
    coverage.within = areas.within()?;
    areas.circles(|circles| coverage.circles = circles)?;
    if let Some(catchments) = areas.option("catchments")? {
        coverage.catchments = read_all(&catchments, "catchments", &CATCHMENT)?;
    }
    areas.whole("default_capacity", 1, |capacity| coverage.default_capacity = capacity)?;
    areas.whole("suggest", 0, |number| coverage.suggest = number)?;
    if let Some(sites) = areas.option("sites")? {
        coverage.sites = read_all::<Site>(&sites, "sites", &SITE)?;
    }
    areas.flag("list_outside", |asked| coverage.list_outside = asked)?;
    coverage.key_group_rules = areas.key_group_rules()?;
    areas.protection(&mut coverage.threshold, &mut coverage.seed)?;
    coverage.cancel = Some(task.cancel.clone());
    Ok(coverage)
}

/// The options of assistance, and the task that answers it.
pub(crate) fn assist_options<'py>(
    py: Python<'py>,
    normalizer: &Normalizer,
    keywords: Keywords<'_, 'py>,
) -> PyResult<(AssistOptions, Task)> {
    let areas = Areas::new(py, keywords, &[&NAMES[..], &ASSIST_NAMES].concat())?;
    let Asked { options, task } = Asked::of(py, normalizer, &areas.given, Some("worker"))?;
    let mut assist = AssistOptions::new(options);
    areas.level(|level| assist.by = level)?;
    assist.within = areas.within()?;
    assist.outlet = areas.option("outlet")?.map(|id| id.extract()).transpose()?;
    if let Some(groups) = areas.option("key_groups")? {
        not_alone(&groups, "key group", "key groups")?;
        let named = groups.try_iter()?.map(|group| areas.word::<KeyGroup>("key_groups", &group?));
        assist.key_groups = named.collect::<PyResult<_>>()?;
    }
    assist.key_group_rules = areas.key_group_rules()?;
    areas.whole("weak_below", 0, |score| assist.weak_below = score)?;
    areas.whole("congested_above", 0, |people: u32| {
        assist.congested_above = Some(people).filter(|people| *people > 0);
    })?;
    areas.whole("most", 1, |most| assist.most = most)?;
    areas.whole("training", 0, |most| assist.training = most)?;
    areas.whole("caseworkers", 1, |number| assist.caseworkers = number)?;
    areas.whole("visits_a_day", 1, |number| assist.visits_a_day = number)?;
    areas.circles(|circles| assist.circles = circles)?;
    Ok((assist, task))
}

/// The options of lists of jobs, and the task that answers it.
pub(crate) fn job_list_options<'py>(
    py: Python<'py>,
    normalizer: &Normalizer,
    keywords: Keywords<'_, 'py>,
) -> PyResult<(JobListOptions, Task)> {
    let areas = Areas::new(py, keywords, &[&NAMES[..], &JOB_LIST_NAMES].concat())?;
    let Asked { options, task } = Asked::of(py, normalizer, &areas.given, Some("worker"))?;
    let mut lists = JobListOptions::new(options);
    if let Some(outlets) = areas.option("outlets")? {
        not_alone(&outlets, "outlet", "ids")?;
        lists.outlets = outlets.extract()?;
    }
    areas.whole("most", 1, |most| lists.most = most)?;
    areas.flag("for_people", |asked| lists.for_people = asked)?;
    areas.circles(|circles| lists.circles = circles)?;
    Ok((lists, task))
}

/// How pages are made, by the language asked for.
pub(crate) fn page_options(py: Python<'_>, normalizer: &Normalizer, lang: &str) -> PyResult<PageOptions> {
    let lang: Lang = lang.parse().map_err(|message: String| invalid(py, "lang", &message))?;
    let producer = concat!("gigmatch ", env!("CARGO_PKG_VERSION"));
    Ok(PageOptions::default().lang(lang).zone(normalizer.zone().clone()).producer(producer))
}

/// A page, or why it cannot be made.
pub(crate) fn page(html: gigmatch_pages::Result<String>) -> PyResult<String> {
    html.map_err(|error| PyValueError::new_err(error.to_string()))
}

/// A report as its class of answers.
pub(crate) fn report<'py>(py: Python<'py>, report: &Report) -> PyResult<Bound<'py, PyAny>> {
    let data = json!({
        "provenance": report.provenance,
        "key_group_version": report.key_group_version,
        "by": report.by,
        "weeks": report.weeks,
        "threshold": report.threshold,
        "areas": report.areas,
    });
    with_tables(py, "Report", &data, [("table", gigmatch_arrow::report_to_batch(report))])
}

/// Service circles as their class of answers.
pub(crate) fn coverage<'py>(py: Python<'py>, coverage: &Coverage) -> PyResult<Bound<'py, PyAny>> {
    let data = json!({
        "generation": coverage.generation,
        "now": coverage.now,
        "key_group_version": coverage.key_group_version,
        "by": coverage.by,
        "threshold": coverage.threshold,
        "areas": coverage.areas,
        "without_place": coverage.without_place,
        "outlets_without_place": coverage.outlets_without_place,
        "gini": coverage.gini,
        "theil": coverage.theil,
        "suggestion_bound": coverage.suggestion_bound,
        "suggestions_optimal": coverage.suggestions_optimal,
    });
    let tables = [
        ("table", gigmatch_arrow::coverage_to_batch(coverage)),
        ("suggestions", gigmatch_arrow::suggestions_to_batch(&coverage.suggestions)),
        ("outside", gigmatch_arrow::outside_to_batch(&coverage.outside)),
    ];
    with_tables(py, "Coverage", &data, tables)
}

/// Assistance as its class of answers.
pub(crate) fn assistance<'py>(py: Python<'py>, assistance: &Assistance) -> PyResult<Bound<'py, PyAny>> {
    let data = json!({
        "provenance": assistance.provenance,
        "key_group_version": assistance.key_group_version,
        "areas": assistance.areas,
        "people": assistance.people,
        "reasons": assistance.reasons,
        "obstacles": assistance.obstacles,
        "routes": assistance.routes,
    });
    let tables = [
        ("needs", gigmatch_arrow::needs_to_batch(assistance)),
        ("training", gigmatch_arrow::training_to_batch(assistance)),
    ];
    with_tables(py, "Assistance", &data, tables)
}

fn with_tables<'py, const N: usize>(
    py: Python<'py>,
    class: &str,
    data: &serde_json::Value,
    tables: [(&str, arrow_array::RecordBatch); N],
) -> PyResult<Bound<'py, PyAny>> {
    let data = to_python(py, data)?;
    for (name, batch) in tables {
        data.set_item(name, Table::new(Content::Batch(batch)))?;
    }
    py.import("gigmatch._read")?.call_method1("answer", (class, data))
}
