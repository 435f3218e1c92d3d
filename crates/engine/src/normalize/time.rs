//! Dates and times as people and systems write them.

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    tz::{Offset, TimeZone},
};

/// The instants that records may name: the first of 1900 and the first of 2201, both included.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    first: Timestamp,
    last: Timestamp,
}

impl Limits {
    pub(super) fn in_zone(zone: &TimeZone) -> Self {
        let first_of = |year| {
            let midnight = jiff::civil::date(year, 1, 1).at(0, 0, 0, 0);
            zone.to_timestamp(midnight).unwrap_or(Timestamp::UNIX_EPOCH)
        };
        Self { first: first_of(1900), last: first_of(2201) }
    }

    pub(super) fn contains(self, instant: Timestamp) -> bool {
        self.first <= instant && instant <= self.last
    }
}

/// What a date without a time of day stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DateAlone {
    /// Its first instant.
    Start,
    /// Its last millisecond, for a limit that itself still holds.
    LastMillisecond,
    /// The first instant of the next day, for a limit that no longer holds.
    NextDay,
}

/// A time text taken apart, not yet bound to a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    pub(super) date: Date,
    pub(super) time: Option<Time>,
    offset: Option<Offset>,
}

impl Moment {
    /// Reads a date or a date with a time of day.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut scan = Scan { rest: text.trim() };
        let date = scan.date()?;
        if scan.rest.is_empty() {
            return Some(Self { date, time: None, offset: None });
        }
        if !scan.eat(&["T", "t"]) && !scan.rest.starts_with([' ', '\u{3000}']) {
            // `2026年11月24日8:00` needs nothing between; digits on digits would be guesswork.
            text.contains('日').then_some(())?;
        }
        scan.rest = scan.rest.trim_start();
        let (time, next_day) = scan.time()?;
        let offset = if scan.rest.is_empty() { None } else { Some(scan.offset()?) };
        scan.rest.is_empty().then_some(())?;
        let date = if next_day { date.tomorrow().ok()? } else { date };
        Some(Self { date, time: Some(time), offset })
    }

    /// Reads the end of a stretch that began at `start`: a full text, or a time of day on the same day, or on the
    /// next one where it would not lie after the start.
    pub(super) fn parse_end(text: &str, start: Self) -> Option<Self> {
        let mut scan = Scan { rest: text.trim() };
        match scan.time() {
            Some((time, next_day)) if scan.rest.is_empty() => {
                let overnight = next_day || time <= start.time.unwrap_or(Time::MIN);
                let date = if overnight { start.date.tomorrow().ok()? } else { start.date };
                Some(Self { date, time: Some(time), offset: start.offset })
            }
            _ => Self::parse(text),
        }
    }

    /// The instant it stands for, in whole milliseconds; a local time that a change of clocks skips moves forward by
    /// the gap, and of one that occurs twice the first is meant.
    pub(super) fn instant(self, zone: &TimeZone, alone: DateAlone) -> Option<Timestamp> {
        let Some(time) = self.time else {
            let date = if alone == DateAlone::Start { self.date } else { self.date.tomorrow().ok()? };
            let midnight = zone.to_timestamp(DateTime::from_parts(date, Time::MIN)).ok()?;
            let back_ms = i64::from(alone == DateAlone::LastMillisecond);
            return Timestamp::from_millisecond(midnight.as_millisecond() - back_ms).ok();
        };
        let civil = DateTime::from_parts(self.date, time);
        let instant = match self.offset {
            Some(offset) => offset.to_timestamp(civil).ok()?,
            None => zone.to_timestamp(civil).ok()?,
        };
        Some(whole_milliseconds(instant))
    }
}

/// Cuts what is finer than a millisecond.
pub(super) fn whole_milliseconds(instant: Timestamp) -> Timestamp {
    let below_ms = instant.as_nanosecond().rem_euclid(1_000_000);
    if below_ms == 0 {
        return instant;
    }
    Timestamp::from_nanosecond(instant.as_nanosecond() - below_ms).unwrap_or(instant)
}

/// What is left of a text while it is read from the left.
struct Scan<'t> {
    rest: &'t str,
}

impl Scan<'_> {
    /// Takes `least` to `most` digits.
    fn digits(&mut self, least: usize, most: usize) -> Option<i32> {
        let count = self.rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
        if count < least {
            return None;
        }
        let (number, rest) = self.rest.split_at(count);
        self.rest = rest;
        number.parse().ok()
    }

    /// Takes the first of `words` that comes next.
    fn eat(&mut self, words: &[&str]) -> bool {
        let found = words.iter().find_map(|word| self.rest.strip_prefix(word));
        if let Some(rest) = found {
            self.rest = rest;
        }
        found.is_some()
    }

    fn date(&mut self) -> Option<Date> {
        let year = self.digits(4, 4)?;
        if self.rest.starts_with(|next: char| next.is_ascii_digit()) {
            let (month, day) = (self.digits(2, 2)?, self.digits(2, 2)?);
            return date_of(year, month, day);
        }
        let (after_month, after_day) = if self.eat(&["年"]) {
            ("月", "日")
        } else {
            let separator = ["-", "/", "."].into_iter().find(|word| self.eat(&[word]))?;
            (separator, "")
        };
        let month = self.digits(1, 2)?;
        self.eat(&[after_month]).then_some(())?;
        let day = self.digits(1, 2)?;
        if !after_day.is_empty() {
            self.eat(&[after_day, "号"]);
        }
        date_of(year, month, day)
    }

    /// A time of day, and whether it is the 24:00 that belongs to the next day.
    fn time(&mut self) -> Option<(Time, bool)> {
        let hour = self.digits(1, 2)?;
        let (mut minute, mut second, mut nanosecond) = (0, 0, 0);
        if self.eat(&["时", "点"]) {
            if self.rest.starts_with(|next: char| next.is_ascii_digit()) {
                minute = self.digits(1, 2)?;
                self.eat(&["分"]).then_some(())?;
            }
        } else {
            self.eat(&[":", "："]).then_some(())?;
            minute = self.digits(2, 2)?;
            if self.eat(&[":", "："]) {
                second = self.digits(2, 2)?;
                if self.eat(&["."]) {
                    nanosecond = self.fraction()?;
                }
            }
        }
        if (hour, minute, second, nanosecond) == (24, 0, 0, 0) {
            return Some((Time::MIN, true));
        }
        let small = |number: i32| i8::try_from(number).ok();
        let time = Time::new(small(hour)?, small(minute)?, small(second)?, nanosecond).ok()?;
        Some((time, false))
    }

    /// Digits after a point as nanoseconds.
    fn fraction(&mut self) -> Option<i32> {
        let before = self.rest.len();
        let digits = self.digits(1, 9)?;
        let count = u32::try_from(before - self.rest.len()).ok()?;
        Some(digits * 10_i32.pow(9 - count))
    }

    /// An offset from UTC.
    fn offset(&mut self) -> Option<Offset> {
        self.rest = self.rest.trim_start();
        if self.eat(&["Z", "z"]) {
            return Some(Offset::UTC);
        }
        let sign = if self.eat(&["+"]) { 1 } else { self.eat(&["-", "\u{2212}"]).then_some(-1)? };
        let hours = self.digits(2, 2)?;
        let colon = self.eat(&[":"]);
        let minutes = if colon || !self.rest.is_empty() { self.digits(2, 2)? } else { 0 };
        if hours > 23 || minutes > 59 {
            return None;
        }
        Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()
    }
}

fn date_of(year: i32, month: i32, day: i32) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instant(text: &str, zone: &str, alone: DateAlone) -> Option<String> {
        let zone = TimeZone::get(zone).expect("the bundled database has the zone");
        Some(Moment::parse(text)?.instant(&zone, alone)?.to_string())
    }

    #[test]
    fn accepted_forms() {
        for (text, expected) in [
            ("2026-11-24T08:00:00+08:00", "2026-11-24T00:00:00Z"),
            ("2026-11-24T08:00:00Z", "2026-11-24T08:00:00Z"),
            ("2026-11-24 08:00:00 +0530", "2026-11-24T02:30:00Z"),
            ("2026-11-24T08:00-07", "2026-11-24T15:00:00Z"),
            ("2026-11-24T08:00:00.1239999", "2026-11-24T00:00:00.123Z"),
            ("2026-11-24 08:00", "2026-11-24T00:00:00Z"),
            ("2026/11/24 8:00", "2026-11-24T00:00:00Z"),
            ("2026.1.4 8:00", "2026-01-04T00:00:00Z"),
            ("2026年11月24日 8:00", "2026-11-24T00:00:00Z"),
            ("2026年11月24日8时30分", "2026-11-24T00:30:00Z"),
            ("2026年11月24日 8点", "2026-11-24T00:00:00Z"),
            ("2026-11-24 24:00", "2026-11-24T16:00:00Z"),
            ("20261124", "2026-11-23T16:00:00Z"),
            (" 2026-11-24 ", "2026-11-23T16:00:00Z"),
        ] {
            assert_eq!(instant(text, "Asia/Shanghai", DateAlone::Start).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn refused_forms() {
        for text in [
            "",
            "soon",
            "2026",
            "2026-13-01",
            "2026-02-30",
            "2026-11-24T",
            "2026-11-24T8",
            "2026-11-24 25:00",
            "2026-11-24 08:60",
            "2026-11-24 24:01",
            "2026-11-2408:00",
            "2026-11-24T08:00:00+25:00",
            "2026/11-24",
            "2026-11-24 08:00 pm",
            "26-11-24",
            "2026-11-24+08:00",
            "٢٠٢٦-11-24",
        ] {
            assert_eq!(Moment::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_date_alone_ends_where_its_field_says() {
        let of = |alone| instant("2026-11-24", "Asia/Shanghai", alone);
        assert_eq!(of(DateAlone::LastMillisecond).as_deref(), Some("2026-11-24T15:59:59.999Z"));
        assert_eq!(of(DateAlone::NextDay).as_deref(), Some("2026-11-24T16:00:00Z"));
    }

    #[test]
    fn a_skipped_local_time_moves_forward() {
        let of = |text| instant(text, "America/New_York", DateAlone::Start);
        assert_eq!(of("2026-03-08 02:30").as_deref(), Some("2026-03-08T07:30:00Z"));
        assert_eq!(of("2026-11-01 01:30").as_deref(), Some("2026-11-01T05:30:00Z"));
    }

    #[test]
    fn an_end_may_be_a_time_of_day() {
        let start = Moment::parse("2026-11-24T22:00").expect("a time");
        let end = |text| Moment::parse_end(text, start).map(|end| (end.date.day(), end.time));
        assert_eq!(end("06:00"), Some((25, Time::new(6, 0, 0, 0).ok())));
        assert_eq!(end("23:00"), Some((24, Time::new(23, 0, 0, 0).ok())));
        assert_eq!(end("22:00"), Some((25, Time::new(22, 0, 0, 0).ok())));
        assert_eq!(end("24:00"), Some((25, Some(Time::MIN))));
        assert_eq!(end("2026-11-26 06:00"), Some((26, Time::new(6, 0, 0, 0).ok())));
        assert_eq!(end("later"), None);
    }

    #[test]
    fn sub_milliseconds_are_cut_before_the_epoch_too() {
        let instant = Timestamp::from_nanosecond(-1).expect("in range");
        assert_eq!(whole_milliseconds(instant).as_millisecond(), -1);
    }
}
