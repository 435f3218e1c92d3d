//! Seats that the caller has given already.

use super::{
    edges::{Edge, EdgeSource},
    hours::Hours,
    market::{Market, has_shift},
    options::SeatChoice,
};
use crate::{Error, ErrorCode, Result, record::RecordKind};

/// Pinned seats.
pub(super) struct Pins {
    pub(super) edges: Vec<Edge>,
}

impl Pins {
    /// # Errors
    ///
    /// `record.not_found` for an unknown record or shift, `pin.infeasible` for a pair that is not eligible, a seat that is not free, or
    /// a second one for somebody who may have one.
    pub(super) fn new(source: &EdgeSource<'_, '_>, hours: &Hours<'_>, choices: &[SeatChoice]) -> Result<Self> {
        let market = source.market;
        let mut edges: Vec<Edge> = Vec::new();
        for choice in choices {
            let infeasible = |why: &str| {
                let shift = choice.shift_id.as_ref().map_or_else(String::new, |shift| format!(", shift {shift:?}"));
                let (worker, posting) = (&choice.worker_id, &choice.posting_id);
                let message = format!("worker {worker:?} cannot have posting {posting:?}{shift}: {why}");
                Error::new(ErrorCode::InfeasiblePin, message).with_field("pinned")
            };
            let (worker, posting) = found(market, choice)?;
            let worker = worker.ok_or_else(|| infeasible("the worker is not active or a filter leaves them out"))?;
            let posting = posting.ok_or_else(|| infeasible("no shift of the posting has a free seat to give"))?;
            let theirs: Vec<u32> = edges.iter().filter(|edge| edge.worker == worker).map(|edge| edge.task).collect();
            if theirs.len() >= hours.shifts() {
                return Err(infeasible("they have another pinned seat"));
            }
            let is_free = |task: u32| {
                let taken = edges.iter().filter(|edge| edge.task == task).count();
                taken < market.task(task).seats as usize
            };
            let can_work = |task: u32| {
                let task = market.task(task);
                hours.fits_alone(market, worker, task) && hours.fits_beside(market, worker, &theirs, task)
            };
            let fitting = source.of_pair(worker, posting);
            let wanted = tasks_of(market, posting, choice);
            let mut wanted = fitting.iter().filter(|edge| wanted.clone().any(|task| task == edge.task));
            let edge = match wanted.clone().find(|edge| is_free(edge.task) && can_work(edge.task)) {
                Some(edge) => *edge,
                None if wanted.clone().any(|edge| is_free(edge.task)) => {
                    return Err(infeasible("it overlaps other work of theirs or exceeds a cap on shifts or hours"));
                }
                None if wanted.next().is_some() => return Err(infeasible("others are pinned to all of its seats")),
                None => return Err(infeasible("they are not eligible; why_not names the rules")),
            };
            edges.push(edge);
        }
        Ok(Self { edges })
    }

    /// How many are pinned to each task.
    pub(super) fn by_task(&self, market: &Market<'_>) -> Vec<u32> {
        let mut pinned = vec![0; market.tasks.len()];
        for edge in &self.edges {
            pinned[edge.task as usize] += 1;
        }
        pinned
    }
}

/// The worker and the posting of a choice among those that take part; `None` for one that does not.
///
/// # Errors
///
/// `record.not_found` for a record or shift that does not exist.
pub(super) fn found(market: &Market<'_>, choice: &SeatChoice) -> Result<(Option<u32>, Option<u32>)> {
    let inner = market.inner;
    let worker = inner.find_or_error(RecordKind::Worker, &choice.worker_id)?;
    let posting = inner.find_or_error(RecordKind::Posting, &choice.posting_id)?;
    if let Some(shift) = &choice.shift_id {
        has_shift(inner.posting_row(posting), shift)?;
    }
    Ok((market.worker_at(worker), market.posting_at(posting)))
}

/// The tasks of a posting that a choice means.
pub(super) fn tasks_of<'m>(
    market: &'m Market<'_>,
    posting: u32,
    choice: &'m SeatChoice,
) -> impl Iterator<Item = u32> + Clone + 'm {
    market
        .tasks_of(posting)
        .filter(move |task| choice.shift_id.as_ref().is_none_or(|shift| market.shift_ids(*task).contains(shift)))
}
