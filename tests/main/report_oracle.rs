//! Reports against counting record by record.

use std::sync::Arc;

use gigmatch::{
    Dimension, Engine, MatchOptions, Report, ReportOptions, ReportRow,
    record::{JobLocationType, KeyGroup, Placement, Vocabulary},
    table::{DivisionCode, DivisionLevel, DivisionTable},
};
use gigmatch_testkit::{
    oracle::{
        Market,
        areas::{is_in, is_labelled, start_of},
    },
    strategy::{Records, options, placements, records},
};
use proptest::prelude::*;

use crate::market::{Layout, filled};

/// The divisions of the strategies.
pub(crate) fn divisions() -> Arc<DivisionTable> {
    let rows = "code,name\n14,山西省\n1401,太原市\n140105,小店区\n140105001,坞城街道\n";
    Arc::new(DivisionTable::from_csv_text(rows).expect("the table is valid"))
}

pub(crate) fn with_placements(records: &Records, layout: Layout, placements: &[Placement]) -> Engine {
    let engine = filled(records, layout, 2);
    let mut writer = engine.writer().expect("the only writer");
    writer.add(placements.to_vec()).expect("placements");
    writer.commit().expect("a commit");
    drop(writer);
    engine
}

fn median(mut values: Vec<(u32, u64)>) -> Option<u32> {
    values.sort_unstable();
    let half = values.iter().map(|(_, weight)| weight).sum::<u64>().div_ceil(2);
    let mut passed = 0;
    values
        .into_iter()
        .find(|(_, weight)| {
            passed += weight;
            passed >= half
        })
        .map(|(value, _)| value)
}

/// The total row of an area that is no rest; provinces without records are not told of.
fn known_total<'a>(report: &'a Report, code: &str) -> Option<&'a ReportRow> {
    let area = report.areas.iter().position(|area| area.code == code && !area.is_rest)?;
    let mut rows = report.rows.iter().filter(|row| row.area as usize == area && row.dimension == Dimension::Total);
    Some(rows.next().expect("totals are always told"))
}

fn total<'a>(report: &'a Report, code: &str) -> &'a ReportRow {
    known_total(report, code).expect("the area is told of")
}

/// The sum of a measure over the rows of a dimension of the whole.
fn sum(report: &Report, dimension: Dimension, measure: impl Fn(&ReportRow) -> Option<u64>) -> u64 {
    report.rows.iter().filter(|row| row.area == 0 && row.dimension == dimension).filter_map(measure).sum()
}

fn unprotected(options: MatchOptions) -> ReportOptions {
    ReportOptions::new(options).by(DivisionLevel::Township).threshold(1).divisions(divisions()).eligible_pairs()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn totals_are_what_counting_gives(
        records in records(), options in options(), placements in placements(), chunk in 1_usize..9, stale: bool,
    ) {
        let market = Market::new(&records.postings, &records.workers, &options);
        let engine = with_placements(&records, Layout { chunk, reversed: false, stale }, &placements);
        let report = engine.snapshot().report(&unprotected(options.clone())).expect("the options are valid");
        for code in ["", "14", "1401", "140105", "140105001"] {
            let within = DivisionCode::parse(code);
            let seekers = market.seekers(within);
            let Some(row) = known_total(&report, code) else {
                prop_assert!(seekers.is_empty() && market.open_postings(within).is_empty());
                continue;
            };
            prop_assert_eq!(row.seekers, Some(seekers.len() as u64), "{}", code);
            let unserved = seekers.iter().filter(|worker| !market.is_served(worker)).count() as u64;
            prop_assert_eq!(row.unserved, Some(unserved));
            let registered = seekers.iter().filter(|worker| is_labelled(worker, KeyGroup::RegisteredUnemployed)).count();
            prop_assert_eq!(row.registered_unemployed, Some(registered as u64));

            let open = market.open_postings(within);
            prop_assert_eq!(row.postings, Some(open.len() as u64));
            prop_assert_eq!(row.headcount, Some(open.iter().map(|(_, headcount, _)| headcount).sum::<u64>()));
            prop_assert_eq!(row.seats_left, Some(open.iter().map(|(_, _, left)| left).sum::<u64>()));
            let eligible = |posting| {
                let workers = records.workers.iter();
                workers.filter(|worker| {
                    market.passes_filters(worker, posting) && market.is_eligible(worker, posting)
                })
                .count() as u64
            };
            prop_assert_eq!(row.eligible_pairs, Some(open.iter().map(|(posting, ..)| eligible(posting)).sum::<u64>()));

            let mut nearest = Vec::new();
            for worker in &seekers {
                let best = market.match_worker(worker).into_iter().next().filter(|best| {
                    let posting = records.postings.iter().find(|posting| posting.id == best.posting_id);
                    posting.is_some_and(|posting| posting.job_location_type == JobLocationType::OnSite)
                });
                nearest.extend(best.and_then(|best| best.distance_m).map(|metres| (metres, 1)));
            }
            prop_assert_eq!(row.median_distance_m, median(nearest));

            // Twelve weeks up to the one of `now`, by the Mondays of Shanghai.
            let zone = engine.normalizer().zone();
            let today = zone.to_datetime(options.now).date();
            let since_monday = i64::from(today.weekday().to_monday_zero_offset());
            let monday = |days: i64| {
                let day = today.checked_add(jiff::Span::new().days(days - since_monday)).expect("a day");
                day.to_zoned_datetime(zone.clone()).expect("a day").timestamp()
            };
            let weeks = monday(-77)..monday(7);
            let filled = placements.iter().filter(|placement| {
                let posting = records.postings.iter().find(|posting| posting.id == placement.posting_id);
                placement.status.holds_seat()
                    && records.workers.iter().any(|worker| worker.id == placement.worker_id)
                    && posting.is_some_and(|posting| is_in(posting.division.as_deref(), within))
                    && start_of(placement, &records.postings).is_some_and(|start| weeks.contains(&start))
            });
            prop_assert_eq!(row.filled, Some(filled.count() as u64));
        }
    }

    #[test]
    fn breakdowns_of_everything_add_up(records in records(), options in options(), placements in placements()) {
        let engine = with_placements(&records, Layout { chunk: 5, reversed: false, stale: false }, &placements);
        let report = engine.snapshot().report(&unprotected(options)).expect("the options are valid");
        let all = total(&report, "").clone();
        for dimension in [Dimension::Occupation, Dimension::PayBand, Dimension::Week] {
            prop_assert_eq!(sum(&report, dimension, |row| row.seekers), all.seekers.unwrap_or(0));
            prop_assert_eq!(sum(&report, dimension, |row| row.unserved), all.unserved.unwrap_or(0));
            prop_assert_eq!(sum(&report, dimension, |row| row.filled), all.filled.unwrap_or(0));
        }
        for dimension in [Dimension::Occupation, Dimension::WorkMode, Dimension::PayBand, Dimension::Week] {
            prop_assert_eq!(sum(&report, dimension, |row| row.postings), all.postings.unwrap_or(0));
            prop_assert_eq!(sum(&report, dimension, |row| row.headcount), all.headcount.unwrap_or(0));
            prop_assert_eq!(sum(&report, dimension, |row| row.seats_left), all.seats_left.unwrap_or(0));
        }
        for (group, _) in KeyGroup::WORDS {
            let told = report.rows.iter().find(|row| {
                row.area == 0 && row.dimension == Dimension::KeyGroup && row.value.as_deref() == Some(group.name())
            });
            let labelled = records.workers.iter().filter(|worker| is_labelled(worker, *group)).count() as u64;
            prop_assert!(told.map_or(0, |row| row.seekers.unwrap_or(0)) <= labelled);
        }
    }

    #[test]
    fn what_is_protected_adds_up_and_is_near(
        records in records(), options in options(), placements in placements(), threshold in 2_u32..6, seed in any::<u128>(),
    ) {
        let engine = with_placements(&records, Layout { chunk: 5, reversed: false, stale: false }, &placements);
        let snapshot = engine.snapshot();
        let told = snapshot.report(&unprotected(options.clone()).threshold(threshold).seed(seed)).expect("valid options");
        let again = snapshot.report(&unprotected(options.clone()).threshold(threshold).seed(seed)).expect("valid options");
        prop_assert_eq!(&told, &again);
        let truth = snapshot.report(&unprotected(options)).expect("valid options");
        let base = u64::from(threshold);
        let people: [fn(&ReportRow) -> Option<u64>; 6] = [
            |row| row.seekers,
            |row| row.unserved,
            |row| row.filled,
            |row| row.seats_left,
            |row| row.eligible_pairs,
            |row| row.registered_unemployed,
        ];
        for measure in people {
            for row in &told.rows {
                prop_assert_eq!(measure(row).unwrap_or(0) % base, 0);
            }
            // Along the tree, the rests included.
            for (place, area) in (0_u32..).zip(&told.areas) {
                let parts: Vec<u32> =
                    (0_u32..).zip(&told.areas).filter(|(_, part)| part.parent == Some(place)).map(|(part, _)| part).collect();
                let of = |place: u32| {
                    let mut rows = told.rows.iter().filter(|row| row.area == place && row.dimension == Dimension::Total);
                    rows.next().and_then(measure).unwrap_or(0)
                };
                if !parts.is_empty() {
                    prop_assert_eq!(of(place), parts.iter().map(|part| of(*part)).sum::<u64>(), "{:?}", area);
                }
            }
            // Seekers are of two populations, each less than the base away.
            let (shown, meant) = (measure(total(&told, "")).unwrap_or(0), measure(total(&truth, "")).unwrap_or(0));
            prop_assert!(shown.abs_diff(meant) < 2 * base, "{} {}", shown, meant);
        }
        for dimension in [Dimension::Occupation, Dimension::PayBand, Dimension::Week] {
            for measure in &people[..3] {
                prop_assert_eq!(sum(&told, dimension, measure), measure(total(&told, "")).unwrap_or(0));
            }
        }
        // A count that is told in two places is the same.
        let registered = told.rows.iter().find(|row| {
            row.area == 0 && row.value.as_deref() == Some(KeyGroup::RegisteredUnemployed.name())
        });
        prop_assert_eq!(
            total(&told, "").registered_unemployed.unwrap_or(0),
            registered.and_then(|row| row.seekers).unwrap_or(0)
        );
        // Postings are public.
        prop_assert_eq!(total(&told, "").postings, total(&truth, "").postings);
        // No id of a person is anywhere in it.
        let text = serde_json::to_string(&told.rows).expect("rows are plain data");
        prop_assert!(!text.contains("worker_id"));
    }
}
