//! The program as people run it: files in, tables, files and exit codes out.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use gigmatch::{normalize::Row, record::RecordKind};
use serde_json::{Value, json};
use tempfile::TempDir;

const NOW: &str = "2026-11-24T05:00";

fn gigmatch(directory: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gigmatch"))
        .args(arguments)
        .current_dir(directory)
        .env_remove("COLUMNS")
        .output()
        .expect("the program starts")
}

/// A directory with the small market of this test in it.
fn market() -> TempDir {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let source = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/market");
    for name in ["postings.csv", "workers.csv"] {
        fs::copy(source.join(name), directory.path().join(name)).expect("the market is there");
    }
    directory
}

fn ask(directory: &Path, command: &str, arguments: &[&str]) -> Output {
    let files = [command, "--postings", "postings.csv", "--workers", "workers.csv"];
    gigmatch(directory, &[&files[..], arguments].concat())
}

fn out(output: &Output) -> String {
    assert!(output.status.success(), "{}", err(output));
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn json_lines(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).expect("a file");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn help_teaches_by_example() {
    let directory = market();
    let help = out(&gigmatch(directory.path(), &["--help"]));
    assert!(help.contains("gigmatch match --postings postings.csv") && help.contains("Exit codes"), "{help}");
    for command in [
        "match",
        "assign",
        "report",
        "coverage",
        "assist",
        "divisions",
        "index",
        "explain",
        "funnel",
        "search",
        "classify",
        "read",
        "generate",
        "schema",
        "verify",
    ] {
        assert!(help.contains(command), "{command}");
        let own = gigmatch(directory.path(), &[command, "--help"]);
        assert!(own.status.success() && !own.stdout.is_empty(), "{command}");
    }
    assert!(gigmatch(directory.path(), &["why-not", "--help"]).status.success());
}

#[test]
fn wrong_command_lines_end_with_2() {
    let directory = market();
    let wrong: [&[&str]; 7] = [
        &["marry"],
        &["match"],
        &["match", "--top", "0", "--postings", "postings.csv"],
        &["match", "--postings", "postings.csv", "--out", "matches.xlsx"],
        &["match", "--postings", "postings.csv", "--now", "yesterday"],
        &["match", "--postings", "postings.csv", "--filter", "worker.colour=red"],
        &["match", "--postings", "postings.csv", "--index", "market"],
    ];
    for arguments in wrong {
        let output = gigmatch(directory.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", err(&output));
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
}

#[test]
fn what_cannot_be_done_ends_with_1_and_a_code() {
    let directory = market();
    let cases: [(&[&str], &str); 4] = [
        (&["match", "--postings", "nowhere.csv"], "[io]"),
        (&["match", "--postings", "postings.txt"], "[file.format]"),
        (&["match", "--index", "nowhere"], "[record.not_found]"),
        (&["explain", "--postings", "postings.csv", "--worker", "w1", "--posting", "p1"], "[record.not_found]"),
    ];
    fs::write(directory.path().join("postings.txt"), "id,title\n").expect("writable");
    for (arguments, code) in cases {
        let output = gigmatch(directory.path(), arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {}", err(&output));
        assert!(err(&output).contains(code), "{arguments:?}: {}", err(&output));
    }
}

#[test]
fn the_table_tells_who_fits_where_when_and_why() {
    let directory = market();
    let output = ask(directory.path(), "match", &["--now", NOW, "--top", "5"]);
    let table = out(&output);
    for words in ["求职者 w1", "夜班叉车司机 [p1]", "安达物流", "11-24 22:00–06:00+1", "22–26元/小时", "工种相同"]
    {
        assert!(table.contains(words), "{words} in\n{table}");
    }
    assert!(table.contains("1 个求职者没有合适的"), "{table}");
    assert!(err(&output).contains("匹配时点 2026-11-24 05:00"), "{}", err(&output));

    let english = out(&ask(directory.path(), "match", &["--now", NOW, "--lang", "en", "--side", "postings"]));
    assert!(english.contains("posting p1") && english.contains("same occupation"), "{english}");
    let first = out(&ask(directory.path(), "match", &["--now", NOW, "--show", "1"]));
    assert!(first.contains("还有 1 个求职者没有显示"), "{first}");
}

#[test]
fn rejected_rows_go_to_a_file_and_are_counted() {
    let directory = market();
    let output = ask(directory.path(), "match", &["--now", NOW, "--lang", "en"]);
    let report = err(&output);
    assert!(report.contains("workers.csv: 4 rows read, 3 accepted, 1 rejected"), "{report}");
    assert!(report.contains("location.range: 1") && report.contains("workers.csv.rejected.jsonl"), "{report}");
    assert!(report.contains("unused column \"colour\" (1 rows)"), "{report}");
    let rejected = json_lines(&directory.path().join("workers.csv.rejected.jsonl"));
    assert_eq!(rejected.len(), 1);
    assert_eq!((&rejected[0]["row"], &rejected[0]["id"]), (&json!(4), &json!("w4")));
    assert!(!directory.path().join("postings.csv.rejected.jsonl").exists());

    let strict = ask(directory.path(), "match", &["--now", NOW, "--strict", "--rejected", "bad.jsonl"]);
    assert_eq!(strict.status.code(), Some(3));
    assert!(!strict.stdout.is_empty());
    assert_eq!(json_lines(&directory.path().join("bad.jsonl")), rejected);
}

/// Reads a file of matches back as rows of the same shape, whatever its form.
fn matches(path: &Path) -> Vec<Value> {
    let rows: Vec<Row> = match path.extension().and_then(|extension| extension.to_str()) {
        Some("parquet") => {
            let reader = gigmatch_arrow::ParquetBatches::open(path, RecordKind::Placement).expect("a Parquet file");
            let rows = |batch| gigmatch_arrow::rows_from_batch(&batch, 1).expect("supported columns");
            reader.flat_map(|batch| rows(batch.expect("a whole file"))).collect()
        }
        Some("jsonl") => return json_lines(path),
        _ => {
            let mut reader = csv::Reader::from_reader(File::open(path).expect("a file"));
            let header = reader.headers().expect("a header").clone();
            let rows = reader.records().map(|record| record.expect("a record"));
            return rows
                .map(|record| {
                    header.iter().zip(&record).map(|(name, cell)| (name.to_owned(), cell_value(name, cell))).collect()
                })
                .collect();
        }
    };
    let with_null = |row: Row| {
        let mut fields = row.fields;
        fields.entry("distance_m").or_insert(Value::Null);
        Value::Object(fields)
    };
    rows.into_iter().map(with_null).collect()
}

fn cell_value(name: &str, cell: &str) -> Value {
    match name {
        "worker_id" | "posting_id" => json!(cell),
        "shifts" => json!(cell.split(';').collect::<Vec<_>>()),
        _ if cell.is_empty() => Value::Null,
        _ => json!(cell.parse::<u64>().expect("a number")),
    }
}

#[test]
fn every_form_of_output_holds_the_same_rows() {
    let directory = market();
    let mut seen = Vec::new();
    for name in ["matches.csv", "matches.jsonl", "matches.parquet"] {
        let summary = out(&ask(directory.path(), "match", &["--now", NOW, "--out", name, "--lang", "en"]));
        assert!(summary.contains(name) && summary.contains("2 of 3 workers"), "{summary}");
        seen.push(matches(&directory.path().join(name)));
    }
    assert_eq!(seen[0], seen[1]);
    let as_set = |row: &Value| row.as_object().expect("an object").clone();
    let same = seen[1].iter().zip(&seen[2]).all(|(a, b)| as_set(a) == as_set(b));
    assert!(same && seen[1].len() == seen[2].len(), "{:?}\n{:?}", seen[1], seen[2]);
    assert_eq!(seen[0][0]["worker_id"], "w1");
    assert_eq!(seen[0][0]["rank"], 1);
    assert_eq!(seen[0][0]["shifts"], json!(["night"]));
}

#[test]
fn one_subject_gets_the_rows_it_has_among_all() {
    let directory = market();
    out(&ask(directory.path(), "match", &["--now", NOW, "--out", "all.jsonl"]));
    out(&ask(directory.path(), "match", &["--now", NOW, "--out", "one.jsonl", "--worker", "w1"]));
    let mut all = json_lines(&directory.path().join("all.jsonl"));
    all.retain(|row| row["worker_id"] == "w1");
    assert_eq!(json_lines(&directory.path().join("one.jsonl")), all);
}

#[test]
fn explanations_can_be_said_aloud() {
    let directory = market();
    let fit = out(&ask(directory.path(), "explain", &["--now", NOW, "--worker", "w1", "--posting", "p1"]));
    assert!(fit.starts_with("合适：求职者 w1") && fit.contains("想做的就是"), "{fit}");
    let misfit = out(&ask(directory.path(), "why-not", &["--now", NOW, "--worker", "w2", "--posting", "p1"]));
    assert!(
        misfit.starts_with("不合适") && misfit.contains("叉车驾驶（初级工）") && misfit.contains("叉车证"),
        "{misfit}"
    );
    let far = out(&ask(directory.path(), "explain", &["--now", NOW, "--worker", "w3", "--posting", "p3"]));
    assert!(far.contains("只要改这一处就合适（已验证）"), "{far}");
    let english =
        out(&ask(directory.path(), "explain", &["--now", NOW, "--worker", "w3", "--posting", "p3", "--lang", "en"]));
    assert!(english.contains("This one change makes it a fit (verified)"), "{english}");

    let json = out(&ask(directory.path(), "explain", &["--now", NOW, "--worker", "w1", "--posting", "p1", "--json"]));
    let json: Value = serde_json::from_str(&json).expect("JSON");
    let parts = json["explanation"]["factors"].as_array().expect("factors");
    let sum: u64 = parts.iter().filter_map(|part| part["contribution"].as_u64()).sum();
    assert_eq!(json["explanation"]["score"], sum);
    assert_eq!(json["why_not"], Value::Null);
}

#[test]
fn an_index_answers_as_its_files_do() {
    let directory = market();
    let arguments = ["--index", "market"];
    let committed = out(&ask(directory.path(), "index", &arguments));
    assert!(committed.contains("第 1 代已提交") && committed.contains("求职者 3"), "{committed}");
    out(&ask(directory.path(), "match", &["--now", NOW, "--out", "files.csv"]));
    out(&gigmatch(directory.path(), &["match", "--index", "market", "--now", NOW, "--out", "index.csv"]));
    let read = |name: &str| fs::read(directory.path().join(name)).expect("a file");
    assert_eq!(read("files.csv"), read("index.csv"));

    fs::write(directory.path().join("gone.txt"), "p1\n\nnobody\n").expect("writable");
    let deleted = out(&gigmatch(directory.path(), &["index", "--index", "market", "--delete-postings", "gone.txt"]));
    assert!(deleted.contains("删除 1 条") && deleted.contains("岗位 2"), "{deleted}");
    let whole = out(&gigmatch(directory.path(), &["verify", "--index", "market"]));
    assert!(whole.contains("whole, generation 2"), "{whole}");
}

#[test]
fn funnel_search_and_schema_answer() {
    let directory = market();
    let funnel = out(&ask(directory.path(), "funnel", &["--now", NOW, "--worker", "w3"]));
    assert!(funnel.contains("3 个候选，0 个合适"), "{funnel}");
    let json = out(&ask(directory.path(), "funnel", &["--now", NOW, "--posting", "p1", "--json"]));
    assert_eq!(serde_json::from_str::<Value>(&json).expect("JSON")["candidates"], 3);
    let found = out(&gigmatch(directory.path(), &["search", "--postings", "postings.csv", "叉车"]));
    assert!(found.contains("p1") && !found.contains("p2"), "{found}");
    let schema = out(&gigmatch(directory.path(), &["schema", "worker"]));
    assert_eq!(serde_json::from_str::<Value>(&schema).expect("JSON")["type"], "object");
    let all: Value = serde_json::from_str(&out(&gigmatch(directory.path(), &["schema"]))).expect("JSON");
    assert_eq!(all.as_object().map(serde_json::Map::len), Some(4));
}

#[test]
fn titles_are_classified_alone_and_in_bulk() {
    let directory = market();
    let told = out(&gigmatch(directory.path(), &["classify", "襄城区围炉三国锅招聘服务员"]));
    assert!(told.contains("4-03-02-05") && told.contains("餐厅服务员") && told.contains("“服务员”"), "{told}");
    let json = out(&gigmatch(directory.path(), &["classify", "--json", "--top", "1", "月嫂", "!"]));
    let lines: Vec<Value> = json.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines[0]["occupations"][0]["code"], "4-10-01-06");
    assert_eq!(lines[1]["occupations"], Value::Array(Vec::new()));

    let file = directory.path().join("titles.csv");
    fs::write(&file, "job_name,x\n叉车司机,1\n,2\n\"a\n月嫂\",3\n").expect("a file");
    let done = gigmatch(
        directory.path(),
        &["classify", "--in", "titles.csv", "--column", "job_name", "--top", "2", "--out", "codes.csv"],
    );
    assert!(done.status.success(), "{done:?}");
    let codes = fs::read_to_string(directory.path().join("codes.csv")).expect("the codes");
    let rows: Vec<&str> = codes.lines().collect();
    assert_eq!(rows[0], "row,rank,code,name,score");
    assert!(rows[1].starts_with("1,1,6-30-05-01,起重装卸机械操作工,"), "{codes}");
    assert!(rows[3].starts_with("3,1,4-10-01-06,家政服务员,") && rows.len() == 5, "{codes}");

    let wrong = gigmatch(directory.path(), &["classify", "--in", "titles.csv"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("it has job_name, x"), "{wrong:?}");
    fs::write(
        directory.path().join("esco.csv"),
        "code,name,aliases\n8344,forklift operator,fork lift driver\n5120,cook,\n",
    )
    .expect("a table");
    let other = out(&gigmatch(
        directory.path(),
        &["classify", "--occupations", "esco.csv", "--lang", "en", "Forklift driver (m/f)"],
    ));
    assert!(other.contains("8344") && other.contains("fork"), "{other}");
}

#[test]
fn occupations_are_inferred_found_and_put_right() {
    let directory = market();
    fs::write(directory.path().join("no_code.csv"), "id,title,remote\nq1,招月嫂,1\nq2,急招!!,1\n").expect("a file");
    let index = ["index", "--index", "inferred", "--postings", "no_code.csv", "--infer-occupations"];
    out(&gigmatch(directory.path(), &index));
    let search = ["search", "--index", "inferred", "--json", "", "--filter"];
    let found = |filter: &str| out(&gigmatch(directory.path(), &[&search[..], &[filter]].concat()));
    assert!(found("occupation=4-10-01-06").contains("\"q1\""));
    let inferred = found("occupation_inferred=true");
    assert!(inferred.contains("\"q1\"") && !inferred.contains("\"q2\""), "{inferred}");

    fs::write(directory.path().join("right.csv"), "id,title,remote,occupational_category\nq1,招月嫂,1,4-10-01-01\n")
        .expect("a file");
    out(&gigmatch(directory.path(), &["index", "--index", "inferred", "--postings", "right.csv"]));
    assert!(!found("occupation_inferred=true").contains("\"q1\""));
    assert!(found("occupation=4-10-01-01").contains("\"q1\""));
}

#[test]
fn what_a_text_says_is_read() {
    let directory = market();
    let told = out(&gigmatch(directory.path(), &["read", "招叉车司机3名，无叉车证勿扰，会电焊优先，不上夜班"]));
    assert!(told.contains("内容词：") && !told.lines().nth(2).expect("content words").contains("夜班"), "{told}");
    let json = out(&gigmatch(directory.path(), &["read", "--json", "无叉车证勿扰，会电焊优先，🎉"]));
    let read: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!((&read["terms"][0]["sense"], &read["terms"][1]["sense"]), (&"required".into(), &"preferred".into()));
    assert_eq!((&read["terms"][0]["start"], &read["terms"][0]["end"]), (&1.into(), &4.into()), "{json}");

    fs::write(directory.path().join("terms.csv"), "kind,name,aliases\nskill,摊煎饼,煎饼\n").expect("a table");
    let own = out(&gigmatch(directory.path(), &["read", "--terms", "terms.csv", "--lang", "en", "要会煎饼"]));
    assert!(own.contains("摊煎饼") && own.contains("required"), "{own}");
}

#[test]
fn generated_markets_can_be_matched_in_every_form() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let sizes = ["--workers", "60", "--postings", "40", "--outlets", "3"];
    let mut answers = Vec::new();
    for form in ["csv", "jsonl", "parquet"] {
        out(&gigmatch(directory.path(), &[&["generate", "--out", form, "--format", form][..], &sizes].concat()));
        let (postings, workers) = (format!("{form}/postings.{form}"), format!("{form}/workers.{form}"));
        let files = ["--postings", &postings, "--workers", &workers, "--out", "matches.csv", "--strict"];
        out(&gigmatch(directory.path(), &[&["match", "--now", "2026-11-24T05:00"][..], &files].concat()));
        answers.push(fs::read_to_string(directory.path().join("matches.csv")).expect("a file"));
    }
    assert!(answers[0].lines().count() > 10, "{}", answers[0]);
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[2]);
    let bad = gigmatch(directory.path(), &["generate", "--out", "bad", "--format", "parquet", "--bad", "10"]);
    assert_eq!(bad.status.code(), Some(2));
}

#[test]
fn a_reader_that_leaves_is_no_failure() {
    let directory = market();
    let mut child = Command::new(env!("CARGO_BIN_EXE_gigmatch"))
        .args(["schema"])
        .current_dir(directory.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the program ends");
    assert!(output.status.success(), "{}", err(&output));
    assert!(output.stderr.is_empty(), "{}", err(&output));
}

#[test]
fn plans_are_printed_and_written() {
    let directory = market();
    let at = |name: &str| directory.path().join(name);
    let names = ["plan.csv", "plan.jsonl", "plan.parquet"];
    for name in names {
        let options = ["--now", NOW, "--out", name, "--unassigned", "without.jsonl", "--unfilled", "open.csv"];
        let told = out(&ask(directory.path(), "assign", &[&options[..], &["--lang", "en"]].concat()));
        assert!(told.contains("proven: no plan is better"), "{told}");
    }
    let seats = json_lines(&at("plan.jsonl"));
    let csv = fs::read_to_string(at("plan.csv")).expect("a file");
    assert_eq!(csv.lines().count(), seats.len() + 1);
    assert!(csv.starts_with("worker_id,posting_id,shifts,score,distance_m,pinned"), "{csv}");
    assert!(!seats.is_empty());
    let plan: Value =
        serde_json::from_str(&out(&ask(directory.path(), "assign", &["--now", NOW, "--json"]))).expect("JSON");
    assert_eq!(plan["summary"]["filled"], json!(seats.len()));
    assert_eq!(json_lines(&at("without.jsonl")).len(), plan["unassigned"].as_array().expect("a list").len());

    // Whoever is forbidden all that they got gets something else or nothing; who is pinned there stays.
    let seat = &seats[0];
    let pair = format!(
        "worker_id,posting_id,shift_id\n{},{},\n",
        seat["worker_id"].as_str().expect("an id"),
        seat["posting_id"].as_str().expect("an id")
    );
    fs::write(at("pair.csv"), &pair).expect("a file");
    let pinned = out(&ask(directory.path(), "assign", &["--now", NOW, "--json", "--pinned", "pair.csv"]));
    let pinned: Value = serde_json::from_str(&pinned).expect("JSON");
    assert_eq!(pinned["summary"]["filled"], plan["summary"]["filled"]);
    let both = ask(directory.path(), "assign", &["--now", NOW, "--forbidden", "pair.csv", "--out", "other.jsonl"]);
    assert!(both.status.success(), "{}", err(&both));
    assert!(
        !json_lines(&at("other.jsonl"))
            .iter()
            .any(|other| { (&other["worker_id"], &other["posting_id"]) == (&seat["worker_id"], &seat["posting_id"]) })
    );
    fs::write(at("bad.csv"), "worker_id,job\nw,p\n").expect("a file");
    let bad = ask(directory.path(), "assign", &["--now", NOW, "--pinned", "bad.csv"]);
    assert!(!bad.status.success() && err(&bad).contains("[option.invalid]"), "{}", err(&bad));
}

#[test]
fn divisions_are_looked_up() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let asked = |arguments: &[&str]| gigmatch(directory.path(), &[&["divisions"], arguments].concat());
    assert!(out(&asked(&["440305", "--lang", "en"])).contains("广东省深圳市南山区"));
    let retired = asked(&["371202"]);
    assert!(out(&retired).contains("370116") && err(&retired).contains("371202"), "{}", err(&retired));
    let children = out(&asked(&["山西/太原", "--children", "--json"]));
    assert!(children.lines().all(|line| line.contains("\"level\":\"county\"")) && children.lines().count() > 5);
    fs::write(directory.path().join("streets.csv"), "code,name\n441900003,东城街道\n").expect("a file");
    let streets = asked(&["441900", "--divisions", "streets.csv", "--level", "township"]);
    assert!(out(&streets).contains("东城街道"));
    for wrong in [&["499999"][..], &["没有这个地方"], &["44190"]] {
        assert_eq!(asked(wrong).status.code(), Some(2), "{wrong:?}");
    }
}

#[test]
fn people_and_places_are_reported() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let path = |name: &str| directory.path().join(name);
    let read = |name: &str| fs::read_to_string(path(name)).expect("a file");
    let sizes = ["--workers", "600", "--postings", "120", "--outlets", "12", "--placements", "200"];
    out(&gigmatch(directory.path(), &[&["generate", "--out", "market"][..], &sizes].concat()));
    let files = ["postings", "workers", "outlets", "placements", "divisions"];
    let named: Vec<String> =
        files.iter().flat_map(|file| [format!("--{file}"), format!("market/{file}.csv")]).collect();
    let named: Vec<&str> = named.iter().map(String::as_str).collect();
    let ask = |command: &str, arguments: &[&str]| {
        gigmatch(directory.path(), &[&[command], &named[..], &["--now", NOW, "--lang", "en"], arguments].concat())
    };

    let arguments = ["--by", "township", "--out", "report.csv", "--packages", "towns", "--html", "report.html"];
    let told = out(&ask("report", &arguments));
    assert!(told.contains("multiples of 5"), "{told}");
    let report = read("report.csv");
    assert!(report.starts_with("code,name,level,parent,is_rest,dimension,value,value_name,seekers,unserved"));
    let manifest: Value = serde_json::from_str(&read("towns/manifest.json")).expect("JSON");
    let packages = manifest["packages"].as_array().expect("a list");
    let first = &packages[0]["files"][0];
    let bytes = fs::read(path("towns").join(first["path"].as_str().expect("a path"))).expect("the file is there");
    assert_eq!(first["bytes"].as_u64(), Some(bytes.len() as u64));
    let page = read("report.html");
    assert!(page.starts_with("<!doctype html>") && !page.contains("http://") && !page.contains("W0000"));
    assert!(!report.contains("W0000"), "a report holds no ids");

    let told = out(&ask("coverage", &["--suggest", "2", "--outside", "outside.csv", "--nearest", "nearest.csv"]));
    assert!(told.contains("more people inside") && told.contains("Gini"), "{told}");
    assert!(read("outside.csv").starts_with("worker_id,outlet_id,distance_m"));
    assert!(read("nearest.csv").lines().count() > 500);
    fs::write(path("sites.csv"), "name,longitude,latitude,datum,radius_m,note\n新站,112.5,37.8,,50000,x\n")
        .expect("a file");
    let told = out(&ask("coverage", &["--suggest", "1", "--sites", "sites.csv", "--json"]));
    assert!(told.contains("\"suggestions\":[{\"name\":\"新站\""));

    let arguments =
        ["--visits", "4", "--caseworkers", "2", "--weak-below", "90", "--out", "needs.csv", "--html", "v.html"];
    let told = out(&ask("assist", &arguments));
    assert!(told.contains("contains personal data") && told.contains("caseworker 2"), "{told}");
    assert!(read("needs.csv").contains("W0000") && read("v.html").contains("W0000"));
    out(&ask("assist", &["--jobs", "jobs.html", "--outlet", "O00001"]));
    assert!(!read("jobs.html").contains("W0000"));

    for wrong in [
        &["report", "--within", "99"][..],
        &["report", "--by", "corner"],
        &["report", "--threshold", "0"],
        &["assist", "--outlet", "nowhere"],
        &["coverage", "--sites", "sites.csv"],
    ] {
        let output = ask(wrong[0], &wrong[1..]);
        assert!(matches!(output.status.code(), Some(1 | 2)), "{wrong:?}: {}", err(&output));
    }
}
