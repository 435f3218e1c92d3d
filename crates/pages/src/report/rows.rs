//! Finding rows and areas of a report.

use gigmatch::{Area, Dimension, Report, ReportRow};

/// The rows of an area in one breakdown.
pub(super) fn of(report: &Report, area: u32, dimension: Dimension) -> &[ReportRow] {
    let key = |row: &ReportRow| (row.area, row.dimension);
    let start = report.rows.partition_point(|row| key(row) < (area, dimension));
    let rest = &report.rows[start..];
    &rest[..rest.partition_point(|row| key(row) == (area, dimension))]
}

/// The row that tells of all of an area.
pub(super) fn total(report: &Report, area: u32) -> Option<&ReportRow> {
    of(report, area, Dimension::Total).first()
}

/// How many areas are around each area.
pub(super) fn depths(areas: &[Area]) -> Vec<usize> {
    let mut depths: Vec<usize> = Vec::with_capacity(areas.len());
    for area in areas {
        depths.push(area.parent.map_or(0, |parent| depths[parent as usize] + 1));
    }
    depths
}
