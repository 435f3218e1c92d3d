//! Snapshots: opening an index, looking for a newer generation where there is none, and 1,000 changed postings, with their
//! commit and without.
//!
//! `GIGMATCH_BENCH_LARGE=1` takes 450,000 postings.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use gigmatch::Engine;
use gigmatch_bench::{
    figures::write_group,
    market::{CHANGED, Market, Size},
};

fn snapshot(criterion: &mut Criterion) {
    let size = Size::asked();
    let (workers, postings) = size.choose((50, 200), (1_000, 20_000), (1_000, 450_000));
    let folder = tempfile::tempdir().expect("a folder");
    let market = Market::new(workers, postings, Some(folder.path()));
    let name = format!("snapshot/{workers}x{postings}");
    let mut group = criterion.benchmark_group(&name);
    group.sample_size(10);
    group.throughput(Throughput::Elements((workers + postings) as u64));
    group.bench_function("open the index of a directory", |bencher| {
        bencher.iter_with_large_drop(|| Engine::open(folder.path()).expect("an index"));
    });
    group.bench_function("reload without change", |bencher| {
        bencher.iter(|| market.engine.reload().expect("an index"));
    });
    let mut writer = market.engine.writer().expect("the only writer");
    group.throughput(Throughput::Elements(CHANGED.min(postings) as u64));
    group.bench_function("add 1,000 changed postings, commit, new snapshot", |bencher| {
        let mut round = 0;
        let change = || {
            round += 1;
            market.changed(round)
        };
        bencher.iter_batched(
            change,
            |changed| {
                writer.add(changed).expect("postings");
                writer.commit().expect("a commit");
                black_box(market.snapshot().generation())
            },
            criterion::BatchSize::PerIteration,
        );
    });
    // As another process sees it: the time from the commit to the snapshot, without the commit.
    let reader = Engine::open(folder.path()).expect("an index");
    group.bench_function("reload after a commit of 1,000 changed postings", |bencher| {
        let mut round = 0;
        let commit = || {
            round += 1;
            writer.add(market.changed(round)).expect("postings");
            writer.commit().expect("a commit");
        };
        bencher.iter_batched(commit, |()| reader.reload().expect("an index"), criterion::BatchSize::PerIteration);
    });
    group.finish();
    drop(writer);
    write_group(size, "snapshot", &market, &name);
}

criterion_group!(benches, snapshot);
criterion_main!(benches);
