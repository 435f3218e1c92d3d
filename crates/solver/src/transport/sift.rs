//! Warm starts on the few edges that matter at the prices given.
//!
//! An edge far below what its left node gains at good prices is not chosen. So a graph without these edges is solved, and
//! its prices held against them: where none would gain, the answer is optimal for the whole graph, as its certificate is;
//! where some would, the rows of their left nodes are put back and the rest is done again.

use super::{Assignment, Graph, Options, Prices, Stopped, graph::index, solve_whole};

/// Edges within this part of the spread below the best of their left node are kept.
const KEPT: i64 = 2;

/// How many times the typical spread one node in ten may have at most.
const UNEVEN: i64 = 4;

/// How often edges are put back before all are.
const TRIES: usize = 3;

/// An optimal answer found on some of the edges; nothing where these would be most, or would not do.
pub(super) fn sift(graph: &Graph, warm: &Prices, options: &Options) -> Result<Option<Assignment>, Stopped> {
    let Some(slack) = spread(graph).map(|spread| spread / KEPT) else { return Ok(None) };
    let mut kept = keep(graph, warm, slack);
    let mut prices = warm.clone();
    for _ in 0..TRIES {
        if kept.iter().filter(|&&kept| kept).count() * 2 > graph.edges() {
            return Ok(None);
        }
        let answer = solve_whole(&graph.part(&kept), &options.warm(&prices))?;
        let mut complete = true;
        for (left, &price) in (0..).zip(&answer.prices.left) {
            let gains = |edge: usize| graph.weight(edge) - price > answer.prices.right[graph.target(edge) as usize];
            let row = graph.edges_of(left);
            if row.clone().any(|edge| !kept[edge] && gains(edge)) {
                // Where one was missed, others may be missed next.
                kept[row].fill(true);
                complete = false;
            }
        }
        if complete {
            let mut chosen = kept;
            for (chosen, taken) in chosen.iter_mut().filter(|kept| **kept).zip(answer.chosen) {
                *chosen = taken;
            }
            return Ok(Some(Assignment { chosen, ..answer }));
        }
        for (kept, also) in kept.iter_mut().zip(keep(graph, &answer.prices, slack)) {
            *kept |= also;
        }
        prices = answer.prices;
    }
    Ok(None)
}

/// The edges that are nearly as good as the best of their left node; all of nodes that take several.
fn keep(graph: &Graph, warm: &Prices, slack: i64) -> Vec<bool> {
    let mut kept = vec![false; graph.edges()];
    for left in 0..index(graph.left().len()) {
        let profit = |edge: usize| {
            let price = warm.right.get(graph.target(edge) as usize).copied().unwrap_or(0);
            graph.weight(edge).saturating_sub(price.max(0))
        };
        let row = graph.edges_of(left);
        let several = graph.left()[left as usize] > 1;
        let best = row.clone().map(profit).max().unwrap_or(0).max(0);
        for edge in row {
            kept[edge] = several || profit(edge) >= best - slack;
        }
    }
    kept
}

/// What typically lies between the heaviest and the middle edge of a left node; nothing where that differs too much from
/// node to node to tell which edges matter.
fn spread(graph: &Graph) -> Option<i64> {
    let stride = graph.left().len() / 1_000 + 1;
    let mut spreads: Vec<i64> = (0..index(graph.left().len()))
        .step_by(stride)
        .filter_map(|left| {
            let mut weights = graph.weights()[graph.edges_of(left)].to_vec();
            weights.sort_unstable();
            Some(weights.last()? - weights[weights.len() / 2])
        })
        .collect();
    spreads.sort_unstable();
    let (middle, high) = (*spreads.get(spreads.len() / 2)?, *spreads.get(spreads.len() * 9 / 10)?);
    (high / UNEVEN <= middle).then_some(middle)
}
