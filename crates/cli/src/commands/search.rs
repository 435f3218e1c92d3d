//! `gigmatch search`: records by words.

use std::io::{BufWriter, IsTerminal, Write};

use gigmatch::{SearchHit, SearchOptions, SearchPage};
use gigmatch_phrases::{Lang, kilometres};

use crate::{
    args::SearchArgs,
    fault::{Outcome, Result},
    load,
    output::{align_numbers, light_table, write_json},
    run::Run,
};

/// Values of a facet that are printed.
const SHOWN: usize = 10;

fn options(args: &SearchArgs) -> SearchOptions {
    let mut options = SearchOptions::default().top(args.top).sort(args.sort);
    options.near = args.near;
    options.radius_m = args.radius;
    options.filters.clone_from(&args.filters);
    options.facets.clone_from(&args.facets);
    options.after.clone_from(&args.after);
    options
}

pub(super) fn run(args: &SearchArgs, run: &Run) -> Result<Outcome> {
    let lang = args.source.files.lang;
    let (engine, intake) = load::open(&args.source, None, run)?;
    intake.report(lang);
    let page = engine.snapshot().search(args.kind, &args.query, &options(args))?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    if args.json {
        write_json(&mut out, &page)?;
    } else {
        print(&mut out, &page, lang)?;
    }
    out.flush()?;
    Ok(intake.outcome(args.source.files.strict))
}

fn print(out: &mut impl Write, page: &SearchPage, lang: Lang) -> Result<()> {
    if page.total == 0 {
        writeln!(out, "{}", lang.pick("没有找到", "nothing found"))?;
        if let Some(suggestion) = &page.suggestion {
            let (query, total) = (&suggestion.query, suggestion.total);
            writeln!(
                out,
                "{}",
                match lang {
                    Lang::Zh => format!("少几个词，“{query}”有 {total} 条"),
                    Lang::En => format!("fewer words: {query:?} finds {total}"),
                }
            )?;
        }
        return Ok(());
    }
    let far = page.hits.iter().any(|hit| hit.distance_m.is_some());
    let mut header = lang.pick(["编号", "名称", "相关度"], ["id", "title", "relevance"]).to_vec();
    if far {
        header.push(lang.pick("距离", "distance"));
    }
    let mut table = light_table();
    table.set_header(header);
    table.add_rows(page.hits.iter().map(|hit| {
        let mut cells = vec![hit.id.clone(), shown(hit), hit.score.to_string()];
        if far {
            cells.push(hit.distance_m.map(kilometres).unwrap_or_default());
        }
        cells
    }));
    align_numbers(&mut table, if far { &[2, 3] } else { &[2] });
    writeln!(out, "{}", table.trim_fmt())?;
    let (shown, total) = (page.hits.len(), page.total);
    writeln!(
        out,
        "{}",
        match lang {
            Lang::Zh => format!("共 {total} 条，显示 {shown} 条"),
            Lang::En => format!("{shown} of {total}"),
        }
    )?;
    for facet in &page.facets {
        writeln!(out, "\n{}", facet.facet)?;
        for count in facet.counts.iter().take(SHOWN) {
            let name = count.name.as_deref().unwrap_or_default();
            writeln!(out, "  {:>6}  {} {name}", count.records, count.value)?;
        }
    }
    if let Some(next) = &page.next {
        writeln!(out, "\n{} --after {next}", lang.pick("下一页：", "next page:"))?;
    }
    Ok(())
}

/// The title with its marks; where only another text has the words, that behind it.
fn shown(hit: &SearchHit) -> String {
    let (before, after) = if std::io::stdout().is_terminal() { ("\u{1b}[1m", "\u{1b}[0m") } else { ("", "") };
    match hit.highlights.first() {
        Some(mark) if mark.role == gigmatch::record::TextRole::Title => mark.marked(before, after),
        Some(mark) => format!("{} … {}", hit.title, mark.marked(before, after)),
        None => hit.title.clone(),
    }
}
