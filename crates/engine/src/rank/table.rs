//! Everybody at once: `match_all` and batches of records that are not indexed.

use std::{ops::Range, sync::Arc};

use rayon::prelude::*;

use super::{Frontier, Question, RankedPair};
use crate::{
    MatchOptions, Result, Side, Snapshot,
    answer::Provenance,
    columns::{PostingColumns, PostingRow, Wording, WorkerColumns, WorkerRow},
    options::Tally,
    record::{Posting, WorkerProfile},
    snapshot::{Inner, RowRef},
    symbols::Overlay,
    table::OccupationId,
};

/// Subjects a thread takes at a time at most: neighbours with the same occupation, who look into the same blocks.
const MOST_IN_BATCH: usize = 64;

/// Rows of the columns' spatial order that count as one neighbourhood.
const NEIGHBOURHOOD: u32 = 4_096;

/// The matches of many subjects, kept in columns: ids are looked up when a row is read.
///
/// Rows stand by subject (indexed ones by id bytes, ad hoc ones in input order), then by rank.
#[derive(Clone)]
pub struct MatchTable {
    snapshot: Snapshot,
    provenance: Provenance,
    subjects: Subjects,
    /// Where each subject's rows begin; one longer than the subjects.
    offsets: Vec<usize>,
    /// The part of each subject and its place there.
    found: Vec<(u32, u32)>,
    parts: Arc<Vec<Part>>,
}

#[derive(Clone)]
enum Subjects {
    Workers(Vec<RowRef>),
    Postings(Vec<RowRef>),
    /// Rows in input order.
    AdHocWorkers(Arc<WorkerColumns>),
    AdHocPostings(Arc<PostingColumns>),
}

/// One row of a [`MatchTable`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MatchRow<'a> {
    /// The worker.
    pub worker_id: &'a str,
    /// The posting.
    pub posting_id: &'a str,
    /// From 1.
    pub rank: u32,
    /// Blended score, 0 to 100,000,000.
    pub score: u32,
    /// The worker's view, 0 to 1,000,000.
    pub worker_score: u32,
    /// The employer's view, 0 to 1,000,000.
    pub employer_score: u32,
    /// Distance in metres, where both places are known.
    pub distance_m: Option<u32>,
    /// Ids of the shifts that fit, by start then id; the empty id for an open-ended posting.
    pub shifts: Vec<&'a str>,
}

impl Subjects {
    fn len(&self) -> usize {
        match self {
            Self::Workers(rows) | Self::Postings(rows) => rows.len(),
            Self::AdHocWorkers(columns) => columns.len(),
            Self::AdHocPostings(columns) => columns.len(),
        }
    }

    /// The places of all subjects: by neighbourhood, there by occupation.
    fn in_space(&self, question: &Question<'_>) -> Vec<(Neighbours, u32)> {
        let inner = question.inner;
        let near = |at: RowRef| (at.segment, at.row / NEIGHBOURHOOD);
        let wish = |worker: WorkerRow<'_>| worker.desired_occupations().next();
        let neighbours = |place: usize| match self {
            Self::Workers(rows) => (near(rows[place]), wish(inner.worker_row(rows[place]))),
            Self::Postings(rows) => (near(rows[place]), inner.posting_row(rows[place]).occupation()),
            Self::AdHocWorkers(columns) => ((0, 0), wish(columns.row(place))),
            Self::AdHocPostings(columns) => ((0, 0), columns.row(place).occupation()),
        };
        let mut places: Vec<u32> = (0..u32::try_from(self.len()).expect("records are counted in 32 bits")).collect();
        question.pool().install(|| {
            if let Self::Workers(rows) | Self::Postings(rows) = self {
                places.par_sort_unstable_by_key(|place| rows[*place as usize]);
            }
            let mut places: Vec<_> = places.into_par_iter().map(|place| (neighbours(place as usize), place)).collect();
            // Stable: neighbours with the same occupation stay in the order of space.
            places.par_sort_by_key(|(neighbours, _)| *neighbours);
            places
        })
    }

    /// The worker and the posting of a pair of the subject at `place`.
    fn pair<'a>(&'a self, inner: &'a Inner, place: usize, counterpart: RowRef) -> (WorkerRow<'a>, PostingRow<'a>) {
        match self {
            Self::Workers(rows) => (inner.worker_row(rows[place]), inner.posting_row(counterpart)),
            Self::AdHocWorkers(columns) => (columns.row(place), inner.posting_row(counterpart)),
            Self::Postings(rows) => (inner.worker_row(counterpart), inner.posting_row(rows[place])),
            Self::AdHocPostings(columns) => (inner.worker_row(counterpart), columns.row(place)),
        }
    }

    fn best(
        &self,
        question: &Question<'_>,
        places: &[(Neighbours, u32)],
        frontier: &mut Frontier,
    ) -> Result<Vec<Vec<RankedPair>>> {
        let inner = question.inner;
        let places = places.iter().map(|(_, place)| *place as usize);
        match self {
            Self::Workers(rows) => question.best_postings(places.map(|place| inner.worker_row(rows[place])), frontier),
            Self::AdHocWorkers(columns) => question.best_postings(places.map(|place| columns.row(place)), frontier),
            Self::Postings(rows) => question.best_workers(places.map(|place| inner.posting_row(rows[place])), frontier),
            Self::AdHocPostings(columns) => question.best_workers(places.map(|place| columns.row(place)), frontier),
        }
    }
}

/// Indexed records as places among `rows`, in batches of neighbours that look into the same blocks.
pub(crate) fn in_batches(question: &Question<'_>, side: Side, rows: &[RowRef]) -> Vec<Vec<u32>> {
    let subjects = match side {
        Side::Workers => Subjects::Workers(rows.to_vec()),
        Side::Postings => Subjects::Postings(rows.to_vec()),
    };
    let places = subjects.in_space(question);
    batches(&places).map(|batch| batch.iter().map(|(_, place)| *place).collect()).collect()
}

/// Subjects in the order of their places, cut into what a thread takes at a time.
fn batches(places: &[(Neighbours, u32)]) -> impl Iterator<Item = &[(Neighbours, u32)]> {
    places.chunk_by(|a, b| a.0 == b.0).flat_map(|alike| alike.chunks(MOST_IN_BATCH))
}

/// Which neighbourhood of which segment a subject belongs to, and its occupation.
type Neighbours = ((u32, u32), Option<OccupationId>);

impl Snapshot {
    /// The best counterparts of every live record of one side: for [`Side::Workers`] the best postings of each worker,
    /// for [`Side::Postings`] the best workers for each posting. Runs in parallel; the answer does not depend on how.
    ///
    /// # Errors
    ///
    /// `weights.invalid`, `option.invalid`, `cancelled`, `deadline.exceeded`.
    ///
    /// # Example
    ///
    /// ```
    /// use gigmatch::{Engine, MatchOptions, Side};
    ///
    /// let engine = Engine::in_memory()?;
    /// let options = MatchOptions::at("2026-11-24T05:00:00+08:00".parse().unwrap()).top(3);
    /// let table = engine.snapshot().match_all(Side::Workers, &options)?;
    /// for row in table.rows() {
    ///     println!("{} {} {} {}", row.worker_id, row.rank, row.posting_id, row.score);
    /// }
    /// # Ok::<(), gigmatch::Error>(())
    /// ```
    pub fn match_all(&self, side: Side, options: &MatchOptions) -> Result<MatchTable> {
        self.match_rows(side, self.0.rows_by_id(side.kind()), options)
    }

    /// The best counterparts of some live records of one side, each once and by id bytes however the ids are given.
    ///
    /// # Errors
    ///
    /// As [`match_all`](Self::match_all), and `record.not_found` for an unknown id.
    pub fn match_ids<S: AsRef<str>>(&self, side: Side, ids: &[S], options: &MatchOptions) -> Result<MatchTable> {
        let mut ids: Vec<&str> = ids.iter().map(AsRef::as_ref).collect();
        ids.sort_unstable();
        ids.dedup();
        let rows = ids.into_iter().map(|id| self.0.find_or_error(side.kind(), id)).collect::<Result<_>>()?;
        self.match_rows(side, rows, options)
    }

    /// The same for records that are known to be alive.
    pub(super) fn match_rows(&self, side: Side, rows: Vec<RowRef>, options: &MatchOptions) -> Result<MatchTable> {
        let subjects = match side {
            Side::Workers => Subjects::Workers(rows),
            Side::Postings => Subjects::Postings(rows),
        };
        self.match_subjects(subjects, &Overlay::new(&self.0.symbols), options)
    }

    /// The best postings of workers who are not indexed, in the order given.
    ///
    /// # Errors
    ///
    /// As [`match_all`](Self::match_all), and `record.invalid` for a bad record.
    pub fn match_workers(&self, workers: &[WorkerProfile], options: &MatchOptions) -> Result<MatchTable> {
        let mut symbols = Overlay::new(&self.0.symbols);
        let mut columns = WorkerColumns::default();
        for (place, worker) in (0..).zip(workers) {
            let worker = self.0.checked(worker).map_err(|error| error.with_row(u64::from(place) + 1))?;
            let words = worker.words(&self.0.packing, &mut symbols);
            columns.push(place, &worker, &words, &self.0.packing, &mut symbols);
        }
        self.match_subjects(Subjects::AdHocWorkers(Arc::new(columns)), &symbols, options)
    }

    /// The best workers for postings that are not indexed, in the order given.
    ///
    /// # Errors
    ///
    /// As [`match_all`](Self::match_all), and `record.invalid` for a bad record.
    pub fn match_postings(&self, postings: &[Posting], options: &MatchOptions) -> Result<MatchTable> {
        let mut symbols = Overlay::new(&self.0.symbols);
        let mut columns = PostingColumns::default();
        for (place, posting) in (0..).zip(postings) {
            let posting = self.0.checked(posting).map_err(|error| error.with_row(u64::from(place) + 1))?;
            let words = posting.words(&self.0.packing, &mut symbols);
            columns.push(place, &posting, &words, &self.0.packing, &mut symbols);
        }
        self.match_subjects(Subjects::AdHocPostings(Arc::new(columns)), &symbols, options)
    }

    fn match_subjects(&self, subjects: Subjects, symbols: &Overlay<'_>, options: &MatchOptions) -> Result<MatchTable> {
        let question = Question::new(&self.0, options, symbols)?;
        let places = subjects.in_space(&question);
        let batches: Vec<_> = batches(&places).collect();
        let tally = Tally::new(options, places.len());
        let match_batch = |frontier: &mut Frontier, batch: &[(Neighbours, u32)]| {
            let part = Part::new(&question, &subjects, batch, frontier)?;
            tally.add(batch.len());
            Ok(part)
        };
        let parts: Vec<Part> = question.pool().install(|| {
            batches
                .par_iter()
                .map_init(Frontier::default, |frontier, batch| match_batch(frontier, batch))
                .collect::<Result<_>>()
        })?;

        Ok(MatchTable::new(self.clone(), question.provenance(), subjects, &batches, parts))
    }
}

/// The pairs of the subjects of one batch.
#[derive(Default)]
struct Part {
    /// Where each subject's pairs end.
    ends: Vec<u32>,
    pairs: Vec<RankedPair>,
    /// Where each pair's shifts end.
    shift_ends: Vec<u32>,
    /// Places of fitting shifts among their posting's.
    shifts: Vec<u16>,
}

/// The place in a list of what stands between two ends.
fn span(ends: &[u32], at: usize) -> Range<usize> {
    at.checked_sub(1).map_or(0, |before| ends[before] as usize)..ends[at] as usize
}

impl Part {
    fn new(
        question: &Question<'_>,
        subjects: &Subjects,
        batch: &[(Neighbours, u32)],
        frontier: &mut Frontier,
    ) -> Result<Self> {
        let end = |len: usize| u32::try_from(len).expect("a batch's pairs and their shifts are counted in 32 bits");
        let mut part = Self::default();
        for ((_, place), best) in batch.iter().zip(subjects.best(question, batch, frontier)?) {
            for pair in &best {
                let (worker, posting) = subjects.pair(question.inner, *place as usize, pair.counterpart);
                question.context.rules.for_each_fitting_of_eligible(worker, posting, |shift| part.shifts.push(shift));
                part.shift_ends.push(end(part.shifts.len()));
            }
            part.pairs.extend(best);
            part.ends.push(end(part.pairs.len()));
        }
        Ok(part)
    }
}

impl MatchTable {
    /// Lists the rows of all subjects, whose pairs stay where they were found.
    fn new(
        snapshot: Snapshot,
        provenance: Provenance,
        subjects: Subjects,
        batches: &[&[(Neighbours, u32)]],
        parts: Vec<Part>,
    ) -> Self {
        let mut found = vec![(0, 0); subjects.len()];
        for (part, batch) in (0..).zip(batches) {
            for (subject, (_, place)) in (0..).zip(*batch) {
                found[*place as usize] = (part, subject);
            }
        }
        let mut offsets = Vec::with_capacity(subjects.len() + 1);
        offsets.push(0);
        let mut rows = 0;
        for (part, subject) in &found {
            rows += span(&parts[*part as usize].ends, *subject as usize).len();
            offsets.push(rows);
        }
        Self { snapshot, provenance, subjects, offsets, found, parts: Arc::new(parts) }
    }

    /// What made the answer.
    pub fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.offsets.last().copied().unwrap_or(0)
    }

    /// Whether nobody fits anywhere.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many subjects were asked about, matched or not.
    pub fn subjects(&self) -> usize {
        self.subjects.len()
    }

    /// How many subjects have a match.
    pub fn matched_subjects(&self) -> usize {
        self.offsets.windows(2).filter(|ends| ends[0] < ends[1]).count()
    }

    /// One row.
    ///
    /// # Panics
    ///
    /// Where `index` is not below [`len`](Self::len).
    pub fn row(&self, index: usize) -> MatchRow<'_> {
        let subject = self.offsets.partition_point(|offset| *offset <= index) - 1;
        let rank = index - self.offsets[subject];
        let (part, place) = self.found[subject];
        let part = &self.parts[part as usize];
        let at = span(&part.ends, place as usize).start + rank;
        let pair = &part.pairs[at];
        let (worker, posting) = self.subjects.pair(&self.snapshot.0, subject, pair.counterpart);
        let shifts = &part.shifts[span(&part.shift_ends, at)];
        MatchRow {
            worker_id: worker.id(),
            posting_id: posting.id(),
            rank: u32::try_from(rank + 1).unwrap_or(u32::MAX),
            score: pair.score,
            worker_score: pair.worker_score,
            employer_score: pair.employer_score,
            distance_m: pair.known_distance(),
            shifts: shifts.iter().map(|shift| posting.shift_id(usize::from(*shift))).collect(),
        }
    }

    /// All rows, in order.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = MatchRow<'_>> + '_ {
        (0..self.len()).map(|index| self.row(index))
    }
}

impl std::fmt::Debug for MatchTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MatchTable")
            .field("provenance", &self.provenance)
            .field("subjects", &self.subjects())
            .field("rows", &self.len())
            .finish_non_exhaustive()
    }
}
