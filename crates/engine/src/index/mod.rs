//! The tantivy index: all kinds of records in one, so that one commit is one atomic generation over all of them.
//!
//! A document keeps its record's normal form as JSON, from which everything that ranking needs can be rebuilt. What
//! kind of record it is stands in the first byte of that source and of the document's key.

mod documents;
mod durable;
mod kept;
mod segment;
mod store;

pub(crate) use documents::{Fields, key_term};
pub(crate) use segment::{BLOCK, SearchColumns, SegmentColumns, Surroundings};
pub(crate) use store::{Commit, Settings, Store, stored_document};

use tantivy::{TantivyError, directory::error::OpenReadError};

use crate::{Error, ErrorCode};

/// The version of what an index holds and how; an index of another version is refused.
pub(crate) const FORMAT_VERSION: u32 = 3;

/// Gives tantivy's error our code and, where it is about a file, the file's name.
pub(crate) fn index_error(error: TantivyError) -> Error {
    let damaged = |file: Option<std::path::PathBuf>, message: String| {
        let error = Error::new(ErrorCode::IndexDamaged, message);
        file.into_iter().fold(error, Error::with_file)
    };
    match error {
        TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(file)) => {
            damaged(Some(file), "the index names this file, but it is missing".to_owned())
        }
        TantivyError::OpenReadError(OpenReadError::IncompatibleIndex(mismatch))
        | TantivyError::IncompatibleIndex(mismatch) => {
            Error::new(ErrorCode::IndexVersion, format!("the index was written by another version: {mismatch:?}"))
        }
        TantivyError::OpenReadError(OpenReadError::IoError { io_error, filepath }) => {
            if io_error.kind() == std::io::ErrorKind::InvalidData
                || io_error.kind() == std::io::ErrorKind::UnexpectedEof
            {
                damaged(Some(filepath), format!("the file is damaged: {io_error}"))
            } else {
                Error::new(ErrorCode::Io, "the file cannot be read").with_file(filepath).with_source(io_error)
            }
        }
        TantivyError::DataCorruption(corruption) => damaged(None, format!("the index is damaged: {corruption:?}")),
        TantivyError::DeserializeError(error) => damaged(None, format!("a stored record is damaged: {error}")),
        TantivyError::IoError(error)
            if matches!(error.kind(), std::io::ErrorKind::InvalidData | std::io::ErrorKind::UnexpectedEof) =>
        {
            damaged(None, format!("the index is damaged: {error}"))
        }
        TantivyError::IoError(error) => {
            Error::new(ErrorCode::Io, "a file of the index cannot be read or written").with_source(error)
        }
        other => Error::new(ErrorCode::Index, "the index operation failed").with_source(other),
    }
}
