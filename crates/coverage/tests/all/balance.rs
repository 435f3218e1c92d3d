//! Measures by their definitions, over all pairs.

use gigmatch_coverage::balance::{Balance, balance};
use proptest::{collection::vec, prelude::*};

/// Half the mean difference of two people over the mean.
fn gini(rows: &[(f64, f64)]) -> f64 {
    let weight: f64 = rows.iter().map(|row| row.1).sum();
    let sum: f64 = rows.iter().map(|row| row.0 * row.1).sum();
    if sum == 0.0 {
        return 0.0;
    }
    let of = |a: &(f64, f64)| rows.iter().map(|b| a.1 * b.1 * (a.0 - b.0).abs()).sum::<f64>();
    rows.iter().map(of).sum::<f64>() / (2.0 * weight * sum)
}

fn theil(rows: &[(f64, f64)]) -> f64 {
    let weight: f64 = rows.iter().map(|row| row.1).sum();
    let mean = rows.iter().map(|row| row.0 * row.1).sum::<f64>() / weight;
    let part = |&(value, people): &(f64, f64)| {
        let ratio = value / mean;
        if people > 0.0 && ratio > 0.0 { people / weight * ratio * ratio.ln() } else { 0.0 }
    };
    rows.iter().map(part).sum()
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-11
}

fn measured(rows: &[(f64, f64, u32)], groups: usize) -> Balance {
    let values: Vec<f64> = rows.iter().map(|row| row.0).collect();
    let weights: Vec<f64> = rows.iter().map(|row| row.1).collect();
    let group: Vec<u32> = rows.iter().map(|row| row.2).collect();
    balance(&values, &weights, &group, groups).expect("fair numbers")
}

fn rows() -> impl Strategy<Value = Vec<(f64, f64, u32)>> {
    let value = prop_oneof![(0..5_u8).prop_map(f64::from), 0.0..1e6_f64];
    vec((value, (0..4_u8).prop_map(f64::from), 0..3_u32), 0..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn as_by_the_definition(rows in rows()) {
        let answer = measured(&rows, 3);
        let plain: Vec<(f64, f64)> = rows.iter().map(|row| (row.0, row.1)).collect();
        prop_assert!(near(answer.gini.total, gini(&plain)));
        if answer.mean > 0.0 {
            prop_assert!(near(answer.theil.total, theil(&plain)));
        }
        for (number, group) in (0..).zip(&answer.groups) {
            let own: Vec<(f64, f64)> =
                rows.iter().filter(|row| row.2 == number).map(|row| (row.0, row.1)).collect();
            prop_assert!(near(group.gini, gini(&own)));
        }
    }

    #[test]
    fn parts_add_up(rows in rows()) {
        let Balance { gini, theil, groups, .. } = measured(&rows, 3);
        prop_assert!(near(gini.total, gini.between + gini.within + gini.overlap));
        prop_assert!(near(theil.total, theil.between + theil.within));
        prop_assert!(near(theil.between, groups.iter().map(|group| group.between).sum()));
        prop_assert!(theil.between > -1e-12 && (0.0..=1.0).contains(&gini.total));
        // The rest is never below zero, but for rounding: what was cut off is not seen.
        prop_assert!(gini.total - gini.between - gini.within > -1e-11);
    }

    #[test]
    fn groups_that_do_not_overlap_leave_no_rest(rows in rows()) {
        let apart: Vec<_> =
            rows.into_iter().map(|(value, weight, group)| (value + 1e7 * f64::from(group), weight, group)).collect();
        prop_assert!(measured(&apart, 3).gini.overlap < 1e-11);
    }

    #[test]
    fn a_weight_is_that_many_rows(rows in vec((0.0..100.0_f64, 0..4_u8, 0..2_u32), 0..12)) {
        let weighted: Vec<_> = rows.iter().map(|&(value, times, group)| (value, f64::from(times), group)).collect();
        let repeated: Vec<_> =
            rows.iter().flat_map(|&(value, times, group)| (0..times).map(move |_| (value, 1.0, group))).collect();
        let (a, b) = (measured(&weighted, 2), measured(&repeated, 2));
        prop_assert!(near(a.gini.total, b.gini.total) && near(a.gini.within, b.gini.within));
        prop_assert!(near(a.theil.total, b.theil.total) && near(a.theil.between, b.theil.between));
    }
}

#[test]
fn nothing_to_compare() {
    for rows in [&[][..], &[(0.0, 3.0, 0), (0.0, 1.0, 1)], &[(5.0, 0.0, 0)]] {
        let answer = measured(rows, 2);
        assert_eq!((answer.mean, answer.gini.total, answer.theil.total), (0.0, 0.0, 0.0));
        assert_eq!(answer.groups.len(), 2);
    }
    let one = measured(&[(5.0, 2.0, 0)], 1);
    assert_eq!((one.mean, one.gini.total, one.theil.total), (5.0, 0.0, 0.0));
    assert!(near(one.groups[0].weight, 2.0));
}

#[test]
fn one_has_all() {
    let mut rows = vec![(0.0, 1.0, 0); 9];
    rows.push((7.0, 1.0, 1));
    let answer = measured(&rows, 2);
    assert!(near(answer.gini.total, 0.9) && near(answer.gini.between, 0.9));
    assert!(near(answer.theil.total, 10_f64.ln()) && near(answer.theil.within, 0.0));
}
