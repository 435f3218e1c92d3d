//! Needs, changes and training against making every change and testing every pair.

use std::collections::BTreeSet;

use gigmatch::{
    AssistOptions, JobListOptions, NeedReason, OneChange, TermKind,
    record::{Skill, WorkerProfile},
    table::DivisionLevel,
};
use gigmatch_testkit::{
    oracle::{Market, areas::circles},
    strategy::{normal, options, outlets, records},
};
use proptest::prelude::*;

use crate::{
    market::{Layout, filled},
    report_oracle::divisions,
};

fn read<T: serde::de::DeserializeOwned>(value: serde_json::Value) -> T {
    serde_json::from_value(value).expect("the value is of the field's form")
}

/// The record with the change that was told.
fn changed(worker: &WorkerProfile, change: &OneChange) -> WorkerProfile {
    let mut worker = worker.clone();
    let value = change.change.value.clone();
    match change.change.field.as_str() {
        "worker.max_distance_m" => worker.max_distance_m = Some(read(value)),
        "worker.pay_floor" => worker.pay_floor = Some(read(value)),
        "worker.availability" => {
            let windows: Vec<gigmatch::record::TimeWindow> = read(value);
            worker.availability.get_or_insert_default().extend(windows);
        }
        "worker.certificates" => {
            let held: Vec<gigmatch::record::HeldCertificate> = read(value);
            worker.certificates.extend(held);
        }
        "worker.skills" => {
            let skills: Vec<Skill> = read(value);
            worker.skills.retain(|held| skills.iter().all(|skill| skill.name != held.name));
            worker.skills.extend(skills);
        }
        other => panic!("{other} is no field of a worker that a person can change"),
    }
    normal(worker)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(80))]

    #[test]
    fn needs_are_what_testing_every_pair_gives(
        records in records(), options in options(), chunk in 1_usize..9, stale: bool,
    ) {
        let market = Market::new(&records.postings, &records.workers, &options);
        let snapshot = filled(&records, Layout { chunk, reversed: false, stale }, 2).snapshot();
        let mut asked = AssistOptions::new(options.clone()).divisions(divisions());
        (asked.by, asked.training, asked.congested_above) = (DivisionLevel::Township, 100, None);
        let assistance = snapshot.assist(&asked).expect("valid options");

        let seekers = market.seekers(None);
        prop_assert_eq!(assistance.people, seekers.len() as u64);
        let best = |worker: &WorkerProfile| market.match_worker(worker).first().map(|best| best.score);
        let mut expected: Vec<(NeedReason, Option<u32>, &str)> = seekers
            .iter()
            .filter_map(|worker| match best(worker) {
                None => Some((NeedReason::NoEligiblePosting, None, worker.id.as_str())),
                Some(score) if score < asked.weak_below => Some((NeedReason::OnlyWeak, Some(score), worker.id.as_str())),
                Some(_) => None,
            })
            .collect();
        expected.sort_unstable();
        let told: Vec<_> =
            assistance.needs.iter().map(|need| (need.reason, need.best_score, need.worker_id.as_str())).collect();
        prop_assert_eq!(told, expected);

        for need in &assistance.needs {
            let worker = records.workers.iter().find(|worker| worker.id == need.worker_id).expect("one of them");
            if let Some(change) = &need.change {
                let opened = market.opened(worker, &changed(worker, change));
                prop_assert_eq!(change.postings, opened.len() as u64, "{:?}", change);
                prop_assert!(change.postings > 0);
            }
            let skills = ["叉车驾驶", "收银", "焊接"].map(|name| (TermKind::Skill, name));
            let certificates = ["健康证", "电工证"].map(|name| (TermKind::Certificate, name));
            let seats = |posting: &gigmatch::record::Posting| {
                let open = market.open_postings(None);
                open.iter().find(|(other, ..)| other.id == posting.id).map_or(0, |(_, _, left)| *left)
            };
            let opened = |(kind, name): (TermKind, &str)| match kind {
                TermKind::Skill => market.opened_by_skill(worker, name),
                _ => market.opened_by_certificate(worker, name),
            };
            let most = skills.into_iter().chain(certificates).map(|training| {
                opened(training).into_iter().map(seats).sum::<u64>()
            });
            prop_assert_eq!(need.training.as_ref().map_or(0, |training| training.seats), most.max().unwrap_or(0));
            if let Some(training) = &need.training {
                let postings = opened((training.kind, &training.name));
                prop_assert_eq!(training.postings, postings.len() as u64);
            }
        }
        // Overall: each posting counts once, however many people it opens for.
        for training in &assistance.training {
            let mut postings = BTreeSet::new();
            let mut people = 0;
            for need in &assistance.needs {
                let worker = records.workers.iter().find(|worker| worker.id == need.worker_id).expect("one of them");
                let opened = match training.kind {
                    TermKind::Skill => market.opened_by_skill(worker, &training.name),
                    _ => market.opened_by_certificate(worker, &training.name),
                };
                people += u64::from(!opened.is_empty());
                postings.extend(opened.into_iter().map(|posting| posting.id.as_str()));
            }
            prop_assert_eq!((training.people, training.postings), (people, postings.len() as u64), "{:?}", training);
        }
        let listed: usize = assistance.routes.iter().map(|route| route.visits.len()).sum();
        prop_assert_eq!(listed, assistance.needs.len().min(20));
    }

    #[test]
    fn congestion_is_counted_over_the_ten_best(records in records(), options in options(), above in 1_u32..3) {
        let mut options = options;
        options.top = 10;
        let market = Market::new(&records.postings, &records.workers, &options);
        let snapshot = filled(&records, Layout { chunk: 4, reversed: false, stale: false }, 2).snapshot();
        let mut asked = AssistOptions::new(options.clone()).divisions(divisions());
        (asked.congested_above, asked.weak_below) = (Some(above), 0);
        let assistance = snapshot.assist(&asked).expect("valid options");
        let seekers = market.seekers(None);
        let bests: Vec<Vec<String>> = seekers
            .iter()
            .map(|worker| market.match_worker(worker).into_iter().map(|best| best.posting_id).collect())
            .collect();
        let open = market.open_postings(None);
        let is_congested = |id: &String| {
            let wanted = bests.iter().filter(|best| best.contains(id)).count() as u64;
            open.iter().any(|(posting, _, left)| posting.id == *id && wanted > u64::from(above) * left)
        };
        let mut expected: Vec<&str> = seekers
            .iter()
            .zip(&bests)
            .filter(|(_, best)| !best.is_empty() && best.iter().all(is_congested))
            .map(|(worker, _)| worker.id.as_str())
            .collect();
        expected.sort_unstable();
        let mut told: Vec<&str> = assistance
            .needs
            .iter()
            .filter(|need| need.reason == NeedReason::OnlyCongested)
            .map(|need| need.worker_id.as_str())
            .collect();
        told.sort_unstable();
        prop_assert_eq!(told, expected);
    }

    #[test]
    fn lists_hold_what_is_open_inside_the_circle(records in records(), options in options(), outlets in outlets()) {
        let market = Market::new(&records.postings, &records.workers, &options);
        let engine = filled(&records, Layout { chunk: 4, reversed: false, stale: false }, 1);
        let mut writer = engine.writer().expect("the only writer");
        writer.add(outlets.clone()).expect("outlets");
        writer.commit().expect("a commit");
        drop(writer);
        let mut asked = JobListOptions::new(options.clone());
        asked.divisions = Some(divisions());
        let lists = engine.snapshot().job_lists(&asked).expect("valid options");
        let placed = outlets.iter().filter(|outlet| outlet.location.is_some()).count();
        prop_assert_eq!(lists.lists.len(), placed);
        for list in &lists.lists {
            let mut at = WorkerProfile::new("here");
            at.location = list.outlet.location;
            let inside = market.open_postings(None).into_iter().filter(|(posting, _, left)| {
                let mut there = gigmatch::record::Outlet::new("there", "there");
                there.location = posting.location;
                let on_site = posting.job_location_type == gigmatch::record::JobLocationType::OnSite;
                *left > 0 && on_site && !circles(&at, &[there], |_| list.radius_m).0.is_empty()
            });
            let inside: Vec<(String, u64)> = inside.map(|(posting, _, left)| (posting.id.clone(), left)).collect();
            prop_assert_eq!(list.postings, inside.len() as u64);
            prop_assert_eq!(list.seats, inside.iter().map(|(_, left)| left).sum::<u64>());
            let mut listed: Vec<(String, u64)> =
                list.jobs.iter().map(|job| (job.posting.id.clone(), job.seats)).collect();
            listed.sort_unstable();
            let mut inside = inside;
            inside.sort_unstable();
            prop_assert_eq!(listed, inside);
        }
    }
}

#[test]
fn a_deleted_worker_is_in_no_later_answer() {
    use gigmatch::{CoverageOptions, Engine, MatchOptions, ReportOptions, record::RecordKind};
    let engine = Engine::in_memory().expect("an index");
    let mut writer = engine.writer().expect("the writer");
    let mut worker = WorkerProfile::new("w1");
    worker.location = Some(gigmatch::record::Coordinates::wgs84(112.55, 37.87));
    writer.add(vec![worker]).expect("a worker");
    writer.commit().expect("a commit");
    let now: gigmatch::record::Timestamp = "2026-11-24T05:00:00+08:00".parse().expect("a time");
    let people = || {
        let snapshot = engine.snapshot();
        let report = snapshot.report(&ReportOptions::new(MatchOptions::at(now)).threshold(1)).expect("a report");
        let coverage = snapshot.coverage(&CoverageOptions::at(now).threshold(1)).expect("coverage");
        let assistance = snapshot.assist(&AssistOptions::new(MatchOptions::at(now))).expect("assistance");
        (report.rows[0].seekers, coverage.rows[0].people, assistance.needs.len())
    };
    assert_eq!(people(), (Some(1), 1, 1));
    writer.delete(RecordKind::Worker, &["w1"]).expect("a delete");
    writer.commit().expect("a commit");
    assert_eq!(people(), (Some(0), 0, 0));
}
