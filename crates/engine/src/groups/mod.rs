//! Rules about key groups as data: who belongs to which, by document, place and date.

mod members;
mod retirement;

use std::{
    path::Path,
    sync::{Arc, LazyLock},
};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub(crate) use members::Membership;
pub use retirement::{RetirementSchedule, RetirementStep};

use crate::{
    Error, ErrorCode, Result,
    record::{Circumstance, KeyGroup},
    table::DivisionCode,
};

/// What a rule asks of a person; what is not known of somebody does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum GroupCondition {
    /// At least one of them holds.
    AnyOf(Vec<GroupCondition>),
    /// All of them hold.
    AllOf(Vec<GroupCondition>),
    /// The record names the group.
    Label(KeyGroup),
    /// The record names the circumstance.
    Circumstance(Circumstance),
    /// Statutory retirement is at most so many years away and not reached: the date of the record, else by the schedule.
    YearsToRetirementAtMost(u32),
    /// So many birthdays have been.
    AgeAtLeast(u32),
    /// So many birthdays have not yet been.
    AgeBelow(u32),
    /// Whole months without work.
    UnemployedMonthsAtLeast(u32),
    /// The last graduation is at most so many years ago.
    GraduatedWithinYears(u32),
    /// Whether the person is without work and shares a household id with nobody of working age who is not; without a
    /// household id neither holds.
    HouseholdWithoutEmployment(bool),
}

/// The document that a rule follows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct RuleDocument {
    /// Its name in Chinese.
    pub zh: String,
    /// Its name in English.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub en: String,
    /// Its number.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub number: String,
    /// The day of issue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// The article or chapter.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub article: String,
}

/// One rule: whoever lives in the division and meets the condition between two days belongs to the group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct KeyGroupRule {
    /// Names the rule.
    pub id: String,
    /// The group that it is about.
    pub group: KeyGroup,
    /// The division whose people it is for; empty for all. The rules of the smallest division around a home that has any
    /// for a group hold there, and no others for this group.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub division: String,
    /// The first day on which it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// The first day on which it no longer does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// The document that says so.
    pub document: RuleDocument,
    /// Whether the condition goes beyond what stands in the document, or was not read in its official text.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub example: bool,
    /// What a reader should know of it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// What it asks of a person.
    pub when: GroupCondition,
}

/// A file of rules.
///
/// # Example
///
/// ```
/// use gigmatch::{KeyGroupRules, record::KeyGroup};
///
/// let rules = KeyGroupRules::from_json(
///     r#"{"version": "2026", "rules": [{"id": "long", "group": "long_term_unemployed", "division": "14",
///         "document": {"zh": "省人社厅通知"}, "when": {"unemployed_months_at_least": 6}}]}"#,
/// )?;
/// assert_eq!(rules.rules[0].group, KeyGroup::LongTermUnemployed);
/// # Ok::<(), gigmatch::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct KeyGroupRules {
    /// Names this set of rules in every answer that it takes part in.
    pub version: String,
    /// What a reader should know of it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// The rules, in any order.
    pub rules: Vec<KeyGroupRule>,
    /// By which statutory retirement is found where a record has no date; the schedule of 2025 where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retirement: Option<RetirementSchedule>,
}

impl KeyGroupRules {
    /// The rules that the project carries as an example: national definitions and two provinces that differ.
    ///
    /// # Panics
    ///
    /// Never: the carried rules are valid, which a test checks.
    pub fn example() -> Arc<Self> {
        static RULES: LazyLock<Arc<KeyGroupRules>> = LazyLock::new(|| {
            let rules = KeyGroupRules::from_json(include_str!("../../data/key_group_rules.json"));
            Arc::new(rules.expect("the carried rules are valid, which a test checks"))
        });
        Arc::clone(&RULES)
    }

    /// Reads a JSON file.
    ///
    /// # Errors
    ///
    /// `io` where it cannot be read; `table.invalid` where it is not of this form, an id stands twice, or a division is none.
    pub fn from_file(path: &Path) -> Result<Self> {
        Self::from_json(&crate::table::read_text(path)?).map_err(|error| error.with_file(path))
    }

    /// The same from the text of such a file.
    ///
    /// # Errors
    ///
    /// As [`from_file`](Self::from_file).
    pub fn from_json(text: &str) -> Result<Self> {
        let invalid = |message: String| Error::new(ErrorCode::Table, message);
        let rules: Self = serde_json::from_str(text)
            .map_err(|error| invalid("the rules cannot be understood".to_owned()).with_source(error))?;
        if let Some(schedule) = &rules.retirement {
            schedule.check()?;
        }
        for (place, rule) in rules.rules.iter().enumerate() {
            if rules.rules[..place].iter().any(|other| other.id == rule.id) {
                return Err(invalid(format!("the rule {:?} stands here a second time", rule.id)));
            }
            if !rule.division.is_empty() && DivisionCode::parse(&rule.division).is_none() {
                return Err(invalid(format!("rule {:?}: {:?} is no division code", rule.id, rule.division)));
            }
        }
        Ok(rules)
    }

    /// The rules that hold on a day.
    pub fn on(&self, day: Date) -> impl Iterator<Item = &KeyGroupRule> {
        self.rules
            .iter()
            .filter(move |rule| rule.from.is_none_or(|from| from <= day) && rule.until.is_none_or(|until| day < until))
    }
}
