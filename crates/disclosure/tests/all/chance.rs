//! Means over many seeds.

use gigmatch_disclosure::{Breakdown, Tree};

use crate::Data;

/// Two townships of three villages with two breakdowns, counts of all sizes.
fn townships() -> Data {
    let tree = Tree::new(vec![None, Some(0), Some(0), Some(1), Some(1), Some(1), Some(2), Some(2), Some(2)]);
    Data {
        tree: tree.expect("a tree"),
        totals: vec![7, 1, 23, 12, 4, 9],
        breakdowns: vec![
            Breakdown::new(3, vec![4, 3, 0, 1, 0, 0, 11, 8, 4, 2, 9, 1, 0, 3, 1, 5, 0, 4]),
            Breakdown::new(2, vec![6, 1, 1, 0, 12, 11, 7, 5, 3, 1, 4, 5]),
        ],
    }
}

#[test]
#[expect(clippy::cast_precision_loss, reason = "small numbers")]
fn means_are_near_the_truth() {
    const SEEDS: u64 = 6_000;
    let data = townships();
    let exact = data.protect(1, 0);
    for base in [3, 5, 10] {
        let mut sums: Vec<u64> = vec![0; 9 * 6];
        for seed in 0..SEEDS {
            let protected = data.protect(base, seed);
            for (place, number) in numbers(&protected).enumerate() {
                sums[place] += number;
            }
        }
        for (place, truth) in numbers(&exact).enumerate() {
            let mean = sums[place] as f64 / SEEDS as f64;
            let off = (mean - truth as f64) / f64::from(base);
            assert!(off.abs() < 0.12, "number {place} of base {base}: {truth} is published as {mean} on average");
        }
    }
}

fn numbers(protected: &gigmatch_disclosure::Protected) -> impl Iterator<Item = u64> + '_ {
    (0..9).flat_map(|area| {
        let rows = protected.row(0, area).iter().chain(protected.row(1, area));
        [protected.total(area)].into_iter().chain(rows.copied())
    })
}

/// What is published of the root under some seeds, kept so that the way of drawing does not change unseen: whoever
/// publishes again after an update wants the same numbers.
#[test]
fn the_same_as_ever() {
    let data = townships();
    let roots: Vec<String> = (0..6).map(|seed| format!("{:?}", data.protect(5, seed).row(0, 0))).collect();
    assert_eq!(roots.join(" "), "[20, 25, 10] [25, 25, 10] [25, 20, 10] [25, 20, 10] [20, 25, 10] [20, 25, 10]");
}
