//! The graph to be matched, checked once when it is made.

use std::ops::Range;

use thiserror::Error;

/// The greatest weight, up or down: sums of three prices, and so every step of the solver, stay within an `i64`.
pub const MAX_WEIGHT: i64 = 1 << 60;

/// A bipartite graph with a capacity for each node and a weight for each edge.
///
/// Edges stand by left node, in the order in which they were given; the place of an edge in that order is its number
/// everywhere else. Weights are in whatever unit the caller adds up; those of zero or less are allowed and never
/// chosen.
///
/// # Example
///
/// ```
/// use gigmatch_solver::transport::Graph;
///
/// // Two people, two shifts of which the first has two seats.
/// let graph = Graph::from_triples(vec![1, 1], vec![2, 1], [(0, 0, 5), (0, 1, 7), (1, 1, 6)])?;
/// assert_eq!(graph.edges_of(0), 0..2);
/// assert_eq!((graph.target(1), graph.weight(1)), (1, 7));
/// # Ok::<(), gigmatch_solver::transport::GraphError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graph {
    left: Vec<u32>,
    right: Vec<u32>,
    starts: Vec<u32>,
    targets: Vec<u32>,
    weights: Vec<i64>,
}

/// Why a graph was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum GraphError {
    /// The columns do not fit together.
    #[error("{left} left nodes need {} starts of rows, given {starts}", left + 1)]
    Starts {
        /// Left nodes given.
        left: usize,
        /// Starts given.
        starts: usize,
    },
    /// Starts of rows must rise from 0 to the number of edges.
    #[error("the row of left node {row} goes from edge {from} to {to}, but rows must follow one another up to {edges}")]
    Row {
        /// The left node.
        row: usize,
        /// Its first edge.
        from: u32,
        /// The edge after its last.
        to: u32,
        /// Edges given.
        edges: usize,
    },
    /// There must be one weight an edge.
    #[error("{targets} edges have {weights} weights")]
    Weights {
        /// Targets given.
        targets: usize,
        /// Weights given.
        weights: usize,
    },
    /// Nodes and edges are numbered in 32 bits.
    #[error("{count} {what} are more than {}", u32::MAX - 1)]
    TooMany {
        /// What is counted.
        what: &'static str,
        /// How many were given.
        count: usize,
    },
    /// An edge ends nowhere.
    #[error("an edge joins left node {left} of {lefts} and right node {right} of {rights}")]
    Node {
        /// The edge's left node.
        left: u32,
        /// The edge's right node.
        right: u32,
        /// Left nodes of the graph.
        lefts: usize,
        /// Right nodes of the graph.
        rights: usize,
    },
    /// Two edges join the same nodes.
    #[error("two edges join left node {left} and right node {right}")]
    Duplicate {
        /// The left node.
        left: u32,
        /// The right node.
        right: u32,
    },
    /// A weight could make sums overflow.
    #[error("the weight {weight} of the edge from left node {left} to right node {right} is beyond {MAX_WEIGHT}")]
    Weight {
        /// The left node.
        left: u32,
        /// The right node.
        right: u32,
        /// The weight given.
        weight: i64,
    },
}

impl Graph {
    /// A graph from columns: the capacities of the left and of the right nodes, where each left node's edges start
    /// (one more than there are left nodes), and each edge's right node and weight.
    ///
    /// # Errors
    ///
    /// Columns that do not fit together, edges that end nowhere or stand twice, weights beyond [`MAX_WEIGHT`].
    pub fn new(
        left: Vec<u32>,
        right: Vec<u32>,
        starts: Vec<u32>,
        targets: Vec<u32>,
        weights: Vec<i64>,
    ) -> Result<Self, GraphError> {
        let counts = [("left nodes", left.len()), ("right nodes", right.len()), ("edges", targets.len())];
        if let Some((what, count)) = counts.into_iter().find(|&(_, count)| count >= u32::MAX as usize) {
            return Err(GraphError::TooMany { what, count });
        }
        if starts.len() != left.len() + 1 {
            return Err(GraphError::Starts { left: left.len(), starts: starts.len() });
        }
        if targets.len() != weights.len() {
            return Err(GraphError::Weights { targets: targets.len(), weights: weights.len() });
        }
        check_rows(&starts, targets.len())?;
        let graph = Self { left, right, starts, targets, weights };
        graph.check_edges()?;
        Ok(graph)
    }

    /// A graph from edges `(left node, right node, weight)` in any order; they are numbered by left node, those of a
    /// left node in the order given.
    ///
    /// # Errors
    ///
    /// As [`Graph::new`].
    pub fn from_triples(
        left: Vec<u32>,
        right: Vec<u32>,
        edges: impl IntoIterator<Item = (u32, u32, i64)>,
    ) -> Result<Self, GraphError> {
        let mut edges: Vec<(u32, u32, i64)> = edges.into_iter().collect();
        if edges.len() >= u32::MAX as usize {
            return Err(GraphError::TooMany { what: "edges", count: edges.len() });
        }
        edges.sort_by_key(|&(left, _, _)| left);
        if let Some(&(node, target, _)) = edges.last()
            && node as usize >= left.len()
        {
            return Err(GraphError::Node { left: node, right: target, lefts: left.len(), rights: right.len() });
        }
        let mut starts = vec![0; left.len() + 1];
        for &(node, _, _) in &edges {
            starts[node as usize + 1] += 1;
        }
        for node in 0..left.len() {
            starts[node + 1] += starts[node];
        }
        let targets = edges.iter().map(|&(_, target, _)| target).collect();
        let weights = edges.iter().map(|&(_, _, weight)| weight).collect();
        Self::new(left, right, starts, targets, weights)
    }

    fn check_edges(&self) -> Result<(), GraphError> {
        let mut last_row = vec![u32::MAX; self.right.len()];
        for left in 0..index(self.left.len()) {
            for edge in self.edges_of(left) {
                let (right, weight) = (self.targets[edge], self.weights[edge]);
                let Some(last) = last_row.get_mut(right as usize) else {
                    return Err(GraphError::Node { left, right, lefts: self.left.len(), rights: self.right.len() });
                };
                if *last == left {
                    return Err(GraphError::Duplicate { left, right });
                }
                *last = left;
                if !(-MAX_WEIGHT..=MAX_WEIGHT).contains(&weight) {
                    return Err(GraphError::Weight { left, right, weight });
                }
            }
        }
        Ok(())
    }

    /// How many edges each left node can take at most.
    pub fn left(&self) -> &[u32] {
        &self.left
    }

    /// How many edges each right node can take at most.
    pub fn right(&self) -> &[u32] {
        &self.right
    }

    /// The number of edges.
    pub fn edges(&self) -> usize {
        self.targets.len()
    }

    /// The edges of a left node.
    ///
    /// # Panics
    ///
    /// Where there is no such node.
    pub fn edges_of(&self, left: u32) -> Range<usize> {
        self.starts[left as usize] as usize..self.starts[left as usize + 1] as usize
    }

    /// The right node of an edge.
    ///
    /// # Panics
    ///
    /// Where there is no such edge.
    pub fn target(&self, edge: usize) -> u32 {
        self.targets[edge]
    }

    /// The weight of an edge.
    ///
    /// # Panics
    ///
    /// Where there is no such edge.
    pub fn weight(&self, edge: usize) -> i64 {
        self.weights[edge]
    }

    /// The right nodes of all edges.
    pub fn targets(&self) -> &[u32] {
        &self.targets
    }

    /// The weights of all edges.
    pub fn weights(&self) -> &[i64] {
        &self.weights
    }

    /// The graph of some of the edges.
    pub(super) fn part(&self, kept: &[bool]) -> Self {
        let mut part = Self {
            left: self.left.clone(),
            right: self.right.clone(),
            starts: vec![0],
            targets: Vec::new(),
            weights: Vec::new(),
        };
        for left in 0..index(self.left.len()) {
            for edge in self.edges_of(left).filter(|&edge| kept[edge]) {
                part.targets.push(self.targets[edge]);
                part.weights.push(self.weights[edge]);
            }
            part.starts.push(index(part.targets.len()));
        }
        part
    }

    /// Gives edges other weights, for instance when something became more urgent; the graph stays as it was where one
    /// is refused.
    ///
    /// # Errors
    ///
    /// A weight beyond [`MAX_WEIGHT`].
    ///
    /// # Panics
    ///
    /// Where there is no such edge.
    pub fn set_weight(&mut self, edge: usize, weight: i64) -> Result<(), GraphError> {
        if !(-MAX_WEIGHT..=MAX_WEIGHT).contains(&weight) {
            let left = index(self.starts.partition_point(|&start| start as usize <= edge) - 1);
            return Err(GraphError::Weight { left, right: self.targets[edge], weight });
        }
        self.weights[edge] = weight;
        Ok(())
    }
}

fn check_rows(starts: &[u32], edges: usize) -> Result<(), GraphError> {
    let mut expected = 0;
    for (row, ends) in starts.windows(2).enumerate() {
        let (from, to) = (ends[0], ends[1]);
        if from != expected || to < from || to as usize > edges {
            return Err(GraphError::Row { row, from, to, edges });
        }
        expected = to;
    }
    if expected as usize == edges && starts[0] == 0 {
        return Ok(());
    }
    let row = starts.len().saturating_sub(2);
    Err(GraphError::Row { row, from: starts[row], to: expected, edges })
}

/// The number of a node or an edge; that all of them fit is checked when a graph is made.
#[expect(clippy::cast_possible_truncation, reason = "checked when a graph is made")]
pub(crate) fn index(number: usize) -> u32 {
    debug_assert!(u32::try_from(number).is_ok());
    number as u32
}
