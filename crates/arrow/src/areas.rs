//! Answers about divisions and their people as Arrow columns.

use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Float64Array, RecordBatch, StringArray, UInt32Array, UInt64Array};
use gigmatch::{
    Area, Assistance, Coverage, CoverageGroup, JobLists, NearestTable, OutsideWorker, Report, SuggestedSite, Training,
    record::Vocabulary,
};

use crate::tables::{Column, OPTIONAL, REQUIRED, batch, lists, numbers, texts};

/// One row for each row of a report.
///
/// | column | type | meaning |
/// |---|---|---|
/// | `code`, `name` | `Utf8` | the division; both empty for the whole |
/// | `level` | `Utf8`, nullable | `province` to `village`; null for the whole |
/// | `parent` | `Utf8`, nullable | the code of the division around it |
/// | `is_rest` | `Boolean` | records of which no more than the division is known |
/// | `dimension`, `value`, `value_name` | `Utf8`, the last two nullable | by what the row is broken down |
/// | `seekers` ... `filled` | `UInt64`, nullable | as in `ReportRow` |
/// | `job_to_seeker_ratio`, `pairs_per_seat` | `Float64`, nullable | as there |
/// | `median_pay_fen`, `median_distance_m` | `UInt32`, nullable | as there |
pub fn report_to_batch(report: &Report) -> RecordBatch {
    let rows = || report.rows.iter();
    let area = |place: u32| &report.areas[place as usize];
    let areas = area_columns(rows().map(|row| area(row.area)), &report.areas);
    batch(areas.into_iter().chain([
        ("dimension", REQUIRED, texts(rows().map(|row| Some(row.dimension.name())))),
        ("value", OPTIONAL, texts(rows().map(|row| row.value.as_deref()))),
        ("value_name", OPTIONAL, texts(rows().map(|row| row.value_name.as_deref()))),
        ("seekers", OPTIONAL, large(rows().map(|row| row.seekers))),
        ("unserved", OPTIONAL, large(rows().map(|row| row.unserved))),
        ("registered_unemployed", OPTIONAL, large(rows().map(|row| row.registered_unemployed))),
        ("postings", OPTIONAL, large(rows().map(|row| row.postings))),
        ("headcount", OPTIONAL, large(rows().map(|row| row.headcount))),
        ("seats_left", OPTIONAL, large(rows().map(|row| row.seats_left))),
        ("job_to_seeker_ratio", OPTIONAL, ratios(rows().map(|row| row.job_to_seeker_ratio))),
        ("eligible_pairs", OPTIONAL, large(rows().map(|row| row.eligible_pairs))),
        ("pairs_per_seat", OPTIONAL, ratios(rows().map(|row| row.pairs_per_seat))),
        ("median_pay_fen", OPTIONAL, small(rows().map(|row| row.median_pay_fen))),
        ("median_distance_m", OPTIONAL, small(rows().map(|row| row.median_distance_m))),
        ("filled", OPTIONAL, large(rows().map(|row| row.filled))),
    ]))
}

/// One row for each row of service circles.
///
/// | column | type | meaning |
/// |---|---|---|
/// | `code` ... `is_rest` | | as in [`report_to_batch`] |
/// | `group`, `value` | `Utf8`, the last nullable | `all`, `urban` (`true`, `false`), `urban_unknown` or `key_group` |
/// | `people`, `inside` | `UInt64` | people, and those of them inside a circle |
/// | `share` | `Float64`, nullable | one over the other |
/// | `median_nearest_m` | `UInt32`, nullable | median distance to the nearest outlet |
/// | `accessibility` | `Float64`, nullable | places at outlets a day for each thousand people |
/// | `outlets` | `UInt64`, nullable | outlets there |
pub fn coverage_to_batch(coverage: &Coverage) -> RecordBatch {
    let rows = || coverage.rows.iter();
    let area = |place: u32| &coverage.areas[place as usize];
    let areas = area_columns(rows().map(|row| area(row.area)), &coverage.areas);
    let group = |group: CoverageGroup| match group {
        CoverageGroup::All => ("all", None),
        CoverageGroup::Urban(urban) => ("urban", Some(if urban { "true" } else { "false" })),
        CoverageGroup::KeyGroup(group) => ("key_group", Some(group.name())),
        _ => ("urban_unknown", None),
    };
    batch(areas.into_iter().chain([
        ("group", REQUIRED, texts(rows().map(|row| Some(group(row.group).0)))),
        ("value", OPTIONAL, texts(rows().map(|row| group(row.group).1))),
        ("people", REQUIRED, numbers(rows().map(|row| row.people))),
        ("inside", REQUIRED, numbers(rows().map(|row| row.inside))),
        ("share", OPTIONAL, ratios(rows().map(|row| row.share))),
        ("median_nearest_m", OPTIONAL, small(rows().map(|row| row.median_nearest_m))),
        ("accessibility", OPTIONAL, ratios(rows().map(|row| row.accessibility))),
        ("outlets", OPTIONAL, large(rows().map(|row| row.outlets))),
    ]))
}

/// One row for each suggested place: `rank` (`UInt32`, from 1), `name`, `code` (nullable), `longitude`, `latitude`
/// (`Float64`, WGS-84), `radius_m` (`UInt32`), `gain` (`UInt64`: people it brings inside beside those before it).
pub fn suggestions_to_batch(suggestions: &[SuggestedSite]) -> RecordBatch {
    let all = || suggestions.iter();
    let degrees =
        |of: fn(&SuggestedSite) -> f64| -> ArrayRef { Arc::new(Float64Array::from_iter_values(all().map(of))) };
    batch([
        ("rank", REQUIRED, small((1..).zip(suggestions).map(|(rank, _)| Some(rank)))),
        ("name", REQUIRED, texts(all().map(|site| Some(site.name.as_str())))),
        ("code", OPTIONAL, texts(all().map(|site| site.code.as_deref()))),
        ("longitude", REQUIRED, degrees(|site| site.location.longitude)),
        ("latitude", REQUIRED, degrees(|site| site.location.latitude)),
        ("radius_m", REQUIRED, small(all().map(|site| Some(site.radius_m)))),
        ("gain", REQUIRED, numbers(all().map(|site| site.gain))),
    ])
}

/// One row for each person outside all circles: `worker_id`, `outlet_id` (nullable: the nearest), `distance_m` (nullable).
/// It names people.
pub fn outside_to_batch(outside: &[OutsideWorker]) -> RecordBatch {
    let all = || outside.iter();
    batch([
        ("worker_id", REQUIRED, texts(all().map(|other| Some(other.worker_id.as_str())))),
        ("outlet_id", OPTIONAL, texts(all().map(|other| other.outlet_id.as_deref()))),
        ("distance_m", OPTIONAL, small(all().map(|other| other.distance_m))),
    ])
}

/// One row for each record and outlet near it: `id`, `rank` (`UInt32`, from 1), `outlet_id`, `distance_m` (`UInt32`),
/// `inside` (`Boolean`: whether the record is inside the outlet's circle).
pub fn nearest_to_batch(nearest: &NearestTable) -> RecordBatch {
    let rows = || nearest.rows();
    batch([
        ("id", REQUIRED, texts(rows().map(|row| Some(row.id)))),
        ("rank", REQUIRED, small(rows().map(|row| Some(row.rank)))),
        ("outlet_id", REQUIRED, texts(rows().map(|row| Some(row.outlet_id)))),
        ("distance_m", REQUIRED, small(rows().map(|row| Some(row.distance_m)))),
        ("inside", REQUIRED, Arc::new(rows().map(|row| Some(row.inside)).collect::<BooleanArray>())),
    ])
}

/// One row for each person who needs help. It names people.
///
/// | column | type | meaning |
/// |---|---|---|
/// | `worker_id` | `Utf8` | the worker |
/// | `division` | `Utf8` | the code of the smallest division told of |
/// | `key_groups` | `List<Utf8>` | the groups the person belongs to |
/// | `reason` | `Utf8` | `no_eligible_posting`, `only_weak`, `only_congested` |
/// | `best_score` | `UInt32`, nullable | the score of the best eligible posting |
/// | `obstacle` | `Utf8`, nullable | the rule that keeps the person from most postings |
/// | `change_rule`, `change_field`, `change_value` | `Utf8`, nullable | the smallest change that opens postings, its value as JSON |
/// | `change_postings`, `change_seats` | `UInt64`, nullable | what it opens |
/// | `training_kind`, `training` | `Utf8`, nullable | the skill or certificate that opens most seats |
/// | `training_postings`, `training_seats` | `UInt64`, nullable | what it opens |
/// | `training_pay_fen` | `UInt32`, nullable | the median hourly pay there |
/// | `outlet_id` | `Utf8`, nullable | the nearest outlet |
/// | `outlet_distance_m` | `UInt32`, nullable | how far it is |
/// | `service_modes` | `List<Utf8>`, nullable | how it serves people |
/// | `caseworker`, `visit` | `UInt32`, nullable | who visits, and as which of the day, from 1 |
pub fn needs_to_batch(assistance: &Assistance) -> RecordBatch {
    let all = || assistance.needs.iter();
    let mut visits: Vec<Option<(u32, u32)>> = vec![None; assistance.needs.len()];
    for route in &assistance.routes {
        for (place, visit) in (1..).zip(&route.visits) {
            visits[visit.need as usize] = Some((route.caseworker, place));
        }
    }
    let groups: Vec<Vec<String>> =
        all().map(|need| need.key_groups.iter().map(|group| group.name().to_owned()).collect()).collect();
    let modes = |need: &gigmatch::Need| -> Option<Vec<String>> {
        let outlet = need.outlet.as_ref()?;
        Some(outlet.service_modes.iter().map(|mode| mode.name().to_owned()).collect())
    };
    let modes: Vec<Option<Vec<String>>> = all().map(modes).collect();
    let change = || all().map(|need| need.change.as_ref());
    let values: Vec<Option<String>> =
        change().map(|change| change.map(|change| change.change.value.to_string())).collect();
    let training = || all().map(|need| need.training.as_ref());
    let outlet = || all().map(|need| need.outlet.as_ref());
    let area = |need: &gigmatch::Need| assistance.areas[need.area as usize].code.as_str();
    batch([
        ("worker_id", REQUIRED, texts(all().map(|need| Some(need.worker_id.as_str())))),
        ("division", REQUIRED, texts(all().map(|need| Some(area(need))))),
        ("key_groups", REQUIRED, lists(groups.iter().map(|groups| Some(groups.as_slice())))),
        ("reason", REQUIRED, texts(all().map(|need| Some(reason(need.reason))))),
        ("best_score", OPTIONAL, small(all().map(|need| need.best_score))),
        ("obstacle", OPTIONAL, texts(all().map(|need| need.obstacle.map(gigmatch::Rule::name)))),
        ("change_rule", OPTIONAL, texts(change().map(|change| change.map(|change| change.rule.name())))),
        ("change_field", OPTIONAL, texts(change().map(|change| change.map(|change| change.change.field.as_str())))),
        ("change_value", OPTIONAL, texts(values.iter().map(Option::as_deref))),
        ("change_postings", OPTIONAL, large(change().map(|change| change.map(|change| change.postings)))),
        ("change_seats", OPTIONAL, large(change().map(|change| change.map(|change| change.seats)))),
        ("training_kind", OPTIONAL, texts(training().map(|training| training.map(|training| training.kind.name())))),
        ("training", OPTIONAL, texts(training().map(|training| training.map(|training| training.name.as_str())))),
        ("training_postings", OPTIONAL, large(training().map(|training| training.map(|training| training.postings)))),
        ("training_seats", OPTIONAL, large(training().map(|training| training.map(|training| training.seats)))),
        ("training_pay_fen", OPTIONAL, small(training().map(|training| training?.median_pay_fen))),
        ("outlet_id", OPTIONAL, texts(outlet().map(|outlet| outlet.map(|outlet| outlet.id.as_str())))),
        ("outlet_distance_m", OPTIONAL, small(outlet().map(|outlet| outlet.map(|outlet| outlet.distance_m)))),
        ("service_modes", OPTIONAL, lists(modes.iter().map(Option::as_deref))),
        ("caseworker", OPTIONAL, small(visits.iter().map(|visit| visit.map(|(caseworker, _)| caseworker)))),
        ("visit", OPTIONAL, small(visits.iter().map(|visit| visit.map(|(_, place)| place)))),
    ])
}

fn reason(reason: gigmatch::NeedReason) -> &'static str {
    match reason {
        gigmatch::NeedReason::NoEligiblePosting => "no_eligible_posting",
        gigmatch::NeedReason::OnlyWeak => "only_weak",
        _ => "only_congested",
    }
}

/// One row for each kind of training: overall (an empty `division`), then by division.
///
/// | column | type | meaning |
/// |---|---|---|
/// | `division`, `division_name` | `Utf8` | the division; empty for everybody listed |
/// | `rank` | `UInt32` | from 1 |
/// | `kind`, `name` | `Utf8` | `skill` or `certificate`, and which |
/// | `level` | `Utf8`, nullable | the level of a skill, above the lowest |
/// | `people`, `postings`, `seats` | `UInt64` | for how many people it opens how much |
/// | `median_pay_fen` | `UInt32`, nullable | the median hourly pay of these seats |
pub fn training_to_batch(assistance: &Assistance) -> RecordBatch {
    let overall = (1..).zip(&assistance.training).map(|(rank, training)| (None, rank, training));
    let of_area = |of: &gigmatch::AreaTraining| of.area;
    let by_area = assistance
        .area_training
        .iter()
        .flat_map(|area| (1..).zip(&area.training).map(move |(rank, training)| (Some(of_area(area)), rank, training)));
    let rows: Vec<(Option<u32>, u32, &Training)> = overall.chain(by_area).collect();
    let area = |place: Option<u32>| place.map(|place| &assistance.areas[place as usize]);
    let text = |of: fn(&Area) -> &str| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(rows.iter().map(|(place, ..)| area(*place).map_or("", of))))
    };
    let all = || rows.iter().map(|(_, _, training)| *training);
    batch([
        ("division", REQUIRED, text(|area| area.code.as_str())),
        ("division_name", REQUIRED, text(|area| area.name.as_str())),
        ("rank", REQUIRED, small(rows.iter().map(|(_, rank, _)| Some(*rank)))),
        ("kind", REQUIRED, texts(all().map(|training| Some(training.kind.name())))),
        ("name", REQUIRED, texts(all().map(|training| Some(training.name.as_str())))),
        ("level", OPTIONAL, texts(all().map(|training| training.level.map(Vocabulary::name)))),
        ("people", REQUIRED, numbers(all().map(|training| training.people))),
        ("postings", REQUIRED, numbers(all().map(|training| training.postings))),
        ("seats", REQUIRED, numbers(all().map(|training| training.seats))),
        ("median_pay_fen", OPTIONAL, small(all().map(|training| training.median_pay_fen))),
    ])
}

/// One row for each posting on each outlet's list: `outlet_id`, `rank` (`UInt32`, from 1), `posting_id`, `title`,
/// `occupation` (nullable), `distance_m` (nullable), `seats`, `people` (of the circle who have it among their ten best).
pub fn job_lists_to_batch(lists: &JobLists) -> RecordBatch {
    let of_list = |list: &gigmatch::JobList| list.outlet.id.clone();
    let rows: Vec<(String, u32, &gigmatch::ListedJob)> = lists
        .lists
        .iter()
        .flat_map(|list| (1..).zip(&list.jobs).map(move |(rank, job)| (of_list(list), rank, job)))
        .collect();
    let all = || rows.iter().map(|(_, _, job)| *job);
    batch([
        ("outlet_id", REQUIRED, texts(rows.iter().map(|(outlet, ..)| Some(outlet.as_str())))),
        ("rank", REQUIRED, small(rows.iter().map(|(_, rank, _)| Some(*rank)))),
        ("posting_id", REQUIRED, texts(all().map(|job| Some(job.posting.id.as_str())))),
        ("title", REQUIRED, texts(all().map(|job| Some(job.posting.title.as_str())))),
        ("occupation", OPTIONAL, texts(all().map(|job| job.occupation.as_deref()))),
        ("distance_m", OPTIONAL, small(all().map(|job| job.distance_m))),
        ("seats", REQUIRED, numbers(all().map(|job| job.seats))),
        ("people", REQUIRED, numbers(all().map(|job| job.people))),
    ])
}

/// Code, name, level, the code around it, and whether it is a rest.
fn area_columns<'a>(rows: impl Iterator<Item = &'a Area> + Clone, areas: &[Area]) -> [Column; 5] {
    let parent = |area: &Area| area.parent.map(|place| areas[place as usize].code.as_str());
    [
        ("code", REQUIRED, texts(rows.clone().map(|area| Some(area.code.as_str())))),
        ("name", REQUIRED, texts(rows.clone().map(|area| Some(area.name.as_str())))),
        ("level", OPTIONAL, texts(rows.clone().map(|area| area.level.map(Vocabulary::name)))),
        ("parent", OPTIONAL, texts(rows.clone().map(parent))),
        ("is_rest", REQUIRED, Arc::new(rows.map(|area| Some(area.is_rest)).collect::<BooleanArray>())),
    ]
}

fn small(values: impl Iterator<Item = Option<u32>>) -> ArrayRef {
    Arc::new(values.collect::<UInt32Array>())
}

fn large(values: impl Iterator<Item = Option<u64>>) -> ArrayRef {
    Arc::new(values.collect::<UInt64Array>())
}

fn ratios(values: impl Iterator<Item = Option<f64>>) -> ArrayRef {
    Arc::new(values.collect::<Float64Array>())
}
