//! `gigmatch index`: records into an index on disk, and out of it.

use std::{io::Write, path::Path};

use gigmatch::{Error, ErrorCode, record::RecordKind};
use gigmatch_phrases::{Lang, grouped};

use super::report_cost;
use crate::{
    args::IndexArgs,
    fault::{Fault, Outcome, Result},
    load,
    run::Run,
};

pub(super) fn run(args: &IndexArgs, run: &Run) -> Result<Outcome> {
    let lang = args.files.lang;
    let deletions = [
        (RecordKind::Posting, &args.delete_postings),
        (RecordKind::Worker, &args.delete_workers),
        (RecordKind::Outlet, &args.delete_outlets),
        (RecordKind::Placement, &args.delete_placements),
    ];
    if args.files.is_empty() && deletions.iter().all(|(_, file)| file.is_none()) {
        return Err(Fault::usage("nothing to do; name record files, such as --postings FILE, or ids to delete"));
    }
    let engine = run.stage("open", || Ok(load::engine_options(&args.files)?.open(&args.index)?))?;
    let mut writer = engine.writer()?;
    let mut deleted = 0;
    for (kind, file) in deletions {
        if let Some(file) = file {
            deleted += writer.delete(kind, &read_ids(file)?)?;
        }
    }
    let intake = run.stage("load", || load::add_files(&mut writer, &args.files, None, run))?;
    run.check()?;
    let generation = run.stage("index", || {
        let generation = writer.commit()?;
        writer.finish()?;
        Ok(generation)
    })?;
    intake.report(lang);
    report_cost(run, lang);
    let snapshot = engine.snapshot();
    let mut out = std::io::stdout().lock();
    match lang {
        Lang::Zh => writeln!(out, "第 {generation} 代已提交，删除 {} 条", grouped(deleted))?,
        Lang::En => writeln!(out, "generation {generation} is committed, {} records were deleted", grouped(deleted))?,
    }
    super::verify::print_counts(&mut out, &snapshot, lang)?;
    Ok(intake.outcome(args.files.strict))
}

/// One id a line; empty lines are skipped.
fn read_ids(path: &Path) -> Result<Vec<String>> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Error::new(ErrorCode::Io, "cannot read the ids").with_file(path).with_source(error))?;
    let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
    Ok(lines.filter(|line| !line.is_empty()).map(str::to_owned).collect())
}
