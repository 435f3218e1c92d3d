//! One worker at a time on one thread, alone and while a writer changes 1,000 postings and commits four times a second.
//!
//! `GIGMATCH_BENCH_LARGE=1` takes 450,000 postings.

use std::{
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    time::{Duration, Instant},
};

use gigmatch::record::{RecordKind, WorkerProfile};
use gigmatch_bench::{
    figures::Figures,
    market::{CHANGED, Market, Size},
};

/// Commits begin this far apart, unless one takes longer.
const EVERY: Duration = Duration::from_millis(250);

fn main() {
    let size = Size::asked();
    let (workers, postings) = size.choose((50, 200), (5_000, 20_000), (20_000, 450_000));
    let market = Market::new(workers, postings, None);
    let snapshot = market.snapshot();
    let asked: Vec<WorkerProfile> = market
        .sample(RecordKind::Worker, size.choose(50, 5_000, 20_000))
        .iter()
        .map(|id| snapshot.get(id).expect("readable").expect("alive"))
        .collect();
    println!("{} workers asked about among {postings} postings, top 10", asked.len());
    let mut figures = Figures::new("latency", market.data());

    tell(&mut figures, "no writer", &ask(&market, &asked), &asked);
    let (stop, commits) = (AtomicBool::new(false), AtomicU64::new(0));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut writer = market.engine.writer().expect("the only writer");
            let mut round = 0;
            while !stop.load(Ordering::Relaxed) {
                let start = Instant::now();
                writer.add(market.changed(round)).expect("postings");
                writer.commit().expect("a commit");
                commits.fetch_add(1, Ordering::Relaxed);
                round += 1;
                std::thread::sleep(EVERY.saturating_sub(start.elapsed()));
            }
        });
        let times = ask(&market, &asked);
        stop.store(true, Ordering::Relaxed);
        tell(&mut figures, "a writer commits", &times, &asked);
    });
    let made = commits.into_inner();
    println!("{made} commits of {CHANGED} postings meanwhile");
    assert_eq!(market.snapshot().generation(), 1 + made, "each commit is a generation");
    if size != Size::Test {
        figures.write();
    }
}

/// How long each answer took, from the newest snapshot.
fn ask(market: &Market, asked: &[WorkerProfile]) -> Vec<Duration> {
    let ask = |worker: &WorkerProfile| {
        let start = Instant::now();
        let matches = market.engine.snapshot().match_worker(&worker.id, &market.options).expect("a known worker");
        std::hint::black_box(matches.hits.len());
        start.elapsed()
    };
    asked.iter().map(ask).collect()
}

fn tell(figures: &mut Figures, how: &str, times: &[Duration], asked: &[WorkerProfile]) {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    for permille in [500, 900, 990, 999] {
        let at = (sorted.len() * permille / 1_000).min(sorted.len() - 1);
        figures.add(&format!("{how}: {permille} of 1,000 take at most"), sorted[at], None);
    }
    let classes = [(0, "up to 5 km", 5_000), (5_001, "up to 15 km", 15_000), (15_001, "farther", u32::MAX - 1)];
    for (from, name, to) in classes {
        let of_class = |worker: &WorkerProfile| worker.max_distance_m.is_some_and(|reach| (from..=to).contains(&reach));
        tell_class(figures, &format!("{how}: reach {name}, median"), times, asked, of_class);
    }
    tell_class(figures, &format!("{how}: any reach, median"), times, asked, |worker| worker.max_distance_m.is_none());
}

fn tell_class(
    figures: &mut Figures,
    name: &str,
    times: &[Duration],
    asked: &[WorkerProfile],
    of_class: impl Fn(&WorkerProfile) -> bool,
) {
    let mut times: Vec<Duration> =
        times.iter().zip(asked).filter(|(_, worker)| of_class(worker)).map(|(time, _)| *time).collect();
    times.sort_unstable();
    if let Some(median) = times.get(times.len() / 2) {
        figures.add(name, *median, None);
    }
}
