//! The records: plain data, as employers, workers and clerks know it.
//!
//! Field names are the `snake_case` of [schema.org `JobPosting`](https://schema.org/JobPosting) where it has one; the
//! `camelCase` spelling is accepted on input. What schema.org leaves as free text (shifts, certificates, the pay
//! period, settlement) is typed here. Ids are the caller's own strings.
//!
//! A record built by hand or parsed from a file becomes searchable only after [`normalize`](crate::normalize) has
//! accepted it: that step converts coordinates to WGS-84, orders lists and refuses what cannot be right.

mod hours;
mod outlet;
mod pay;
mod place;
mod placement;
mod posting;
mod skill;
mod worker;

pub use hours::OpeningHours;
pub use jiff::{Timestamp, civil::Date};
pub use outlet::{OperatorKind, Outlet, OutletKind, ServiceMode, TravelMode};
pub use pay::{Pay, PayPeriod, Settlement};
pub use place::{Coordinates, Datum};
pub use placement::{Placement, PlacementStatus};
pub use posting::{EmploymentType, JobLocationType, Posting, PostingStatus, Shift, ShiftMode};
pub use skill::{HeldCertificate, Skill, SkillLevel};
pub use worker::{Circumstance, Experience, KeyGroup, TimeWindow, WorkerProfile, WorkerStatus};

use serde::{Deserialize, Serialize};

/// The four kinds of records that one index holds.
///
/// # Example
///
/// ```
/// use gigmatch::record::RecordKind;
///
/// assert_eq!(RecordKind::Posting.name(), "posting");
/// assert_eq!("workers".parse::<RecordKind>(), Ok(RecordKind::Worker));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordKind {
    /// A [`Posting`].
    Posting,
    /// A [`WorkerProfile`].
    Worker,
    /// An [`Outlet`].
    Outlet,
    /// A [`Placement`].
    Placement,
}

impl RecordKind {
    /// Every kind, in the order in which files are usually loaded.
    pub const ALL: [Self; 4] = [Self::Posting, Self::Worker, Self::Outlet, Self::Placement];

    /// The kind's name in the singular, as it is written in files and messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Posting => "posting",
            Self::Worker => "worker",
            Self::Outlet => "outlet",
            Self::Placement => "placement",
        }
    }
}

impl std::fmt::Display for RecordKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl std::str::FromStr for RecordKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let singular = text.strip_suffix('s').unwrap_or(text);
        Self::ALL
            .into_iter()
            .find(|kind| kind.name() == singular)
            .ok_or_else(|| format!("unknown record kind {text:?}; allowed are posting, worker, outlet, placement"))
    }
}

/// What a text of a record is to those who search.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TextRole {
    /// A posting's title, a worker's wish in words, an outlet's name.
    Title,
    /// A posting's employer.
    Employer,
    /// A posting's description with the skills and certificates it asks for; a worker's skills and certificates.
    Description,
}

impl TextRole {
    /// How many roles there are.
    pub const COUNT: usize = 3;

    /// Every role.
    pub const ALL: [Self; Self::COUNT] = [Self::Title, Self::Employer, Self::Description];

    /// The role's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Employer => "employer",
            Self::Description => "description",
        }
    }
}

/// The words of an enumeration as they stand in files, for messages and for parsing.
///
/// Every enumeration of the record module has it, so that one reader serves them all.
pub trait Vocabulary: Copy + PartialEq + 'static {
    /// Each value with its canonical word first, then the other accepted spellings.
    const WORDS: &'static [(Self, &'static [&'static str])];

    /// Finds the value whose canonical word or other spelling is `text`, ignoring ASCII case.
    fn from_word(text: &str) -> Option<Self> {
        Self::WORDS
            .iter()
            .find(|(_, words)| words.iter().any(|word| word.eq_ignore_ascii_case(text)))
            .map(|(value, _)| *value)
    }

    /// The value's canonical word.
    fn name(self) -> &'static str {
        Self::WORDS.iter().find(|(value, _)| *value == self).map_or("", |(_, words)| words[0])
    }

    /// The canonical words, for a message that lists what is allowed.
    fn allowed() -> String {
        Self::WORDS.iter().map(|(_, words)| words[0]).collect::<Vec<_>>().join(", ")
    }
}
