//! What of a record people search for.

use crate::{
    record::{Outlet, Placement, Posting, WorkerProfile},
    table::OccupationTable,
};

fn occupation_name(code: &str, occupations: &OccupationTable) -> Option<String> {
    occupations.find(code).map(|id| occupations.get(id).name.clone())
}

/// Title, employer, description and the occupation's name.
pub(super) fn of_posting(posting: &Posting, occupations: &OccupationTable) -> Vec<String> {
    let occupation = posting.occupational_category.as_deref().and_then(|code| occupation_name(code, occupations));
    let texts = [Some(&posting.title), posting.hiring_organization.as_ref(), posting.description.as_ref()];
    texts.into_iter().flatten().cloned().chain(occupation).collect()
}

/// The wish in words and the names of the occupations wished for.
pub(super) fn of_worker(worker: &WorkerProfile, occupations: &OccupationTable) -> Vec<String> {
    let names = worker.desired_occupations.iter().filter_map(|code| occupation_name(code, occupations));
    worker.wishes.iter().cloned().chain(names).collect()
}

/// The name.
pub(super) fn of_outlet(outlet: &Outlet, _: &OccupationTable) -> Vec<String> {
    vec![outlet.name.clone()]
}

/// Nothing: placements are found by their ids.
pub(super) fn of_placement(_: &Placement, _: &OccupationTable) -> Vec<String> {
    Vec::new()
}
