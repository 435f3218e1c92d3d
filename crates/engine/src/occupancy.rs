//! Seats taken and hours committed, as an immutable, versioned argument of every question.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use jiff::Timestamp;

/// Seats taken by (posting, shift) and work recorded by (worker, employer).
///
/// It changes hourly without a reindex: build a new one and hand it to the next question. Its version is in every
/// answer made with it. [`Snapshot::occupancy`](crate::Snapshot::occupancy) builds one from the placements of a generation.
///
/// # Example
///
/// ```
/// use gigmatch::Occupancy;
///
/// let mut occupancy = Occupancy::new("2026-11-23T08:00");
/// occupancy.take("p1", "morning", 3);
/// assert_eq!(occupancy.taken("p1", "morning"), 3);
/// assert_eq!(occupancy.taken("p1", "evening"), 0);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Occupancy {
    version: String,
    taken: HashMap<String, HashMap<String, u32, RandomState>, RandomState>,
    commitments: HashMap<String, Vec<Commitment>, RandomState>,
}

/// Work of one worker that is recorded as taken or worked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commitment {
    /// What identifies the employer.
    pub employer: String,
    /// First instant of work.
    pub start: Timestamp,
    /// First instant after work.
    pub end: Timestamp,
}

impl Occupancy {
    /// All seats free, nobody committed; `version` names it in answers.
    pub fn new(version: impl Into<String>) -> Self {
        Self { version: version.into(), ..Self::default() }
    }

    /// Takes `seats` more seats of a shift (the empty shift id for an open-ended posting).
    pub fn take(&mut self, posting_id: impl Into<String>, shift_id: impl Into<String>, seats: u32) {
        let taken = self.taken.entry(posting_id.into()).or_default().entry(shift_id.into()).or_default();
        *taken = taken.saturating_add(seats);
    }

    /// Records work of a worker with an employer.
    pub fn commit(
        &mut self,
        worker_id: impl Into<String>,
        employer: impl Into<String>,
        start: Timestamp,
        end: Timestamp,
    ) {
        let commitment = Commitment { employer: employer.into(), start, end };
        self.commitments.entry(worker_id.into()).or_default().push(commitment);
    }

    /// Forgets recorded work of a worker.
    pub(crate) fn retain_commitments(&mut self, worker_id: &str, keep: impl FnMut(&Commitment) -> bool) {
        if let Some(commitments) = self.commitments.get_mut(worker_id) {
            commitments.retain(keep);
        }
    }

    /// The version that answers name.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Seats taken of a shift.
    pub fn taken(&self, posting_id: &str, shift_id: &str) -> u32 {
        self.taken.get(posting_id).and_then(|shifts| shifts.get(shift_id)).copied().unwrap_or(0)
    }

    /// Recorded work of a worker, in the order in which it was recorded.
    pub fn commitments(&self, worker_id: &str) -> &[Commitment] {
        self.commitments.get(worker_id).map_or(&[], Vec::as_slice)
    }
}
