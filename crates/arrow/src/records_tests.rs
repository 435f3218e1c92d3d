use gigmatch::record::{
    Coordinates, EmploymentType, Experience, HeldCertificate, KeyGroup, Outlet, OutletKind, Pay, PayPeriod, Placement,
    Posting, ServiceMode, Shift, Skill, SkillLevel, TimeWindow, WorkerProfile,
};

use super::*;
use crate::{ParquetBatches, rows_from_batch};

fn at(text: &str) -> Timestamp {
    text.parse().expect("a timestamp")
}

/// Writes records to a file, reads its rows back and has serde make records of them.
fn round_trip<T: Record + PartialEq + std::fmt::Debug>(records: &[T]) {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let path = directory.path().join("records.parquet");
    write_records_parquet(&path, records).expect("records that fit their columns");
    let reader = ParquetBatches::open(&path, T::KIND).expect("a Parquet file");
    assert_eq!(reader.total_rows(), records.len() as u64);
    let mut read: Vec<T> = Vec::new();
    for batch in reader {
        for row in rows_from_batch(&batch.expect("a whole file"), 1).expect("supported columns") {
            read.push(serde_json::from_value(Value::Object(row.fields)).expect("the record's own fields"));
        }
    }
    assert_eq!(read, records);
}

fn full_posting() -> Posting {
    let mut posting = Posting::new("p1", "夜班叉车司机");
    posting.description = Some("仓库内驾驶叉车".to_owned());
    posting.hiring_organization = Some("安达物流".to_owned());
    posting.employer_id = Some("e1".to_owned());
    posting.occupational_category = Some("6-30-05-01".to_owned());
    posting.employment_type = Some(EmploymentType::Temporary);
    posting.location = Some(Coordinates::wgs84(112.549_248, 37.857_014));
    posting.location_inferred = true;
    posting.division = Some("140105".to_owned());
    posting.max_distance_m = Some(30_000);
    posting.base_salary = Some(Pay::range(22_000, 26_000, PayPeriod::Shift));
    posting.date_posted = Some(at("2026-11-20T08:00:00.123Z"));
    posting.valid_through = Some(at("2026-12-01T00:00:00Z"));
    posting.job_immediate_start = true;
    posting.shifts = vec![
        Shift::new("1", at("2026-11-24T14:00:00Z"), at("2026-11-24T22:00:00Z"), 3),
        Shift::new("2", at("2026-11-25T14:00:00Z"), at("2026-11-25T22:00:00Z"), 2),
    ];
    posting.required_skills = vec![Skill::at("叉车驾驶", SkillLevel::Junior)];
    posting.desired_skills = vec![Skill::named("仓储管理"), Skill::at("盘点", SkillLevel::Senior)];
    posting.required_certificates = vec!["叉车证".to_owned()];
    posting.experience_months = Some(6);
    posting.hazardous = true;
    posting.blocked_workers = vec!["w9".to_owned()];
    posting
}

#[test]
fn postings_come_back_as_they_were() {
    round_trip(&[full_posting(), Posting::new("p2", "保洁员")]);
}

#[test]
fn workers_come_back_as_they_were() {
    let mut worker = WorkerProfile::new("w1");
    worker.location = Some(Coordinates::wgs84(112.5, 37.8));
    worker.division = Some("140105001".to_owned());
    worker.max_distance_m = Some(8_000);
    worker.availability = Some(vec![TimeWindow { start: at("2026-11-24T10:00:00Z"), end: at("2026-11-25T00:00:00Z") }]);
    worker.pay_floor = Some(Pay::fixed(2_000, PayPeriod::Hour));
    worker.skills = vec![Skill::at("叉车驾驶", SkillLevel::Intermediate)];
    worker.certificates =
        vec![HeldCertificate::until("叉车证", at("2027-01-01T00:00:00Z")), HeldCertificate::named("健康证")];
    worker.desired_occupations = vec!["6-30-05-01".to_owned()];
    worker.wishes = Some("夜班也可以".to_owned());
    worker.experience = vec![Experience { occupational_category: "6-30-05-01".to_owned(), months: 30 }];
    worker.employment_type = Some(EmploymentType::PartTime);
    worker.birth_date = "1969-12-31".parse().ok();
    worker.statutory_retirement_date = "2032-02-29".parse().ok();
    worker.key_groups = vec![KeyGroup::HardToPlace, KeyGroup::MigrantWorker];
    worker.blocked_employers = vec!["e7".to_owned()];
    // Unknown availability and none at all are different things.
    let mut never = WorkerProfile::new("w2");
    never.availability = Some(Vec::new());
    round_trip(&[worker, never, WorkerProfile::new("w3")]);
}

#[test]
fn outlets_and_placements_come_back_as_they_were() {
    let mut outlet = Outlet::new("o1", "坞城街道就业驿站");
    outlet.kind = OutletKind::GigMarket;
    outlet.service_modes = vec![ServiceMode::Window, ServiceMode::Agent];
    outlet.service_radius_m = Some(2_000);
    outlet.capacity = Some(80);
    round_trip(&[outlet]);
    let mut placement = Placement::new("w1", "p1", "2");
    placement.employer = Some("e1".to_owned());
    placement.start = Some(at("2026-11-25T14:00:00Z"));
    placement.end = Some(at("2026-11-25T22:00:00Z"));
    round_trip(&[placement, Placement::new("w2", "p1", "")]);
}

#[test]
fn files_longer_than_a_batch_keep_their_row_numbers() {
    let mut workers: Vec<_> =
        (0..crate::BATCH_ROWS + 5).map(|number| WorkerProfile::new(format!("w{number}"))).collect();
    workers[crate::BATCH_ROWS + 1].id.clear();
    let directory = tempfile::tempdir().expect("a temporary directory");
    let path = directory.path().join("workers.parquet");
    write_records_parquet(&path, &workers).expect("records that fit their columns");
    let engine = gigmatch::Engine::in_memory().expect("an engine");
    let mut writer = engine.writer().expect("a writer");
    let mut intake = writer.intake(RecordKind::Worker);
    let runs: Vec<_> = crate::open_file(&path, RecordKind::Worker, None).expect("a Parquet file").collect();
    assert_eq!(runs.len(), 2);
    let mut report = gigmatch::AddReport::default();
    for run in runs {
        report.merge(run.expect("a whole file").add_to(&mut intake).expect("supported columns"));
    }
    assert_eq!(report.accepted, crate::BATCH_ROWS as u64 + 4);
    let rejected: Vec<u64> = report.rejections.iter().map(|rejection| rejection.row).collect();
    assert_eq!(rejected, [crate::BATCH_ROWS as u64 + 2]);
}

#[test]
fn empty_lists_of_records_make_empty_batches() {
    let batch = records_to_batch::<Posting>(&[]).expect("nothing to refuse");
    assert_eq!(batch.num_rows(), 0);
    assert_eq!(batch.schema(), record_schema(RecordKind::Posting));
    assert!(rows_from_batch(&batch, 1).expect("supported columns").is_empty());
}

#[test]
fn files_that_are_not_parquet_are_refused() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let path = directory.path().join("postings.parquet");
    let missing = ParquetBatches::open(&path, RecordKind::Posting).expect_err("no such file");
    assert_eq!(missing.code(), ErrorCode::Io);
    std::fs::write(&path, "id,title\np1,x\n").expect("a writable directory");
    let foreign = ParquetBatches::open(&path, RecordKind::Posting).expect_err("a CSV file");
    assert_eq!(foreign.code(), ErrorCode::FileFormat);
    assert_eq!(foreign.file(), Some(path.as_path()));
}
