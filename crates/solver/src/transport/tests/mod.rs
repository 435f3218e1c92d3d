//! The solver against brute force and a slow twin, and laws of the optimum; every answer is verified.

mod laws;
mod oracle;
mod refusals;

use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::{collection::vec, prelude::*};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

use super::*;

/// A graph of some size; `most` is the greatest weight, so that small ones make ties.
fn graphs(nodes: u32, edges: usize, most: i64) -> impl Strategy<Value = Graph> {
    (1..=nodes, 1..=nodes).prop_flat_map(move |(lefts, rights)| {
        let left = vec(0..=2_u32, lefts as usize);
        let ones = vec(Just(1_u32), lefts as usize);
        let right = vec(0..=3_u32, rights as usize);
        let edges = vec((0..lefts, 0..rights, -1..=most), 0..=edges);
        (prop_oneof![left, ones], right, edges).prop_map(|(left, right, mut edges)| {
            let mut seen = std::collections::BTreeSet::new();
            edges.retain(|&(left, right, _)| seen.insert((left, right)));
            Graph::from_triples(left, right, edges).expect("a graph")
        })
    })
}

fn solved(graph: &Graph, options: &Options) -> Assignment {
    let answer = maximize(graph, options).expect("nobody stops it");
    verify(graph, &answer).expect("optimal");
    answer
}

/// Towns of people and shifts that only know one another, so that there are components, with any weights.
fn towns(lefts: u32, rights: u32, room: u32, most: i64, towns: u32) -> Graph {
    let mut random = Pcg64Mcg::seed_from_u64(u64::from(lefts));
    let mut edges = Vec::new();
    for left in 0..lefts {
        let mut near: Vec<u32> =
            (0..8).map(|_| random.random_range(0..rights / towns) * towns + left % towns).collect();
        near.sort_unstable();
        near.dedup();
        edges.extend(near.into_iter().map(|right| (left, right, random.random_range(0..=most))));
    }
    Graph::from_triples(vec![1; lefts as usize], vec![room; rights as usize], edges).expect("a graph")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn small_graphs_as_by_brute_force(graph in graphs(5, 10, 4)) {
        prop_assert_eq!(solved(&graph, &Options::default()).value, oracle::brute_force(&graph));
    }

    #[test]
    fn any_start_leads_to_an_optimum(
        graph in graphs(5, 12, 20),
        garbage in vec(prop_oneof![-5_i64..30, Just(i64::MAX), Just(i64::MIN)], 0..7),
    ) {
        let warm = Prices { left: Vec::new(), right: garbage };
        prop_assert_eq!(solved(&graph, &Options::default().warm(&warm)).value, oracle::brute_force(&graph));
    }

    #[test]
    fn no_edge_of_weight_zero_or_less_is_chosen(graph in graphs(6, 20, 2)) {
        prop_assert!(solved(&graph, &Options::default()).edges().all(|edge| graph.weight(edge) > 0));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn medium_graphs_as_by_augmenting_paths(graph in prop_oneof![graphs(40, 300, 3), graphs(40, 300, 1_000_000)]) {
        prop_assert_eq!(solved(&graph, &Options::default()).value, oracle::augmenting_paths(&graph));
    }

    #[test]
    fn most_edges_first_then_the_best(graph in graphs(25, 120, 1_000)) {
        let big = 200_000_i64;
        let edges: Vec<(u32, u32, i64)> = triples(&graph).filter(|edge| edge.2 >= 0).collect();
        let plain = |weight: fn(i64, i64) -> i64| {
            let edges = edges.iter().map(|&(left, right, score)| (left, right, weight(score, big)));
            Graph::from_triples(graph.left().to_vec(), graph.right().to_vec(), edges).expect("a graph")
        };
        let both = plain(|score, big| big + score);
        let answer = solved(&both, &Options::default());
        prop_assert_eq!(answer.value, oracle::augmenting_paths(&both));
        let most = solved(&plain(|_, _| 1), &Options::default()).value;
        prop_assert_eq!(i128::try_from(answer.edges().count()).expect("few"), most);
    }

    #[test]
    fn warm_starts_after_changes(
        graph in graphs(30, 200, 1_000),
        changes in vec((any::<prop::sample::Index>(), -1_i64..1_000), 0..20),
    ) {
        prop_assume!(graph.edges() > 0);
        let before = solved(&graph, &Options::default());
        let mut graph = graph;
        for (edge, weight) in changes {
            graph.set_weight(edge.index(graph.edges()), weight).expect("a small weight");
        }
        let after = solved(&graph, &Options::default().warm(&before.prices));
        prop_assert_eq!(after.value, oracle::augmenting_paths(&graph));
    }
}

fn triples(graph: &Graph) -> impl Iterator<Item = (u32, u32, i64)> {
    (0_u32..)
        .take(graph.left().len())
        .flat_map(move |left| graph.edges_of(left).map(move |edge| (left, graph.target(edge), graph.weight(edge))))
}

#[test]
fn nothing_to_decide() {
    let empty = Graph::new(Vec::new(), Vec::new(), vec![0], Vec::new(), Vec::new()).expect("an empty graph");
    assert_eq!(solved(&empty, &Options::default()).value, 0);
    let lonely = Graph::from_triples(vec![1, 1], vec![3], []).expect("no edges");
    assert_eq!(solved(&lonely, &Options::default()).value, 0);
    let closed = Graph::from_triples(vec![0, 1], vec![1, 0], [(0, 0, 9), (1, 1, 9)]).expect("no room");
    assert_eq!(solved(&closed, &Options::default()).value, 0);
    let one = Graph::from_triples(vec![1], vec![1], [(0, 0, 9)]).expect("one edge");
    assert_eq!(solved(&one, &Options::default()).chosen, [true]);
}

#[test]
fn equal_weights_fill_as_much_as_can_be() {
    let graph = towns(600, 150, 3, 0, 5);
    let edges: Vec<_> = triples(&graph).map(|(left, right, _)| (left, right, 7)).collect();
    let graph = Graph::from_triples(graph.left().to_vec(), graph.right().to_vec(), edges).expect("a graph");
    assert_eq!(solved(&graph, &Options::default()).value, oracle::augmenting_paths(&graph));
}

#[test]
fn the_greatest_weights_do_not_overflow() {
    let mut edges: Vec<_> = triples(&towns(200, 40, 4, 1_000, 1)).collect();
    for edge in &mut edges {
        edge.2 = MAX_WEIGHT - edge.2;
    }
    let graph = Graph::from_triples(vec![1; 200], vec![4; 40], edges).expect("a graph");
    assert_eq!(solved(&graph, &Options::default()).value, oracle::augmenting_paths(&graph));
}

#[test]
fn prices_far_off_do_not_take_forever() {
    let plain = towns(3_000, 600, 4, 1_000, 2);
    let edges = triples(&plain).map(|(left, right, weight)| (left, right, weight + 1_000_000_000_000));
    let graph = Graph::from_triples(plain.left().to_vec(), plain.right().to_vec(), edges).expect("a graph");
    let value = solved(&graph, &Options::default()).value;
    for price in [0, 999_999_999_999, i64::MAX] {
        let warm = Prices { left: Vec::new(), right: vec![price; 600] };
        assert_eq!(solved(&graph, &Options::default().warm(&warm)).value, value);
    }
}

#[test]
fn threads_do_not_matter() {
    let pools = [1, 2].map(|threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads"));
    for graph in [towns(3_000, 800, 4, 1_000, 8), towns(5_000, 1_000, 4, 30, 1)] {
        let alone = solved(&graph, &Options::default());
        for pool in &pools {
            assert_eq!(solved(&graph, &Options::default().pool(pool)), alone);
        }
    }
}

#[test]
fn components_are_found() {
    let graph = towns(400, 80, 1, 1_000, 8);
    assert_eq!(Reduced::new(&graph).pieces(), 8);
    assert_eq!(solved(&graph, &Options::default()).value, oracle::augmenting_paths(&graph));
}

#[test]
fn somebody_stops_it() {
    let graph = towns(2_000, 400, 4, 1_000, 1);
    assert_eq!(maximize(&graph, &Options::default().cancel(&|| true)), Err(Stopped));
    let asked = AtomicUsize::new(0);
    let later = || asked.fetch_add(1, Ordering::Relaxed) > 1;
    assert_eq!(maximize(&graph, &Options::default().cancel(&later)), Err(Stopped));
    assert!(maximize(&graph, &Options::default().cancel(&|| false)).is_ok());
}
