//! An engine inside a service: its own pool, one writer thread, a reload loop, thousands of concurrent queries.
//!
//! The service here answers from several threads while another one publishes postings. Readers take a snapshot for
//! each query: they never wait for the writer, and each answer names the generation it came from.
//!
//! Run with `cargo run --release -p gigmatch --example embed_in_service`.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use gigmatch::{
    Engine, EngineOptions, MatchOptions,
    record::{Coordinates, Posting, RecordKind, Timestamp, WorkerProfile},
};

const COMMITS: u64 = 20;
const POSTINGS_PER_COMMIT: u64 = 50;
const READERS: u64 = 4;
const QUERIES_PER_READER: u64 = 500;

type Failure = Box<dyn std::error::Error + Send + Sync>;

pub(crate) fn main() -> Result<(), Failure> {
    // The service decides how many threads matching may use; the engine never touches rayon's global pool.
    let pool = Arc::new(rayon::ThreadPoolBuilder::new().num_threads(2).build()?);
    let engine = EngineOptions::new().pool(pool).in_memory()?;
    let now: Timestamp = "2026-11-24T05:00:00+08:00".parse()?;
    publish_workers(&engine)?;

    let finished = AtomicBool::new(false);
    let answered = AtomicU64::new(0);
    let started = Instant::now();
    thread::scope(|scope| {
        let publisher = scope.spawn(|| publish_postings(&engine));
        // In a process that only reads, this loop is how it sees the commits of the process that writes.
        let reloader = scope.spawn(|| reload_until(&engine, &finished));
        let readers: Vec<_> = (0..READERS)
            .map(|reader| {
                scope.spawn({
                    let (engine, answered) = (&engine, &answered);
                    move || answer(engine, reader, now, answered)
                })
            })
            .collect();
        let outcome = join_all(readers).and_then(|()| join(publisher));
        finished.store(true, Ordering::Release);
        outcome.and_then(|()| join(reloader))
    })?;

    let snapshot = engine.snapshot();
    assert_eq!(snapshot.generation(), COMMITS + 1);
    assert_eq!(snapshot.count(RecordKind::Posting), COMMITS * POSTINGS_PER_COMMIT);
    println!(
        "{} queries from {READERS} threads during {COMMITS} commits in {:.2} s; generation {}",
        answered.load(Ordering::Relaxed),
        started.elapsed().as_secs_f64(),
        snapshot.generation(),
    );
    Ok(())
}

fn join<T>(thread: thread::ScopedJoinHandle<'_, Result<T, Failure>>) -> Result<T, Failure> {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

fn join_all(threads: Vec<thread::ScopedJoinHandle<'_, Result<(), Failure>>>) -> Result<(), Failure> {
    threads.into_iter().try_for_each(join)
}

fn place(number: u64) -> Coordinates {
    let step = |number: u64| f64::from(u32::try_from(number % 100).unwrap_or(0)) / 1_000.0;
    Coordinates::wgs84(112.5 + step(number), 37.8 + step(number / 7))
}

fn publish_workers(engine: &Engine) -> Result<(), Failure> {
    let worker = |number: u64| {
        let mut worker = WorkerProfile::new(format!("w{number}"));
        worker.location = Some(place(number * 13));
        worker.max_distance_m = Some(4_000);
        worker
    };
    let mut writer = engine.writer()?;
    writer.add((0..200).map(worker).collect())?;
    writer.commit()?;
    Ok(())
}

fn publish_postings(engine: &Engine) -> Result<(), Failure> {
    let mut writer = engine.writer()?;
    for commit in 0..COMMITS {
        let posting = |number: u64| {
            let number = commit * POSTINGS_PER_COMMIT + number;
            let mut posting = Posting::new(format!("p{number}"), "理货员 日结");
            posting.location = Some(place(number));
            posting
        };
        let report = writer.add((0..POSTINGS_PER_COMMIT).map(posting).collect())?;
        assert!(report.rejections.is_empty());
        writer.commit()?;
    }
    writer.finish()?;
    Ok(())
}

fn reload_until(engine: &Engine, finished: &AtomicBool) -> Result<(), Failure> {
    while !finished.load(Ordering::Acquire) {
        engine.reload()?;
        thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

fn answer(engine: &Engine, reader: u64, now: Timestamp, answered: &AtomicU64) -> Result<(), Failure> {
    let mut newest = 0;
    for query in 0..QUERIES_PER_READER {
        let options = MatchOptions::at(now).top(10).deadline(Instant::now() + Duration::from_secs(10));
        let worker = format!("w{}", (reader * 37 + query) % 200);
        let matches = engine.snapshot().match_worker(&worker, &options)?;
        assert!(matches.provenance.generation >= newest, "a reader never sees time run backwards");
        newest = matches.provenance.generation;
        answered.fetch_add(1, Ordering::Relaxed);
    }
    Ok(())
}
