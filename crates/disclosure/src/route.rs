//! Moves of single units that make rows add up.
//!
//! In a draft every column adds up along the tree, but the categories of a leaf need not add up to its total. A leaf with
//! too much passes a unit on: down it goes in one column, and with it every area above, until an area passes it to one
//! beside it and the areas below that go up, down to another leaf; if that has too little, all is well, and otherwise it
//! passes a unit on in another column. Ways in one column are tried before longer ones, near leaves before far ones. As
//! long as every count on the way stays next to its true one, this is an augmenting path of a flow, and for one table by
//! itself a way exists whenever rows do not add up. Totals are a column too, in which units go the other way: that is how
//! rows of several tables agree.
//!
//! Beside the roots stands a row that is nobody's, with room for anything, so that sums over all areas can change.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, VecDeque},
};

use crate::{Tree, index, table::Table};

/// What a move may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rules {
    /// Whether ways are walked against the units that move: from a row that has too little.
    pub(crate) backwards: bool,
    /// Whether totals may move, within the multiples next to the true ones.
    pub(crate) totals: bool,
    /// Which counts of categories may move.
    pub(crate) reach: Reach,
}

/// Which counts of categories may move how far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reach {
    /// None beyond the multiples next to the true ones.
    Next,
    /// Those above 0, anywhere, at a cost.
    Counts,
    /// All, at a cost.
    Zeros,
}

/// What it costs to publish a true zero as something.
const ZERO_COST: u64 = 1 << 40;

/// A step of a way, as one number: a row, or a column of an area on the way up or down.
type State = u32;

/// A unit that is passed on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step {
    pub(crate) area: u32,
    pub(crate) column: u32,
    /// Whether the unit leaves the area.
    pub(crate) leaves: bool,
}

/// Room for searches, used again and again.
#[derive(Debug, Default)]
pub(crate) struct Search {
    /// The search in which each state was last reached, and the state before it.
    seen: Vec<(u32, State)>,
    searches: u32,
    start: State,
    cost: u64,
    /// Rows with the opposite need that were reached and not yet given.
    ends: VecDeque<State>,
    /// States on the way in one column, which come first.
    near: VecDeque<State>,
    /// Rows that pass a unit on to another column.
    rows: VecDeque<State>,
    /// States that cost something.
    far: BinaryHeap<Reverse<(u64, State, State)>>,
    /// Steps looked at since the last that cost something.
    free: u64,
}

/// What a search looks at.
pub(crate) struct View<'a> {
    pub(crate) tree: &'a Tree,
    pub(crate) base: u64,
    pub(crate) totals: &'a Table,
    pub(crate) table: &'a Table,
    /// By area, and last the row that is nobody's: how much the row has too much.
    pub(crate) excess: &'a [i64],
    pub(crate) rules: Rules,
}

/// What a state means.
enum Place {
    Row(u32),
    Out(u32, u32),
    In(u32, u32),
}

impl View<'_> {
    /// The row that is nobody's.
    fn nobody(&self) -> u32 {
        index(self.tree.len())
    }

    /// Columns with that of totals, which is the last.
    fn width(&self) -> u32 {
        index(self.table.columns) + 1
    }

    fn state(&self, place: &Place) -> State {
        let rows = self.nobody() + 1;
        match *place {
            Place::Row(area) => area,
            Place::Out(area, column) => rows + 2 * (area * self.width() + column),
            Place::In(area, column) => rows + 2 * (area * self.width() + column) + 1,
        }
    }

    fn place(&self, state: State) -> Place {
        let rows = self.nobody() + 1;
        if state < rows {
            return Place::Row(state);
        }
        let (cell, inwards) = ((state - rows) / 2, (state - rows) % 2 == 1);
        let (area, column) = (cell / self.width(), cell % self.width());
        if inwards { Place::In(area, column) } else { Place::Out(area, column) }
    }

    fn states(&self) -> usize {
        let rows = self.tree.len() + 1;
        rows + 2 * rows * (self.table.columns + 1)
    }

    /// What it costs to go out of a column of an area or into it; `None` where that must not be.
    fn cost(&self, area: u32, column: u32, out: bool) -> Option<u64> {
        let leaves = out != self.rules.backwards;
        let of_totals = column + 1 == self.width();
        if of_totals && !self.rules.totals {
            return None;
        }
        if area == self.nobody() {
            return Some(0);
        }
        // Of totals, less for others means more here.
        let (table, less) = if of_totals { (self.totals, !leaves) } else { (self.table, leaves) };
        let cell = area as usize * table.columns + if of_totals { 0 } else { column as usize };
        let (truth, units) = (table.truth[cell], table.units[cell]);
        let published = units * self.base;
        let next_to = if less { published > truth } else { published < truth };
        if next_to {
            return Some(0);
        }
        let least = if truth == 0 { Reach::Zeros } else { Reach::Counts };
        if self.rules.reach < least || of_totals || (less && units == 0) {
            return None;
        }
        // How many multiples beyond those next to the truth it would be.
        let beyond = if less { truth / self.base + 1 - units } else { units + 1 - truth.div_ceil(self.base) };
        if truth == 0 {
            return Some(ZERO_COST.saturating_mul(beyond));
        }
        // Twice as far off is far worse than two that are off.
        Some(1 << (4 * beyond.min(9)))
    }
}

impl Search {
    /// Begins to look for ways by which a row gets rid of a unit, or gets one.
    pub(crate) fn begin(&mut self, view: &View, from: u32) {
        if self.seen.len() < view.states() {
            self.seen.resize(view.states(), (0, 0));
        }
        self.searches += 1;
        self.ends.clear();
        self.near.clear();
        self.rows.clear();
        self.far.clear();
        self.start = view.state(&Place::Row(from));
        self.seen[self.start as usize] = (self.searches, self.start);
        self.rows.push_back(self.start);
        (self.cost, self.free) = (0, 0);
    }

    /// The next way, its last step first, to or from another row than those before; `None` where there is none, or none after as
    /// many steps as the limit allows. Beyond the limit, states that cost something come before those that do not.
    ///
    /// Cheaper ways come first as long as the limit is not met. Nothing may have changed since the search began.
    pub(crate) fn next(&mut self, view: &View, turn: u64, limit: u64) -> Option<Vec<Step>> {
        loop {
            if let Some(end) = self.ends.pop_front() {
                return Some(self.steps(view, end));
            }
            let free = if self.free < limit || (view.rules.reach > Reach::Next && self.far.is_empty()) {
                self.near.pop_front().or_else(|| self.rows.pop_front())
            } else {
                None
            };
            if let Some(state) = free {
                self.spread(view, state, turn);
                continue;
            }
            let Reverse((cost, state, before)) = self.far.pop()?;
            if self.seen[state as usize].0 != self.searches {
                (self.cost, self.free) = (cost, 0);
                self.reach(view, state, before);
            }
        }
    }

    /// Steps that the search looked at since it last took one that cost something.
    pub(crate) fn free(&self) -> u64 {
        self.free
    }

    /// Marks a state as reached.
    fn reach(&mut self, view: &View, state: State, before: State) {
        self.seen[state as usize] = (self.searches, before);
        match view.place(state) {
            Place::Row(area) => {
                self.rows.push_back(state);
                let excess = view.excess[area as usize];
                let opposite = if view.rules.backwards { excess > 0 } else { excess < 0 };
                if opposite {
                    self.ends.push_back(state);
                }
            }
            _ => self.near.push_back(state),
        }
    }

    /// Goes on from a state.
    fn spread(&mut self, view: &View, state: State, turn: u64) {
        let nobody = view.nobody();
        match view.place(state) {
            Place::Row(area) => {
                let all = area == nobody || view.rules.reach == Reach::Zeros;
                let filled = if all { &[][..] } else { view.table.filled(area) };
                let count = if all { view.table.columns } else { filled.len() };
                // Any column comes first as often as any other, and that of totals is one of them.
                let first = part(turn, count + 1);
                for place in (first..=count).chain(0..first) {
                    let column = if place == count {
                        view.width() - 1
                    } else {
                        filled.get(place).map_or(index(place), |&column| column)
                    };
                    self.go(view, state, &Place::Out(area, column));
                }
            }
            Place::Out(area, column) => {
                let parent = if area == nobody { None } else { view.tree.parent(area) };
                let siblings = parent.map_or(view.tree.roots(), |parent| view.tree.children(parent));
                let first = siblings.partition_point(|&sibling| sibling <= area);
                for &sibling in siblings[first..].iter().chain(&siblings[..first]).filter(|&&sibling| sibling != area) {
                    self.go(view, state, &Place::In(sibling, column));
                }
                match parent {
                    Some(parent) => self.go(view, state, &Place::Out(parent, column)),
                    None if area != nobody => self.go(view, state, &Place::In(nobody, column)),
                    None => {}
                }
            }
            Place::In(area, _) if view.tree.is_row(area) => self.go(view, state, &Place::Row(area)),
            Place::In(area, column) => {
                for &child in view.tree.children(area) {
                    self.go(view, state, &Place::In(child, column));
                }
            }
        }
    }

    /// Takes a step, at once where it costs nothing; a row that is entered so is reached with it.
    fn go(&mut self, view: &View, from: State, to: &Place) {
        self.free += 1;
        let state = view.state(to);
        if self.seen[state as usize].0 == self.searches {
            return;
        }
        let price = match *to {
            Place::Row(_) => Some(0),
            Place::Out(area, column) => view.cost(area, column, true),
            Place::In(area, _) if view.tree.is_row(area) && self.seen[area as usize].0 == self.searches => None,
            Place::In(area, column) => view.cost(area, column, false),
        };
        match (price, to) {
            (None, _) => {}
            (Some(0), &Place::In(area, _)) if view.tree.is_row(area) => {
                self.seen[state as usize] = (self.searches, from);
                self.go(view, state, &Place::Row(area));
            }
            (Some(0), _) => self.reach(view, state, from),
            (Some(price), _) => self.far.push(Reverse((self.cost.saturating_add(price), state, from))),
        }
    }

    fn steps(&self, view: &View, end: State) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut state = end;
        while state != self.start {
            let leaves = !view.rules.backwards;
            match view.place(state) {
                Place::Row(_) => {}
                Place::Out(area, column) => steps.push(Step { area, column, leaves }),
                Place::In(area, column) => steps.push(Step { area, column, leaves: !leaves }),
            }
            state = self.seen[state as usize].1;
        }
        steps
    }
}

/// A number below another, or 0.
fn part(turn: u64, of: usize) -> usize {
    usize::try_from(turn % of.max(1) as u64).unwrap_or(0)
}
