//! Several dated tables of divisions.

use std::{collections::BTreeMap, sync::Arc};

use jiff::civil::Date;

use super::{DivisionChanges, DivisionCode, DivisionTable, Resolved};
use crate::{Error, ErrorCode, Result};

/// Editions of the divisions with one crosswalk between them.
///
/// # Example
///
/// ```
/// use std::sync::Arc;
///
/// use gigmatch::table::{DivisionChanges, DivisionCode, DivisionEditions, DivisionTable};
///
/// let before = DivisionTable::from_csv_text("code,name\n37,山东省\n3712,莱芜市\n371202,莱城区\n")?;
/// let mut editions = DivisionEditions::new(DivisionChanges::cn_counties());
/// editions.insert(Arc::new(before.with_edition("2017-07-31".parse().unwrap())))?;
/// editions.insert(DivisionTable::cn_2023())?;
///
/// let district = DivisionCode::parse("371202").unwrap();
/// assert!(editions.at("2018-01-01".parse().unwrap()).unwrap().contains(district));
/// let today = "2026-11-24".parse().unwrap();
/// assert!(!editions.at(today).unwrap().contains(district));
/// assert_eq!(editions.code_at(district, today).unwrap().to_string(), "370116");
/// # Ok::<(), gigmatch::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct DivisionEditions {
    tables: BTreeMap<Date, Arc<DivisionTable>>,
    changes: Arc<DivisionChanges>,
}

impl DivisionEditions {
    /// No edition yet.
    pub fn new(changes: Arc<DivisionChanges>) -> Self {
        Self { tables: BTreeMap::new(), changes }
    }

    /// Adds a table under the day that it names, in place of an earlier one of that day.
    ///
    /// # Errors
    ///
    /// `table.invalid` where the table names no day.
    pub fn insert(&mut self, table: Arc<DivisionTable>) -> Result<()> {
        let date = table
            .edition()
            .ok_or_else(|| Error::new(ErrorCode::Table, "the table names no day; allowed is one with an edition"))?;
        let table = if table.changes().is_some() {
            table
        } else {
            Arc::new(DivisionTable::clone(&table).with_changes(Arc::clone(&self.changes)))
        };
        self.tables.insert(date, table);
        Ok(())
    }

    /// The edition that held on a day: the last one before or on it, else the first there is.
    pub fn at(&self, day: Date) -> Option<&Arc<DivisionTable>> {
        let last = self.tables.range(..=day).next_back();
        last.or_else(|| self.tables.first_key_value()).map(|(_, table)| table)
    }

    /// What a code of any edition is called in the edition that held on a day; `None` where that is not known.
    pub fn code_at(&self, code: DivisionCode, day: Date) -> Option<DivisionCode> {
        let (Resolved::Listed(code) | Resolved::Changed(code) | Resolved::Inside(code)) =
            self.at(day)?.resolve(code)?;
        Some(code)
    }
}
