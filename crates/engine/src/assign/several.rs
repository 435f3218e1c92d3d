//! Several shifts a person: bundles of shifts that can be worked together, a bound, and its gap.

use gigmatch_solver::bundles::{self, Problem};

use super::{
    edges::{Edge, EdgeSource},
    hours::{Counted, Hours},
    market::narrow,
    model::{Known, Model, Optimum},
    worth::Worth,
};
use crate::{Error, ErrorCode, Result};

/// How often edges that a better plan might need are looked for.
const MOST_ROUNDS: u32 = 8;

/// Edges that are not known and can add less than one part in so many are left unknown.
const NOTHING: i128 = 10_000;

impl Model {
    /// A plan of several shifts a person, and a bound over all eligible pairs.
    ///
    /// The first bound is that of people who can be in two places at once; the first plan gives everybody one shift as well as can be,
    /// then a second one beside it, and so on. Where the two differ, bundles are priced: prices of seats prove a bound, for each
    /// person by themselves could do no better than their best bundle at these prices, and an edge that is not known adds at most what
    /// it weighs above its price.
    pub(super) fn bundles(
        &self,
        source: &EdgeSource<'_, '_>,
        worth: &Worth,
        hours: &Hours<'_>,
        known: &mut Known,
        passes: &(dyn Fn(&Edge) -> bool + Sync),
    ) -> Result<Optimum> {
        let relaxed = self.optimum(source, worth, known, passes, &[])?;
        let layered = self.layers(source, worth, hours, known, passes)?;
        let mut best = Optimum { bound: relaxed.bound, ..layered };
        let last = known.rounds + MOST_ROUNDS;
        // Edges are looked for with first prices, which come fast and are near the last ones.
        let mut brief = !known.is_complete();
        while best.value < best.bound && !source.is_late() {
            source.question.options.check_limits()?;
            let found = self.bundles_of(source, worth, hours, known, brief)?;
            let missing =
                if known.is_complete() { Vec::new() } else { self.missing(source, worth, &found, known, passes)? };
            let beyond = self.most_beyond(source, worth, &found, &missing);
            best.bound = best.bound.min(found.bound + beyond);
            if found.value > best.value {
                (best.value, best.given) = (found.value, found.given);
            }
            // What is missing is in the bound; where it hardly counts there, another round would change hardly anything.
            if !brief {
                break;
            }
            if beyond * NOTHING < best.bound || known.rounds >= last {
                brief = false;
            } else {
                known.learn(source.market, &missing);
            }
        }
        Ok(best)
    }

    /// Everybody's first shift as well as can be, then their second beside it, and so on.
    fn layers(
        &self,
        source: &EdgeSource<'_, '_>,
        worth: &Worth,
        hours: &Hours<'_>,
        known: &mut Known,
        passes: &(dyn Fn(&Edge) -> bool + Sync),
    ) -> Result<Optimum> {
        let most = self.places.iter().copied().max().unwrap_or(0);
        let mut layer = self.clone();
        layer.places = self.places.iter().map(|places| (*places).min(1)).collect();
        let mut best = layer.optimum(source, worth, known, passes, &[])?;
        let mut has: Vec<Vec<u32>> = vec![Vec::new(); self.places.len()];
        layer.take(&best.given, &mut has);
        for _ in 1..most {
            let market = source.market;
            let fits = |edge: &&Edge| {
                layer.seats[edge.task as usize] > 0
                    && hours.fits_beside(market, edge.worker, &has[edge.worker as usize], market.task(edge.task))
            };
            let edges: Vec<Edge> = known.edges.iter().filter(fits).copied().collect();
            let more = layer.optimum(source, worth, &mut Known::only(edges), passes, &[])?;
            if more.given.is_empty() {
                break;
            }
            layer.take(&more.given, &mut has);
            best.value += more.value;
            best.given.extend(more.given);
        }
        best.given.sort_unstable();
        Ok(best)
    }

    /// Counts seats as given, and who has them.
    fn take(&mut self, given: &[Edge], has: &mut [Vec<u32>]) {
        for edge in given {
            has[edge.worker as usize].push(edge.task);
            self.give(edge);
        }
    }

    /// What edges that are not known can add to a plan at most: for each person the best of them, as many as they may take.
    fn most_beyond(
        &self,
        source: &EdgeSource<'_, '_>,
        worth: &Worth,
        optimum: &Optimum,
        missing: &[Vec<Edge>],
    ) -> i128 {
        let beyond = |edge: &Edge| {
            i128::from(self.weight(source, worth, edge)) - i128::from(optimum.seat_prices[edge.task as usize])
        };
        let mut edges = missing.concat();
        edges.sort_unstable_by_key(|edge| (edge.worker, std::cmp::Reverse(beyond(edge)), edge.task));
        edges
            .chunk_by(|a, b| a.worker == b.worker)
            .map(|of_one| {
                let places = self.places[of_one[0].worker as usize] as usize;
                of_one.iter().take(places).map(beyond).sum::<i128>()
            })
            .sum()
    }

    fn bundles_of(
        &self,
        source: &EdgeSource<'_, '_>,
        worth: &Worth,
        hours: &Hours<'_>,
        known: &Known,
        brief: bool,
    ) -> Result<Optimum> {
        let (parts, part_starts) = self.parts(worth, &known.edges);
        let parts_of = |task: u32| part_starts[task as usize] as usize..part_starts[task as usize + 1] as usize;
        let mut problem = Problem::new(parts.iter().map(|part| part.seats).collect());
        // The known edge of each edge of the problem.
        let mut places = Vec::new();
        let mut of_workers = known.edges.chunk_by(|a, b| a.worker == b.worker).peekable();
        for worker in 0..narrow(self.places.len()) {
            let edges = of_workers.next_if(|edges| edges[0].worker == worker).unwrap_or_default();
            let edges = if self.places[worker as usize] == 0 { &[] } else { edges };
            let mut unit = Unit::default();
            for edge in edges {
                let task = source.market.task(edge.task);
                let weight = self.weight(source, worth, edge);
                for part in parts_of(edge.task) {
                    unit.add(narrow(part), weight - parts[part].of_crowd, edge.task);
                    hours.for_each_use(source.market, worker, task, |counted, amount| unit.uses(counted, amount));
                    places.push(*edge);
                }
            }
            let clash =
                |a: u32, b: u32| a == b || hours.clash(source.market, source.market.task(a), source.market.task(b));
            let limit = |counted: Counted| match counted {
                Counted::Shifts => i64::from(self.places[worker as usize]),
                other => hours.limit(source.market, worker, other),
            };
            unit.put(&mut problem, limit, clash)?;
        }
        let stop = || source.question.options.check_limits().is_err() || source.is_late();
        let options = bundles::Options::default().pool(source.pool()).stop(&stop).brief(brief);
        let answer = bundles::maximize(&problem, &options);
        source.question.options.check_limits()?;
        let given = places.iter().zip(&answer.chosen).filter(|(_, chosen)| **chosen).map(|(edge, _)| *edge).collect();
        // Prices are told in fractions; rounded down they still exclude no edge that counts.
        let price = |part: usize| answer.prices[part].div_euclid(answer.scale) + parts[part].of_crowd;
        let seat_prices =
            (0..narrow(self.seats.len())).map(|task| parts_of(task).map(price).min().unwrap_or(0)).collect();
        Ok(Optimum {
            given,
            value: answer.value,
            bound: if known.is_complete() { answer.bound } else { answer.by_prices },
            crews_are_there: true,
            worker_prices: vec![0; self.places.len()],
            seat_prices,
        })
    }
}

/// A person as a unit of the problem.
#[derive(Default)]
struct Unit {
    tasks: Vec<u32>,
    edges: Vec<(u32, i64)>,
    uses: Vec<Vec<(u32, i64)>>,
    counted: Vec<Counted>,
}

impl Unit {
    fn add(&mut self, part: u32, weight: i64, task: u32) {
        self.tasks.push(task);
        self.edges.push((part, weight));
        self.uses.push(Vec::new());
    }

    /// The last edge counts towards a limit.
    fn uses(&mut self, counted: Counted, amount: i64) {
        let resource = self.counted.iter().position(|other| *other == counted).unwrap_or_else(|| {
            self.counted.push(counted);
            self.counted.len() - 1
        });
        if let Some(uses) = self.uses.last_mut() {
            uses.push((narrow(resource), amount));
        }
    }

    fn put(
        &self,
        problem: &mut Problem,
        limit: impl Fn(Counted) -> i64,
        clash: impl Fn(u32, u32) -> bool,
    ) -> Result<()> {
        let edges = self.edges.iter().zip(&self.uses);
        let edges: Vec<bundles::Edge<'_>> =
            edges.map(|((task, weight), uses)| bundles::Edge { task: *task, weight: *weight, uses }).collect();
        let limits: Vec<i64> = self.counted.iter().map(|counted| limit(*counted).min(bundles::MAX_AMOUNT)).collect();
        let mut clashes = Vec::new();
        for (other, b) in self.tasks.iter().enumerate() {
            for (one, a) in self.tasks[..other].iter().enumerate() {
                if clash(*a, *b) {
                    clashes.push((narrow(one), narrow(other)));
                }
            }
        }
        problem.add_unit(&limits, &edges, &clashes).map_err(|error| {
            Error::new(ErrorCode::InvalidOption, "the market cannot be weighed")
                .with_field("objective")
                .with_source(error)
        })?;
        Ok(())
    }
}
