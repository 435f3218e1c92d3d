//! Columns that a writer kept in files against columns made of the records anew.

use std::{
    fs,
    path::{Path, PathBuf},
};

use gigmatch::{
    Engine, EngineOptions, MatchOptions, SearchOptions, Side, Snapshot,
    record::{Outlet, Posting, RecordKind},
};
use gigmatch_testkit::{
    oracle::Scored,
    strategy::{Records, options, records},
};
use proptest::prelude::*;

use crate::{
    market::{Layout, fill, table},
    opening::replace,
};

fn open(home: &Path) -> Engine {
    EngineOptions::new().threads(2).writer_memory(15_000_000).open(home).expect("the index opens")
}

fn all_files(home: &Path) -> impl Iterator<Item = PathBuf> {
    fs::read_dir(home).expect("the directory").map(|entry| entry.expect("an entry").path())
}

/// The files of kept columns.
fn files(home: &Path) -> Vec<PathBuf> {
    all_files(home).filter(|file| file.extension().is_some_and(|extension| extension == "columns")).collect()
}

fn copy(files: impl IntoIterator<Item = PathBuf>, to: &Path) {
    for file in files {
        fs::copy(&file, to.join(file.file_name().expect("a name"))).expect("a copy");
    }
}

/// What a snapshot answers to questions that read all columns.
fn answers(snapshot: &Snapshot, options: &MatchOptions) -> (Vec<Vec<Scored>>, Vec<Vec<String>>) {
    let all = |side| table(&snapshot.match_all(side, options).expect("the options are valid"));
    let found = |kind| {
        let page = snapshot.search(kind, "招 工", &SearchOptions::default()).expect("a page");
        page.hits.into_iter().map(|hit| format!("{hit:?}")).collect::<Vec<_>>()
    };
    let listed = RecordKind::ALL.map(|kind| snapshot.ids(kind));
    let found = [RecordKind::Posting, RecordKind::Worker].map(found);
    (vec![all(Side::Workers), all(Side::Postings)], listed.into_iter().chain(found).collect())
}

/// What an index answers as it is and once its columns are gone.
fn assert_same_without(home: &Path, options: &MatchOptions) -> Result<(), TestCaseError> {
    let kept = answers(&open(home).snapshot(), options);
    for file in files(home) {
        fs::remove_file(file).expect("removal");
    }
    prop_assert_eq!(kept, answers(&open(home).snapshot(), options));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn kept_columns_are_those_made_anew(
        records in records(), options in options(), chunk in 1_usize..9, reversed: bool, stale: bool, words: bool,
    ) {
        let home = tempfile::tempdir().expect("a temporary directory");
        let engine = open(home.path());
        let mut writer = fill(&engine, &records, Layout { chunk, reversed, stale });
        writer.add(vec![Outlet::new("o1", "驿站")]).expect("an outlet");
        writer.commit().expect("a commit");
        writer.finish().expect("merges end");
        if words {
            // Other words make other columns, which take the place of those that were kept.
            let mut writer = engine.writer().expect("the only writer");
            writer.add_words(["急招普工", "包吃"]);
            writer.commit().expect("a commit");
            writer.finish().expect("merges end");
        }
        drop(engine);
        prop_assert!(!files(home.path()).is_empty());
        assert_same_without(home.path(), &options)?;
        // A writer that was asked for nothing keeps them again.
        open(home.path()).writer().expect("the only writer").finish().expect("merges end");
        prop_assert!(!files(home.path()).is_empty());
        assert_same_without(home.path(), &options)?;
    }

    #[test]
    fn damaged_ones_are_made_anew(records in records(), options in options(), at: prop::sample::Index, how in 0_u8..4) {
        let home = tempfile::tempdir().expect("a temporary directory");
        let writer = fill(&open(home.path()), &records, Layout { chunk: 4, reversed: false, stale: true });
        writer.finish().expect("merges end");
        for file in files(home.path()) {
            let mut bytes = fs::read(&file).expect("the file");
            let place = at.index(bytes.len());
            match how {
                0 => bytes[place] ^= 0x55,
                1 => bytes.truncate(place),
                2 => bytes.clear(),
                _ => bytes.insert(place, 7),
            }
            replace(&file, &bytes);
        }
        assert_same_without(home.path(), &options)?;
    }
}

#[test]
fn those_cut_within_their_fixed_end_are_made_anew() {
    let home = tempfile::tempdir().expect("a temporary directory");
    let engine = open(home.path());
    let mut writer = engine.writer().expect("the only writer");
    writer.add(vec![Posting::new("p1", "月嫂")]).expect("a posting");
    writer.commit().expect("a commit");
    writer.finish().expect("merges end");
    drop(engine);
    let [file] = &files(home.path())[..] else { panic!("one segment has one file of columns") };
    let whole = fs::read(file).expect("the file");
    for length in 0..=16 {
        replace(file, &whole[..length]);
        assert_eq!(open(home.path()).snapshot().ids(RecordKind::Posting), ["p1"], "{length}");
    }
}

#[test]
fn rows_that_a_lost_commit_had_deleted_are_not_missed() {
    let (home, before) = (tempfile::tempdir().expect("a directory"), tempfile::tempdir().expect("a directory"));
    let engine = open(home.path());
    let mut writer = engine.writer().expect("the only writer");
    writer.add(vec![Posting::new("p1", "月嫂"), Posting::new("p2", "保洁")]).expect("postings");
    writer.commit().expect("a commit");
    drop(writer);
    drop(engine);
    copy(all_files(home.path()), before.path());

    // The columns of an engine that never saw p1, kept under the name of the segment that holds it.
    let mut writer = open(home.path()).writer().expect("the only writer");
    writer.delete(RecordKind::Posting, &["p1"]).expect("a delete");
    writer.commit().expect("a commit");
    drop(writer);
    open(home.path()).writer().expect("the only writer").finish().expect("merges end");
    copy(files(home.path()), before.path());
    assert_eq!(files(before.path()).len(), 1);
    assert_eq!(open(before.path()).snapshot().ids(RecordKind::Posting), ["p1", "p2"]);
}

#[test]
fn they_go_with_their_segment() {
    let home = tempfile::tempdir().expect("a temporary directory");
    let engine = open(home.path());
    let many = Records {
        postings: (0..200).map(|number| Posting::new(format!("p{number}"), "普工")).collect(),
        workers: Vec::new(),
    };
    let writer = fill(&engine, &many, Layout { chunk: 20, reversed: false, stale: true });
    writer.finish().expect("merges end");
    // Merging what is left, and collecting what is not needed any more, is what a further commit does.
    let mut writer = engine.writer().expect("the only writer");
    writer.add(vec![Posting::new("p", "普工")]).expect("a posting");
    writer.commit().expect("a commit");
    writer.finish().expect("merges end");
    let index = tantivy::Index::open_in_dir(home.path()).expect("an index");
    let segments = index.searchable_segment_ids().expect("segments");
    let mut expected: Vec<PathBuf> =
        segments.iter().map(|id| home.path().join(format!("{}.columns", id.uuid_string()))).collect();
    let mut found = files(home.path());
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
}
