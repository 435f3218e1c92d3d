//! Everybody at once: `match_all` and batches of records that are not indexed.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use rayon::prelude::*;

use super::{Frontier, Question, RankedPair};
use crate::{
    MatchOptions, Result, Side, Snapshot,
    answer::Provenance,
    columns::{PostingColumns, PostingRow, WorkerColumns, WorkerRow},
    record::{Posting, RecordKind, WorkerProfile},
    snapshot::{Inner, RowRef},
    symbols::Overlay,
};

/// Subjects a thread takes at a time: neighbours, who share the blocks they look into.
const SUBJECTS_PER_TASK: usize = 256;

/// The matches of many subjects, kept in columns: ids are looked up when a row is read.
///
/// Rows stand by subject (indexed ones by id bytes, ad hoc ones in input order), then by rank.
#[derive(Clone)]
pub struct MatchTable {
    snapshot: Snapshot,
    provenance: Provenance,
    subjects: Subjects,
    /// Where each subject's pairs begin; one longer than the subjects.
    offsets: Vec<usize>,
    pairs: Vec<RankedPair>,
    /// Where each pair's fitting shifts begin; one longer than the pairs.
    shift_offsets: Vec<usize>,
    /// Places of fitting shifts among their posting's.
    shifts: Vec<u16>,
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

    /// The places of all subjects, neighbours together.
    fn in_space(&self) -> Vec<u32> {
        let mut places: Vec<u32> = (0..u32::try_from(self.len()).expect("records are counted in 32 bits")).collect();
        if let Self::Workers(rows) | Self::Postings(rows) = self {
            places.sort_unstable_by_key(|place| rows[*place as usize]);
        }
        places
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

    fn best(&self, question: &Question<'_>, place: usize, frontier: &mut Frontier) -> Result<Vec<RankedPair>> {
        let inner = question.inner;
        match self {
            Self::Workers(rows) => question.best_postings(inner.worker_row(rows[place]), frontier),
            Self::AdHocWorkers(columns) => question.best_postings(columns.row(place), frontier),
            Self::Postings(rows) => question.best_workers(inner.posting_row(rows[place]), frontier),
            Self::AdHocPostings(columns) => question.best_workers(columns.row(place), frontier),
        }
    }
}

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
        let symbols = Overlay::new(&self.0.symbols);
        let subjects = match side {
            Side::Workers => Subjects::Workers(self.0.rows_by_id(RecordKind::Worker)),
            Side::Postings => Subjects::Postings(self.0.rows_by_id(RecordKind::Posting)),
        };
        self.match_subjects(subjects, &symbols, options)
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
            columns.push(place, &self.0.checked(worker)?, &self.0.packing, &mut symbols);
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
            columns.push(place, &self.0.checked(posting)?, &self.0.packing, &mut symbols);
        }
        self.match_subjects(Subjects::AdHocPostings(Arc::new(columns)), &symbols, options)
    }

    fn match_subjects(&self, subjects: Subjects, symbols: &Overlay<'_>, options: &MatchOptions) -> Result<MatchTable> {
        let question = Question::new(&self.0, options, symbols)?;
        let places = subjects.in_space();
        let done = AtomicUsize::new(0);
        let match_task = |frontier: &mut Frontier, task: &[u32]| {
            let mut part = Part::default();
            for place in task {
                part.push(&question, &subjects, *place as usize, frontier)?;
            }
            if let Some(progress) = &options.progress {
                progress(done.fetch_add(task.len(), Ordering::Relaxed) + task.len(), places.len());
            }
            Ok(part)
        };
        let pool = options.pool.as_ref().unwrap_or(&self.0.pool);
        let parts: Vec<Part> = pool.install(|| {
            places.par_chunks(SUBJECTS_PER_TASK).map_init(Frontier::default, match_task).collect::<Result<_>>()
        })?;

        let mut table = MatchTable {
            snapshot: self.clone(),
            provenance: question.provenance(),
            offsets: Vec::with_capacity(subjects.len() + 1),
            subjects,
            pairs: Vec::with_capacity(parts.iter().map(|part| part.pairs.len()).sum()),
            shift_offsets: vec![0],
            shifts: Vec::with_capacity(parts.iter().map(|part| part.shifts.len()).sum()),
        };
        table.gather(&places, &parts);
        Ok(table)
    }
}

/// The pairs of the subjects of one task.
#[derive(Default)]
struct Part {
    /// Where each subject's pairs end.
    ends: Vec<usize>,
    pairs: Vec<RankedPair>,
    /// Where each pair's shifts end.
    shift_ends: Vec<usize>,
    shifts: Vec<u16>,
}

impl Part {
    fn push(
        &mut self,
        question: &Question<'_>,
        subjects: &Subjects,
        place: usize,
        frontier: &mut Frontier,
    ) -> Result<()> {
        let best = subjects.best(question, place, frontier)?;
        for pair in &best {
            let (worker, posting) = subjects.pair(question.inner, place, pair.counterpart);
            question.context.rules.for_each_fitting(worker, posting, |shift| self.shifts.push(shift));
            self.shift_ends.push(self.shifts.len());
        }
        self.pairs.extend(best);
        self.ends.push(self.pairs.len());
        Ok(())
    }
}

impl MatchTable {
    /// Brings the subjects of all tasks, which stand at `places`, into the order of the table.
    fn gather(&mut self, places: &[u32], parts: &[Part]) {
        let mut found = vec![(0, 0); places.len()];
        for (place, at) in places.iter().enumerate() {
            found[*at as usize] = (place / SUBJECTS_PER_TASK, place % SUBJECTS_PER_TASK);
        }
        // Where a list begins: where the one before it ends.
        let start = |ends: &[usize], at: usize| at.checked_sub(1).map_or(0, |before| ends[before]);
        self.offsets.push(0);
        for (part, subject) in found {
            let part = &parts[part];
            for pair in start(&part.ends, subject)..part.ends[subject] {
                self.pairs.push(part.pairs[pair]);
                self.shifts.extend(&part.shifts[start(&part.shift_ends, pair)..part.shift_ends[pair]]);
                self.shift_offsets.push(self.shifts.len());
            }
            self.offsets.push(self.pairs.len());
        }
    }

    /// What made the answer.
    pub fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.pairs.len()
    }

    /// Whether nobody fits anywhere.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// How many subjects were asked about, matched or not.
    pub fn subjects(&self) -> usize {
        self.subjects.len()
    }

    /// One row.
    ///
    /// # Panics
    ///
    /// Where `index` is not below [`len`](Self::len).
    pub fn row(&self, index: usize) -> MatchRow<'_> {
        let subject = self.offsets.partition_point(|offset| *offset <= index) - 1;
        let pair = &self.pairs[index];
        let (worker, posting) = self.subjects.pair(&self.snapshot.0, subject, pair.counterpart);
        let shifts = &self.shifts[self.shift_offsets[index]..self.shift_offsets[index + 1]];
        MatchRow {
            worker_id: worker.id(),
            posting_id: posting.id(),
            rank: u32::try_from(index - self.offsets[subject] + 1).unwrap_or(u32::MAX),
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
