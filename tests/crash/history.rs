//! A history of commits in which each generation can be told from its records.

use std::collections::BTreeMap;

use gigmatch::{
    Engine, Result, Snapshot, Writer,
    record::{Outlet, Placement, Posting, RecordKind, WorkerProfile},
};

/// Postings that every commit replaces, so that old versions are deleted and segments merge.
const POSTINGS: u64 = 6;
/// Workers live for this many generations.
const WORKER_LIFE: u64 = 5;

/// Makes generation `number` out of the one before it, touching every kind of record.
pub(crate) fn write_generation(writer: &mut Writer, number: u64) -> Result<u64> {
    let posting = |place| Posting::new(format!("p{place}"), format!("第{number}代"));
    writer.add((0..POSTINGS).map(posting).collect())?;
    writer.add(vec![WorkerProfile::new(format!("w{number}"))])?;
    writer.add(vec![Outlet::new("o", format!("驿站{number}"))])?;
    writer.add(vec![Placement::new(format!("w{number}"), "p0", "")])?;
    if let Some(old) = number.checked_sub(WORKER_LIFE).filter(|old| *old > 0) {
        writer.delete(RecordKind::Worker, &[format!("w{old}")])?;
        writer.delete(RecordKind::Placement, &[Placement::new(format!("w{old}"), "p0", "").id])?;
    }
    writer.commit()
}

/// The texts by which records of a generation are recognised, by kind and id.
type Contents = BTreeMap<(String, String), String>;

/// What generation `number` must hold.
fn expected(number: u64) -> Contents {
    let mut contents = Contents::new();
    let mut put = |kind: RecordKind, id: String, text: String| contents.insert((kind.to_string(), id), text);
    if number > 0 {
        for place in 0..POSTINGS {
            put(RecordKind::Posting, format!("p{place}"), format!("第{number}代"));
        }
        put(RecordKind::Outlet, "o".to_owned(), format!("驿站{number}"));
        for alive in (number.saturating_sub(WORKER_LIFE) + 1).max(1)..=number {
            put(RecordKind::Worker, format!("w{alive}"), String::new());
            put(RecordKind::Placement, Placement::new(format!("w{alive}"), "p0", "").id, format!("w{alive}"));
        }
    }
    contents
}

fn found(snapshot: &Snapshot) -> Result<Contents> {
    let mut contents = Contents::new();
    for kind in RecordKind::ALL {
        for id in snapshot.ids(kind) {
            let text = match kind {
                RecordKind::Posting => snapshot.get::<Posting>(&id)?.map(|posting| posting.title),
                RecordKind::Worker => snapshot.get::<WorkerProfile>(&id)?.map(|_| String::new()),
                RecordKind::Outlet => snapshot.get::<Outlet>(&id)?.map(|outlet| outlet.name),
                RecordKind::Placement => snapshot.get::<Placement>(&id)?.map(|placement| placement.worker_id),
            };
            contents.insert((kind.to_string(), id), text.expect("a listed id can be read"));
        }
    }
    Ok(contents)
}

/// Checks that an engine shows exactly one whole generation, the last acknowledged one or the next; which one.
pub(crate) fn assert_whole(engine: &Engine, acknowledged: u64) -> u64 {
    let snapshot = engine.snapshot();
    let generation = snapshot.generation();
    assert!(
        generation == acknowledged || generation == acknowledged + 1,
        "generation {generation} was found, {acknowledged} was acknowledged"
    );
    assert_eq!(found(&snapshot).expect("the snapshot can be read"), expected(generation), "generation {generation}");
    generation
}
