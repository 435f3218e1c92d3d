//! What is refused, and what `verify` finds.

use crate::transport::{Assignment, Graph, GraphError, MAX_WEIGHT, Options, Violation, maximize, verify};

fn answered() -> (Graph, Assignment) {
    let edges = [(0, 0, 5), (0, 1, 7), (1, 1, 6), (2, 1, 3), (2, 0, -2)];
    let graph = Graph::from_triples(vec![1, 1, 1], vec![1, 1], edges).expect("a graph");
    let answer = maximize(&graph, &Options::default()).expect("an answer");
    assert_eq!(verify(&graph, &answer), Ok(()));
    (graph, answer)
}

/// What `verify` says after the answer was changed.
fn tampered(change: impl FnOnce(&mut Assignment)) -> Violation {
    let (graph, mut answer) = answered();
    change(&mut answer);
    verify(&graph, &answer).expect_err("a changed answer")
}

#[test]
fn every_kind_of_tampering_is_found() {
    let is_shape = |violation| matches!(violation, Violation::Shape { .. });
    assert!(is_shape(tampered(|answer| answer.chosen.truncate(2))));
    assert!(is_shape(tampered(|answer| answer.prices.left.push(0))));
    assert!(is_shape(tampered(|answer| answer.prices.right.clear())));
    let taken_twice = tampered(|answer| {
        answer.chosen[1] = true;
        answer.value += 7;
    });
    assert_eq!(taken_twice, Violation::Capacity { side: "left", node: 0, taken: 2, room: 1 });
    let seated_twice = tampered(|answer| {
        answer.chosen[3] = true;
        answer.value += 3;
    });
    assert_eq!(seated_twice, Violation::Capacity { side: "right", node: 1, taken: 2, room: 1 });
    assert!(matches!(tampered(|answer| answer.prices.right[0] = -1), Violation::Price { side: "right", .. }));
    assert!(matches!(tampered(|answer| answer.prices.left[1] = i64::MIN), Violation::Price { side: "left", .. }));
    assert_eq!(tampered(|answer| answer.value += 1), Violation::Value { sum: 11, value: 12 });
    let worse = tampered(|answer| {
        answer.chosen.fill(false);
        answer.chosen[1] = true;
        answer.value = 7;
    });
    assert_eq!(worse, Violation::Gap { value: 7, bound: 11 });
    assert!(matches!(tampered(|answer| answer.prices.right[1] += 1), Violation::Gap { .. }));
    assert!(matches!(tampered(|answer| answer.prices.right.fill(0)), Violation::Gap { .. }));
    assert!(matches!(tampered(|answer| answer.prices.left[0] = i64::MAX), Violation::Gap { .. }));
}

#[test]
fn graphs_that_do_not_fit_together_are_refused() {
    let graph = |starts: &[u32], targets: &[u32], weights: &[i64]| {
        Graph::new(vec![1, 1], vec![1], starts.to_vec(), targets.to_vec(), weights.to_vec()).map(|graph| graph.edges())
    };
    assert_eq!(graph(&[0, 1, 2], &[0, 0], &[1, 2]), Ok(2));
    assert_eq!(graph(&[0, 2], &[0, 0], &[1, 2]), Err(GraphError::Starts { left: 2, starts: 2 }));
    assert_eq!(graph(&[0, 1, 2], &[0, 0], &[1]), Err(GraphError::Weights { targets: 2, weights: 1 }));
    for starts in [[1, 1, 2], [0, 2, 1], [0, 1, 1], [0, 1, 3]] {
        assert!(matches!(graph(&starts, &[0, 0], &[1, 2]), Err(GraphError::Row { .. })), "{starts:?}");
    }
    let nowhere = GraphError::Node { left: 1, right: 1, lefts: 2, rights: 1 };
    assert_eq!(graph(&[0, 1, 2], &[0, 1], &[1, 2]), Err(nowhere));
    assert_eq!(graph(&[0, 2, 2], &[0, 0], &[1, 2]), Err(GraphError::Duplicate { left: 0, right: 0 }));
    let empty = Graph::new(Vec::new(), vec![1], vec![1], vec![0], vec![1]);
    assert!(matches!(empty, Err(GraphError::Row { .. })));
    assert!(matches!(Graph::from_triples(vec![1], vec![1], [(4, 0, 1)]), Err(GraphError::Node { left: 4, .. })));
}

#[test]
fn weights_that_could_overflow_are_refused() {
    for weight in [i64::MAX, i64::MIN, MAX_WEIGHT + 1, -MAX_WEIGHT - 1] {
        let refused = Graph::from_triples(vec![1], vec![1], [(0, 0, weight)]);
        assert_eq!(refused, Err(GraphError::Weight { left: 0, right: 0, weight }));
        let mut graph = Graph::from_triples(vec![1, 1], vec![1], [(1, 0, 1)]).expect("a graph");
        assert_eq!(graph.set_weight(0, weight), Err(GraphError::Weight { left: 1, right: 0, weight }));
        assert_eq!(graph.weight(0), 1);
    }
    let greatest = Graph::from_triples(vec![9], vec![9], [(0, 0, MAX_WEIGHT)]).expect("just small enough");
    assert_eq!(maximize(&greatest, &Options::default()).expect("an answer").value, i128::from(MAX_WEIGHT));
}

#[test]
fn messages_say_what_was_given() {
    let row = Graph::new(vec![1], vec![1], vec![0, 2], vec![0], vec![1]).expect_err("a row too long");
    assert_eq!(
        row.to_string(),
        "the row of left node 0 goes from edge 0 to 2, but rows must follow one another up to 1"
    );
    let starts = Graph::new(vec![1], vec![1], vec![0], Vec::new(), Vec::new()).expect_err("a start is missing");
    assert_eq!(starts.to_string(), "1 left nodes need 2 starts of rows, given 1");
}
