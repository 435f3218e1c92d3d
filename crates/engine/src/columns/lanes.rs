//! What the lanes of a block hold: 32-bit values that bound what the columns say exactly.
//!
//! A lane may let a pair pass that a rule refuses and may promise more than a factor gives, never the other way round.

use super::{GROUND_SLACK_M, Windows};
use crate::{
    record::PayPeriod,
    simd::{WIDTH, set_bits},
    symbols::Symbol,
};

/// Rows in a block.
pub(crate) const LANES: usize = WIDTH;

/// The same among numbers of rows.
#[expect(clippy::cast_possible_truncation, reason = "small")]
pub(crate) const LANES_NUMBER: u32 = LANES as u32;

/// One value a row of a block.
pub(crate) type Lanes<T> = [T; LANES];

/// A set of 64 marks as two 32-bit words, because lanes are 32 bits wide.
pub(crate) type Marks = [u32; 2];

pub(crate) fn marks(bits: u64) -> Marks {
    #[expect(clippy::cast_possible_truncation, reason = "cut in two")]
    [bits as u32, (bits >> 32) as u32]
}

/// What a name belongs to: the same name as a skill and as a certificate has different marks.
#[derive(Debug, Clone, Copy)]
pub(crate) enum NameKind {
    Skill,
    Certificate,
    Word,
}

/// The place of a name's mark, 0 to 63. Names may share a mark, so a missing mark proves absence and a set one nothing.
pub(crate) fn mark_of(kind: NameKind, name: Symbol) -> u32 {
    // Fibonacci hashing spreads consecutive symbols.
    (name ^ (kind as u32) << 20).wrapping_mul(0x9E37_79B1) >> 26
}

/// The mark of a skill in a byte.
pub(crate) fn skill_mark(name: Symbol) -> u8 {
    u8::try_from(mark_of(NameKind::Skill, name)).expect("below 64")
}

/// The marks of what a posting says, in words of a lane's width.
pub(crate) const TEXT_WORDS: usize = 4;

pub(crate) type WordLanes = [Lanes<u32>; TEXT_WORDS];

/// The mark of a word among [`WordLanes`]: many, since a posting says much.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TextMark {
    pub(crate) word: usize,
    pub(crate) bit: u32,
}

impl TextMark {
    /// Stands where a posting says nothing; no word has it.
    pub(crate) const NOTHING: Self = Self { word: TEXT_WORDS - 1, bit: 1 << 31 };

    pub(crate) fn new(name: Symbol) -> Self {
        let hash = u64::from(name.wrapping_mul(0x9E37_79B1));
        let mark = ((hash * (32 * TEXT_WORDS as u64 - 1)) >> 32) as usize;
        Self { word: mark / 32, bit: 1 << (mark % 32) }
    }

    /// Those of what a posting says.
    pub(crate) fn all(words: &[Symbol]) -> impl Iterator<Item = Self> {
        words.iter().map(|word| Self::new(*word)).chain(words.is_empty().then_some(Self::NOTHING))
    }
}

/// Marks for the names of all rows of a group between them.
pub(crate) const GROUP_MARKS: usize = 1024;

/// The place of a name's mark among those of a group.
pub(crate) fn group_mark_of(name: Symbol) -> usize {
    (name.wrapping_mul(0x9E37_79B1) >> (32 - GROUP_MARKS.ilog2())) as usize
}

/// Which names the rows of a group have between them, by mark.
#[derive(Debug, Clone)]
pub(crate) struct GroupMarks(Box<[u64; GROUP_MARKS / 64]>);

impl GroupMarks {
    pub(crate) fn new(names: impl IntoIterator<Item = Symbol>) -> Self {
        let mut words = Box::new([0; GROUP_MARKS / 64]);
        for name in names {
            let mark = group_mark_of(name);
            words[mark / 64] |= 1 << (mark % 64);
        }
        Self(words)
    }

    /// The marks that are set.
    pub(crate) fn iter(&self) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().flat_map(|(place, word)| set_bits(*word).map(move |mark| 64 * place + mark))
    }
}

/// The marks of some names.
pub(crate) fn marks_of(kind: NameKind, names: impl IntoIterator<Item = Symbol>) -> u64 {
    names.into_iter().fold(0, |all, name| all | 1 << mark_of(kind, name))
}

/// Times in lanes are whole minutes since 1970, clamped so that differences of two never overflow.
const FARTHEST_MINUTE: i64 = (1 << 30) - 1;

/// Stands where a time is not known.
pub(crate) const NO_MINUTE: i32 = i32::MIN;

fn minutes(minutes: i64) -> i32 {
    i32::try_from(minutes.clamp(-FARTHEST_MINUTE, FARTHEST_MINUTE)).unwrap_or(0)
}

/// The last whole minute at or before an instant.
pub(crate) fn minutes_before(ms: i64) -> i32 {
    minutes(ms.div_euclid(60_000))
}

/// The first whole minute at or after an instant.
pub(crate) fn minutes_after(ms: i64) -> i32 {
    minutes(ms.div_euclid(60_000).saturating_add(i64::from(ms.rem_euclid(60_000) != 0)))
}

/// Stretches of time that have a mark of their own, before marks are used again.
const STRETCHES: i64 = 62;

/// A quarter of a day.
const STRETCH_MS: i64 = 6 * 3_600_000;

const ALL_STRETCHES: u64 = (1 << STRETCHES) - 1;

/// Marks a posting without shifts, whose virtual shift is always within availability, and every worker.
pub(crate) const OPEN_ENDED: u64 = 1 << 63;

/// Marks a worker whose availability is not known.
pub(crate) const ALWAYS: u64 = 1 << 62;

/// The marks of the stretches in which shifts start.
pub(crate) fn start_marks(starts: impl IntoIterator<Item = i64>) -> u64 {
    starts.into_iter().fold(0, |all, start| all | 1 << start.div_euclid(STRETCH_MS).rem_euclid(STRETCHES))
}

/// The marks of the stretches in which a shift may start that lies inside one of the windows.
pub(crate) fn window_marks(windows: Option<Windows<'_>>) -> u64 {
    let Some(windows) = windows else { return OPEN_ENDED | ALWAYS | ALL_STRETCHES };
    let mut all = OPEN_ENDED;
    windows.for_each(|(start, end)| {
        // A shift has a length, so it starts before the window's end.
        let (first, last) = (start.div_euclid(STRETCH_MS), (end - 1).div_euclid(STRETCH_MS));
        let last = last.min(first + STRETCHES - 1);
        all |= (first..=last).fold(0, |marks, stretch| marks | 1 << stretch.rem_euclid(STRETCHES));
    });
    all
}

/// Pay in lanes has two units, fen an hour and fen a day, so that each floor can be compared in one of them: floors by
/// the shift or day in the second, all others in the first. The day is as long as the shift.
pub(crate) fn pay_unit(floor: PayPeriod) -> usize {
    usize::from(matches!(floor, PayPeriod::Shift | PayPeriod::Day))
}

/// A lane of pay that is not known.
pub(crate) const NO_PAY: f32 = -1.0;

const HOUR_MS: f64 = 3_600_000.0;

/// An amount of an offer in both units for a shift of a length.
#[expect(clippy::cast_precision_loss, reason = "lanes bound, and bounds have slack for rounding")]
pub(crate) fn offered_pay(fen: i64, period: PayPeriod, shift_length_ms: Option<i64>) -> [f64; 2] {
    let a_ms = fen as f64 / period.working_ms(shift_length_ms) as f64;
    [a_ms * HOUR_MS, a_ms * PayPeriod::Day.working_ms(shift_length_ms) as f64]
}

/// An amount of a floor in its own unit.
#[expect(clippy::cast_precision_loss, reason = "lanes bound, and bounds have slack for rounding")]
pub(crate) fn floor_pay(fen: i64, period: PayPeriod) -> f32 {
    match pay_unit(period) {
        0 => narrow(fen as f64 / period.working_ms(None) as f64 * HOUR_MS),
        _ => narrow(fen as f64),
    }
}

/// To the nearest lane value; bounds have slack for it.
#[expect(clippy::cast_possible_truncation, reason = "`as` rounds and saturates")]
pub(crate) fn narrow(value: f64) -> f32 {
    value as f32
}

/// The square of a limit in metres along the ground, or a little more; without end where it has none.
#[expect(clippy::cast_precision_loss, reason = "lanes bound, and bounds have slack for rounding")]
pub(crate) fn squared_limit(metres: u32) -> f32 {
    let metres = if metres == super::UNLIMITED { f32::INFINITY } else { metres as f32 + GROUND_SLACK_M };
    metres * metres
}

/// Writes a value of each array into a lane.
pub(crate) fn set<T: Copy, const N: usize>(lanes: &mut [Lanes<T>; N], lane: usize, values: [T; N]) {
    for (array, value) in lanes.iter_mut().zip(values) {
        array[lane] = value;
    }
}

/// What one of so many gives to a factor that all of them fill; 0 where there are none.
pub(crate) fn share_of_one(number: u32) -> f32 {
    if number == 0 { 0.0 } else { narrow(10_000.0 / f64::from(number)) }
}
