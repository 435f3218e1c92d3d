//! Tables of comma- or tab-separated values.
//!
//! Records are cut here, by following their quotes, and their cells by `csv-core`: so a quote that is never closed costs
//! the one line it stands in, and not the rest of the file.

use std::io;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};
use serde_json::{Map, Value};

use super::{
    Record, Unreadable,
    lines::{LONGEST_LINE, Lines, NOT_TEXT, is_too_long, text_of},
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
        let line = record.map_err(|(_, given, allowed)| {
            let given = super::shortened(&given);
            invalid(format!("the table's header line has {given}; allowed are {allowed}"))
        })?;
        if is_too_long(&line) {
            return Err(invalid("the table's header line has more than 16 MiB".to_owned()));
        }
        let text = text_of(&line).ok_or_else(|| invalid("the table's header line is not text".to_owned()))?;
        // With such line ends the whole file would be a header, and every row of it lost without a word.
        if text.trim_end().contains('\r') {
            let ends = "the table's header line has a carriage return in it; allowed line ends are \\n and \\r\\n";
            return Err(invalid(ends.to_owned()));
        }
        rows.header = super::header(rows.cells.split(text.as_bytes()))?;
        Ok(rows)
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
        let mut quotes = Quotes::new(self.delimiter);
        quotes.follow(&first);
        if !quotes.is_open() {
            return Ok(Some(Ok(first)));
        }
        let number = self.lines.number;
        quotes.strict = true;
        let mut more = Vec::new();
        let mut bytes = first.len();
        while quotes.is_open() && more.len() < MOST_LINES && bytes <= LONGEST_LINE {
            let Some(line) = self.lines.next_line()? else { break };
            quotes.follow(b"\n");
            quotes.follow(&line);
            bytes += 1 + line.len();
            more.push(line);
        }
        if quotes.is_whole() {
            let mut joined = first;
            for line in more {
                joined.push(b'\n');
                joined.extend_from_slice(&line);
            }
            return Ok(Some(Ok(joined)));
        }
        self.lines.put_back(more);
        let given = format!("a quote in line {number} that is never closed: {}", String::from_utf8_lossy(&first));
        Ok(Some(Err((ProblemCode::Malformed, given, CLOSED_QUOTES))))
    }
}

/// Where a byte of a record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// At the start of a cell, the only place where a quote opens one.
    Start,
    /// In a cell without quotes; here a quote, such as 5" for inches, is a character like any other.
    Plain,
    /// Between the quotes of a cell.
    Quoted,
    /// Behind a quote that closes its cell, or is the first of two that stand for one.
    Closed,
    /// Text went on behind the closing quote of a cell of several lines.
    Misfit,
}

/// Follows the quotes of a record as `csv-core` does.
///
/// In a record of several lines each quoted cell must end where its quote closes. Where one goes on, the quotes of two
/// broken lines were taken for a pair, and the lines between them must not be swallowed.
struct Quotes {
    delimiter: u8,
    strict: bool,
    place: Place,
}

impl Quotes {
    fn new(delimiter: u8) -> Self {
        Self { delimiter, strict: false, place: Place::Start }
    }

    fn follow(&mut self, bytes: &[u8]) {
        // Most lines have no quote at all, and then there is nothing to follow.
        if self.place == Place::Start && !bytes.contains(&b'"') {
            return;
        }
        for byte in bytes {
            self.place = match (self.place, *byte) {
                (Place::Misfit, _) => return,
                (Place::Quoted, b'"') => Place::Closed,
                (Place::Quoted, _) | (Place::Start | Place::Closed, b'"') => Place::Quoted,
                (_, byte) if byte == self.delimiter => Place::Start,
                (Place::Closed, _) if self.strict => Place::Misfit,
                _ => Place::Plain,
            };
        }
    }

    /// Whether the record goes on in the next line.
    fn is_open(&self) -> bool {
        self.place == Place::Quoted
    }

    /// Whether the record ends here.
    fn is_whole(&self) -> bool {
        !matches!(self.place, Place::Quoted | Place::Misfit)
    }
}

/// Splits one record into cells, in buffers that are used again.
struct Cells {
    reader: Reader,
    output: Vec<u8>,
    ends: Vec<usize>,
}

impl Cells {
    fn new(delimiter: u8) -> Self {
        // Lines are cut already: a carriage return that is left belongs to its cell, and ends nothing.
        let reader = ReaderBuilder::new().delimiter(delimiter).terminator(Terminator::Any(b'\n')).build();
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
