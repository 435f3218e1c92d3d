//! What the reader understands.

use super::*;
use crate::record::{
    Coordinates, Datum, EmploymentType, HeldCertificate, JobLocationType, KeyGroup, Outlet, Pay, PayPeriod, Placement,
    Posting, ServiceMode, Shift, Skill, SkillLevel, WorkerProfile,
};

#[test]
fn a_posting_out_of_cells() {
    let posting: Posting = read(json!({
        "id": " p1 ", "title": "叉车司机", "hiring_organization": "安达物流", "status": "招聘中",
        "occupational_category": "4-02-07-10", "employment_type": "兼职", "longitude": "112.55", "lat": "37.87",
        "division": "140100000000", "max_distance_m": "20000", "pay_min": "200", "pay_max": "260.5", "pay_unit": "天",
        "settlement": "日结", "date_posted": "2026/11/20", "valid_through": "2026-11-30", "job_immediate_start": "是",
        "shifts": "2026-11-25 08:00/16:00; 2026-11-24T22:00/06:00*5#night；2026/11/26 8:00/2026/11/26 12:00*2",
        "required_skills": "叉车驾驶@中级工", "skills": "仓储；理货；仓储@初级", "qualifications": "健康证;叉车证;健康证",
        "hazardous": "no", "blocked_workers": "w7;w8;w7",
    }));
    assert_eq!(posting.id, "p1");
    assert_eq!(posting.location, Some(Coordinates::wgs84(112.55, 37.87)));
    assert_eq!(posting.division.as_deref(), Some("1401"));
    assert_eq!(posting.base_salary, Some(Pay::range(20_000, 26_050, PayPeriod::Day)));
    assert_eq!(posting.date_posted, Some(at("2026-11-19T16:00:00Z")));
    assert_eq!(posting.valid_through, Some(at("2026-11-30T15:59:59.999Z")));
    assert_eq!(
        posting.shifts,
        [
            Shift::new("night", at("2026-11-24T14:00:00Z"), at("2026-11-24T22:00:00Z"), 5),
            Shift::new("1", at("2026-11-25T00:00:00Z"), at("2026-11-25T08:00:00Z"), 1),
            Shift::new("3", at("2026-11-26T00:00:00Z"), at("2026-11-26T04:00:00Z"), 2),
        ]
    );
    assert_eq!(posting.required_skills, [Skill::at("叉车驾驶", SkillLevel::Intermediate)]);
    assert_eq!(posting.desired_skills, [Skill::at("仓储", SkillLevel::Junior), Skill::named("理货")]);
    assert_eq!(posting.required_certificates, ["健康证", "叉车证"]);
    assert_eq!(posting.blocked_workers, ["w7", "w8"]);
    assert!(posting.job_immediate_start);
}

#[test]
fn a_posting_as_schema_org_nests_it() {
    let posting: Posting = read(json!({
        "@type": "JobPosting", "identifier": {"value": 7}, "title": "客服", "hiringOrganization": {"name": "安达"},
        "jobLocationType": "TELECOMMUTE", "employmentType": ["PART_TIME"],
        "jobLocation": {"geo": {"longitude": 112.55, "latitude": 37.87}},
        "baseSalary": {"currency": "CNY", "value": {"minValue": 18.5, "maxValue": 22, "unitText": "HOUR"}},
        "experienceRequirements": {"monthsOfExperience": 6}, "totalJobOpenings": 3,
        "requiredSkills": [{"name": "普通话", "level": "senior"}, "打字@1"],
        "shifts": [{"start": "2026-11-24T22:00:00+08:00", "end": "06:00", "headcount": 2}],
    }));
    assert_eq!(posting.id, "7");
    assert_eq!(posting.job_location_type, JobLocationType::Telecommute);
    assert_eq!(posting.employment_type, Some(EmploymentType::PartTime));
    assert_eq!(posting.hiring_organization.as_deref(), Some("安达"));
    assert_eq!(posting.base_salary, Some(Pay::range(1_850, 2_200, PayPeriod::Hour)));
    assert_eq!(posting.experience_months, Some(6));
    assert_eq!(posting.location, Some(Coordinates::wgs84(112.55, 37.87)));
    assert_eq!(posting.shifts[0].end, at("2026-11-24T22:00:00Z"));
    assert_eq!(posting.required_skills[1].level, Some(SkillLevel::Apprentice));
}

/// The names that `serde` knows by another spelling mean the same in a row.
fn assert_read_alike<T: Record + PartialEq + std::fmt::Debug>(object: &Value) {
    let parsed: T = serde_json::from_value(object.clone()).expect("the record's own JSON");
    assert_eq!(parsed.check(&Normalizer::new()), Ok(read::<T>(object.clone())), "{object}");
}

#[test]
fn the_reader_accepts_what_serde_accepts() {
    let place = json!({"lon": 112.5, "lat": 37.8, "datum": "bd09"});
    let pay = json!({"minValueFen": 100, "maxValueFen": 200, "unitText": "hour"});
    let (time, later) = ("2026-11-24T08:00:00+08:00", "2026-11-24T16:00:00+08:00");
    assert_read_alike::<Posting>(&json!({
        "identifier": "p", "title": "t", "hiringOrganization": "e", "employerId": "e1", "occupationalCategory": "4-02-07-10",
        "employmentType": "part_time", "jobLocationType": "TELECOMMUTE", "jobLocation": place, "locationInferred": true,
        "maxDistanceM": 5, "baseSalary": pay, "datePosted": time, "validThrough": time, "jobStartDate": time,
        "jobImmediateStart": true, "totalJobOpenings": 2, "shiftMode": "all", "requiredSkills": [{"name": "a"}],
        "desiredSkills": [{"name": "b", "level": "senior"}], "requiredCertificates": ["c"], "experienceMonths": 3,
        "shifts": [{"start": time, "end": later}], "blockedWorkers": ["w"],
    }));
    assert_read_alike::<Posting>(&json!({
        "id": "p", "title": "t", "jobLocationType": "remote", "skills": [{"name": "b"}], "qualifications": ["c"],
    }));
    assert_read_alike::<WorkerProfile>(&json!({
        "identifier": "w", "location": place, "locationInferred": true, "maxDistanceM": 5, "payFloor": pay,
        "availability": [{"start": time, "end": later}], "desiredOccupations": ["4-02-07-10"],
        "certificates": [{"name": "c", "validThrough": time}], "employmentType": "intern", "birthDate": "1990-01-01",
        "experience": [{"occupationalCategory": "4-02-07-10", "months": 3}], "statutoryRetirementDate": "2053-01-01",
        "keyGroups": ["veteran"], "blockedEmployers": ["e"],
    }));
    assert_read_alike::<Outlet>(&json!({
        "identifier": "o", "name": "n", "operatorKind": "public", "serviceModes": ["agent"], "locationInferred": true,
        "location": {"lng": 112.5, "latitude": 37.8}, "serviceRadiusM": 5,
    }));
    assert_read_alike::<Placement>(&json!({
        "identifier": "x", "workerId": "w", "postingId": "p", "shiftId": "1", "start": time, "end": later,
    }));
}

#[test]
fn a_worker_out_of_cells() {
    let worker: WorkerProfile = read(json!({
        "id": "w1", "status": "active", "location.lng": 112.55, "location.lat": 37.87, "location.datum": "wgs84",
        "availability": "2026-11-24 18:00/22:00;2026-11-24 22:00/02:00;2026-11-23 08:00/12:00",
        "pay_floor": "20", "pay_floor_unit": "小时", "skills": "叉车驾驶@中级工;电工",
        "certificates": "健康证@2027-01-31;电工证;健康证@2026-01-31;健康证", "experience": "4-02-07-10@24;4-02-07-10@30",
        "desired_occupations": ["4-02-07-10", "4-02-07-10"], "birth_date": "1990-01-01 00:00:00",
        "key_groups": "退役军人;农民工;veteran", "blocked_employers": "[\"甲;乙\", \"丙\"]",
    }));
    let windows = worker.availability.as_deref().expect("availability was given");
    assert_eq!(windows.len(), 2, "{windows:?}");
    assert_eq!(windows[1].end, at("2026-11-24T18:00:00Z"));
    assert_eq!(worker.pay_floor, Some(Pay::fixed(2_000, PayPeriod::Hour)));
    assert_eq!(
        worker.certificates,
        [
            HeldCertificate::until("健康证", at("2027-01-31T16:00:00Z")),
            HeldCertificate::named("电工证"),
            HeldCertificate::named("健康证"),
        ]
    );
    assert_eq!(worker.experience[0].months, 30);
    assert_eq!(worker.desired_occupations, ["4-02-07-10"]);
    assert_eq!(worker.birth_date, Some(jiff::civil::date(1990, 1, 1)));
    assert_eq!(worker.key_groups, [KeyGroup::Veteran, KeyGroup::MigrantWorker]);
    assert_eq!(worker.blocked_employers, ["甲;乙", "丙"]);
}

#[test]
fn availability_that_is_empty_is_not_unknown() {
    assert_eq!(read::<WorkerProfile>(worker_with("availability", json!([]))).availability, Some(Vec::new()));
    assert_eq!(read::<WorkerProfile>(worker_with("availability", json!("[]"))).availability, Some(Vec::new()));
    assert_eq!(read::<WorkerProfile>(worker_with("availability", json!(" "))).availability, None);
}

#[test]
fn pay_in_every_form() {
    for (object, pay) in [
        (json!({"base_salary": "1.2-2万/月"}), Pay::range(1_200_000, 2_000_000, PayPeriod::Month)),
        (json!({"base_salary": "面议"}), Pay::negotiable()),
        (json!({"base_salary": 200, "pay_unit": "day"}), Pay::fixed(20_000, PayPeriod::Day)),
        (json!({"pay_min": "0.29", "pay_unit": "件"}), Pay { max_value_fen: None, ..Pay::fixed(29, PayPeriod::Piece) }),
        (json!({"base_salary": {"value": 200, "unit_text": "day"}}), Pay::fixed(20_000, PayPeriod::Day)),
        (
            json!({"baseSalary": {"minValueFen": 5, "maxValueFen": "6", "unitText": "hour"}}),
            Pay::range(5, 6, PayPeriod::Hour),
        ),
        (json!({"pay_min_fen": 5, "pay_max_fen": 6, "pay_unit": "hour"}), Pay::range(5, 6, PayPeriod::Hour)),
        (
            json!({"base_salary.min_value": "1,200", "base_salary.max_value": 1300, "pay_unit": "月"}),
            Pay::range(120_000, 130_000, PayPeriod::Month),
        ),
    ] {
        let mut row = fields(object.clone());
        row.extend(fields(json!({"id": "p", "title": "t"})));
        let posting = Posting::from_row(&Normalizer::new(), &row).expect("pay in an accepted form");
        assert_eq!(posting.base_salary, Some(pay), "{object}");
    }
}

#[test]
fn booleans_in_every_form() {
    for yes in [json!(true), json!("TRUE"), json!(1), json!("1"), json!("yes"), json!("是")] {
        assert!(read::<Posting>(posting_with("hazardous", yes.clone())).hazardous, "{yes}");
    }
    for no in [json!(false), json!("False"), json!(0), json!("0"), json!("no"), json!("否"), json!(null), json!("")] {
        assert!(!read::<Posting>(posting_with("hazardous", no.clone())).hazardous, "{no}");
    }
    let remote: Posting = read(posting_with("remote", json!("1")));
    assert_eq!(remote.job_location_type, JobLocationType::Telecommute);
}

#[test]
fn other_datums_become_wgs84() {
    let outlet: Outlet = read(json!({
        "id": "o", "name": "驿站", "kind": "零工市场", "service_modes": "窗口;预约;窗口",
        "location": {"longitude": 116.410_244, "latitude": 39.916_404, "datum": "GCJ02"}, "capacity": "40",
    }));
    let location = outlet.location.expect("a location was given");
    assert_eq!(location.datum, Datum::Wgs84);
    assert!((location.longitude - 116.404).abs() < 1e-5, "{location:?}");
    assert_eq!(outlet.service_modes, [ServiceMode::Window, ServiceMode::Reservation]);
}

#[test]
fn a_placement_gets_an_id() {
    let placement: Placement =
        read(json!({"workerId": "w", "postingId": "p", "start": "2026-11-24 22:00", "end": "06:00"}));
    assert_eq!(placement.id, r#"["w","p",""]"#);
    assert_eq!(placement.end, Some(at("2026-11-24T22:00:00Z")));
}

#[test]
fn title_and_wishes_give_the_occupation_where_none_is_given() {
    let normalizer = Normalizer::new().with_inferred_occupations();
    let posting = |object| Posting::from_row(&normalizer, &fields(object)).expect("an accepted posting");
    let inferred = posting(json!({"id": "p", "title": "招月嫂 26天8000元"}));
    assert_eq!(inferred.occupational_category.as_deref(), Some("4-10-01-06"));
    assert!(inferred.occupation_confidence.is_some_and(|confidence| (5_000..=10_000).contains(&confidence)));
    // What was inferred and is sent again stays marked, and what is given is not.
    let again = serde_json::to_value(&inferred).expect("JSON");
    assert_eq!(posting(again), inferred);
    let given = posting(json!({"id": "p", "title": "招月嫂", "occupational_category": "4-02-07-10"}));
    assert_eq!((given.occupational_category.as_deref(), given.occupation_confidence), (Some("4-02-07-10"), None));
    let nothing = posting(json!({"id": "p", "title": "急招!!", "occupation_confidence": 9000}));
    assert_eq!((nothing.occupational_category, nothing.occupation_confidence), (None, None));

    let worker = |object| WorkerProfile::from_row(&normalizer, &fields(object)).expect("an accepted worker");
    let inferred = worker(json!({"id": "w", "wishes": "想找叉车司机的活,离家近就行"}));
    assert_eq!(inferred.desired_occupations, ["6-30-05-01"]);
    assert!(inferred.occupation_confidence.is_some());
    let silent = worker(json!({"id": "w"}));
    assert!(silent.desired_occupations.is_empty() && silent.occupation_confidence.is_none());

    let as_it_is: Posting = read(json!({"id": "p", "title": "招月嫂"}));
    assert_eq!((as_it_is.occupational_category, as_it_is.occupation_confidence), (None, None));
}

#[test]
fn a_division_gives_the_place_where_none_is_given() {
    let normalizer = Normalizer::new().with_divisions(divisions());
    let with = |object| WorkerProfile::from_row(&normalizer, &fields(object)).expect("an accepted worker");
    let inferred = with(json!({"id": "w", "division": "140100000000"}));
    assert!(inferred.location_inferred);
    assert_eq!(inferred.location, Some(Coordinates::wgs84(112.55, 37.87)));
    let given = with(json!({"id": "w", "division": "1401", "lon": 112.0, "lat": 37.0}));
    assert!(!given.location_inferred);
    assert_eq!(given.location, Some(Coordinates::wgs84(112.0, 37.0)));
}

#[test]
fn names_are_trimmed_and_narrow() {
    let worker: WorkerProfile = read(worker_with("skills", json!([" ＣＡＤ　制图 ", "CAD 制图@高级"])));
    assert_eq!(worker.skills, [Skill::at("CAD 制图", SkillLevel::Senior)]);
}

#[test]
fn the_zone_is_a_choice() {
    let zone = jiff::tz::TimeZone::get("America/New_York").expect("the bundled database has the zone");
    let normalizer = Normalizer::new().with_zone(zone);
    assert_eq!(normalizer.parse_time("2026-03-08 02:30"), Ok(at("2026-03-08T07:30:00Z")));
    assert!(normalizer.parse_time("2201-06-01").is_err());
    assert!(normalizer.parse_time("1899-12-31").is_err());
}

#[test]
fn a_rejected_row_hides_no_other_and_the_last_of_an_id_wins() {
    let rows = rows_of([
        json!({"id": "a", "title": "first", "phone": "1"}),
        json!({"id": "b", "title": "other", "titel": "x", "phone": "2"}),
        json!({"id": "a", "title": "last"}),
        json!({"id": "c", "title": "", "shifts": [{"start": "2026-11-24 08:00", "end": "09:00", "note": 1}]}),
        json!({"id": "b", "title": "not accepted", "hazardous": "perhaps"}),
    ]);
    let batch = Normalizer::new().rows::<Posting>(&rows);
    let titles: Vec<&str> = batch.accepted.iter().map(|posting| posting.title.as_str()).collect();
    assert_eq!(titles, ["other", "last"]);
    assert_eq!(batch.duplicates, 1);
    let rejected: Vec<(u64, Option<&str>)> =
        batch.rejections.iter().map(|rejection| (rejection.row, rejection.id.as_deref())).collect();
    assert_eq!(rejected, [(4, Some("c")), (5, Some("b"))]);
    let columns: Vec<(&str, Option<&str>, u64)> = batch
        .unknown_columns
        .iter()
        .map(|column| (column.name.as_str(), column.nearest.as_deref(), column.rows))
        .collect();
    assert_eq!(columns, [("phone", None, 2), ("titel", Some("title"), 1), ("shifts[].note", None, 1)]);
}

#[test]
fn hand_made_records_are_checked_too() {
    let mut shifted = Posting::new("p1", "a");
    shifted.shifts.push(Shift::new("", at("2026-11-24T00:00:00.0005Z"), at("2026-11-24T08:00:00Z"), 1));
    let batch = Normalizer::new().records(vec![shifted, Posting::new("", "b"), Posting::new("p1", "c")]);
    assert_eq!(batch.accepted.len(), 1);
    assert_eq!((batch.accepted[0].title.as_str(), batch.duplicates), ("c", 1));
    assert_eq!((batch.rejections[0].row, batch.rejections[0].id.as_deref()), (2, None));
}
