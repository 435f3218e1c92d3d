//! Funnels count what the rules do, in order and alone.

use gigmatch::{
    Rule, RuleSet,
    record::{Posting, ShiftMode, WorkerProfile},
};
use gigmatch_testkit::{
    oracle::Market,
    strategy::{options, records},
};
use proptest::prelude::*;

use crate::market::{Layout, snapshot};

/// Whether a candidate falls when only the rules of `applied` are looked at.
fn falls(market: &Market<'_>, worker: &WorkerProfile, posting: &Posting, applied: &[Rule]) -> bool {
    let breaks = |failed: RuleSet| applied.iter().any(|rule| failed.contains(*rule));
    let judged = market.judged_shifts(worker, posting);
    let shifts_fall = match posting.shift_mode {
        ShiftMode::Any => judged.iter().all(|(_, failed)| breaks(*failed)),
        ShiftMode::All => judged.iter().any(|(_, failed)| breaks(*failed)),
    };
    breaks(market.failed_pair_rules(worker, posting)) || shifts_fall
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn steps_count_what_the_rules_remove(records in records(), options in options()) {
        let market = Market::new(&records.postings, &records.workers, &options);
        let snapshot = snapshot(&records, Layout { chunk: 4, reversed: false, stale: true });
        for posting in &records.postings {
            let funnel = snapshot.funnel_posting(&posting.id, &options).expect("a known posting");
            let candidates: Vec<&WorkerProfile> =
                records.workers.iter().filter(|worker| market.passes_filters(worker, posting)).collect();
            prop_assert_eq!(funnel.candidates, candidates.len() as u64);
            for (place, step) in funnel.steps.iter().enumerate() {
                let left = candidates.iter().filter(|worker| !falls(&market, worker, posting, &Rule::ALL[..=place]));
                prop_assert_eq!(step.left, left.count() as u64, "left after {}", step.rule);
                let alone = candidates.iter().filter(|worker| falls(&market, worker, posting, &[step.rule]));
                prop_assert_eq!(step.removed_alone, alone.count() as u64, "alone by {}", step.rule);
            }
            let eligible = candidates.iter().filter(|worker| market.is_eligible(worker, posting)).count() as u64;
            prop_assert_eq!(funnel.eligible, eligible);
        }
        for worker in &records.workers {
            let funnel = snapshot.funnel_worker(&worker.id, &options).expect("a known worker");
            let removed: u64 = funnel.steps.iter().map(|step| step.removed_in_order).sum();
            prop_assert_eq!(funnel.candidates - removed, funnel.eligible);
            let eligible = records
                .postings
                .iter()
                .filter(|posting| market.passes_filters(worker, posting) && market.is_eligible(worker, posting));
            prop_assert_eq!(funnel.eligible, eligible.count() as u64);
        }
    }
}
