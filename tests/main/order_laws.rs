//! Laws of the order, whatever the way the records came in.

use std::sync::Arc;

use gigmatch::{MatchOptions, MatchTable, Side};
use gigmatch_testkit::strategy::{options, records, side};
use proptest::prelude::*;

use crate::market::{Layout, filled, snapshot};

fn rows(table: &MatchTable) -> Vec<String> {
    table.rows().map(|row| format!("{row:?}")).collect()
}

fn with_top(options: &MatchOptions, top: usize) -> MatchOptions {
    options.clone().top(top)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn layout_order_and_threads_do_not_matter(
        records in records(), options in options(), side in side(), chunk in 1_usize..9, reversed: bool, stale: bool,
    ) {
        let plain = snapshot(&records, Layout { chunk: 100, reversed: false, stale: false });
        let expected = rows(&plain.match_all(side, &options).expect("the options are valid"));
        for threads in [1, 2, 5] {
            let engine = filled(&records, Layout { chunk, reversed, stale }, threads);
            let found = engine.snapshot().match_all(side, &options).expect("the options are valid");
            prop_assert_eq!(&rows(&found), &expected);
        }
        let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().expect("a pool");
        let found = plain.match_all(side, &options.pool(Arc::new(pool))).expect("the options are valid");
        prop_assert_eq!(&rows(&found), &expected);
    }

    #[test]
    fn batches_and_ids_give_the_rows_of_all(
        records in records(), options in options(), side in side(), size in 0_usize..4, pick in 0_usize..3,
    ) {
        let snapshot = snapshot(&records, Layout { chunk: 3, reversed: false, stale: false });
        let expected = rows(&snapshot.match_all(side, &options).expect("the options are valid"));
        let batches = snapshot.match_batches(side, size, &options).expect("the options are valid");
        let subjects = batches.subjects();
        prop_assert_eq!(subjects as u64, snapshot.count(side.kind()));
        let tables: Vec<MatchTable> = batches.collect::<Result<_, _>>().expect("the options are valid");
        prop_assert!(tables.iter().all(|table| (1..=size.max(1)).contains(&table.subjects())));
        prop_assert_eq!(tables.iter().map(MatchTable::subjects).sum::<usize>(), subjects);
        prop_assert_eq!(tables.iter().flat_map(rows).collect::<Vec<_>>(), expected);

        // However they are given, ids are answered once and in their order.
        let ids: Vec<String> = snapshot.ids(side.kind()).into_iter().skip(pick).step_by(2).collect();
        let given: Vec<&String> = ids.iter().rev().chain(ids.first()).collect();
        let some = snapshot.match_ids(side, &given, &options).expect("known ids");
        let all = snapshot.match_all(side, &options).expect("the options are valid");
        let subject = |row: &gigmatch::MatchRow<'_>| {
            let id = if side == Side::Workers { row.worker_id } else { row.posting_id };
            ids.iter().any(|known| known == id)
        };
        let expected: Vec<String> = all.rows().filter(subject).map(|row| format!("{row:?}")).collect();
        prop_assert_eq!(rows(&some), expected);
        prop_assert_eq!(some.subjects(), ids.len());
    }

    #[test]
    fn top_k_is_a_prefix_of_top_n(records in records(), options in options(), k in 1_usize..4, more in 1_usize..9) {
        let snapshot = snapshot(&records, Layout { chunk: 3, reversed: false, stale: false });
        for worker in &records.workers {
            let few = snapshot.match_worker(&worker.id, &with_top(&options, k)).expect("a known worker").hits;
            let many = snapshot.match_worker(&worker.id, &with_top(&options, k + more)).expect("a known worker").hits;
            prop_assert_eq!(&few[..], &many[..few.len()]);
            prop_assert!(few.len() == k || few.len() == many.len());
        }
    }

    #[test]
    fn a_pair_has_one_score_in_both_directions(records in records(), options in options()) {
        let snapshot = snapshot(&records, Layout { chunk: 2, reversed: true, stale: false });
        let pairs = |side| {
            let table = snapshot.match_all(side, &with_top(&options, 100)).expect("the options are valid");
            let mut pairs: Vec<_> = table
                .rows()
                .map(|row| (row.worker_id.to_owned(), row.posting_id.to_owned(), row.score, row.worker_score))
                .collect();
            pairs.sort();
            pairs
        };
        prop_assert_eq!(pairs(Side::Workers), pairs(Side::Postings));
    }
}
