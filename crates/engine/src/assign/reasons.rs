//! Why somebody has no seat, and why seats are left.

use rayon::prelude::*;

use super::{
    edges::{Edge, EdgeSource},
    market::{Market, narrow},
    model::Known,
    options::AssignOptions,
    plan::{Nearest, Unassigned, UnassignedReason, Unfilled, UnfilledReason},
};
use crate::{Result, Snapshot, columns::WorkerRow, rank::Keep, rank::Question};

/// Pairs that are looked at first: mostly the best one says why.
const FIRST: usize = 4;

/// Everybody without a seat, and every shift with seats left, each with its reason.
pub(super) fn reasons(
    snapshot: &Snapshot,
    source: &EdgeSource<'_, '_>,
    options: &AssignOptions,
    known: &Known,
    given: &[Edge],
) -> Result<(Vec<Unassigned>, Vec<Unfilled>)> {
    let seated = Seated::new(source.market, given);
    Ok((unassigned(source, &seated)?, unfilled(snapshot, source, options, known, &seated)?))
}

/// Who sits where.
struct Seated {
    /// Whether each worker has a seat.
    workers: Vec<bool>,
    /// The seats given, by task.
    tasks: Vec<Vec<Edge>>,
}

impl Seated {
    fn new(market: &Market<'_>, given: &[Edge]) -> Self {
        let mut seated =
            Self { workers: vec![false; market.workers.len()], tasks: vec![Vec::new(); market.tasks.len()] };
        for edge in given {
            seated.workers[edge.worker as usize] = true;
            seated.tasks[edge.task as usize].push(*edge);
        }
        seated
    }

    fn here(&self, task: u32) -> &[Edge] {
        &self.tasks[task as usize]
    }

    fn is_here(&self, edge: &Edge) -> bool {
        self.here(edge.task).iter().any(|other| other.worker == edge.worker)
    }
}

/// The better of two edges: by score, then by the order of ids.
fn better(best: Option<Edge>, edge: Edge) -> Edge {
    match best {
        Some(best) if (best.score, std::cmp::Reverse(best)) >= (edge.score, std::cmp::Reverse(edge)) => best,
        _ => edge,
    }
}

fn unassigned(source: &EdgeSource<'_, '_>, seated: &Seated) -> Result<Vec<Unassigned>> {
    let market = source.market;
    let mut best: Vec<Option<Edge>> = vec![None; market.workers.len()];
    // A worker's best postings may have only shifts that do not take part; then all are looked at.
    for keep in [Keep::best(FIRST), Keep::all_from(0)] {
        let wanted = |worker: u32| {
            let is_open = !seated.workers[worker as usize] && best[worker as usize].is_none();
            is_open.then_some(keep)
        };
        let edges = source.of_workers(wanted, |_| true)?;
        for edge in edges {
            best[edge.worker as usize] = Some(better(best[edge.worker as usize], edge));
        }
    }
    let without = (0..narrow(market.workers.len())).filter(|worker| !seated.workers[*worker as usize]);
    let reason = |worker: u32| {
        let Some(edge) = best[worker as usize] else { return UnassignedReason::NoEligibleSeat };
        let task = market.task(edge.task);
        let posting_id = market.posting(task.posting).id().to_owned();
        let (shifts, score) = (market.shift_ids(edge.task), edge.score);
        let here = seated.here(edge.task);
        match here.iter().min_by_key(|edge| (edge.score, edge.worker)) {
            Some(last) if here.len() == task.seats as usize => UnassignedReason::SeatsTaken {
                posting_id,
                shifts,
                score,
                held_by: market.worker(last.worker).id().to_owned(),
                held_score: last.score,
                scarce: last.score < score,
            },
            _ => UnassignedReason::NotWorthwhile { posting_id, shifts, score },
        }
    };
    Ok(without
        .map(|worker| Unassigned { worker_id: market.worker(worker).id().to_owned(), reason: reason(worker) })
        .collect())
}

fn unfilled(
    snapshot: &Snapshot,
    source: &EdgeSource<'_, '_>,
    options: &AssignOptions,
    known: &Known,
    seated: &Seated,
) -> Result<Vec<Unfilled>> {
    let market = source.market;
    let left = |task: u32| market.task(task).seats as usize - seated.here(task).len();
    // The best of those who are not here, for each task with seats left; most postings that have some are known already.
    let mut others = known_others(source, known, seated);
    for all in [false, true] {
        let wanted = |posting: u32| {
            let mut tasks = market.tasks_of(posting);
            let here: usize = tasks.clone().map(|task| seated.here(task).len()).sum();
            let is_open = tasks.any(|task| left(task) > 0 && others[task as usize].is_none());
            let is_asked = is_open && known.all_of(posting).is_none();
            is_asked.then_some(if all { Keep::all_from(0) } else { Keep::best(here + FIRST) })
        };
        let edges = source.of_postings(wanted, |edge| left(edge.task) > 0 && !seated.is_here(edge))?;
        for edge in edges {
            others[edge.task as usize] = Some(better(others[edge.task as usize], edge));
        }
    }
    let (mut all, mut looked_for) = (Vec::new(), 0);
    for task in (0..narrow(market.tasks.len())).filter(|task| left(*task) > 0) {
        source.question.options.check_limits()?;
        let (here, minimum_crew) = (seated.here(task).len(), market.task(task).minimum_crew);
        let posting = market.posting(market.task(task).posting);
        let reason = match others[task as usize] {
            _ if here < minimum_crew as usize && minimum_crew > 1 => UnfilledReason::CrewTooSmall { minimum_crew },
            Some(edge) if seated.workers[edge.worker as usize] => UnfilledReason::PeopleElsewhere {
                worker_id: market.worker(edge.worker).id().to_owned(),
                score: edge.score,
            },
            Some(_) => UnfilledReason::NotWorthwhile,
            None if here > 0 => UnfilledReason::AllAreHere,
            None => {
                looked_for += 1;
                let nearest = (looked_for <= options.nearest).then(|| nearest(source.question, market, task)).flatten();
                let nearest = nearest.map(|worker| almost(snapshot, worker.id(), posting.id(), options)).transpose()?;
                UnfilledReason::NobodyEligible { nearest }
            }
        };
        let seats = left(task) as u64;
        all.push(Unfilled { posting_id: posting.id().to_owned(), shifts: market.shift_ids(task), seats, reason });
    }
    Ok(all)
}

/// For each task of a posting whose eligible pairs are all known: the best of those who are not there.
fn known_others(source: &EdgeSource<'_, '_>, known: &Known, seated: &Seated) -> Vec<Option<Edge>> {
    let market = source.market;
    let mut others = vec![None; market.tasks.len()];
    for posting in 0..narrow(market.postings.len()) {
        let Some(list) = known.all_of(posting) else { continue };
        for task in market.tasks_of(posting) {
            let fits = |edge: &Edge| {
                let mut fits = false;
                let worker = market.worker(edge.worker);
                market.for_each_fitting(source.question, worker, posting, |fitting| fits |= fitting == task);
                fits && !seated.is_here(edge)
            };
            // Lists stand from the best on, ties by id.
            let mut edges = list.iter().map(|(worker, score)| Edge { worker: *worker, task, score: *score });
            others[task as usize] = edges.find(fits);
        }
    }
    others
}

/// The worker whom the fewest rules keep from a task; of several the nearest, then the first by id.
fn nearest<'a>(question: &Question<'_>, market: &Market<'a>, task: u32) -> Option<WorkerRow<'a>> {
    let rules = &question.context.rules;
    let posting = market.posting(market.task(task).posting);
    let shifts = &market.task(task).shifts;
    let failing = |worker: u32| {
        let row = market.worker(worker);
        let judged = rules.judged_shifts(row, posting);
        let of_shift = shifts.iter().map(|shift| judged[usize::from(*shift)].1.iter().count());
        let fewest = of_shift.max().unwrap_or(0);
        let distance = crate::eligibility::distance_squared(row, posting).unwrap_or(u64::MAX);
        (rules.failed_pair_rules(row, posting).iter().count() + fewest, distance, worker)
    };
    let best = question.pool().install(|| (0..narrow(market.workers.len())).into_par_iter().map(failing).min());
    best.map(|(_, _, worker)| market.worker(worker))
}

fn almost(snapshot: &Snapshot, worker_id: &str, posting_id: &str, options: &AssignOptions) -> Result<Nearest> {
    let why_not = snapshot.why_not(worker_id, posting_id, &options.matching)?;
    Ok(Nearest { worker_id: worker_id.to_owned(), failures: why_not.failures })
}
