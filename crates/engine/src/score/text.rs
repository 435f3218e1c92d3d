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
    symbols::{NO_SYMBOL, Symbol},
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
            shared += if offered.contains(word) { idf } else { 0 };
        }
        value_of(shared, all)
    }
}

/// Of the weight of all that a worker says, and of what a posting says of it. All of it is seldom in one posting: a third
/// gives the middle value.
fn value_of(shared: u64, all: u64) -> u32 {
    (2 * u64::from(FULL) * shared).checked_div(all + shared).map_or(NEUTRAL, to_factor)
}

/// Words in lanes; [`NO_SYMBOL`], which nobody says, in lanes without one.
fn in_lanes(words: &[Symbol]) -> Lanes<Symbol> {
    let mut lanes = [NO_SYMBOL; LANES];
    lanes[..words.len()].copy_from_slice(words);
    lanes
}

/// Some of a worker's words with their weights.
struct Weighed {
    words: Lanes<Symbol>,
    weights: Lanes<u32>,
}

impl Weighed {
    fn new(words: &[Symbol], idf: &IdfTable) -> Self {
        let mut weights = [0; LANES];
        weights.iter_mut().zip(words).for_each(|(weight, word)| *weight = idf.of_word(*word));
        Self { words: in_lanes(words), weights }
    }

    /// The weight of those that a posting has. All are compared with all: looking takes less time than guessing wrong where to
    /// look.
    fn shared(&self, offered: &[Symbol]) -> u64 {
        let mut held = [0_u32; LANES];
        for word in offered {
            for (held, own) in held.iter_mut().zip(&self.words) {
                *held |= if own == word { u32::MAX } else { 0 };
            }
        }
        self.weights.iter().zip(held).map(|(weight, held)| u64::from(weight & held)).sum()
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

/// A worker's words, for many postings and for lanes of them.
pub(super) struct WorkerText {
    weighed: Vec<Weighed>,
    /// The weight of all.
    all: u64,
    /// Each word's mark and its share of the weight of all; and what is given where a posting says nothing.
    shares: Vec<(TextMark, f32)>,
    /// Each word's mark among those of a group, likewise.
    group_shares: Vec<(usize, f32)>,
    says_nothing: bool,
}

impl WorkerText {
    pub(super) fn new(worker: WorkerRow<'_>, idf: &IdfTable) -> Self {
        let words = worker.words();
        let all: u64 = words.iter().map(|word| u64::from(idf.of_word(*word))).sum();
        #[expect(clippy::cast_precision_loss, reason = "a list of words is short")]
        let a_weight = 1.0 / all as f64;
        let share = |word: Symbol| narrow(f64::from(idf.of_word(word)) * a_weight);
        let of_words = words.iter().map(|word| (TextMark::new(*word), share(*word)));
        Self {
            weighed: words.chunks(LANES).map(|words| Weighed::new(words, idf)).collect(),
            all,
            shares: of_words.chain([(TextMark::NOTHING, NEUTRAL_SHARE)]).collect(),
            group_shares: words.iter().map(|word| (group_mark_of(*word), share(*word))).collect(),
            says_nothing: words.is_empty(),
        }
    }

    /// The same as [`ScoreContext::text`] of the worker and a posting.
    pub(super) fn value(&self, posting: PostingRow<'_>) -> u32 {
        let offered = posting.words();
        if offered.is_empty() {
            return NEUTRAL;
        }
        value_of(self.weighed.iter().map(|weighed| weighed.shared(offered)).sum(), self.all)
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

/// A posting's words, for many workers and for lanes of them.
pub(super) struct PostingText {
    offered: Vec<Lanes<Symbol>>,
    words: Marks,
}

impl PostingText {
    pub(super) fn new(posting: PostingRow<'_>) -> Self {
        let words = posting.words();
        Self {
            offered: words.chunks(LANES).map(in_lanes).collect(),
            words: marks(marks_of(NameKind::Word, words.iter().copied())),
        }
    }

    /// The same as [`ScoreContext::text`] of a worker and the posting.
    pub(super) fn value(&self, worker: WorkerRow<'_>, idf: &IdfTable) -> u32 {
        if self.offered.is_empty() {
            return NEUTRAL;
        }
        let (mut shared, mut all) = (0, 0);
        for word in worker.words() {
            let idf = u64::from(idf.of_word(*word));
            let mut equal = [false; LANES];
            for lanes in &self.offered {
                equal.iter_mut().zip(lanes).for_each(|(equal, other)| *equal |= word == other);
            }
            all += idf;
            shared += if equal.contains(&true) { idf } else { 0 };
        }
        value_of(shared, all)
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
