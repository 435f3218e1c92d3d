//! Everyday queries against what people judged from the texts alone, before the engine was asked.

use std::{collections::BTreeMap, fmt::Write, path::Path};

use gigmatch::{Engine, SearchOptions, Snapshot, read::RowReader, record::RecordKind};

/// One query and its judgement.
struct Judged {
    kind: RecordKind,
    query: String,
    options: SearchOptions,
    must: Vec<String>,
    may: Vec<String>,
    note: String,
}

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/data/search"))
}

fn market() -> Snapshot {
    let engine = Engine::in_memory().expect("an engine");
    let mut writer = engine.writer().expect("a writer");
    for (kind, file) in [
        (RecordKind::Posting, "postings.csv"),
        (RecordKind::Worker, "workers.csv"),
        (RecordKind::Outlet, "outlets.csv"),
    ] {
        for batch in RowReader::open(&folder().join(file), kind).expect("a file") {
            let report = writer.add_rows(kind, &batch.expect("rows").rows).expect("records");
            assert!(report.rejections.is_empty(), "{:?}", report.rejections);
        }
    }
    writer.commit().expect("a commit");
    engine.snapshot()
}

fn judged() -> Vec<Judged> {
    let text = std::fs::read_to_string(folder().join("queries.tsv")).expect("the queries");
    let ids = |cell: &str| cell.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let read = |line: &str| {
        let cells: Vec<&str> = line.split('\t').collect();
        let mut options = SearchOptions::default().top(1_000);
        if let Some((longitude, latitude)) = cells[3].split_once(',') {
            options = options.near(longitude.parse().expect("degrees"), latitude.parse().expect("degrees"));
        }
        if !cells[4].is_empty() {
            options = options.radius_m(cells[4].parse().expect("metres"));
        }
        Judged {
            kind: cells[1].parse().expect("a kind"),
            query: cells[2].to_owned(),
            options,
            must: ids(cells[5]),
            may: ids(cells[6]),
            note: cells[7].to_owned(),
        }
    };
    text.lines().skip(1).map(read).collect()
}

/// What is found; where nothing is, what the suggested words find.
fn found(snapshot: &Snapshot, judged: &Judged) -> Vec<String> {
    let search = |query: &str| snapshot.search(judged.kind, query, &judged.options).expect("a page");
    let page = search(&judged.query);
    let page = match &page.suggestion {
        Some(suggestion) => search(&suggestion.query),
        None => page,
    };
    page.hits.into_iter().map(|hit| hit.id).collect()
}

#[test]
fn everyday_queries_find_what_a_clerk_expects() {
    let snapshot = market();
    let (mut complete, mut first, mut clean, mut all) = (0, 0, 0, 0);
    let mut by_note: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    let mut told = String::new();
    for judged in judged() {
        let ids = found(&snapshot, &judged);
        let missing: Vec<&String> = judged.must.iter().filter(|id| !ids.contains(id)).collect();
        let is_false = |id: &&String| !judged.must.contains(id) && !judged.may.contains(id);
        let wrong: Vec<&String> = ids.iter().filter(is_false).collect();
        let best = ids.first().is_none_or(|id| judged.must.is_empty() || judged.must.contains(id));
        all += 1;
        complete += u32::from(missing.is_empty());
        first += u32::from(best && (!ids.is_empty() || judged.must.is_empty()));
        clean += u32::from(wrong.is_empty());
        let note = by_note.entry(judged.note.clone()).or_default();
        note.0 += u32::from(missing.is_empty());
        note.1 += 1;
        if !missing.is_empty() || !best {
            let query = &judged.query;
            let (note, first) = (&judged.note, ids.first());
            let _ = writeln!(told, "{query:?} ({note}): missing {missing:?}, first {first:?}, false {wrong:?}");
        }
    }
    println!("{told}{by_note:?}");
    println!("of {all} queries {complete} find all they must, {first} the right record first, {clean} nothing false");
    assert!(complete * 100 >= all * 98 && first * 100 >= all * 93 && clean * 100 >= all * 88, "{told}");
}
