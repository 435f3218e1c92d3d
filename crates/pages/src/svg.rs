//! Numbers of drawings.

/// Rounded to one decimal, which is finer than a printer's dot; never minus zero.
pub(crate) fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0 + 0.0
}
