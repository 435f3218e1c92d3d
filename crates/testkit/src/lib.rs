//! Slow, obvious oracles, test data and test doubles for gigmatch.

pub mod forgetful;
pub mod province;
