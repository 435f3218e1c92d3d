//! Better plans by solving for a few units at a time, while all others keep what they have.

use rayon::prelude::*;

use super::{
    anneal::below,
    best::{Bundler, Priced},
    branch::Branching,
    dual::Dual,
    plan::Plan,
    problem::Problem,
};
use crate::transport::index;

/// Groups of units that are solved side by side; the same on any number of threads.
const SIDE_BY_SIDE: usize = 4;

/// Work spent on a group.
const WORK: u64 = 4_000_000;

/// The state of a search.
pub(super) struct Neighbours<'a, 'b> {
    problem: &'a Problem,
    scale: i64,
    prices: &'b [i64],
    /// The edges to try.
    core: &'b [bool],
    plan: Plan<'a>,
    step: i64,
    /// What each unit's bundle lacks to the best at these prices; what the plan lacks to the bound is the sum of these
    /// and of what empty seats cost.
    losses: Vec<i64>,
    bundler: Bundler,
    random: u64,
    work: u64,
}

/// A better choice for a group.
struct Found {
    units: Vec<u32>,
    /// Its edges, where they are better.
    edges: Option<Vec<usize>>,
    work: u64,
}

impl<'a, 'b> Neighbours<'a, 'b> {
    pub(super) fn new(
        problem: &'a Problem,
        scale: i64,
        prices: &'b [i64],
        core: &'b [bool],
        plan: Plan<'a>,
        step: i64,
    ) -> Self {
        let bundler = Bundler::default();
        let losses = vec![0; problem.units()];
        let mut search = Self { problem, scale, prices, core, plan, step, losses, bundler, random: 1, work: 0 };
        for unit in 0..index(problem.units()) {
            search.find_loss(unit);
        }
        search
    }

    fn find_loss(&mut self, unit: u32) {
        let priced = Priced { problem: self.problem, scale: self.scale, prices: self.prices, fates: None };
        let has: i64 = self.plan.of_unit(unit).iter().map(|&edge| priced.profit(edge as usize)).sum();
        self.losses[unit as usize] = self.bundler.solve(priced, unit) - has;
    }

    /// Of a few units drawn, the one that lacks most.
    fn draw(&mut self, times: usize, mut one: impl FnMut(&mut u64) -> u32) -> u32 {
        let mut best = one(&mut self.random);
        for _ in 1..times {
            let other = one(&mut self.random);
            if self.losses[other as usize] > self.losses[best as usize] {
                best = other;
            }
        }
        best
    }

    /// The plan: its edges and its value.
    pub(super) fn finish(self) -> (Vec<bool>, i128) {
        (self.plan.chosen, self.plan.value)
    }

    /// Solves groups until the plan is worth the bound or so much work is done.
    pub(super) fn run(&mut self, bound: i128, work: u64, parallel: bool, stop: &(dyn Fn() -> bool + Sync)) {
        while self.work < work && self.plan.value < bound && !stop() {
            let mut used = vec![false; self.problem.units()];
            let groups: Vec<Vec<u32>> =
                (0..SIDE_BY_SIDE).map(|_| self.group(&mut used)).filter(|group| group.len() > 1).collect();
            if groups.is_empty() {
                self.work += 1_000_000;
                continue;
            }
            let this = &*self;
            let found: Vec<Found> = if parallel {
                groups.into_par_iter().map(|units| this.solve(units, stop)).collect()
            } else {
                groups.into_iter().map(|units| this.solve(units, stop)).collect()
            };
            for found in found {
                self.work += found.work;
                if let Some(edges) = found.edges {
                    self.replace(&found.units, &edges);
                }
            }
        }
    }

    /// Some units that take one another's tasks, none of them used already.
    fn group(&mut self, used: &mut [bool]) -> Vec<u32> {
        let sizes = [250, 500, 900];
        let most = sizes[below(&mut self.random, sizes.len())];
        let all = self.problem.units();
        let seed = self.draw(3, |random| index(below(random, all)));
        let mut units = Vec::new();
        let mut edges = 0;
        let mut next = Some(seed);
        for _ in 0..200 {
            if let Some(unit) = next.take()
                && !used[unit as usize]
            {
                used[unit as usize] = true;
                units.push(unit);
                edges += self.problem.edges_of(unit).len();
            }
            if units.is_empty() || edges >= most && units.len() > 1 {
                break;
            }
            let from = units[below(&mut self.random, units.len())];
            let row = self.problem.edges_of(from);
            if row.is_empty() {
                break;
            }
            let edge = row.start + below(&mut self.random, row.len());
            let holders = self.plan.of_task(self.problem.task(edge));
            if !holders.is_empty() {
                next = Some(self.problem.unit(holders[below(&mut self.random, holders.len())] as usize));
            }
        }
        units.sort_unstable();
        units
    }

    fn solve(&self, units: Vec<u32>, stop: &(dyn Fn() -> bool + Sync)) -> Found {
        let problem = self.problem;
        let held: Vec<u32> = units.iter().flat_map(|&unit| self.plan.of_unit(unit)).copied().collect();
        let value: i128 = held.iter().map(|&edge| i128::from(problem.weight(edge as usize))).sum();
        let mut own: Vec<u32> = held.iter().map(|&edge| problem.task(edge as usize)).collect();
        own.sort_unstable();
        let part = problem.part(
            &units,
            |edge| self.core[edge] || self.plan.chosen[edge],
            |task| {
                let mine = own.partition_point(|&other| other <= task) - own.partition_point(|&other| other < task);
                problem.capacities()[task as usize] - index(self.plan.of_task(task).len() - mine)
            },
        );
        let mut prices: Vec<i64> = part.tasks.iter().map(|&task| self.prices[task as usize]).collect();
        let mut dual = Dual::new(&part.problem, self.scale, false);
        let mut best = Plan::new(&part.problem);
        let mut bundler = Bundler::default();
        let mut steps = 0;
        let scale = i128::from(self.scale);
        let bound = dual.ascend(&mut prices, None, self.step / 4, 100, |dual, here, bound| {
            steps += 1;
            if steps % 10 == 1 {
                let priced = Priced { problem: &part.problem, scale: self.scale, prices: here, fates: None };
                let plan = Plan::from_picks(&part.problem, priced, &dual.picks, &mut bundler);
                if plan.value > best.value {
                    best = plan;
                }
            }
            bound.div_euclid(scale) <= value.max(best.value)
        });
        let bound = bound.div_euclid(scale);
        let mut chosen = None;
        if best.value > value {
            chosen = Some(best.chosen.clone());
        }
        let have = value.max(best.value);
        if bound > have {
            let mut branching = Branching {
                problem: &part.problem,
                dual: &mut dual,
                chosen: best.chosen,
                value: have,
                first_step: self.step,
                stop: &|| stop(),
            };
            branching.run(prices, bound, WORK);
            if branching.value > have {
                chosen = Some(branching.chosen);
            }
        }
        let edges = chosen
            .map(|chosen| part.edges.iter().zip(chosen).filter(|&(_, chosen)| chosen).map(|(&edge, _)| edge).collect());
        Found { units, edges, work: dual.work() + 100 * part.edges.len() as u64 }
    }

    /// Gives the units of a group other edges, unless another group took their tasks in the meantime.
    fn replace(&mut self, units: &[u32], edges: &[usize]) {
        let before: Vec<usize> =
            units.iter().flat_map(|&unit| self.plan.of_unit(unit)).map(|&edge| edge as usize).collect();
        for &edge in &before {
            self.plan.remove(edge);
        }
        let mut added = Vec::new();
        for &edge in edges {
            if !self.plan.has_seat(self.problem.task(edge)) {
                for &edge in &added {
                    self.plan.remove(edge);
                }
                for &edge in &before {
                    self.plan.add(edge);
                }
                return;
            }
            self.plan.add(edge);
            added.push(edge);
        }
        for &unit in units {
            self.find_loss(unit);
        }
    }
}
