//! Explanations sum exactly and agree with the oracle; reasons are complete and their changes work.

use std::sync::{Arc, LazyLock};

use gigmatch::{
    Engine, MatchOptions, Occupancy, Rule, RuleSet, Snapshot,
    answer::{Change, Failure},
    record::{JobLocationType, Posting, PostingStatus, ShiftMode, TimeWindow, WorkerProfile, WorkerStatus},
};
use gigmatch_testkit::{
    oracle::Market,
    strategy::{normal, options, posting, records, worker},
};
use proptest::prelude::*;
use serde::de::DeserializeOwned;

use crate::market::{Layout, snapshot};

/// The failing rules as they are told: the pair's, and those of the nearest shift, or of all where all are wanted.
fn told_rules(market: &Market<'_>, worker: &WorkerProfile, posting: &Posting) -> RuleSet {
    let pair = market.failed_pair_rules(worker, posting);
    let judged = market.judged_shifts(worker, posting);
    let shifts = match posting.shift_mode {
        ShiftMode::All => judged.iter().fold(RuleSet::EMPTY, |all, (_, failed)| all.union(*failed)),
        ShiftMode::Any => {
            judged.iter().map(|(_, failed)| *failed).min_by_key(|failed| failed.len()).unwrap_or_default()
        }
    };
    pair.union(shifts)
}

/// An index without records: pairs are judged as ad hoc records.
static EMPTY: LazyLock<Snapshot> = LazyLock::new(|| Engine::in_memory().expect("an engine").snapshot());

/// Everything that a change may touch.
#[derive(Clone)]
struct Case {
    worker: WorkerProfile,
    posting: Posting,
    options: MatchOptions,
}

impl Case {
    fn market(&self) -> Market<'_> {
        Market::new(&[], &[], &self.options)
    }

    /// Makes a change as somebody would who read only its field and value.
    fn apply(&mut self, change: &Change, failure: &Failure) {
        fn value<T: DeserializeOwned>(change: &serde_json::Value) -> T {
            serde_json::from_value(change.clone()).unwrap_or_else(|error| panic!("{change}: {error}"))
        }
        let value_of = &change.value;
        match change.field.as_str() {
            "posting.status" => self.posting.status = value::<PostingStatus>(value_of),
            "posting.valid_through" => self.posting.valid_through = value(value_of),
            "posting.location" => self.posting.location = value(value_of),
            "posting.job_location_type" => self.posting.job_location_type = value::<JobLocationType>(value_of),
            "posting.max_distance_m" => self.posting.max_distance_m = value(value_of),
            "posting.total_job_openings" => self.posting.total_job_openings = value(value_of),
            "worker.status" => self.worker.status = value::<WorkerStatus>(value_of),
            "worker.location" => self.worker.location = value(value_of),
            "worker.max_distance_m" => self.worker.max_distance_m = value(value_of),
            "worker.birth_date" => self.worker.birth_date = value(value_of),
            "worker.pay_floor" => self.worker.pay_floor = value(value_of),
            "worker.statutory_retirement_date" => self.worker.statutory_retirement_date = value(value_of),
            "worker.employment_type" => self.worker.employment_type = value(value_of),
            "worker.skills" => self.worker.skills.extend(value::<Vec<_>>(value_of)),
            "worker.certificates" => self.worker.certificates.extend(value::<Vec<_>>(value_of)),
            "worker.availability" => {
                self.worker.availability.get_or_insert_default().extend(value::<Vec<TimeWindow>>(value_of));
            }
            "posting.blocked_workers" => self.unblock_workers(&value::<Vec<String>>(value_of)),
            "worker.blocked_employers" => self.unblock_employers(&value::<Vec<String>>(value_of)),
            "blocks" => {
                self.unblock_workers(&value::<Vec<String>>(&value_of["posting.blocked_workers"]));
                self.unblock_employers(&value::<Vec<String>>(&value_of["worker.blocked_employers"]));
            }
            "now" => self.options.now = value(value_of),
            "posting.shifts.headcount" => {
                for (id, headcount) in value_of.as_object().expect("headcounts by shift") {
                    self.set_headcount(id, value(headcount));
                }
            }
            "occupancy.committed_ms" => self.limit_commitments(value(value_of)),
            field => {
                let id = field.strip_prefix("posting.shifts[").and_then(|rest| rest.strip_suffix("].headcount"));
                let id = id.unwrap_or_else(|| panic!("unknown field {field}"));
                assert_eq!(failure.shift.as_deref(), Some(id));
                self.set_headcount(id, value(value_of));
            }
        }
        (self.worker, self.posting) = (normal(self.worker.clone()), normal(self.posting.clone()));
    }

    fn unblock_workers(&mut self, ids: &[String]) {
        self.posting.blocked_workers.retain(|id| !ids.contains(id));
    }

    fn unblock_employers(&mut self, ids: &[String]) {
        self.worker.blocked_employers.retain(|id| !ids.contains(id));
    }

    fn set_headcount(&mut self, id: &str, headcount: u32) {
        for shift in self.posting.shifts.iter_mut().filter(|shift| shift.id == id) {
            shift.headcount = headcount;
        }
    }

    /// Leaves the worker no more than `most_ms` with the employer in any week: one stretch from each shift's start.
    fn limit_commitments(&mut self, most_ms: i64) {
        let employer = self.posting.employer().expect("the cap is about an employer").to_owned();
        let mut limited = Occupancy::new("limited");
        let before = self.options.occupancy.clone().expect("somebody was committed");
        for shift in &self.posting.shifts {
            limited.take(&self.posting.id, &shift.id, before.taken(&self.posting.id, &shift.id));
        }
        for work in before.commitments(&self.worker.id).iter().filter(|work| work.employer != employer) {
            limited.commit(&self.worker.id, &work.employer, work.start, work.end);
        }
        if let Some(shift) = self.posting.shifts.first() {
            let end = jiff::Timestamp::from_millisecond(shift.start.as_millisecond() + most_ms).expect("in range");
            limited.commit(&self.worker.id, employer, shift.start, end);
        }
        self.options.occupancy = Some(Arc::new(limited));
    }

    /// Whether a rule holds: for the pair, or for the shift (all of them where all are wanted).
    fn holds(&self, rule: Rule, shift: Option<&str>) -> bool {
        let market = self.market();
        if !rule.is_shift_rule() {
            return !market.failed_pair_rules(&self.worker, &self.posting).contains(rule);
        }
        let judged = market.judged_shifts(&self.worker, &self.posting);
        let asked = |id: &str| self.posting.shift_mode == ShiftMode::All || Some(id) == shift;
        judged.iter().filter(|(id, _)| asked(id)).all(|(_, failed)| !failed.contains(rule))
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn reasons_are_complete_and_their_changes_work(
        worker in worker(), posting in posting(), mut options in options(),
    ) {
        options.filters.clear();
        let case = Case { worker: normal(worker), posting: normal(posting), options };
        let why_not = EMPTY.why_not(&case.worker, &case.posting, &case.options).expect("valid records");

        let expected: Vec<Rule> = told_rules(&case.market(), &case.worker, &case.posting).iter().collect();
        let told: Vec<Rule> = why_not.failures.iter().map(|failure| failure.rule).collect();
        prop_assert_eq!(&told, &expected);
        prop_assert_eq!(why_not.eligible, case.market().is_eligible(&case.worker, &case.posting));
        prop_assert_eq!(why_not.eligible, told.is_empty());

        for failure in &why_not.failures {
            let mut changed = case.clone();
            changed.apply(&failure.change, failure);
            prop_assert!(changed.holds(failure.rule, failure.shift.as_deref()), "{failure:?}");
        }
        match (&why_not.failures[..], &why_not.single_change) {
            ([only], Some(change)) => {
                prop_assert_eq!(&only.change, change);
                let mut changed = case.clone();
                changed.apply(change, only);
                prop_assert!(changed.market().is_eligible(&changed.worker, &changed.posting), "{change:?}");
            }
            // Asking earlier may make somebody too young again; every other single change is enough.
            ([only], None) => prop_assert_eq!(only.rule, Rule::ShiftNotStarted),
            (_, change) => prop_assert_eq!(change, &None),
        }
    }

}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn explanations_sum_exactly_and_agree(records in records(), mut options in options()) {
        options.filters.clear();
        let market = Market::new(&records.postings, &records.workers, &options);
        let snapshot = snapshot(&records, Layout { chunk: 3, reversed: false, stale: true });
        for (worker, posting) in records.workers.iter().zip(&records.postings) {
            let told = snapshot.explain(&worker.id, &posting.id, &options).expect("known records");
            let scored = market.score(worker, posting);
            prop_assert_eq!(told.eligible, scored.is_some());
            prop_assert_eq!(told.score, scored.as_ref().map(|scored| scored.score));
            let failed: Vec<Rule> = told_rules(&market, worker, posting).iter().collect();
            prop_assert_eq!(&told.failed_rules, &failed);
            if let Some(scored) = scored {
                let values: Vec<u32> = told.factors.iter().map(|part| part.value).collect();
                prop_assert_eq!(values, market.factors(worker, posting).to_vec());
                prop_assert_eq!(told.factors.iter().map(|part| part.contribution).sum::<u32>(), scored.score);
                prop_assert_eq!(told.worker_score, Some(scored.worker_score));
                prop_assert_eq!(told.employer_score, Some(scored.employer_score));
                prop_assert_eq!(told.shifts, scored.shifts);
                prop_assert_eq!(told.distance_m, scored.distance_m);
            }
        }
    }
}
