//! Draws: one stream of random numbers for each record, so that a record does not depend on those before it.

use rand::RngExt;
use rand_distr::{StandardNormal, Zipf};
use rand_pcg::Pcg64;

/// What a stream is for; each has its own sequence.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stream {
    Places = 1,
    Worker,
    Posting,
    Outlet,
    Placement,
    Employer,
    Flaw,
}

/// The random numbers of one record.
pub(super) struct Draw(Pcg64);

impl Draw {
    /// The numbers that belong to the seed, the stream and the record's index.
    pub(super) fn new(seed: u64, stream: Stream, index: u64) -> Self {
        let high = mixed(seed ^ mixed(index));
        let low = mixed(high ^ index);
        Self(Pcg64::new(u128::from(high) << 64 | u128::from(low), stream as u128))
    }

    /// A whole number below `bound`, which is not 0.
    pub(super) fn below(&mut self, bound: u32) -> u32 {
        self.0.random_range(0..bound)
    }

    /// A whole number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: u32, high: u32) -> u32 {
        self.0.random_range(low..=high)
    }

    /// True in `permille` of a thousand draws.
    pub(super) fn chance(&mut self, permille: u32) -> bool {
        self.below(1_000) < permille
    }

    /// A number from 0 up to, but not including, 1.
    pub(super) fn unit(&mut self) -> f64 {
        self.0.random()
    }

    /// A number of the standard normal distribution.
    pub(super) fn normal(&mut self) -> f64 {
        self.0.sample(StandardNormal)
    }

    /// A positive number around its median; `sigma` is the standard deviation of its logarithm.
    pub(super) fn log_normal(&mut self, median: f64, sigma: f64) -> f64 {
        median * (sigma * self.normal()).exp()
    }

    /// A rank from 1 to `most` with a heavy tail; the larger the exponent the lighter.
    pub(super) fn zipf(&mut self, most: u32, exponent: f64) -> u32 {
        Zipf::new(f64::from(most.max(1)), exponent).map_or(1, |zipf| whole(self.0.sample(zipf)))
    }

    /// One of the items, of which there is at least one.
    pub(super) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.0.random_range(0..items.len())]
    }

    /// One of the items with a weight of their own each.
    pub(super) fn pick_weighted<'a, T>(&mut self, items: &'a [(u32, T)]) -> &'a T {
        let total = items.iter().map(|(weight, _)| weight).sum();
        let mut left = self.below(total);
        let chosen = items.iter().position(|(weight, _)| {
            let here = left < *weight;
            left = left.saturating_sub(*weight);
            here
        });
        &items[chosen.unwrap_or(0)].1
    }

    /// The place of an item by its running sum of weights.
    pub(super) fn weighted(&mut self, sums: &[f64]) -> usize {
        let at = self.unit() * sums.last().copied().unwrap_or_default();
        sums.partition_point(|sum| *sum <= at).min(sums.len().saturating_sub(1))
    }

    /// Up to `most` different items, in their order.
    pub(super) fn some<'a, T>(&mut self, items: &'a [T], most: usize) -> Vec<&'a T> {
        let mut left = most.min(items.len());
        let mut chosen = Vec::with_capacity(left);
        for (place, item) in items.iter().enumerate() {
            let candidates = u32::try_from(items.len() - place).unwrap_or(u32::MAX);
            if self.below(candidates) < u32::try_from(left).unwrap_or(u32::MAX) {
                chosen.push(item);
                left -= 1;
            }
        }
        chosen
    }
}

/// Running sums of weights.
pub(super) fn running_sums(weights: impl Iterator<Item = f64>) -> Vec<f64> {
    let add = |sum: &mut f64, weight: f64| {
        *sum += weight;
        Some(*sum)
    };
    weights.scan(0.0, add).collect()
}

/// The nearest whole number, kept within the type.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates, which is what is meant")]
pub(super) fn whole(number: f64) -> u32 {
    number.round() as u32
}

/// Spreads neighbouring numbers over all of `u64` (the finaliser of `SplitMix64`).
fn mixed(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ mixed >> 31
}
