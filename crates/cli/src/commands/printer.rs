//! The table of matches that a clerk reads: a heading for each subject, its best counterparts below.

use std::io::Write;

use comfy_table::{Cell, ContentArrangement, Row};
use gigmatch::{
    Engine, MatchOptions, MatchRow, Side, Snapshot,
    record::{Posting, WorkerProfile},
};
use gigmatch_phrases::{Lang, distance, employer_name, grouped, kilometres, pay, points, reasons, shifts};

use super::matching::existing;
use crate::{
    fault::Result,
    output::{align_numbers, light_table},
};

/// Columns wide, where the environment does not say.
const TABLE_WIDTH: u16 = 150;

/// Prints the matches of one subject after another.
pub(super) struct Printer<'a> {
    pub(super) engine: &'a Engine,
    pub(super) snapshot: &'a Snapshot,
    pub(super) options: &'a MatchOptions,
    pub(super) side: Side,
    pub(super) lang: Lang,
}

impl Printer<'_> {
    /// Prints the rows of one subject under a line that says who it is.
    pub(super) fn print_group(&self, out: &mut impl Write, group: &[MatchRow<'_>]) -> Result<()> {
        let Some(first) = group.first() else { return Ok(()) };
        let heading = match self.side {
            Side::Workers => self.worker_line(&existing(self.snapshot, first.worker_id)?),
            Side::Postings => self.posting_line(&existing(self.snapshot, first.posting_id)?),
        };
        writeln!(out, "{heading}")?;
        let mut table = light_table();
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(table_width()).set_header(self.header());
        for row in group {
            table.add_row(self.row(row)?);
        }
        align_numbers(&mut table, &self.number_columns());
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
                cells.push(employer_name(&posting).unwrap_or_default().to_owned());
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
        parts.extend(employer_name(posting).map(str::to_owned));
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
