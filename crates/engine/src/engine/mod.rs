//! The engine: an open index, its newest snapshot and, at most once at a time, its writer.

mod intake;
mod options;
mod writer;

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use arc_swap::ArcSwap;
pub use intake::{AddReport, Intake};
pub use options::EngineOptions;
pub use writer::Writer;

use crate::{
    Error, ErrorCode, Result, Snapshot,
    index::{Settings, Store},
    normalize::{Batch, Entry, Normalizer, Record},
    snapshot::Shared,
};

/// An open index of postings, workers, outlets and placements; clones share it.
///
/// Readers take [`snapshot`](Self::snapshot)s and never wait for the [`writer`](Self::writer).
///
/// # Example
///
/// ```
/// use gigmatch::{Engine, MatchOptions, record::{Coordinates, Posting, WorkerProfile}};
///
/// let engine = Engine::in_memory()?;
/// let mut writer = engine.writer()?;
/// let mut posting = Posting::new("p1", "叉车司机");
/// posting.location = Some(Coordinates::wgs84(112.55, 37.87));
/// let mut worker = WorkerProfile::new("w1");
/// worker.location = Some(Coordinates::wgs84(112.56, 37.86));
/// worker.wishes = Some("叉车".to_owned());
/// writer.add(vec![posting])?;
/// writer.add(vec![worker])?;
/// writer.commit()?;
///
/// let options = MatchOptions::at("2026-11-24T05:00:00+08:00".parse().unwrap());
/// let matches = engine.snapshot().match_worker("w1", &options)?;
/// assert_eq!(matches.hits[0].posting_id, "p1");
/// assert_eq!(matches.hits[0].distance_m, Some(1416));
/// # Ok::<(), gigmatch::Error>(())
/// ```
#[derive(Clone)]
pub struct Engine(Arc<Open>);

struct Open {
    store: Store,
    /// Whether the index outlives the engine.
    keeps_columns: bool,
    settings: Settings,
    shared: Shared,
    current: ArcSwap<Snapshot>,
    /// Held while a new snapshot is built, so that an older one never replaces a newer one.
    reloading: Mutex<()>,
    writer_memory: usize,
}

impl Engine {
    /// Opens the index in a directory with the default options, making it where there is none.
    ///
    /// # Errors
    ///
    /// As [`EngineOptions::open`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        EngineOptions::new().open(path)
    }

    /// A new index in memory with the default options.
    ///
    /// # Errors
    ///
    /// `index.failed` where threads cannot be started.
    pub fn in_memory() -> Result<Self> {
        EngineOptions::new().in_memory()
    }

    /// The newest generation that this engine has seen. Cheap: two atomic operations.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot::clone(&self.0.current.load())
    }

    /// Looks for commits of other processes; whether there was a newer generation.
    ///
    /// # Errors
    ///
    /// `index.damaged` or `io` where the index cannot be read; the snapshot then stays as it was.
    pub fn reload(&self) -> Result<bool> {
        let _guard = self.0.reloading.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.snapshot();
        let after = Snapshot::load(&self.0.store, &self.0.shared, Some(&before))?;
        let newer = after.generation() > before.generation();
        self.0.current.store(Arc::new(after));
        Ok(newer)
    }

    /// The index's one writer. It is released when dropped, or when its process ends however it ends.
    ///
    /// # Errors
    ///
    /// `index.locked` where there is a writer already, in this process or another; `index.settings` where another
    /// process has meanwhile made the index with other settings.
    pub fn writer(&self) -> Result<Writer> {
        let mut writer = Writer::new(self.clone())?;
        self.reload()?;
        writer.start_over();
        match self.0.store.settings()? {
            Some(settings) if !settings.agree(&self.0.settings) => Err(settings_differ(&settings, &self.0.settings)),
            _ => Ok(writer),
        }
    }

    fn keep_columns(&self, least: u32) {
        if self.0.keeps_columns {
            self.snapshot().keep_columns(&self.0.store, least);
        }
    }

    /// How this engine turns rows into records.
    pub fn normalizer(&self) -> &Normalizer {
        &self.0.shared.normalizer
    }

    /// Normalises records that are not to be indexed, in the engine's pool.
    pub fn normalize<T: Record>(&self, entries: Vec<Entry<T>>) -> Batch<T> {
        let Shared { pool, normalizer, .. } = &self.0.shared;
        pool.install(|| normalizer.entries(entries))
    }

    fn start(store: Store, keeps_columns: bool, options: EngineOptions) -> Result<Self> {
        let settings = match store.settings()? {
            Some(settings) => {
                let asked = options.settings_over(&settings);
                if !asked.agree(&settings) {
                    return Err(settings_differ(&settings, &asked));
                }
                settings
            }
            None => options.settings(),
        };
        let packing = settings.packing()?;
        let mut normalizer =
            Normalizer::new().with_zone(packing.zone.clone()).with_occupations(Arc::clone(&packing.occupations));
        if let Some(divisions) = options.divisions {
            normalizer = normalizer.with_divisions(divisions);
        }
        if options.infers_occupations {
            normalizer = normalizer.with_inferred_occupations();
        }
        let pool = match options.pool {
            Some(pool) => pool,
            None => thread_pool(options.threads)?,
        };
        let shared = Shared { packing, normalizer, symbols: Arc::default(), pool };
        let current = ArcSwap::from_pointee(Snapshot::load(&store, &shared, None)?);
        let writer_memory = options.writer_memory;
        Ok(Self(Arc::new(Open {
            store,
            keeps_columns,
            settings,
            shared,
            current,
            reloading: Mutex::new(()),
            writer_memory,
        })))
    }
}

fn settings_differ(made: &Settings, asked: &Settings) -> Error {
    let (field, what) = if made.zone == asked.zone {
        ("occupations", "another occupation table".to_owned())
    } else {
        ("zone", format!("the time zone {} in place of {}", made.zone, asked.zone))
    };
    let message = format!("the index was made with {what}; open it without naming one, or index anew");
    Error::new(ErrorCode::IndexSettings, message).with_field(field)
}

/// A pool such as an engine makes for itself, for [`MatchOptions::pool`](crate::MatchOptions::pool); without a number as many
/// threads as there are cores.
///
/// # Errors
///
/// `option.invalid` for a number outside 1 to 1,024, `index.failed` where threads cannot be started.
pub fn thread_pool(threads: Option<usize>) -> Result<Arc<rayon::ThreadPool>> {
    /// More would only wait for each other.
    const MOST_THREADS: usize = 1_024;
    if let Some(threads) = threads.filter(|threads| !(1..=MOST_THREADS).contains(threads)) {
        return Err(Error::out_of_range("threads", threads, &format!("1 to {MOST_THREADS}")));
    }
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads.unwrap_or(0))
        .thread_name(|place| format!("gigmatch-{place}"))
        .build()
        .map(Arc::new)
        .map_err(|error| Error::new(ErrorCode::Index, "the thread pool cannot be started").with_source(error))
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("settings", &self.0.settings.zone).finish_non_exhaustive()
    }
}
