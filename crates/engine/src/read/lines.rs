//! Lines of a stream, and JSON Lines made of them.

use std::io::{self, BufRead, BufReader, Read};

use serde_json::Value;

use super::Record;
use crate::problem::ProblemCode;

/// A line longer than this is not a record.
pub(super) const LONGEST_LINE: usize = 16 << 20;

/// What is told of bytes that are no text.
pub(super) const NOT_TEXT: &str = "text in the file's encoding";

/// Lines without their ends, with room to put some back.
pub(super) struct Lines {
    read: BufReader<Box<dyn Read + Send>>,
    /// Lines that were put back, the next one last.
    back: Vec<Vec<u8>>,
    /// Lines taken so far.
    pub(super) number: u64,
}

impl Lines {
    pub(super) fn new(read: Box<dyn Read + Send>) -> Self {
        Self { read: BufReader::with_capacity(1 << 16, read), back: Vec::new(), number: 0 }
    }

    /// The next line, cut where it is longer than any record; `None` at the end.
    pub(super) fn next_line(&mut self) -> io::Result<Option<Vec<u8>>> {
        if let Some(line) = self.back.pop() {
            self.number += 1;
            return Ok(Some(line));
        }
        let mut line = Vec::new();
        let read = self.read.by_ref().take(LONGEST_LINE as u64 + 1).read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(None);
        }
        if line.len() > LONGEST_LINE && line.last() != Some(&b'\n') {
            self.read.skip_until(b'\n')?;
        }
        if line.last() == Some(&b'\n') {
            line.pop();
            if line.last() == Some(&b'\r') {
                line.pop();
            }
        }
        self.number += 1;
        Ok(Some(line))
    }

    /// Puts lines back, to be taken again in the same order.
    pub(super) fn put_back(&mut self, lines: Vec<Vec<u8>>) {
        self.number -= lines.len() as u64;
        self.back.extend(lines.into_iter().rev());
    }

    /// The next line that is not blank, as a JSON object.
    pub(super) fn next_object(&mut self) -> io::Result<Option<Record>> {
        while let Some(line) = self.next_line()? {
            if !line.iter().all(u8::is_ascii_whitespace) {
                return Ok(Some(object(&line)));
            }
        }
        Ok(None)
    }
}

/// Whether a line is longer than a record may be.
pub(super) fn is_too_long(line: &[u8]) -> bool {
    line.len() > LONGEST_LINE
}

/// The text of a line; a replacement character means that it could not be decoded.
pub(super) fn text_of(line: &[u8]) -> Option<&str> {
    std::str::from_utf8(line).ok().filter(|text| !text.contains('\u{FFFD}'))
}

fn object(line: &[u8]) -> Record {
    if is_too_long(line) {
        return Err((ProblemCode::Malformed, "a line of more than 16 MiB".to_owned(), "one JSON object a line"));
    }
    let Some(text) = text_of(line) else {
        return Err((ProblemCode::Encoding, String::from_utf8_lossy(line).into_owned(), NOT_TEXT));
    };
    match serde_json::from_str(text) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err((ProblemCode::Malformed, text.to_owned(), "one JSON object a line")),
        Err(error) => Err((ProblemCode::Malformed, format!("{error}: {text}"), "one JSON object a line")),
    }
}
