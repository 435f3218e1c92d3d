//! Which occupations have a word in one of their names.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use gigmatch_text::{Segmenter, fold};

use super::TypedForms;
use crate::table::{OccupationId, OccupationTable};

/// The alternatives of a name such as `配/理/拣/发货` or `家政服务/保姆`.
pub(crate) fn alternatives(name: &str) -> impl Iterator<Item = &str> {
    name.split(['/', '、', '(', ')', '（', '）']).map(str::trim).filter(|name| !name.is_empty())
}

/// The words of the names of a table's occupations.
#[derive(Debug)]
pub(crate) struct OccupationWords {
    by_word: HashMap<String, Vec<OccupationId>, RandomState>,
    names: Vec<(String, OccupationId)>,
    typed: TypedForms,
}

impl OccupationWords {
    /// Of a table, and of words of job advertisements with the codes that they mean; these count only as a whole, for
    /// 医疗器械销售 is no name of medical devices.
    pub(crate) fn new(occupations: &OccupationTable, words: &[(String, String)], segmenter: &Segmenter) -> Self {
        let mut by_word: HashMap<String, Vec<OccupationId>, RandomState> = HashMap::default();
        let mut names = Vec::new();
        for id in occupations.ids() {
            for name in occupations.get(id).names() {
                let name = fold(name);
                segmenter.for_each_search_word(&name, |word, _| {
                    let ids = by_word.entry(word.to_owned()).or_default();
                    if ids.last() != Some(&id) {
                        ids.push(id);
                    }
                });
                names.push((name.into_owned(), id));
            }
        }
        for (code, word) in words {
            if let Some(id) = occupations.find(code) {
                let ids = by_word.entry(fold(word).into_owned()).or_default();
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
        }
        let mut words: Vec<&str> = by_word.keys().map(String::as_str).collect();
        words.sort_unstable();
        let typed = TypedForms::new(words);
        Self { by_word, names, typed }
    }

    /// The occupations with a word in one of their names.
    pub(crate) fn with_word(&self, word: &str) -> &[OccupationId] {
        self.by_word.get(word).map_or(&[], Vec::as_slice)
    }

    /// The occupations with a name in which a text stands literally.
    pub(crate) fn with_text<'a>(&'a self, text: &'a str) -> impl Iterator<Item = OccupationId> + 'a {
        self.names.iter().filter(move |(name, _)| name.contains(text)).map(|(_, id)| *id)
    }

    pub(crate) fn typed(&self) -> &TypedForms {
        &self.typed
    }
}
