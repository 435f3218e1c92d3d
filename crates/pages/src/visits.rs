//! Whom caseworkers visit today, and what would help: `visits.html`. It holds personal data.

use gigmatch::{Assistance, NearOutlet, Need, Route, Visit, table::DivisionTable};
use gigmatch_phrases as phrases;
use gigmatch_phrases::Lang;
use jiff::civil::Date;
use serde::Serialize;

use crate::{PageOptions, error::Result, names, options::Stamp, render::Page, text::Text};

/// How many places a caseworker's heading names.
const MOST_PLACES: usize = 4;

/// The visits of caseworkers as one self-contained file of HTML, each caseworker on sheets of their own.
///
/// It names people by their ids and is for the named caseworkers alone; every sheet says so. Where the answer has no
/// routes, all who are listed stand on one list in its order.
///
/// # Example
///
/// ```
/// use gigmatch::{AssistOptions, Engine, MatchOptions, record::WorkerProfile, table::DivisionTable};
/// use gigmatch_pages::VisitsPage;
///
/// let engine = Engine::in_memory()?;
/// let mut writer = engine.writer()?;
/// writer.add(vec![WorkerProfile::new("w1")])?;
/// writer.commit()?;
///
/// let options = AssistOptions::new(MatchOptions::at("2026-11-24T05:00:00+08:00".parse().unwrap()));
/// let assistance = engine.snapshot().assist(&options)?;
/// let divisions = DivisionTable::cn_2023();
/// let html = VisitsPage::new(&assistance, &divisions).caseworkers(["李明"]).to_html().unwrap();
/// assert!(html.contains("w1") && html.contains("内含个人信息"));
/// # Ok::<(), gigmatch::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct VisitsPage<'a> {
    assistance: &'a Assistance,
    divisions: &'a DivisionTable,
    names: Vec<String>,
    date: Option<Date>,
    options: PageOptions,
}

impl<'a> VisitsPage<'a> {
    /// The page of an answer, with the names of a table of divisions.
    pub fn new(assistance: &'a Assistance, divisions: &'a DivisionTable) -> Self {
        Self { assistance, divisions, names: Vec::new(), date: None, options: PageOptions::default() }
    }

    /// With another language, zone or producer.
    pub fn options(mut self, options: PageOptions) -> Self {
        self.options = options;
        self
    }

    /// For another day than that of the answer.
    pub fn date(mut self, date: Date) -> Self {
        self.date = Some(date);
        self
    }

    /// With the names of the caseworkers, the first one's first.
    pub fn caseworkers<T: Into<String>>(mut self, names: impl IntoIterator<Item = T>) -> Self {
        self.names = names.into_iter().map(Into::into).collect();
        self
    }

    /// The page.
    ///
    /// # Errors
    ///
    /// `page.template` where the template fails, which is a fault of this crate.
    pub fn to_html(&self) -> Result<String> {
        let answer = self.assistance;
        let date = self.date.unwrap_or_else(|| self.options.date(answer.provenance.now));
        let caseworkers: Vec<Caseworker> = if answer.routes.is_empty() {
            vec![self.everybody()]
        } else {
            answer.routes.iter().map(|route| self.caseworker(route)).collect()
        };
        let context = VisitsContext {
            stamp: self.options.stamp(&answer.provenance, answer.key_group_version.as_deref()),
            area: answer.areas.first().map_or_else(|| "".into(), |area| names::full_area(self.divisions, area)),
            date: date.to_string(),
            weekday: Text::told(|lang| phrases::weekday(date.weekday(), lang)),
            summary: self.summary(),
            caseworkers,
        };
        Page::Visits.render(&context)
    }

    /// The people who are visited, in the order of the page.
    fn visited(&self) -> Vec<&Need> {
        let needs = &self.assistance.needs;
        if self.assistance.routes.is_empty() {
            return needs.iter().collect();
        }
        let visits = self.assistance.routes.iter().flat_map(|route| &route.visits);
        visits.filter_map(|visit| needs.get(visit.need as usize)).collect()
    }

    fn summary(&self) -> Summary {
        let visited = self.visited();
        let routes = &self.assistance.routes;
        let mut reasons: Vec<Reason> = Vec::new();
        for need in &visited {
            let label = reason(need);
            match reasons.iter_mut().find(|reason| reason.label == label) {
                Some(reason) => reason.people += 1,
                None => reasons.push(Reason { label, people: 1 }),
            }
        }
        reasons.sort_by_key(|reason| std::cmp::Reverse(reason.people));
        Summary {
            people: visited.len(),
            distance_m: (!routes.is_empty()).then(|| routes.iter().map(|route| route.distance_m).sum()),
            reasons,
        }
    }

    /// All who are listed, where nobody's day was planned.
    fn everybody(&self) -> Caseworker {
        let visits = self.assistance.needs.iter().map(|need| self.visit(need, None)).collect();
        Caseworker { id: "–".to_owned(), name: None, area: None, distance_m: None, visits }
    }

    fn caseworker(&self, route: &Route) -> Caseworker {
        let needs = &self.assistance.needs;
        let known = |visit: &Visit| Some((needs.get(visit.need as usize)?, visit.leg_m));
        let visits: Vec<(&Need, Option<u32>)> = route.visits.iter().filter_map(known).collect();
        let place = usize::try_from(route.caseworker).unwrap_or(usize::MAX).checked_sub(1);
        Caseworker {
            id: route.caseworker.to_string(),
            name: place.and_then(|place| self.names.get(place)).map(|name| name.as_str().into()),
            area: self.places(&visits),
            distance_m: Some(route.distance_m),
            visits: visits.into_iter().map(|(need, leg_m)| self.visit(need, leg_m)).collect(),
        }
    }

    /// The places of some visits, each once; how many more there are where they are many.
    fn places(&self, visits: &[(&Need, Option<u32>)]) -> Option<Text> {
        let mut places: Vec<u32> = visits.iter().map(|(need, _)| need.area).collect();
        places.sort_unstable();
        places.dedup();
        let told = |lang: Lang| {
            let areas = places.iter().filter_map(|place| self.assistance.areas.get(*place as usize));
            let names: Vec<String> =
                areas.take(MOST_PLACES).map(|area| names::area(area).get(lang).to_owned()).collect();
            let list = names.join(lang.comma());
            if places.len() <= MOST_PLACES {
                return list;
            }
            let count = places.len();
            lang.pick(format!("{list}等{count}地"), format!("{list} and {} more", count - MOST_PLACES))
        };
        (!places.is_empty()).then(|| Text::told(told))
    }

    fn visit(&self, need: &Need, leg_m: Option<u32>) -> Stop {
        let area = self.assistance.areas.get(need.area as usize);
        Stop {
            worker_id: need.worker_id.clone(),
            division: area.map_or_else(|| "".into(), |area| names::full_area(self.divisions, area)),
            groups: need.key_groups.iter().map(|group| Text::told(|lang| phrases::key_group(*group, lang))).collect(),
            reason: reason(need),
            why: need.best_score.map(best).into_iter().collect(),
            leg_m,
            change: need.change.as_ref().map(|one| Change {
                text: Text::told(|lang| phrases::tell_change(&one.change, &self.options.zone, lang)),
                postings: one.postings,
                seats: one.seats,
            }),
            training: need.training.as_ref().map(|training| Course {
                name: Text::told(|lang| phrases::training(training, lang)),
                seats: training.seats,
                pay: training.median_pay_fen,
            }),
            outlet: need.outlet.as_ref().map(near),
        }
    }
}

/// Why somebody should be visited, with what keeps the person from most postings.
fn reason(need: &Need) -> Text {
    let reason = Text::told(|lang| phrases::need_reason(need.reason, lang));
    match need.obstacle {
        Some(rule) => Text::joined(&[&reason, &Text::told(|lang| phrases::obstacle(rule, lang))], ("：", ": ")),
        None => reason,
    }
}

fn best(score: u32) -> Text {
    let points = phrases::points(score);
    Text::of(format!("最合适的岗位得 {points} 分（满分 100）"), format!("the best posting scores {points} of 100"))
}

fn near(outlet: &NearOutlet) -> Nearest {
    let inside = if outlet.inside {
        Text::of("在服务圈内", "inside its circle")
    } else {
        Text::of("在服务圈外", "outside its circle")
    };
    let modes = outlet.service_modes.iter().map(|mode| Text::told(|lang| phrases::service_mode(*mode, lang)));
    let parts: Vec<Text> = std::iter::once(inside).chain(modes).collect();
    Nearest {
        name: outlet.name.as_str().into(),
        distance_m: Some(outlet.distance_m),
        mode: Some(Text::joined(&parts.iter().collect::<Vec<_>>(), ("、", ", "))),
    }
}

#[derive(Debug, Serialize)]
struct VisitsContext {
    #[serde(flatten)]
    stamp: Stamp,
    area: Text,
    date: String,
    weekday: Text,
    summary: Summary,
    caseworkers: Vec<Caseworker>,
}

#[derive(Debug, Serialize)]
struct Summary {
    people: usize,
    distance_m: Option<u64>,
    reasons: Vec<Reason>,
}

#[derive(Debug, Serialize)]
struct Reason {
    label: Text,
    people: u64,
}

#[derive(Debug, Serialize)]
struct Caseworker {
    id: String,
    name: Option<Text>,
    area: Option<Text>,
    distance_m: Option<u64>,
    visits: Vec<Stop>,
}

#[derive(Debug, Serialize)]
struct Stop {
    worker_id: String,
    division: Text,
    groups: Vec<Text>,
    reason: Text,
    why: Vec<Text>,
    leg_m: Option<u32>,
    change: Option<Change>,
    training: Option<Course>,
    outlet: Option<Nearest>,
}

#[derive(Debug, Serialize)]
struct Change {
    text: Text,
    postings: u64,
    seats: u64,
}

#[derive(Debug, Serialize)]
struct Course {
    name: Text,
    seats: u64,
    pay: Option<u32>,
}

#[derive(Debug, Serialize)]
struct Nearest {
    name: Text,
    distance_m: Option<u32>,
    mode: Option<Text>,
}
