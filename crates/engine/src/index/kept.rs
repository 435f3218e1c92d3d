//! Columns kept in a file of the segment whose documents they were made of, so that opening an index need not make them
//! anew.
//!
//! The file is only ever a copy: where it is missing, damaged, of another build or made with other words, columns are made
//! of the documents.

use std::{
    any::Any,
    collections::HashSet,
    io::{self, Write},
    path::PathBuf,
    sync::atomic::{AtomicBool, Ordering},
};

use serde::{Deserialize, Serialize};
use tantivy::{
    PluginMergeContext, PluginWriter, PluginWriterContext, Segment, SegmentPlugin, SegmentReader,
    directory::{Directory, ManagedDirectory, TerminatingWrite, error::DeleteError},
    index::SegmentId,
    indexer::doc_id_mapping::DocIdMapping,
};

use super::segment::SegmentColumns;
use crate::{
    columns::{Packing, PostingColumns, WorkerColumns},
    symbols::{NO_SYMBOL, Symbols},
};

/// The file's extension.
pub(super) const EXTENSION: &str = "columns";

/// Raised whenever what columns hold, or how, changes.
const LAYOUT: u32 = 6;

/// Makes tantivy count the files among those of their segments, so that it removes them together. It writes none itself:
/// columns are made when a snapshot first meets a segment.
pub(super) struct KeptColumns;

impl SegmentPlugin for KeptColumns {
    fn extensions(&self) -> &[&str] {
        &[EXTENSION]
    }

    fn create_writer(&self, _: &PluginWriterContext<'_>) -> tantivy::Result<Box<dyn PluginWriter>> {
        Ok(Box::new(Nothing))
    }

    fn merge(&self, _: PluginMergeContext<'_>) -> tantivy::Result<()> {
        Ok(())
    }
}

/// Writes no file.
struct Nothing;

impl PluginWriter for Nothing {
    fn serialize(self: Box<Self>, _: &Segment, _: Option<&DocIdMapping>) -> tantivy::Result<()> {
        Ok(())
    }

    fn mem_usage(&self) -> usize {
        0
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
}

/// What the columns of a file depend on besides the documents and the index's settings, which never change but for words.
#[derive(Serialize, Deserialize, PartialEq)]
struct Origin {
    layout: u32,
    release: String,
    words: Vec<String>,
}

impl Origin {
    fn of(packing: &Packing) -> Self {
        Self { layout: LAYOUT, release: env!("CARGO_PKG_VERSION").to_owned(), words: packing.words.to_vec() }
    }
}

/// Where the columns of a segment are kept.
fn path_of(segment: SegmentId) -> PathBuf {
    PathBuf::from(format!("{}.{EXTENSION}", segment.uuid_string()))
}

/// The sections of a file, one after the other; their lengths stand at its end, eight bytes each.
const SECTIONS: usize = 7;

/// Writes sections.
struct Sections<W> {
    file: W,
    written: u64,
    ends: Vec<u64>,
}

impl<W: Write> Sections<W> {
    fn new(file: W) -> Self {
        Self { file, written: 0, ends: Vec::new() }
    }

    fn add(&mut self, section: &impl Serialize) -> io::Result<()> {
        postcard::to_io(section, &mut *self).map_err(io::Error::other)?;
        self.ends.push(self.written);
        Ok(())
    }

    fn finish(mut self) -> io::Result<()> {
        for end in std::mem::take(&mut self.ends) {
            self.file.write_all(&end.to_le_bytes())?;
        }
        Ok(())
    }
}

impl<W: Write> Write for Sections<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.written += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Cuts a file into its sections.
fn sections(file: &[u8]) -> Option<[&[u8]; SECTIONS]> {
    let (sections, ends) = file.split_at_checked(file.len().checked_sub(8 * SECTIONS)?)?;
    let mut start = 0;
    let mut cut = [&[][..]; SECTIONS];
    for (section, end) in cut.iter_mut().zip(ends.chunks_exact(8)) {
        let end = usize::try_from(u64::from_le_bytes(end.try_into().ok()?)).ok()?;
        *section = sections.get(start..end)?;
        start = end;
    }
    Some(cut)
}

fn read<'a, T: Deserialize<'a>>(section: &'a [u8]) -> Option<T> {
    postcard::from_bytes(section).ok()
}

impl SegmentColumns {
    /// The columns of a segment's file, if it has a sound one, with the names' numbers in this engine.
    pub(super) fn restore(
        directory: &ManagedDirectory,
        reader: &SegmentReader,
        packing: &Packing,
        symbols: &Symbols,
    ) -> Option<Self> {
        let path = path_of(reader.segment_id());
        let bytes = directory.open_read(&path).ok()?.read_bytes().ok()?;
        let [origin, names, postings, workers, outlets, placements, settings] = sections(&bytes)?;
        if read::<Origin>(origin)? != Origin::of(packing) {
            return None;
        }
        let (is_whole, read_columns) = rayon::join(
            || directory.validate_checksum(&path).is_ok_and(|is_whole| is_whole),
            || rayon::join(|| read::<PostingColumns>(postings), || read::<WorkerColumns>(workers)),
        );
        let (postings, workers) = match read_columns {
            (Some(postings), Some(workers)) if is_whole => (postings, workers),
            _ => return None,
        };
        let renaming = symbols.adopt(&read(names)?);
        let mut columns = Self::default();
        (columns.postings, columns.workers) =
            rayon::join(|| postings.restored(&renaming), || workers.restored(&renaming));
        (columns.outlets, columns.placements, columns.settings) = (read(outlets)?, read(placements)?, read(settings)?);
        columns.kept = AtomicBool::new(true);
        let columns = columns.listing(reader.max_doc());
        // After a power cut there may be records again that a lost commit had deleted before the columns were made.
        columns.are_complete(reader).then_some(columns)
    }

    /// Writes the columns to their segment's file, unless they stand in it.
    pub(crate) fn keep(
        &self,
        directory: &ManagedDirectory,
        segment: SegmentId,
        packing: &Packing,
        symbols: &Symbols,
    ) -> io::Result<()> {
        if self.kept.swap(true, Ordering::Relaxed) {
            return Ok(());
        }
        let path = path_of(segment);
        match directory.delete(&path) {
            Ok(()) | Err(DeleteError::FileDoesNotExist(_)) => {}
            Err(DeleteError::IoError { io_error, .. }) => return Err(io::Error::new(io_error.kind(), io_error)),
        }
        let mut file = directory.open_write(&path).map_err(io::Error::other)?;
        let mut used = HashSet::default();
        let mut see = |symbol| {
            if symbol != NO_SYMBOL {
                used.insert(symbol);
            }
        };
        self.postings.for_each_symbol(&mut see);
        self.workers.for_each_symbol(&mut see);
        let mut sections = Sections::new(&mut file);
        sections.add(&Origin::of(packing))?;
        symbols.with_names(used, |names| sections.add(names))?;
        sections.add(&self.postings)?;
        sections.add(&self.workers)?;
        sections.add(&self.outlets)?;
        sections.add(&self.placements)?;
        sections.add(&self.settings)?;
        sections.finish()?;
        file.terminate()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        index::Settings,
        record::{Coordinates, Posting, Skill, WorkerProfile},
    };

    /// FNV-1a.
    fn checksum(bytes: &[u8]) -> u64 {
        bytes.iter().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01B3))
    }

    fn packing() -> Packing {
        let settings = Settings { zone: "Asia/Shanghai".to_owned(), occupations: None, words: Vec::new() };
        settings.packing().expect("a known zone")
    }

    #[test]
    fn another_layout_has_another_number() {
        let (packing, symbols) = (packing(), Symbols::default());
        let mut posting = Posting::new("p1", "");
        posting.location = Some(Coordinates::wgs84(112.55, 37.87));
        posting.division = Some("140105".to_owned());
        posting.occupational_category = Some("4-10-01-01".to_owned());
        posting.required_skills = vec![Skill::named("护理")];
        let mut worker = WorkerProfile::new("w1");
        worker.location = posting.location;
        worker.skills = vec![Skill::named("护理")];
        let postings = PostingColumns::single(&posting, &packing, &mut &symbols);
        let workers = WorkerColumns::single(&worker, &packing, &mut &symbols);
        let mut file = Vec::new();
        let mut sections = Sections::new(&mut file);
        sections.add(&postings).expect("memory takes all");
        sections.add(&workers).expect("memory takes all");
        sections.finish().expect("memory takes all");
        let found = (LAYOUT, file.len(), checksum(&file));
        assert_eq!(
            found,
            (6, 328, 2_439_416_301_462_256_980),
            "what is kept has changed: raise LAYOUT, then write the new numbers here"
        );
    }

    #[test]
    fn columns_come_from_the_file_only_where_it_suits() {
        let home = tempfile::tempdir().expect("a directory");
        let engine = crate::Engine::open(home.path()).expect("an index");
        let mut writer = engine.writer().expect("the only writer");
        writer.add(vec![Posting::new("p1", "月嫂")]).expect("a posting");
        writer.commit().expect("a commit");
        writer.finish().expect("merges end");
        let index = tantivy::Index::open_in_dir(home.path()).expect("an index");
        let searcher = index.reader().expect("a reader").searcher();
        let reader = searcher.segment_reader(0);
        let restored = |packing: &Packing| {
            SegmentColumns::restore(index.directory(), reader, packing, &Symbols::default()).is_some()
        };
        let packing = packing();
        assert!(restored(&packing));
        assert!(!restored(&Packing { words: [String::from("月嫂")].into(), ..packing }), "made with other words");
    }
}
