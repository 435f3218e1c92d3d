//! `gigmatch report`: demand and supply of divisions.

use std::{
    fs,
    io::{BufWriter, Write},
    path::Path,
};

use gigmatch::{Area, AssistOptions, Dimension, Engine, Report, ReportOptions, ReportRow};
use gigmatch_arrow::arrow_array::RecordBatch;
use gigmatch_pages::ReportPage;
use gigmatch_phrases::{Lang, grouped, kilometres, yuan};
use serde_json::json;

use super::{areas, question, report_cost};
use crate::{
    args::ReportArgs,
    fault::{Outcome, Result},
    load,
    output::{MatchForm, align_numbers, light_table, or_dash, write_table},
    run::Run,
};

pub(super) fn run(args: &ReportArgs, run: &Run) -> Result<Outcome> {
    let lang = args.source.files.lang;
    if let Some(path) = &args.out {
        MatchForm::from_path(path)?;
    }
    let (engine, intake) = load::open(&args.source, args.out.as_deref(), run)?;
    intake.report(lang);
    let options = options(args, &engine, run)?;
    let snapshot = engine.snapshot();
    let report = run.stage("report", || Ok(snapshot.report(&options)?))?;
    run.stage("write", || {
        if let Some(path) = &args.out {
            write_table(path, &gigmatch_arrow::report_to_batch(&report))?;
        }
        args.packages.as_deref().map_or(Ok(()), |folder| write_packages(folder, &report))
    })?;
    if let Some(path) = &args.html {
        write_html(path, args, &engine, &options, &report, run)?;
    }
    let mut out = BufWriter::new(std::io::stdout().lock());
    print(&mut out, &report, args)?;
    out.flush()?;
    report_cost(run, lang);
    Ok(intake.outcome(args.source.files.strict))
}

fn options(args: &ReportArgs, engine: &Engine, run: &Run) -> Result<ReportOptions> {
    let snapshot = engine.snapshot();
    let matching = question::options(&args.question, engine, &snapshot, args.source.files.lang, run)?;
    areas::check_within(&args.area, engine)?;
    let mut options = ReportOptions::new(matching).by(args.by).threshold(args.protection.threshold);
    options.seed = args.protection.seed;
    options.within = args.area.within;
    options.key_group_rules = areas::key_group_rules(&args.area)?;
    options.occupation_depth = args.occupation_depth;
    options.eligible_pairs = args.eligible_pairs;
    options.weeks = args.weeks;
    if !args.dimensions.is_empty() {
        options = options.dimensions(args.dimensions.iter().copied());
    }
    Ok(options)
}

/// Writes the page: the report, its service circles, and the sums of who needs help.
fn write_html(
    path: &Path,
    args: &ReportArgs,
    engine: &Engine,
    options: &ReportOptions,
    report: &Report,
    run: &Run,
) -> Result<()> {
    let snapshot = engine.snapshot();
    let circles = options.circles(args.suggest);
    let coverage = run.stage("coverage", || Ok(snapshot.coverage(&circles)?))?;
    let assistance = if args.no_assistance {
        None
    } else {
        Some(run.stage("assist", || Ok(snapshot.assist(&AssistOptions::beside(options))?))?)
    };
    let divisions = engine.normalizer().told_divisions();
    let mut page = ReportPage::new(report, &divisions)
        .options(areas::page_options(engine, args.source.files.lang))
        .coverage(&coverage);
    if let Some(assistance) = &assistance {
        page = page.assistance(assistance);
    }
    run.stage("write", || areas::write_page(path, page.to_html()))
}

/// Writes a folder for each of the smallest divisions, and what they are into a manifest.
fn write_packages(folder: &Path, report: &Report) -> Result<()> {
    let table = gigmatch_arrow::report_to_batch(report);
    let mut has_parts = vec![false; report.areas.len()];
    for area in report.areas.iter().filter(|area| !area.is_rest) {
        if let Some(parent) = area.parent {
            has_parts[parent as usize] = true;
        }
    }
    let mut packages = Vec::new();
    let mut row = 0;
    while row < report.rows.len() {
        // The rows of an area stand together.
        let place = report.rows[row].area;
        let rows = report.rows[row..].iter().take_while(|other| other.area == place).count();
        let area = &report.areas[place as usize];
        if !area.is_rest && !has_parts[place as usize] && !area.code.is_empty() {
            let figures = &report.rows[row..row + rows];
            packages.push(write_package(folder, report, area, figures, &table.slice(row, rows))?);
        }
        row += rows;
    }
    let manifest = json!({
        "generation": report.provenance.generation,
        "now": report.provenance.now,
        "by": report.by,
        "threshold": report.threshold,
        "key_group_version": report.key_group_version,
        "packages": packages,
    });
    areas::write_file(&folder.join("manifest.json"), &pretty(&manifest)?)
}

/// One division's figures as csv and as JSON; what the manifest says of them.
fn write_package(
    folder: &Path,
    report: &Report,
    area: &Area,
    figures: &[ReportRow],
    rows: &RecordBatch,
) -> Result<serde_json::Value> {
    let own = folder.join(&area.code);
    fs::create_dir_all(&own).map_err(|error| areas::cannot_write(&own, error))?;
    let csv = own.join("report.csv");
    write_table(&csv, rows)?;
    let object =
        json!({ "area": area, "provenance": report.provenance, "threshold": report.threshold, "rows": figures });
    areas::write_file(&own.join("report.json"), &pretty(&object)?)?;
    let file = |name: &str| -> Result<serde_json::Value> {
        let bytes = fs::read(own.join(name)).map_err(|error| areas::cannot_write(&own, error))?;
        let path = format!("{}/{name}", area.code);
        Ok(json!({ "path": path, "bytes": bytes.len(), "crc32": format!("{:08x}", crc32fast::hash(&bytes)) }))
    };
    Ok(json!({
        "code": area.code,
        "name": area.name,
        "level": area.level,
        "rows": rows.num_rows(),
        "files": [file("report.csv")?, file("report.json")?],
    }))
}

fn pretty(value: &serde_json::Value) -> Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(value).map_err(std::io::Error::from)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn print(out: &mut impl Write, report: &Report, args: &ReportArgs) -> Result<()> {
    let lang = args.source.files.lang;
    let mut table = light_table();
    table.set_header(lang.pick(
        ["区划", "求职者", "岗位", "招聘人数", "余额", "求人倍率", "无岗可配", "时薪中位", "距离中位", "近期到岗"],
        [
            "division",
            "seekers",
            "postings",
            "headcount",
            "seats left",
            "ratio",
            "unserved",
            "median pay/h",
            "median km",
            "filled",
        ],
    ));
    let totals: Vec<&ReportRow> = report.rows.iter().filter(|row| row.dimension == Dimension::Total).collect();
    let count = |count: Option<u64>| or_dash(count, grouped);
    for row in totals.iter().take(args.show) {
        table.add_row([
            areas::named(&report.areas, row.area, lang),
            count(row.seekers),
            count(row.postings),
            count(row.headcount),
            count(row.seats_left),
            or_dash(row.job_to_seeker_ratio, |ratio| format!("{ratio:.2}")),
            count(row.unserved),
            or_dash(row.median_pay_fen, |fen| yuan(fen.into())),
            or_dash(row.median_distance_m, kilometres),
            count(row.filled),
        ]);
    }
    align_numbers(&mut table, &[1, 2, 3, 4, 5, 6, 7, 8, 9]);
    writeln!(out, "{}", table.trim_fmt())?;
    areas::tell_left(out, totals.len(), args.show, lang)?;
    if report.threshold > 1 {
        match lang {
            Lang::Zh => writeln!(out, "人数已按 {} 的倍数取整，各级、各分项相加一致", report.threshold)?,
            Lang::En => writeln!(out, "counts of people are multiples of {} and add up everywhere", report.threshold)?,
        }
    }
    Ok(())
}
