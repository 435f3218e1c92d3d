//! Rows of varying length as 32-bit words in one array: scoring a pair touches all of a row, and so it touches one place.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::csr::offset;
use crate::{
    geo::Point,
    record::{PayPeriod, Skill, Vocabulary},
    simd::prefetch,
    symbols::{Interner, Renamed, Symbol},
    table::OccupationId,
};

/// The words of many rows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Records {
    /// Where each row begins, and behind the last where it ends.
    #[serde(with = "super::chunked")]
    starts: Vec<u32>,
    #[serde(with = "super::chunked")]
    words: Vec<u32>,
}

impl Default for Records {
    fn default() -> Self {
        Self { starts: vec![0], words: Vec::new() }
    }
}

impl Records {
    pub(super) fn push(&mut self, record: &[u32]) {
        self.words.extend_from_slice(record);
        self.starts.push(offset(self.words.len()));
    }

    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    fn places(&self, row: usize) -> Range<usize> {
        self.starts[row] as usize..self.starts[row + 1] as usize
    }

    #[inline]
    pub(super) fn get<const HEAD: usize>(&self, row: usize) -> Record<'_, HEAD> {
        let (head, lists) = self.words[self.places(row)].split_first_chunk().expect("every row has a head");
        Record { head, lists }
    }

    /// Calls `change` with each row.
    pub(super) fn for_each_mut(&mut self, mut change: impl FnMut(&mut [u32])) {
        for row in 0..self.len() {
            let places = self.places(row);
            change(&mut self.words[places]);
        }
    }

    pub(super) fn permuted(&self, order: &[u32]) -> Self {
        let mut permuted = Self::default();
        permuted.starts.reserve_exact(order.len());
        permuted.words.reserve_exact(self.words.len());
        for row in order {
            permuted.push(&self.words[self.places(*row as usize)]);
        }
        permuted
    }

    /// Asks for the memory that says where a row is.
    pub(super) fn expect_place(&self, row: usize) {
        prefetch(&self.starts[row..=row + 1]);
    }

    /// Asks for the memory of a row.
    pub(super) fn expect(&self, row: usize) {
        prefetch(&self.words[self.places(row)]);
    }
}

/// A row: what all rows of a kind have, and lists. Its first word has flags in its first eight bits, then the period of pay,
/// and in its upper half what the kind needs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'a, const HEAD: usize> {
    pub(super) head: &'a [u32; HEAD],
    pub(super) lists: &'a [u32],
}

/// The flag of rows whose place is known, of whatever kind.
pub(super) const PLACED: u32 = 1 << 7;

impl<const HEAD: usize> Record<'_, HEAD> {
    pub(super) fn is(self, flag: u32) -> bool {
        self.head[0] & flag != 0
    }

    pub(super) fn period(self) -> Option<PayPeriod> {
        period(bits(self.head[0], 8, 8))
    }

    /// The number that two words of the head hold from one on.
    pub(super) fn long(self, at: usize) -> i64 {
        long(self.head[at], self.head[at + 1])
    }

    /// The place that three words of the head hold from one on.
    pub(super) fn point(self, at: usize) -> Option<Point> {
        let [x, y, z] = [0, 1, 2].map(|axis| self.head[at + axis].cast_signed());
        self.is(PLACED).then_some(Point { x, y, z })
    }
}

/// The first word of a row: flags, of which some are set, the period of pay, and the upper half.
pub(super) fn first_word<const N: usize>(flags: [(u32, bool); N], period: Option<PayPeriod>, upper: usize) -> u32 {
    let set = flags.into_iter().filter(|(_, is_set)| *is_set);
    set.fold(joined([(0, 8), (period_number(period), 8), (upper, 16)]), |word, (flag, _)| word | flag)
}

/// A place as words; whether it is known says [`PLACED`].
pub(super) fn point_words(point: Option<Point>) -> [u32; 3] {
    point.map_or([0; 3], |Point { x, y, z }| [x, y, z].map(i32::cast_unsigned))
}

/// A number of 64 bits as two words.
pub(super) fn halves(number: i64) -> [u32; 2] {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "cut in two")]
    [number as u32, (number >> 32) as u32]
}

/// The number that two words hold.
#[inline(always)]
pub(super) fn long(low: u32, high: u32) -> i64 {
    i64::from(high.cast_signed()) << 32 | i64::from(low)
}

/// The bits of a word from one on.
#[inline(always)]
pub(super) fn bits(word: u32, from: u32, width: u32) -> usize {
    (word >> from & ((1 << width) - 1)) as usize
}

/// Some counts in one word, each with its width in bits.
///
/// # Panics
///
/// Where one is too wide: normal records have no lists of so many elements.
pub(super) fn joined<const N: usize>(counts: [(usize, u32); N]) -> u32 {
    let (mut word, mut from) = (0, 0);
    for (count, width) in counts {
        assert!(count >> width == 0, "{count} elements of a list of a normal record");
        word |= u32::try_from(count).expect("narrow") << from;
        from += width;
    }
    word
}

/// A list whose elements are some words each.
#[inline(always)]
pub(super) fn elements<const N: usize>(words: &[u32]) -> &[[u32; N]] {
    words.as_chunks().0
}

/// An amount of pay: those of normal records are at most 10^9 fen.
pub(super) fn fen(amount: i64) -> u32 {
    u32::try_from(amount).expect("an amount of a normal record")
}

/// A skill and its rank, 1 to 8, in a word: numbers of names are below 2^29.
fn skill_word((name, rank): (Symbol, u8)) -> u32 {
    name << 3 | u32::from(rank - 1)
}

/// The words of skills of a record.
pub(super) fn skill_words<'r>(skills: &'r [Skill], symbols: &'r mut impl Interner) -> impl Iterator<Item = u32> + 'r {
    skills.iter().map(|skill| skill_word((symbols.intern(&skill.name), skill.level.unwrap_or_default().rank())))
}

/// What [`skill_word`] was made of.
#[inline(always)]
pub(super) fn skill(word: &u32) -> (Symbol, u8) {
    (word >> 3, (word & 7) as u8 + 1)
}

/// Gives the skills of words their numbers in this engine.
pub(super) fn rename_skills(words: &mut [u32], renamed: &Renamed) {
    for word in words {
        let (name, rank) = skill(word);
        *word = skill_word((renamed.of(name), rank));
    }
}

/// Words of a certificate.
pub(super) const CERTIFICATE: usize = 3;

/// A certificate and its expiry as words.
pub(super) fn certificate_words((name, expiry): (Symbol, i64)) -> [u32; CERTIFICATE] {
    let [low, high] = halves(expiry);
    [name, low, high]
}

/// What [`certificate_words`] were made of.
#[inline(always)]
pub(super) fn certificate(&[name, low, high]: &[u32; CERTIFICATE]) -> (Symbol, i64) {
    (name, long(low, high))
}

/// An occupation that may not be known as a word.
pub(super) fn occupation_word(occupation: Option<OccupationId>) -> u32 {
    occupation.map_or(u32::MAX, OccupationId::number)
}

/// What [`occupation_word`] was made of.
#[inline(always)]
pub(super) fn occupation(word: u32) -> Option<OccupationId> {
    (word != u32::MAX).then(|| OccupationId::from_number(word))
}

/// A period of pay that may not be known as a number below 256.
fn period_number(period: Option<PayPeriod>) -> usize {
    let place = |period| PayPeriod::WORDS.iter().position(|(other, _)| *other == period);
    period.and_then(place).map_or(0, |place| place + 1)
}

/// What [`period_number`] was made of.
#[inline(always)]
fn period(number: usize) -> Option<PayPeriod> {
    Some(PayPeriod::WORDS[number.checked_sub(1)?].0)
}

/// Words of a window.
pub(super) const WINDOW: usize = 3;

/// Windows of time: disjoint, and in their order.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Windows<'a>(&'a [[u32; WINDOW]]);

impl<'a> Windows<'a> {
    pub(super) fn new(words: &'a [u32]) -> Self {
        Self(elements(words))
    }

    /// A window as words: instants of normal records take 48 bits.
    pub(super) fn words((start, end): (i64, i64)) -> [u32; WINDOW] {
        let (start, end) = (halves(start), halves(end));
        let words = [start[0], end[0], (start[1] & 0xFFFF) | end[1] << 16];
        debug_assert_eq!(Self::window(&words), (long(start[0], start[1]), long(end[0], end[1])));
        words
    }

    #[inline(always)]
    fn window(&[start, end, high]: &[u32; WINDOW]) -> (i64, i64) {
        let high = high.cast_signed();
        (i64::from(high << 16 >> 16) << 32 | i64::from(start), i64::from(high >> 16) << 32 | i64::from(end))
    }

    /// Start and end of each.
    pub(crate) fn iter(self) -> impl ExactSizeIterator<Item = (i64, i64)> + 'a {
        self.0.iter().map(Self::window)
    }

    /// The last window that starts at or before an instant.
    pub(crate) fn last_started(self, instant: i64) -> Option<(i64, i64)> {
        let after = self.0.partition_point(|window| Self::window(window).0 <= instant);
        Some(Self::window(&self.0[after.checked_sub(1)?]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_give_back_what_they_were_made_of() {
        const INSTANTS: [i64; 7] = [0, -1, 1, -2_208_988_800_000, 7_289_654_399_999, (1 << 47) - 1, -(1 << 47)];
        for one in INSTANTS {
            for other in INSTANTS {
                let words = Windows::words((one, other));
                assert_eq!(Windows::new(&words).iter().collect::<Vec<_>>(), [(one, other)]);
            }
        }
        for number in INSTANTS.into_iter().chain([i64::MIN, i64::MAX]) {
            let [low, high] = halves(number);
            assert_eq!(long(low, high), number);
            assert_eq!(certificate(&certificate_words((7, number))), (7, number));
        }
        for name in [0, 1, (1 << 29) - 1] {
            (1..=8).for_each(|rank| assert_eq!(skill(&skill_word((name, rank))), (name, rank)));
        }
        let periods = PayPeriod::WORDS.iter().map(|(period, _)| Some(*period)).chain([None]);
        periods.for_each(|of| assert_eq!(period(period_number(of)), of));
        assert_eq!([8, 0, 16].map(|from| bits(joined([(3, 8), (2_000, 16)]), from, 8)), [208, 3, 7]);
    }

    #[test]
    fn the_last_window_that_has_started_is_found() {
        let words: Vec<u32> = [(10, 20), (30, 40)].into_iter().flat_map(Windows::words).collect();
        let windows = Windows::new(&words);
        assert_eq!(
            [9, 10, 29, 30, 99].map(|at| windows.last_started(at)),
            [None, Some((10, 20)), Some((10, 20)), Some((30, 40)), Some((30, 40))]
        );
        assert_eq!(Windows::new(&[]).last_started(0), None);
    }
}
