//! What is refused, and in which words.

use gigmatch_disclosure::{Breakdown, Options, Protected, Tree, protect};

fn tree() -> Tree {
    Tree::new(vec![None, Some(0), Some(0)]).expect("a tree")
}

#[test]
fn trees() {
    let words = |parents: &[Option<u32>]| Tree::new(parents.to_vec()).expect_err("refused").to_string();
    assert_eq!(words(&[None, Some(2)]), "area 1 lies in area 2 of 2");
    assert_eq!(words(&[Some(0)]), "area 0 lies in itself");
    assert_eq!(words(&[None, Some(2), Some(3), Some(2)]), "area 3 lies in itself");
}

#[test]
fn inputs() {
    let words = |totals: &[u64], breakdown: Breakdown, base| {
        protect(&tree(), totals, &[breakdown], &Options::new(base, 0)).expect_err("refused").to_string()
    };
    let none = || Breakdown::new(1, vec![2, 3]);
    assert_eq!(words(&[2, 3], none(), 0), "the base is 0, allowed are numbers from 1; 1 protects nothing");
    assert_eq!(words(&[2], none(), 5), "2 leaves need as many totals, given 1");
    assert_eq!(
        words(&[2, 3], Breakdown::new(2, vec![2, 3]), 5),
        "breakdown 0: 2 leaves by 2 categories need as many counts, given 2"
    );
    assert_eq!(words(&[2, 4], none(), 5), "breakdown 0: the counts of area 2 add up to 3, but its total is 4");
    assert_eq!(
        words(&[u64::MAX, 1], none(), 5),
        "the totals add up to 18446744073709551616, allowed are sums up to 4611686018427387904"
    );
    assert_eq!(
        words(&[2, 3], Breakdown::new(1 << 30, Vec::new()), 5),
        "3 areas by 1073741824 categories are too many, allowed are 1073741824 numbers"
    );
}

/// A publication of two villages with 4 and 6 people, changed in one place.
#[test]
fn violations() {
    let totals = [4, 6];
    let breakdown = [Breakdown::new(2, vec![3, 1, 6, 0])];
    let words = |base, totals_published: [u64; 3], counts: [u64; 6]| {
        let published = Protected::new(base, totals_published.into(), vec![Breakdown::new(2, counts.into())]);
        published.audit(&tree(), &totals, &breakdown).expect_err("refused").to_string()
    };
    let fair = Protected::new(5, vec![10, 5, 5], vec![Breakdown::new(2, vec![10, 0, 5, 0, 5, 0])]);
    let audit = fair.audit(&tree(), &totals, &breakdown).expect("fair");
    assert_eq!((audit.numbers, audit.largest_deviation, audit.small), (9, 2, 4));

    assert_eq!(words(5, [10, 6, 4], [10, 0, 5, 0, 5, 0]), "6 of the total of area 1 is no multiple of 5");
    assert_eq!(
        words(5, [10, 5, 0], [10, 0, 5, 0, 5, 0]),
        "the total of area 0 is published as 10, but the areas in it add up to 5"
    );
    assert_eq!(
        words(5, [10, 5, 5], [10, 0, 5, 0, 10, 0]),
        "category 0 of breakdown 0 in area 0 is published as 10, but the areas in it add up to 15"
    );
    assert_eq!(
        words(5, [10, 5, 5], [15, 0, 5, 0, 10, 0]),
        "the categories of breakdown 0 in area 0 add up to 15, but the total is 10"
    );
    assert_eq!(words(5, [15, 0, 15], [15, 0, 0, 0, 15, 0]), "the total of area 0 is published as 15, but is 10");
    let other = Protected::new(5, vec![10, 5, 5], Vec::new());
    assert_eq!(
        other.audit(&tree(), &totals, &breakdown).expect_err("refused").to_string(),
        "published are 0 breakdowns, but there are 1"
    );
    let fair = Protected::new(1, vec![10, 4, 6], vec![Breakdown::new(2, vec![9, 1, 3, 1, 6, 0])]);
    assert_eq!(
        fair.audit(&tree(), &[4, 5], &[Breakdown::new(1, vec![4, 6])]).expect_err("refused").to_string(),
        "breakdown 0: the counts of area 2 add up to 6, but its total is 5"
    );
}
