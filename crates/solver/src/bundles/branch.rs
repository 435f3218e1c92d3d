//! Branch and bound over edges, for what the prices alone leave open.

use std::{cmp::Ordering, collections::BinaryHeap};

use super::{
    best::{Bundler, Fate, Priced},
    dual::Dual,
    plan::Plan,
    problem::Problem,
};
use crate::transport::index;

/// Steps of the ascent at a node.
const STEPS: usize = 40;

/// A part of the search: what was decided, and the bound that holds for it.
struct Node {
    /// Rounded down.
    bound: i128,
    depth: usize,
    decided: Vec<(u32, bool)>,
    prices: Vec<i64>,
    /// The edge to decide next.
    edge: u32,
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Node {}

impl PartialOrd for Node {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Node {
    /// The highest bound first, of equal ones the deepest.
    fn cmp(&self, other: &Self) -> Ordering {
        (self.bound, self.depth, &other.decided).cmp(&(other.bound, other.depth, &self.decided))
    }
}

/// The search for better plans, and for the proof that there are none.
pub(super) struct Branching<'a, 'b> {
    pub(super) problem: &'a Problem,
    pub(super) dual: &'b mut Dual<'a>,
    /// The best plan so far.
    pub(super) chosen: Vec<bool>,
    pub(super) value: i128,
    pub(super) first_step: i64,
    pub(super) stop: &'b dyn Fn() -> bool,
}

impl Branching<'_, '_> {
    /// Searches from prices and the bound that they prove, until so much work is done; gives the bound proven then.
    pub(super) fn run(&mut self, prices: Vec<i64>, bound: i128, work: u64) -> i128 {
        let end = self.dual.work() + work;
        let mut open = BinaryHeap::new();
        if let Some(root) = self.node(Vec::new(), prices) {
            open.push(Node { bound: root.bound.min(bound), ..root });
        }
        while self.dual.work() < end && !(self.stop)() {
            let Some(node) = open.pop() else { break };
            if node.bound <= self.value {
                open.clear();
                break;
            }
            for taken in [true, false] {
                let mut decided = node.decided.clone();
                decided.push((node.edge, taken));
                if let Some(child) = self.node(decided, node.prices.clone()) {
                    open.push(Node { bound: child.bound.min(node.bound), ..child });
                }
            }
        }
        open.peek().map_or(self.value, |node| node.bound.max(self.value)).min(bound)
    }

    /// Bounds a part of the search and looks for a plan in it; nothing where it holds none that is better.
    fn node(&mut self, decided: Vec<(u32, bool)>, mut prices: Vec<i64>) -> Option<Node> {
        let fates = self.fates(&decided)?;
        let scale = i128::from(self.dual.scale);
        let value = self.value;
        let first_step = self.first_step / 8;
        let stop = self.stop;
        let bound = self.dual.ascend(&mut prices, Some(&fates), first_step, STEPS, |_, _, best| {
            best.div_euclid(scale) <= value || stop()
        });
        let bound = bound.div_euclid(scale);
        self.try_plan(&prices, &fates);
        if bound <= self.value {
            return None;
        }
        let edge = self.undecided(&fates)?;
        Some(Node { bound, depth: decided.len(), decided, prices, edge })
    }

    /// What follows from decisions; nothing where they cannot be carried out together.
    fn fates(&self, decided: &[(u32, bool)]) -> Option<Vec<Fate>> {
        let problem = self.problem;
        let mut fates: Vec<Fate> =
            (0..problem.edges()).map(|edge| if problem.is_usable(edge) { Fate::Open } else { Fate::Out }).collect();
        let mut plan = Plan::new(problem);
        for &(edge, taken) in decided {
            fates[edge as usize] = if taken { Fate::In } else { Fate::Out };
            if taken {
                if !plan.has_seat(problem.task(edge as usize)) || !plan.fits(edge as usize) {
                    return None;
                }
                plan.add(edge as usize);
            }
        }
        for (edge, fate) in fates.iter_mut().enumerate() {
            if *fate == Fate::Open && !(plan.has_seat(problem.task(edge)) && plan.fits(edge)) {
                *fate = Fate::Out;
            }
        }
        Some(fates)
    }

    /// Makes a plan from the bundles that are best at a node's prices.
    fn try_plan(&mut self, prices: &[i64], fates: &[Fate]) {
        let priced = Priced { problem: self.problem, scale: self.dual.scale, prices, fates: Some(fates) };
        self.dual.evaluate(prices, Some(fates));
        let plan = Plan::from_picks(self.problem, priced, &self.dual.picks, &mut Bundler::default());
        if plan.value > self.value {
            self.value = plan.value;
            self.chosen = plan.chosen;
        }
    }

    /// The open edge that the bundles of late agreed on least; nothing where all are decided, which a plan has then
    /// covered.
    fn undecided(&self, fates: &[Fate]) -> Option<u32> {
        let often = &self.dual.often;
        let most = often.iter().copied().max().unwrap_or(0);
        (0..index(fates.len()))
            .filter(|&edge| fates[edge as usize] == Fate::Open)
            .max_by_key(|&edge| (often[edge as usize].min(most - often[edge as usize]), std::cmp::Reverse(edge)))
    }
}
