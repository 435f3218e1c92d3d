//! The best plan with least crews and a floor for key groups: branch and bound over optima without them.
//!
//! Both rules are left out at first. A floor comes back as a price on every seat (Lagrangian relaxation, M. L. Fisher, 1981): the
//! optimum at any price is a bound. A shift with too few people is then either closed or must have its crew, and what is
//! still undecided is a seat that is either given or not.

use std::{cell::Cell, collections::BinaryHeap};

use super::{
    edges::{Edge, EdgeSource},
    hours::Hours,
    model::{Known, Model, Optimum},
    pins::Pins,
    worth::Worth,
};
use crate::{Error, ErrorCode, Result};

/// The best plan that was found, and what no plan can exceed.
#[derive(Debug, Clone)]
pub(super) struct Best {
    pub(super) given: Vec<Edge>,
    pub(super) value: i128,
    pub(super) bound: i128,
    /// Prices that prove it, where no rule had to be left out.
    pub(super) prices: Option<(Vec<i64>, Vec<i64>)>,
}

/// Where the rules leave no gap at once, so many problems are solved at most.
const MOST_NODES: usize = 256;

/// Steps towards the best price of a floor.
const MOST_PRICES: usize = 64;

/// In large markets the price of a floor is right to one part in so many: what is left of the gap is below a seat in a thousand.
const FINE: i64 = 1_024;

/// Where there are more edges than this, a market is large.
const LARGE: usize = 10_000;

/// Edges in all problems that are solved together, some problems at least.
const MOST_EDGES: usize = 10_000_000;
const LEAST_PROBLEMS: usize = 48;

/// What is decided.
#[derive(Debug, Clone)]
struct Node {
    bound: i128,
    closed: Vec<u32>,
    crewed: Vec<u32>,
    given: Vec<Edge>,
    refused: Vec<Edge>,
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Node {}

impl PartialOrd for Node {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Node {
    /// The highest bound first, then the one with the most decided.
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let decided = |node: &Self| node.closed.len() + node.crewed.len() + node.given.len() + node.refused.len();
        self.bound.cmp(&other.bound).then_with(|| decided(self).cmp(&decided(other)))
    }
}

/// What looking at a node gave.
struct Looked {
    /// No plan of the node is worth more.
    bound: i128,
    /// The optimum that comes nearest, which may break rules.
    given: Vec<Edge>,
}

/// A search for the best plan.
pub(super) struct Search<'s, 'a, 'q> {
    pub(super) source: &'s EdgeSource<'a, 'q>,
    pub(super) worth: &'s Worth,
    /// The seats given from the start.
    pub(super) pins: &'s Pins,
    pub(super) base: Model,
    /// The least crew of each task that has one.
    pub(super) crews: Vec<u32>,
    /// What one person can work together, where they may have several shifts.
    pub(super) hours: Option<&'s Hours<'s>>,
    /// How many problems have been solved.
    pub(super) solved: Cell<usize>,
    /// Which edges are not forbidden.
    pub(super) allowed: &'s (dyn Fn(&Edge) -> bool + Sync),
}

impl Search<'_, '_, '_> {
    pub(super) fn run(&self, known: &mut Known) -> Result<Best> {
        let optimum = self.optimum(&self.base, &[], known)?;
        if !optimum.crews_are_there {
            let message = "a pinned shift cannot have its least crew";
            return Err(Error::new(ErrorCode::InfeasiblePin, message).with_field("pinned"));
        }
        if self.holds(&optimum.given) {
            let prices = self.hours.is_none().then_some((optimum.worker_prices, optimum.seat_prices));
            return Ok(Best { value: optimum.value, bound: optimum.bound, given: optimum.given, prices });
        }
        // Nobody anywhere breaks no rule.
        let mut best = Best { given: Vec::new(), value: 0, bound: optimum.bound, prices: None };
        let root = Node {
            bound: optimum.bound,
            closed: Vec::new(),
            crewed: Vec::new(),
            given: Vec::new(),
            refused: Vec::new(),
        };
        self.dive(&root, &optimum.given, known, &mut best)?;
        if self.hours.is_some() {
            // Optima of bundles are not exact, so that nothing could be concluded from branches of them.
            return Ok(best);
        }
        let mut open = BinaryHeap::from([root]);
        let mut looked_at = 0;
        while let Some(node) = open.pop() {
            best.bound = node.bound;
            let is_late = self.is_late(known);
            if node.bound <= best.value || looked_at == MOST_NODES || is_late {
                open.push(node);
                break;
            }
            looked_at += 1;
            let Some(looked) = self.look(&node, known, &mut best)? else { continue };
            if looked.bound > best.value {
                open.extend(self.branches(&node, &looked));
            }
        }
        best.bound = open.peek().map_or(best.value, |node| node.bound.max(best.value));
        Ok(best)
    }

    /// The model of a node.
    fn model(&self, node: &Node) -> Model {
        let mut model = self.base.clone();
        for edge in &node.given {
            model.places[edge.worker as usize] = 0;
            model.give(edge);
        }
        // Where a seat is given the shift takes place.
        for task in node.given.iter().map(|edge| &edge.task).chain(&node.crewed) {
            model.must_have(*task, self.crews[*task as usize]);
        }
        for task in &node.closed {
            model.seats[*task as usize] = 0;
        }
        model
    }

    /// Whether the best plan so far must do.
    fn is_late(&self, known: &Known) -> bool {
        let most = (MOST_EDGES / known.edges.len().max(1)).max(LEAST_PROBLEMS);
        self.source.is_late() || self.solved.get() > most
    }

    fn optimum(&self, model: &Model, refused: &[Edge], known: &mut Known) -> Result<Optimum> {
        self.solved.set(self.solved.get() + 1);
        match self.hours {
            Some(hours) => model.bundles(self.source, self.worth, hours, known, self.allowed),
            None => model.optimum(self.source, self.worth, known, self.allowed, refused),
        }
    }

    /// What a node's plans are worth at most; better plans that are met on the way are kept. `None` where it has none.
    fn look(&self, node: &Node, known: &mut Known, best: &mut Best) -> Result<Option<Looked>> {
        let mut model = self.model(node);
        let all_given = |optimum: &Optimum| [&node.given[..], &optimum.given].concat();
        let optimum = self.optimum(&model, &node.refused, known)?;
        if !optimum.crews_are_there {
            return Ok(None);
        }
        let fixed = self.value_of(&node.given);
        let mut given = all_given(&optimum);
        let mut bound = (optimum.bound + fixed).min(node.bound);
        self.offer(&given, best);
        if self.floor_holds(&given) || bound <= best.value {
            return Ok(Some(Looked { bound, given }));
        }
        // The price of a share: too low, the floor is missed; too high, seats are given away for it.
        let (mut low, mut high) = (0_i64, None::<i64>);
        let most = self.worth.of_crew();
        for _ in 0..MOST_PRICES {
            let near = if known.edges.len() > LARGE { (low / FINE).max(1) } else { 1 };
            let price = match high {
                None => low.saturating_mul(16).clamp(16, most),
                Some(high) if high - low > near => low + (high - low) / 2,
                Some(_) => break,
            };
            model.share = price;
            let optimum = self.optimum(&model, &node.refused, known)?;
            if !optimum.crews_are_there {
                break;
            }
            let at_price = all_given(&optimum);
            bound = bound.min(optimum.bound + fixed + i128::from(price) * self.excess(&node.given));
            self.offer(&at_price, best);
            if self.floor_holds(&at_price) {
                high = Some(price);
            } else {
                (low, given) = (price, at_price);
            }
            if bound <= best.value || high.is_none() && price == most || self.is_late(known) {
                break;
            }
        }
        Ok(Some(Looked { bound, given }))
    }

    /// Two parts of a node: a shift that has too few people is closed or has its crew; else a seat is given or not.
    fn branches(&self, node: &Node, looked: &Looked) -> Vec<Node> {
        let bound = looked.bound;
        let short = self.short(&looked.given).into_iter().filter(|(task, _)| !node.crewed.contains(task));
        if let Some((task, _)) = short.max_by_key(|(task, people)| (*people, std::cmp::Reverse(*task))) {
            let mut closed = Node { bound, ..node.clone() };
            closed.closed.push(task);
            let mut crewed = Node { bound, ..node.clone() };
            crewed.crewed.push(task);
            return vec![closed, crewed];
        }
        let undecided = looked.given.iter().filter(|edge| !node.given.contains(edge));
        // A seat for somebody outside of the groups is what the floor is about.
        let Some(edge) = undecided.min_by_key(|edge| (self.source.market.in_groups[edge.worker as usize], **edge))
        else {
            return Vec::new();
        };
        let mut given = Node { bound, ..node.clone() };
        given.given.push(*edge);
        let mut refused = Node { bound, ..node.clone() };
        refused.refused.push(*edge);
        vec![given, refused]
    }

    /// Plans without short crews: those at least half there are completed, the others closed, until none is short.
    fn dive(&self, root: &Node, given: &[Edge], known: &mut Known, best: &mut Best) -> Result<()> {
        const MOST_STEPS: usize = 24;
        let mut node = root.clone();
        let mut short = self.short(given);
        for step in 0..MOST_STEPS {
            if self.is_late(known) {
                break;
            }
            let (mut to_close, mut to_crew) = (Vec::new(), Vec::new());
            for (task, people) in short {
                let half = self.crews[task as usize].div_ceil(2);
                if step == 0 && people >= half { to_crew.push(task) } else { to_close.push(task) }
            }
            node.closed.extend(to_close);
            node.crewed.extend(to_crew);
            let model = self.model(&node);
            let optimum = self.optimum(&model, &[], known)?;
            short = self.short(&optimum.given);
            if short.is_empty() {
                break;
            }
            node.crewed.retain(|task| !short.iter().any(|(other, _)| other == task));
        }
        self.look(&node, known, best)?;
        Ok(())
    }

    /// Keeps a plan that breaks no rule and is worth more.
    fn offer(&self, given: &[Edge], best: &mut Best) {
        let value = self.value_of(given);
        if value > best.value && self.holds(given) {
            best.value = value;
            best.given = given.to_vec();
        }
    }

    /// What seats are worth.
    fn value_of(&self, given: &[Edge]) -> i128 {
        let mut here = self.base.present.clone();
        let mut value = 0;
        for edge in given {
            let place = &mut here[edge.task as usize];
            let weight = self.worth.of_edge(self.source.market, edge) - self.worth.of_crowd(*place);
            *place += 1;
            value += i128::from(weight);
        }
        value
    }

    fn holds(&self, given: &[Edge]) -> bool {
        self.floor_holds(given) && self.short(given).is_empty()
    }

    /// By how much people of key groups have more than their floor, in hundredths of a seat, those pinned and some others.
    fn excess(&self, given: &[Edge]) -> i128 {
        let share = |edge: &Edge| {
            let of_group = if self.source.market.in_groups[edge.worker as usize] { 100 } else { 0 };
            i128::from(of_group - self.base.floor_percent)
        };
        self.pins.edges.iter().chain(given).map(share).sum()
    }

    fn floor_holds(&self, given: &[Edge]) -> bool {
        self.base.floor_percent == 0 || self.excess(given) >= 0
    }

    /// The tasks that have people, but too few, and how many they have.
    fn short(&self, given: &[Edge]) -> Vec<(u32, u32)> {
        let mut here = self.base.present.clone();
        for edge in given {
            here[edge.task as usize] += 1;
        }
        let is_short = |(task, people): &(u32, u32)| *people > 0 && *people < self.crews[*task as usize];
        (0..).zip(here).filter(is_short).collect()
    }
}
