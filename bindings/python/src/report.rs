//! What became of added records.

use gigmatch_arrow::{rejections_to_batch, unknown_columns_to_batch};
use pyo3::prelude::*;

use crate::table::{Content, Table};

/// What became of records that were added.
#[pyclass(frozen, module = "gigmatch")]
pub(crate) struct AddReport(pub(crate) gigmatch::AddReport);

#[pymethods]
impl AddReport {
    /// Records that will be in the next generation.
    #[getter]
    fn accepted(&self) -> u64 {
        self.0.accepted
    }

    /// Records that a later one of the same batch with the same id replaced.
    #[getter]
    fn duplicates(&self) -> u64 {
        self.0.duplicates
    }

    /// Records that were not accepted.
    #[getter]
    fn rejected(&self) -> usize {
        self.0.rejections.len()
    }

    /// Every problem of every record that was not accepted, with row, id, field, code, what was given and what is
    /// allowed.
    #[getter]
    fn rejections(&self) -> Table {
        Table::new(Content::Batch(rejections_to_batch(&self.0.rejections)))
    }

    /// Columns that no field has, each with the nearest known name and in how many rows it had a value.
    #[getter]
    fn unknown_columns(&self) -> Table {
        Table::new(Content::Batch(unknown_columns_to_batch(&self.0.unknown_columns)))
    }

    fn __repr__(&self) -> String {
        let (accepted, duplicates) = (self.0.accepted, self.0.duplicates);
        format!("AddReport(accepted={accepted}, duplicates={duplicates}, rejected={})", self.0.rejections.len())
    }

    fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("gigmatch._html")?.call_method1("add_report", (slf,))
    }
}
