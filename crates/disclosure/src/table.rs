//! True and published counts of one table, by area and column, and the first draft.

use crate::{
    Tree,
    hash::{below, siphash},
    index,
};

/// Counts by area and column, area by area.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) columns: usize,
    pub(crate) truth: Vec<u64>,
    /// What is published, in multiples of the base.
    pub(crate) units: Vec<u64>,
    /// Where the next list starts, by area.
    stops: Vec<usize>,
    /// The columns of each leaf that are not truly 0, in most tables a few.
    filled: Vec<u32>,
}

impl Table {
    /// Rounds the counts of leaves so that in each column every sum is next to the true one, at all levels.
    ///
    /// In each column, the roots are rounded one after the other and then the children of each area: with `S_i` the sum
    /// of the first `i` counts, the `i`-th is published as `floor((S_i + u) / k) - floor((S_(i-1) + u) / k)` for one `u`
    /// in `0..k`, uniform among those that give the sum that is published already. Every count goes up with a chance of
    /// its remainder over the base, and multiples of the base stay.
    pub(crate) fn draft(tree: &Tree, leaves: &[u64], columns: usize, base: u64, seed: u128, table: u64) -> Self {
        let truth = tree.sums(leaves, columns);
        let mut units = vec![0; truth.len()];
        let mut carry = vec![0; columns];
        for (column, carry) in (0..).zip(&mut carry) {
            *carry = below(base, siphash(seed, &[table, column, u64::MAX]));
        }
        for &area in tree.roots() {
            draft_row(area, base, &truth, &mut units, &mut carry);
        }
        for &area in tree.downwards() {
            let children = tree.children(area);
            if children.is_empty() {
                continue;
            }
            let row = area as usize * columns;
            for (column, (place, carry)) in (0..).zip((row..).zip(&mut carry)) {
                let (truth, unit) = (truth[place], units[place]);
                let hash = siphash(seed, &[table, column, u64::from(area)]);
                let (floor, rest) = (truth / base, truth % base);
                // Up where u is at least the base less the remainder.
                *carry = if unit == floor { below(base - rest, hash) } else { base - rest + below(rest, hash) };
            }
            for &area in children {
                draft_row(area, base, &truth, &mut units, &mut carry);
            }
        }
        let (mut stops, mut filled) = (Vec::with_capacity(tree.len()), Vec::new());
        for area in 0..index(tree.len()) {
            if tree.is_row(area) {
                let row = &truth[area as usize * columns..(area as usize + 1) * columns];
                filled.extend((0..).zip(row).filter(|&(_, &count)| count > 0).map(|(column, _)| column));
            }
            stops.push(filled.len());
        }
        Self { columns, truth, units, stops, filled }
    }

    /// The columns of a leaf that are not truly 0.
    pub(crate) fn filled(&self, leaf: u32) -> &[u32] {
        let start = if leaf == 0 { 0 } else { self.stops[leaf as usize - 1] };
        &self.filled[start..self.stops[leaf as usize]]
    }
}

/// Rounds one area's counts; `carry` is what the areas before it leave over, by column.
fn draft_row(area: u32, base: u64, truth: &[u64], units: &mut [u64], carry: &mut [u64]) {
    let row = area as usize * carry.len()..(area as usize + 1) * carry.len();
    for ((carry, unit), truth) in carry.iter_mut().zip(&mut units[row.clone()]).zip(&truth[row]) {
        let sum = *carry + truth;
        *unit = sum / base;
        *carry = sum % base;
    }
}
