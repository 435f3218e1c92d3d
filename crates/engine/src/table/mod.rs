//! Tables that give codes their meaning: occupations and administrative divisions.

mod division;
mod occupation;

use std::path::Path;

pub use division::{Division, DivisionCode, DivisionTable};
pub use occupation::{Occupation, OccupationId, OccupationTable};

use crate::{Error, ErrorCode, Result};

/// One row of a table: its line, and the cells of the columns asked for, empty where the column is not there.
struct TableRow {
    line: u64,
    cells: Vec<String>,
}

fn read_text(path: &Path) -> Result<String> {
    let bytes = std::fs::read(path)
        .map_err(|error| Error::new(ErrorCode::Io, "the table cannot be read").with_file(path).with_source(error))?;
    String::from_utf8(bytes)
        .map_err(|error| Error::new(ErrorCode::Table, "the table is not in UTF-8").with_file(path).with_source(error))
}

/// The rows of a CSV text, with or without a byte order mark, cells trimmed.
fn csv_rows(text: &str, required: &[&str], optional: &[&str]) -> Result<Vec<TableRow>> {
    let invalid = |error: csv::Error| Error::new(ErrorCode::Table, "the table is not CSV").with_source(error);
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let headers = reader.headers().map_err(invalid)?.clone();
    let place = |name: &str| headers.iter().position(|header| header == name);
    let mut columns = Vec::new();
    for name in required {
        let found = place(name);
        columns.push(Some(found.ok_or_else(|| Error::new(ErrorCode::Table, format!("no column {name:?}")))?));
    }
    columns.extend(optional.iter().map(|name| place(name)));
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(invalid)?;
        let cell = |column: &Option<usize>| column.and_then(|at| record.get(at)).unwrap_or_default().to_owned();
        let line = record.position().map_or(0, csv::Position::line);
        rows.push(TableRow { line, cells: columns.iter().map(cell).collect() });
    }
    Ok(rows)
}
