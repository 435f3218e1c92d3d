//! Matches of many subjects as a stream of Arrow batches.

use std::sync::{Mutex, MutexGuard, PoisonError};

use arrow_array::RecordBatchIterator;
use arrow_schema::ArrowError;
use gigmatch::{CancelFlag, MatchBatches};
use gigmatch_arrow::{match_batch, match_schema_of, match_table_to_batches};
use pyo3::{exceptions::PyValueError, prelude::*, types::PyCapsule};
use serde_json::json;

use crate::{capsule::exported, convert::to_python, interrupt::interruptible};

/// Rows of one batch of the stream.
const BATCH_ROWS: usize = 65_536;

/// The matches of many subjects: by subject, then by rank.
#[pyclass(frozen, module = "gigmatch")]
pub(crate) struct MatchTable(pub(crate) gigmatch::MatchTable);

#[pymethods]
impl MatchTable {
    fn __len__(&self) -> usize {
        self.0.len()
    }

    fn __repr__(&self) -> String {
        format!("MatchTable({} rows of {} subjects)", self.0.len(), self.0.subjects())
    }

    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // The protocol lets a producer answer with its own schema; consumers cast.
        let _ = requested_schema;
        let table = self.0.clone();
        let schema = match_schema_of(table.provenance());
        let batches = match_table_to_batches(table, BATCH_ROWS);
        exported(py, Box::new(RecordBatchIterator::new(batches, schema)))
    }

    /// The table as `pyarrow.Table`.
    fn to_arrow<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("pyarrow")?.call_method1("table", (slf,))
    }

    /// The table as `pandas.DataFrame`.
    fn to_pandas<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        Self::to_arrow(slf)?.call_method0("to_pandas")
    }

    /// The table as `polars.DataFrame`.
    fn to_polars<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("polars")?.call_method1("DataFrame", (slf,))
    }

    fn to_pylist<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let rows: Vec<_> = self
            .0
            .rows()
            .map(|row| {
                json!({
                    "worker_id": row.worker_id,
                    "posting_id": row.posting_id,
                    "rank": row.rank,
                    "score": row.score,
                    "worker_score": row.worker_score,
                    "employer_score": row.employer_score,
                    "distance_m": row.distance_m,
                    "shifts": row.shifts,
                })
            })
            .collect();
        to_python(py, &rows)
    }

    #[getter]
    fn provenance<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, self.0.provenance())
    }
}

/// The matches of everybody of a side, made some subjects at a time; it can be gone through once.
#[pyclass(frozen, module = "gigmatch")]
pub(crate) struct MatchStream {
    batches: Mutex<Option<MatchBatches>>,
    cancel: CancelFlag,
}

impl MatchStream {
    pub(crate) fn new(batches: MatchBatches, cancel: CancelFlag) -> Self {
        Self { batches: Mutex::new(Some(batches)), cancel }
    }

    fn lock(&self) -> MutexGuard<'_, Option<MatchBatches>> {
        self.batches.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[pymethods]
impl MatchStream {
    fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<MatchTable>> {
        let next = || self.lock().as_mut().and_then(Iterator::next).transpose();
        Ok(interruptible(py, &self.cancel, next)?.map(MatchTable))
    }

    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // As with a table, consumers cast.
        let _ = requested_schema;
        let batches = py.detach(|| self.lock().take());
        let batches =
            batches.ok_or_else(|| PyValueError::new_err("the stream was taken; ask the engine for another"))?;
        let schema = match_schema_of(batches.provenance());
        let read = batches.map(|table| {
            let table = table.map_err(|error| ArrowError::ExternalError(Box::new(error)))?;
            match_batch(&table, 0..table.len())
        });
        exported(py, Box::new(RecordBatchIterator::new(read, schema)))
    }
}
