//! Statutory retirement by a schedule.

use std::sync::{Arc, LazyLock};

use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{Error, ErrorCode, Result};

/// How retirement moves back for people of one original retirement age.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetirementStep {
    /// The age in years that held before.
    pub original_age: u32,
    /// The first day of birth whose retirement moves, by one month.
    pub first_birth: Date,
    /// After how many months of birth it moves by one month more.
    pub months_per_step: u32,
    /// The most months that it moves.
    pub most_months: u32,
}

/// A schedule by which statutory retirement is put off, as data.
///
/// # Example
///
/// ```
/// use gigmatch::RetirementSchedule;
///
/// let schedule = RetirementSchedule::cn_2025();
/// let retires = |birth: &str, age| schedule.retirement(birth.parse().unwrap(), age).unwrap().to_string();
/// assert_eq!(retires("1964-12-31", 60), "2024-12-31"); // before the reform
/// assert_eq!(retires("1965-05-20", 60), "2025-07-20"); // two months later
/// assert_eq!(retires("1976-09-01", 60), "2039-09-01"); // three years later, the most
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct RetirementSchedule {
    /// The document that it follows.
    pub document: String,
    /// One step for each original retirement age.
    pub steps: Vec<RetirementStep>,
}

impl RetirementSchedule {
    /// The schedule of the decision of 2024-09-13 of the Standing Committee of the National People's Congress, in force from
    /// 2025-01-01: men from 60 to 63, women from 55 to 58 or from 50 to 55, over fifteen years.
    ///
    /// # Panics
    ///
    /// Never: the carried schedule is valid, which a test checks.
    pub fn cn_2025() -> Arc<Self> {
        static SCHEDULE: LazyLock<Arc<RetirementSchedule>> = LazyLock::new(|| {
            let schedule = RetirementSchedule::from_json(include_str!("../../data/retirement_2025.json"));
            Arc::new(schedule.expect("the carried schedule is valid, which a test checks"))
        });
        Arc::clone(&SCHEDULE)
    }

    /// Reads a schedule from JSON.
    ///
    /// # Errors
    ///
    /// `table.invalid` where it is not of this form, or a step has no length.
    pub fn from_json(text: &str) -> Result<Self> {
        let schedule: Self = serde_json::from_str(text).map_err(|error| {
            Error::new(ErrorCode::Table, "the retirement schedule cannot be understood").with_source(error)
        })?;
        schedule.check()?;
        Ok(schedule)
    }

    /// That each step has a length.
    pub(super) fn check(&self) -> Result<()> {
        match self.steps.iter().find(|step| step.months_per_step == 0) {
            Some(step) => {
                let message = format!("the step for {} years has no length", step.original_age);
                Err(Error::new(ErrorCode::Table, message))
            }
            None => Ok(()),
        }
    }

    /// When somebody reaches statutory retirement; `None` for an original age that the schedule does not know, or beyond
    /// the calendar.
    pub fn retirement(&self, birth: Date, original_age: u32) -> Option<Date> {
        let step = self.steps.iter().find(|step| step.original_age == original_age)?;
        let months = |date: Date| i64::from(date.year()) * 12 + i64::from(date.month());
        let delay = if birth < step.first_birth {
            0
        } else {
            let steps = (months(birth) - months(step.first_birth)) / i64::from(step.months_per_step) + 1;
            steps.min(i64::from(step.most_months))
        };
        birth.checked_add((i64::from(original_age) * 12 + delay).months()).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_carried_schedule_follows_the_tables_of_the_decision() {
        let schedule = RetirementSchedule::cn_2025();
        // Birth, original age, months of delay.
        for (birth, age, delay) in [
            ("1964-12-31", 60, 0),
            ("1965-01-01", 60, 1),
            ("1965-04-30", 60, 1),
            ("1965-05-01", 60, 2),
            ("1976-08-31", 60, 35),
            ("1976-09-01", 60, 36),
            ("1999-01-01", 60, 36),
            ("1970-01-15", 55, 1),
            ("1981-08-31", 55, 35),
            ("1981-09-01", 55, 36),
            ("1975-02-28", 50, 1),
            ("1975-03-01", 50, 2),
            ("1984-10-31", 50, 59),
            ("1984-11-01", 50, 60),
        ] {
            let birth: Date = birth.parse().expect("a date");
            let expected = birth.checked_add((i64::from(age) * 12 + delay).months()).ok();
            assert_eq!(schedule.retirement(birth, age), expected, "{birth} {age}");
        }
        assert_eq!(schedule.retirement(Date::constant(1970, 1, 1), 57), None);
    }
}
