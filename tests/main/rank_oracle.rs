//! `match_*` is the true top k: the same as scoring every pair and sorting.

use gigmatch::{Side, answer::Hit};
use gigmatch_testkit::{
    oracle::{Market, Scored},
    strategy::{options, posting, records, side, worker},
};
use proptest::prelude::*;

use crate::market::{Layout, snapshot, table};

fn scored(hit: &Hit) -> Scored {
    Scored {
        worker_id: hit.worker_id.clone(),
        posting_id: hit.posting_id.clone(),
        score: hit.score,
        worker_score: hit.worker_score,
        employer_score: hit.employer_score,
        distance_m: hit.distance_m,
        shifts: hit.shifts.clone(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn one_subject_gets_the_true_top_k(
        records in records(), options in options(), chunk in 1_usize..9, reversed: bool, stale: bool,
    ) {
        let market = Market::new(&records.postings, &records.workers, &options);
        let snapshot = snapshot(&records, Layout { chunk, reversed, stale });
        for worker in &records.workers {
            let matches = snapshot.match_worker(&worker.id, &options).expect("a known worker");
            prop_assert_eq!(matches.hits.iter().map(scored).collect::<Vec<_>>(), market.match_worker(worker));
            let ranks: Vec<u32> = matches.hits.iter().map(|hit| hit.rank).collect();
            prop_assert_eq!(ranks, (1..).take(matches.hits.len()).collect::<Vec<u32>>());
        }
        for posting in &records.postings {
            let matches = snapshot.match_posting(&posting.id, &options).expect("a known posting");
            prop_assert_eq!(matches.hits.iter().map(scored).collect::<Vec<_>>(), market.match_posting(posting));
        }
    }

    #[test]
    fn everybody_gets_the_true_top_k(
        records in records(), options in options(), side in side(), chunk in 1_usize..9, stale: bool,
    ) {
        let market = Market::new(&records.postings, &records.workers, &options);
        let snapshot = snapshot(&records, Layout { chunk, reversed: false, stale });
        let found = snapshot.match_all(side, &options).expect("the options are valid");
        prop_assert_eq!(table(&found), market.match_all(side));
        let subjects = match side {
            Side::Workers => records.workers.len(),
            Side::Postings => records.postings.len(),
        };
        prop_assert_eq!(found.subjects(), subjects);
    }

    #[test]
    fn records_that_are_not_indexed_are_ranked_alike(
        records in records(), options in options(),
        workers in prop::collection::vec(worker(), 0..4), postings in prop::collection::vec(posting(), 0..4),
    ) {
        let market = Market::new(&records.postings, &records.workers, &options);
        let snapshot = snapshot(&records, Layout { chunk: 5, reversed: false, stale: false });
        let found = snapshot.match_workers(&workers, &options).expect("the workers are valid");
        let normal = |worker: &gigmatch::record::WorkerProfile| gigmatch_testkit::strategy::normal(worker.clone());
        let expected: Vec<Scored> = workers.iter().flat_map(|worker| market.match_worker(&normal(worker))).collect();
        prop_assert_eq!(table(&found), expected);
        let found = snapshot.match_postings(&postings, &options).expect("the postings are valid");
        let normal = |posting: &gigmatch::record::Posting| gigmatch_testkit::strategy::normal(posting.clone());
        let expected: Vec<Scored> = postings.iter().flat_map(|posting| market.match_posting(&normal(posting))).collect();
        prop_assert_eq!(table(&found), expected);
        for worker in &workers {
            let matches = snapshot.match_worker(worker, &options).expect("the worker is valid");
            let expected = market.match_worker(&gigmatch_testkit::strategy::normal(worker.clone()));
            prop_assert_eq!(matches.hits.iter().map(scored).collect::<Vec<_>>(), expected);
        }
    }
}
