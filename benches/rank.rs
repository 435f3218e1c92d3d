//! Ranking: `match_all` beside the search engine's way, one query a worker, on the same province and with the same
//! answers, which is checked before anything is timed.
//!
//! `GIGMATCH_BENCH_LARGE=1` takes a median province's 100,000 workers and 100,000 postings.

use std::{hint::black_box, sync::Arc};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use gigmatch::{
    MatchOptions, Side, Snapshot,
    record::{Posting, RecordKind, WorkerProfile},
};
use gigmatch_bench::{
    figures::write_group,
    market::{Market, Size},
    peer::{Grid, Peer, Ranked},
};
use rayon::prelude::*;

/// Hits a worker.
const TOP: usize = 10;

/// Workers whose answers are compared, and whom the peer is timed with: it is too slow for all.
const SAMPLE: usize = 200;

/// What the peers are given: the records as the engine accepted them.
struct Given {
    snapshot: Snapshot,
    postings: Vec<Posting>,
    sample: Vec<WorkerProfile>,
    options: MatchOptions,
}

impl Given {
    fn new(market: &Market) -> Self {
        let snapshot = market.snapshot();
        let sample = market.sample(RecordKind::Worker, SAMPLE);
        let sample = sample.iter().map(|id| snapshot.get(id).expect("readable").expect("alive")).collect();
        let ids = snapshot.ids(RecordKind::Posting);
        let postings = ids.iter().map(|id| snapshot.get(id).expect("readable").expect("alive")).collect();
        Self { snapshot, postings, sample, options: market.options.clone().top(TOP) }
    }
}

/// Holds the peers to the engine's answers, and tells what kind of market it is.
fn compare(market: &Given, peer: &Peer, grid: &Grid<'_>, is_large: bool) {
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
        market.snapshot.count(RecordKind::Worker),
        market.postings.len(),
        in_limited_box / limited.max(1),
    );
    assert!(!is_large || (in_box >= 9_000 && eligible >= 1_000), "a market that is too thin proves little");
}

fn rank(criterion: &mut Criterion) {
    let size = Size::asked();
    let records = size.choose(500, 10_000, 100_000);
    let generated = Market::new(records, records, None);
    let market = Given::new(&generated);
    let peer = Peer::new(&market.postings, market.options.now, market.options.weights);
    let grid = Grid::new(&peer);
    compare(&market, &peer, &grid, size == Size::Large);

    let name = format!("rank/{records}x{records}");
    let mut group = criterion.benchmark_group(&name);
    group.sample_size(10);
    group.throughput(Throughput::Elements(records as u64));
    group.bench_function("gigmatch match_all workers", |bencher| {
        bencher.iter(|| {
            black_box(market.snapshot.match_all(Side::Workers, &market.options).expect("valid options").len())
        });
    });
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool");
    let alone = market.options.clone().pool(Arc::new(one));
    group.bench_function("gigmatch match_all workers, one thread", |bencher| {
        bencher.iter(|| black_box(market.snapshot.match_all(Side::Workers, &alone).expect("valid options").len()));
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
    write_group(size, "rank", &generated, &name);
}

criterion_group!(benches, rank);
criterion_main!(benches);
