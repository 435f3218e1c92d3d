//! `gigmatch assign`: who takes which seat, why the others have none, and the proof.

use std::{
    io::{BufWriter, Write},
    path::Path,
    time::Instant,
};

use gigmatch::{
    AssignOptions, Engine, Error, ErrorCode, HourCaps, KeyGroupGoal, MatchOptions, Plan, SeatChoice, SeatRule,
    UnassignedReason, UnfilledReason,
};
use gigmatch_phrases::{Lang, grouped, kilometres, points};
use jiff::{Timestamp, ToSpan};
use serde::de::DeserializeOwned;

use super::{question, report_cost};
use crate::{
    args::AssignArgs,
    fault::{Fault, Outcome, Result},
    load,
    output::{MatchForm, align_numbers, light_table, write_json, write_table},
    run::Run,
};

pub(super) fn run(args: &AssignArgs, run: &Run) -> Result<Outcome> {
    let lang = args.source.files.lang;
    // A wrong name is told before the work, not after it.
    for path in [&args.out, &args.unassigned, &args.unfilled].into_iter().flatten() {
        MatchForm::from_path(path)?;
    }
    let (engine, intake) = load::open(&args.source, args.out.as_deref(), run)?;
    intake.report(lang);
    let snapshot = engine.snapshot();
    let matching = question::options(&args.question, &engine, &snapshot, lang, run)?;
    let options = options(args, &engine, matching)?;
    let plan = run.stage("assign", || Ok(snapshot.assign(&options)?))?;
    run.stage("write", || {
        let tables = [
            (&args.out, gigmatch_arrow::assignments_to_batch(&plan.assignments)),
            (&args.unassigned, gigmatch_arrow::unassigned_to_batch(&plan.unassigned)),
            (&args.unfilled, gigmatch_arrow::unfilled_to_batch(&plan.unfilled)),
        ];
        tables.iter().try_for_each(|(path, table)| path.as_deref().map_or(Ok(()), |path| write_table(path, table)))
    })?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    if args.json {
        write_json(&mut out, &plan)?;
    } else {
        print(&mut out, &plan, lang)?;
    }
    out.flush()?;
    report_cost(run, lang);
    Ok(intake.outcome(args.source.files.strict))
}

fn options(args: &AssignArgs, engine: &Engine, matching: MatchOptions) -> Result<AssignOptions> {
    let mut hours = HourCaps::default();
    hours.day_minutes = args.day_hours;
    hours.week_minutes = args.week_hours;
    hours.employer_week_minutes = args.employer_week_hours;
    let mut options = AssignOptions::new(matching)
        .objective(args.objective)
        .shifts_per_worker(args.shifts_per_worker)
        .hours(hours)
        .congestion(args.congestion.unwrap_or(0));
    options.travel_metres_a_minute = args.travel;
    options.best_until = args.time_limit.map(|limit| Instant::now() + limit);
    options.seats = args.seats.as_deref().map(rows::<SeatRule>).transpose()?.unwrap_or_default();
    options.pinned = args.pinned.as_deref().map(rows::<SeatChoice>).transpose()?.unwrap_or_default();
    options.forbidden = args.forbidden.as_deref().map(rows::<SeatChoice>).transpose()?.unwrap_or_default();
    if !args.key_groups.is_empty() {
        let goal = KeyGroupGoal::new(args.key_groups.iter().copied());
        options = options.key_groups(goal.bonus(args.key_group_bonus * 1_000_000).floor_percent(args.key_group_floor));
    }
    let time = |name: &str, text: &str| -> Result<Timestamp> {
        engine.normalizer().parse_time(text).map_err(|wrong| Fault::usage(format!("--{name} {text:?}: {wrong}")))
    };
    if let Some(day) = args.day {
        let next = day.checked_add(1.day()).map_err(|error| Fault::usage(format!("--day {day}: {error}")))?;
        options = options.starting(time("day", &day.to_string())?, time("day", &next.to_string())?);
    }
    if let (Some(from), Some(until)) = (&args.from, &args.until) {
        options = options.starting(time("from", from)?, time("until", until)?);
    }
    Ok(options)
}

/// The rows of a csv file.
fn rows<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>> {
    let invalid = |row: u64, error: csv::Error| {
        let io = matches!(error.kind(), csv::ErrorKind::Io(_));
        let code = if io { ErrorCode::Io } else { ErrorCode::InvalidOption };
        let error = Error::new(code, "the file cannot be understood").with_file(path).with_source(error);
        Fault::from(if io { error } else { error.with_row(row) })
    };
    let mut reader =
        csv::ReaderBuilder::new().trim(csv::Trim::All).from_path(path).map_err(|error| invalid(1, error))?;
    (1..).zip(reader.deserialize()).map(|(row, record)| record.map_err(|error| invalid(row, error))).collect()
}

fn print(out: &mut impl Write, plan: &Plan, lang: Lang) -> Result<()> {
    let summary = &plan.summary;
    let [seats, filled, workers, assigned, shifts] =
        [summary.seats, summary.filled, summary.workers, summary.assigned, summary.shifts].map(grouped);
    let score = u32::try_from(summary.score / summary.filled.max(1)).unwrap_or(u32::MAX);
    let metres = u32::try_from(summary.distance_m / summary.placed.max(1)).unwrap_or(u32::MAX);
    let (score, km) = (points(score), kilometres(metres));
    match lang {
        Lang::Zh => {
            writeln!(out, "{shifts} 个班次 {seats} 个名额，补上 {filled} 个；{workers} 人中 {assigned} 人有活")?;
            writeln!(out, "平均得分 {score}，平均距离 {km} 公里")?;
        }
        Lang::En => {
            writeln!(
                out,
                "{filled} of {seats} seats in {shifts} shifts filled; {assigned} of {workers} people have work"
            )?;
            writeln!(out, "average score {score}, average distance {km} km")?;
        }
    }
    print_proof(out, plan, lang)?;
    print_counts(out, plan, lang)?;
    print_reasons(out, plan, lang)
}

fn print_proof(out: &mut impl Write, plan: &Plan, lang: Lang) -> Result<()> {
    let proof = &plan.proof;
    let edges = grouped(proof.edges);
    if proof.optimal {
        let line = match lang {
            Lang::Zh => format!("已证明没有更好的方案（用到 {edges} 条边，找边 {} 轮）", proof.rounds),
            Lang::En => {
                format!("proven: no plan is better ({edges} edges, looked for {} times)", proof.rounds)
            }
        };
        writeln!(out, "{line}")?;
    } else {
        let gap = proof.gap() * 100.0;
        match lang {
            Lang::Zh => writeln!(out, "已证明：更好的方案最多好 {gap:.3}%（用到 {edges} 条边）")?,
            Lang::En => writeln!(out, "proven: no plan is better by more than {gap:.3} % ({edges} edges)")?,
        }
    }
    Ok(())
}

fn print_counts(out: &mut impl Write, plan: &Plan, lang: Lang) -> Result<()> {
    const SHOWN: usize = 15;
    let mut table = light_table();
    table.set_header(lang.pick(["工种", "名额", "补上"], ["occupation", "seats", "filled"]));
    let mut occupations: Vec<_> = plan.by_occupation.iter().collect();
    occupations.sort_by(|a, b| b.seats.cmp(&a.seats).then_with(|| a.code.cmp(&b.code)));
    let (shown, others) = occupations.split_at(occupations.len().min(SHOWN));
    for seats in shown {
        let name = match (&seats.code, &seats.name) {
            (Some(code), Some(name)) => format!("{name} [{code}]"),
            _ => lang.pick("没有写工种", "no occupation").to_owned(),
        };
        table.add_row([name, grouped(seats.seats), grouped(seats.filled)]);
    }
    if !others.is_empty() {
        let (seats, filled) = others.iter().fold((0, 0), |sum, seats| (sum.0 + seats.seats, sum.1 + seats.filled));
        let count = grouped(others.len() as u64);
        let name = match lang {
            Lang::Zh => format!("其他 {count} 个工种"),
            Lang::En => format!("{count} other occupations"),
        };
        table.add_row([name, grouped(seats), grouped(filled)]);
    }
    align_numbers(&mut table, &[1, 2]);
    writeln!(out, "\n{}", table.trim_fmt())?;
    if !plan.by_key_group.is_empty() {
        let mut table = light_table();
        table.set_header(lang.pick(["重点群体", "人数", "有活"], ["key group", "people", "with work"]));
        for seats in &plan.by_key_group {
            table.add_row([
                gigmatch_phrases::key_group(seats.group, lang).to_owned(),
                grouped(seats.workers),
                grouped(seats.assigned),
            ]);
        }
        align_numbers(&mut table, &[1, 2]);
        writeln!(out, "\n{}", table.trim_fmt())?;
    }
    Ok(())
}

fn print_reasons(out: &mut impl Write, plan: &Plan, lang: Lang) -> Result<()> {
    let people = |of: fn(&UnassignedReason) -> bool| {
        grouped(plan.unassigned.iter().filter(|other| of(&other.reason)).count() as u64)
    };
    let seats = |of: fn(&UnfilledReason) -> bool| {
        grouped(plan.unfilled.iter().filter(|shift| of(&shift.reason)).map(|shift| shift.seats).sum())
    };
    let none = people(|reason| matches!(reason, UnassignedReason::NoEligibleSeat));
    let taken = people(|reason| matches!(reason, UnassignedReason::SeatsTaken { .. }));
    let not_worthwhile = people(|reason| matches!(reason, UnassignedReason::NotWorthwhile { .. }));
    let nobody = seats(|reason| matches!(reason, UnfilledReason::NobodyEligible { .. }));
    let elsewhere =
        seats(|reason| matches!(reason, UnfilledReason::PeopleElsewhere { .. } | UnfilledReason::AllAreHere));
    let small = seats(|reason| matches!(reason, UnfilledReason::CrewTooSmall { .. } | UnfilledReason::NotWorthwhile));
    match lang {
        Lang::Zh => {
            writeln!(
                out,
                "\n没有活的人：{none} 人没有合适的名额，{taken} 人合适的名额给了别人，{not_worthwhile} 人的名额特意空着"
            )?;
            writeln!(
                out,
                "空着的名额：{nobody} 个没有合适的人，{elsewhere} 个合适的人都有活，{small} 个凑不齐人或不值得"
            )?;
        }
        Lang::En => {
            writeln!(
                out,
                "\npeople without work: {none} have no eligible seat, {taken} lost theirs to others, for {not_worthwhile} it stays open on purpose"
            )?;
            writeln!(
                out,
                "seats left: for {nobody} nobody is eligible, for {elsewhere} all who are have work, {small} lack a crew or are not worthwhile"
            )?;
        }
    }
    Ok(())
}
