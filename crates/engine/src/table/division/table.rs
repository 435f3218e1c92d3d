//! One edition of the divisions.

use std::{
    ops::Range,
    path::Path,
    sync::{Arc, LazyLock, OnceLock},
};

use jiff::civil::Date;

use super::{DivisionChanges, DivisionCode, DivisionLevel, UrbanRural, names::NameIndex, read};
use crate::{
    Result,
    record::{Coordinates, Datum},
};

/// One division of a table.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Division<'a> {
    /// Its code.
    pub code: DivisionCode,
    /// Its name.
    pub name: &'a str,
    /// The name without what kind of division it is, where the table has one: 北京 for 北京市.
    pub short_name: Option<&'a str>,
    /// A representative point in WGS-84.
    pub centroid: Option<Coordinates>,
    /// Its urban-rural class.
    pub urban_rural: Option<UrbanRural>,
}

/// How a code of a record is found in a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Resolved {
    /// The table has it.
    Listed(DivisionCode),
    /// The code has been retired; this is its successor, or the smallest division known to hold all that it became.
    Changed(DivisionCode),
    /// The table does not go so deep, or the code is a [zone](DivisionCode::is_zone) of which it knows nothing: the code
    /// stands, and this is the smallest division of the table around it.
    Inside(DivisionCode),
}

/// A table of divisions, against which codes are checked and from which missing locations are inferred.
///
/// Rows stand in the order of their codes, a division before what lies in it, in flat arrays: 620,573 villages take some
/// 40 MB.
#[derive(Debug, Clone, Default)]
pub struct DivisionTable {
    codes: Vec<DivisionCode>,
    names: Texts,
    /// Empty where there is none.
    short_names: Texts,
    /// By row; only of rows that have one.
    centroids: Vec<(u32, Coordinates)>,
    classes: Vec<(u32, UrbanRural)>,
    edition: Option<Date>,
    changes: Option<Arc<DivisionChanges>>,
    by_name: Arc<OnceLock<NameIndex>>,
}

/// One text a row.
#[derive(Debug, Clone, Default)]
pub(super) struct Texts {
    text: String,
    ends: Vec<usize>,
}

impl Texts {
    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    pub(super) fn get(&self, row: usize) -> &str {
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[row]]
    }
}

impl DivisionTable {
    /// The provinces, prefectures and counties of the statistical division codes as of 2023-06-30 with their coordinates,
    /// and the changes of county codes since 2000. Townships and villages are loaded by the caller: see
    /// [`with_csv_text`](Self::with_csv_text).
    ///
    /// # Example
    ///
    /// ```
    /// use gigmatch::table::{DivisionCode, DivisionTable};
    ///
    /// let table = DivisionTable::cn_2023();
    /// let district = table.get(DivisionCode::parse("440305").unwrap()).unwrap();
    /// assert_eq!(district.name, "南山区");
    /// assert_eq!(table.full_name(district.code), "广东省深圳市南山区");
    /// ```
    ///
    /// # Panics
    ///
    /// Never: the carried table is valid, which a test checks.
    pub fn cn_2023() -> Arc<Self> {
        static TABLE: LazyLock<Arc<DivisionTable>> = LazyLock::new(|| {
            let text = include_str!("../../../data/divisions.csv");
            let table = read::added(&DivisionTable::default(), text, Datum::Gcj02);
            let table = table.expect("the carried table is valid, which a test checks");
            Arc::new(table.with_edition(Date::constant(2023, 6, 30)).with_changes(DivisionChanges::cn_counties()))
        });
        Arc::clone(&TABLE)
    }

    /// Reads a CSV file in UTF-8 with the columns `code`, `name` and, optionally, `short_name`, `longitude`, `latitude`,
    /// `datum` (`wgs84` where absent) and `urban_rural` (111 to 220). Other columns are passed over.
    ///
    /// # Errors
    ///
    /// `io` where the file cannot be read, `table.invalid` with the line for a missing column, a code of another
    /// length, a repeated code, or coordinates or a class that are none.
    pub fn from_csv(path: &Path) -> Result<Self> {
        Self::default().with_csv(path)
    }

    /// The same from the text of such a file.
    ///
    /// # Errors
    ///
    /// As [`from_csv`](Self::from_csv).
    pub fn from_csv_text(text: &str) -> Result<Self> {
        Self::default().with_csv_text(text)
    }

    /// Adds the rows of another file, such as a level below those that are there; what a row has replaces what an earlier
    /// row of another file had for the same code.
    ///
    /// # Errors
    ///
    /// As [`from_csv`](Self::from_csv).
    pub fn with_csv(self, path: &Path) -> Result<Self> {
        let text = crate::table::read_text(path)?;
        self.with_csv_text(&text).map_err(|error| error.with_file(path))
    }

    /// The same from the text of such a file.
    ///
    /// # Errors
    ///
    /// As [`from_csv`](Self::from_csv).
    ///
    /// # Example: townships below the carried counties
    ///
    /// ```
    /// use gigmatch::table::{DivisionCode, DivisionTable};
    ///
    /// let townships = "code,name\n441900003,东城街道\n441900004,南城街道\n";
    /// let table = DivisionTable::clone(&DivisionTable::cn_2023()).with_csv_text(townships)?;
    /// let city = DivisionCode::parse("441900").unwrap();
    /// assert_eq!(table.children(city).count(), 2);
    /// # Ok::<(), gigmatch::Error>(())
    /// ```
    pub fn with_csv_text(self, text: &str) -> Result<Self> {
        read::added(&self, text, Datum::Wgs84)
    }

    /// Names the day whose divisions the table lists.
    pub fn with_edition(mut self, date: Date) -> Self {
        self.edition = Some(date);
        self
    }

    /// The changes by which [`resolve`](Self::resolve) finds the successors of retired codes.
    pub fn with_changes(mut self, changes: Arc<DivisionChanges>) -> Self {
        self.changes = Some(changes);
        self
    }

    /// The day whose divisions the table lists, where it is known.
    pub fn edition(&self) -> Option<Date> {
        self.edition
    }

    /// The changes of codes that the table knows of.
    pub fn changes(&self) -> Option<&Arc<DivisionChanges>> {
        self.changes.as_ref()
    }

    /// Finds a division.
    pub fn get(&self, code: DivisionCode) -> Option<Division<'_>> {
        self.codes.binary_search(&code).ok().map(|row| self.row(row))
    }

    /// Whether the table has a division.
    pub fn contains(&self, code: DivisionCode) -> bool {
        self.codes.binary_search(&code).is_ok()
    }

    /// The division that a record's code means, by the table and the changes it knows of; `None` where neither knows it.
    ///
    /// # Example
    ///
    /// ```
    /// use gigmatch::table::{DivisionCode, DivisionTable, Resolved};
    ///
    /// let table = DivisionTable::cn_2023();
    /// let code = |text: &str| DivisionCode::parse(text).unwrap();
    /// // The district of Laiwu went to the city of Jinan in 2018.
    /// assert_eq!(table.resolve(code("371202")), Some(Resolved::Changed(code("370116"))));
    /// // The carried table ends at counties.
    /// assert_eq!(table.resolve(code("440305001")), Some(Resolved::Inside(code("440305"))));
    /// assert_eq!(table.resolve(code("4499")), None);
    /// ```
    pub fn resolve(&self, code: DivisionCode) -> Option<Resolved> {
        if self.contains(code) {
            return Some(Resolved::Listed(code));
        }
        // By the day of the table first; days in crosswalks are not exact, so by all that is known then.
        let successors = [self.edition, None].into_iter().filter_map(|by| self.changes.as_ref()?.successor(code, by));
        let mut known = successors.filter_map(|successor| self.around(successor));
        if let Some(known) = known.next() {
            return Some(Resolved::Changed(known));
        }
        let around = self.around(code)?;
        let is_deeper = self.children(around).all(|child| child.code.digits() > code.digits());
        (is_deeper || is_in_zone(code, around)).then_some(Resolved::Inside(around))
    }

    /// The smallest division of the table that a code is or lies in.
    pub fn around(&self, code: DivisionCode) -> Option<DivisionCode> {
        std::iter::successors(Some(code), |code| code.parent()).find(|code| self.contains(*code))
    }

    /// The centroid of the division or of the nearest division above it that has one.
    pub fn centroid(&self, code: DivisionCode) -> Option<Coordinates> {
        std::iter::successors(Some(code), |code| code.parent()).find_map(|code| self.get(code)?.centroid)
    }

    /// The divisions of the table that lie directly in a division: those with no other one of the table between.
    ///
    /// That is one level below as a rule. Dongguan (4419) has the one stand-in county 441900, or its townships where the
    /// table leaves that out.
    pub fn children(&self, code: DivisionCode) -> impl Iterator<Item = Division<'_>> {
        let Range { start, end } = self.rows_inside(code);
        let mut next = start + usize::from(self.codes.get(start) == Some(&code));
        std::iter::from_fn(move || {
            let row = next;
            if row >= end {
                return None;
            }
            next = self.rows_inside(self.codes[row]).end;
            Some(self.row(row))
        })
    }

    /// The division and everything of the table inside it, in the order of the codes.
    pub fn inside(&self, code: DivisionCode) -> impl ExactSizeIterator<Item = Division<'_>> {
        self.rows_inside(code).map(|row| self.row(row))
    }

    /// All divisions of a level, by code.
    pub fn of_level(&self, level: DivisionLevel) -> impl Iterator<Item = Division<'_>> {
        self.iter().filter(move |division| division.code.level() == level)
    }

    /// The divisions that have a name, in full, in short, or without the word for its kind at the end, by code; inside a
    /// division where one is given.
    ///
    /// # Example
    ///
    /// ```
    /// use gigmatch::table::{DivisionCode, DivisionTable};
    ///
    /// let table = DivisionTable::cn_2023();
    /// assert!(table.named("朝阳区", None).count() > 1);
    /// let beijing = DivisionCode::parse("11");
    /// assert_eq!(table.named("朝阳", beijing).next().unwrap().code.to_string(), "110105");
    /// ```
    pub fn named<'a>(&'a self, name: &str, within: Option<DivisionCode>) -> impl Iterator<Item = Division<'a>> {
        let rows = self.by_name.get_or_init(|| NameIndex::new(self)).rows(name);
        let divisions = rows.into_iter().map(|row| self.row(row as usize));
        divisions.filter(move |division| within.is_none_or(|within| division.code.is_within(within)))
    }

    /// The divisions that a path of names means, the widest first: `广东省/深圳市/南山区`, with `/`, `>` or a space between
    /// them, any of them in short; levels may be left out.
    ///
    /// # Example
    ///
    /// ```
    /// use gigmatch::table::DivisionTable;
    ///
    /// let found: Vec<_> = DivisionTable::cn_2023().at_path("广东/南山").map(|code| code.to_string()).collect();
    /// assert_eq!(found, ["440305"]);
    /// ```
    pub fn at_path(&self, path: &str) -> impl Iterator<Item = DivisionCode> + use<> {
        let mut found: Option<Vec<DivisionCode>> = None;
        for name in path.split(['/', '>', ' ', '\u{3000}']).map(str::trim).filter(|name| !name.is_empty()) {
            found = Some(match found {
                None => self.named(name, None).map(|division| division.code).collect(),
                Some(around) => {
                    let inside = |within: DivisionCode| {
                        self.named(name, Some(within)).map(|division| division.code).filter(move |code| *code != within)
                    };
                    let mut codes: Vec<_> = around.into_iter().flat_map(inside).collect();
                    codes.sort_unstable();
                    codes.dedup();
                    codes
                }
            });
        }
        found.unwrap_or_default().into_iter()
    }

    /// The names of the divisions around it and its own in one, without those that only hold a place in the codes (市辖区,
    /// 县, 省直辖县级行政区划).
    pub fn full_name(&self, code: DivisionCode) -> String {
        let mut parts: Vec<&str> = Vec::new();
        for division in std::iter::successors(Some(code), |code| code.parent()).filter_map(|code| self.get(code)) {
            // The stand-in county of a city without counties has the city's name.
            if !super::names::holds_a_place(division) && parts.last() != Some(&division.name) {
                parts.push(division.name);
            }
        }
        parts.reverse();
        parts.concat()
    }

    /// How many divisions there are.
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// Whether the table is empty.
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    /// All divisions, by padded code, the wider of two with the same digits first.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Division<'_>> {
        (0..self.len()).map(|row| self.row(row))
    }

    fn row(&self, row: usize) -> Division<'_> {
        let short_name = Some(self.short_names.get(row)).filter(|name| !name.is_empty());
        Division {
            code: self.codes[row],
            name: self.names.get(row),
            short_name,
            centroid: sparse(&self.centroids, row),
            urban_rural: sparse(&self.classes, row),
        }
    }

    fn rows_inside(&self, code: DivisionCode) -> Range<usize> {
        let start = self.codes.partition_point(|other| *other < code);
        let end = start + self.codes[start..].partition_point(|other| other.padded() < code.end());
        start..end
    }

    /// A table with other rows, which stand in the order of their codes.
    pub(super) fn with_rows<'a>(&self, rows: impl Iterator<Item = Division<'a>>) -> Self {
        let mut made = Self { edition: self.edition, changes: self.changes.clone(), ..Self::default() };
        for row in rows {
            let at = u32::try_from(made.codes.len()).expect("divisions are fewer than 2^32");
            made.codes.push(row.code);
            made.names.push(row.name);
            made.short_names.push(row.short_name.unwrap_or_default());
            made.centroids.extend(row.centroid.map(|point| (at, point)));
            made.classes.extend(row.urban_rural.map(|class| (at, class)));
        }
        made
    }
}

/// Whether a code, or something around it below a division, is a zone.
fn is_in_zone(code: DivisionCode, around: DivisionCode) -> bool {
    std::iter::successors(Some(code), |code| code.parent())
        .take_while(|code| *code != around)
        .any(DivisionCode::is_zone)
}

/// The value of a row among those of rows that have one.
fn sparse<T: Copy>(values: &[(u32, T)], row: usize) -> Option<T> {
    let place = values.binary_search_by_key(&row, |(at, _)| *at as usize).ok()?;
    Some(values[place].1)
}

#[cfg(test)]
mod tests;
