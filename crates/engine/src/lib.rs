//! Exact, explainable matching of job postings and worker profiles.
pub mod answer;
mod engine;
mod error;
mod filter;
pub mod geo;
pub mod guide;
pub mod normalize;
mod occupancy;
mod options;
pub mod problem;
pub mod read;
pub mod record;
mod rule;
pub mod schema;
mod snapshot;
pub mod table;
mod weights;

pub use engine::{AddReport, Engine, EngineOptions, Writer};
pub use error::{Error, ErrorCode, Result};
pub use filter::{Condition, Filter, Side, parse_metres};
pub use occupancy::{Commitment, Occupancy};
pub use options::{CancelFlag, MatchOptions, Progress, RuleSettings};
pub use rule::{Rule, RuleSet};
pub use snapshot::{MatchRow, MatchTable, PostingRef, SearchHit, Snapshot, WorkerRef};
pub use weights::{Factor, WeightProfile, Weights};
