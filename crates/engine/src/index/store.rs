//! Opening an index: telling ours from others', whole ones from damaged ones, old formats from the current one.

use std::{path::PathBuf, sync::Arc};

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use tantivy::{
    DocAddress, Index, IndexReader, ReloadPolicy, Searcher, TantivyDocument,
    collector::DocSetCollector,
    directory::{Directory, error::OpenReadError},
    query::TermQuery,
    schema::IndexRecordOption,
};

use super::{
    FORMAT_VERSION,
    documents::Fields,
    durable::DurableDirectory,
    index_error,
    kept::{self, KeptColumns},
};
use crate::{
    Error, ErrorCode, Result,
    analysis::{Analyzer, CurrentAnalyzer},
    columns::Packing,
    table::OccupationTable,
};

/// What each commit says of itself, in tantivy's commit payload, which merges keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Commit {
    /// [`FORMAT_VERSION`] of the writer.
    pub(crate) format: u32,
    /// 1 for the first commit.
    pub(crate) generation: u64,
}

/// The settings an index is made with; they decide what its columns and answers are, so they are kept inside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Settings {
    /// IANA name of the zone of civil dates.
    pub(crate) zone: String,
    /// The occupation table as CSV; absent is the 2022 national classification that the engine carries.
    pub(crate) occupations: Option<String>,
    /// Words that text is cut into besides those of the general dictionary and of the occupations.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) words: Vec<String>,
}

impl Settings {
    pub(crate) fn packing(&self) -> Result<Packing> {
        let zone = TimeZone::get(&self.zone).map_err(|error| {
            Error::new(ErrorCode::InvalidOption, format!("unknown time zone {:?}", self.zone)).with_source(error)
        })?;
        let occupations = match &self.occupations {
            Some(csv) => Arc::new(OccupationTable::from_csv_text(csv)?),
            None => OccupationTable::csco_2022(),
        };
        let analyzer = Analyzer::new(&occupations, &self.words);
        Ok(Packing { zone, occupations, words: self.words.as_slice().into(), analyzer })
    }

    /// Whether an index made with other settings can be opened with these: words can be added at any time.
    pub(crate) fn agree(&self, other: &Self) -> bool {
        (&self.zone, &self.occupations) == (&other.zone, &other.occupations)
    }
}

/// An open index.
pub(crate) struct Store {
    index: Index,
    fields: Fields,
    reader: IndexReader,
    analyzer: CurrentAnalyzer,
}

impl Store {
    /// Opens the index of a directory, or makes one where `create` allows it and the directory holds none.
    pub(crate) fn open(directory: Box<dyn Directory>, create: bool) -> Result<Self> {
        let (schema, fields) = Fields::schema();
        let directory: Box<dyn Directory> = Box::new(DurableDirectory::new(directory));
        let exists = Index::exists(directory.as_ref()).map_err(|error| index_error(error.into()))?;
        let index = if exists {
            let mut index = Index::open(directory).map_err(meta_error)?;
            index.register_plugin(Arc::new(KeptColumns));
            check_format(&index)?;
            if index.schema() != schema {
                return Err(foreign());
            }
            check_files(&index)?;
            index
        } else if create {
            let builder = Index::builder().schema(schema).register_plugin(Arc::new(KeptColumns));
            builder.open_or_create(directory).map_err(index_error)?
        } else {
            return Err(Error::new(ErrorCode::NotFound, "there is no index in this directory"));
        };
        let analyzer = CurrentAnalyzer::new(Analyzer::new(&OccupationTable::csco_2022(), &[]));
        analyzer.register(index.tokenizers());
        // Reloading reads in this thread: no warmers are registered that would need more.
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .num_warming_threads(1)
            .try_into()
            .map_err(index_error)?;
        Ok(Self { index, fields, reader, analyzer })
    }

    pub(crate) fn index(&self) -> &Index {
        &self.index
    }

    pub(crate) fn fields(&self) -> Fields {
        self.fields
    }

    /// What text is indexed with from now on.
    pub(crate) fn set_analyzer(&self, analyzer: Analyzer) {
        self.analyzer.set(analyzer);
    }

    /// A searcher together with the commit it belongs to.
    ///
    /// tantivy's searcher does not carry the commit's payload, and the payload read beside it may be of a later commit
    /// or the files already gone after a merge, so both are read until they agree.
    pub(crate) fn newest(&self) -> Result<(Searcher, Commit)> {
        const ATTEMPTS: usize = 50;
        let mut last = None;
        for _ in 0..ATTEMPTS {
            match self.try_newest() {
                Ok(Some(found)) => return Ok(found),
                Ok(None) => {}
                Err(error) if error.code() == ErrorCode::IndexDamaged => last = Some(error),
                Err(error) => return Err(error),
            }
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
        Err(last.unwrap_or_else(|| Error::new(ErrorCode::Index, "the index changes faster than it can be read")))
    }

    fn try_newest(&self) -> Result<Option<(Searcher, Commit)>> {
        let metas = self.index.load_metas().map_err(meta_error)?;
        let commit = parse_payload(metas.payload.as_deref(), metas.segments.is_empty())?;
        self.reader.reload().map_err(index_error)?;
        let searcher = self.reader.searcher();
        let mut named: Vec<_> = metas.segments.iter().map(|meta| (meta.id(), meta.delete_opstamp())).collect();
        let mut opened: Vec<_> =
            searcher.segment_readers().iter().map(|reader| (reader.segment_id(), reader.delete_opstamp())).collect();
        named.sort_unstable();
        opened.sort_unstable();
        Ok((named == opened).then_some((searcher, commit)))
    }

    /// The settings that the index was made with; absent before its first commit.
    pub(crate) fn settings(&self) -> Result<Option<Settings>> {
        let (searcher, _) = self.newest()?;
        self.settings_of(&searcher)
    }

    /// The settings that stand in a generation.
    pub(crate) fn settings_of(&self, searcher: &Searcher) -> Result<Option<Settings>> {
        let query = TermQuery::new(self.fields.settings_term(), IndexRecordOption::Basic);
        let found = searcher.search(&query, &DocSetCollector).map_err(index_error)?;
        let Some(address) = found.into_iter().min() else { return Ok(None) };
        let document = stored_document(searcher, address)?;
        let (_, json) = self.fields.source_bytes(&document)?;
        serde_json::from_slice(json).map(Some).map_err(|error| {
            Error::new(ErrorCode::IndexDamaged, "the index's settings cannot be read").with_source(error)
        })
    }
}

/// Reads a stored document.
pub(crate) fn stored_document(searcher: &Searcher, address: DocAddress) -> Result<TantivyDocument> {
    searcher.doc(address).map_err(index_error)
}

fn check_format(index: &Index) -> Result<()> {
    let metas = index.load_metas().map_err(meta_error)?;
    parse_payload(metas.payload.as_deref(), metas.segments.is_empty()).map(drop)
}

/// An index that was made but never committed to has no payload and no segments; it is generation 0.
fn parse_payload(payload: Option<&str>, empty: bool) -> Result<Commit> {
    let Some(payload) = payload else {
        return if empty { Ok(Commit { format: FORMAT_VERSION, generation: 0 }) } else { Err(foreign()) };
    };
    let commit: Commit = serde_json::from_str(payload).map_err(|_| foreign())?;
    if commit.format != FORMAT_VERSION {
        return Err(Error::new(
            ErrorCode::IndexVersion,
            format!("the index has format {}; this build reads format {FORMAT_VERSION}", commit.format),
        ));
    }
    Ok(commit)
}

/// Compares every file with its checksum: what is found damaged here is named, and never reaches a reader. Kept columns are
/// compared when they are read, as the index is whole without them.
fn check_files(index: &Index) -> Result<()> {
    let metas = index.load_metas().map_err(meta_error)?;
    let is_checked = |file: &PathBuf| file.extension() != Some(kept::EXTENSION.as_ref());
    let mut files: Vec<_> = metas.list_segment_files().into_iter().filter(is_checked).collect();
    files.sort_unstable();
    for file in files {
        let damaged = |message: &str| Error::new(ErrorCode::IndexDamaged, message).with_file(&file);
        match index.directory().validate_checksum(&file) {
            // Files that a segment may have but need not are listed too; one that it needs is missed on opening it.
            Ok(true) | Err(OpenReadError::FileDoesNotExist(_)) => {}
            Ok(false) => return Err(damaged("the file does not match its checksum")),
            Err(error) => return Err(damaged("the file is damaged").with_source(error)),
        }
    }
    Ok(())
}

fn meta_error(error: tantivy::TantivyError) -> Error {
    match error {
        tantivy::TantivyError::DataCorruption(corruption) => {
            Error::new(ErrorCode::IndexDamaged, format!("the index is damaged: {corruption:?}")).with_file("meta.json")
        }
        other => index_error(other),
    }
}

fn foreign() -> Error {
    Error::new(ErrorCode::IndexForeign, "the directory holds an index that gigmatch did not make")
        .with_file("meta.json")
}
