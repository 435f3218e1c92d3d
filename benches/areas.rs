//! Divisions and their people: a table of all villages, service circles, a report by township, and who needs help.
//!
//! `GIGMATCH_BENCH_LARGE=1` takes 1,000,000 workers, 100,000 postings and 3,000 outlets, and for circles alone 5,000,000 people
//! and 10,000 outlets.

use std::{fmt::Write as _, sync::Arc};

use gigmatch::{
    AssistOptions, CoverageOptions, ReportOptions,
    geo::Point,
    table::{DivisionLevel, DivisionTable},
};
use gigmatch_bench::{
    figures::{Figures, median_time},
    market::{Market, Size},
};
use gigmatch_coverage::{
    Sites,
    accessibility::{Zone, two_step},
};
use gigmatch_testkit::province::{Province, ProvinceOptions};

/// Villages of the statistical division codes of 2023.
const VILLAGES: usize = 620_573;

/// As many villages as there are, made up below the counties that are carried.
fn villages(number: usize) -> String {
    let table = DivisionTable::cn_2023();
    let counties: Vec<String> = table.of_level(DivisionLevel::County).map(|county| county.code.to_string()).collect();
    let mut text = String::from("code,name\n");
    for village in 0..number {
        let county = &counties[village % counties.len()];
        let (township, place) = (1 + village / counties.len() / 200, 1 + village / counties.len() % 200);
        writeln!(text, "{county}{township:03}{place:03},第{village}社区居委会").expect("writing to a text cannot fail");
    }
    text
}

fn main() {
    let size = Size::asked();
    let runs = size.choose(1, 3, 5);
    let (workers, postings, outlets) = size.choose((60, 40, 5), (20_000, 4_000, 200), (1_000_000, 100_000, 3_000));
    let market = Market::new(workers, postings, None);
    let mut writer = market.engine.writer().expect("the only writer");
    let records: Vec<_> = (0..outlets).map(|index| market.province.outlet(index)).collect();
    assert!(writer.add(records).expect("outlets").rejections.is_empty());
    writer.commit().expect("a commit");
    drop(writer);
    let snapshot = market.snapshot();
    let mut figures = Figures::new("areas", market.data());

    let rows = size.choose(1_000, VILLAGES, VILLAGES);
    let text = villages(rows);
    let load = || DivisionTable::from_csv_text(&text).expect("the table is valid");
    assert_eq!(load().len(), rows);
    figures.add(&format!("load a table of {rows} villages"), median_time(runs, load), Some(rows as u64));

    let (people, sites) = size.choose((500, 20), (200_000, 2_000), (5_000_000, 10_000));
    circles(&mut figures, runs, people, sites);

    let divisions = Arc::new(DivisionTable::from_csv_text(&market.province.divisions_csv()).expect("a table"));
    let report =
        ReportOptions::new(market.options.clone()).by(DivisionLevel::Township).divisions(Arc::clone(&divisions));
    let told = snapshot.report(&report).expect("valid options");
    assert!(told.rows[0].seekers.is_some_and(|seekers| seekers > 0));
    let time = median_time(runs, || snapshot.report(&report).expect("valid options"));
    figures.add("report by township, every breakdown", time, Some(workers as u64));

    let mut asked = CoverageOptions::at(market.options.now).by(DivisionLevel::Township).suggest(5);
    asked.divisions = Some(Arc::clone(&divisions));
    let time = median_time(runs, || snapshot.coverage(&asked).expect("valid options"));
    figures.add("service circles by township, five places suggested", time, Some(workers as u64));

    let mut asked = AssistOptions::new(market.options.clone()).divisions(divisions);
    (asked.most, asked.congested_above) = (1_000, None);
    let time = median_time(runs, || snapshot.assist(&asked).expect("valid options"));
    figures.add("who needs help, at most 1,000 looked into", time, Some(workers as u64));
    asked.congested_above = Some(20);
    let time = median_time(runs, || snapshot.assist(&asked).expect("valid options"));
    figures.add("the same with congestion", time, Some(workers as u64));
    figures.write();
}

/// The nearest outlet of everybody and the circles around them, and what outlets offer, shared with all who could come.
fn circles(figures: &mut Figures, runs: usize, people: usize, sites: usize) {
    let province = Province::new(ProvinceOptions::default()).expect("the province is known");
    let vector = |point: Point| [point.x, point.y, point.z];
    let mut homes: Vec<[i32; 3]> =
        (0..people).filter_map(|index| province.worker(index).location.map(Point::from_wgs84).map(vector)).collect();
    // An index gives people in an order of space.
    homes.sort_unstable();
    let outlets: Vec<_> = (0..sites).map(|index| province.outlet(index)).collect();
    let placed: Vec<[i32; 3]> =
        outlets.iter().filter_map(|outlet| outlet.location.map(Point::from_wgs84).map(vector)).collect();
    let radii = vec![3_000; placed.len()];
    let supply = vec![20.0; placed.len()];
    let sites = Sites::new(placed, radii).expect("places on earth");
    let name = format!("{people} people, {} outlets", sites.len());
    let time = median_time(runs, || sites.survey(&homes));
    figures.add(&format!("nearest outlet and circles: {name}"), time, Some(homes.len() as u64));
    let zone = |(limit_m, weight)| Zone { limit_m, weight };
    let zones = [(1_000, 1.0), (3_000, 0.68), (5_000, 0.22)].map(zone);
    let demand = vec![1.0; homes.len()];
    let time = median_time(runs, || two_step(&sites, &supply, &homes, &demand, &zones).expect("numbers"));
    figures.add(&format!("accessibility within 5 km: {name}"), time, Some(homes.len() as u64));
}
