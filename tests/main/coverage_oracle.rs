//! Service circles against every worker and every outlet.

use gigmatch::{
    CircleRules, Coverage, CoverageGroup, CoverageOptions, CoverageRow, Engine, Side,
    geo::Point,
    record::{KeyGroup, Outlet, WorkerProfile, WorkerStatus},
    table::{DivisionCode, DivisionLevel},
};
use gigmatch_testkit::{
    oracle::areas::{circles, is_in, is_labelled},
    strategy::{NOW_MS, Records, outlets, records},
};
use proptest::prelude::*;

use crate::{
    market::{Layout, filled},
    report_oracle::divisions,
};

fn with_outlets(records: &Records, layout: Layout, outlets: &[Outlet]) -> Engine {
    let engine = filled(records, layout, 2);
    let mut writer = engine.writer().expect("the only writer");
    writer.add(outlets.to_vec()).expect("outlets");
    writer.commit().expect("a commit");
    drop(writer);
    engine
}

fn options() -> CoverageOptions {
    let now = gigmatch::record::Timestamp::from_millisecond(NOW_MS).expect("a time");
    let mut options = CoverageOptions::at(now).by(DivisionLevel::Township).threshold(1).divisions(divisions());
    options.list_outside = true;
    options
}

type IsIn = fn(&WorkerProfile) -> bool;

/// By GB/T 10114: the only township of the table is a street.
fn is_urban(division: Option<&str>) -> bool {
    division == Some("140105001")
}

fn radius(outlet: &Outlet) -> u32 {
    CircleRules::default().radius_m(outlet, is_urban(outlet.division.as_deref()))
}

fn row<'a>(coverage: &'a Coverage, code: &str, group: CoverageGroup) -> Option<&'a CoverageRow> {
    let area = coverage.areas.iter().position(|area| area.code == code && !area.is_rest)?;
    coverage.rows.iter().find(|row| row.area as usize == area && row.group == group)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(80))]

    #[test]
    fn circles_are_what_measuring_gives(
        records in records(), outlets in outlets(), chunk in 1_usize..9, stale: bool,
    ) {
        let engine = with_outlets(&records, Layout { chunk, reversed: false, stale }, &outlets);
        let coverage = engine.snapshot().coverage(&options()).expect("valid options");
        let active: Vec<&WorkerProfile> =
            records.workers.iter().filter(|worker| worker.status == WorkerStatus::Active).collect();
        let placed = || active.iter().filter(|worker| worker.location.is_some());
        prop_assert_eq!(coverage.without_place, (active.len() - placed().count()) as u64);
        prop_assert_eq!(
            coverage.outlets_without_place,
            outlets.iter().filter(|outlet| outlet.location.is_none()).count() as u64
        );
        for code in ["", "14", "1401", "140105", "140105001"] {
            let within = DivisionCode::parse(code);
            let groups: [(CoverageGroup, IsIn); 4] = [
                (CoverageGroup::All, |_| true),
                (CoverageGroup::Urban(true), |worker| is_urban(worker.division.as_deref())),
                (CoverageGroup::UrbanUnknown, |worker| !is_urban(worker.division.as_deref())),
                (CoverageGroup::KeyGroup(KeyGroup::Veteran), |worker| is_labelled(worker, KeyGroup::Veteran)),
            ];
            for (group, holds) in groups {
                let there: Vec<_> =
                    placed().filter(|worker| is_in(worker.division.as_deref(), within) && holds(worker)).collect();
                let measured: Vec<_> = there.iter().map(|worker| circles(worker, &outlets, radius)).collect();
                let inside = measured.iter().filter(|(circles, _)| !circles.is_empty()).count() as u64;
                let told = row(&coverage, code, group);
                prop_assert_eq!(told.map_or(0, |row| row.people), there.len() as u64, "{} {:?}", code, group);
                prop_assert_eq!(told.map_or(0, |row| row.inside), inside);
                let mut nearest: Vec<u32> = measured.iter().filter_map(|(_, nearest)| *nearest).collect();
                nearest.sort_unstable();
                let median = (!nearest.is_empty()).then(|| nearest[(nearest.len() - 1) / 2]);
                prop_assert_eq!(told.and_then(|row| row.median_nearest_m), median);
            }
            if let Some(row) = row(&coverage, code, CoverageGroup::All) {
                let there = outlets.iter().filter(|outlet| outlet.location.is_some());
                let there = there.filter(|outlet| is_in(outlet.division.as_deref(), within));
                prop_assert_eq!(row.outlets, Some(there.count() as u64));
            }
        }
        let mut outside: Vec<&str> = placed()
            .filter(|worker| circles(worker, &outlets, radius).0.is_empty())
            .map(|worker| worker.id.as_str())
            .collect();
        outside.sort_unstable();
        prop_assert_eq!(coverage.outside.iter().map(|other| other.worker_id.as_str()).collect::<Vec<_>>(), outside);
    }

    #[test]
    fn accessibility_is_shared_by_all_who_could_come(records in records(), outlets in outlets()) {
        let engine = with_outlets(&records, Layout { chunk: 5, reversed: false, stale: false }, &outlets);
        let options = options();
        let coverage = engine.snapshot().coverage(&options).expect("valid options");
        let homes: Vec<Point> = records
            .workers
            .iter()
            .filter(|worker| worker.status == WorkerStatus::Active)
            .filter_map(|worker| worker.location.map(Point::from_wgs84))
            .collect();
        let weight = |a: Point, b: Point| {
            let square = a.distance_squared(b);
            let zone = options.catchments.iter().find(|zone| square <= u64::from(zone.limit_m).pow(2));
            zone.map_or(0.0, |zone| zone.weight)
        };
        let sites: Vec<(Point, f64)> = outlets
            .iter()
            .filter_map(|outlet| Some((Point::from_wgs84(outlet.location?), f64::from(outlet.capacity.unwrap_or(20)))))
            .collect();
        let mut sum = 0.0;
        for home in &homes {
            for (site, supply) in &sites {
                let demand: f64 = homes.iter().map(|other| weight(*other, *site)).sum();
                if demand > 0.0 {
                    sum += weight(*home, *site) * supply * 1_000.0 / demand;
                }
            }
        }
        if let Some(told) = row(&coverage, "", CoverageGroup::All).and_then(|row| row.accessibility) {
            #[expect(clippy::cast_precision_loss, reason = "few people")]
            let mean = sum / homes.len() as f64;
            prop_assert!((told - mean).abs() <= 1e-9 * mean.max(1.0), "{} {}", told, mean);
        }
        prop_assert!((coverage.theil.between + coverage.theil.within - coverage.theil.total).abs() < 1e-9);
    }

    #[test]
    fn nearest_outlets_are_the_nearest(records in records(), outlets in outlets(), most in 1_usize..4) {
        let engine = with_outlets(&records, Layout { chunk: 3, reversed: false, stale: false }, &outlets);
        let table = engine.snapshot().nearest_outlets(Side::Workers, most, &CircleRules::default()).expect("an index");
        let mut expected = Vec::new();
        let mut workers: Vec<&WorkerProfile> =
            records.workers.iter().filter(|worker| worker.location.is_some()).collect();
        workers.sort_by(|a, b| a.id.as_bytes().cmp(b.id.as_bytes()));
        for worker in workers {
            let home = Point::from_wgs84(worker.location.expect("it was filtered"));
            let mut near: Vec<(u64, &str)> = outlets
                .iter()
                .filter_map(|outlet| Some((home.distance_squared(Point::from_wgs84(outlet.location?)), outlet.id.as_str())))
                .collect();
            near.sort_unstable();
            expected.extend(near.into_iter().take(most).map(|(_, outlet)| (worker.id.clone(), outlet.to_owned())));
        }
        let told: Vec<(String, String)> =
            table.rows().map(|row| (row.id.to_owned(), row.outlet_id.to_owned())).collect();
        prop_assert_eq!(told, expected);
    }
}

#[test]
fn suggestions_are_the_best_of_all_choices() {
    use gigmatch::{Site, record::Coordinates};
    let records = Records {
        postings: Vec::new(),
        workers: (0..9_u32)
            .map(|number| {
                let mut worker = WorkerProfile::new(format!("w{number}"));
                worker.location = Some(Coordinates::wgs84(112.0 + 0.01 * f64::from(number), 37.0));
                gigmatch_testkit::strategy::normal(worker)
            })
            .collect(),
    };
    let engine = with_outlets(&records, Layout { chunk: 9, reversed: false, stale: false }, &[]);
    // A degree of longitude there is 88.8 km: neighbours are 888 m apart. The middle site has five people, but both outer
    // ones together have eight.
    let site = |name: &str, at: f64, radius_m| Site {
        name: name.to_owned(),
        location: Coordinates::wgs84(112.0 + 0.01 * at, 37.0),
        radius_m: Some(radius_m),
    };
    let mut asked = options().suggest(2);
    asked.sites = vec![site("middle", 4.0, 1_800), site("west", 1.5, 1_400), site("east", 6.5, 1_400)];
    let coverage = engine.snapshot().coverage(&asked).expect("valid options");
    let names: Vec<&str> = coverage.suggestions.iter().map(|site| site.name.as_str()).collect();
    assert_eq!(coverage.suggestions.iter().map(|site| site.gain).sum::<u64>(), 8, "{names:?}");
    assert!(coverage.suggestions_optimal && coverage.suggestion_bound == 8);
}
