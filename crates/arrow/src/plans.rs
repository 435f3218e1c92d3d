//! Plans as Arrow columns.

use std::{path::Path, sync::Arc};

use arrow_array::{ArrayRef, BooleanArray, RecordBatch, UInt32Array};
use gigmatch::{Assignment, Nearest, Result, Unassigned, UnassignedReason, Unfilled, UnfilledReason};

use crate::{
    records::{cannot_write, create_parquet},
    tables::{OPTIONAL, REQUIRED, batch, lists, numbers, texts},
};

/// One row for each seat that a plan gives.
///
/// | column | type | meaning |
/// |---|---|---|
/// | `worker_id` | `Utf8` | the worker |
/// | `posting_id` | `Utf8` | the posting |
/// | `shifts` | `List<Utf8>` | the shift; several where they are taken all together, the empty id for an open-ended posting |
/// | `score` | `UInt32` | the score of the pair, 0 to 100,000,000 |
/// | `distance_m` | `UInt32`, nullable | metres from home to work |
/// | `pinned` | `Boolean` | whether the caller had given it |
pub fn assignments_to_batch(assignments: &[Assignment]) -> RecordBatch {
    let all = || assignments.iter();
    batch([
        ("worker_id", REQUIRED, texts(all().map(|seat| Some(seat.worker_id.as_str())))),
        ("posting_id", REQUIRED, texts(all().map(|seat| Some(seat.posting_id.as_str())))),
        ("shifts", REQUIRED, lists(all().map(|seat| Some(seat.shifts.as_slice())))),
        ("score", REQUIRED, Arc::new(UInt32Array::from_iter_values(all().map(|seat| seat.score)))),
        ("distance_m", OPTIONAL, small(all().map(|seat| seat.distance_m))),
        ("pinned", REQUIRED, Arc::new(all().map(|seat| Some(seat.pinned)).collect::<BooleanArray>())),
    ])
}

/// One row for each worker without a seat.
///
/// | column | type | meaning |
/// |---|---|---|
/// | `worker_id` | `Utf8` | the worker |
/// | `reason` | `Utf8` | `no_eligible_seat`, `seats_taken` or `not_worthwhile` |
/// | `posting_id` | `Utf8`, nullable | the posting that fits best |
/// | `shifts` | `List<Utf8>`, nullable | its shift that fits |
/// | `score` | `UInt32`, nullable | the score that the pair would have |
/// | `held_by` | `Utf8`, nullable | who has its last seat |
/// | `held_score` | `UInt32`, nullable | their score there |
/// | `scarce` | `Boolean`, nullable | whether they fit less well there, and other people's seats depend on it |
pub fn unassigned_to_batch(unassigned: &[Unassigned]) -> RecordBatch {
    let rows: Vec<UnassignedRow<'_>> = unassigned.iter().map(UnassignedRow::new).collect();
    let best = || rows.iter().map(|row| row.best);
    let holder = || rows.iter().map(|row| row.holder);
    batch([
        ("worker_id", REQUIRED, texts(unassigned.iter().map(|other| Some(other.worker_id.as_str())))),
        ("reason", REQUIRED, texts(rows.iter().map(|row| Some(row.reason)))),
        ("posting_id", OPTIONAL, texts(best().map(|best| best.map(|(posting, _, _)| posting)))),
        ("shifts", OPTIONAL, lists(best().map(|best| best.map(|(_, shifts, _)| shifts)))),
        ("score", OPTIONAL, small(best().map(|best| best.map(|(_, _, score)| score)))),
        ("held_by", OPTIONAL, texts(holder().map(|holder| holder.map(|(worker, _, _)| worker)))),
        ("held_score", OPTIONAL, small(holder().map(|holder| holder.map(|(_, score, _)| score)))),
        (
            "scarce",
            OPTIONAL,
            Arc::new(holder().map(|holder| holder.map(|(_, _, scarce)| scarce)).collect::<BooleanArray>()),
        ),
    ])
}

/// One row for each shift with seats left.
///
/// | column | type | meaning |
/// |---|---|---|
/// | `posting_id` | `Utf8` | the posting |
/// | `shifts` | `List<Utf8>` | the shift |
/// | `seats` | `UInt64` | seats left |
/// | `reason` | `Utf8` | `nobody_eligible`, `people_elsewhere`, `all_are_here`, `crew_too_small` or `not_worthwhile` |
/// | `worker_id` | `Utf8`, nullable | who would fit best and has another seat, or who comes nearest to being eligible |
/// | `score` | `UInt32`, nullable | the score that the pair would have, where it is eligible |
/// | `failed_rules` | `List<Utf8>`, nullable | what keeps whoever comes nearest from being eligible |
/// | `minimum_crew` | `UInt32`, nullable | the least crew, where it is not there |
pub fn unfilled_to_batch(unfilled: &[Unfilled]) -> RecordBatch {
    let reason = |unfilled: &Unfilled| match &unfilled.reason {
        UnfilledReason::NobodyEligible { .. } => "nobody_eligible",
        UnfilledReason::PeopleElsewhere { .. } => "people_elsewhere",
        UnfilledReason::AllAreHere => "all_are_here",
        UnfilledReason::CrewTooSmall { .. } => "crew_too_small",
        _ => "not_worthwhile",
    };
    let rules = |nearest: &Nearest| nearest.failures.iter().map(|failure| failure.rule.name().to_owned()).collect();
    let failed: Vec<Option<Vec<String>>> = unfilled.iter().map(|shift| nearest(shift).map(rules)).collect();
    let crew = |unfilled: &Unfilled| match unfilled.reason {
        UnfilledReason::CrewTooSmall { minimum_crew } => Some(minimum_crew),
        _ => None,
    };
    let worker = |shift| {
        let nearest = || nearest(shift).map(|nearest| nearest.worker_id.as_str());
        elsewhere(shift).map(|(worker, _)| worker).or_else(nearest)
    };
    batch([
        ("posting_id", REQUIRED, texts(unfilled.iter().map(|shift| Some(shift.posting_id.as_str())))),
        ("shifts", REQUIRED, lists(unfilled.iter().map(|shift| Some(shift.shifts.as_slice())))),
        ("seats", REQUIRED, numbers(unfilled.iter().map(|shift| shift.seats))),
        ("reason", REQUIRED, texts(unfilled.iter().map(|shift| Some(reason(shift))))),
        ("worker_id", OPTIONAL, texts(unfilled.iter().map(worker))),
        ("score", OPTIONAL, small(unfilled.iter().map(|shift| elsewhere(shift).map(|(_, score)| score)))),
        ("failed_rules", OPTIONAL, lists(failed.iter().map(Option::as_deref))),
        ("minimum_crew", OPTIONAL, small(unfilled.iter().map(crew))),
    ])
}

/// The reason of somebody without a seat as columns.
struct UnassignedRow<'a> {
    reason: &'a str,
    best: Option<(&'a str, &'a [String], u32)>,
    holder: Option<(&'a str, u32, bool)>,
}

impl<'a> UnassignedRow<'a> {
    fn new(unassigned: &'a Unassigned) -> Self {
        match &unassigned.reason {
            UnassignedReason::SeatsTaken { posting_id, shifts, score, held_by, held_score, scarce } => Self {
                reason: "seats_taken",
                best: Some((posting_id, shifts, *score)),
                holder: Some((held_by, *held_score, *scarce)),
            },
            UnassignedReason::NotWorthwhile { posting_id, shifts, score } => {
                Self { reason: "not_worthwhile", best: Some((posting_id, shifts, *score)), holder: None }
            }
            _ => Self { reason: "no_eligible_seat", best: None, holder: None },
        }
    }
}

/// Who comes nearest to an unfilled shift.
fn nearest(unfilled: &Unfilled) -> Option<&Nearest> {
    match &unfilled.reason {
        UnfilledReason::NobodyEligible { nearest } => nearest.as_ref(),
        _ => None,
    }
}

/// Who would fit an unfilled shift best and has another seat.
fn elsewhere(unfilled: &Unfilled) -> Option<(&str, u32)> {
    match &unfilled.reason {
        UnfilledReason::PeopleElsewhere { worker_id, score } => Some((worker_id, *score)),
        _ => None,
    }
}

fn small(values: impl Iterator<Item = Option<u32>>) -> ArrayRef {
    Arc::new(values.collect::<UInt32Array>())
}

/// Writes one table as a Parquet file.
///
/// # Errors
///
/// `io` where the file cannot be written.
pub fn write_table_parquet(path: impl AsRef<Path>, table: &RecordBatch) -> Result<()> {
    let path = path.as_ref();
    let mut writer = create_parquet(path, table.schema())?;
    writer.write(table).map_err(|source| cannot_write(path, source))?;
    writer.close().map_err(|source| cannot_write(path, source))?;
    Ok(())
}
