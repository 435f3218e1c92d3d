//! The Rust half of `python/compare.py`: writes a province for Python, or measures the same work as Python does.

use std::{
    error::Error,
    hint::black_box,
    path::{Path, PathBuf},
    time::Instant,
};

use gigmatch::{Engine, MatchOptions, Side};
use gigmatch_testkit::province::{Province, ProvinceOptions};
use serde_json::json;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [command, folder, records] = &arguments[..] else {
        return Err("usage: python_pair write|measure FOLDER RECORDS".into());
    };
    let records: usize = records.parse()?;
    let options = ProvinceOptions::default().with_workers(records).with_postings(records);
    let now = options.now;
    let province = Province::new(options)?;
    match command.as_str() {
        "write" => write(&province, &PathBuf::from(folder), now),
        "measure" => measure(&province, now),
        other => Err(format!("no command {other}").into()),
    }
}

fn write(province: &Province, folder: &Path, now: gigmatch::record::Timestamp) -> Result<(), Box<dyn Error>> {
    std::fs::create_dir_all(folder)?;
    gigmatch_arrow::write_records_parquet(folder.join("postings.parquet"), &province.postings())?;
    gigmatch_arrow::write_records_parquet(folder.join("workers.parquet"), &province.workers())?;
    println!("{now}");
    Ok(())
}

fn measure(province: &Province, now: gigmatch::record::Timestamp) -> Result<(), Box<dyn Error>> {
    let (postings, workers) = (province.postings(), province.workers());
    let engine = Engine::in_memory()?;
    let start = Instant::now();
    let mut writer = engine.writer()?;
    writer.add(postings)?;
    writer.add(workers)?;
    writer.commit()?;
    let ingest = start.elapsed();
    writer.finish()?;
    let snapshot = engine.snapshot();
    let options = MatchOptions::at(now);
    let start = Instant::now();
    let table = black_box(snapshot.match_all(Side::Workers, &options)?);
    let matching = start.elapsed();
    let sum: u64 = table.rows().map(|row| u64::from(row.score)).sum();
    let answer = json!({
        "ingest": ingest.as_secs_f64(),
        "match": matching.as_secs_f64(),
        "rows": table.len(),
        "scores": sum,
    });
    println!("{answer}");
    Ok(())
}
