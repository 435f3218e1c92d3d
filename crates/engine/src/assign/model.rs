//! The market as a graph, its optimum, and prices that no missing edge can beat.

use std::cmp::Reverse;

use gigmatch_solver::transport::{self, Graph, Prices};
use rayon::prelude::*;

use super::{
    edges::{Edge, EdgeSource, Listed},
    market::{Market, narrow},
    worth::Worth,
};
use crate::{Error, ErrorCode, Result, rank::Keep};

/// What is asked of the optimum besides the weights.
#[derive(Debug, Clone)]
pub(super) struct Model {
    /// How many seats each worker may still take.
    pub(super) places: Vec<u32>,
    /// How many seats each task still has.
    pub(super) seats: Vec<u32>,
    /// How many people each task has already; where crowds cost, others stand behind them.
    pub(super) present: Vec<u32>,
    /// Tasks whose least crew must be there, with the people it still needs.
    pub(super) crews: Vec<u32>,
    /// What a seat weighs more for people of the key groups, and less for others: `share * (100 - floor)` and
    /// `share * floor`.
    pub(super) share: i64,
    pub(super) floor_percent: i64,
}

/// The optimum of a model over all eligible pairs.
#[derive(Debug, Clone)]
pub(super) struct Optimum {
    /// The given seats, by worker.
    pub(super) given: Vec<Edge>,
    /// The sum of their weights.
    pub(super) value: i128,
    /// No plan weighs more; for one shift a person the same.
    pub(super) bound: i128,
    /// Whether every crew that must be there is.
    pub(super) crews_are_there: bool,
    /// Dual prices of workers, and of one more seat of each task.
    pub(super) worker_prices: Vec<i64>,
    pub(super) seat_prices: Vec<i64>,
}

/// Edges found so far, kept from one optimum to the next.
pub(super) struct Known {
    pub(super) edges: Vec<Edge>,
    /// Whether there are no others.
    complete: bool,
    prices: Option<(Vec<i64>, Vec<i64>)>,
    pub(super) rounds: u32,
    /// By posting the eligible pairs from a score on, so that what has been looked for once need not be looked for again.
    lists: Vec<(u32, Vec<Listed>)>,
}

/// A part of a task's seats: those of a crew that must be there, one place of a crowd, or all.
pub(super) struct Part {
    pub(super) task: u32,
    pub(super) seats: u32,
    /// What a seat here weighs more for being one of a crew that must be there.
    of_crew: i64,
    /// What a seat here costs for those who stand before it.
    pub(super) of_crowd: i64,
}

impl Part {
    fn extra(&self) -> i64 {
        self.of_crew - self.of_crowd
    }
}

/// Up to so many pairs of people and postings all edges are looked for at once.
const FEW_PAIRS: u64 = 20_000_000;

/// Lists go a little deeper than they must, for prices fall from round to round.
const DEEPER: u32 = 2_000_000;

/// How many people a posting asks for at a time: three for each seat, and some more.
fn asked_for(market: &Market<'_>, posting: u32) -> usize {
    const MORE: usize = 16;
    let seats: usize = market.tasks_of(posting).map(|task| market.task(task).seats as usize).sum();
    3 * seats + MORE
}

impl Known {
    pub(super) fn new(source: &EdgeSource<'_, '_>, passes: impl Fn(&Edge) -> bool + Sync) -> Result<Self> {
        let market = source.market;
        let complete = market.workers.len() as u64 * market.postings.len() as u64 <= FEW_PAIRS;
        let edges = if complete {
            source.of_postings(|_| Some(Keep::all_from(0)), passes)?
        } else {
            source.of_postings(|posting| Some(Keep::best(asked_for(market, posting))), passes)?
        };
        let lists = vec![(u32::MAX, Vec::new()); market.postings.len()];
        Ok(Self { edges, complete, prices: None, rounds: 1, lists })
    }

    /// Some edges, as if there were no others.
    pub(super) fn only(edges: Vec<Edge>) -> Self {
        Self { edges, complete: true, prices: None, rounds: 1, lists: Vec::new() }
    }

    pub(super) fn is_complete(&self) -> bool {
        self.complete
    }

    /// Takes in the most promising of each posting's missing edges, which bring prices near; later rounds ask for the rest.
    pub(super) fn learn(&mut self, market: &Market<'_>, missing: &[Vec<Edge>]) {
        self.rounds += 1;
        for (posting, edges) in missing.iter().enumerate() {
            self.edges.extend(edges.iter().take(asked_for(market, narrow(posting))));
        }
        self.edges.sort_unstable();
    }

    /// All eligible pairs of a posting, where they are known.
    pub(super) fn all_of(&self, posting: u32) -> Option<&[Listed]> {
        let (from, list) = &self.lists[posting as usize];
        (*from == 0).then_some(list)
    }
}

impl Model {
    /// The optimum among edges that pass, without some that are refused; edges that the prices ask for are looked for until
    /// there are none.
    pub(super) fn optimum(
        &self,
        source: &EdgeSource<'_, '_>,
        worth: &Worth,
        known: &mut Known,
        passes: impl Fn(&Edge) -> bool + Sync,
        refused: &[Edge],
    ) -> Result<Optimum> {
        loop {
            source.question.options.check_limits()?;
            let optimum = self.optimum_of(source, worth, known, refused)?;
            if known.complete {
                return Ok(optimum);
            }
            let missing = self.missing(source, worth, &optimum, known, &passes)?;
            if missing.iter().all(Vec::is_empty) {
                return Ok(optimum);
            }
            known.learn(source.market, &missing);
        }
    }

    /// Counts a seat as given.
    pub(super) fn give(&mut self, edge: &Edge) {
        self.seats[edge.task as usize] -= 1;
        self.present[edge.task as usize] += 1;
    }

    /// Makes the rest of a task's least crew come beside those who are there.
    pub(super) fn must_have(&mut self, task: u32, minimum_crew: u32) {
        self.crews[task as usize] = minimum_crew.saturating_sub(self.present[task as usize]);
    }

    /// The weight of an edge without what its part of the task adds.
    pub(super) fn weight(&self, source: &EdgeSource<'_, '_>, worth: &Worth, edge: &Edge) -> i64 {
        let is_in_group = source.market.in_groups[edge.worker as usize];
        let share =
            if is_in_group { self.share * (100 - self.floor_percent) } else { -self.share * self.floor_percent };
        worth.of_edge(source.market, edge) + share
    }

    /// The parts of each task's seats, by task; where each task's parts begin stands beside them.
    pub(super) fn parts(&self, worth: &Worth, edges: &[Edge]) -> (Vec<Part>, Vec<u32>) {
        let mut degrees = vec![0_u32; self.seats.len()];
        for edge in edges {
            degrees[edge.task as usize] += 1;
        }
        let (mut parts, mut starts) = (Vec::new(), vec![0]);
        for (task, seats) in (0..).zip(&self.seats) {
            let crew = self.crews[task as usize].min(*seats);
            if worth.counts_crowds() {
                // More places than people who may come are never needed.
                let places = 0..(*seats).min(degrees[task as usize].max(1));
                parts.extend(places.map(|place| Part {
                    task,
                    seats: 1,
                    of_crew: if place < crew { worth.of_crew() } else { 0 },
                    of_crowd: worth.of_crowd(self.present[task as usize] + place),
                }));
            } else {
                let part = |seats, of_crew| Part { task, seats, of_crew, of_crowd: 0 };
                parts.extend((crew > 0).then(|| part(crew, worth.of_crew())));
                // The price of a part without seats would mean nothing.
                parts.extend((crew < *seats).then(|| part(seats - crew, 0)));
            }
            starts.push(narrow(parts.len()));
        }
        (parts, starts)
    }

    fn optimum_of(
        &self,
        source: &EdgeSource<'_, '_>,
        worth: &Worth,
        known: &mut Known,
        refused: &[Edge],
    ) -> Result<Optimum> {
        let (parts, part_starts) = self.parts(worth, &known.edges);
        let parts_of = |task: u32| part_starts[task as usize] as usize..part_starts[task as usize + 1] as usize;
        let (mut starts, mut targets, mut weights, mut places) = (vec![0], Vec::new(), Vec::new(), Vec::new());
        let mut next = 0;
        for worker in 0..narrow(self.places.len()) {
            while let Some(edge) = known.edges.get(next).filter(|edge| edge.worker == worker) {
                let weight = self.weight(source, worth, edge);
                let is_refused = refused.contains(edge);
                for part in parts_of(edge.task) {
                    targets.push(narrow(part));
                    // What is refused stays an edge, of no worth.
                    weights.push(if is_refused { 0 } else { weight + parts[part].extra() });
                    places.push(narrow(next));
                }
                next += 1;
            }
            starts.push(narrow(targets.len()));
        }
        let seats = parts.iter().map(|part| part.seats).collect();
        let graph = Graph::new(self.places.clone(), seats, starts, targets, weights).map_err(overflow)?;

        let limits = || source.question.options.check_limits().is_err();
        let mut options = transport::Options::default().pool(source.pool()).cancel(&limits);
        let warm = known.prices.take().map(|(workers, tasks)| Prices {
            left: workers,
            right: parts.iter().map(|part| tasks[part.task as usize].saturating_add(part.extra()).max(0)).collect(),
        });
        if let Some(warm) = &warm {
            options = options.warm(warm);
        }
        let Ok(answer) = transport::maximize(&graph, &options) else {
            source.question.options.check_limits()?;
            return Err(Error::new(ErrorCode::Cancelled, "the call was cancelled"));
        };
        debug_assert_eq!(transport::verify(&graph, &answer), Ok(()));

        let mut in_crew = vec![0_u32; self.seats.len()];
        let mut given = Vec::new();
        for (number, place) in places.iter().enumerate().filter(|(number, _)| answer.chosen[*number]) {
            let edge = known.edges[*place as usize];
            given.push(edge);
            let part = &parts[graph.target(number) as usize];
            in_crew[edge.task as usize] += u32::from(part.of_crew > 0);
        }
        let crews_weigh: i128 = in_crew.iter().map(|people| i128::from(*people) * i128::from(worth.of_crew())).sum();
        let seat_prices: Vec<i64> = (0..narrow(self.seats.len()))
            .map(|task| parts_of(task).map(|part| answer.prices.right[part] - parts[part].extra()).min().unwrap_or(0))
            .collect();
        known.prices = Some((answer.prices.left.clone(), seat_prices.clone()));
        Ok(Optimum {
            given,
            value: answer.value - crews_weigh,
            bound: answer.value - crews_weigh,
            crews_are_there: in_crew == self.crews,
            worker_prices: answer.prices.left,
            seat_prices,
        })
    }

    /// By posting all edges that are not known and weigh more than the prices of their ends, those that do so most first.
    pub(super) fn missing(
        &self,
        source: &EdgeSource<'_, '_>,
        worth: &Worth,
        optimum: &Optimum,
        known: &mut Known,
        passes: impl Fn(&Edge) -> bool + Sync,
    ) -> Result<Vec<Vec<Edge>>> {
        let market = source.market;
        // What any person could add to a score at most.
        let most_besides = worth.of_group(true) + self.share.max(0) * (100 - self.floor_percent);
        let least = |posting: u32| {
            let least =
                |task: u32| optimum.seat_prices[task as usize] - worth.of_seat(market.task(task)) - most_besides;
            let open = market.tasks_of(posting).filter(|task| self.seats[*task as usize] > 0);
            // Beyond every score there is nothing to be found.
            u32::try_from(open.map(least).min()?.max(0)).ok()
        };
        let deeper = |posting: u32| {
            let least = least(posting).filter(|least| *least < known.lists[posting as usize].0)?;
            Some(least.saturating_sub(DEEPER))
        };
        let found = source.listed(|posting| Some(Keep::all_from(deeper(posting)?)))?;
        for (posting, list) in found {
            known.lists[posting as usize] = (least(posting).unwrap_or(0).saturating_sub(DEEPER), list);
        }
        let known = &*known;
        let gain = |edge: &Edge| {
            self.weight(source, worth, edge)
                - optimum.worker_prices[edge.worker as usize]
                - optimum.seat_prices[edge.task as usize]
        };
        let is_missing = |edge: &Edge| {
            passes(edge)
                && self.places[edge.worker as usize] > 0
                && self.seats[edge.task as usize] > 0
                && gain(edge) > 0
                // An edge that is known may weigh more: there is but one of it.
                && known.edges.binary_search(edge).is_err()
        };
        let of_posting = |(posting, (_, list)): (usize, &(u32, Vec<Listed>))| {
            source.question.options.check_limits()?;
            let posting = narrow(posting);
            let mut missing = Vec::new();
            for (worker, score) in list {
                let edge = |task: u32| Edge { worker: *worker, task, score: *score };
                if market.tasks_of(posting).any(|task| is_missing(&edge(task))) {
                    let row = market.worker(*worker);
                    market.for_each_fitting(source.question, row, posting, |task| missing.push(edge(task)));
                }
            }
            missing.retain(is_missing);
            missing.sort_by_key(|edge| (Reverse(gain(edge)), *edge));
            Ok(missing)
        };
        source.pool().install(|| known.lists.par_iter().enumerate().map(of_posting).collect())
    }
}

fn overflow(error: gigmatch_solver::transport::GraphError) -> Error {
    Error::new(ErrorCode::InvalidOption, "the market cannot be weighed").with_source(error)
}
