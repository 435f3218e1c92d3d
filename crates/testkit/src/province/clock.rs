//! Days and hours of the market, in China's time.

use gigmatch::record::{Date, Timestamp};
use jiff::{civil::date, tz::Offset};

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
/// China keeps one time, without summer time, eight hours ahead of UTC.
const CHINA: Offset = Offset::constant(8);

/// The days around `now`; day 0 is today.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock {
    now_ms: i64,
    midnight_ms: i64,
}

impl Clock {
    pub(super) fn new(now: Timestamp) -> Self {
        let now_ms = now.as_millisecond();
        let china_ms = i64::from(CHINA.seconds()) * 1_000;
        Self { now_ms, midnight_ms: (now_ms + china_ms).div_euclid(DAY_MS) * DAY_MS - china_ms }
    }

    /// An hour of a day; hours may lie beyond the day's end.
    pub(super) fn at(self, day: i64, hour: u32) -> Timestamp {
        instant(self.midnight_ms + day * DAY_MS + i64::from(hour) * HOUR_MS)
    }

    /// An instant some minutes before now.
    pub(super) fn minutes_ago(self, minutes: u32) -> Timestamp {
        instant((self.now_ms - i64::from(minutes) * 60_000) / 60_000 * 60_000)
    }

    /// The last millisecond of a day.
    pub(super) fn last_instant(self, day: i64) -> Timestamp {
        instant(self.midnight_ms + (day + 1) * DAY_MS - 1)
    }

    /// Whether a day is a Saturday or a Sunday.
    pub(super) fn is_weekend(self, day: i64) -> bool {
        local_date(self.at(day, 0)).weekday().to_monday_zero_offset() >= 5
    }

    /// Whether an instant is still to come.
    pub(super) fn is_ahead(self, at: Timestamp) -> bool {
        at.as_millisecond() > self.now_ms
    }

    /// The civil date of a day.
    pub(super) fn date(self, day: i64) -> Date {
        local_date(self.at(day, 0))
    }
}

/// The civil date of an instant.
pub(super) fn local_date(at: Timestamp) -> Date {
    CHINA.to_datetime(at).date()
}

/// An instant as a clerk writes it: to the minute, with the offset.
pub(super) fn written(at: Timestamp) -> String {
    let local = CHINA.to_datetime(at);
    if local.second() == 0 && local.subsec_nanosecond() == 0 {
        local.strftime("%Y-%m-%dT%H:%M+08:00").to_string()
    } else {
        local.strftime("%Y-%m-%dT%H:%M:%S%.f+08:00").to_string()
    }
}

/// A date of a year, the day within 28.
pub(super) fn day_of_year(year: i16, draw: &mut super::random::Draw) -> Date {
    let month = i8::try_from(draw.between(1, 12)).unwrap_or(1);
    let day = i8::try_from(draw.between(1, 28)).unwrap_or(1);
    date(year, month, day)
}

fn instant(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap_or_default()
}
