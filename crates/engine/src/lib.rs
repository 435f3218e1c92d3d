//! Exact, explainable matching of job postings and worker profiles, on one tantivy index.
//!
//! ```
//! use gigmatch::{Engine, MatchOptions, record::{Coordinates, Pay, PayPeriod, Posting, Skill, WorkerProfile}};
//!
//! // 1. An engine: an index in memory or in a directory.
//! let engine = Engine::in_memory()?;
//!
//! // 2. Records in. Bad ones come back in the report; they never fail a batch.
//! let mut posting = Posting::new("p1", "叉车司机 日结");
//! posting.location = Some(Coordinates::wgs84(112.55, 37.87));
//! posting.base_salary = Some(Pay::fixed(26_000, PayPeriod::Day));
//! posting.required_skills = vec![Skill::named("叉车驾驶")];
//! let mut worker = WorkerProfile::new("w1");
//! worker.location = Some(Coordinates::wgs84(112.58, 37.88));
//! worker.max_distance_m = Some(5_000);
//! worker.skills = vec![Skill::named("叉车驾驶")];
//!
//! let mut writer = engine.writer()?;
//! assert!(writer.add(vec![posting])?.rejections.is_empty());
//! assert!(writer.add(vec![worker])?.rejections.is_empty());
//! let generation = writer.commit()?;
//!
//! // 3. Answers from a snapshot: the same question always has the same answer.
//! let snapshot = engine.snapshot();
//! let options = MatchOptions::at("2026-11-24T05:00:00+08:00".parse().unwrap()).top(5);
//! let matches = snapshot.match_posting("p1", &options)?;
//! assert_eq!(matches.provenance.generation, generation);
//! assert_eq!(matches.hits[0].worker_id, "w1");
//!
//! // 4. Why, and why not.
//! let explanation = snapshot.explain("w1", "p1", &options)?;
//! assert_eq!(explanation.score, Some(matches.hits[0].score));
//! let why_not = snapshot.why_not(&WorkerProfile::new("walk-in"), "p1", &options)?;
//! assert_eq!(why_not.failures.len(), 2); // no location, no skill
//! # Ok::<(), gigmatch::Error>(())
//! ```
//!
//! # Concepts
//!
//! - A [`record`] is plain data: posting, worker, outlet or placement. [`read`] turns files into rows and
//!   [`normalize`] rows into records, with every problem of a row told at once ([`problem`]).
//! - An [`Engine`] holds one index. Its [`Writer`] adds and deletes; one commit is one atomic *generation* over all
//!   kinds. A [`Snapshot`] is the immutable view of one generation, cheap to take, never blocked.
//! - A pair is *eligible* iff every hard [`Rule`] holds; its *score* is an integer sum of eight [`Factor`]s, weighed in
//!   the worker's and in the employer's view ([`Weights`]). What exactly that means is one normative page:
//!   [`guide::semantics`].
//! - `match_*` returns the true top k; [`Snapshot::explain`] a tree of parts that sum to the score exactly;
//!   [`Snapshot::why_not`] every rule that fails and the least change that would help, tested;
//!   [`Snapshot::funnel_posting`] how many candidates each rule removes.
//! - `now`, weights, [`Occupancy`] and [`Filter`]s are arguments ([`MatchOptions`]): nothing in ranking reads a clock.
//! - Every fallible call gives one [`Error`] with a stable [`code`](Error::code).
//!
//! # What it is not
//!
//! Not a server, no user accounts, no network; it keeps no names, identity or phone numbers, and sex, ethnicity,
//! religion, household registration and marital state are no inputs to anything.
//!
//! How the crate is built, and which invariants hold it together, stands in [`guide::architecture`].

mod analysis;
pub mod answer;
mod areas;
mod assign;
mod assist;
mod classify;
mod columns;
mod counts;
mod coverage;
mod eligibility;
mod engine;
mod error;
mod explain;
mod filter;
mod funnel;
pub mod geo;
mod groups;
pub mod guide;
mod index;
mod lexicon;
pub mod normalize;
mod occupancy;
mod options;
mod pay_bands;
pub mod problem;
mod rank;
pub mod read;
pub mod record;
mod report;
mod rule;
pub mod schema;
mod score;
mod search;
mod simd;
mod snapshot;
mod symbols;
pub mod table;
mod terms;
mod text;
mod weights;
mod why_not;

pub use areas::Area;
pub use assign::{
    AssignOptions, Assignment, HourCaps, KeyGroupGoal, KeyGroupSeats, Nearest, Objective, OccupationSeats, Plan,
    PlanSummary, Proof, SeatChoice, SeatPrice, SeatRule, Unassigned, UnassignedReason, Unfilled, UnfilledReason,
    WorkerPrice,
};
pub use assist::{
    AreaTraining, AssistOptions, Assistance, JobList, JobListOptions, JobLists, ListedJob, NearOutlet, Need,
    NeedReason, ObstacleCount, OneChange, ReasonCount, Route, Training, Visit,
};
pub use classify::{Evidence, InferredOccupation, OccupationClassifier, OccupationExample, RankedOccupation};
pub use coverage::{
    Catchment, CircleRules, Coverage, CoverageGroup, CoverageOptions, CoverageRow, Inequality, NearestRow,
    NearestTable, OutsideWorker, Site, SuggestedSite, TravelSpeed,
};
pub use engine::{AddReport, Engine, EngineOptions, Intake, Writer, thread_pool};
pub use error::{Error, ErrorCode, Result};
pub use filter::{Condition, Filter, Side, parse_metres};
pub use groups::{GroupCondition, KeyGroupRule, KeyGroupRules, RetirementSchedule, RetirementStep, RuleDocument};
pub use occupancy::{Commitment, Occupancy};
pub use options::{CancelFlag, MatchOptions, Progress, RuleSettings};
pub use rank::{MatchBatches, MatchRow, MatchTable};
pub use report::{Dimension, Report, ReportOptions, ReportRow};
pub use rule::{Rule, RuleSet};
pub use score::fixed_log2;
pub use search::{
    Facet, FacetCount, FacetCounts, Highlight, SearchHit, SearchOptions, SearchPage, SearchSort, Suggestion,
};
pub use snapshot::{PostingRef, Snapshot, WorkerRef};
pub use terms::{Term, TermKind, TermMention, TermSense, TermTable};
pub use weights::{Factor, WeightProfile, Weights};
