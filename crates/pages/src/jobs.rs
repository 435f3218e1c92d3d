//! What is open around outlets today, for the wall: `jobs.html`.

use std::sync::Arc;

use gigmatch::{
    JobList, JobLists, ListedJob,
    record::{JobLocationType, OpeningHours, Outlet, Posting},
    table::{DivisionTable, OccupationTable},
};
use gigmatch_phrases as phrases;
use jiff::civil::Date;
use serde::Serialize;

use crate::{PageOptions, error::Result, names, options::Stamp, render::Page, text::Text};

/// How the jobs of a list are grouped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum JobGroups {
    /// By groups of occupations, remote work by itself.
    #[default]
    Occupation,
    /// By the day of the first shift to come, open-ended work last.
    StartDay,
}

/// The job lists of outlets as one self-contained file of HTML, each outlet on sheets of its own.
///
/// It holds nothing about a person and may hang on the wall.
///
/// # Example
///
/// ```
/// use gigmatch::{Engine, JobListOptions, MatchOptions, record::{Coordinates, Outlet, Posting}, table::DivisionTable};
/// use gigmatch_pages::{JobsPage, PageOptions};
/// use gigmatch_phrases::Lang;
///
/// let engine = Engine::in_memory()?;
/// let mut writer = engine.writer()?;
/// let mut outlet = Outlet::new("o1", "坞城零工驿站");
/// outlet.location = Some(Coordinates::wgs84(112.57, 37.80));
/// let mut posting = Posting::new("p1", "后厨帮工");
/// posting.location = outlet.location;
/// writer.add(vec![outlet])?;
/// writer.add(vec![posting])?;
/// writer.commit()?;
///
/// let options = JobListOptions::new(MatchOptions::at("2026-11-24T05:00:00+08:00".parse().unwrap()));
/// let lists = engine.snapshot().job_lists(&options)?;
/// let divisions = DivisionTable::cn_2023();
/// let page = JobsPage::new(&lists, &divisions).options(PageOptions::default().lang(Lang::En));
/// let html = page.to_html().unwrap();
/// assert!(html.contains("坞城零工驿站") && html.contains("后厨帮工"));
/// # Ok::<(), gigmatch::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct JobsPage<'a> {
    lists: &'a JobLists,
    divisions: &'a DivisionTable,
    occupations: Arc<OccupationTable>,
    groups: JobGroups,
    date: Option<Date>,
    options: PageOptions,
}

impl<'a> JobsPage<'a> {
    /// The page of job lists, with the names of a table of divisions.
    pub fn new(lists: &'a JobLists, divisions: &'a DivisionTable) -> Self {
        Self {
            lists,
            divisions,
            occupations: OccupationTable::csco_2022(),
            groups: JobGroups::default(),
            date: None,
            options: PageOptions::default(),
        }
    }

    /// With another language, zone or producer.
    pub fn options(mut self, options: PageOptions) -> Self {
        self.options = options;
        self
    }

    /// With groups from another table of occupations than the national classification of 2022.
    pub fn occupations(mut self, occupations: Arc<OccupationTable>) -> Self {
        self.occupations = occupations;
        self
    }

    /// Grouped otherwise.
    pub fn group_by(mut self, groups: JobGroups) -> Self {
        self.groups = groups;
        self
    }

    /// For another day than that of the lists, such as the next morning.
    pub fn date(mut self, date: Date) -> Self {
        self.date = Some(date);
        self
    }

    /// The page.
    ///
    /// # Errors
    ///
    /// `page.template` where the template fails, which is a fault of this crate.
    pub fn to_html(&self) -> Result<String> {
        let date = self.day();
        let context = JobsContext {
            stamp: self.options.stamp(&self.lists.provenance, None),
            date: date.to_string(),
            weekday: Text::told(|lang| phrases::weekday(date.weekday(), lang)),
            outlets: self.lists.lists.iter().map(|list| self.sheet(list)).collect(),
        };
        Page::Jobs.render(&context)
    }

    fn day(&self) -> Date {
        self.date.unwrap_or_else(|| self.options.date(self.lists.provenance.now))
    }

    fn sheet(&self, list: &JobList) -> Sheet {
        let outlet = &list.outlet;
        let division = outlet.division.as_deref().and_then(|code| names::full(self.divisions, code));
        let listed = u64::try_from(list.jobs.len()).unwrap_or(u64::MAX);
        Sheet {
            name: outlet.name.as_str().into(),
            kind: Text::told(|lang| phrases::outlet_kind(outlet.kind, lang)),
            division: division.unwrap_or_default().into(),
            hours: hours(outlet),
            circle: Some(circle(outlet, list.radius_m)),
            postings: Some(list.postings),
            seats: Some(list.seats),
            groups: self.grouped(list),
            more: list.postings.saturating_sub(listed),
            apply: steps(),
            services: outlet
                .service_modes
                .iter()
                .map(|mode| Text::told(|lang| phrases::service_mode(*mode, lang)))
                .collect(),
        }
    }

    /// Groups in the order of their best job, whose order the list has.
    fn grouped(&self, list: &JobList) -> Vec<Group> {
        let mut groups: Vec<(Key, Group)> = Vec::new();
        for listed in &list.jobs {
            let (key, title) = self.group(listed);
            let job = self.job(listed, &list.outlet);
            match groups.iter_mut().find(|(other, _)| *other == key) {
                Some((_, group)) => group.jobs.push(job),
                None => groups.push((key, Group { title, jobs: vec![job] })),
            }
        }
        groups.sort_by_key(|(key, _)| match key {
            Key::Named(_) => (0, None),
            Key::Day(day) => (1, Some(*day)),
            Key::Other => (2, None),
            Key::Remote => (3, None),
        });
        groups.into_iter().map(|(_, group)| group).collect()
    }

    fn group(&self, listed: &ListedJob) -> (Key, Text) {
        let posting = &listed.posting;
        match self.groups {
            JobGroups::Occupation if posting.job_location_type == JobLocationType::Telecommute => {
                (Key::Remote, Text::of("远程和线上", "Remote"))
            }
            JobGroups::Occupation => {
                let name = self.occupation_group(posting).or_else(|| listed.occupation.clone());
                name.map_or_else(
                    || (Key::Other, Text::of("其他", "Other")),
                    |name| (Key::Named(name.clone()), name.into()),
                )
            }
            JobGroups::StartDay => {
                let coming = phrases::coming_shifts(posting, self.lists.provenance.now);
                match coming.first().map(|shift| self.options.date(shift.start)) {
                    Some(day) => (Key::Day(day), Text::told(|lang| phrases::day(day, self.day(), lang))),
                    None => (Key::Other, Text::of("长期", "Open-ended")),
                }
            }
        }
    }

    /// The second level of the classification above a posting's occupation.
    fn occupation_group(&self, posting: &Posting) -> Option<String> {
        let table = &*self.occupations;
        let mut node = table.get(table.find(posting.occupational_category.as_deref()?)?);
        while node.depth > 2 {
            node = table.get(node.parent?);
        }
        Some(node.name.clone())
    }

    fn job(&self, listed: &ListedJob, outlet: &Outlet) -> Job {
        let (posting, zone) = (&listed.posting, &self.options.zone);
        let (now, today) = (self.lists.provenance.now, self.day());
        let employer = posting.hiring_organization.as_deref().map(Text::from);
        Job {
            id: posting.id.clone(),
            title: posting.title.as_str().into(),
            employer: employer.unwrap_or_else(|| Text::of("用人单位见窗口", "employer: ask at the window")),
            pay: pay(posting),
            when: Text::told(|lang| phrases::working_times(posting, now, today, zone, lang)),
            place: self.place(posting, outlet),
            distance_m: listed.distance_m,
            seats: Some(listed.seats),
            requirements: requirements(posting),
        }
    }

    /// Where the work is, as people of the outlet's county call it.
    fn place(&self, posting: &Posting, outlet: &Outlet) -> Text {
        if posting.job_location_type == JobLocationType::Telecommute {
            return Text::of("线上", "online");
        }
        let here = outlet.division.as_deref();
        let division = posting.division.as_deref().and_then(|code| names::seen_from(self.divisions, code, here));
        division.map_or_else(|| Text::of("地点见窗口", "place: ask at the window"), Text::from)
    }
}

/// What the jobs of a group have in common.
#[derive(Debug, PartialEq, Eq)]
enum Key {
    Named(String),
    Day(Date),
    Other,
    Remote,
}

fn hours(outlet: &Outlet) -> Option<Text> {
    let hours: Vec<OpeningHours> = outlet.opening_hours.iter().filter_map(|text| OpeningHours::parse(text)).collect();
    (!hours.is_empty()).then(|| Text::told(|lang| phrases::opening_hours(&hours, lang)))
}

/// What the list covers.
fn circle(outlet: &Outlet, radius_m: u32) -> Text {
    let mode = outlet.travel_mode.unwrap_or(gigmatch::record::TravelMode::Walking);
    Text::told(|lang| {
        let far = phrases::distance(radius_m, lang);
        let (minutes, mode) = (outlet.service_minutes, phrases::travel_mode(mode, lang));
        match minutes {
            Some(minutes) => lang
                .pick(format!("{mode}{minutes}分钟，直线{far}内"), format!("{minutes} minutes {mode}, within {far}")),
            None => lang.pick(format!("直线{far}内"), format!("within {far} in a straight line")),
        }
    })
}

fn pay(posting: &Posting) -> Text {
    Text::told(|lang| {
        let offer = posting.base_salary.as_ref();
        let pay = offer.map_or_else(|| lang.pick("面议", "negotiable").to_owned(), |offer| phrases::pay(offer, lang));
        match posting.settlement {
            Some(settlement) => format!("{pay}{}{}", lang.pick(" ", ", "), phrases::settlement(settlement, lang)),
            None => pay,
        }
    })
}

/// What nobody may lack.
fn requirements(posting: &Posting) -> Vec<Text> {
    let skills = posting.required_skills.iter().map(|skill| Text::told(|lang| phrases::skill(skill, lang)));
    let certificates = posting.required_certificates.iter().map(|name| Text::from(name.as_str()));
    let hazardous = posting
        .hazardous
        .then(|| Text::of("危险作业，须满 18 周岁、未到退休", "hazardous: from 18, before retirement"));
    certificates.chain(skills).chain(hazardous).collect()
}

fn steps() -> Vec<Text> {
    vec![
        Text::of("记下岗位编号，到窗口登记。", "Note the number of the job and register at the window."),
        Text::of(
            "工作人员核对时间、证书和名额，再与单位联系。",
            "Staff check times, certificates and seats, then call the employer.",
        ),
    ]
}

#[derive(Debug, Serialize)]
struct JobsContext {
    #[serde(flatten)]
    stamp: Stamp,
    date: String,
    weekday: Text,
    outlets: Vec<Sheet>,
}

#[derive(Debug, Serialize)]
struct Sheet {
    name: Text,
    kind: Text,
    division: Text,
    hours: Option<Text>,
    circle: Option<Text>,
    postings: Option<u64>,
    seats: Option<u64>,
    groups: Vec<Group>,
    more: u64,
    apply: Vec<Text>,
    services: Vec<Text>,
}

#[derive(Debug, Serialize)]
struct Group {
    title: Text,
    jobs: Vec<Job>,
}

#[derive(Debug, Serialize)]
struct Job {
    id: String,
    title: Text,
    employer: Text,
    pay: Text,
    when: Text,
    place: Text,
    distance_m: Option<u32>,
    seats: Option<u64>,
    requirements: Vec<Text>,
}
