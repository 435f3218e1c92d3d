//! Employment data returned to a place: `report.html`.

mod circles;
mod context;
mod help;
mod places;
mod rows;
mod tables;
mod tree;
mod weeks;

use std::collections::BTreeMap;

use gigmatch::{Area, Assistance, Coverage, CoverageGroup, Report, table::DivisionTable};
use gigmatch_phrases::Measure;

use self::context::{KeyFigure, MeasureId, MeasureText, PlaceName, ReportContext, Table, Tree};
use crate::{
    PageOptions,
    error::{Kind, Result},
    map::map,
    names,
    render::Page,
    text::Text,
};

/// Measures in large letters, in their order; the last one where the report comes with circles, else the number of
/// postings.
const KEY_FIGURES: [Measure; 9] = [
    Measure::Seekers,
    Measure::Headcount,
    Measure::JobToSeekerRatio,
    Measure::Unserved,
    Measure::RegisteredUnemployed,
    Measure::SeatsLeft,
    Measure::MedianPay,
    Measure::MedianDistance,
    Measure::Filled,
];

/// What a map names beside its circles.
const MAP_MEASURES: [Measure; 3] = [Measure::Seekers, Measure::Headcount, Measure::JobToSeekerRatio];

/// A report as one self-contained file of HTML: figures, curves, a map, tables, and what every figure means.
///
/// It may be handed to anybody who may see the report: of an [`Assistance`] only sums get in, rounded as the report is. A
/// report that is not protected (its threshold is 1) says so at its head and its foot.
///
/// # Example
///
/// ```
/// use gigmatch::{CoverageOptions, Engine, MatchOptions, ReportOptions, record::WorkerProfile};
/// use gigmatch::table::{DivisionCode, DivisionTable};
/// use gigmatch_pages::ReportPage;
///
/// let engine = Engine::in_memory()?;
/// let mut writer = engine.writer()?;
/// let mut worker = WorkerProfile::new("W-000017");
/// worker.division = Some("140105".to_owned());
/// writer.add(vec![worker])?;
/// writer.commit()?;
///
/// let (snapshot, now) = (engine.snapshot(), "2026-11-24T05:00:00+08:00".parse().unwrap());
/// let shanxi = DivisionCode::parse("14").unwrap();
/// let report = snapshot.report(&ReportOptions::new(MatchOptions::at(now)).within(shanxi))?;
/// let coverage = snapshot.coverage(&CoverageOptions::at(now).within(shanxi))?;
/// let divisions = DivisionTable::cn_2023();
/// let page = ReportPage::new(&report, &divisions).coverage(&coverage);
/// let html = page.to_html().unwrap();
/// assert!(html.contains("山西省") && !html.contains("W-000017"));
/// # Ok::<(), gigmatch::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct ReportPage<'a> {
    report: &'a Report,
    divisions: &'a DivisionTable,
    options: PageOptions,
    previous: Option<&'a Report>,
    coverage: Option<&'a Coverage>,
    assistance: Option<&'a Assistance>,
}

impl<'a> ReportPage<'a> {
    /// The page of a report, with the names and coordinates of a table of divisions.
    pub fn new(report: &'a Report, divisions: &'a DivisionTable) -> Self {
        Self { report, divisions, options: PageOptions::default(), previous: None, coverage: None, assistance: None }
    }

    /// With another language, zone or producer.
    pub fn options(mut self, options: PageOptions) -> Self {
        self.options = options;
        self
    }

    /// With the key figures of an earlier report of the same place beside its own.
    pub fn previous(mut self, report: &'a Report) -> Self {
        self.previous = Some(report);
        self
    }

    /// With the service circles of the same place.
    pub fn coverage(mut self, coverage: &'a Coverage) -> Self {
        self.coverage = Some(coverage);
        self
    }

    /// With the sums of who needs help in person at the same place; of everybody there, not of some groups or one circle.
    pub fn assistance(mut self, assistance: &'a Assistance) -> Self {
        self.assistance = Some(assistance);
        self
    }

    /// The page.
    ///
    /// # Errors
    ///
    /// `page.mismatch` where one of the answers is of another place, generation, time or people than the report, or rounded
    /// otherwise.
    pub fn to_html(&self) -> Result<String> {
        self.check()?;
        Page::Report.render(&self.context())
    }

    /// That what stands on one page belongs together.
    fn check(&self) -> Result<()> {
        let place = |areas: &[Area]| areas.first().map_or_else(String::new, |area| area.code.clone());
        let (report, here) = (self.report, place(&self.report.areas));
        let (generation, threshold) = (report.provenance.generation.to_string(), report.threshold.to_string());
        let now = report.provenance.now.to_string();
        let mut pairs: Vec<(&'static str, &'static str, String, &String)> = Vec::new();
        if let Some(previous) = self.previous {
            pairs.push(("previous report", "place", place(&previous.areas), &here));
            pairs.push(("previous report", "threshold", previous.threshold.to_string(), &threshold));
        }
        if let Some(coverage) = self.coverage {
            pairs.push(("coverage", "place", place(&coverage.areas), &here));
            pairs.push(("coverage", "generation", coverage.generation.to_string(), &generation));
            pairs.push(("coverage", "time", coverage.now.to_string(), &now));
            pairs.push(("coverage", "threshold", coverage.threshold.to_string(), &threshold));
        }
        if let Some(assistance) = self.assistance {
            pairs.push(("assistance", "place", place(&assistance.areas), &here));
            pairs.push(("assistance", "generation", assistance.provenance.generation.to_string(), &generation));
            pairs.push(("assistance", "time", assistance.provenance.now.to_string(), &now));
        }
        let seekers = rows::total(report, 0).and_then(|total| total.seekers);
        if let (Some(assistance), Some(seekers)) = (self.assistance, seekers) {
            // A report tells of seekers in two populations, each less than its threshold off.
            if assistance.people.abs_diff(seekers) >= 2 * u64::from(report.threshold) {
                let (given, wanted) = (assistance.people.to_string(), seekers.to_string());
                return Err(Kind::Mismatch { part: "assistance", what: "people", given, wanted }.into());
            }
        }
        match pairs.into_iter().find(|(_, _, given, wanted)| given != *wanted) {
            Some((part, what, given, wanted)) => {
                Err(Kind::Mismatch { part, what, given, wanted: wanted.clone() }.into())
            }
            None => Ok(()),
        }
    }

    fn context(&self) -> ReportContext {
        let (report, divisions) = (self.report, self.divisions);
        let coverage = self.coverage;
        let today = self.options.date(report.provenance.now);
        let figures = self.figures();
        let tree = tree::tree(report, coverage);
        let balance = coverage.and_then(circles::balance);
        let breakdowns = tables::breakdowns(report);
        let unemployment = tables::unemployment(report);
        let tables = breakdowns.iter().chain(&unemployment).chain(balance.as_ref().map(|balance| &balance.table));
        let definitions = used(&figures, tables, &tree);
        ReportContext {
            stamp: self.options.stamp(&report.provenance, report.key_group_version.as_deref()),
            place: self.place(),
            protected: report.threshold > 1,
            protection: protection(report.threshold),
            previous: self.previous.map(|previous| self.options.date(previous.provenance.now).to_string().into()),
            measures: texts(&definitions),
            figures,
            trend: weeks::weeks(report, today),
            map: map(places::places(report, divisions)),
            balance,
            coverage: coverage.map(|coverage| circles::circles(coverage, divisions)),
            breakdowns,
            unemployment,
            assist: self.assistance.map(|assistance| help::help(assistance, report)),
            tree,
            definitions,
            notes: notes(report, coverage),
        }
    }

    fn place(&self) -> PlaceName {
        let first = self.report.areas.first();
        let code = first.map_or("", |area| &area.code);
        PlaceName {
            code: if code.is_empty() { "–" } else { code }.to_owned(),
            name: first.map_or_else(|| "".into(), |area| names::full_area(self.divisions, area)),
        }
    }

    fn figures(&self) -> Vec<KeyFigure> {
        let total = rows::total(self.report, 0);
        let before = self.previous.and_then(|previous| rows::total(previous, 0));
        let circles = self.coverage.and_then(|coverage| circles::row(coverage, CoverageGroup::All));
        let last = if circles.is_some() { Measure::InsideShare } else { Measure::Postings };
        let figure = |measure: Measure| KeyFigure {
            measure: MeasureId(measure),
            value: match measure {
                Measure::InsideShare => circles.and_then(|row| measure.of_coverage(row)),
                measure => total.and_then(|row| measure.of_report(row)),
            },
            was: before.and_then(|row| measure.of_report(row)),
        };
        KEY_FIGURES.into_iter().chain([last]).map(figure).collect()
    }
}

/// Every measure that the page names, in the order in which they are explained.
fn used<'t>(figures: &[KeyFigure], tables: impl Iterator<Item = &'t Table>, tree: &Tree) -> Vec<MeasureId> {
    let mut used: Vec<Measure> = MAP_MEASURES.to_vec();
    used.extend(figures.iter().map(|figure| figure.measure.0));
    used.extend(tables.flat_map(|table| &table.columns).chain(&tree.columns).map(|id| id.0));
    Measure::ALL.into_iter().filter(|measure| used.contains(measure)).map(MeasureId).collect()
}

fn texts(measures: &[MeasureId]) -> BTreeMap<&'static str, MeasureText> {
    measures.iter().map(|id| (id.0.name(), MeasureText::new(id.0))).collect()
}

/// How small counts are protected.
fn protection(threshold: u32) -> Text {
    if threshold <= 1 {
        return Text::of(
            "未作保护：人数为实际值，可能识别到个人，不得公布。",
            "Not protected: counts of people are exact and may point to single persons. Not for publication.",
        );
    }
    Text::of(
        format!("人数一律取 {threshold} 的倍数，使更少的人数既不出现、也推算不出；不含个人编号。"),
        format!(
            "Counts of people are rounded to multiples of {threshold}, so that no smaller count is told or can be worked \
             out; no ids of people."
        ),
    )
}

/// What holds for the whole page.
fn notes(report: &Report, coverage: Option<&Coverage>) -> Vec<Text> {
    let mut notes = vec![
        Text::of(
            "求职者按居住地、岗位按工作地归入地区；“下级不详”是只知道上级地区的记录。",
            "Seekers count where they live, jobs where the work is; “no part known” are records of which no more than the \
             larger place is known.",
        ),
        Text::of(
            "每周走势：求职者按登记的周、在招岗位按发布的周、上岗按开工的周计；最后一周尚未过完。",
            "Week by week: seekers by the week of registration, open postings by that of publication, placements by that \
             of their start; the last week is not over.",
        ),
    ];
    notes.push(match &report.key_group_version {
        Some(version) => Text::of(
            format!("重点群体按规则 {version} 判定；一人可属多个群体。"),
            format!("Key groups by the rules {version}; one person may belong to several."),
        ),
        None => Text::of(
            "重点群体按记录中的标签；一人可属多个群体。",
            "Key groups by the labels of the records; one person may belong to several.",
        ),
    });
    notes.extend(coverage.map(circles::notes).into_iter().flatten());
    notes
}
