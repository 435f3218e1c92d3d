//! Power cuts.

use gigmatch::{Engine, EngineOptions};
use gigmatch_testkit::forgetful::ForgetfulDirectory;

use crate::history::{assert_whole, write_generation};

fn open(directory: &ForgetfulDirectory) -> gigmatch::Result<Engine> {
    EngineOptions::new().threads(1).writer_memory(15_000_000).open_directory(Box::new(directory.clone()))
}

/// Commits before a writer finishes, which keeps columns in files.
const BEFORE_FINISHING: u64 = 3;

/// Commits generations until the power goes; the last one that was acknowledged.
fn write_until_dark(directory: &ForgetfulDirectory, acknowledged: u64) -> u64 {
    let mut last = acknowledged;
    let Ok(engine) = open(directory) else { return last };
    let Ok(mut writer) = engine.writer() else { return last };
    for generation in engine.snapshot().generation() + 1.. {
        match write_generation(&mut writer, generation) {
            Ok(committed) => {
                last = committed;
                assert_whole(&engine, last);
            }
            Err(_) => break,
        }
        if generation % BEFORE_FINISHING == 0 {
            let next = writer.finish().and_then(|()| engine.writer());
            let Ok(next) = next else { break };
            writer = next;
        }
    }
    last
}

#[test]
fn after_a_power_cut_at_any_operation_the_index_is_whole() {
    const CUTS: u64 = 400;
    let mut directory = ForgetfulDirectory::new();
    let mut acknowledged = 0;
    for cut in 0..CUTS {
        // From the making of the index to several commits with merges.
        directory.blow_after(1 + cut * 7 % 331);
        acknowledged = write_until_dark(&directory, acknowledged);
        assert!(directory.is_blown());
        directory = directory.after_power_cut(cut);
        let engine = open(&directory).expect("the index opens after a power cut");
        acknowledged = assert_whole(&engine, acknowledged);
    }
    assert!(acknowledged > CUTS / 4, "commits were made, or nothing was tested: {acknowledged}");
}
