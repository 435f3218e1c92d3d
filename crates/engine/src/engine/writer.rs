//! The writer: batches in, one atomic generation out.

use std::{
    collections::{HashMap, HashSet},
    path::PathBuf,
};

use foldhash::fast::RandomState;
use gigmatch_text::{fold, is_han};
use tantivy::{
    IndexWriter,
    directory::{Directory, error::LockError},
    error::TantivyError,
    indexer::{IndexWriterOptions, LogMergePolicy},
};

use super::{AddReport, Engine, Intake};
use crate::{
    Error, ErrorCode, Result,
    analysis::Analyzer,
    index::{Commit, FORMAT_VERSION, Settings, index_error, key_term},
    normalize::{Batch, Record, Row},
    record::RecordKind,
    snapshot::Shared,
};

/// The one writer of an index.
///
/// What it adds and deletes is seen by nobody until [`commit`](Self::commit), and then by everybody at once. Dropping
/// it forgets what was not committed.
///
/// # Example
///
/// ```
/// use gigmatch::{Engine, ErrorCode, record::{RecordKind, WorkerProfile}};
///
/// let engine = Engine::in_memory()?;
/// let mut writer = engine.writer()?;
/// assert_eq!(engine.writer().unwrap_err().code(), ErrorCode::IndexLocked);
///
/// let report = writer.add(vec![WorkerProfile::new("w1"), WorkerProfile::new("")])?;
/// assert_eq!(report.accepted, 1);
/// assert_eq!(report.rejections[0].problems[0].code.as_str(), "field.missing");
/// assert_eq!(writer.commit()?, 1);
/// assert_eq!(writer.delete(RecordKind::Worker, &["w1", "nobody"])?, 1);
/// assert_eq!(writer.commit()?, 2);
/// # Ok::<(), gigmatch::Error>(())
/// ```
pub struct Writer {
    engine: Engine,
    index: IndexWriter,
    /// Records touched since the last commit, which the committed snapshot cannot know.
    pending: HashMap<(RecordKind, String), Pending, RandomState>,
    /// The index's settings as this writer leaves them.
    settings: Settings,
    settings_pending: bool,
    intakes: u64,
}

/// A commit keeps the columns of segments with this many documents; smaller ones are soon made, or soon merged.
const WORTH_KEEPING: u32 = 10_000;

/// What will become of a record with the next commit.
#[derive(Clone, Copy)]
enum Pending {
    /// It was added by the intake with this number.
    Added(u64),
    Deleted,
}

impl Writer {
    pub(super) fn new(engine: Engine) -> Result<Self> {
        // Records of one batch are cheap to index beside normalising them; more threads would only make more segments.
        let options = IndexWriterOptions::builder()
            .num_worker_threads(1)
            .memory_budget_per_thread(engine.0.writer_memory)
            .num_merge_threads(1)
            .build();
        let writer = engine.0.store.index().writer_with_options(options).map_err(|error| match error {
            TantivyError::LockFailure(LockError::LockBusy, _) => {
                Error::new(ErrorCode::IndexLocked, "another writer holds the index; there can be one at a time")
            }
            other => index_error(other),
        })?;
        let mut merge_policy = LogMergePolicy::default();
        // The default never merges for deletes' sake; a profile that was erased should not lie in a file for ever.
        merge_policy.set_del_docs_ratio_before_merge(0.3);
        writer.set_merge_policy(Box::new(merge_policy));
        let settings = engine.0.settings.clone();
        let pending = HashMap::default();
        Ok(Self { engine, index: writer, pending, settings, settings_pending: false, intakes: 0 })
    }

    /// Brings what this writer keeps to the state of the last commit.
    pub(super) fn start_over(&mut self) {
        self.spend_first_stamp();
        self.pending.clear();
        let current = self.engine.snapshot();
        self.settings_pending = current.generation() == 0;
        if !self.settings_pending {
            self.settings.words = current.0.packing.words.to_vec();
        }
        self.engine.0.store.set_analyzer(current.0.packing.analyzer.clone());
    }

    /// Spends the stamp of the last commit on deleting nothing.
    ///
    /// tantivy gives the first operation of a writer the stamp of the commit it starts from, and a merge applies all
    /// deletes up to that stamp: a first delete would become part of the last generation before it is committed.
    fn spend_first_stamp(&self) {
        self.index.delete_term(self.engine.0.store.fields().no_term());
    }

    /// Normalises records made by hand and adds them, replacing those with the same ids.
    ///
    /// # Errors
    ///
    /// `index.failed` or `io` where the index cannot take them. Bad records are no error: they are in the report.
    pub fn add<T: Record>(&mut self, records: Vec<T>) -> Result<AddReport> {
        let shared = self.shared();
        let batch = shared.pool.install(|| shared.normalizer.records(records));
        let number = self.next_intake();
        self.add_batch(batch, number)
    }

    /// Normalises rows of one kind and adds their records, replacing those with the same ids.
    ///
    /// # Errors
    ///
    /// As [`add`](Self::add).
    pub fn add_rows(&mut self, kind: RecordKind, rows: &[Row]) -> Result<AddReport> {
        self.intake(kind).add_rows(rows)
    }

    /// Begins a batch of records that arrives in several runs.
    pub fn intake(&mut self, kind: RecordKind) -> Intake<'_> {
        let number = self.next_intake();
        Intake::new(self, kind, number)
    }

    fn next_intake(&mut self) -> u64 {
        self.intakes += 1;
        self.intakes
    }

    pub(super) fn shared(&self) -> &Shared {
        &self.engine.0.shared
    }

    pub(super) fn add_batch<T: Record>(&mut self, batch: Batch<T>, intake: u64) -> Result<AddReport> {
        let fields = self.engine.0.store.fields();
        let mut report = AddReport {
            accepted: batch.accepted.len() as u64,
            duplicates: batch.duplicates,
            rejections: batch.rejections,
            unknown_columns: batch.unknown_columns,
        };
        for record in &batch.accepted {
            if self.exists(T::KIND, record.id()) {
                self.index.delete_term(key_term(fields, T::KIND, record.id()));
            }
            let document = fields.document(record)?;
            self.index.add_document(document).map_err(index_error)?;
            let before = self.pending.insert((T::KIND, record.id().to_owned()), Pending::Added(intake));
            if matches!(before, Some(Pending::Added(number)) if number == intake) {
                report.accepted -= 1;
                report.duplicates += 1;
            }
        }
        Ok(report)
    }

    /// Deletes records by id; how many of the ids existed.
    ///
    /// # Errors
    ///
    /// `index.failed` where the index cannot take it.
    pub fn delete<S: AsRef<str>>(&mut self, kind: RecordKind, ids: &[S]) -> Result<u64> {
        let fields = self.engine.0.store.fields();
        let mut found = 0;
        for id in ids.iter().map(AsRef::as_ref) {
            // A delete runs through every segment, so ids that are nowhere are not passed on.
            if self.exists(kind, id) {
                self.index.delete_term(key_term(fields, kind, id));
                self.pending.insert((kind, id.to_owned()), Pending::Deleted);
                found += 1;
            }
        }
        Ok(found)
    }

    fn exists(&self, kind: RecordKind, id: &str) -> bool {
        match self.pending.get(&(kind, id.to_owned())) {
            Some(pending) => matches!(pending, Pending::Added(_)),
            None => self.engine.0.current.load().0.find(kind, id).is_some(),
        }
    }

    /// Adds words that text is never cut within, such as names of local trades, and keeps them with the index; how many
    /// were new. Only Chinese words of two characters or more are cut at all, so others are left out.
    ///
    /// They count for records added from now on and, after the commit, for queries. A record that was there before is
    /// still found by them, as text in which they stand literally; adding it again makes them words of it, too.
    ///
    /// # Example
    ///
    /// ```
    /// use gigmatch::{Engine, SearchOptions, record::{Posting, RecordKind}};
    ///
    /// let engine = Engine::in_memory()?;
    /// let mut writer = engine.writer()?;
    /// assert_eq!(writer.add_words(["喜娘", "喜娘"]), 1);
    /// writer.add(vec![Posting::new("p1", "婚礼喜娘两名")])?;
    /// writer.commit()?;
    /// let page = engine.snapshot().search(RecordKind::Posting, "喜娘", &SearchOptions::default())?;
    /// assert_eq!(page.hits[0].id, "p1");
    /// # Ok::<(), gigmatch::Error>(())
    /// ```
    pub fn add_words<S: AsRef<str>>(&mut self, words: impl IntoIterator<Item = S>) -> u64 {
        let before = self.settings.words.len();
        let mut known: HashSet<String> = self.settings.words.iter().cloned().collect();
        for word in words {
            let word = fold(word.as_ref().trim()).into_owned();
            let can_be_cut = word.chars().count() >= 2 && word.chars().all(is_han);
            if can_be_cut && known.insert(word.clone()) {
                self.settings.words.push(word);
            }
        }
        let added = self.settings.words.len() - before;
        if added > 0 {
            self.settings_pending = true;
            let occupations = &self.shared().packing.occupations;
            self.engine.0.store.set_analyzer(Analyzer::new(occupations, &self.settings.words));
        }
        added as u64
    }

    /// An index keeps its settings from its first commit on.
    fn add_settings(&mut self) -> Result<()> {
        if !self.settings_pending {
            return Ok(());
        }
        let settings = serde_json::to_vec(&self.settings)
            .map_err(|error| Error::new(ErrorCode::Index, "the settings cannot be written").with_source(error))?;
        let fields = self.engine.0.store.fields();
        self.index.delete_term(fields.settings_term());
        self.index.add_document(fields.settings_document(&settings)).map_err(index_error)?;
        self.settings_pending = false;
        Ok(())
    }

    /// Makes everything since the last commit one new generation, durable and visible; its number.
    ///
    /// # Errors
    ///
    /// `io` or `index.failed` where it could not be written; the last generation then still stands.
    pub fn commit(&mut self) -> Result<u64> {
        self.add_settings()?;
        let generation = self.engine.0.current.load().generation() + 1;
        let payload = serde_json::to_string(&Commit { format: FORMAT_VERSION, generation })
            .map_err(|error| Error::new(ErrorCode::Index, "the commit cannot be described").with_source(error))?;
        let mut prepared = self.index.prepare_commit().map_err(index_error)?;
        remove_leftovers(self.engine.0.store.index(), prepared.opstamp())?;
        prepared.set_payload(&payload);
        prepared.commit().map_err(index_error)?;
        self.pending.clear();
        self.engine.reload()?;
        self.engine.keep_columns(WORTH_KEEPING);
        Ok(generation)
    }

    /// Forgets everything since the last commit.
    ///
    /// # Errors
    ///
    /// `index.failed` where the writer cannot be started again.
    pub fn rollback(&mut self) -> Result<()> {
        self.index.rollback().map_err(index_error)?;
        self.start_over();
        Ok(())
    }

    /// Waits until segments that are being merged are merged, keeps their match columns in files, from which the next opening
    /// is quick, and releases the index.
    ///
    /// # Errors
    ///
    /// `index.failed` where a merge failed; the index is whole all the same.
    pub fn finish(self) -> Result<()> {
        self.index.wait_merging_threads().map_err(index_error)?;
        self.engine.reload()?;
        self.engine.keep_columns(0);
        Ok(())
    }
}

/// Removes delete masks that a crashed commit left behind under the names that this commit will use.
///
/// tantivy names a mask after its segment and the commit's stamp, counts stamps on from the last commit that stood, and
/// refuses to write over a file: without this the first commit after a power cut could fail, and each one after it.
fn remove_leftovers(index: &tantivy::Index, stamp: u64) -> Result<()> {
    let directory: &dyn Directory = index.directory();
    for segment in index.searchable_segment_metas().map_err(index_error)? {
        let mask = PathBuf::from(format!("{}.{stamp}.del", segment.id().uuid_string()));
        let is_in_use = segment.delete_opstamp() == Some(stamp);
        if !is_in_use && directory.exists(&mask).map_err(|error| index_error(error.into()))? {
            directory.delete(&mask).map_err(|error| {
                Error::new(ErrorCode::Io, "the file cannot be removed").with_file(mask).with_source(error)
            })?;
        }
    }
    Ok(())
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("pending", &self.pending.len()).finish_non_exhaustive()
    }
}
