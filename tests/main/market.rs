//! Engines filled in ways that must not matter.

use gigmatch::{Engine, EngineOptions, Snapshot, Writer, normalize::Record, record::RecordKind};
use gigmatch_testkit::{oracle::Scored, strategy::Records};

/// How records come into an index: in which chunks, and with which others in between.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Layout {
    /// Records a commit.
    pub(crate) chunk: usize,
    /// Whether the last ones are added first.
    pub(crate) reversed: bool,
    /// Whether other versions come first, to be replaced, and twins stand beside the records, to be deleted.
    pub(crate) stale: bool,
}

pub(crate) fn snapshot(records: &Records, layout: Layout) -> Snapshot {
    filled(records, layout, 1).snapshot()
}

pub(crate) fn filled(records: &Records, layout: Layout, threads: usize) -> Engine {
    let options = EngineOptions::new().threads(threads).writer_memory(15_000_000);
    let engine = options.in_memory().expect("an index in memory");
    drop(fill(&engine, records, layout));
    engine
}

/// Fills an empty index; its writer.
pub(crate) fn fill(engine: &Engine, records: &Records, layout: Layout) -> Writer {
    let mut writer = engine.writer().expect("the first writer");
    if layout.stale {
        put(&mut writer, neighbours(&records.postings, |posting, id| posting.id = id));
        put(&mut writer, neighbours(&records.workers, |worker, id| worker.id = id));
    }
    let (mut postings, mut workers) = (records.postings.clone(), records.workers.clone());
    if layout.reversed {
        postings.reverse();
        workers.reverse();
    }
    for chunk in postings.chunks(layout.chunk) {
        let mut added = chunk.to_vec();
        if layout.stale {
            added.extend(twins(chunk, |posting, id| posting.id = id));
        }
        put(&mut writer, added);
    }
    for chunk in workers.chunks(layout.chunk) {
        let mut added = chunk.to_vec();
        if layout.stale {
            added.extend(twins(chunk, |worker, id| worker.id = id));
        }
        put(&mut writer, added);
    }
    if layout.stale {
        writer.delete(RecordKind::Posting, &ids(&twins(&postings, |posting, id| posting.id = id))).expect("a delete");
        writer.delete(RecordKind::Worker, &ids(&twins(&workers, |worker, id| worker.id = id))).expect("a delete");
        writer.delete(RecordKind::Worker, &["nobody"]).expect("a delete");
    }
    writer.commit().expect("a commit");
    writer
}

fn put<T: Record>(writer: &mut Writer, records: Vec<T>) {
    let report = writer.add(records).expect("records");
    assert_eq!(report.rejections, []);
    writer.commit().expect("a commit");
}

/// Every record's id with the contents of the next record, as good as what will replace it.
fn neighbours<T: Record>(records: &[T], rename: impl Fn(&mut T, String)) -> Vec<T> {
    let mut neighbours = records.to_vec();
    neighbours.rotate_left(usize::from(!records.is_empty()));
    for (neighbour, replacing) in neighbours.iter_mut().zip(records) {
        rename(neighbour, replacing.id().to_owned());
    }
    neighbours
}

/// Every record under another id. A twin stands in one segment with the record that stays, and is as good: if its deletion
/// were not seen, rankings, idf and funnels would show it.
fn twins<T: Record>(records: &[T], rename: impl Fn(&mut T, String)) -> Vec<T> {
    let mut twins = records.to_vec();
    for (twin, record) in twins.iter_mut().zip(records) {
        rename(twin, format!("twin of {}", record.id()));
    }
    twins
}

fn ids<T: Record>(records: &[T]) -> Vec<String> {
    records.iter().map(|record| record.id().to_owned()).collect()
}

/// The rows of a table as the oracle has them.
pub(crate) fn table(table: &gigmatch::MatchTable) -> Vec<Scored> {
    let row = |row: gigmatch::MatchRow<'_>| Scored {
        worker_id: row.worker_id.to_owned(),
        posting_id: row.posting_id.to_owned(),
        score: row.score,
        worker_score: row.worker_score,
        employer_score: row.employer_score,
        distance_m: row.distance_m,
        shifts: row.shifts.into_iter().map(str::to_owned).collect(),
    };
    table.rows().map(row).collect()
}
