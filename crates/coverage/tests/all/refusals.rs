//! What is refused, and in which words.

use gigmatch_coverage::{
    CoverageError, MAX_COORDINATE, Sites,
    accessibility::{Zone, two_step},
    balance::balance,
    maximum::Problem,
};

fn words<T: std::fmt::Debug>(answer: Result<T, CoverageError>) -> String {
    answer.expect_err("refused").to_string()
}

#[test]
fn sites() {
    assert_eq!(words(Sites::new(vec![[0; 3]; 2], vec![1])), "2 sites need as many radii, given 1");
    assert_eq!(
        words(Sites::new(vec![[0; 3], [0, MAX_COORDINATE + 1, 0]], vec![1, 1])),
        "site 1 has the coordinate 268435457, allowed is -268435456 to 268435456"
    );
}

#[test]
fn accessibility() {
    let sites = Sites::new(vec![[0; 3]], vec![1]).expect("a site");
    let zone = |limit_m, weight| Zone { limit_m, weight };
    let call =
        |supply: &[f64], demand: &[f64], zones: &[Zone]| words(two_step(&sites, supply, &[[0; 3]], demand, zones));
    assert_eq!(call(&[], &[1.0], &[zone(1, 1.0)]), "1 sites need as many supplies, given 0");
    assert_eq!(call(&[1.0], &[], &[zone(1, 1.0)]), "1 points need as many demands, given 0");
    assert_eq!(call(&[1.0], &[-1.0], &[zone(1, 1.0)]), "demand 0 is -1, allowed are finite numbers from 0");
    assert_eq!(call(&[f64::NAN], &[1.0], &[zone(1, 1.0)]), "supply 0 is NaN, allowed are finite numbers from 0");
    assert_eq!(call(&[1.0], &[1.0], &[]), "given no zones of distance, at least one is needed");
    assert_eq!(
        call(&[1.0], &[1.0], &[zone(5, 1.0), zone(5, 0.5)]),
        "the limit of zone 1 is 5 m, but that of the zone before is 5 m"
    );
    assert_eq!(
        call(&[1.0], &[1.0], &[zone(5, f64::INFINITY)]),
        "the weight of zone 0 is inf, allowed are finite numbers from 0"
    );
    assert_eq!(call(&[1.0], &[f64::MAX], &[zone(5, f64::MAX)]), "the sum of all weighted demand is too large");
    assert_eq!(call(&[f64::MAX], &[1e-300], &[zone(5, 1.0)]), "the sum of all ratios is too large");
}

#[test]
fn balances() {
    assert_eq!(words(balance(&[1.0], &[], &[0], 1)), "1 values need as many weights, given 0");
    assert_eq!(words(balance(&[1.0], &[1.0], &[], 1)), "1 values need as many groups, given 0");
    assert_eq!(words(balance(&[1.0], &[1.0], &[1], 1)), "row 0 belongs to group 1 of 1");
    assert_eq!(words(balance(&[-0.5], &[1.0], &[0], 1)), "value 0 is -0.5, allowed are finite numbers from 0");
    assert_eq!(words(balance(&[f64::MAX; 2], &[1.0; 2], &[0; 2], 1)), "the sum of all values is too large");
}

#[test]
fn maximum() {
    let sites = Sites::new(vec![[0; 3]], vec![1]).expect("a site");
    assert_eq!(words(Problem::new(&sites, &[[0; 3]], &[])), "1 points need as many weights, given 0");
    assert_eq!(words(Problem::new(&sites, &[[0; 3]; 2], &[u64::MAX; 2])), "the sum of all weights is too large");
    assert_eq!(words(Problem::from_lists(&[vec![0], vec![2]], &[1, 1])), "candidate 1 covers place 2 of 2");
}
