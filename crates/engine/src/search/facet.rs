//! Counts of found records.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use serde::Serialize;

use super::{options::Facet, rows::Block};
use crate::{
    pay_bands,
    record::{JobLocationType, KeyGroup, RecordKind, Vocabulary},
    snapshot::{Inner, Segment},
    table::{DivisionCode, OccupationId},
};

/// How many of the found records have each value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FacetCounts {
    /// What was counted, as in [`Facet`].
    pub facet: String,
    /// The values, the most frequent first, then by their bytes. Records without a value are in none.
    pub counts: Vec<FacetCount>,
}

/// One value of a facet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FacetCount {
    /// The value: a code, a word, a band.
    pub value: String,
    /// The name of a code, where a table has it.
    pub name: Option<String>,
    /// Found records that have it.
    pub records: u64,
}

/// A value before it has its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Value {
    Occupation(OccupationId),
    Division(DivisionCode),
    Word(&'static str),
    Band(usize),
}

/// Counts records by one facet.
pub(super) struct Counter<'a> {
    inner: &'a Inner,
    kind: RecordKind,
    facet: Facet,
    counts: HashMap<Value, u64, RandomState>,
    /// Where records are counted by division: how many are in each of a segment's distinct ones.
    by_division: Vec<Vec<u64>>,
}

impl<'a> Counter<'a> {
    pub(super) fn new(inner: &'a Inner, kind: RecordKind, facet: Facet) -> Self {
        let places = |segment: &Segment| segment.columns.register(kind).divisions().distinct().len();
        let by_division = inner.segments.iter().map(|segment| vec![0; places(segment)]).collect();
        Self { inner, kind, facet, counts: HashMap::default(), by_division }
    }

    pub(super) fn count(&mut self, block: Block) {
        let columns = &self.inner.segments[block.segment()].columns;
        match (self.kind, self.facet) {
            (RecordKind::Posting, Facet::Occupation) => {
                for (occupation, rows) in columns.postings.occupations_of(block.range()) {
                    self.add(Value::Occupation(occupation), block.count_in(rows));
                }
            }
            (RecordKind::Posting, Facet::WorkMode) => {
                let remote = block.rows().filter(|at| self.inner.posting_row(*at).is_remote()).count() as u64;
                self.add(Value::Word(JobLocationType::Telecommute.name()), remote);
                self.add(Value::Word(JobLocationType::OnSite.name()), block.count() - remote);
            }
            (RecordKind::Posting, Facet::PayPerHour) => {
                for (lower, _) in block.rows().filter_map(|at| self.inner.posting_row(at).hourly_fen()) {
                    self.add(Value::Band(pay_bands::place(lower)), 1);
                }
            }
            (RecordKind::Worker, Facet::Occupation) => {
                for occupation in block.rows().flat_map(|at| self.inner.worker_row(at).desired_occupations()) {
                    self.add(Value::Occupation(occupation), 1);
                }
            }
            (RecordKind::Worker, Facet::KeyGroup) => {
                for (group, _) in KeyGroup::WORDS {
                    let its = block.rows().filter(|at| self.inner.worker_row(*at).is_in_group(*group)).count() as u64;
                    self.add(Value::Word(group.name()), its);
                }
            }
            (kind, Facet::Division(_)) => {
                let divisions = columns.register(kind).divisions();
                let counts = &mut self.by_division[block.segment()];
                block.rows().for_each(|at| counts[divisions.place(at.row as usize)] += 1);
            }
            _ => {}
        }
    }

    fn add(&mut self, value: Value, records: u64) {
        if records > 0 {
            *self.counts.entry(value).or_default() += records;
        }
    }

    /// Adds what was counted by division, each cut to the digits asked for.
    fn add_divisions(&mut self) {
        let Facet::Division(digits) = self.facet else { return };
        for (segment, counts) in self.inner.segments.iter().zip(std::mem::take(&mut self.by_division)) {
            let distinct = segment.columns.register(self.kind).divisions().distinct();
            for (division, records) in distinct.iter().zip(counts) {
                let cut = |code| std::iter::successors(Some(code), |code: &DivisionCode| code.parent());
                if let Some(code) = division.and_then(|code| cut(code).find(|code| code.digits() <= digits)) {
                    self.add(Value::Division(code), records);
                }
            }
        }
    }

    pub(super) fn finish(mut self) -> FacetCounts {
        self.add_divisions();
        let shown = |value: Value| match value {
            Value::Occupation(id) => {
                let occupation = self.inner.packing.occupations.get(id);
                (occupation.code.clone(), Some(occupation.name.clone()))
            }
            Value::Division(code) => {
                let division = self.inner.normalizer.divisions().and_then(|divisions| divisions.get(code));
                (code.to_string(), division.map(|division| division.name.to_owned()))
            }
            Value::Word(word) => (word.to_owned(), None),
            Value::Band(band) => (pay_bands::name(band), None),
        };
        let mut counts: Vec<FacetCount> = self
            .counts
            .iter()
            .map(|(value, records)| {
                let (value, name) = shown(*value);
                FacetCount { value, name, records: *records }
            })
            .collect();
        counts.sort_by(|a, b| b.records.cmp(&a.records).then_with(|| a.value.cmp(&b.value)));
        FacetCounts { facet: self.facet.to_string(), counts }
    }
}
