//! Indexing: records a second, checked, normalised, tokenised, stored and committed; beside it tantivy alone, given the
//! same records as JSON with the title tokenised by its default tokenizer, which makes one word of a run of Han characters.
//!
//! `GIGMATCH_BENCH_LARGE=1` takes 100,000 of each kind.

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use gigmatch::{
    Engine,
    record::{Posting, WorkerProfile},
};
use gigmatch_bench::{
    figures::write_group,
    market::{Market, Size},
};
use tantivy::{
    Index, IndexWriter, TantivyDocument,
    schema::{STORED, STRING, Schema, TEXT},
};

fn index(criterion: &mut Criterion) {
    let size = Size::asked();
    let records = size.choose(100, 10_000, 100_000);
    let market = Market::new(records, records, None);
    let (postings, workers) = (market.province.postings(), market.province.workers());
    let name = format!("index/{records}x{records}");
    let mut group = criterion.benchmark_group(&name);
    group.sample_size(10);
    group.throughput(Throughput::Elements(records as u64));
    group.bench_function("postings", |bencher| {
        bencher.iter_batched(|| postings.clone(), ours_postings, BatchSize::PerIteration);
    });
    group.bench_function("workers", |bencher| {
        bencher.iter_batched(|| workers.clone(), ours_workers, BatchSize::PerIteration);
    });
    group.bench_function("postings, tantivy alone", |bencher| bencher.iter(|| black_box(tantivy_alone(&postings))));
    group.finish();
    write_group(size, "index", &market, &name);
}

fn ours_postings(postings: Vec<Posting>) -> u64 {
    let engine = Engine::in_memory().expect("an engine");
    let mut writer = engine.writer().expect("the only writer");
    writer.add(postings).expect("postings");
    writer.commit().expect("a commit")
}

fn ours_workers(workers: Vec<WorkerProfile>) -> u64 {
    let engine = Engine::in_memory().expect("an engine");
    let mut writer = engine.writer().expect("the only writer");
    writer.add(workers).expect("workers");
    writer.commit().expect("a commit")
}

fn tantivy_alone(postings: &[Posting]) -> u64 {
    let mut schema = Schema::builder();
    let (id, title) = (schema.add_text_field("id", STRING), schema.add_text_field("title", TEXT));
    let source = schema.add_bytes_field("source", STORED);
    let index = Index::create_in_ram(schema.build());
    let mut writer: IndexWriter = index.writer_with_num_threads(1, 500_000_000).expect("a writer");
    for posting in postings {
        let mut document = TantivyDocument::default();
        document.add_text(id, &posting.id);
        document.add_text(title, &posting.title);
        document.add_bytes(source, &serde_json::to_vec(posting).expect("plain data"));
        writer.add_document(document).expect("a document");
    }
    writer.commit().expect("a commit")
}

criterion_group!(benches, index);
criterion_main!(benches);
