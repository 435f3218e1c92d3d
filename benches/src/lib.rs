//! What the benchmarks share: the market, its peers, each held to the same answers, and the figures.

pub mod figures;
pub mod flow;
pub mod market;
pub mod orlib;
pub mod peer;
