//! Service circles: who lives inside one, who does not, and where the next outlets would do most.

mod nearest;
mod options;
mod outlets;
mod people;

use gigmatch_coverage::{
    Sites,
    accessibility::{Zone, two_step},
    balance::{Balance, balance},
    maximum::{Options as ChoiceOptions, Problem},
};
use serde::Serialize;

pub use nearest::{NearestRow, NearestTable};
pub use options::{Catchment, CircleRules, CoverageOptions, Site, TravelSpeed};
pub(crate) use outlets::Outlets;

use self::people::{People, Person, Place, people};
use crate::{
    Error, ErrorCode, Result, Snapshot,
    areas::{Area, Areas},
    counts::{Medians, Population, Told, check_threshold, coarse_m, coarse_mean, enough, narrow},
    geo::{Point, floor_sqrt},
    groups::Membership,
    record::{Coordinates, KeyGroup, Timestamp, Vocabulary},
    table::{DivisionCode, DivisionLevel, DivisionTable},
};

/// Of whom a row tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "value")]
#[non_exhaustive]
pub enum CoverageGroup {
    /// Of everybody.
    All,
    /// Of people whose home is urban (`true`) or rural.
    Urban(bool),
    /// Of people of whom that is not known.
    UrbanUnknown,
    /// Of a key group.
    KeyGroup(KeyGroup),
}

/// The circles of one area, or of some of its people.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CoverageRow {
    /// The place of its area among the answer's.
    pub area: u32,
    /// Of whom it tells.
    pub group: CoverageGroup,
    /// Active workers whose home is known.
    pub people: u64,
    /// Those of them inside at least one circle.
    pub inside: u64,
    /// `inside` over `people`; absent where nobody is told of.
    pub share: Option<f64>,
    /// Median distance to the nearest outlet in metres, of everybody there, in steps of 100 where counts are protected; absent
    /// beside too small a count.
    pub median_nearest_m: Option<u32>,
    /// Mean accessibility of everybody there: places at outlets a day for each thousand people, shared with all who could
    /// come, those of elsewhere included; in two digits where counts are protected, absent beside too small a count.
    pub accessibility: Option<f64>,
    /// Outlets there, told with everybody.
    pub outlets: Option<u64>,
}

/// A place for a further outlet.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SuggestedSite {
    /// What it is called: a township with what is around it, or the name that was given.
    pub name: String,
    /// The township's code, where sites were not given.
    pub code: Option<String>,
    /// Where it is, WGS-84.
    pub location: Coordinates,
    /// The radius of its circle in metres.
    pub radius_m: u32,
    /// People it would bring inside a circle, beside those that the places before it would; rounded down to a multiple of the
    /// threshold.
    pub gain: u64,
}

/// Somebody outside all circles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct OutsideWorker {
    /// The worker.
    pub worker_id: String,
    /// The nearest outlet, where there is any.
    pub outlet_id: Option<String>,
    /// How far that is, in metres.
    pub distance_m: Option<u32>,
}

/// Service circles and whom they reach.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Coverage {
    /// The committed generation that was asked.
    pub generation: u64,
    /// The time the question was asked for.
    pub now: Timestamp,
    /// The version of the rules about key groups; absent where the labels of the records counted.
    pub key_group_version: Option<String>,
    /// The smallest divisions told of.
    pub by: DivisionLevel,
    /// The figures that circles were made from.
    pub circles: CircleRules,
    /// Counts of people are multiples of this.
    pub threshold: u32,
    /// The divisions, each before what lies in it.
    pub areas: Vec<Area>,
    /// By area, then by group; groups without people are left out.
    pub rows: Vec<CoverageRow>,
    /// Active workers whose home is not known, in multiples of the threshold.
    pub without_place: u64,
    /// Outlets whose place is not known; they have no circle.
    pub outlets_without_place: u64,
    /// How unequal accessibility is among people, between and within counties.
    pub gini: Inequality,
    /// The Theil T index of the same.
    pub theil: Inequality,
    /// Places for further outlets, each the best beside those before it.
    pub suggestions: Vec<SuggestedSite>,
    /// What no choice of as many places could bring inside, rounded in the same way.
    pub suggestion_bound: u64,
    /// Whether no other choice of as many places would bring more people inside.
    pub suggestions_optimal: bool,
    /// People outside all circles by id bytes, where they were asked for.
    pub outside: Vec<OutsideWorker>,
}

/// A measure of inequality and its parts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Inequality {
    /// Among all people.
    pub total: f64,
    /// Between the means of counties.
    pub between: f64,
    /// Within counties.
    pub within: f64,
    /// What is neither, since counties overlap; always 0 for Theil's.
    pub overlap: f64,
}

/// The groups told of, in their order; the places of the urban ones are those of [`Person::place`].
fn groups() -> Vec<CoverageGroup> {
    let mut groups =
        vec![CoverageGroup::All, CoverageGroup::Urban(true), CoverageGroup::Urban(false), CoverageGroup::UrbanUnknown];
    groups.extend(KeyGroup::WORDS.iter().map(|(group, _)| CoverageGroup::KeyGroup(*group)));
    groups
}

impl Snapshot {
    /// Which active workers live inside the circle of an outlet, by division, town and country, and key group; how easily
    /// they reach what outlets offer and how unequal that is; and where further outlets would bring most people inside.
    ///
    /// Accessibility is the enhanced two-step floating catchment area of Luo and Qi (2009), inequality the Gini coefficient
    /// and the Theil index, and places are chosen as a maximal covering location problem (Church and `ReVelle` 1974) with a
    /// proven bound; the crate `gigmatch-coverage` has the sources.
    ///
    /// # Errors
    ///
    /// `option.invalid` for zones that do not rise or weights below 0; `cancelled`; `index.damaged` or `io` where the index
    /// cannot be read.
    ///
    /// # Example
    ///
    /// ```
    /// use gigmatch::{CoverageOptions, Engine, record::{Coordinates, Outlet, WorkerProfile}};
    ///
    /// let engine = Engine::in_memory()?;
    /// let mut writer = engine.writer()?;
    /// let mut outlet = Outlet::new("o1", "迎泽就业驿站");
    /// outlet.location = Some(Coordinates::wgs84(112.55, 37.87));
    /// outlet.service_radius_m = Some(3_000);
    /// writer.add(vec![outlet])?;
    /// let mut worker = WorkerProfile::new("w1");
    /// worker.location = Some(Coordinates::wgs84(112.56, 37.88));
    /// writer.add(vec![worker])?;
    /// writer.commit()?;
    ///
    /// let options = CoverageOptions::at("2026-11-24T05:00:00+08:00".parse().unwrap()).threshold(1);
    /// let coverage = engine.snapshot().coverage(&options)?;
    /// assert_eq!((coverage.rows[0].people, coverage.rows[0].inside), (1, 1));
    /// # Ok::<(), gigmatch::Error>(())
    /// ```
    pub fn coverage(&self, options: &CoverageOptions) -> Result<Coverage> {
        self.0.pool.install(|| self.covered(options))
    }

    fn covered(&self, options: &CoverageOptions) -> Result<Coverage> {
        let inner = &*self.0;
        check_threshold(options.threshold)?;
        let check = || options.cancel.as_ref().map_or(Ok(()), crate::CancelFlag::check);
        check()?;
        let table = self.divisions(options.divisions.as_ref());
        let areas = self.areas(&table, options.within, options.by)?;
        let membership = Membership::new(inner, options.key_group_rules.as_deref(), options.now);
        let outlets = Outlets::new(self, &options.circles, &table)?;
        let People { list: people, points: all, without_place } = people(self, &areas, &membership, &table);
        // Those of elsewhere stand behind.
        let points = &all[..people.len()];
        check()?;

        let survey = outlets.sites.survey(points);
        check()?;
        let zones: Vec<Zone> = options
            .catchments
            .iter()
            .map(|catchment| Zone { limit_m: catchment.limit_m, weight: catchment.weight })
            .collect();
        let supply: Vec<f64> =
            outlets.capacities(options.default_capacity).into_iter().map(|capacity| capacity * 1_000.0).collect();
        let access = two_step(&outlets.sites, &supply, &all, &vec![1.0; all.len()], &zones).map_err(refused)?;
        let scores = &access.scores[..people.len()];
        check()?;

        let told = |inside: bool| {
            let mut population = Population::new(&areas, &people::widths());
            for (place, person) in people.iter().enumerate() {
                if (survey.circles[place] > 0) == inside {
                    population.count(person.leaf, person.categories());
                }
            }
            population.told(&areas, options.threshold, options.seed)
        };
        let (inside, outside) = (told(true)?, told(false)?);
        let figures = Figures::new(&areas, &people, &survey.distance_squared, scores);
        let rows = rows(options, &areas, (&inside, &outside), &figures, &outlets.by_area(&areas));
        let balance = balanced(&people, scores)?;
        let missed: Vec<usize> = (0..people.len()).filter(|place| survey.circles[*place] == 0).collect();
        let outside_points: Vec<[i32; 3]> = missed.iter().map(|place| points[*place]).collect();
        let (suggestions, suggestion_bound, suggestions_optimal) = suggested(options, &table, &areas, &outside_points)?;
        let outside = if options.list_outside {
            let mut listed: Vec<OutsideWorker> = missed
                .into_iter()
                .map(|place| OutsideWorker {
                    worker_id: inner.worker_row(people[place].at).id().to_owned(),
                    outlet_id: survey.nearest(place).map(|near| outlets.ids[near.site as usize].clone()),
                    distance_m: survey.nearest(place).map(|near| floor_sqrt(near.distance_squared)),
                })
                .collect();
            listed.sort_unstable_by(|a, b| a.worker_id.as_bytes().cmp(b.worker_id.as_bytes()));
            listed
        } else {
            Vec::new()
        };
        let threshold = u64::from(options.threshold);
        Ok(Coverage {
            generation: inner.generation,
            now: options.now,
            key_group_version: membership.version(),
            by: options.by,
            circles: options.circles.clone(),
            threshold: options.threshold,
            rows,
            areas: areas.list,
            without_place: without_place / threshold * threshold,
            outlets_without_place: outlets.without_place,
            gini: Inequality {
                total: balance.gini.total,
                between: balance.gini.between,
                within: balance.gini.within,
                overlap: balance.gini.overlap,
            },
            theil: Inequality {
                total: balance.theil.total,
                between: balance.theil.between,
                within: balance.theil.within,
                overlap: 0.0,
            },
            suggestions: suggestions
                .into_iter()
                .map(|site| SuggestedSite { gain: site.gain / threshold * threshold, ..site })
                .collect(),
            suggestion_bound: suggestion_bound / threshold * threshold,
            suggestions_optimal,
            outside,
        })
    }
}

fn refused(error: gigmatch_coverage::CoverageError) -> Error {
    Error::new(ErrorCode::InvalidOption, "the service circles cannot be measured").with_source(error)
}

/// Accessibility among people, grouped by the counties of their homes.
fn balanced(people: &[Person], scores: &[f64]) -> Result<Balance> {
    let counties: Vec<Option<DivisionCode>> =
        people.iter().map(|person| person.division.and_then(|code| code.at(DivisionLevel::County))).collect();
    let mut known = counties.clone();
    known.sort_unstable();
    known.dedup();
    let group: Vec<u32> = counties.iter().map(|county| narrow(known.partition_point(|other| other < county))).collect();
    balance(scores, &vec![1.0; scores.len()], &group, known.len()).map_err(refused)
}

/// Figures that are no counts, by area and group.
struct Figures {
    /// How many groups there are.
    width: usize,
    nearest: Medians,
    people: Vec<u64>,
    scores: Vec<f64>,
}

impl Figures {
    fn new(areas: &Areas, people: &[Person], distance_squared: &[u64], scores: &[f64]) -> Self {
        let width = groups().len();
        let mut near: Vec<(u32, u32)> = (0..)
            .zip(distance_squared)
            .filter(|(_, square)| **square != u64::MAX)
            .map(|(place, square)| (floor_sqrt(*square), place))
            .collect();
        near.sort_unstable();
        let values: Vec<(u32, u32, u32)> =
            near.iter().map(|(metres, place)| (*metres, 1, people[*place as usize].leaf)).collect();
        let nearest = Medians::new(areas, width, &values, |place| people[near[place].1 as usize].groups_told());
        let (mut counts, mut sums) = (vec![0_u64; areas.len() * width], vec![0.0_f64; areas.len() * width]);
        for (person, score) in people.iter().zip(scores) {
            for group in person.groups_told() {
                counts[person.leaf as usize * width + group as usize] += 1;
                sums[person.leaf as usize * width + group as usize] += score;
            }
        }
        areas.sum_up(&mut counts, width);
        areas.sum_up(&mut sums, width);
        Self { width, nearest, people: counts, scores: sums }
    }

    /// The mean accessibility of at least `least` people.
    fn accessibility(&self, area: u32, group: u32, least: u64) -> Option<f64> {
        let cell = area as usize * self.width + group as usize;
        let people = self.people[cell];
        #[expect(clippy::cast_precision_loss, reason = "people are fewer than 2^52")]
        (people >= least.max(1)).then(|| self.scores[cell] / people as f64)
    }
}

fn rows(
    options: &CoverageOptions,
    areas: &Areas,
    (inside, outside): (&Told, &Told),
    figures: &Figures,
    outlets: &[u64],
) -> Vec<CoverageRow> {
    let least = u64::from(options.threshold);
    let groups = groups();
    let mut rows = Vec::new();
    for area in 0..narrow(areas.len()) {
        for (place, &group) in (0..).zip(&groups) {
            let count = |told: &Told| people::told(told, area, place);
            let (within, beyond) = (count(inside), count(outside));
            let people = within + beyond;
            let is_all = group == CoverageGroup::All;
            if people == 0 && (!is_all || areas.list[area as usize].is_rest) {
                continue;
            }
            #[expect(clippy::cast_precision_loss, reason = "a share for reading")]
            let share = (people > 0).then(|| within as f64 / people as f64);
            let is_told = enough(people, 2, options.threshold);
            rows.push(CoverageRow {
                area,
                group,
                people,
                inside: within,
                share,
                median_nearest_m: figures
                    .nearest
                    .get(area, place, least)
                    .filter(|_| is_told)
                    .map(|metres| coarse_m(metres, options.threshold)),
                accessibility: figures
                    .accessibility(area, place, least)
                    .filter(|_| is_told)
                    .map(|mean| coarse_mean(mean, options.threshold)),
                outlets: is_all.then(|| outlets[area as usize]),
            });
        }
    }
    rows
}

/// The places that bring most of the people outside into a circle, what no choice exceeds, and whether this one is best.
fn suggested(
    options: &CoverageOptions,
    table: &DivisionTable,
    areas: &Areas,
    outside: &[[i32; 3]],
) -> Result<(Vec<SuggestedSite>, u64, bool)> {
    if options.suggest == 0 {
        return Ok((Vec::new(), 0, true));
    }
    let candidates: Vec<SuggestedSite> = if options.sites.is_empty() {
        outlets::centres(table, areas, &options.circles)
    } else {
        options.sites.iter().map(|site| outlets::given(site, &options.circles)).collect::<Result<_>>()?
    };
    let points = candidates.iter().map(|site| Point::from_wgs84(site.location).vector()).collect();
    let radii = candidates.iter().map(|site| site.radius_m).collect();
    let sites = Sites::new(points, radii).map_err(refused)?;
    let problem = Problem::new(&sites, outside, &vec![1; outside.len()]).map_err(refused)?;
    let choice = problem.choose(options.suggest, &ChoiceOptions::default());
    let chosen = choice
        .steps
        .iter()
        .map(|step| SuggestedSite { gain: step.gain, ..candidates[step.candidate as usize].clone() });
    Ok((chosen.collect(), choice.bound, choice.optimal))
}

/// Whether a division is in town: by its class, else by what kind of township its code says it is.
pub(crate) fn is_urban(table: &DivisionTable, division: Option<DivisionCode>) -> Place {
    let Some(code) = division else { return Place::Unknown };
    let around = std::iter::successors(Some(code), |code| code.parent());
    if let Some(class) = around.into_iter().find_map(|code| table.get(code)?.urban_rural) {
        return if class.is_urban() { Place::Urban } else { Place::Rural };
    }
    match code.at(DivisionLevel::Township) {
        // GB/T 10114: 001 to 099 are streets, 100 to 399 towns and townships.
        Some(township) => match township.padded() / 1_000 % 1_000 {
            1..=99 => Place::Urban,
            100..=399 => Place::Rural,
            _ => Place::Unknown,
        },
        None => Place::Unknown,
    }
}
