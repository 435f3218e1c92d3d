//! How rare skills and words are, in integers.

use crate::{
    columns::{Alive, PostingColumns},
    symbols::Symbol,
};

/// `floor(1024 * log2(n))`, by repeated squaring in fixed point; 0 for `n` of 0.
///
/// # Example
///
/// ```
/// assert_eq!(gigmatch::fixed_log2(1), 0);
/// assert_eq!(gigmatch::fixed_log2(8), 3 * 1024);
/// assert_eq!(gigmatch::fixed_log2(3), 1623); // 1024 * 1.58496...
/// ```
pub fn fixed_log2(n: u64) -> u32 {
    let Some(whole) = n.checked_ilog2() else { return 0 };
    // The mantissa in 1..2 with 63 fractional bits; each squaring moves one bit of the logarithm in front of the point.
    let mut mantissa = u128::from(n) << (63 - whole);
    let mut logarithm = whole;
    for _ in 0..10 {
        mantissa = (mantissa * mantissa) >> 63;
        let carry = u32::from(mantissa >> 64 != 0);
        mantissa >>= carry;
        logarithm = logarithm << 1 | carry;
    }
    logarithm
}

/// How rare skills and words are among the live postings of a generation.
#[derive(Debug, Default)]
pub(crate) struct IdfTable {
    skills: Rarity,
    words: Rarity,
}

/// The weights of names of one kind.
#[derive(Debug, Default)]
struct Rarity {
    /// By symbol; beyond its end stand names that no posting has.
    of_symbol: Vec<u32>,
    of_others: u32,
}

/// How often names come.
#[derive(Debug, Default)]
struct Counts(Vec<u32>);

impl Counts {
    fn of(&mut self, name: Symbol) -> &mut u32 {
        let place = name as usize;
        if place >= self.0.len() {
            self.0.resize(place + 1, 0);
        }
        &mut self.0[place]
    }

    /// `of_others` weighs a name that nobody has.
    fn into_rarity(self, postings: u64, of_others: u32) -> Rarity {
        /// Most names are rare, so logarithms of small numbers are kept.
        const KEPT: u32 = 1_024;
        let all = fixed_log2(postings + 1);
        let weigh = |count: u32| all - fixed_log2(u64::from(count) + 1) + ONE;
        let kept: Vec<u32> =
            (0..KEPT).map(|count| if u64::from(count) > postings { 0 } else { weigh(count) }).collect();
        let of_count = |count: &u32| match count {
            0 => of_others,
            _ => kept.get(*count as usize).copied().unwrap_or_else(|| weigh(*count)),
        };
        Rarity { of_symbol: self.0.iter().map(of_count).collect(), of_others }
    }
}

impl Rarity {
    fn of(&self, name: Symbol) -> u32 {
        self.of_symbol.get(name as usize).copied().unwrap_or(self.of_others)
    }
}

/// The weight of what every posting has.
const ONE: u32 = 1_024;

/// Counts the postings of a generation.
#[derive(Debug, Default)]
pub(crate) struct IdfCounts {
    postings: u64,
    with_skill: Counts,
    with_word: Counts,
}

impl IdfCounts {
    /// Counts a segment's live postings with their skills and words, from those of all its rows and the rows that are dead:
    /// most are alive.
    pub(crate) fn count(&mut self, columns: &PostingColumns, alive: &Alive) {
        self.postings += alive.count() as u64;
        for (skill, rows) in columns.skill_counts() {
            *self.with_skill.of(*skill) += rows;
        }
        for (word, rows) in columns.word_counts() {
            *self.with_word.of(*word) += rows;
        }
        for row in alive.dead(columns.len()).map(|row| columns.row(row)) {
            for skill in row.asked_skills() {
                *self.with_skill.of(skill) -= 1;
            }
            for word in row.words() {
                *self.with_word.of(*word) -= 1;
            }
        }
    }

    /// The weights that the counts amount to.
    pub(crate) fn into_table(self) -> IdfTable {
        IdfTable {
            skills: self.with_skill.into_rarity(self.postings, fixed_log2(self.postings + 1) + ONE),
            // What nobody offers must not outweigh what is offered.
            words: self.with_word.into_rarity(self.postings, ONE),
        }
    }
}

impl IdfTable {
    /// The weight of a skill: the rarer, the heavier; at least 1024.
    pub(crate) fn of_skill(&self, skill: Symbol) -> u32 {
        self.skills.of(skill)
    }

    /// The weight of a word: likewise, but 1024 where no posting has it.
    pub(crate) fn of_word(&self, word: Symbol) -> u32 {
        self.words.of(word).max(ONE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small positive logarithms")]
    fn fixed_log2_agrees_with_floating_point() {
        for n in (1..100_000_u32).chain([1 << 20, 5_000_000, u32::MAX]) {
            let float = (f64::from(n).log2() * 1024.0).floor() as u32;
            assert_eq!(fixed_log2(u64::from(n)), float, "log2 of {n}");
        }
        assert_eq!(fixed_log2(u64::MAX), 64 * 1024 - 1);
    }
}
