//! Each problem code that normalisation can raise, by the rows that raise it.

use super::*;
use crate::record::{Outlet, Placement, Posting, Shift, WorkerProfile};

/// Rows of postings, with the one problem that each has.
fn postings() -> Vec<(Value, &'static str, ProblemCode)> {
    use ProblemCode as P;
    let shift = |text: &str| posting_with("shifts", json!(text));
    vec![
        (json!({"title": "t"}), "id", P::Missing),
        (json!({"id": "p", "title": " "}), "title", P::Missing),
        (json!({"id": "p", "title": {"zh": "t"}}), "title", P::Type),
        (json!({"id": "p\u{7}", "title": "t"}), "id", P::Type),
        (json!({"id": "x".repeat(201), "title": "t"}), "id", P::TooLong),
        (json!({"id": "p", "title": "长".repeat(501)}), "title", P::TooLong),
        (posting_with("max_distance_m", json!("far")), "max_distance_m", P::Type),
        (posting_with("max_distance_m", json!(20_100_001)), "max_distance_m", P::Range),
        (posting_with("total_job_openings", json!(-1)), "total_job_openings", P::Range),
        (posting_with("total_job_openings", json!(0)), "total_job_openings", P::Range),
        (posting_with("required_skills", json!("电工@大师")), "required_skills[0].level", P::Word),
        (posting_with("required_skills", json!([{"level": "senior"}])), "required_skills[0].name", P::Missing),
        (posting_with("required_skills", json!([true])), "required_skills[0]", P::Type),
        (posting_with("required_skills", json!("[1, ")), "required_skills", P::Type),
        (posting_with("status", json!("maybe")), "status", P::Word),
        (posting_with("hazardous", json!("perhaps")), "hazardous", P::Word),
        (posting_with("valid_through", json!("soon")), "valid_through", P::TimeForm),
        (posting_with("valid_through", json!("2300-01-01")), "valid_through", P::Range),
        (shift("2026-11-24 08:00/2026-11-24 08:00"), "shifts[0].end", P::TimeOrder),
        (shift("2026-11-24 08:00/2026-12-24 08:00"), "shifts[0].end", P::Range),
        (shift("2026-11-24 08:00/16:00;2026-11-25 08:00/later"), "shifts[1].end", P::TimeForm),
        (shift("2026-11-24 08:00/16:00*0"), "shifts[0].headcount", P::Range),
        (shift("2026-11-24 08:00/16:00*many"), "shifts[0].headcount", P::Type),
        (shift("2026-11-24 08:00/16:00#a;2026-11-25 08:00/16:00#a"), "shifts[1].id", P::ShiftDuplicate),
        (posting_with("shifts", json!([{"end": "16:00"}])), "shifts[0].end", P::TimeForm),
        (posting_with("base_salary", json!("200元")), "base_salary", P::PayForm),
        (posting_with("base_salary", json!("好商量")), "base_salary", P::PayForm),
        (posting_with("pay_min", json!("200")), "base_salary.unit_text", P::PayForm),
        (posting_with("base_salary", json!("300-200元/天")), "base_salary", P::PayOrder),
        (posting_with("baseSalary", json!({"value": -1, "unitText": "DAY"})), "base_salary.min_value_fen", P::Range),
        (posting_with("base_salary", json!("2000万/天")), "base_salary.min_value_fen", P::Range),
        (posting_with("base_salary.currency", json!("USD")), "base_salary.currency", P::Word),
        (posting_with("longitude", json!(112.5)), "location.latitude", P::Coordinates),
        (posting_with("location", json!({"longitude": 181, "latitude": 0})), "location.longitude", P::Coordinates),
        (posting_with("location", json!({"lon": "NaN", "lat": "1"})), "location.longitude", P::Coordinates),
        (posting_with("location", json!("太原")), "location", P::Coordinates),
        (posting_with("division", json!("123")), "division", P::DivisionForm),
        (posting_with("occupational_category", json!("9-99-99-99")), "occupational_category", P::OccupationUnknown),
    ]
}

/// Whether all that is wrong with a row is of one field and code; some amounts are wrong at both ends.
fn assert_problem(found: &[(String, ProblemCode)], row: &Value, field: &str, code: ProblemCode) {
    assert!(found.iter().any(|problem| problem == &(field.to_owned(), code)), "{row}: {found:?}");
    assert!(found.iter().all(|(_, other)| *other == code || *other == ProblemCode::Missing), "{row}: {found:?}");
}

#[test]
fn postings_with_one_problem() {
    for (row, field, code) in postings() {
        assert_problem(&problems::<Posting>(row.clone()), &row, field, code);
    }
}

#[test]
fn workers_with_one_problem() {
    use ProblemCode as P;
    for (row, field, code) in [
        (worker_with("availability", json!("2026-11-24")), "availability[0]", P::TimeForm),
        (worker_with("availability", json!([{"start": "2026-11-24 08:00"}])), "availability[0].end", P::Missing),
        (worker_with("certificates", json!("健康证@never")), "certificates[0].valid_through", P::TimeForm),
        (worker_with("experience", json!("4-02-07-10")), "experience[0].months", P::Missing),
        (worker_with("experience", json!("4-02-07-10@1201")), "experience[0].months", P::Range),
        (worker_with("experience", json!("0@12")), "experience[0].occupational_category", P::OccupationUnknown),
        (
            worker_with("desired_occupations", json!(["4-02-07-10", "x"])),
            "desired_occupations[1]",
            P::OccupationUnknown,
        ),
        (worker_with("key_groups", json!("退役军人;其他人")), "key_groups[1]", P::Word),
        (worker_with("birth_date", json!("1990")), "birth_date", P::TimeForm),
        (worker_with("birth_date", json!("1800-01-01")), "birth_date", P::Range),
        (worker_with("pay_floor", json!(20)), "pay_floor", P::PayForm),
        (worker_with("skills", json!(vec!["a"; 201])), "skills", P::Range),
        (worker_with("blocked_employers", json!(["x".repeat(201)])), "blocked_employers[0]", P::TooLong),
    ] {
        assert_problem(&problems::<WorkerProfile>(row.clone()), &row, field, code);
    }
}

#[test]
fn outlets_and_placements_with_one_problem() {
    use ProblemCode as P;
    assert_eq!(problems::<Outlet>(json!({"id": "o"})), [("name".to_owned(), P::Missing)]);
    let placement =
        json!({"worker_id": "w", "posting_id": "p", "start": "2026-11-24 08:00", "end": "2026-11-24 07:00"});
    assert_eq!(problems::<Placement>(placement), [("end".to_owned(), P::TimeOrder)]);
    assert_eq!(problems::<Placement>(json!({"worker_id": "w"})), [("posting_id".to_owned(), P::Missing)]);
}

#[test]
fn a_division_must_be_in_a_loaded_table() {
    let normalizer = Normalizer::new().with_divisions(divisions());
    let row = fields(posting_with("division", json!("1499")));
    let problems = Posting::from_row(&normalizer, &row).expect_err("the code is not in the table");
    assert_eq!(problems[0].code, ProblemCode::DivisionUnknown);
}

/// Codes that belong to files and tables of divisions are raised elsewhere or in the test above.
#[test]
fn every_code_has_a_row() {
    let raised: Vec<ProblemCode> = postings().into_iter().map(|(_, _, code)| code).collect();
    let elsewhere = [ProblemCode::Malformed, ProblemCode::Encoding, ProblemCode::DivisionUnknown];
    for code in ProblemCode::ALL {
        assert!(raised.contains(code) != elsewhere.contains(code), "{code}");
    }
}

#[test]
fn all_problems_of_a_row_in_the_order_of_the_fields() {
    let found = problems::<Posting>(json!({
        "hazardous": "perhaps", "pay_max": "much", "pay_unit": "天", "valid_through": "soon", "longitude": "1e9", "latitude": 0,
        "title": "t", "division": "x",
        "shifts": [{"start": "now", "end": "later"}, {"start": "2026-11-24 08:00", "end": "2026-11-24 07:00"}],
    }));
    let paths: Vec<&str> = found.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(
        paths,
        [
            "id",
            "location.longitude",
            "division",
            "base_salary.max_value",
            "valid_through",
            "shifts[0].start",
            "shifts[0].end",
            "shifts[1].end",
            "hazardous",
        ]
    );
}

#[test]
fn what_was_given_is_shortened() {
    let row = fields(posting_with("status", json!("长".repeat(1_000))));
    let problems = Posting::from_row(&Normalizer::new(), &row).expect_err("no such status");
    assert_eq!(problems[0].given.chars().count(), 200);
    assert!(problems[0].given.ends_with('…'));
    assert_eq!(problems[0].allowed, "open, paused, closed");
}

#[test]
fn a_long_list_of_shifts_is_refused() {
    let mut posting = Posting::new("p", "t");
    let shift = Shift::new("", at("2026-11-24T00:00:00Z"), at("2026-11-24T08:00:00Z"), 1);
    posting.shifts = vec![shift; 1_001];
    let problems = posting.check(&Normalizer::new()).expect_err("too many shifts");
    assert_eq!((problems[0].field.as_str(), problems[0].code), ("shifts", ProblemCode::Range));
}
