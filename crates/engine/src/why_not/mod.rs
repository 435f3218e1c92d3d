//! Why a pair is not eligible: every failing rule with what it needs, what there is, and the least change that helps.
//!
//! A change is not only told: it is made to a copy of the pair, and the copy is tested by the same rules.

mod repair;

use crate::{
    MatchOptions, PostingRef, Result, Rule, Snapshot, WorkerRef,
    answer::{Change, Failure, WhyNot},
    explain::{Pair, Verdict},
    rank::Question,
    record::WorkerProfile,
    snapshot::Inner,
    symbols::Overlay,
};
use repair::Case;

impl Snapshot {
    /// Every rule that keeps a pair apart, with its needs, what there is and the least change.
    ///
    /// Pair rules are told first, then those of the shift with the fewest failures (ties by start, then id); where the
    /// posting wants all shifts, those of every failing shift, each rule once with a change that covers them all.
    /// `single_change` is there exactly where one rule alone fails and making its change was tested to make the pair
    /// eligible.
    ///
    /// # Errors
    ///
    /// `record.not_found` for an unknown id, `record.invalid` for a bad ad hoc record, `weights.invalid`.
    ///
    /// # Example
    ///
    /// ```
    /// use gigmatch::{Engine, MatchOptions, Rule, record::{Coordinates, Posting, WorkerProfile}};
    ///
    /// let (mut worker, mut posting) = (WorkerProfile::new("w1"), Posting::new("p1", "月嫂"));
    /// worker.location = Some(Coordinates::wgs84(112.55, 37.87));
    /// worker.max_distance_m = Some(3_000);
    /// posting.location = Some(Coordinates::wgs84(112.60, 37.87));
    /// let options = MatchOptions::at("2026-11-24T05:00:00+08:00".parse().unwrap());
    /// let why_not = Engine::in_memory()?.snapshot().why_not(&worker, &posting, &options)?;
    /// assert_eq!(why_not.failures[0].rule, Rule::WorkerReach);
    /// let change = why_not.single_change.unwrap();
    /// assert_eq!((change.field.as_str(), change.value), ("worker.max_distance_m", 4_389.into()));
    /// # Ok::<(), gigmatch::Error>(())
    /// ```
    pub fn why_not<'a, 'b>(
        &self,
        worker: impl Into<WorkerRef<'a>>,
        posting: impl Into<PostingRef<'b>>,
        options: &MatchOptions,
    ) -> Result<WhyNot> {
        let pair = Pair::new(&self.0, worker.into(), posting.into())?;
        let case = Case::new(pair, options);
        let (provenance, failures, repaired) = judge(&self.0, &case)?;
        let single_change = match (&failures[..], repaired) {
            ([only], Some(repaired)) if is_eligible(&self.0, &repaired)? => Some(only.change.clone()),
            _ => None,
        };
        Ok(WhyNot {
            provenance,
            worker_id: case.pair.worker.id.clone(),
            posting_id: case.pair.posting.id.clone(),
            eligible: failures.is_empty(),
            failures,
            single_change,
        })
    }
}

/// The least change by which an indexed pair that fails by exactly one rule becomes eligible, with the worker's record as
/// it makes it; `None` where that is no change of the worker, or did not help when it was tested.
pub(crate) fn repaired_worker(
    inner: &Inner,
    worker: &str,
    posting: &str,
    options: &MatchOptions,
) -> Result<Option<(Rule, Change, WorkerProfile)>> {
    let case = Case::new(Pair::new(inner, worker.into(), posting.into())?, options);
    let (_, failures, repaired) = judge(inner, &case)?;
    Ok(match (&failures[..], repaired) {
        ([only], Some(repaired)) if only.change.field.starts_with("worker.") && is_eligible(inner, &repaired)? => {
            Some((only.rule, only.change.clone(), repaired.pair.worker))
        }
        _ => None,
    })
}

/// The failures of a case and, where exactly one rule fails, the case with that rule's change made.
fn judge(inner: &Inner, case: &Case) -> Result<(crate::answer::Provenance, Vec<Failure>, Option<Case>)> {
    let mut symbols = Overlay::new(&inner.symbols);
    let (workers, postings) = case.pair.pack(inner, &mut symbols);
    let question = Question::new(inner, &case.options, &symbols)?;
    let (worker, posting) = (workers.row(0), postings.row(0));
    let verdict = Verdict::new(&question, worker, posting);
    let judged = question.context.rules.judged_shifts(worker, posting);
    let mut failures = Vec::new();
    let mut repaired = None;
    for rule in verdict.failed().iter() {
        let shifts: Vec<_> = verdict.shifts.iter().map(|place| judged[*place]).collect();
        let failing: Vec<_> =
            shifts.iter().filter(|(_, failed)| failed.contains(rule)).map(|(shift, _)| *shift).collect();
        let (failure, changed) = case.repair(rule, &question, worker, posting, &failing);
        failures.push(failure);
        repaired = Some(changed);
    }
    let repaired = repaired.filter(|_| failures.len() == 1);
    Ok((question.provenance(), failures, repaired))
}

fn is_eligible(inner: &Inner, case: &Case) -> Result<bool> {
    let mut symbols = Overlay::new(&inner.symbols);
    let (workers, postings) = case.pair.pack(inner, &mut symbols);
    let question = Question::new(inner, &case.options, &symbols)?;
    Ok(Verdict::new(&question, workers.row(0), postings.row(0)).is_eligible())
}
