//! Rows of varying length as 32-bit words in one array: scoring a pair touches all of a row, and so it touches one place.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::csr::offset;
use crate::{
    geo::Point,
    record::{PayPeriod, Skill, Vocabulary},
    simd::prefetch,
    symbols::{Interner, Renamed, Symbol},
    table::{OccupationId, OccupationTable},
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

/// A row: what all rows of a kind have, and lists. Its first word has flags in its first bits, in the next ones the period of
/// pay, and then what the kind needs.
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
        period(bits(self.head[0], FLAGS, PERIOD))
    }

    /// The place that three words of the head hold from one on.
    pub(super) fn point(self, at: usize) -> Option<Point> {
        let [x, y, z] = [0, 1, 2].map(|axis| self.head[at + axis].cast_signed() >> LENGTH);
        self.is(PLACED).then_some(Point { x, y, z })
    }
}

/// The first word of a row: flags, of which some are set, the period of pay, and the rest.
pub(super) fn first_word<const N: usize>(flags: [(u32, bool); N], period: Option<PayPeriod>, rest: usize) -> u32 {
    let set = flags.into_iter().filter(|(_, is_set)| *is_set);
    set.fold(joined([(0, FLAGS), (period_number(period), PERIOD), (rest, REST)]), |word, (flag, _)| word | flag)
}

/// What a kind needs of the first word of its rows.
#[inline(always)]
pub(super) fn rest<const HEAD: usize>(head: &[u32; HEAD]) -> u32 {
    head[0] >> (32 - REST)
}

/// Bits of the parts of the first word.
const FLAGS: u32 = 10;
const PERIOD: u32 = 4;
const REST: u32 = 32 - FLAGS - PERIOD;

/// Bits of the length of a list that stands below a coordinate.
const LENGTH: u32 = 8;

/// A place as words, since no point of the earth needs more than 24 bits an axis with the length of a list below each;
/// whether the place is known says [`PLACED`].
pub(super) fn point_words(point: Option<Point>, lengths: [usize; 3]) -> [u32; 3] {
    let point = point.unwrap_or(Point { x: 0, y: 0, z: 0 });
    let words = [point.x, point.y, point.z].map(|metres| {
        debug_assert_eq!(metres << LENGTH >> LENGTH, metres, "a place on the earth");
        metres.cast_unsigned() << LENGTH
    });
    [0, 1, 2].map(|axis| words[axis] | joined([(lengths[axis], LENGTH)]))
}

/// The length that stands below a coordinate.
#[inline(always)]
pub(super) fn length(word: u32) -> usize {
    bits(word, 0, LENGTH)
}

/// Bits of an instant in the upper of its two words: normal records are of the years 1900 to 2200, and 2^43 milliseconds
/// are 278 years.
pub(super) const INSTANT_HIGH: u32 = 12;

/// Stand for before every instant and after every one.
const FIRST: i64 = -(1 << (32 + INSTANT_HIGH - 1));
const LAST: i64 = -(FIRST + 1);

/// An instant, `i64::MIN` or `i64::MAX` as a word and what is above it.
pub(super) fn instant_words(ms: i64) -> (u32, usize) {
    let short = match ms {
        i64::MIN => FIRST,
        i64::MAX => LAST,
        _ => ms,
    };
    assert!((FIRST..=LAST).contains(&short), "{ms} is an instant of a normal record");
    let [low, high] = halves(short);
    (low, bits(high, 0, INSTANT_HIGH))
}

/// What [`instant_words`] were made of; `high` may have more bits above its own.
#[inline(always)]
pub(super) fn instant(low: u32, high: u32) -> i64 {
    const SPARE: u32 = 32 - INSTANT_HIGH;
    match long(low, ((high << SPARE).cast_signed() >> SPARE).cast_unsigned()) {
        FIRST => i64::MIN,
        LAST => i64::MAX,
        ms => ms,
    }
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

/// Where a list stands behind its length, where a row has it; what follows begins where it ends. Not among the ends of lists,
/// which are sums of lengths in the head: looking into the lists would keep the compiler from leaving out those that an
/// accessor does not need.
#[inline(always)]
pub(super) fn counted(lists: &[u32], at: usize, is_there: bool) -> Range<usize> {
    if is_there { at + 1..at + 1 + lists[at] as usize } else { at..at }
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

/// Bits of an occupation's number in [`occupation_word`].
const OCCUPATION: u32 = 21;
const _: () = assert!(OccupationTable::MOST_NODES < 1 << OCCUPATION);
const NO_OCCUPATION: usize = (1 << OCCUPATION) - 1;

/// An occupation that may not be known, with months of experience in it, in a word.
pub(super) fn occupation_word(occupation: Option<OccupationId>, months: u32) -> u32 {
    let number = occupation.map_or(NO_OCCUPATION, OccupationId::place);
    joined([(number, OCCUPATION), (months as usize, 32 - OCCUPATION)])
}

/// What [`occupation_word`] was made of.
#[inline(always)]
pub(super) fn occupation(word: u32) -> (Option<OccupationId>, u32) {
    let number = bits(word, 0, OCCUPATION);
    #[expect(clippy::cast_possible_truncation, reason = "of fewer bits")]
    let occupation = (number != NO_OCCUPATION).then(|| OccupationId::from_number(number as u32));
    (occupation, word >> OCCUPATION)
}

/// A period of pay that may not be known as a number below 16.
fn period_number(period: Option<PayPeriod>) -> usize {
    let place = |period| PayPeriod::WORDS.iter().position(|(other, _)| *other == period);
    period.and_then(place).map_or(0, |place| place + 1)
}

/// What [`period_number`] was made of.
#[inline(always)]
fn period(number: usize) -> Option<PayPeriod> {
    Some(PayPeriod::WORDS[number.checked_sub(1)?].0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_give_back_what_they_were_made_of() {
        for ms in [i64::MIN, FIRST + 1, -2_208_988_800_000, -1, 0, 1, 7_289_654_399_999, LAST - 1, i64::MAX] {
            let (low, high) = instant_words(ms);
            for above in [0, 1, (1 << 20) - 1] {
                assert_eq!(instant(low, joined([(high, INSTANT_HIGH), (above, 20)])), ms);
            }
            let [low, high] = halves(ms);
            assert_eq!(long(low, high), ms);
        }
        for metres in [0, 1, -1, 6_371_009, -6_371_009] {
            let point = Point { x: metres, y: -metres, z: metres / 2 };
            let words = point_words(Some(point), [0, 200, 255]);
            let record = Record { head: &[PLACED, words[0], words[1], words[2]], lists: &[] };
            assert_eq!(record.point(1), Some(point));
            assert_eq!(words.map(length), [0, 200, 255]);
        }
        for name in [0, 1, (1 << 29) - 1] {
            (1..=8).for_each(|rank| assert_eq!(skill(&skill_word((name, rank))), (name, rank)));
        }
        for known in [None, Some(0), Some(1_639), u32::try_from(OccupationTable::MOST_NODES).ok()] {
            let known = known.map(OccupationId::from_number);
            for months in [0, 7, 1_200] {
                assert_eq!(occupation(occupation_word(known, months)), (known, months));
            }
        }
        let periods = PayPeriod::WORDS.iter().map(|(period, _)| Some(*period)).chain([None]);
        periods.for_each(|of| assert_eq!(period(period_number(of)), of));
        assert_eq!([8, 0, 16].map(|from| bits(joined([(3, 8), (2_000, 16)]), from, 8)), [208, 3, 7]);
    }
}
