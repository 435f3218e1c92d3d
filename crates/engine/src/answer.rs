//! What questions are answered with: plain data that serialises, each naming what made it.

use jiff::Timestamp;
use serde::Serialize;

use crate::{Factor, rule::Rule, weights::Weights};

/// What made an answer: with the same provenance and records, the answer is the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Provenance {
    /// The committed generation that was asked.
    pub generation: u64,
    /// The time the question was asked for.
    pub now: Timestamp,
    /// Weights and blend.
    pub weights: Weights,
    /// The version of the rule figures.
    pub rule_version: String,
    /// The version of the occupancy; absent where all seats counted as free.
    pub occupancy_version: Option<String>,
}

/// One eligible pair with its place in the ranking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Hit {
    /// The worker.
    pub worker_id: String,
    /// The posting.
    pub posting_id: String,
    /// From 1.
    pub rank: u32,
    /// Blended score, 0 to 100,000,000.
    pub score: u32,
    /// The worker's view, 0 to 1,000,000.
    pub worker_score: u32,
    /// The employer's view, 0 to 1,000,000.
    pub employer_score: u32,
    /// Distance in metres, where both places are known.
    pub distance_m: Option<u32>,
    /// Ids of the shifts that fit, by start then id; the empty id for an open-ended posting.
    pub shifts: Vec<String>,
}

/// The best counterparts of one worker or posting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Matches {
    /// What made the answer.
    pub provenance: Provenance,
    /// Best first.
    pub hits: Vec<Hit>,
}

/// One factor's part of a score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FactorPart {
    /// Which factor.
    pub factor: Factor,
    /// Its value, 0 to 10,000.
    pub value: u32,
    /// Its weight in the worker's view.
    pub worker_weight: u32,
    /// Its weight in the employer's view.
    pub employer_weight: u32,
    /// What it adds to the blended score.
    pub contribution: u32,
    /// What was compared, as data.
    pub evidence: Evidence,
}

/// What a factor's value rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Evidence {
    /// Nothing to compare: the value is the neutral 5000.
    Nothing {
        /// What is not known or not asked for.
        reason: String,
    },
    /// The wish nearest to the posting's occupation.
    Occupation {
        /// Code wished for.
        wished: String,
        /// Its name.
        wished_name: String,
        /// The posting's code.
        offered: String,
        /// Its name.
        offered_name: String,
    },
    /// Desired skills, each with its credit.
    Skills {
        /// One entry a desired skill.
        skills: Vec<SkillCredit>,
    },
    /// Pay offered against the floor, in fen for an hour (rounded down), of the first fitting shift.
    Pay {
        /// Lower end of the offer.
        offered_fen_per_hour: i64,
        /// The floor.
        floor_fen_per_hour: i64,
    },
    /// Distance between home and work.
    Distance {
        /// In metres.
        metres: u32,
    },
    /// Fitting shifts among the open ones.
    Time {
        /// Shifts that fit.
        fitting: u32,
        /// Shifts that are open.
        open: u32,
    },
    /// What the worker says and the posting says, too.
    Text {
        /// The shared words, the heaviest first.
        shared: Vec<SharedWord>,
        /// What all words of the worker weigh.
        wished_idf: u32,
    },
    /// Age of the ad and nearness of the work.
    Freshness {
        /// The ad's age in milliseconds, where its date is known.
        age_ms: Option<i64>,
        /// Time to the first shift in milliseconds, where there is one.
        wait_ms: Option<i64>,
        /// People are wanted at once.
        immediate: bool,
    },
    /// Months of experience, scaled by closeness.
    Experience {
        /// Months that count.
        months: u32,
        /// Months wished for.
        wanted: u32,
    },
}

/// A word that a worker and a posting share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SharedWord {
    /// The word, in folded form.
    pub word: String,
    /// Its weight: the fewer postings have it, the heavier.
    pub idf: u32,
}

/// A desired skill with what the worker has of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SkillCredit {
    /// The skill.
    pub name: String,
    /// Rank desired, 1 to 8.
    pub desired_rank: u8,
    /// Rank held; 0 where not held.
    pub held_rank: u8,
    /// Weight of the skill in the factor.
    pub idf: u32,
    /// 0 to 10,000.
    pub credit: u32,
}

/// How one pair stands: every rule, and where the pair is eligible every part of its score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Explanation {
    /// What made the answer.
    pub provenance: Provenance,
    /// The worker.
    pub worker_id: String,
    /// The posting.
    pub posting_id: String,
    /// Whether every hard rule holds.
    pub eligible: bool,
    /// Rules that fail, in order; empty for an eligible pair.
    pub failed_rules: Vec<Rule>,
    /// Ids of the shifts that fit.
    pub shifts: Vec<String>,
    /// Distance in metres, where both places are known.
    pub distance_m: Option<u32>,
    /// Blended score, the exact sum of the contributions; absent for a pair that is not eligible.
    pub score: Option<u32>,
    /// The worker's view, the exact sum of worker weight times value.
    pub worker_score: Option<u32>,
    /// The employer's view, the exact sum of employer weight times value.
    pub employer_score: Option<u32>,
    /// One part a factor, in the order of [`Factor::ALL`]; empty for a pair that is not eligible.
    pub factors: Vec<FactorPart>,
    /// What was assumed because it was not known, in words such as `worker location inferred from division`.
    pub assumptions: Vec<String>,
}

/// A rule that fails, what it needs, what there is, and the least change that would satisfy it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Failure {
    /// The rule.
    pub rule: Rule,
    /// The shift it was judged for; absent for pair rules.
    pub shift: Option<String>,
    /// What the rule needs, as JSON: a word, a number, a time or a list of them.
    pub needs: serde_json::Value,
    /// What there is, in the same form; null where nothing is known.
    pub has: serde_json::Value,
    /// The least change that satisfies this rule.
    pub change: Change,
}

/// A least change of one field, in data and in words.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// The record and field to change, such as `worker.max_distance_m`.
    pub field: String,
    /// The value it would have to have, as JSON.
    pub value: serde_json::Value,
}

/// Why a pair is not eligible.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct WhyNot {
    /// What made the answer.
    pub provenance: Provenance,
    /// The worker.
    pub worker_id: String,
    /// The posting.
    pub posting_id: String,
    /// Whether the pair is eligible after all; then there are no failures.
    pub eligible: bool,
    /// Failing rules in order: the pair rules, then those of the shift with the fewest failures.
    pub failures: Vec<Failure>,
    /// The one change that would make the pair eligible, verified by testing the changed pair; absent where it takes more than one.
    pub single_change: Option<Change>,
}

/// How many candidates one rule removes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FunnelStep {
    /// The rule.
    pub rule: Rule,
    /// Candidates removed by this rule among those that passed the rules before it.
    pub removed_in_order: u64,
    /// Candidates left after it.
    pub left: u64,
    /// Candidates this rule would remove if it were the only one.
    pub removed_alone: u64,
}

/// How the hard rules narrow down the candidates of one worker or posting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Funnel {
    /// What made the answer.
    pub provenance: Provenance,
    /// The worker or posting asked about.
    pub id: String,
    /// Live candidates that pass the filters.
    pub candidates: u64,
    /// Eligible ones.
    pub eligible: u64,
    /// One step a rule, in rule order.
    pub steps: Vec<FunnelStep>,
}
