//! Pay: an amount or a range in fen for a period.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Vocabulary;

/// What a unit of pay is paid for; schema.org's `unitText`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PayPeriod {
    /// By the hour (元/小时).
    Hour,
    /// By the shift (元/班).
    Shift,
    /// By the day (元/天).
    Day,
    /// By the week of 40 hours.
    Week,
    /// By the month of 174 hours (元/月).
    Month,
    /// By the year of 2,088 hours.
    Year,
    /// By the piece, delivery or visit (元/件, 元/次): not comparable with time pay, so unknown to the rules.
    Piece,
}

impl PayPeriod {
    /// The working time that a period of pay stands for; a shift's or day's is the shift's length, 8 h where it has none.
    pub(crate) fn working_ms(self, shift_length_ms: Option<i64>) -> i64 {
        const HOUR_MS: i64 = 3_600_000;
        match self {
            Self::Hour => HOUR_MS,
            Self::Shift | Self::Day => shift_length_ms.unwrap_or(8 * HOUR_MS),
            Self::Week => 40 * HOUR_MS,
            Self::Month => 174 * HOUR_MS,
            Self::Year => 2_088 * HOUR_MS,
            Self::Piece => unreachable!("piece pay is packed as unknown"),
        }
    }
}

impl Vocabulary for PayPeriod {
    const WORDS: &'static [(Self, &'static [&'static str])] = &[
        (Self::Hour, &["hour", "hourly", "小时", "时", "钟头", "h"]),
        (Self::Shift, &["shift", "班", "班次"]),
        (Self::Day, &["day", "daily", "天", "日", "工"]),
        (Self::Week, &["week", "weekly", "周", "星期"]),
        (Self::Month, &["month", "monthly", "月"]),
        (Self::Year, &["year", "yearly", "annual", "年"]),
        (Self::Piece, &["piece", "件", "次", "单", "个", "其他"]),
    ];
}

/// When earned pay is handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Settlement {
    /// The same day (日结).
    Daily,
    /// Every week (周结).
    Weekly,
    /// Every month (月结).
    Monthly,
    /// When the work is done (完工结).
    OnCompletion,
}

impl Vocabulary for Settlement {
    const WORDS: &'static [(Self, &'static [&'static str])] = &[
        (Self::Daily, &["daily", "日结", "天结", "当日结"]),
        (Self::Weekly, &["weekly", "周结"]),
        (Self::Monthly, &["monthly", "月结"]),
        (Self::OnCompletion, &["on_completion", "完工结", "完工结算"]),
    ];
}

/// Pay in whole fen (1 yuan = 100 fen) for a period; schema.org's `baseSalary`.
///
/// As an offer on a posting it may be a range; as a worker's floor only the lower end counts. Where one end is
/// missing the other stands for both. Negotiable pay (面议) has no ends and is unknown to the rules.
///
/// # Example
///
/// ```
/// use gigmatch::record::{Pay, PayPeriod};
///
/// let offer = Pay::range(20_000, 26_000, PayPeriod::Day);
/// assert_eq!(offer.lower_fen(), Some(20_000));
/// assert_eq!(Pay::negotiable().upper_fen(), None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Pay {
    /// Lower end in fen.
    #[serde(default, alias = "minValueFen", skip_serializing_if = "Option::is_none")]
    pub min_value_fen: Option<i64>,
    /// Upper end in fen.
    #[serde(default, alias = "maxValueFen", skip_serializing_if = "Option::is_none")]
    pub max_value_fen: Option<i64>,
    /// What the amounts are paid for.
    #[serde(alias = "unitText")]
    pub unit_text: PayPeriod,
}

impl Pay {
    /// The largest amount accepted: ten million yuan.
    pub const MAX_FEN: i64 = 1_000_000_000;

    /// A fixed amount of `fen` for each `period`.
    pub fn fixed(fen: i64, period: PayPeriod) -> Self {
        Self::range(fen, fen, period)
    }

    /// A range of fen for each `period`, both ends included.
    pub fn range(min_fen: i64, max_fen: i64, period: PayPeriod) -> Self {
        Self { min_value_fen: Some(min_fen), max_value_fen: Some(max_fen), unit_text: period }
    }

    /// Pay to be agreed upon (面议).
    pub fn negotiable() -> Self {
        Self { min_value_fen: None, max_value_fen: None, unit_text: PayPeriod::Month }
    }

    /// The lower end; the upper one where only that is known.
    pub fn lower_fen(&self) -> Option<i64> {
        self.min_value_fen.or(self.max_value_fen)
    }

    /// The upper end; the lower one where only that is known.
    pub fn upper_fen(&self) -> Option<i64> {
        self.max_value_fen.or(self.min_value_fen)
    }
}
