//! Exact assignment with a proof: integers in, integers out.

pub mod transport;
