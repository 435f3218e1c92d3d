//! Slow twins, small enough to proofread.

use crate::transport::Graph;

/// The best of all choices.
pub(super) fn brute_force(graph: &Graph) -> i128 {
    let edges: Vec<_> = super::triples(graph).collect();
    best_of(&edges, &mut graph.left().to_vec(), &mut graph.right().to_vec())
}

fn best_of(edges: &[(u32, u32, i64)], left: &mut [u32], right: &mut [u32]) -> i128 {
    let Some((&(from, to, weight), rest)) = edges.split_first() else { return 0 };
    let without = best_of(rest, left, right);
    let (from, to) = (from as usize, to as usize);
    if left[from] == 0 || right[to] == 0 {
        return without;
    }
    left[from] -= 1;
    right[to] -= 1;
    let with = i128::from(weight) + best_of(rest, left, right);
    left[from] += 1;
    right[to] += 1;
    with.max(without)
}

/// Successive best augmenting paths, each found by relaxing every edge until nothing changes.
pub(super) fn augmenting_paths(graph: &Graph) -> i128 {
    let edges: Vec<_> = super::triples(graph).collect();
    let (mut left_room, mut right_room) = (graph.left().to_vec(), graph.right().to_vec());
    let mut chosen = vec![false; edges.len()];
    let mut value = 0;
    loop {
        let mut left: Vec<(Option<i128>, usize)> =
            left_room.iter().map(|&room| ((room > 0).then_some(0), usize::MAX)).collect();
        let mut right: Vec<(Option<i128>, usize)> = vec![(None, usize::MAX); right_room.len()];
        let mut changed = true;
        while changed {
            changed = false;
            for (edge, &(from, to, weight)) in edges.iter().enumerate() {
                let (from, to) = (from as usize, to as usize);
                let gain = i128::from(weight);
                if !chosen[edge] && left[from].0.is_some_and(|sum| right[to].0.is_none_or(|known| sum + gain > known)) {
                    right[to] = (left[from].0.map(|sum| sum + gain), edge);
                    changed = true;
                }
                if chosen[edge] && right[to].0.is_some_and(|sum| left[from].0.is_none_or(|known| sum - gain > known)) {
                    left[from] = (right[to].0.map(|sum| sum - gain), edge);
                    changed = true;
                }
            }
        }
        let free = (0..right.len()).filter(|&node| right_room[node] > 0);
        let Some(best) = free.max_by_key(|&node| right[node].0) else { return value };
        let Some(gain) = right[best].0.filter(|&gain| gain > 0) else { return value };
        value += gain;
        right_room[best] -= 1;
        let mut edge = right[best].1;
        loop {
            chosen[edge] = true;
            let from = edges[edge].0 as usize;
            if left[from].1 == usize::MAX {
                left_room[from] -= 1;
                break;
            }
            let old = left[from].1;
            chosen[old] = false;
            edge = right[edges[old].1 as usize].1;
        }
    }
}
