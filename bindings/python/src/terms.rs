//! Skills and certificates in text, for Python.

use std::{path::PathBuf, sync::Arc};

use gigmatch::{TermMention, TermTable};
use pyo3::prelude::*;

use crate::{
    convert::{answer, not_alone},
    detached,
    table::{Content, Table},
};

/// Finds skills and certificates in text, and what the text says of them: proposals for a person to accept.
///
/// ``table`` is a CSV file with kind (``skill`` or ``certificate``), name and, optionally, aliases; without one it is the table
/// of common gig skills and certificates of the package.
#[pyclass(frozen, module = "gigmatch")]
pub(crate) struct Terms(Arc<TermTable>);

#[pymethods]
impl Terms {
    #[new]
    #[pyo3(signature = (*, table = None))]
    fn new(py: Python<'_>, table: Option<PathBuf>) -> PyResult<Self> {
        let made = detached(py, || {
            Ok(match table {
                Some(path) => Arc::new(TermTable::from_csv(&path)?),
                None => TermTable::carried(),
            })
        });
        made.map(Self)
    }

    /// The mentions in a text, in order, none overlapping.
    fn find<'py>(&self, py: Python<'py>, text: &str) -> PyResult<Vec<Bound<'py, PyAny>>> {
        let mentions = detached(py, || Ok(self.0.find(text)))?;
        let told: Vec<_> = mentions
            .iter()
            .map(|mention| {
                let characters = mention.characters(text);
                let TermMention { kind, name, text, sense, .. } = mention;
                serde_json::json!({
                    "kind": kind,
                    "name": name,
                    "text": text,
                    "start": characters.start,
                    "end": characters.end,
                    "sense": sense,
                    "field": mention.posting_field(),
                })
            })
            .collect();
        told.iter().map(|mention| answer(py, "Mention", mention)).collect::<PyResult<Vec<_>>>()
    }

    /// The same for many texts: a table of row (from 1), kind, name, text, start, end and sense.
    fn find_all(&self, py: Python<'_>, texts: &Bound<'_, PyAny>) -> PyResult<Table> {
        not_alone(texts, "text", "texts")?;
        let texts = texts.try_iter()?.map(|text| text?.extract()).collect::<PyResult<Vec<String>>>()?;
        let mut rows = Vec::new();
        // In parts, so that a signal is seen between them.
        for (part, texts) in texts.chunks(1_024).enumerate() {
            py.check_signals()?;
            rows.extend(detached(py, || {
                let numbered = (part as u64 * 1_024 + 1..).zip(texts);
                let mentions = |(row, text): (u64, &String)| {
                    let found = self.0.find(text).into_iter();
                    found.map(|mention| (row, mention.characters(text), mention)).collect::<Vec<_>>()
                };
                Ok(numbered.flat_map(mentions).collect::<Vec<_>>())
            })?);
        }
        Ok(Table::new(Content::Batch(gigmatch_arrow::mentions_to_batch(&rows))))
    }
}
