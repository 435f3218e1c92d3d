//! What is refused, and what `verify` finds.

use crate::bundles::{
    Answer, Edge, MAX_AMOUNT, MAX_UNIT_WEIGHT, Options, Problem, ProblemError, Violation, maximize, verify,
};

/// Two units of which the first cannot take both tasks for want of hours, the second because they exclude one another.
fn answered() -> (Problem, Answer) {
    let mut problem = Problem::new(vec![1, 1]);
    let edges = |first, second| {
        [Edge { task: 0, weight: first, uses: &[(0, 3)] }, Edge { task: 1, weight: second, uses: &[(0, 4)] }]
    };
    problem.add_unit(&[5], &edges(5, 4), &[]).expect("a unit");
    problem.add_unit(&[9], &edges(3, 6), &[(0, 1)]).expect("a unit");
    let answer = maximize(&problem, &Options::default());
    assert_eq!((answer.value, answer.chosen.as_slice()), (11, [true, false, false, true].as_slice()));
    assert_eq!(verify(&problem, &answer), Ok(()));
    (problem, answer)
}

fn tampered(change: impl FnOnce(&mut Answer)) -> Violation {
    let (problem, mut answer) = answered();
    change(&mut answer);
    verify(&problem, &answer).expect_err("a changed answer")
}

#[test]
fn every_kind_of_tampering_is_found() {
    assert!(matches!(tampered(|answer| answer.chosen.truncate(1)), Violation::Shape { what: "edges", .. }));
    assert!(matches!(tampered(|answer| answer.prices.push(0)), Violation::Shape { what: "prices", .. }));
    let twice = tampered(|answer| answer.chosen = vec![true, false, true, false]);
    assert_eq!(twice, Violation::Capacity { task: 0, taken: 2, room: 1 });
    let too_long = tampered(|answer| answer.chosen = vec![true, true, false, false]);
    assert_eq!(too_long, Violation::Limit { unit: 0, resource: 0, used: 7, limit: 5 });
    let overlapping = tampered(|answer| answer.chosen = vec![false, false, true, true]);
    assert_eq!(overlapping, Violation::Clash { one: 2, other: 3 });
    assert!(matches!(tampered(|answer| answer.prices[0] = -1), Violation::Price { task: 0, price: -1 }));
    assert!(matches!(tampered(|answer| answer.scale = 0), Violation::Price { .. }));
    assert_eq!(tampered(|answer| answer.value = 12), Violation::Value { sum: 11, value: 12 });
    assert!(matches!(tampered(|answer| answer.by_prices += 1), Violation::Bound { .. }));
    assert!(matches!(tampered(|answer| answer.prices.fill(i64::MAX)), Violation::Bound { .. }));
    assert!(matches!(tampered(|answer| answer.bound = 10), Violation::Order { bound: 10, .. }));
    assert!(matches!(tampered(|answer| answer.bound += 1_000), Violation::Order { .. }));
}

#[test]
fn units_that_do_not_fit_are_refused_whole() {
    let mut problem = Problem::new(vec![1, 1]);
    let edge = |task, weight, uses| Edge { task, weight, uses };
    let before = problem.clone();
    let mut refused = |limits: &[i64], edges: &[Edge], clashes: &[(u32, u32)]| {
        let error = problem.add_unit(limits, edges, clashes).expect_err("a bad unit");
        assert_eq!(problem, before);
        error
    };
    assert_eq!(refused(&[-1], &[], &[]), ProblemError::Amount { what: "a limit", given: -1 });
    let given = MAX_AMOUNT + 1;
    assert_eq!(refused(&[given], &[], &[]), ProblemError::Amount { what: "a limit", given });
    let amount = refused(&[1], &[edge(0, 1, &[(0, -3)])], &[]);
    assert_eq!(amount, ProblemError::Amount { what: "an amount", given: -3 });
    assert_eq!(refused(&[], &[edge(2, 1, &[])], &[]), ProblemError::Task { edge: 0, task: 2, tasks: 2 });
    assert_eq!(refused(&[], &[edge(1, 1, &[]), edge(1, 2, &[])], &[]), ProblemError::Duplicate { task: 1 });
    let resource = ProblemError::Resource { edge: 0, resource: 1, resources: 1 };
    assert_eq!(refused(&[1], &[edge(0, 1, &[(1, 1)])], &[]), resource);
    let twice = ProblemError::Resource { edge: 0, resource: 0, resources: 1 };
    assert_eq!(refused(&[1], &[edge(0, 1, &[(0, 1), (0, 1)])], &[]), twice);
    assert_eq!(refused(&[], &[edge(0, 1, &[])], &[(0, 0)]), ProblemError::Clash { one: 0, other: 0, edges: 1 });
    assert_eq!(refused(&[], &[edge(0, 1, &[])], &[(0, 1)]), ProblemError::Clash { one: 0, other: 1, edges: 1 });
    let sum = i128::from(MAX_UNIT_WEIGHT) + 1;
    let heavy = [edge(0, MAX_UNIT_WEIGHT, &[]), edge(1, -1, &[])];
    assert_eq!(refused(&[], &heavy, &[]), ProblemError::Weight { sum });
    assert_eq!(
        ProblemError::Weight { sum }.to_string(),
        "the weights of a unit add up to 1125899906842625, beyond 1125899906842624"
    );
}
