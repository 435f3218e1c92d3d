//! Figures as they stand in tables.

use crate::local::grouped_digits;

/// How a figure is written.
///
/// # Example
///
/// ```
/// use gigmatch_phrases::NumberFormat;
///
/// assert_eq!(NumberFormat::Count.text(Some(12_345.0)), "12,345");
/// assert_eq!(NumberFormat::Percent.text(Some(0.124)), "12.4%");
/// assert_eq!(NumberFormat::Kilometres.text(Some(4_200.0)), "4.2");
/// assert_eq!(NumberFormat::Ratio.text(None), "–");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NumberFormat {
    /// A whole number.
    Count,
    /// Two decimals.
    Ratio,
    /// Three decimals.
    Index,
    /// A share of 1 in percent, one decimal.
    Percent,
    /// Fen in yuan, one decimal.
    Yuan,
    /// Metres in kilometres, one decimal.
    Kilometres,
}

impl NumberFormat {
    /// Every format.
    pub const ALL: [Self; 6] = [Self::Count, Self::Ratio, Self::Index, Self::Percent, Self::Yuan, Self::Kilometres];

    /// The format's word in templates.
    pub fn word(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Ratio => "ratio",
            Self::Index => "index",
            Self::Percent => "percent",
            Self::Yuan => "yuan",
            Self::Kilometres => "km",
        }
    }

    /// The format of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.word() == word)
    }

    /// A figure in this format, thousands set apart by commas; `–` for what is not told.
    pub fn text(self, figure: Option<f64>) -> String {
        let Some(figure) = figure.filter(|figure| figure.is_finite()) else { return "–".to_owned() };
        let (figure, decimals, end) = match self {
            Self::Count => (figure, 0, ""),
            Self::Ratio => (figure, 2, ""),
            Self::Index => (figure, 3, ""),
            Self::Percent => (figure * 100.0, 1, "%"),
            Self::Yuan => (figure / 100.0, 1, ""),
            Self::Kilometres => (figure / 1_000.0, 1, ""),
        };
        let digits = format!("{:.decimals$}", figure.abs());
        let (whole, rest) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
        // What is rounded to nothing has no sign.
        let is_zero = digits.bytes().all(|digit| matches!(digit, b'0' | b'.'));
        let sign = if figure < 0.0 && !is_zero { "−" } else { "" };
        format!("{sign}{}{rest}{end}", grouped_digits(whole))
    }
}

/// A count as a figure.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
pub fn figure(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_rounded_and_grouped() {
        for (format, figure, text) in [
            (NumberFormat::Count, 0.0, "0"),
            (NumberFormat::Count, 999.0, "999"),
            (NumberFormat::Count, -1_234_567.0, "−1,234,567"),
            (NumberFormat::Ratio, 1.2351, "1.24"),
            (NumberFormat::Ratio, 12_345.678, "12,345.68"),
            (NumberFormat::Ratio, -0.001, "0.00"),
            (NumberFormat::Index, 0.3124, "0.312"),
            (NumberFormat::Percent, 1.0, "100.0%"),
            (NumberFormat::Yuan, 2_350.0, "23.5"),
            (NumberFormat::Kilometres, 49.0, "0.0"),
        ] {
            assert_eq!(format.text(Some(figure)), text);
        }
        assert_eq!(NumberFormat::Ratio.text(Some(f64::NAN)), "–");
        assert!(NumberFormat::ALL.into_iter().all(|format| NumberFormat::from_word(format.word()) == Some(format)));
        assert_eq!(NumberFormat::from_word("Count"), None);
    }
}
