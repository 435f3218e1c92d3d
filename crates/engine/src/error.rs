//! The one public error: opaque, one word wide, with a stable code in front.

use std::{fmt, path::PathBuf};

/// What a fallible call of this crate returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a request could not be carried out.
///
/// Bad *records* are not errors: they come back as [`Rejection`](crate::problem::Rejection)s beside what was accepted.
///
/// # Example
///
/// ```
/// use gigmatch::{Engine, ErrorCode};
///
/// let error = Engine::open("/dev/null/market").unwrap_err();
/// assert_eq!(error.code(), ErrorCode::Io);
/// assert_eq!(error.code().as_str(), "io");
/// ```
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    code: ErrorCode,
    message: String,
    file: Option<PathBuf>,
    field: Option<String>,
    row: Option<u64>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

macro_rules! error_codes {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)*) => {
        /// Stable names of the errors; the words never change their meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ErrorCode {
            $($(#[$doc])* $name,)*
        }

        impl ErrorCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The code's stable word.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }
        }
    };
}

error_codes! {
    /// A file or directory could not be read or written.
    Io = "io",
    /// A file's name or content is not of a supported format.
    FileFormat = "file.format",
    /// A column mapping is not valid.
    Mapping = "mapping.invalid",
    /// A table of occupations or divisions is not valid.
    Table = "table.invalid",
    /// Another writer holds the index.
    IndexLocked = "index.locked",
    /// The directory holds something that is not a gigmatch index.
    IndexForeign = "index.foreign",
    /// The index was written in a format version that this build does not read.
    IndexVersion = "index.version",
    /// A file of the index is damaged or missing.
    IndexDamaged = "index.damaged",
    /// The index was made with other settings than those asked for.
    IndexSettings = "index.settings",
    /// tantivy could not carry out an index operation.
    Index = "index.failed",
    /// No record has the id asked for.
    NotFound = "record.not_found",
    /// An ad hoc record is not valid.
    InvalidRecord = "record.invalid",
    /// Weights or blend are out of their range.
    InvalidWeights = "weights.invalid",
    /// A filter cannot be understood.
    InvalidFilter = "filter.invalid",
    /// An option is out of its range.
    InvalidOption = "option.invalid",
    /// A pinned seat cannot be given.
    InfeasiblePin = "pin.infeasible",
    /// The caller's cancel flag was raised.
    Cancelled = "cancelled",
    /// The caller's deadline passed.
    DeadlineExceeded = "deadline.exceeded",
}

impl Error {
    /// An error with a message: lower case, no full stop, what was given and what is allowed.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self(Box::new(Inner { code, message: message.into(), file: None, field: None, row: None, source: None }))
    }

    /// An option outside what it may be.
    pub(crate) fn out_of_range(option: &str, given: impl std::fmt::Display, allowed: &str) -> Self {
        let message = format!("{option} is {given}; allowed is {allowed}");
        Self::new(ErrorCode::InvalidOption, message).with_field(option)
    }

    /// The same error naming the file it is about.
    pub fn with_file(mut self, file: impl Into<PathBuf>) -> Self {
        self.0.file = Some(file.into());
        self
    }

    /// The same error naming the field it is about.
    pub fn with_field(mut self, field: impl Into<String>) -> Self {
        self.0.field = Some(field.into());
        self
    }

    /// The same error naming the row it is about, 1 for the first.
    pub fn with_row(mut self, row: u64) -> Self {
        self.0.row = Some(row);
        self
    }

    /// The same error with its cause.
    pub fn with_source(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// The stable code.
    pub fn code(&self) -> ErrorCode {
        self.0.code
    }

    /// The file that the error is about, where there is one.
    pub fn file(&self) -> Option<&std::path::Path> {
        self.0.file.as_deref()
    }

    /// The field that the error is about, where there is one: of a bad record the first bad field.
    pub fn field(&self) -> Option<&str> {
        self.0.field.as_deref()
    }

    /// The row of a batch that the error is about, where there is one.
    pub fn row(&self) -> Option<u64> {
        self.0.row
    }

    /// The message without the file, the row and the cause.
    pub fn message(&self) -> &str {
        &self.0.message
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.0.file {
            write!(f, "{}: ", file.display())?;
        }
        if let Some(row) = self.0.row {
            write!(f, "row {row}: ")?;
        }
        f.write_str(&self.0.message)?;
        if let Some(source) = &self.0.source {
            write!(f, ": {source}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
