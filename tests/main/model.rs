//! Operation sequences against a map.

use std::collections::BTreeMap;

use gigmatch::{
    Engine, EngineOptions, Snapshot, Writer,
    record::{Outlet, Posting, RecordKind, WorkerProfile},
};
use proptest::{collection::vec, prelude::*, sample::select};

/// What may be done to an index.
#[derive(Debug, Clone)]
enum Operation {
    Put(RecordKind, &'static str, u32),
    Delete(RecordKind, &'static str),
    Commit,
    Rollback,
    /// The engine is closed, with what was not committed, and opened again.
    Reopen,
}

type Contents = BTreeMap<(RecordKind, String), String>;

fn operation() -> impl Strategy<Value = Operation> {
    let kind = || select(vec![RecordKind::Posting, RecordKind::Worker, RecordKind::Outlet]);
    let id = || select(vec!["a", "工1", "😀"]);
    prop_oneof![
        6 => (kind(), id(), 0_u32..1000).prop_map(|(kind, id, version)| Operation::Put(kind, id, version)),
        3 => (kind(), id()).prop_map(|(kind, id)| Operation::Delete(kind, id)),
        3 => Just(Operation::Commit),
        1 => Just(Operation::Rollback),
        1 => Just(Operation::Reopen),
    ]
}

fn put(writer: &mut Writer, kind: RecordKind, id: &str, text: &str) -> gigmatch::Result<()> {
    let report = match kind {
        RecordKind::Posting => writer.add(vec![Posting::new(id, text)]),
        RecordKind::Outlet => writer.add(vec![Outlet::new(id, text)]),
        _ => {
            let mut worker = WorkerProfile::new(id);
            worker.wishes = Some(text.to_owned());
            writer.add(vec![worker])
        }
    }?;
    assert_eq!((report.accepted, report.rejections.len()), (1, 0));
    Ok(())
}

fn contents(snapshot: &Snapshot) -> gigmatch::Result<Contents> {
    let mut contents = Contents::new();
    for kind in RecordKind::ALL {
        let ids = snapshot.ids(kind);
        assert_eq!(ids.len() as u64, snapshot.count(kind));
        for id in ids {
            let text = match kind {
                RecordKind::Posting => snapshot.get::<Posting>(&id)?.map(|posting| posting.title),
                RecordKind::Outlet => snapshot.get::<Outlet>(&id)?.map(|outlet| outlet.name),
                _ => snapshot.get::<WorkerProfile>(&id)?.and_then(|worker| worker.wishes),
            };
            contents.insert((kind, id), text.expect("a listed record can be read"));
        }
    }
    Ok(contents)
}

fn open(path: &std::path::Path) -> gigmatch::Result<Engine> {
    EngineOptions::new().threads(1).writer_memory(15_000_000).open(path)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn an_index_is_a_map_with_commits(operations in vec(operation(), 1..30)) {
        let home = tempfile::tempdir().expect("a temporary directory");
        let mut engine = open(home.path()).expect("a new index");
        let mut writer = Some(engine.writer().expect("the only writer"));
        let (mut committed, mut pending, mut generation) = (Contents::new(), Contents::new(), 0);
        for operation in operations {
            let current = writer.as_mut().expect("there is a writer");
            match operation {
                Operation::Put(kind, id, version) => {
                    let text = format!("v{version}");
                    put(current, kind, id, &text).expect("the record is added");
                    pending.insert((kind, id.to_owned()), text);
                }
                Operation::Delete(kind, id) => {
                    let existed = pending.remove(&(kind, id.to_owned())).is_some();
                    prop_assert_eq!(current.delete(kind, &[id]).expect("a delete"), u64::from(existed));
                }
                Operation::Commit => {
                    generation += 1;
                    prop_assert_eq!(current.commit().expect("a commit"), generation);
                    committed = pending.clone();
                }
                Operation::Rollback => {
                    current.rollback().expect("a rollback");
                    pending = committed.clone();
                }
                Operation::Reopen => {
                    writer = None;
                    engine = open(home.path()).expect("the index opens again");
                    writer.replace(engine.writer().expect("the only writer"));
                    pending = committed.clone();
                }
            }
            let snapshot = engine.snapshot();
            prop_assert_eq!(snapshot.generation(), generation);
            prop_assert_eq!(contents(&snapshot).expect("the snapshot can be read"), committed.clone());
        }
    }
}
