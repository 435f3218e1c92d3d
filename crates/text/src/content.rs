//! The words of a text that say what it is about.

use std::ops::Range;

use crate::segment::Segmenter;

/// Words that turn what follows them in their clause into what is not meant.
const NEGATIONS: &[&str] = &[
    "不",
    "不上",
    "不做",
    "不干",
    "不要",
    "不想",
    "不愿",
    "不愿意",
    "不能",
    "不会",
    "不含",
    "不包",
    "不接",
    "不接受",
    "不考虑",
    "不用",
    "不需",
    "不需要",
    "不必",
    "不是",
    "不去",
    "无",
    "无需",
    "无须",
    "没",
    "没有",
    "非",
    "勿",
    "别",
    "免",
    "拒绝",
    "谢绝",
    "排除",
    "除",
    "除了",
    "未",
    "not",
    "no",
    "without",
];

/// Words behind which a clause speaks of what is meant again.
const TURNS: &[&str] = &["但", "但是", "而", "而是", "可以", "只要", "只想", "只做", "but"];

impl Segmenter {
    /// Calls `emit` with the words of a folded text that say what it is about: the words of search of at least two
    /// characters, without numbers and without what is negated in its clause. Words may come more than once.
    ///
    /// # Example
    ///
    /// ```
    /// use gigmatch_text::Segmenter;
    ///
    /// let mut words = Vec::new();
    /// Segmenter::general().for_each_content_word("想找保姆的活,不上夜班,5000以上", |word| words.push(word.to_owned()));
    /// assert_eq!(words, ["保姆", "以上"]);
    /// ```
    pub fn for_each_content_word(&self, folded: &str, mut emit: impl FnMut(&str)) {
        let mut clause: Vec<Range<usize>> = Vec::new();
        let mut end = 0;
        self.for_each_search_word(folded, |_, range| {
            // Words that touch are of one clause: what parts clauses is no word.
            if range.start > end {
                for_each_meant(folded, &clause, &mut emit);
                clause.clear();
            }
            end = end.max(range.end);
            clause.push(range);
        });
        for_each_meant(folded, &clause, &mut emit);
    }
}

/// The words of a clause that are not negated.
fn for_each_meant(text: &str, clause: &[Range<usize>], emit: &mut impl FnMut(&str)) {
    let is_one_of = |words: &[&str], range: &Range<usize>| words.contains(&&text[range.clone()]);
    // The parts of a word stand before it, so negations are looked for first: 需要 is no wish in 不需要.
    let mut negated: Vec<Range<usize>> = Vec::new();
    for range in clause {
        match negated.last_mut().filter(|part| part.end == usize::MAX) {
            Some(part) if is_one_of(TURNS, range) => part.end = range.start,
            None if is_one_of(NEGATIONS, range) => negated.push(range.start..usize::MAX),
            _ => {}
        }
    }
    for range in clause {
        let word = &text[range.clone()];
        let is_number = word.chars().all(|letter| letter.is_numeric() || letter == '.');
        let place = negated.partition_point(|part| part.end <= range.start);
        let is_negated = negated.get(place).is_some_and(|part| part.contains(&range.start));
        if word.chars().nth(1).is_some() && !is_number && !is_negated {
            emit(word);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::{Segmenter, fold};

    fn words(text: &str) -> Vec<String> {
        let mut words = Vec::new();
        Segmenter::general().for_each_content_word(&fold(text), |word| words.push(word.to_owned()));
        words
    }

    #[test]
    fn what_is_negated_is_not_meant() {
        assert_eq!(words("可以上夜班"), ["可以", "夜班"]);
        assert_eq!(words("不上夜班"), [""; 0]);
        assert_eq!(words("不需要經驗,包住宿"), ["住宿"]);
        assert_eq!(words("不会开车但可以做饭"), ["可以", "做饭"]);
        assert_eq!(words("不锈钢焊接"), ["不锈", "不锈钢", "焊接"]);
        assert_eq!(words("免费培训 无经验"), ["免费", "培训"]);
    }

    #[test]
    fn numbers_and_single_characters_say_nothing() {
        assert_eq!(words("招cnc学徒3名8.5小时c1 2026 的"), ["cnc", "学徒", "小时", "c1"]);
        assert_eq!(words("🎉!"), [""; 0]);
    }

    proptest! {
        #[test]
        fn content_is_of_the_words_of_search(text in "\\PC{0,40}|[不无没要上夜班月嫂,。 a1但可以]{0,24}") {
            let folded = fold(&text);
            let all = Segmenter::general().search_words(&folded);
            for word in words(&text) {
                prop_assert!(all.contains(&word));
            }
        }
    }
}
