//! How much of what a worker says is in what a posting says.

use super::{
    FULL, FULL_CEILING, IdfTable, NEUTRAL, NEUTRAL_CEILING, ScoreContext, each, least, meet, or_neutral, select,
    to_factor,
};
use crate::{
    columns::{
        GroupLanes, PostingRow, WorkerRow,
        lanes::{
            GROUP_MARKS, LANES, Lanes, Marks, NameKind, TEXT_WORDS, TextMark, WordLanes, group_mark_of, marks,
            marks_of, narrow,
        },
    },
    simd::Level,
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

/// What shares of the weight of all words give.
#[inline(always)]
fn given(level: Level, shares: &Lanes<f32>) -> Lanes<f32> {
    let dividends = each(|lane| 2.0 * FULL_CEILING * shares[lane]);
    let given = level.quotients(&dividends, &each(|lane| 1.0 + shares[lane]));
    each(|lane| least(given[lane], FULL_CEILING))
}

/// The share that gives the middle value.
const NEUTRAL_SHARE: f32 = 1.0 / 3.0;

/// A worker's words, for lanes of postings.
pub(super) struct WorkerText {
    /// Each word's mark and its share of the weight of all; and what is given where a posting says nothing.
    shares: Vec<(TextMark, f32)>,
    /// Each word's mark among those of a group, likewise.
    group_shares: Vec<(usize, f32)>,
    says_nothing: bool,
}

impl WorkerText {
    pub(super) fn new(worker: WorkerRow<'_>, idf: &IdfTable) -> Self {
        let words = worker.words();
        let sum: f64 = words.iter().map(|word| f64::from(idf.of_word(*word))).sum();
        let a_weight = 1.0 / sum;
        let share = |word: Symbol| narrow(f64::from(idf.of_word(word)) * a_weight);
        let of_words = words.iter().map(|word| (TextMark::new(*word), share(*word)));
        Self {
            shares: of_words.chain([(TextMark::NOTHING, NEUTRAL_SHARE)]).collect(),
            group_shares: words.iter().map(|word| (group_mark_of(*word), share(*word))).collect(),
            says_nothing: words.is_empty(),
        }
    }

    /// A word that a posting lacks may share its mark with one that it has.
    #[inline(always)]
    pub(super) fn ceilings(&self, level: Level, offered: &WordLanes) -> Lanes<f32> {
        if self.says_nothing {
            return [NEUTRAL_CEILING; LANES];
        }
        let mut sums = [0.0; LANES];
        for (mark, share) in &self.shares {
            let words = &offered[mark.word % TEXT_WORDS];
            sums = each(|lane| sums[lane] + select(words[lane] & mark.bit != 0, *share, 0.0));
        }
        given(level, &sums)
    }

    #[inline(always)]
    pub(super) fn group_ceilings(&self, level: Level, groups: &GroupLanes) -> Lanes<f32> {
        if self.says_nothing {
            return [NEUTRAL_CEILING; LANES];
        }
        let mut sums = [0.0; LANES];
        for (mark, share) in &self.group_shares {
            let lanes = u32::from(groups.words[*mark % GROUP_MARKS]);
            sums = each(|lane| sums[lane] + select(lanes >> lane & 1 != 0, *share, 0.0));
        }
        let given = given(level, &sums);
        each(|lane| or_neutral(given[lane], groups.some_say_nothing[lane] != 0))
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
