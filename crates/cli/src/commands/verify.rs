//! `gigmatch verify`: whether an index on disk is whole.

use std::io::Write;

use gigmatch::{EngineOptions, Snapshot, record::RecordKind};
use gigmatch_phrases::{Lang, grouped};

use crate::{
    args::VerifyArgs,
    fault::{Outcome, Result},
    run::Run,
};

pub(super) fn run(args: &VerifyArgs, run: &Run) -> Result<Outcome> {
    // Opening compares every file with its checksum and reads every column.
    let engine = run.stage("open", || Ok(EngineOptions::new().open_existing(&args.index)?))?;
    let snapshot = engine.snapshot();
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}: whole, generation {}", args.index.display(), snapshot.generation())?;
    print_counts(&mut out, &snapshot, Lang::En)?;
    Ok(Outcome::Done)
}

/// How many live records of each kind there are.
pub(super) fn print_counts(out: &mut impl Write, snapshot: &Snapshot, lang: Lang) -> Result<()> {
    for kind in RecordKind::ALL {
        let name = match kind {
            RecordKind::Posting => lang.pick("岗位", "postings"),
            RecordKind::Worker => lang.pick("求职者", "workers"),
            RecordKind::Outlet => lang.pick("网点", "outlets"),
            RecordKind::Placement => lang.pick("录用", "placements"),
        };
        writeln!(out, "  {name} {}", grouped(snapshot.count(kind)))?;
    }
    Ok(())
}
