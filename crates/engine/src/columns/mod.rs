//! Records packed for matching: structures of arrays of integers, in a spatial order, in blocks with bounds.
//!
//! Columns are built once per index segment and shared by every snapshot that holds the segment. A record that is not
//! indexed becomes a column of one row, so that rules and factors have one definition for both.

mod blocks;
mod chunked;
mod csr;
mod divisions;
pub(crate) mod lanes;
mod posting;
mod posting_block;
mod posting_bounds;
mod records;
mod register;
mod spatial;
mod windows;
mod words;
mod worker;
mod worker_block;

use std::{ops::Range, sync::Arc};

pub(crate) use blocks::{Blocks, Boxes, Fill, Frame, Group};
pub(crate) use csr::Strings;
pub(crate) use divisions::Divisions;
use jiff::tz::TimeZone;
pub(crate) use posting::{PostingBlocks, PostingColumns, PostingRow, ShiftView};
pub(crate) use posting_block::{
    AT_ONCE, LanePay, PostingContent, PostingFrame, PostingSummary, PostingTerms, SKILL_SLOTS,
};
pub(crate) use posting_bounds::{GroupLanes, PostingBounds, SHARE_UNIT, SkillLanes};
pub(crate) use register::Register;
pub(crate) use spatial::GROUND_SLACK_M;
pub(crate) use windows::Windows;
pub(crate) use words::Wording;
pub(crate) use worker::{UNKNOWN_EXPIRY, WorkerBlocks, WorkerColumns, WorkerRow};
pub(crate) use worker_block::{WorkerBlock, WorkerFrame, WorkerSummary};

use crate::{
    analysis::Analyzer,
    record::{Date, Timestamp},
    table::OccupationTable,
};

/// A reach without limit.
pub(crate) const UNLIMITED: u32 = u32::MAX;

/// What packing a record needs besides the record: the settings that an index is made with.
#[derive(Debug, Clone)]
pub(crate) struct Packing {
    pub(crate) zone: TimeZone,
    pub(crate) occupations: Arc<OccupationTable>,
    /// Words added to the index.
    pub(crate) words: Arc<[String]>,
    pub(crate) analyzer: Analyzer,
}

/// A civil date as the number `yyyymmdd`, so that the n-th birthday is `birth + n * 10000`.
pub(crate) fn date_number(date: Date) -> u32 {
    u32::try_from(i32::from(date.year()) * 10_000 + i32::from(date.month()) * 100 + i32::from(date.day())).unwrap_or(0)
}

/// The civil date of a number `yyyymmdd`; none of 0.
pub(crate) fn date_from_number(number: u32) -> Option<Date> {
    let part = |of: u32| i8::try_from(of % 100).ok();
    Date::new(i16::try_from(number / 10_000).ok()?, part(number / 100)?, part(number)?).ok()
}

/// The Monday-based week of a civil date, counted from the one that holds 1970-01-01: ISO weeks under other names.
pub(crate) fn week_of_date(date: Date) -> i32 {
    // 1970-01-01 was a Thursday, three days after its week's Monday.
    ((date - Date::constant(1970, 1, 1)).get_days() + 3).div_euclid(7)
}

impl Packing {
    /// The civil date of an instant.
    pub(crate) fn day_of(&self, timestamp: Timestamp) -> Date {
        self.zone.to_datetime(timestamp).date()
    }

    /// The civil date of an instant, as a number.
    pub(crate) fn date_of(&self, timestamp: Timestamp) -> u32 {
        date_number(self.day_of(timestamp))
    }

    /// The week of an instant: see [`week_of_date`].
    pub(crate) fn week_of(&self, timestamp: Timestamp) -> i32 {
        week_of_date(self.day_of(timestamp))
    }

    /// The first instant of a date, in milliseconds.
    pub(crate) fn start_of_ms(&self, date: Date) -> i64 {
        date.to_zoned_datetime(self.zone.clone()).map_or(i64::MAX, |zoned| zoned.timestamp().as_millisecond())
    }

    /// The instants of a date, likewise.
    pub(crate) fn day_ms(&self, date: Date) -> Range<i64> {
        self.start_of_ms(date)..date.tomorrow().map_or(i64::MAX, |next| self.start_of_ms(next))
    }
}

/// The rows of one kind that are still alive in a snapshot.
#[derive(Debug, Clone)]
pub(crate) struct Alive {
    words: Option<Vec<u64>>,
    count: usize,
}

impl Alive {
    /// All of `rows` rows.
    pub(crate) fn all(rows: usize) -> Self {
        Self { words: None, count: rows }
    }

    /// The rows of which `is_alive` holds.
    pub(crate) fn from_fn(rows: usize, is_alive: impl Fn(usize) -> bool) -> Self {
        let mut words = vec![0_u64; rows.div_ceil(64)];
        let mut count = 0;
        for row in (0..rows).filter(|row| is_alive(*row)) {
            words[row / 64] |= 1 << (row % 64);
            count += 1;
        }
        Self { words: (count < rows).then_some(words), count }
    }

    pub(crate) fn contains(&self, row: usize) -> bool {
        self.words.as_ref().is_none_or(|words| words[row / 64] & (1 << (row % 64)) != 0)
    }

    /// One bit for each of 64 rows; which bits are set beyond the last row says nothing.
    pub(crate) fn bits(&self, word: usize) -> u64 {
        self.words.as_ref().map_or(u64::MAX, |words| words[word])
    }

    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// Those of all `rows` rows that are not alive.
    pub(crate) fn dead(&self, rows: usize) -> impl Iterator<Item = usize> {
        let all = if self.words.is_none() { 0 } else { rows };
        (0..all).filter(|row| !self.contains(*row))
    }
}
