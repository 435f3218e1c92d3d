//! Which records have a word, where and how: a weight for each document, 0 for those that do not have it.
//!
//! Weights of all documents of a segment stand in one array of bytes. Filling it costs a nanosecond or two for each entry
//! of tantivy's lists, and combining the arrays of a query's words even less, so nothing is estimated or cut short: counts
//! are counts, and no answer depends on how the index is cut into segments.

use std::{collections::BTreeSet, ops::Range};

use gigmatch_text::for_each_pair;
use tantivy::{
    COLLECT_BLOCK_BUFFER_LEN, DocSet, InvertedIndexReader, SegmentReader, Term,
    postings::TermInfo,
    query::{EnableScoring, PhraseQuery, Query},
    schema::{Field, IndexRecordOption},
};

use super::query::{Item, Place, is_chinese, is_filler};
use crate::{
    Result,
    index::{SearchColumns, index_error},
    lexicon::TypedForms,
    record::RecordKind,
    snapshot::{Inner, Segment},
    table::OccupationId,
};

/// Words of a query that count: each takes a byte for every document.
const MOST_NEEDS: usize = 24;

/// How a word is found in a text; the product with the weight of the place fits into a byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// As a word of the text.
    Word = 4,
    /// As a word that is typed so in Latin letters.
    Typed = 3,
    /// As characters that stand there, across the borders of words.
    Literal = 2,
    /// As a word that is typed so but for a slip.
    Slip = 1,
}

#[derive(Debug, Clone)]
enum Way {
    Word(String, Form),
    Literal(String),
    /// Words that begin so.
    Beginning(String),
    /// All parts of a long word, each somewhere.
    Parts(Vec<Need>),
    /// Literally in the name of an occupation.
    InNames(String),
    /// An occupation named by its code, and those below it.
    Code(Vec<OccupationId>),
}

/// One thing that a query asks for.
#[derive(Debug, Clone)]
pub(super) struct Need {
    /// As the person wrote it, folded.
    pub(super) shown: String,
    pub(super) excluded: bool,
    /// Records without it are not found.
    pub(super) required: bool,
    place: Option<Place>,
    ways: Vec<Way>,
}

/// What a need matches, by segment and document.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) need: Need,
    pub(super) weights: Vec<Vec<u8>>,
    /// Live records that have it.
    pub(super) records: u64,
}

/// Looks for the words of queries among the records of a kind.
pub(super) struct Finder<'a> {
    inner: &'a Inner,
    kind: RecordKind,
}

impl<'a> Finder<'a> {
    pub(super) fn new(inner: &'a Inner, kind: RecordKind) -> Self {
        Self { inner, kind }
    }

    /// What a query asks for, looked up.
    pub(super) fn find(&self, items: &[Item]) -> Result<Vec<Found>> {
        let mut needs = items.iter().flat_map(|item| self.needs(item)).take(MOST_NEEDS).collect::<Vec<_>>();
        if !needs.iter().any(|need| need.required && !need.excluded) {
            for need in &mut needs {
                need.required = true;
            }
        }
        needs.into_iter().map(|need| self.found(need)).collect()
    }

    fn needs(&self, item: &Item) -> Vec<Need> {
        let need = |shown: &str, ways: Vec<Way>| Need {
            shown: shown.to_owned(),
            excluded: item.excluded,
            required: item.phrase || item.excluded || item.place.is_some() || !is_filler(shown),
            place: item.place,
            ways,
        };
        if item.phrase {
            return vec![need(&item.text, vec![Way::Literal(item.text.clone()), Way::InNames(item.text.clone())])];
        }
        let occupations = &self.inner.packing.occupations;
        if item.place == Some(Place::Occupation)
            && let Some(above) = occupations.find(&item.text)
        {
            let below = occupations.ids().filter(|id| occupations.is_within(*id, above)).collect();
            return vec![need(&item.text, vec![Way::Code(below)])];
        }
        let words = self.inner.packing.analyzer.segmenter().words(&item.text);
        let has_long = words.iter().any(|word| word.chars().nth(1).is_some());
        let is_chinese_whole = is_chinese(&item.text);
        if !has_long && is_chinese_whole && words.len() > 1 {
            // Nothing that jieba knows: the characters as they stand.
            return vec![need(&item.text, vec![Way::Literal(item.text.clone())])];
        }
        // What is left of single characters between words says nothing on its own.
        let says_something = |word: &String| !has_long || !is_chinese(word) || word.chars().nth(1).is_some();
        words.iter().filter(|word| says_something(word)).map(|word| need(word, self.ways(word))).collect()
    }

    fn ways(&self, word: &str) -> Vec<Way> {
        let mut ways = vec![Way::Word(word.to_owned(), Form::Word)];
        let letters = word.chars().count();
        if !is_chinese(word) {
            return ways;
        }
        if letters == 1 {
            ways.push(Way::Beginning(word.to_owned()));
            return ways;
        }
        ways.push(Way::Literal(word.to_owned()));
        if letters > 2 {
            let parts = self.parts(word);
            if !parts.is_empty() {
                ways.push(Way::Parts(parts));
            }
        }
        ways
    }

    /// The longest words inside of a word, from the left, none overlapping; single characters between them are left out.
    fn parts(&self, word: &str) -> Vec<Need> {
        let mut inner = Vec::new();
        self.inner.packing.analyzer.segmenter().for_each_search_word(word, |part, range| {
            if part != word && part.chars().nth(1).is_some() {
                inner.push(range);
            }
        });
        inner.sort_unstable_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
        let mut parts = Vec::new();
        let mut end = 0;
        for range in inner {
            if range.start >= end {
                end = range.end;
                let part = &word[range];
                let ways = vec![Way::Word(part.to_owned(), Form::Word), Way::Literal(part.to_owned())];
                parts.push(Need { shown: part.to_owned(), excluded: false, required: true, place: None, ways });
            }
        }
        parts
    }

    fn found(&self, mut need: Need) -> Result<Found> {
        let latin = match need.ways.as_slice() {
            [Way::Word(word, Form::Word)] if word.is_ascii() && !need.excluded => Some(word.clone()),
            _ => None,
        };
        let mut found = self.look(&need)?;
        let Some(typed) = latin else { return Ok(Found { need, ..found }) };
        // A word that is there is meant; else pinyin and initials; else those with a slip.
        for form in [Form::Typed, Form::Slip] {
            if found.records > 0 {
                break;
            }
            let words = self.typed(&typed, form)?;
            need.ways = words.into_iter().map(|word| Way::Word(word, form)).collect();
            found = self.look(&need)?;
        }
        Ok(Found { need, ..found })
    }

    /// The words that are typed so, of all segments and of the names of occupations.
    fn typed(&self, typed: &str, form: Form) -> Result<BTreeSet<String>> {
        let mut words = BTreeSet::new();
        let mut add = |forms: &TypedForms| match form {
            Form::Slip => words.extend(forms.near(typed).map(str::to_owned)),
            _ => words.extend(forms.exact(typed).map(str::to_owned)),
        };
        add(self.inner.packing.analyzer.occupation_words().typed());
        for (segment, reader) in self.segments() {
            add(self.columns(segment, reader)?.typed());
        }
        Ok(words)
    }

    fn segments(&self) -> impl Iterator<Item = (&'a Segment, &'a SegmentReader)> {
        self.inner.segments.iter().zip(self.inner.searcher.segment_readers())
    }

    fn columns(&self, segment: &'a Segment, reader: &SegmentReader) -> Result<&'a SearchColumns> {
        segment.columns.search(reader, &self.inner.fields, self.kind)
    }

    fn look(&self, need: &Need) -> Result<Found> {
        let mut found = Found { need: need.clone(), weights: Vec::new(), records: 0 };
        for (segment, reader) in self.segments() {
            let weights = self.weights(need, segment, reader)?;
            found.records += match reader.alive_bitset() {
                Some(alive) => documents_with(&weights).filter(|doc| alive.is_alive(*doc)).count(),
                None => count_of(&weights),
            } as u64;
            found.weights.push(weights);
        }
        Ok(found)
    }

    fn weights(&self, need: &Need, segment: &'a Segment, reader: &SegmentReader) -> Result<Vec<u8>> {
        let mut weights = vec![0; reader.max_doc() as usize];
        for way in &need.ways {
            match way {
                Way::Word(word, form) => {
                    for (role_weight, words, _) in self.texts(need.place) {
                        let term = Term::from_field_text(words, word);
                        raise_term(&mut weights, role_weight * *form as u8, reader, &term)?;
                    }
                    // A word may stand in the name of an occupation for one of many trades; that excludes nothing.
                    if !need.excluded || need.place.is_some() {
                        let ids = self.inner.packing.analyzer.occupation_words().with_word(word);
                        self.raise_occupations(&mut weights, need, *form, ids.iter().copied(), segment, reader)?;
                    }
                }
                Way::Literal(text) => {
                    for (role_weight, _, pairs) in self.texts(need.place) {
                        self.raise_literal(&mut weights, role_weight * Form::Literal as u8, reader, pairs, text)?;
                    }
                }
                Way::Beginning(text) => {
                    for (role_weight, words, _) in self.texts(need.place) {
                        raise_beginning(&mut weights, role_weight * Form::Literal as u8, reader, words, text)?;
                    }
                }
                Way::InNames(text) => {
                    let ids = self.inner.packing.analyzer.occupation_words().with_text(text);
                    self.raise_occupations(&mut weights, need, Form::Literal, ids, segment, reader)?;
                }
                Way::Code(ids) => {
                    self.raise_occupations(&mut weights, need, Form::Word, ids.iter().copied(), segment, reader)?;
                }
                Way::Parts(parts) => {
                    let mut least: Option<Vec<u8>> = None;
                    for part in parts {
                        let part = self.weights(&Need { place: need.place, ..part.clone() }, segment, reader)?;
                        least = Some(match least {
                            Some(least) => least.iter().zip(&part).map(|(a, b)| *a.min(b)).collect(),
                            None => part,
                        });
                    }
                    for (weight, part) in weights.iter_mut().zip(least.unwrap_or_default()) {
                        *weight = (part / 2).max(*weight);
                    }
                }
            }
        }
        Ok(weights)
    }

    /// The fields of the texts to look in, with their weights.
    fn texts(&self, place: Option<Place>) -> impl Iterator<Item = (u8, Field, Field)> {
        let places = Place::ALL.into_iter().filter(move |other| place.is_none_or(|place| place == *other));
        places.filter_map(|place| match place {
            Place::Text(role) => {
                let fields = self.inner.fields.text(self.kind, role);
                Some((place.weight(), fields.words, fields.pairs))
            }
            Place::Occupation => None,
        })
    }

    fn raise_occupations(
        &self,
        weights: &mut [u8],
        need: &Need,
        form: Form,
        ids: impl Iterator<Item = OccupationId>,
        segment: &'a Segment,
        reader: &SegmentReader,
    ) -> Result<()> {
        if need.place.is_some_and(|place| place != Place::Occupation) {
            return Ok(());
        }
        let columns = self.columns(segment, reader)?;
        for id in ids {
            for doc in columns.with_occupation(id) {
                raise(weights, *doc, Place::Occupation.weight() * form as u8);
            }
        }
        Ok(())
    }

    fn raise_literal(
        &self,
        weights: &mut [u8],
        weight: u8,
        reader: &SegmentReader,
        pairs: Field,
        text: &str,
    ) -> Result<()> {
        let terms: Vec<(usize, Term)> =
            covering_pairs(text).into_iter().map(|(place, pair)| (place, Term::from_field_text(pairs, pair))).collect();
        match terms.as_slice() {
            [] => Ok(()),
            [(_, term)] => raise_term(weights, weight, reader, term),
            _ => {
                let query = PhraseQuery::new_with_offset(terms);
                let scoring = EnableScoring::disabled_from_searcher(&self.inner.searcher);
                let found = query.weight(scoring).and_then(|weight| weight.scorer(reader, 1.0));
                raise_all(weights, weight, &mut found.map_err(index_error)?);
                Ok(())
            }
        }
    }
}

impl Need {
    /// The words and texts that it stands for, to be marked in what was found.
    pub(super) fn for_each_mark(&self, word: &mut impl FnMut(&str), literal: &mut impl FnMut(&str)) {
        for way in &self.ways {
            match way {
                Way::Word(text, _) => word(text),
                Way::Literal(text) | Way::Beginning(text) => literal(text),
                Way::Parts(parts) => parts.iter().for_each(|part| part.for_each_mark(word, literal)),
                Way::InNames(_) | Way::Code(_) => {}
            }
        }
    }

    /// Whether it may be marked in texts of a place.
    pub(super) fn is_sought_in(&self, place: Place) -> bool {
        self.place.is_none_or(|own| own == place)
    }
}

/// Pairs of a text, each with its place, that leave no character out: where they stand so, the text stands there.
fn covering_pairs(text: &str) -> Vec<(usize, &str)> {
    let mut all: Vec<(usize, Range<usize>)> = Vec::new();
    for_each_pair(text, |_, range, place| all.push((place, range)));
    let mut covering: Vec<(usize, Range<usize>)> = Vec::new();
    for (at, (place, range)) in all.iter().enumerate() {
        let covered = covering.last().map_or(0, |(_, last)| last.end);
        // One that the next stands for, too, is left out.
        let next_begins = all.get(at + 1).map_or(usize::MAX, |(_, next)| next.start);
        if covering.is_empty() || next_begins > covered {
            covering.push((*place, range.clone()));
        }
    }
    covering.into_iter().map(|(place, range)| (place, &text[range])).collect()
}

/// The documents that have a weight; where none of many has one they are passed over together.
pub(super) fn documents_with(weights: &[u8]) -> impl Iterator<Item = u32> {
    const MANY: usize = 64;
    let chunks = (0..).step_by(MANY).zip(weights.chunks(MANY));
    let some = chunks.filter(|(_, chunk)| chunk.iter().fold(0, |all, weight| all | weight) > 0);
    some.flat_map(|(first, chunk)| (first..).zip(chunk).filter(|(_, weight)| **weight > 0).map(|(doc, _)| doc))
}

/// How many documents have a weight.
fn count_of(weights: &[u8]) -> usize {
    // Sums that fit into a byte are made in vectors.
    const SOME: usize = 128;
    let with = |some: &[u8]| some.iter().map(|weight| u8::from(*weight > 0)).sum::<u8>();
    weights.chunks(SOME).map(|some| usize::from(with(some))).sum()
}

fn raise(weights: &mut [u8], doc: u32, weight: u8) {
    let slot = &mut weights[doc as usize];
    *slot = weight.max(*slot);
}

fn raise_all(weights: &mut [u8], weight: u8, documents: &mut (impl DocSet + ?Sized)) {
    let mut buffer = [0; COLLECT_BLOCK_BUFFER_LEN];
    loop {
        let filled = documents.fill_buffer(&mut buffer);
        for doc in &buffer[..filled] {
            raise(weights, *doc, weight);
        }
        if filled < COLLECT_BLOCK_BUFFER_LEN {
            return;
        }
    }
}

fn raise_term(weights: &mut [u8], weight: u8, reader: &SegmentReader, term: &Term) -> Result<()> {
    let inverted = reader.inverted_index(term.field()).map_err(index_error)?;
    match inverted.get_term_info(term).map_err(|error| index_error(error.into()))? {
        Some(info) => raise_list(weights, weight, &inverted, &info),
        None => Ok(()),
    }
}

/// Raises the documents of a term, a block of its list at a time.
fn raise_list(weights: &mut [u8], weight: u8, inverted: &InvertedIndexReader, info: &TermInfo) -> Result<()> {
    let list = inverted.read_block_postings_from_terminfo(info, IndexRecordOption::Basic);
    let mut list = list.map_err(|error| index_error(error.into()))?;
    while !list.docs().is_empty() {
        for doc in list.docs() {
            raise(weights, *doc, weight);
        }
        list.advance();
    }
    Ok(())
}

fn raise_beginning(weights: &mut [u8], weight: u8, reader: &SegmentReader, words: Field, text: &str) -> Result<()> {
    let inverted = reader.inverted_index(words).map_err(index_error)?;
    let mut after = text.to_owned();
    after.push(char::MAX);
    let range = inverted.terms().range().ge(text.as_bytes()).lt(after.as_bytes());
    let mut terms = range.into_stream().map_err(|error| index_error(error.into()))?;
    while terms.advance() {
        raise_list(weights, weight, &inverted, terms.value())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_character_is_left_out() {
        let pairs = |text| covering_pairs(text).into_iter().map(|(_, pair)| pair).collect::<Vec<_>>();
        assert_eq!(pairs("工资按时发放"), ["工资", "按时", "发放"]);
        assert_eq!(pairs("长白班"), ["长白", "白班"]);
        assert_eq!(pairs("招c1司机5名"), ["招", "c1", "司机", "5", "名"]);
        assert_eq!(covering_pairs("包吃住, c1"), [(0, "包吃"), (1, "吃住"), (4, "c1")]);
        assert!(pairs("!").is_empty());
    }
}
