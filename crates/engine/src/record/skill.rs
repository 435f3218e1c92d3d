//! Skills with their eight levels, and certificates that a person holds.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Vocabulary;

/// The eight vocational skill levels in use since 2022 (新八级工), lowest first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SkillLevel {
    /// 学徒工.
    #[default]
    Apprentice,
    /// 初级工.
    Junior,
    /// 中级工.
    Intermediate,
    /// 高级工.
    Senior,
    /// 技师.
    Technician,
    /// 高级技师.
    SeniorTechnician,
    /// 特级技师.
    SpecialTechnician,
    /// 首席技师.
    ChiefTechnician,
}

impl SkillLevel {
    /// The level's place, 1 (apprentice) to 8 (chief technician).
    pub fn rank(self) -> u8 {
        self as u8 + 1
    }
}

impl Vocabulary for SkillLevel {
    const WORDS: &'static [(Self, &'static [&'static str])] = &[
        (Self::Apprentice, &["apprentice", "学徒工", "学徒", "1"]),
        (Self::Junior, &["junior", "初级工", "初级", "2"]),
        (Self::Intermediate, &["intermediate", "中级工", "中级", "3"]),
        (Self::Senior, &["senior", "高级工", "高级", "4"]),
        (Self::Technician, &["technician", "技师", "5"]),
        (Self::SeniorTechnician, &["senior_technician", "高级技师", "6"]),
        (Self::SpecialTechnician, &["special_technician", "特级技师", "7"]),
        (Self::ChiefTechnician, &["chief_technician", "首席技师", "8"]),
    ];
}

/// A skill by name with a level: asked for on a posting, held on a profile.
///
/// An unknown level counts as the lowest one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Skill {
    /// The skill's name, compared exactly after normalisation.
    pub name: String,
    /// The level asked for or held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<SkillLevel>,
}

impl Skill {
    /// A skill without a stated level.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), level: None }
    }

    /// A skill at a level.
    pub fn at(name: impl Into<String>, level: SkillLevel) -> Self {
        Self { name: name.into(), level: Some(level) }
    }
}

/// A certificate that a worker holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub struct HeldCertificate {
    /// The certificate's name, compared exactly after normalisation.
    pub name: String,
    /// The instant at which it stops being valid. Absent is unknown: enough for ordinary work, not for hazardous work.
    #[serde(default, alias = "validThrough", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub valid_through: Option<Timestamp>,
}

impl HeldCertificate {
    /// A certificate whose expiry is not known.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), valid_through: None }
    }

    /// A certificate valid until the instant `valid_through`.
    pub fn until(name: impl Into<String>, valid_through: Timestamp) -> Self {
        Self { name: name.into(), valid_through: Some(valid_through) }
    }
}
