//! The nearest outlets of each worker or posting.

use gigmatch_coverage::Near;
use rayon::prelude::*;

use super::{CircleRules, Outlets};
use crate::{Result, Side, Snapshot, geo::floor_sqrt, snapshot::RowRef};

/// The nearest outlets of many records, kept in columns: ids are looked up when a row is read.
///
/// Rows stand by the record's id bytes, then by distance; records and outlets whose place is not known have none.
#[derive(Clone)]
pub struct NearestTable {
    snapshot: Snapshot,
    side: Side,
    records: Vec<RowRef>,
    outlet_ids: Vec<String>,
    /// As many for each record, `most`.
    near: Vec<(u32, u32, bool)>,
    most: usize,
}

/// One record and one of its nearest outlets.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct NearestRow<'a> {
    /// The worker or posting.
    pub id: &'a str,
    /// From 1.
    pub rank: u32,
    /// The outlet.
    pub outlet_id: &'a str,
    /// How far it is, in metres.
    pub distance_m: u32,
    /// Whether the record is inside the outlet's circle.
    pub inside: bool,
}

impl Snapshot {
    /// The nearest outlets of every live worker or posting, at most `most` of each, and whether it is inside their circles.
    ///
    /// # Errors
    ///
    /// `index.damaged` or `io` where the index cannot be read.
    pub fn nearest_outlets(&self, side: Side, most: usize, circles: &CircleRules) -> Result<NearestTable> {
        let inner = &*self.0;
        let outlets = Outlets::new(self, circles, &self.divisions(None))?;
        let point = |at: RowRef| match side {
            Side::Workers => inner.worker_row(at).point(),
            Side::Postings => inner.posting_row(at).point(),
        };
        let mut records = inner.rows_by_id(side.kind());
        records.retain(|at| point(*at).is_some());
        let most = most.min(outlets.sites.len());
        let of = |at: &RowRef| -> Vec<(u32, u32, bool)> {
            let near = point(*at).map(|point| outlets.sites.nearest(point.vector(), most)).unwrap_or_default();
            let told = |near: Near| (near.site, floor_sqrt(near.distance_squared), outlets.sites.reaches(near));
            near.into_iter().map(told).collect()
        };
        let near = inner.pool.install(|| records.par_iter().flat_map_iter(of).collect());
        Ok(NearestTable { snapshot: self.clone(), side, records, outlet_ids: outlets.ids, near, most })
    }
}

impl NearestTable {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.near.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.near.is_empty()
    }

    /// One row.
    ///
    /// # Panics
    ///
    /// Where `index` is not below [`len`](Self::len).
    pub fn row(&self, index: usize) -> NearestRow<'_> {
        let (site, distance_m, inside) = self.near[index];
        let at = self.records[index / self.most];
        NearestRow {
            id: self.snapshot.0.id_of(self.side.kind(), at),
            rank: u32::try_from(index % self.most + 1).unwrap_or(u32::MAX),
            outlet_id: &self.outlet_ids[site as usize],
            distance_m,
            inside,
        }
    }

    /// All rows, in order.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = NearestRow<'_>> + '_ {
        (0..self.len()).map(|index| self.row(index))
    }
}

impl std::fmt::Debug for NearestTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NearestTable")
            .field("records", &self.records.len())
            .field("rows", &self.len())
            .finish_non_exhaustive()
    }
}
