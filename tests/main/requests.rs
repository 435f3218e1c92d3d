//! Bad requests.

use std::time::{Duration, Instant};

use gigmatch::{
    CancelFlag, Engine, ErrorCode, MatchOptions, Side,
    record::{
        Coordinates, HeldCertificate, JobLocationType, Pay, PayPeriod, Posting, Shift, Skill, TimeWindow, WorkerProfile,
    },
};
use jiff::SignedDuration;

fn options() -> MatchOptions {
    MatchOptions::at("2026-11-24T05:00:00+08:00".parse().expect("a time"))
}

#[test]
fn unknown_ids_and_bad_records_are_told() {
    let snapshot = Engine::in_memory().expect("an engine").snapshot();
    let error = snapshot.match_worker("nobody", &options()).expect_err("an unknown id");
    assert_eq!(error.code(), ErrorCode::NotFound);
    assert_eq!(error.to_string(), r#"no worker has the id "nobody" in generation 0, before the first commit"#);

    let mut posting = Posting::new("p", "月嫂");
    posting.location = Some(Coordinates::wgs84(f64::NAN, 95.0));
    let error = snapshot.match_posting(&posting, &options()).expect_err("a bad record");
    assert_eq!(error.code(), ErrorCode::InvalidRecord);
    assert!(error.to_string().contains("location"), "{error}");
    assert_eq!((error.field(), error.row()), (Some("location.longitude"), None));

    let workers = [WorkerProfile::new("w1"), WorkerProfile::new("")];
    let error = snapshot.match_workers(&workers, &options()).expect_err("a worker without an id");
    assert_eq!((error.field(), error.row()), (Some("id"), Some(2)));
    assert!(error.to_string().starts_with("row 2: "), "{error}");

    let error = snapshot.match_ids(Side::Postings, &["p"], &options()).expect_err("an unknown id");
    assert_eq!(error.code(), ErrorCode::NotFound);
    let error = snapshot.match_batches(Side::Workers, 9, &options().top(0)).expect_err("no hits");
    assert_eq!(error.code(), ErrorCode::InvalidOption);
}

#[test]
fn weights_that_could_overflow_or_sum_to_nothing_are_refused() {
    let snapshot = Engine::in_memory().expect("an engine").snapshot();
    let mut zero = options();
    zero.weights.worker = serde_json::from_str("{}").expect("no weights");
    let mut huge = options();
    huge.weights.employer.pay = u32::MAX;
    let mut blend = options();
    blend.weights.blend = 101;
    for options in [zero, huge, blend] {
        let error = snapshot.match_all(Side::Workers, &options).expect_err("bad weights");
        assert_eq!(error.code(), ErrorCode::InvalidWeights, "{error}");
    }
    let error = snapshot.match_all(Side::Workers, &options().top(0)).expect_err("no hits");
    assert_eq!(error.code(), ErrorCode::InvalidOption);
}

#[test]
fn calls_stop_when_asked() {
    let engine = Engine::in_memory().expect("an engine");
    let mut writer = engine.writer().expect("a writer");
    writer.add((0..500).map(|number| WorkerProfile::new(format!("w{number}"))).collect()).expect("workers");
    writer.commit().expect("a commit");
    let flag = CancelFlag::new();
    flag.cancel();
    let error = engine.snapshot().match_all(Side::Workers, &options().cancel(flag)).expect_err("cancelled");
    assert_eq!(error.code(), ErrorCode::Cancelled);
    let past = Instant::now().checked_sub(Duration::from_millis(1)).expect("a moment ago");
    let error = engine.snapshot().match_all(Side::Workers, &options().deadline(past)).expect_err("too late");
    assert_eq!(error.code(), ErrorCode::DeadlineExceeded);
    engine.snapshot().match_all(Side::Workers, &options()).expect("the engine goes on");
}

/// Lists as long as records may have them, and the highest pay.
#[test]
fn the_largest_records_are_ranked() {
    let named = |number: usize| format!("名{number}");
    let hour = SignedDuration::from_hours(1);
    let pay = |fen| Pay::range(fen, fen, PayPeriod::Hour);
    let at = |hours: i64| options().now + SignedDuration::from_hours(hours);
    let mut posting = Posting::new("p", "普工");
    posting.job_location_type = JobLocationType::Telecommute;
    posting.base_salary = Some(pay(Pay::MAX_FEN));
    posting.required_skills = (0..200).map(|number| Skill::named(named(number))).collect();
    posting.desired_skills = (100..300).map(|number| Skill::named(named(number))).collect();
    posting.required_certificates = (0..200).map(named).collect();
    posting.blocked_workers = (0..10_000).map(|number| format!("b{number}")).collect();
    posting.shifts = (0..1_000)
        .map(|number| {
            let start = at(2 * number + 1);
            Shift::new(format!("s{number}"), start, start + hour, 1)
        })
        .collect();
    let mut worker = WorkerProfile::new("w");
    worker.pay_floor = Some(pay(Pay::MAX_FEN));
    worker.skills = posting.required_skills.clone();
    worker.certificates = (0..200).map(|number| HeldCertificate::named(named(number))).collect();
    worker.blocked_employers = (0..10_000).map(named).collect();
    worker.availability =
        Some((0..2_000).map(|number| TimeWindow { start: at(2 * number + 1), end: at(2 * number + 2) }).collect());
    let mut blocked = worker.clone();
    blocked.id = "b9999".to_owned();
    let engine = Engine::in_memory().expect("an engine");
    let mut writer = engine.writer().expect("the only writer");
    assert!(writer.add(vec![posting]).expect("a posting").rejections.is_empty());
    assert!(writer.add(vec![worker, blocked]).expect("workers").rejections.is_empty());
    writer.commit().expect("a commit");
    let found = engine.snapshot().match_posting("p", &options()).expect("an answer");
    let hits: Vec<(&str, usize)> = found.hits.iter().map(|hit| (hit.worker_id.as_str(), hit.shifts.len())).collect();
    assert_eq!(hits, [("w", 1_000)]);
}
