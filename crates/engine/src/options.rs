//! What a caller may ask of a match: time, number, weights, occupancy, filters, limits.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Instant,
};

use jiff::Timestamp;
use rayon::ThreadPool;

use crate::{Error, ErrorCode, Result, filter::Filter, occupancy::Occupancy, weights::Weights};

/// A flag that stops long calls from another thread; clones share it.
///
/// # Example
///
/// ```
/// let flag = gigmatch::CancelFlag::new();
/// let other = flag.clone();
/// other.cancel();
/// assert!(flag.is_cancelled());
/// ```
#[derive(Debug, Clone, Default)]
pub struct CancelFlag(Arc<AtomicBool>);

impl CancelFlag {
    /// A flag that is not raised.
    pub fn new() -> Self {
        Self::default()
    }

    /// Raises the flag.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether the flag is raised.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Stops work between its steps.
    ///
    /// # Errors
    ///
    /// `cancelled` where the flag is raised.
    pub fn check(&self) -> Result<()> {
        if self.is_cancelled() {
            return Err(Error::new(ErrorCode::Cancelled, "the call was cancelled"));
        }
        Ok(())
    }
}

/// Told how many subjects of a long call are done, and of how many.
pub type Progress = Arc<dyn Fn(usize, usize) + Send + Sync>;

/// The figures of the hard rules that change with law and place.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct RuleSettings {
    /// Names this set of figures in every answer.
    pub version: String,
    /// Least age for any work, in years.
    pub minimum_age: u32,
    /// Least age for hazardous work, in years.
    pub hazardous_minimum_age: u32,
    /// Most hours a week with one employer for part-time workers.
    pub part_time_weekly_hours: u32,
}

impl Default for RuleSettings {
    /// 16 and 18 years (Labour Law art. 15 and 58), 24 hours a week with one employer (Labour Contract Law art. 68).
    fn default() -> Self {
        Self { version: "cn-2026".to_owned(), minimum_age: 16, hazardous_minimum_age: 18, part_time_weekly_hours: 24 }
    }
}

/// Options of every call that matches or explains.
///
/// # Example
///
/// ```
/// use gigmatch::MatchOptions;
///
/// let now = "2026-11-23T08:00:00+08:00".parse().unwrap();
/// let options = MatchOptions::at(now).top(5);
/// assert_eq!(options.top, 5);
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct MatchOptions {
    /// The time the question is asked for. Nothing in ranking reads a clock.
    pub now: Timestamp,
    /// How many hits each subject gets at most; at least 1.
    pub top: usize,
    /// Weights and blend.
    pub weights: Weights,
    /// Figures of the hard rules.
    pub rules: RuleSettings,
    /// Seats taken and hours committed; absent means that all seats are free and nobody has committed hours.
    pub occupancy: Option<Arc<Occupancy>>,
    /// Filters; a pair must pass all of them.
    pub filters: Vec<Filter>,
    /// When to give up.
    pub deadline: Option<Instant>,
    /// How to stop from outside.
    pub cancel: Option<CancelFlag>,
    /// Told of the progress of long calls, in subjects of `match_all`, postings of `assign` and people of `report`,
    /// `assist` and `job_lists`. Calls of several rounds begin anew with each, at 0: `assign` ends with people and
    /// `report` with postings, and nothing is told while prices are found.
    pub progress: Option<Progress>,
    /// The pool to work in; absent is the engine's own.
    pub pool: Option<Arc<ThreadPool>>,
}

impl MatchOptions {
    /// The defaults (ten hits, default weights, all seats free) at the instant `now`.
    pub fn at(now: Timestamp) -> Self {
        Self {
            now,
            top: 10,
            weights: Weights::default(),
            rules: RuleSettings::default(),
            occupancy: None,
            filters: Vec::new(),
            deadline: None,
            cancel: None,
            progress: None,
            pool: None,
        }
    }

    /// At most `top` hits for each subject.
    pub fn top(mut self, top: usize) -> Self {
        self.top = top;
        self
    }

    /// Other weights.
    pub fn weights(mut self, weights: Weights) -> Self {
        self.weights = weights;
        self
    }

    /// Seats taken and hours committed.
    pub fn occupancy(mut self, occupancy: Arc<Occupancy>) -> Self {
        self.occupancy = Some(occupancy);
        self
    }

    /// One more filter.
    pub fn filter(mut self, filter: Filter) -> Self {
        self.filters.push(filter);
        self
    }

    /// Stops with `deadline.exceeded` once `deadline` has passed.
    pub fn deadline(mut self, deadline: Instant) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Stops with `cancelled` once the flag is raised.
    pub fn cancel(mut self, cancel: CancelFlag) -> Self {
        self.cancel = Some(cancel);
        self
    }

    /// Reports progress to a callback, which is called from worker threads.
    pub fn progress(mut self, progress: Progress) -> Self {
        self.progress = Some(progress);
        self
    }

    /// Works in the caller's pool.
    pub fn pool(mut self, pool: Arc<ThreadPool>) -> Self {
        self.pool = Some(pool);
        self
    }

    /// Stops the call where the caller no longer wants an answer.
    pub(crate) fn check_limits(&self) -> Result<()> {
        if let Some(cancel) = &self.cancel {
            cancel.check()?;
        }
        if self.deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            return Err(Error::new(ErrorCode::DeadlineExceeded, "the deadline has passed"));
        }
        Ok(())
    }
}

/// Counts what is done of a whole, in parallel, and tells the callback.
pub(crate) struct Tally<'a> {
    progress: Option<&'a Progress>,
    done: AtomicUsize,
    all: usize,
}

impl<'a> Tally<'a> {
    pub(crate) fn new(options: &'a MatchOptions, all: usize) -> Self {
        let tally = Self { progress: options.progress.as_ref(), done: AtomicUsize::new(0), all };
        tally.add(0);
        tally
    }

    pub(crate) fn add(&self, more: usize) {
        if let Some(progress) = self.progress {
            progress(self.done.fetch_add(more, Ordering::Relaxed) + more, self.all);
        }
    }
}

impl std::fmt::Debug for MatchOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MatchOptions")
            .field("now", &self.now)
            .field("top", &self.top)
            .field("weights", &self.weights)
            .field("rules", &self.rules)
            .field("occupancy", &self.occupancy.as_ref().map(|occupancy| occupancy.version()))
            .field("filters", &self.filters)
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}
