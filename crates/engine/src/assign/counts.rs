//! Seats by occupation, people by key group.

use std::collections::BTreeMap;

use super::{
    edges::Edge,
    market::Market,
    plan::{KeyGroupSeats, OccupationSeats},
};
use crate::record::{KeyGroup, Vocabulary};

pub(super) fn by_occupation(market: &Market<'_>, given: &[Edge]) -> Vec<OccupationSeats> {
    let occupations = &market.inner.packing.occupations;
    let code = |task: u32| {
        let occupation = market.posting(market.task(task).posting).occupation();
        occupation.map(|occupation| occupations.get(occupation).code.as_str())
    };
    // None last: whether there is no code comes first in the key.
    let mut counts: BTreeMap<(bool, Option<&str>), (u64, u64)> = BTreeMap::new();
    for (number, task) in (0..).zip(&market.tasks) {
        let code = code(number);
        counts.entry((code.is_none(), code)).or_default().0 += u64::from(task.seats);
    }
    for edge in given {
        let code = code(edge.task);
        counts.entry((code.is_none(), code)).or_default().1 += 1;
    }
    let seats = |((_, code), (seats, filled)): ((bool, Option<&str>), (u64, u64))| OccupationSeats {
        code: code.map(str::to_owned),
        name: code.and_then(|code| Some(occupations.get(occupations.find(code)?).name.clone())),
        seats,
        filled,
    };
    counts.into_iter().map(seats).collect()
}

/// `assigned` are those with a seat, each once.
pub(super) fn by_key_group(market: &Market<'_>, assigned: &[u32]) -> Vec<KeyGroupSeats> {
    let groups = KeyGroup::WORDS.iter().map(|(group, _)| *group);
    let counted = groups.map(|group| {
        let is_in = |worker: u32| market.worker(worker).is_in_group(group);
        let workers = market.workers.iter().filter(|at| market.inner.worker_row(**at).is_in_group(group)).count();
        let assigned = assigned.iter().filter(|worker| is_in(**worker)).count();
        KeyGroupSeats { group, workers: workers as u64, assigned: assigned as u64 }
    });
    counted.filter(|seats| seats.workers > 0).collect()
}
