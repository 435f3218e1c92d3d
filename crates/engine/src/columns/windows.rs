//! When a worker has time, and until when certificates last, in words.
//!
//! People give such times to the minute and for some weeks ahead, mostly the same hours of several days. Then all windows
//! take three words, or each takes one, and an expiry another; any other times take more.

use super::{
    UNKNOWN_EXPIRY,
    records::{INSTANT_HIGH, halves, instant, instant_words, joined, long},
};

const MINUTE_MS: i64 = 60_000;

/// Hours from a clock time to the same of the next day, but where clocks change.
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

/// Which form the times of a row have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Times {
    /// To the minute: windows of the same length on some of 32 days, at the same time.
    Days,
    /// To the minute: windows within 45 days of the first one's start, whole minutes that 16 bits hold.
    Minutes,
    /// To the millisecond.
    Milliseconds,
}

impl Times {
    /// The form that holds some windows and expiries.
    pub(super) fn of(windows: &[(i64, i64)], mut expiries: impl Iterator<Item = i64>) -> Self {
        let first = windows.first().map_or(0, |(start, _)| *start);
        let is_near = |instant: &i64| minutes_from(first, *instant).is_some();
        let are_near = first % MINUTE_MS == 0 && windows.iter().all(|(start, end)| is_near(start) && is_near(end));
        if !are_near || !expiries.all(|expiry| short_expiry(expiry).is_some()) {
            Self::Milliseconds
        } else if windows.len() > 1 && days_of(windows).is_some() {
            Self::Days
        } else {
            Self::Minutes
        }
    }

    /// Words of so many windows.
    #[inline(always)]
    pub(super) fn words_of_windows(self, windows: usize) -> usize {
        match self {
            Self::Days => 3,
            Self::Minutes => windows + usize::from(windows > 0),
            Self::Milliseconds => LONG_WINDOW * windows,
        }
    }

    /// Appends windows: disjoint, and in their order.
    pub(super) fn write_windows(self, windows: &[(i64, i64)], words: &mut Vec<u32>) {
        let Some((first, first_end)) = windows.first() else { return };
        let minutes = |instant| u32::from(minutes_from(*first, instant).expect("the form holds all of the times"));
        let [first_minute, _] = halves(first / MINUTE_MS);
        match self {
            Self::Days => {
                let days = days_of(windows).expect("the form holds all of the times");
                words.extend([first_minute, minutes(*first_end), days]);
            }
            Self::Minutes => {
                words.push(first_minute);
                words.extend(windows.iter().map(|(start, end)| minutes(*start) | minutes(*end) << 16));
            }
            Self::Milliseconds => words.extend(windows.iter().flat_map(|(start, end)| {
                let (start, end) = (instant_words(*start), instant_words(*end));
                [start.0, end.0, joined([(start.1, INSTANT_HIGH), (end.1, 32 - INSTANT_HIGH)])]
            })),
        }
    }

    /// Words of the expiry of a certificate.
    #[inline(always)]
    pub(super) fn words_of_expiry(self) -> usize {
        match self {
            Self::Days | Self::Minutes => 1,
            Self::Milliseconds => 2,
        }
    }

    /// Appends the expiry of a certificate.
    pub(super) fn write_expiry(self, expiry: i64, words: &mut Vec<u32>) {
        match self {
            Self::Days | Self::Minutes => {
                let short = short_expiry(expiry).expect("the form holds all of the times");
                words.push(short.cast_unsigned());
            }
            Self::Milliseconds => words.extend(halves(expiry)),
        }
    }

    /// What [`write_expiry`](Self::write_expiry) wrote.
    #[inline(always)]
    pub(super) fn expiry(self, words: &[u32]) -> i64 {
        match self {
            Self::Days | Self::Minutes => long_expiry(words[0].cast_signed()),
            Self::Milliseconds => long(words[0], words[1]),
        }
    }
}

/// Whole minutes from one instant to another.
fn minutes_from(first: i64, instant: i64) -> Option<u16> {
    let from = instant.checked_sub(first)?;
    if from % MINUTE_MS == 0 { u16::try_from(from / MINUTE_MS).ok() } else { None }
}

/// The days from the first window's on that have one, as bits, where all are as long and start a whole number of days apart.
fn days_of(windows: &[(i64, i64)]) -> Option<u32> {
    let (first, first_end) = windows.first()?;
    windows.iter().try_fold(0, |days, (start, end)| {
        let day = u32::try_from((start - first) / DAY_MS).ok().filter(|day| *day < u32::BITS)?;
        let is_same = (start - first) % DAY_MS == 0 && end - start == first_end - first;
        is_same.then_some(days | 1 << day)
    })
}

/// Stands for [`UNKNOWN_EXPIRY`].
const UNKNOWN: i32 = i32::MIN;

/// Twice the minutes of an instant on a whole minute; one less for a millisecond before, which is how days end.
fn short_expiry(expiry: i64) -> Option<i32> {
    if expiry == UNKNOWN_EXPIRY {
        return Some(UNKNOWN);
    }
    let after = expiry.rem_euclid(MINUTE_MS);
    let is_before = i64::from(after == MINUTE_MS - 1);
    if after != 0 && is_before == 0 {
        return None;
    }
    let short = 2 * ((expiry + is_before) / MINUTE_MS) - is_before;
    i32::try_from(short).ok().filter(|short| *short != UNKNOWN)
}

/// What [`short_expiry`] was made of.
#[inline(always)]
fn long_expiry(short: i32) -> i64 {
    if short == UNKNOWN {
        return UNKNOWN_EXPIRY;
    }
    let is_before = i64::from(short & 1);
    ((i64::from(short) + is_before) >> 1) * MINUTE_MS - is_before
}

/// Words of a window to the millisecond.
const LONG_WINDOW: usize = 3;

/// Windows of time: disjoint, and in their order.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Windows<'a> {
    /// The first start, the length of each, and the days from the first on that have one, as bits.
    Days(i64, i64, u32),
    /// Minutes after an instant: when each starts, and above it when it ends.
    Minutes(i64, &'a [u32]),
    /// The lower halves of start and end, then what is above each.
    Milliseconds(&'a [[u32; LONG_WINDOW]]),
}

impl<'a> Windows<'a> {
    /// What [`Times::write_windows`] wrote.
    #[inline(always)]
    pub(super) fn new(times: Times, words: &'a [u32]) -> Self {
        let minutes = |word: u32| i64::from(word.cast_signed()) * MINUTE_MS;
        match times {
            Times::Days => Self::Days(minutes(words[0]), minutes(words[1]), words[2]),
            Times::Minutes => words
                .split_first()
                .map_or(Self::Minutes(0, &[]), |(first, windows)| Self::Minutes(minutes(*first), windows)),
            Times::Milliseconds => Self::Milliseconds(words.as_chunks().0),
        }
    }

    /// Calls `see` with start and end of each.
    pub(crate) fn for_each(self, mut see: impl FnMut((i64, i64))) {
        match self {
            Self::Days(first, length, mut days) => {
                while days != 0 {
                    see(daily(first, length, days.trailing_zeros()));
                    days &= days - 1;
                }
            }
            Self::Minutes(first, windows) => windows.iter().for_each(|window| see(short_window(first, *window))),
            Self::Milliseconds(windows) => windows.iter().for_each(|window| see(long_window(*window))),
        }
    }

    /// The last window that starts at or before an instant.
    #[inline(always)]
    pub(crate) fn last_started(self, instant: i64) -> Option<(i64, i64)> {
        match self {
            Self::Days(first, length, days) => {
                let day = (instant - first).div_euclid(DAY_MS);
                let last = if day < 0 { None } else { (days & (u32::MAX >> (31 - day.min(31)))).checked_ilog2() };
                last.map(|day| daily(first, length, day))
            }
            Self::Minutes(first, windows) => {
                let minutes = (instant - first).div_euclid(MINUTE_MS);
                let after = windows.partition_point(|window| i64::from(window & 0xFFFF) <= minutes);
                Some(short_window(first, windows[after.checked_sub(1)?]))
            }
            Self::Milliseconds(windows) => {
                let after = windows.partition_point(|window| long_window(*window).0 <= instant);
                Some(long_window(windows[after.checked_sub(1)?]))
            }
        }
    }
}

#[inline(always)]
fn daily(first: i64, length: i64, day: u32) -> (i64, i64) {
    let start = first + i64::from(day) * DAY_MS;
    (start, start + length)
}

#[inline(always)]
fn short_window(first: i64, window: u32) -> (i64, i64) {
    let at = |minutes: u32| first + i64::from(minutes) * MINUTE_MS;
    (at(window & 0xFFFF), at(window >> 16))
}

#[inline(always)]
fn long_window([start, end, high]: [u32; LONG_WINDOW]) -> (i64, i64) {
    (instant(start, high), instant(end, high >> INSTANT_HIGH))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(windows: &[(i64, i64)], expiries: &[i64]) -> (Times, Vec<u32>) {
        let times = Times::of(windows, expiries.iter().copied());
        let mut words = Vec::new();
        times.write_windows(windows, &mut words);
        assert_eq!(words.len(), times.words_of_windows(windows.len()));
        let mut back = Vec::new();
        Windows::new(times, &words).for_each(|window| back.push(window));
        assert_eq!(back, windows);
        for expiry in expiries {
            let mut words = Vec::new();
            times.write_expiry(*expiry, &mut words);
            assert_eq!((words.len(), times.expiry(&words)), (times.words_of_expiry(), *expiry));
        }
        (times, words)
    }

    #[test]
    fn all_forms_give_back_what_they_were_made_of() {
        const FARTHEST: i64 = 65_535 * MINUTE_MS;
        // 1900-01-01 and the end of 2200 in the zones farthest from Greenwich.
        const FIRST: i64 = -2_208_988_800_000 - 14 * 60 * MINUTE_MS;
        const LAST: i64 = 7_289_654_399_999 + 14 * 60 * MINUTE_MS;
        for first in [0, -MINUTE_MS, 29_000_000 * MINUTE_MS, FIRST] {
            let near = [(first, first + MINUTE_MS), (first + 5 * MINUTE_MS, first + FARTHEST)];
            assert_eq!(written(&near, &[]).0, Times::Minutes);
            assert_eq!(written(&near[..1], &[0]).1.len(), 2);
            for far in [first + FARTHEST + MINUTE_MS, first + 7 * MINUTE_MS + 1, LAST] {
                assert_eq!(written(&[near[0], (first + 6 * MINUTE_MS, far)], &[]).0, Times::Milliseconds);
            }
            assert_eq!(written(&[(first + 1, first + 2)], &[]).0, Times::Milliseconds);
            let on = |day: i64| (first + day * DAY_MS, first + day * DAY_MS + 7 * MINUTE_MS);
            assert_eq!(
                written(&[on(0), on(1), on(31)], &[]),
                (Times::Days, vec![written(&[on(0)], &[]).1[0], 7, 1 << 31 | 3])
            );
            assert_eq!(written(&[on(0), on(32)], &[]).0, Times::Minutes);
            assert_eq!(written(&[on(0), (on(1).0, on(1).1 + MINUTE_MS)], &[]).0, Times::Minutes);
            assert_eq!(written(&[on(0), on(1)], &[1]).0, Times::Milliseconds);
            // Windows of a day would touch, and so none is longer.
            assert_eq!(written(&[(first, first + DAY_MS - MINUTE_MS), on(1)], &[]).0, Times::Minutes);
        }
        let days = [UNKNOWN_EXPIRY, 0, -1, 1_798_732_799_999, 1_798_732_800_000, FIRST, FIRST - 1, LAST];
        assert_eq!(written(&[], &days).0, Times::Minutes);
        for odd in [1, -2, 1_000, FIRST + 1, LAST + 2] {
            assert_eq!(written(&[(0, MINUTE_MS)], &[days[0], odd]).0, Times::Milliseconds);
        }
        assert_eq!(written(&[], &[]), (Times::Minutes, Vec::new()));
    }

    #[test]
    fn the_last_window_that_has_started_is_found() {
        for unit in [MINUTE_MS, 1] {
            let near = [(10 * unit, 20 * unit), (30 * unit, 40 * unit)];
            let (times, words) = written(&near, &[]);
            let windows = Windows::new(times, &words);
            let found = [9, 10, 29, 30, 99].map(|instant| windows.last_started(instant * unit));
            assert_eq!(found, [None, Some(near[0]), Some(near[0]), Some(near[1]), Some(near[1])]);
        }
        let (times, words) = written(&[], &[]);
        assert_eq!(Windows::new(times, &words).last_started(0), None);
        // The same windows in two forms.
        for (first, form) in [(MINUTE_MS, Times::Days), (7, Times::Milliseconds)] {
            let on = |day: i64| (first + day * DAY_MS, first + day * DAY_MS + MINUTE_MS);
            let days = [0, 2, 3, 31].map(on);
            let (times, words) = written(&days, &[]);
            assert_eq!(times, form);
            for instant in (-40..80).flat_map(|day| [on(day).0 - 1, on(day).0, on(day).1]) {
                let expected = days.iter().rev().find(|(start, _)| *start <= instant);
                assert_eq!(Windows::new(times, &words).last_started(instant), expected.copied(), "{instant}");
            }
        }
    }
}
