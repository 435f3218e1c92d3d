//! The golden questions; the Python package asks the same ones.

use std::{fmt::Write as _, fs, path::PathBuf};

use gigmatch::{
    AddReport, Engine, EngineOptions, MatchOptions, SearchOptions, Side, Snapshot,
    normalize::{Entry, Record, Row},
    record::{Outlet, Placement, Posting, RecordKind, WorkerProfile},
};
use gigmatch_arrow::{
    json_rows, match_table_to_batches, open_file, rejections_to_batch, search_hits_to_batch, unknown_columns_to_batch,
};
use gigmatch_phrases::{explained, narrowed, told};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Case {
    name: String,
    call: String,
    arguments: Vec<Value>,
    options: Value,
}

#[test]
fn golden_answers_are_given_again() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(folder.join("golden/cases.json")).expect("the cases");
    let cases: Vec<Case> = serde_json::from_str(&text).expect("cases");
    let engine = market();
    let mut changed = String::new();
    for case in &cases {
        let answer = serde_json::to_string_pretty(&answer(&engine, case)).expect("JSON") + "\n";
        let path = folder.join(format!("golden/answers/{}.json", case.name));
        if std::env::var_os("GIGMATCH_BLESS").is_some() {
            fs::write(&path, &answer).expect("a writable directory");
        } else if fs::read_to_string(&path).unwrap_or_default() != answer {
            writeln!(changed, "{}: {answer}", case.name).expect("memory");
        }
    }
    assert!(changed.is_empty(), "other answers than the golden ones:\n{changed}");
    let files = fs::read_dir(folder.join("golden/answers")).expect("the answers").count();
    assert_eq!(files, cases.len(), "answers without a case");
}

fn market() -> Engine {
    let engine = EngineOptions::new().threads(2).in_memory().expect("an engine");
    let mut writer = engine.writer().expect("the first writer");
    for (name, kind) in
        [("postings", RecordKind::Posting), ("workers", RecordKind::Worker), ("outlets", RecordKind::Outlet)]
    {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("data/market/{name}.csv"));
        let mut intake = writer.intake(kind);
        for run in open_file(path, kind, None).expect("a file") {
            let report = run.expect("rows").add_to(&mut intake).expect("records");
            assert_eq!(report.rejections, []);
        }
    }
    let mut taken = Placement::new("W0000001", "P000001", "1127-evening");
    taken.employer = Some("E6764092615".to_owned());
    writer.add(vec![taken]).expect("a placement");
    writer.commit().expect("a commit");
    engine
}

fn answer(engine: &Engine, case: &Case) -> Value {
    if let Some(kind) = case.call.strip_prefix("add_") {
        return match kind.parse::<RecordKind>().expect("a kind") {
            RecordKind::Posting => added::<Posting>(&case.arguments[0]),
            RecordKind::Worker => added::<WorkerProfile>(&case.arguments[0]),
            RecordKind::Outlet => added::<Outlet>(&case.arguments[0]),
            RecordKind::Placement => added::<Placement>(&case.arguments[0]),
        };
    }
    let snapshot = engine.snapshot();
    if case.call == "search" {
        let kind = text(&case.arguments[0]).parse().expect("a kind");
        let top = case.options["top"].as_u64().map_or(10, |top| usize::try_from(top).expect("a small number"));
        let page = snapshot.search(kind, text(&case.arguments[1]), &SearchOptions::default().top(top)).expect("hits");
        return json!(json_rows(&search_hits_to_batch(&page.hits)).expect("JSON"));
    }
    let options = options(engine, &snapshot, &case.options);
    let worker = || one::<WorkerProfile>(engine, &snapshot, &case.arguments[0]);
    let posting = |place: usize| one::<Posting>(engine, &snapshot, &case.arguments[place]);
    match case.call.as_str() {
        "match_workers" => matched(engine, &snapshot, Side::Workers, case.arguments.first(), &options),
        "match_postings" => matched(engine, &snapshot, Side::Postings, case.arguments.first(), &options),
        "match_worker" => json!(snapshot.match_worker(&worker(), &options).expect("matches")),
        "match_posting" => json!(snapshot.match_posting(&posting(0), &options).expect("matches")),
        "explain" => explained(&snapshot.explain(&worker(), &posting(1), &options).expect("an explanation")),
        "why_not" => {
            let (worker, posting) = (worker(), posting(1));
            let why_not = snapshot.why_not(&worker, &posting, &options).expect("reasons");
            told(&why_not, &worker, &posting, engine.normalizer().zone())
        }
        "funnel_worker" => narrowed(&snapshot.funnel_worker(&worker(), &options).expect("a funnel")),
        "funnel_posting" => narrowed(&snapshot.funnel_posting(&posting(0), &options).expect("a funnel")),
        other => panic!("no call {other}"),
    }
}

fn options(engine: &Engine, snapshot: &Snapshot, given: &Value) -> MatchOptions {
    let mut options = MatchOptions::at(engine.normalizer().parse_time(text(&given["now"])).expect("a time"));
    for (name, value) in given.as_object().expect("options") {
        match name.as_str() {
            "now" => {}
            "top" => options.top = serde_json::from_value(value.clone()).expect("a number"),
            "weights" => options.weights = serde_json::from_value(value.clone()).expect("weights"),
            "blend" => options.weights.blend = serde_json::from_value(value.clone()).expect("a number"),
            "rules" => options.rules = serde_json::from_value(value.clone()).expect("rules"),
            "occupancy" => options = options.occupancy(snapshot.occupancy().expect("placements")),
            "filters" => {
                for filter in value.as_array().expect("a list") {
                    options = options.filter(text(filter).parse().expect("a filter"));
                }
            }
            other => panic!("no option {other}"),
        }
    }
    options
}

fn matched(
    engine: &Engine,
    snapshot: &Snapshot,
    side: Side,
    subjects: Option<&Value>,
    options: &MatchOptions,
) -> Value {
    let subjects = subjects.map(|subjects| subjects.as_array().expect("a list"));
    let table = match subjects {
        None => snapshot.match_all(side, options),
        Some(ids) if ids.iter().all(Value::is_string) => {
            snapshot.match_ids(side, &ids.iter().map(text).collect::<Vec<_>>(), options)
        }
        Some(given) => match side {
            Side::Workers => snapshot.match_workers(&records(engine, given), options),
            Side::Postings => snapshot.match_postings(&records(engine, given), options),
        },
    };
    let table = table.expect("matches");
    let batches = match_table_to_batches(&table, 1_000).map(|batch| json_rows(&batch.expect("a batch")).expect("JSON"));
    json!({ "provenance": table.provenance(), "rows": batches.flatten().collect::<Vec<_>>() })
}

/// A record that is indexed, or one that is not.
fn one<T: Record>(engine: &Engine, snapshot: &Snapshot, given: &Value) -> T {
    match given {
        Value::String(id) => snapshot.get(id).expect("an index").expect("an indexed record"),
        given => records(engine, std::slice::from_ref(given)).remove(0),
    }
}

fn records<T: Record>(engine: &Engine, given: &[Value]) -> Vec<T> {
    let batch = engine.normalize(rows(given).into_iter().map(Entry::Row).collect());
    assert_eq!(batch.rejections, []);
    batch.accepted
}

fn rows(given: &[Value]) -> Vec<Row> {
    let row = |(number, given): (u64, &Value)| Row { number, fields: given.as_object().expect("an object").clone() };
    (1..).zip(given).map(row).collect()
}

fn added<T: Record>(given: &Value) -> Value {
    let engine = Engine::in_memory().expect("an engine");
    let mut writer = engine.writer().expect("the first writer");
    let report = writer.add_rows(T::KIND, &rows(given.as_array().expect("a list"))).expect("rows");
    writer.commit().expect("a commit");
    let snapshot = engine.snapshot();
    let accepted: Vec<T> =
        snapshot.ids(T::KIND).iter().map(|id| snapshot.get(id).expect("an index").expect("a record")).collect();
    let AddReport { accepted: count, duplicates, rejections, unknown_columns, .. } = report;
    json!({
        "accepted": count,
        "duplicates": duplicates,
        "rejections": json_rows(&rejections_to_batch(&rejections)).expect("JSON"),
        "unknown_columns": json_rows(&unknown_columns_to_batch(&unknown_columns)).expect("JSON"),
        "records": accepted,
    })
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}
