//! The table of all places.

use std::collections::HashMap;

use gigmatch::{Area, Coverage, CoverageGroup, Report, table::DivisionLevel};
use gigmatch_phrases::{Measure, division_level};

use super::{
    context::{MeasureId, Tree, TreeRow},
    rows,
};
use crate::{names, text::Text};

/// How many rows are open at first, at most, beyond the parts of the place itself.
const MOST_OPEN: usize = 200;

/// Every place of the report with its measures, and its share inside circles where that is known.
pub(super) fn tree(report: &Report, coverage: Option<&Coverage>) -> Tree {
    let depths = rows::depths(&report.areas);
    let has_pairs = report.rows.iter().any(|row| row.pairs_per_seat.is_some());
    let columns: Vec<Measure> = [
        Measure::Seekers,
        Measure::Unserved,
        Measure::RegisteredUnemployed,
        Measure::Postings,
        Measure::Headcount,
        Measure::SeatsLeft,
        Measure::JobToSeekerRatio,
        Measure::PairsPerSeat,
        Measure::MedianPay,
        Measure::MedianDistance,
        Measure::Filled,
        Measure::InsideShare,
    ]
    .into_iter()
    .filter(|measure| match measure {
        Measure::PairsPerSeat => has_pairs,
        Measure::InsideShare => coverage.is_some(),
        _ => true,
    })
    .collect();
    let shares = coverage.map(shares).unwrap_or_default();
    let row = |((place, area), depth): ((u32, &Area), &usize)| {
        let total = rows::total(report, place);
        let value = |measure: &Measure| match measure {
            Measure::InsideShare => shares.get(&key(area)).copied(),
            measure => measure.of_report(total?),
        };
        let values = columns.iter().map(value).collect();
        TreeRow { code: area.code.clone(), name: names::area(area), depth: *depth, values }
    };
    let rows = (0..).zip(&report.areas).zip(&depths).map(row).collect();
    Tree {
        levels: levels(&report.areas, &depths),
        open: open(&depths),
        rows,
        columns: columns.into_iter().map(MeasureId).collect(),
    }
}

/// What finds an area in another answer.
fn key(area: &Area) -> (&str, bool) {
    (&area.code, area.is_rest)
}

/// The share of each area's people inside circles.
fn shares(coverage: &Coverage) -> HashMap<(&str, bool), f64> {
    let all = coverage.rows.iter().filter(|row| row.group == CoverageGroup::All);
    all.filter_map(|row| Some((key(&coverage.areas[row.area as usize]), row.share?))).collect()
}

/// What the areas of each depth are called, by the first of each.
fn levels(areas: &[Area], depths: &[usize]) -> Vec<Text> {
    let deepest = depths.iter().copied().max().unwrap_or(0);
    let level = |depth: usize| {
        let mut here = areas.iter().zip(depths).filter(|(area, at)| **at == depth && !area.is_rest);
        let level: Option<DivisionLevel> = here.next().and_then(|(area, _)| area.level);
        level.map_or_else(|| Text::of("全部", "all"), |level| Text::told(|lang| division_level(level, lang)))
    };
    (0..=deepest).map(level).collect()
}

/// The depth down to which rows are open at first.
fn open(depths: &[usize]) -> usize {
    let deepest = depths.iter().copied().max().unwrap_or(0);
    let shown = |depth: usize| depths.iter().filter(|at| **at <= depth).count();
    (2..=deepest).take_while(|depth| shown(*depth) <= MOST_OPEN).last().unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_open_than_can_be_looked_over() {
        let depths = |parts: usize| [vec![0], vec![1; parts], vec![2; parts * 10]].concat();
        assert_eq!((open(&depths(11)), open(&depths(31)), open(&[0])), (2, 1, 1));
    }
}
