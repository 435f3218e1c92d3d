//! The occupation tree.

use std::{path::Path, sync::Arc};

use crate::Result;

/// An occupation's place in its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OccupationId(pub u32);

/// One node of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occupation {
    /// Its code as written in the table.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its parent; roots have none.
    pub parent: Option<OccupationId>,
    /// 1 for a root.
    pub depth: u32,
}

/// A tree of occupations loaded from a table.
#[derive(Debug, Clone)]
pub struct OccupationTable;

impl OccupationTable {
    /// The 2022 national classification (shared).
    pub fn csco_2022() -> Arc<Self> {
        todo!()
    }
    /// Reads a CSV with the columns `code`, `name` and, optionally, `parent`.
    ///
    /// # Errors
    ///
    /// `io` or `table.invalid`.
    pub fn from_csv(_path: &Path) -> Result<Self> {
        todo!()
    }
    /// The same from the text of such a file.
    ///
    /// # Errors
    ///
    /// `table.invalid`.
    pub fn from_csv_text(_text: &str) -> Result<Self> {
        todo!()
    }
    /// The table as such a text (code, name, parent), so that it can be kept with an index.
    pub fn to_csv_text(&self) -> String {
        todo!()
    }
    /// Finds a code.
    pub fn find(&self, _code: &str) -> Option<OccupationId> {
        todo!()
    }
    /// The node.
    pub fn get(&self, _id: OccupationId) -> &Occupation {
        todo!()
    }
    /// All nodes by id.
    pub fn nodes(&self) -> &[Occupation] {
        todo!()
    }
    /// `0..=10000`: `10000 * depth(lowest common ancestor) / depth(wish)`.
    pub fn closeness(&self, _wish: OccupationId, _offered: OccupationId) -> u32 {
        todo!()
    }
    /// Whether `ancestor` is `id` or stands above it.
    pub fn is_within(&self, _id: OccupationId, _ancestor: OccupationId) -> bool {
        todo!()
    }
}
