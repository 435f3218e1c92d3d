//! From nearly right to exact: shortest augmenting paths over reduced costs.
//!
//! Arcs are kept where their nodes want them at the prices given; all others are dropped. What is left is optimal for
//! its prices, but a left node may lack an arc though it would gain (`gain > 0`), and a right node may have a seat left
//! over though it costs something (`price > 0`). A shortest path mends one of these at a time and moves the prices
//! along it, so that the rest stays optimal. With good prices nearly all paths are a few arcs long.

use std::{cmp::Reverse, collections::BinaryHeap};

use super::{
    Stopped, Watch,
    graph::index,
    piece::{Columns, NONE, Piece},
};

/// A choice of arcs that is optimal for its prices but need not be complete.
pub(super) struct Paths<'a> {
    piece: &'a Piece,
    columns: &'a Columns,
    gains: Vec<i64>,
    prices: Vec<i64>,
    /// The arc that holds each seat; the seats of a right node that are held stand first.
    seats: Vec<u32>,
    taken: Vec<u32>,
    /// The seat that each arc holds.
    seat_of: Vec<u32>,
    /// How many arcs a left node holds.
    holds: Vec<u32>,
    search: Search,
}

/// What a search from one node has found so far.
struct Search {
    /// By node: left nodes first, then right nodes.
    distances: Vec<i64>,
    /// The arc by which a node was found.
    parents: Vec<u32>,
    /// Nodes with a distance.
    touched: Vec<u32>,
    heap: BinaryHeap<Reverse<(i64, u32)>>,
    /// Nodes as near as the one looked at.
    near: Vec<u32>,
    /// The length of the shortest way to mend the source.
    limit: i64,
    /// The node where that way ends.
    end: u32,
    /// No price is below this.
    floor: i64,
}

impl Search {
    fn new(nodes: usize) -> Self {
        Self {
            distances: vec![i64::MAX; nodes],
            parents: vec![NONE; nodes],
            touched: Vec::new(),
            heap: BinaryHeap::new(),
            near: Vec::new(),
            limit: 0,
            end: NONE,
            floor: 0,
        }
    }

    /// Forgets the last search and starts another, which may end at its source at a cost.
    fn start(&mut self, source: u32, limit: i64) {
        for &node in &self.touched {
            self.distances[node as usize] = i64::MAX;
        }
        self.touched.clear();
        self.heap.clear();
        self.near.clear();
        self.touched.push(source);
        self.distances[source as usize] = 0;
        self.parents[source as usize] = NONE;
        self.near.push(source);
        (self.limit, self.end) = (limit, source);
    }

    /// Notes a way to a node if it is shorter than any known.
    #[inline]
    fn find(&mut self, node: usize, distance: i64, arc: usize) -> bool {
        if distance >= self.limit || distance >= self.distances[node] {
            return false;
        }
        if self.distances[node] == i64::MAX {
            self.touched.push(index(node));
        }
        self.distances[node] = distance;
        self.parents[node] = index(arc);
        true
    }

    /// Looks at a node later.
    fn push(&mut self, node: usize, distance: i64, here: i64) {
        if distance == here {
            self.near.push(index(node));
        } else {
            self.heap.push(Reverse((distance, index(node))));
        }
    }

    /// The nearest node that has not been looked at, unless the source can be mended as cheaply.
    fn next(&mut self) -> Option<(i64, usize)> {
        loop {
            let (distance, node) = match self.near.pop() {
                Some(node) => (self.distances[node as usize], node),
                None => self.heap.pop()?.0,
            };
            if distance >= self.limit {
                return None;
            }
            if self.distances[node as usize] == distance {
                return Some((distance, node as usize));
            }
        }
    }
}

impl<'a> Paths<'a> {
    /// Keeps of the arcs that are held those that are wanted at these prices.
    pub(super) fn new(piece: &'a Piece, columns: &'a Columns, prices: Vec<i64>, held: &[bool]) -> Self {
        let mut paths = Self {
            piece,
            columns,
            gains: vec![0; piece.left.len()],
            seats: vec![NONE; piece.seats()],
            taken: vec![0; piece.right.len()],
            seat_of: vec![NONE; piece.arcs.len()],
            holds: vec![0; piece.left.len()],
            search: Search::new(piece.left.len() + piece.right.len()),
            prices,
        };
        for left in 0..piece.left.len() {
            let mut gain = 0;
            for (at, arc) in piece.row_arcs(left) {
                if arc.weight <= gain {
                    break;
                }
                if !held[at] {
                    gain = gain.max(arc.weight - paths.prices[arc.to as usize]);
                }
            }
            for (at, arc) in piece.row_arcs(left) {
                let profit = arc.weight - paths.prices[arc.to as usize];
                if held[at] && profit >= gain {
                    paths.take(index(at));
                    paths.holds[left] += 1;
                    if piece.left_room[left] == 1 {
                        // Its price may as well be all it gains: then ways through it cost nothing.
                        gain = profit;
                    }
                }
            }
            paths.gains[left] = gain;
        }
        paths
    }

    /// Mends all nodes.
    pub(super) fn run(&mut self, watch: &mut Watch) -> Result<(), Stopped> {
        // Searches from left nodes only raise prices.
        self.search.floor = self.prices.iter().copied().min().unwrap_or(0);
        for left in 0..self.piece.left.len() {
            while self.gains[left] > 0 && self.holds[left] < self.piece.left_room[left] {
                self.search_for_arc(left, watch)?;
            }
        }
        for right in 0..self.piece.right.len() {
            while self.prices[right] > 0 && self.taken[right] < self.piece.right_room[right] {
                self.search_for_holder(right, watch)?;
            }
        }
        Ok(())
    }

    /// The arcs that are held, and the prices of left and of right nodes.
    pub(super) fn finish(mut self) -> (Vec<u32>, Vec<i64>, Vec<i64>) {
        let arcs: Vec<u32> = self.seats.iter().copied().filter(|&arc| arc != NONE).collect();
        for &at in &arcs {
            let left = self.columns.left[at as usize] as usize;
            if self.piece.left_room[left] == 1 {
                let arc = self.piece.arcs[at as usize];
                self.gains[left] = arc.weight - self.prices[arc.to as usize];
            }
        }
        (arcs, self.gains, self.prices)
    }

    /// The number of a right node in a search.
    fn node(&self, right: usize) -> usize {
        self.piece.left.len() + right
    }

    /// What an arc that is held gives beyond the prices of its nodes: the cost of leaving it.
    fn surplus(&self, at: usize) -> i64 {
        let arc = self.piece.arcs[at];
        arc.weight - self.gains[self.columns.left[at] as usize] - self.prices[arc.to as usize]
    }

    /// Finds one more arc for a left node, or finds that it is best off without.
    fn search_for_arc(&mut self, source: usize, watch: &mut Watch) -> Result<(), Stopped> {
        let lefts = self.piece.left.len();
        self.search.start(index(source), self.gains[source]);
        while let Some((distance, node)) = self.search.next() {
            watch.tick()?;
            if node < lefts {
                self.look_at_row(node, distance);
                continue;
            }
            let from = self.piece.seats_of(node - lefts).start;
            for seat in from..from + self.taken[node - lefts] as usize {
                let arc = self.seats[seat] as usize;
                let left = self.columns.left[arc] as usize;
                let far = distance + self.surplus(arc);
                if self.search.find(left, far, arc) {
                    if far + self.gains[left] < self.search.limit {
                        (self.search.limit, self.search.end) = (far + self.gains[left], index(left));
                    }
                    self.search.push(left, far, distance);
                }
            }
        }
        self.move_prices(1);
        let mut left = self.search.end as usize;
        if left == source {
            return Ok(());
        }
        if left < lefts {
            self.holds[left] -= 1;
        } else {
            let arc = self.search.parents[left];
            self.take(arc);
            left = self.columns.left[arc as usize] as usize;
        }
        self.holds[source] += 1;
        while left != source {
            let old = self.search.parents[left];
            let new = self.search.parents[self.node(self.piece.arcs[old as usize].to as usize)];
            self.hand_over(old, new);
            left = self.columns.left[new as usize] as usize;
        }
        Ok(())
    }

    /// Follows the arcs that a left node does not hold.
    fn look_at_row(&mut self, left: usize, distance: i64) {
        let piece = self.piece;
        let base = distance + self.gains[left];
        for (at, arc) in piece.row_arcs(left) {
            if base - arc.weight + self.search.floor >= self.search.limit {
                break;
            }
            let right = arc.to as usize;
            let far = base - arc.weight + self.prices[right];
            if far >= self.search.limit || self.seat_of[at] != NONE {
                continue;
            }
            let node = self.node(right);
            if self.search.find(node, far, at) {
                if self.taken[right] < piece.right_room[right] {
                    (self.search.limit, self.search.end) = (far, index(node));
                } else {
                    self.search.push(node, far, distance);
                }
            }
        }
    }

    /// Finds somebody for a seat that costs something, or finds that it is worth nothing.
    fn search_for_holder(&mut self, source: usize, watch: &mut Watch) -> Result<(), Stopped> {
        let lefts = self.piece.left.len();
        self.search.start(index(lefts + source), self.prices[source]);
        while let Some((distance, node)) = self.search.next() {
            watch.tick()?;
            if node < lefts {
                self.look_at_held(node, distance);
            } else {
                self.look_at_column(node - lefts, distance);
            }
        }
        self.move_prices(-1);
        let end = self.search.end as usize;
        if end == lefts + source {
            return Ok(());
        }
        let mut left = end;
        if end < lefts {
            self.holds[end] += 1;
        } else {
            let arc = self.search.parents[end];
            self.leave(arc);
            left = self.columns.left[arc as usize] as usize;
        }
        loop {
            let new = self.search.parents[left];
            let right = self.piece.arcs[new as usize].to as usize;
            if right == source {
                self.take(new);
                return Ok(());
            }
            let old = self.search.parents[self.node(right)];
            self.hand_over(old, new);
            left = self.columns.left[old as usize] as usize;
        }
    }

    /// Follows the arcs of a right node, from those who could take a seat.
    fn look_at_column(&mut self, right: usize, distance: i64) {
        let base = distance + self.prices[right];
        for entry in self.columns.of(right) {
            if base - entry.weight >= self.search.limit {
                break;
            }
            let left = entry.left as usize;
            let far = base + self.gains[left] - entry.weight;
            if self.seat_of[entry.arc as usize] == NONE && self.search.find(left, far, entry.arc as usize) {
                if self.holds[left] < self.piece.left_room[left] {
                    (self.search.limit, self.search.end) = (far, index(left));
                } else {
                    self.search.push(left, far, distance);
                }
            }
        }
    }

    /// Follows the arcs that a left node could leave.
    fn look_at_held(&mut self, left: usize, distance: i64) {
        for at in self.piece.row(left) {
            if self.seat_of[at] == NONE {
                continue;
            }
            let right = self.piece.arcs[at].to as usize;
            let (node, far) = (self.node(right), distance + self.surplus(at));
            if self.search.find(node, far, at) {
                if far + self.prices[right] < self.search.limit {
                    (self.search.limit, self.search.end) = (far + self.prices[right], index(node));
                }
                self.search.push(node, far, distance);
            }
        }
    }

    /// Moves the prices of all nodes nearer than the limit, so that the way found costs nothing.
    fn move_prices(&mut self, sign: i64) {
        let lefts = self.piece.left.len();
        for &node in &self.search.touched {
            let by = sign * (self.search.limit - self.search.distances[node as usize]).max(0);
            match (node as usize).checked_sub(lefts) {
                Some(right) => self.prices[right] += by,
                None => self.gains[node as usize] -= by,
            }
        }
    }

    /// Gives an arc a free seat.
    fn take(&mut self, arc: u32) {
        let to = self.piece.arcs[arc as usize].to as usize;
        let seat = self.piece.seats_of(to).start + self.taken[to] as usize;
        self.seats[seat] = arc;
        self.seat_of[arc as usize] = index(seat);
        self.taken[to] += 1;
    }

    /// Takes an arc's seat away.
    fn leave(&mut self, arc: u32) {
        let to = self.piece.arcs[arc as usize].to as usize;
        self.taken[to] -= 1;
        let last = self.piece.seats_of(to).start + self.taken[to] as usize;
        let (seat, moved) = (self.seat_of[arc as usize], self.seats[last]);
        self.seats[seat as usize] = moved;
        self.seat_of[moved as usize] = seat;
        self.seats[last] = NONE;
        self.seat_of[arc as usize] = NONE;
    }

    /// Gives an arc's seat to another arc.
    fn hand_over(&mut self, old: u32, new: u32) {
        let seat = self.seat_of[old as usize];
        self.seat_of[old as usize] = NONE;
        self.seats[seat as usize] = new;
        self.seat_of[new as usize] = seat;
    }
}
