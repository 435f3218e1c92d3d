//! What can be wrong with a record: stable codes, and rejections that name row, field, what was given, what is allowed.

use serde::Serialize;

use crate::record::RecordKind;

macro_rules! problem_codes {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)*) => {
        /// Stable names of the problems a record can have; the words never change their meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum ProblemCode {
            $($(#[$doc])* $name,)*
        }

        impl ProblemCode {
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

problem_codes! {
    /// The row could not be read at all: broken JSON, a wrong number of cells.
    Malformed = "row.malformed",
    /// The row's bytes are not text in the file's encoding.
    Encoding = "row.encoding",
    /// A field that every record of the kind needs is absent or empty.
    Missing = "field.missing",
    /// The value is of another type than the field's.
    Type = "field.type",
    /// A number or a length is out of its range.
    Range = "field.range",
    /// A text is longer than allowed.
    TooLong = "field.too_long",
    /// The word is not one of the field's words.
    Word = "field.word",
    /// A date or time cannot be understood.
    TimeForm = "time.form",
    /// An end is not after its start.
    TimeOrder = "time.order",
    /// A pay text or amount cannot be understood.
    PayForm = "pay.form",
    /// The lower end of a pay range lies above the upper one.
    PayOrder = "pay.order",
    /// A coordinate is not a finite number inside its range, or one of the two is missing.
    Coordinates = "location.range",
    /// A division code does not have 2, 4, 6, 9 or 12 digits.
    DivisionForm = "division.form",
    /// A division code is not in the loaded table.
    DivisionUnknown = "division.unknown",
    /// An occupation code is not in the loaded table.
    OccupationUnknown = "occupation.unknown",
    /// Two shifts of one posting have the same id.
    ShiftDuplicate = "shift.duplicate",
}

impl Serialize for ProblemCode {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl std::fmt::Display for ProblemCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One thing that is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Path of the field, such as `shifts[1].end`.
    pub field: String,
    /// What kind of problem it is.
    pub code: ProblemCode,
    /// What was given, shortened to 200 characters.
    pub given: String,
    /// What is allowed.
    pub allowed: String,
}

/// A record that was not accepted, with everything that is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rejection {
    /// The kind of record.
    pub kind: RecordKind,
    /// The row: 1 for the first record of a file (the header of a table is not counted) or of a list.
    pub row: u64,
    /// The record's id, where it could be read.
    pub id: Option<String>,
    /// All problems, in the order of the fields.
    pub problems: Vec<Problem>,
}

/// A column or key that no field of the kind has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnknownColumn {
    /// Its name as given.
    pub name: String,
    /// The known name nearest to it, where one is near.
    pub nearest: Option<String>,
    /// In how many rows it had a value.
    pub rows: u64,
}
