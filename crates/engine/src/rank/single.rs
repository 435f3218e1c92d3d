//! One worker or one posting: the best counterparts, spelled out.

use super::{Frontier, Question, RankedPair};
use crate::{
    Error, ErrorCode, MatchOptions, PostingRef, Result, Snapshot, WorkerRef,
    answer::{Hit, Matches},
    columns::{PostingColumns, PostingRow, WorkerColumns, WorkerRow},
    normalize::Record,
    problem::Problem,
    record::RecordKind,
    snapshot::Inner,
    symbols::Overlay,
};

/// The columns of the one record asked about, where it is not indexed.
pub(crate) enum Subject<C> {
    Indexed(crate::snapshot::RowRef),
    AdHoc(C),
}

impl Inner {
    /// Finds an indexed worker or packs an ad hoc one.
    pub(crate) fn worker_subject(
        &self,
        worker: WorkerRef<'_>,
        symbols: &mut Overlay<'_>,
    ) -> Result<Subject<WorkerColumns>> {
        Ok(match worker {
            WorkerRef::Id(id) => Subject::Indexed(self.find_or_error(RecordKind::Worker, id)?),
            WorkerRef::Record(record) => {
                Subject::AdHoc(WorkerColumns::single(&self.checked(record)?, &self.packing, symbols))
            }
        })
    }

    /// Finds an indexed posting or packs an ad hoc one.
    pub(crate) fn posting_subject(
        &self,
        posting: PostingRef<'_>,
        symbols: &mut Overlay<'_>,
    ) -> Result<Subject<PostingColumns>> {
        Ok(match posting {
            PostingRef::Id(id) => Subject::Indexed(self.find_or_error(RecordKind::Posting, id)?),
            PostingRef::Record(record) => {
                Subject::AdHoc(PostingColumns::single(&self.checked(record)?, &self.packing, symbols))
            }
        })
    }

    pub(crate) fn subject_worker<'a>(&'a self, subject: &'a Subject<WorkerColumns>) -> WorkerRow<'a> {
        match subject {
            Subject::Indexed(at) => self.worker_row(*at),
            Subject::AdHoc(columns) => columns.row(0),
        }
    }

    pub(crate) fn subject_posting<'a>(&'a self, subject: &'a Subject<PostingColumns>) -> PostingRow<'a> {
        match subject {
            Subject::Indexed(at) => self.posting_row(*at),
            Subject::AdHoc(columns) => columns.row(0),
        }
    }

    /// An ad hoc record in its normal form.
    pub(crate) fn checked<T: Record>(&self, record: &T) -> Result<T> {
        record.clone().check(&self.normalizer).map_err(|problems| invalid_record(record, &problems))
    }
}

fn invalid_record<T: Record>(record: &T, problems: &[Problem]) -> Error {
    let told: Vec<String> = problems
        .iter()
        .map(|problem| format!("{} is {:?}; allowed is {}", problem.field, problem.given, problem.allowed))
        .collect();
    let error = Error::new(ErrorCode::InvalidRecord, format!("{} {:?}: {}", T::KIND, record.id(), told.join("; ")));
    match problems.first() {
        Some(problem) => error.with_field(&problem.field),
        None => error,
    }
}

impl Snapshot {
    /// The best postings for a worker, who may be indexed or not: exactly the first `top` of all eligible ones, by score
    /// from high to low, then by posting id bytes.
    ///
    /// # Errors
    ///
    /// `record.not_found` for an unknown id, `record.invalid` for a bad ad hoc record, `weights.invalid`,
    /// `option.invalid`, `cancelled`, `deadline.exceeded`.
    ///
    /// # Example: a worker who is not indexed
    ///
    /// ```
    /// use gigmatch::{Engine, MatchOptions, record::{JobLocationType, Posting, WorkerProfile}};
    ///
    /// let engine = Engine::in_memory()?;
    /// let mut writer = engine.writer()?;
    /// let mut posting = Posting::new("p1", "线上客服");
    /// posting.job_location_type = JobLocationType::Telecommute;
    /// writer.add(vec![posting])?;
    /// writer.commit()?;
    ///
    /// let options = MatchOptions::at("2026-11-24T05:00:00+08:00".parse().unwrap());
    /// let matches = engine.snapshot().match_worker(&WorkerProfile::new("walk-in"), &options)?;
    /// assert_eq!((matches.hits[0].rank, matches.hits[0].posting_id.as_str()), (1, "p1"));
    /// # Ok::<(), gigmatch::Error>(())
    /// ```
    pub fn match_worker<'a>(&self, worker: impl Into<WorkerRef<'a>>, options: &MatchOptions) -> Result<Matches> {
        let mut symbols = Overlay::new(&self.0.symbols);
        let subject = self.0.worker_subject(worker.into(), &mut symbols)?;
        let question = Question::new(&self.0, options, &symbols)?;
        let worker = self.0.subject_worker(&subject);
        let pairs = question.best_postings([worker], &mut Frontier::default())?.concat();
        let hits = ranked(&pairs, |rank, pair| {
            let posting = self.0.posting_row(pair.counterpart);
            question.hit(worker, posting, rank, pair)
        });
        Ok(Matches { provenance: question.provenance(), hits })
    }

    /// The best workers for a posting, which may be indexed or not: exactly the first `top` of all eligible ones, by
    /// score from high to low, then by worker id bytes.
    ///
    /// # Errors
    ///
    /// As [`match_worker`](Self::match_worker).
    pub fn match_posting<'a>(&self, posting: impl Into<PostingRef<'a>>, options: &MatchOptions) -> Result<Matches> {
        let mut symbols = Overlay::new(&self.0.symbols);
        let subject = self.0.posting_subject(posting.into(), &mut symbols)?;
        let question = Question::new(&self.0, options, &symbols)?;
        let posting = self.0.subject_posting(&subject);
        let pairs = question.best_workers([posting], &mut Frontier::default())?.concat();
        let hits = ranked(&pairs, |rank, pair| {
            let worker = self.0.worker_row(pair.counterpart);
            question.hit(worker, posting, rank, pair)
        });
        Ok(Matches { provenance: question.provenance(), hits })
    }
}

fn ranked(pairs: &[RankedPair], hit: impl Fn(u32, &RankedPair) -> Hit) -> Vec<Hit> {
    (1..).zip(pairs).map(|(rank, pair)| hit(rank, pair)).collect()
}

impl Question<'_> {
    fn hit(&self, worker: WorkerRow<'_>, posting: PostingRow<'_>, rank: u32, pair: &RankedPair) -> Hit {
        let shifts = self.context.rules.fitting_shift_ids(worker, posting);
        Hit {
            worker_id: worker.id().to_owned(),
            posting_id: posting.id().to_owned(),
            rank,
            score: pair.score,
            worker_score: pair.worker_score,
            employer_score: pair.employer_score,
            distance_m: pair.known_distance(),
            shifts: shifts.into_iter().map(str::to_owned).collect(),
        }
    }
}
