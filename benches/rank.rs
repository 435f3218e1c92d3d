//! Ranking: `match_all` beside the search engine's way, one query a worker, on the same province and with the same
//! answers, which is checked before anything is timed.
//!
//! `GIGMATCH_BENCH_LARGE=1` takes a median province's 100,000 workers and 100,000 postings.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use gigmatch::{
    Engine, MatchOptions, Side, Snapshot,
    record::{Posting, WorkerProfile},
};
use gigmatch_bench::peer::{Grid, Peer, Ranked};
use gigmatch_testkit::province::{Province, ProvinceOptions};
use rayon::prelude::*;

/// Hits a worker.
const TOP: usize = 10;

/// Workers whose answers are compared, and whom the peer is timed with: it is too slow for all.
const SAMPLE: usize = 200;

struct Market {
    snapshot: Snapshot,
    postings: Vec<Posting>,
    sample: Vec<WorkerProfile>,
    workers: u64,
    options: MatchOptions,
}

fn market(workers: usize, postings: usize) -> Market {
    let options = ProvinceOptions::default().with_workers(workers).with_postings(postings);
    let now = options.now;
    let province = Province::new(options).expect("the province is known");
    let engine = Engine::in_memory().expect("an engine");
    let mut writer = engine.writer().expect("the only writer");
    let report = writer.add(province.postings()).expect("postings");
    assert!(report.rejections.is_empty(), "{:?}", report.rejections.first());
    writer.add(province.workers()).expect("workers");
    writer.commit().expect("a commit");
    writer.finish().expect("merges end");
    let snapshot = engine.snapshot();
    // The peer gets the records as the engine accepted them.
    let ids = snapshot.ids(gigmatch::record::RecordKind::Worker);
    let sampled = ids.iter().step_by((ids.len() / SAMPLE).max(1)).take(SAMPLE);
    let sample = sampled.map(|id| snapshot.get(id).expect("readable").expect("alive")).collect();
    let postings = snapshot
        .ids(gigmatch::record::RecordKind::Posting)
        .iter()
        .map(|id| snapshot.get(id).expect("readable").expect("alive"))
        .collect();
    Market { snapshot, postings, sample, workers: workers as u64, options: MatchOptions::at(now).top(TOP) }
}

/// Holds the peers to the engine's answers, and tells what kind of market it is.
fn compare(market: &Market, peer: &Peer, grid: &Grid<'_>, is_large: bool) {
    let (mut eligible, mut in_box, mut limited, mut in_limited_box) = (0, 0, 0, 0);
    for worker in &market.sample {
        let matches = market.snapshot.match_worker(&worker.id, &market.options).expect("a known worker");
        let ours: Vec<Ranked> = matches.hits.into_iter().map(|hit| (hit.posting_id, hit.score)).collect();
        assert_eq!(peer.match_worker(worker, TOP), ours, "worker {}", worker.id);
        assert_eq!(grid.match_worker(worker, TOP), ours, "worker {}", worker.id);
        assert_eq!(peer.sort_everything(worker, TOP), ours, "worker {}", worker.id);
        eligible += market.snapshot.funnel_worker(&worker.id, &market.options).expect("a known worker").eligible;
        let here = peer.postings_in_box(worker).unwrap_or(0);
        in_box += here;
        if worker.max_distance_m.is_some() {
            limited += 1;
            in_limited_box += here;
        }
    }
    let workers = market.sample.len().max(1);
    let (eligible, in_box) = (eligible / workers as u64, in_box / workers);
    println!(
        "{} workers x {} postings; {workers} answers agree; for a worker on average {in_box} postings in the box of their \
         reach ({} where reach is limited), {eligible} eligible",
        market.workers,
        market.postings.len(),
        in_limited_box / limited.max(1),
    );
    assert!(!is_large || (in_box >= 9_000 && eligible >= 1_000), "a market that is too thin proves little");
}

fn rank(criterion: &mut Criterion) {
    // Criterion measures only where cargo passes `--bench`; elsewhere it runs each benchmark once.
    let is_test = !std::env::args().any(|argument| argument == "--bench");
    let is_large = std::env::var_os("GIGMATCH_BENCH_LARGE").is_some();
    let size = match (is_test, is_large) {
        (true, _) => 500,
        (false, false) => 10_000,
        (false, true) => 100_000,
    };
    let market = market(size, size);
    let peer = Peer::new(&market.postings, market.options.now, market.options.weights);
    let grid = Grid::new(&peer);
    compare(&market, &peer, &grid, is_large && !is_test);

    let mut group = criterion.benchmark_group(format!("rank/{size}x{size}"));
    group.sample_size(10);
    group.throughput(Throughput::Elements(market.workers));
    group.bench_function("gigmatch match_all workers", |bencher| {
        bencher.iter(|| {
            black_box(market.snapshot.match_all(Side::Workers, &market.options).expect("valid options").len())
        });
    });
    group.throughput(Throughput::Elements(market.sample.len() as u64));
    group.bench_function("gigmatch one worker at a time, one thread", |bencher| {
        bencher.iter(|| {
            for worker in &market.sample {
                black_box(market.snapshot.match_worker(&worker.id, &market.options).expect("a known worker"));
            }
        });
    });
    group.bench_function("tantivy query a worker, one thread", |bencher| {
        bencher.iter(|| {
            for worker in &market.sample {
                black_box(peer.match_worker(worker, TOP));
            }
        });
    });
    group.bench_function("tantivy query a worker, all threads", |bencher| {
        bencher.iter(|| {
            market.sample.par_iter().for_each(|worker| {
                black_box(peer.match_worker(worker, TOP));
            });
        });
    });
    group.bench_function("scalar loop over a grid, one thread", |bencher| {
        bencher.iter(|| {
            for worker in &market.sample {
                black_box(grid.match_worker(worker, TOP));
            }
        });
    });
    group.bench_function("score and sort everything, one thread", |bencher| {
        bencher.iter(|| {
            for worker in &market.sample {
                black_box(peer.sort_everything(worker, TOP));
            }
        });
    });
    group.throughput(Throughput::Elements(market.postings.len() as u64));
    group.bench_function("gigmatch match_all postings, top 20", |bencher| {
        let options = market.options.clone().top(20);
        bencher.iter(|| black_box(market.snapshot.match_all(Side::Postings, &options).expect("valid options").len()));
    });
    group.finish();
}

criterion_group!(benches, rank);
criterion_main!(benches);
