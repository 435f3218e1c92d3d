//! Who looks for work where, and the best that there is for each.

use rayon::prelude::*;

use crate::{
    Result, Side,
    areas::Areas,
    groups::Membership,
    options::Tally,
    rank::{Frontier, Keep, Question, RankedPair, in_batches},
    record::RecordKind,
    snapshot::RowRef,
};

/// One active worker of the areas told of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seeker {
    pub(crate) at: RowRef,
    /// The smallest area of the home.
    pub(crate) leaf: u32,
    /// Bits of key groups.
    pub(crate) groups: u16,
    /// The best eligible posting.
    pub(crate) best: Option<Best>,
}

/// The best eligible posting of a seeker.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Best {
    pub(crate) score: u32,
    /// `u32::MAX` where a place is not known or does not matter.
    pub(crate) distance_m: u32,
}

/// All active workers who pass the filters and live in the areas, in the order of the columns, nobody matched yet.
pub(crate) fn seekers(question: &Question<'_>, areas: &Areas, membership: &Membership<'_>) -> Vec<Seeker> {
    let inner = question.inner;
    let seeker = |at: RowRef| {
        let worker = inner.worker_row(at);
        let takes_part = worker.is_active() && question.passes_worker(worker);
        let leaf = areas.leaf(worker.division()).filter(|_| takes_part)?;
        Some(Seeker { at, leaf, groups: membership.groups(worker), best: None })
    };
    question.pool().install(|| inner.live_rows(RecordKind::Worker).into_par_iter().filter_map(seeker).collect())
}

/// Gives each seeker the best posting.
pub(crate) fn find_best(question: &Question<'_>, seekers: &mut [Seeker]) -> Result<()> {
    let rows: Vec<RowRef> = seekers.iter().map(|seeker| seeker.at).collect();
    let best = ranked(question, &rows, 1, |pairs| pairs.first().map(|pair| Best::new(question, pair)))?;
    for (seeker, best) in seekers.iter_mut().zip(best) {
        seeker.best = best;
    }
    Ok(())
}

/// What `tell` makes of the best postings of each of some workers, in parallel and in their order.
pub(crate) fn ranked<T: Send + Clone + Default>(
    question: &Question<'_>,
    rows: &[RowRef],
    most: usize,
    tell: impl Fn(&[RankedPair]) -> T + Sync,
) -> Result<Vec<T>> {
    let inner = question.inner;
    let batches = in_batches(question, Side::Workers, rows);
    let tally = Tally::new(question.options, rows.len());
    let look = |frontier: &mut Frontier, batch: &Vec<u32>| -> Result<Vec<T>> {
        let workers = batch.iter().map(|place| (inner.worker_row(rows[*place as usize]), Keep::best(most)));
        let told = question.postings_of(workers, frontier)?.iter().map(|pairs| tell(pairs)).collect();
        tally.add(batch.len());
        Ok(told)
    };
    let parts: Vec<Vec<T>> =
        question.pool().install(|| batches.par_iter().map_init(Frontier::default, look).collect::<Result<_>>())?;
    let mut told = vec![T::default(); rows.len()];
    for (place, one) in batches.iter().flatten().zip(parts.into_iter().flatten()) {
        told[*place as usize] = one;
    }
    Ok(told)
}

impl Best {
    pub(crate) fn new(question: &Question<'_>, pair: &RankedPair) -> Self {
        // Nobody goes to remote work, wherever its posting is.
        let is_remote = question.inner.posting_row(pair.counterpart).is_remote();
        Self { score: pair.score, distance_m: if is_remote { u32::MAX } else { pair.distance_m } }
    }
}
