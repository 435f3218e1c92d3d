//! Who takes which seat: the best plan of all, with its proof.
//!
//! For one shift a person the plan is a maximum-weight matching with capacities of the graph of eligible pairs, solved by
//! [`gigmatch_solver::transport`]. Most pairs are never edges: those that a posting may want are, and then those that the
//! dual prices ask for, until no eligible pair weighs more than the prices of its ends. So the optimum is that of all eligible
//! pairs, and the prices prove it.

mod branch;
mod counts;
mod edges;
mod hours;
mod market;
mod model;
mod options;
mod pins;
mod plan;
mod reasons;
mod several;
mod worth;

use std::{cell::Cell, collections::HashSet};

use branch::{Best, Search};
use edges::{Edge, EdgeSource};
use foldhash::fast::RandomState;
use hours::Hours;
use market::{Market, narrow};
use model::{Known, Model};
pub use options::{AssignOptions, HourCaps, KeyGroupGoal, Objective, SeatChoice, SeatRule};
use pins::Pins;
pub use plan::{
    Assignment, KeyGroupSeats, Nearest, OccupationSeats, Plan, PlanSummary, Proof, SeatPrice, Unassigned,
    UnassignedReason, Unfilled, UnfilledReason, WorkerPrice,
};
use worth::Worth;

use crate::{Result, Snapshot, eligibility::distance_m, options::MatchOptions, rank::Question, symbols::Overlay};

impl Snapshot {
    /// Decides who takes which seat: the best plan over all eligible pairs of active workers and open shifts that pass the
    /// filters, why everybody else has no seat and why seats are left, and the proof that no plan is better.
    ///
    /// The plan does not depend on the order in which records came, on segments or on threads.
    ///
    /// # Errors
    ///
    /// `record.not_found` where a rule, a pin or a prohibition names a record that is not there, `pin.infeasible` for a pinned pair
    /// that is not eligible or finds no seat, `option.invalid`, `weights.invalid`, `cancelled`, `deadline.exceeded`.
    ///
    /// # Example: two people, two shifts, and the one who fits both waits for nobody
    ///
    /// ```
    /// use gigmatch::{AssignOptions, Engine, MatchOptions, record::{JobLocationType, Posting, Skill, WorkerProfile}};
    ///
    /// let engine = Engine::in_memory()?;
    /// let mut writer = engine.writer()?;
    /// let posting = |id: &str, skill: Option<&str>| {
    ///     let mut posting = Posting::new(id, "线上客服");
    ///     posting.job_location_type = JobLocationType::Telecommute;
    ///     posting.required_skills = skill.map(Skill::named).into_iter().collect();
    ///     posting
    /// };
    /// let mut skilled = WorkerProfile::new("w1");
    /// skilled.skills = vec![Skill::named("英语")];
    /// writer.add(vec![posting("p1", None), posting("p2", Some("英语"))])?;
    /// writer.add(vec![skilled, WorkerProfile::new("w2")])?;
    /// writer.commit()?;
    ///
    /// let options = AssignOptions::new(MatchOptions::at("2026-11-24T05:00:00+08:00".parse().unwrap()));
    /// let plan = engine.snapshot().assign(&options)?;
    /// let pairs: Vec<_> = plan.assignments.iter().map(|seat| (&seat.worker_id[..], &seat.posting_id[..])).collect();
    /// assert_eq!(pairs, [("w1", "p2"), ("w2", "p1")]);
    /// assert!(plan.proof.optimal);
    /// # Ok::<(), gigmatch::Error>(())
    /// ```
    pub fn assign(&self, options: &AssignOptions) -> Result<Plan> {
        options.check()?;
        let matching = MatchOptions { top: 1, ..options.matching.clone() };
        let symbols = Overlay::new(&self.0.symbols);
        let mut question = Question::new(&self.0, &matching, &symbols)?;
        let market = Market::new(&question, options)?;
        question.scope = Some(market.scope());
        let source = EdgeSource::new(&question, &market, options);
        let mut hours = Hours::new(&question, &market, options);
        let pins = Pins::new(&source, &hours, &options.pinned)?;
        hours.record(&market, &pins.edges);
        let forbidden = Forbidden::new(&market, &options.forbidden)?;
        let worth = Worth::new(&market, options)?;
        let allowed = |edge: &Edge| {
            !forbidden.0.contains(&(edge.worker, edge.task))
                && hours.fits_alone(&market, edge.worker, market.task(edge.task))
        };

        let mut known = Known::new(&source, allowed)?;
        let search = Search {
            source: &source,
            worth: &worth,
            pins: &pins,
            base: base_model(&market, &pins, options),
            crews: market.tasks.iter().map(|task| task.minimum_crew).collect(),
            hours: (options.shifts_per_worker > 1).then_some(&hours),
            solved: Cell::new(0),
            allowed: &allowed,
        };
        let best = search.run(&mut known)?;
        plan(self, &source, &worth, options, &pins, &known, best)
    }
}

/// Capacities less what is pinned.
fn base_model(market: &Market<'_>, pins: &Pins, options: &AssignOptions) -> Model {
    let mut model = Model {
        places: vec![options.shifts_per_worker; market.workers.len()],
        seats: market.tasks.iter().map(|task| task.seats).collect(),
        present: vec![0; market.tasks.len()],
        crews: vec![0; market.tasks.len()],
        share: 0,
        floor_percent: options.key_groups.as_ref().map_or(0, |goal| i64::from(goal.floor_percent)),
    };
    for edge in &pins.edges {
        let task = market.task(edge.task);
        // Beside work without end there is no other.
        let shifts = if task.spans.is_empty() { u32::MAX } else { narrow(task.shifts.len()) };
        model.places[edge.worker as usize] = model.places[edge.worker as usize].saturating_sub(shifts);
        model.give(edge);
        // Where somebody is pinned the shift takes place.
        model.must_have(edge.task, task.minimum_crew);
    }
    model
}

/// Pairs of workers and tasks that must not be.
struct Forbidden(HashSet<(u32, u32), RandomState>);

impl Forbidden {
    fn new(market: &Market<'_>, choices: &[SeatChoice]) -> Result<Self> {
        let mut pairs = HashSet::default();
        for choice in choices {
            let (worker, posting) = pins::found(market, choice)?;
            if let (Some(worker), Some(posting)) = (worker, posting) {
                pairs.extend(pins::tasks_of(market, posting, choice).map(|task| (worker, task)));
            }
        }
        Ok(Self(pairs))
    }
}

fn plan(
    snapshot: &Snapshot,
    source: &EdgeSource<'_, '_>,
    worth: &Worth,
    options: &AssignOptions,
    pins: &Pins,
    known: &Known,
    best: Best,
) -> Result<Plan> {
    let market = source.market;
    let mut seats: Vec<(Edge, bool)> = best.given.iter().map(|edge| (*edge, false)).collect();
    seats.extend(pins.edges.iter().map(|edge| (*edge, true)));
    seats.sort_unstable_by_key(|(edge, _)| (edge.worker, market.task(edge.task).spans.first().copied(), edge.task));
    let assignments: Vec<Assignment> = seats.iter().map(|(edge, pinned)| assignment(market, edge, *pinned)).collect();

    let given: Vec<Edge> = seats.iter().map(|(edge, _)| *edge).collect();
    let mut assigned: Vec<u32> = given.iter().map(|edge| edge.worker).collect();
    assigned.dedup();
    let sum = |of: fn(&Assignment) -> u64| assignments.iter().map(of).sum();
    let with_goal = options.key_groups.is_some();
    let summary = PlanSummary {
        workers: market.workers.len() as u64,
        assigned: assigned.len() as u64,
        shifts: market.tasks.len() as u64,
        seats: market.tasks.iter().map(|task| u64::from(task.seats)).sum(),
        filled: given.len() as u64,
        score: sum(|seat| u64::from(seat.score)),
        distance_m: sum(|seat| seat.distance_m.map_or(0, u64::from)),
        placed: sum(|seat| u64::from(seat.distance_m.is_some())),
        key_group_seats: given.iter().filter(|edge| with_goal && market.in_groups[edge.worker as usize]).count() as u64,
    };
    let (unassigned, unfilled) = reasons::reasons(snapshot, source, options, known, &given)?;
    // The seats of a crowded shift have prices of their own, which one price cannot tell.
    let (worker_prices, seat_prices) = best.prices.filter(|_| !worth.counts_crowds()).unwrap_or_default();
    let pinned = pins.by_task(market);
    let proof = Proof {
        value: best.value,
        bound: best.bound,
        optimal: best.value == best.bound,
        seat_weights: worth.seat.to_vec(),
        edges: known.edges.len() as u64,
        rounds: known.rounds,
        worker_prices: (0..)
            .zip(worker_prices)
            .map(|(worker, price)| WorkerPrice { worker_id: market.worker(worker).id().to_owned(), price })
            .collect(),
        seat_prices: (0..)
            .zip(seat_prices)
            .map(|(number, price)| {
                let task = market.task(number);
                let posting_id = market.posting(task.posting).id().to_owned();
                let seats = task.seats - pinned[number as usize];
                SeatPrice { posting_id, shifts: market.shift_ids(number), seats, price }
            })
            .collect(),
    };
    let by_occupation = counts::by_occupation(market, &given);
    let by_key_group = counts::by_key_group(market, &assigned);
    Ok(Plan {
        provenance: source.question.provenance(),
        summary,
        by_occupation,
        by_key_group,
        assignments,
        unassigned,
        unfilled,
        proof,
    })
}

fn assignment(market: &Market<'_>, edge: &Edge, pinned: bool) -> Assignment {
    let (worker, posting) = (market.worker(edge.worker), market.posting(market.task(edge.task).posting));
    Assignment {
        worker_id: worker.id().to_owned(),
        posting_id: posting.id().to_owned(),
        shifts: market.shift_ids(edge.task),
        score: edge.score,
        distance_m: distance_m(worker, posting),
        pinned,
    }
}
