//! Job postings and their shifts.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Coordinates, Pay, Settlement, Skill, Vocabulary};

/// Whether a posting takes people at all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PostingStatus {
    /// Takes people.
    #[default]
    Open,
    /// Held back for a while by its employer or a clerk.
    Paused,
    /// Filled or withdrawn.
    Closed,
}

impl Vocabulary for PostingStatus {
    const WORDS: &'static [(Self, &'static [&'static str])] = &[
        (Self::Open, &["open", "active", "招聘中", "有效"]),
        (Self::Paused, &["paused", "暂停"]),
        (Self::Closed, &["closed", "已关闭", "已结束", "失效"]),
    ];
}

/// The form of employment; schema.org's `employmentType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EmploymentType {
    /// Full-time (全日制).
    FullTime,
    /// Non-full-time (非全日制): the weekly cap with one employer applies.
    PartTime,
    /// For a limited time.
    Temporary,
    /// By the day.
    PerDiem,
    /// Under a contract for services.
    Contractor,
    /// Internship or traineeship.
    Intern,
}

impl Vocabulary for EmploymentType {
    const WORDS: &'static [(Self, &'static [&'static str])] = &[
        (Self::FullTime, &["full_time", "full-time", "全职", "全日制"]),
        (Self::PartTime, &["part_time", "part-time", "兼职", "非全日制"]),
        (Self::Temporary, &["temporary", "临时", "临时工"]),
        (Self::PerDiem, &["per_diem", "per-diem", "日工", "零工"]),
        (Self::Contractor, &["contractor", "承揽", "劳务"]),
        (Self::Intern, &["intern", "实习", "见习"]),
    ];
}

/// Where the work is done; schema.org's `jobLocationType`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum JobLocationType {
    /// At the posting's place.
    #[default]
    OnSite,
    /// From anywhere; distance rules pass. `TELECOMMUTE` in schema.org.
    #[serde(alias = "TELECOMMUTE", alias = "remote")]
    Telecommute,
}

impl Vocabulary for JobLocationType {
    const WORDS: &'static [(Self, &'static [&'static str])] = &[
        (Self::OnSite, &["on_site", "on-site", "onsite", "现场", "到岗"]),
        (Self::Telecommute, &["telecommute", "remote", "居家", "远程", "线上"]),
    ];
}

/// Whether one fitting shift is enough or all of them are wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShiftMode {
    /// A worker fits with at least one shift.
    #[default]
    Any,
    /// A worker fits only with every shift.
    All,
}

impl Vocabulary for ShiftMode {
    const WORDS: &'static [(Self, &'static [&'static str])] =
        &[(Self::Any, &["any", "任一"]), (Self::All, &["all", "全部"])];
}

/// One stretch of work with seats; an overnight shift simply ends on the next day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Shift {
    /// Unique within its posting; when absent on input, the 1-based place in the list.
    #[serde(default)]
    pub id: String,
    /// First instant of work.
    #[schemars(with = "String")]
    pub start: Timestamp,
    /// First instant after work; later than `start`.
    #[schemars(with = "String")]
    pub end: Timestamp,
    /// People wanted.
    #[serde(default = "one")]
    pub headcount: u32,
}

impl Shift {
    /// A shift from `start` to `end` (exclusive) with `headcount` seats.
    pub fn new(id: impl Into<String>, start: Timestamp, end: Timestamp, headcount: u32) -> Self {
        Self { id: id.into(), start, end, headcount }
    }
}

fn one() -> u32 {
    1
}

/// One employer's ad: place, pay, skills, certificates and shifts, or an open-ended term.
///
/// # Example
///
/// ```
/// use gigmatch::record::Posting;
///
/// let posting: Posting = serde_json::from_str(
///     r#"{"id": "p1", "title": "叉车司机", "hiringOrganization": "安达物流", "totalJobOpenings": 2}"#,
/// )?;
/// assert_eq!(posting.hiring_organization.as_deref(), Some("安达物流"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Posting {
    /// The caller's own id, unique among postings; 1 to 200 bytes.
    #[serde(alias = "identifier")]
    pub id: String,
    /// The ad's title as people read it.
    pub title: String,
    /// Free text of the ad.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The employer's name.
    #[serde(default, alias = "hiringOrganization", skip_serializing_if = "Option::is_none")]
    pub hiring_organization: Option<String>,
    /// The employer's own id; where absent, the name identifies the employer.
    #[serde(default, alias = "employerId", skip_serializing_if = "Option::is_none")]
    pub employer_id: Option<String>,
    /// Whether the posting takes people.
    #[serde(default)]
    pub status: PostingStatus,
    /// Occupation code, such as `4-02-07-10` of the 2022 national classification.
    #[serde(default, alias = "occupationalCategory", skip_serializing_if = "Option::is_none")]
    pub occupational_category: Option<String>,
    /// Set by normalisation where the occupation is inferred from title and description rather than given: its share among
    /// the occupations that came into question, 0 to 10,000. A record with a code and without this has a given one.
    #[serde(default, alias = "occupationConfidence", skip_serializing_if = "Option::is_none")]
    pub occupation_confidence: Option<u32>,
    /// Form of employment.
    #[serde(default, alias = "employmentType", skip_serializing_if = "Option::is_none")]
    pub employment_type: Option<EmploymentType>,
    /// On site or remote.
    #[serde(default, alias = "jobLocationType")]
    pub job_location_type: JobLocationType,
    /// Where the work is.
    #[serde(default, alias = "jobLocation", skip_serializing_if = "Option::is_none")]
    pub location: Option<Coordinates>,
    /// Set by normalisation where `location` is the division's centroid rather than given.
    #[serde(default, alias = "locationInferred", skip_serializing_if = "std::ops::Not::not")]
    pub location_inferred: bool,
    /// Division code of the place of work: 2, 4, 6, 9 or 12 digits, its level; normalising trims a padded code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub division: Option<String>,
    /// How far away a worker's home may be, in metres; absent is any distance.
    #[serde(default, alias = "maxDistanceM", skip_serializing_if = "Option::is_none")]
    pub max_distance_m: Option<u32>,
    /// Pay offered.
    #[serde(default, alias = "baseSalary", skip_serializing_if = "Option::is_none")]
    pub base_salary: Option<Pay>,
    /// When pay is handed over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settlement: Option<Settlement>,
    /// When the ad was published.
    #[serde(default, alias = "datePosted", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub date_posted: Option<Timestamp>,
    /// The last instant at which the ad holds; absent is without end.
    #[serde(default, alias = "validThrough", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub valid_through: Option<Timestamp>,
    /// First day of work of an open-ended posting.
    #[serde(default, alias = "jobStartDate", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub job_start_date: Option<Timestamp>,
    /// People are wanted at once.
    #[serde(default, alias = "jobImmediateStart")]
    pub job_immediate_start: bool,
    /// People wanted by an open-ended posting; with shifts, their headcounts are what counts.
    #[serde(default, alias = "totalJobOpenings", skip_serializing_if = "Option::is_none")]
    pub total_job_openings: Option<u32>,
    /// Shifts; none makes the posting open-ended.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shifts: Vec<Shift>,
    /// Whether one fitting shift is enough.
    #[serde(default, alias = "shiftMode")]
    pub shift_mode: ShiftMode,
    /// Skills without which nobody is eligible, each at its level.
    #[serde(default, alias = "requiredSkills", skip_serializing_if = "Vec::is_empty")]
    pub required_skills: Vec<Skill>,
    /// Skills that make a worker fit better; schema.org's `skills`.
    #[serde(default, alias = "skills", alias = "desiredSkills", skip_serializing_if = "Vec::is_empty")]
    pub desired_skills: Vec<Skill>,
    /// Certificates that must be valid to a shift's end; schema.org's `qualifications`.
    #[serde(default, alias = "qualifications", alias = "requiredCertificates", skip_serializing_if = "Vec::is_empty")]
    pub required_certificates: Vec<String>,
    /// Months of experience wished for; schema.org's `experienceRequirements.monthsOfExperience`.
    #[serde(default, alias = "experienceMonths", skip_serializing_if = "Option::is_none")]
    pub experience_months: Option<u32>,
    /// Hazardous work: from 18 and before statutory retirement only.
    #[serde(default)]
    pub hazardous: bool,
    /// Ids of workers whom this posting must not be matched with.
    #[serde(default, alias = "blockedWorkers", skip_serializing_if = "Vec::is_empty")]
    pub blocked_workers: Vec<String>,
}

impl Posting {
    /// An open posting with nothing but an id and a title.
    pub fn new(id: impl Into<String>, title: impl Into<String>) -> Self {
        Self { id: id.into(), title: title.into(), ..Self::default() }
    }

    /// What identifies the employer: its id, else its name.
    pub fn employer(&self) -> Option<&str> {
        self.employer_id.as_deref().or(self.hiring_organization.as_deref())
    }

    /// People wanted: the shifts' headcounts, or the openings of an open-ended posting (1 where none is given).
    pub fn headcount(&self) -> u64 {
        if self.shifts.is_empty() {
            u64::from(self.total_job_openings.unwrap_or(1))
        } else {
            self.shifts.iter().map(|shift| u64::from(shift.headcount)).sum()
        }
    }
}
