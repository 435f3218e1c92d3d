//! Plans and bounds against brute force; every answer is verified.

mod refusals;

use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::{collection::vec, prelude::*, sample::select};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

use super::*;

/// A unit: its limits, its edges with their uses, and pairs that exclude one another.
type Unit = (Vec<i64>, Vec<(u32, i64, Vec<(u32, i64)>)>, Vec<(u32, u32)>);

fn unit(tasks: u32, edges: usize) -> impl Strategy<Value = Unit> {
    (0..3_usize, 0..=edges).prop_flat_map(move |(resources, edges)| {
        let limits = vec(0..10_i64, resources);
        let numbers: Vec<u32> = (0..u32::try_from(resources).expect("few")).collect();
        let uses = move || proptest::sample::subsequence(numbers.clone(), 0..=numbers.len());
        let rows = vec((0..tasks, -1..12_i64, uses(), vec(0..6_i64, 3)), edges);
        let ends = u32::try_from(edges).expect("few").max(1);
        (limits, rows, vec((0..ends, 0..ends), 0..=edges)).prop_map(|(limits, rows, clashes)| {
            let mut seen = std::collections::BTreeSet::new();
            let rows: Vec<_> = rows
                .into_iter()
                .filter(|row| seen.insert(row.0))
                .map(|(task, weight, uses, amounts)| (task, weight, uses.into_iter().zip(amounts).collect()))
                .collect();
            let fits = |&(one, other): &(u32, u32)| one != other && (one.max(other) as usize) < rows.len();
            let clashes = clashes.into_iter().filter(fits).collect();
            (limits, rows, clashes)
        })
    })
}

fn problems(units: usize, tasks: u32, edges: usize) -> impl Strategy<Value = Problem> {
    (vec(0..3_u32, tasks as usize), vec(unit(tasks, edges), 0..=units)).prop_map(|(capacities, units)| {
        let mut problem = Problem::new(capacities);
        for (limits, rows, clashes) in units {
            let edges: Vec<Edge> =
                rows.iter().map(|(task, weight, uses)| Edge { task: *task, weight: *weight, uses }).collect();
            problem.add_unit(&limits, &edges, &clashes).expect("a unit");
        }
        problem
    })
}

/// The best of all plans, edge by edge.
fn brute_force(problem: &Problem, edge: usize, chosen: &mut Vec<usize>) -> i128 {
    if edge == problem.edges() {
        return 0;
    }
    let without = brute_force(problem, edge + 1, chosen);
    let (unit, task) = (problem.unit(edge), problem.task(edge));
    let taken = chosen.iter().filter(|&&other| problem.task(other) == task).count();
    let clashes = chosen.iter().any(|&other| problem.clashes_of(edge).iter().any(|&clash| clash as usize == other));
    let within = problem.uses_of(edge).iter().all(|&(resource, amount)| {
        let own = chosen.iter().filter(|&&other| problem.unit(other) == unit);
        let used: i64 =
            own.flat_map(|&other| problem.uses_of(other)).filter(|uses| uses.0 == resource).map(|uses| uses.1).sum();
        used + amount <= problem.limits_of(unit)[resource as usize]
    });
    if taken >= problem.capacities()[task as usize] as usize || clashes || !within {
        return without;
    }
    chosen.push(edge);
    let with = i128::from(problem.weight(edge)) + brute_force(problem, edge + 1, chosen);
    chosen.pop();
    with.max(without)
}

fn solved(problem: &Problem, options: &Options) -> Answer {
    let answer = maximize(problem, options);
    verify(problem, &answer).expect("a plan and a bound");
    answer
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn small_problems_are_solved_to_the_end(problem in problems(4, 4, 4)) {
        let answer = solved(&problem, &Options::default());
        prop_assert_eq!(answer.value, brute_force(&problem, 0, &mut Vec::new()));
        prop_assert_eq!(answer.bound, answer.value);
    }

    #[test]
    fn the_best_is_never_outside_value_and_bound(problem in problems(3, 5, 5), steps in 0_usize..6) {
        let best = brute_force(&problem, 0, &mut Vec::new());
        let asked = AtomicUsize::new(0);
        let stop = || asked.fetch_add(1, Ordering::Relaxed) >= steps;
        let answer = solved(&problem, &Options::default().stop(&stop));
        prop_assert!(answer.value <= best && best <= answer.bound, "{} {best} {}", answer.value, answer.bound);
    }

    #[test]
    fn a_knapsack_of_many_items(
        rooms in 0..200_i64,
        items in vec((1..50_i64, 0..40_i64), 0..14),
        large in select(vec![1_i64, 10_000]),
    ) {
        // A large amount makes the solver branch instead of filling a table.
        let uses: Vec<[(u32, i64); 1]> = items.iter().map(|&(_, amount)| [(0, amount * large)]).collect();
        let edges: Vec<Edge> = (0..)
            .zip(&items)
            .zip(&uses)
            .map(|((task, &(weight, _)), uses)| Edge { task, weight, uses })
            .collect();
        let mut problem = Problem::new(vec![1; items.len()]);
        problem.add_unit(&[rooms * large], &edges, &[]).expect("a unit");
        let answer = solved(&problem, &Options::default());
        prop_assert_eq!(answer.value, brute_force(&problem, 0, &mut Vec::new()));
        prop_assert_eq!(answer.bound, answer.value);
    }
}

/// People who take up to three shifts of a day that do not overlap, within their hours.
fn day(people: u32, shifts: u32) -> Problem {
    let mut random = Pcg64Mcg::seed_from_u64(3);
    let times: Vec<(i64, i64)> = (0..shifts).map(|_| (random.random_range(0..16), random.random_range(2..8))).collect();
    let mut problem = Problem::new((0..shifts).map(|_| random.random_range(1..5)).collect());
    for _ in 0..people {
        let mut tasks: Vec<u32> = (0..12).map(|_| random.random_range(0..shifts)).collect();
        tasks.sort_unstable();
        tasks.dedup();
        let uses: Vec<[(u32, i64); 2]> = tasks.iter().map(|&task| [(0, 1), (1, times[task as usize].1)]).collect();
        let edges: Vec<Edge> = tasks
            .iter()
            .zip(&uses)
            .map(|(&task, uses)| Edge { task, weight: random.random_range(1..1_000), uses })
            .collect();
        let mut clashes = Vec::new();
        for (one, &first) in (0..).zip(&tasks) {
            for (other, &second) in (0..one).zip(&tasks) {
                let ((start, long), (later, longer)) = (times[first as usize], times[second as usize]);
                if start < later + longer && later < start + long {
                    clashes.push((one, other));
                }
            }
        }
        problem.add_unit(&[3, 10], &edges, &clashes).expect("a unit");
    }
    problem
}

#[test]
fn a_day_of_shifts_is_nearly_proven() {
    let problem = day(300, 60);
    let answer = solved(&problem, &Options::default());
    assert!((answer.bound - answer.value) * 200 < answer.value, "{} of {}", answer.value, answer.bound);
}

#[test]
fn threads_do_not_matter() {
    let problem = day(200, 80);
    let alone = solved(&problem, &Options::default());
    for threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        assert_eq!(solved(&problem, &Options::default().pool(&pool)), alone);
    }
}

#[test]
fn nothing_to_decide() {
    assert_eq!(solved(&Problem::new(Vec::new()), &Options::default()).value, 0);
    let mut closed = Problem::new(vec![0, 1]);
    closed
        .add_unit(&[1], &[Edge { task: 0, weight: 5, uses: &[] }, Edge { task: 1, weight: 5, uses: &[(0, 2)] }], &[])
        .expect("a unit");
    closed.add_unit(&[], &[], &[]).expect("a unit without edges");
    let answer = solved(&closed, &Options::default());
    assert_eq!((answer.value, answer.bound), (0, 0));
}

#[test]
fn the_greatest_weights_do_not_overflow() {
    let mut problem = Problem::new(vec![1, 1]);
    for weight in [MAX_UNIT_WEIGHT / 2, MAX_UNIT_WEIGHT / 2 - 1, 7] {
        let edge = |task| Edge { task, weight, uses: &[(0, MAX_AMOUNT / 2)] };
        problem.add_unit(&[MAX_AMOUNT], &[edge(0), edge(1)], &[]).expect("a unit");
    }
    let answer = solved(&problem, &Options::default());
    assert_eq!(answer.value, i128::from(MAX_UNIT_WEIGHT));
    assert_eq!(answer.bound, answer.value);
}

#[test]
fn stopping_at_once_gives_a_plan_and_a_bound() {
    let problem = day(100, 30);
    let answer = solved(&problem, &Options::default().stop(&|| true));
    assert!(answer.value > 0);
}

#[test]
fn hardly_anything_is_done_after_a_stop() {
    let problem = day(200, 40);
    for asks in [0, 3, 30, 300, 1_000] {
        let asked = AtomicUsize::new(0);
        let stop = || asked.fetch_add(1, Ordering::Relaxed) >= asks;
        solved(&problem, &Options::default().stop(&stop));
        let after = asked.into_inner().saturating_sub(asks + 1);
        assert!(after <= 12, "asked {after} times more after {asks}");
    }
}
