//! Tables of comma- or tab-separated values.
//!
//! Records are cut here, by counting quotes, and their cells by `csv-core`: so a quote that is never closed costs the
//! one line it stands in, and not the rest of the file.

use std::{collections::HashSet, io};

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use serde_json::{Map, Value};

use super::{
    Record, Unreadable,
    lines::{Lines, NOT_TEXT, is_too_long, text_of},
};
use crate::{Error, ErrorCode, Result, problem::ProblemCode};

/// A record of more lines than this is taken for a quote that was never closed.
const MOST_LINES: usize = 500;

const CLOSED_QUOTES: &str = "quoted cells that are closed";

/// The records of a table.
pub(super) struct CsvRows {
    lines: Lines,
    cells: Cells,
    delimiter: u8,
    header: Vec<String>,
}

impl CsvRows {
    /// Reads the header.
    pub(super) fn new(lines: Lines, delimiter: u8) -> Result<Self> {
        let cells = Cells::new(delimiter);
        let mut rows = Self { lines, cells, delimiter, header: Vec::new() };
        let invalid = |message: String| Error::new(ErrorCode::FileFormat, message);
        let record = rows.next_lines().map_err(super::cannot_read)?;
        let Some(record) = record else {
            return Err(invalid("the table is empty; allowed is a header line first".to_owned()));
        };
        let text = record.ok().and_then(|line| text_of(&line).map(str::to_owned));
        let text = text.ok_or_else(|| invalid("the table's header line is not text".to_owned()))?;
        for (place, name) in rows.cells.split(text.as_bytes()).enumerate() {
            // A column without a name can still be told of.
            let name = name.trim();
            rows.header.push(if name.is_empty() { format!("column {}", place + 1) } else { name.to_owned() });
        }
        let mut seen = HashSet::new();
        match rows.header.iter().find(|name| !seen.insert(name.as_str())) {
            Some(name) => Err(invalid(format!("the column {name:?} stands in the header twice"))),
            None => Ok(rows),
        }
    }

    /// The next record that is not blank.
    pub(super) fn next_record(&mut self) -> io::Result<Option<Record>> {
        let Some(record) = self.next_lines()? else { return Ok(None) };
        Ok(Some(record.and_then(|line| self.fields(&line))))
    }

    fn fields(&mut self, line: &[u8]) -> Record {
        if is_too_long(line) {
            return Err((ProblemCode::Malformed, "a record of more than 16 MiB".to_owned(), "records up to 16 MiB"));
        }
        if text_of(line).is_none() {
            return Err((ProblemCode::Encoding, String::from_utf8_lossy(line).into_owned(), NOT_TEXT));
        }
        let columns = self.header.len();
        let mut fields = Map::new();
        let mut count = 0;
        for cell in self.cells.split(line) {
            if let Some(name) = self.header.get(count)
                && !cell.trim().is_empty()
            {
                fields.insert(name.clone(), Value::String(cell.to_owned()));
            }
            count += 1;
        }
        if count == columns {
            return Ok(fields);
        }
        let given = format!("{count} cells where the header has {columns}: {}", String::from_utf8_lossy(line));
        Err((ProblemCode::Malformed, given, "as many cells as the header"))
    }

    /// The lines of the next record that is not blank, joined; an error where a quote is never closed.
    fn next_lines(&mut self) -> io::Result<Option<std::result::Result<Vec<u8>, Unreadable>>> {
        let first = loop {
            match self.lines.next_line()? {
                None => return Ok(None),
                Some(line) if line.iter().all(u8::is_ascii_whitespace) => {}
                Some(line) => break line,
            }
        };
        if quotes(&first).is_multiple_of(2) {
            return Ok(Some(Ok(first)));
        }
        let mut open = true;
        let mut more = Vec::new();
        while open && more.len() < MOST_LINES {
            let Some(line) = self.lines.next_line()? else { break };
            open ^= quotes(&line) % 2 == 1;
            more.push(line);
        }
        let joined = more.iter().fold(first.clone(), |mut joined, line| {
            joined.push(b'\n');
            joined.extend_from_slice(line);
            joined
        });
        if !open && self.quotes_stand_at_cell_ends(&joined) {
            return Ok(Some(Ok(joined)));
        }
        self.lines.put_back(more);
        // A quote inside a cell that is not quoted, such as 5" for inches, is just a character.
        if self.opens_a_cell(&first) {
            let line = self.lines.number;
            let given = format!("a quote in line {line} that is never closed: {}", String::from_utf8_lossy(&first));
            return Ok(Some(Err((ProblemCode::Malformed, given, CLOSED_QUOTES))));
        }
        Ok(Some(Ok(first)))
    }

    /// Whether each quoted cell ends where its quote closes. Where one goes on, the quotes of two broken lines were
    /// taken for a pair, and the lines between them must not be swallowed.
    fn quotes_stand_at_cell_ends(&self, record: &[u8]) -> bool {
        let (mut quoted, mut at_start) = (false, true);
        let mut bytes = record.iter().copied().peekable();
        while let Some(byte) = bytes.next() {
            if byte == b'"' && quoted {
                if bytes.next_if_eq(&b'"').is_some() {
                    continue; // an escaped quote
                }
                quoted = false;
                if bytes.peek().is_some_and(|next| *next != self.delimiter) {
                    return false;
                }
            } else if byte == b'"' && at_start {
                quoted = true;
            }
            at_start = byte == self.delimiter && !quoted;
        }
        !quoted
    }

    fn opens_a_cell(&self, line: &[u8]) -> bool {
        line.split(|byte| *byte == self.delimiter).any(|cell| cell.first() == Some(&b'"'))
    }
}

fn quotes(line: &[u8]) -> usize {
    line.split(|byte| *byte == b'"').count() - 1
}

/// Splits one record into cells, in buffers that are used again.
struct Cells {
    reader: Reader,
    output: Vec<u8>,
    ends: Vec<usize>,
}

impl Cells {
    fn new(delimiter: u8) -> Self {
        let reader = ReaderBuilder::new().delimiter(delimiter).build();
        Self { reader, output: vec![0; 1 << 12], ends: vec![0; 64] }
    }

    /// The cells of a record that is text; joining and unquoting leave it text.
    fn split(&mut self, record: &[u8]) -> impl Iterator<Item = &str> {
        self.reader.reset();
        // Cells are never longer than the record they stand in, nor are there more of them than bytes.
        self.output.resize(self.output.len().max(record.len() + 1), 0);
        self.ends.resize(self.ends.len().max(record.len() + 2), 0);
        let (mut input, mut written, mut cells) = (record, 0, 0);
        loop {
            let (result, read, wrote, ended) =
                self.reader.read_record(input, &mut self.output[written..], &mut self.ends[cells..]);
            input = &input[read..];
            written += wrote;
            cells += ended;
            if matches!(result, ReadRecordResult::Record | ReadRecordResult::End) {
                break;
            }
        }
        let output = &self.output;
        let starts = std::iter::once(0).chain(self.ends[..cells].iter().copied());
        starts
            .zip(&self.ends[..cells])
            .map(move |(start, end)| std::str::from_utf8(&output[start..*end]).unwrap_or_default())
    }
}
