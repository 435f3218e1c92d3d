//! Who needs help in person, and what would help.

use serde::Serialize;

use crate::{
    Rule, TermKind,
    answer::{Change, Provenance},
    areas::Area,
    record::{KeyGroup, Outlet, Posting, ServiceMode, SkillLevel},
};

/// Why somebody should be visited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NeedReason {
    /// No posting is eligible.
    NoEligiblePosting,
    /// The best eligible posting has a low score.
    OnlyWeak,
    /// Far more people than it has seats have each of the ten best eligible postings among their own ten best.
    OnlyCongested,
}

/// The smallest single change that would open postings for somebody.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct OneChange {
    /// The one rule that these postings fail by.
    pub rule: Rule,
    /// What to change in the worker's record.
    pub change: Change,
    /// Postings that become eligible, found by testing the changed record against all.
    pub postings: u64,
    /// Seats left in them.
    pub seats: u64,
}

/// A skill or certificate that would open postings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Training {
    /// Skill or certificate.
    pub kind: TermKind,
    /// What it is called.
    pub name: String,
    /// The highest level that these postings ask for; absent for certificates and for the lowest level.
    pub level: Option<SkillLevel>,
    /// People for whom it alone would open at least one posting.
    pub people: u64,
    /// Postings that it alone would open for at least one of them.
    pub postings: u64,
    /// Seats left in them.
    pub seats: u64,
    /// Median hourly pay of these seats in fen, the lower end.
    pub median_pay_fen: Option<u32>,
}

/// Training that opens most seats for the people of an area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AreaTraining {
    /// The place of the area among the answer's.
    pub area: u32,
    /// The one that opens most seats first.
    pub training: Vec<Training>,
}

/// An outlet near somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct NearOutlet {
    /// The outlet.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How far it is, in metres.
    pub distance_m: u32,
    /// Whether the person is inside its circle.
    pub inside: bool,
    /// How it serves people.
    pub service_modes: Vec<ServiceMode>,
}

/// Somebody to visit.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Need {
    /// The worker.
    pub worker_id: String,
    /// The smallest area of the home, among the answer's.
    pub area: u32,
    /// The key groups the person belongs to.
    pub key_groups: Vec<KeyGroup>,
    /// Why.
    pub reason: NeedReason,
    /// The score of the best eligible posting, 0 to 100,000,000.
    pub best_score: Option<u32>,
    /// The rule that alone keeps the person from most of the postings that are open within reach.
    pub obstacle: Option<Rule>,
    /// The smallest single change that would open postings.
    pub change: Option<OneChange>,
    /// The training that would open most seats.
    pub training: Option<Training>,
    /// The nearest outlet.
    pub outlet: Option<NearOutlet>,
}

/// How many people have a reason, and how many an obstacle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ReasonCount {
    /// Why.
    pub reason: NeedReason,
    /// People.
    pub people: u64,
}

/// How many people are kept from most postings by one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ObstacleCount {
    /// The rule.
    pub rule: Rule,
    /// People.
    pub people: u64,
}

/// One caseworker's day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Route {
    /// From 1.
    pub caseworker: u32,
    /// The visits in their order.
    pub visits: Vec<Visit>,
    /// The way from the first visit to the last, in metres as the crow flies.
    pub distance_m: u64,
}

/// One visit of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Visit {
    /// The place of the person among the needs.
    pub need: u32,
    /// The way from the visit before, in metres; absent for the first, and where a home is not known.
    pub leg_m: Option<u32>,
}

/// Who needs help, why, and what would help. It names people by their ids and is for their caseworkers alone.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Assistance {
    /// What made the answer.
    pub provenance: Provenance,
    /// The version of the rules about key groups; absent where the labels of the records counted.
    pub key_group_version: Option<String>,
    /// The divisions, each before what lies in it.
    pub areas: Vec<Area>,
    /// Active workers who were looked at.
    pub people: u64,
    /// People who need help, those without any eligible posting first, then by score, then by id bytes; at most as many as asked for.
    pub needs: Vec<Need>,
    /// How many there are for each reason, listed or not.
    pub reasons: Vec<ReasonCount>,
    /// By the rule that keeps people from most postings, the most frequent first; of those listed.
    pub obstacles: Vec<ObstacleCount>,
    /// The training that opens most seats for those listed.
    pub training: Vec<Training>,
    /// The same for the people of each smallest area.
    pub area_training: Vec<AreaTraining>,
    /// The listed people split among caseworkers.
    pub routes: Vec<Route>,
}

/// One posting on an outlet's list.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ListedJob {
    /// The posting.
    pub posting: Posting,
    /// The name of its occupation.
    pub occupation: Option<String>,
    /// How far it is from the outlet, in metres; absent for remote work.
    pub distance_m: Option<u32>,
    /// Seats left in shifts that have not started.
    pub seats: u64,
    /// People of the circle who have it among their ten best: what the list is ordered by, for the staff and not for the wall.
    pub people: u64,
}

/// What is open inside an outlet's circle. It names nobody; without the numbers of people it may hang on the wall.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct JobList {
    /// The outlet.
    pub outlet: Outlet,
    /// The radius of its circle in metres.
    pub radius_m: u32,
    /// Postings that are open inside the circle, listed or not.
    pub postings: u64,
    /// Seats left in them.
    pub seats: u64,
    /// Those that most of the circle's people have among their best first, then the nearest, then by id bytes.
    pub jobs: Vec<ListedJob>,
}

/// The lists of several outlets.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct JobLists {
    /// What made the answer.
    pub provenance: Provenance,
    /// By outlet id bytes.
    pub lists: Vec<JobList>,
}
