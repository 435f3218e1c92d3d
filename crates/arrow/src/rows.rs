//! Arrow columns to rows of JSON values, one column at a time.

use arrow_array::{
    Array, ArrowPrimitiveType, RecordBatch,
    cast::AsArray,
    types::{
        Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type, Float16Type, Float32Type,
        Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType, TimestampMillisecondType,
        TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
    },
};
use arrow_schema::{DataType, TimeUnit};
use gigmatch::{Error, ErrorCode, Result, normalize::Row, record::Timestamp};
use serde_json::{Map, Value};

const SUPPORTED: &str = "null, booleans, integers, floats, decimals, strings, dates, timestamps, and lists, structs and dictionaries of these";

const MILLISECONDS_A_DAY: i64 = 86_400_000;

/// Turns a record batch into rows for the normaliser; the first one gets the number `first_row`.
///
/// Integers and booleans stay what they are. Floats become the shortest number that reads back as the same float;
/// those that are not finite become their name as text, so that the normaliser can tell of them. Decimals become
/// their exact text. Timestamps with a zone become the instant in UTC; those without one become local time, whose
/// zone the normaliser decides. Dictionaries are looked up, lists and structs become arrays and objects. Nulls are
/// left out, inside structs too; a null inside a list stays.
///
/// # Errors
///
/// `file.format` for a column of an unsupported type and for two columns of one name, naming the column.
pub fn rows_from_batch(batch: &RecordBatch, first_row: u64) -> Result<Vec<Row>> {
    let fields = batch.schema_ref().fields();
    for (place, field) in fields.iter().enumerate() {
        if fields[..place].iter().any(|other| other.name() == field.name()) {
            let message = format!("the column {:?} stands there twice", field.name());
            return Err(Error::new(ErrorCode::FileFormat, message));
        }
    }
    let mut rows: Vec<Row> = (first_row..)
        .take(batch.num_rows())
        .map(|number| Row { number, fields: Map::with_capacity(batch.num_columns()) })
        .collect();
    for (field, column) in batch.schema_ref().fields().iter().zip(batch.columns()) {
        let values = column_values(column.as_ref(), field.name())?;
        for (row, value) in rows.iter_mut().zip(values) {
            if !value.is_null() {
                row.fields.insert(field.name().clone(), value);
            }
        }
    }
    Ok(rows)
}

/// The rows of a batch as JSON objects with all columns, nulls included.
///
/// # Errors
///
/// As [`rows_from_batch`].
pub fn json_rows(batch: &RecordBatch) -> Result<Vec<Map<String, Value>>> {
    let mut rows = vec![Map::with_capacity(batch.num_columns()); batch.num_rows()];
    for (field, column) in batch.schema_ref().fields().iter().zip(batch.columns()) {
        for (row, value) in rows.iter_mut().zip(column_values(column.as_ref(), field.name())?) {
            row.insert(field.name().clone(), value);
        }
    }
    Ok(rows)
}

/// One value a row; [`Value::Null`] where the column is null.
fn column_values(column: &dyn Array, path: &str) -> Result<Vec<Value>> {
    let values = match column.data_type() {
        DataType::Null => vec![Value::Null; column.len()],
        DataType::Boolean => column.as_boolean().iter().map(Value::from).collect(),
        DataType::Int8 => numbers::<Int8Type>(column),
        DataType::Int16 => numbers::<Int16Type>(column),
        DataType::Int32 => numbers::<Int32Type>(column),
        DataType::Int64 => numbers::<Int64Type>(column),
        DataType::UInt8 => numbers::<UInt8Type>(column),
        DataType::UInt16 => numbers::<UInt16Type>(column),
        DataType::UInt32 => numbers::<UInt32Type>(column),
        DataType::UInt64 => numbers::<UInt64Type>(column),
        // Widening would turn 37.8 into 37.79999923706055: the shortest text of the narrow float is what was meant.
        DataType::Float16 => mapped::<Float16Type>(column, |value| float(value.to_string().parse().ok(), &value)),
        DataType::Float32 => mapped::<Float32Type>(column, |value| float(value.to_string().parse().ok(), &value)),
        DataType::Float64 => mapped::<Float64Type>(column, |value| float(Some(value), &value)),
        DataType::Decimal32(..) => {
            decimals(column, |index| column.as_primitive::<Decimal32Type>().value_as_string(index))
        }
        DataType::Decimal64(..) => {
            decimals(column, |index| column.as_primitive::<Decimal64Type>().value_as_string(index))
        }
        DataType::Decimal128(..) => {
            decimals(column, |index| column.as_primitive::<Decimal128Type>().value_as_string(index))
        }
        DataType::Decimal256(..) => {
            decimals(column, |index| column.as_primitive::<Decimal256Type>().value_as_string(index))
        }
        DataType::Utf8 => column.as_string::<i32>().iter().map(Value::from).collect(),
        DataType::LargeUtf8 => column.as_string::<i64>().iter().map(Value::from).collect(),
        DataType::Utf8View => column.as_string_view().iter().map(Value::from).collect(),
        DataType::Date32 => {
            mapped::<Date32Type>(column, |days| date(i64::from(days).checked_mul(MILLISECONDS_A_DAY), &days))
        }
        DataType::Date64 => mapped::<Date64Type>(column, |milliseconds| date(Some(milliseconds), &milliseconds)),
        DataType::Timestamp(unit, zone) => timestamps(column, *unit, zone.is_some()),
        DataType::Dictionary(..) => dictionary(column, path)?,
        DataType::List(_) => lists(column, path, |index| column.as_list::<i32>().value(index))?,
        DataType::LargeList(_) => lists(column, path, |index| column.as_list::<i64>().value(index))?,
        DataType::FixedSizeList(..) => lists(column, path, |index| column.as_fixed_size_list().value(index))?,
        DataType::Struct(_) => structs(column, path)?,
        other => {
            return Err(Error::new(
                ErrorCode::FileFormat,
                format!("column {path:?} has the unsupported type {other}; allowed are {SUPPORTED}"),
            ));
        }
    };
    Ok(values)
}

fn numbers<T>(column: &dyn Array) -> Vec<Value>
where
    T: ArrowPrimitiveType,
    Value: From<T::Native>,
{
    mapped::<T>(column, Value::from)
}

fn mapped<T: ArrowPrimitiveType>(column: &dyn Array, convert: impl Fn(T::Native) -> Value) -> Vec<Value> {
    column.as_primitive::<T>().iter().map(|value| value.map_or(Value::Null, &convert)).collect()
}

fn float(value: Option<f64>, given: &dyn std::fmt::Display) -> Value {
    value.and_then(serde_json::Number::from_f64).map_or_else(|| Value::from(given.to_string()), Value::Number)
}

fn decimals(column: &dyn Array, text: impl Fn(usize) -> String) -> Vec<Value> {
    (0..column.len()).map(|index| if column.is_null(index) { Value::Null } else { Value::from(text(index)) }).collect()
}

/// The date's text, or the bare number where no calendar reaches it, so that the normaliser refuses the row.
fn date(milliseconds: Option<i64>, given: &dyn std::fmt::Display) -> Value {
    let midnight = milliseconds.and_then(|milliseconds| Timestamp::from_millisecond(milliseconds).ok());
    let text = midnight.map(|midnight| midnight.to_string());
    match text.as_deref().and_then(|text| text.split_once('T')) {
        Some((date, _)) => Value::from(date),
        None => Value::from(given.to_string()),
    }
}

fn timestamps(column: &dyn Array, unit: TimeUnit, zoned: bool) -> Vec<Value> {
    let text = |time: Option<Timestamp>, given: i64| match time {
        Some(time) if zoned => Value::from(time.to_string()),
        // Local time is stored as if it were UTC: without its Z the text is the local time.
        Some(time) => Value::from(time.to_string().trim_end_matches('Z')),
        None => Value::from(given.to_string()),
    };
    match unit {
        TimeUnit::Second => mapped::<TimestampSecondType>(column, |time| text(Timestamp::from_second(time).ok(), time)),
        TimeUnit::Millisecond => {
            mapped::<TimestampMillisecondType>(column, |time| text(Timestamp::from_millisecond(time).ok(), time))
        }
        TimeUnit::Microsecond => {
            mapped::<TimestampMicrosecondType>(column, |time| text(Timestamp::from_microsecond(time).ok(), time))
        }
        TimeUnit::Nanosecond => mapped::<TimestampNanosecondType>(column, |time| {
            text(Timestamp::from_nanosecond(i128::from(time)).ok(), time)
        }),
    }
}

fn dictionary(column: &dyn Array, path: &str) -> Result<Vec<Value>> {
    let dictionary = column.as_any_dictionary();
    if dictionary.values().is_empty() {
        return Ok(vec![Value::Null; column.len()]);
    }
    let words = column_values(dictionary.values().as_ref(), path)?;
    let keys = dictionary.normalized_keys();
    let lookup = |(index, key): (usize, usize)| if column.is_null(index) { Value::Null } else { words[key].clone() };
    Ok(keys.into_iter().enumerate().map(lookup).collect())
}

fn lists(column: &dyn Array, path: &str, items: impl Fn(usize) -> arrow_array::ArrayRef) -> Result<Vec<Value>> {
    let inner = format!("{path}[]");
    (0..column.len())
        .map(|index| {
            if column.is_null(index) {
                return Ok(Value::Null);
            }
            Ok(Value::Array(column_values(items(index).as_ref(), &inner)?))
        })
        .collect()
}

fn structs(column: &dyn Array, path: &str) -> Result<Vec<Value>> {
    let parent = column.as_struct();
    let mut objects = vec![Map::new(); column.len()];
    for (field, child) in parent.fields().iter().zip(parent.columns()) {
        let values = column_values(child.as_ref(), &format!("{path}.{}", field.name()))?;
        for (object, value) in objects.iter_mut().zip(values) {
            if !value.is_null() {
                object.insert(field.name().clone(), value);
            }
        }
    }
    let or_null = |(index, object)| if column.is_null(index) { Value::Null } else { Value::Object(object) };
    Ok(objects.into_iter().enumerate().map(or_null).collect())
}

#[cfg(test)]
#[path = "rows_tests.rs"]
mod tests;
