//! Arrow rows straight to records, where the columns are those of the record's fields.
//!
//! A row of JSON values is the general way into the engine, and costs more than the record it becomes. Where a batch
//! has the columns of [`record_schema`] (or some of them, in any integer, text or list type that holds the same), each
//! record is read from the columns themselves. A row that cannot be read so, such as one with a word that only the
//! lenient reader knows, goes the general way.

use arrow_array::{
    Array, BooleanArray, GenericListArray, OffsetSizeTrait, RecordBatch,
    cast::AsArray,
    types::{
        Date32Type, Float64Type, Int32Type, Int64Type, TimestampMicrosecondType, TimestampMillisecondType,
        TimestampNanosecondType, TimestampSecondType, UInt32Type, UInt64Type,
    },
};
use arrow_schema::{DataType, Field, Fields, TimeUnit};
use gigmatch::{
    Result,
    normalize::{Entry, Record},
    record::Timestamp,
};
use serde::{
    Deserializer,
    de::{
        DeserializeSeed, Error as _, IntoDeserializer, MapAccess, SeqAccess, Visitor,
        value::{BorrowedStrDeserializer, Error as Unreadable},
    },
    forward_to_deserialize_any,
};

use crate::{record_schema, rows_from_batch};

/// The rows of a batch as entries for [`Intake::add_parts`](gigmatch::Intake::add_parts); the first one gets the
/// number `first_row`.
///
/// What becomes of each is what [`rows_from_batch`] and the normaliser would make of it.
///
/// # Errors
///
/// As [`rows_from_batch`].
///
/// # Example
///
/// ```
/// use gigmatch::{normalize::Entry, record::Posting};
///
/// let batch = gigmatch_arrow::records_to_batch(&[Posting::new("p1", "叉车司机")])?;
/// let entries = gigmatch_arrow::entries_from_batch::<Posting>(&batch, 1)?;
/// assert_eq!(entries, [Entry::Record { number: 1, record: Posting::new("p1", "叉车司机") }]);
/// # Ok::<(), gigmatch::Error>(())
/// ```
pub fn entries_from_batch<T: Record>(batch: &RecordBatch, first_row: u64) -> Result<Vec<Entry<T>>> {
    let columns = columns_of_record(batch, record_schema(T::KIND).fields());
    let records: Vec<Option<T>> = match &columns {
        Some(column) => (0..batch.num_rows()).map(|place| T::deserialize(Cell { column, place }).ok()).collect(),
        None => vec![None; batch.num_rows()],
    };
    let record = |(number, record)| Entry::Record { number, record };
    if records.iter().all(Option::is_some) {
        return Ok((first_row..).zip(records.into_iter().flatten()).map(record).collect());
    }
    let rows = rows_from_batch(batch, first_row)?;
    let entries = rows.into_iter().zip(records).map(|(row, read)| match read {
        Some(read) => record((row.number, read)),
        None => Entry::Row(row),
    });
    Ok(entries.collect())
}

/// A column, downcast once.
enum Column<'a> {
    Boolean(&'a BooleanArray),
    Unsigned32(&'a [u32], &'a dyn Array),
    Unsigned64(&'a [u64], &'a dyn Array),
    Signed32(&'a [i32], &'a dyn Array),
    Signed64(&'a [i64], &'a dyn Array),
    Float(&'a [f64], &'a dyn Array),
    Text(&'a arrow_array::StringArray),
    LargeText(&'a arrow_array::LargeStringArray),
    TextView(&'a arrow_array::StringViewArray),
    Date(&'a [i32], &'a dyn Array),
    Instant(TimeUnit, &'a [i64], &'a dyn Array),
    Dictionary(Vec<usize>, Box<Column<'a>>, &'a dyn Array),
    List(Box<Column<'a>>, &'a [i32], &'a dyn Array),
    LargeList(Box<Column<'a>>, &'a [i64], &'a dyn Array),
    Struct(Vec<(&'a str, Column<'a>)>, Option<&'a dyn Array>),
}

/// All columns as one, or nothing where one of them is none of the record's or of a type that holds something else.
fn columns_of_record<'a>(batch: &'a RecordBatch, fields: &Fields) -> Option<Column<'a>> {
    let given = batch.schema_ref().fields();
    children(given, batch.columns(), fields).map(|columns| Column::Struct(columns, None))
}

fn children<'a>(
    given: &'a Fields,
    arrays: &'a [arrow_array::ArrayRef],
    wanted: &Fields,
) -> Option<Vec<(&'a str, Column<'a>)>> {
    let mut columns: Vec<(&str, Column<'_>)> = Vec::with_capacity(given.len());
    for (field, array) in given.iter().zip(arrays) {
        let (_, wanted) = wanted.find(field.name())?;
        if columns.iter().any(|(name, _)| name == field.name()) {
            return None;
        }
        // A column of nulls says nothing.
        if *array.data_type() != DataType::Null {
            columns.push((field.name(), column(array.as_ref(), wanted)?));
        }
    }
    Some(columns)
}

fn column<'a>(array: &'a dyn Array, wanted: &Field) -> Option<Column<'a>> {
    Some(match (array.data_type(), wanted.data_type()) {
        (DataType::Boolean, DataType::Boolean) => Column::Boolean(array.as_boolean()),
        (DataType::UInt32, DataType::UInt32 | DataType::Int64) => {
            Column::Unsigned32(array.as_primitive::<UInt32Type>().values(), array)
        }
        (DataType::UInt64, DataType::UInt32 | DataType::Int64) => {
            Column::Unsigned64(array.as_primitive::<UInt64Type>().values(), array)
        }
        (DataType::Int32, DataType::UInt32 | DataType::Int64) => {
            Column::Signed32(array.as_primitive::<Int32Type>().values(), array)
        }
        (DataType::Int64, DataType::UInt32 | DataType::Int64) => {
            Column::Signed64(array.as_primitive::<Int64Type>().values(), array)
        }
        (DataType::Float64, DataType::Float64) => Column::Float(array.as_primitive::<Float64Type>().values(), array),
        (DataType::Utf8, DataType::Utf8) => Column::Text(array.as_string()),
        (DataType::LargeUtf8, DataType::Utf8) => Column::LargeText(array.as_string()),
        (DataType::Utf8View, DataType::Utf8) => Column::TextView(array.as_string_view()),
        (DataType::Date32, DataType::Date32) => Column::Date(array.as_primitive::<Date32Type>().values(), array),
        (DataType::Timestamp(unit, Some(_)), DataType::Timestamp(..)) => {
            Column::Instant(*unit, instants(array, *unit), array)
        }
        (DataType::Dictionary(..), DataType::Utf8) => {
            let dictionary = array.as_any_dictionary();
            if dictionary.values().is_empty() {
                return None;
            }
            let words = column(dictionary.values().as_ref(), wanted)?;
            Column::Dictionary(dictionary.normalized_keys(), Box::new(words), array)
        }
        (DataType::List(_), DataType::List(item)) => list(array.as_list::<i32>(), item, Column::List)?,
        (DataType::LargeList(_), DataType::List(item)) => list(array.as_list::<i64>(), item, Column::LargeList)?,
        (DataType::Struct(given), DataType::Struct(wanted)) => {
            Column::Struct(children(given, array.as_struct().columns(), wanted)?, Some(array))
        }
        _ => return None,
    })
}

fn instants(array: &dyn Array, unit: TimeUnit) -> &[i64] {
    match unit {
        TimeUnit::Second => array.as_primitive::<TimestampSecondType>().values(),
        TimeUnit::Millisecond => array.as_primitive::<TimestampMillisecondType>().values(),
        TimeUnit::Microsecond => array.as_primitive::<TimestampMicrosecondType>().values(),
        TimeUnit::Nanosecond => array.as_primitive::<TimestampNanosecondType>().values(),
    }
}

fn list<'a, O: OffsetSizeTrait>(
    lists: &'a GenericListArray<O>,
    item: &Field,
    make: impl FnOnce(Box<Column<'a>>, &'a [O], &'a dyn Array) -> Column<'a>,
) -> Option<Column<'a>> {
    // Items of a list of nulls need no reading of their own: such a batch is rare and goes the general way.
    Some(make(Box::new(column(lists.values().as_ref(), item)?), lists.value_offsets(), lists))
}

impl<'a> Column<'a> {
    fn is_null(&self, place: usize) -> bool {
        match self {
            Self::Boolean(array) => array.is_null(place),
            Self::Text(array) => array.is_null(place),
            Self::LargeText(array) => array.is_null(place),
            Self::TextView(array) => array.is_null(place),
            Self::Unsigned32(_, array)
            | Self::Unsigned64(_, array)
            | Self::Signed32(_, array)
            | Self::Signed64(_, array)
            | Self::Float(_, array)
            | Self::Date(_, array)
            | Self::Instant(_, _, array)
            | Self::List(_, _, array)
            | Self::LargeList(_, _, array) => array.is_null(place),
            Self::Dictionary(keys, words, array) => array.is_null(place) || words.is_null(keys[place]),
            Self::Struct(_, array) => array.is_some_and(|array| array.is_null(place)),
        }
    }

    fn text(&self, place: usize) -> Option<&'a str> {
        match self {
            Self::Text(array) => Some(array.value(place)),
            Self::LargeText(array) => Some(array.value(place)),
            Self::TextView(array) => Some(array.value(place)),
            Self::Dictionary(keys, words, _) => words.text(keys[place]),
            _ => None,
        }
    }
}

/// One value of a column, as serde reads it.
#[derive(Clone, Copy)]
struct Cell<'c, 'a> {
    column: &'c Column<'a>,
    place: usize,
}

impl<'a> Deserializer<'a> for Cell<'_, 'a> {
    type Error = Unreadable;

    fn deserialize_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        let place = self.place;
        if self.column.is_null(place) {
            return visitor.visit_unit();
        }
        if let Some(text) = self.column.text(place) {
            return visitor.visit_borrowed_str(text);
        }
        match self.column {
            Column::Boolean(array) => visitor.visit_bool(array.value(place)),
            Column::Unsigned32(values, _) => visitor.visit_u32(values[place]),
            Column::Unsigned64(values, _) => visitor.visit_u64(values[place]),
            Column::Signed32(values, _) => visitor.visit_i32(values[place]),
            Column::Signed64(values, _) => visitor.visit_i64(values[place]),
            Column::Float(values, _) => visitor.visit_f64(values[place]),
            Column::Date(days, _) => visitor.visit_string(date(days[place])?),
            Column::Instant(unit, times, _) => visitor.visit_string(instant(*unit, times[place])?.to_string()),
            Column::List(items, offsets, _) => visitor.visit_seq(Items::new(items, offsets, place)),
            Column::LargeList(items, offsets, _) => visitor.visit_seq(Items::new(items, offsets, place)),
            Column::Struct(columns, _) => visitor.visit_map(FieldsOf { columns, next: 0, place }),
            Column::Text(_) | Column::LargeText(_) | Column::TextView(_) | Column::Dictionary(..) => {
                Err(Unreadable::custom("a dictionary of something else than texts"))
            }
        }
    }

    fn deserialize_option<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        if self.column.is_null(self.place) { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_enum<V: Visitor<'a>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        match self.column.text(self.place) {
            Some(word) if !self.column.is_null(self.place) => {
                BorrowedStrDeserializer::<Unreadable>::new(word).deserialize_enum(name, variants, visitor)
            }
            _ => Err(Unreadable::custom("no word")),
        }
    }

    forward_to_deserialize_any! {
        <W: Visitor<'a>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

fn date(days: i32) -> Result<String, Unreadable> {
    let midnight = Timestamp::from_second(i64::from(days) * 86_400).map_err(Unreadable::custom)?;
    let mut text = midnight.to_string();
    text.truncate(text.find('T').unwrap_or(0));
    Ok(text)
}

fn instant(unit: TimeUnit, time: i64) -> Result<Timestamp, Unreadable> {
    match unit {
        TimeUnit::Second => Timestamp::from_second(time),
        TimeUnit::Millisecond => Timestamp::from_millisecond(time),
        TimeUnit::Microsecond => Timestamp::from_microsecond(time),
        TimeUnit::Nanosecond => Timestamp::from_nanosecond(i128::from(time)),
    }
    .map_err(Unreadable::custom)
}

struct Items<'c, 'a> {
    column: &'c Column<'a>,
    next: usize,
    end: usize,
}

impl<'c, 'a> Items<'c, 'a> {
    fn new<O: OffsetSizeTrait>(column: &'c Column<'a>, offsets: &[O], place: usize) -> Self {
        Self { column, next: offsets[place].as_usize(), end: offsets[place + 1].as_usize() }
    }
}

impl<'a> SeqAccess<'a> for Items<'_, 'a> {
    type Error = Unreadable;

    fn next_element_seed<S: DeserializeSeed<'a>>(&mut self, seed: S) -> Result<Option<S::Value>, Unreadable> {
        if self.next == self.end {
            return Ok(None);
        }
        let cell = Cell { column: self.column, place: self.next };
        self.next += 1;
        seed.deserialize(cell).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.end - self.next)
    }
}

/// The fields of a struct that are not null.
struct FieldsOf<'c, 'a> {
    columns: &'c [(&'a str, Column<'a>)],
    next: usize,
    place: usize,
}

impl<'a> MapAccess<'a> for FieldsOf<'_, 'a> {
    type Error = Unreadable;

    fn next_key_seed<S: DeserializeSeed<'a>>(&mut self, seed: S) -> Result<Option<S::Value>, Unreadable> {
        while self.columns.get(self.next).is_some_and(|(_, column)| column.is_null(self.place)) {
            self.next += 1;
        }
        let Some((name, _)) = self.columns.get(self.next) else { return Ok(None) };
        seed.deserialize(IntoDeserializer::<Unreadable>::into_deserializer(*name)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'a>>(&mut self, seed: S) -> Result<S::Value, Unreadable> {
        let (_, column) = &self.columns[self.next];
        self.next += 1;
        seed.deserialize(Cell { column, place: self.place })
    }
}
