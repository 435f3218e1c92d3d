//! Filters made ready for rows.

use std::ops::Range;

use crate::{
    columns::{Packing, PostingRow, WorkerRow},
    filter::{Condition, Filter, Side},
    geo::Point,
    record::{Coordinates, JobLocationType, KeyGroup},
    table::{DivisionCode, OccupationId, OccupationTable},
};

/// Filters of both sides of a pair: codes looked up, points converted.
#[derive(Debug, Clone, Default)]
pub(crate) struct BoundFilters {
    worker: BoundConditions,
    posting: BoundConditions,
}

impl BoundFilters {
    pub(crate) fn new(filters: &[Filter], packing: &Packing) -> Self {
        let of = |side| filters.iter().filter(move |filter| filter.side == side).map(|filter| &filter.condition);
        Self {
            worker: BoundConditions::new(of(Side::Workers), packing),
            posting: BoundConditions::new(of(Side::Postings), packing),
        }
    }

    pub(crate) fn pass_worker(&self, worker: WorkerRow<'_>, occupations: &OccupationTable) -> bool {
        self.worker.pass_worker(worker, occupations)
    }

    pub(crate) fn pass_posting(&self, posting: PostingRow<'_>, occupations: &OccupationTable) -> bool {
        self.posting.pass_posting(posting, occupations)
    }
}

/// Conditions on records of one kind.
#[derive(Debug, Clone, Default)]
pub(crate) struct BoundConditions(Vec<Bound>);

#[derive(Debug, Clone)]
enum Bound {
    Division(DivisionCode),
    Radius(Point, u64),
    /// `None` where the code is not in the table: nothing matches.
    Occupation(Option<OccupationId>),
    OccupationInferred(bool),
    KeyGroup(KeyGroup),
    /// Fen at the upper end of the pay.
    PayPerHour(i128),
    WorkMode(JobLocationType),
    ValidAt(i64),
    /// The instants of a day.
    ShiftOn(Range<i64>),
}

impl Bound {
    fn new(condition: &Condition, packing: &Packing) -> Self {
        match condition {
            Condition::Division(code) => Self::Division(*code),
            Condition::Radius { longitude, latitude, metres } => Self::Radius(
                Point::from_wgs84(Coordinates::wgs84(*longitude, *latitude)),
                u64::from(*metres) * u64::from(*metres),
            ),
            Condition::Occupation(code) => Self::Occupation(packing.occupations.find(code)),
            Condition::OccupationInferred(inferred) => Self::OccupationInferred(*inferred),
            Condition::KeyGroup(group) => Self::KeyGroup(*group),
            Condition::PayPerHour(least) => Self::PayPerHour(i128::from(*least)),
            Condition::WorkMode(mode) => Self::WorkMode(*mode),
            Condition::ValidAt(time) => Self::ValidAt(time.as_millisecond()),
            Condition::ShiftOn(date) => Self::ShiftOn(packing.day_ms(*date)),
        }
    }

    /// Whether a place passes, where the condition is about places.
    fn pass_place(&self, point: Option<Point>, division: Option<DivisionCode>) -> Option<bool> {
        match self {
            Self::Division(code) => Some(division.is_some_and(|division| division.is_within(*code))),
            Self::Radius(centre, square) => Some(point.is_some_and(|point| point.distance_squared(*centre) <= *square)),
            _ => None,
        }
    }
}

impl BoundConditions {
    pub(crate) fn new<'a>(conditions: impl IntoIterator<Item = &'a Condition>, packing: &Packing) -> Self {
        Self(conditions.into_iter().map(|condition| Bound::new(condition, packing)).collect())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn pass_worker(&self, worker: WorkerRow<'_>, occupations: &OccupationTable) -> bool {
        self.0.iter().all(|bound| match bound {
            Bound::KeyGroup(group) => worker.is_in_group(*group),
            Bound::OccupationInferred(inferred) => worker.occupation_is_inferred() == *inferred,
            Bound::Occupation(wanted) => wanted
                .is_some_and(|wanted| worker.desired_occupations().any(|wish| occupations.is_within(wish, wanted))),
            _ => bound.pass_place(worker.point(), worker.division()).unwrap_or(false),
        })
    }

    pub(crate) fn pass_posting(&self, posting: PostingRow<'_>, occupations: &OccupationTable) -> bool {
        self.0.iter().all(|bound| match bound {
            Bound::Occupation(wanted) => wanted.is_some_and(|wanted| {
                posting.occupation().is_some_and(|occupation| occupations.is_within(occupation, wanted))
            }),
            Bound::OccupationInferred(inferred) => posting.occupation_is_inferred() == *inferred,
            Bound::PayPerHour(least) => posting.hourly_fen().is_some_and(|(_, upper)| upper >= *least),
            Bound::WorkMode(mode) => posting.location_type() == *mode,
            Bound::ValidAt(instant) => posting.is_open() && posting.valid_through() >= *instant,
            Bound::ShiftOn(day) => posting.works_on(day),
            _ => bound.pass_place(posting.point(), posting.division()).unwrap_or(false),
        })
    }

    /// Whether a record passes of which only the place is known.
    pub(crate) fn pass_place(&self, point: Option<Point>, division: Option<DivisionCode>) -> bool {
        self.0.iter().all(|bound| bound.pass_place(point, division).unwrap_or(false))
    }
}
