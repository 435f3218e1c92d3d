//! Placements: who took which shift, and what became of it.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Vocabulary;

/// How far a placement has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PlacementStatus {
    /// The seat is taken, the work is to come.
    #[default]
    Taken,
    /// The work was done.
    Worked,
    /// The worker did not come.
    NotShown,
    /// Called off; the seat is free again.
    Cancelled,
}

impl PlacementStatus {
    /// Whether the placement occupies a seat and counts towards hour caps: `taken` and `worked` do.
    pub fn holds_seat(self) -> bool {
        matches!(self, Self::Taken | Self::Worked)
    }
}

impl Vocabulary for PlacementStatus {
    const WORDS: &'static [(Self, &'static [&'static str])] = &[
        (Self::Taken, &["taken", "已报名", "已录用"]),
        (Self::Worked, &["worked", "已完工", "已上岗"]),
        (Self::NotShown, &["not_shown", "no_show", "未到岗", "爽约"]),
        (Self::Cancelled, &["cancelled", "canceled", "已取消"]),
    ];
}

/// One worker on one shift of one posting.
///
/// Seats taken and recorded hours come from placements. `employer`, `start` and `end` make a placement stand on its
/// own when its posting is gone; where they are absent, the posting's are used.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Placement {
    /// Unique among placements; when absent on input, made from worker, posting and shift.
    #[serde(default, alias = "identifier")]
    pub id: String,
    /// The worker's id.
    #[serde(alias = "workerId")]
    pub worker_id: String,
    /// The posting's id.
    #[serde(alias = "postingId")]
    pub posting_id: String,
    /// The shift's id within the posting; empty for an open-ended posting.
    #[serde(default, alias = "shiftId")]
    pub shift_id: String,
    /// How far it has come.
    #[serde(default)]
    pub status: PlacementStatus,
    /// What identifies the employer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employer: Option<String>,
    /// First instant of the work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub start: Option<Timestamp>,
    /// First instant after the work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub end: Option<Timestamp>,
}

impl Placement {
    /// A taken seat.
    pub fn new(worker_id: impl Into<String>, posting_id: impl Into<String>, shift_id: impl Into<String>) -> Self {
        let mut placement = Self {
            worker_id: worker_id.into(),
            posting_id: posting_id.into(),
            shift_id: shift_id.into(),
            ..Self::default()
        };
        placement.id = placement.default_id();
        placement
    }

    /// The id of a placement that was given none: worker, posting and shift as a JSON array, so that no two differ in
    /// parts and agree in the whole.
    pub fn default_id(&self) -> String {
        serde_json::json!([self.worker_id, self.posting_id, self.shift_id]).to_string()
    }
}
