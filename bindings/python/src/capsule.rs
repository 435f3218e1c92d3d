//! Arrow data in and out by the `PyCapsule` interface.
//!
//! Source: <https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html>.
#![expect(unsafe_code, reason = "a capsule holds a C structure behind a pointer")]

use std::{
    ffi::{CStr, c_void},
    sync::Arc,
};

use arrow_array::{
    Array, ArrayRef, RecordBatch, RecordBatchIterator, RecordBatchReader,
    cast::AsArray,
    ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi},
    ffi_stream::FFI_ArrowArrayStream,
    make_array,
};
use arrow_cast::{CastOptions, can_cast_types, cast, cast_with_options};
use arrow_schema::{ArrowError, DataType, Schema};
use pyo3::{exceptions::PyValueError, prelude::*, types::PyCapsule};

/// Arrow data of one type, piece by piece, from wherever it comes.
pub(crate) struct Pieces {
    data_type: DataType,
    arrays: Box<dyn Iterator<Item = Result<ArrayRef, ArrowError>> + Send>,
}

/// Batches of one schema.
pub(crate) type Batches = Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>> + Send>;

impl Pieces {
    /// Tables: structs, each a row.
    pub(crate) fn into_batches(self) -> PyResult<Batches> {
        if !matches!(self.data_type, DataType::Struct(_)) {
            let message = format!("Arrow data of type {}; allowed are tables and arrays of structs", self.data_type);
            return Err(PyValueError::new_err(message));
        }
        Ok(Box::new(self.arrays.map(|array| {
            let array = array?;
            match array.as_struct_opt() {
                Some(rows) if rows.null_count() == 0 => Ok(RecordBatch::from(rows.clone())),
                _ => Err(ArrowError::InvalidArgumentError("a row is null".to_owned())),
            }
        })))
    }

    /// Whether this is a column of texts, or of nothing at all.
    pub(crate) fn is_text(&self) -> bool {
        let is_text = |kind: &DataType| {
            matches!(kind, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null)
        };
        match &self.data_type {
            DataType::Dictionary(_, values) => is_text(values),
            kind => is_text(kind),
        }
    }

    /// The texts of such a column.
    pub(crate) fn into_texts(self) -> PyResult<Vec<String>> {
        let mut texts = Vec::new();
        for array in self.arrays {
            let column = cast(&array.map_err(invalid)?, &DataType::Utf8).map_err(invalid)?;
            for text in column.as_string::<i32>() {
                let text = text.ok_or_else(|| PyValueError::new_err("an id is null"))?;
                texts.push(text.to_owned());
            }
        }
        Ok(texts)
    }
}

/// What an object exports by `__arrow_c_stream__` or `__arrow_c_array__`; nothing where it has neither.
pub(crate) fn imported(object: &Bound<'_, PyAny>) -> PyResult<Option<Pieces>> {
    if object.hasattr("__arrow_c_stream__")? {
        let capsule = object.call_method0("__arrow_c_stream__")?.cast_into::<PyCapsule>()?;
        let pointer = capsule.pointer_checked(Some(c"arrow_array_stream"))?.cast::<FFI_ArrowArrayStream>();
        // SAFETY: a capsule of this name holds a stream; it is moved out and marked as released.
        let stream = unsafe { FFI_ArrowArrayStream::from_raw(pointer.as_ptr()) };
        let stream = Stream::new(stream).map_err(invalid)?;
        return Ok(Some(Pieces { data_type: stream.data_type.clone(), arrays: Box::new(stream) }));
    }
    if object.hasattr("__arrow_c_array__")? {
        let (schema, array): (Bound<'_, PyCapsule>, Bound<'_, PyCapsule>) =
            object.call_method0("__arrow_c_array__")?.extract()?;
        let schema = schema.pointer_checked(Some(c"arrow_schema"))?.cast::<FFI_ArrowSchema>();
        let array = array.pointer_checked(Some(c"arrow_array"))?.cast::<FFI_ArrowArray>();
        // SAFETY: capsules of these names hold an array and its schema; the array is moved out and marked as released.
        let (array, schema) = unsafe { (FFI_ArrowArray::from_raw(array.as_ptr()), schema.as_ref()) };
        let array = array_of(array, schema).map_err(invalid)?;
        let data_type = array.data_type().clone();
        return Ok(Some(Pieces { data_type, arrays: Box::new(std::iter::once(Ok(array))) }));
    }
    Ok(None)
}

/// The arrays of a C stream.
struct Stream {
    source: FFI_ArrowArrayStream,
    schema: FFI_ArrowSchema,
    data_type: DataType,
}

impl Stream {
    fn new(mut source: FFI_ArrowArrayStream) -> Result<Self, ArrowError> {
        let released = || ArrowError::CDataInterface("the stream was taken before".to_owned());
        let get_schema = source.get_schema().ok_or_else(released)?;
        let mut schema = FFI_ArrowSchema::empty();
        // SAFETY: the callback is the stream's own, and the stream is not released.
        let code = unsafe { get_schema(&raw mut source, &raw mut schema) };
        if code != 0 {
            return Err(last_error(&mut source, code));
        }
        let data_type = DataType::try_from(&schema)?;
        Ok(Self { source, schema, data_type })
    }
}

impl Iterator for Stream {
    type Item = Result<ArrayRef, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let get_next = self.source.get_next()?;
        let mut array = FFI_ArrowArray::empty();
        // SAFETY: the callback is the stream's own, and the stream is not released.
        let code = unsafe { get_next(&raw mut self.source, &raw mut array) };
        if code != 0 {
            return Some(Err(last_error(&mut self.source, code)));
        }
        (!array.is_released()).then(|| array_of(array, &self.schema))
    }
}

fn last_error(stream: &mut FFI_ArrowArrayStream, code: i32) -> ArrowError {
    let told = stream.get_last_error().and_then(|get_last_error| {
        // SAFETY: the callback is the stream's own; what it points to holds until the stream is called again.
        let told = unsafe { get_last_error(stream) };
        // SAFETY: as above; a text of C ends with a zero byte.
        (!told.is_null()).then(|| unsafe { CStr::from_ptr(told) }.to_string_lossy().into_owned())
    });
    ArrowError::CDataInterface(told.unwrap_or_else(|| format!("the stream ended with the code {code}")))
}

fn array_of(mut array: FFI_ArrowArray, schema: &FFI_ArrowSchema) -> Result<ArrayRef, ArrowError> {
    let data_type = DataType::try_from(schema)?;
    // SAFETY: the array is of this type, as its producer says.
    unsafe { drop_buffers_of_nulls((&raw mut array).cast(), &data_type) };
    // SAFETY: as above.
    let data = unsafe { from_ffi(array, schema) }?;
    // What a producer got wrong is found here rather than where it is read.
    data.validate_full()?;
    Ok(make_array(data))
}

/// The public beginning of a C array, by the specification.
///
/// Source: <https://arrow.apache.org/docs/format/CDataInterface.html#structure-definitions>.
#[repr(C)]
struct ArrayHead {
    length: i64,
    null_count: i64,
    offset: i64,
    n_buffers: i64,
    n_children: i64,
    buffers: *mut *const c_void,
    children: *mut *mut Self,
    dictionary: *mut Self,
}

/// Arrays of nulls have no buffers; polars gives them one, which would be refused.
///
/// # Safety
///
/// The array must be valid and of the type.
unsafe fn drop_buffers_of_nulls(array: *mut ArrayHead, data_type: &DataType) {
    // SAFETY: the array is valid, by the contract of this function.
    let head = unsafe { &mut *array };
    let inner: Vec<&DataType> = match data_type {
        DataType::Null => {
            head.n_buffers = 0;
            return;
        }
        DataType::Struct(fields) => fields.iter().map(|field| field.data_type()).collect(),
        DataType::List(item) | DataType::LargeList(item) | DataType::FixedSizeList(item, _) => vec![item.data_type()],
        _ => return,
    };
    let children = usize::try_from(head.n_children).unwrap_or(0);
    for (place, inner) in inner.into_iter().enumerate().take(children) {
        // SAFETY: a valid array has as many valid children as it says, of the types of its type.
        unsafe { drop_buffers_of_nulls(*head.children.add(place), inner) };
    }
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
