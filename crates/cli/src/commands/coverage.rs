//! `gigmatch coverage`: service circles.

use std::io::{BufWriter, Write};

use gigmatch::{CircleRules, Coverage, CoverageGroup, CoverageOptions, Engine, Inequality, Side, Site};
use gigmatch_phrases::{Lang, grouped, kilometres};

use super::{areas, question, report_cost};
use crate::{
    args::CoverageArgs,
    fault::{Outcome, Result},
    load,
    output::{MatchForm, align_numbers, light_table, or_dash, write_json, write_table},
    run::Run,
};

pub(super) fn run(args: &CoverageArgs, run: &Run) -> Result<Outcome> {
    let lang = args.source.files.lang;
    for path in [&args.out, &args.outside, &args.nearest].into_iter().flatten() {
        MatchForm::from_path(path)?;
    }
    let (engine, intake) = load::open(&args.source, args.out.as_deref(), run)?;
    intake.report(lang);
    let options = options(args, &engine, run)?;
    let snapshot = engine.snapshot();
    let coverage = run.stage("coverage", || Ok(snapshot.coverage(&options)?))?;
    run.stage("write", || {
        if let Some(path) = &args.out {
            write_table(path, &gigmatch_arrow::coverage_to_batch(&coverage))?;
        }
        if let Some(path) = &args.outside {
            write_table(path, &gigmatch_arrow::outside_to_batch(&coverage.outside))?;
        }
        if let Some(path) = &args.nearest {
            let nearest = snapshot.nearest_outlets(Side::Workers, 1, &options.circles)?;
            write_table(path, &gigmatch_arrow::nearest_to_batch(&nearest))?;
        }
        Ok(())
    })?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    if args.json {
        write_json(&mut out, &coverage)?;
    } else {
        print(&mut out, &coverage, args)?;
    }
    out.flush()?;
    report_cost(run, lang);
    Ok(intake.outcome(args.source.files.strict))
}

fn options(args: &CoverageArgs, engine: &Engine, run: &Run) -> Result<CoverageOptions> {
    let now = question::now(args.now.as_deref(), engine)?;
    areas::check_within(&args.area, engine)?;
    let mut options = CoverageOptions::at(now).by(args.by).suggest(args.suggest).threshold(args.protection.threshold);
    options.seed = args.protection.seed;
    options.within = args.area.within;
    options.key_group_rules = areas::key_group_rules(&args.area)?;
    options.list_outside = args.outside.is_some();
    options.cancel = Some(run.cancel.clone());
    if let Some(path) = &args.circles {
        options.circles = CircleRules::from_file(path)?;
    }
    if let Some(path) = &args.sites {
        options.sites = Site::from_csv(path)?;
    }
    Ok(options)
}

fn percent(share: Option<f64>) -> String {
    or_dash(share, |share| format!("{:.1}%", share * 100.0))
}

fn print(out: &mut impl Write, coverage: &Coverage, args: &CoverageArgs) -> Result<()> {
    let lang = args.source.files.lang;
    let mut table = light_table();
    table.set_header(lang.pick(
        ["区划", "求职者", "圈内", "占比", "最近网点（公里，中位）", "可及性", "网点"],
        ["division", "people", "inside", "share", "nearest (km, median)", "access", "outlets"],
    ));
    let everybody: Vec<_> = coverage.rows.iter().filter(|row| row.group == CoverageGroup::All).collect();
    for row in everybody.iter().take(args.show) {
        table.add_row([
            areas::named(&coverage.areas, row.area, lang),
            grouped(row.people),
            grouped(row.inside),
            percent(row.share),
            or_dash(row.median_nearest_m, kilometres),
            or_dash(row.accessibility, |access| format!("{access:.1}")),
            row.outlets.map(grouped).unwrap_or_default(),
        ]);
    }
    align_numbers(&mut table, &[1, 2, 3, 4, 5, 6]);
    writeln!(out, "{}", table.trim_fmt())?;
    areas::tell_left(out, everybody.len(), args.show, lang)?;

    let mut table = light_table();
    table.set_header(lang.pick(["人群", "求职者", "圈内", "占比"], ["people", "in all", "inside", "share"]));
    let groups: Vec<_> = coverage.rows.iter().filter(|row| row.area == 0 && row.group != CoverageGroup::All).collect();
    for row in &groups {
        let name = match row.group {
            CoverageGroup::Urban(true) => lang.pick("城镇", "town"),
            CoverageGroup::Urban(false) => lang.pick("乡村", "country"),
            CoverageGroup::KeyGroup(group) => gigmatch_phrases::key_group(group, lang),
            _ => lang.pick("城乡不明", "not known whether town"),
        };
        table.add_row([name.to_owned(), grouped(row.people), grouped(row.inside), percent(row.share)]);
    }
    align_numbers(&mut table, &[1, 2, 3]);
    if !groups.is_empty() {
        writeln!(out, "\n{}", table.trim_fmt())?;
    }
    let Inequality { total, between, within, .. } = coverage.theil;
    let gini = coverage.gini.total;
    match lang {
        Lang::Zh => writeln!(
            out,
            "可及性差距：基尼系数 {gini:.3}；泰尔指数 {total:.3}，其中县际 {between:.3}，县内 {within:.3}"
        )?,
        Lang::En => writeln!(
            out,
            "inequality of access: Gini {gini:.3}; Theil {total:.3}, of which {between:.3} between and {within:.3} within counties"
        )?,
    }
    print_suggestions(out, coverage, lang)
}

fn print_suggestions(out: &mut impl Write, coverage: &Coverage, lang: Lang) -> Result<()> {
    if coverage.suggestions.is_empty() {
        return Ok(());
    }
    let mut table = light_table();
    table.set_header(lang.pick(
        ["", "新网点", "编码", "半径（公里）", "新增圈内人数"],
        ["", "place for an outlet", "code", "radius (km)", "more people inside"],
    ));
    for (rank, site) in (1..).zip(&coverage.suggestions) {
        table.add_row([
            rank.to_string(),
            site.name.clone(),
            site.code.clone().unwrap_or_default(),
            kilometres(site.radius_m),
            grouped(site.gain),
        ]);
    }
    align_numbers(&mut table, &[0, 3, 4]);
    writeln!(out, "\n{}", table.trim_fmt())?;
    let gained = grouped(coverage.suggestions.iter().map(|site| site.gain).sum());
    let bound = grouped(coverage.suggestion_bound);
    match (lang, coverage.suggestions_optimal) {
        (Lang::Zh, true) => writeln!(out, "共 {gained} 人；已证明没有更好的选址")?,
        (Lang::Zh, false) => writeln!(out, "共 {gained} 人；任何选址至多 {bound} 人")?,
        (Lang::En, true) => writeln!(out, "{gained} people in all; proven: no other places do more")?,
        (Lang::En, false) => writeln!(out, "{gained} people in all; no places do more than {bound}")?,
    }
    Ok(())
}
