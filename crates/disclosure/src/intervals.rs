//! What can be concluded about true counts from published ones.

use crate::{Protected, Tree};

/// What somebody who knows the method may take for granted about counts of categories.
///
/// About totals nothing need be told: they are always less than the base away, and above 0 only where somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Knowledge {
    /// How far a published count of a category may be from the true one, at most.
    pub within: u64,
    /// Whether true zeros are always published as 0.
    pub zeros_kept: bool,
}

impl Knowledge {
    /// What [`Audit`](crate::Audit) tells, if it were told to everybody.
    pub fn new(within: u64, zeros_kept: bool) -> Self {
        Self { within, zeros_kept }
    }
}

/// The least and the greatest true count that the published ones allow, as far as sums tell.
///
/// No true count lies outside, but not every number within need be possible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intervals {
    totals: Bounds,
    tables: Vec<(usize, Bounds)>,
}

/// Lower and upper ends.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Bounds {
    least: Vec<u64>,
    most: Vec<u64>,
}

impl Bounds {
    fn around(counts: &[u64], within: u64, zeros_kept: bool) -> Self {
        let least = counts.iter().map(|&count| {
            let least = count.saturating_sub(within);
            if zeros_kept && count > 0 { least.max(1) } else { least }
        });
        Self { least: least.collect(), most: counts.iter().map(|&count| count.saturating_add(within)).collect() }
    }

    fn get(&self, place: usize) -> (u64, u64) {
        (self.least[place], self.most[place])
    }
}

impl Intervals {
    /// The interval of an area's total.
    ///
    /// # Panics
    ///
    /// Where there is no such area.
    pub fn total(&self, area: u32) -> (u64, u64) {
        self.totals.get(area as usize)
    }

    /// The interval of one count.
    ///
    /// # Panics
    ///
    /// Where there is no such breakdown, area or category.
    pub fn count(&self, breakdown: usize, area: u32, category: usize) -> (u64, u64) {
        let (categories, bounds) = &self.tables[breakdown];
        bounds.get(area as usize * categories + category)
    }
}

impl Protected {
    /// Bounds of the true counts from the published ones: each sum bounds its parts and the other way round, along the
    /// tree and along categories, until nothing changes or 32 passes have been made.
    ///
    /// # Panics
    ///
    /// Where the tree has not the areas that were published.
    pub fn intervals(&self, tree: &Tree, knowledge: &Knowledge) -> Intervals {
        /// Bounds hold after any pass; more of them only make them closer.
        const PASSES: usize = 32;
        let around = |counts: &[u64]| Bounds::around(counts, knowledge.within, knowledge.zeros_kept);
        let next_to = u64::from(self.base) - 1;
        let mut intervals = Intervals {
            totals: Bounds::around(&self.totals, next_to, true),
            tables: self.tables.iter().map(|table| (table.categories, around(&table.counts))).collect(),
        };
        for _ in 0..PASSES {
            if !intervals.pass(tree) {
                break;
            }
        }
        intervals
    }
}

impl Intervals {
    /// Tightens everything once; `false` where nothing changed.
    fn pass(&mut self, tree: &Tree) -> bool {
        let mut changed = false;
        for &area in tree.downwards() {
            let (at, children) = (area as usize, tree.children(area));
            changed |= tighten_children(&mut self.totals, at, children, 1);
            for (categories, table) in &mut self.tables {
                let first = at * *categories;
                let parts = first..first + *categories;
                let (least, most) = (&mut table.least, &mut table.most);
                let whole = (&mut self.totals.least[at], &mut self.totals.most[at]);
                changed |= tighten(whole, parts.clone(), least, most);
                for place in parts {
                    changed |= tighten_children(table, place, children, *categories);
                }
            }
        }
        changed
    }
}

/// Tightens a count and those of the areas directly below.
fn tighten_children(bounds: &mut Bounds, place: usize, children: &[u32], columns: usize) -> bool {
    if children.is_empty() {
        return false;
    }
    let (mut least, mut most) = bounds.get(place);
    let column = place % columns;
    let places = children.iter().map(|&child| child as usize * columns + column);
    let changed = tighten((&mut least, &mut most), places, &mut bounds.least, &mut bounds.most);
    (bounds.least[place], bounds.most[place]) = (least, most);
    changed
}

/// Tightens a sum by its parts and then each part by the sum and the other parts.
fn tighten(
    (whole_least, whole_most): (&mut u64, &mut u64),
    parts: impl Iterator<Item = usize> + Clone,
    least: &mut [u64],
    most: &mut [u64],
) -> bool {
    let sum = |bounds: &[u64]| parts.clone().fold(0_u64, |sum, part| sum.saturating_add(bounds[part]));
    let (sum_least, sum_most) = (sum(least), sum(most));
    let mut changed = raise(whole_least, sum_least) | lower(whole_most, sum_most);
    let (from, to) = (*whole_least, *whole_most);
    for part in parts {
        let others_most = sum_most.saturating_sub(most[part]);
        let others_least = sum_least.saturating_sub(least[part]);
        changed |= raise(&mut least[part], from.saturating_sub(others_most));
        changed |= lower(&mut most[part], to.saturating_sub(others_least));
    }
    changed
}

fn raise(bound: &mut u64, to: u64) -> bool {
    let higher = to > *bound;
    *bound = to.max(*bound);
    higher
}

fn lower(bound: &mut u64, to: u64) -> bool {
    let less = to < *bound;
    *bound = to.min(*bound);
    less
}
