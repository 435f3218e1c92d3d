//! From files to rows: CSV and JSON Lines, their encodings, and mappings of foreign column names.

use std::path::Path;

use crate::{Result, normalize::Row, problem::Rejection, record::RecordKind};

/// A mapping file: source column -> field, value tables, columns to drop.
#[derive(Debug, Clone, Default)]
pub struct Mapping;

impl Mapping {
    /// Reads a mapping from a `.toml` or `.json` file.
    ///
    /// # Errors
    ///
    /// `io` or `mapping.invalid`.
    pub fn from_file(_path: &Path) -> Result<Self> {
        todo!()
    }
    /// Renames, translates and drops fields of a row, in place.
    pub fn apply(&self, _row: &mut Row) {
        todo!()
    }
}

/// A run of rows, with those lines that could not be read at all.
#[derive(Debug, Clone, PartialEq)]
pub struct RowBatch {
    /// Rows in file order.
    pub rows: Vec<Row>,
    /// Lines that are not rows.
    pub malformed: Vec<Rejection>,
}

/// Reads a CSV (`.csv`, `.tsv`) or JSON Lines (`.jsonl`, `.ndjson`) file in batches of 8,192 rows.
#[derive(Debug)]
pub struct RowReader;

impl RowReader {
    /// Opens a file and finds out its encoding.
    ///
    /// # Errors
    ///
    /// `io`, or `file.format` for an unsupported extension.
    pub fn open(_path: &Path, _kind: RecordKind) -> Result<Self> {
        todo!()
    }
}

impl Iterator for RowReader {
    type Item = Result<RowBatch>;
    fn next(&mut self) -> Option<Self::Item> {
        todo!()
    }
}
