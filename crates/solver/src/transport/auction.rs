//! Prices that are nearly right, by bidding.

use super::piece::{Arc, Columns, NONE, Piece};

/// A seat that is held: what its holder would pay at most before it looks elsewhere, and the arc it holds.
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
    /// What a seat of each right node costs: the lowest bid once all are held.
    prices: Vec<i64>,
    /// Where the seats of each right node start; those that are held stand first, as a heap with the lowest bid on top.
    seat_starts: Vec<u32>,
    seats: Vec<Seat>,
    taken: Vec<u32>,
    /// How many arcs a left node holds.
    holds: Vec<u32>,
    held: Vec<bool>,
    /// The arc that a left node of room 1 holds, if it holds one.
    held_of: Vec<u32>,
    /// Left nodes that want more.
    queue: Vec<u32>,
    pub bids: u64,
    pub offers: u64,
}

impl<'a> Auction<'a> {
    pub(super) fn new(piece: &'a Piece, columns: &'a Columns, prices: Vec<i64>) -> Self {
        let mut seat_starts = Vec::with_capacity(piece.right.len() + 1);
        let mut seats = 0;
        seat_starts.push(0);
        for room in &piece.right_room {
            seats += room;
            seat_starts.push(seats);
        }
        Self {
            piece,
            columns,
            prices,
            seat_starts,
            seats: vec![Seat { bid: 0, left: NONE, arc: NONE }; seats as usize],
            taken: vec![0; piece.right.len()],
            holds: vec![0; piece.left.len()],
            held: vec![false; piece.arcs.len()],
            held_of: vec![NONE; piece.left.len()],
            queue: Vec::new(),
            offers: 0,
            bids: 0,
        }
    }

    /// Bids until every left node has what it wants, up to `step`, at the prices then.
    pub(super) fn phase(&mut self, step: i64) {
        self.open(step);
        while let Some(left) = self.queue.pop() {
            self.bid(left, step);
        }
        self.fill(step);
    }

    /// Offers seats that nobody holds for less, until they are held or cost nothing.
    fn fill(&mut self, step: i64) {
        let rooms = &self.piece.right_room;
        self.queue
            .extend((0..rooms.len() as u32).filter(|&right| {
                self.taken[right as usize] < rooms[right as usize] && self.prices[right as usize] > 0
            }));
        while let Some(right) = self.queue.pop() {
            while self.taken[right as usize] < self.piece.right_room[right as usize] && self.prices[right as usize] > 0
            {
                self.offer(right, step);
            }
        }
    }

    /// What a left node gains at present, at least, from each arc it holds.
    fn gain(&self, left: usize) -> i64 {
        if self.holds[left] < self.piece.left_room[left] {
            return 0;
        }
        if self.piece.left_room[left] == 1 {
            return self.profit(self.piece.arcs[self.held_of[left] as usize]);
        }
        self.piece.row(left).filter(|&at| self.held[at]).map(|at| self.profit(self.piece.arcs[at])).min().unwrap_or(0)
    }

    fn offer(&mut self, right: u32, step: i64) {
        let piece = self.piece;
        self.offers += 1;
        let (mut best, mut second, mut chosen) = (0, 0, NONE);
        for entry in self.columns.of(right as usize) {
            if entry.weight <= second {
                break;
            }
            let value = entry.weight - self.gain(entry.left as usize);
            if value > second && !self.held[entry.arc as usize] {
                if value > best {
                    (best, second, chosen) = (value, best, entry.arc);
                } else {
                    second = value;
                }
            }
        }
        self.prices[right as usize] = self.prices[right as usize].min((second - step).max(0));
        if chosen == NONE {
            self.prices[right as usize] = 0;
            return;
        }
        let left = self.columns.left[chosen as usize];
        if self.holds[left as usize] == piece.left_room[left as usize] {
            let worst = if piece.left_room[left as usize] == 1 {
                self.held_of[left as usize] as usize
            } else {
                piece
                    .row(left as usize)
                    .filter(|&at| self.held[at])
                    .min_by_key(|&at| self.profit(piece.arcs[at]))
                    .unwrap()
            };
            let to = piece.arcs[worst].to as usize;
            let from = self.seat_starts[to] as usize;
            self.taken[to] -= 1;
            let last = from + self.taken[to] as usize;
            let at = (from..=last).find(|&at| self.seats[at].arc == worst as u32).unwrap();
            self.seats[at] = self.seats[last];
            self.held[worst] = false;
            if self.prices[to] > 0 {
                self.queue.push(to as u32);
            }
        } else {
            self.holds[left as usize] += 1;
        }
        self.held[chosen as usize] = true;
        self.held_of[left as usize] = chosen;
        self.seats[(self.seat_starts[right as usize] + self.taken[right as usize]) as usize] =
            Seat { bid: 0, left, arc: chosen };
        self.taken[right as usize] += 1;
    }

    /// Keeps the seats whose holders want them still.
    fn open(&mut self, step: i64) {
        let piece = self.piece;
        self.taken.fill(0);
        for left in 0..piece.left.len() {
            if self.holds[left] > 0 {
                let mut other = 0;
                for arc in piece.row(left) {
                    if !self.held[arc] {
                        other = other.max(self.profit(piece.arcs[arc]));
                    }
                }
                for arc in piece.row(left) {
                    if self.held[arc] {
                        let Arc { to, weight, .. } = piece.arcs[arc];
                        if weight - self.prices[to as usize] + step >= other {
                            self.seat(left as u32, arc as u32, weight - other + step);
                        } else {
                            self.held[arc] = false;
                            self.holds[left] -= 1;
                        }
                    }
                }
            }
            if self.holds[left] < piece.left_room[left] {
                self.queue.push(left as u32);
            }
        }
    }

    fn profit(&self, arc: Arc) -> i64 {
        arc.weight - self.prices[arc.to as usize]
    }

    fn bid(&mut self, left: u32, step: i64) {
        let piece = self.piece;
        let (mut best, mut second, mut chosen) = (0, 0, NONE);
        self.bids += 1;
        let row = piece.row(left as usize);
        for (at, &arc) in (row.start..).zip(&piece.arcs[row]) {
            if arc.weight <= second {
                break;
            }
            let profit = self.profit(arc);
            if profit > second {
                if piece.left_room[left as usize] > 1 && self.held[at] {
                    continue;
                }
                if profit > best {
                    (best, second, chosen) = (profit, best, at as u32);
                } else {
                    second = profit;
                }
            }
        }
        if chosen == NONE {
            return;
        }
        self.holds[left as usize] += 1;
        self.held[chosen as usize] = true;
        self.held_of[left as usize] = chosen;
        let loser = self.seat(left, chosen, piece.arcs[chosen as usize].weight - second + step);
        if loser != NONE {
            self.queue.push(loser);
        }
        if self.holds[left as usize] < piece.left_room[left as usize] {
            self.queue.push(left);
        }
    }

    /// Seats a bidder and tells who loses the seat.
    fn seat(&mut self, left: u32, arc: u32, bid: i64) -> u32 {
        let to = self.piece.arcs[arc as usize].to as usize;
        let (from, room) = (self.seat_starts[to] as usize, self.piece.right_room[to]);
        let seat = Seat { bid, left, arc };
        let taken = self.taken[to];
        if taken < room {
            let seats = &mut self.seats[from..=from + taken as usize];
            rise(seats, seat);
            self.taken[to] = taken + 1;
            if taken + 1 == room {
                self.prices[to] = self.prices[to].max(seats[0].bid);
            }
            return NONE;
        }
        let seats = &mut self.seats[from..from + room as usize];
        let loser = seats[0];
        sink(seats, seat);
        self.prices[to] = seats[0].bid;
        self.held[loser.arc as usize] = false;
        self.holds[loser.left as usize] -= 1;
        loser.left
    }

    pub(super) fn finish(self) -> (Vec<i64>, Vec<bool>) {
        (self.prices, self.held)
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
