//! Slow, obvious oracles, test data and test doubles for gigmatch.
#![expect(clippy::missing_panics_doc, reason = "test code fails by panicking")]

pub mod forgetful;
pub mod fuzzing;
pub mod oracle;
pub mod province;
pub mod strategy;
