//! The engine as Python sees it: its life, and what changes it.

use std::{
    cell::RefCell,
    path::PathBuf,
    sync::{Arc, Mutex},
};

use gigmatch::{EngineOptions, Writer, read::Mapping, record::RecordKind, table::OccupationTable};
use pyo3::{
    exceptions::PyTypeError,
    prelude::*,
    types::{PyDict, PyTuple},
};

use crate::{
    convert::{not_alone, raised, whole},
    detached,
    divisions::of_engine,
    interrupt::{Task, abandonable},
    matcher::{Matcher, Snapshot},
    process::{OfProcess, lock},
    report::AddReport,
    source::{Run, Source},
};

/// An open index of postings, workers, outlets and placements.
///
/// What is added or deleted becomes visible with ``commit``. One engine can be used from several threads; of several
/// engines of one directory, one can write.
#[pyclass(frozen, extends = Matcher, module = "gigmatch")]
pub(crate) struct Engine {
    state: Arc<State>,
    /// Where the index was opened; nothing for one in memory.
    path: Option<PathBuf>,
    settings: Settings,
}

/// What an engine shares with the questions that are asked of it.
pub(crate) struct State(OfProcess<Open>);

/// Questions do not wait for who writes.
struct Open {
    /// Nothing when it was closed.
    engine: Mutex<Option<gigmatch::Engine>>,
    /// Taken with the first change, and released with the engine.
    writer: Mutex<Option<Writer>>,
}

/// How an index is opened.
#[derive(Clone, Default)]
struct Settings {
    zone: Option<String>,
    threads: Option<usize>,
    divisions: Vec<PathBuf>,
    occupations: Option<PathBuf>,
    infer_occupations: bool,
}

/// One file or several.
#[derive(FromPyObject)]
pub(crate) enum Paths {
    One(PathBuf),
    Many(Vec<PathBuf>),
}

impl Paths {
    fn into_list(self) -> Vec<PathBuf> {
        match self {
            Self::One(path) => vec![path],
            Self::Many(paths) => paths,
        }
    }
}

/// How a pickled engine is opened again: a call without arguments.
type Reopening<'py> = (Bound<'py, PyAny>, ());

impl Settings {
    fn options(&self) -> gigmatch::Result<EngineOptions> {
        let mut options = EngineOptions::new();
        if let Some(zone) = &self.zone {
            options = options.zone(zone);
        }
        if let Some(threads) = self.threads {
            options = options.threads(threads);
        }
        if !self.divisions.is_empty() {
            options = options.divisions(Arc::new(of_engine(&self.divisions)?));
        }
        if let Some(path) = &self.occupations {
            options = options.occupations(Arc::new(OccupationTable::from_csv(path)?));
        }
        Ok(options.infer_occupations(self.infer_occupations))
    }
}

thread_local! {
    /// The engines that this thread writes to. Arrow streams may be made by Python code, which runs in that thread.
    static WRITING: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
}

/// While it lives, this thread writes to an engine.
struct Writing;

impl Writing {
    fn of(place: usize) -> Self {
        WRITING.with_borrow_mut(|writing| writing.push(place));
        Self
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        WRITING.with_borrow_mut(Vec::pop);
    }
}

impl State {
    pub(crate) fn engine(&self, py: Python<'_>) -> PyResult<gigmatch::Engine> {
        let engine = lock(&self.0.get(py)?.engine).clone();
        engine.ok_or_else(|| closed(py))
    }

    fn with_writer<T: Send>(
        &self,
        py: Python<'_>,
        task: Task,
        work: impl FnOnce(&mut Writer) -> gigmatch::Result<T> + Send,
    ) -> PyResult<T> {
        let open = self.0.get(py)?;
        let place = std::ptr::from_ref(self).addr();
        if WRITING.with_borrow(|writing| writing.contains(&place)) {
            let message = "this call comes from the data that another call is taking in, and would wait for itself";
            return Err(raised(py, "index.locked", message, None, None, false));
        }
        let done = task.finish(py, || {
            let mut writer = lock(&open.writer);
            let _writing = Writing::of(place);
            // Looked at under the writer's lock: whoever closes waits for it.
            let Some(engine) = lock(&open.engine).clone() else { return Ok(None) };
            let writer = match &mut *writer {
                Some(writer) => writer,
                empty => empty.insert(engine.writer()?),
            };
            work(writer).map(Some)
        })?;
        done.ok_or_else(|| closed(py))
    }

    fn close(&self, py: Python<'_>) -> PyResult<()> {
        let open = self.0.get(py)?;
        let engine = lock(&open.engine).take();
        py.detach(|| {
            drop(lock(&open.writer).take());
            drop(engine);
        });
        Ok(())
    }
}

fn closed(py: Python<'_>) -> PyErr {
    raised(py, "engine.closed", "the engine is closed", None, None, false)
}

impl Engine {
    fn new(
        py: Python<'_>,
        engine: gigmatch::Engine,
        path: Option<PathBuf>,
        settings: Settings,
    ) -> PyResult<Bound<'_, Self>> {
        let state =
            Arc::new(State(OfProcess::new(Open { engine: Mutex::new(Some(engine)), writer: Mutex::default() })));
        let matcher = Matcher::newest(Arc::clone(&state));
        Bound::new(py, PyClassInitializer::from(matcher).add_subclass(Self { state, path, settings }))
    }

    fn add(
        &self,
        py: Python<'_>,
        kind: RecordKind,
        records: &Bound<'_, PyAny>,
        mapping: Option<PathBuf>,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<AddReport> {
        let source = Source::new(records)?;
        let mapping = mapping.map(|path| detached(py, || Mapping::from_file(&path))).transpose()?;
        let task = Task::new(progress, kind.name())?;
        let (cancel, counts) = (task.cancel.clone(), task.counts.clone());
        let report = self.state.with_writer(py, task, |writer| {
            let run = Run { intake: writer.intake(kind), mapping: mapping.as_ref(), cancel: &cancel, counts: &counts };
            run.add(source)
        })?;
        Ok(AddReport(report))
    }

    fn delete(&self, py: Python<'_>, kind: RecordKind, ids: &Bound<'_, PyAny>) -> PyResult<u64> {
        not_alone(ids, "text", "ids")?;
        let ids: Vec<String> = ids.try_iter()?.map(|id| id?.extract()).collect::<PyResult<_>>()?;
        self.state.with_writer(py, Task::default(), |writer| writer.delete(kind, &ids))
    }
}

#[pymethods]
impl Engine {
    /// A new index in memory.
    ///
    /// ``zone`` is that of times without an offset (Asia/Shanghai), ``threads`` how many work (as many as there are
    /// cores), ``divisions`` and ``occupations`` are CSV files of tables, the former one or several that are laid over one
    /// another; without one there are no divisions, and the occupations
    /// are those of the national classification of 2022. With ``infer_occupations`` records without an occupation get the one
    /// that their title or wishes are taken to mean, marked by ``occupation_confidence``.
    #[staticmethod]
    #[pyo3(signature = (*, zone = None, threads = None, divisions = None, occupations = None, infer_occupations = false))]
    fn in_memory<'py>(
        py: Python<'py>,
        zone: Option<String>,
        threads: Option<&Bound<'py, PyAny>>,
        divisions: Option<Paths>,
        occupations: Option<PathBuf>,
        infer_occupations: bool,
    ) -> PyResult<Bound<'py, Self>> {
        let threads = threads.map(|threads| whole(threads, "threads", 1)).transpose()?;
        let divisions = divisions.map(Paths::into_list).unwrap_or_default();
        let settings = Settings { zone, threads, divisions, occupations, infer_occupations };
        let engine = detached(py, || settings.options()?.in_memory())?;
        Self::new(py, engine, None, settings)
    }

    /// Opens the index in a directory, making it where there is none; options as with ``in_memory``.
    #[staticmethod]
    #[pyo3(signature = (path, *, zone = None, threads = None, divisions = None, occupations = None, infer_occupations = false))]
    fn open<'py>(
        py: Python<'py>,
        path: PathBuf,
        zone: Option<String>,
        threads: Option<&Bound<'py, PyAny>>,
        divisions: Option<Paths>,
        occupations: Option<PathBuf>,
        infer_occupations: bool,
    ) -> PyResult<Bound<'py, Self>> {
        let threads = threads.map(|threads| whole(threads, "threads", 1)).transpose()?;
        let divisions = divisions.map(Paths::into_list).unwrap_or_default();
        let settings = Settings { zone, threads, divisions, occupations, infer_occupations };
        let (place, asked) = (path.clone(), settings.clone());
        let engine = abandonable(py, move || asked.options()?.open(place))?;
        Self::new(py, engine, Some(path), settings)
    }

    /// The immutable view of the newest generation.
    fn snapshot<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, Snapshot>> {
        Snapshot::of(py, self.state.engine(py)?)
    }

    /// Forgets what was not committed and releases the index; closing twice is no error.
    fn close(&self, py: Python<'_>) -> PyResult<()> {
        self.state.close(py)
    }

    fn __enter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    #[pyo3(signature = (*_exception))]
    fn __exit__(&self, py: Python<'_>, _exception: &Bound<'_, PyTuple>) -> PyResult<()> {
        self.state.close(py)
    }

    /// An engine that was opened from a path is opened again where it is unpickled.
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reopening<'py>> {
        let Some(path) = &self.path else {
            return Err(PyTypeError::new_err(
                "an engine in memory cannot be pickled; one that was opened from a path can",
            ));
        };
        let absolute = |path: &PathBuf| std::path::absolute(path);
        let options = PyDict::new(py);
        options.set_item("zone", &self.settings.zone)?;
        options.set_item("threads", self.settings.threads)?;
        options.set_item(
            "divisions",
            self.settings.divisions.iter().map(absolute).collect::<std::io::Result<Vec<_>>>()?,
        )?;
        options.set_item("occupations", self.settings.occupations.as_ref().map(absolute).transpose()?)?;
        options.set_item("infer_occupations", self.settings.infer_occupations)?;
        let open = py.get_type::<Self>().getattr("open")?;
        Ok((py.import("functools")?.getattr("partial")?.call((open, absolute(path)?), Some(&options))?, ()))
    }

    fn __repr__(&self) -> String {
        match &self.path {
            Some(path) => format!("Engine.open('{}')", path.display()),
            None => "Engine.in_memory()".to_owned(),
        }
    }

    /// Looks for commits of other processes; whether there was a newer generation.
    fn reload(&self, py: Python<'_>) -> PyResult<bool> {
        let engine = self.state.engine(py)?;
        abandonable(py, move || engine.reload())
    }

    /// Adds or replaces postings: Arrow data, mappings, or a CSV, TSV, JSON Lines, Parquet or xlsx file.
    ///
    /// ``mapping`` is a TOML or JSON file that renames and translates columns. Bad rows are in the report; Ctrl-C keeps
    /// what was taken before it for the next commit.
    #[pyo3(signature = (records, *, mapping = None, progress = None))]
    fn add_postings(
        &self,
        py: Python<'_>,
        records: &Bound<'_, PyAny>,
        mapping: Option<PathBuf>,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<AddReport> {
        self.add(py, RecordKind::Posting, records, mapping, progress)
    }

    /// Adds or replaces worker profiles; as ``add_postings``.
    #[pyo3(signature = (records, *, mapping = None, progress = None))]
    fn add_workers(
        &self,
        py: Python<'_>,
        records: &Bound<'_, PyAny>,
        mapping: Option<PathBuf>,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<AddReport> {
        self.add(py, RecordKind::Worker, records, mapping, progress)
    }

    /// Adds or replaces outlets; as ``add_postings``.
    #[pyo3(signature = (records, *, mapping = None, progress = None))]
    fn add_outlets(
        &self,
        py: Python<'_>,
        records: &Bound<'_, PyAny>,
        mapping: Option<PathBuf>,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<AddReport> {
        self.add(py, RecordKind::Outlet, records, mapping, progress)
    }

    /// Adds or replaces placements; as ``add_postings``.
    #[pyo3(signature = (records, *, mapping = None, progress = None))]
    fn add_placements(
        &self,
        py: Python<'_>,
        records: &Bound<'_, PyAny>,
        mapping: Option<PathBuf>,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<AddReport> {
        self.add(py, RecordKind::Placement, records, mapping, progress)
    }

    /// Deletes postings by id with the next commit; how many of the ids existed.
    fn delete_postings(&self, py: Python<'_>, ids: &Bound<'_, PyAny>) -> PyResult<u64> {
        self.delete(py, RecordKind::Posting, ids)
    }

    /// Deletes workers by id with the next commit; how many of the ids existed.
    fn delete_workers(&self, py: Python<'_>, ids: &Bound<'_, PyAny>) -> PyResult<u64> {
        self.delete(py, RecordKind::Worker, ids)
    }

    /// Deletes outlets by id with the next commit; how many of the ids existed.
    fn delete_outlets(&self, py: Python<'_>, ids: &Bound<'_, PyAny>) -> PyResult<u64> {
        self.delete(py, RecordKind::Outlet, ids)
    }

    /// Deletes placements by id with the next commit; how many of the ids existed.
    fn delete_placements(&self, py: Python<'_>, ids: &Bound<'_, PyAny>) -> PyResult<u64> {
        self.delete(py, RecordKind::Placement, ids)
    }

    /// Makes everything since the last commit visible at once; the new generation.
    ///
    /// A commit is whole or not at all: Ctrl-C is heard when it has ended.
    fn commit(&self, py: Python<'_>) -> PyResult<u64> {
        self.state.with_writer(py, Task::default(), Writer::commit)
    }

    /// Forgets everything since the last commit.
    fn rollback(&self, py: Python<'_>) -> PyResult<()> {
        self.state.with_writer(py, Task::default(), Writer::rollback)
    }
}
