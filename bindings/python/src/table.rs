//! Matches of many subjects as a stream of Arrow batches.

use arrow_array::{RecordBatchIterator, ffi_stream::FFI_ArrowArrayStream};
use gigmatch_arrow::{match_schema_of, match_table_to_batches};
use pyo3::{exceptions::PyValueError, prelude::*, types::PyCapsule};
use serde_json::json;

use crate::convert::to_python;

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
        let batches: Vec<_> = match_table_to_batches(&self.0, BATCH_ROWS)
            .collect::<Result<_, _>>()
            .map_err(|error| PyValueError::new_err(error.to_string()))?;
        let reader = RecordBatchIterator::new(batches.into_iter().map(Ok), match_schema_of(self.0.provenance()));
        PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(Box::new(reader)), c"arrow_array_stream")
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
