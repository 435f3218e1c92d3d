//! Building a snapshot: columns of new segments, shared columns of known ones, and what is counted over live rows.

use std::sync::Arc;

use rayon::ThreadPool;
use tantivy::{Searcher, SegmentReader};

use super::{Inner, Segment, Snapshot};
use crate::{
    Result,
    columns::{Alive, Packing, PostingBounds},
    index::{SegmentColumns, Store},
    normalize::Normalizer,
    record::RecordKind,
    score::{IdfCounts, NEUTRAL},
    symbols::Symbols,
};

/// What all snapshots of an engine share.
#[derive(Clone)]
pub(crate) struct Shared {
    pub(crate) packing: Packing,
    pub(crate) normalizer: Normalizer,
    pub(crate) symbols: Arc<Symbols>,
    pub(crate) pool: Arc<ThreadPool>,
}

impl Snapshot {
    /// The newest generation of the index, with the columns of segments that `previous` already holds.
    pub(crate) fn load(store: &Store, shared: &Shared, previous: Option<&Self>) -> Result<Self> {
        let (searcher, commit) = store.newest()?;
        if let Some(previous) = previous.filter(|previous| previous.is_of(commit.generation, &searcher)) {
            return Ok(previous.clone());
        }
        let packing = match previous.map_or(&shared.packing, |previous| &previous.0.packing) {
            packing if commit.generation == 0 => packing.clone(),
            packing => match store.settings_of(&searcher)? {
                Some(settings) if *settings.words != *packing.words => settings.packing()?,
                _ => packing.clone(),
            },
        };
        // Columns hold words, so all are built anew where the words that text is cut into have changed.
        let previous = previous.filter(|previous| previous.0.packing.words == packing.words);
        let known = |reader: &SegmentReader| {
            let segments = previous?.0.segments.iter();
            segments.into_iter().find(|segment| segment.id == reader.segment_id()).map(|s| Arc::clone(&s.columns))
        };
        let build = |reader: &SegmentReader| {
            let load = || SegmentColumns::load(store.index(), reader, store.fields(), &packing, &shared.symbols);
            let columns = known(reader).map_or_else(|| load().map(Arc::new), Ok)?;
            Ok(Segment::new(reader, columns))
        };
        let mut segments =
            shared.pool.install(|| searcher.segment_readers().iter().map(build).collect::<Result<Vec<_>>>())?;
        let mut counts = IdfCounts::default();
        for segment in &segments {
            counts.count(&segment.columns.postings, &segment.postings);
        }
        let idf = counts.into_table();
        shared.pool.install(|| {
            for segment in &mut segments {
                let (postings, occupations) = (&segment.columns.postings, &packing.occupations);
                segment.bounds = PostingBounds::new(postings, occupations, |skill| idf.of_skill(skill), NEUTRAL);
            }
        });
        Ok(Self(Arc::new(Inner {
            generation: commit.generation,
            searcher,
            fields: store.fields(),
            packing,
            normalizer: shared.normalizer.clone(),
            symbols: Arc::clone(&shared.symbols),
            pool: Arc::clone(&shared.pool),
            segments,
            idf,
        })))
    }

    /// Keeps the columns of segments with at least so many documents in files, so that opening the index again need not make
    /// them.
    pub(crate) fn keep_columns(&self, store: &Store, least: u32) {
        let (directory, Inner { packing, symbols, .. }) = (store.index().directory(), &*self.0);
        for (segment, reader) in self.0.segments.iter().zip(self.0.searcher.segment_readers()) {
            if reader.max_doc() >= least {
                // The generation stands without them: where the disk is full, the next opening takes longer.
                segment.columns.keep(directory, segment.id, packing, symbols).ok();
            }
        }
    }

    /// Whether it is the view of a generation, and of the segments that a merge may have put in place of others since.
    fn is_of(&self, generation: u64, searcher: &Searcher) -> bool {
        let held = self.0.segments.iter().map(|segment| segment.id);
        self.0.generation == generation && held.eq(searcher.segment_readers().iter().map(SegmentReader::segment_id))
    }
}

impl Segment {
    fn new(reader: &SegmentReader, columns: Arc<SegmentColumns>) -> Self {
        let alive = |kind| {
            let docs = columns.register(kind).docs();
            if reader.has_deletes() {
                Alive::from_fn(docs.len(), |row| !reader.is_deleted(docs[row]))
            } else {
                Alive::all(docs.len())
            }
        };
        Self {
            id: reader.segment_id(),
            postings: alive(RecordKind::Posting),
            workers: alive(RecordKind::Worker),
            outlets: alive(RecordKind::Outlet),
            placements: alive(RecordKind::Placement),
            columns,
            bounds: PostingBounds::default(),
        }
    }
}
