//! How an engine is opened.

use std::{fs, path::Path, sync::Arc};

use rayon::ThreadPool;
use tantivy::directory::{Directory, MmapDirectory, RamDirectory};

use super::Engine;
use crate::{
    Error, ErrorCode, Result,
    index::{Settings, Store},
    table::{DivisionTable, OccupationTable},
};

/// The zone of civil dates where none is named.
const DEFAULT_ZONE: &str = "Asia/Shanghai";

/// Options with which an engine is opened or an index is made.
///
/// # Example
///
/// ```
/// let engine = gigmatch::EngineOptions::new().zone("Asia/Urumqi").threads(1).in_memory()?;
/// assert_eq!(engine.normalizer().zone().iana_name(), Some("Asia/Urumqi"));
/// # Ok::<(), gigmatch::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct EngineOptions {
    zone: Option<String>,
    occupations: Option<Arc<OccupationTable>>,
    pub(super) divisions: Option<Arc<DivisionTable>>,
    pub(super) infers_occupations: bool,
    pub(super) threads: Option<usize>,
    pub(super) pool: Option<Arc<ThreadPool>>,
    pub(super) writer_memory: usize,
}

impl EngineOptions {
    /// The defaults: zone Asia/Shanghai, the 2022 national classification, a pool of as many threads as there are
    /// cores, 128 MB of memory for a writer.
    pub fn new() -> Self {
        Self { writer_memory: 128_000_000, ..Self::default() }
    }

    /// IANA name of the zone of local times, civil dates and ISO weeks. Kept with the index.
    pub fn zone(mut self, name: impl Into<String>) -> Self {
        self.zone = Some(name.into());
        self
    }

    /// Another occupation table than the 2022 national classification. Kept with the index.
    pub fn occupations(mut self, table: Arc<OccupationTable>) -> Self {
        self.occupations = Some(table);
        self
    }

    /// A table that division codes are checked against and missing locations are inferred from.
    pub fn divisions(mut self, table: Arc<DivisionTable>) -> Self {
        self.divisions = Some(table);
        self
    }

    /// Gives postings and workers without an occupation the one that their title or wishes are taken to mean, marked with
    /// its confidence; a record that is sent again with a code has that. Not kept with the index: each opening says so, as
    /// with divisions.
    ///
    /// The first such record costs a second or two for the carried table, each further one a third of a millisecond.
    pub fn infer_occupations(mut self, infer: bool) -> Self {
        self.infers_occupations = infer;
        self
    }

    /// Threads of the engine's own pool.
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = Some(threads);
        self
    }

    /// The caller's pool instead of an own one.
    pub fn pool(mut self, pool: Arc<ThreadPool>) -> Self {
        self.pool = Some(pool);
        self
    }

    /// Bytes a writer may hold before it flushes a segment, 15,000,000 to 4,000,000,000.
    pub fn writer_memory(mut self, bytes: usize) -> Self {
        self.writer_memory = bytes;
        self
    }

    /// Opens the index in a directory, making both where there are none.
    ///
    /// Every file is compared with its checksum, so that damage is found here and named.
    ///
    /// # Errors
    ///
    /// `io` where the directory cannot be used, `index.foreign` where it holds something else, `index.version`,
    /// `index.damaged`, `index.settings` where the index was made with another zone or occupation table than named
    /// here, `option.invalid` for an unknown zone.
    pub fn open(self, path: impl AsRef<Path>) -> Result<Engine> {
        let path = path.as_ref();
        fs::create_dir_all(path).map_err(|error| io_error(path, error))?;
        if !path.join("meta.json").exists() && holds_other_files(path)? {
            return Err(
                Error::new(ErrorCode::IndexForeign, "the directory holds files, but no gigmatch index").with_file(path)
            );
        }
        let directory = MmapDirectory::open(path).map_err(|error| cannot_open(path, error))?;
        Engine::start(Store::open(Box::new(directory), true)?, true, self)
    }

    /// Opens the index in a directory and refuses to make one.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open), and `record.not_found` where there is no index.
    pub fn open_existing(self, path: impl AsRef<Path>) -> Result<Engine> {
        let path = path.as_ref();
        if !path.join("meta.json").exists() {
            return Err(Error::new(ErrorCode::NotFound, "there is no index in this directory").with_file(path));
        }
        let directory = MmapDirectory::open(path).map_err(|error| cannot_open(path, error))?;
        Engine::start(Store::open(Box::new(directory), false)?, true, self)
    }

    /// A new index in memory.
    ///
    /// # Errors
    ///
    /// `option.invalid` for an unknown zone, `index.failed` where threads cannot be started.
    pub fn in_memory(self) -> Result<Engine> {
        Engine::start(Store::open(Box::new(RamDirectory::create()), true)?, false, self)
    }

    /// Opens, or makes, the index in any tantivy directory.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open).
    pub fn open_directory(self, directory: Box<dyn Directory>) -> Result<Engine> {
        Engine::start(Store::open(directory, true)?, true, self)
    }

    pub(super) fn settings(&self) -> Settings {
        Settings {
            zone: self.zone.clone().unwrap_or_else(|| DEFAULT_ZONE.to_owned()),
            occupations: self.occupations.as_ref().and_then(custom_csv),
            words: self.divisions.as_deref().map(division_words).unwrap_or_default(),
        }
    }

    /// The settings of an index with what is asked for in place of its own.
    pub(super) fn settings_over(&self, made: &Settings) -> Settings {
        let occupations = self.occupations.as_ref();
        Settings {
            zone: self.zone.clone().unwrap_or_else(|| made.zone.clone()),
            occupations: occupations.map_or_else(|| made.occupations.clone(), custom_csv),
            words: made.words.clone(),
        }
    }
}

/// The names of provinces down to townships, so that text is cut at them; villages are too many, and their names too
/// common.
fn division_words(divisions: &DivisionTable) -> Vec<String> {
    let named = divisions.iter().filter(|division| division.code.digits() <= 9);
    let mut words: Vec<String> = named.map(|division| division.name.to_owned()).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// The table's text, unless it is the one that every engine carries.
fn custom_csv(table: &Arc<OccupationTable>) -> Option<String> {
    (!Arc::ptr_eq(table, &OccupationTable::csco_2022())).then(|| table.to_csv_text())
}

/// Lock files and the list of managed files may be left of an index whose making was interrupted; they are hidden.
fn holds_other_files(path: &Path) -> Result<bool> {
    let entries = fs::read_dir(path).map_err(|error| io_error(path, error))?;
    for entry in entries {
        let entry = entry.map_err(|error| io_error(path, error))?;
        if !entry.file_name().to_string_lossy().starts_with('.') {
            return Ok(true);
        }
    }
    Ok(false)
}

fn io_error(path: &Path, error: std::io::Error) -> Error {
    Error::new(ErrorCode::Io, "the directory cannot be read or written").with_file(path).with_source(error)
}

fn cannot_open(path: &Path, error: tantivy::directory::error::OpenDirectoryError) -> Error {
    Error::new(ErrorCode::Io, "the directory cannot be opened").with_file(path).with_source(error)
}
