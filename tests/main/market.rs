//! Engines filled in ways that must not matter.

use gigmatch::{
    Engine, EngineOptions, Snapshot,
    record::{Posting, RecordKind, WorkerProfile},
};
use gigmatch_testkit::strategy::Records;

/// How records come into an index: in which chunks, and with which others in between.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Layout {
    /// Records a commit.
    pub(crate) chunk: usize,
    /// Whether the last ones are added first.
    pub(crate) reversed: bool,
    /// Whether stale versions and strangers are added first, to be replaced and deleted.
    pub(crate) stale: bool,
}

pub(crate) fn snapshot(records: &Records, layout: Layout) -> Snapshot {
    filled(records, layout, 1).snapshot()
}

pub(crate) fn filled(records: &Records, layout: Layout, threads: usize) -> Engine {
    let options = EngineOptions::new().threads(threads).writer_memory(15_000_000);
    let engine = options.in_memory().expect("an index in memory");
    let mut writer = engine.writer().expect("the first writer");
    if layout.stale {
        let stale = |posting: &Posting| Posting::new(&posting.id, "旧");
        writer.add(records.postings.iter().map(stale).collect()).expect("stale postings");
        writer.add(vec![Posting::new("stranger", "走")]).expect("a stranger");
        writer.add(vec![WorkerProfile::new("stranger")]).expect("a stranger");
        writer.commit().expect("a commit");
        writer.delete(RecordKind::Posting, &["stranger"]).expect("a delete");
        writer.delete(RecordKind::Worker, &["stranger", "nobody"]).expect("a delete");
    }
    let (mut postings, mut workers) = (records.postings.clone(), records.workers.clone());
    if layout.reversed {
        postings.reverse();
        workers.reverse();
    }
    for chunk in postings.chunks(layout.chunk) {
        let report = writer.add(chunk.to_vec()).expect("postings");
        assert_eq!(report.rejections, []);
        writer.commit().expect("a commit");
    }
    for chunk in workers.chunks(layout.chunk) {
        writer.add(chunk.to_vec()).expect("workers");
        writer.commit().expect("a commit");
    }
    writer.commit().expect("a commit");
    drop(writer);
    engine
}
