//! One segment's records, packed.

use rayon::prelude::*;
use tantivy::{SegmentReader, TantivyDocument};

use super::{
    documents::{Fields, Source},
    index_error,
};
use crate::{
    Result,
    columns::{Packing, PostingColumns, Strings, WorkerColumns},
    record::RecordKind,
    symbols::Symbols,
};

/// Ids and documents of a kind that ranking does not look into.
#[derive(Debug, Default)]
pub(crate) struct PlainColumns {
    ids: Strings,
    docs: Vec<u32>,
    by_id: Vec<u32>,
}

impl PlainColumns {
    fn push(&mut self, doc: u32, id: &str) {
        self.ids.push(id);
        self.docs.push(doc);
    }

    fn finish(mut self) -> Self {
        self.by_id = self.ids.sorted_rows();
        self
    }

    pub(crate) fn len(&self) -> usize {
        self.docs.len()
    }

    pub(crate) fn doc(&self, row: usize) -> u32 {
        self.docs[row]
    }

    pub(crate) fn ids(&self) -> &Strings {
        &self.ids
    }

    pub(crate) fn by_id(&self) -> &[u32] {
        &self.by_id
    }
}

/// Everything that was alive in a segment when it was first seen.
#[derive(Debug, Default)]
pub(crate) struct SegmentColumns {
    pub(crate) postings: PostingColumns,
    pub(crate) workers: WorkerColumns,
    pub(crate) outlets: PlainColumns,
    pub(crate) placements: PlainColumns,
    /// What each document is: its kind and row.
    by_doc: Vec<Option<(RecordKind, u32)>>,
}

/// Documents decoded at a time: enough for every thread, little beside the columns.
const CHUNK: usize = 8_192;

impl SegmentColumns {
    /// Reads the segment's live documents and packs them, decoding in parallel on the current pool.
    pub(crate) fn build(reader: &SegmentReader, fields: Fields, packing: &Packing, symbols: &Symbols) -> Result<Self> {
        let store = reader.get_store_reader(1).map_err(|error| index_error(error.into()))?;
        let mut documents = reader.doc_ids_alive().zip(store.iter::<TantivyDocument>(reader.alive_bitset()));
        let mut columns = Self::default();
        loop {
            let chunk = documents
                .by_ref()
                .take(CHUNK)
                .map(|(doc, document)| document.map(|document| (doc, document)).map_err(index_error))
                .collect::<Result<Vec<_>>>()?;
            if chunk.is_empty() {
                break;
            }
            let decoded = chunk
                .par_iter()
                .map(|(doc, document)| {
                    let (letter, json) = fields.source_bytes(document)?;
                    Ok((*doc, Source::decode(letter, json)?))
                })
                .collect::<Result<Vec<_>>>()?;
            for (doc, source) in decoded {
                columns.push(doc, &source, packing, symbols);
            }
        }
        let mut finished = Self {
            postings: columns.postings.finish(),
            workers: columns.workers.finish(),
            outlets: columns.outlets.finish(),
            placements: columns.placements.finish(),
            by_doc: vec![None; reader.max_doc() as usize],
        };
        finished.list_documents();
        Ok(finished)
    }

    fn list_documents(&mut self) {
        for (kind, docs) in [
            (RecordKind::Posting, self.postings.docs()),
            (RecordKind::Worker, self.workers.docs()),
            (RecordKind::Outlet, self.outlets.docs.as_slice()),
            (RecordKind::Placement, self.placements.docs.as_slice()),
        ] {
            for (row, doc) in (0..).zip(docs) {
                self.by_doc[*doc as usize] = Some((kind, row));
            }
        }
    }

    /// The row of a document, where it holds a record of the kind.
    pub(crate) fn row_of(&self, kind: RecordKind, doc: u32) -> Option<usize> {
        let (its_kind, row) = self.by_doc[doc as usize]?;
        (its_kind == kind).then_some(row as usize)
    }

    fn push(&mut self, doc: u32, source: &Source, packing: &Packing, mut symbols: &Symbols) {
        match source {
            Source::Posting(posting) => self.postings.push(doc, posting, packing, &mut symbols),
            Source::Worker(worker) => self.workers.push(doc, worker, packing, &mut symbols),
            Source::Outlet(outlet) => self.outlets.push(doc, &outlet.id),
            Source::Placement(placement) => self.placements.push(doc, &placement.id),
            Source::Settings => {}
        }
    }
}
