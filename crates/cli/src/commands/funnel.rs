//! `gigmatch funnel`: how the rules narrow down the candidates of one worker or posting.

use std::io::{BufWriter, Write};

use gigmatch::answer::Funnel;
use gigmatch_phrases as phrases;
use gigmatch_phrases::{Lang, grouped};

use super::question;
use crate::{
    args::FunnelArgs,
    fault::{Fault, Outcome, Result},
    load,
    output::{align_numbers, light_table},
    run::Run,
};

pub(super) fn run(args: &FunnelArgs, run: &Run) -> Result<Outcome> {
    let lang = args.source.files.lang;
    let (engine, intake) = load::open(&args.source, None, run)?;
    intake.report(lang);
    let snapshot = engine.snapshot();
    let options = question::options(&args.question, &engine, &snapshot, lang, run)?;
    let funnel = match (&args.worker, &args.posting) {
        (Some(id), None) => snapshot.funnel_worker(id.as_str(), &options)?,
        (None, Some(id)) => snapshot.funnel_posting(id.as_str(), &options)?,
        _ => return Err(Fault::usage("name one of --worker ID and --posting ID")),
    };
    let mut out = BufWriter::new(std::io::stdout().lock());
    if args.json {
        serde_json::to_writer_pretty(&mut out, &funnel).map_err(std::io::Error::from)?;
        writeln!(out)?;
    } else {
        print(&mut out, &funnel, lang)?;
    }
    out.flush()?;
    Ok(intake.outcome(args.source.files.strict))
}

fn print(out: &mut impl Write, funnel: &Funnel, lang: Lang) -> Result<()> {
    let (id, candidates, eligible) = (&funnel.id, grouped(funnel.candidates), grouped(funnel.eligible));
    match lang {
        Lang::Zh => writeln!(out, "{id}：{candidates} 个候选，{eligible} 个合适")?,
        Lang::En => writeln!(out, "{id}: {eligible} of {candidates} candidates are eligible")?,
    }
    let mut table = light_table();
    table.set_header(lang.pick(
        ["规则", "按顺序刷掉", "剩下", "单独会刷掉"],
        ["rule", "removes in order", "left", "would remove alone"],
    ));
    for step in &funnel.steps {
        table.add_row([
            phrases::rule(step.rule, lang).to_owned(),
            grouped(step.removed_in_order),
            grouped(step.left),
            grouped(step.removed_alone),
        ]);
    }
    align_numbers(&mut table, &[1, 2, 3]);
    writeln!(out, "{}", table.trim_fmt())?;
    Ok(())
}
