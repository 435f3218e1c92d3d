//! What can be asked: of an engine about its newest generation, of a snapshot about its own.

use std::{ffi::CString, sync::Arc};

use gigmatch::{
    AssistOptions, CircleRules, Error, ErrorCode, MatchOptions, PostingRef, Result, Side, WorkerRef,
    answer::Funnel,
    normalize::{Record, Row},
    problem::UnknownColumn,
    record::{Outlet, Placement, Posting, RecordKind, WorkerProfile},
};
use gigmatch_pages::{JobsPage, ReportPage, VisitsPage};
use gigmatch_phrases::{explained, narrowed, told};
use pyo3::{
    exceptions::{PyTypeError, PyUserWarning},
    prelude::*,
    types::{PyDict, PyString},
};
use serde::Serialize;
use serde_json::Value;

use crate::{
    areas,
    asked::{Asked, assign_options, search_options},
    capsule,
    convert::{answer, mapping_type, to_python, to_rows, to_value, whole},
    detached,
    engine::State,
    interrupt::{Task, abandonable},
    occupancy::Occupancy,
    process::OfProcess,
    source::Given,
    table::{Content, MatchStream, MatchTable, Table},
};

/// Subjects of a table of `match_batches`.
const STREAM_SUBJECTS: usize = 10_000;

/// What can be asked of an engine and of a snapshot.
///
/// A worker or a posting is an id, or a mapping: a record that is not in the index. The options of every question are
/// those of ``MatchOptions``, by keyword.
#[pyclass(frozen, subclass, module = "gigmatch")]
pub(crate) struct Matcher(View);

enum View {
    Newest(Arc<State>),
    Fixed(OfProcess<Ground>),
}

/// What a question stands on.
#[derive(Clone)]
pub(crate) struct Ground {
    engine: gigmatch::Engine,
    snapshot: gigmatch::Snapshot,
}

/// The immutable view of one committed generation; it stays as it is while writers commit.
#[pyclass(frozen, extends = Matcher, module = "gigmatch")]
pub(crate) struct Snapshot;

impl Matcher {
    pub(crate) fn newest(state: Arc<State>) -> Self {
        Self(View::Newest(state))
    }

    fn ground(&self, py: Python<'_>) -> PyResult<Ground> {
        match &self.0 {
            View::Newest(state) => {
                let engine = state.engine(py)?;
                let snapshot = engine.snapshot();
                Ok(Ground { engine, snapshot })
            }
            View::Fixed(ground) => ground.get(py).cloned(),
        }
    }

    /// Matches everybody of a side, those with some ids, or records that are not indexed.
    fn match_side<'py>(
        &self,
        py: Python<'py>,
        side: Side,
        subjects: Option<&Bound<'py, PyAny>>,
        options: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, MatchTable>> {
        let Ground { engine, snapshot } = self.ground(py)?;
        let subjects = subjects.map(Subjects::new).transpose()?;
        let Asked { options, task } = Asked::new(py, engine.normalizer(), options, Some(side.kind().name()))?;
        let mut unknown = Vec::new();
        let matches = task.finish(py, || match subjects {
            None => snapshot.match_all(side, &options),
            Some(Subjects::Ids(ids)) => snapshot.match_ids(side, &ids, &options),
            Some(Subjects::Given(given)) => match side {
                Side::Workers => snapshot.match_workers(&given.read_all(&engine, &mut unknown)?, &options),
                Side::Postings => snapshot.match_postings(&given.read_all(&engine, &mut unknown)?, &options),
            },
        })?;
        warn_of(py, &unknown)?;
        MatchTable::new(py, matches)
    }

    /// Somebody who is asked about: an id, or a record that is not indexed.
    fn known<T: Record>(&self, subject: &Bound<'_, PyAny>) -> PyResult<Known<T>> {
        let py = subject.py();
        Subject::new(subject)?.read(py, &self.ground(py)?.engine)
    }

    /// Asks a question about one record or pair, which takes no time to speak of, and gives the answer its class.
    fn ask<'py, T: Serialize + Send>(
        &self,
        py: Python<'py>,
        class: &str,
        options: Option<&Bound<'py, PyDict>>,
        question: impl FnOnce(&Ground, &MatchOptions) -> Result<T> + Send,
    ) -> PyResult<Bound<'py, PyAny>> {
        let ground = self.ground(py)?;
        let Asked { options, .. } = Asked::new(py, ground.engine.normalizer(), options, None)?;
        let found = detached(py, || question(&ground, &options))?;
        answer(py, class, &found)
    }

    /// Asks how candidates are narrowed down, which goes through all of them.
    fn narrow<'py>(
        &self,
        py: Python<'py>,
        options: Option<&Bound<'py, PyDict>>,
        question: impl FnOnce(&Ground, &MatchOptions) -> Result<Funnel> + Send,
    ) -> PyResult<Bound<'py, PyAny>> {
        let ground = self.ground(py)?;
        let Asked { options, task } = Asked::new(py, ground.engine.normalizer(), options, Some("candidate"))?;
        let funnel = task.finish(py, || question(&ground, &options))?;
        answer(py, "Funnel", &narrowed(&funnel))
    }
}

/// Who is matched.
enum Subjects {
    Ids(Vec<String>),
    Given(Given),
}

impl Subjects {
    fn new(subjects: &Bound<'_, PyAny>) -> PyResult<Self> {
        if let Some(pieces) = capsule::imported(subjects)? {
            return if pieces.is_text() {
                pieces.into_texts().map(Self::Ids)
            } else {
                pieces.into_batches().map(Given::Batches).map(Self::Given)
            };
        }
        if subjects.is_instance_of::<PyString>() {
            let message = "one id alone; allowed are a list of ids, or records that are not in the index";
            return Err(PyTypeError::new_err(message));
        }
        if subjects.is_instance(&mapping_type(subjects.py())?)? {
            return Err(PyTypeError::new_err("one record alone; allowed is a list of records"));
        }
        let items: Vec<Bound<'_, PyAny>> = subjects.try_iter()?.collect::<PyResult<_>>()?;
        if items.iter().all(PyAnyMethods::is_instance_of::<PyString>) {
            return Ok(Self::Ids(items.iter().map(PyAnyMethods::extract).collect::<PyResult<_>>()?));
        }
        Ok(Self::Given(Given::Rows(to_rows(items.into_pyobject(subjects.py())?.as_any())?)))
    }
}

/// One worker or posting that is asked about.
enum Subject {
    Id(String),
    Given(Row),
}

/// The same with its record read.
enum Known<T> {
    Id(String),
    Record(Box<T>),
}

impl Subject {
    fn new(subject: &Bound<'_, PyAny>) -> PyResult<Self> {
        if let Ok(id) = subject.extract::<String>() {
            return Ok(Self::Id(id));
        }
        let Value::Object(fields) = to_value(subject, 0)? else {
            let given = subject.get_type().name()?;
            return Err(PyTypeError::new_err(format!("a record of type {given}; allowed are an id, or a mapping")));
        };
        Ok(Self::Given(Row { number: 1, fields }))
    }

    /// Reads the record of an ad hoc subject; names that no field has are warned of.
    fn read<T: Record>(self, py: Python<'_>, engine: &gigmatch::Engine) -> PyResult<Known<T>> {
        match self {
            Self::Id(id) => Ok(Known::Id(id)),
            Self::Given(row) => {
                let mut unknown = Vec::new();
                let mut records = detached(py, || Given::Rows(vec![row]).read_all::<T>(engine, &mut unknown))?;
                warn_of(py, &unknown)?;
                Ok(Known::Record(Box::new(records.remove(0))))
            }
        }
    }
}

impl<T: Record> Known<T> {
    /// The record, which the question has found before.
    fn record(self, snapshot: &gigmatch::Snapshot) -> Result<T> {
        match self {
            Self::Record(record) => Ok(*record),
            Self::Id(id) => {
                let missing = || Error::new(ErrorCode::NotFound, format!("no {} has the id {id:?}", T::KIND));
                snapshot.get(&id)?.ok_or_else(missing)
            }
        }
    }
}

impl<'a> From<&'a Known<WorkerProfile>> for WorkerRef<'a> {
    fn from(known: &'a Known<WorkerProfile>) -> Self {
        match known {
            Known::Id(id) => Self::Id(id),
            Known::Record(record) => Self::Record(record),
        }
    }
}

impl<'a> From<&'a Known<Posting>> for PostingRef<'a> {
    fn from(known: &'a Known<Posting>) -> Self {
        match known {
            Known::Id(id) => Self::Id(id),
            Known::Record(record) => Self::Record(record),
        }
    }
}

/// Warns of columns that no field has: a question has no report to tell of them.
fn warn_of(py: Python<'_>, unknown: &[UnknownColumn]) -> PyResult<()> {
    for column in unknown {
        let near = column.nearest.as_ref().map(|near| format!("; the nearest is {near:?}")).unwrap_or_default();
        let message = CString::new(format!("no field has the name {:?}{near}", column.name))?;
        PyErr::warn(py, &py.get_type::<PyUserWarning>(), &message, 1)?;
    }
    Ok(())
}

fn kind_of(kind: &str) -> Result<RecordKind> {
    kind.parse().map_err(|message: String| Error::new(ErrorCode::InvalidOption, message).with_field("kind"))
}

#[pymethods]
impl Matcher {
    /// The newest committed generation of an engine, or that of a snapshot; 0 before the first commit.
    #[getter]
    fn generation(&self, py: Python<'_>) -> PyResult<u64> {
        Ok(self.ground(py)?.snapshot.generation())
    }

    /// How many records of a kind there are: ``posting``, ``worker``, ``outlet`` or ``placement``.
    fn count(&self, py: Python<'_>, kind: &str) -> PyResult<u64> {
        let ground = self.ground(py)?;
        detached(py, || Ok(ground.snapshot.count(kind_of(kind)?)))
    }

    /// The ids of all records of a kind, sorted.
    fn ids(&self, py: Python<'_>, kind: &str) -> PyResult<Vec<String>> {
        let ground = self.ground(py)?;
        detached(py, || Ok(ground.snapshot.ids(kind_of(kind)?)))
    }

    /// The words of a text as searches look for them: in folded form, parts of long words before them.
    fn words(&self, py: Python<'_>, text: &str) -> PyResult<Vec<String>> {
        let ground = self.ground(py)?;
        detached(py, || Ok(ground.snapshot.words(text)))
    }

    /// The words of a text that the text factor compares: without numbers, single characters and what is negated; sorted.
    fn content_words(&self, py: Python<'_>, text: &str) -> PyResult<Vec<String>> {
        let ground = self.ground(py)?;
        detached(py, || Ok(ground.snapshot.content_words(text)))
    }

    /// The record with an id as it was accepted, in its normal form; ``None`` where there is none.
    fn get<'py>(&self, py: Python<'py>, kind: &str, id: &str) -> PyResult<Bound<'py, PyAny>> {
        let snapshot = self.ground(py)?.snapshot;
        let record = detached(py, || {
            Ok(match kind_of(kind)? {
                RecordKind::Posting => serde_json::json!(snapshot.get::<Posting>(id)?),
                RecordKind::Worker => serde_json::json!(snapshot.get::<WorkerProfile>(id)?),
                RecordKind::Outlet => serde_json::json!(snapshot.get::<Outlet>(id)?),
                RecordKind::Placement => serde_json::json!(snapshot.get::<Placement>(id)?),
            })
        })?;
        to_python(py, &record)
    }

    /// The occupancy that the indexed placements amount to.
    fn occupancy(&self, py: Python<'_>) -> PyResult<Occupancy> {
        let snapshot = self.ground(py)?.snapshot;
        abandonable(py, move || snapshot.occupancy()).map(Occupancy::of)
    }

    /// The records of a kind that have all words of a query: one page of them, best first.
    ///
    /// Words stand between blanks, and Chinese is cut into words; pinyin and initials find them, too. ``"..."`` stands there
    /// literally, ``-word`` does not, ``title:``, ``employer:``, ``occupation:`` and ``description:`` name the only place to look.
    #[pyo3(signature = (kind, query, **options))]
    fn search<'py>(
        &self,
        py: Python<'py>,
        kind: &str,
        query: &str,
        options: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let options = search_options(py, options)?;
        let snapshot = self.ground(py)?.snapshot;
        let page = detached(py, || snapshot.search(kind_of(kind)?, query, &options))?;
        let data = to_python(py, &page)?;
        data.set_item("hits", Table::new(Content::Batch(gigmatch_arrow::search_hits_to_batch(&page.hits))))?;
        py.import("gigmatch._read")?.call_method1("answer", ("SearchPage", data))
    }

    /// The best postings of every worker, of the workers with some ids, or of workers that are not in the index.
    #[pyo3(signature = (workers = None, **options))]
    fn match_workers<'py>(
        &self,
        py: Python<'py>,
        workers: Option<&Bound<'py, PyAny>>,
        options: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, MatchTable>> {
        self.match_side(py, Side::Workers, workers, options)
    }

    /// The best workers for every posting, for the postings with some ids, or for postings that are not in the index.
    #[pyo3(signature = (postings = None, **options))]
    fn match_postings<'py>(
        &self,
        py: Python<'py>,
        postings: Option<&Bound<'py, PyAny>>,
        options: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, MatchTable>> {
        self.match_side(py, Side::Postings, postings, options)
    }

    /// What ``match_workers`` or ``match_postings`` gives for everybody, without holding all of it at once.
    #[pyo3(signature = (side, **options))]
    fn match_batches(&self, py: Python<'_>, side: &str, options: Option<&Bound<'_, PyDict>>) -> PyResult<MatchStream> {
        let Ground { engine, snapshot } = self.ground(py)?;
        let Asked { options, task } = Asked::new(py, engine.normalizer(), options, Some(side))?;
        let batches = detached(py, || snapshot.match_batches(side.parse()?, STREAM_SUBJECTS, &options))?;
        Ok(MatchStream::new(batches, task))
    }

    /// Who takes which seat: the best plan over all eligible pairs, why the others have none, and the proof.
    #[pyo3(signature = (**options))]
    fn assign<'py>(&self, py: Python<'py>, options: Option<&Bound<'py, PyDict>>) -> PyResult<Bound<'py, PyAny>> {
        let Ground { engine, snapshot } = self.ground(py)?;
        let (options, task) = assign_options(py, engine.normalizer(), options)?;
        let plan = task.finish(py, || snapshot.assign(&options))?;
        let data = PyDict::new(py);
        data.set_item("provenance", to_python(py, &plan.provenance)?)?;
        data.set_item("summary", to_python(py, &plan.summary)?)?;
        data.set_item("by_occupation", to_python(py, &plan.by_occupation)?)?;
        data.set_item("by_key_group", to_python(py, &plan.by_key_group)?)?;
        data.set_item("proof", to_python(py, &plan.proof)?)?;
        for (name, batch) in [
            ("assignments", gigmatch_arrow::assignments_to_batch(&plan.assignments)),
            ("unassigned", gigmatch_arrow::unassigned_to_batch(&plan.unassigned)),
            ("unfilled", gigmatch_arrow::unfilled_to_batch(&plan.unfilled)),
        ] {
            data.set_item(name, Table::new(Content::Batch(batch)))?;
        }
        py.import("gigmatch._read")?.call_method1("answer", ("Plan", data))
    }

    /// Demand and supply of each division, broken down; counts of people are rounded so that nobody can be found in them.
    #[pyo3(signature = (**options))]
    fn report<'py>(&self, py: Python<'py>, options: Option<&Bound<'py, PyDict>>) -> PyResult<Bound<'py, PyAny>> {
        let Ground { engine, snapshot } = self.ground(py)?;
        let (options, task) = areas::report_options(py, engine.normalizer(), options)?;
        areas::report(py, &task.finish(py, || snapshot.report(&options))?)
    }

    /// A report, its service circles and the sums of who needs help as one page of HTML that needs nothing else.
    ///
    /// ``lang`` is ``zh`` or ``en`` and can be switched in the page; ``suggest`` places for further outlets are told.
    #[pyo3(signature = (*, lang = "zh", suggest = None, **options), text_signature = "($self, *, lang='zh', suggest=5, **options)")]
    fn report_page(
        &self,
        py: Python<'_>,
        lang: &str,
        suggest: Option<&Bound<'_, PyAny>>,
        options: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<String> {
        let Ground { engine, snapshot } = self.ground(py)?;
        let suggest = suggest.map_or(Ok(5), |suggest| whole(suggest, "suggest", 0))?;
        let page = areas::page_options(py, engine.normalizer(), lang)?;
        let (options, task) = areas::report_options(py, engine.normalizer(), options)?;
        let divisions = engine.normalizer().told_divisions();
        let (report, coverage, assistance) = task.finish(py, || {
            let (circles, help) = (options.circles(suggest), AssistOptions::beside(&options));
            Ok((snapshot.report(&options)?, snapshot.coverage(&circles)?, snapshot.assist(&help)?))
        })?;
        let page = ReportPage::new(&report, &divisions).options(page).coverage(&coverage);
        areas::page(page.assistance(&assistance).to_html())
    }

    /// Who lives inside the circle of an outlet, who does not, and where further outlets would do most.
    #[pyo3(signature = (**options))]
    fn coverage<'py>(&self, py: Python<'py>, options: Option<&Bound<'py, PyDict>>) -> PyResult<Bound<'py, PyAny>> {
        let Ground { engine, snapshot } = self.ground(py)?;
        let task = Task::default();
        let options = areas::coverage_options(py, engine.normalizer(), options, &task)?;
        areas::coverage(py, &task.finish(py, || snapshot.coverage(&options))?)
    }

    /// The nearest outlets of every worker or posting: a table of ``id``, ``rank``, ``outlet_id``,
    /// ``distance_m`` and ``inside``.
    #[pyo3(signature = (side, *, most = None), text_signature = "($self, side, *, most=1)")]
    fn nearest_outlets(&self, py: Python<'_>, side: &str, most: Option<&Bound<'_, PyAny>>) -> PyResult<Table> {
        let most = most.map_or(Ok(1), |most| whole(most, "most", 1))?;
        let snapshot = self.ground(py)?.snapshot;
        let side: Side = detached(py, || side.parse())?;
        let nearest = abandonable(py, move || snapshot.nearest_outlets(side, most, &CircleRules::default()))?;
        Ok(Table::new(Content::Batch(gigmatch_arrow::nearest_to_batch(&nearest))))
    }

    /// Who needs help in person, why, and what would help. It names people and is for their caseworkers alone.
    #[pyo3(signature = (**options))]
    fn assist<'py>(&self, py: Python<'py>, options: Option<&Bound<'py, PyDict>>) -> PyResult<Bound<'py, PyAny>> {
        let Ground { engine, snapshot } = self.ground(py)?;
        let (options, task) = areas::assist_options(py, engine.normalizer(), options)?;
        areas::assistance(py, &task.finish(py, || snapshot.assist(&options))?)
    }

    /// The visits of ``assist`` as a page of HTML to take along. It names people.
    #[pyo3(signature = (*, lang = "zh", **options))]
    fn visits_page(&self, py: Python<'_>, lang: &str, options: Option<&Bound<'_, PyDict>>) -> PyResult<String> {
        let Ground { engine, snapshot } = self.ground(py)?;
        let page = areas::page_options(py, engine.normalizer(), lang)?;
        let (options, task) = areas::assist_options(py, engine.normalizer(), options)?;
        let divisions = engine.normalizer().told_divisions();
        let assistance = task.finish(py, || snapshot.assist(&options))?;
        areas::page(VisitsPage::new(&assistance, &divisions).options(page).to_html())
    }

    /// The lists of ``job_lists`` as a page of HTML to hang on the wall.
    #[pyo3(signature = (*, lang = "zh", **options))]
    fn jobs_page(&self, py: Python<'_>, lang: &str, options: Option<&Bound<'_, PyDict>>) -> PyResult<String> {
        let Ground { engine, snapshot } = self.ground(py)?;
        let page = areas::page_options(py, engine.normalizer(), lang)?;
        let (options, task) = areas::job_list_options(py, engine.normalizer(), options)?;
        let divisions = engine.normalizer().told_divisions();
        let lists = task.finish(py, || snapshot.job_lists(&options))?;
        areas::page(JobsPage::new(&lists, &divisions).options(page).to_html())
    }

    /// What is open inside the circles of outlets, for their people: a table of ``outlet_id``, ``rank``, ``posting_id``,
    /// ``title``, ``occupation``, ``distance_m``, ``seats`` and ``people``.
    #[pyo3(signature = (**options))]
    fn job_lists<'py>(&self, py: Python<'py>, options: Option<&Bound<'py, PyDict>>) -> PyResult<Table> {
        let Ground { engine, snapshot } = self.ground(py)?;
        let (options, task) = areas::job_list_options(py, engine.normalizer(), options)?;
        let lists = task.finish(py, || snapshot.job_lists(&options))?;
        Ok(Table::new(Content::Batch(gigmatch_arrow::job_lists_to_batch(&lists))))
    }

    /// The best postings of one worker.
    #[pyo3(signature = (worker, **options))]
    fn match_worker<'py>(
        &self,
        py: Python<'py>,
        worker: &Bound<'py, PyAny>,
        options: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let worker = self.known(worker)?;
        self.ask(py, "Matches", options, |ground, options| ground.snapshot.match_worker(&worker, options))
    }

    /// The best workers for one posting.
    #[pyo3(signature = (posting, **options))]
    fn match_posting<'py>(
        &self,
        py: Python<'py>,
        posting: &Bound<'py, PyAny>,
        options: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let posting = self.known(posting)?;
        self.ask(py, "Matches", options, |ground, options| ground.snapshot.match_posting(&posting, options))
    }

    /// Every part of a pair's score, or the rules that fail.
    #[pyo3(signature = (worker, posting, **options))]
    fn explain<'py>(
        &self,
        py: Python<'py>,
        worker: &Bound<'py, PyAny>,
        posting: &Bound<'py, PyAny>,
        options: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (worker, posting) = (self.known(worker)?, self.known(posting)?);
        self.ask(py, "Explanation", options, |ground, options| {
            ground.snapshot.explain(&worker, &posting, options).map(|explanation| explained(&explanation))
        })
    }

    /// Every failing rule of a pair with what it needs, what there is and the least change.
    #[pyo3(signature = (worker, posting, **options))]
    fn why_not<'py>(
        &self,
        py: Python<'py>,
        worker: &Bound<'py, PyAny>,
        posting: &Bound<'py, PyAny>,
        options: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (worker, posting) = (self.known(worker)?, self.known(posting)?);
        self.ask(py, "WhyNot", options, |ground, options| {
            let why_not = ground.snapshot.why_not(&worker, &posting, options)?;
            let (worker, posting) = (worker.record(&ground.snapshot)?, posting.record(&ground.snapshot)?);
            Ok(told(&why_not, &worker, &posting, ground.engine.normalizer().zone()))
        })
    }

    /// How many postings each rule takes from a worker, in order and alone.
    #[pyo3(signature = (worker, **options))]
    fn funnel_worker<'py>(
        &self,
        py: Python<'py>,
        worker: &Bound<'py, PyAny>,
        options: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let worker = self.known(worker)?;
        self.narrow(py, options, |ground, options| ground.snapshot.funnel_worker(&worker, options))
    }

    /// How many workers each rule takes from a posting, in order and alone.
    #[pyo3(signature = (posting, **options))]
    fn funnel_posting<'py>(
        &self,
        py: Python<'py>,
        posting: &Bound<'py, PyAny>,
        options: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let posting = self.known(posting)?;
        self.narrow(py, options, |ground, options| ground.snapshot.funnel_posting(&posting, options))
    }
}

impl Snapshot {
    pub(crate) fn of(py: Python<'_>, engine: gigmatch::Engine) -> PyResult<Bound<'_, Self>> {
        let snapshot = engine.snapshot();
        let matcher = Matcher(View::Fixed(OfProcess::new(Ground { engine, snapshot })));
        Bound::new(py, PyClassInitializer::from(matcher).add_subclass(Self))
    }
}

#[pymethods]
impl Snapshot {
    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        let generation = slf.as_super().get().generation(slf.py())?;
        Ok(format!("<Snapshot of generation {generation}>"))
    }
}
