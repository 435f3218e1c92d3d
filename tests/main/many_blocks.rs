//! Markets that fill many blocks and batches: small cases, repeated in towns some kilometres apart.
//!
//! The strategies give at most eight records of a kind, which is one block of 16 rows and one batch. Here every record
//! is there sixty times, so that blocks are skipped, deleted rows lie in every block, and ties run across blocks
//! and segments.

use gigmatch::{
    Engine, EngineOptions, MatchOptions, Side, Snapshot,
    record::{Coordinates, Posting, RecordKind, WorkerProfile},
};
use gigmatch_testkit::{
    oracle::{Market, Scored},
    strategy::{Records, normal, options, records, side},
};
use proptest::{prelude::*, sample::select};

use crate::market::table;

/// Copies of each record: even one of a kind fills several blocks of 16 rows, and two fill more than one batch of 64
/// subjects.
const COPIES: usize = 60;

/// Degrees of longitude between two towns, some six kilometres at the places of the strategies.
const BETWEEN_TOWNS: f64 = 0.07;

/// The place of a copy: every fifth stands in the same town.
fn moved(place: Option<Coordinates>, copy: usize) -> Option<Coordinates> {
    let town = f64::from(u32::try_from(copy % 5).expect("five towns"));
    let move_east = |longitude: f64| {
        let moved = longitude + town * BETWEEN_TOWNS;
        if moved > 180.0 { moved - 360.0 } else { moved }
    };
    place.map(|place| Coordinates::wgs84(move_east(place.longitude), place.latitude))
}

fn repeated(few: &Records) -> Records {
    let posting = |copy: usize, posting: &Posting| {
        let mut posting = posting.clone();
        posting.id = format!("{}{copy}", posting.id);
        posting.location = moved(posting.location, copy);
        normal(posting)
    };
    let worker = |copy: usize, worker: &WorkerProfile| {
        let mut worker = worker.clone();
        worker.id = format!("{}{copy}", worker.id);
        worker.location = moved(worker.location, copy);
        normal(worker)
    };
    let copies = || 0..COPIES;
    Records {
        postings: copies().flat_map(|copy| few.postings.iter().map(move |record| posting(copy, record))).collect(),
        workers: copies().flat_map(|copy| few.workers.iter().map(move |record| worker(copy, record))).collect(),
    }
}

/// An index of all records in one segment or a few, from which every `every`-th is deleted again.
fn thinned(records: &mut Records, chunk: usize, every: usize) -> Engine {
    let options = EngineOptions::new().threads(2).writer_memory(15_000_000);
    let engine = options.in_memory().expect("an index in memory");
    let mut writer = engine.writer().expect("the only writer");
    for chunk in records.postings.chunks(chunk) {
        writer.add(chunk.to_vec()).expect("postings");
        writer.commit().expect("a commit");
    }
    for chunk in records.workers.chunks(chunk) {
        writer.add(chunk.to_vec()).expect("workers");
        writer.commit().expect("a commit");
    }
    let gone = |place: usize| place % every == every - 1;
    let postings: Vec<String> = ids(&records.postings, gone, |posting| &posting.id);
    let workers: Vec<String> = ids(&records.workers, gone, |worker| &worker.id);
    writer.delete(RecordKind::Posting, &postings).expect("a delete");
    writer.delete(RecordKind::Worker, &workers).expect("a delete");
    writer.commit().expect("a commit");
    records.postings.retain(|posting| !postings.contains(&posting.id));
    records.workers.retain(|worker| !workers.contains(&worker.id));
    engine
}

fn ids<T>(records: &[T], gone: impl Fn(usize) -> bool, id: impl Fn(&T) -> &String) -> Vec<String> {
    records.iter().enumerate().filter(|(place, _)| gone(*place)).map(|(_, record)| id(record).clone()).collect()
}

/// Everybody's best by the oracle, by the subjects' id bytes, then by rank.
fn expected(records: &Records, options: &MatchOptions, side: Side) -> Vec<Scored> {
    Market::new(&records.postings, &records.workers, options).match_all(side)
}

fn found(snapshot: &Snapshot, options: &MatchOptions, side: Side) -> Vec<Scored> {
    table(&snapshot.match_all(side, options).expect("the options are valid"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn blocks_and_tasks_do_not_matter(
        few in records(), options in options(), side in side(), chunk in select(vec![70_usize, 1_000]), every in 2_usize..9,
    ) {
        let mut records = repeated(&few);
        let engine = thinned(&mut records, chunk, every);
        let snapshot = engine.snapshot();
        prop_assert_eq!(snapshot.count(RecordKind::Posting), records.postings.len() as u64);
        prop_assert_eq!(found(&snapshot, &options, side), expected(&records, &options, side));
    }

    #[test]
    fn funnels_count_every_block(few in records(), options in options(), every in 2_usize..9) {
        let mut records = repeated(&few);
        let engine = thinned(&mut records, 1_000, every);
        let snapshot = engine.snapshot();
        let market = Market::new(&records.postings, &records.workers, &options);
        for worker in records.workers.iter().step_by(40) {
            let funnel = snapshot.funnel_worker(&worker.id, &options).expect("a known worker");
            let candidates = records.postings.iter().filter(|posting| market.passes_filters(worker, posting));
            let eligible = candidates.clone().filter(|posting| market.is_eligible(worker, posting)).count() as u64;
            prop_assert_eq!(funnel.candidates, candidates.count() as u64);
            prop_assert_eq!(funnel.eligible, eligible);
        }
    }
}
