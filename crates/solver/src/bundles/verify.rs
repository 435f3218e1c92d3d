//! The check of an answer, by itself.

use std::collections::BTreeMap;

use thiserror::Error;

use super::{Answer, Problem};

/// What is wrong with an answer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Violation {
    /// The answer is of another problem.
    #[error("the answer has {given} {what}, the problem {expected}")]
    Shape {
        /// What is counted.
        what: &'static str,
        /// How many the answer has.
        given: usize,
        /// How many the problem has.
        expected: usize,
    },
    /// A task is taken too often.
    #[error("task {task} is taken {taken} times and has room for {room}")]
    Capacity {
        /// The task.
        task: usize,
        /// How often it is taken.
        taken: u32,
        /// Its capacity.
        room: u32,
    },
    /// A unit uses too much of a resource.
    #[error("unit {unit} uses {used} of resource {resource}, the limit is {limit}")]
    Limit {
        /// The unit.
        unit: u32,
        /// The resource, among those of the unit.
        resource: usize,
        /// What its edges use.
        used: i64,
        /// What it has.
        limit: i64,
    },
    /// Two chosen edges exclude one another.
    #[error("edges {one} and {other} exclude one another")]
    Clash {
        /// The first.
        one: usize,
        /// The second.
        other: usize,
    },
    /// A price is below zero, or the scale is not above it.
    #[error("task {task} has the price {price}, which is below 0")]
    Price {
        /// The task.
        task: usize,
        /// Its price.
        price: i64,
    },
    /// The value is not the sum of the chosen weights.
    #[error("the chosen edges weigh {sum}, the answer says {value}")]
    Value {
        /// The sum of the weights.
        sum: i128,
        /// The answer's value.
        value: i128,
    },
    /// The prices do not prove what the answer says.
    #[error("the prices prove a bound of {proven}, the answer says {given}")]
    Bound {
        /// What the prices prove.
        proven: i128,
        /// What the answer says.
        given: i128,
    },
    /// Value, bound and what the prices prove must not fall in this order.
    #[error("the value {value}, the bound {bound} and what the prices prove, {by_prices}, are not in order")]
    Order {
        /// The answer's value.
        value: i128,
        /// Its bound.
        bound: i128,
        /// What its prices prove.
        by_prices: i128,
    },
}

/// Checks that an answer can be carried out, and proves its bound again from its prices.
///
/// That is [`Answer::by_prices`]; [`Answer::bound`] can be lower, as branching lowers it, and is then checked only for
/// not being below the value. This function shares no code with the solver. It looks at every bundle of a unit that is
/// not outdone by another, which takes long where a unit has dozens of edges with several resources.
///
/// # Errors
///
/// The first [`Violation`] found.
pub fn verify(problem: &Problem, answer: &Answer) -> Result<(), Violation> {
    for (what, given, expected) in
        [("edges", answer.chosen.len(), problem.edges()), ("prices", answer.prices.len(), problem.capacities().len())]
    {
        if given != expected {
            return Err(Violation::Shape { what, given, expected });
        }
    }
    check_choice(problem, answer)?;
    let mut bound = 0_i128;
    for (task, (&price, &room)) in answer.prices.iter().zip(problem.capacities()).enumerate() {
        if price < 0 || answer.scale < 1 {
            return Err(Violation::Price { task, price });
        }
        bound += i128::from(price) * i128::from(room);
    }
    let mut unit = 0;
    while (unit as usize) < problem.units() {
        bound += best_bundle(problem, answer, unit);
        unit += 1;
    }
    let proven = bound.div_euclid(i128::from(answer.scale.max(1)));
    if proven != answer.by_prices {
        return Err(Violation::Bound { proven, given: answer.by_prices });
    }
    if answer.value > answer.bound || answer.bound > proven {
        return Err(Violation::Order { value: answer.value, bound: answer.bound, by_prices: proven });
    }
    Ok(())
}

fn check_choice(problem: &Problem, answer: &Answer) -> Result<(), Violation> {
    let mut taken = vec![0; problem.capacities().len()];
    let mut sum = 0;
    let mut unit = 0;
    while (unit as usize) < problem.units() {
        let limits = problem.limits_of(unit);
        let mut used = vec![0; limits.len()];
        for edge in problem.edges_of(unit).filter(|&edge| answer.chosen[edge]) {
            sum += i128::from(problem.weight(edge));
            taken[problem.task(edge) as usize] += 1;
            for &(resource, amount) in problem.uses_of(edge) {
                used[resource as usize] += amount;
            }
            if let Some(&other) = problem.clashes_of(edge).iter().find(|&&other| answer.chosen[other as usize]) {
                return Err(Violation::Clash { one: edge, other: other as usize });
            }
        }
        for (resource, (&used, &limit)) in used.iter().zip(limits).enumerate() {
            if used > limit {
                return Err(Violation::Limit { unit, resource, used, limit });
            }
        }
        unit += 1;
    }
    for (task, (&taken, &room)) in taken.iter().zip(problem.capacities()).enumerate() {
        if taken > room {
            return Err(Violation::Capacity { task, taken, room });
        }
    }
    if sum == answer.value { Ok(()) } else { Err(Violation::Value { sum, value: answer.value }) }
}

/// The most that a unit can gain at the answer's prices: for all it can have used and excluded, edge by edge, the best
/// it can have gained.
fn best_bundle(problem: &Problem, answer: &Answer, unit: u32) -> i128 {
    let limits = problem.limits_of(unit);
    let mut states: BTreeMap<(Vec<i64>, Vec<u32>), i128> = BTreeMap::new();
    states.insert((vec![0; limits.len()], Vec::new()), 0);
    for edge in problem.edges_of(unit) {
        let price = answer.prices[problem.task(edge) as usize];
        let profit = i128::from(problem.weight(edge)) * i128::from(answer.scale) - i128::from(price);
        if profit <= 0 {
            continue;
        }
        let mut more = Vec::new();
        for ((used, excluded), gained) in &states {
            let mut used = used.clone();
            for &(resource, amount) in problem.uses_of(edge) {
                used[resource as usize] += amount;
            }
            let fits = used.iter().zip(limits).all(|(used, limit)| used <= limit);
            if fits && excluded.iter().all(|&other| other as usize != edge) {
                let later = problem.clashes_of(edge).iter().filter(|&&other| other as usize > edge);
                let mut excluded: Vec<u32> = excluded.iter().chain(later).copied().collect();
                excluded.sort_unstable();
                excluded.dedup();
                more.push(((used, excluded), gained + profit));
            }
        }
        for (state, gained) in more {
            let best = states.entry(state).or_insert(gained);
            *best = gained.max(*best);
        }
        // What is excluded no longer matters once its turn is over.
        states =
            std::mem::take(&mut states).into_iter().fold(BTreeMap::new(), |mut states, ((used, excluded), gained)| {
                let later = excluded.into_iter().filter(|&other| other as usize > edge).collect();
                let best = states.entry((used, later)).or_insert(gained);
                *best = gained.max(*best);
                states
            });
    }
    states.into_values().max().unwrap_or(0)
}
