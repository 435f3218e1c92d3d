//! The engine as Python sees it.

use std::{
    mem,
    path::{Path, PathBuf},
    process,
    sync::{Mutex, MutexGuard, PoisonError},
};

use arrow_array::RecordBatch;
use gigmatch::{
    AddReport as Report, CancelFlag, EngineOptions, Error, ErrorCode, Intake, MatchOptions, Side, Snapshot, Writer,
    normalize::{Entry, Record, Row},
    record::{Outlet, Placement, Posting, RecordKind, WorkerProfile},
};
use gigmatch_arrow::{entries_from_batch, open_rows};
use pyo3::{
    exceptions::PyTypeError,
    prelude::*,
    types::{PyDict, PyString, PyTuple},
};
use serde::Serialize;

use crate::{
    capsule::{self, Batches},
    convert::{Asked, raised, to_python, to_rows},
    detached,
    interrupt::interruptible,
    report::AddReport,
    table::{MatchStream, MatchTable},
};

/// Rows taken between two looks at signals.
const RUN_ROWS: usize = 4_096;
/// Rows of a run that one thread reads at a time.
const PART_ROWS: usize = 512;
/// Subjects of a table of `match_batches`.
const STREAM_SUBJECTS: usize = 10_000;

/// An open index; the writer is taken with the first change and released with the engine.
#[pyclass(frozen, module = "gigmatch")]
pub(crate) struct Engine {
    open: Mutex<Option<Open>>,
    /// Where and how the index was opened; nothing for one in memory.
    origin: Option<Origin>,
    /// The process whose threads the engine has.
    process: u32,
}

struct Open {
    engine: gigmatch::Engine,
    writer: Option<Writer>,
}

struct Origin {
    path: PathBuf,
    zone: Option<String>,
    threads: Option<usize>,
}

/// How a pickled engine is opened again: the function and its arguments.
type Reopening<'py> = (Bound<'py, PyAny>, (PathBuf, Option<String>, Option<usize>));

/// Records as they are given in memory.
enum Given {
    Batches(Batches),
    Rows(Vec<Row>),
}

/// Records to be added.
enum Source {
    Path(PathBuf),
    Given(Given),
}

impl Source {
    fn new(records: &Bound<'_, PyAny>) -> PyResult<Self> {
        if let Ok(path) = records.extract::<PathBuf>() {
            return Ok(Self::Path(path));
        }
        Ok(Self::Given(match capsule::imported(records)? {
            Some(batches) => Given::Batches(batches),
            None => Given::Rows(to_rows(records)?),
        }))
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        if self.process != process::id() {
            // In a forked process the writer's threads are gone, and joining them would wait for ever.
            mem::forget(self.lock().take());
        }
    }
}

impl Engine {
    fn new(engine: gigmatch::Engine, origin: Option<Origin>) -> Self {
        Self { open: Mutex::new(Some(Open { engine, writer: None })), origin, process: process::id() }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Open>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Fails in a process that was forked: it has none of the engine's threads.
    fn check_process(&self, py: Python<'_>) -> PyResult<()> {
        if self.process == process::id() {
            return Ok(());
        }
        let message = "the engine belongs to the process that this one was forked from; open it anew in this process, \
                       or start processes with the method spawn";
        Err(raised(py, "engine.forked", message, None, None, false))
    }

    fn engine(&self, py: Python<'_>) -> PyResult<gigmatch::Engine> {
        self.check_process(py)?;
        // Whoever holds the lock may wait for the interpreter.
        let engine = py.detach(|| self.lock().as_ref().map(|open| open.engine.clone()));
        engine.ok_or_else(|| raised(py, "engine.closed", "the engine is closed", None, None, false))
    }

    fn with_writer<T: Send>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&mut Writer, &CancelFlag) -> gigmatch::Result<T> + Send,
    ) -> PyResult<T> {
        self.engine(py)?;
        let cancel = CancelFlag::new();
        interruptible(py, &cancel, || {
            let mut open = self.lock();
            let Some(open) = open.as_mut() else {
                return Err(Error::new(ErrorCode::Cancelled, "the engine is closed"));
            };
            let writer = match &mut open.writer {
                Some(writer) => writer,
                empty => empty.insert(open.engine.writer()?),
            };
            work(writer, &cancel)
        })
    }

    fn add(&self, py: Python<'_>, kind: RecordKind, records: &Bound<'_, PyAny>) -> PyResult<AddReport> {
        let source = Source::new(records)?;
        let report = self.with_writer(py, |writer, cancel| {
            let mut run = Run { intake: writer.intake(kind), cancel, report: Report::default() };
            match kind {
                RecordKind::Posting => run.add::<Posting>(source),
                RecordKind::Worker => run.add::<WorkerProfile>(source),
                RecordKind::Outlet => run.add::<Outlet>(source),
                RecordKind::Placement => run.add::<Placement>(source),
            }?;
            Ok(run.report)
        })?;
        Ok(AddReport(report))
    }

    fn delete(&self, py: Python<'_>, kind: RecordKind, ids: &Bound<'_, PyAny>) -> PyResult<u64> {
        let ids = to_ids(ids)?;
        self.with_writer(py, |writer, _| writer.delete(kind, &ids))
    }

    /// Matches everybody of a side, those with some ids, or records that are not indexed.
    fn match_side(
        &self,
        py: Python<'_>,
        side: Side,
        subjects: Option<&Bound<'_, PyAny>>,
        asked: &Asked<'_>,
    ) -> PyResult<MatchTable> {
        let engine = self.engine(py)?;
        let cancel = CancelFlag::new();
        let options = asked.options(&engine)?.cancel(cancel.clone());
        let Some(subjects) = subjects else {
            return interruptible(py, &cancel, || engine.snapshot().match_all(side, &options)).map(MatchTable);
        };
        let given = if let Some(batches) = capsule::imported(subjects)? {
            Given::Batches(batches)
        } else {
            if subjects.is_instance_of::<PyString>() {
                let message = "one id alone; allowed are a list of ids, or records that are not in the index";
                return Err(PyTypeError::new_err(message));
            }
            let items: Vec<Bound<'_, PyAny>> = subjects.try_iter()?.collect::<PyResult<_>>()?;
            if items.iter().all(PyAnyMethods::is_instance_of::<PyString>) {
                let ids: Vec<String> = items.iter().map(PyAnyMethods::extract).collect::<PyResult<_>>()?;
                return interruptible(py, &cancel, || engine.snapshot().match_ids(side, &ids, &options))
                    .map(MatchTable);
            }
            Given::Rows(to_rows(items.into_pyobject(py)?.as_any())?)
        };
        interruptible(py, &cancel, || match side {
            Side::Workers => engine.snapshot().match_workers(&read_all(&engine, given)?, &options),
            Side::Postings => engine.snapshot().match_postings(&read_all(&engine, given)?, &options),
        })
        .map(MatchTable)
    }

    /// Asks a question about one record or pair, and gives the answer as Python data.
    fn ask<'py, T: Serialize + Send>(
        &self,
        py: Python<'py>,
        options: Option<&Bound<'py, PyDict>>,
        question: impl FnOnce(&Snapshot, &MatchOptions) -> gigmatch::Result<T> + Send,
    ) -> PyResult<Bound<'py, PyAny>> {
        let engine = self.engine(py)?;
        let options = Asked::new(options)?.options(&engine)?;
        let answer = detached(py, || question(&engine.snapshot(), &options))?;
        to_python(py, &answer)
    }
}

/// The records of a question: all of them, or the first problem.
fn read_all<T: Record>(engine: &gigmatch::Engine, given: Given) -> gigmatch::Result<Vec<T>> {
    let entries = match given {
        Given::Rows(rows) => rows.into_iter().map(Entry::Row).collect(),
        Given::Batches(batches) => {
            let mut entries = Vec::new();
            for batch in batches {
                entries.extend(entries_from_batch::<T>(&batch.map_err(unreadable)?, entries.len() as u64 + 1)?);
            }
            entries
        }
    };
    let batch = engine.normalize::<T>(entries);
    if let Some(rejection) = batch.rejections.first() {
        let problem = &rejection.problems[0];
        let message = format!("{} is {:?}; allowed is {}", problem.field, problem.given, problem.allowed);
        let error = Error::new(ErrorCode::InvalidRecord, message).with_row(rejection.row);
        return Err(error.with_field(&problem.field));
    }
    Ok(batch.accepted)
}

fn unreadable(source: arrow_schema::ArrowError) -> Error {
    Error::new(ErrorCode::FileFormat, "the Arrow stream cannot be read").with_source(source)
}

/// Ids from any iterable of texts.
fn to_ids(ids: &Bound<'_, PyAny>) -> PyResult<Vec<String>> {
    if ids.is_instance_of::<PyString>() {
        return Err(PyTypeError::new_err("one text alone; allowed is a list of ids"));
    }
    ids.try_iter()?.map(|id| id?.extract()).collect()
}

/// Records on their way into the index, in runs between which the call can be stopped.
struct Run<'w, 'c> {
    intake: Intake<'w>,
    cancel: &'c CancelFlag,
    report: Report,
}

impl Run<'_, '_> {
    fn add<T: Record>(&mut self, source: Source) -> gigmatch::Result<()> {
        match source {
            Source::Path(path) => self.add_file(T::KIND, &path),
            Source::Given(Given::Rows(rows)) => self.add_rows(&rows),
            Source::Given(Given::Batches(batches)) => {
                let mut first_row = 1;
                for batch in batches {
                    let batch = batch.map_err(unreadable)?;
                    self.add_batch::<T>(&batch, first_row)?;
                    first_row += batch.num_rows() as u64;
                }
                Ok(())
            }
        }
    }

    fn add_rows(&mut self, rows: &[Row]) -> gigmatch::Result<()> {
        for run in rows.chunks(RUN_ROWS) {
            self.cancel.check()?;
            self.report.merge(self.intake.add_rows(run)?);
        }
        Ok(())
    }

    fn add_batch<T: Record>(&mut self, batch: &RecordBatch, first_row: u64) -> gigmatch::Result<()> {
        let rows = batch.num_rows();
        for start in (0..rows).step_by(RUN_ROWS) {
            self.cancel.check()?;
            let part = |at: usize| (first_row + at as u64, batch.slice(at, PART_ROWS.min(rows - at)));
            let parts: Vec<_> = (start..rows.min(start + RUN_ROWS)).step_by(PART_ROWS).map(part).collect();
            let read = |(first_row, part): &(u64, RecordBatch)| entries_from_batch::<T>(part, *first_row);
            self.report.merge(self.intake.add_parts(&parts, read)?);
        }
        Ok(())
    }

    fn add_file(&mut self, kind: RecordKind, path: &Path) -> gigmatch::Result<()> {
        for batch in open_rows(path, kind, None)? {
            let batch = batch?;
            self.report.rejections.extend(batch.malformed);
            self.add_rows(&batch.rows)?;
        }
        self.report.rejections.sort_by_key(|rejection| rejection.row);
        Ok(())
    }
}

#[pymethods]
impl Engine {
    /// A new index in memory.
    #[staticmethod]
    #[pyo3(signature = (*, zone = None, threads = None))]
    fn in_memory(py: Python<'_>, zone: Option<&str>, threads: Option<usize>) -> PyResult<Self> {
        let options = engine_options(zone, threads);
        detached(py, || options.in_memory()).map(|engine| Self::new(engine, None))
    }

    /// Opens the index in a directory, making it where there is none.
    #[staticmethod]
    #[pyo3(signature = (path, *, zone = None, threads = None))]
    fn open(py: Python<'_>, path: PathBuf, zone: Option<String>, threads: Option<usize>) -> PyResult<Self> {
        let options = engine_options(zone.as_deref(), threads);
        let engine = detached(py, || options.open(&path))?;
        Ok(Self::new(engine, Some(Origin { path, zone, threads })))
    }

    /// Forgets what was not committed and releases the index; closing twice is no error.
    fn close(&self, py: Python<'_>) -> PyResult<()> {
        self.check_process(py)?;
        py.detach(|| drop(self.lock().take()));
        Ok(())
    }

    fn __enter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    #[pyo3(signature = (*_exception))]
    fn __exit__(&self, py: Python<'_>, _exception: &Bound<'_, PyTuple>) -> PyResult<()> {
        self.close(py)
    }

    /// An engine that was opened from a path is opened again where it is unpickled.
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reopening<'py>> {
        let Some(origin) = &self.origin else {
            return Err(PyTypeError::new_err(
                "an engine in memory cannot be pickled; one that was opened from a path can",
            ));
        };
        let reopen = py.import("gigmatch")?.getattr("_reopen")?;
        let path = std::path::absolute(&origin.path)?;
        Ok((reopen, (path, origin.zone.clone(), origin.threads)))
    }

    fn __repr__(&self) -> String {
        match &self.origin {
            Some(origin) => format!("Engine.open('{}')", origin.path.display()),
            None => "Engine.in_memory()".to_owned(),
        }
    }

    /// The newest committed generation; 0 before the first commit.
    #[getter]
    fn generation(&self, py: Python<'_>) -> PyResult<u64> {
        Ok(self.engine(py)?.snapshot().generation())
    }

    /// Looks for commits of other processes; whether there was a newer generation.
    fn reload(&self, py: Python<'_>) -> PyResult<bool> {
        let engine = self.engine(py)?;
        detached(py, || engine.reload())
    }

    fn add_postings(&self, py: Python<'_>, records: &Bound<'_, PyAny>) -> PyResult<AddReport> {
        self.add(py, RecordKind::Posting, records)
    }

    fn add_workers(&self, py: Python<'_>, records: &Bound<'_, PyAny>) -> PyResult<AddReport> {
        self.add(py, RecordKind::Worker, records)
    }

    fn add_outlets(&self, py: Python<'_>, records: &Bound<'_, PyAny>) -> PyResult<AddReport> {
        self.add(py, RecordKind::Outlet, records)
    }

    fn add_placements(&self, py: Python<'_>, records: &Bound<'_, PyAny>) -> PyResult<AddReport> {
        self.add(py, RecordKind::Placement, records)
    }

    fn delete_postings(&self, py: Python<'_>, ids: &Bound<'_, PyAny>) -> PyResult<u64> {
        self.delete(py, RecordKind::Posting, ids)
    }

    fn delete_workers(&self, py: Python<'_>, ids: &Bound<'_, PyAny>) -> PyResult<u64> {
        self.delete(py, RecordKind::Worker, ids)
    }

    fn delete_outlets(&self, py: Python<'_>, ids: &Bound<'_, PyAny>) -> PyResult<u64> {
        self.delete(py, RecordKind::Outlet, ids)
    }

    fn delete_placements(&self, py: Python<'_>, ids: &Bound<'_, PyAny>) -> PyResult<u64> {
        self.delete(py, RecordKind::Placement, ids)
    }

    /// Makes everything since the last commit visible at once; the new generation.
    fn commit(&self, py: Python<'_>) -> PyResult<u64> {
        self.with_writer(py, |writer, _| writer.commit())
    }

    /// Forgets everything since the last commit.
    fn rollback(&self, py: Python<'_>) -> PyResult<()> {
        self.with_writer(py, |writer, _| writer.rollback())
    }

    #[pyo3(signature = (workers = None, **options))]
    fn match_workers(
        &self,
        py: Python<'_>,
        workers: Option<&Bound<'_, PyAny>>,
        options: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<MatchTable> {
        self.match_side(py, Side::Workers, workers, &Asked::new(options)?)
    }

    #[pyo3(signature = (postings = None, **options))]
    fn match_postings(
        &self,
        py: Python<'_>,
        postings: Option<&Bound<'_, PyAny>>,
        options: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<MatchTable> {
        self.match_side(py, Side::Postings, postings, &Asked::new(options)?)
    }

    #[pyo3(signature = (side, **options))]
    fn match_batches(&self, py: Python<'_>, side: &str, options: Option<&Bound<'_, PyDict>>) -> PyResult<MatchStream> {
        let engine = self.engine(py)?;
        let cancel = CancelFlag::new();
        let options = Asked::new(options)?.options(&engine)?.cancel(cancel.clone());
        let batches = detached(py, || engine.snapshot().match_batches(side.parse()?, STREAM_SUBJECTS, &options))?;
        Ok(MatchStream::new(batches, cancel))
    }

    #[pyo3(signature = (worker_id, **options))]
    fn match_worker<'py>(
        &self,
        py: Python<'py>,
        worker_id: &str,
        options: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.ask(py, options, |snapshot, options| Ok(snapshot.match_worker(worker_id, options)?.hits))
    }

    #[pyo3(signature = (posting_id, **options))]
    fn match_posting<'py>(
        &self,
        py: Python<'py>,
        posting_id: &str,
        options: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.ask(py, options, |snapshot, options| Ok(snapshot.match_posting(posting_id, options)?.hits))
    }

    #[pyo3(signature = (worker_id, posting_id, **options))]
    fn explain<'py>(
        &self,
        py: Python<'py>,
        worker_id: &str,
        posting_id: &str,
        options: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.ask(py, options, |snapshot, options| snapshot.explain(worker_id, posting_id, options))
    }

    #[pyo3(signature = (worker_id, posting_id, **options))]
    fn why_not<'py>(
        &self,
        py: Python<'py>,
        worker_id: &str,
        posting_id: &str,
        options: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.ask(py, options, |snapshot, options| snapshot.why_not(worker_id, posting_id, options))
    }
}

fn engine_options(zone: Option<&str>, threads: Option<usize>) -> EngineOptions {
    let mut options = EngineOptions::new();
    if let Some(zone) = zone {
        options = options.zone(zone);
    }
    if let Some(threads) = threads {
        options = options.threads(threads);
    }
    options
}
