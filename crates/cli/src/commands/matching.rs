//! `gigmatch match`: the ranking, as a table for people or as a file for programs.

use std::{
    io::{BufWriter, Write},
    path::Path,
};

use comfy_table::{Cell, CellAlignment, ContentArrangement, Row, Table, presets};
use gigmatch::{
    Engine, Error, ErrorCode, MatchOptions, MatchRow, MatchTable, Side, Snapshot,
    normalize::Record,
    record::{Posting, RecordKind, WorkerProfile},
};

use super::{question, report_cost};
use crate::{
    args::MatchArgs,
    fault::{Outcome, Result},
    load,
    local::{distance, full_moment, grouped, kilometres, pay, points, shifts},
    output::{MatchForm, write_matches},
    phrases::{Lang, reasons},
    run::Run,
};

/// Columns wide, where the environment does not say.
const TABLE_WIDTH: u16 = 150;

pub(super) fn run(args: &MatchArgs, run: &Run) -> Result<Outcome> {
    let lang = args.source.files.lang;
    // A wrong name is told before the work, not after it.
    let out = args
        .out
        .as_deref()
        .map(|path| Ok::<_, crate::fault::Fault>((path, MatchForm::from_path(path)?)))
        .transpose()?;
    let (engine, intake) = load::open(&args.source, args.out.as_deref(), run)?;
    intake.report(lang);
    let snapshot = engine.snapshot();
    let options = question::options(&args.question, &engine, &snapshot, lang, run)?.top(args.top);
    let table = run.stage("match", || answer(args, &snapshot, &options, run))?;
    let side = if args.posting.is_some() { Side::Postings } else { args.side.unwrap_or(Side::Workers) };
    match out {
        Some((path, form)) => {
            run.stage("write", || write_matches(path, form, &table))?;
            print_summary(path, &table, &engine, side, lang)?;
        }
        None => print_tables(args, &engine, &snapshot, &options, &table, side)?,
    }
    report_speed(&table, &snapshot, side, run, lang);
    Ok(intake.outcome(args.source.files.strict))
}

fn answer(args: &MatchArgs, snapshot: &Snapshot, options: &MatchOptions, run: &Run) -> Result<MatchTable> {
    // One subject is asked about as a list of one, so that every answer has the same shape.
    if let Some(id) = &args.worker {
        return Ok(snapshot.match_workers(&[existing::<WorkerProfile>(snapshot, id)?], options)?);
    }
    if let Some(id) = &args.posting {
        return Ok(snapshot.match_postings(&[existing::<Posting>(snapshot, id)?], options)?);
    }
    let label = args.source.files.lang.pick("匹配", "matching").to_owned();
    let options = options.clone().progress(run.progress(label));
    Ok(snapshot.match_all(args.side.unwrap_or(Side::Workers), &options)?)
}

/// A record that must be there.
pub(super) fn existing<T: Record>(snapshot: &Snapshot, id: &str) -> Result<T> {
    let record = snapshot.get(id)?;
    Ok(record.ok_or_else(|| Error::new(ErrorCode::NotFound, format!("no {} has the id {id:?}", T::KIND)))?)
}

/// The subject's and the counterpart's id of a row.
fn ids<'a>(row: &MatchRow<'a>, side: Side) -> (&'a str, &'a str) {
    match side {
        Side::Workers => (row.worker_id, row.posting_id),
        Side::Postings => (row.posting_id, row.worker_id),
    }
}

fn print_summary(path: &Path, table: &MatchTable, engine: &Engine, side: Side, lang: Lang) -> Result<()> {
    let (rows, matched, subjects) = (table.len(), matched(table), table.subjects());
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

/// Subjects with at least one match: every one of them has a row of rank 1.
fn matched(table: &MatchTable) -> usize {
    table.rows().filter(|row| row.rank == 1).count()
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
    let without = table.subjects().saturating_sub(matched(table));
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

struct Printer<'a> {
    engine: &'a Engine,
    snapshot: &'a Snapshot,
    options: &'a MatchOptions,
    side: Side,
    lang: Lang,
}

impl Printer<'_> {
    fn print_group(&self, out: &mut impl Write, group: &[MatchRow<'_>]) -> Result<()> {
        let Some(first) = group.first() else { return Ok(()) };
        let (subject, _) = ids(first, self.side);
        let heading = match self.side {
            Side::Workers => self.worker_line(&existing(self.snapshot, subject)?),
            Side::Postings => self.posting_line(&existing(self.snapshot, subject)?),
        };
        writeln!(out, "{heading}")?;
        let mut table = Table::new();
        table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(table_width()).set_header(self.header());
        for row in group {
            table.add_row(self.row(row)?);
        }
        for number in 0..table.column_count() {
            let is_number = self.number_columns().contains(&number);
            if let (true, Some(column)) = (is_number, table.column_mut(number)) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        writeln!(out, "{}\n", table.trim_fmt())?;
        Ok(())
    }

    fn header(&self) -> Row {
        let lang = self.lang;
        let last = [
            lang.pick("得分", "score"),
            lang.pick("距离(公里)", "km"),
            lang.pick("班次", "shift"),
            lang.pick("报酬", "pay"),
            lang.pick("为什么", "why"),
        ];
        let first = match self.side {
            Side::Workers => {
                vec![lang.pick("名次", "#"), lang.pick("岗位", "posting"), lang.pick("用人单位", "employer")]
            }
            Side::Postings => vec![lang.pick("名次", "#"), lang.pick("求职者", "worker")],
        };
        Row::from(first.into_iter().chain(last).collect::<Vec<_>>())
    }

    /// Rank, score and distance.
    fn number_columns(&self) -> [usize; 3] {
        match self.side {
            Side::Workers => [0, 3, 4],
            Side::Postings => [0, 2, 3],
        }
    }

    fn row(&self, row: &MatchRow<'_>) -> Result<Row> {
        let lang = self.lang;
        let posting: Posting = existing(self.snapshot, row.posting_id)?;
        let explanation = self.snapshot.explain(row.worker_id, row.posting_id, self.options)?;
        let zone = self.engine.normalizer().zone();
        let mut cells = vec![row.rank.to_string()];
        match self.side {
            Side::Workers => {
                cells.push(format!("{} [{}]", posting.title, posting.id));
                cells.push(posting.employer_name().unwrap_or_default().to_owned());
            }
            Side::Postings => cells.push(row.worker_id.to_owned()),
        }
        cells.push(points(row.score));
        cells.push(row.distance_m.map(kilometres).unwrap_or_default());
        cells.push(shifts(&posting, &row.shifts, zone, lang));
        cells.push(posting.base_salary.as_ref().map(|offer| pay(offer, lang)).unwrap_or_default());
        cells.push(reasons(&explanation.factors, self.options.weights.blend, lang));
        Ok(Row::from(cells.into_iter().map(Cell::new).collect::<Vec<_>>()))
    }

    /// `求职者 W1 · 想做保洁员 · 愿走8.0公里 · 底线20元/小时`.
    fn worker_line(&self, worker: &WorkerProfile) -> String {
        let lang = self.lang;
        let table = self.engine.normalizer().occupations();
        let name = |code: &String| table.find(code).map_or_else(|| code.clone(), |id| table.get(id).name.clone());
        let wishes: Vec<String> = worker.desired_occupations.iter().map(name).collect();
        let mut parts = vec![format!("{} {}", lang.pick("求职者", "worker"), worker.id)];
        if !wishes.is_empty() {
            parts.push(format!("{}{}", lang.pick("想做", "wants "), wishes.join(lang.comma())));
        }
        if let Some(metres) = worker.max_distance_m {
            parts.push(format!("{}{}", lang.pick("愿走", "goes "), distance(metres, lang)));
        }
        if let Some(floor) = &worker.pay_floor {
            parts.push(format!("{}{}", lang.pick("底线", "floor "), pay(floor, lang)));
        }
        parts.join(" · ")
    }

    /// `岗位 P1 夜班叉车司机 · 安达物流 · 22–26元/小时 · 招3人`.
    fn posting_line(&self, posting: &Posting) -> String {
        let lang = self.lang;
        let mut parts = vec![format!("{} {} {}", lang.pick("岗位", "posting"), posting.id, posting.title)];
        parts.extend(posting.employer_name().map(str::to_owned));
        parts.extend(posting.base_salary.as_ref().map(|offer| pay(offer, lang)));
        let headcount = grouped(posting.headcount());
        parts.push(match lang {
            Lang::Zh => format!("招{headcount}人"),
            Lang::En => format!("{headcount} wanted"),
        });
        parts.join(" · ")
    }
}

/// The width that the environment names; the terminal wraps what is wider than itself.
fn table_width() -> u16 {
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    columns.filter(|columns| *columns >= 60).unwrap_or(TABLE_WIDTH)
}

/// What people call the employer of a posting.
trait EmployerName {
    fn employer_name(&self) -> Option<&str>;
}

impl EmployerName for Posting {
    fn employer_name(&self) -> Option<&str> {
        self.hiring_organization.as_deref().or(self.employer_id.as_deref())
    }
}
