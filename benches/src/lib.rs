//! Peers that the benchmarks set beside gigmatch, each held to the same answers.

pub mod peer;
