//! The way of a careful loop: a grid over the places, each pair in reach of it judged and scored, a heap of the best.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap},
};

use gigmatch::{geo::Point, record::WorkerProfile};

use super::{Peer, Ranked};

/// Metres of a cell.
const CELL_M: i32 = 5_000;

type Cell = [i32; 3];

/// The postings of a peer by the cells they lie in.
pub struct Grid<'a> {
    peer: &'a Peer,
    cells: HashMap<Cell, Vec<usize>>,
    remote: Vec<usize>,
}

fn cell(point: Point) -> Cell {
    [point.x, point.y, point.z].map(|axis| axis.div_euclid(CELL_M))
}

impl<'a> Grid<'a> {
    /// Sorts the postings into cells.
    pub fn new(peer: &'a Peer) -> Self {
        let mut grid = Self { peer, cells: HashMap::new(), remote: Vec::new() };
        for (row, posting) in peer.postings.iter().enumerate() {
            match posting.point {
                _ if posting.remote => grid.remote.push(row),
                Some(point) => grid.cells.entry(cell(point)).or_default().push(row),
                None => {}
            }
        }
        grid
    }

    /// The best `top` postings of a worker.
    pub fn match_worker(&self, worker: &WorkerProfile, top: usize) -> Vec<Ranked> {
        let packed = self.peer.packed(worker);
        // The worst of the best is on top: the lowest score, then the last row.
        let mut best: BinaryHeap<(Reverse<u32>, usize)> = BinaryHeap::with_capacity(top + 1);
        let mut offer = |row: usize| {
            if let Some(score) = self.peer.scorer.score(&packed, &self.peer.postings[row]) {
                best.push((Reverse(score), row));
                if best.len() > top {
                    best.pop();
                }
            }
        };
        self.remote.iter().copied().for_each(&mut offer);
        match (packed.point, packed.reach) {
            (None, _) => {}
            (Some(_), None) => self.cells.values().flatten().copied().for_each(&mut offer),
            (Some(home), Some(reach)) => {
                let reach = i32::try_from(reach).unwrap_or(i32::MAX);
                let ends = [home.x, home.y, home.z].map(|axis| {
                    (axis.saturating_sub(reach).div_euclid(CELL_M), axis.saturating_add(reach).div_euclid(CELL_M))
                });
                for x in ends[0].0..=ends[0].1 {
                    for y in ends[1].0..=ends[1].1 {
                        for z in ends[2].0..=ends[2].1 {
                            self.cells.get(&[x, y, z]).into_iter().flatten().copied().for_each(&mut offer);
                        }
                    }
                }
            }
        }
        let best = best.into_sorted_vec();
        best.into_iter().map(|(Reverse(score), row)| (self.peer.postings[row].id.clone(), score)).collect()
    }
}
