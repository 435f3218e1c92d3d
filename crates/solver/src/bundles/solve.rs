//! From prices to a plan, part by part.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::{
    Answer, Options,
    anneal::{Setting, anneal},
    best::{Bundler, Priced},
    branch::Branching,
    dual::Dual,
    neighbours::Neighbours,
    plan::Plan,
    problem::{Part, Problem},
};
use crate::{
    forest::Forest,
    transport::{self, Graph, index},
};

/// The finest prices: about a thousandth of a unit of weight.
const FINEST: i64 = 1 << 10;

/// The greatest sum of scaled weights of a unit.
const GREATEST: i64 = 1 << 60;

/// Steps of the ascent at most.
const STEPS: usize = 2_000;

/// What each stage may spend on a problem, in units of work of some nanoseconds; a part gets its share by edges, and
/// at least a hundredth.
const ASCENT: u64 = 2_000_000_000;
const BRANCHING: u64 = 800_000_000;
const NEIGHBOURS: u64 = 300_000_000;

/// Moves of annealing, shared in the same way.
const MOVES: u64 = 2_000_000;

/// The most moves for each edge: more would only try again what was tried in small problems.
const MOVES_OF_EDGE: u64 = 4_000;

/// An answer to a part; its bound by prices is multiplied by the scale.
struct Solved {
    part: Part,
    chosen: Vec<bool>,
    bound: i128,
    by_prices: i128,
    prices: Vec<i64>,
}

/// Solves each part that shares no task with others by itself.
pub(super) fn solve(problem: &Problem, options: &Options, parallel: bool) -> Answer {
    let heaviest = (0..index(problem.units()))
        .map(|unit| problem.edges_of(unit).map(|edge| problem.weight(edge).max(0)).sum::<i64>())
        .max()
        .unwrap_or(0);
    let scale = (GREATEST / heaviest.max(1)).clamp(1, FINEST);
    let mut groups = components(problem);
    groups.sort_by_key(|units| Reverse(units.iter().map(|&unit| problem.edges_of(unit).len()).sum::<usize>()));
    let large = problem.edges() > LARGE;
    let one = |units: Vec<u32>| {
        let part = problem.part(&units, |edge| problem.is_usable(edge), |task| problem.capacities()[task as usize]);
        let share = |work: u64| {
            let edges = (part.edges.len() as u64).max(problem.edges() as u64 / 100);
            work / problem.edges() as u64 * edges
        };
        Stages { problem: &part.problem, scale, spread: spread(&part.problem), options, parallel, large }
            .run(share)
            .assemble(part)
    };
    let solved: Vec<Solved> =
        if parallel { groups.into_par_iter().map(one).collect() } else { groups.into_iter().map(one).collect() };
    let mut chosen = vec![false; problem.edges()];
    let mut prices = vec![0; problem.capacities().len()];
    // Nobody gets into a task without room: it may as well cost all it could bring.
    for edge in 0..problem.edges() {
        let task = problem.task(edge) as usize;
        if problem.capacities()[task] == 0 {
            prices[task] = prices[task].max(problem.weight(edge) * scale);
        }
    }
    let (mut bound, mut by_prices) = (0, 0);
    for solved in solved {
        for (edge, _) in solved.part.edges.iter().zip(solved.chosen).filter(|(_, chosen)| *chosen) {
            chosen[*edge] = true;
        }
        for (&task, price) in solved.part.tasks.iter().zip(solved.prices) {
            prices[task as usize] = price;
        }
        bound += solved.bound;
        by_prices += solved.by_prices;
    }
    let by_prices = by_prices.div_euclid(i128::from(scale));
    let value = (0..problem.edges()).filter(|&edge| chosen[edge]).map(|edge| i128::from(problem.weight(edge))).sum();
    Answer { chosen, value, bound: by_prices.min(bound), by_prices, prices, scale }
}

/// Units with usable edges, grouped by the tasks they share.
fn components(problem: &Problem) -> Vec<Vec<u32>> {
    let usable = |unit| problem.edges_of(unit).filter(|&edge| problem.is_usable(edge));
    let mut forest = Forest::new(index(problem.capacities().len()));
    for unit in 0..index(problem.units()) {
        let mut first = None;
        for edge in usable(unit) {
            let other = forest.root(problem.task(edge));
            first = Some(first.map_or(other, |first| forest.join(first, other)));
        }
    }
    let mut group_of = vec![None; problem.capacities().len()];
    let mut groups: Vec<Vec<u32>> = Vec::new();
    for unit in 0..index(problem.units()) {
        if let Some(edge) = usable(unit).next() {
            let group = *group_of[forest.root(problem.task(edge)) as usize].get_or_insert(groups.len());
            if group == groups.len() {
                groups.push(Vec::new());
            }
            groups[group].push(unit);
        }
    }
    groups
}

/// The stages for one part.
struct Stages<'a, 'b> {
    problem: &'a Problem,
    scale: i64,
    spread: i64,
    options: &'b Options<'b>,
    parallel: bool,
    large: bool,
}

/// What the stages found.
struct Outcome {
    chosen: Vec<bool>,
    bound: i128,
    by_prices: i128,
    prices: Vec<i64>,
}

impl Outcome {
    fn assemble(self, part: Part) -> Solved {
        let Self { chosen, bound, by_prices, prices } = self;
        Solved { part, chosen, bound, by_prices, prices }
    }
}

impl Stages<'_, '_> {
    /// Prices first, then plans, until one is worth the bound or the work allowed is done.
    fn run(&self, share: impl Fn(u64) -> u64) -> Outcome {
        let (problem, scale, brief) = (self.problem, self.scale, self.options.brief);
        let stop = || self.options.stop.is_some_and(|stop| stop());
        let mut dual = Dual::new(problem, scale, self.parallel);
        let relaxed = relaxed(&mut dual, self.options);
        let mut prices = relaxed[0].prices.clone();
        let step = (self.spread.saturating_mul(scale) / 8).max(1);
        // Where one objective goes before another, prices may be wrong by much more than what decides in the end.
        let heaviest = (0..problem.edges()).map(|edge| problem.weight(edge)).max().unwrap_or(0);
        let coarse = (heaviest.saturating_mul(scale) / 8).max(step);
        let mut rounding = Rounding::new(problem, scale);
        for relaxed in &relaxed {
            rounding.try_picks(&relaxed.prices, &relaxed.picks);
        }
        let mut steps = 0;
        let by_prices = dual.ascend(&mut prices, None, coarse, if brief { 0 } else { STEPS }, |dual, here, bound| {
            // Early plans are poor and, in large problems, take as long as many steps.
            if steps % 10 == 0 && (!self.large || steps % 50 == 40) {
                rounding.try_picks(here, &dual.picks);
            }
            steps += 1;
            bound.div_euclid(i128::from(scale)) <= rounding.best.value || dual.work() > share(ASCENT) || stop()
        });
        let often = dual.often.clone();
        dual.evaluate(&prices, None);
        rounding.try_picks(&prices, &dual.picks);
        let mut bound = by_prices.div_euclid(i128::from(scale));
        let (mut chosen, mut value) = (rounding.best.chosen, rounding.best.value);
        let rounds = match (brief, self.large) {
            (true, _) => 0,
            (_, true) => 1,
            _ => ROUNDS,
        };
        for round in 0..rounds {
            if value >= bound || stop() {
                break;
            }
            let core: Vec<bool> =
                (0..problem.edges()).map(|edge| chosen[edge] || often[edge] as usize * RARE >= steps).collect();
            let priced = Priced { problem, scale, prices: &prices, fates: None };
            let setting = Setting {
                priced,
                core: &core,
                spread: self.spread,
                moves: share(MOVES).clamp(4 * problem.edges() as u64, MOVES_OF_EDGE * problem.edges() as u64),
                seed: round,
                parallel: self.parallel,
            };
            (chosen, value) = anneal(&setting, (chosen, value), &stop);
            if value < bound && round == 0 {
                let mut branching =
                    Branching { problem, dual: &mut dual, chosen, value, first_step: step, stop: &stop };
                bound = branching.run(prices.clone(), bound, share(BRANCHING));
                (chosen, value) = (branching.chosen, branching.value);
            }
            if value < bound {
                let plan = Plan::from_chosen(problem, &chosen);
                let mut search = Neighbours::new(problem, scale, &prices, &core, plan, step);
                search.run(bound, share(NEIGHBOURS), self.parallel, &stop);
                (chosen, value) = search.finish();
            }
        }
        Outcome { chosen, bound, by_prices, prices }
    }
}

/// How often annealing and neighbours take turns.
const ROUNDS: u64 = 3;

/// Edges from which a problem is large: there one turn is enough for the last hundredths of a percent.
const LARGE: usize = 50_000;

/// An edge that was in fewer than one in so many best bundles is not tried in plans.
const RARE: usize = 1_000;

/// The best plan made from bundles so far.
struct Rounding<'a> {
    problem: &'a Problem,
    scale: i64,
    bundler: Bundler,
    best: Plan<'a>,
}

impl<'a> Rounding<'a> {
    fn new(problem: &'a Problem, scale: i64) -> Self {
        Self { problem, scale, bundler: Bundler::default(), best: Plan::new(problem) }
    }

    fn try_picks(&mut self, prices: &[i64], picks: &[bool]) {
        let priced = Priced { problem: self.problem, scale: self.scale, prices, fates: None };
        let plan = Plan::from_picks(self.problem, priced, picks, &mut self.bundler);
        if plan.value > self.best.value {
            self.best = plan;
        }
    }
}

/// Prices of tasks, and edges that are best at them where some of a unit's rules are left out.
struct Relaxed {
    prices: Vec<i64>,
    picks: Vec<bool>,
}

/// The optima where a unit may take so many edges and nothing else counts, and where it may take one of each clique of
/// edges that exclude one another; the one whose prices prove the lower bound first.
fn relaxed(dual: &mut Dual, options: &Options) -> Vec<Relaxed> {
    let problem = dual.problem;
    let by_number = relax(dual, options, |unit, nodes| {
        let edges = problem.edges_of(unit).filter(|&edge| problem.is_usable(edge)).collect();
        nodes.push((most_edges(problem, unit), edges));
    });
    if (0..problem.edges()).all(|edge| problem.clashes_of(edge).is_empty()) {
        return vec![by_number];
    }
    let by_cliques = relax(dual, options, |unit, nodes| {
        nodes.extend(cliques(problem, unit).into_iter().map(|clique| (1, clique)));
    });
    let bound = dual.evaluate(&by_number.prices, None);
    let is_lower = dual.evaluate(&by_cliques.prices, None) < bound;
    if is_lower { vec![by_cliques, by_number] } else { vec![by_number, by_cliques] }
}

/// The optimum where each unit is some nodes, each with the edges it has and how many of them it may take.
fn relax(dual: &Dual, options: &Options, nodes_of: impl Fn(u32, &mut Vec<(u32, Vec<usize>)>)) -> Relaxed {
    let problem = dual.problem;
    let mut nodes = Vec::new();
    (0..index(problem.units())).for_each(|unit| nodes_of(unit, &mut nodes));
    let mut starts = vec![0];
    let (mut targets, mut weights) = (Vec::new(), Vec::new());
    for (_, edges) in &nodes {
        targets.extend(edges.iter().map(|&edge| problem.task(edge)));
        weights.extend(edges.iter().map(|&edge| problem.weight(edge)));
        starts.push(index(targets.len()));
    }
    let left = nodes.iter().map(|(most, _)| *most).collect();
    let options = transport::Options { pool: options.pool, cancel: options.stop, warm: None };
    let mut relaxed = Relaxed { prices: vec![0; problem.capacities().len()], picks: vec![false; problem.edges()] };
    let graph = Graph::new(left, problem.capacities().to_vec(), starts, targets, weights);
    if let Ok(graph) = graph
        && let Ok(answer) = transport::maximize(&graph, &options)
    {
        relaxed.prices = answer.prices.right.iter().map(|&price| price * dual.scale).collect();
        for (&edge, chosen) in nodes.iter().flat_map(|(_, edges)| edges).zip(answer.chosen) {
            relaxed.picks[edge] = chosen;
        }
    }
    relaxed
}

/// How many edges a unit can take at most, by the least that one uses of a resource.
fn most_edges(problem: &Problem, unit: u32) -> u32 {
    let mut most = i64::from(u32::MAX - 1);
    for (resource, &limit) in problem.limits_of(unit).iter().enumerate() {
        let amount = |edge| {
            let uses = problem.uses_of(edge).iter().find(|&&(used, _)| used as usize == resource);
            uses.map_or(0, |&(_, amount)| amount)
        };
        let usable = problem.edges_of(unit).filter(|&edge| problem.is_usable(edge));
        let least = usable.map(amount).min().unwrap_or(0);
        if least > 0 {
            most = most.min(limit / least);
        }
    }
    u32::try_from(most).unwrap_or(u32::MAX)
}

/// The usable edges of a unit in sets in which all exclude one another; each edge goes where it first fits.
fn cliques(problem: &Problem, unit: u32) -> Vec<Vec<usize>> {
    let mut cliques: Vec<Vec<usize>> = Vec::new();
    for edge in problem.edges_of(unit).filter(|&edge| problem.is_usable(edge)) {
        let clashes = problem.clashes_of(edge);
        let fits = |clique: &&mut Vec<usize>| clique.iter().all(|&other| clashes.contains(&index(other)));
        match cliques.iter_mut().find(fits) {
            Some(clique) => clique.push(edge),
            None => cliques.push(vec![edge]),
        }
    }
    cliques
}

/// What typically lies between the heaviest and the middle edge of a unit: a measure of what decides.
fn spread(problem: &Problem) -> i64 {
    let stride = problem.units() / 1_000 + 1;
    let mut spreads: Vec<i64> = (0..index(problem.units()))
        .step_by(stride)
        .filter_map(|unit| {
            let mut weights: Vec<i64> =
                problem.edges_of(unit).map(|edge| problem.weight(edge)).filter(|&w| w > 0).collect();
            weights.sort_unstable();
            Some(weights.last()? - weights[weights.len() / 2])
        })
        .collect();
    spreads.sort_unstable();
    spreads.get(spreads.len() / 2).copied().unwrap_or(0).max(1)
}
