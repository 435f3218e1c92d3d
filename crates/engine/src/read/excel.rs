//! Workbooks: the first sheet that holds something, read as the table of text cells that it shows.

use std::{
    io::{Cursor, Read},
    vec,
};

use calamine::{Data, Reader, Sheets, open_workbook_auto_from_rs};
use serde_json::{Map, Value};

use super::{Record, header};
use crate::{Error, ErrorCode, Result, problem::ProblemCode};

/// The rows of a sheet under its header.
pub(super) struct ExcelRows {
    header: Vec<String>,
    /// Rows with a cell that is not blank.
    rows: vec::IntoIter<SheetRow>,
}

/// The cells of a row that are not blank, by column. A sheet is as wide and as high as its farthest cell, so what is
/// blank is not kept.
type SheetRow = Vec<(u32, Data)>;

impl ExcelRows {
    /// Reads the workbook and its header.
    pub(super) fn new(mut read: Box<dyn Read + Send>) -> Result<Self> {
        let mut bytes = Vec::new();
        read.read_to_end(&mut bytes).map_err(super::cannot_read)?;
        let not_readable = |error: calamine::Error| {
            Error::new(ErrorCode::FileFormat, "the file is not a readable workbook").with_source(error)
        };
        let rows = open_workbook_auto_from_rs(Cursor::new(bytes)).and_then(|mut book| first_sheet(&mut book));
        let mut rows = rows.map_err(not_readable)?.into_iter();
        let Some(first) = rows.next() else {
            let message = "the workbook is empty; allowed is a sheet with a header row first";
            return Err(Error::new(ErrorCode::FileFormat, message));
        };
        let width = first.last().map_or(0, |(column, _)| *column as usize + 1);
        let mut names = vec![String::new(); width];
        for (column, cell) in &first {
            names[*column as usize] = text_of(cell).unwrap_or_default();
        }
        Ok(Self { header: header(names.iter())?, rows })
    }

    /// The next row that is not blank.
    pub(super) fn next_record(&mut self) -> Option<Record> {
        self.rows.next().map(|row| fields(&self.header, &row))
    }
}

/// The rows of the first sheet that has any.
fn first_sheet(book: &mut Sheets<Cursor<Vec<u8>>>) -> Result<Vec<SheetRow>, calamine::Error> {
    for name in book.sheet_names() {
        let rows = match &mut *book {
            Sheets::Xlsx(book) => {
                let mut cells = book.worksheet_cells_reader(&name)?;
                let mut rows = SheetRows::default();
                while let Some(cell) = cells.next_cell()? {
                    rows.push(cell.get_position(), cell.get_value().clone().into());
                }
                rows.0
            }
            other => {
                let sheet = other.worksheet_range(&name)?;
                let mut rows = SheetRows::default();
                for (row, column, cell) in sheet.used_cells() {
                    let narrow = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
                    rows.push((narrow(row), narrow(column)), cell.clone());
                }
                rows.0
            }
        };
        if !rows.is_empty() {
            return Ok(rows.into_iter().map(|(_, cells)| cells).collect());
        }
    }
    Ok(Vec::new())
}

/// Rows as their cells come, with their places in the sheet.
#[derive(Default)]
struct SheetRows(Vec<(u32, SheetRow)>);

impl SheetRows {
    fn push(&mut self, (row, column): (u32, u32), cell: Data) {
        let is_blank = match &cell {
            Data::Empty => true,
            Data::String(text) => text.trim().is_empty(),
            _ => false,
        };
        if is_blank {
            return;
        }
        match self.0.last_mut() {
            Some((last, cells)) if *last == row => cells.push((column, cell)),
            _ => self.0.push((row, vec![(column, cell)])),
        }
    }
}

fn fields(header: &[String], row: &SheetRow) -> Record {
    let mut fields = Map::new();
    for (column, cell) in row {
        let malformed = |given: String, allowed| (ProblemCode::Malformed, given, allowed);
        let Some(name) = header.get(*column as usize) else {
            let given = format!("a cell in column {} where the header has {}", column + 1, header.len());
            return Err(malformed(given, "cells under the header"));
        };
        let text = text_of(cell)
            .map_err(|error| malformed(format!("the error {error} in the column {name:?}"), "cells without errors"))?;
        fields.insert(name.clone(), Value::String(text));
    }
    Ok(fields)
}

/// A cell as text, such as the same sheet saved as CSV would have; or the error that it shows.
fn text_of(cell: &Data) -> Result<String, String> {
    Ok(match cell {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(number) => number.to_string(),
        // Workbooks hold every number as a float; those that are whole show no point.
        Data::Float(number) => number.to_string(),
        Data::Bool(truth) => truth.to_string(),
        Data::DateTime(time) => {
            let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
            let (date, clock) =
                (format!("{year:04}-{month:02}-{day:02}"), format!("{hour:02}:{minute:02}:{second:02}"));
            match (time.as_f64() < 1.0, (hour, minute, second) == (0, 0, 0)) {
                (true, _) => clock,
                (false, true) => date,
                (false, false) => format!("{date}T{clock}"),
            }
        }
        Data::Error(error) => return Err(error.to_string()),
    })
}
