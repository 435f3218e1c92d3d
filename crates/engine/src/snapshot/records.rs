//! Finding records by id and reading them back.

use std::{collections::BTreeSet, sync::Arc};

use gigmatch_text::fold;
use tantivy::DocAddress;

use super::{Inner, RowRef, Segment, Snapshot};
use crate::{
    Error, ErrorCode, Occupancy, Result,
    columns::Alive,
    index::stored_document,
    normalize::Record,
    record::{Placement, Posting, RecordKind},
};

impl Segment {
    pub(crate) fn alive(&self, kind: RecordKind) -> &Alive {
        match kind {
            RecordKind::Posting => &self.postings,
            RecordKind::Worker => &self.workers,
            RecordKind::Outlet => &self.outlets,
            RecordKind::Placement => &self.placements,
        }
    }

    /// Live rows of a kind, in column order.
    pub(crate) fn live_rows(&self, kind: RecordKind) -> impl Iterator<Item = usize> {
        let alive = self.alive(kind);
        (0..self.columns.register(kind).len()).filter(move |row| alive.contains(*row))
    }

    /// The same by id bytes.
    fn live_rows_by_id(&self, kind: RecordKind) -> impl Iterator<Item = usize> {
        let alive = self.alive(kind);
        self.columns.register(kind).rows_by_id().filter(move |row| alive.contains(*row))
    }
}

impl Inner {
    /// Where the live record with an id stands.
    pub(crate) fn find(&self, kind: RecordKind, id: &str) -> Option<RowRef> {
        self.segments.iter().enumerate().find_map(|(place, segment)| {
            let row = segment.columns.register(kind).find(id).filter(|row| segment.alive(kind).contains(*row))?;
            Some(RowRef::new(place, row))
        })
    }

    /// The same, where its absence is an error.
    pub(crate) fn find_or_error(&self, kind: RecordKind, id: &str) -> Result<RowRef> {
        self.find(kind, id).ok_or_else(|| {
            let generation = match self.generation {
                0 => "0, before the first commit".to_owned(),
                number => number.to_string(),
            };
            Error::new(ErrorCode::NotFound, format!("no {kind} has the id {id:?} in generation {generation}"))
        })
    }

    pub(crate) fn id_of(&self, kind: RecordKind, at: RowRef) -> &str {
        self.segments[at.segment as usize].columns.register(kind).ids().get(at.row as usize)
    }

    /// All live records of a kind, in the order of the columns.
    pub(crate) fn live_rows(&self, kind: RecordKind) -> Vec<RowRef> {
        let mut rows: Vec<RowRef> = Vec::new();
        for (place, segment) in self.segments.iter().enumerate() {
            rows.extend(segment.live_rows(kind).map(|row| RowRef::new(place, row)));
        }
        rows
    }

    /// All live records of a kind, by id bytes.
    pub(crate) fn rows_by_id(&self, kind: RecordKind) -> Vec<RowRef> {
        let mut rows: Vec<RowRef> = Vec::new();
        for (place, segment) in self.segments.iter().enumerate() {
            rows.extend(segment.live_rows_by_id(kind).map(|row| RowRef::new(place, row)));
        }
        if self.segments.len() > 1 {
            // A stable sort finds the segments' runs and merges them.
            rows.sort_by_key(|at| self.id_of(kind, *at));
        }
        rows
    }

    /// Reads a record back as it was accepted.
    pub(crate) fn record<T: Record>(&self, at: RowRef) -> Result<T> {
        let doc = self.segments[at.segment as usize].columns.register(T::KIND).docs()[at.row as usize];
        let document = stored_document(&self.searcher, DocAddress::new(at.segment, doc))?;
        let (_, json) = self.fields.source_bytes(&document)?;
        serde_json::from_slice(json)
            .map_err(|error| Error::new(ErrorCode::IndexDamaged, "a stored record cannot be read").with_source(error))
    }
}

impl Snapshot {
    /// The record with an id, in its normal form.
    ///
    /// # Errors
    ///
    /// `index.damaged` or `io` where the index cannot be read.
    pub fn get<T: Record>(&self, id: &str) -> Result<Option<T>> {
        self.0.find(T::KIND, id).map(|at| self.0.record(at)).transpose()
    }

    /// The ids of all live records of a kind, by their bytes.
    pub fn ids(&self, kind: RecordKind) -> Vec<String> {
        self.0.rows_by_id(kind).into_iter().map(|at| self.0.id_of(kind, at).to_owned()).collect()
    }

    /// The words of a text as searches look for them: in folded form, parts of long words before them.
    ///
    /// # Example
    ///
    /// ```
    /// let snapshot = gigmatch::Engine::in_memory()?.snapshot();
    /// assert_eq!(snapshot.words("招Ｃ１司機"), ["招", "c1", "司机"]);
    /// # Ok::<(), gigmatch::Error>(())
    /// ```
    pub fn words(&self, text: &str) -> Vec<String> {
        self.0.packing.analyzer.segmenter().search_words(&fold(text))
    }

    /// The words of a text that the text factor compares: those of search of two and more characters, without numbers and
    /// without what is negated in its clause; sorted, each once.
    ///
    /// # Example
    ///
    /// ```
    /// let snapshot = gigmatch::Engine::in_memory()?.snapshot();
    /// assert_eq!(snapshot.content_words("月嫂、保姆，不上夜班"), ["保姆", "月嫂"]);
    /// # Ok::<(), gigmatch::Error>(())
    /// ```
    pub fn content_words(&self, text: &str) -> Vec<String> {
        let mut words = BTreeSet::new();
        self.0.packing.analyzer.segmenter().for_each_content_word(&fold(text), |word| {
            words.insert(word.to_owned());
        });
        words.into_iter().collect()
    }

    /// The occupancy that this generation's placements amount to; its version is `generation N`.
    ///
    /// Placements that hold a seat take it and count as recorded work. A placement without its own employer or times
    /// has those of its posting's shift; where neither is known it takes a seat and counts no hours.
    ///
    /// # Errors
    ///
    /// `index.damaged` or `io` where the index cannot be read.
    pub fn occupancy(&self) -> Result<Arc<Occupancy>> {
        let mut occupancy = Occupancy::new(format!("generation {}", self.generation()));
        for at in self.0.rows_by_id(RecordKind::Placement) {
            let placement: Placement = self.0.record(at)?;
            if !placement.status.holds_seat() {
                continue;
            }
            occupancy.take(&placement.posting_id, &placement.shift_id, 1);
            let posting: Option<Posting> =
                if needs_posting(&placement) { self.get(&placement.posting_id)? } else { None };
            let shift =
                posting.as_ref().and_then(|posting| posting.shifts.iter().find(|shift| shift.id == placement.shift_id));
            let employer =
                placement.employer.clone().or_else(|| posting.as_ref().and_then(|p| p.employer()).map(str::to_owned));
            let start = placement.start.or(shift.map(|shift| shift.start));
            let end = placement.end.or(shift.map(|shift| shift.end));
            if let (Some(employer), Some(start), Some(end)) = (employer, start, end) {
                occupancy.commit(placement.worker_id, employer, start, end);
            }
        }
        Ok(Arc::new(occupancy))
    }
}

fn needs_posting(placement: &Placement) -> bool {
    placement.employer.is_none() || placement.start.is_none() || placement.end.is_none()
}
