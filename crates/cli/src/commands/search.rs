//! `gigmatch search`: records by words.

use std::io::{BufWriter, Write};

use comfy_table::{Table, presets};

use crate::{
    args::SearchArgs,
    fault::{Outcome, Result},
    load,
    run::Run,
};

pub(super) fn run(args: &SearchArgs, run: &Run) -> Result<Outcome> {
    let lang = args.source.files.lang;
    let (engine, intake) = load::open(&args.source, None, run)?;
    intake.report(lang);
    let hits = engine.snapshot().search(args.kind, &args.query, args.top)?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    if args.json {
        for hit in &hits {
            serde_json::to_writer(&mut out, hit).map_err(std::io::Error::from)?;
            writeln!(out)?;
        }
    } else if hits.is_empty() {
        writeln!(out, "{}", lang.pick("没有找到", "nothing found"))?;
    } else {
        let mut table = Table::new();
        table
            .load_style(presets::UTF8_HORIZONTAL_ONLY)
            .set_header(lang.pick(["编号", "名称", "相关度"], ["id", "title", "relevance"]));
        table.add_rows(hits.iter().map(|hit| [hit.id.clone(), hit.title.clone(), hit.score.to_string()]));
        writeln!(out, "{}", table.trim_fmt())?;
    }
    out.flush()?;
    Ok(intake.outcome(args.source.files.strict))
}
