//! Every publication keeps what the crate promises.

use gigmatch_disclosure::{Breakdown, MAX_SUM, Options, Tree, protect};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

use crate::{Data, data};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn adds_up_and_stays_near(data in data(10, 14, 3), base in 1..8_u32, seed: u64) {
        let protected = data.protect(base, seed);
        let audit = protected.audit(&data.tree, &data.totals, &data.breakdowns);
        let audit = audit.map_err(|violation| TestCaseError::fail(violation.to_string()))?;
        prop_assert!(audit.least_values.is_none_or(|values| values >= u64::from(base)));
        if data.breakdowns.len() <= 1 {
            prop_assert_eq!((audit.beyond, audit.raised), (0, 0));
            prop_assert!(audit.largest_deviation < u64::from(base));
        }
        prop_assert!(audit.largest_deviation < 4 * u64::from(base));
        prop_assert_eq!(&data.protect(base, seed), &protected);
    }

    #[test]
    fn multiples_of_the_base_stay(data in data(10, 5, 3), base in 1..8_u32, seed: u64) {
        let times = |counts: &[u64]| counts.iter().map(|count| count * u64::from(base)).collect::<Vec<_>>();
        let breakdown = |of: &Breakdown| Breakdown::new(of.categories, times(&of.counts));
        let breakdowns: Vec<Breakdown> = data.breakdowns.iter().map(breakdown).collect();
        let data = Data { tree: data.tree, totals: times(&data.totals), breakdowns };
        let protected = data.protect(base, seed);
        let audit = protected.audit(&data.tree, &data.totals, &data.breakdowns).expect("all promises");
        prop_assert_eq!(audit.largest_deviation, 0);
    }
}

/// A province of four levels; `spread` is the chance that somebody is in another category than most.
fn province(spread: f64, people: u64) -> Data {
    let mut random = Pcg64Mcg::seed_from_u64(5);
    let mut parents = vec![None];
    parents.extend((0..8).map(|_| Some(0)));
    parents.extend((0..40).map(|county| Some(1 + county % 8)));
    parents.extend((0..600).map(|_| Some(random.random_range(9..49))));
    let tree = Tree::new(parents).expect("a tree");
    let totals: Vec<u64> = tree.leaves().iter().map(|_| random.random_range(0..people)).collect();
    let breakdowns = [60, 6, 2].map(|categories| {
        let mut counts = vec![0; totals.len() * categories];
        for (leaf, &total) in totals.iter().enumerate() {
            for _ in 0..total {
                let category = if random.random_bool(spread) { random.random_range(0..categories) } else { 0 };
                counts[leaf * categories + category] += 1;
            }
        }
        Breakdown::new(categories, counts)
    });
    Data { tree, totals, breakdowns: breakdowns.into() }
}

#[test]
fn provinces_stay_next_to_the_truth() {
    for (spread, people) in [(0.7, 400), (0.7, 20), (0.2, 60)] {
        let data = province(spread, people);
        for base in [5, 10] {
            let audit = data.protect(base, 9).audit(&data.tree, &data.totals, &data.breakdowns).expect("all promises");
            assert_eq!((audit.beyond, audit.raised), (0, 0), "{spread} {people} {base}");
            assert!(audit.small > 100 && audit.least_values == Some(base.into()));
        }
    }
}

#[test]
fn seeds_differ() {
    let data = province(0.7, 20);
    assert_ne!(data.protect(5, 1), data.protect(5, 2));
}

/// Three villages of one person each; in each of three breakdowns two of them are together. Two are a multiple of the
/// base and should stay, so that of each two villages exactly one is published as 2: that cannot be.
#[test]
fn what_cannot_be_is_told() {
    let tree = Tree::new(vec![None, Some(0), Some(0), Some(0)]).expect("a tree");
    let pairs = [[1, 1, 0], [1, 0, 1], [0, 1, 1]];
    let breakdowns = pairs.map(|pair| Breakdown::new(2, pair.iter().flat_map(|&one| [one, 1 - one]).collect()));
    let protected = protect(&tree, &[1, 1, 1], &breakdowns, &Options::new(2, 3)).expect("fair counts");
    let audit = protected.audit(&tree, &[1, 1, 1], &breakdowns).expect("all promises");
    assert!(audit.beyond > 0 && audit.largest_deviation == 2);
}

#[test]
fn nothing_to_protect() {
    let empty = Tree::new(Vec::new()).expect("no areas");
    let protected = protect(&empty, &[], &[], &Options::new(5, 0)).expect("nothing");
    assert_eq!(protected.audit(&empty, &[], &[]).expect("nothing").numbers, 0);
    let alone = Tree::new(vec![None]).expect("one area");
    let nobody = [Breakdown::new(0, Vec::new())];
    let protected = protect(&alone, &[0], &nobody, &Options::new(5, 0)).expect("nobody");
    assert_eq!((protected.base(), protected.total(0), protected.row(0, 0)), (5, 0, &[][..]));
    assert_eq!(protected.audit(&alone, &[0], &nobody).expect("all promises").least_values, None);
}

#[test]
fn the_greatest_counts_do_not_overflow() {
    let tree = Tree::new(vec![None, Some(0), Some(0)]).expect("a tree");
    let totals = [MAX_SUM - 3, 3];
    let breakdowns = [Breakdown::new(2, vec![MAX_SUM - 4, 1, 0, 3]), Breakdown::new(1, totals.into())];
    for base in [2, 1_000, u32::MAX] {
        let protected = protect(&tree, &totals, &breakdowns, &Options::new(base, 1)).expect("fair counts");
        let audit = protected.audit(&tree, &totals, &breakdowns).expect("all promises");
        assert_eq!((audit.beyond, audit.raised), (0, 0));
    }
}
