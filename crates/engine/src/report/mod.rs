//! Demand and supply of each division: who looks for work, what is open, and how the two meet.

mod category;
mod options;
mod postings;
mod seekers;

use jiff::Timestamp;
use rayon::prelude::*;

pub use options::{Dimension, ReportOptions};
use serde::Serialize;

use self::{category::Categories, postings::Demand};
pub(crate) use self::{
    postings::{OpenPosting, open_postings},
    seekers::{Best, Seeker, find_best, ranked, seekers},
};
use crate::{
    Result, Snapshot,
    answer::Provenance,
    areas::{Area, Areas},
    counts::{Medians, Population, Told, coarse_m, enough, narrow},
    groups::Membership,
    rank::Question,
    record::{KeyGroup, Placement, RecordKind, Vocabulary},
    snapshot::Inner,
    symbols::Overlay,
    table::DivisionLevel,
};

/// The figures of one area, or of one category of a breakdown there.
///
/// Counts of people are rounded to multiples of the report's threshold; a median beside too small a count is absent, as is
/// what a breakdown does not apply to.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ReportRow {
    /// The place of its area among the report's.
    pub area: u32,
    /// By what it is broken down.
    pub dimension: Dimension,
    /// A code, a word, a band or a week; absent for the total and for what is not known.
    pub value: Option<String>,
    /// The name of a code.
    pub value_name: Option<String>,
    /// Active workers who live there.
    pub seekers: Option<u64>,
    /// Those of them for whom no posting anywhere is eligible.
    pub unserved: Option<u64>,
    /// Those of them who are labelled as registered unemployed, or are so by the rules.
    pub registered_unemployed: Option<u64>,
    /// Postings there that take people at `now`: open and valid, with a shift that has not started.
    pub postings: Option<u64>,
    /// People whom these want in shifts that have not started.
    pub headcount: Option<u64>,
    /// Of that headcount what is not taken; a count of people like those of seekers, since it tells how many have taken seats.
    pub seats_left: Option<u64>,
    /// Headcount over seekers (求人倍率).
    pub job_to_seeker_ratio: Option<f64>,
    /// Eligible pairs of these postings with people anywhere, where they were counted; protected as counts of people are.
    pub eligible_pairs: Option<u64>,
    /// Eligible pairs over seats left.
    pub pairs_per_seat: Option<f64>,
    /// Median of the hourly pay in fen, its lower end, each posting counted as often as it wants people.
    pub median_pay_fen: Option<u32>,
    /// Median distance of the seekers' best postings that are not remote, in metres, in steps of 100 where counts are protected.
    pub median_distance_m: Option<u32>,
    /// Placements that hold a seat and start in the weeks looked back on, that of `now` included, of people and postings that
    /// are still there; by place of work.
    pub filled: Option<u64>,
}

/// Figures of all divisions down to a level.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// What made the answer.
    pub provenance: Provenance,
    /// The version of the rules about key groups; absent where the labels of the records counted.
    pub key_group_version: Option<String>,
    /// The smallest divisions told of.
    pub by: DivisionLevel,
    /// How many ISO weeks were looked back on, that of `now` included.
    pub weeks: u32,
    /// Counts of people are multiples of this.
    pub threshold: u32,
    /// The divisions, each before what lies in it; rests without figures are left out.
    pub areas: Vec<Area>,
    /// The figures, by area, then by dimension, then in the order of its values; rows without any figure but 0 are left out,
    /// save the total of each area.
    pub rows: Vec<ReportRow>,
}

/// Breakdowns of people are joined by one for each key group: not in it, in it, and in it and registered as unemployed.
struct People {
    /// Places of the breakdowns by dimension.
    dimensions: Vec<Dimension>,
    unserved: Told,
    served: Told,
    filled: Told,
}

const GROUPS: usize = KeyGroup::WORDS.len();

impl Snapshot {
    /// Demand and supply of each division, totals that add up along the tree of divisions, and the same broken down.
    ///
    /// Counts of people are protected: see [`ReportOptions::threshold`] and the page on [semantics](crate::guide::semantics).
    /// A report never holds the id of a person.
    ///
    /// # Errors
    ///
    /// `option.invalid`, `weights.invalid`, `cancelled`, `deadline.exceeded`; `index.damaged` or `io` where the index
    /// cannot be read.
    ///
    /// # Example
    ///
    /// ```
    /// use gigmatch::{Engine, MatchOptions, ReportOptions};
    ///
    /// let engine = Engine::in_memory()?;
    /// let options = ReportOptions::new(MatchOptions::at("2026-11-24T05:00:00+08:00".parse().unwrap()));
    /// let report = engine.snapshot().report(&options)?;
    /// assert_eq!(report.rows[0].seekers, Some(0));
    /// # Ok::<(), gigmatch::Error>(())
    /// ```
    pub fn report(&self, options: &ReportOptions) -> Result<Report> {
        let inner = &*self.0;
        options.check()?;
        let symbols = Overlay::new(&inner.symbols);
        let question = Question::new(inner, &options.matching, &symbols)?;
        let table = self.divisions(options.divisions.as_ref());
        let areas = self.areas(&table, options.within, options.by)?;
        let membership = Membership::new(inner, options.key_group_rules.as_deref(), options.matching.now);

        let mut seekers = seekers(&question, &areas, &membership);
        find_best(&question, &mut seekers)?;
        let categories: Vec<Categories<'_>> =
            options.told_dimensions().map(|dimension| Categories::new(inner, dimension, options)).collect();
        let own = question.pool().install(|| of_seekers(inner, &categories, &seekers));
        let people = self.people(&question, options, &areas, (&categories, &own), &seekers, &membership)?;
        let demand = Demand::new(&question, options, &areas, &categories)?;
        let distances = Distances::new(&question, &areas, (&categories, &own), &seekers);

        let mut rows = Vec::new();
        for area in 0..narrow(areas.len()) {
            for (dimension, categories) in categories.iter().enumerate() {
                for category in 0..narrow(categories.len()) {
                    let row = row(
                        options,
                        categories,
                        (area, category),
                        &people,
                        demand[dimension].as_ref(),
                        distances.0[dimension].as_ref(),
                    );
                    let is_total = categories.dimension == Dimension::Total && !areas.list[area as usize].is_rest;
                    if is_total || !row.is_empty() {
                        rows.push(row);
                    }
                }
            }
        }
        Ok(without_empty_rests(Report {
            provenance: question.provenance(),
            key_group_version: membership.version(),
            by: options.by,
            weeks: options.weeks,
            threshold: options.threshold,
            areas: areas.list,
            rows,
        }))
    }

    fn people(
        &self,
        question: &Question<'_>,
        options: &ReportOptions,
        areas: &Areas,
        (categories, own): (&[Categories<'_>], &[Vec<u32>]),
        seekers: &[Seeker],
        membership: &Membership<'_>,
    ) -> Result<People> {
        let inner = &*self.0;
        let (by_category, own): (Vec<&Categories<'_>>, Vec<&Vec<u32>>) =
            categories.iter().zip(own).filter(|(categories, _)| categories.dimension != Dimension::KeyGroup).unzip();
        let mut widths: Vec<usize> = by_category.iter().map(|categories| categories.len()).collect();
        widths.extend([3; GROUPS]);
        let new = || Population::new(areas, &widths);
        let (mut unserved, mut served, mut filled) = (new(), new(), new());

        let registered = |groups: u16| groups & KeyGroup::RegisteredUnemployed.bit() != 0;
        let in_groups = |groups: u16| {
            (0..GROUPS).map(move |group| match groups & (1 << group) {
                0 => 0,
                _ => 1 + u32::from(registered(groups)),
            })
        };
        for (place, seeker) in seekers.iter().enumerate() {
            // What people have no category of, they are all in the first of.
            let own = own.iter().map(|of| Some(of[place]).filter(|category| *category != NO_CATEGORY).unwrap_or(0));
            let population = if seeker.best.is_some() { &mut served } else { &mut unserved };
            population.count(seeker.leaf, own.chain(in_groups(seeker.groups)));
        }

        let weeks = options.told_weeks(&inner.packing);
        for at in inner.rows_by_id(RecordKind::Placement) {
            let placement: Placement = inner.record(at)?;
            let Some(posting) = inner.find(RecordKind::Posting, &placement.posting_id) else { continue };
            let posting = inner.posting_row(posting);
            let start = placement.start.map(Timestamp::as_millisecond).or_else(|| {
                let shift = posting.real_shifts().find(|shift| posting.shift_id(shift.place) == placement.shift_id);
                shift.map(|shift| shift.start)
            });
            let at = start.and_then(|start| Timestamp::from_millisecond(start).ok());
            let week = at.map(|at| inner.packing.week_of(at));
            let counts = week.is_some_and(|week| weeks.contains(&week)) && placement.status.holds_seat();
            let Some(leaf) = areas.leaf(posting.division()).filter(|_| counts) else { continue };
            // Who is deleted is in no report.
            let Some(worker) = inner.find(RecordKind::Worker, &placement.worker_id) else { continue };
            let groups = membership.groups(inner.worker_row(worker));
            let own = by_category.iter().map(|categories| match categories.dimension {
                Dimension::Week => categories.week(week),
                _ => categories.of_posting(posting).unwrap_or(0),
            });
            filled.count(leaf, own.chain(in_groups(groups)));
        }
        let told = |population: &Population| population.told(areas, options.threshold, options.seed);
        let (unserved, (served, filled)) = question
            .pool()
            .install(|| rayon::join(|| told(&unserved), || rayon::join(|| told(&served), || told(&filled))));
        Ok(People {
            dimensions: by_category.iter().map(|categories| categories.dimension).collect(),
            unserved: unserved?,
            served: served?,
            filled: filled?,
        })
    }
}

/// Stands for no category.
const NO_CATEGORY: u32 = u32::MAX;

/// The category of each seeker, by breakdown.
fn of_seekers(inner: &Inner, categories: &[Categories<'_>], seekers: &[Seeker]) -> Vec<Vec<u32>> {
    let of = |categories: &Categories<'_>| {
        let own = |seeker: &Seeker| categories.of_worker(inner.worker_row(seeker.at)).unwrap_or(NO_CATEGORY);
        seekers.par_iter().map(own).collect()
    };
    categories.iter().map(of).collect()
}

impl People {
    /// What is told of a category: those without and with an eligible posting, those of both who are registered as
    /// unemployed, and placements.
    fn get(&self, dimension: Dimension, area: u32, category: u32) -> PeopleCounts {
        let groups = self.dimensions.len();
        let of = |told: &Told| match dimension {
            Dimension::Total => {
                let registered = groups + KeyGroup::RegisteredUnemployed as usize;
                (told.total(area), Some(told.count(registered, area, 2)))
            }
            Dimension::KeyGroup => {
                let place = groups + category as usize;
                let registered = told.count(place, area, 2);
                (told.count(place, area, 1) + registered, Some(registered))
            }
            _ => {
                let place = self.dimensions.iter().position(|other| *other == dimension);
                (place.map_or(0, |place| told.count(place, area, category)), None)
            }
        };
        let ((unserved, few), (served, more)) = (of(&self.unserved), of(&self.served));
        PeopleCounts { unserved, served, registered: few.zip(more).map(|(a, b)| a + b), filled: of(&self.filled).0 }
    }
}

struct PeopleCounts {
    unserved: u64,
    served: u64,
    registered: Option<u64>,
    filled: u64,
}

/// Median distances to the best posting, by dimension.
struct Distances(Vec<Option<Medians>>);

impl Distances {
    fn new(
        question: &Question<'_>,
        areas: &Areas,
        (categories, own): (&[Categories<'_>], &[Vec<u32>]),
        seekers: &[Seeker],
    ) -> Self {
        let known = |seeker: &Seeker| Some(seeker.best?.distance_m).filter(|metres| *metres != u32::MAX);
        let mut near: Vec<(u32, u32)> =
            (0..).zip(seekers).filter_map(|(place, seeker)| Some((known(seeker)?, place))).collect();
        near.sort_unstable();
        let seeker = |place: usize| near[place].1 as usize;
        let values: Vec<(u32, u32, u32)> =
            near.iter().map(|(metres, place)| (*metres, 1, seekers[*place as usize].leaf)).collect();
        let medians = |(categories, own): (&Categories<'_>, &Vec<u32>)| {
            let width = categories.len();
            match categories.dimension {
                Dimension::WorkMode => None,
                Dimension::KeyGroup => {
                    let of = |place: usize| {
                        let groups = seekers[seeker(place)].groups;
                        (0..narrow(GROUPS)).filter(move |group| groups & (1 << group) != 0)
                    };
                    Some(Medians::new(areas, width, &values, of))
                }
                _ => Some(Medians::new(areas, width, &values, |place| [own[seeker(place)]])),
            }
        };
        Self(question.pool().install(|| categories.par_iter().zip(own).map(medians).collect()))
    }
}

/// The figures of one category of an area.
fn row(
    options: &ReportOptions,
    categories: &Categories<'_>,
    (area, category): (u32, u32),
    people: &People,
    demand: Option<&Demand>,
    distances: Option<&Medians>,
) -> ReportRow {
    let dimension = categories.dimension;
    let named = &categories.list[category as usize];
    let counts = people.get(dimension, area, category);
    let of_people = |count: u64| (dimension != Dimension::WorkMode).then_some(count);
    let seekers = of_people(counts.unserved + counts.served);
    let jobs = demand.map(|demand| demand.get(area, category));
    let over = |a: Option<u64>, b: Option<u64>| Some(ratio(a?, b.filter(|b| *b > 0)?));
    let seats_left = jobs.map(|jobs| jobs.seats_left);
    let pairs = jobs.and_then(|jobs| jobs.pairs);
    let least = u64::from(options.threshold);
    let distance = distances.and_then(|medians| medians.get(area, category, least));
    // Whether a median is told depends on what is published alone, but where few of many homes are known.
    let distance = distance.filter(|_| seekers.is_some_and(|seekers| enough(seekers, 2, options.threshold)));
    ReportRow {
        area,
        dimension,
        value: named.value.clone(),
        value_name: named.name.clone(),
        seekers,
        unserved: of_people(counts.unserved),
        registered_unemployed: counts.registered,
        postings: jobs.map(|jobs| jobs.postings),
        headcount: jobs.map(|jobs| jobs.headcount),
        seats_left,
        job_to_seeker_ratio: over(jobs.map(|jobs| jobs.headcount), seekers),
        eligible_pairs: pairs,
        pairs_per_seat: over(pairs, seats_left),
        median_pay_fen: demand.and_then(|demand| demand.median_pay(area, category)),
        median_distance_m: distance.map(|metres| coarse_m(metres, options.threshold)),
        filled: Some(counts.filled),
    }
}

#[expect(clippy::cast_precision_loss, reason = "a ratio for reading")]
fn ratio(a: u64, b: u64) -> f64 {
    a as f64 / b as f64
}

impl ReportRow {
    /// Whether it tells of nothing.
    fn is_empty(&self) -> bool {
        let counts = [self.seekers, self.postings, self.headcount, self.filled, self.registered_unemployed];
        counts.iter().all(|count| count.unwrap_or(0) == 0)
    }
}

/// Leaves out rests of which nothing is told.
fn without_empty_rests(mut report: Report) -> Report {
    let mut told = vec![false; report.areas.len()];
    for row in &report.rows {
        told[row.area as usize] = true;
    }
    let mut places = vec![0_u32; report.areas.len()];
    let mut kept = Vec::with_capacity(report.areas.len());
    for (place, mut area) in std::mem::take(&mut report.areas).into_iter().enumerate() {
        places[place] = narrow(kept.len());
        if told[place] || !area.is_rest {
            // What is around an area stands before it, and is no rest.
            area.parent = area.parent.map(|parent| places[parent as usize]);
            kept.push(area);
        }
    }
    report.areas = kept;
    for row in &mut report.rows {
        row.area = places[row.area as usize];
    }
    report
}
