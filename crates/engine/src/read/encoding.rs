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
        [0x84, 0x31, 0x95, 0x33, ..] => (GB18030, 4),
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
    for chunk in without_cut_character(sample).utf8_chunks() {
        whole += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    broken == 0 || whole >= WHOLE_FOR_ONE_BROKEN * broken
}

/// A sample of full size less the character that its end cuts through.
fn without_cut_character(sample: &[u8]) -> &[u8] {
    if sample.len() < SAMPLE_BYTES {
        return sample; // the end of the file cuts nothing that goes on
    }
    let tail = sample.utf8_chunks().last().map_or(&[][..], |chunk| chunk.invalid());
    let is_cut = std::str::from_utf8(tail).is_err_and(|error| error.error_len().is_none());
    if is_cut { &sample[..sample.len() - tail.len()] } else { sample }
}
