//! engine stub
use std::{path::Path, sync::Arc};
use crate::{*, normalize::*, problem::*, record::*, table::*};
/// How an engine is opened.
#[derive(Debug, Clone, Default)]
pub struct EngineOptions;
impl EngineOptions {
    /// x
    pub fn new() -> Self { todo!() }
    /// IANA zone name for local times, civil dates and ISO weeks; default Asia/Shanghai. Fixed when an index is made.
    pub fn zone(self, _name: &str) -> Self { todo!() }
    /// x
    pub fn occupations(self, _table: Arc<OccupationTable>) -> Self { todo!() }
    /// x
    pub fn divisions(self, _table: Arc<DivisionTable>) -> Self { todo!() }
    /// Threads of the engine's own pool; default: available parallelism.
    pub fn threads(self, _threads: usize) -> Self { todo!() }
    /// x
    pub fn pool(self, _pool: Arc<rayon::ThreadPool>) -> Self { todo!() }
    /// Opens the index in a directory, making it where there is none.
    /// # Errors
    /// x
    pub fn open(self, _path: impl AsRef<Path>) -> Result<Engine> { todo!() }
    /// Refuses to create.
    /// # Errors
    /// x
    pub fn open_existing(self, _path: impl AsRef<Path>) -> Result<Engine> { todo!() }
    /// x
    /// # Errors
    /// x
    pub fn in_memory(self) -> Result<Engine> { todo!() }
    /// Any tantivy directory.
    /// # Errors
    /// x
    pub fn open_directory(self, _directory: Box<dyn tantivy::Directory>) -> Result<Engine> { todo!() }
}
/// x
#[derive(Debug, Clone)]
pub struct Engine;
impl Engine {
    /// # Errors
    /// x
    pub fn open(_path: impl AsRef<Path>) -> Result<Self> { todo!() }
    /// # Errors
    /// x
    pub fn in_memory() -> Result<Self> { todo!() }
    /// The newest generation this engine has seen.
    pub fn snapshot(&self) -> Snapshot { todo!() }
    /// Looks for commits of other processes. true if there was a newer generation.
    /// # Errors
    /// x
    pub fn reload(&self) -> Result<bool> { todo!() }
    /// One at a time, across processes.
    /// # Errors
    /// `index.locked`
    pub fn writer(&self) -> Result<Writer> { todo!() }
    /// x
    pub fn normalizer(&self) -> &Normalizer { todo!() }
}
/// x
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct AddReport {
    /// x
    pub accepted: u64,
    /// x
    pub duplicates: u64,
    /// x
    pub rejections: Vec<Rejection>,
    /// x
    pub unknown_columns: Vec<UnknownColumn>,
}
/// x
#[derive(Debug)]
pub struct Writer;
impl Writer {
    /// Normalises hand-made records and adds or replaces them by id.
    /// # Errors
    /// x
    pub fn add<T: Record>(&mut self, _records: Vec<T>) -> Result<AddReport> { todo!() }
    /// Normalises rows and adds or replaces them by id.
    /// # Errors
    /// x
    pub fn add_rows(&mut self, _kind: RecordKind, _rows: &[Row]) -> Result<AddReport> { todo!() }
    /// How many of the ids existed.
    /// # Errors
    /// x
    pub fn delete<S: AsRef<str>>(&mut self, _kind: RecordKind, _ids: &[S]) -> Result<u64> { todo!() }
    /// Makes everything since the last commit one new generation, and its snapshot the engine's current one.
    /// # Errors
    /// x
    pub fn commit(&mut self) -> Result<u64> { todo!() }
    /// Forgets everything since the last commit.
    /// # Errors
    /// x
    pub fn rollback(&mut self) -> Result<()> { todo!() }
}
