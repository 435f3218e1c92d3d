//! Branch and bound: take the candidate that adds most, then leave it out, as long as the bounds allow.

use super::{Problem, relax::Relaxed, taken::Taken};
use crate::index;

/// Searches for a choice better than that of the relaxation, and lowers its bound where there is none.
pub(super) fn search(problem: &Problem, most: usize, relaxed: Relaxed, nodes: u64) -> Relaxed {
    if relaxed.bound == relaxed.covered || nodes == 0 {
        return relaxed;
    }
    let Relaxed { shift, prices, bound, candidates, covered } = relaxed;
    let mut search = Search {
        most,
        shift,
        granted: (u128::from(problem.coverable()) << shift)
            - prices.iter().map(|&price| u128::from(price)).sum::<u128>(),
        open: vec![true; problem.candidates],
        by_weight: Taken::new(problem, &problem.weights),
        by_price: Taken::new(problem, &prices),
        chosen: Vec::new(),
        best: (covered, candidates),
        scratch: Vec::new(),
    };
    let proved = search.run(nodes);
    let (covered, candidates) = search.best;
    Relaxed { bound: if proved { covered } else { bound }, candidates, covered, shift, prices }
}

/// A node of the search: candidates taken and left out, with what the others would add in weight and in prices.
struct Search<'a> {
    most: usize,
    /// The unit of prices, as a shift.
    shift: u32,
    /// The sum of weights less prices of all classes, in the unit of prices.
    granted: u128,
    /// Whether each candidate is still to be decided.
    open: Vec<bool>,
    by_weight: Taken<'a>,
    by_price: Taken<'a>,
    chosen: Vec<u32>,
    /// What the best choice known covers, and the choice.
    best: (u64, Vec<u32>),
    scratch: Vec<u64>,
}

/// What was decided on the way to a node.
struct Decision {
    candidate: u32,
    taken: bool,
}

impl Search<'_> {
    /// Whether the best choice is proved within a number of nodes.
    fn run(&mut self, nodes: u64) -> bool {
        let mut way: Vec<Decision> = Vec::new();
        for _ in 0..nodes {
            if let Some(candidate) = self.next() {
                self.open[candidate as usize] = false;
                self.chosen.push(candidate);
                self.by_weight.take(candidate);
                self.by_price.take(candidate);
                way.push(Decision { candidate, taken: true });
                continue;
            }
            // Back to the last candidate that was taken, which is left out instead.
            loop {
                let Some(decision) = way.pop() else { return true };
                if decision.taken {
                    self.chosen.pop();
                    self.by_weight.give_back(decision.candidate);
                    self.by_price.give_back(decision.candidate);
                    way.push(Decision { taken: false, ..decision });
                    break;
                }
                self.open[decision.candidate as usize] = true;
            }
        }
        false
    }

    /// Keeps a better choice, and gives the candidate to decide next; `None` where nothing better lies below.
    fn next(&mut self) -> Option<u32> {
        if self.by_weight.covered > self.best.0 {
            self.best = (self.by_weight.covered, self.chosen.clone());
        }
        let room = self.most - self.chosen.len();
        if room == 0 || self.bound(room) <= u128::from(self.best.0) {
            return None;
        }
        self.by_weight.best((0..index(self.open.len())).filter(|&candidate| self.open[candidate as usize]))
    }

    /// The lower of the bounds by weights and by prices, with `room` candidates left to choose.
    fn bound(&mut self, room: usize) -> u128 {
        let open = || (0..index(self.open.len())).filter(|&candidate| self.open[candidate as usize]);
        let by_weight = u128::from(self.by_weight.covered) + self.by_weight.top(open(), room, &mut self.scratch);
        // What is covered counts in full, whatever its price.
        let earned = u128::from(self.by_price.covered) + self.by_price.top(open(), room, &mut self.scratch);
        by_weight.min((self.granted + earned) >> self.shift)
    }
}
