//! How rare skills are, in integers.

use crate::{columns::PostingRow, symbols::Symbol};

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

/// How rare each skill is among the live postings of a generation.
#[derive(Debug, Default)]
pub(crate) struct IdfTable {
    /// By symbol; beyond its end stand names that no posting asks for.
    of_skill: Vec<u32>,
    of_others: u32,
}

/// Counts the postings of a generation.
#[derive(Debug, Default)]
pub(crate) struct IdfCounts {
    postings: u64,
    with_skill: Vec<u32>,
}

impl IdfCounts {
    /// Counts one live posting.
    pub(crate) fn count(&mut self, posting: PostingRow<'_>) {
        self.postings += 1;
        for (skill, _) in posting.required_skills() {
            self.add(*skill);
        }
        for (skill, _) in posting.desired_skills() {
            // A skill that is both required and desired is asked for by one posting, not two.
            if !posting.required_skills().iter().any(|(required, _)| required == skill) {
                self.add(*skill);
            }
        }
    }

    fn add(&mut self, skill: Symbol) {
        let place = skill as usize;
        if place >= self.with_skill.len() {
            self.with_skill.resize(place + 1, 0);
        }
        self.with_skill[place] += 1;
    }

    /// The weights that the counts amount to.
    pub(crate) fn into_table(self) -> IdfTable {
        let all = fixed_log2(self.postings + 1);
        let idf = |with_skill: u64| all - fixed_log2(with_skill + 1) + 1024;
        let of_others = idf(0);
        let of_count = |count: &u32| if *count == 0 { of_others } else { idf(u64::from(*count)) };
        IdfTable { of_skill: self.with_skill.iter().map(of_count).collect(), of_others }
    }
}

impl IdfTable {
    /// The weight of a skill: the rarer, the heavier; at least 1024.
    pub(crate) fn idf(&self, skill: Symbol) -> u32 {
        self.of_skill.get(skill as usize).copied().unwrap_or(self.of_others)
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
