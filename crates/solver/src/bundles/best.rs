//! The best bundle of one unit at given prices.

use super::problem::Problem;

/// What was decided about an edge beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// Nothing.
    Open,
    /// It must be taken.
    In,
    /// It must not be taken.
    Out,
}

/// Up to this limit a single resource is handled by a table of what each amount can bring.
const TABLE: i64 = 1 << 15;

/// Working memory for one thread.
#[derive(Debug, Default)]
pub(super) struct Bundler {
    items: Vec<Item>,
    /// Sums of the profits of the items before each.
    sums: Vec<i64>,
    left_over: Vec<i64>,
    least_uses: Vec<i64>,
    /// How many taken edges exclude each edge of the unit.
    blocked: Vec<u32>,
    current: Vec<u32>,
    best: i64,
    best_set: Vec<u32>,
    table: Vec<i64>,
    taken: Vec<bool>,
    /// Edges, nodes and entries of tables looked at: the same on every machine, unlike time.
    pub(super) work: u64,
}

#[derive(Debug, Clone, Copy)]
struct Item {
    profit: i64,
    edge: u32,
}

/// The problem as seen with prices.
#[derive(Clone, Copy)]
pub(super) struct Priced<'a> {
    pub(super) problem: &'a Problem,
    /// Weights are multiplied by this before prices are taken off.
    pub(super) scale: i64,
    pub(super) prices: &'a [i64],
    /// What was decided about each edge, where anything was.
    pub(super) fates: Option<&'a [Fate]>,
}

impl Priced<'_> {
    fn fate(&self, edge: usize) -> Fate {
        self.fates.map_or(Fate::Open, |fates| fates[edge])
    }

    pub(super) fn profit(&self, edge: usize) -> i64 {
        self.problem.weight(edge) * self.scale - self.prices[self.problem.task(edge) as usize]
    }
}

impl Bundler {
    /// The greatest profit of a bundle of a unit; its edges are in [`Bundler::bundle`] afterwards.
    ///
    /// Edges that must be taken are taken; they are feasible together, or they would not have been decided so.
    pub(super) fn solve(&mut self, priced: Priced<'_>, unit: u32) -> i64 {
        let problem = priced.problem;
        let row = problem.edges_of(unit);
        self.work += 8 * row.len() as u64;
        self.items.clear();
        self.current.clear();
        self.best_set.clear();
        self.left_over.clear();
        self.left_over.extend_from_slice(problem.limits_of(unit));
        self.blocked.clear();
        self.blocked.resize(row.len(), 0);
        let mut profit = 0;
        let mut clashing = false;
        for edge in row.clone() {
            clashing |= !problem.clashes_of(edge).is_empty();
            if priced.fate(edge) == Fate::In {
                profit += priced.profit(edge);
                self.take(problem, row.start, edge);
            }
        }
        for edge in row.clone() {
            if priced.fate(edge) == Fate::Open {
                let profit = priced.profit(edge);
                if profit > 0 && self.blocked[edge - row.start] == 0 && self.fits(problem, edge) {
                    self.items.push(Item { profit, edge: crate::transport::index(edge) });
                }
            }
        }
        self.best = profit;
        self.best_set.extend_from_slice(&self.current);
        if self.items.is_empty() {
            return profit;
        }
        if !clashing && self.left_over.len() == 1 && self.left_over[0] <= TABLE && self.items.len() > 3 {
            self.fill_table(problem);
            return self.best;
        }
        self.items.sort_unstable_by_key(|item| (std::cmp::Reverse(item.profit), item.edge));
        self.sums.clear();
        self.sums.push(0);
        let mut sum = 0;
        self.least_uses.clear();
        self.least_uses.resize(self.left_over.len(), i64::MAX);
        for at in 0..self.items.len() {
            sum += self.items[at].profit;
            self.sums.push(sum);
        }
        for resource in 0..self.left_over.len() {
            for at in 0..self.items.len() {
                let uses = problem.uses_of(self.items[at].edge as usize);
                let amount = uses.iter().find(|&&(used, _)| used as usize == resource).map_or(0, |&(_, amount)| amount);
                self.least_uses[resource] = self.least_uses[resource].min(amount);
            }
        }
        self.branch(problem, row.start, 0, profit);
        self.best
    }

    /// The edges of the bundle found last.
    pub(super) fn bundle(&self) -> &[u32] {
        &self.best_set
    }

    fn fits(&self, problem: &Problem, edge: usize) -> bool {
        problem.uses_of(edge).iter().all(|&(resource, amount)| amount <= self.left_over[resource as usize])
    }

    fn take(&mut self, problem: &Problem, first: usize, edge: usize) {
        self.current.push(crate::transport::index(edge));
        for &(resource, amount) in problem.uses_of(edge) {
            self.left_over[resource as usize] -= amount;
        }
        for &other in problem.clashes_of(edge) {
            self.blocked[other as usize - first] += 1;
        }
    }

    fn give_back(&mut self, problem: &Problem, first: usize, edge: usize) {
        self.current.pop();
        for &(resource, amount) in problem.uses_of(edge) {
            self.left_over[resource as usize] += amount;
        }
        for &other in problem.clashes_of(edge) {
            self.blocked[other as usize - first] -= 1;
        }
    }

    /// Tries the items from one on, the most profitable first. What follows can bring at most the sum of as many of the
    /// next profits as items still fit by their least use of any resource.
    fn branch(&mut self, problem: &Problem, first: usize, from: usize, profit: i64) {
        if profit > self.best {
            self.best = profit;
            self.best_set.clone_from(&self.current);
        }
        let rooms = self.left_over.iter().zip(&self.least_uses).filter(|&(_, &least)| least > 0);
        let most = rooms.map(|(room, least)| room / least).min().unwrap_or(i64::MAX);
        let most = usize::try_from(most).unwrap_or(usize::MAX).min(self.items.len());
        if most == 0 {
            return;
        }
        self.work += 16;
        for at in from..self.items.len() {
            let end = (at + most).min(self.items.len());
            if profit + self.sums[end] - self.sums[at] <= self.best {
                break;
            }
            let Item { profit: more, edge } = self.items[at];
            let edge = edge as usize;
            if self.blocked[edge - first] == 0 && self.fits(problem, edge) {
                self.take(problem, first, edge);
                self.branch(problem, first, at + 1, profit + more);
                self.give_back(problem, first, edge);
            }
        }
    }

    /// The knapsack problem, for one resource: what each amount of it can bring.
    fn fill_table(&mut self, problem: &Problem) {
        let room = usize::try_from(self.left_over[0]).unwrap_or(0);
        let width = room + 1;
        self.work += (width * self.items.len()) as u64;
        self.table.clear();
        self.table.resize(width, 0);
        self.taken.clear();
        self.taken.resize(width * self.items.len(), false);
        for (at, item) in self.items.iter().enumerate() {
            let amount = amount_of(problem, item.edge as usize);
            let taken = &mut self.taken[at * width..(at + 1) * width];
            for used in (amount..=room).rev() {
                let with = self.table[used - amount] + item.profit;
                if with > self.table[used] {
                    self.table[used] = with;
                    taken[used] = true;
                }
            }
        }
        self.best += self.table[room];
        let mut used = room;
        for at in (0..self.items.len()).rev() {
            if self.taken[at * width + used] {
                let edge = self.items[at].edge;
                self.best_set.push(edge);
                used -= amount_of(problem, edge as usize);
            }
        }
    }
}

/// What an edge uses of its unit's only resource.
fn amount_of(problem: &Problem, edge: usize) -> usize {
    problem.uses_of(edge).first().map_or(0, |&(_, amount)| usize::try_from(amount).unwrap_or(usize::MAX))
}
