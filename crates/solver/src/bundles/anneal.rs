//! Better plans by small changes: simulated annealing with moves that a unit and a task make together.

use rayon::prelude::*;

use super::{best::Priced, plan::Plan, problem::Problem};
use crate::transport::index;

/// The best plan is brought up to date from the changes made since, unless these are more than this many.
const CHANGES: usize = 1 << 20;

/// What is drawn for whether to accept a loss: `-ln(u)` in units of `1 / ONE`.
const ONE: i64 = 1 << 10;

/// How a search cools down.
#[derive(Clone, Copy)]
struct Schedule {
    /// The loss accepted one time in three, in thousandths of a unit of weight, at the beginning and at the end.
    from: i64,
    to: i64,
    /// How heavy fines are.
    severity: i128,
}

/// Temperatures at the beginning and at the end, as parts of the spread, and severities.
const SCHEDULES: [(i64, i64, i128); 4] = [(50, 500, 16), (50, 500, 64), (50, 500, 256), (100, 1_000, 16)];

/// What all searches have in common.
pub(super) struct Setting<'a> {
    pub(super) priced: Priced<'a>,
    /// Which edges to try.
    pub(super) core: &'a [bool],
    /// What decides between edges, as the measure of temperatures.
    pub(super) spread: i64,
    /// Moves of each search.
    pub(super) moves: u64,
    pub(super) seed: u64,
    pub(super) parallel: bool,
}

/// Improves a plan by several searches side by side; gives the best plan found and its value.
///
/// Which severity and temperature serve best differs from instance to instance.
pub(super) fn anneal(
    setting: &Setting<'_>,
    mut best: (Vec<bool>, i128),
    stop: &(dyn Fn() -> bool + Sync),
) -> (Vec<bool>, i128) {
    let &Setting { priced, core, spread, moves, seed, parallel } = setting;
    let problem = priced.problem;
    let rates = rates(priced);
    let part = |by: i64| (spread.saturating_mul(1_000) / by).max(1);
    let search = |&(from, to, severity): &(i64, i64, i128)| {
        let mut annealing = Annealing::new(problem, &best.0, core, rates.clone(), seed);
        annealing.run(moves, Schedule { from: part(from), to: part(to), severity }, stop);
        (annealing.best, annealing.best_value)
    };
    let found: Vec<(Vec<bool>, i128)> =
        if parallel { SCHEDULES.par_iter().map(search).collect() } else { SCHEDULES.iter().map(search).collect() };
    for found in found {
        if found.1 > best.1 {
            best = found;
        }
    }
    best
}

/// The state of a search.
struct Annealing<'a> {
    problem: &'a Problem,
    plan: Plan<'a>,
    /// Edges that can be used at all.
    usable: Vec<u32>,
    /// The usable edges of each task.
    task_starts: Vec<u32>,
    task_edges: Vec<u32>,
    /// The edges of each unit by task.
    by_task: Vec<u32>,
    losses: Vec<i64>,
    random: u64,
    /// Edges changed in the move under way, and since the best plan.
    trail: Vec<u32>,
    since: Vec<u32>,
    /// Whether there were too many to keep.
    many: bool,
    best: Vec<bool>,
    best_value: i128,
}

impl<'a> Annealing<'a> {
    fn new(problem: &'a Problem, chosen: &[bool], core: &[bool], rates: Vec<i64>, seed: u64) -> Self {
        let mut plan = Plan::from_chosen(problem, chosen);
        plan.soften(rates);
        let usable: Vec<u32> = (0..index(problem.edges())).filter(|&edge| core[edge as usize]).collect();
        let mut task_edges = usable.clone();
        task_edges.sort_by_key(|&edge| problem.task(edge as usize));
        let mut task_starts = vec![0; problem.capacities().len() + 1];
        for &edge in &usable {
            task_starts[problem.task(edge as usize) as usize + 1] += 1;
        }
        for task in 1..task_starts.len() {
            task_starts[task] += task_starts[task - 1];
        }
        let mut by_task: Vec<u32> = (0..index(problem.edges())).collect();
        for unit in 0..index(problem.units()) {
            by_task[problem.edges_of(unit)].sort_unstable_by_key(|&edge| problem.task(edge as usize));
        }
        Self {
            usable,
            task_starts,
            task_edges,
            by_task,
            losses: losses(),
            random: seed,
            trail: Vec::new(),
            since: Vec::new(),
            many: false,
            best: plan.chosen.clone(),
            best_value: plan.value,
            problem,
            plan,
        }
    }

    /// Makes a number of moves on a schedule; `stop` is asked from time to time.
    fn run(&mut self, moves: u64, schedule: Schedule, stop: &dyn Fn() -> bool) {
        const STRETCHES: u64 = 256;
        let Schedule { from, to, severity } = schedule;
        if self.usable.is_empty() {
            return;
        }
        #[expect(clippy::cast_precision_loss, reason = "a temperature need not be exact")]
        let (from, to) = (from.max(1) as f64, to.max(1) as f64);
        for stretch in 0_u32..256 {
            if stop() {
                break;
            }
            #[expect(clippy::cast_possible_truncation, reason = "a temperature need not be exact")]
            let temperature = (from * (to / from).powf(f64::from(stretch) / 255.0)) as i64;
            for _ in 0..=moves / STRETCHES {
                self.step(temperature, severity * i128::from(8 + stretch / 4 + stretch * stretch * stretch / 40_000));
            }
        }
    }

    fn step(&mut self, temperature: i64, severity: i128) {
        let drawn = self.below(self.usable.len());
        let edge = self.usable[drawn] as usize;
        if self.plan.chosen[edge] {
            return;
        }
        let worth = |plan: &Plan| plan.value * 1_000 - plan.fine * severity / 256;
        let before = worth(&self.plan);
        self.trail.clear();
        self.insert(edge);
        let loss = before - worth(&self.plan);
        let drawn = self.below(self.losses.len());
        let drawn = self.losses[drawn];
        if loss * i128::from(ONE) > i128::from(temperature) * i128::from(drawn) {
            while let Some(edge) = self.trail.pop() {
                self.flip(edge as usize);
            }
            return;
        }
        self.since.append(&mut self.trail);
        if self.since.len() > CHANGES {
            self.since.clear();
            self.many = true;
        }
        if self.plan.fine == 0 && self.plan.value > self.best_value {
            self.best_value = self.plan.value;
            if std::mem::take(&mut self.many) {
                self.best.clone_from(&self.plan.chosen);
            } else {
                for &edge in &self.since {
                    self.best[edge as usize] = self.plan.chosen[edge as usize];
                }
            }
            self.since.clear();
        }
    }

    /// Takes an edge, and takes away what stands in its way: an edge of its task if that is full, and what it excludes.
    /// One time in two, another edge of its unit makes room as well; its task goes to the unit that lost one, or to
    /// some other.
    fn insert(&mut self, edge: usize) {
        let (unit, task) = (self.problem.unit(edge), self.problem.task(edge));
        let mut loser = None;
        if !self.plan.has_seat(task) {
            let holders = self.plan.of_task(task);
            let out = holders[below(&mut self.random, holders.len())] as usize;
            loser = Some(self.problem.unit(out));
            self.change(out);
        }
        while let Some(&out) = self.plan.of_unit(unit).iter().find(|held| self.problem.clashes_of(edge).contains(held))
        {
            self.change(out as usize);
        }
        let held = self.plan.of_unit(unit);
        let mut freed = None;
        if !held.is_empty() && self.random & 1 == 0 {
            let out = held[below(&mut self.random, held.len())] as usize;
            freed = Some(self.problem.task(out));
            self.change(out);
        }
        self.change(edge);
        if let Some(task) = freed {
            let swap = loser.and_then(|loser| self.find(loser, task)).filter(|&edge| self.can_take(edge));
            if let Some(edge) = swap.or_else(|| self.somebody(task)) {
                self.change(edge);
            }
        } else if let Some(loser) = loser {
            self.console(loser);
        }
    }

    /// Some edge of a task whose unit can take it, if a few tries find one.
    fn somebody(&mut self, task: u32) -> Option<usize> {
        let range = self.task_starts[task as usize] as usize..self.task_starts[task as usize + 1] as usize;
        if range.is_empty() {
            // The plan that the search began with may hold edges that it does not look at.
            return None;
        }
        (0..3).find_map(|_| {
            let drawn = self.below(range.len());
            let edge = self.task_edges[range.start + drawn] as usize;
            self.can_take(edge).then_some(edge)
        })
    }

    /// Gives a unit that lost an edge another one, if a few tries find one.
    fn console(&mut self, unit: u32) {
        let row = self.problem.edges_of(unit);
        for _ in 0..3 {
            let edge = row.start + self.below(row.len());
            if self.can_take(edge) && self.problem.is_usable(edge) {
                self.change(edge);
                return;
            }
        }
    }

    fn can_take(&self, edge: usize) -> bool {
        !self.plan.chosen[edge]
            && self.plan.has_seat(self.problem.task(edge))
            && self.problem.is_usable(edge)
            && self.plan.fits(edge)
    }

    fn find(&self, unit: u32, task: u32) -> Option<usize> {
        let row = &self.by_task[self.problem.edges_of(unit)];
        let at = row.binary_search_by_key(&task, |&edge| self.problem.task(edge as usize)).ok()?;
        Some(row[at] as usize)
    }

    fn change(&mut self, edge: usize) {
        self.flip(edge);
        self.trail.push(index(edge));
    }

    fn flip(&mut self, edge: usize) {
        if self.plan.chosen[edge] {
            self.plan.remove(edge);
        } else {
            self.plan.add(edge);
        }
    }

    fn below(&mut self, end: usize) -> usize {
        below(&mut self.random, end)
    }
}

/// A number below an end, from a state that it moves on (splitmix64).
pub(super) fn below(state: &mut u64, end: usize) -> usize {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^= mixed >> 31;
    #[expect(clippy::cast_possible_truncation, reason = "the product is below `end << 64`")]
    let scaled = ((u128::from(mixed) * end as u128) >> 64) as usize;
    scaled
}

/// `-ln(u)` at evenly spaced `u`, in units of `1 / ONE`.
fn losses() -> Vec<i64> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "a table of small numbers")]
    (0..4096_u32).map(|at| (-((f64::from(at) + 0.5) / 4096.0).ln() * ONE as f64) as i64).collect()
}

/// What a unit of each resource is worth to each unit at some prices, in thousandths of weight: the profit for its use
/// of the first edge that no longer fits, the best first.
fn rates(priced: Priced<'_>) -> Vec<i64> {
    let problem = priced.problem;
    let mut rates = Vec::new();
    for unit in 0..index(problem.units()) {
        for (resource, &limit) in problem.limits_of(unit).iter().enumerate() {
            let mut items: Vec<(i64, i64)> = Vec::new();
            for edge in problem.edges_of(unit) {
                let uses = problem.uses_of(edge).iter().find(|&&(used, _)| used as usize == resource);
                if let Some(&(_, amount)) = uses
                    && problem.is_usable(edge)
                {
                    let profit = i128::from(priced.profit(edge).max(0)) * 1_000 / i128::from(priced.scale * amount);
                    items.push((i64::try_from(profit).unwrap_or(i64::MAX >> 20), amount));
                }
            }
            items.sort_unstable_by_key(|&(rate, _)| std::cmp::Reverse(rate));
            let mut used = 0;
            let first_out = items.iter().find(|&&(_, amount)| {
                used += amount;
                used > limit
            });
            rates.push(first_out.map_or(0, |&(rate, _)| rate) + 1);
        }
    }
    rates
}
