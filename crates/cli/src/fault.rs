//! How a run ends: outcomes, faults and their exit codes.

use std::{fmt, io, process::ExitCode};

use gigmatch::{Error, ErrorCode};

/// What a command returns.
pub(crate) type Result<T, E = Fault> = std::result::Result<T, E>;

/// How a command ended that did its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Everything asked for was done.
    Done,
    /// Done, but rows were rejected and the caller asked to be told so by the exit code.
    RowsRejected,
}

impl Outcome {
    pub(crate) fn exit_code(self) -> ExitCode {
        match self {
            Self::Done => ExitCode::SUCCESS,
            Self::RowsRejected => ExitCode::from(3),
        }
    }
}

/// Why a command could not do its work.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The library says so.
    Engine(Error),
    /// An answer could not be written.
    Io(io::Error),
    /// The command line asks for something that does not go together.
    Usage(String),
}

impl Fault {
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::Usage(message.into())
    }

    /// The reader of our output has gone, which is its right: `gigmatch match ... | head`.
    pub(crate) fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Io(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Usage(_) => ExitCode::from(2),
            Self::Engine(error) => match error.code() {
                ErrorCode::Cancelled => ExitCode::from(130),
                ErrorCode::InvalidOption | ErrorCode::InvalidFilter | ErrorCode::InvalidWeights => ExitCode::from(2),
                _ => ExitCode::FAILURE,
            },
            Self::Io(_) => ExitCode::FAILURE,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Engine(error) => write!(f, "{error} [{}]", error.code().as_str()),
            Self::Io(error) => write!(f, "cannot write: {error}"),
            Self::Usage(message) => write!(f, "{message}\n\nFor more information, try '--help'."),
        }
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Engine(error)
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}
