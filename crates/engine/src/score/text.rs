//! How much of what a worker says is in what a posting says.

use super::{FULL, FULL_CEILING, IdfTable, NEUTRAL, NEUTRAL_CEILING, ScoreContext, least, meet, select, to_factor};
use crate::{
    columns::{
        PostingRow, PostingSummary, WorkerRow,
        lanes::{Marks, NameKind, group_mark_of, mark_of, marks, marks_of, narrow},
    },
    symbols::Symbol,
};

impl ScoreContext<'_> {
    /// Of the weight of the worker's words the part that the posting has, too.
    pub(super) fn text(&self, worker: WorkerRow<'_>, posting: PostingRow<'_>) -> u32 {
        let (wished, offered) = (worker.words(), posting.words());
        if offered.is_empty() {
            return NEUTRAL;
        }
        let (mut shared, mut all) = (0, 0);
        for word in wished {
            let idf = u64::from(self.idf.of_word(*word));
            all += idf;
            // Looking at all words of a posting takes less time than guessing wrong where to look.
            let is_offered = offered.iter().fold(false, |is_offered, other| is_offered | (word == other));
            shared += if is_offered { idf } else { 0 };
        }
        // All that a worker says is seldom in one posting: a third of it gives the middle value.
        (2 * u64::from(FULL) * shared).checked_div(all + shared).map_or(NEUTRAL, to_factor)
    }
}

/// What a share of the weight of all words gives.
fn given(share: f32) -> f32 {
    2.0 * FULL_CEILING * share / (1.0 + share)
}

/// Marks whose weights the lines go through.
const HEAVIEST: usize = 6;

/// The highest weights, the highest first; 0 where there are fewer.
fn heaviest(weights: &[f32; 64]) -> [f32; HEAVIEST] {
    let mut heaviest = [0.0; HEAVIEST];
    for weight in weights.iter().filter(|weight| **weight > 0.0) {
        let mut carried = *weight;
        for slot in &mut heaviest {
            if carried > *slot {
                std::mem::swap(slot, &mut carried);
            }
        }
    }
    heaviest
}

/// A line above what a number of shared marks can give.
#[derive(Debug, Clone, Copy)]
struct Line {
    start: f32,
    a_mark: f32,
}

impl Line {
    #[inline(always)]
    fn at(self, marks: f32) -> f32 {
        self.start + self.a_mark * marks
    }
}

/// A worker's words, for lanes of postings.
pub(super) struct WorkerText {
    words: Marks,
    lines: [Line; 3],
    /// Each word's mark among those of a group, and its share of the weight of all.
    group_shares: Vec<(u32, f32)>,
    says_nothing: bool,
}

impl WorkerText {
    pub(super) fn new(worker: WorkerRow<'_>, idf: &IdfTable) -> Self {
        let words = worker.words();
        let sum: f64 = words.iter().map(|word| f64::from(idf.of_word(*word))).sum();
        let a_weight = 1.0 / sum;
        let share = |word: Symbol| narrow(f64::from(idf.of_word(word)) * a_weight);
        let mut by_mark = [0.0_f32; 64];
        for word in words {
            by_mark[mark_of(NameKind::Word, *word) as usize] += share(*word);
        }
        let heaviest = heaviest(&by_mark);
        // So many marks give at most what the heaviest of that number give, each less than the one before, so a line
        // through two neighbours is above all others.
        let given = |number: usize| given(heaviest[..number].iter().sum());
        let line = |number: usize| {
            let a_mark = given(number + 1) - given(number);
            #[expect(clippy::cast_precision_loss, reason = "at most 64")]
            let before = number as f32 * a_mark;
            // A point for rounding.
            Line { start: given(number) - before + 1.0, a_mark }
        };
        Self {
            words: marks(marks_of(NameKind::Word, words.iter().copied())),
            lines: [line(0), line(2), line(HEAVIEST - 1)],
            group_shares: words.iter().map(|word| (group_mark_of(*word), share(*word))).collect(),
            says_nothing: words.is_empty(),
        }
    }

    /// `offered` has no mark where a posting has no word.
    #[inline(always)]
    pub(super) fn ceiling(&self, offered: Marks) -> f32 {
        let [first, second, third] = self.lines;
        #[expect(clippy::cast_precision_loss, reason = "at most 64")]
        let shared = ((offered[0] & self.words[0]).count_ones() + (offered[1] & self.words[1]).count_ones()) as f32;
        let given = least(least(first.at(shared), second.at(shared)), least(third.at(shared), FULL_CEILING));
        select((offered[0] | offered[1] == 0) | self.says_nothing, NEUTRAL_CEILING, given)
    }

    pub(super) fn group_ceiling(&self, summary: &PostingSummary) -> f32 {
        if self.says_nothing {
            return NEUTRAL_CEILING;
        }
        // Without a branch: whether a group has a word can hardly be guessed.
        let shares = self.group_shares.iter().map(|(mark, share)| select(summary.words.contains(*mark), *share, 0.0));
        let given = least(given(shares.sum()), FULL_CEILING);
        if summary.some_say_nothing { given.max(NEUTRAL_CEILING) } else { given }
    }
}

/// A posting's words, for lanes of workers.
pub(super) struct PostingText {
    words: Marks,
}

impl PostingText {
    pub(super) fn new(posting: PostingRow<'_>) -> Self {
        Self { words: marks(marks_of(NameKind::Word, posting.words().iter().copied())) }
    }

    /// `wished` has no mark where a worker has no word.
    #[inline(always)]
    pub(super) fn ceiling(&self, wished: Marks) -> f32 {
        let unknown = self.says_nothing() | (wished[0] | wished[1] == 0);
        select(unknown, NEUTRAL_CEILING, select(meet(self.words, wished), FULL_CEILING, 0.0))
    }

    pub(super) fn group_ceiling(&self) -> f32 {
        if self.says_nothing() { NEUTRAL_CEILING } else { FULL_CEILING }
    }

    #[inline(always)]
    fn says_nothing(&self) -> bool {
        self.words[0] | self.words[1] == 0
    }
}
