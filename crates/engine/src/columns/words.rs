//! The words of records that the text factor compares.

use gigmatch_text::fold;

use super::Packing;
use crate::{
    analysis::Analyzer,
    record::{Posting, WorkerProfile},
    symbols::{Interner, Symbol},
};

/// A record that says something in words.
pub(crate) trait Wording {
    /// Calls `emit` with each content word; a word may come more than once.
    fn for_each_word(&self, packing: &Packing, emit: &mut impl FnMut(&str));

    /// The symbols of the words, sorted, each once.
    fn words(&self, packing: &Packing, symbols: &mut impl Interner) -> Vec<Symbol> {
        let mut words = Vec::new();
        self.for_each_word(packing, &mut |word| words.push(symbols.intern(word)));
        words.sort_unstable();
        words.dedup();
        words
    }
}

fn for_each_word_of<'a>(texts: impl IntoIterator<Item = &'a String>, analyzer: &Analyzer, emit: &mut impl FnMut(&str)) {
    for text in texts {
        analyzer.segmenter().for_each_content_word(&fold(text), &mut *emit);
    }
}

/// Title and description.
impl Wording for Posting {
    fn for_each_word(&self, packing: &Packing, emit: &mut impl FnMut(&str)) {
        for_each_word_of([&self.title].into_iter().chain(&self.description), &packing.analyzer, emit);
    }
}

/// Wishes, and the names of the occupations that are wished for or known from experience.
impl Wording for WorkerProfile {
    fn for_each_word(&self, packing: &Packing, emit: &mut impl FnMut(&str)) {
        for_each_word_of(&self.wishes, &packing.analyzer, emit);
        let known = self.experience.iter().map(|experience| &experience.occupational_category);
        for id in self.desired_occupations.iter().chain(known).filter_map(|code| packing.occupations.find(code)) {
            packing.analyzer.words_of_name(id).iter().for_each(|word| emit(word));
        }
    }
}
