//! How long columns are written and read: in chunks, so that threads share the reading.

use std::{fmt, marker::PhantomData};

use rayon::prelude::*;
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error as _, SeqAccess, Visitor},
    ser::{Error as _, SerializeSeq},
};

/// Values of a chunk.
const CHUNK: usize = 16_384;

/// Writes a column: how many values it has, then the bytes of each chunk.
pub(super) fn serialize<T: Serialize, S: Serializer>(column: &[T], serializer: S) -> Result<S::Ok, S::Error> {
    let mut parts = serializer.serialize_seq(Some(1 + column.len().div_ceil(CHUNK)))?;
    parts.serialize_element(&column.len())?;
    for chunk in column.chunks(CHUNK) {
        parts.serialize_element(&Chunk(chunk))?;
    }
    parts.end()
}

/// Reads a column with the threads of the current pool.
pub(super) fn deserialize<'de, T, D>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    T: Deserialize<'de> + Copy + Send + Sync,
    D: Deserializer<'de>,
{
    deserializer.deserialize_seq(Parts(PhantomData))
}

/// The values of a chunk one after the other, as bytes.
struct Chunk<'a, T>(&'a [T]);

impl<T: Serialize> Serialize for Chunk<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut bytes = Vec::new();
        for value in self.0 {
            bytes = postcard::to_extend(value, bytes).map_err(S::Error::custom)?;
        }
        serializer.serialize_bytes(&bytes)
    }
}

/// Reads a chunk into the values' places.
fn read<'de, T: Deserialize<'de>>(bytes: &'de [u8], values: &mut [T]) -> postcard::Result<()> {
    let mut chunk = postcard::Deserializer::from_bytes(bytes);
    for value in values {
        *value = T::deserialize(&mut chunk)?;
    }
    Ok(())
}

struct Parts<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de> + Copy + Send + Sync> Visitor<'de> for Parts<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a column in chunks")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Vec<T>, A::Error> {
        let missing = || A::Error::custom("a chunk is missing");
        let count: usize = parts.next_element()?.ok_or_else(missing)?;
        let chunks: Vec<&'de [u8]> =
            std::iter::from_fn(|| parts.next_element().transpose()).collect::<Result<_, _>>()?;
        if chunks.len() != count.div_ceil(CHUNK) {
            return Err(missing());
        }
        let Some(first) = chunks.first() else { return Ok(Vec::new()) };
        // Something to stand in each place until the threads have read what does: the first value.
        let first = postcard::take_from_bytes(first).map_err(A::Error::custom)?.0;
        let mut values: Vec<T> = rayon::iter::repeat_n(first, count).collect();
        let places = values.par_chunks_mut(CHUNK).zip(chunks);
        places.try_for_each(|(values, bytes)| read(bytes, values)).map_err(A::Error::custom)?;
        Ok(values)
    }
}
