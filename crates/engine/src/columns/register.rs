//! Which records the rows of a kind are.

use serde::{Deserialize, Serialize};

use super::{
    Divisions, Strings,
    csr::{self, permuted},
};
use crate::table::DivisionCode;

/// Ids, documents and divisions by row, and rows by id.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Register {
    ids: Strings,
    #[serde(with = "super::chunked")]
    docs: Vec<u32>,
    divisions: Divisions,
    /// Rows in the order of their ids; none while rows are added.
    #[serde(with = "super::chunked")]
    by_id: Vec<u32>,
}

impl Register {
    /// Adds a row for the record of a document, with the code of its division where it has one.
    pub(crate) fn push(&mut self, doc: u32, id: &str, division: Option<&str>) {
        self.ids.push(id);
        self.docs.push(doc);
        self.divisions.push(division.and_then(DivisionCode::parse));
    }

    /// The same in another row order, finished.
    pub(super) fn permuted(self, order: &[u32]) -> Self {
        let permuted = Self {
            ids: self.ids.permuted(order),
            docs: permuted(&self.docs, order),
            divisions: self.divisions.permuted(order),
            by_id: Vec::new(),
        };
        permuted.finish()
    }

    /// Sorts the rows by id, when no further ones are added.
    pub(crate) fn finish(self) -> Self {
        Self { by_id: self.ids.sorted_rows(), ..self }
    }

    /// The numbers of its rows.
    pub(super) fn rows(&self) -> Vec<u32> {
        (0..csr::offset(self.len())).collect()
    }

    pub(crate) fn len(&self) -> usize {
        self.docs.len()
    }

    pub(crate) fn ids(&self) -> &Strings {
        &self.ids
    }

    pub(crate) fn docs(&self) -> &[u32] {
        &self.docs
    }

    pub(crate) fn divisions(&self) -> &Divisions {
        &self.divisions
    }

    /// The rows in the order of their ids' bytes.
    pub(crate) fn rows_by_id(&self) -> impl Iterator<Item = usize> {
        self.by_id.iter().map(|row| *row as usize)
    }

    /// The row of a record.
    pub(crate) fn find(&self, id: &str) -> Option<usize> {
        self.ids.find(&self.by_id, id)
    }
}
