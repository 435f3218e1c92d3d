//! Rounding of all tables together.

use crate::{
    Breakdown, DisclosureError, MAX_SUM, Options, Tree,
    hash::{below, siphash},
    index,
    route::{Reach, Rules, Search, Step, View},
    table::Table,
};

/// Published counts, all multiples of a base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Protected {
    pub(crate) base: u32,
    pub(crate) totals: Vec<u64>,
    /// Rows by area, not by leaf.
    pub(crate) tables: Vec<Breakdown>,
}

impl Protected {
    /// A publication made elsewhere, to be audited: totals by area, and breakdowns with a row for *every* area of the
    /// tree rather than for leaves. A base of 0 is taken as 1.
    pub fn new(base: u32, totals: Vec<u64>, breakdowns: Vec<Breakdown>) -> Self {
        Self { base: base.max(1), totals, tables: breakdowns }
    }

    /// The base.
    pub fn base(&self) -> u32 {
        self.base
    }

    /// Totals by area.
    pub fn totals(&self) -> &[u64] {
        &self.totals
    }

    /// The total of an area.
    ///
    /// # Panics
    ///
    /// Where there is no such area.
    pub fn total(&self, area: u32) -> u64 {
        self.totals[area as usize]
    }

    /// The counts of an area by category.
    ///
    /// # Panics
    ///
    /// Where there is no such breakdown or area.
    pub fn row(&self, breakdown: usize, area: u32) -> &[u64] {
        let table = &self.tables[breakdown];
        &table.counts[area as usize * table.categories..(area as usize + 1) * table.categories]
    }

    /// One count.
    ///
    /// # Panics
    ///
    /// Where there is no such breakdown, area or category.
    pub fn count(&self, breakdown: usize, area: u32, category: usize) -> u64 {
        self.row(breakdown, area)[category]
    }
}

/// Rounds totals and breakdowns of all areas, as the [crate] page tells.
///
/// `totals` stand in the order of [`Tree::leaves`].
///
/// # Errors
///
/// A base of 0; counts that do not fit the leaves or do not add up to their totals; sums beyond [`MAX_SUM`].
pub fn protect(
    tree: &Tree,
    totals: &[u64],
    breakdowns: &[Breakdown],
    options: &Options,
) -> Result<Protected, DisclosureError> {
    if options.base == 0 {
        return Err(DisclosureError::Base);
    }
    check(tree, totals, breakdowns)?;
    let base = u64::from(options.base);
    let mut rounding = Rounding {
        tree,
        base,
        seed: options.seed,
        totals: Table::draft(tree, totals, 1, base, options.seed, u64::MAX),
        tables: Vec::new(),
        excess: Vec::new(),
        search: Search::default(),
        patience: PATIENCE,
    };
    // The finest first: its counts are the smallest, and totals still follow it without regard to others.
    let mut order: Vec<usize> = (0..breakdowns.len()).collect();
    order.sort_by_key(|&breakdown| std::cmp::Reverse(breakdowns[breakdown].categories));
    for (number, &breakdown) in (0..).zip(&order) {
        rounding.add(&breakdowns[breakdown], breakdown as u64);
        rounding.settle(number);
    }
    let published =
        |table: &Table| Breakdown::new(table.columns, table.units.iter().map(|units| units * base).collect());
    let mut tables = vec![Breakdown::new(0, Vec::new()); breakdowns.len()];
    for (table, &breakdown) in rounding.tables.iter().zip(&order) {
        tables[breakdown] = published(table);
    }
    Ok(Protected { base: options.base, totals: published(&rounding.totals).counts, tables })
}

/// Refuses counts that do not fit together.
pub(crate) fn check(tree: &Tree, totals: &[u64], breakdowns: &[Breakdown]) -> Result<(), DisclosureError> {
    let leaves = tree.leaves().len();
    if totals.len() != leaves {
        return Err(DisclosureError::Totals { leaves, given: totals.len() });
    }
    let sum: u128 = totals.iter().map(|&total| u128::from(total)).sum();
    if sum > u128::from(MAX_SUM) {
        return Err(DisclosureError::Overflow { sum });
    }
    for (breakdown, Breakdown { categories, counts }) in breakdowns.iter().enumerate() {
        let categories = *categories;
        if (tree.len() + 1).checked_mul(categories.saturating_add(1)).is_none_or(|numbers| numbers > 1 << 30) {
            return Err(DisclosureError::TooMany { areas: tree.len(), categories });
        }
        if counts.len() != leaves * categories {
            return Err(DisclosureError::Counts { breakdown, leaves, categories, given: counts.len() });
        }
        for (leaf, (&area, &total)) in tree.leaves().iter().zip(totals).enumerate() {
            let row = &counts[leaf * categories..(leaf + 1) * categories];
            let sum: u128 = row.iter().map(|&count| u128::from(count)).sum();
            if sum != u128::from(total) {
                return Err(DisclosureError::Sum { breakdown, area, sum, total });
            }
        }
    }
    Ok(())
}

/// Tables on the way to adding up.
struct Rounding<'a> {
    tree: &'a Tree,
    base: u64,
    seed: u128,
    totals: Table,
    tables: Vec<Table>,
    /// By table, then by area: how much more the categories of a leaf have than its total.
    excess: Vec<Vec<i64>>,
    search: Search,
    /// Steps that searches in vain may still look at before they are cut short.
    patience: u64,
}

/// Steps that all searches in vain together may look at: some seconds. Tables as they come do not get near it.
const PATIENCE: u64 = 1 << 27;

/// Steps that each search may look at after that.
const HASTE: u64 = 1 << 13;

/// Ways that are tried for tables to agree.
const TRIES: usize = 8;

/// A change that can be undone.
enum Change {
    Moved { table: usize, step: Step },
    Passed { table: usize, from: u32, to: u32 },
}

impl Rounding<'_> {
    /// Drafts a table.
    fn add(&mut self, breakdown: &Breakdown, key: u64) {
        let table = Table::draft(self.tree, &breakdown.counts, breakdown.categories, self.base, self.seed, key);
        let mut excess = vec![0; self.tree.len() + 1];
        let mut sum = 0;
        for &leaf in self.tree.leaves() {
            let row = leaf as usize * table.columns..(leaf as usize + 1) * table.columns;
            let units: u64 = table.units[row].iter().sum();
            excess[leaf as usize] = units.cast_signed() - self.totals.units[leaf as usize].cast_signed();
            sum += excess[leaf as usize];
        }
        excess[self.tree.len()] = -sum;
        self.tables.push(table);
        self.excess.push(excess);
    }

    /// Makes the rows of the last table add up; those of the tables before it do and still will.
    ///
    /// Whether rows with too much or with too little look for ways is chance, and so is which looks first: either choice
    /// prefers some counts to others.
    fn settle(&mut self, table: usize) {
        let totals = table == 0;
        let hash = siphash(self.seed, &[table as u64, 1]);
        let backwards = hash % 2 == 1;
        let mut areas = self.tree.leaves().to_vec();
        areas.push(index(self.tree.len()));
        let first = usize::try_from(below(areas.len() as u64, hash)).unwrap_or(0);
        areas.rotate_left(first);
        for area in areas {
            while self.needs(table, area, backwards) {
                let mut way = self.way(table, area, Rules { backwards, totals, reach: Reach::Next });
                if way.is_none() && table > 0 && self.agree(table, area, backwards) {
                    continue;
                }
                for reach in [Reach::Counts, Reach::Zeros] {
                    way = way.or_else(|| self.way(table, area, Rules { backwards, totals, reach }));
                }
                let Some(way) = way else {
                    unreachable!("any row can pass a unit to any other where nothing forbids it")
                };
                self.pass(table, area, &way, backwards, &mut Vec::new());
            }
        }
    }

    /// Whether a row has too much, or backwards too little.
    fn needs(&self, table: usize, area: u32, backwards: bool) -> bool {
        let excess = self.excess[table][area as usize];
        if backwards { excess < 0 } else { excess > 0 }
    }

    fn way(&mut self, table: usize, from: u32, rules: Rules) -> Option<Vec<Step>> {
        let limit = self.limit();
        let turn = self.turn(table, from);
        let (view, search) = self.view(table, rules);
        search.begin(&view, from);
        let way = search.next(&view, turn, limit);
        if way.is_none() {
            let effort = self.search.free();
            self.patience = self.patience.saturating_sub(effort);
        }
        way
    }

    /// How many steps a search may look at.
    fn limit(&self) -> u64 {
        if self.patience > 0 { u64::MAX } else { HASTE }
    }

    /// Which column comes first is chance, or the first ones would move more than others.
    fn turn(&self, table: usize, from: u32) -> u64 {
        let left = self.excess[table][from as usize].unsigned_abs();
        siphash(self.seed, &[table as u64, u64::from(from), left, 0])
    }

    fn view(&mut self, table: usize, rules: Rules) -> (View<'_>, &mut Search) {
        let view = View {
            tree: self.tree,
            base: self.base,
            totals: &self.totals,
            table: &self.tables[table],
            excess: &self.excess[table],
            rules,
        };
        (view, &mut self.search)
    }

    /// Finds a way that moves totals, and ways by which the tables before follow; `false` where none is found, and then
    /// nothing has changed.
    fn agree(&mut self, table: usize, from: u32, backwards: bool) -> bool {
        let (limit, turn) = (self.limit(), self.turn(table, from));
        let (view, search) = self.view(table, Rules { backwards, totals: true, reach: Reach::Next });
        search.begin(&view, from);
        let ways: Vec<Vec<Step>> = (0..TRIES).map_while(|_| search.next(&view, turn, limit)).collect();
        self.patience = self.patience.saturating_sub(self.search.free());
        let columns = index(self.tables[table].columns);
        for way in ways {
            let mut changes = Vec::new();
            self.pass(table, from, &way, backwards, &mut changes);
            let moved: Vec<u32> = way.iter().filter(|step| step.column == columns).map(|step| step.area).collect();
            if (0..table).all(|other| self.follow(other, &moved, &mut changes)) {
                return true;
            }
            self.undo(changes);
        }
        false
    }

    /// Makes the rows of a table add up again after some totals moved; `false` where that cannot be.
    fn follow(&mut self, table: usize, moved: &[u32], changes: &mut Vec<Change>) -> bool {
        for &area in moved.iter().filter(|&&area| self.tree.is_row(area)) {
            while self.excess[table][area as usize] > 0 {
                let Some(way) = self.way(table, area, Rules { backwards: false, totals: false, reach: Reach::Next })
                else {
                    return false;
                };
                self.pass(table, area, &way, false, changes);
            }
        }
        true
    }

    /// Moves a unit along a way that begins at a row, or backwards ends there.
    fn pass(&mut self, table: usize, begin: u32, way: &[Step], backwards: bool, changes: &mut Vec<Change>) {
        let end = way.first().map_or(begin, |step| step.area);
        let (from, to) = if backwards { (end, begin) } else { (begin, end) };
        for &step in way {
            self.step(table, step, true);
            changes.push(Change::Moved { table, step });
        }
        self.hand_over(table, from, to, 1);
        changes.push(Change::Passed { table, from, to });
    }

    fn hand_over(&mut self, table: usize, from: u32, to: u32, units: i64) {
        self.excess[table][from as usize] -= units;
        self.excess[table][to as usize] += units;
    }

    fn undo(&mut self, changes: Vec<Change>) {
        for change in changes.into_iter().rev() {
            match change {
                Change::Moved { table, step } => self.step(table, step, false),
                Change::Passed { table, from, to } => self.hand_over(table, from, to, -1),
            }
        }
    }

    /// Takes a step, or takes it back.
    fn step(&mut self, table: usize, step: Step, forwards: bool) {
        let columns = self.tables[table].columns;
        let (area, column) = (step.area as usize, step.column as usize);
        let less = step.leaves == forwards;
        if column < columns {
            if area < self.tree.len() {
                change(&mut self.tables[table].units[area * columns + column], less);
            }
            return;
        }
        if area < self.tree.len() {
            change(&mut self.totals.units[area], !less);
        }
        if self.tree.is_row(step.area) {
            // A greater total is what the row of each other table now lacks.
            for other in (0..self.tables.len()).filter(|&other| other != table) {
                self.excess[other][area] += if less { -1 } else { 1 };
            }
        }
    }
}

fn change(units: &mut u64, less: bool) {
    *units = if less { *units - 1 } else { *units + 1 };
}
