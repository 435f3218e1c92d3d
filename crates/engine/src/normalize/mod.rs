//! From rows and hand-made records to accepted records, with every problem of a row told at once.

mod cells;
mod check;
pub mod datum;
mod fields;
mod kinds;
mod names;
mod pay;
mod report;
mod search_text;
mod time;

#[cfg(test)]
mod tests;

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, OnceLock},
};

use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};
pub(crate) use kinds::merge_windows;
use rayon::prelude::*;
use serde_json::{Map, Value};

use crate::{
    classify::OccupationClassifier,
    problem::{Problem, Rejection, UnknownColumn},
    record::{RecordKind, TextRole},
    table::{DivisionTable, OccupationTable},
};

/// One row of a file or one object of a list, not yet looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// 1 for the first record.
    pub number: u64,
    /// Fields by name (`snake_case`, `camelCase` or a dotted path); CSV cells are strings, empty ones are left out.
    pub fields: Map<String, Value>,
}

/// A record as it arrives: already read, or as a row that is yet to be read.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry<T> {
    /// Fields, to be read leniently.
    Row(Row),
    /// A record, to be checked.
    Record {
        /// 1 for the first record.
        number: u64,
        /// The record as it was read.
        record: T,
    },
}

/// What became of a batch of records.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch<T> {
    /// Accepted records in input order; of several with one id only the last.
    pub accepted: Vec<T>,
    /// Everything that was not accepted.
    pub rejections: Vec<Rejection>,
    /// Records that a later one with the same id replaced.
    pub duplicates: u64,
    /// Columns that no field has, in the order of first appearance.
    pub unknown_columns: Vec<UnknownColumn>,
}

/// A kind of record that rows can become.
pub trait Record: Clone + Send + Sync + serde::Serialize + serde::de::DeserializeOwned + 'static {
    /// Which kind it is.
    const KIND: RecordKind;
    /// The record's id.
    fn id(&self) -> &str;
    /// Reads a row leniently and checks it, collecting every problem.
    ///
    /// # Errors
    ///
    /// All problems of the row.
    fn from_row(normalizer: &Normalizer, fields: &Map<String, Value>) -> Result<Self, Vec<Problem>>;
    /// Checks a record made by hand and brings it to its normal form.
    ///
    /// # Errors
    ///
    /// All problems of the record.
    fn check(self, normalizer: &Normalizer) -> Result<Self, Vec<Problem>>;
    /// The names that a row of this kind may use.
    fn field_names() -> &'static [&'static str];
    /// What people search for in the record: titles, names, wishes, descriptions, skills and certificates.
    fn search_texts(&self) -> Vec<(TextRole, &str)>;
}

/// Turns rows and hand-made records into accepted ones.
#[derive(Debug, Clone)]
pub struct Normalizer {
    zone: TimeZone,
    limits: time::Limits,
    occupations: Arc<OccupationTable>,
    divisions: Option<Arc<DivisionTable>>,
    /// Absent where occupations are not inferred; made with the first record that needs it.
    classifier: Option<Arc<OnceLock<Arc<OccupationClassifier>>>>,
}

impl Normalizer {
    /// Asia/Shanghai, the 2022 national classification, division codes checked in form only.
    pub fn new() -> Self {
        let zone =
            TimeZoneDatabase::bundled().get("Asia/Shanghai").unwrap_or_else(|_| TimeZone::fixed(Offset::constant(8)));
        let limits = time::Limits::in_zone(&zone);
        Self { zone, limits, occupations: OccupationTable::csco_2022(), divisions: None, classifier: None }
    }

    /// Another zone for times without an offset.
    pub fn with_zone(mut self, zone: TimeZone) -> Self {
        self.limits = time::Limits::in_zone(&zone);
        self.zone = zone;
        self
    }

    /// Another occupation table.
    pub fn with_occupations(mut self, occupations: Arc<OccupationTable>) -> Self {
        self.occupations = occupations;
        self.classifier = self.classifier.map(|_| Arc::default());
        self
    }

    /// A division table to check codes against and to take centroids from.
    pub fn with_divisions(mut self, divisions: Arc<DivisionTable>) -> Self {
        self.divisions = Some(divisions);
        self
    }

    /// Postings and workers without an occupation get the one that their title or wishes are taken to mean, marked with
    /// its confidence: [`OccupationClassifier::infer`].
    ///
    /// # Example
    ///
    /// ```
    /// use gigmatch::{normalize::Normalizer, record::Posting};
    ///
    /// let normalizer = Normalizer::new().with_inferred_occupations();
    /// let batch = normalizer.records(vec![Posting::new("p1", "招月嫂 26天")]);
    /// assert_eq!(batch.accepted[0].occupational_category.as_deref(), Some("4-10-01-06"));
    /// assert!(batch.accepted[0].occupation_confidence.is_some());
    /// ```
    pub fn with_inferred_occupations(mut self) -> Self {
        self.classifier = Some(Arc::default());
        self
    }

    /// What occupations are inferred by, where they are.
    fn classifier(&self) -> Option<&OccupationClassifier> {
        let classifier = self.classifier.as_ref()?;
        Some(classifier.get_or_init(|| OccupationClassifier::new(&self.occupations)))
    }

    /// The zone of times without an offset.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The occupation table.
    pub fn occupations(&self) -> &Arc<OccupationTable> {
        &self.occupations
    }

    /// The division table, where one is loaded.
    pub fn divisions(&self) -> Option<&Arc<DivisionTable>> {
        self.divisions.as_ref()
    }

    /// The divisions that answers tell of: those that are loaded, else the [carried ones](DivisionTable::cn_2023).
    pub fn told_divisions(&self) -> Arc<DivisionTable> {
        self.divisions.clone().unwrap_or_else(DivisionTable::cn_2023)
    }

    /// Normalises rows, in parallel on the current rayon pool; the outcome does not depend on the number of threads.
    ///
    /// # Example
    ///
    /// ```
    /// use gigmatch::normalize::{Normalizer, Row};
    /// use gigmatch::record::Posting;
    /// use serde_json::json;
    ///
    /// let row = |number, fields: serde_json::Value| {
    ///     Row { number, fields: fields.as_object().cloned().unwrap_or_default() }
    /// };
    /// let batch = Normalizer::new().rows::<Posting>(&[
    ///     row(1, json!({"id": "p1", "title": "叉车司机", "base_salary": "200-260元/天"})),
    ///     row(2, json!({"id": "p2", "titel": "理货员"})),
    /// ]);
    /// assert_eq!(batch.accepted[0].id, "p1");
    /// assert_eq!(batch.rejections[0].problems[0].code.as_str(), "field.missing");
    /// assert_eq!(batch.unknown_columns[0].nearest.as_deref(), Some("title"));
    /// ```
    pub fn rows<T: Record>(&self, rows: &[Row]) -> Batch<T> {
        let names = names::Names::of_kind(T::KIND);
        batch(rows.par_iter().map(|row| self.outcome_of_row(names, row)).collect(), names)
    }

    /// Normalises records of which some are already read, in parallel on the current rayon pool.
    pub fn entries<T: Record>(&self, entries: Vec<Entry<T>>) -> Batch<T> {
        let names = names::Names::of_kind(T::KIND);
        let outcome = |entry| match entry {
            Entry::Row(row) => self.outcome_of_row(names, &row),
            Entry::Record { number, record } => self.outcome_of_record(number, record),
        };
        batch(entries.into_par_iter().map(outcome).collect(), names)
    }

    fn outcome_of_row<T: Record>(&self, names: &names::Names, row: &Row) -> Outcome<T> {
        let mut unknown = Vec::new();
        names.unknown(&row.fields, &mut |name| {
            if !unknown.iter().any(|known| known == name) {
                unknown.push(name.to_owned());
            }
        });
        let record = T::from_row(self, &row.fields).map_err(|problems| {
            let id = fields::Reader::open(self, names, &row.fields).text("id");
            Rejection { kind: T::KIND, row: row.number, id, problems }
        });
        Outcome { record, unknown }
    }

    fn outcome_of_record<T: Record>(&self, number: u64, record: T) -> Outcome<T> {
        let id = record.id().trim().to_owned();
        let record = record.check(self).map_err(|problems| {
            let id = Some(id).filter(|id| !id.is_empty());
            Rejection { kind: T::KIND, row: number, id, problems }
        });
        Outcome { record, unknown: Vec::new() }
    }

    /// Normalises hand-made records, in parallel on the current rayon pool; their rows count from 1.
    pub fn records<T: Record>(&self, records: Vec<T>) -> Batch<T> {
        let outcomes = records.into_par_iter().enumerate();
        let outcomes = outcomes.map(|(index, record)| self.outcome_of_record(index as u64 + 1, record)).collect();
        batch(outcomes, names::Names::of_kind(T::KIND))
    }

    /// Reads one time text: a date (its first instant), a local time in the normalizer's zone, or one with an offset.
    /// What is finer than a millisecond is cut.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    ///
    /// # Example
    ///
    /// ```
    /// use gigmatch::normalize::Normalizer;
    ///
    /// let normalizer = Normalizer::new();
    /// let local = normalizer.parse_time("2026年11月24日 8:00")?;
    /// assert_eq!(local, normalizer.parse_time("2026-11-24T00:00:00Z")?);
    /// # Ok::<(), String>(())
    /// ```
    pub fn parse_time(&self, text: &str) -> Result<jiff::Timestamp, String> {
        time::Moment::parse(text)
            .and_then(|moment| moment.instant(&self.zone, time::DateAlone::Start))
            .filter(|instant| self.limits.contains(*instant))
            .ok_or_else(|| format!("{text:?} is not {}", fields::ALLOWED_TIME))
    }
}

impl Default for Normalizer {
    fn default() -> Self {
        Self::new()
    }
}

/// What became of one row: a record or a rejection, and the columns that no field has.
struct Outcome<T> {
    record: Result<T, Rejection>,
    unknown: Vec<String>,
}

/// Parts the accepted from the rejected; of several accepted records with one id the last one stays, in its place.
fn batch<T: Record>(outcomes: Vec<Outcome<T>>, names: &names::Names) -> Batch<T> {
    let mut rejections = Vec::new();
    let mut accepted: Vec<T> = Vec::with_capacity(outcomes.len());
    let mut columns = Columns::default();
    for outcome in outcomes {
        match outcome.record {
            Ok(record) => accepted.push(record),
            Err(rejection) => rejections.push(rejection),
        }
        for name in outcome.unknown {
            columns.count(name);
        }
    }
    let mut seen: HashSet<&str, foldhash::fast::RandomState> = HashSet::default();
    let mut last: Vec<bool> = accepted.iter().rev().map(|record| seen.insert(record.id())).collect();
    last.reverse();
    let given = accepted.len();
    let mut keep = last.into_iter();
    accepted.retain(|_| keep.next().unwrap_or(true));
    let duplicates = (given - accepted.len()) as u64;
    Batch { accepted, rejections, duplicates, unknown_columns: columns.finish(names) }
}

/// Unknown columns with the number of rows that have them, in order of first appearance.
#[derive(Default)]
struct Columns {
    places: HashMap<String, usize, foldhash::fast::RandomState>,
    counted: Vec<(String, u64)>,
}

impl Columns {
    fn count(&mut self, name: String) {
        if let Some(&place) = self.places.get(&name) {
            self.counted[place].1 += 1;
        } else {
            self.places.insert(name.clone(), self.counted.len());
            self.counted.push((name, 1));
        }
    }

    fn finish(self, names: &names::Names) -> Vec<UnknownColumn> {
        let describe = |(name, rows): (String, u64)| {
            let nearest = names::nearest(names, &name);
            UnknownColumn { name, nearest, rows }
        };
        self.counted.into_iter().map(describe).collect()
    }
}
