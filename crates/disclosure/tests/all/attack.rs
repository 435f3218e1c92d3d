//! Every set of true tables that suits what was published, by trying them all.

use std::collections::BTreeSet;

use gigmatch_disclosure::{Knowledge, Protected};
use proptest::prelude::*;

use crate::{Data, data};

/// All values that each number can have: totals of all areas, then the rows of all areas by breakdown.
struct Attack<'a> {
    data: &'a Data,
    protected: &'a Protected,
    knowledge: Knowledge,
    possible: Vec<BTreeSet<u64>>,
    /// How many more tables may be tried.
    room: u32,
}

impl Attack<'_> {
    /// The published numbers of an area: its total, then the rows of all breakdowns.
    fn published(&self, area: u32) -> Vec<u64> {
        let rows = (0..self.data.breakdowns.len()).flat_map(|breakdown| self.protected.row(breakdown, area));
        [self.protected.total(area)].into_iter().chain(rows.copied()).collect()
    }

    /// Whether an area's numbers are near enough to the published ones.
    fn suits(&self, area: u32, truth: &[u64]) -> bool {
        let within = [u64::from(self.protected.base()) - 1].into_iter().chain(std::iter::repeat(self.knowledge.within));
        self.published(area).iter().zip(truth).zip(within).enumerate().all(|(place, ((&published, &truth), within))| {
            let kept = place == 0 || self.knowledge.zeros_kept;
            published.abs_diff(truth) <= within && !(kept && truth == 0 && published > 0)
        })
    }

    /// All rows of a leaf that suit it by themselves.
    fn rows(&self, area: u32) -> Vec<Vec<u64>> {
        let base = u64::from(self.protected.base());
        let total = self.protected.total(area);
        let mut rows: Vec<Vec<u64>> = (total.saturating_sub(base - 1)..total + base).map(|total| vec![total]).collect();
        for breakdown in 0..self.data.breakdowns.len() {
            for _ in 0..self.protected.row(breakdown, area).len() {
                let longer = |row: &Vec<u64>| {
                    let row = row.clone();
                    (0..=row[0]).map(move |count| row.iter().copied().chain([count]).collect::<Vec<u64>>())
                };
                rows = rows.iter().flat_map(longer).collect();
                rows.retain(|row| self.suits(area, row));
            }
            let categories = self.protected.row(breakdown, area).len();
            rows.retain(|row| row[row.len() - categories..].iter().sum::<u64>() == row[0]);
        }
        rows.retain(|row| self.suits(area, row));
        rows
    }

    /// Tries all rows for one leaf after the other.
    fn go(&mut self, rows: &[Vec<Vec<u64>>], chosen: &mut Vec<Vec<u64>>) {
        let Some(next) = rows.get(chosen.len()) else { return self.see(chosen) };
        for row in next {
            if self.room == 0 {
                return;
            }
            chosen.push(row.clone());
            self.go(rows, chosen);
            chosen.pop();
        }
    }

    fn see(&mut self, leaves: &[Vec<u64>]) {
        self.room -= 1;
        let tree = &self.data.tree;
        let width = leaves[0].len();
        let areas = u32::try_from(tree.len()).expect("few");
        let mut all = vec![vec![0; width]; tree.len()];
        for (row, &leaf) in leaves.iter().zip(tree.leaves()) {
            let mut at = Some(leaf);
            while let Some(area) = at {
                all[area as usize].iter_mut().zip(row).for_each(|(sum, count)| *sum += count);
                at = tree.parent(area);
            }
        }
        if (0..areas).all(|area| self.suits(area, &all[area as usize])) {
            for (possible, count) in self.possible.iter_mut().zip(all.concat()) {
                possible.insert(count);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, max_global_rejects: 20_000, ..ProptestConfig::default() })]

    #[test]
    fn no_small_count_can_be_told(data in data(4, 5, 2), base in 2..4_u32, seed: u64) {
        prop_assume!(data.tree.leaves().len() * data.breakdowns.len() <= 4);
        let protected = data.protect(base, seed);
        let audit = protected.audit(&data.tree, &data.totals, &data.breakdowns).expect("all promises");
        let within = audit.largest_deviation.max(u64::from(base) - 1);
        let knowledge = Knowledge::new(within, audit.raised == 0);
        let width = 1 + data.breakdowns.iter().map(|breakdown| breakdown.categories).sum::<usize>();
        let possible = vec![BTreeSet::new(); data.tree.len() * width];
        let mut attack = Attack { data: &data, protected: &protected, knowledge, possible, room: 100_000 };
        let rows: Vec<Vec<Vec<u64>>> = data.tree.leaves().iter().map(|&leaf| attack.rows(leaf)).collect();
        let tables: usize = rows.iter().map(Vec::len).product();
        prop_assume!(tables <= 100_000);
        attack.go(&rows, &mut Vec::new());

        let intervals = protected.intervals(&data.tree, &knowledge);
        let mut areas = data.tree.leaves().to_vec();
        areas.extend((0..).take(data.tree.len()));
        for area in areas {
            let places = area as usize * width..(area as usize + 1) * width;
            let published = attack.published(area);
            let bounds = [intervals.total(area)].into_iter().chain((0..data.breakdowns.len()).flat_map(|breakdown| {
                let categories = data.breakdowns[breakdown].categories;
                let intervals = &intervals;
                (0..categories).map(move |category| intervals.count(breakdown, area, category))
            }));
            for (place, (bounds, published)) in places.zip(bounds.zip(published)) {
                let values = &attack.possible[place];
                // As many as the base, whatever the truth is: the published number and those above it.
                prop_assert!((published..published + u64::from(base)).all(|value| values.contains(&value)));
                prop_assert!(values.iter().all(|value| (bounds.0..=bounds.1).contains(value)));
            }
        }
        // The truth is among what is possible.
        for (leaf, &area) in data.tree.leaves().iter().enumerate() {
            prop_assert!(attack.possible[area as usize * width].contains(&data.totals[leaf]));
        }
    }
}
