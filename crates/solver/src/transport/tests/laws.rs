//! How the optimum moves with the graph.

use super::*;

/// The value of the optimum.
fn value(graph: &Graph) -> i128 {
    solved(graph, &Options::default()).value
}

/// All edges of a graph.
fn triples(graph: &Graph) -> Vec<(u32, u32, i64)> {
    let lefts = 0..index(graph.left().len());
    let row = |left| graph.edges_of(left).map(move |edge| (left, graph.target(edge), graph.weight(edge)));
    lefts.flat_map(row).collect()
}

/// A complete graph of so many people and places, each with room for one; weights make all of them matched.
fn square() -> impl Strategy<Value = (u32, Vec<i64>)> {
    (1_u32..9).prop_flat_map(|size| (Just(size), vec(1_000_000_i64..1_000_100, (size * size) as usize)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn weights_in_another_unit(graph in graphs(20, 100, 50), factor in 1_i64..1_000_000) {
        let scaled = triples(&graph).into_iter().map(|(left, right, weight)| (left, right, weight * factor));
        let scaled = Graph::from_triples(graph.left().to_vec(), graph.right().to_vec(), scaled).expect("a graph");
        prop_assert_eq!(value(&scaled), value(&graph) * i128::from(factor));
    }

    #[test]
    fn the_same_more_for_every_edge_of_a_full_matching((size, weights) in square(), more in 0_i64..1_000_000) {
        let graph = |more: i64| {
            let ends = (0..size).flat_map(|left| (0..size).map(move |right| (left, right)));
            let edges = ends.zip(&weights).map(|((left, right), weight)| (left, right, weight + more));
            let ones = vec![1; size as usize];
            Graph::from_triples(ones.clone(), ones, edges).expect("a graph")
        };
        prop_assert_eq!(value(&graph(more)), value(&graph(0)) + i128::from(size) * i128::from(more));
    }

    #[test]
    fn nodes_in_another_order(graph in graphs(20, 100, 50), turn in 0_u32..20) {
        let (lefts, rights) = (graph.left().len(), graph.right().len());
        let moved = |node: u32, nodes: usize| (node + turn) % index(nodes);
        let edges = triples(&graph).into_iter().rev();
        let edges = edges.map(|(left, right, weight)| (moved(left, lefts), moved(right, rights), weight));
        let (mut left, mut right) = (graph.left().to_vec(), graph.right().to_vec());
        left.rotate_right(turn as usize % lefts);
        right.rotate_right(turn as usize % rights);
        prop_assert_eq!(value(&Graph::from_triples(left, right, edges).expect("a graph")), value(&graph));
    }

    /// One more unit of capacity adds what its price is at most; one less costs that at least.
    #[test]
    fn prices_say_what_capacity_is_worth(graph in graphs(20, 100, 50), place: prop::sample::Index) {
        let answer = solved(&graph, &Options::default());
        let node = place.index(graph.right().len());
        let price = i128::from(answer.prices.right[node]);
        let with_room = |room: u32| {
            let mut right = graph.right().to_vec();
            right[node] = room;
            value(&Graph::from_triples(graph.left().to_vec(), right, triples(&graph)).expect("a graph"))
        };
        let room = graph.right()[node];
        prop_assert!((0..=price).contains(&(with_room(room + 1) - answer.value)));
        if room > 0 {
            prop_assert!(answer.value - with_room(room - 1) >= price);
        }
    }
}
