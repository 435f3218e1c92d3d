//! Crashes: whatever happens to the process or the power, what is reopened is one whole generation.

/// The market that each generation amounts to, as a function of its number alone.
mod history;
/// A child process is killed at random points, hundreds of times.
mod killed;
/// The power goes at any operation of the directory, and what was not synced is forgotten.
mod power;
