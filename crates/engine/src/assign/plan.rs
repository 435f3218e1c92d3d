//! The answer: who takes which seat, why the others have none, and the proof.

use serde::Serialize;

use crate::{
    answer::{Failure, Provenance},
    record::KeyGroup,
};

/// Who takes which seat.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Plan {
    /// What made the answer.
    pub provenance: Provenance,
    /// The counts.
    pub summary: PlanSummary,
    /// Seats by occupation, by code; those without one last.
    pub by_occupation: Vec<OccupationSeats>,
    /// People by key group, those who are in none left out.
    pub by_key_group: Vec<KeyGroupSeats>,
    /// The seats that are given, by worker id, then by start.
    pub assignments: Vec<Assignment>,
    /// Everybody who took part and has no seat, by worker id.
    pub unassigned: Vec<Unassigned>,
    /// Every shift with seats left, by posting id, then by start.
    pub unfilled: Vec<Unfilled>,
    /// How good the plan is proven to be.
    pub proof: Proof,
}

/// The counts of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct PlanSummary {
    /// Active workers who pass the filters.
    pub workers: u64,
    /// Of them those with a seat.
    pub assigned: u64,
    /// Shifts with a free seat that pass the filters; a posting whose shifts are taken all together counts once.
    pub shifts: u64,
    /// Their free seats.
    pub seats: u64,
    /// Seats that the plan gives, those pinned among them.
    pub filled: u64,
    /// The sum of the scores of the given seats.
    pub score: u64,
    /// The sum of the distances from home to the given seats, in metres, where they are known.
    pub distance_m: u64,
    /// Given seats whose distance is known.
    pub placed: u64,
    /// Seats given to people of the key groups of the goal; 0 without one.
    pub key_group_seats: u64,
}

/// The seats of an occupation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct OccupationSeats {
    /// The code; absent for postings without one.
    pub code: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// Free seats.
    pub seats: u64,
    /// Of them those that are given.
    pub filled: u64,
}

/// The people of a key group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct KeyGroupSeats {
    /// The group.
    pub group: KeyGroup,
    /// Workers who take part.
    pub workers: u64,
    /// Of them those with a seat.
    pub assigned: u64,
}

/// One seat, given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Assignment {
    /// The worker.
    pub worker_id: String,
    /// The posting.
    pub posting_id: String,
    /// The shift; several where a posting's shifts are taken all together, the empty id for an open-ended posting.
    pub shifts: Vec<String>,
    /// The score of the pair, 0 to 100,000,000.
    pub score: u32,
    /// Distance in metres, where both places are known.
    pub distance_m: Option<u32>,
    /// Whether the caller had pinned it.
    pub pinned: bool,
}

/// Somebody without a seat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Unassigned {
    /// The worker.
    pub worker_id: String,
    /// Why.
    pub reason: UnassignedReason,
}

/// Why somebody has no seat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum UnassignedReason {
    /// No shift that takes part fits.
    NoEligibleSeat,
    /// The seat that fits best went to others.
    SeatsTaken {
        /// The posting that fits best.
        posting_id: String,
        /// Its shift that fits.
        shifts: Vec<String>,
        /// The score that the pair would have.
        score: u32,
        /// Who has the last of its seats: of those who hold one the one with the lowest score.
        held_by: String,
        /// Their score there.
        held_score: u32,
        /// Whether they fit less well there and have it because other people's seats depend on it.
        scarce: bool,
    },
    /// The seat that fits best is not for them: it is forbidden, overlaps recorded work or exceeds a cap on hours, its shift has
    /// too few people to work, or it would cost more than it gives.
    NotWorthwhile {
        /// The posting that fits best.
        posting_id: String,
        /// Its shift that fits.
        shifts: Vec<String>,
        /// The score that the pair would have.
        score: u32,
    },
}

/// A shift with seats left.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Unfilled {
    /// The posting.
    pub posting_id: String,
    /// The shift; see [`Assignment::shifts`].
    pub shifts: Vec<String>,
    /// Seats left.
    pub seats: u64,
    /// Why.
    pub reason: UnfilledReason,
}

/// Why a seat is left.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum UnfilledReason {
    /// Nobody is eligible.
    NobodyEligible {
        /// Who comes nearest, and what they lack; looked for where [`AssignOptions::nearest`](crate::AssignOptions::nearest) allows.
        nearest: Option<Nearest>,
    },
    /// Whoever is eligible has another seat, or has this one.
    PeopleElsewhere {
        /// Of those who have another seat the one who would fit best.
        worker_id: String,
        /// The score that the pair would have.
        score: u32,
    },
    /// All who are eligible are here already.
    AllAreHere,
    /// Fewer people than its least crew could be found for it.
    CrewTooSmall {
        /// The least crew.
        minimum_crew: u32,
    },
    /// Filling it would cost more than it gives.
    NotWorthwhile,
}

/// Somebody who is almost eligible.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Nearest {
    /// The worker.
    pub worker_id: String,
    /// The rules that fail.
    pub failures: Vec<Failure>,
}

/// What proves how good a plan is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Proof {
    /// What the plan is worth beside what is pinned: for each seat its score, more for people of a goal's key groups, less for congestion, and the weight of
    /// a filled seat of its priority.
    pub value: i128,
    /// No plan is worth more.
    pub bound: i128,
    /// Whether the value equals the bound.
    pub optimal: bool,
    /// The weight of a filled seat by priority, 1 first: more than all scores together; nothing where only scores count.
    pub seat_weights: Vec<i64>,
    /// How many edges the solver saw; the prices prove that no other eligible pair could improve the plan.
    pub edges: u64,
    /// How many times edges were looked for.
    pub rounds: u32,
    /// What each worker is worth to the plan, by worker id: dual prices, present where they prove the optimum.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub worker_prices: Vec<WorkerPrice>,
    /// What one more seat of each shift is worth to the plan, by posting id, then by start.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub seat_prices: Vec<SeatPrice>,
}

impl Proof {
    /// How much better another plan could be at most, as a share of the bound; 0 for an optimal plan.
    ///
    /// Where filled seats come first that is a share of seats, nearly.
    #[expect(clippy::cast_precision_loss, reason = "a figure to read")]
    pub fn gap(&self) -> f64 {
        if self.bound == 0 { 0.0 } else { (self.bound - self.value) as f64 / self.bound as f64 }
    }
}

/// The dual price of a worker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct WorkerPrice {
    /// The worker.
    pub worker_id: String,
    /// In the unit of [`Proof::value`].
    pub price: i64,
}

/// The dual price of a seat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SeatPrice {
    /// The posting.
    pub posting_id: String,
    /// The shift; see [`Assignment::shifts`].
    pub shifts: Vec<String>,
    /// Free seats, without those pinned.
    pub seats: u32,
    /// In the unit of [`Proof::value`].
    pub price: i64,
}
