//! Occupations of job titles, for Python.

use std::{path::PathBuf, sync::Arc};

use gigmatch::{OccupationClassifier, table::OccupationTable};
use pyo3::prelude::*;

use crate::{
    convert::{answer, not_alone, whole},
    detached,
    table::{Content, Table},
};

/// Ranks the occupations that job titles mean, as they stand in advertisements: with employers, places and pay.
///
/// ``occupations`` is a CSV file with code, name and, optionally, parent and aliases; without one it is the national
/// classification of 2022 with all that the package knows of it. Making one takes a second or two.
#[pyclass(frozen, module = "gigmatch")]
pub(crate) struct Classifier(Arc<OccupationClassifier>);

#[pymethods]
impl Classifier {
    #[new]
    #[pyo3(signature = (*, occupations = None))]
    fn new(py: Python<'_>, occupations: Option<PathBuf>) -> PyResult<Self> {
        let made = detached(py, || {
            let table = match occupations {
                Some(path) => Arc::new(OccupationTable::from_csv(&path)?),
                None => OccupationTable::csco_2022(),
            };
            Ok(OccupationClassifier::new(&table))
        });
        made.map(Self)
    }

    /// The occupations that a title may mean, the best first; a description helps where the title says little.
    #[pyo3(
        signature = (title, description = None, *, top = None),
        text_signature = "($self, title, description=None, *, top=5)"
    )]
    fn classify<'py>(
        &self,
        py: Python<'py>,
        title: &str,
        description: Option<&str>,
        top: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let top = top.map_or(Ok(5), |top| whole(top, "top", 1))?;
        let ranked = detached(py, || Ok(self.0.classify(title, description, top)))?;
        answer(py, "Occupations", &serde_json::json!({ "title": title, "occupations": ranked }))
    }

    /// The same for many titles: a table of row (from 1), rank, code, name and score.
    #[pyo3(signature = (titles, *, top = None), text_signature = "($self, titles, *, top=5)")]
    fn classify_all(
        &self,
        py: Python<'_>,
        titles: &Bound<'_, PyAny>,
        top: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Table> {
        not_alone(titles, "title", "titles")?;
        let top = top.map_or(Ok(5), |top| whole(top, "top", 1))?;
        let titles = titles.try_iter()?.map(|title| title?.extract()).collect::<PyResult<Vec<String>>>()?;
        let mut rows = Vec::new();
        // In parts, so that a signal is seen between them.
        for (part, titles) in titles.chunks(1_024).enumerate() {
            py.check_signals()?;
            rows.extend(detached(py, || {
                let ranked = titles.iter().map(|title| self.0.classify(title, None, top));
                Ok((part as u64 * 1_024 + 1..).zip(ranked).collect::<Vec<_>>())
            })?);
        }
        Ok(Table::new(Content::Batch(gigmatch_arrow::occupations_to_batch(&rows))))
    }
}
