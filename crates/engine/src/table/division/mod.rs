//! Administrative divisions: statistical codes, dated tables of them, and codes that have changed.

mod changes;
mod code;
mod editions;
mod names;
mod read;
mod table;

pub use changes::{ChangeKind, DivisionChange, DivisionChanges};
pub use code::{DivisionCode, DivisionLevel, UrbanRural};
pub use editions::DivisionEditions;
pub use table::{Division, DivisionTable, Resolved};
