//! Text as words: jieba for Chinese with a dictionary of the field's own words, whole runs of letters and digits else.

use std::{
    ops::Range,
    sync::{Arc, LazyLock},
};

use jieba_rs::Jieba;

use crate::fold::{fold, is_han};

/// Words longer than this, in characters, are cut: nobody searches for them, and an index need not hold them.
const LONGEST: usize = 64;

static GENERAL: LazyLock<Segmenter> = LazyLock::new(|| Segmenter { jieba: Arc::new(Jieba::new()) });

/// Cuts folded text into words; clones share the dictionary.
///
/// # Example
///
/// ```
/// use gigmatch_text::{Segmenter, fold};
///
/// let segmenter = Segmenter::with_words(["叉车司机"]);
/// assert_eq!(segmenter.words("招叉车司机2名"), ["招", "叉车司机", "2", "名"]);
/// // Search looks for the parts of long words, too.
/// assert_eq!(segmenter.search_words(&fold("招叉車司機")), ["招", "叉车", "司机", "叉车司机"]);
/// assert_eq!(segmenter.words("c++/c1驾照 8.5小时"), ["c++", "c1", "驾照", "8.5", "小时"]);
/// ```
#[derive(Debug, Clone)]
pub struct Segmenter {
    jieba: Arc<Jieba>,
}

/// A run of text: of Chinese characters, or of letters and digits.
struct Run {
    range: Range<usize>,
    han: bool,
}

impl Segmenter {
    /// The general dictionary, read once a process: a quarter of a second and 33 MB.
    pub fn general() -> Self {
        GENERAL.clone()
    }

    /// The general dictionary and words of one's own.
    ///
    /// The dictionary is read for it, and not kept beside it.
    pub fn with_words<S: AsRef<str>>(words: impl IntoIterator<Item = S>) -> Self {
        Self { jieba: Arc::new(Jieba::new()) }.extended(words)
    }

    /// The same dictionary and more words, which are never cut but for search; they are folded here.
    pub fn extended<S: AsRef<str>>(self, words: impl IntoIterator<Item = S>) -> Self {
        let mut jieba = Arc::unwrap_or_clone(self.jieba);
        for word in words {
            let word = fold(word.as_ref().trim()).into_owned();
            // A single character would tear words apart, and only runs of Chinese characters are cut at all.
            if word.chars().count() >= 2 && word.chars().all(is_han) {
                jieba.add_word(&word, None, None);
            }
        }
        Self { jieba: Arc::new(jieba) }
    }

    /// Calls `emit` with each word of a folded text and its bytes, one after the other.
    pub fn for_each_word(&self, folded: &str, mut emit: impl FnMut(&str, Range<usize>)) {
        self.cut(folded, false, &mut emit);
    }

    /// The same, and the shorter words inside of long ones before them.
    pub fn for_each_search_word(&self, folded: &str, mut emit: impl FnMut(&str, Range<usize>)) {
        self.cut(folded, true, &mut emit);
    }

    /// The words of a folded text.
    pub fn words(&self, folded: &str) -> Vec<String> {
        let mut words = Vec::new();
        self.for_each_word(folded, |word, _| words.push(word.to_owned()));
        words
    }

    /// The words of a folded text and the shorter words inside of long ones.
    pub fn search_words(&self, folded: &str) -> Vec<String> {
        let mut words = Vec::new();
        self.for_each_search_word(folded, |word, _| words.push(word.to_owned()));
        words
    }

    fn cut(&self, folded: &str, search: bool, emit: &mut impl FnMut(&str, Range<usize>)) {
        for_each_run(folded, |run| {
            let text = &folded[run.range.clone()];
            if !run.han {
                let end = text.char_indices().nth(LONGEST).map_or(text.len(), |(at, _)| at);
                emit(&text[..end], run.range.start..run.range.start + end);
                return;
            }
            let tokens = if search { self.jieba.cut_for_search(text, true) } else { self.jieba.cut(text, true) };
            for token in tokens {
                let start = run.range.start + token.byte_start;
                emit(token.word, start..start + token.word.len());
            }
        });
    }
}

/// The pairs of neighbouring characters of a folded text's Chinese runs and its whole runs of other scripts, each with its
/// place: characters that touch are one place apart, what stands apart is further.
///
/// # Example
///
/// ```
/// let mut pairs = Vec::new();
/// gigmatch_text::for_each_pair("包吃住, c1", |pair, _, place| pairs.push((pair.to_owned(), place)));
/// assert_eq!(pairs, [("包吃".to_owned(), 0), ("吃住".to_owned(), 1), ("c1".to_owned(), 4)]);
/// ```
pub fn for_each_pair(folded: &str, mut emit: impl FnMut(&str, Range<usize>, usize)) {
    let mut place = 0;
    let mut end_of_last = 0;
    for_each_run(folded, |run| {
        if run.range.start > end_of_last {
            place += 1;
        }
        end_of_last = run.range.end;
        let text = &folded[run.range.clone()];
        let mut starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        if !run.han {
            let end = starts[LONGEST.min(starts.len() - 1)];
            starts = vec![0, end];
        }
        let width = if starts.len() > 2 { 2 } else { 1 };
        for ends in starts.windows(width + 1) {
            let range = run.range.start + ends[0]..run.range.start + ends[width];
            emit(&folded[range.clone()], range, place);
            place += 1;
        }
        place += width - 1;
    });
}

/// Calls `emit` with the runs of a text. A sign belongs to a run of letters where it is part of a name: `c++`, `c#`, `8.5`.
fn for_each_run(text: &str, mut emit: impl FnMut(Run)) {
    let mut letters = text.char_indices().peekable();
    while let Some((start, first)) = letters.next() {
        if !first.is_alphanumeric() {
            continue;
        }
        let han = is_han(first);
        let mut end = start + first.len_utf8();
        let mut last = first;
        while let Some((at, next)) = letters.peek().copied() {
            let joins = if next.is_alphanumeric() {
                is_han(next) == han
            } else {
                let after = text[at + next.len_utf8()..].chars().next();
                match next {
                    '.' => last.is_ascii_digit() && after.is_some_and(|after| after.is_ascii_digit()),
                    '+' | '#' => last.is_ascii_alphabetic() && end - start == 1 || last == '+' && end - start == 2,
                    _ => false,
                }
            };
            if !joins {
                break;
            }
            last = next;
            end = at + next.len_utf8();
            letters.next();
        }
        emit(Run { range: start..end, han });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn runs_are_words_of_one_script() {
        let words = |text: &str| Segmenter::general().words(text);
        assert_eq!(words("cnc学徒 8小时"), ["cnc", "学徒", "8", "小时"]);
        assert_eq!(words("a1司机🎉保姆"), ["a1", "司机", "保姆"]);
        assert_eq!(words("c# 3.5 v2. b2b"), ["c#", "3.5", "v2", "b2b"]);
        assert!(words("!? 🎉 ，。").is_empty());
        assert_eq!(words(&"x".repeat(1_000))[0].len(), LONGEST);
    }

    #[test]
    fn own_words_are_not_cut_and_single_characters_are_no_words() {
        let segmenter = Segmenter::with_words(["两班倒", "招", "ＣＮＣ學徒", " 陪診師 "]);
        assert_eq!(segmenter.words("陪诊师两班倒"), ["陪诊师", "两班倒"]);
    }

    proptest! {
        #[test]
        fn any_text_is_cut_into_its_parts(text in "\\PC{0,40}|[招普工包吃住月嫂0-9a-c+#. ]{0,20}") {
            let folded = fold(&text);
            let mut end_of_last = 0;
            Segmenter::general().for_each_word(&folded, |word, range| {
                assert_eq!(&folded[range.clone()], word);
                assert!(range.start >= end_of_last);
                end_of_last = range.end;
            });
            let mut last_place = None;
            for_each_pair(&folded, |pair, range, place| {
                assert_eq!(&folded[range], pair);
                assert!(last_place < Some(place));
                last_place = Some(place);
            });
        }

        /// What stands in a text literally has its pairs there, one after the other.
        #[test]
        fn a_part_has_the_pairs_of_the_whole(before in "[招普工,a1 ]{0,8}", part in "[招普工包吃住]{2,6}", after in "[招普工,a1 ]{0,8}") {
            let text = format!("{before}{part}{after}");
            let pairs = |text: &str| {
                let mut pairs = Vec::new();
                for_each_pair(text, |pair, _, place| pairs.push((pair.to_owned(), place)));
                pairs
            };
            let (whole, wanted) = (pairs(&text), pairs(&part));
            let found = whole.iter().any(|(_, place)| {
                wanted.iter().all(|(pair, offset)| {
                    whole.iter().any(|(other, at)| other == pair && *at == place + offset)
                })
            });
            prop_assert!(found, "{:?} {:?}", whole, wanted);
        }
    }
}
