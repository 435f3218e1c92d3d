//! Pages that are longer than an item's documentation.

#[doc = include_str!("../docs/semantics.md")]
pub mod semantics {}

#[doc = include_str!("../docs/records.md")]
pub mod records {}

#[doc = include_str!("../ARCHITECTURE.md")]
pub mod architecture {}
