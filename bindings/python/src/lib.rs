//! The compiled half of the Python package: convert in, detach from the interpreter, call one engine function,
//! convert out.

mod capsule;
mod convert;
mod engine;
mod interrupt;
mod report;
mod table;

use pyo3::prelude::*;

/// The module `gigmatch._native`.
#[pymodule]
mod _native {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::{
        engine::Engine,
        report::AddReport,
        table::{MatchStream, MatchTable},
    };

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        if cfg!(debug_assertions) {
            let category = module.py().get_type::<pyo3::exceptions::PyRuntimeWarning>();
            PyErr::warn(module.py(), &category, c"this build of gigmatch is not optimised: expect it to be slow", 1)?;
        }
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}

/// Runs without the interpreter, and gives an error of the engine Python's form.
fn detached<T: Send>(py: Python<'_>, work: impl FnOnce() -> gigmatch::Result<T> + Send) -> PyResult<T> {
    py.detach(work).map_err(|error| convert::to_python_error(py, &error))
}
