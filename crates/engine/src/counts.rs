//! Counts of people in areas and categories, and how they are protected.

use gigmatch_disclosure as disclosure;

use crate::{Error, ErrorCode, Result, areas::Areas};

/// People counted by smallest area, and each of them once in every breakdown.
pub(crate) struct Population {
    areas: usize,
    totals: Vec<u64>,
    breakdowns: Vec<Breakdown>,
}

struct Breakdown {
    width: usize,
    /// By area, then by category.
    cells: Vec<u64>,
}

/// Counts as they may be told, in every area.
pub(crate) struct Told {
    totals: Vec<u64>,
    breakdowns: Vec<Breakdown>,
}

impl Population {
    /// Nobody yet, in breakdowns of so many categories.
    pub(crate) fn new(areas: &Areas, widths: &[usize]) -> Self {
        let breakdown = |width: &usize| Breakdown { width: *width, cells: vec![0; areas.len() * width] };
        Self { areas: areas.len(), totals: vec![0; areas.len()], breakdowns: widths.iter().map(breakdown).collect() }
    }

    /// Counts somebody who lives in a smallest area, in one category of each breakdown.
    pub(crate) fn count(&mut self, leaf: u32, categories: impl IntoIterator<Item = u32>) {
        self.add(leaf, 1, categories);
    }

    /// Counts so many at once.
    pub(crate) fn add(&mut self, leaf: u32, number: u64, categories: impl IntoIterator<Item = u32>) {
        self.totals[leaf as usize] += number;
        for (breakdown, category) in self.breakdowns.iter_mut().zip(categories) {
            breakdown.cells[leaf as usize * breakdown.width + category as usize] += number;
        }
    }

    /// The counts of all areas, rounded so that none below `threshold` can be found out; 1 leaves them as they are. Without a
    /// seed, the counts are their own.
    pub(crate) fn told(&self, areas: &Areas, threshold: u32, seed: Option<u128>) -> Result<Told> {
        let failed = |error: disclosure::DisclosureError| {
            Error::new(ErrorCode::InvalidOption, "the counts cannot be protected").with_source(error)
        };
        let tree = disclosure::Tree::new(areas.list.iter().map(|area| area.parent).collect()).map_err(failed)?;
        let leaves: Vec<usize> = tree.leaves().iter().map(|leaf| *leaf as usize).collect();
        debug_assert!(
            (0..self.areas).all(|place| self.totals[place] == 0 || leaves.contains(&place)),
            "people are counted in smallest areas"
        );
        let of_leaves = |cells: &[u64], width: usize| -> Vec<u64> {
            leaves.iter().flat_map(|leaf| cells[leaf * width..(leaf + 1) * width].to_vec()).collect()
        };
        let totals = of_leaves(&self.totals, 1);
        let breakdowns: Vec<disclosure::Breakdown> = self
            .breakdowns
            .iter()
            .map(|breakdown| disclosure::Breakdown::new(breakdown.width, of_leaves(&breakdown.cells, breakdown.width)))
            .collect();
        let seed = seed.unwrap_or_else(|| disclosure::seed_of(&totals, &breakdowns));
        let options = disclosure::Options::new(threshold, seed);
        let protected = disclosure::protect(&tree, &totals, &breakdowns, &options).map_err(failed)?;
        let places = 0..narrow(self.areas);
        let told = |(number, breakdown): (usize, &Breakdown)| Breakdown {
            width: breakdown.width,
            cells: places.clone().flat_map(|place| protected.row(number, place).to_vec()).collect(),
        };
        Ok(Told {
            totals: protected.totals().to_vec(),
            breakdowns: self.breakdowns.iter().enumerate().map(told).collect(),
        })
    }
}

/// Refuses a threshold of nothing, and one so great that little would be told.
pub(crate) fn check_threshold(threshold: u32) -> Result<()> {
    if (1..=1_000).contains(&threshold) {
        return Ok(());
    }
    Err(Error::out_of_range("threshold", threshold, "1 to 1000"))
}

/// How many of a published count there must be for a statistic beside it: a count that is the sum of so many protected ones
/// is less than the threshold away from the truth for each of them, so that at least the threshold is left. With a threshold
/// of 1 any count will do.
pub(crate) fn enough(told: u64, populations: u64, threshold: u32) -> bool {
    told >= if threshold == 1 { 1 } else { (populations + 1) * u64::from(threshold) }
}

/// Metres of people's ways in steps of a hundred where counts are protected, so that nobody's own way is told.
pub(crate) fn coarse_m(metres: u32, threshold: u32) -> u32 {
    if threshold == 1 { metres } else { metres.saturating_add(50) / 100 * 100 }
}

/// A mean of people in two significant digits where counts are protected, so that it does not tell how many they are.
pub(crate) fn coarse_mean(mean: f64, threshold: u32) -> f64 {
    if threshold == 1 || mean <= 0.0 || !mean.is_finite() {
        return mean;
    }
    let step = 10_f64.powf(mean.log10().floor() - 1.0);
    (mean / step).round() * step
}

impl Told {
    pub(crate) fn total(&self, area: u32) -> u64 {
        self.totals[area as usize]
    }

    /// All counts of a breakdown, by area, then by category.
    pub(crate) fn cells(&self, breakdown: usize) -> &[u64] {
        &self.breakdowns[breakdown].cells
    }

    pub(crate) fn count(&self, breakdown: usize, area: u32, category: u32) -> u64 {
        let breakdown = &self.breakdowns[breakdown];
        breakdown.cells[area as usize * breakdown.width + category as usize]
    }
}

/// The weighted medians of values in all areas and categories; each value stands in one smallest area and some categories.
///
/// The lower median: the least value that at least half of the weight does not exceed.
pub(crate) struct Medians {
    width: usize,
    weights: Vec<u64>,
    values: Vec<u32>,
}

impl Medians {
    /// Of values in the order of their size, each with its weight.
    pub(crate) fn new<C: IntoIterator<Item = u32>>(
        areas: &Areas,
        width: usize,
        in_order: &[(u32, u32, u32)],
        categories: impl Fn(usize) -> C,
    ) -> Self {
        let mut made = Self { width, weights: vec![0; areas.len() * width], values: vec![0; areas.len() * width] };
        let mut for_each = |tell: &mut dyn FnMut(&mut Self, usize, u32, u32)| {
            for (place, (value, weight, leaf)) in in_order.iter().enumerate() {
                for category in categories(place) {
                    for area in areas.path(*leaf) {
                        tell(&mut made, area as usize * width + category as usize, *value, *weight);
                    }
                }
            }
        };
        for_each(&mut |made, cell, _, weight| made.weights[cell] += u64::from(weight));
        let mut passed = vec![0_u64; areas.len() * width];
        for_each(&mut |made, cell, value, weight| {
            let half = made.weights[cell].div_ceil(2);
            if passed[cell] < half && passed[cell] + u64::from(weight) >= half {
                made.values[cell] = value;
            }
            passed[cell] += u64::from(weight);
        });
        made
    }

    /// The median, where the weight is at least `least` and not nothing.
    pub(crate) fn get(&self, area: u32, category: u32, least: u64) -> Option<u32> {
        let cell = area as usize * self.width + category as usize;
        (self.weights[cell] >= least.max(1)).then(|| self.values[cell])
    }
}

/// Places among areas and categories, which are few.
pub(crate) fn narrow(number: usize) -> u32 {
    u32::try_from(number).expect("areas and categories are fewer than 2^32")
}
