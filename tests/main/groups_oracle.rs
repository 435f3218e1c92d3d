//! Rules about key groups against reading them record by record.

use std::sync::Arc;

use gigmatch::{
    Dimension, KeyGroupRules, MatchOptions, ReportOptions, RetirementSchedule,
    record::{Circumstance, Date, KeyGroup, Timestamp, Vocabulary, WorkerProfile, WorkerStatus},
    table::DivisionCode,
};
use gigmatch_testkit::{
    oracle::areas::is_in,
    strategy::{NOW_MS, records},
};
use jiff::Span;
use proptest::prelude::*;

use crate::{
    market::{Layout, snapshot},
    report_oracle::divisions,
};

/// National rules, one for Taiyuan in place of them, one that is over and one that has not begun.
const RULES: &str = r#"{"version": "test", "rules": [
    {"id": "long", "group": "long_term_unemployed", "document": {"zh": "全国"}, "when": {"unemployed_months_at_least": 12}},
    {"id": "long-1401", "group": "long_term_unemployed", "division": "1401", "document": {"zh": "太原"},
     "when": {"unemployed_months_at_least": 1}},
    {"id": "hard", "group": "hard_to_place", "document": {"zh": "全国"}, "when": {"any_of": [
        {"circumstance": "disability"}, {"years_to_retirement_at_most": 10},
        {"all_of": [{"age_at_least": 56}, {"circumstance": "land_lost"}]}]}},
    {"id": "household", "group": "zero_employment_household", "document": {"zh": "全国"},
     "when": {"household_without_employment": true}},
    {"id": "graduate", "group": "graduate", "document": {"zh": "全国"}, "from": "2026-11-24", "until": "2026-11-25",
     "when": {"graduated_within_years": 2}},
    {"id": "veteran", "group": "veteran", "document": {"zh": "全国"}, "until": "2026-11-24", "when": {"label": "veteran"}},
    {"id": "migrant", "group": "migrant_worker", "document": {"zh": "全国"}, "when": {"age_below": 57}}
]}"#;

/// `years` after a date.
fn later(date: Date, years: i64) -> Date {
    date.checked_add(Span::new().years(years)).expect("in the calendar")
}

fn months_unemployed(worker: &WorkerProfile, today: Date) -> Option<i64> {
    let since = worker.unemployed_since.filter(|since| *since <= today)?;
    let has_passed = |months: i64| since.checked_add(Span::new().months(months)).is_ok_and(|end| end <= today);
    (0..1_200).take_while(|months| has_passed(*months)).last()
}

fn is_unemployed(worker: &WorkerProfile, today: Date) -> bool {
    let labelled = [KeyGroup::RegisteredUnemployed, KeyGroup::LongTermUnemployed];
    worker.unemployed_since.is_some_and(|since| since <= today)
        || worker.key_groups.iter().any(|group| labelled.contains(group))
}

fn retirement(worker: &WorkerProfile) -> Option<Date> {
    let scheduled = || RetirementSchedule::cn_2025().retirement(worker.birth_date?, worker.original_retirement_age?);
    worker.statutory_retirement_date.or_else(scheduled)
}

/// Whether the rules put somebody into a group on a day, given everybody else.
fn belongs(worker: &WorkerProfile, all: &[WorkerProfile], group: KeyGroup, today: Date) -> bool {
    let has_age = |worker: &WorkerProfile, years: i64| worker.birth_date.map(|birth| later(birth, years) <= today);
    match group {
        KeyGroup::LongTermUnemployed => {
            let in_taiyuan = is_in(worker.division.as_deref(), DivisionCode::parse("1401"));
            months_unemployed(worker, today).is_some_and(|months| months >= if in_taiyuan { 1 } else { 12 })
        }
        KeyGroup::HardToPlace => {
            let holds = |circumstance| worker.circumstances.contains(&circumstance);
            let near = retirement(worker).is_some_and(|date| today < date && date <= later(today, 10));
            let old = has_age(worker, 56) == Some(true) && holds(Circumstance::LandLost);
            holds(Circumstance::Disability) || near || old
        }
        KeyGroup::ZeroEmploymentHousehold => {
            let Some(household) = &worker.household_id else { return false };
            let works = |member: &&WorkerProfile| {
                let could = has_age(member, 16) != Some(false) && retirement(member).is_none_or(|date| today < date);
                could && !is_unemployed(member, today)
            };
            let mut members = all.iter().filter(|member| member.household_id.as_ref() == Some(household));
            is_unemployed(worker, today) && !members.any(|member| works(&member))
        }
        KeyGroup::Graduate => {
            let recent = |date: Date| date <= today && today <= later(date, 2);
            today == Date::constant(2026, 11, 24) && worker.graduated_on.is_some_and(recent)
        }
        KeyGroup::MigrantWorker => has_age(worker, 57) == Some(false),
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn rules_are_what_reading_them_gives(records in records(), days in 0_i64..3) {
        let snapshot = snapshot(&records, Layout { chunk: 3, reversed: false, stale: true });
        let now = Timestamp::from_millisecond(NOW_MS + days * 24 * 3_600_000).expect("a time");
        let today = Date::constant(2026, 11, 24).checked_add(Span::new().days(days)).expect("a day");
        let rules = Arc::new(KeyGroupRules::from_json(RULES).expect("the rules are valid"));
        let options = ReportOptions::new(MatchOptions::at(now)).threshold(1).key_group_rules(rules).divisions(divisions());
        let report = snapshot.report(&options).expect("valid options");
        prop_assert_eq!(report.key_group_version.as_deref(), Some("test"));
        for (group, _) in KeyGroup::WORDS {
            let told = report.rows.iter().find(|row| {
                row.area == 0 && row.dimension == Dimension::KeyGroup && row.value.as_deref() == Some(group.name())
            });
            let members = records.workers.iter().filter(|worker| {
                worker.status == WorkerStatus::Active && belongs(worker, &records.workers, *group, today)
            });
            prop_assert_eq!(told.map_or(0, |row| row.seekers.unwrap_or(0)), members.count() as u64, "{:?}", group);
        }
    }
}

#[test]
fn the_example_follows_its_documents_and_bad_rules_are_refused() {
    let example = KeyGroupRules::example();
    assert!(example.rules.iter().all(|rule| !rule.document.zh.is_empty()));
    let again = KeyGroupRules::from_json(&serde_json::to_string(&*example).expect("rules are data")).expect("the same");
    assert_eq!(again, *example);
    for (bad, told) in [
        (r#"{"version": "x"}"#, "cannot be understood"),
        (
            r#"{"version": "x", "rules": [{"id": "a", "group": "tall", "document": {"zh": "y"}, "when": {"age_at_least": 1}}]}"#,
            "understood",
        ),
        (
            r#"{"version": "x", "rules": [{"id": "a", "group": "veteran", "division": "1", "document": {"zh": "y"}, "when": {"age_at_least": 1}}]}"#,
            "no division code",
        ),
        (
            r#"{"version": "x", "rules": [], "retirement": {"document": "d", "steps": [{"original_age": 60, "first_birth": "1965-01-01", "months_per_step": 0, "most_months": 1}]}}"#,
            "no length",
        ),
    ] {
        let error = KeyGroupRules::from_json(bad).expect_err(told);
        assert!(error.to_string().contains(told), "{error}");
    }
}
