//! Records to Arrow columns with documented types, and to Parquet files.

use std::{fs::File, path::Path, sync::Arc};

use arrow_array::{
    RecordBatch,
    builder::{
        ArrayBuilder, BooleanBuilder, Date32Builder, Float64Builder, Int64Builder, ListBuilder, StringBuilder,
        StructBuilder, TimestampMillisecondBuilder, UInt32Builder,
    },
};
use arrow_schema::{DataType, Field, Fields, Schema, SchemaRef, TimeUnit};
use gigmatch::{
    Error, ErrorCode, Result,
    normalize::Record,
    record::{Date, RecordKind, Timestamp},
};
use parquet::{
    arrow::ArrowWriter,
    basic::{Compression, ZstdLevel},
    file::properties::WriterProperties,
};
use serde_json::{Map, Value};

/// Rows that [`write_records_parquet`] holds as columns at a time.
const CHUNK_ROWS: usize = 32_768;

/// The columns of a record kind: one a field of the record, in its order.
///
/// | field | column |
/// |---|---|
/// | texts, words, codes, ids | `Utf8` |
/// | instants | `Timestamp(Millisecond, "UTC")` |
/// | dates | `Date32` |
/// | metres, months, people | `UInt32` |
/// | money | `Int64`, fen |
/// | degrees | `Float64` |
/// | flags | `Boolean` |
/// | pay, places | `Struct` |
/// | several of something | `List` |
///
/// # Example
///
/// ```
/// use gigmatch::record::RecordKind;
///
/// let schema = gigmatch_arrow::record_schema(RecordKind::Worker);
/// assert_eq!(schema.field(0).name(), "id");
/// assert!(schema.field_with_name("availability").is_ok());
/// ```
pub fn record_schema(kind: RecordKind) -> SchemaRef {
    let mut fields = vec![Field::new("id", DataType::Utf8, false)];
    fields.extend(match kind {
        RecordKind::Posting => posting_fields(),
        RecordKind::Worker => worker_fields(),
        RecordKind::Outlet => outlet_fields(),
        RecordKind::Placement => placement_fields(),
    });
    Arc::new(Schema::new(fields))
}

fn posting_fields() -> Vec<Field> {
    let shift = vec![text("id"), instant("start"), instant("end"), count("headcount")];
    vec![
        text("title"),
        text("description"),
        text("hiring_organization"),
        text("employer_id"),
        text("status"),
        text("occupational_category"),
        count("occupation_confidence"),
        text("employment_type"),
        text("job_location_type"),
        place(),
        flag("location_inferred"),
        text("division"),
        count("max_distance_m"),
        pay("base_salary"),
        text("settlement"),
        instant("date_posted"),
        instant("valid_through"),
        instant("job_start_date"),
        flag("job_immediate_start"),
        count("total_job_openings"),
        list("shifts", object(shift)),
        text("shift_mode"),
        skills("required_skills"),
        skills("desired_skills"),
        list("required_certificates", DataType::Utf8),
        count("experience_months"),
        flag("hazardous"),
        list("blocked_workers", DataType::Utf8),
    ]
}

fn worker_fields() -> Vec<Field> {
    vec![
        text("status"),
        place(),
        flag("location_inferred"),
        text("division"),
        count("max_distance_m"),
        list("availability", object(vec![instant("start"), instant("end")])),
        pay("pay_floor"),
        skills("skills"),
        list("certificates", object(vec![text("name"), instant("valid_through")])),
        list("desired_occupations", DataType::Utf8),
        count("occupation_confidence"),
        text("wishes"),
        list("experience", object(vec![text("occupational_category"), count("months")])),
        text("employment_type"),
        Field::new("birth_date", DataType::Date32, true),
        Field::new("statutory_retirement_date", DataType::Date32, true),
        list("key_groups", DataType::Utf8),
        text("household_id"),
        Field::new("unemployed_since", DataType::Date32, true),
        list("circumstances", DataType::Utf8),
        Field::new("graduated_on", DataType::Date32, true),
        count("original_retirement_age"),
        Field::new("registered_on", DataType::Date32, true),
        list("blocked_employers", DataType::Utf8),
    ]
}

fn outlet_fields() -> Vec<Field> {
    vec![
        text("name"),
        text("kind"),
        text("operator_kind"),
        list("service_modes", DataType::Utf8),
        place(),
        flag("location_inferred"),
        text("division"),
        count("service_radius_m"),
        count("service_minutes"),
        text("travel_mode"),
        list("opening_hours", DataType::Utf8),
        count("capacity"),
    ]
}

fn placement_fields() -> Vec<Field> {
    vec![
        text("worker_id"),
        text("posting_id"),
        text("shift_id"),
        text("status"),
        text("employer"),
        instant("start"),
        instant("end"),
    ]
}

fn text(name: &str) -> Field {
    Field::new(name, DataType::Utf8, true)
}

fn count(name: &str) -> Field {
    Field::new(name, DataType::UInt32, true)
}

fn flag(name: &str) -> Field {
    Field::new(name, DataType::Boolean, true)
}

fn instant(name: &str) -> Field {
    Field::new(name, DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into())), true)
}

fn object(fields: Vec<Field>) -> DataType {
    DataType::Struct(Fields::from(fields))
}

fn list(name: &str, item: DataType) -> Field {
    Field::new(name, DataType::new_list(item, true), true)
}

fn skills(name: &str) -> Field {
    list(name, object(vec![text("name"), text("level")]))
}

fn pay(name: &str) -> Field {
    let fen = |name: &str| Field::new(name, DataType::Int64, true);
    Field::new(name, object(vec![fen("min_value_fen"), fen("max_value_fen"), text("unit_text")]), true)
}

fn place() -> Field {
    let degrees = |name: &str| Field::new(name, DataType::Float64, true);
    Field::new("location", object(vec![degrees("longitude"), degrees("latitude"), text("datum")]), true)
}

/// Turns records of one kind into a batch with the columns of [`record_schema`].
///
/// Instants are kept to the millisecond, as the engine does.
///
/// # Errors
///
/// `record.invalid` where a field of a record does not fit its column, naming the record.
pub fn records_to_batch<T: Record>(records: &[T]) -> Result<RecordBatch> {
    let schema = record_schema(T::KIND);
    let mut columns = StructBuilder::from_fields(schema.fields().clone(), records.len());
    for record in records {
        let invalid =
            |what: String| Error::new(ErrorCode::InvalidRecord, format!("{} {:?} has {what}", T::KIND, record.id()));
        match serde_json::to_value(record) {
            Ok(Value::Object(fields)) => append_object(&mut columns, schema.fields(), &fields).map_err(invalid)?,
            Ok(other) => return Err(invalid(format!("the form {other}; allowed is an object"))),
            Err(error) => return Err(invalid("no JSON form".to_owned()).with_source(error)),
        }
    }
    RecordBatch::from(columns.finish()).with_schema(schema).map_err(|error| {
        Error::new(ErrorCode::InvalidRecord, format!("the {} records do not fit their columns", T::KIND))
            .with_source(error)
    })
}

/// Appends one object to a struct builder: fields that the columns do not have are an error, not a loss.
fn append_object(columns: &mut StructBuilder, fields: &Fields, object: &Map<String, Value>) -> Result<(), String> {
    if let Some(name) = object.keys().find(|name| fields.find(name).is_none()) {
        return Err(format!("the field {name:?}, which no column holds"));
    }
    for (builder, field) in columns.field_builders_mut().iter_mut().zip(fields) {
        let value = object.get(field.name()).filter(|value| !value.is_null());
        append(builder.as_mut(), field.data_type(), value).map_err(|()| {
            format!("a value of {:?} that does not fit {}: {value:?}", field.name(), field.data_type())
        })?;
    }
    columns.append(true);
    Ok(())
}

/// Appends one value, or null; an error where the value does not fit the type.
fn append(builder: &mut dyn ArrayBuilder, data_type: &DataType, value: Option<&Value>) -> Result<(), ()> {
    macro_rules! plain {
        ($builder:ty, $read:expr) => {{
            let read: fn(&Value) -> Option<_> = $read;
            let value = value.map(|value| read(value).ok_or(())).transpose()?;
            builder.as_any_mut().downcast_mut::<$builder>().ok_or(())?.append_option(value);
        }};
    }
    match data_type {
        DataType::Boolean => plain!(BooleanBuilder, Value::as_bool),
        DataType::UInt32 => plain!(UInt32Builder, |value| u32::try_from(value.as_u64()?).ok()),
        DataType::Int64 => plain!(Int64Builder, Value::as_i64),
        DataType::Float64 => plain!(Float64Builder, Value::as_f64),
        DataType::Timestamp(..) => plain!(TimestampMillisecondBuilder, |value| {
            Some(value.as_str()?.parse::<Timestamp>().ok()?.as_millisecond())
        }),
        DataType::Date32 => plain!(Date32Builder, days_since_1970),
        DataType::List(item) => {
            let lists = builder.as_any_mut().downcast_mut::<ListBuilder<Box<dyn ArrayBuilder>>>().ok_or(())?;
            let items = value.map(|value| value.as_array().ok_or(())).transpose()?;
            for entry in items.into_iter().flatten() {
                append(lists.values().as_mut(), item.data_type(), Some(entry))?;
            }
            lists.append(items.is_some());
        }
        DataType::Struct(fields) => {
            let columns = builder.as_any_mut().downcast_mut::<StructBuilder>().ok_or(())?;
            if let Some(value) = value {
                append_object(columns, fields, value.as_object().ok_or(())?).map_err(drop)?;
            } else {
                for (child, field) in columns.field_builders_mut().iter_mut().zip(fields) {
                    append(child.as_mut(), field.data_type(), None)?;
                }
                columns.append(false);
            }
        }
        _ => {
            let value = value.map(|value| value.as_str().ok_or(())).transpose()?;
            builder.as_any_mut().downcast_mut::<StringBuilder>().ok_or(())?.append_option(value);
        }
    }
    Ok(())
}

fn days_since_1970(value: &Value) -> Option<i32> {
    let date = value.as_str()?.parse::<Date>().ok()?;
    Some(date.duration_since(Date::constant(1970, 1, 1)).as_hours().div_euclid(24))
        .and_then(|days| i32::try_from(days).ok())
}

/// Writes records of one kind to a Parquet file (zstd) with the columns of [`record_schema`].
///
/// # Errors
///
/// `io` where the file cannot be written, `record.invalid` as in [`records_to_batch`].
pub fn write_records_parquet<T: Record>(path: impl AsRef<Path>, records: &[T]) -> Result<()> {
    let path = path.as_ref();
    let mut writer = create_parquet(path, record_schema(T::KIND))?;
    for chunk in records.chunks(CHUNK_ROWS) {
        let batch = records_to_batch(chunk)?;
        writer.write(&batch).map_err(|source| cannot_write(path, source))?;
    }
    writer.close().map_err(|source| cannot_write(path, source))?;
    Ok(())
}

/// Creates a Parquet file with the project's settings.
pub(crate) fn create_parquet(path: &Path, schema: SchemaRef) -> Result<ArrowWriter<File>> {
    let file = File::create(path).map_err(|source| cannot_write(path, source))?;
    let settings = WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::default())).build();
    ArrowWriter::try_new(file, schema, Some(settings)).map_err(|source| cannot_write(path, source))
}

pub(crate) fn cannot_write(path: &Path, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::new(ErrorCode::Io, "cannot write the Parquet file").with_file(path).with_source(source)
}

#[cfg(test)]
#[path = "records_tests.rs"]
mod tests;
