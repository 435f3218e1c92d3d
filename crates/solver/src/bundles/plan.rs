//! A choice of edges that can be carried out, changed edge by edge.

use super::{
    best::{Bundler, Priced},
    problem::Problem,
};
use crate::transport::index;

/// The price of a task that is full; more than any edge is worth.
const FULL: i64 = i64::MAX / 2;

/// A feasible choice of edges.
#[derive(Debug, Clone)]
pub(super) struct Plan<'a> {
    problem: &'a Problem,
    pub(super) chosen: Vec<bool>,
    pub(super) value: i128,
    /// What going beyond each limit costs for each unit of the resource, in thousandths of weight; while there are such
    /// rates, limits may be passed.
    rates: Vec<i64>,
    /// What that amounts to.
    pub(super) fine: i128,
    /// What is left of every limit.
    left_over: Vec<i64>,
    /// How many chosen edges exclude each edge.
    blocked: Vec<u32>,
    /// Chosen edges by unit and by task.
    by_unit: Vec<Vec<u32>>,
    by_task: Vec<Vec<u32>>,
}

impl<'a> Plan<'a> {
    /// Nothing chosen.
    pub(super) fn new(problem: &'a Problem) -> Self {
        let units = index(problem.units());
        Self {
            problem,
            chosen: vec![false; problem.edges()],
            value: 0,
            rates: Vec::new(),
            fine: 0,
            left_over: (0..units).flat_map(|unit| problem.limits_of(unit)).copied().collect(),
            blocked: vec![0; problem.edges()],
            by_unit: vec![Vec::new(); problem.units()],
            by_task: vec![Vec::new(); problem.capacities().len()],
        }
    }

    /// The plan of these edges, which is feasible.
    pub(super) fn from_chosen(problem: &'a Problem, chosen: &[bool]) -> Self {
        let mut plan = Self::new(problem);
        for (edge, _) in chosen.iter().enumerate().filter(|&(_, &chosen)| chosen) {
            plan.add(edge);
        }
        plan
    }

    /// Allows limits to be passed, at a fine.
    pub(super) fn soften(&mut self, rates: Vec<i64>) {
        self.rates = rates;
    }

    /// The chosen edges of a unit.
    pub(super) fn of_unit(&self, unit: u32) -> &[u32] {
        &self.by_unit[unit as usize]
    }

    /// The chosen edges of a task.
    pub(super) fn of_task(&self, task: u32) -> &[u32] {
        &self.by_task[task as usize]
    }

    /// Whether a task can take one more.
    pub(super) fn has_seat(&self, task: u32) -> bool {
        self.by_task[task as usize].len() < self.problem.capacities()[task as usize] as usize
    }

    /// Whether an edge's unit can take it beside what it has.
    pub(super) fn fits(&self, edge: usize) -> bool {
        let limits = &self.left_over[self.problem.limit_range(self.problem.unit(edge))];
        let mut uses = self.problem.uses_of(edge).iter();
        self.blocked[edge] == 0
            && (!self.rates.is_empty() || uses.all(|&(resource, amount)| amount <= limits[resource as usize]))
    }

    pub(super) fn add(&mut self, edge: usize) {
        debug_assert!(!self.chosen[edge] && self.fits(edge) && self.has_seat(self.problem.task(edge)));
        self.by_unit[self.problem.unit(edge) as usize].push(index(edge));
        self.by_task[self.problem.task(edge) as usize].push(index(edge));
        self.change(edge, true);
    }

    pub(super) fn remove(&mut self, edge: usize) {
        debug_assert!(self.chosen[edge]);
        self.by_unit[self.problem.unit(edge) as usize].retain(|&other| other as usize != edge);
        self.by_task[self.problem.task(edge) as usize].retain(|&other| other as usize != edge);
        self.change(edge, false);
    }

    fn change(&mut self, edge: usize, chosen: bool) {
        let sign = if chosen { 1 } else { -1 };
        self.chosen[edge] = chosen;
        self.value += i128::from(sign * self.problem.weight(edge));
        let range = self.problem.limit_range(self.problem.unit(edge));
        for &(resource, amount) in self.problem.uses_of(edge) {
            let at = range.start + resource as usize;
            let before = self.left_over[at];
            self.left_over[at] -= sign * amount;
            if let Some(&rate) = self.rates.get(at) {
                self.fine += i128::from(before.min(0) - self.left_over[at].min(0)) * i128::from(rate);
            }
        }
        for &other in self.problem.clashes_of(edge) {
            let blocked = &mut self.blocked[other as usize];
            *blocked = if chosen { *blocked + 1 } else { *blocked - 1 };
        }
    }

    /// A plan from edges that are best at some prices but may take a task too often, or be too many for a unit: those that
    /// gain most stay, and units that lost one choose again among what is left, first at these prices, then for what it
    /// weighs.
    pub(super) fn from_picks(problem: &'a Problem, priced: Priced<'_>, picks: &[bool], bundler: &mut Bundler) -> Self {
        let mut plan = Self::new(problem);
        let mut wanted: Vec<(i64, usize)> =
            (0..picks.len()).filter(|&edge| picks[edge]).map(|edge| (priced.profit(edge), edge)).collect();
        wanted.sort_unstable_by_key(|&(profit, edge)| (std::cmp::Reverse(profit), edge));
        let mut lost = vec![false; problem.units()];
        for (_, edge) in wanted {
            if plan.has_seat(problem.task(edge)) && plan.fits(edge) {
                plan.add(edge);
            } else {
                lost[problem.unit(edge) as usize] = true;
            }
        }
        let free = vec![0; problem.capacities().len()];
        for (base, who) in [(priced.prices, Some(&lost)), (&free, None)] {
            let mut prices: Vec<i64> = (0..).zip(base).map(|(task, &price)| plan.price(task, price)).collect();
            for unit in 0..index(problem.units()) {
                let gains = who.is_none_or(|lost| lost[unit as usize]);
                if gains && problem.edges_of(unit).any(|edge| prices[problem.task(edge) as usize] != FULL) {
                    plan.choose_again(priced.scale, base, &mut prices, unit, bundler);
                }
            }
        }
        plan
    }

    /// What a task costs while it is full, or while it is not.
    fn price(&self, task: u32, price: i64) -> i64 {
        if self.has_seat(task) { price } else { FULL }
    }

    /// A unit gives up what it has and takes its best bundle among tasks that are not full.
    fn choose_again(&mut self, scale: i64, base: &[i64], prices: &mut [i64], unit: u32, bundler: &mut Bundler) {
        let problem = self.problem;
        for edge in std::mem::take(&mut self.by_unit[unit as usize]) {
            let task = problem.task(edge as usize);
            self.remove(edge as usize);
            prices[task as usize] = base[task as usize];
        }
        bundler.solve(Priced { problem, scale, prices, fates: None }, unit);
        for &edge in bundler.bundle() {
            let task = problem.task(edge as usize);
            self.add(edge as usize);
            prices[task as usize] = self.price(task, base[task as usize]);
        }
    }
}
