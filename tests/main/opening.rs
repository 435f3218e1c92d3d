//! What opening refuses, with an error that names it, and never a panic.

use std::{fs, path::Path};

use gigmatch::{
    Engine, EngineOptions, ErrorCode,
    record::{Posting, RecordKind},
    table::OccupationTable,
};

fn small_index(path: &Path) {
    let engine = Engine::open(path).expect("a new index");
    let mut writer = engine.writer().expect("the only writer");
    for id in ["p1", "p2"] {
        writer.add(vec![Posting::new(id, "月嫂")]).expect("a posting");
        writer.commit().expect("a commit");
    }
    writer.delete(RecordKind::Posting, &["p1"]).expect("a delete");
    writer.commit().expect("a commit");
}

/// Puts other bytes under a file's name. The old file is unlinked rather than cut: a thread of an engine that was just
/// dropped may still have it mapped, and reading a mapping behind the end of its file kills the process.
pub(crate) fn replace(file: &Path, bytes: &[u8]) {
    if file.exists() {
        fs::remove_file(file).expect("the old file goes");
    }
    fs::write(file, bytes).expect("the new file is written");
}

fn code_of(path: &Path) -> ErrorCode {
    Engine::open(path).expect_err("the index is refused").code()
}

#[test]
fn a_second_writer_is_told() {
    let home = tempfile::tempdir().expect("a temporary directory");
    let (first, second) = (Engine::open(home.path()).expect("open"), Engine::open(home.path()).expect("open"));
    let writer = first.writer().expect("the first writer");
    assert_eq!(second.writer().expect_err("a second writer").code(), ErrorCode::IndexLocked);
    drop(writer);
    second.writer().expect("the lock was released");
}

#[test]
fn another_engine_sees_commits_on_reload() {
    let home = tempfile::tempdir().expect("a temporary directory");
    let reader = Engine::open(home.path()).expect("open");
    small_index(home.path());
    assert_eq!(reader.snapshot().generation(), 0);
    assert!(reader.reload().expect("reload"));
    assert_eq!((reader.snapshot().generation(), reader.snapshot().count(RecordKind::Posting)), (3, 1));
    assert!(!reader.reload().expect("reload"));
}

#[test]
fn foreign_directories_are_refused() {
    let home = tempfile::tempdir().expect("a temporary directory");
    fs::write(home.path().join("letter.txt"), "dear").expect("a file");
    assert_eq!(code_of(home.path()), ErrorCode::IndexForeign);

    let other = tempfile::tempdir().expect("a temporary directory");
    let mut schema = tantivy::schema::Schema::builder();
    let field = schema.add_text_field("x", tantivy::schema::TEXT);
    let index = tantivy::Index::create_in_dir(other.path(), schema.build()).expect("another index");
    assert_eq!(code_of(other.path()), ErrorCode::IndexForeign);
    let mut writer: tantivy::IndexWriter = index.writer(15_000_000).expect("a writer");
    writer.add_document(tantivy::doc!(field => "x")).expect("a document");
    writer.commit().expect("a commit");
    assert_eq!(code_of(other.path()), ErrorCode::IndexForeign);

    let none = tempfile::tempdir().expect("a temporary directory");
    let refused = EngineOptions::new().open_existing(none.path()).expect_err("there is none");
    assert_eq!(refused.code(), ErrorCode::NotFound);
}

#[test]
fn other_versions_are_refused() {
    let home = tempfile::tempdir().expect("a temporary directory");
    small_index(home.path());
    let meta = home.path().join("meta.json");
    let text = fs::read_to_string(&meta).expect("meta.json");
    assert!(text.contains(r#"{\"format\":3"#), "{text}");
    replace(&meta, text.replace(r#"{\"format\":3"#, r#"{\"format\":4"#).as_bytes());
    let error = Engine::open(home.path()).expect_err("a newer format");
    assert_eq!(error.code(), ErrorCode::IndexVersion);
    assert_eq!(error.message(), "the index has format 4; this build reads format 3");
}

#[test]
fn other_settings_are_refused() {
    let home = tempfile::tempdir().expect("a temporary directory");
    small_index(home.path());
    let zone = EngineOptions::new().zone("Europe/Berlin").open(home.path());
    assert_eq!(zone.expect_err("another zone").code(), ErrorCode::IndexSettings);
    let table = OccupationTable::from_csv_text("code,name\n1,a\n").expect("a table");
    let table = EngineOptions::new().occupations(std::sync::Arc::new(table)).open(home.path());
    assert_eq!(table.expect_err("another table").code(), ErrorCode::IndexSettings);
    EngineOptions::new().zone("Asia/Shanghai").open(home.path()).expect("the same zone");
    let nowhere = EngineOptions::new().zone("Nowhere/Land").in_memory();
    assert_eq!(nowhere.expect_err("no such zone").code(), ErrorCode::InvalidOption);
}

#[test]
fn a_table_of_ones_own_stays_with_the_index() {
    let home = tempfile::tempdir().expect("a temporary directory");
    let table = OccupationTable::from_csv_text("code,name\n25,software\n2512,developer\n").expect("a table");
    let engine = EngineOptions::new().occupations(std::sync::Arc::new(table)).open(home.path()).expect("a new index");
    engine.writer().expect("a writer").commit().expect("a commit");
    drop(engine);
    let again = Engine::open(home.path()).expect("the index opens without naming the table");
    assert!(again.normalizer().occupations().find("2512").is_some());
}

#[test]
fn each_damaged_or_missing_file_is_named() {
    let home = tempfile::tempdir().expect("a temporary directory");
    small_index(home.path());
    // Files that a merge has replaced may still lie there; nothing reads them any more.
    let metas = tantivy::Index::open_in_dir(home.path()).and_then(|index| index.load_metas()).expect("meta.json");
    let in_use = metas.list_segment_files().into_iter().chain(["meta.json".into()]);
    let files: Vec<_> = in_use.map(|name| home.path().join(name)).filter(|path| path.exists()).collect();
    assert!(files.len() > 5, "{files:?}");
    for file in files {
        let name = file.file_name().expect("a file").to_string_lossy().into_owned();
        let whole = fs::read(&file).expect("the file");
        let mut flipped = whole.clone();
        flipped[whole.len() / 2] ^= 0x55;
        for (how, bytes) in
            [("flipped", &flipped[..]), ("cut", &whole[..whole.len() / 2]), ("short", &whole[..5]), ("empty", &[])]
        {
            replace(&file, bytes);
            match Engine::open(home.path()) {
                Err(error) => {
                    let named = error.to_string().contains(&name) || error.file().is_some();
                    assert!(named, "{name} {how}: {error}");
                    assert_ne!(error.code(), ErrorCode::Index, "{name} {how}: {error}");
                }
                Ok(_) => panic!("{name} {how} was not noticed"),
            }
        }
        fs::remove_file(&file).expect("removal");
        if name != "meta.json" {
            let error = Engine::open(home.path()).expect_err("a file is missing");
            assert_eq!(error.code(), ErrorCode::IndexDamaged, "{name}: {error}");
        }
        replace(&file, &whole);
        Engine::open(home.path()).expect("the whole index opens");
    }
}
