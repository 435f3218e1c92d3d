//! Counts of found records.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use serde::Serialize;

use super::options::Facet;
use crate::{
    pay_bands,
    record::{KeyGroup, RecordKind, Vocabulary},
    snapshot::{Inner, RowRef},
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
}

impl<'a> Counter<'a> {
    pub(super) fn new(inner: &'a Inner, kind: RecordKind, facet: Facet) -> Self {
        Self { inner, kind, facet, counts: HashMap::default() }
    }

    pub(super) fn count(&mut self, at: RowRef) {
        let mut add = |value: Value| *self.counts.entry(value).or_default() += 1;
        let division = |code: Option<DivisionCode>| {
            let Facet::Division(digits) = self.facet else { return None };
            std::iter::successors(code, |code| code.parent()).find(|code| code.digits() <= digits)
        };
        match self.kind {
            RecordKind::Posting => {
                let posting = self.inner.posting_row(at);
                match self.facet {
                    Facet::Occupation => posting.occupation().map(Value::Occupation).into_iter().for_each(add),
                    Facet::Division(_) => division(posting.division()).map(Value::Division).into_iter().for_each(add),
                    Facet::WorkMode => add(Value::Word(posting.location_type().name())),
                    Facet::PayPerHour => {
                        if let Some((lower, _)) = posting.hourly_fen() {
                            add(Value::Band(pay_bands::place(lower)));
                        }
                    }
                    Facet::KeyGroup => {}
                }
            }
            RecordKind::Worker => {
                let worker = self.inner.worker_row(at);
                match self.facet {
                    Facet::Occupation => {
                        worker.desired_occupations().iter().copied().map(Value::Occupation).for_each(add);
                    }
                    Facet::Division(_) => division(worker.division()).map(Value::Division).into_iter().for_each(add),
                    Facet::KeyGroup => {
                        let groups = KeyGroup::WORDS.iter().map(|(group, _)| *group);
                        let its = groups.filter(|group| worker.is_in_group(*group));
                        its.map(|group| Value::Word(group.name())).for_each(add);
                    }
                    Facet::WorkMode | Facet::PayPerHour => {}
                }
            }
            RecordKind::Outlet => {
                let (_, code) = self.inner.segments[at.segment as usize].columns.outlets.place(at.row as usize);
                division(code).map(Value::Division).into_iter().for_each(add);
            }
            RecordKind::Placement => {}
        }
    }

    pub(super) fn finish(self) -> FacetCounts {
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
