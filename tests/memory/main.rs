//! What a record costs in memory once an index is open, counted by the allocator: what ARCHITECTURE.md says.

use std::alloc::System;

use cap::Cap;
use gigmatch::Engine;
use gigmatch_testkit::province::{Province, ProvinceOptions};

#[global_allocator]
static ALLOCATED: Cap<System> = Cap::new(System, usize::MAX);

/// Bytes of the heap that an open index of so many workers and postings holds; files are mapped and do not count.
fn held(workers: usize, postings: usize) -> usize {
    let folder = tempfile::tempdir().expect("a folder");
    {
        let options = ProvinceOptions::default().with_workers(workers).with_postings(postings);
        let province = Province::new(options).expect("the province is known");
        let engine = Engine::open(folder.path()).expect("an engine");
        let mut writer = engine.writer().expect("the only writer");
        assert!(writer.add(province.postings()).expect("postings").rejections.is_empty());
        assert!(writer.add(province.workers()).expect("workers").rejections.is_empty());
        writer.commit().expect("a commit");
        writer.finish().expect("merges end");
    }
    let before = ALLOCATED.allocated();
    let engine = Engine::open(folder.path()).expect("an engine");
    let held = ALLOCATED.allocated() - before;
    assert_eq!(engine.snapshot().generation(), 1);
    held
}

/// Between two sizes, so that what an engine holds whatever it indexes does not count.
#[test]
fn a_record_costs_what_the_architecture_says() {
    const FEW: usize = 2_000;
    const MANY: usize = 10_000;
    // Tables that are carried are read once.
    held(10, 10);
    let few = held(FEW, FEW);
    let posting = (held(FEW, MANY) - few) / (MANY - FEW);
    let worker = (held(MANY, FEW) - few) / (MANY - FEW);
    println!("{posting} bytes a posting, {worker} bytes a worker");
    assert!((350..=400).contains(&posting), "{posting} bytes a posting");
    assert!((310..=360).contains(&worker), "{worker} bytes a worker");
}
