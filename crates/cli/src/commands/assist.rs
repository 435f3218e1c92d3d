//! `gigmatch assist`: who needs help in person, and the day's jobs for the wall.

use std::{
    io::{BufWriter, Write},
    path::Path,
};

use gigmatch::{AssistOptions, Assistance, Engine, JobListOptions, MatchOptions, Need, Route, Training};
use gigmatch_pages::{JobsPage, VisitsPage};
use gigmatch_phrases::{
    Lang, distance, division_level, grouped, key_group, kilometres, need_reason, obstacle, service_mode, tell_change,
    training, yuan,
};
use jiff::tz::TimeZone;

use super::{areas, question, report_cost};
use crate::{
    args::AssistArgs,
    fault::{Outcome, Result},
    load,
    output::{MatchForm, align_numbers, light_table, or_dash, write_json, write_table},
    run::Run,
};

pub(super) fn run(args: &AssistArgs, run: &Run) -> Result<Outcome> {
    let lang = args.source.files.lang;
    for path in [&args.out, &args.training].into_iter().flatten() {
        MatchForm::from_path(path)?;
    }
    let (engine, intake) = load::open(&args.source, args.out.as_deref(), run)?;
    intake.report(lang);
    let snapshot = engine.snapshot();
    let matching = question::options(&args.question, &engine, &snapshot, lang, run)?;
    areas::check_within(&args.area, &engine)?;
    if let Some(path) = &args.jobs {
        write_jobs(path, args, &engine, matching, run)?;
        report_cost(run, lang);
        return Ok(intake.outcome(args.source.files.strict));
    }
    let options = options(args, matching)?;
    let assistance = run.stage("assist", || Ok(snapshot.assist(&options)?))?;
    run.stage("write", || {
        if let Some(path) = &args.out {
            write_table(path, &gigmatch_arrow::needs_to_batch(&assistance))?;
        }
        if let Some(path) = &args.training {
            write_table(path, &gigmatch_arrow::training_to_batch(&assistance))?;
        }
        if let Some(path) = &args.html {
            let divisions = engine.normalizer().told_divisions();
            let page = VisitsPage::new(&assistance, &divisions).options(areas::page_options(&engine, lang));
            areas::write_page(path, page.to_html())?;
        }
        Ok(())
    })?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    if args.json {
        write_json(&mut out, &assistance)?;
    } else {
        print(&mut out, &assistance, &engine, lang)?;
    }
    out.flush()?;
    report_cost(run, lang);
    Ok(intake.outcome(args.source.files.strict))
}

fn options(args: &AssistArgs, matching: MatchOptions) -> Result<AssistOptions> {
    let mut options = AssistOptions::new(matching)
        .key_groups(args.key_groups.iter().copied())
        .caseworkers(args.caseworkers, args.visits)
        .most(args.most);
    options.within = args.area.within;
    options.key_group_rules = areas::key_group_rules(&args.area)?;
    options.outlet.clone_from(&args.outlet);
    options.weak_below = args.weak_below;
    options.congested_above = Some(args.congested_above).filter(|above| *above > 0);
    Ok(options)
}

/// Writes what is open inside the circle of an outlet, or of each, as a page.
fn write_jobs(path: &Path, args: &AssistArgs, engine: &Engine, matching: MatchOptions, run: &Run) -> Result<()> {
    let options = JobListOptions::new(matching).outlets(args.outlet.as_deref());
    let lists = run.stage("match", || Ok(engine.snapshot().job_lists(&options)?))?;
    let divisions = engine.normalizer().told_divisions();
    let page = JobsPage::new(&lists, &divisions).options(areas::page_options(engine, args.source.files.lang));
    run.stage("write", || areas::write_page(path, page.to_html()))
}

/// The page for the day: how many and why, then each caseworker's visits, then training.
fn print(out: &mut impl Write, assistance: &Assistance, engine: &Engine, lang: Lang) -> Result<()> {
    let zone = engine.normalizer().zone();
    let (people, listed) = (grouped(assistance.people), grouped(assistance.needs.len() as u64));
    match lang {
        Lang::Zh => writeln!(out, "内含个人信息，仅供经办人员使用。看了 {people} 名求职者，列出 {listed} 人。")?,
        Lang::En => {
            writeln!(out, "contains personal data, for caseworkers only; {people} people looked at, {listed} listed")?;
        }
    }
    for count in &assistance.reasons {
        writeln!(out, "  {}: {}", need_reason(count.reason, lang), grouped(count.people))?;
    }
    if !assistance.obstacles.is_empty() {
        writeln!(out, "{}", lang.pick("主要原因：", "what stands in the way:"))?;
    }
    for count in &assistance.obstacles {
        writeln!(out, "  {}: {}", obstacle(count.rule, lang), grouped(count.people))?;
    }
    for route in &assistance.routes {
        print_route(out, assistance, route, zone, lang)?;
    }
    print_training(out, &assistance.training, lang)
}

fn print_route(
    out: &mut impl Write,
    assistance: &Assistance,
    route: &Route,
    zone: &TimeZone,
    lang: Lang,
) -> Result<()> {
    let (number, visits) = (route.caseworker, route.visits.len());
    let km = kilometres(u32::try_from(route.distance_m).unwrap_or(u32::MAX));
    match lang {
        Lang::Zh => writeln!(out, "\n第 {number} 位经办人员：走访 {visits} 人，路程 {km} 公里（直线）")?,
        Lang::En => writeln!(out, "\ncaseworker {number}: {visits} visits, {km} km in straight lines")?,
    }
    for (place, visit) in (1..).zip(&route.visits) {
        let need = &assistance.needs[visit.need as usize];
        let area = &assistance.areas[need.area as usize];
        let leg = visit.leg_m.map(|metres| format!(" +{}", distance(metres, lang))).unwrap_or_default();
        let groups: Vec<&str> = need.key_groups.iter().map(|group| key_group(*group, lang)).collect();
        let level = area.level.map_or("", |level| division_level(level, lang));
        let place_name = if area.is_rest { format!("{}{level}", area.name) } else { area.name.clone() };
        writeln!(out, "{place:>3}. □ {} {place_name}{leg}  {}", need.worker_id, groups.join(lang.comma()))?;
        print_need(out, need, zone, lang)?;
    }
    Ok(())
}

fn print_need(out: &mut impl Write, need: &Need, zone: &TimeZone, lang: Lang) -> Result<()> {
    let reason = need_reason(need.reason, lang);
    match need.obstacle {
        Some(rule) => writeln!(out, "       {reason}{}{}", lang.pick("；", "; "), obstacle(rule, lang))?,
        None => writeln!(out, "       {reason}")?,
    }
    if let Some(change) = &need.change {
        let told = tell_change(&change.change, zone, lang);
        let (postings, seats) = (grouped(change.postings), grouped(change.seats));
        match lang {
            Lang::Zh => writeln!(out, "       {told}：新增岗位 {postings} 个、名额 {seats} 个")?,
            Lang::En => writeln!(out, "       {told}: new postings {postings}, seats {seats}")?,
        }
    }
    if let Some(other) = &need.training {
        let pay = other.median_pay_fen.map(|fen| yuan(fen.into()));
        let (name, seats) = (training(other, lang), grouped(other.seats));
        match (lang, pay) {
            (Lang::Zh, Some(pay)) => writeln!(out, "       培训{name}：名额 {seats} 个，时薪中位 {pay} 元")?,
            (Lang::Zh, None) => writeln!(out, "       培训{name}：名额 {seats} 个")?,
            (Lang::En, Some(pay)) => {
                writeln!(out, "       training {name}: {seats} seats at a median of {pay} yuan an hour")?;
            }
            (Lang::En, None) => writeln!(out, "       training {name}: {seats} seats")?,
        }
    }
    if let Some(outlet) = &need.outlet {
        let modes: Vec<&str> = outlet.service_modes.iter().map(|mode| service_mode(*mode, lang)).collect();
        writeln!(out, "       {} {}  {}", outlet.name, distance(outlet.distance_m, lang), modes.join(lang.comma()))?;
    }
    Ok(())
}

fn print_training(out: &mut impl Write, trainings: &[Training], lang: Lang) -> Result<()> {
    if trainings.is_empty() {
        return Ok(());
    }
    let mut table = light_table();
    table.set_header(lang.pick(
        ["培训或取证", "受益人数", "岗位", "名额", "时薪中位（元）"],
        ["training", "people", "postings", "seats", "median pay/h"],
    ));
    for other in trainings {
        table.add_row([
            training(other, lang),
            grouped(other.people),
            grouped(other.postings),
            grouped(other.seats),
            or_dash(other.median_pay_fen, |fen| yuan(fen.into())),
        ]);
    }
    align_numbers(&mut table, &[1, 2, 3, 4]);
    writeln!(out, "\n{}", table.trim_fmt())?;
    Ok(())
}
