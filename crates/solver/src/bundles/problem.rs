//! Units, tasks, and what a unit can take together; checked once when it is made.

use std::ops::Range;

use thiserror::Error;

use crate::transport::index;

/// The greatest sum of weights of a unit's edges, up or down.
pub const MAX_UNIT_WEIGHT: i64 = 1 << 50;

/// The greatest amount and limit of a resource.
pub const MAX_AMOUNT: i64 = 1 << 40;

/// Units that take tasks within limits.
///
/// Edges are numbered in the order in which they are added.
///
/// # Example
///
/// ```
/// use gigmatch_solver::bundles::{Edge, Problem};
///
/// // A shift with two seats and one with one; somebody who can work 8 hours and take one of the first two.
/// let mut problem = Problem::new(vec![2, 1]);
/// let early = Edge { task: 0, weight: 5, uses: &[(0, 8)] };
/// let late = Edge { task: 1, weight: 7, uses: &[(0, 6)] };
/// assert_eq!(problem.add_unit(&[8], &[early, late], &[(0, 1)])?, 0);
/// assert_eq!(problem.edges(), 2);
/// # Ok::<(), gigmatch_solver::bundles::ProblemError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    capacities: Vec<u32>,
    /// Where the edges and limits of each unit start.
    edge_starts: Vec<u32>,
    limit_starts: Vec<u32>,
    limits: Vec<i64>,
    units: Vec<u32>,
    tasks: Vec<u32>,
    weights: Vec<i64>,
    /// What each edge uses: resources numbered among those of its unit.
    use_starts: Vec<u32>,
    uses: Vec<(u32, i64)>,
    /// Edges that exclude each edge.
    clash_starts: Vec<u32>,
    clashes: Vec<u32>,
}

/// A part of a problem.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) problem: Problem,
    /// The whole's number of each edge and task.
    pub(super) edges: Vec<usize>,
    pub(super) tasks: Vec<u32>,
}

/// An edge to be added.
#[derive(Debug, Clone, Copy)]
pub struct Edge<'a> {
    /// The task.
    pub task: u32,
    /// What choosing it adds; edges of weight 0 or less are never chosen.
    pub weight: i64,
    /// Resources of the unit and how much of each it uses.
    pub uses: &'a [(u32, i64)],
}

/// Why a unit was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ProblemError {
    /// A limit or an amount is negative or too great.
    #[error("{what} of {given} is not between 0 and {MAX_AMOUNT}")]
    Amount {
        /// What it is.
        what: &'static str,
        /// What was given.
        given: i64,
    },
    /// There is no such task.
    #[error("edge {edge} goes to task {task} of {tasks}")]
    Task {
        /// The edge, among those of its unit.
        edge: usize,
        /// The task given.
        task: u32,
        /// How many there are.
        tasks: usize,
    },
    /// Two edges of a unit go to one task.
    #[error("two edges of a unit go to task {task}")]
    Duplicate {
        /// The task.
        task: u32,
    },
    /// There is no such resource, or an edge names it twice.
    #[error("edge {edge} uses resource {resource}, which is none of {resources} or named twice")]
    Resource {
        /// The edge, among those of its unit.
        edge: usize,
        /// The resource given.
        resource: u32,
        /// How many the unit has.
        resources: usize,
    },
    /// A pair of edges that exclude one another is no pair.
    #[error("edges {one} and {other} of {edges} cannot exclude one another")]
    Clash {
        /// The first.
        one: u32,
        /// The second.
        other: u32,
        /// How many edges the unit has.
        edges: usize,
    },
    /// Sums of weights could overflow.
    #[error("the weights of a unit add up to {sum}, beyond {MAX_UNIT_WEIGHT}")]
    Weight {
        /// The sum without signs.
        sum: i128,
    },
    /// Units, edges and uses are numbered in 32 bits.
    #[error("more than {} units, edges or uses", u32::MAX - 1)]
    TooMany,
}

impl Problem {
    /// No units yet; tasks can be taken by as many units as each has capacity.
    pub fn new(capacities: Vec<u32>) -> Self {
        Self {
            capacities,
            edge_starts: vec![0],
            limit_starts: vec![0],
            limits: Vec::new(),
            units: Vec::new(),
            tasks: Vec::new(),
            weights: Vec::new(),
            use_starts: vec![0],
            uses: Vec::new(),
            clash_starts: vec![0],
            clashes: Vec::new(),
        }
    }

    /// Adds a unit and tells its number: the limits of its resources, its edges, and pairs of edges, numbered among
    /// these, that exclude one another. Where it is refused, nothing is added.
    ///
    /// # Errors
    ///
    /// What is named does not exist, stands twice, or could overflow.
    pub fn add_unit(
        &mut self,
        limits: &[i64],
        edges: &[Edge<'_>],
        clashes: &[(u32, u32)],
    ) -> Result<u32, ProblemError> {
        self.check_unit(limits, edges, clashes)?;
        let unit = index(self.units());
        let first = index(self.edges());
        self.limits.extend_from_slice(limits);
        self.limit_starts.push(index(self.limits.len()));
        for edge in edges {
            self.units.push(unit);
            self.tasks.push(edge.task);
            self.weights.push(edge.weight);
            self.uses.extend(edge.uses.iter().filter(|&&(_, amount)| amount > 0));
            self.use_starts.push(index(self.uses.len()));
        }
        self.edge_starts.push(index(self.edges()));
        let mut pairs: Vec<(u32, u32)> =
            clashes.iter().flat_map(|&(one, other)| [(one, other), (other, one)]).collect();
        pairs.sort_unstable();
        pairs.dedup();
        let mut next = 0;
        for edge in 0..index(edges.len()) {
            while let Some(&(_, other)) = pairs.get(next).filter(|&&(one, _)| one == edge) {
                self.clashes.push(first + other);
                next += 1;
            }
            self.clash_starts.push(index(self.clashes.len()));
        }
        Ok(unit)
    }

    fn check_unit(&self, limits: &[i64], edges: &[Edge], clashes: &[(u32, u32)]) -> Result<(), ProblemError> {
        let amount_of = |what, given| {
            if (0..=MAX_AMOUNT).contains(&given) { Ok(()) } else { Err(ProblemError::Amount { what, given }) }
        };
        let uses: usize = edges.iter().map(|edge| edge.uses.len()).sum();
        let most = [self.limits.len() + limits.len(), self.edges() + edges.len(), self.uses.len() + uses];
        let clashing = self.clashes.len() + 2 * clashes.len();
        if self.units() + 1 >= u32::MAX as usize || most.into_iter().chain([clashing]).any(|n| n >= u32::MAX as usize) {
            return Err(ProblemError::TooMany);
        }
        for &limit in limits {
            amount_of("a limit", limit)?;
        }
        let mut tasks: Vec<u32> = edges.iter().map(|edge| edge.task).collect();
        tasks.sort_unstable();
        if let Some(pair) = tasks.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(ProblemError::Duplicate { task: pair[0] });
        }
        for (edge, &Edge { task, uses, .. }) in edges.iter().enumerate() {
            if task as usize >= self.capacities.len() {
                return Err(ProblemError::Task { edge, task, tasks: self.capacities.len() });
            }
            for (at, &(resource, amount)) in uses.iter().enumerate() {
                amount_of("an amount", amount)?;
                let twice = uses[..at].iter().any(|&(before, _)| before == resource);
                if resource as usize >= limits.len() || twice {
                    return Err(ProblemError::Resource { edge, resource, resources: limits.len() });
                }
            }
        }
        for &(one, other) in clashes {
            if one == other || one.max(other) as usize >= edges.len() {
                return Err(ProblemError::Clash { one, other, edges: edges.len() });
            }
        }
        let sum: i128 = edges.iter().map(|edge| i128::from(edge.weight).abs()).sum();
        if sum > i128::from(MAX_UNIT_WEIGHT) { Err(ProblemError::Weight { sum }) } else { Ok(()) }
    }

    /// How many units can take each task.
    pub fn capacities(&self) -> &[u32] {
        &self.capacities
    }

    /// The number of units.
    pub fn units(&self) -> usize {
        self.edge_starts.len() - 1
    }

    /// The number of edges.
    pub fn edges(&self) -> usize {
        self.tasks.len()
    }

    /// The edges of a unit.
    ///
    /// # Panics
    ///
    /// Where there is no such unit.
    pub fn edges_of(&self, unit: u32) -> Range<usize> {
        self.edge_starts[unit as usize] as usize..self.edge_starts[unit as usize + 1] as usize
    }

    /// The limits of a unit's resources.
    ///
    /// # Panics
    ///
    /// Where there is no such unit.
    pub fn limits_of(&self, unit: u32) -> &[i64] {
        &self.limits[self.limit_range(unit)]
    }

    /// Where a unit's limits stand among those of all units.
    pub(super) fn limit_range(&self, unit: u32) -> Range<usize> {
        self.limit_starts[unit as usize] as usize..self.limit_starts[unit as usize + 1] as usize
    }

    /// The unit of an edge.
    ///
    /// # Panics
    ///
    /// Where there is no such edge; likewise below.
    pub fn unit(&self, edge: usize) -> u32 {
        self.units[edge]
    }

    /// The task of an edge.
    pub fn task(&self, edge: usize) -> u32 {
        self.tasks[edge]
    }

    /// The weight of an edge.
    pub fn weight(&self, edge: usize) -> i64 {
        self.weights[edge]
    }

    /// What an edge uses of its unit's resources, zero amounts left out.
    pub fn uses_of(&self, edge: usize) -> &[(u32, i64)] {
        &self.uses[self.use_starts[edge] as usize..self.use_starts[edge + 1] as usize]
    }

    /// The edges that an edge excludes, rising.
    pub fn clashes_of(&self, edge: usize) -> &[u32] {
        &self.clashes[self.clash_starts[edge] as usize..self.clash_starts[edge + 1] as usize]
    }

    /// The problem of some units alone, over the tasks they know, with other capacities.
    pub(super) fn part(&self, units: &[u32], wanted: impl Fn(usize) -> bool, room: impl Fn(u32) -> u32) -> Part {
        let mut edges = Vec::new();
        for &unit in units {
            edges.extend(self.edges_of(unit).filter(|&edge| wanted(edge) && room(self.task(edge)) > 0));
        }
        let mut tasks: Vec<u32> = edges.iter().map(|&edge| self.task(edge)).collect();
        tasks.sort_unstable();
        tasks.dedup();
        let mut part = Self::new(tasks.iter().map(|&task| room(task)).collect());
        let mut next = 0;
        for &unit in units {
            let row = self.edges_of(unit);
            let first = next;
            while let Some(&edge) = edges.get(next).filter(|&&edge| row.contains(&edge)) {
                part.units.push(index(part.units()));
                part.tasks.push(index(tasks.partition_point(|&task| task < self.task(edge))));
                part.weights.push(self.weight(edge));
                part.uses.extend_from_slice(self.uses_of(edge));
                part.use_starts.push(index(part.uses.len()));
                next += 1;
            }
            for &edge in &edges[first..next] {
                let others = self.clashes_of(edge).iter();
                let kept = others.filter_map(|&other| edges[first..next].binary_search(&(other as usize)).ok());
                part.clashes.extend(kept.map(|at| index(first + at)));
                part.clash_starts.push(index(part.clashes.len()));
            }
            part.limits.extend_from_slice(self.limits_of(unit));
            part.limit_starts.push(index(part.limits.len()));
            part.edge_starts.push(index(next));
        }
        Part { problem: part, edges, tasks }
    }

    /// Whether an edge could be chosen if it were the only one.
    pub(super) fn is_usable(&self, edge: usize) -> bool {
        let limits = self.limits_of(self.unit(edge));
        self.weights[edge] > 0
            && self.capacities[self.tasks[edge] as usize] > 0
            && self.uses_of(edge).iter().all(|&(resource, amount)| amount <= limits[resource as usize])
    }
}
