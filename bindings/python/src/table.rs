//! Answers of many rows, as Arrow.

use std::sync::Mutex;

use arrow_array::{RecordBatch, RecordBatchIterator, RecordBatchReader};
use arrow_schema::ArrowError;
use gigmatch::MatchBatches;
use gigmatch_arrow::{json_rows, match_batch, match_schema_of, match_table_to_batches};
use pyo3::{
    exceptions::PyValueError,
    prelude::*,
    types::{PyCapsule, PyList},
};
use serde_json::{Map, Value};

use crate::{
    capsule::exported,
    convert::{answer, to_python, to_python_error},
    interrupt::Task,
    process::lock,
};

/// Rows of one batch of the stream.
const BATCH_ROWS: usize = 65_536;
/// Rows that a notebook shows.
const SHOWN_ROWS: usize = 20;

/// Rows that any library with the Arrow ``PyCapsule`` interface takes as they are.
///
/// For example ``pyarrow.table(table)``, ``polars.DataFrame(table)``, ``duckdb.sql("select * from table")``.
#[pyclass(frozen, subclass, module = "gigmatch")]
pub(crate) struct Table(Content);

/// What the rows are made from.
pub(crate) enum Content {
    Batch(RecordBatch),
    Matches(gigmatch::MatchTable),
}

impl Table {
    pub(crate) fn new(content: Content) -> Self {
        Self(content)
    }

    fn len(&self) -> usize {
        match &self.0 {
            Content::Batch(batch) => batch.num_rows(),
            Content::Matches(matches) => matches.len(),
        }
    }

    fn reader(&self) -> Box<dyn RecordBatchReader + Send> {
        match &self.0 {
            Content::Batch(batch) => Box::new(RecordBatchIterator::new([Ok(batch.clone())], batch.schema())),
            Content::Matches(matches) => {
                let schema = match_schema_of(matches.provenance());
                Box::new(RecordBatchIterator::new(match_table_to_batches(matches.clone(), BATCH_ROWS), schema))
            }
        }
    }

    /// The first rows, as a notebook shows them.
    fn first_rows(&self, py: Python<'_>) -> PyResult<Vec<Map<String, Value>>> {
        let Some(batch) = self.reader().next() else { return Ok(Vec::new()) };
        let batch = batch.map_err(|error| PyValueError::new_err(error.to_string()))?;
        json_rows(&batch.slice(0, batch.num_rows().min(SHOWN_ROWS))).map_err(|error| to_python_error(py, &error))
    }
}

#[pymethods]
impl Table {
    fn __len__(&self) -> usize {
        self.len()
    }

    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        exported(py, self.reader(), requested_schema)
    }

    /// The rows as dicts.
    fn to_pylist<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        const ROWS_BETWEEN_SIGNALS: usize = 4_096;
        let list = PyList::empty(py);
        for batch in self.reader() {
            let batch = batch.map_err(|error| PyValueError::new_err(error.to_string()))?;
            for start in (0..batch.num_rows()).step_by(ROWS_BETWEEN_SIGNALS) {
                py.check_signals()?;
                let part = batch.slice(start, ROWS_BETWEEN_SIGNALS.min(batch.num_rows() - start));
                let rows = json_rows(&part).map_err(|error| to_python_error(py, &error))?;
                list.call_method1("extend", (to_python(py, &rows)?,))?;
            }
        }
        Ok(list)
    }

    /// The rows as ``pyarrow.Table``; needs pyarrow.
    fn to_arrow<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("pyarrow")?.call_method1("table", (slf,))
    }

    /// The rows as ``pandas.DataFrame``; needs pandas and pyarrow.
    fn to_pandas<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        Self::to_arrow(slf)?.call_method0("to_pandas")
    }

    /// The rows as ``polars.DataFrame``; needs polars.
    fn to_polars<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("polars")?.call_method1("DataFrame", (slf,))
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        Ok(format!("<{} of {} rows>", slf.get_type().name()?, slf.get().len()))
    }

    fn _repr_html_<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let rows = to_python(py, &self.first_rows(py)?)?;
        py.import("gigmatch._html")?.call_method1("rows", (rows, self.len()))
    }
}

/// The matches of many subjects: by subject, then by rank.
#[pyclass(frozen, extends = Table, module = "gigmatch")]
pub(crate) struct MatchTable;

impl MatchTable {
    pub(crate) fn new(py: Python<'_>, matches: gigmatch::MatchTable) -> PyResult<Bound<'_, Self>> {
        Bound::new(py, PyClassInitializer::from(Table::new(Content::Matches(matches))).add_subclass(Self))
    }
}

#[pymethods]
impl MatchTable {
    /// What made the answer: generation, now, weights, versions.
    #[getter]
    fn provenance<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        match &slf.as_super().get().0 {
            Content::Matches(matches) => answer(slf.py(), "Provenance", matches.provenance()),
            Content::Batch(_) => unreachable!("a table of matches holds matches"),
        }
    }
}

/// The matches of everybody of a side, made some subjects at a time; it can be gone through once.
///
/// Going through it gives tables. As an Arrow stream it is read batch by batch:
/// ``pyarrow.RecordBatchReader.from_stream(stream)``.
#[pyclass(frozen, module = "gigmatch")]
pub(crate) struct MatchStream {
    batches: Mutex<Option<MatchBatches>>,
    task: Task,
}

impl MatchStream {
    pub(crate) fn new(batches: MatchBatches, task: Task) -> Self {
        Self { batches: Mutex::new(Some(batches)), task }
    }
}

fn taken() -> PyErr {
    PyValueError::new_err("the stream was taken; ask the engine for another")
}

#[pymethods]
impl MatchStream {
    fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    fn __next__<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, MatchTable>>> {
        if py.detach(|| lock(&self.batches).is_none()) {
            return Err(taken());
        }
        let table = self.task.run(py, || lock(&self.batches).as_mut().and_then(Iterator::next).transpose());
        match table {
            Ok(Some(table)) => MatchTable::new(py, table).map(Some),
            Ok(None) => {
                self.task.close(py)?;
                // Where the work was stopped this is not the end of the rows.
                self.task.cancel.check().map_err(|error| to_python_error(py, &error))?;
                Ok(None)
            }
            Err(error) => {
                self.task.close(py)?;
                Err(error)
            }
        }
    }

    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let batches = py.detach(|| lock(&self.batches).take());
        let batches = batches.ok_or_else(taken)?;
        let schema = match_schema_of(batches.provenance());
        let read = batches.map(|table| {
            let table = table.map_err(|error| ArrowError::ExternalError(Box::new(error)))?;
            match_batch(&table, 0..table.len())
        });
        exported(py, Box::new(RecordBatchIterator::new(read, schema)), requested_schema)
    }
}
