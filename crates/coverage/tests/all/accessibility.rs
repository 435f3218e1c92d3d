//! Both steps by the formula, over all pairs.

use gigmatch_coverage::{
    Point, Sites,
    accessibility::{Accessibility, Zone, two_step},
    distance_squared,
};
use proptest::{collection::vec, prelude::*};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

use crate::{on_earth, on_pools, points};

fn formula(sites: &[Point], supply: &[f64], people: &[Point], demand: &[f64], zones: &[Zone]) -> (Vec<f64>, Vec<f64>) {
    let weight = |a: Point, b: Point| {
        let within = |zone: &&Zone| distance_squared(a, b) <= u64::from(zone.limit_m) * u64::from(zone.limit_m);
        zones.iter().find(within).map_or(0.0, |zone| zone.weight)
    };
    let ratio = |site: usize| {
        let shared: f64 = (0..people.len()).map(|row| weight(sites[site], people[row]) * demand[row]).sum();
        if shared > 0.0 { supply[site] / shared } else { 0.0 }
    };
    let ratios: Vec<f64> = (0..sites.len()).map(ratio).collect();
    let score = |&person: &Point| (0..sites.len()).map(|site| weight(sites[site], person) * ratios[site]).sum();
    let scores = people.iter().map(score).collect();
    (ratios, scores)
}

fn close(a: &[f64], b: &[f64]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() <= 1e-12 * a.abs().max(b.abs()))
}

fn zones() -> impl Strategy<Value = Vec<Zone>> {
    vec((1..60_000_u32, 0..=4_u8), 1..4).prop_map(|rings| {
        let mut limit_m = 0;
        let ring = |(width, quarters)| {
            limit_m += width;
            Zone { limit_m, weight: f64::from(quarters) / 4.0 }
        };
        rings.into_iter().map(ring).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn as_by_the_formula(
        sites in vec((points(), 0..9_u8), 0..25),
        people in vec((points(), 0..9_u8), 0..60),
        zones in zones(),
    ) {
        let (places, supply): (Vec<Point>, Vec<f64>) =
            sites.into_iter().map(|(point, amount)| (point, f64::from(amount))).unzip();
        let (people, demand): (Vec<Point>, Vec<f64>) =
            people.into_iter().map(|(point, amount)| (point, f64::from(amount))).unzip();
        let sites = Sites::new(places.clone(), vec![0; places.len()]).expect("sites");
        let answer = two_step(&sites, &supply, &people, &demand, &zones).expect("fair numbers");
        let (ratios, scores) = formula(&places, &supply, &people, &demand, &zones);
        prop_assert!(close(&answer.ratios, &ratios));
        prop_assert!(close(&answer.scores, &scores));

        // What is shared out is the supply of the sites with demand around them.
        let out: f64 = answer.scores.iter().zip(&demand).map(|(score, demand)| score * demand).sum();
        let shared = answer.ratios.iter().zip(&supply).filter(|(ratio, _)| **ratio > 0.0);
        let supplied: f64 = shared.map(|(_, supply)| supply).sum();
        prop_assert!((out - supplied).abs() < 1e-9 * supplied.max(1.0));
    }
}

/// Three villages and two stations on a straight road, worked out by hand.
///
/// Distances in kilometres: village A stands at 0, B at 10, C at 25; station 0 at 0, station 1 at 20. Zones: up to 10 km
/// weight 1, up to 20 km weight 0.68, up to 30 km weight 0.22. The same table in the Python package `access`:
///
/// ```python
/// import pandas as pd
/// from access import weights
/// from access.fca import two_stage_fca
///
/// people = pd.DataFrame({"demand": [100, 200, 50]}, index=["A", "B", "C"])
/// people.index.name = "geoid"
/// places = pd.DataFrame({"supply": [30, 20]}, index=["0", "1"])
/// places.index.name = "geoid"
/// cost = pd.DataFrame({"origin": list("AABBCC"), "dest": list("010101"), "cost": [0, 20, 10, 10, 25, 5]})
/// fn = weights.step_fn({10: 1, 20: 0.68, 30: 0.22})
/// print(two_stage_fca(people, places, cost, demand_index=True, weight_fn=fn))
/// ```
#[test]
fn a_road_by_hand() {
    let kilometres = |distance: i32| [distance * 1_000, 0, 0];
    let sites = Sites::new(vec![kilometres(0), kilometres(20)], vec![0, 0]).expect("sites");
    let people = [kilometres(0), kilometres(10), kilometres(25)];
    let zones = [(10_000, 1.0), (20_000, 0.68), (30_000, 0.22)].map(|(limit_m, weight)| Zone { limit_m, weight });
    let answer = two_step(&sites, &[30.0, 20.0], &people, &[100.0, 200.0, 50.0], &zones).expect("fair numbers");
    // 100 + 200 + 0.22 * 50 = 311; 0.68 * 100 + 200 + 50 = 318.
    let (first, second) = (30.0 / 311.0, 20.0 / 318.0);
    assert!(close(&answer.ratios, &[first, second]));
    assert!(close(&answer.scores, &[first + 0.68 * second, first + second, 0.22 * first + second]));
    // 0.0964630 and 0.0628931, so 0.1392303, 0.1593561 and 0.0841149.
    let rounded: Vec<String> = answer.scores.iter().map(|score| format!("{score:.7}")).collect();
    assert_eq!(rounded, ["0.1392303", "0.1593561", "0.0841149"]);
}

#[test]
fn the_same_bits_on_any_threads() {
    let mut random = Pcg64Mcg::seed_from_u64(7);
    let mut place = || on_earth(random.random_range(22.0..22.5), random.random_range(113.0..113.5));
    let people: Vec<Point> = (0..5_000).map(|_| place()).collect();
    let sites = Sites::new((0..100).map(|_| place()).collect(), vec![0; 100]).expect("sites");
    let supply: Vec<f64> = (0..100).map(|site| f64::from(site).sqrt()).collect();
    let demand: Vec<f64> = (0..5_000).map(|row| f64::from(row % 7) / 3.0).collect();
    let zones = [Zone { limit_m: 3_000, weight: 1.0 }, Zone { limit_m: 9_000, weight: 0.3 }];
    let answer = on_pools(|| two_step(&sites, &supply, &people, &demand, &zones).expect("fair numbers"));
    let Accessibility { ratios, scores, .. } = answer;
    let (expected, _) = formula(sites.points(), &supply, &people, &demand, &zones);
    assert!(close(&ratios, &expected));
    assert_eq!(scores.len(), people.len());
}
