//! The compiled half of the Python package: convert in, detach from the interpreter, call one engine function,
//! convert out.

// The stable ABI that the wheel is built for does not exist there, and nothing of it is tested.
#[cfg(Py_GIL_DISABLED)]
compile_error!(
    "gigmatch does not support free-threaded Python yet; build it with an interpreter that has the global lock, such as \
     python3.14 in place of python3.14t"
);

mod areas;
mod asked;
mod capsule;
mod classifier;
mod convert;
mod divisions;
mod engine;
mod interrupt;
mod matcher;
mod occupancy;
mod process;
mod report;
mod source;
mod table;
mod terms;

use pyo3::prelude::*;

/// The module `gigmatch._native`.
#[pymodule]
mod _native {
    use pyo3::{prelude::*, types::PyTuple};

    #[pymodule_export]
    use crate::{
        classifier::Classifier,
        divisions::Divisions,
        engine::Engine,
        matcher::{Matcher, Snapshot},
        occupancy::Occupancy,
        report::AddReport,
        table::{MatchStream, MatchTable, Table},
        terms::Terms,
    };

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        if cfg!(debug_assertions) {
            let category = module.py().get_type::<pyo3::exceptions::PyRuntimeWarning>();
            PyErr::warn(module.py(), &category, c"this build of gigmatch is not optimised: expect it to be slow", 1)?;
        }
        let codes: Vec<&str> = gigmatch::ErrorCode::ALL.iter().map(|code| code.as_str()).collect();
        module.add("ERROR_CODES", PyTuple::new(module.py(), codes)?)?;
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}

/// Runs without the interpreter, and gives an error of the engine Python's form.
fn detached<T: Send>(py: Python<'_>, work: impl FnOnce() -> gigmatch::Result<T> + Send) -> PyResult<T> {
    py.detach(work).map_err(|error| convert::to_python_error(py, &error))
}
