//! Bodies of the fuzz targets, so that ordinary tests can replay their corpora.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use gigmatch::{
    Engine, EngineOptions, Filter, MatchOptions, SearchOptions, Side, Snapshot,
    normalize::{Normalizer, Record, Row},
    parse_metres,
    read::{FileFormat, Mapping, RowReader},
    record::{Outlet, Placement, Posting, RecordKind, Timestamp, WorkerProfile},
};

/// Any bytes as a CSV file of each kind of record.
pub fn csv_rows(data: &[u8]) {
    rows(data, FileFormat::Csv);
}

/// Any bytes as a JSON Lines file of each kind of record.
pub fn jsonl_rows(data: &[u8]) {
    rows(data, FileFormat::JsonLines);
}

fn rows(data: &[u8], format: FileFormat) {
    static NORMALIZER: LazyLock<Normalizer> = LazyLock::new(Normalizer::new);
    fn normalise<T: Record + PartialEq + std::fmt::Debug>(rows: &[Row]) {
        let batch = NORMALIZER.rows::<T>(rows);
        assert_eq!(batch.accepted.len() + batch.rejections.len() + place(batch.duplicates), rows.len());
        for record in batch.accepted {
            let again = record.clone().check(&NORMALIZER).expect("what was accepted is accepted again");
            assert_eq!(again, record);
        }
    }
    for kind in RecordKind::ALL {
        let Ok(reader) = RowReader::from_bytes(data, format, kind) else { continue };
        for batch in reader {
            let rows = batch.expect("memory can be read").rows;
            match kind {
                RecordKind::Posting => normalise::<Posting>(&rows),
                RecordKind::Worker => normalise::<WorkerProfile>(&rows),
                RecordKind::Outlet => normalise::<Outlet>(&rows),
                RecordKind::Placement => normalise::<Placement>(&rows),
            }
        }
    }
}

fn place(count: u64) -> usize {
    usize::try_from(count).expect("counts of small inputs fit")
}

/// Any text as a mapping in TOML and in JSON, applied to a row of its own words.
pub fn mapping(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    for mapping in [Mapping::from_toml_text(text), Mapping::from_json_text(text)].into_iter().flatten() {
        let words = text.split(|character: char| !character.is_alphanumeric());
        let fields = words.map(|word| (word.to_owned(), word.into())).collect();
        mapping.apply(&mut Row { number: 1, fields });
    }
}

/// Any text as a query over a small market.
pub fn query_text(data: &[u8]) {
    static MARKET: LazyLock<Snapshot> = LazyLock::new(|| small_market(None).snapshot());
    let text = String::from_utf8_lossy(data);
    for kind in RecordKind::ALL {
        let page = MARKET.search(kind, &text, &SearchOptions::default().top(5)).expect("any text is a query");
        assert!(page.hits.is_sorted_by(|a, b| b.score <= a.score) && page.total >= page.hits.len() as u64);
        for highlight in page.hits.iter().flat_map(|hit| &hit.highlights) {
            assert!(highlight.marked("", "") == highlight.text);
        }
    }
}

/// Any text as a filter or a distance; what is understood is understood again from how it is shown.
pub fn filter_text(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let _ = parse_metres(text);
    if let Ok(filter) = text.parse::<Filter>() {
        let shown = filter.to_string();
        assert_eq!(shown.parse::<Filter>().expect("a shown filter is a filter").to_string(), shown);
    }
}

/// An index of several segments with deletes, in memory or in a directory.
fn small_market(directory: Option<&Path>) -> Engine {
    let options = EngineOptions::new().threads(1).writer_memory(15_000_000);
    let engine = match directory {
        Some(path) => options.open(path),
        None => options.in_memory(),
    };
    let engine = engine.expect("a new index");
    let mut writer = engine.writer().expect("the only writer");
    // A first segment so large that deleting from it calls for no merge, then small ones: too few for a merge as well.
    let many = (0..20).map(|number| Posting::new(format!("p{number}"), "理货员 夜班"));
    writer.add(many.collect()).expect("postings");
    writer.add((0..20).map(|number| WorkerProfile::new(format!("w{number}"))).collect()).expect("workers");
    writer.commit().expect("a commit");
    for (id, title) in [("a", "叉车司机 A1"), ("b", "月嫂"), ("c", "快递员 日结 😀")] {
        writer.add(vec![Posting::new(id, title)]).expect("a posting");
        writer.commit().expect("a commit");
    }
    writer.delete(RecordKind::Posting, &["p3"]).expect("a delete");
    writer.delete(RecordKind::Worker, &["w3"]).expect("a delete");
    writer.add(vec![Outlet::new("o", "零工驿站"), Outlet::new("o2", "窗口")]).expect("outlets");
    writer.commit().expect("a commit");
    writer.finish().expect("merges end");
    engine
}

/// An index with damage: the first byte names a file, the second how it is damaged, the rest by what.
///
/// Opening either refuses or gives an index that can be asked; it never panics.
pub fn index_open(data: &[u8]) {
    static PRISTINE: LazyLock<Vec<(String, Vec<u8>)>> = LazyLock::new(pristine_files);
    let [file, how, rest @ ..] = data else { return };
    let damaged = usize::from(*file) % PRISTINE.len();
    let home = scratch("damaged");
    for (place, (name, bytes)) in PRISTINE.iter().enumerate() {
        let mut bytes = bytes.clone();
        if place == damaged {
            damage(&mut bytes, *how, rest);
        }
        fs::write(home.join(name), bytes).expect("the scratch directory can be written");
    }
    if let Ok(engine) = EngineOptions::new().threads(1).open_existing(&home) {
        let snapshot = engine.snapshot();
        let now = Timestamp::UNIX_EPOCH;
        snapshot.match_all(Side::Workers, &MatchOptions::at(now)).expect("an index that opens can be asked");
        for kind in RecordKind::ALL {
            assert_eq!(snapshot.ids(kind).len(), place(snapshot.count(kind)));
        }
        for id in snapshot.ids(RecordKind::Posting) {
            snapshot.get::<Posting>(&id).expect("an index that opens can be read").expect("a listed record is there");
        }
    }
    fs::remove_dir_all(&home).expect("the scratch directory can be removed");
}

fn damage(bytes: &mut Vec<u8>, how: u8, rest: &[u8]) {
    match how % 4 {
        0 => bytes.truncate(rest.iter().take(6).fold(0, |length, byte| length * 7 + usize::from(*byte))),
        1 => bytes.splice(..0, rest.iter().copied()).for_each(drop),
        2 => bytes.extend_from_slice(rest),
        _ => {
            // Pairs of a place and a new byte.
            let length = bytes.len().max(1);
            for change in rest.chunks_exact(3) {
                let at = (usize::from(change[0]) << 8 | usize::from(change[1])) % length;
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = change[2];
                }
            }
        }
    }
}

fn pristine_files() -> Vec<(String, Vec<u8>)> {
    let home = scratch("pristine");
    drop(small_market(Some(&home)));
    let entries = fs::read_dir(&home).expect("the pristine index can be listed");
    let mut files: Vec<(String, Vec<u8>)> = entries
        .map(|entry| {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
            (name, fs::read(path).expect("a file of the index can be read"))
        })
        .filter(|(name, _)| Path::new(name).extension().is_none_or(|extension| extension != "lock"))
        .collect();
    // Names of segments are random, so files are told apart by what they hold.
    files.sort_by_key(|(name, bytes)| (name.rsplit('.').next().map(str::to_owned), bytes.len()));
    fs::remove_dir_all(&home).expect("the scratch directory can be removed");
    let count = |extension: &str| files.iter().filter(|(name, _)| name.ends_with(extension)).count();
    assert!(count(".store") > 1 && count(".del") > 0, "segments and masks must be there to be damaged: {files:?}");
    files
}

/// A new directory of this thread, in memory where the system has such a place.
fn scratch(name: &str) -> PathBuf {
    let shared = Path::new("/dev/shm");
    let parent = if shared.is_dir() { shared.to_path_buf() } else { std::env::temp_dir() };
    let thread = format!("{:?}", std::thread::current().id());
    let home = parent.join(format!("gigmatch-fuzz-{}-{name}-{thread}", std::process::id()));
    fs::create_dir_all(&home).expect("a scratch directory can be made");
    home
}
