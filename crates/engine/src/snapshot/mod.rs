//! A snapshot: the immutable view of one committed generation that every answer comes from.

mod load;
mod records;

use std::sync::Arc;

pub(crate) use load::Shared;
use rayon::ThreadPool;
use tantivy::Searcher;

use crate::{
    columns::{Alive, Packing, PostingBounds, PostingRow, WorkerRow},
    index::{Fields, SegmentColumns},
    normalize::Normalizer,
    record::{Posting, RecordKind, WorkerProfile},
    score::IdfTable,
    symbols::Symbols,
};

/// An immutable view of one committed generation; clones share it.
///
/// Taking one from an [`Engine`](crate::Engine) is cheap, and it stays as it is while writers commit.
///
/// # Example
///
/// ```
/// use gigmatch::{Engine, record::{Posting, RecordKind}};
///
/// let engine = Engine::in_memory()?;
/// let before = engine.snapshot();
/// let mut writer = engine.writer()?;
/// writer.add(vec![Posting::new("p1", "月嫂")])?;
/// writer.commit()?;
/// assert_eq!(before.count(RecordKind::Posting), 0);
/// assert_eq!(engine.snapshot().count(RecordKind::Posting), 1);
/// # Ok::<(), gigmatch::Error>(())
/// ```
#[derive(Clone)]
pub struct Snapshot(pub(crate) Arc<Inner>);

/// What a snapshot shares.
pub(crate) struct Inner {
    pub(crate) generation: u64,
    pub(crate) searcher: Searcher,
    pub(crate) fields: Fields,
    pub(crate) packing: Packing,
    pub(crate) normalizer: Normalizer,
    pub(crate) symbols: Arc<Symbols>,
    pub(crate) pool: Arc<ThreadPool>,
    pub(crate) segments: Vec<Segment>,
    pub(crate) idf: IdfTable,
}

/// A segment's columns with the rows that are alive in this generation.
pub(crate) struct Segment {
    pub(crate) id: tantivy::index::SegmentId,
    pub(crate) columns: Arc<SegmentColumns>,
    pub(crate) postings: Alive,
    pub(crate) workers: Alive,
    pub(crate) outlets: Alive,
    pub(crate) placements: Alive,
    /// Those of this generation.
    pub(crate) bounds: PostingBounds,
}

/// Where a record stands in a snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct RowRef {
    pub(crate) segment: u32,
    pub(crate) row: u32,
}

impl RowRef {
    pub(crate) fn new(segment: usize, row: usize) -> Self {
        let narrow = |place: usize| u32::try_from(place).expect("tantivy counts segments and documents in 32 bits");
        Self { segment: narrow(segment), row: narrow(row) }
    }
}

impl Inner {
    pub(crate) fn posting_row(&self, at: RowRef) -> PostingRow<'_> {
        self.segments[at.segment as usize].columns.postings.row(at.row as usize)
    }

    pub(crate) fn worker_row(&self, at: RowRef) -> WorkerRow<'_> {
        self.segments[at.segment as usize].columns.workers.row(at.row as usize)
    }
}

/// A worker asked about: an indexed one by id, or a record that is not indexed.
#[derive(Debug, Clone, Copy)]
pub enum WorkerRef<'a> {
    /// The id of an indexed worker.
    Id(&'a str),
    /// A record that is normalised for this question and then forgotten.
    Record(&'a WorkerProfile),
}

impl<'a> From<&'a str> for WorkerRef<'a> {
    fn from(id: &'a str) -> Self {
        Self::Id(id)
    }
}

impl<'a> From<&'a String> for WorkerRef<'a> {
    fn from(id: &'a String) -> Self {
        Self::Id(id)
    }
}

impl<'a> From<&'a WorkerProfile> for WorkerRef<'a> {
    fn from(record: &'a WorkerProfile) -> Self {
        Self::Record(record)
    }
}

/// A posting asked about: an indexed one by id, or a record that is not indexed.
#[derive(Debug, Clone, Copy)]
pub enum PostingRef<'a> {
    /// The id of an indexed posting.
    Id(&'a str),
    /// A record that is normalised for this question and then forgotten.
    Record(&'a Posting),
}

impl<'a> From<&'a str> for PostingRef<'a> {
    fn from(id: &'a str) -> Self {
        Self::Id(id)
    }
}

impl<'a> From<&'a String> for PostingRef<'a> {
    fn from(id: &'a String) -> Self {
        Self::Id(id)
    }
}

impl<'a> From<&'a Posting> for PostingRef<'a> {
    fn from(record: &'a Posting) -> Self {
        Self::Record(record)
    }
}

impl Snapshot {
    /// The generation: 0 before the first commit.
    pub fn generation(&self) -> u64 {
        self.0.generation
    }

    /// How many records of a kind are alive.
    pub fn count(&self, kind: RecordKind) -> u64 {
        self.0.segments.iter().map(|segment| segment.alive(kind).count() as u64).sum()
    }
}

impl std::fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Snapshot")
            .field("generation", &self.0.generation)
            .field("segments", &self.0.segments.len())
            .finish_non_exhaustive()
    }
}
