//! Tables that give codes their meaning: occupations and administrative divisions.

mod division;
mod occupation;

use std::{collections::HashSet, path::Path};

pub use division::{
    ChangeKind, Division, DivisionChange, DivisionChanges, DivisionCode, DivisionEditions, DivisionLevel,
    DivisionTable, Resolved, UrbanRural,
};
pub(crate) use occupation::STEPS;
pub use occupation::{Occupation, OccupationId, OccupationTable};

use foldhash::fast::RandomState;
use gigmatch_text::fold;

use crate::{Error, ErrorCode, Result};

/// Words of job advertisements for the 2022 national classification, with the codes that they mean.
pub(crate) fn carried_words() -> Vec<(String, String)> {
    coded_words(include_str!("../../data/occupation_words_csco2022.csv"))
}

/// Labelled titles of job advertisements for the same.
pub(crate) fn carried_titles() -> Vec<(String, String)> {
    coded_words(include_str!("../../data/job_titles_csco2022.csv"))
}

fn coded_words(text: &str) -> Vec<(String, String)> {
    let rows = csv_rows(text, &["code", "word"], &[]).expect("a carried table is valid, which a test checks");
    rows.iter().map(|row| (row.cell(0).to_owned(), row.cell(1).to_owned())).collect()
}

/// Whether it is a certificate, its name, its aliases and its source.
type TermRow = (bool, String, Vec<String>, Option<String>);

/// The rows of a table of terms: `kind`, `name`, `aliases`, `source`.
pub(crate) fn term_rows(text: &str) -> Result<Vec<TermRow>> {
    let mut known: HashSet<String, RandomState> = HashSet::default();
    let mut terms = Vec::new();
    for row in csv_rows(text, &["kind", "name"], &["aliases", "source"])? {
        let invalid = |message: &str| Error::new(ErrorCode::Table, format!("line {}: {message}", row.line));
        let is_certificate = match row.cell(0) {
            "skill" => false,
            "certificate" => true,
            other => return Err(invalid(&format!("the kind is {other:?}; allowed are skill, certificate"))),
        };
        let name = row.cell(1).to_owned();
        if name.is_empty() {
            return Err(invalid("the name is empty"));
        }
        let aliases = row.cell(2).split(';').map(str::trim).filter(|alias| !alias.is_empty());
        let aliases: Vec<String> = aliases.map(str::to_owned).collect();
        for text in std::iter::once(&name).chain(&aliases) {
            if !known.insert(fold(text).into_owned()) {
                return Err(invalid(&format!("{text:?} stands for another term already")));
            }
        }
        terms.push((is_certificate, name, aliases, Some(row.cell(3).to_owned()).filter(|source| !source.is_empty())));
    }
    Ok(terms)
}

/// One row of a table: its line, and the cells of the columns asked for, `None` where the column is not there.
pub(crate) struct TableRow {
    pub(crate) line: u64,
    cells: Vec<Option<String>>,
}

impl TableRow {
    /// The cell of a column, empty where the column is not there.
    pub(crate) fn cell(&self, column: usize) -> &str {
        self.cells[column].as_deref().unwrap_or_default()
    }
}

pub(crate) fn read_text(path: &Path) -> Result<String> {
    let bytes = std::fs::read(path)
        .map_err(|error| Error::new(ErrorCode::Io, "the table cannot be read").with_file(path).with_source(error))?;
    String::from_utf8(bytes)
        .map_err(|error| Error::new(ErrorCode::Table, "the table is not in UTF-8").with_file(path).with_source(error))
}

/// The rows of a CSV text, with or without a byte order mark, cells trimmed.
pub(crate) fn csv_rows(text: &str, required: &[&str], optional: &[&str]) -> Result<Vec<TableRow>> {
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
        let cell = |column: &Option<usize>| column.and_then(|at| record.get(at)).map(str::to_owned);
        let line = record.position().map_or(0, csv::Position::line);
        rows.push(TableRow { line, cells: columns.iter().map(cell).collect() });
    }
    Ok(rows)
}
