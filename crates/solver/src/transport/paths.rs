//! From nearly right to exact: shortest augmenting paths over reduced costs.

use std::{cmp::Reverse, collections::BinaryHeap};

use super::piece::{Columns, NONE, Piece};

/// A node of either side: even numbers are right nodes.
type Node = u32;

/// Where a path ends: with a change of what the node itself holds.
#[derive(Clone, Copy)]
enum End {
    Left(usize),
    Right(usize),
}

/// A pseudo-flow that is optimal for its prices; paths make it a flow.
pub(super) struct Paths<'a> {
    piece: &'a Piece,
    columns: &'a Columns,
    u: Vec<i64>,
    v: Vec<i64>,
    seat_starts: Vec<u32>,
    /// Arc that holds each seat; those of a right node that are held stand first.
    seats: Vec<u32>,
    taken: Vec<u32>,
    /// Seat of each arc that is held.
    seat_of: Vec<u32>,
    holds: Vec<u32>,
    left_labels: Labels,
    right_labels: Labels,
    heap: BinaryHeap<Reverse<(i64, Node)>>,
    touched: Vec<Node>,
    now: Vec<u32>,
    floor: i64,
    pub scans: u64,
    pub searches: u64,
}

/// Distances of the search under way and the arcs by which they were found.
struct Labels {
    distance: Vec<i64>,
    parent: Vec<u32>,
}

impl Labels {
    fn new(nodes: usize) -> Self {
        Self { distance: vec![i64::MAX; nodes], parent: vec![NONE; nodes] }
    }
}

impl<'a> Paths<'a> {
    pub(super) fn new(piece: &'a Piece, columns: &'a Columns, prices: Vec<i64>, held: &[bool]) -> Self {
        let mut seat_starts = Vec::with_capacity(piece.right.len() + 1);
        let mut seats = 0;
        seat_starts.push(0);
        for room in &piece.right_room {
            seats += room;
            seat_starts.push(seats);
        }
        let mut u = vec![0; piece.left.len()];
        for left in 0..piece.left.len() {
            let row = piece.row(left);
            for arc in row {
                if !held[arc] {
                    u[left] = u[left].max(piece.arcs[arc].weight - prices[piece.arcs[arc].to as usize]);
                }
            }
        }
        let mut paths = Self {
            piece,
            columns,
            u,
            seat_starts,
            seats: vec![NONE; seats as usize],
            taken: vec![0; piece.right.len()],
            seat_of: vec![NONE; piece.arcs.len()],
            holds: vec![0; piece.left.len()],
            left_labels: Labels::new(piece.left.len()),
            right_labels: Labels::new(piece.right.len()),
            heap: BinaryHeap::new(),
            touched: Vec::new(),
            now: Vec::new(),
            floor: prices.iter().copied().min().unwrap_or(0),
            v: prices,
            scans: 0,
            searches: 0,
        };
        for (arc, &held) in held.iter().enumerate() {
            let (to, left) = (piece.arcs[arc].to as usize, paths.columns.left[arc] as usize);
            let profit = piece.arcs[arc].weight - paths.v[to];
            if held && profit >= paths.u[left] {
                paths.take(arc as u32, to);
                paths.holds[left] += 1;
                if piece.left_room[left] == 1 {
                    paths.u[left] = profit;
                }
            }
        }
        paths
    }

    /// Gives an arc a free seat.
    fn take(&mut self, arc: u32, to: usize) {
        let seat = self.seat_starts[to] + self.taken[to];
        self.seats[seat as usize] = arc;
        self.seat_of[arc as usize] = seat;
        self.taken[to] += 1;
    }

    /// Takes an arc's seat away.
    fn leave(&mut self, arc: u32, to: usize) {
        let seat = self.seat_of[arc as usize];
        self.taken[to] -= 1;
        let last = self.seat_starts[to] + self.taken[to];
        let moved = self.seats[last as usize];
        self.seats[seat as usize] = moved;
        self.seat_of[moved as usize] = seat;
        self.seats[last as usize] = NONE;
        self.seat_of[arc as usize] = NONE;
    }

    pub(super) fn run(&mut self) {
        for left in 0..self.piece.left.len() {
            while self.u[left] > 0 && self.holds[left] < self.piece.left_room[left] {
                self.forward(left);
            }
        }
        let t = std::time::Instant::now();
        let short: Vec<usize> = (0..self.piece.right.len())
            .filter(|&right| self.v[right] > 0 && self.taken[right] < self.piece.right_room[right])
            .collect();
        if short.is_empty() {
            return;
        }
        let columns = self.columns;
        let n = short.len();
        let s0 = self.searches;
        for right in short {
            while self.v[right] > 0 && self.taken[right] < self.piece.right_room[right] {
                self.backward(right, columns);
            }
        }
        if std::env::var("DBG").is_ok() {
            eprintln!("   backward: {n} short, {} searches {:?}", self.searches - s0, t.elapsed());
        }
    }

    fn clear(&mut self) {
        for &node in &self.touched {
            let labels = if node % 2 == 0 { &mut self.right_labels } else { &mut self.left_labels };
            labels.distance[node as usize / 2] = i64::MAX;
        }
        self.touched.clear();
        self.heap.clear();
        self.now.clear();
    }

    /// Finds one more arc for a left node, or finds that it is best off without.
    fn forward(&mut self, source: usize) {
        self.searches += 1;
        let mut limit = self.u[source];
        let mut end = End::Left(source);
        self.left_labels.distance[source] = 0;
        self.left_labels.parent[source] = NONE;
        self.touched.push(2 * source as u32 + 1);
        self.scan_left(source, 0, &mut limit, &mut end);
        while limit > 0 {
            let Some((distance, node)) = self.next() else { break };
            if distance >= limit {
                break;
            }
            if node % 2 == 1 {
                self.scan_left(node as usize / 2, distance, &mut limit, &mut end);
                continue;
            }
            let right = node as usize / 2;
            let from = self.seat_starts[right] as usize;
            for seat in from..from + self.taken[right] as usize {
                let arc = self.seats[seat];
                let left = self.columns.left[arc as usize] as usize;
                let tight = self.piece.arcs[arc as usize].weight - self.u[left] - self.v[right];
                let far = distance + tight;
                if far >= limit || far >= self.left_labels.distance[left] {
                    continue;
                }
                if self.left_labels.distance[left] == i64::MAX {
                    self.touched.push(2 * left as u32 + 1);
                }
                self.left_labels.distance[left] = far;
                self.left_labels.parent[left] = arc;
                if far + self.u[left] < limit {
                    (limit, end) = (far + self.u[left], End::Left(left));
                }
                if far == distance {
                    self.scan_left(left, distance, &mut limit, &mut end);
                } else {
                    self.heap.push(Reverse((far, 2 * left as u32 + 1)));
                }
                if limit <= distance {
                    break;
                }
            }
            if limit <= distance {
                break;
            }
        }
        for at in 0..self.touched.len() {
            let (node, place) = (self.touched[at], self.touched[at] as usize / 2);
            if node % 2 == 0 {
                self.v[place] += (limit - self.right_labels.distance[place]).max(0);
            } else {
                self.u[place] -= (limit - self.left_labels.distance[place]).max(0);
            }
        }
        self.shift_forward(source, end);
        self.clear();
    }

    /// The nearest node that has not been looked at.
    fn next(&mut self) -> Option<(i64, Node)> {
        if let Some(right) = self.now.pop() {
            return Some((self.right_labels.distance[right as usize], 2 * right));
        }
        while let Some(Reverse((distance, node))) = self.heap.pop() {
            let labels = if node % 2 == 0 { &self.right_labels } else { &self.left_labels };
            if labels.distance[node as usize / 2] == distance {
                return Some((distance, node));
            }
        }
        None
    }

    fn scan_left(&mut self, left: usize, distance: i64, limit: &mut i64, end: &mut End) {
        let base = distance + self.u[left];
        let row = self.piece.row(left);
        self.scans += 1;
        for (at, arc) in (row.start..).zip(&self.piece.arcs[row]) {
            if base - arc.weight + self.floor >= *limit {
                break;
            }
            let right = arc.to as usize;
            let far = base - arc.weight + self.v[right];
            if far >= *limit || far >= self.right_labels.distance[right] || self.seat_of[at] != NONE {
                continue;
            }
            if self.right_labels.distance[right] == i64::MAX {
                self.touched.push(2 * right as u32);
            }
            self.right_labels.distance[right] = far;
            self.right_labels.parent[right] = at as u32;
            if self.taken[right] < self.piece.right_room[right] {
                (*limit, *end) = (far, End::Right(right));
            } else if far == distance {
                self.now.push(right as u32);
            } else {
                self.heap.push(Reverse((far, 2 * right as u32)));
            }
        }
    }

    /// Moves every left node of a path one arc on.
    fn shift_forward(&mut self, source: usize, end: End) {
        let mut left = match end {
            End::Left(left) if left == source => return,
            End::Left(left) => {
                self.holds[left] -= 1;
                left
            }
            End::Right(right) => {
                let arc = self.right_labels.parent[right];
                self.take(arc, right);
                self.columns.left[arc as usize] as usize
            }
        };
        self.holds[source] += 1;
        while left != source {
            let old = self.left_labels.parent[left];
            let right = self.piece.arcs[old as usize].to as usize;
            let new = self.right_labels.parent[right];
            self.hand_over(old, new);
            left = self.columns.left[new as usize] as usize;
        }
    }

    fn hand_over(&mut self, old: u32, new: u32) {
        let seat = self.seat_of[old as usize];
        self.seat_of[old as usize] = NONE;
        self.seats[seat as usize] = new;
        self.seat_of[new as usize] = seat;
    }

    /// Finds an arc for an empty seat that costs something, or lowers its price to nothing.
    fn backward(&mut self, source: usize, columns: &Columns) {
        self.searches += 1;
        let mut limit = self.v[source];
        let mut end = End::Right(source);
        self.right_labels.distance[source] = 0;
        self.right_labels.parent[source] = NONE;
        self.touched.push(2 * source as u32);
        self.now.push(source as u32);
        while limit > 0 {
            let Some((distance, node)) = self.next() else { break };
            if distance >= limit {
                break;
            }
            if node % 2 == 0 {
                self.scan_right(node as usize / 2, distance, columns, &mut limit, &mut end);
            } else {
                self.scan_held(node as usize / 2, distance, &mut limit, &mut end);
            }
            if limit <= distance {
                break;
            }
        }
        for at in 0..self.touched.len() {
            let (node, place) = (self.touched[at], self.touched[at] as usize / 2);
            if node % 2 == 0 {
                self.v[place] -= (limit - self.right_labels.distance[place]).max(0);
            } else {
                self.u[place] += (limit - self.left_labels.distance[place]).max(0);
            }
        }
        self.shift_backward(source, end);
        self.clear();
    }

    /// Labels the left nodes that could take a seat of a right node.
    fn scan_right(&mut self, right: usize, distance: i64, columns: &Columns, limit: &mut i64, end: &mut End) {
        let base = distance + self.v[right];
        for entry in columns.of(right) {
            let (left, arc) = (entry.left as usize, entry.arc);
            if base - entry.weight >= *limit {
                break;
            }
            let far = base + self.u[left] - entry.weight;
            if far >= *limit || far >= self.left_labels.distance[left] || self.seat_of[arc as usize] != NONE {
                continue;
            }
            if self.left_labels.distance[left] == i64::MAX {
                self.touched.push(2 * left as u32 + 1);
            }
            self.left_labels.distance[left] = far;
            self.left_labels.parent[left] = arc;
            if self.holds[left] < self.piece.left_room[left] {
                (*limit, *end) = (far, End::Left(left));
            } else {
                self.heap.push(Reverse((far, 2 * left as u32 + 1)));
            }
        }
    }

    /// Labels the right nodes whose seats a left node could leave.
    fn scan_held(&mut self, left: usize, distance: i64, limit: &mut i64, end: &mut End) {
        for arc in self.piece.row(left) {
            if self.seat_of[arc] == NONE {
                continue;
            }
            let right = self.piece.arcs[arc].to as usize;
            let far = distance + self.piece.arcs[arc].weight - self.u[left] - self.v[right];
            if far >= *limit || far >= self.right_labels.distance[right] {
                continue;
            }
            if self.right_labels.distance[right] == i64::MAX {
                self.touched.push(2 * right as u32);
            }
            self.right_labels.distance[right] = far;
            self.right_labels.parent[right] = arc as u32;
            if far + self.v[right] < *limit {
                (*limit, *end) = (far + self.v[right], End::Right(right));
            }
            self.heap.push(Reverse((far, 2 * right as u32)));
        }
    }

    fn shift_backward(&mut self, source: usize, end: End) {
        let mut arc = match end {
            End::Right(right) if right == source => return,
            End::Right(right) => {
                let old = self.right_labels.parent[right];
                self.leave(old, right);
                self.left_labels.parent[self.columns.left[old as usize] as usize]
            }
            End::Left(left) => {
                self.holds[left] += 1;
                self.left_labels.parent[left]
            }
        };
        loop {
            let right = self.piece.arcs[arc as usize].to as usize;
            if right == source {
                self.take(arc, right);
                return;
            }
            let old = self.right_labels.parent[right];
            self.hand_over(old, arc);
            arc = self.left_labels.parent[self.columns.left[old as usize] as usize];
        }
    }

    /// The arcs that are held, and the prices of both sides.
    pub(super) fn finish(mut self) -> (Vec<u32>, Vec<i64>, Vec<i64>) {
        let arcs: Vec<u32> = self.seats.iter().copied().filter(|&arc| arc != NONE).collect();
        for &arc in &arcs {
            let left = self.columns.left[arc as usize] as usize;
            if self.piece.left_room[left] == 1 {
                let arc = self.piece.arcs[arc as usize];
                self.u[left] = arc.weight - self.v[arc.to as usize];
            }
        }
        (arcs, self.u, self.v)
    }
}
