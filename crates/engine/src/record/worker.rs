//! Worker profiles.

use jiff::{Timestamp, civil::Date};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Coordinates, EmploymentType, HeldCertificate, Pay, Skill, Vocabulary};

/// Whether a worker is looking for work through this service.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum WorkerStatus {
    /// Looking for work.
    #[default]
    Active,
    /// Not looking at present.
    Inactive,
    /// Has withdrawn consent to be matched.
    Withdrawn,
}

impl Vocabulary for WorkerStatus {
    const WORDS: &'static [(Self, &'static [&'static str])] = &[
        (Self::Active, &["active", "求职中", "有效"]),
        (Self::Inactive, &["inactive", "已就业", "暂停"]),
        (Self::Withdrawn, &["withdrawn", "已撤回"]),
    ];
}

/// Groups that employment services keep accounts of (重点群体). Used by filters, assignment and reports, never by the score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum KeyGroup {
    /// 登记失业人员.
    RegisteredUnemployed,
    /// 就业困难人员.
    HardToPlace,
    /// 零就业家庭.
    ZeroEmploymentHousehold,
    /// 高校毕业生等青年.
    Graduate,
    /// 退役军人.
    Veteran,
    /// 残疾人.
    Disabled,
    /// 农民工.
    MigrantWorker,
    /// 脱贫人口.
    OutOfPoverty,
    /// 长期失业人员.
    LongTermUnemployed,
    /// 家政服务人员.
    DomesticWorker,
}

impl KeyGroup {
    /// The group's bit in a set of groups.
    pub fn bit(self) -> u16 {
        1 << (self as u16)
    }
}

impl Vocabulary for KeyGroup {
    const WORDS: &'static [(Self, &'static [&'static str])] = &[
        (Self::RegisteredUnemployed, &["registered_unemployed", "登记失业人员", "登记失业"]),
        (Self::HardToPlace, &["hard_to_place", "就业困难人员", "就业困难"]),
        (Self::ZeroEmploymentHousehold, &["zero_employment_household", "零就业家庭"]),
        (Self::Graduate, &["graduate", "graduates", "高校毕业生", "毕业生"]),
        (Self::Veteran, &["veteran", "veterans", "退役军人"]),
        (Self::Disabled, &["disabled", "残疾人"]),
        (Self::MigrantWorker, &["migrant_worker", "农民工"]),
        (Self::OutOfPoverty, &["out_of_poverty", "脱贫人口", "脱贫劳动力"]),
        (Self::LongTermUnemployed, &["long_term_unemployed", "长期失业人员", "长期失业"]),
        (Self::DomesticWorker, &["domestic_worker", "家政服务人员", "家政"]),
    ];
}

/// What is so in a person's life that rules about key groups ask for. Used by such rules alone, never by eligibility or score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Circumstance {
    /// Holds a certificate of disability (残疾).
    Disability,
    /// The household gets the minimum living allowance (低保).
    MinimumLivingAllowance,
    /// Has lost land to requisition (失地).
    LandLost,
    /// Gave up fishing under a fishing ban (退捕).
    FishingBan,
    /// Brings up children alone (单亲).
    SingleParent,
    /// Was moved out of a place that could not feed its people (易地搬迁).
    Relocated,
}

impl Circumstance {
    /// Its bit in a set of circumstances.
    pub fn bit(self) -> u16 {
        1 << (self as u16)
    }
}

impl Vocabulary for Circumstance {
    const WORDS: &'static [(Self, &'static [&'static str])] = &[
        (Self::Disability, &["disability", "disabled", "残疾"]),
        (Self::MinimumLivingAllowance, &["minimum_living_allowance", "低保", "最低生活保障"]),
        (Self::LandLost, &["land_lost", "失地", "被征地"]),
        (Self::FishingBan, &["fishing_ban", "退捕", "退捕渔民"]),
        (Self::SingleParent, &["single_parent", "单亲"]),
        (Self::Relocated, &["relocated", "易地搬迁"]),
    ];
}

/// A half-open stretch of time, `start` included and `end` not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub struct TimeWindow {
    /// First instant inside.
    #[schemars(with = "String")]
    pub start: Timestamp,
    /// First instant after; later than `start`.
    #[schemars(with = "String")]
    pub end: Timestamp,
}

/// Months worked in an occupation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Experience {
    /// Occupation code.
    #[serde(alias = "occupationalCategory")]
    pub occupational_category: String,
    /// Months worked in it.
    pub months: u32,
}

/// One person who looks for work: home, reach, availability, pay floor, skills, certificates and wishes.
///
/// Names, identity numbers and phone numbers have no field: matching never needs them.
///
/// # Example
///
/// ```
/// use gigmatch::record::{Skill, WorkerProfile};
///
/// let mut worker = WorkerProfile::new("w1");
/// worker.skills.push(Skill::named("叉车驾驶"));
/// assert_eq!(worker.availability, None); // unknown, so no shift is ruled out
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct WorkerProfile {
    /// The caller's own id, unique among workers; 1 to 200 bytes.
    #[serde(alias = "identifier")]
    pub id: String,
    /// Whether the worker is looking for work.
    #[serde(default)]
    pub status: WorkerStatus,
    /// Home.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Coordinates>,
    /// Set by normalisation where `location` is the division's centroid rather than given.
    #[serde(default, alias = "locationInferred", skip_serializing_if = "std::ops::Not::not")]
    pub location_inferred: bool,
    /// Division code of the home: 2, 4, 6, 9 or 12 digits, its level; normalising trims a padded code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub division: Option<String>,
    /// How far the worker goes, in metres; absent is any distance.
    #[serde(default, alias = "maxDistanceM", skip_serializing_if = "Option::is_none")]
    pub max_distance_m: Option<u32>,
    /// When the worker can work. Absent is unknown and rules nothing out; an empty list is never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub availability: Option<Vec<TimeWindow>>,
    /// The least pay the worker accepts (its lower end).
    #[serde(default, alias = "payFloor", skip_serializing_if = "Option::is_none")]
    pub pay_floor: Option<Pay>,
    /// Skills held.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<Skill>,
    /// Certificates held.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub certificates: Vec<HeldCertificate>,
    /// Occupation codes wished for.
    #[serde(default, alias = "desiredOccupations", skip_serializing_if = "Vec::is_empty")]
    pub desired_occupations: Vec<String>,
    /// Set by normalisation where the one desired occupation is inferred from `wishes` rather than given: its share among
    /// the occupations that came into question, 0 to 10,000.
    #[serde(default, alias = "occupationConfidence", skip_serializing_if = "Option::is_none")]
    pub occupation_confidence: Option<u32>,
    /// The wish in the worker's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wishes: Option<String>,
    /// Months worked, by occupation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub experience: Vec<Experience>,
    /// Form of employment sought; `part_time` brings the weekly cap with one employer.
    #[serde(default, alias = "employmentType", skip_serializing_if = "Option::is_none")]
    pub employment_type: Option<EmploymentType>,
    /// Date of birth.
    #[serde(default, alias = "birthDate", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub birth_date: Option<Date>,
    /// The first day after statutory working age, as the caller has determined it.
    #[serde(default, alias = "statutoryRetirementDate", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub statutory_retirement_date: Option<Date>,
    /// Groups the person is registered in.
    #[serde(default, alias = "keyGroups", skip_serializing_if = "Vec::is_empty")]
    pub key_groups: Vec<KeyGroup>,
    /// An id that the people of one household share, by which households in which nobody has work are found.
    #[serde(default, alias = "householdId", skip_serializing_if = "Option::is_none")]
    pub household_id: Option<String>,
    /// First day without work of somebody who has none.
    #[serde(default, alias = "unemployedSince", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub unemployed_since: Option<Date>,
    /// What rules about key groups ask for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub circumstances: Vec<Circumstance>,
    /// Day of the last graduation.
    #[serde(default, alias = "graduatedOn", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub graduated_on: Option<Date>,
    /// The retirement age in years that held for the person before the reform of 2025, where the statutory retirement date
    /// is to be found by a schedule rather than given.
    #[serde(default, alias = "originalRetirementAge", skip_serializing_if = "Option::is_none")]
    pub original_retirement_age: Option<u32>,
    /// Day of registration as a seeker, for reports by week.
    #[serde(default, alias = "registeredOn", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub registered_on: Option<Date>,
    /// Employers (their id, else their name) whom the worker does not want.
    #[serde(default, alias = "blockedEmployers", skip_serializing_if = "Vec::is_empty")]
    pub blocked_employers: Vec<String>,
}

impl WorkerProfile {
    /// An active worker of whom nothing but the id is known.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), ..Self::default() }
    }
}
