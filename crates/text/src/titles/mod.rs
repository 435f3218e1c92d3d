//! What a title means: labels ranked by examples that look like it.
//!
//! An example is a text that is known to mean a label: a name, another name, a word of job advertisements, a title that
//! somebody has labelled. Texts are compared by pieces of one to three characters (two to four letters in scripts with
//! blanks), the rare ones weighing more: cosine similarity of TF-IDF vectors, as in Salton and Buckley, "Term-weighting
//! approaches in automatic text retrieval" (1988). A label's first score is the sum of the squares of its examples'
//! similarities, so that near examples count and many of them count more.
//!
//! [`TitleClassifier::learn`] then looks at each example as if it were a title without a label, and moves weights of pieces
//! for and against the labels that were ranked first (multinomial logistic regression by stochastic gradient descent over
//! those labels): `店` says little, `店长` much. Two things are learned besides. Weights of pieces for and against whole groups
//! of labels, so that what one label has taught says something of its neighbours, most of which have few examples. And how
//! much names and words ([`Source`]) say about titles, from the examples that are titles themselves.

mod learn;

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::fold::{fold, is_han};

/// Labels that learning tells apart, and that are ranked at least.
const CANDIDATES: usize = 60;

/// What pieces say of a label's group, against what they say of the label itself.
const GROUP: f32 = 0.7;

/// Scores are drawn together by this before they become shares: what was learned from titles is surer of itself than titles
/// that it has not seen allow.
const CALM: f32 = 0.9;

/// The cosine below which an example does not look like a title: 急招 has one character in common with 急诊科医师, and so has
/// 0.29. Of job titles with an occupation one in a hundred looks like nothing.
const LEAST_LIKENESS: f32 = 0.3;

/// Added to the squares of likenesses of a label, of which all may be 0.
const LIKE_NOTHING: f32 = 1e-4;

/// One value for each weighed source.
type BySource = [f32; WEIGHED.len()];

/// Where an example comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The label's own name.
    Name,
    /// Another name of it, or a part of a name.
    OtherName,
    /// A word that titles have for it.
    Word,
    /// A title that somebody has labelled.
    Title,
}

/// Sources that learning weighs; the others count in the first score alone. Titles are not among them, for those that share
/// pay and lodging would draw each other.
///
/// Each stands with what is added to the squares: every label has a name and most have few words, so that none of the words
/// looks alike says less.
const WEIGHED: [(Source, f32); 2] = [(Source::Name, LIKE_NOTHING), (Source::Word, 1e-2)];

/// A title's rank of one label.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    /// The label.
    pub label: u32,
    /// Its share among the ranked labels, 0 to 10,000.
    pub score: u32,
    /// The examples of the label that look most like the title, the nearest first, by their places.
    pub nearest: Vec<u32>,
}

/// Ranks labels for titles.
///
/// # Example
///
/// ```
/// use gigmatch_text::TitleClassifier;
///
/// let examples = [(0, "餐厅服务员"), (0, "传菜员"), (1, "保洁员"), (1, "打扫卫生"), (2, "叉车司机")];
/// let classifier = TitleClassifier::new(examples);
/// let ranked = classifier.rank("火锅店招聘服务员", 3);
/// assert_eq!(ranked[0].label, 0);
/// assert_eq!(ranked[0].nearest, [0, 1]); // what looks like it: the words of examples 0 and 1
/// assert!(classifier.rank("!?", 3).is_empty());
/// ```
#[derive(Debug)]
pub struct TitleClassifier {
    pieces: HashMap<Box<str>, u32, FixedState>,
    rarities: Vec<f32>,
    /// For each piece the examples that have it, with its weight there.
    examples: Vec<Vec<(u32, f32)>>,
    /// The label of each example.
    labels: Vec<u32>,
    sources: Vec<Source>,
    /// The examples of each label.
    of_label: Vec<Vec<u32>>,
    /// For each label the groups that it belongs to, as nodes; empty before learning.
    groups: Vec<Vec<u32>>,
    /// For each piece what it says for and against nodes, by node: labels, and behind them groups; empty before learning.
    learned: Vec<Vec<(u32, f32)>>,
    /// What the examples of each weighed source say beyond the first score.
    source_weights: BySource,
}

/// Pieces of a text with their weights, by piece; of length one.
type Vector = Vec<(u32, f32)>;

/// Calls `emit` with the pieces of a text.
fn for_each_piece(text: &str, mut emit: impl FnMut(&str)) {
    let folded = fold(text);
    let is_inside = |letter: char| letter.is_alphanumeric() || matches!(letter, '+' | '#');
    let mut padded = String::new();
    let mut starts: Vec<usize> = Vec::new();
    let mut rest = folded.as_ref();
    let mut is_after_number = false;
    while let Some(start) = rest.find(is_inside) {
        is_after_number &= start == 0;
        rest = &rest[start..];
        let han = rest.chars().next().is_some_and(is_han);
        let end = rest.find(|letter: char| !is_inside(letter) || is_han(letter) != han).unwrap_or(rest.len());
        let (run, behind) = rest.split_at(end);
        rest = behind;
        let is_number = run.chars().all(|letter| letter.is_ascii_digit());
        // One character behind a number is a unit (26天, 8000元) and says as little.
        let is_unit = is_after_number && han && run.chars().nth(1).is_none();
        is_after_number = is_number;
        if is_number || is_unit {
            continue;
        }
        // What a run begins and ends with says most (…司机, …员; 外贸…), so both ends are marked.
        padded.clear();
        padded.push('^');
        padded.push_str(run);
        padded.push('$');
        starts.clear();
        starts.extend(padded.char_indices().map(|(at, _)| at));
        starts.push(padded.len());
        let sizes = if han { 1..=3 } else { 2..=4 };
        for size in sizes {
            for ends in starts.windows(size + 1) {
                let piece = &padded[ends[0]..ends[size]];
                if piece != "^" && piece != "$" {
                    emit(piece);
                }
            }
        }
    }
}

impl TitleClassifier {
    /// From examples: labels, counted from 0, with texts.
    ///
    /// Where they come from is not told apart; see [`with_sources`](Self::with_sources).
    pub fn new<S: AsRef<str>>(examples: impl IntoIterator<Item = (u32, S)>) -> Self {
        Self::with_sources(examples.into_iter().map(|(label, text)| (label, Source::OtherName, text)))
    }

    /// From examples that say where they come from.
    pub fn with_sources<S: AsRef<str>>(examples: impl IntoIterator<Item = (u32, Source, S)>) -> Self {
        let mut classifier = Self {
            pieces: HashMap::default(),
            rarities: Vec::new(),
            examples: Vec::new(),
            labels: Vec::new(),
            sources: Vec::new(),
            of_label: Vec::new(),
            groups: Vec::new(),
            learned: Vec::new(),
            source_weights: [0.0; WEIGHED.len()],
        };
        let mut counted: Vec<Vec<(u32, f32)>> = Vec::new();
        for (label, source, text) in examples {
            let mut counts: Vec<u32> = Vec::new();
            for_each_piece(text.as_ref(), |piece| {
                let next = u32::try_from(classifier.pieces.len()).unwrap_or(u32::MAX);
                let known = classifier.pieces.get(piece).copied();
                counts.push(known.unwrap_or_else(|| {
                    classifier.pieces.insert(piece.into(), next);
                    next
                }));
            });
            counted.push(counted_pieces(counts));
            let labels = classifier.of_label.len().max(label as usize + 1);
            classifier.of_label.resize(labels, Vec::new());
            classifier.of_label[label as usize].push(u32::try_from(classifier.labels.len()).unwrap_or(u32::MAX));
            classifier.labels.push(label);
            classifier.sources.push(source);
        }
        let mut with_piece = vec![0_u32; classifier.pieces.len()];
        for (piece, _) in counted.iter().flatten() {
            with_piece[*piece as usize] += 1;
        }
        #[expect(clippy::cast_precision_loss, reason = "counts of examples")]
        let rarity = |count: u32| ((counted.len() + 1) as f32 / (count + 1) as f32).ln() + 1.0;
        classifier.rarities = with_piece.into_iter().map(rarity).collect();
        classifier.examples = vec![Vec::new(); classifier.pieces.len()];
        for (place, counts) in (0..).zip(counted) {
            for (piece, weight) in classifier.vector(counts) {
                classifier.examples[piece as usize].push((place, weight));
            }
        }
        classifier
    }

    /// Weighs counted pieces and brings them to length one.
    fn vector(&self, mut counts: Vector) -> Vector {
        for (piece, count) in &mut counts {
            *count = (1.0 + count.ln()) * self.rarities[*piece as usize];
        }
        let length = counts.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
        for (_, weight) in &mut counts {
            *weight /= length;
        }
        counts
    }

    fn vector_of(&self, text: &str) -> Vector {
        let mut pieces = Vec::new();
        for_each_piece(text, |piece| pieces.extend(self.pieces.get(piece)));
        self.vector(counted_pieces(pieces))
    }

    /// How much each example looks like a text, 0 to 1.
    pub fn similarities(&self, text: &str) -> Vec<f32> {
        let mut similarities = vec![0.0; self.labels.len()];
        self.compare(&self.vector_of(text), &mut similarities);
        similarities
    }

    fn compare(&self, vector: &[(u32, f32)], similarities: &mut [f32]) {
        for (piece, weight) in vector {
            for (example, other) in &self.examples[*piece as usize] {
                similarities[*example as usize] += weight * other;
            }
        }
    }

    /// The labels with the highest first scores, the best first.
    fn candidates(&self, similarities: &[f32], scores: &mut Vec<f32>, top: usize) -> Vec<(u32, f32)> {
        scores.clear();
        scores.resize(self.of_label.len(), 0.0);
        for (label, similarity) in self.labels.iter().zip(similarities) {
            scores[*label as usize] += similarity * similarity;
        }
        let mut found: Vec<(u32, f32)> = (0..).zip(scores.iter().copied()).filter(|(_, score)| *score > 0.0).collect();
        let order = |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        if found.len() > top {
            found.select_nth_unstable_by(top, order);
            found.truncate(top);
        }
        found.sort_unstable_by(order);
        found
    }

    /// What a label is worth before learning: the logarithm of the length of its examples' similarities.
    fn first_score(sum: f32) -> f32 {
        log_length(sum, LIKE_NOTHING)
    }

    /// The labels of a title, the best first, at most `top`.
    pub fn rank(&self, title: &str, top: usize) -> Vec<Ranked> {
        let (similarities, shares) = self.all_shares(title, top);
        let ranked = |(label, score)| Ranked { label, score, nearest: self.nearest(&similarities, label) };
        shares.into_iter().take(top).map(ranked).collect()
    }

    /// The labels that come into question for a title, the best first, each with its share of 10,000; none where no example
    /// looks like it, as shares would then say which labels have least against them.
    pub fn shares(&self, title: &str) -> Vec<(u32, u32)> {
        let (similarities, shares) = self.all_shares(title, CANDIDATES);
        if similarities.iter().any(|similarity| *similarity >= LEAST_LIKENESS) { shares } else { Vec::new() }
    }

    /// And how much each example looks like the title; at least `top` labels, where there are so many.
    fn all_shares(&self, title: &str, top: usize) -> (Vec<f32>, Vec<(u32, u32)>) {
        let vector = self.vector_of(title);
        let mut similarities = vec![0.0; self.labels.len()];
        self.compare(&vector, &mut similarities);
        let candidates = self.candidates(&similarities, &mut Vec::new(), top.max(CANDIDATES));
        // Most labels share their groups with others.
        let mut of_group: HashMap<u32, f32, FixedState> = HashMap::default();
        let mut score_of = |label: u32, sum: f32| {
            let by_source = self.by_source(&similarities, label);
            let groups = self.groups_of(label).iter();
            let of_groups: f32 = groups
                .map(|group| *of_group.entry(*group).or_insert_with(|| self.learned_score(&vector, *group)))
                .sum();
            let of_label = self.learned_score(&vector, label);
            score(Self::first_score(sum), by_source, self.source_weights, of_label, of_groups)
        };
        let mut ranked: Vec<(f32, u32)> =
            candidates.iter().map(|(label, sum)| (score_of(*label, *sum), *label)).collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let best = ranked.first().map_or(0.0, |(score, _)| *score);
        let part = |score: f32| ((score - best) * CALM).exp();
        let all: f32 = ranked.iter().map(|(score, _)| part(*score)).sum();
        let share = |(score, label): (f32, u32)| (label, whole(10_000.0 * part(score) / all));
        (similarities, ranked.into_iter().map(share).collect())
    }

    /// What the examples of each weighed source say for a label.
    fn by_source(&self, similarities: &[f32], label: u32) -> BySource {
        WEIGHED.map(|(source, like_nothing)| {
            let of_source =
                self.of_label[label as usize].iter().filter(|place| self.sources[**place as usize] == source);
            let sum: f32 = of_source.map(|place| similarities[*place as usize].powi(2)).sum();
            log_length(sum, like_nothing)
        })
    }

    fn groups_of(&self, label: u32) -> &[u32] {
        self.groups.get(label as usize).map_or(&[], Vec::as_slice)
    }

    /// What the pieces of a title say for and against a label or a group.
    fn learned_score(&self, vector: &[(u32, f32)], node: u32) -> f32 {
        let of_piece = |piece: u32| {
            let learned = self.learned.get(piece as usize)?;
            learned.binary_search_by_key(&node, |(node, _)| *node).ok().map(|at| learned[at].1)
        };
        vector.iter().filter_map(|(piece, weight)| Some(of_piece(*piece)? * weight)).sum()
    }

    /// The examples of a label that look most like a title.
    fn nearest(&self, similarities: &[f32], label: u32) -> Vec<u32> {
        const SHOWN: usize = 3;
        let of_label = self.of_label[label as usize].iter().copied();
        let mut near: Vec<u32> = of_label.filter(|place| similarities[*place as usize] > 0.0).collect();
        near.sort_by(|a, b| similarities[*b as usize].total_cmp(&similarities[*a as usize]).then(a.cmp(b)));
        near.truncate(SHOWN);
        near
    }
}

/// The logarithm of a length, of its square and of what is added to that.
fn log_length(square: f32, added: f32) -> f32 {
    0.5 * (square + added).ln()
}

/// What a label is worth after learning: ranking and learning add up the same.
fn score(first: f32, by_source: BySource, source_weights: BySource, of_label: f32, of_groups: f32) -> f32 {
    let of_sources: f32 = by_source.iter().zip(source_weights).map(|(said, weight)| said * weight).sum();
    first + of_sources + of_label + GROUP * of_groups
}

/// Pieces with how often each stands there, by piece.
fn counted_pieces(mut pieces: Vec<u32>) -> Vector {
    pieces.sort_unstable();
    #[expect(clippy::cast_precision_loss, reason = "pieces of one text")]
    pieces.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as f32)).collect()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates")]
fn whole(share: f32) -> u32 {
    share.round() as u32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const EXAMPLES: [(u32, &str); 9] = [
        (0, "销售代表"),
        (0, "业务员"),
        (0, "销售助理"),
        (1, "店长"),
        (1, "门店店长"),
        (2, "店员"),
        (2, "便利店店员"),
        (3, "java开发工程师"),
        (3, "forklift driver"),
    ];

    #[test]
    fn labels_are_ranked_by_what_looks_alike() {
        let mut classifier = TitleClassifier::new(EXAMPLES);
        for _ in 0..2 {
            let first = |title: &str| classifier.rank(title, 1).first().map(|ranked| ranked.label);
            assert_eq!(first("急招便利店店長"), Some(1));
            assert_eq!(first("ＪＡＶＡ工程师"), Some(3));
            assert_eq!(first("Forklift-Drivers"), Some(3));
            assert_eq!(first("8000"), None);
            classifier.learn();
        }
    }

    #[test]
    fn units_behind_numbers_say_nothing() {
        let pieces = |text: &str| {
            let mut pieces = Vec::new();
            for_each_piece(text, |piece| pieces.push(piece.to_owned()));
            pieces
        };
        assert_eq!(pieces("月嫂 26天8000元"), pieces("月嫂"));
        assert_ne!(pieces("月嫂 26 天"), pieces("月嫂"), "the number ends before it");
        assert_ne!(pieces("月嫂 26天班"), pieces("月嫂"), "more than a unit");
    }

    #[test]
    fn what_looks_like_nothing_has_no_shares() {
        let classifier = TitleClassifier::new([(0, "急诊科医师"), (1, "招标采购专业人员")]);
        assert!(classifier.shares("急招").is_empty());
        assert_eq!(classifier.rank("急招", 1).len(), 1, "and yet is ranked");
        assert_eq!(classifier.shares("急诊科")[0].0, 0);
    }

    #[test]
    fn no_examples_and_no_labels_are_no_panic() {
        let mut empty = TitleClassifier::new::<&str>([]);
        empty.learn();
        assert!(empty.rank("店长", 5).is_empty() && empty.similarities("店长").is_empty());
        let mut blank = TitleClassifier::new([(7, ""), (7, "!")]);
        blank.learn();
        assert!(blank.rank("店长", 5).is_empty());
    }

    proptest! {
        #[test]
        fn any_title_is_ranked(title in "\\PC{0,40}|[店长员销售 ja]{0,12}", top in 0_usize..6) {
            let mut classifier = TitleClassifier::new(EXAMPLES);
            classifier.learn();
            let ranked = classifier.rank(&title, top);
            prop_assert!(ranked.len() <= top && ranked.is_sorted_by(|a, b| a.score >= b.score));
            prop_assert!(ranked.iter().map(|ranked| ranked.score).sum::<u32>() <= 10_010);
            prop_assert_eq!(&ranked, &classifier.rank(&title, top));
            for ranked in ranked {
                prop_assert!(ranked.nearest.iter().all(|place| EXAMPLES[*place as usize].0 == ranked.label));
            }
        }
    }
}
