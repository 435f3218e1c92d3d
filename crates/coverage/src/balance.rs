//! How unequal numbers are, overall and between and within groups.
//!
//! **Problem.** Each row has a value `x_i >= 0` (accessibility, say), a weight `w_i >= 0` (people who have it) and a group
//! (a county). With `W` the sum of weights, `S` the sum of `w_i * x_i`, mean `m = S / W`, and for group `g` the share of
//! people `p_g` and of value `s_g`:
//!
//! - **Gini coefficient**: half the mean difference of two people drawn at random, over the mean,
//!   `G = sum over i, j of w_i * w_j * |x_i - x_j| / (2 * W^2 * m)`; 0 where all are equal, towards 1 where one has all.
//!   It is the population form: nothing is corrected for small samples, and a row of weight 2 is two rows of weight 1.
//! - **Theil T index**: `T = sum over i of (w_i / W) * (x_i / m) * ln(x_i / m)` with `0 * ln 0 = 0`; 0 where all are
//!   equal, `ln(W / w)` where the people of one row of weight `w` have all.
//!
//! **Between and within.** Theil's index falls apart exactly: `T = sum of s_g * ln(s_g / p_g) + sum of s_g * T_g`. The
//! Gini coefficient does not: the mean difference of two people of different groups also has to do with how far the
//! groups overlap. Its parts are *between*, the coefficient if everybody had the mean of the group; *within*, the sum of
//! `p_g * s_g * G_g`; and *overlap*, the rest, which is never below zero and is 0 where the ranges of the groups do not
//! overlap.
//!
//! **Nothing to compare.** Where there is no row, no weight or no value, nobody has less than anybody: all measures are 0,
//! and so is the mean.
//!
//! ```
//! use gigmatch_coverage::balance::balance;
//!
//! // Two towns of two people each.
//! let answer = balance(&[1.0, 3.0, 4.0, 8.0], &[1.0; 4], &[0, 0, 1, 1], 2)?;
//! assert_eq!(answer.gini.total, 22.0 / 64.0);
//! assert_eq!(answer.gini.between, 0.25);
//! // The richest of the first town has less than the poorest of the second.
//! assert!(answer.gini.overlap < 1e-15);
//! assert!((answer.theil.total - answer.theil.between - answer.theil.within).abs() < 1e-15);
//! # Ok::<(), gigmatch_coverage::CoverageError>(())
//! ```
//!
//! # References
//!
//! - C. Gini: *Variabilità e mutabilità* (1912), in the form for weighted data of F. A. Cowell: *Measuring Inequality*, 3rd
//!   edition, Oxford University Press (2011).
//! - H. Theil: *Economics and Information Theory*, North-Holland (1967); A. F. Shorrocks: *The class of additively
//!   decomposable inequality measures*, Econometrica 48(3), 613-625 (1980).
//! - N. Bhattacharya, B. Mahalanobis: *Regional disparities in household consumption in India*, Journal of the American
//!   Statistical Association 62(317), 143-161 (1967), for the three parts of the Gini coefficient.
//! - C. Dagum: *A new approach to the decomposition of the Gini income inequality ratio*, Empirical Economics 22,
//!   515-531 (1997), for what the rest means.

use rayon::prelude::*;

use crate::{
    CoverageError,
    error::{amounts, countable, same_length},
    index,
};

/// How unequal values are, in all and by group.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct Balance {
    /// The sum of weights.
    pub weight: f64,
    /// The mean value.
    pub mean: f64,
    /// The Gini coefficient and its parts.
    pub gini: Gini,
    /// The Theil T index and its parts.
    pub theil: Theil,
    /// By group.
    pub groups: Vec<Group>,
}

/// The Gini coefficient; its parts add up to the total but for rounding.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[non_exhaustive]
pub struct Gini {
    /// Between any two people.
    pub total: f64,
    /// Between the means of groups.
    pub between: f64,
    /// Within groups, each by its shares of people and of value.
    pub within: f64,
    /// The rest, by which groups overlap.
    pub overlap: f64,
}

/// The Theil T index; its parts add up to the total but for rounding.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[non_exhaustive]
pub struct Theil {
    /// Among all people.
    pub total: f64,
    /// Between the means of groups.
    pub between: f64,
    /// Within groups, each by its share of value.
    pub within: f64,
}

/// One group's people.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[non_exhaustive]
pub struct Group {
    /// The sum of weights.
    pub weight: f64,
    /// The mean value; 0 without weight.
    pub mean: f64,
    /// The Gini coefficient within the group.
    pub gini: f64,
    /// The Theil T index within the group.
    pub theil: f64,
    /// What the group adds to [`Theil::between`], below zero where it has less than its share.
    pub between: f64,
}

/// Measures values with weights, of which each row belongs to one of `groups` groups. Without groups, give one and
/// zeros.
///
/// Sorting runs on the rayon pool of the calling thread; the answer has the same bits whatever its size.
///
/// # Errors
///
/// Columns of different lengths; values and weights that are not finite or below zero, and sums of them that are not
/// finite; a row whose group is not there.
pub fn balance(values: &[f64], weights: &[f64], group: &[u32], groups: usize) -> Result<Balance, CoverageError> {
    countable("values", values.len())?;
    same_length(("values", values.len()), ("weights", weights.len()))?;
    same_length(("values", values.len()), ("groups", group.len()))?;
    amounts("value", values)?;
    amounts("the weight of row", weights)?;
    if let Some(row) = group.iter().position(|&group| group as usize >= groups) {
        return Err(CoverageError::Group { row, group: group[row], groups });
    }
    let mut order: Vec<u32> = (0..index(values.len())).collect();
    order.par_sort_unstable_by(|&a, &b| values[a as usize].total_cmp(&values[b as usize]).then(a.cmp(&b)));
    let sorted = || order.iter().map(|&row| row as usize);
    let pair = |row: usize| (values[row], weights[row]);

    let all = Measure::of(sorted().map(pair))?;
    let parts = by_group(groups, sorted().map(|row| (group[row], pair(row))))?;
    let mut means: Vec<(f64, f64)> = parts.iter().map(|part| (part.mean(), part.weight)).collect();
    means.sort_by(|a, b| a.0.total_cmp(&b.0));
    let between = Measure::of(means)?;

    let mut answer = Balance {
        weight: all.weight,
        mean: all.mean(),
        gini: Gini { total: all.gini, between: between.gini, ..Gini::default() },
        theil: Theil { total: all.theil, ..Theil::default() },
        groups: Vec::with_capacity(groups),
    };
    for part in &parts {
        let people = share(part.weight, all.weight);
        let value = share(part.sum, all.sum);
        let between = if value > 0.0 { value * (value / people).ln() } else { 0.0 };
        answer.gini.within += people * value * part.gini;
        answer.theil.within += value * part.theil;
        answer.theil.between += between;
        let (weight, mean, gini, theil) = (part.weight, part.mean(), part.gini, part.theil);
        answer.groups.push(Group { weight, mean, gini, theil, between });
    }
    let rest = answer.gini.total - answer.gini.between - answer.gini.within;
    answer.gini.overlap = rest.max(0.0);
    Ok(answer)
}

fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

/// The measures of one set of rows.
#[derive(Debug, Clone, Copy, Default)]
struct Measure {
    weight: f64,
    sum: f64,
    gini: f64,
    theil: f64,
}

impl Measure {
    /// Measures pairs of value and weight, by rising value.
    fn of(pairs: impl IntoIterator<Item = (f64, f64)> + Clone) -> Result<Self, CoverageError> {
        let mut measure = Self::default();
        for (value, weight) in pairs.clone() {
            measure.weight += weight;
            measure.sum += value * weight;
        }
        let mut running = Running::default();
        for (value, weight) in pairs {
            running.add(&measure, value, weight);
        }
        running.finish(measure)
    }

    fn mean(&self) -> f64 {
        share(self.sum, self.weight)
    }
}

/// Sums that need the totals known before.
#[derive(Debug, Clone, Copy, Default)]
struct Running {
    below: f64,
    gini: f64,
    theil: f64,
}

impl Running {
    /// The next greater value. The differences of a row to all others are its value as often as there are people below,
    /// less its value as often as there are people above.
    fn add(&mut self, totals: &Measure, value: f64, weight: f64) {
        let part = share(weight, totals.weight);
        let amount = share(value * weight, totals.sum);
        self.gini += amount * (2.0 * self.below + part - 1.0);
        self.below += part;
        if amount > 0.0 {
            self.theil += amount * (value / totals.mean()).ln();
        }
    }

    fn finish(self, totals: Measure) -> Result<Measure, CoverageError> {
        if !(totals.weight.is_finite() && totals.sum.is_finite() && self.theil.is_finite()) {
            return Err(CoverageError::Overflow { what: "values" });
        }
        // Where all are equal, rounding may leave less than nothing.
        Ok(Measure { gini: self.gini.max(0.0), theil: self.theil.max(0.0), ..totals })
    }
}

/// Measures each group, from rows by rising value.
fn by_group(
    groups: usize,
    rows: impl IntoIterator<Item = (u32, (f64, f64))> + Clone,
) -> Result<Vec<Measure>, CoverageError> {
    let mut measures = vec![Measure::default(); groups];
    for (group, (value, weight)) in rows.clone() {
        let measure = &mut measures[group as usize];
        measure.weight += weight;
        measure.sum += value * weight;
    }
    let mut running = vec![Running::default(); groups];
    for (group, (value, weight)) in rows {
        running[group as usize].add(&measures[group as usize], value, weight);
    }
    running.into_iter().zip(measures).map(|(running, totals)| running.finish(totals)).collect()
}
