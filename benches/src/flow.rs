//! Graphs on which the solver and its peers are measured, made from a seed.

use gigmatch_solver::transport::{Graph, GraphError};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// Above every sum of scores of the largest graph.
const BIG: i64 = 50_001 * 1_000_000;

/// How weights are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weights {
    /// Evenly from 0 to a million.
    Uniform,
    /// Mostly some thousands, seldom millions.
    Heavy,
    /// Evenly, with what makes the number of edges chosen come first.
    MostFirst,
    /// Evenly, to right nodes near the left node only, so that the graph falls into pieces.
    Near,
}

/// A graph to be made.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// What it is called in tables.
    pub name: &'static str,
    /// Left nodes, each of capacity 1.
    pub lefts: u32,
    /// Right nodes.
    pub rights: u32,
    /// Their capacities lie from this
    pub least: u32,
    /// to this, evenly.
    pub most: u32,
    /// How weights are drawn.
    pub weights: Weights,
}

/// Edges of a left node.
const DEGREE: u32 = 20;

/// Pieces of a graph of near nodes.
const TOWNS: u32 = 100;

/// The graphs of the table, from small to large.
pub const SHAPES: [Shape; 7] = [
    shape("morning batch", 5_000, 300, (1, 9), Weights::Uniform),
    shape("20,000 to 5,000 of 4", 20_000, 5_000, (4, 4), Weights::Uniform),
    shape("the same, heavy tail", 20_000, 5_000, (4, 4), Weights::Heavy),
    shape("the same, most first", 20_000, 5_000, (4, 4), Weights::MostFirst),
    shape("province at night", 50_000, 3_000, (1, 9), Weights::Uniform),
    shape("the same, in pieces", 50_000, 3_000, (1, 9), Weights::Near),
    shape("large province at night", 200_000, 10_000, (1, 9), Weights::Uniform),
];

const fn shape(name: &'static str, lefts: u32, rights: u32, seats: (u32, u32), weights: Weights) -> Shape {
    Shape { name, lefts, rights, least: seats.0, most: seats.1, weights }
}

impl Shape {
    /// Makes the graph.
    ///
    /// # Errors
    ///
    /// Where the solver refuses it, which it does not.
    pub fn graph(&self) -> Result<Graph, GraphError> {
        let mut random = Pcg64Mcg::seed_from_u64(u64::from(self.lefts));
        let right = (0..self.rights).map(|_| random.random_range(self.least..=self.most)).collect();
        let (mut starts, mut targets, mut weights) = (vec![0], Vec::new(), Vec::new());
        let towns = if self.weights == Weights::Near { TOWNS } else { 1 };
        let mut row = Vec::new();
        for left in 0..self.lefts {
            row.clear();
            while row.len() < DEGREE as usize {
                let right = random.random_range(0..self.rights / towns) * towns + left % towns;
                if !row.contains(&right) {
                    row.push(right);
                }
            }
            targets.extend_from_slice(&row);
            weights.extend((0..DEGREE).map(|_| self.weights.draw(&mut random)));
            starts.push(starts[left as usize] + DEGREE);
        }
        Graph::new(vec![1; self.lefts as usize], right, starts, targets, weights)
    }
}

impl Weights {
    fn draw(self, random: &mut Pcg64Mcg) -> i64 {
        let even = random.random_range(0..=1_000_000);
        match self {
            Self::Uniform | Self::Near => even,
            Self::Heavy => 1_000_000_000 / (even + 1),
            Self::MostFirst => BIG + even,
        }
    }
}

/// Gives one edge in a hundred the weight of another.
///
/// # Errors
///
/// Where the solver refuses a weight, which it does not.
pub fn change(graph: &mut Graph) -> Result<(), GraphError> {
    let mut random = Pcg64Mcg::seed_from_u64(1);
    let edges = graph.edges();
    for _ in 0..edges / 100 {
        let weight = graph.weight(random.random_range(0..edges));
        graph.set_weight(random.random_range(0..edges), weight)?;
    }
    Ok(())
}
