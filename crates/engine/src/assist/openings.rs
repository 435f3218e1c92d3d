//! What is open, by place.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use gigmatch_coverage::Sites;

use crate::{
    Error, ErrorCode, Result,
    areas::Areas,
    columns::{PostingRow, UNLIMITED, WorkerRow},
    geo::Point,
    rank::Question,
    report::{OpenPosting, open_postings},
    snapshot::RowRef,
    table::{DivisionLevel, DivisionTable},
};

/// Postings that take people and have seats left, with an index of where they are.
pub(super) struct Openings {
    /// By id bytes.
    pub(super) list: Vec<OpenPosting>,
    /// Those with a place, by their numbers in the list.
    placed: Vec<u32>,
    sites: Sites,
    /// Those that can be done from anywhere.
    remote: Vec<u32>,
    places: HashMap<RowRef, u32, RandomState>,
}

impl Openings {
    pub(super) fn new(question: &Question<'_>) -> Result<Self> {
        // Wherever they are.
        let everywhere = Areas::whole(&DivisionTable::default(), None, DivisionLevel::Province);
        let mut list = open_postings(question, &everywhere);
        list.retain(|posting| posting.seats_left > 0);
        let (mut placed, mut points, mut remote) = (Vec::new(), Vec::new(), Vec::new());
        for (number, open) in (0..).zip(&list) {
            let posting = question.inner.posting_row(open.at);
            if posting.is_remote() {
                remote.push(number);
            } else if let Some(point) = posting.point() {
                placed.push(number);
                points.push(point.vector());
            }
        }
        let radii = vec![0; points.len()];
        let sites = Sites::new(points, radii).map_err(|error| {
            Error::new(ErrorCode::InvalidOption, "the places of postings cannot be indexed").with_source(error)
        })?;
        let places = (0..).zip(&list).map(|(number, open)| (open.at, number)).collect();
        Ok(Self { list, placed, sites, remote, places })
    }

    pub(super) fn row<'a>(&self, question: &Question<'a>, number: u32) -> PostingRow<'a> {
        question.inner.posting_row(self.list[number as usize].at)
    }

    /// The number of a posting.
    pub(super) fn number(&self, at: RowRef) -> Option<u32> {
        self.places.get(&at).copied()
    }

    /// Those within reach of a worker, remote ones included, in rising order.
    pub(super) fn within_reach(&self, worker: WorkerRow<'_>, numbers: &mut Vec<u32>) {
        numbers.clear();
        numbers.extend(&self.remote);
        if let Some(point) = worker.point() {
            self.extend_within(point, worker.reach(), numbers);
        }
        numbers.sort_unstable();
    }

    /// Those within a distance of a point, without remote ones, in no order.
    pub(super) fn extend_within(&self, point: Point, metres: u32, numbers: &mut Vec<u32>) {
        if metres == UNLIMITED {
            numbers.extend(&self.placed);
        } else {
            let limit = u64::from(metres) * u64::from(metres);
            self.sites.within(point.vector(), limit, |site, _| numbers.push(self.placed[site as usize]));
        }
    }
}
