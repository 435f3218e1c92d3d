//! Answers written to files.

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
};

use gigmatch::{Error, ErrorCode, MatchTable};
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
