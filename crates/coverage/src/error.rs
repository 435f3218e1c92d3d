//! What is refused.

use thiserror::Error;

use crate::MAX_COORDINATE;

/// Why an input was refused.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum CoverageError {
    /// Two columns of the same things have different lengths.
    #[error("{count} {what} need as many {column}, given {given}")]
    Length {
        /// What there is one of for each row.
        what: &'static str,
        /// How many rows there are.
        count: usize,
        /// What the other column holds.
        column: &'static str,
        /// How many the other column holds.
        given: usize,
    },
    /// Rows are numbered in 32 bits.
    #[error("{count} {what} are more than {}", u32::MAX - 1)]
    TooMany {
        /// What is counted.
        what: &'static str,
        /// How many were given.
        count: usize,
    },
    /// A site is far from the earth.
    #[error("site {site} has the coordinate {coordinate}, allowed is -{MAX_COORDINATE} to {MAX_COORDINATE}")]
    Coordinate {
        /// The site's number.
        site: usize,
        /// Its coordinate.
        coordinate: i32,
    },
    /// A number that must be finite and not below zero is neither.
    #[error("{what} {row} is {value}, allowed are finite numbers from 0")]
    Number {
        /// What the number is.
        what: &'static str,
        /// Where it stands.
        row: usize,
        /// The number given.
        value: f64,
    },
    /// Without a zone nothing is accessible.
    #[error("given no zones of distance, at least one is needed")]
    NoZones,
    /// The limits of zones must rise.
    #[error("the limit of zone {zone} is {limit_m} m, but that of the zone before is {before_m} m")]
    Zones {
        /// The zone's place.
        zone: usize,
        /// Its limit.
        limit_m: u32,
        /// The limit of the zone before.
        before_m: u32,
    },
    /// A row belongs to a group that is not there.
    #[error("row {row} belongs to group {group} of {groups}")]
    Group {
        /// The row.
        row: usize,
        /// Its group.
        group: u32,
        /// How many groups there are.
        groups: usize,
    },
    /// Sums are beyond what they are kept in.
    #[error("the sum of all {what} is too large")]
    Overflow {
        /// What was added up.
        what: &'static str,
    },
    /// A candidate covers a place that is not there.
    #[error("candidate {candidate} covers place {place} of {places}")]
    Place {
        /// The candidate.
        candidate: usize,
        /// The place it is said to cover.
        place: u32,
        /// How many places there are.
        places: usize,
    },
}

/// Refuses columns of different lengths.
pub(crate) fn same_length(
    (what, count): (&'static str, usize),
    (column, given): (&'static str, usize),
) -> Result<(), CoverageError> {
    if count == given { Ok(()) } else { Err(CoverageError::Length { what, count, column, given }) }
}

/// Refuses more rows than can be numbered.
pub(crate) fn countable(what: &'static str, count: usize) -> Result<(), CoverageError> {
    if count < u32::MAX as usize { Ok(()) } else { Err(CoverageError::TooMany { what, count }) }
}

/// Refuses numbers below zero, infinite ones and those that are none.
pub(crate) fn amounts(what: &'static str, values: &[f64]) -> Result<(), CoverageError> {
    match values.iter().position(|value| !(value.is_finite() && *value >= 0.0)) {
        Some(row) => Err(CoverageError::Number { what, row, value: values[row] }),
        None => Ok(()),
    }
}
