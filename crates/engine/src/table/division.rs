//! Administrative divisions.

use std::path::Path;

use crate::{Result, record::Coordinates};

/// A statistical division code with its level: the digits of the level, 2, 4, 6, 9 or 12 of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DivisionCode;

impl DivisionCode {
    /// Reads 2, 4, 6, 9 or 12 digits; a padded 12-digit code loses its trailing zero groups.
    pub fn parse(_text: &str) -> Option<Self> {
        todo!()
    }
    /// Whether `self` is `ancestor` or lies inside it.
    pub fn is_within(self, _ancestor: Self) -> bool {
        todo!()
    }
    /// Digits padded to 12.
    pub fn padded(self) -> u64 {
        todo!()
    }
    /// 2, 4, 6, 9 or 12.
    pub fn digits(self) -> u8 {
        todo!()
    }
}

/// One division.
#[derive(Debug, Clone, PartialEq)]
pub struct Division {
    /// Its code.
    pub code: DivisionCode,
    /// Its name.
    pub name: String,
    /// A representative point, WGS-84.
    pub centroid: Option<Coordinates>,
}

/// A table of divisions.
#[derive(Debug, Clone)]
pub struct DivisionTable;

impl DivisionTable {
    /// Reads a CSV with `code`, `name` and, optionally, `longitude`, `latitude`, `datum`.
    ///
    /// # Errors
    ///
    /// `io` or `table.invalid`.
    pub fn from_csv(_path: &Path) -> Result<Self> {
        todo!()
    }
    /// Finds a division.
    pub fn get(&self, _code: DivisionCode) -> Option<&Division> {
        todo!()
    }
    /// The centroid of the division or of the nearest ancestor that has one.
    pub fn centroid(&self, _code: DivisionCode) -> Option<Coordinates> {
        todo!()
    }
}

impl std::fmt::Display for DivisionCode {
    fn fmt(&self, _f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        todo!()
    }
}
