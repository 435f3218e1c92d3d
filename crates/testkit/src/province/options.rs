//! What a province is generated from.

use gigmatch::record::Timestamp;

/// Seed, place and size of a [`Province`](super::Province).
///
/// # Example
///
/// ```
/// use gigmatch_testkit::province::ProvinceOptions;
///
/// let options = ProvinceOptions::default().with_seed(7).with_workers(1_000_000).with_postings(100_000);
/// assert_eq!(options.province, "14");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProvinceOptions {
    /// The same seed gives the same records; another one gives others.
    pub seed: u64,
    /// Two-digit code of the province; Shanxi (`14`) by default.
    pub province: String,
    /// Six-digit codes of the counties that are used; all of the province where empty.
    pub counties: Vec<String>,
    /// How many workers there are.
    pub workers: usize,
    /// How many postings there are.
    pub postings: usize,
    /// How many outlets there are.
    pub outlets: usize,
    /// How many placements are written to files.
    pub placements: usize,
    /// The instant at which the market is seen: ads were published before it, shifts start after it.
    pub now: Timestamp,
    /// How many of a thousand optional fields (place, birth date, pay, availability, ...) are left out beyond
    /// those that people usually leave out; at most 1,000.
    pub missing_permille: u32,
}

/// 2026-11-24T05:00+08:00, a Tuesday.
const DEFAULT_NOW_MS: i64 = 1_795_467_600_000;

impl Default for ProvinceOptions {
    /// 10,000 workers, 1,000 postings and 50 outlets in Shanxi on 2026-11-24 at 05:00.
    fn default() -> Self {
        Self {
            seed: 1,
            province: "14".to_owned(),
            counties: Vec::new(),
            workers: 10_000,
            postings: 1_000,
            outlets: 50,
            placements: 0,
            now: Timestamp::from_millisecond(DEFAULT_NOW_MS).unwrap_or_default(),
            missing_permille: 20,
        }
    }
}

impl ProvinceOptions {
    /// Sets the seed.
    pub fn with_seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Sets the province by its two-digit code.
    pub fn with_province(mut self, code: impl Into<String>) -> Self {
        self.province = code.into();
        self
    }

    /// Keeps to these counties of the province, by their six-digit codes.
    pub fn with_counties<T: Into<String>>(mut self, codes: impl IntoIterator<Item = T>) -> Self {
        self.counties = codes.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the number of workers.
    pub fn with_workers(mut self, workers: usize) -> Self {
        self.workers = workers;
        self
    }

    /// Sets the number of postings.
    pub fn with_postings(mut self, postings: usize) -> Self {
        self.postings = postings;
        self
    }

    /// Sets the number of outlets.
    pub fn with_outlets(mut self, outlets: usize) -> Self {
        self.outlets = outlets;
        self
    }

    /// Sets the number of placements that are written to files.
    pub fn with_placements(mut self, placements: usize) -> Self {
        self.placements = placements;
        self
    }

    /// Sets the instant at which the market is seen.
    pub fn with_now(mut self, now: Timestamp) -> Self {
        self.now = now;
        self
    }

    /// Sets how many of a thousand optional fields are left out on top of the usual.
    pub fn with_missing_permille(mut self, permille: u32) -> Self {
        self.missing_permille = permille.min(1_000);
        self
    }
}
