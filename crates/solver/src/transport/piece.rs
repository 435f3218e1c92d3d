//! The parts of a graph that can be solved by themselves, with what can be told beforehand taken out.

use std::{cmp::Reverse, ops::Range};

use super::graph::{Graph, index};
use crate::forest::Forest;

/// No node, no arc, no seat.
pub(super) const NONE: u32 = u32::MAX;

/// How often edges are taken out that became superfluous when others were; more rounds find little.
const ROUNDS: usize = 4;

/// An edge of a piece, with what its left node gains over its best edge that nobody contests.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arc {
    /// Right node, in the piece's numbers.
    pub(super) to: u32,
    /// Edge of the graph.
    pub(super) edge: u32,
    /// What choosing it adds; positive.
    pub(super) weight: i64,
}

/// One connected part of what is left to be decided. Nodes have numbers of their own.
#[derive(Debug)]
pub(super) struct Piece {
    /// The graph's number of each left node.
    pub(super) left: Vec<u32>,
    /// The graph's number of each right node.
    pub(super) right: Vec<u32>,
    /// How many arcs a left node can hold, cut down to one more than it has: it is the one too many that makes its
    /// price 0.
    pub(super) left_room: Vec<u32>,
    /// How many arcs a right node can hold, cut down likewise.
    pub(super) right_room: Vec<u32>,
    /// Where the seats of each right node start.
    seat_starts: Vec<u32>,
    /// Where the arcs of each left node start.
    pub(super) starts: Vec<u32>,
    /// Arcs by left node, the heaviest first.
    pub(super) arcs: Vec<Arc>,
}

impl Piece {
    /// The arcs of a left node.
    pub(super) fn row(&self, left: usize) -> Range<usize> {
        self.starts[left] as usize..self.starts[left + 1] as usize
    }

    /// The arcs of a left node with their numbers.
    #[inline]
    pub(super) fn row_arcs(&self, left: usize) -> impl Iterator<Item = (usize, &Arc)> {
        let row = self.row(left);
        (row.start..).zip(&self.arcs[row])
    }

    /// The number of seats of all right nodes.
    pub(super) fn seats(&self) -> usize {
        self.seat_starts[self.right.len()] as usize
    }

    /// The seats of a right node, where seats are laid out by right node.
    pub(super) fn seats_of(&self, right: usize) -> Range<usize> {
        self.seat_starts[right] as usize..self.seat_starts[right + 1] as usize
    }
}

/// What is left of a graph, cut into pieces.
#[derive(Debug)]
pub(super) struct Reduced<'a> {
    graph: &'a Graph,
    /// For each left node that takes one edge: its best edge to a right node with room for everybody, or none.
    outside: Vec<u32>,
    /// What that edge weighs, or 0.
    outside_weight: Vec<i64>,
    /// Whether a right node has room for all that may still want it.
    roomy: Vec<bool>,
    /// Left nodes by component.
    members: Vec<u32>,
    /// Where each component's left nodes start.
    member_starts: Vec<u32>,
    /// Right nodes by component, and where they start.
    right_members: Vec<u32>,
    right_starts: Vec<u32>,
    /// The number of each right node in its component.
    right_slot: Vec<u32>,
}

impl<'a> Reduced<'a> {
    /// Takes out what needs no deciding and finds the components of the rest.
    ///
    /// A right node with room for all of its edges will cost nothing. A left node that takes one edge therefore never
    /// takes one that weighs less than its best edge to such a node; this *outside option* is a floor for it, and
    /// joins no two left nodes into one component.
    pub(super) fn new(graph: &'a Graph) -> Self {
        let (lefts, rights) = (graph.left().len(), graph.right().len());
        let mut reduced = Self {
            graph,
            outside: vec![NONE; lefts],
            outside_weight: vec![0; lefts],
            roomy: vec![false; rights],
            members: Vec::new(),
            member_starts: Vec::new(),
            right_members: Vec::new(),
            right_starts: Vec::new(),
            right_slot: vec![NONE; rights],
        };
        let mut degrees = vec![0_u32; rights];
        for _ in 0..ROUNDS {
            degrees.fill(0);
            for left in 0..index(lefts) {
                reduced.for_each_edge(left, |edge| degrees[graph.target(edge) as usize] += 1);
                if reduced.outside[left as usize] != NONE {
                    degrees[graph.target(reduced.outside[left as usize] as usize) as usize] += 1;
                }
            }
            let before = reduced.roomy.iter().filter(|&&roomy| roomy).count();
            for ((roomy, &degree), &room) in reduced.roomy.iter_mut().zip(&degrees).zip(graph.right()) {
                *roomy |= degree <= room;
            }
            if reduced.roomy.iter().filter(|&&roomy| roomy).count() == before {
                break;
            }
            reduced.find_outside();
        }
        reduced.find_components();
        reduced
    }

    /// Calls with every edge that is still to be decided.
    #[inline(always)]
    fn for_each_edge(&self, left: u32, mut call: impl FnMut(usize)) {
        let (graph, floor) = (self.graph, self.outside_weight[left as usize]);
        let room = graph.left()[left as usize];
        if room == 0 {
            return;
        }
        for edge in graph.edges_of(left) {
            let target = graph.target(edge) as usize;
            if graph.weight(edge) > floor && graph.right()[target] > 0 && (room > 1 || !self.roomy[target]) {
                call(edge);
            }
        }
    }

    fn find_outside(&mut self) {
        let graph = self.graph;
        for left in 0..graph.left().len() {
            if graph.left()[left] != 1 {
                continue;
            }
            for edge in graph.edges_of(index(left)) {
                let target = graph.target(edge) as usize;
                let counts = self.roomy[target] && graph.right()[target] > 0;
                if counts && graph.weight(edge) > self.outside_weight[left] {
                    (self.outside[left], self.outside_weight[left]) = (index(edge), graph.weight(edge));
                }
            }
        }
    }

    fn find_components(&mut self) {
        let graph = self.graph;
        let (lefts, rights) = (index(graph.left().len()), graph.right().len());
        let mut forest = Forest::new(index(rights));
        // What a left node joins is known by its first right node.
        let mut first = vec![NONE; lefts as usize];
        for left in 0..lefts {
            let mut root = NONE;
            self.for_each_edge(left, |edge| {
                let other = forest.root(graph.target(edge));
                root = if root == NONE { other } else { forest.join(root, other) };
            });
            first[left as usize] = root;
        }
        let mut component_of_root = vec![NONE; rights];
        let mut sizes: Vec<u32> = Vec::new();
        let mut component = vec![NONE; lefts as usize];
        for left in 0..lefts as usize {
            if first[left] != NONE {
                let slot = &mut component_of_root[forest.root(first[left]) as usize];
                if *slot == NONE {
                    *slot = index(sizes.len());
                    sizes.push(0);
                }
                component[left] = *slot;
                sizes[*slot as usize] += 1;
            }
        }
        let right_component: Vec<u32> =
            (0..index(rights)).map(|right| component_of_root[forest.root(right) as usize]).collect();
        (self.members, self.member_starts) = sorted_by_group(&component, sizes.len());
        (self.right_members, self.right_starts) = sorted_by_group(&right_component, sizes.len());
        for ends in self.right_starts.windows(2) {
            for (slot, &right) in self.right_members[ends[0] as usize..ends[1] as usize].iter().enumerate() {
                self.right_slot[right as usize] = index(slot);
            }
        }
    }

    /// The number of pieces.
    pub(super) fn pieces(&self) -> usize {
        self.member_starts.len() - 1
    }

    /// The number of left nodes of a piece.
    pub(super) fn size(&self, piece: usize) -> u32 {
        self.member_starts[piece + 1] - self.member_starts[piece]
    }

    /// A left node's outside option and its weight: what it takes where nothing better is left for it.
    pub(super) fn outside(&self, left: usize) -> Option<(usize, i64)> {
        (self.outside[left] != NONE).then(|| (self.outside[left] as usize, self.outside_weight[left]))
    }

    /// Copies a piece out, so that its nodes and arcs lie together.
    pub(super) fn piece(&self, number: usize, parallel: bool) -> Piece {
        let members =
            |list: &[u32], starts: &[u32]| list[starts[number] as usize..starts[number + 1] as usize].to_vec();
        let left = members(&self.members, &self.member_starts);
        let right = members(&self.right_members, &self.right_starts);
        let mut starts = Vec::with_capacity(left.len() + 1);
        let most = left.iter().map(|&node| self.graph.edges_of(node).len()).sum();
        let mut arcs = Vec::with_capacity(most);
        let mut left_room = Vec::with_capacity(left.len());
        let mut degrees = vec![0_u32; right.len()];
        starts.push(0);
        for &node in &left {
            let floor = self.outside_weight[node as usize];
            let from = arcs.len();
            self.for_each_edge(node, |edge| {
                let to = self.right_slot[self.graph.target(edge) as usize];
                degrees[to as usize] += 1;
                arcs.push(Arc { to, edge: index(edge), weight: self.graph.weight(edge) - floor });
            });
            left_room.push(self.graph.left()[node as usize].min(index(arcs.len() - from) + 1));
            starts.push(index(arcs.len()));
        }
        sort_rows(&mut arcs, &starts, parallel, |arc: &Arc| (Reverse(arc.weight), arc.edge));
        let rooms = right.iter().map(|&node| self.graph.right()[node as usize]);
        let right_room: Vec<u32> = rooms.zip(degrees).map(|(room, degree)| room.min(degree + 1)).collect();
        let mut seat_starts = Vec::with_capacity(right.len() + 1);
        seat_starts.push(0);
        let mut seats = 0;
        for room in &right_room {
            seats += room;
            seat_starts.push(seats);
        }
        Piece { left, right, left_room, right_room, seat_starts, starts, arcs }
    }
}

/// Sorts each row of a table, on several threads where that is allowed and pays.
fn sort_rows<T: Send, K: Ord>(items: &mut [T], starts: &[u32], parallel: bool, key: fn(&T) -> K) {
    let rows = starts.len() - 1;
    if parallel && rows > 1 && items.len() > 20_000 {
        let middle = rows / 2;
        let (low, high) = items.split_at_mut((starts[middle] - starts[0]) as usize);
        rayon::join(
            || sort_rows(low, &starts[..=middle], parallel, key),
            || sort_rows(high, &starts[middle..], parallel, key),
        );
        return;
    }
    for ends in starts.windows(2) {
        items[(ends[0] - starts[0]) as usize..(ends[1] - starts[0]) as usize].sort_unstable_by_key(key);
    }
}

/// Items by group, those without one left out, and where each group starts.
fn sorted_by_group(group_of: &[u32], groups: usize) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0_u32; groups + 1];
    for &group in group_of.iter().filter(|&&group| group != NONE) {
        starts[group as usize + 1] += 1;
    }
    for group in 0..groups {
        starts[group + 1] += starts[group];
    }
    let mut next = starts.clone();
    let mut sorted = vec![0; starts[groups] as usize];
    for (item, &group) in group_of.iter().enumerate().filter(|&(_, &group)| group != NONE) {
        sorted[next[group as usize] as usize] = index(item);
        next[group as usize] += 1;
    }
    (sorted, starts)
}

/// An arc seen from its right node.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) left: u32,
    pub(super) arc: u32,
    pub(super) weight: i64,
}

/// Arcs by right node, the heaviest first, and the left node of each arc.
pub(super) struct Columns {
    starts: Vec<u32>,
    entries: Vec<Entry>,
    /// The left node of each arc.
    pub(super) left: Vec<u32>,
}

impl Columns {
    pub(super) fn new(piece: &Piece, parallel: bool) -> Self {
        let mut starts = vec![0_u32; piece.right.len() + 1];
        for arc in &piece.arcs {
            starts[arc.to as usize + 1] += 1;
        }
        for right in 0..piece.right.len() {
            starts[right + 1] += starts[right];
        }
        let mut next = starts.clone();
        let mut entries = vec![Entry { left: 0, arc: 0, weight: 0 }; piece.arcs.len()];
        let mut lefts = vec![0; piece.arcs.len()];
        for left in 0..piece.left.len() {
            for (at, arc) in piece.row_arcs(left) {
                lefts[at] = index(left);
                let slot = &mut next[arc.to as usize];
                entries[*slot as usize] = Entry { left: index(left), arc: index(at), weight: arc.weight };
                *slot += 1;
            }
        }
        sort_rows(&mut entries, &starts, parallel, |entry: &Entry| (Reverse(entry.weight), entry.arc));
        Self { starts, entries, left: lefts }
    }

    pub(super) fn of(&self, right: usize) -> &[Entry] {
        &self.entries[self.starts[right] as usize..self.starts[right + 1] as usize]
    }
}
