//! What a record costs in memory once an index is open, counted by the allocator: what ARCHITECTURE.md says.

use std::{
    alloc::System,
    sync::{Arc, Mutex, PoisonError},
};

use cap::Cap;
use gigmatch::{
    EngineOptions,
    record::{Posting, WorkerProfile, WorkerStatus},
    table::OccupationTable,
};
use gigmatch_testkit::province::{Province, ProvinceOptions};

#[global_allocator]
static ALLOCATED: Cap<System> = Cap::new(System, usize::MAX);

/// One test at a time, for the allocator counts what all threads hold.
static ALONE: Mutex<()> = Mutex::new(());

/// Two sizes: between them what an engine holds whatever it indexes does not count.
const FEW: usize = 2_000;
const MANY: usize = 50_000;

fn market(workers: usize, postings: usize) -> (Vec<Posting>, Vec<WorkerProfile>) {
    let options = ProvinceOptions::default().with_workers(workers).with_postings(postings);
    let province = Province::new(options).expect("the province is known");
    (province.postings(), province.workers())
}

/// Bytes of the heap that an open index of some records holds; files are mapped and do not count.
fn held(options: &EngineOptions, (postings, workers): (Vec<Posting>, Vec<WorkerProfile>)) -> usize {
    let folder = tempfile::tempdir().expect("a folder");
    {
        let engine = options.clone().open(folder.path()).expect("an engine");
        let mut writer = engine.writer().expect("the only writer");
        assert!(writer.add(postings).expect("postings").rejections.is_empty());
        assert!(writer.add(workers).expect("workers").rejections.is_empty());
        writer.commit().expect("a commit");
        writer.finish().expect("merges end");
    }
    let before = ALLOCATED.allocated();
    let engine = options.clone().open(folder.path()).expect("an engine");
    let held = ALLOCATED.allocated() - before;
    assert_eq!(engine.snapshot().generation(), 1);
    held
}

/// What each further posting and each further worker adds, where `change` changes the records.
fn a_record(options: &EngineOptions, change: impl Fn(&mut (Vec<Posting>, Vec<WorkerProfile>))) -> (usize, usize) {
    let held = |workers, postings| {
        let mut records = market(workers, postings);
        change(&mut records);
        held(options, records)
    };
    // Tables that are carried are read once.
    held(10, 10);
    let few = held(FEW, FEW);
    ((held(FEW, MANY) - few) / (MANY - FEW), (held(MANY, FEW) - few) / (MANY - FEW))
}

#[test]
fn a_record_costs_what_the_architecture_says() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let (posting, worker) = a_record(&EngineOptions::new(), |_| {});
    println!("{posting} bytes a posting, {worker} bytes a worker");
    assert!((260..=300).contains(&posting), "{posting} bytes a posting");
    assert!((240..=275).contains(&worker), "{worker} bytes a worker");
}

/// Of records that say nothing, without their ids and what else only tells them apart.
#[test]
fn match_columns_take_less_than_150_bytes_beyond_text() {
    // Document, its record, division, order of ids, and the end of the id beside the id itself; the first shift of a posting,
    // the end of a shift's id; the end of a household's id, and what reports and rules about key groups read of a worker.
    const OF_ANY: usize = 4 + 8 + 4 + 4 + 4;
    const OF_LIFE: usize = 20;

    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    // Numbers are no content words, so nobody says anything by the occupations that they name.
    let named = OccupationTable::csco_2022();
    let rows = named.nodes().iter().map(|node| format!("{},1", node.code));
    let lines: Vec<String> = std::iter::once("code,name".to_owned()).chain(rows).collect();
    let table = Arc::new(OccupationTable::from_csv_text(&lines.join("\n")).expect("the same codes"));
    let (posting, worker) = a_record(&EngineOptions::new().occupations(table), |(postings, workers)| {
        for posting in postings {
            (posting.title, posting.description) = ("1".to_owned(), None);
            // Their names are held once an engine.
            (posting.employer_id, posting.hiring_organization) = (None, Some("1".to_owned()));
        }
        for worker in workers {
            worker.wishes = None;
            worker.household_id = None;
        }
    });

    let (postings, workers) = market(MANY, MANY);
    let shift_ids = postings.iter().flat_map(|posting| &posting.shifts).map(|shift| 4 + shift.id.len());
    let of_posting =
        OF_ANY + 4 + (postings.iter().map(|posting| posting.id.len()).chain(shift_ids).sum::<usize>()) / MANY;
    let of_worker = OF_ANY + 4 + OF_LIFE + workers.iter().map(|worker| worker.id.len()).sum::<usize>() / MANY;
    // The marks of words, which stand there whether there are words or not: 128 a posting, 64 for each wish of a worker.
    let active = workers.iter().filter(|worker| worker.status == WorkerStatus::Active);
    let wishes = active.map(|worker| worker.desired_occupations.len().max(1)).sum::<usize>();
    let (posting, worker) = (posting - of_posting - 16, worker - of_worker - 8 * wishes / MANY);
    println!("beyond text and ids: {posting} bytes a posting, {worker} bytes a worker");
    assert!((130..150).contains(&posting), "{posting} bytes a posting");
    assert!((130..150).contains(&worker), "{worker} bytes a worker");
}
