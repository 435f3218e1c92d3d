//! A small market in memory: records in, ranked and explained matches out.
//!
//! Run with `cargo run -p gigmatch --example match_in_memory`.

use gigmatch::{
    Engine, MatchOptions, Side,
    record::{Coordinates, Pay, PayPeriod, Posting, Shift, Skill, SkillLevel, TimeWindow, Timestamp, WorkerProfile},
};

pub(crate) fn main() -> Result<(), Box<dyn std::error::Error>> {
    let at = |text: &str| text.parse::<Timestamp>();

    let mut night_sorting = Posting::new("p-night", "夜班分拣员 日结");
    night_sorting.hiring_organization = Some("安达物流".to_owned());
    night_sorting.occupational_category = Some("4-02-07-08".to_owned());
    night_sorting.location = Some(Coordinates::wgs84(112.549, 37.870));
    night_sorting.base_salary = Some(Pay::fixed(22_000, PayPeriod::Shift));
    let (start, end) = (at("2026-11-24T22:00:00+08:00")?, at("2026-11-25T06:00:00+08:00")?);
    night_sorting.shifts = vec![Shift::new("night", start, end, 6)];

    let mut forklift = Posting::new("p-forklift", "叉车司机");
    forklift.location = Some(Coordinates::wgs84(112.601, 37.905));
    forklift.required_skills = vec![Skill::at("叉车驾驶", SkillLevel::Junior)];

    let mut worker = WorkerProfile::new("w-1");
    worker.location = Some(Coordinates::wgs84(112.560, 37.862));
    worker.max_distance_m = Some(5_000);
    worker.pay_floor = Some(Pay::fixed(2_500, PayPeriod::Hour));
    worker.wishes = Some("快递分拣 夜班".to_owned());
    worker.availability =
        Some(vec![TimeWindow { start: at("2026-11-24T20:00:00+08:00")?, end: at("2026-11-25T08:00:00+08:00")? }]);

    let engine = Engine::in_memory()?;
    let mut writer = engine.writer()?;
    for rejection in writer.add(vec![night_sorting, forklift])?.rejections {
        println!("not accepted: {rejection:?}");
    }
    writer.add(vec![worker])?;
    writer.commit()?;

    let snapshot = engine.snapshot();
    let options = MatchOptions::at(at("2026-11-24T05:00:00+08:00")?).top(3);
    for row in snapshot.match_all(Side::Workers, &options)?.rows() {
        let kilometres = row.distance_m.map_or(0.0, |metres| f64::from(metres) / 1000.0);
        println!("{} -> {}: score {}, {kilometres:.1} km", row.worker_id, row.posting_id, row.score);
    }

    let explanation = snapshot.explain("w-1", "p-night", &options)?;
    for part in &explanation.factors {
        println!("  {:<10} {:>5} adds {:>9}", part.factor.name(), part.value, part.contribution);
    }
    let parts: u32 = explanation.factors.iter().map(|part| part.contribution).sum();
    assert_eq!(explanation.score, Some(parts));

    let why_not = snapshot.why_not("w-1", "p-forklift", &options)?;
    for failure in &why_not.failures {
        println!("w-1 -x- p-forklift: {} needs {}, has {}", failure.rule, failure.needs, failure.has);
    }
    assert_eq!(why_not.failures.len(), 2);
    Ok(())
}
