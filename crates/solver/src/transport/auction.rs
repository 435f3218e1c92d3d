//! Prices that are nearly right, by bidding.
//!
//! In a *phase* with a given step, left nodes without a seat bid for the arc that gives them most, up to the price at
//! which their second choice would be as good, plus the step; a right node that is full gives up its lowest bid. Then
//! right nodes with seats left over, and a price, offer them for less in the same manner. Afterwards every left node
//! holds what it wants at the prices then, up to the step, and what is left over costs nothing.

use super::{
    Stopped, Watch,
    graph::index,
    piece::{Arc, Columns, NONE, Piece},
};

/// A seat that is held: what its holder would pay before it looks elsewhere, and the arc it holds.
#[derive(Debug, Clone, Copy)]
struct Seat {
    bid: i64,
    left: u32,
    arc: u32,
}

/// The state of an auction.
pub(super) struct Auction<'a> {
    piece: &'a Piece,
    columns: &'a Columns,
    /// What a seat of each right node costs.
    prices: Vec<i64>,
    /// Seats by right node, those that are held first; while bids are taken, they are a heap with the lowest on top.
    seats: Vec<Seat>,
    taken: Vec<u32>,
    /// How many arcs a left node holds.
    holds: Vec<u32>,
    /// Whether an arc is held.
    held: Vec<bool>,
    /// The arc that a left node with room for one got last.
    latest: Vec<u32>,
    /// What a left node gains by the worst of its arcs, while seats are offered.
    gains: Vec<i64>,
    /// Nodes whose turn is still to come.
    queue: Vec<u32>,
}

impl<'a> Auction<'a> {
    /// Nobody holds anything, and seats cost what they are told to.
    pub(super) fn new(piece: &'a Piece, columns: &'a Columns, prices: Vec<i64>) -> Self {
        Self {
            piece,
            columns,
            prices,
            seats: vec![Seat { bid: 0, left: NONE, arc: NONE }; piece.seats()],
            taken: vec![0; piece.right.len()],
            holds: vec![0; piece.left.len()],
            held: vec![false; piece.arcs.len()],
            latest: vec![NONE; piece.left.len()],
            gains: vec![0; piece.left.len()],
            queue: Vec::new(),
        }
    }

    /// Takes bids and offers seats, both up to a step; tells whether it came to an end within so many of both.
    pub(super) fn phase(&mut self, step: i64, most: usize, watch: &mut Watch) -> Result<bool, Stopped> {
        let mut rest = most;
        self.open(step);
        while let Some(left) = self.queue.pop() {
            watch.tick()?;
            if rest == 0 {
                return Ok(false);
            }
            rest -= 1;
            self.bid(left, step);
        }
        for left in 0..self.piece.left.len() {
            self.gains[left] = self.gain(left);
        }
        let piece = self.piece;
        let vacant = |right: usize| self.taken[right] < piece.right_room[right] && self.prices[right] > 0;
        self.queue.extend((0..piece.right.len()).filter(|&right| vacant(right)).map(index));
        while let Some(right) = self.queue.pop() {
            let place = right as usize;
            while self.taken[place] < piece.right_room[place] && self.prices[place] > 0 {
                watch.tick()?;
                if rest == 0 {
                    return Ok(false);
                }
                rest -= 1;
                self.offer(right, step);
            }
        }
        Ok(true)
    }

    /// The prices, and which arcs are held.
    pub(super) fn finish(self) -> (Vec<i64>, Vec<bool>) {
        (self.prices, self.held)
    }

    fn profit(&self, arc: Arc) -> i64 {
        arc.weight - self.prices[arc.to as usize]
    }

    /// Begins a phase: seats are kept where their holders still want them.
    fn open(&mut self, step: i64) {
        let piece = self.piece;
        self.taken.fill(0);
        self.queue.clear();
        for left in 0..piece.left.len() {
            if self.holds[left] > 0 {
                self.keep(left, step);
            }
            if self.holds[left] < piece.left_room[left] {
                self.queue.push(index(left));
            }
        }
    }

    fn keep(&mut self, left: usize, step: i64) {
        let piece = self.piece;
        let mut other = 0;
        for (at, &arc) in piece.row_arcs(left) {
            if arc.weight <= other {
                break;
            }
            if !self.held[at] {
                other = other.max(self.profit(arc));
            }
        }
        for (at, &arc) in piece.row_arcs(left) {
            if self.held[at] {
                if self.profit(arc) + step >= other {
                    self.seat(Seat { bid: arc.weight - other + step, left: index(left), arc: index(at) });
                } else {
                    self.held[at] = false;
                    self.holds[left] -= 1;
                }
            }
        }
    }

    fn bid(&mut self, left: u32, step: i64) {
        let (piece, place) = (self.piece, left as usize);
        if self.holds[place] == piece.left_room[place] {
            // Who wants several can stand in the queue more than once.
            return;
        }
        let several = piece.left_room[place] > 1;
        let (mut best, mut second, mut chosen) = (0, 0, NONE);
        for (at, &arc) in piece.row_arcs(place) {
            // Prices are never below 0, and the row begins with the heaviest.
            if arc.weight <= second {
                break;
            }
            let profit = self.profit(arc);
            if profit <= second || (several && self.held[at]) {
                continue;
            }
            if profit > best {
                (best, second, chosen) = (profit, best, index(at));
            } else {
                second = profit;
            }
        }
        if chosen == NONE {
            return;
        }
        self.holds[place] += 1;
        self.held[chosen as usize] = true;
        self.latest[place] = chosen;
        let bid = piece.arcs[chosen as usize].weight - second + step;
        if let Some(loser) = self.seat(Seat { bid, left, arc: chosen }) {
            self.held[loser.arc as usize] = false;
            self.holds[loser.left as usize] -= 1;
            self.queue.push(loser.left);
        }
        if self.holds[place] < piece.left_room[place] {
            self.queue.push(left);
        }
    }

    /// Seats a bidder and tells who lost the seat.
    fn seat(&mut self, seat: Seat) -> Option<Seat> {
        let to = self.piece.arcs[seat.arc as usize].to as usize;
        let seats = &mut self.seats[self.piece.seats_of(to)];
        let taken = self.taken[to] as usize;
        if taken < seats.len() {
            rise(&mut seats[..=taken], seat);
            self.taken[to] += 1;
            if taken + 1 == seats.len() {
                self.prices[to] = self.prices[to].max(seats[0].bid);
            }
            return None;
        }
        let loser = seats[0];
        sink(seats, seat);
        self.prices[to] = self.prices[to].max(seats[0].bid);
        Some(loser)
    }

    /// The arc that a left node would leave first.
    fn worst(&self, left: usize) -> Option<usize> {
        if self.piece.left_room[left] == 1 {
            return Some(self.latest[left] as usize);
        }
        self.piece.row(left).filter(|&at| self.held[at]).min_by_key(|&at| self.profit(self.piece.arcs[at]))
    }

    fn gain(&self, left: usize) -> i64 {
        if self.holds[left] < self.piece.left_room[left] {
            return 0;
        }
        self.worst(left).map_or(0, |at| self.profit(self.piece.arcs[at]))
    }

    /// Offers one seat to the left node that would pay most, at what the second would pay, less the step.
    fn offer(&mut self, right: u32, step: i64) {
        let place = right as usize;
        let (mut best, mut second, mut chosen) = (0, 0, None);
        for entry in self.columns.of(place) {
            if entry.weight <= second {
                break;
            }
            let value = entry.weight - self.gains[entry.left as usize];
            if value > second && !self.held[entry.arc as usize] {
                if value > best {
                    (best, second, chosen) = (value, best, Some(entry));
                } else {
                    second = value;
                }
            }
        }
        // Nobody is chosen only where nobody would pay anything.
        let price = self.prices[place].min((second - step).max(0));
        if price < self.prices[place] {
            self.prices[place] = price;
            self.refresh(right);
        }
        let Some(entry) = chosen else { return };
        let left = entry.left as usize;
        if self.holds[left] < self.piece.left_room[left] {
            self.holds[left] += 1;
        } else if let Some(old) = self.worst(left) {
            self.leave(old);
        }
        self.held[entry.arc as usize] = true;
        self.latest[left] = entry.arc;
        let free = self.piece.seats_of(place).start + self.taken[place] as usize;
        self.seats[free] = Seat { bid: 0, left: entry.left, arc: entry.arc };
        self.taken[place] += 1;
        self.gains[left] = self.gain(left);
    }

    /// Computes anew what those who hold a seat gain, after its price fell.
    fn refresh(&mut self, right: u32) {
        let from = self.piece.seats_of(right as usize).start;
        for at in from..from + self.taken[right as usize] as usize {
            let left = self.seats[at].left as usize;
            self.gains[left] = self.gain(left);
        }
    }

    fn leave(&mut self, arc: usize) {
        let to = self.piece.arcs[arc].to as usize;
        let seats = &mut self.seats[self.piece.seats_of(to)];
        self.taken[to] -= 1;
        let last = self.taken[to] as usize;
        if let Some(seat) = seats[..last].iter().position(|seat| seat.arc as usize == arc) {
            seats[seat] = seats[last];
        }
        self.held[arc] = false;
        if self.prices[to] > 0 {
            self.queue.push(index(to));
        }
    }
}

/// Puts a seat at the end of a heap and lets it rise to its place.
fn rise(seats: &mut [Seat], seat: Seat) {
    let mut at = seats.len() - 1;
    while at > 0 && seats[(at - 1) / 2].bid > seat.bid {
        seats[at] = seats[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    seats[at] = seat;
}

/// Puts a seat in the place of a heap's first and lets it sink to its place.
fn sink(seats: &mut [Seat], seat: Seat) {
    let mut at = 0;
    loop {
        let mut below = 2 * at + 1;
        if below >= seats.len() {
            break;
        }
        if below + 1 < seats.len() && seats[below + 1].bid < seats[below].bid {
            below += 1;
        }
        if seats[below].bid >= seat.bid {
            break;
        }
        seats[at] = seats[below];
        at = below;
    }
    seats[at] = seat;
}
