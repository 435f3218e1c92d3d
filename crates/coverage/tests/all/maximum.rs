//! Choices against all subsets.

use gigmatch_coverage::{
    Point, Sites,
    maximum::{Choice, Options, Problem},
};
use proptest::{collection::vec, prelude::*};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

use crate::{on_earth, on_pools};

fn covered(lists: &[Vec<u32>], weights: &[u64], chosen: &[u32]) -> u64 {
    let covers = |place: usize| chosen.iter().any(|&one| lists[one as usize].iter().any(|&at| at as usize == place));
    weights.iter().enumerate().filter(|&(place, _)| covers(place)).map(|(_, weight)| weight).sum()
}

fn best_of_all(lists: &[Vec<u32>], weights: &[u64], most: usize) -> u64 {
    (0_u32..1 << lists.len())
        .filter(|set| set.count_ones() as usize <= most)
        .map(|set| {
            let chosen: Vec<u32> = (0..32).filter(|bit| set >> bit & 1 == 1).collect();
            covered(lists, weights, &chosen)
        })
        .max()
        .unwrap_or(0)
}

/// What holds for any answer, checked without trust.
fn check(choice: &Choice, lists: &[Vec<u32>], weights: &[u64], most: usize) {
    let chosen: Vec<u32> = choice.candidates().collect();
    assert!(chosen.len() <= most);
    assert_eq!(choice.covered, covered(lists, weights, &chosen));
    for (row, step) in choice.steps.iter().enumerate() {
        let before = covered(lists, weights, &chosen[..row]);
        assert_eq!(step.gain, covered(lists, weights, &chosen[..=row]) - before);
        assert!(step.gain > 0);
        assert!(row == 0 || step.gain <= choice.steps[row - 1].gain);
    }
    assert!(choice.covered <= choice.bound);
    assert_eq!(choice.optimal, choice.covered == choice.bound);
}

fn instances() -> impl Strategy<Value = (Vec<Vec<u32>>, Vec<u64>)> {
    (0..14_u32).prop_flat_map(|places| {
        let weight = prop_oneof![0..4_u64, 0..1_000_000_u64];
        let list = if places == 0 { Just(Vec::new()).boxed() } else { vec(0..places, 0..6).boxed() };
        (vec(list, 0..9), vec(weight, places as usize))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(800))]

    #[test]
    fn exact_as_by_all_subsets((lists, weights) in instances(), most in 0..5_usize) {
        let problem = Problem::from_lists(&lists, &weights).expect("fair lists");
        let best = best_of_all(&lists, &weights, most);
        for options in [Options::default(), Options::default().turns(0).rounds(0)] {
            let choice = problem.choose(most, &options);
            check(&choice, &lists, &weights, most);
            prop_assert!(choice.optimal);
            prop_assert_eq!(choice.covered, best);
        }
        prop_assert_eq!(problem.coverable(), best_of_all(&lists, &weights, 9));
    }

    #[test]
    fn greedy_keeps_its_guarantee((lists, weights) in instances(), most in 0..5_usize) {
        let problem = Problem::from_lists(&lists, &weights).expect("fair lists");
        let best = best_of_all(&lists, &weights, most);
        let greedy = problem.greedy(most);
        check(&greedy, &lists, &weights, most);
        prop_assert!(greedy.bound >= best);
        // covered >= (1 - (1 - 1/n)^n) * best, and the bound is never beyond what this proves.
        let n = u64::try_from(most).expect("few");
        let (whole, rest) = (n.pow(u32::try_from(n).expect("few")), n.saturating_sub(1).pow(u32::try_from(n).expect("few")));
        prop_assert!(most == 0 || greedy.covered * whole >= (whole - rest) * best);
        prop_assert!(most == 0 || greedy.covered * whole >= (whole - rest) * greedy.bound);
        // A smaller number gives the first steps.
        let fewer = problem.greedy(most / 2);
        prop_assert_eq!(&fewer.steps[..], &greedy.steps[..fewer.steps.len()]);
    }

    #[test]
    fn a_bound_holds_without_a_proof((lists, weights) in instances(), most in 0..5_usize, nodes in 0..4_u64) {
        let problem = Problem::from_lists(&lists, &weights).expect("fair lists");
        let choice = problem.choose(most, &Options::default().rounds(20).nodes(nodes));
        check(&choice, &lists, &weights, most);
        prop_assert!(choice.bound >= best_of_all(&lists, &weights, most));
        prop_assert!(choice.covered >= problem.greedy(most).covered);
    }
}

/// People and candidates of a small province; the lists by a scan.
fn province(people: usize, candidates: usize, radius: u32) -> (Sites, Vec<Point>, Vec<u64>, Vec<Vec<u32>>) {
    let mut random = Pcg64Mcg::seed_from_u64(3);
    let mut place = || on_earth(random.random_range(22.0..23.0), random.random_range(113.0..114.0));
    let people: Vec<Point> = (0..people).map(|_| place()).collect();
    let sites = Sites::new((0..candidates).map(|_| place()).collect(), vec![radius; candidates]).expect("sites");
    let weights: Vec<u64> = (0..).take(people.len()).map(|row| row % 5).collect();
    let mut lists = vec![Vec::new(); candidates];
    for (row, &person) in (0..).zip(&people) {
        for site in sites.covering(person) {
            lists[site as usize].push(row);
        }
    }
    (sites, people, weights, lists)
}

#[test]
fn circles_as_by_lists() {
    let (sites, people, weights, lists) = province(70_000, 40, 12_000);
    let problem = on_pools(|| {
        let problem = Problem::new(&sites, &people, &weights).expect("fair numbers");
        (problem.classes(), problem.choose(6, &Options::default()))
    });
    let by_lists = Problem::from_lists(&lists, &weights).expect("fair lists");
    assert_eq!(problem, (by_lists.classes(), by_lists.choose(6, &Options::default())));
    assert!(problem.0 < 2_000);
    assert!(problem.1.optimal);
    assert_eq!(by_lists.covered(problem.1.candidates()), problem.1.covered);
}

#[test]
fn ties_go_to_the_least_number() {
    let problem = Problem::from_lists(&[vec![0], vec![1, 1], vec![1], vec![0]], &[3, 3]).expect("fair lists");
    let greedy = problem.greedy(4);
    assert_eq!(greedy.candidates().collect::<Vec<_>>(), [0, 1]);
    assert!(greedy.optimal);
}

#[test]
fn nothing_to_choose() {
    let nothing = Problem::from_lists(&[], &[]).expect("nothing");
    assert!(nothing.choose(3, &Options::default()).optimal);
    let problem = Problem::from_lists(&[vec![0]], &[u64::from(u32::MAX) << 30]).expect("a heavy place");
    assert_eq!(problem.choose(0, &Options::default()).bound, 0);
    assert_eq!(problem.choose(usize::MAX, &Options::default()).covered, u64::from(u32::MAX) << 30);
}
