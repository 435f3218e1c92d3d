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

use rayon::prelude::*;

use crate::{
    CoverageError, Point, Sites,
    error::{amounts, same_length},
    squared,
};

/// A ring of distances and what a pair in it counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Zone {
    /// The greatest distance in metres, which belongs to the zone.
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
    let score = |&point: &Point| {
        let mut sum = 0.0;
        weights.each(sites, point, |site, weight| sum += weight * ratios[site]);
        sum
    };
    let scores: Vec<f64> = points.par_iter().map(score).collect();
    if scores.iter().chain(&ratios).any(|number| !number.is_finite()) {
        return Err(CoverageError::Overflow { what: "ratios" });
    }
    Ok(Accessibility { ratios, scores })
}

/// The first step's sums, by site. Blocks of points are added up each for itself and then one after the other; where
/// they begin depends on the number of points alone.
fn weighted_demand(sites: &Sites, points: &[Point], demand: &[f64], weights: &Weights) -> Vec<f64> {
    const BLOCKS: usize = 64;
    const LEAST: usize = 1_024;
    let block = points.len().div_ceil(BLOCKS).max(LEAST);
    let sums: Vec<Vec<f64>> = points
        .par_chunks(block)
        .zip(demand.par_chunks(block))
        .map(|(points, demand)| {
            let mut sums = vec![0.0; sites.len()];
            for (&point, &demand) in points.iter().zip(demand) {
                weights.each(sites, point, |site, weight| sums[site] += weight * demand);
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

/// Weights by the square of the distance.
struct Weights {
    /// Squares of limits, rising, with the weights up to them.
    zones: Vec<(u64, f64)>,
    /// The last limit's square.
    last: u64,
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
            zones: zones.iter().map(|zone| (squared(zone.limit_m), zone.weight)).collect(),
            last: squared(last.limit_m),
        })
    }

    /// Shows the sites around a point with their weights.
    #[inline]
    fn each(&self, sites: &Sites, point: Point, mut show: impl FnMut(usize, f64)) {
        sites.within(point, self.last, |site, distance| {
            let zone = self.zones.iter().find(|zone| distance <= zone.0);
            show(site as usize, zone.map_or(0.0, |zone| zone.1));
        });
    }
}
