//! Arrow data in and out by the `PyCapsule` interface.
//!
//! Source: <https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html>.
#![expect(unsafe_code, reason = "a capsule holds a C structure behind a pointer")]

use arrow_array::{
    RecordBatch, RecordBatchReader, StructArray,
    ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi},
    ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader},
};
use pyo3::{exceptions::PyValueError, prelude::*, types::PyCapsule};

/// Batches of one schema, from wherever they come.
pub(crate) type Batches = Box<dyn Iterator<Item = Result<RecordBatch, arrow_schema::ArrowError>> + Send>;

/// What an object exports by `__arrow_c_stream__` or `__arrow_c_array__`; nothing where it has neither.
pub(crate) fn imported(object: &Bound<'_, PyAny>) -> PyResult<Option<Batches>> {
    let invalid = |error: arrow_schema::ArrowError| PyValueError::new_err(error.to_string());
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
        if !matches!(data.data_type(), arrow_schema::DataType::Struct(_)) {
            return Err(PyValueError::new_err("an Arrow array of records is an array of structs"));
        }
        let batch = RecordBatch::from(StructArray::from(data));
        return Ok(Some(Box::new(std::iter::once(Ok(batch)))));
    }
    Ok(None)
}

/// A stream of batches as a capsule for any consumer.
pub(crate) fn exported(py: Python<'_>, reader: Box<dyn RecordBatchReader + Send>) -> PyResult<Bound<'_, PyCapsule>> {
    PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(reader), c"arrow_array_stream")
}
