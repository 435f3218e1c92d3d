//! Arrow data in and out by the `PyCapsule` interface.
//!
//! Source: <https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html>.
#![expect(unsafe_code, reason = "a capsule holds a C structure behind a pointer")]

use std::sync::Arc;

use arrow_array::{
    RecordBatch, RecordBatchIterator, RecordBatchReader, StructArray,
    ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi},
    ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader},
};
use arrow_cast::{CastOptions, can_cast_types, cast_with_options};
use arrow_schema::{ArrowError, DataType, Schema};
use pyo3::{exceptions::PyValueError, prelude::*, types::PyCapsule};

/// Batches of one schema, from wherever they come.
pub(crate) type Batches = Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>> + Send>;

/// What an object exports by `__arrow_c_stream__` or `__arrow_c_array__`; nothing where it has neither.
pub(crate) fn imported(object: &Bound<'_, PyAny>) -> PyResult<Option<Batches>> {
    if object.hasattr("__arrow_c_stream__")? {
        let capsule = object.call_method0("__arrow_c_stream__")?.cast_into::<PyCapsule>()?;
        let pointer = capsule.pointer_checked(Some(c"arrow_array_stream"))?.cast::<FFI_ArrowArrayStream>();
        // SAFETY: a capsule of this name holds a stream; it is moved out and marked as released.
        let reader = unsafe { RecordBatchStreamReader::from_raw(pointer.as_ptr()) }.map_err(invalid)?;
        return Ok(Some(Box::new(reader)));
    }
    if object.hasattr("__arrow_c_array__")? {
        let (schema, array): (Bound<'_, PyCapsule>, Bound<'_, PyCapsule>) =
            object.call_method0("__arrow_c_array__")?.extract()?;
        let schema = schema.pointer_checked(Some(c"arrow_schema"))?.cast::<FFI_ArrowSchema>();
        let array = array.pointer_checked(Some(c"arrow_array"))?.cast::<FFI_ArrowArray>();
        // SAFETY: capsules of these names hold an array and its schema; the array is moved out and marked as released.
        let data = unsafe {
            let array = FFI_ArrowArray::from_raw(array.as_ptr());
            from_ffi(array, schema.as_ref())
        };
        let data = data.map_err(invalid)?;
        if !matches!(data.data_type(), DataType::Struct(_)) {
            return Err(PyValueError::new_err("an Arrow array of records is an array of structs"));
        }
        let batch = RecordBatch::from(StructArray::from(data));
        return Ok(Some(Box::new(std::iter::once(Ok(batch)))));
    }
    Ok(None)
}

/// A stream of batches as a capsule for any consumer, in the columns' types that it asks for.
pub(crate) fn exported<'py>(
    py: Python<'py>,
    reader: Box<dyn RecordBatchReader + Send>,
    requested: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyCapsule>> {
    let reader = match requested.filter(|requested| !requested.is_none()) {
        Some(requested) => cast_to(reader, &schema_of(requested)?)?,
        None => reader,
    };
    PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(reader), c"arrow_array_stream")
}

/// The schema that a consumer asks for.
fn schema_of(requested: &Bound<'_, PyAny>) -> PyResult<Schema> {
    let capsule = requested.cast::<PyCapsule>()?;
    let pointer = capsule.pointer_checked(Some(c"arrow_schema"))?.cast::<FFI_ArrowSchema>();
    // SAFETY: a capsule of this name holds a schema, which stays the capsule's own.
    let schema = unsafe { pointer.as_ref() };
    Schema::try_from(schema).map_err(invalid)
}

/// The same rows with other types, where each column has a way to become what is asked for.
fn cast_to(reader: Box<dyn RecordBatchReader + Send>, wanted: &Schema) -> PyResult<Box<dyn RecordBatchReader + Send>> {
    let own = reader.schema();
    let names = |schema: &Schema| schema.fields().iter().map(|field| field.name().clone()).collect::<Vec<_>>();
    if names(&own) != names(wanted) {
        let (own, wanted) = (names(&own).join(", "), names(wanted).join(", "));
        return Err(PyValueError::new_err(format!("the columns {wanted} are asked for; there are {own}")));
    }
    for (own, wanted) in own.fields().iter().zip(wanted.fields()) {
        if !can_cast_types(own.data_type(), wanted.data_type()) {
            let (name, own, wanted) = (own.name(), own.data_type(), wanted.data_type());
            return Err(PyValueError::new_err(format!(
                "the column {name} is of type {own} and cannot become {wanted}"
            )));
        }
    }
    let schema = Arc::new(Schema::new_with_metadata(wanted.fields().clone(), own.metadata().clone()));
    let target = Arc::clone(&schema);
    let options = CastOptions { safe: false, ..CastOptions::default() };
    let batches = reader.map(move |batch| {
        let batch = batch?;
        let columns = batch.columns().iter().zip(target.fields());
        let columns = columns.map(|(column, field)| cast_with_options(column, field.data_type(), &options));
        RecordBatch::try_new(Arc::clone(&target), columns.collect::<Result<_, _>>()?)
    });
    Ok(Box::new(RecordBatchIterator::new(batches, schema)))
}

fn invalid(error: impl std::fmt::Display) -> PyErr {
    PyValueError::new_err(error.to_string())
}
