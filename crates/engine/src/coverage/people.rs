//! The people whose circles are looked at.

use rayon::prelude::*;

use super::is_urban;
use crate::{
    Snapshot,
    areas::Areas,
    counts::{Told, narrow},
    geo::Point,
    groups::Membership,
    record::{KeyGroup, RecordKind, Vocabulary},
    snapshot::RowRef,
    table::{DivisionCode, DivisionTable},
};

/// Whether a home is in town, by the places of its groups less one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Urban,
    Rural,
    Unknown,
}

/// An active worker whose home is known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Person {
    pub(super) at: RowRef,
    pub(super) leaf: u32,
    pub(super) division: Option<DivisionCode>,
    pub(super) place: Place,
    pub(super) key_groups: u16,
}

const KEY_GROUPS: usize = KeyGroup::WORDS.len();

/// How many categories each breakdown has: town and country, and each key group.
pub(super) fn widths() -> Vec<usize> {
    let mut widths = vec![3];
    widths.extend([2; KEY_GROUPS]);
    widths
}

impl Person {
    /// The category in each breakdown.
    pub(super) fn categories(self) -> impl Iterator<Item = u32> {
        let groups = self.key_groups;
        std::iter::once(self.place as u32).chain((0..KEY_GROUPS).map(move |group| u32::from(groups >> group & 1)))
    }

    /// The places of the groups told of that the person is in.
    pub(super) fn groups_told(self) -> impl Iterator<Item = u32> {
        let groups = self.key_groups;
        let of_key = (0..narrow(KEY_GROUPS)).filter(move |group| groups >> group & 1 == 1).map(|group| 4 + group);
        [0, 1 + self.place as u32].into_iter().chain(of_key)
    }
}

/// The count of the group told of at a place.
pub(super) fn told(told: &Told, area: u32, group: u32) -> u64 {
    match group {
        0 => told.total(area),
        1..=3 => told.count(0, area, group - 1),
        _ => told.count(group as usize - 3, area, 1),
    }
}

/// The active workers whose home is known, in the order of their rows.
#[derive(Default)]
pub(super) struct People {
    /// Those of the areas.
    pub(super) list: Vec<Person>,
    /// Where they live, and behind them where those of elsewhere do, who share the same outlets.
    pub(super) points: Vec<[i32; 3]>,
    /// How many of the areas there are whose home is not known.
    pub(super) without_place: u64,
}

pub(super) fn people(snapshot: &Snapshot, areas: &Areas, membership: &Membership<'_>, table: &DivisionTable) -> People {
    const ROWS_PER_TASK: usize = 16_384;
    let inner = &*snapshot.0;
    let rows = inner.live_rows(RecordKind::Worker);
    let task = |rows: &[RowRef]| {
        let (mut people, mut elsewhere) = (People::default(), Vec::new());
        // Neighbours mostly live in one division, whose area and kind are then known.
        let mut last = (None, areas.leaf(None), Place::Unknown);
        for at in rows {
            let worker = inner.worker_row(*at);
            if !worker.is_active() {
                continue;
            }
            let division = worker.division();
            if division != last.0 {
                last = (division, areas.leaf(division), is_urban(table, division));
            }
            match (last.1, worker.point()) {
                (Some(leaf), Some(point)) => {
                    let key_groups = membership.groups(worker);
                    people.list.push(Person { at: *at, leaf, division, place: last.2, key_groups });
                    people.points.push(point.vector());
                }
                (Some(_), None) => people.without_place += 1,
                (None, point) => elsewhere.extend(point.map(Point::vector)),
            }
        }
        (people, elsewhere)
    };
    let parts: Vec<_> = rows.par_chunks(ROWS_PER_TASK).map(task).collect();
    let mut people = People::default();
    people.list.reserve_exact(rows.len());
    people.points.reserve_exact(rows.len());
    let mut all_elsewhere = Vec::new();
    for (some, elsewhere) in parts {
        people.list.extend(some.list);
        people.points.extend(some.points);
        people.without_place += some.without_place;
        all_elsewhere.extend(elsewhere);
    }
    people.points.extend(all_elsewhere);
    people
}
