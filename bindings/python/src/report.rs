//! What became of added records.

use gigmatch::AddReport as Report;
use pyo3::prelude::*;

use crate::convert::to_python;

/// What became of records that were added.
#[pyclass(frozen, module = "gigmatch")]
pub(crate) struct AddReport(pub(crate) Report);

#[pymethods]
impl AddReport {
    #[getter]
    fn accepted(&self) -> u64 {
        self.0.accepted
    }

    #[getter]
    fn duplicates(&self) -> u64 {
        self.0.duplicates
    }

    #[getter]
    fn rejections<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.rejections)
    }

    #[getter]
    fn unknown_columns<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.unknown_columns)
    }

    fn __repr__(&self) -> String {
        let (accepted, duplicates) = (self.0.accepted, self.0.duplicates);
        format!("AddReport(accepted={accepted}, duplicates={duplicates}, rejected={})", self.0.rejections.len())
    }
}
