//! Finding out a file's encoding and turning it into UTF-8.

use std::io::{self, Cursor, Read};

use encoding_rs::{GB18030, UTF_8, UTF_16BE, UTF_16LE};
use encoding_rs_io::DecodeReaderBytesBuilder;

/// How much of a file is looked at to tell UTF-8 from GB 18030.
const SAMPLE_BYTES: usize = 1 << 20;

/// A byte stream in UTF-8 without a byte order mark, and the name of the encoding it was in.
///
/// Bytes of a UTF-8 file are passed on as they are, so that a row that is not UTF-8 can be told; in other encodings
/// what cannot be decoded becomes U+FFFD.
pub(super) fn decoded(mut read: Box<dyn Read + Send>) -> io::Result<(Box<dyn Read + Send>, &'static str)> {
    let mut sample = Vec::new();
    read.by_ref().take(SAMPLE_BYTES as u64).read_to_end(&mut sample)?;
    let (encoding, mark) = match &sample[..] {
        [0xEF, 0xBB, 0xBF, ..] => (UTF_8, 3),
        [0xFF, 0xFE, ..] => (UTF_16LE, 2),
        [0xFE, 0xFF, ..] => (UTF_16BE, 2),
        _ if is_utf8_so_far(&sample) => (UTF_8, 0),
        _ => (GB18030, 0),
    };
    let name = if encoding == GB18030 { "GB18030" } else { encoding.name() };
    sample.drain(..mark);
    let bytes = Cursor::new(sample).chain(read);
    if encoding == UTF_8 {
        return Ok((Box::new(bytes), name));
    }
    let decoder = DecodeReaderBytesBuilder::new().encoding(Some(encoding)).bom_override(false).build(bytes);
    Ok((Box::new(decoder), name))
}

/// Whether a sample is UTF-8, perhaps with some broken bytes or cut within a character.
///
/// Chinese text in GB 18030 is hardly ever UTF-8 for more than a character or two, so a file in which whole characters
/// far outnumber broken bytes is a damaged UTF-8 file, of which only the damaged rows should be lost.
fn is_utf8_so_far(sample: &[u8]) -> bool {
    const WHOLE_FOR_ONE_BROKEN: usize = 10;
    let (mut whole, mut broken) = (0, 0);
    for chunk in sample.utf8_chunks() {
        whole += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    broken == 0 || whole >= WHOLE_FOR_ONE_BROKEN * broken
}
