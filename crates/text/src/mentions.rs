//! Mentions of known terms in free text, and what is said of them.

use std::{collections::HashMap, ops::Range};

use foldhash::fast::FixedState;

use crate::fold::{Folded, fold};

/// What a text says of a term that it mentions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sense {
    /// It is named, and nothing is said of it.
    Named,
    /// It must be there: 需, 必须, 要求, 持.
    Required,
    /// It is welcome: 优先, 最好, 加分.
    Preferred,
    /// It need not be there: 无需, 不要求, 不限.
    NotNeeded,
}

/// A term in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Which term.
    pub term: u32,
    /// Where it stands, in bytes of the text; both ends are at characters.
    pub span: Range<usize>,
    /// What is said of it in its clause.
    pub sense: Sense,
}

/// Finds known terms, the longest at each place.
///
/// # Example
///
/// ```
/// use gigmatch_text::{Sense, TermMatcher};
///
/// let matcher = TermMatcher::new([(0, "健康证"), (1, "叉车证"), (1, "N1证"), (2, "驾照")]);
/// let text = "需健康證，有叉车证者优先，无需驾照";
/// let found = matcher.find(text);
/// let told: Vec<_> = found.iter().map(|mention| (mention.term, mention.sense)).collect();
/// assert_eq!(told, [(0, Sense::Required), (1, Sense::Preferred), (2, Sense::NotNeeded)]);
/// assert_eq!(&text[found[0].span.clone()], "健康證");
/// ```
#[derive(Debug)]
pub struct TermMatcher {
    terms: HashMap<Box<str>, u32, FixedState>,
    /// In characters.
    longest: usize,
}

/// Words before a term that say it need not be there; they are looked for first, as 不要求 has 要求 in it.
const NOT_NEEDED_BEFORE: &[&str] =
    &["无需", "无须", "不需", "不须", "不必", "不用", "不要求", "不要", "免", "没有", "无", "未持", "不看", "不限"];
/// The same behind it.
const NOT_NEEDED_BEHIND: &[&str] = &[
    "不限",
    "不要求",
    "不作要求",
    "不做要求",
    "不需要",
    "不必",
    "可无",
    "没有也",
    "无也",
    "没有亦",
    "非必须",
    "非必需",
];
/// Behind a term that is said to be missing these turn the sense round: 无叉车证勿扰.
const REFUSED_BEHIND: &[&str] = &["勿", "免谈", "不考虑", "不招", "不收", "不录", "别来", "绕行", "请绕"];
const PREFERRED_BEFORE: &[&str] = &["最好", "优先", "希望", "欢迎"];
const PREFERRED_BEHIND: &[&str] =
    &["优先", "更佳", "最佳", "者佳", "为佳", "更好", "最好", "加分", "可加薪", "待遇从优"];
const REQUIRED_BEFORE: &[&str] =
    &["必须", "必需", "须", "需", "要求", "要有", "要会", "持", "凭", "应有", "具备", "熟练", "熟悉", "精通", "限"];
const REQUIRED_BEHIND: &[&str] = &["必须", "必备", "必需", "上岗", "齐全", "必带"];

impl TermMatcher {
    /// Of terms with the texts they are written as; of equal texts the first counts.
    pub fn new<S: AsRef<str>>(terms: impl IntoIterator<Item = (u32, S)>) -> Self {
        let mut matcher = Self { terms: HashMap::default(), longest: 0 };
        for (term, text) in terms {
            let text = fold(text.as_ref().trim());
            if !text.is_empty() {
                matcher.longest = matcher.longest.max(text.chars().count());
                matcher.terms.entry(text.as_ref().into()).or_insert(term);
            }
        }
        matcher
    }

    /// The mentions in a text, in order, none overlapping.
    pub fn find(&self, text: &str) -> Vec<Mention> {
        let folded = Folded::new(text);
        let text = folded.text();
        let mut found = Vec::new();
        let mut rest = 0;
        while rest < text.len() {
            let end = self.longest_at(text, rest);
            match end {
                Some((end, term)) => {
                    found.push((term, rest..end));
                    rest = end;
                }
                None => rest += text[rest..].chars().next().map_or(1, char::len_utf8),
            }
        }
        let spans: Vec<Range<usize>> = found.iter().map(|(_, span)| span.clone()).collect();
        let mention = |(term, span): (u32, Range<usize>)| Mention {
            term,
            sense: sense(text, &span, &spans),
            span: folded.source_range(span),
        };
        found.into_iter().map(mention).collect()
    }

    /// Where the longest term that begins at a place ends, and which it is.
    fn longest_at(&self, text: &str, start: usize) -> Option<(usize, u32)> {
        let is_latin = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_alphanumeric());
        let (before, rest) = text.split_at(start);
        if is_latin(before.chars().next_back()) && is_latin(rest.chars().next()) {
            return None;
        }
        let ends: Vec<usize> =
            rest.char_indices().map(|(at, letter)| at + letter.len_utf8()).take(self.longest).collect();
        ends.into_iter().rev().find_map(|end| {
            // A Latin word is not cut: c1 does not stand in c12.
            let cuts = is_latin(rest[..end].chars().next_back()) && is_latin(rest[end..].chars().next());
            self.terms.get(&rest[..end]).filter(|_| !cuts).map(|term| (start + end, *term))
        })
    }
}

/// What the clause of a term says of it: what stands before the term, or before others that are listed with it, and behind.
fn sense(text: &str, span: &Range<usize>, others: &[Range<usize>]) -> Sense {
    /// A clause is not longer to either side, in characters: what is farther away speaks of something else.
    const FAR: usize = 12;
    let is_end = |letter: char| matches!(letter, ',' | ';' | '!' | '?' | '。' | '\n' | '.' | '｡');
    let (mut start, mut end) = (span.start, span.end);
    // Terms that touch, or that are joined by 、, / or 和, are one list.
    let joins = |between: &str| {
        between.chars().all(|letter| matches!(letter, '、' | '/' | '和' | '及' | '与' | '或' | '者' | ' ' | '+' | '&'))
    };
    while let Some(before) = others.iter().rev().find(|other| other.end <= start && joins(&text[other.end..start])) {
        start = before.start;
    }
    while let Some(behind) = others.iter().find(|other| other.start >= end && joins(&text[end..other.start])) {
        end = behind.end;
    }
    let before = text[..start].rsplit(is_end).next().unwrap_or_default();
    let behind = text[end..].split(is_end).next().unwrap_or_default();
    // Between two terms that are not listed together each word belongs to the nearer one.
    let last = others.iter().filter(|other| other.end <= start).map(|other| other.end).max().unwrap_or(0);
    let next = others.iter().filter(|other| other.start >= end).map(|other| other.start).min().unwrap_or(text.len());
    let before = &before[before.len() - before.len().min(start - last)..];
    let behind = &behind[..behind.len().min(next - end)];
    let before: String = before.chars().rev().take(FAR).collect::<Vec<_>>().into_iter().rev().collect();
    let behind: String = behind.chars().take(FAR).collect();
    let says = |words: &[&str], text: &str| words.iter().any(|word| text.contains(word));
    if says(REFUSED_BEHIND, &behind) {
        Sense::Required
    } else if says(NOT_NEEDED_BEFORE, &before) || says(NOT_NEEDED_BEHIND, &behind) {
        Sense::NotNeeded
    } else if says(PREFERRED_BEHIND, &behind) || says(PREFERRED_BEFORE, &before) {
        Sense::Preferred
    } else if says(REQUIRED_BEFORE, &before) || says(REQUIRED_BEHIND, &behind) {
        Sense::Required
    } else {
        Sense::Named
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TERMS: [(u32, &str); 7] =
        [(0, "健康证"), (1, "叉车证"), (1, "N1叉车证"), (2, "C1"), (2, "C1驾照"), (3, "电工证"), (4, "驾照")];

    #[test]
    fn senses_are_told_apart() {
        let matcher = TermMatcher::new(TERMS);
        for (text, expected) in [
            ("需持健康证上岗", vec![(0, Sense::Required)]),
            ("健康证不限", vec![(0, Sense::NotNeeded)]),
            ("不要求健康证，有电工证优先", vec![(0, Sense::NotNeeded), (3, Sense::Preferred)]),
            ("有健康证、电工证者优先", vec![(0, Sense::Preferred), (3, Sense::Preferred)]),
            ("必须有健康证和Ｃ１駕照", vec![(0, Sense::Required), (2, Sense::Required)]),
            ("本人有N1叉车证", vec![(1, Sense::Named)]),
            ("无叉车证勿扰。健康证", vec![(1, Sense::Required), (0, Sense::Named)]),
            ("没有叉车证也可以", vec![(1, Sense::NotNeeded)]),
            ("型号AC12，c1本", vec![(2, Sense::Named)]),
            ("", vec![]),
        ] {
            let found: Vec<_> = matcher.find(text).into_iter().map(|mention| (mention.term, mention.sense)).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn spans_are_text_and_in_order(text in "\\PC{0,30}|[需无健康證证C1１驾照电工、，优先 a]{0,24}") {
            let mut end = 0;
            for mention in TermMatcher::new(TERMS).find(&text) {
                prop_assert!(mention.span.start >= end && mention.span.end > mention.span.start);
                prop_assert!(text.get(mention.span.clone()).is_some());
                end = mention.span.end;
            }
        }
    }
}
