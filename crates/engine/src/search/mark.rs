//! Where the words of a query stand in what was found.

use std::{collections::BTreeSet, ops::Range};

use gigmatch_text::{Folded, Segmenter};
use serde::Serialize;

use super::{find::Found, query::Place};
use crate::record::TextRole;

/// Characters before and after the first mark of a long text.
const AROUND: usize = 30;

/// A text of a found record with the places of the query's words.
///
/// # Example
///
/// ```
/// use gigmatch::{Engine, SearchOptions, record::{Posting, RecordKind}};
///
/// let engine = Engine::in_memory()?;
/// let mut writer = engine.writer()?;
/// writer.add(vec![Posting::new("p1", "急招<月嫂>")])?;
/// writer.commit()?;
/// let page = engine.snapshot().search(RecordKind::Posting, "月嫂", &SearchOptions::default())?;
/// let highlight = &page.hits[0].highlights[0];
/// assert_eq!(highlight.marked("[", "]"), "急招<[月嫂]>");
/// assert_eq!(highlight.to_html(), "急招&lt;<mark>月嫂</mark>&gt;");
/// # Ok::<(), gigmatch::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Highlight {
    /// What the text is.
    pub role: TextRole,
    /// The text, or the part of a long one around the first place.
    pub text: String,
    /// The places in bytes, in order, none overlapping; both ends of each are at characters.
    pub spans: Vec<Range<usize>>,
}

impl Highlight {
    /// The text with something written before and after each place.
    pub fn marked(&self, before: &str, after: &str) -> String {
        self.write(before, after, str::to_owned)
    }

    /// The text as HTML, with `<mark>` around each place and everything else escaped.
    pub fn to_html(&self) -> String {
        let escape = |part: &str| part.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        self.write("<mark>", "</mark>", escape)
    }

    fn write(&self, before: &str, after: &str, show: impl Fn(&str) -> String) -> String {
        let mut all = String::new();
        let mut end = 0;
        for span in &self.spans {
            all += &show(&self.text[end..span.start]);
            all += before;
            all += &show(&self.text[span.clone()]);
            all += after;
            end = span.end;
        }
        all + &show(&self.text[end..])
    }
}

/// The words and texts to mark in texts of one role.
pub(super) struct Marks {
    words: BTreeSet<String>,
    literals: BTreeSet<String>,
}

impl Marks {
    pub(super) fn new(found: &[Found], role: TextRole) -> Self {
        let (mut words, mut literals) = (BTreeSet::new(), BTreeSet::new());
        for need in found.iter().map(|found| &found.need) {
            if !need.excluded && need.is_sought_in(Place::Text(role)) {
                need.for_each_mark(
                    &mut |word| {
                        words.insert(word.to_owned());
                    },
                    &mut |literal| {
                        literals.insert(literal.to_owned());
                    },
                );
            }
        }
        Self { words, literals }
    }

    /// A text with its marks, where it has any.
    pub(super) fn mark(&self, segmenter: &Segmenter, role: TextRole, text: &str) -> Option<Highlight> {
        let folded = Folded::new(text);
        let mut spans: Vec<Range<usize>> = Vec::new();
        segmenter.for_each_search_word(folded.text(), |word, range| {
            if self.words.contains(word) {
                spans.push(folded.source_range(range));
            }
        });
        for literal in &self.literals {
            let found = folded.text().match_indices(literal.as_str());
            spans.extend(found.map(|(at, part)| folded.source_range(at..at + part.len())));
        }
        spans.sort_unstable_by_key(|span| (span.start, span.end));
        let mut joined: Vec<Range<usize>> = Vec::new();
        for span in spans {
            match joined.last_mut() {
                Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
                _ => joined.push(span),
            }
        }
        let first = joined.first()?.clone();
        let (start, end) = if role == TextRole::Title {
            (0, text.len())
        } else {
            let before = text[..first.start].char_indices().rev().nth(AROUND - 1).map_or(0, |(at, _)| at);
            let after = text[first.end..].char_indices().nth(AROUND).map_or(text.len(), |(at, _)| first.end + at);
            (before, after)
        };
        let spans = joined.into_iter().filter(|span| span.end <= end).map(|span| span.start - start..span.end - start);
        Some(Highlight { role, text: text[start..end].to_owned(), spans: spans.collect() })
    }
}
