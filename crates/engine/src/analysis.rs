//! How text becomes terms: one analyzer for the index and for queries, with the words of the index's own tables.

use std::sync::{Arc, LazyLock, OnceLock};

use arc_swap::ArcSwap;
use gigmatch_text::{Segmenter, fold, for_each_pair};
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};

use crate::{
    lexicon::{OccupationWords, alternatives},
    table::{Occupation, OccupationId, OccupationTable, carried_words},
    terms::TermTable,
};

/// The tokenizer of fields that hold words: those of jieba's search mode, and whole runs of Latin letters and digits.
pub(crate) const WORDS: &str = "gigmatch";

/// The tokenizer of fields that hold pairs of neighbouring characters with their places, for what stands literally in a
/// text whatever its words are.
pub(crate) const PAIRS: &str = "gigmatch_pairs";

static CARRIED: LazyLock<Segmenter> = LazyLock::new(|| segmenter_of(&OccupationTable::csco_2022()));

/// Names of the places where people are served, which no table has.
const OUTLETS: [&str; 8] =
    ["零工市场", "零工驿站", "就业驿站", "就业服务站", "服务窗口", "人力资源市场", "劳务市场", "招聘会"];

/// The words of job advertisements that are known for a table.
fn words_of(occupations: &OccupationTable) -> Vec<(String, String)> {
    if std::ptr::eq(occupations, OccupationTable::csco_2022().as_ref()) { carried_words() } else { Vec::new() }
}

fn segmenter_of(occupations: &OccupationTable) -> Segmenter {
    let carried = TermTable::carried();
    let terms = carried.terms().iter().flat_map(|term| std::iter::once(&term.name).chain(&term.aliases));
    let names = occupations.nodes().iter().flat_map(Occupation::names).flat_map(alternatives);
    Segmenter::with_words(names)
        .extended(words_of(occupations).iter().map(|(_, word)| word))
        .extended(OUTLETS)
        .extended(terms)
}

/// The content words of a name.
type NameWords = Box<[Box<str>]>;

/// The analyzer of one state of an index's words.
#[derive(Debug, Clone)]
pub(crate) struct Analyzer {
    /// Absent where it is the one that the crate carries.
    segmenter: Option<Segmenter>,
    occupations: Arc<OccupationTable>,
    occupation_words: Arc<OnceLock<OccupationWords>>,
    /// The content words of each occupation's name.
    names: Arc<OnceLock<Vec<NameWords>>>,
}

impl Analyzer {
    /// With the words of an occupation table and more. Reading the general dictionary waits until text comes, where the
    /// words are those that the crate carries.
    pub(crate) fn new(occupations: &Arc<OccupationTable>, words: &[String]) -> Self {
        let segmenter = match (Arc::ptr_eq(occupations, &OccupationTable::csco_2022()), words) {
            (true, []) => None,
            (true, words) => Some(CARRIED.clone().extended(words)),
            (false, words) => Some(segmenter_of(occupations).extended(words)),
        };
        Self {
            segmenter,
            occupations: Arc::clone(occupations),
            occupation_words: Arc::default(),
            names: Arc::default(),
        }
    }

    pub(crate) fn segmenter(&self) -> &Segmenter {
        self.segmenter.as_ref().unwrap_or_else(|| &CARRIED)
    }

    /// The words of the names of occupations; listed when they are first asked for.
    pub(crate) fn occupation_words(&self) -> &OccupationWords {
        self.occupation_words
            .get_or_init(|| OccupationWords::new(&self.occupations, &words_of(&self.occupations), self.segmenter()))
    }

    /// The content words of an occupation's name; those of all names are listed when some are first asked for.
    pub(crate) fn words_of_name(&self, occupation: OccupationId) -> &[Box<str>] {
        let names = self.names.get_or_init(|| {
            let words = |occupation: &Occupation| {
                let mut words: Vec<Box<str>> = Vec::new();
                self.segmenter().for_each_content_word(&fold(&occupation.name), |word| words.push(word.into()));
                words.into_boxed_slice()
            };
            self.occupations.nodes().iter().map(words).collect()
        });
        &names[occupation.place()]
    }
}

/// The analyzer that text is indexed with from now on; clones share it, and so do the tokenizers of an open index.
#[derive(Debug, Clone)]
pub(crate) struct CurrentAnalyzer(Arc<ArcSwap<Analyzer>>);

impl CurrentAnalyzer {
    pub(crate) fn new(analyzer: Analyzer) -> Self {
        Self(Arc::new(ArcSwap::from_pointee(analyzer)))
    }

    pub(crate) fn set(&self, analyzer: Analyzer) {
        self.0.store(Arc::new(analyzer));
    }

    /// Every index that is opened knows its tokenizers.
    pub(crate) fn register(&self, tokenizers: &TokenizerManager) {
        tokenizers.register(WORDS, TextAnalyzer::from(WordTokenizer(self.clone())));
        tokenizers.register(PAIRS, TextAnalyzer::from(PairTokenizer));
    }
}

/// The words of a text, for tantivy.
#[derive(Debug, Clone)]
struct WordTokenizer(CurrentAnalyzer);

impl Tokenizer for WordTokenizer {
    type TokenStream<'a> = Tokens;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens {
        let mut tokens = Tokens::default();
        let analyzer = self.0.0.load();
        analyzer.segmenter().for_each_search_word(&fold(text), |word, _| {
            let place = tokens.ends.len();
            tokens.push(word, place);
        });
        tokens
    }
}

/// The pairs of neighbouring characters of a text, for tantivy.
#[derive(Debug, Clone)]
struct PairTokenizer;

impl Tokenizer for PairTokenizer {
    type TokenStream<'a> = Tokens;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens {
        let mut tokens = Tokens::default();
        for_each_pair(&fold(text), |pair, _, place| tokens.push(pair, place));
        tokens
    }
}

/// The tokens of one text, one behind the other.
#[derive(Debug, Default)]
struct Tokens {
    text: String,
    /// Where each token ends in `text`, and its place.
    ends: Vec<(usize, usize)>,
    next: usize,
    current: Token,
}

impl Tokens {
    fn push(&mut self, token: &str, place: usize) {
        self.text.push_str(token);
        self.ends.push((self.text.len(), place));
    }
}

impl TokenStream for Tokens {
    fn advance(&mut self) -> bool {
        let Some((end, place)) = self.ends.get(self.next).copied() else { return false };
        let start = self.next.checked_sub(1).map_or(0, |last| self.ends[last].0);
        self.next += 1;
        self.current.text.clear();
        self.current.text.push_str(&self.text[start..end]);
        self.current.position = place;
        true
    }

    fn token(&self) -> &Token {
        &self.current
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.current
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(name: &str, text: &str) -> Vec<(String, usize)> {
        let tokenizers = TokenizerManager::default();
        CurrentAnalyzer::new(Analyzer::new(&OccupationTable::csco_2022(), &[])).register(&tokenizers);
        let mut analyzer = tokenizers.get(name).expect("a registered tokenizer");
        let mut stream = analyzer.token_stream(text);
        let mut all = Vec::new();
        while stream.advance() {
            all.push((stream.token().text.clone(), stream.token().position));
        }
        all
    }

    #[test]
    fn words_are_those_of_the_occupations() {
        let words: Vec<String> = terms(WORDS, "聘月嫂,Ｃ１駕照 叉車司機").into_iter().map(|(word, _)| word).collect();
        assert_eq!(words, ["聘", "月嫂", "c1", "驾照", "叉车", "司机", "叉车司机"]);
    }

    #[test]
    fn pairs_keep_their_places() {
        let pairs = terms(PAIRS, "包吃住/8小時");
        assert_eq!(pairs, [("包吃", 0), ("吃住", 1), ("8", 4), ("小时", 5)].map(|(pair, at)| (pair.to_owned(), at)));
    }
}
