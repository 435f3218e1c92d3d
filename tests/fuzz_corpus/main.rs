//! The fuzz targets' corpora, replayed.

use std::{fs, path::Path};

use gigmatch_testkit::fuzzing;

fn replay(target: &str, body: fn(&[u8])) {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus").join(target);
    let files = fs::read_dir(&corpus).expect("every target has a corpus");
    let mut replayed = 0;
    for file in files {
        body(&fs::read(file.expect("an entry").path()).expect("an input"));
        replayed += 1;
    }
    assert!(replayed > 0, "{target} has no input");
}

macro_rules! corpora {
    ($($target:ident),*) => {
        $(
            #[test]
            fn $target() {
                replay(stringify!($target), fuzzing::$target);
            }
        )*
    };
}

corpora!(csv_rows, jsonl_rows, mapping, index_open, query_text, filter_text);
