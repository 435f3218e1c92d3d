//! Administrative divisions, for Python.

use std::{path::PathBuf, sync::Arc};

use gigmatch::{
    record::Vocabulary,
    table::{DivisionChanges, DivisionCode, DivisionLevel, DivisionTable, Resolved},
};
use pyo3::prelude::*;
use serde_json::{Value, json};

use crate::{asked::invalid, convert::answer, detached};

/// Codes and names of administrative divisions.
///
/// Provinces, prefectures and counties of 2023-06-30 are there; ``files`` are CSV files with the columns ``code`` and ``name``
/// of townships and villages, laid over them.
#[pyclass(frozen, module = "gigmatch")]
pub(crate) struct Divisions(Arc<DivisionTable>);

/// The table of files laid over one another.
pub(crate) fn of_files(table: DivisionTable, files: &[PathBuf]) -> gigmatch::Result<DivisionTable> {
    files.iter().try_fold(table, |table, file| table.with_csv(file))
}

/// The table that an engine checks codes against.
pub(crate) fn of_engine(files: &[PathBuf]) -> gigmatch::Result<DivisionTable> {
    of_files(DivisionTable::default().with_changes(DivisionChanges::cn_counties()), files)
}

impl Divisions {
    fn told(&self, code: DivisionCode) -> Option<Value> {
        let division = self.0.get(code)?;
        Some(json!({
            "code": code.to_string(),
            "level": code.level(),
            "name": division.name,
            "full_name": self.0.full_name(code),
            "short_name": division.short_name,
            "longitude": division.centroid.map(|point| point.longitude),
            "latitude": division.centroid.map(|point| point.latitude),
            "urban_rural": division.urban_rural.map(Vocabulary::name),
        }))
    }

    fn list<'py>(
        &self,
        py: Python<'py>,
        codes: impl Iterator<Item = DivisionCode>,
    ) -> PyResult<Vec<Bound<'py, PyAny>>> {
        codes.filter_map(|code| self.told(code)).map(|told| answer(py, "Division", &told)).collect()
    }
}

fn parsed(py: Python<'_>, code: &str) -> PyResult<DivisionCode> {
    let wrong = || invalid(py, "code", &format!("code is {code:?}; allowed are 2, 4, 6, 9 or 12 digits"));
    DivisionCode::parse(code).ok_or_else(wrong)
}

#[pymethods]
impl Divisions {
    #[new]
    #[pyo3(signature = (files = Vec::new()), text_signature = "(files=())")]
    fn new(py: Python<'_>, files: Vec<PathBuf>) -> PyResult<Self> {
        let carried = DivisionTable::clone(&DivisionTable::cn_2023());
        detached(py, move || of_files(carried, &files)).map(|table| Self(Arc::new(table)))
    }

    fn __len__(&self) -> usize {
        self.0.len()
    }

    /// The division of a code; ``None`` where there is none.
    fn get<'py>(&self, py: Python<'py>, code: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
        let code = parsed(py, code)?;
        self.told(code).map(|told| answer(py, "Division", &told)).transpose()
    }

    /// The division that a code means: its own, the successor of a retired one, or the smallest one around it that is
    /// there; ``None`` where none is known.
    fn resolve<'py>(&self, py: Python<'py>, code: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
        let resolved = self.0.resolve(parsed(py, code)?);
        let Some(Resolved::Listed(code) | Resolved::Changed(code) | Resolved::Inside(code)) = resolved else {
            return Ok(None);
        };
        self.told(code).map(|told| answer(py, "Division", &told)).transpose()
    }

    /// The divisions of a name, in full or in short, or of a path of names such as ``山西/太原/小店``.
    fn find<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Vec<Bound<'py, PyAny>>> {
        self.list(py, self.0.at_path(name))
    }

    /// The divisions directly in one, by code.
    fn children<'py>(&self, py: Python<'py>, code: &str) -> PyResult<Vec<Bound<'py, PyAny>>> {
        let code = parsed(py, code)?;
        self.list(py, self.0.children(code).map(|division| division.code))
    }

    /// The divisions of a level inside one, by code: ``province``, ``prefecture``, ``county``, ``township`` or ``village``.
    fn inside<'py>(&self, py: Python<'py>, code: &str, level: &str) -> PyResult<Vec<Bound<'py, PyAny>>> {
        let code = parsed(py, code)?;
        let level = DivisionLevel::from_word(level).ok_or_else(|| {
            invalid(py, "level", &format!("level is {level:?}; allowed are {}", DivisionLevel::allowed()))
        })?;
        self.list(py, self.0.inside(code).map(|division| division.code).filter(|code| code.level() == level))
    }
}
