//! One segment's records, packed.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{OnceLock, atomic::AtomicBool},
};

use foldhash::fast::RandomState;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use tantivy::{Index, SegmentReader, TantivyDocument};

use super::{
    documents::{Fields, Source},
    index_error,
};
use crate::{
    Result,
    columns::{Packing, PostingColumns, Register, Wording, WorkerColumns},
    geo::{Bounds, Point},
    lexicon::TypedForms,
    record::{RecordKind, TextRole},
    symbols::{Symbol, Symbols},
    table::{DivisionCode, OccupationId},
};

/// Records of a kind that ranking does not look into.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct PlainColumns {
    register: Register,
    /// Of outlets.
    points: Vec<Option<Point>>,
}

impl PlainColumns {
    fn finish(self) -> Self {
        Self { register: self.register.finish(), ..self }
    }

    /// Where an outlet is.
    pub(crate) fn place(&self, row: usize) -> (Option<Point>, Option<DivisionCode>) {
        (self.points[row], self.register.divisions().get(row))
    }
}

/// Everything that was alive in a segment when it was first seen.
#[derive(Debug, Default)]
pub(crate) struct SegmentColumns {
    pub(crate) postings: PostingColumns,
    pub(crate) workers: WorkerColumns,
    pub(crate) outlets: PlainColumns,
    pub(crate) placements: PlainColumns,
    /// What each document is: its kind and row.
    by_doc: Vec<Option<(RecordKind, u32)>>,
    /// Documents of the index's settings: the only ones without a record.
    pub(super) settings: Vec<u32>,
    /// Whether they stand in a file of the segment.
    pub(super) kept: AtomicBool,
    /// Built when somebody first searches.
    search: [OnceLock<SearchColumns>; RecordKind::ALL.len()],
    /// Of each block of a kind; made on the first call.
    surroundings: [OnceLock<Vec<Surroundings>>; RecordKind::ALL.len()],
}

/// What searching needs of a segment's records of one kind besides tantivy's lists.
#[derive(Debug)]
pub(crate) struct SearchColumns {
    /// The documents of each occupation that somebody is wanted for or wishes for.
    by_occupation: HashMap<OccupationId, Vec<u32>, RandomState>,
    /// The words of titles and employers, and the Latin ones of descriptions, as they are typed in Latin letters.
    typed: TypedForms,
}

impl SearchColumns {
    fn build(columns: &SegmentColumns, reader: &SegmentReader, fields: &Fields, kind: RecordKind) -> Result<Self> {
        let mut by_occupation: HashMap<OccupationId, Vec<u32>, RandomState> = HashMap::default();
        let mut add = |occupation: OccupationId, doc: u32| by_occupation.entry(occupation).or_default().push(doc);
        let docs = columns.register(kind).docs();
        match kind {
            RecordKind::Posting => {
                for (row, doc) in docs.iter().enumerate() {
                    if let Some(occupation) = columns.postings.row(row).occupation() {
                        add(occupation, *doc);
                    }
                }
            }
            RecordKind::Worker => {
                for (row, doc) in docs.iter().enumerate() {
                    for occupation in columns.workers.row(row).desired_occupations() {
                        add(occupation, *doc);
                    }
                }
            }
            RecordKind::Outlet | RecordKind::Placement => {}
        }
        let mut words = BTreeSet::new();
        for role in TextRole::ALL {
            let inverted = reader.inverted_index(fields.text(kind, role).words).map_err(index_error)?;
            let mut terms = inverted.terms().stream().map_err(|error| index_error(error.into()))?;
            while terms.advance() {
                // The Chinese words of descriptions are too many to be told apart by their initials.
                let is_wanted = role != TextRole::Description || terms.key().is_ascii();
                words.extend(std::str::from_utf8(terms.key()).ok().filter(|_| is_wanted).map(str::to_owned));
            }
        }
        Ok(Self { by_occupation, typed: TypedForms::new(words.iter().map(String::as_str)) })
    }

    pub(crate) fn with_occupation(&self, occupation: OccupationId) -> &[u32] {
        self.by_occupation.get(&occupation).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn typed(&self) -> &TypedForms {
        &self.typed
    }
}

impl Source {
    /// What the record says; empty for a kind that ranking does not look into.
    fn words(&self, packing: &Packing, mut symbols: &Symbols) -> Vec<Symbol> {
        match self {
            Self::Posting(posting) => posting.words(packing, &mut symbols),
            Self::Worker(worker) => worker.words(packing, &mut symbols),
            Self::Outlet(_) | Self::Placement(_) | Self::Settings => Vec::new(),
        }
    }
}

/// Rows that searches look at together: postings and workers stand in a spatial order.
pub(crate) const BLOCK: usize = 64;

/// Where the rows of a block are.
#[derive(Debug)]
pub(crate) struct Surroundings {
    /// A box around all that have a place.
    around: Option<Bounds>,
    /// Whether all have one.
    all: bool,
}

impl Surroundings {
    fn of(points: &[Option<Point>]) -> Self {
        Self { around: Bounds::around(points.iter().flatten().copied()), all: !points.contains(&None) }
    }

    /// A squared distance that no row with a place is nearer than.
    pub(crate) fn nearest(&self, point: Point) -> Option<u64> {
        self.around.map(|around| around.distance_squared(point))
    }

    /// A squared distance that no row is farther than; none where some have no place.
    pub(crate) fn farthest(&self, point: Point) -> Option<u64> {
        self.around.filter(|_| self.all).map(|around| around.farthest_squared(point))
    }
}

/// Documents decoded at a time: enough for every thread, little beside the columns.
const CHUNK: usize = 8_192;

impl SegmentColumns {
    /// The columns of a segment: those of its file where it has them, else made of its documents.
    pub(crate) fn load(
        index: &Index,
        reader: &SegmentReader,
        fields: Fields,
        packing: &Packing,
        symbols: &Symbols,
    ) -> Result<Self> {
        match Self::restore(index.directory(), reader, packing, symbols) {
            Some(columns) => Ok(columns),
            None => Self::build(reader, fields, packing, symbols),
        }
    }

    /// Reads the segment's live documents and packs them, decoding and cutting into words in parallel on the current pool.
    fn build(reader: &SegmentReader, fields: Fields, packing: &Packing, symbols: &Symbols) -> Result<Self> {
        let store = reader.get_store_reader(1).map_err(|error| index_error(error.into()))?;
        let mut documents = reader.doc_ids_alive().zip(store.iter::<TantivyDocument>(reader.alive_bitset()));
        let mut columns = Self::default();
        loop {
            let chunk = documents
                .by_ref()
                .take(CHUNK)
                .map(|(doc, document)| document.map(|document| (doc, document)).map_err(index_error))
                .collect::<Result<Vec<_>>>()?;
            if chunk.is_empty() {
                break;
            }
            let decoded = chunk
                .par_iter()
                .map(|(doc, document)| {
                    let (letter, json) = fields.source_bytes(document)?;
                    let source = Source::decode(letter, json)?;
                    let words = source.words(packing, symbols);
                    Ok((*doc, source, words))
                })
                .collect::<Result<Vec<_>>>()?;
            for (doc, source, words) in decoded {
                columns.push(doc, &source, &words, packing, symbols);
            }
        }
        Ok(Self {
            postings: columns.postings.finish(),
            workers: columns.workers.finish(),
            outlets: columns.outlets.finish(),
            placements: columns.placements.finish(),
            ..columns
        }
        .listing(reader.max_doc()))
    }

    /// Lists what each of so many documents is.
    pub(super) fn listing(mut self, max_doc: u32) -> Self {
        let mut by_doc = vec![None; max_doc as usize];
        for kind in RecordKind::ALL {
            for (row, doc) in (0..).zip(self.register(kind).docs()) {
                by_doc[*doc as usize] = Some((kind, row));
            }
        }
        self.by_doc = by_doc;
        self
    }

    /// Whether no document that is alive is missing.
    pub(super) fn are_complete(&self, reader: &SegmentReader) -> bool {
        reader.doc_ids_alive().all(|doc| self.by_doc[doc as usize].is_some() || self.settings.contains(&doc))
    }

    /// Which records the rows of a kind are.
    pub(crate) fn register(&self, kind: RecordKind) -> &Register {
        match kind {
            RecordKind::Posting => self.postings.register(),
            RecordKind::Worker => self.workers.register(),
            RecordKind::Outlet => &self.outlets.register,
            RecordKind::Placement => &self.placements.register,
        }
    }

    /// Where a row is, as far as that is known.
    #[inline]
    pub(crate) fn point(&self, kind: RecordKind, row: usize) -> Option<Point> {
        match kind {
            RecordKind::Posting => self.postings.point(row),
            RecordKind::Worker => self.workers.row(row).point(),
            RecordKind::Outlet => self.outlets.points[row],
            RecordKind::Placement => None,
        }
    }

    /// Where the rows of each block of a kind are.
    pub(crate) fn surroundings(&self, kind: RecordKind) -> &[Surroundings] {
        self.surroundings[kind as usize].get_or_init(|| {
            let points: Vec<Option<Point>> = (0..self.register(kind).len()).map(|row| self.point(kind, row)).collect();
            points.chunks(BLOCK).map(Surroundings::of).collect()
        })
    }

    /// What searching needs besides; built on the first call.
    pub(crate) fn search(&self, reader: &SegmentReader, fields: &Fields, kind: RecordKind) -> Result<&SearchColumns> {
        let cell = &self.search[kind as usize];
        if let Some(columns) = cell.get() {
            return Ok(columns);
        }
        let columns = SearchColumns::build(self, reader, fields, kind)?;
        Ok(cell.get_or_init(|| columns))
    }

    /// The row of a document, where it holds a record of the kind.
    pub(crate) fn row_of(&self, kind: RecordKind, doc: u32) -> Option<usize> {
        let (its_kind, row) = self.by_doc[doc as usize]?;
        (its_kind == kind).then_some(row as usize)
    }

    fn push(&mut self, doc: u32, source: &Source, words: &[Symbol], packing: &Packing, mut symbols: &Symbols) {
        match source {
            Source::Posting(posting) => self.postings.push(doc, posting, words, packing, &mut symbols),
            Source::Worker(worker) => self.workers.push(doc, worker, words, packing, &mut symbols),
            Source::Outlet(outlet) => {
                self.outlets.register.push(doc, &outlet.id, outlet.division.as_deref());
                self.outlets.points.push(outlet.location.map(Point::from_wgs84));
            }
            Source::Placement(placement) => self.placements.register.push(doc, &placement.id, None),
            Source::Settings => self.settings.push(doc),
        }
    }
}
