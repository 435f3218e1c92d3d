//! The check of an answer, by itself.

use thiserror::Error;

use super::{Assignment, Graph};

/// What is wrong with an answer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Violation {
    /// The answer is of another graph.
    #[error("the answer has {given} {what}, the graph {expected}")]
    Shape {
        /// What is counted.
        what: &'static str,
        /// How many the answer has.
        given: usize,
        /// How many the graph has.
        expected: usize,
    },
    /// A node has more edges than it can take.
    #[error("{side} node {node} takes {taken} edges and has room for {room}")]
    Capacity {
        /// `left` or `right`.
        side: &'static str,
        /// The node.
        node: usize,
        /// Chosen edges.
        taken: u64,
        /// The node's capacity.
        room: u32,
    },
    /// A price is below zero.
    #[error("{side} node {node} has the price {price}, which is below 0")]
    Price {
        /// `left` or `right`.
        side: &'static str,
        /// The node.
        node: usize,
        /// Its price.
        price: i64,
    },
    /// The value is not the sum of the chosen weights.
    #[error("the chosen edges weigh {sum}, the answer says {value}")]
    Value {
        /// The sum of the weights.
        sum: i128,
        /// The answer's value.
        value: i128,
    },
    /// The prices do not prove that no other choice weighs more.
    #[error("the value is {value}, but the prices allow {bound}")]
    Gap {
        /// The answer's value.
        value: i128,
        /// What the prices allow.
        bound: i128,
    },
}

/// Checks that an answer can be carried out and that nothing better exists, from the answer and its prices alone.
///
/// No choice of edges weighs more than `sum of capacity * price over all nodes + sum of max(0, weight - both prices)
/// over all edges` for any prices of at least 0 (weak duality of linear programmes: each chosen edge's weight is at
/// most its nodes' prices plus what it exceeds them by); an answer that weighs as much is therefore optimal. This
/// function shares no code with the solver and takes time linear in the graph.
///
/// # Errors
///
/// The first [`Violation`] found.
pub fn verify(graph: &Graph, assignment: &Assignment) -> Result<(), Violation> {
    let prices = &assignment.prices;
    for (what, given, expected) in [
        ("edges", assignment.chosen.len(), graph.edges()),
        ("left prices", prices.left.len(), graph.left().len()),
        ("right prices", prices.right.len(), graph.right().len()),
    ] {
        if given != expected {
            return Err(Violation::Shape { what, given, expected });
        }
    }
    let (mut sum, mut bound) = (0_i128, 0_i128);
    let mut taken = [vec![0_u64; graph.left().len()], vec![0_u64; graph.right().len()]];
    for (left, &price) in (0_u32..).zip(&prices.left) {
        for edge in graph.edges_of(left) {
            let right = graph.target(edge) as usize;
            let weight = i128::from(graph.weight(edge));
            bound += (weight - i128::from(price) - i128::from(prices.right[right])).max(0);
            if assignment.chosen[edge] {
                sum += weight;
                taken[0][left as usize] += 1;
                taken[1][right] += 1;
            }
        }
    }
    let sides = [("left", graph.left(), &prices.left), ("right", graph.right(), &prices.right)];
    for ((side, rooms, prices), taken) in sides.into_iter().zip(&taken) {
        for (node, ((&room, &price), &taken)) in rooms.iter().zip(prices).zip(taken).enumerate() {
            if taken > u64::from(room) {
                return Err(Violation::Capacity { side, node, taken, room });
            }
            if price < 0 {
                return Err(Violation::Price { side, node, price });
            }
            bound += i128::from(room) * i128::from(price);
        }
    }
    let value = assignment.value;
    if sum != value {
        return Err(Violation::Value { sum, value });
    }
    if bound != value {
        return Err(Violation::Gap { value, bound });
    }
    Ok(())
}
