//! snapshot stub
use std::sync::Arc;
use crate::{*, answer::*, record::*};
/// An immutable view of one committed generation.
#[derive(Debug, Clone)]
pub struct Snapshot;
/// A worker by id or as an ad hoc record.
#[derive(Debug, Clone, Copy)]
pub enum WorkerRef<'a> { /// indexed
 Id(&'a str), /// ad hoc
 Record(&'a WorkerProfile) }
impl<'a> From<&'a str> for WorkerRef<'a> { fn from(id: &'a str) -> Self { Self::Id(id) } }
impl<'a> From<&'a WorkerProfile> for WorkerRef<'a> { fn from(r: &'a WorkerProfile) -> Self { Self::Record(r) } }
/// A posting by id or as an ad hoc record.
#[derive(Debug, Clone, Copy)]
pub enum PostingRef<'a> { /// indexed
 Id(&'a str), /// ad hoc
 Record(&'a Posting) }
impl<'a> From<&'a str> for PostingRef<'a> { fn from(id: &'a str) -> Self { Self::Id(id) } }
impl<'a> From<&'a Posting> for PostingRef<'a> { fn from(r: &'a Posting) -> Self { Self::Record(r) } }

/// Answer of match_all: columnar; rows by subject (id bytes, or input order for ad hoc records), then rank.
#[derive(Debug, Clone)]
pub struct MatchTable;
/// One row, borrowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchRow<'a> { 
    /// The worker.
    pub worker_id: &'a str,
    /// The posting.
    pub posting_id: &'a str,
    /// From 1.
    pub rank: u32,
    /// Blended score.
    pub score: u32,
    /// The worker's view.
    pub worker_score: u32,
    /// The employer's view.
    pub employer_score: u32,
    /// Distance in metres, where both places are known.
    pub distance_m: Option<u32>,
    /// Ids of the shifts that fit.
    pub shifts: Vec<&'a str>,
}
impl MatchTable {
    /// x
    pub fn provenance(&self) -> &Provenance { todo!() }
    /// Rows.
    pub fn len(&self) -> usize { todo!() }
    /// x
    pub fn is_empty(&self) -> bool { todo!() }
    /// Subjects asked about (matched or not).
    pub fn subjects(&self) -> usize { todo!() }
    /// x
    pub fn row(&self, _index: usize) -> MatchRow<'_> { todo!() }
    /// x
    pub fn rows(&self) -> impl ExactSizeIterator<Item = MatchRow<'_>> + '_ { (0..self.len()).map(|i| self.row(i)) }
}
/// One search result.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SearchHit { /// kind
 pub kind: RecordKind, /// id
 pub id: String, /// integer relevance
 pub score: u64, /// title, name or wishes
 pub title: String }

impl Snapshot {
    /// x
    pub fn generation(&self) -> u64 { todo!() }
    /// Live records of a kind.
    pub fn count(&self, _kind: RecordKind) -> u64 { todo!() }
    /// The record as it was accepted.
    /// # Errors
    /// x
    pub fn get<T: normalize::Record>(&self, _id: &str) -> Result<Option<T>> { todo!() }
    /// Ids of live records of a kind in id order (posting, worker, outlet, placement).
    pub fn ids(&self, _kind: RecordKind) -> Vec<String> { todo!() }
    /// Built from the placements of this generation; version is `generation N`.
    /// # Errors
    /// x
    pub fn occupancy(&self) -> Result<Arc<Occupancy>> { todo!() }
    /// Best postings of a worker.
    /// # Errors
    /// x
    pub fn match_worker<'a>(&self, _worker: impl Into<WorkerRef<'a>>, _options: &MatchOptions) -> Result<Matches> { todo!() }
    /// Best workers for a posting.
    /// # Errors
    /// x
    pub fn match_posting<'a>(&self, _posting: impl Into<PostingRef<'a>>, _options: &MatchOptions) -> Result<Matches> { todo!() }
    /// Every live record of a side against the other side.
    /// # Errors
    /// x
    pub fn match_all(&self, _side: Side, _options: &MatchOptions) -> Result<MatchTable> { todo!() }
    /// Ad hoc workers, in input order.
    /// # Errors
    /// x
    pub fn match_workers(&self, _workers: &[WorkerProfile], _options: &MatchOptions) -> Result<MatchTable> { todo!() }
    /// Ad hoc postings, in input order.
    /// # Errors
    /// x
    pub fn match_postings(&self, _postings: &[Posting], _options: &MatchOptions) -> Result<MatchTable> { todo!() }
    /// x
    /// # Errors
    /// x
    pub fn explain<'a, 'b>(&self, _worker: impl Into<WorkerRef<'a>>, _posting: impl Into<PostingRef<'b>>, _options: &MatchOptions) -> Result<Explanation> { todo!() }
    /// x
    /// # Errors
    /// x
    pub fn why_not<'a, 'b>(&self, _worker: impl Into<WorkerRef<'a>>, _posting: impl Into<PostingRef<'b>>, _options: &MatchOptions) -> Result<WhyNot> { todo!() }
    /// Rules that remove postings from a worker's candidates.
    /// # Errors
    /// x
    pub fn funnel_worker<'a>(&self, _worker: impl Into<WorkerRef<'a>>, _options: &MatchOptions) -> Result<Funnel> { todo!() }
    /// Rules that remove workers from a posting's candidates.
    /// # Errors
    /// x
    pub fn funnel_posting<'a>(&self, _posting: impl Into<PostingRef<'a>>, _options: &MatchOptions) -> Result<Funnel> { todo!() }
    /// Free text over postings, workers (wishes) or outlets.
    /// # Errors
    /// x
    pub fn search(&self, _kind: RecordKind, _query: &str, _top: usize) -> Result<Vec<SearchHit>> { todo!() }
}
