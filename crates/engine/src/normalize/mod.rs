//! From rows and hand-made records to accepted records, with every problem of a row told at once.

use std::sync::Arc;

use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use crate::{
    problem::{Problem, Rejection, UnknownColumn},
    record::{Outlet, Placement, Posting, RecordKind, WorkerProfile},
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
    /// What people search for in the record: titles, names, wishes, descriptions.
    fn search_texts(&self, occupations: &OccupationTable) -> Vec<String>;
}

/// Turns rows and hand-made records into accepted ones.
#[derive(Debug, Clone)]
pub struct Normalizer {
    zone: TimeZone,
    occupations: Arc<OccupationTable>,
    divisions: Option<Arc<DivisionTable>>,
}

impl Normalizer {
    /// Asia/Shanghai, the 2022 national classification, division codes checked in form only.
    pub fn new() -> Self {
        todo!()
    }
    /// Another zone for times without an offset.
    pub fn with_zone(mut self, zone: TimeZone) -> Self {
        self.zone = zone;
        self
    }
    /// Another occupation table.
    pub fn with_occupations(mut self, occupations: Arc<OccupationTable>) -> Self {
        self.occupations = occupations;
        self
    }
    /// A division table to check codes against and to take centroids from.
    pub fn with_divisions(mut self, divisions: Arc<DivisionTable>) -> Self {
        self.divisions = Some(divisions);
        self
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
    /// Normalises rows (in parallel on the current rayon pool).
    pub fn rows<T: Record>(&self, _rows: &[Row]) -> Batch<T> {
        todo!()
    }
    /// Normalises hand-made records.
    pub fn records<T: Record>(&self, _records: Vec<T>) -> Batch<T> {
        todo!()
    }
    /// Reads one time text: a date, a local time or one with an offset.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn parse_time(&self, _text: &str) -> Result<jiff::Timestamp, String> {
        todo!()
    }
}

impl Default for Normalizer {
    fn default() -> Self {
        Self::new()
    }
}

macro_rules! stub {
    ($t:ty, $k:ident) => {
        impl Record for $t {
            const KIND: RecordKind = RecordKind::$k;
            fn id(&self) -> &str {
                &self.id
            }
            fn from_row(_n: &Normalizer, _f: &Map<String, Value>) -> Result<Self, Vec<Problem>> {
                todo!()
            }
            fn check(self, _n: &Normalizer) -> Result<Self, Vec<Problem>> {
                todo!()
            }
            fn field_names() -> &'static [&'static str] {
                todo!()
            }
            fn search_texts(&self, _o: &OccupationTable) -> Vec<String> {
                todo!()
            }
        }
    };
}
stub!(Posting, Posting);
stub!(WorkerProfile, Worker);
stub!(Outlet, Outlet);
stub!(Placement, Placement);

pub(crate) fn merge_windows(_w: Vec<crate::record::TimeWindow>) -> Vec<crate::record::TimeWindow> {
    todo!()
}
