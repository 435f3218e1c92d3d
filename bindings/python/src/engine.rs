//! The engine as Python sees it.

use std::{
    ffi::OsStr,
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

use gigmatch::{
    MatchOptions, Side, Writer,
    problem::{Rejection, UnknownColumn},
    read::{RowBatch, RowReader},
    record::RecordKind,
};
use gigmatch_arrow::ParquetRows;
use pyo3::prelude::*;

use crate::{
    convert::{to_options, to_python, to_rows},
    detached,
    table::MatchTable,
};

/// What became of records that were added.
#[pyclass(frozen, module = "gigmatch")]
#[derive(Default)]
pub(crate) struct AddReport {
    #[pyo3(get)]
    accepted: u64,
    #[pyo3(get)]
    duplicates: u64,
    rejections: Vec<Rejection>,
    unknown_columns: Vec<UnknownColumn>,
}

#[pymethods]
impl AddReport {
    #[getter]
    fn rejections<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.rejections)
    }

    #[getter]
    fn unknown_columns<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.unknown_columns)
    }

    fn __repr__(&self) -> String {
        format!("AddReport(accepted={}, rejected={})", self.accepted, self.rejections.len())
    }
}

impl AddReport {
    fn merge(&mut self, report: gigmatch::AddReport) {
        self.accepted += report.accepted;
        self.duplicates += report.duplicates;
        self.rejections.extend(report.rejections);
        for column in report.unknown_columns {
            match self.unknown_columns.iter_mut().find(|known| known.name == column.name) {
                Some(known) => known.rows += column.rows,
                None => self.unknown_columns.push(column),
            }
        }
    }
}

/// An open index; the writer is taken with the first record added and released with the engine.
#[pyclass(frozen, module = "gigmatch")]
pub(crate) struct Engine {
    engine: gigmatch::Engine,
    writer: Mutex<Option<Writer>>,
}

impl Engine {
    fn new(engine: gigmatch::Engine) -> Self {
        Self { engine, writer: Mutex::new(None) }
    }

    fn with_writer<T>(&self, work: impl FnOnce(&mut Writer) -> gigmatch::Result<T>) -> gigmatch::Result<T> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        if writer.is_none() {
            *writer = Some(self.engine.writer()?);
        }
        match writer.as_mut() {
            Some(writer) => work(writer),
            None => unreachable!("the writer was just taken"),
        }
    }

    fn add(&self, py: Python<'_>, kind: RecordKind, records: &Bound<'_, PyAny>) -> PyResult<AddReport> {
        if let Ok(path) = records.extract::<PathBuf>() {
            return detached(py, || self.add_file(kind, &path));
        }
        let rows = to_rows(records)?;
        detached(py, || {
            let mut report = AddReport::default();
            report.merge(self.with_writer(|writer| writer.add_rows(kind, &rows))?);
            Ok(report)
        })
    }

    fn add_file(&self, kind: RecordKind, path: &std::path::Path) -> gigmatch::Result<AddReport> {
        let is_parquet =
            path.extension().and_then(OsStr::to_str).is_some_and(|name| name.eq_ignore_ascii_case("parquet"));
        let batches: Box<dyn Iterator<Item = gigmatch::Result<RowBatch>>> =
            if is_parquet { Box::new(ParquetRows::open(path, kind)?) } else { Box::new(RowReader::open(path, kind)?) };
        let mut report = AddReport::default();
        for batch in batches {
            let batch = batch?;
            report.rejections.extend(batch.malformed);
            report.merge(self.with_writer(|writer| writer.add_rows(kind, &batch.rows))?);
        }
        Ok(report)
    }

    fn match_side(&self, py: Python<'_>, side: Side, options: &MatchOptions) -> PyResult<MatchTable> {
        detached(py, || self.engine.snapshot().match_all(side, options)).map(MatchTable)
    }
}

#[pymethods]
impl Engine {
    /// A new index in memory.
    #[staticmethod]
    fn in_memory(py: Python<'_>) -> PyResult<Self> {
        detached(py, gigmatch::Engine::in_memory).map(Self::new)
    }

    /// Opens the index in a directory, making it where there is none.
    #[staticmethod]
    #[expect(clippy::needless_pass_by_value, reason = "an argument from Python is owned")]
    fn open(py: Python<'_>, path: PathBuf) -> PyResult<Self> {
        detached(py, || gigmatch::Engine::open(&path)).map(Self::new)
    }

    /// The newest committed generation; 0 before the first commit.
    #[getter]
    fn generation(&self) -> u64 {
        self.engine.snapshot().generation()
    }

    /// Adds or replaces postings: mappings, or a CSV, TSV, JSON Lines or Parquet file.
    fn add_postings(&self, py: Python<'_>, records: &Bound<'_, PyAny>) -> PyResult<AddReport> {
        self.add(py, RecordKind::Posting, records)
    }

    /// Adds or replaces worker profiles.
    fn add_workers(&self, py: Python<'_>, records: &Bound<'_, PyAny>) -> PyResult<AddReport> {
        self.add(py, RecordKind::Worker, records)
    }

    /// Adds or replaces outlets.
    fn add_outlets(&self, py: Python<'_>, records: &Bound<'_, PyAny>) -> PyResult<AddReport> {
        self.add(py, RecordKind::Outlet, records)
    }

    /// Adds or replaces placements.
    fn add_placements(&self, py: Python<'_>, records: &Bound<'_, PyAny>) -> PyResult<AddReport> {
        self.add(py, RecordKind::Placement, records)
    }

    /// Makes everything added since the last commit visible at once; the new generation.
    fn commit(&self, py: Python<'_>) -> PyResult<u64> {
        detached(py, || self.with_writer(Writer::commit))
    }

    /// The best postings of every worker.
    #[pyo3(signature = (*, now, top = 10, blend = None, filters = Vec::new()))]
    #[expect(clippy::needless_pass_by_value, reason = "an argument from Python is owned")]
    fn match_workers(
        &self,
        now: &Bound<'_, PyAny>,
        top: usize,
        blend: Option<u32>,
        filters: Vec<String>,
    ) -> PyResult<MatchTable> {
        let options = to_options(&self.engine, now, top, blend, &filters)?;
        self.match_side(now.py(), Side::Workers, &options)
    }

    /// The best workers for every posting.
    #[pyo3(signature = (*, now, top = 10, blend = None, filters = Vec::new()))]
    #[expect(clippy::needless_pass_by_value, reason = "an argument from Python is owned")]
    fn match_postings(
        &self,
        now: &Bound<'_, PyAny>,
        top: usize,
        blend: Option<u32>,
        filters: Vec<String>,
    ) -> PyResult<MatchTable> {
        let options = to_options(&self.engine, now, top, blend, &filters)?;
        self.match_side(now.py(), Side::Postings, &options)
    }

    /// The best postings of one worker.
    #[pyo3(signature = (worker_id, *, now, top = 10, blend = None, filters = Vec::new()))]
    #[expect(clippy::needless_pass_by_value, reason = "an argument from Python is owned")]
    fn match_worker<'py>(
        &self,
        worker_id: &str,
        now: &Bound<'py, PyAny>,
        top: usize,
        blend: Option<u32>,
        filters: Vec<String>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let options = to_options(&self.engine, now, top, blend, &filters)?;
        let matches = detached(now.py(), || self.engine.snapshot().match_worker(worker_id, &options))?;
        to_python(now.py(), &matches.hits)
    }

    /// The best workers for one posting.
    #[pyo3(signature = (posting_id, *, now, top = 10, blend = None, filters = Vec::new()))]
    #[expect(clippy::needless_pass_by_value, reason = "an argument from Python is owned")]
    fn match_posting<'py>(
        &self,
        posting_id: &str,
        now: &Bound<'py, PyAny>,
        top: usize,
        blend: Option<u32>,
        filters: Vec<String>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let options = to_options(&self.engine, now, top, blend, &filters)?;
        let matches = detached(now.py(), || self.engine.snapshot().match_posting(posting_id, &options))?;
        to_python(now.py(), &matches.hits)
    }

    /// Every part of a pair's score, or the rules that fail.
    #[pyo3(signature = (worker_id, posting_id, *, now))]
    fn explain<'py>(&self, worker_id: &str, posting_id: &str, now: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let options = to_options(&self.engine, now, 1, None, &[])?;
        let told = detached(now.py(), || self.engine.snapshot().explain(worker_id, posting_id, &options))?;
        to_python(now.py(), &told)
    }

    /// Every failing rule with its needs, what there is and the least change.
    #[pyo3(signature = (worker_id, posting_id, *, now))]
    fn why_not<'py>(&self, worker_id: &str, posting_id: &str, now: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let options = to_options(&self.engine, now, 1, None, &[])?;
        let told = detached(now.py(), || self.engine.snapshot().why_not(worker_id, posting_id, &options))?;
        to_python(now.py(), &told)
    }
}
