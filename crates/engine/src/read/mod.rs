//! From files to rows: CSV, JSON Lines and workbooks, their encodings, and mappings of foreign column names.
//!
//! Reading never fails for a row: what cannot be read becomes a [`Rejection`] that names the row, and the next row is
//! read. Parquet is read by the crate `gigmatch-arrow`, into the same rows.

mod csv;
mod encoding;
#[cfg(feature = "excel")]
mod excel;
mod lines;
mod mapping;

use std::{
    collections::HashSet,
    fs::File,
    io::{Cursor, Read},
    path::Path,
};

pub use mapping::Mapping;
use serde_json::{Map, Value};

use self::{csv::CsvRows, encoding::decoded, lines::Lines};
use crate::{
    Error, ErrorCode, Result,
    normalize::Row,
    problem::{Problem, ProblemCode, Rejection},
    record::RecordKind,
};

/// Rows in a batch.
const BATCH_ROWS: usize = 8_192;

/// The formats of row files that the engine reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileFormat {
    /// Comma-separated values with a header line.
    Csv,
    /// Tab-separated values with a header line.
    Tsv,
    /// One JSON object a line.
    JsonLines,
    /// A workbook, of which the first sheet that holds something is read; its first row is the header.
    #[cfg(feature = "excel")]
    Excel,
}

impl FileFormat {
    /// The format that a file's name tells: `.csv`, `.tsv`, `.jsonl` or `.ndjson`, and with the feature `excel` also
    /// `.xlsx` or `.xls`.
    ///
    /// # Errors
    ///
    /// `file.format` for any other name.
    pub fn from_path(path: &Path) -> Result<Self> {
        let extension = path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
        match extension.as_deref() {
            Some("csv") => Ok(Self::Csv),
            Some("tsv") => Ok(Self::Tsv),
            Some("jsonl" | "ndjson") => Ok(Self::JsonLines),
            #[cfg(feature = "excel")]
            Some("xlsx" | "xls") => Ok(Self::Excel),
            _ => Err(Error::new(
                ErrorCode::FileFormat,
                "the file's name tells no supported format; allowed are .csv, .tsv, .jsonl, .ndjson, .xlsx, .xls, \
                 and .parquet with gigmatch-arrow",
            )
            .with_file(path)),
        }
    }
}

/// A run of rows, with those that could not be read at all.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RowBatch {
    /// Rows in file order.
    pub rows: Vec<Row>,
    /// What is not a row.
    pub malformed: Vec<Rejection>,
}

/// Reads a file in batches of 8,192 rows.
///
/// # Example
///
/// ```
/// use gigmatch::{read::{FileFormat, RowReader}, record::RecordKind};
///
/// let text = "id,title\np1,叉车司机\np2\n";
/// let mut reader = RowReader::from_bytes(text, FileFormat::Csv, RecordKind::Posting)?;
/// let batch = reader.next().unwrap()?;
/// assert_eq!(batch.rows[0].fields["title"], "叉车司机");
/// assert_eq!(batch.malformed[0].problems[0].code.as_str(), "row.malformed");
/// assert_eq!(reader.encoding(), "UTF-8");
/// # Ok::<(), gigmatch::Error>(())
/// ```
pub struct RowReader {
    source: Source,
    kind: RecordKind,
    mapping: Option<Mapping>,
    encoding: &'static str,
    /// Records met so far, read or not.
    number: u64,
    /// Whether the file could not be read on: then there is no next batch.
    failed: bool,
}

enum Source {
    Csv(Box<CsvRows>),
    JsonLines(Lines),
    #[cfg(feature = "excel")]
    Excel(excel::ExcelRows),
}

impl RowReader {
    /// Opens a file, finds out its encoding and, for a table, reads its header.
    ///
    /// # Errors
    ///
    /// `io` where the file cannot be read; `file.format` for an unsupported name, a table without a header line or
    /// with two columns of one name.
    pub fn open(path: &Path, kind: RecordKind) -> Result<Self> {
        let format = FileFormat::from_path(path)?;
        let file = File::open(path).map_err(|error| {
            Error::new(ErrorCode::Io, "the file cannot be opened").with_file(path).with_source(error)
        })?;
        Self::from_read(Box::new(file), format, kind).map_err(|error| error.with_file(path))
    }

    /// The same from bytes in memory.
    ///
    /// # Errors
    ///
    /// `file.format` as [`open`](Self::open).
    pub fn from_bytes(bytes: impl Into<Vec<u8>>, format: FileFormat, kind: RecordKind) -> Result<Self> {
        Self::from_read(Box::new(Cursor::new(bytes.into())), format, kind)
    }

    fn from_read(read: Box<dyn Read + Send>, format: FileFormat, kind: RecordKind) -> Result<Self> {
        #[cfg(feature = "excel")]
        if format == FileFormat::Excel {
            let source = Source::Excel(excel::ExcelRows::new(read)?);
            return Ok(Self { source, kind, mapping: None, encoding: "none", number: 0, failed: false });
        }
        let (text, encoding) = decoded(read).map_err(cannot_read)?;
        let lines = Lines::new(text);
        let source = match format {
            FileFormat::Csv => Source::Csv(Box::new(CsvRows::new(lines, b',')?)),
            FileFormat::Tsv => Source::Csv(Box::new(CsvRows::new(lines, b'\t')?)),
            FileFormat::JsonLines => Source::JsonLines(lines),
            #[cfg(feature = "excel")]
            FileFormat::Excel => unreachable!("a workbook is no text"),
        };
        Ok(Self { source, kind, mapping: None, encoding, number: 0, failed: false })
    }

    /// Renames, translates and drops columns of every row by a mapping.
    pub fn with_mapping(mut self, mapping: Mapping) -> Self {
        self.mapping = Some(mapping);
        self
    }

    /// The encoding that was found: `UTF-8`, `GB18030`, `UTF-16LE` or `UTF-16BE`; `none` for a workbook.
    pub fn encoding(&self) -> &'static str {
        self.encoding
    }
}

/// Why something is no record: code, what was given, what is allowed.
type Unreadable = (ProblemCode, String, &'static str);

/// What one record of a file turned out to be.
type Record = std::result::Result<Map<String, Value>, Unreadable>;

impl Iterator for RowReader {
    type Item = Result<RowBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let mut batch = RowBatch::default();
        while batch.rows.len() + batch.malformed.len() < BATCH_ROWS {
            let record = match &mut self.source {
                Source::Csv(rows) => rows.next_record(),
                Source::JsonLines(lines) => lines.next_object(),
                #[cfg(feature = "excel")]
                Source::Excel(rows) => Ok(rows.next_record()),
            };
            let record = match record {
                Ok(Some(record)) => record,
                Ok(None) => break,
                Err(error) => {
                    self.failed = true;
                    return Some(Err(cannot_read(error)));
                }
            };
            self.number += 1;
            match record {
                Ok(fields) => {
                    let mut row = Row { number: self.number, fields };
                    if let Some(mapping) = &self.mapping {
                        mapping.apply(&mut row);
                    }
                    batch.rows.push(row);
                }
                Err(problem) => batch.malformed.push(self.rejection(problem)),
            }
        }
        (!batch.rows.is_empty() || !batch.malformed.is_empty()).then_some(Ok(batch))
    }
}

impl RowReader {
    fn rejection(&self, (code, given, allowed): Unreadable) -> Rejection {
        let problem = Problem { field: String::new(), code, given: shortened(&given), allowed: allowed.to_owned() };
        Rejection { kind: self.kind, row: self.number, id: None, problems: vec![problem] }
    }
}

impl std::fmt::Debug for RowReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RowReader")
            .field("kind", &self.kind)
            .field("encoding", &self.encoding)
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}

/// The names of a table's columns.
fn header<S: AsRef<str>>(cells: impl Iterator<Item = S>) -> Result<Vec<String>> {
    let name = |(place, cell): (usize, S)| match cell.as_ref().trim() {
        // A column without a name can still be told of.
        "" => format!("column {}", place + 1),
        name => name.to_owned(),
    };
    let names: Vec<String> = cells.enumerate().map(name).collect();
    let mut seen = HashSet::new();
    match names.iter().find(|name| !seen.insert(name.as_str())) {
        Some(name) => {
            let message = format!("the column {name:?} stands in the header twice");
            Err(Error::new(ErrorCode::FileFormat, message))
        }
        None => Ok(names),
    }
}

fn shortened(text: &str) -> String {
    text.chars().take(200).collect()
}

fn cannot_read(error: std::io::Error) -> Error {
    Error::new(ErrorCode::Io, "the file cannot be read").with_source(error)
}

#[cfg(test)]
mod tests;
