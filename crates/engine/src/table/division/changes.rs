//! Codes that have changed, and what they became.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, LazyLock},
};

use jiff::civil::Date;

use super::DivisionCode;
use crate::{Error, ErrorCode, Result, record::Vocabulary, table::csv_rows};

/// How a division's code ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChangeKind {
    /// The whole division has another code since.
    Renamed,
    /// The whole division became part of another one.
    Merged,
    /// Parts of it went to several others; each has a change of its own.
    Split,
}

impl Vocabulary for ChangeKind {
    const WORDS: &'static [(Self, &'static [&'static str])] =
        &[(Self::Renamed, &["renamed", "renamed_code"]), (Self::Merged, &["merged"]), (Self::Split, &["split"])];
}

/// One step from a retired code to what it became.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct DivisionChange {
    /// The day from which the new code holds.
    pub date: Date,
    /// The retired code.
    pub old: DivisionCode,
    /// What became of it.
    pub new: DivisionCode,
    /// How.
    pub kind: ChangeKind,
}

/// A dated crosswalk between editions of the division codes.
///
/// # Example
///
/// ```
/// use gigmatch::table::{DivisionChanges, DivisionCode};
///
/// let changes = DivisionChanges::from_csv_text("date,old_code,new_code,kind\n2018-12-26,371202,370116,renamed\n")?;
/// let code = |text: &str| DivisionCode::parse(text).unwrap();
/// // What lies inside moves with it, as far as anybody can tell.
/// assert_eq!(changes.successor(code("371202001"), None), Some(code("370116001")));
/// assert_eq!(changes.successor(code("370116"), None), None);
/// # Ok::<(), gigmatch::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct DivisionChanges {
    by_old: BTreeMap<DivisionCode, Vec<DivisionChange>>,
}

impl DivisionChanges {
    /// The changes of China's county and prefecture codes since 2000, as far as the sources named beside the table know
    /// them.
    ///
    /// # Panics
    ///
    /// Never: the carried table is valid, which a test checks.
    pub fn cn_counties() -> Arc<Self> {
        static CHANGES: LazyLock<Arc<DivisionChanges>> = LazyLock::new(|| {
            let changes = DivisionChanges::from_csv_text(include_str!("../../../data/division_changes.csv"));
            Arc::new(changes.expect("the carried table is valid, which a test checks"))
        });
        Arc::clone(&CHANGES)
    }

    /// Reads a CSV file in UTF-8 with the columns `date`, `old_code`, `new_code` and `kind` (`renamed`, `merged`, `split`).
    ///
    /// # Errors
    ///
    /// `io` where the file cannot be read, `table.invalid` with the line for a cell that is none of what it should be.
    pub fn from_csv(path: &Path) -> Result<Self> {
        Self::from_csv_text(&crate::table::read_text(path)?).map_err(|error| error.with_file(path))
    }

    /// The same from the text of such a file.
    ///
    /// # Errors
    ///
    /// As [`from_csv`](Self::from_csv).
    pub fn from_csv_text(text: &str) -> Result<Self> {
        let mut changes = Self::default();
        for row in csv_rows(text, &["date", "old_code", "new_code", "kind"], &[])? {
            let invalid = |message: String| Error::new(ErrorCode::Table, format!("line {}: {message}", row.line));
            let date = row.cell(0).parse().map_err(|_| invalid(format!("the date is {:?}", row.cell(0))))?;
            let code = |column: usize| {
                let text = row.cell(column);
                DivisionCode::parse(text).ok_or_else(|| invalid(format!("{text:?} is no division code")))
            };
            let (old, new) = (code(1)?, code(2)?);
            let kind = ChangeKind::from_word(row.cell(3)).ok_or_else(|| {
                invalid(format!("the kind is {:?}; allowed are {}", row.cell(3), ChangeKind::allowed()))
            })?;
            if old == new {
                return Err(invalid(format!("the code {old} becomes itself")));
            }
            changes.by_old.entry(old).or_default().push(DivisionChange { date, old, new, kind });
        }
        for steps in changes.by_old.values_mut() {
            steps.sort_by_key(|step| (step.date, step.new));
        }
        Ok(changes)
    }

    /// All changes, by retired code, then by date.
    pub fn iter(&self) -> impl Iterator<Item = &DivisionChange> {
        self.by_old.values().flatten()
    }

    /// What a retired code became in the end, or by a day: the code that the division has then, or the smallest division
    /// that holds all its parts; `None` where neither the code nor anything around it is known to have changed.
    ///
    /// A code that was used again later for another division means its last holder.
    pub fn successor(&self, code: DivisionCode, by: Option<Date>) -> Option<DivisionCode> {
        let (mut at, mut since) = (code, Date::MIN);
        // Each step goes forward in time, so there are no more steps than changes.
        while let Some((next, date)) = self.step(at, since, by) {
            (at, since) = (next, date);
        }
        (at != code).then_some(at)
    }

    /// The first change of a code or of the nearest division around it after a day.
    fn step(&self, code: DivisionCode, since: Date, by: Option<Date>) -> Option<(DivisionCode, Date)> {
        let after = |step: &&DivisionChange| step.date > since && by.is_none_or(|by| step.date <= by);
        std::iter::successors(Some(code), |code| code.parent()).find_map(|around| {
            let steps = self.by_old.get(&around)?;
            let first = steps.iter().find(after)?;
            let parts = steps.iter().filter(|step| step.date == first.date);
            let holder = parts.map(|step| step.new).reduce(common)?;
            // What was renamed as a whole kept its parts under the same last digits; in another division these may be taken.
            let kept = (first.kind == ChangeKind::Renamed).then(|| code.moved(around, holder)).flatten();
            Some((kept.unwrap_or(holder), first.date))
        })
    }
}

/// The smallest division around both, or the first where they have nothing in common.
fn common(a: DivisionCode, b: DivisionCode) -> DivisionCode {
    std::iter::successors(Some(a), |code| code.parent()).find(|around| b.is_within(*around)).unwrap_or(a)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> DivisionCode {
        DivisionCode::parse(text).expect("a valid code")
    }

    #[test]
    fn steps_are_followed_in_time() -> Result<()> {
        let changes = DivisionChanges::from_csv_text(
            "date,old_code,new_code,kind\n2003-01-01,110101,110102,renamed\n2019-01-01,110102,110105,merged\n\
             2019-06-01,120101,120103,split\n2019-06-01,120101,120104,split\n2020-01-01,110105,110101,renamed\n",
        )?;
        let successor =
            |text: &str, by: Option<&str>| changes.successor(code(text), by.map(|by| by.parse().expect("a date")));
        assert_eq!(successor("110101", Some("2018-01-01")), Some(code("110102")));
        assert_eq!(successor("110101001", Some("2018-12-31")), Some(code("110102001")));
        assert_eq!(successor("110101001", Some("2019-12-31")), Some(code("110105")));
        assert_eq!(successor("110102", None), Some(code("110101")));
        assert_eq!(successor("120101001", None), Some(code("1201")));
        assert_eq!(successor("130101", None), None);
        Ok(())
    }

    #[test]
    fn carried_changes_lead_to_listed_codes() {
        let table = crate::table::DivisionTable::cn_2023();
        for change in DivisionChanges::cn_counties().iter() {
            let resolved = table.resolve(change.old);
            assert!(resolved.is_some(), "{change:?} ends in {resolved:?}");
        }
    }
}
