//! How much supply there is for each point, shared with everybody else who is near.
//!
//! **Problem.** Counting the seats of the stations within reach tells a town centre and a crowded suburb the same. The
//! enhanced two-step floating catchment area (E2SFCA) asks twice. First, of each site `j`: how much of its supply `S_j`
//! falls to one unit of demand `D_k` around it, near ones counting for more than far ones,
//!
//! ```text
//! R_j = S_j / sum over points k of W(d_kj) * D_k
//! ```
//!
//! and then, of each point `i`: what do the sites around it offer together,
//!
//! ```text
//! A_i = sum over sites j of W(d_ij) * R_j
//! ```
//!
//! `W` is a weight by zone of distance, 0 beyond the last zone. With one zone of weight 1 this is the original method
//! (2SFCA). Weighted by demand, the `A_i` add up to the supply of all sites that have any demand around them: the method
//! shares supply out and adds none.
//!
//! **Convention.** A pair of site and point has the weight of the first zone whose limit is not below its distance: the
//! upper limit belongs to the zone, compared as squares. This is `weights.step_fn` of the Python package
//! [access](https://pypi.org/project/access/), whose `two_stage_fca` with such a function and no `max_cost` (which
//! excludes its limit) gives the same numbers; it leaves out points without any site in reach, which are 0 here, and
//! divides by zero at sites without demand in reach, whose ratio is 0 here.
//!
//! ```
//! use gigmatch_coverage::{Sites, accessibility::{Zone, two_step}};
//!
//! // A station with 6 seats on a road; 10 people live beside it and 10 more at 5 km, who count half.
//! let sites = Sites::new(vec![[0, 0, 0]], vec![0])?;
//! let zones = [Zone { limit_m: 2_000, weight: 1.0 }, Zone { limit_m: 5_000, weight: 0.5 }];
//! let people = [[0, 0, 0], [5_000, 0, 0], [5_001, 0, 0]];
//! let answer = two_step(&sites, &[6.0], &people, &[10.0, 10.0, 99.0], &zones)?;
//! assert_eq!(answer.ratios, [6.0 / 15.0]);
//! assert_eq!(answer.scores, [0.4, 0.2, 0.0]);
//! # Ok::<(), gigmatch_coverage::CoverageError>(())
//! ```
//!
//! **Cost.** Every pair of a point and a site within the last zone is visited twice; nothing of the pairs is kept.
//! People at one place can be put together into one point with their number as its demand, which changes nothing.
//!
//! # References
//!
//! - W. Luo, F. Wang: *Measures of spatial accessibility to health care in a GIS environment: synthesis and a case study in
//!   the Chicago region*, Environment and Planning B 30(6), 865-884 (2003).
//! - W. Luo, Y. Qi: *An enhanced two-step floating catchment area (E2SFCA) method for measuring spatial accessibility to
//!   primary care physicians*, Health & Place 15(4), 1100-1107 (2009).

use std::ops::Range;

use rayon::prelude::*;

use crate::{
    CoverageError, Point, Sites, distance_squared,
    error::{amounts, same_length},
};

/// A ring of distances and what a pair in it counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Zone {
    /// The greatest distance in metres, which belongs to the zone; more than 94,906 km, seven times through the earth, is as
    /// good as that.
    pub limit_m: u32,
    /// What a pair at such a distance counts, usually 1 in the first zone and less in each further one.
    pub weight: f64,
}

/// The answer of both steps.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct Accessibility {
    /// By site: supply for each unit of weighted demand; 0 where no weighted demand is in reach.
    pub ratios: Vec<f64>,
    /// By point: the weighted sum of the ratios of the sites in reach.
    pub scores: Vec<f64>,
}

/// Both steps: `supply` by site, `demand` by point, zones by rising limit. The circles of the sites play no part.
///
/// Runs on the rayon pool of the calling thread, and gives the same bits whatever its size.
///
/// # Errors
///
/// Columns of different lengths; supply, demand and weights that are not finite or below zero, and sums of them that are
/// not finite; zones that are none or do not rise.
pub fn two_step(
    sites: &Sites,
    supply: &[f64],
    points: &[Point],
    demand: &[f64],
    zones: &[Zone],
) -> Result<Accessibility, CoverageError> {
    same_length(("sites", sites.len()), ("supplies", supply.len()))?;
    same_length(("points", points.len()), ("demands", demand.len()))?;
    amounts("supply", supply)?;
    amounts("demand", demand)?;
    let weights = Weights::new(zones)?;
    let shared = weighted_demand(sites, points, demand, &weights);
    if shared.iter().any(|sum| !sum.is_finite()) {
        return Err(CoverageError::Overflow { what: "weighted demand" });
    }
    let ratios: Vec<f64> =
        supply.iter().zip(&shared).map(|(&supply, &demand)| if demand > 0.0 { supply / demand } else { 0.0 }).collect();
    let mut scores = vec![0.0; points.len()];
    scores.par_chunks_mut(BLOCK).zip(points.par_chunks(BLOCK)).for_each(|(scores, points)| {
        let mut around = Around::new(&weights);
        for run in runs(points, weights.last_m) {
            around.look(sites, &points[run.clone()]);
            for (score, &point) in scores[run.clone()].iter_mut().zip(&points[run]) {
                around.weigh(point);
                *score = around
                    .weights
                    .iter()
                    .zip(&around.sites)
                    .map(|(weight, &site)| weight * ratios[site as usize])
                    .sum();
            }
        }
    });
    if scores.iter().chain(&ratios).any(|number| !number.is_finite()) {
        return Err(CoverageError::Overflow { what: "ratios" });
    }
    Ok(Accessibility { ratios, scores })
}

/// The greatest limit whose square is exact as a float: seven times the diameter of the earth.
const EXACT_M: u32 = 94_906_265;

/// Points of one task.
const BLOCK: usize = 4_096;

/// The first step's sums, by site. Blocks of points are added up each for itself and then one after the other; where
/// they begin depends on the number of points alone.
fn weighted_demand(sites: &Sites, points: &[Point], demand: &[f64], weights: &Weights) -> Vec<f64> {
    const BLOCKS: usize = 64;
    let block = points.len().div_ceil(BLOCKS).max(BLOCK);
    let sums: Vec<Vec<f64>> = points
        .par_chunks(block)
        .zip(demand.par_chunks(block))
        .map(|(points, demand)| {
            let mut sums = vec![0.0; sites.len()];
            let mut around = Around::new(weights);
            for run in runs(points, weights.last_m) {
                around.look(sites, &points[run.clone()]);
                around.sums.clear();
                around.sums.resize(around.sites.len(), 0.0);
                for (&point, &demand) in points[run.clone()].iter().zip(&demand[run]) {
                    around.add(point, demand);
                }
                for (&site, sum) in around.sites.iter().zip(&around.sums) {
                    sums[site as usize] += sum;
                }
            }
            sums
        })
        .collect();
    let mut total = vec![0.0; sites.len()];
    for block in sums {
        for (total, sum) in total.iter_mut().zip(block) {
            *total += sum;
        }
    }
    total
}

/// Cuts points into runs of neighbours, so near one another that they have nearly the same sites around them.
fn runs(points: &[Point], limit_m: u32) -> impl Iterator<Item = Range<usize>> {
    const MOST: usize = 512;
    let side = i64::from(limit_m / 4);
    let mut start = 0;
    std::iter::from_fn(move || {
        let (mut least, mut most) = (*points.get(start)?, *points.get(start)?);
        let mut is_near = |point: &Point| {
            for axis in 0..3 {
                least[axis] = least[axis].min(point[axis]);
                most[axis] = most[axis].max(point[axis]);
            }
            (0..3).all(|axis| i64::from(most[axis]) - i64::from(least[axis]) <= side)
        };
        let run = points[start..].iter().take(MOST).take_while(|point| is_near(point)).count().max(1);
        start += run;
        Some(start - run..start)
    })
}

/// The sites around a run of points. All of them are measured from each point, many at a time: whole numbers below 2^53
/// are exact as floats.
struct Around<'a> {
    zones: &'a [(f64, f64)],
    last_m: u32,
    sites: Vec<u32>,
    places: [Vec<f64>; 3],
    /// The weights of the last point asked about.
    weights: Vec<f64>,
    /// What each site's people need.
    sums: Vec<f64>,
}

impl<'a> Around<'a> {
    fn new(weights: &'a Weights) -> Self {
        let (sites, places) = (Vec::new(), Default::default());
        Self { zones: &weights.zones, last_m: weights.last_m, sites, places, weights: Vec::new(), sums: Vec::new() }
    }

    /// Lists the sites that may be within the last limit of any of some points.
    fn look(&mut self, sites: &Sites, points: &[Point]) {
        let first = points[0];
        let widest = points.iter().map(|&point| distance_squared(first, point)).max().unwrap_or(0);
        // From the first point, every site that another one can reach is at most so far; rounded up.
        let reach = u64::from(self.last_m) + widest.isqrt() + 1;
        self.sites.clear();
        self.places.iter_mut().for_each(Vec::clear);
        let (list, places) = (&mut self.sites, &mut self.places);
        sites.within(first, reach.saturating_mul(reach), |site, _| {
            list.push(site);
            for (axis, places) in places.iter_mut().enumerate() {
                places.push(f64::from(sites.points()[site as usize][axis]));
            }
        });
    }

    /// Finds the weight of each listed site for a point.
    fn weigh(&mut self, point: Point) {
        let here = point.map(f64::from);
        self.weights.clear();
        let [first, second, third] = &self.places;
        let squares = first.iter().zip(second).zip(third).map(|((&first, &second), &third)| {
            let (first, second, third) = (first - here[0], second - here[1], third - here[2]);
            first * first + second * second + third * third
        });
        self.weights.extend(squares);
        for weight in &mut self.weights {
            let square = *weight;
            let mut found = 0.0;
            // The nearest zone stands first and has the last word.
            for &(limit, of_zone) in self.zones.iter().rev() {
                found = if square <= limit { of_zone } else { found };
            }
            *weight = found;
        }
    }

    /// Adds what somebody needs to each listed site.
    fn add(&mut self, point: Point, demand: f64) {
        self.weigh(point);
        for (sum, weight) in self.sums.iter_mut().zip(&self.weights) {
            *sum += weight * demand;
        }
    }
}

/// Weights by the square of the distance.
struct Weights {
    /// Squares of limits, rising, with the weights up to them.
    zones: Vec<(f64, f64)>,
    /// The last limit.
    last_m: u32,
}

impl Weights {
    fn new(zones: &[Zone]) -> Result<Self, CoverageError> {
        let Some(last) = zones.last() else { return Err(CoverageError::NoZones) };
        for (before, pair) in zones.windows(2).enumerate() {
            let (before_m, limit_m) = (pair[0].limit_m, pair[1].limit_m);
            if limit_m <= before_m {
                return Err(CoverageError::Zones { zone: before + 1, limit_m, before_m });
            }
        }
        let weights: Vec<f64> = zones.iter().map(|zone| zone.weight).collect();
        amounts("the weight of zone", &weights)?;
        Ok(Self {
            zones: zones
                .iter()
                .map(|zone| {
                    let limit = f64::from(zone.limit_m.min(EXACT_M));
                    (limit * limit, zone.weight)
                })
                .collect(),
            last_m: last.limit_m.min(EXACT_M),
        })
    }
}
