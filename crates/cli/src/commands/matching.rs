//! `gigmatch match`: the ranking, as a table for people or as a file for programs.

use std::{
    io::{BufWriter, Write},
    path::Path,
};

use gigmatch::{
    Engine, Error, ErrorCode, MatchOptions, MatchRow, MatchTable, Side, Snapshot,
    normalize::Record,
    record::{Posting, RecordKind, WorkerProfile},
};
use gigmatch_phrases::{Lang, full_moment, grouped};

use super::{printer::Printer, question, report_cost};
use crate::{
    args::MatchArgs,
    fault::{Outcome, Result},
    load,
    output::{MatchForm, write_matches},
    run::Run,
};

pub(super) fn run(args: &MatchArgs, run: &Run) -> Result<Outcome> {
    let lang = args.source.files.lang;
    // A wrong name is told before the work, not after it.
    let form = args.out.as_deref().map(MatchForm::from_path).transpose()?;
    let (engine, intake) = load::open(&args.source, args.out.as_deref(), run)?;
    intake.report(lang);
    let snapshot = engine.snapshot();
    let options = question::options(&args.question, &engine, &snapshot, lang, run)?.top(args.top);
    let table = run.stage("match", || answer(args, &snapshot, &options))?;
    let side = if args.posting.is_some() { Side::Postings } else { args.side.unwrap_or(Side::Workers) };
    match args.out.as_deref().zip(form) {
        Some((path, form)) => {
            run.stage("write", || write_matches(path, form, &table))?;
            print_summary(path, &table, &engine, side, lang)?;
        }
        None => print_tables(args, &engine, &snapshot, &options, &table, side)?,
    }
    report_speed(&table, &snapshot, side, run, lang);
    Ok(intake.outcome(args.source.files.strict))
}

fn answer(args: &MatchArgs, snapshot: &Snapshot, options: &MatchOptions) -> Result<MatchTable> {
    // One subject is asked about as a list of one, so that every answer has the same shape.
    if let Some(id) = &args.worker {
        return Ok(snapshot.match_workers(&[existing::<WorkerProfile>(snapshot, id)?], options)?);
    }
    if let Some(id) = &args.posting {
        return Ok(snapshot.match_postings(&[existing::<Posting>(snapshot, id)?], options)?);
    }
    Ok(snapshot.match_all(args.side.unwrap_or(Side::Workers), options)?)
}

/// A record that must be there.
pub(super) fn existing<T: Record>(snapshot: &Snapshot, id: &str) -> Result<T> {
    let record = snapshot.get(id)?;
    Ok(record.ok_or_else(|| Error::new(ErrorCode::NotFound, format!("no {} has the id {id:?}", T::KIND)))?)
}

fn print_summary(path: &Path, table: &MatchTable, engine: &Engine, side: Side, lang: Lang) -> Result<()> {
    let (rows, matched, subjects) = (table.len(), table.matched_subjects(), table.subjects());
    let [rows, matched, subjects] = [rows, matched, subjects].map(|count| grouped(count as u64));
    let provenance = table.provenance();
    let now = full_moment(provenance.now, engine.normalizer().zone());
    let path = path.display();
    let mut out = std::io::stdout().lock();
    match lang {
        Lang::Zh => {
            let side = lang_side(side, lang);
            writeln!(out, "{path}：{rows} 条匹配；{subjects} 个{side}中 {matched} 个有合适的（时点 {now}）")?;
        }
        Lang::En => {
            let side = lang_side(side, lang);
            writeln!(out, "{path}: {rows} matches; {matched} of {subjects} {side} have one (as of {now})")?;
        }
    }
    Ok(())
}

fn lang_side(side: Side, lang: Lang) -> &'static str {
    match side {
        Side::Workers => lang.pick("求职者", "workers"),
        Side::Postings => lang.pick("岗位", "postings"),
    }
}

fn report_speed(table: &MatchTable, snapshot: &Snapshot, side: Side, run: &Run, lang: Lang) {
    let took =
        run.stages().iter().filter(|(name, _)| *name == "match").map(|(_, took)| took.as_secs_f64()).sum::<f64>();
    let others = match side {
        Side::Workers => snapshot.count(RecordKind::Posting),
        Side::Postings => snapshot.count(RecordKind::Worker),
    };
    let subjects = table.subjects() as u64;
    let pairs = subjects.saturating_mul(others);
    let (rows, told_pairs) = (grouped(table.len() as u64), grouped(pairs));
    let (subjects_a_second, matches_a_second) = (rate(subjects, took), rate(table.len() as u64, took));
    let side = lang_side(side, lang);
    eprintln!(
        "{}",
        match lang {
            Lang::Zh =>
                format!("{told_pairs} 对，{rows} 条匹配，每秒 {matches_a_second} 条匹配、{subjects_a_second} 个{side}"),
            Lang::En => format!(
                "{told_pairs} pairs, {rows} matches, {matches_a_second} matches and {subjects_a_second} {side} a second"
            ),
        }
    );
    report_cost(run, lang);
}

fn rate(count: u64, seconds: f64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a rate is told in three or four digits")]
    let rate = count as f64 / seconds.max(1e-6);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative, and `as` saturates")]
    let whole = rate.round() as u64;
    grouped(whole)
}

fn print_tables(
    args: &MatchArgs,
    engine: &Engine,
    snapshot: &Snapshot,
    options: &MatchOptions,
    table: &MatchTable,
    side: Side,
) -> Result<()> {
    let lang = args.source.files.lang;
    let mut out = BufWriter::new(std::io::stdout().lock());
    let rows: Vec<MatchRow<'_>> = table.rows().collect();
    // Rows of one subject stand together, from rank 1 on.
    let mut groups = rows.chunk_by(|_, next| next.rank > 1);
    let printer = Printer { engine, snapshot, options, side, lang };
    for group in groups.by_ref().take(args.show) {
        printer.print_group(&mut out, group)?;
    }
    let more = groups.count();
    let name = lang_side(side, lang);
    if more > 0 {
        let more = grouped(more as u64);
        let line = match lang {
            Lang::Zh => format!("还有 {more} 个{name}没有显示；用 --show N 多看一些，用 --out matches.csv 写出全部"),
            Lang::En => format!("{more} more {name} are not shown; --show N shows more, --out matches.csv writes all"),
        };
        writeln!(out, "{line}")?;
    }
    let without = table.subjects() - table.matched_subjects();
    if without > 0 {
        let without = grouped(without as u64);
        let option = if side == Side::Workers { "--worker" } else { "--posting" };
        let line = match lang {
            Lang::Zh => format!("{without} 个{name}没有合适的；用 gigmatch funnel {option} ID 看是哪条规则刷掉的"),
            Lang::En => {
                format!("{without} {name} have no match; gigmatch funnel {option} ID tells which rule removes all")
            }
        };
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    Ok(())
}
