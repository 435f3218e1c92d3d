//! Answers written to files, and the look of tables.

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
};

use comfy_table::{CellAlignment, LineStyle, Table, TableStyle};
use gigmatch::{Error, ErrorCode, MatchTable};
use gigmatch_arrow::arrow_array::RecordBatch;
use serde::Serialize;
use serde_json::json;

use crate::fault::{Fault, Result};

/// The form of a file of matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MatchForm {
    Csv,
    JsonLines,
    Parquet,
}

impl MatchForm {
    /// The form that a file's name tells.
    pub(crate) fn from_path(path: &Path) -> Result<Self> {
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        match extension.to_ascii_lowercase().as_str() {
            "csv" => Ok(Self::Csv),
            "jsonl" | "ndjson" => Ok(Self::JsonLines),
            "parquet" => Ok(Self::Parquet),
            _ => Err(Fault::usage(format!(
                "cannot tell the form of --out {}; allowed are names that end in .csv, .jsonl, .ndjson or .parquet",
                path.display()
            ))),
        }
    }
}

/// Lines only under the header and the last row: what a clerk reads is the words between them.
const LIGHT: TableStyle = TableStyle::new()
    .header_separator(LineStyle::none().fill('─').junction('─'))
    .bottom_border(LineStyle::none().fill('─').junction('─'));

/// An empty table for people with the look of all of them.
pub(crate) fn light_table() -> Table {
    let mut table = Table::new();
    table.load_style(LIGHT);
    table
}

/// Sets columns of numbers flush right.
pub(crate) fn align_numbers(table: &mut Table, columns: &[usize]) {
    for number in columns {
        if let Some(column) = table.column_mut(*number) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
}

/// A cell of a table: `–` for what is not told.
pub(crate) fn or_dash<T>(value: Option<T>, tell: impl FnOnce(T) -> String) -> String {
    value.map_or_else(|| "–".to_owned(), tell)
}

/// An answer as one line of JSON.
pub(crate) fn write_json(out: &mut impl Write, answer: &impl Serialize) -> Result<()> {
    serde_json::to_writer(&mut *out, answer).map_err(std::io::Error::from)?;
    writeln!(out)?;
    Ok(())
}

/// Writes every row of a table of matches; the three forms hold the same values.
pub(crate) fn write_matches(path: &Path, form: MatchForm, table: &MatchTable) -> Result<()> {
    let cannot_write = |source: Box<dyn std::error::Error + Send + Sync>| {
        Fault::from(Error::new(ErrorCode::Io, "cannot write the matches").with_file(path).with_source(source))
    };
    if form == MatchForm::Parquet {
        return Ok(gigmatch_arrow::write_matches_parquet(path, table)?);
    }
    let file = BufWriter::new(File::create(path).map_err(|error| cannot_write(error.into()))?);
    match form {
        MatchForm::Csv => write_csv(file, table).map_err(|error| cannot_write(error.into())),
        _ => write_json_lines(file, table).map_err(|error| cannot_write(error.into())),
    }
}

fn write_csv(file: impl Write, table: &MatchTable) -> csv::Result<()> {
    let mut writer = csv::Writer::from_writer(file);
    let header = gigmatch_arrow::match_schema();
    writer.write_record(header.fields().iter().map(|field| field.name()))?;
    for row in table.rows() {
        writer.write_record([
            row.worker_id,
            row.posting_id,
            &row.rank.to_string(),
            &row.score.to_string(),
            &row.worker_score.to_string(),
            &row.employer_score.to_string(),
            &row.distance_m.map(|metres| metres.to_string()).unwrap_or_default(),
            &list_cell(&row.shifts),
        ])?;
    }
    Ok(writer.flush()?)
}

/// A list in a cell, as the reader takes it: separated by `;`, or JSON where that could be misread.
fn list_cell(items: &[&str]) -> String {
    let is_ambiguous = items.iter().any(|item| item.contains(';') || item.starts_with('['));
    if is_ambiguous { json!(items).to_string() } else { items.join(";") }
}

fn write_json_lines(mut file: impl Write, table: &MatchTable) -> std::io::Result<()> {
    for row in table.rows() {
        let object = json!({
            "worker_id": row.worker_id,
            "posting_id": row.posting_id,
            "rank": row.rank,
            "score": row.score,
            "worker_score": row.worker_score,
            "employer_score": row.employer_score,
            "distance_m": row.distance_m,
            "shifts": row.shifts,
        });
        writeln!(file, "{object}")?;
    }
    file.flush()
}

/// Writes the rows of a table; the three forms hold the same values.
pub(crate) fn write_table(path: &Path, table: &RecordBatch) -> Result<()> {
    let cannot_write = |source: Box<dyn std::error::Error + Send + Sync>| {
        Fault::from(Error::new(ErrorCode::Io, "cannot write the table").with_file(path).with_source(source))
    };
    let form = MatchForm::from_path(path)?;
    if form == MatchForm::Parquet {
        return Ok(gigmatch_arrow::write_table_parquet(path, table)?);
    }
    let mut file = BufWriter::new(File::create(path).map_err(|error| cannot_write(error.into()))?);
    let rows = gigmatch_arrow::json_rows(table)?;
    if form == MatchForm::JsonLines {
        for row in rows {
            writeln!(file, "{}", serde_json::Value::Object(row)).map_err(|error| cannot_write(error.into()))?;
        }
        return file.flush().map_err(|error| cannot_write(error.into()));
    }
    let mut writer = csv::Writer::from_writer(file);
    let schema = table.schema();
    let write = |writer: &mut csv::Writer<_>, cells: Vec<String>| {
        writer.write_record(cells).map_err(|error| cannot_write(error.into()))
    };
    write(&mut writer, schema.fields().iter().map(|field| field.name().clone()).collect())?;
    for row in rows {
        write(&mut writer, row.values().map(cell).collect())?;
    }
    writer.flush().map_err(|error| cannot_write(error.into()))
}

/// A value as a cell of a flat table.
fn cell(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Array(items) => {
            let texts: Vec<&str> = items.iter().filter_map(serde_json::Value::as_str).collect();
            list_cell(&texts)
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_in_cells_are_json_only_where_they_must_be() {
        assert_eq!(list_cell(&["1", "夜班"]), "1;夜班");
        assert_eq!(list_cell(&[""]), "");
        assert_eq!(list_cell(&["a;b", "c"]), r#"["a;b","c"]"#);
        assert_eq!(list_cell(&["[1]"]), r#"["[1]"]"#);
    }

    #[test]
    fn forms_are_told_by_name() {
        assert_eq!(MatchForm::from_path(Path::new("a.CSV")).ok(), Some(MatchForm::Csv));
        assert!(MatchForm::from_path(Path::new("matches.xlsx")).is_err());
    }
}
