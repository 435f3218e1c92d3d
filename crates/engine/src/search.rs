//! Simple search: records that hold words of a query, weighted by how rare the words are.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use serde::Serialize;
use tantivy::{DocSet, TERMINATED, Term, schema::IndexRecordOption};

use crate::{
    Result, Snapshot,
    index::index_error,
    record::{Outlet, Posting, RecordKind, WorkerProfile},
    score::fixed_log2,
    snapshot::RowRef,
    tokens::token_set,
};

/// A record that a search found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SearchHit {
    /// The kind of record.
    pub kind: RecordKind,
    /// Its id.
    pub id: String,
    /// Sum over the query's tokens that the record holds of `1024 * (log2((N + 1) / (df + 1)) + 1)`, rounded down.
    pub score: u64,
    /// A posting's title, an outlet's name, a worker's wish.
    pub title: String,
}

impl Snapshot {
    /// The first `top` records of a kind that hold a token of the query, by score from high to low, then by id bytes.
    ///
    /// Any text is a query. Placements hold no text, so nothing is found among them.
    ///
    /// # Errors
    ///
    /// `index.damaged` or `io` where the index cannot be read.
    pub fn search(&self, kind: RecordKind, query: &str, top: usize) -> Result<Vec<SearchHit>> {
        let mut scores: HashMap<u64, (RowRef, u64), RandomState> = HashMap::default();
        for token in token_set([query]) {
            let found = self.rows_with(kind, &token)?;
            let idf = fixed_log2(self.count(kind) + 1) - fixed_log2(found.len() as u64 + 1) + 1024;
            for at in found {
                let key = u64::from(at.segment) << 32 | u64::from(at.row);
                scores.entry(key).or_insert((at, 0)).1 += u64::from(idf);
            }
        }
        let mut found: Vec<(RowRef, u64)> = scores.into_values().collect();
        found.sort_unstable_by(|(a, a_score), (b, b_score)| {
            b_score.cmp(a_score).then_with(|| self.0.id_of(kind, *a).cmp(self.0.id_of(kind, *b)))
        });
        found.truncate(top);
        found
            .into_iter()
            .map(|(at, score)| {
                let id = self.0.id_of(kind, at).to_owned();
                Ok(SearchHit { kind, id, score, title: self.title(kind, at)? })
            })
            .collect()
    }
}

impl Snapshot {
    /// The live records of a kind whose text holds a token.
    fn rows_with(&self, kind: RecordKind, token: &str) -> Result<Vec<RowRef>> {
        let term = Term::from_field_text(self.0.fields.text(), token);
        let mut rows = Vec::new();
        for (place, segment) in self.0.segments.iter().enumerate() {
            let reader = self.0.searcher.segment_reader(u32::try_from(place).unwrap_or(u32::MAX));
            let inverted = reader.inverted_index(self.0.fields.text()).map_err(index_error)?;
            let postings =
                inverted.read_postings(&term, IndexRecordOption::Basic).map_err(|error| index_error(error.into()))?;
            let Some(mut documents) = postings else { continue };
            let mut document = documents.doc();
            while document != TERMINATED {
                let row = segment.columns.row_of(kind, document);
                rows.extend(row.filter(|row| segment.alive(kind).contains(*row)).map(|row| RowRef::new(place, row)));
                document = documents.advance();
            }
        }
        Ok(rows)
    }

    fn title(&self, kind: RecordKind, at: RowRef) -> Result<String> {
        Ok(match kind {
            RecordKind::Posting => self.0.record::<Posting>(at)?.title,
            RecordKind::Worker => self.0.record::<WorkerProfile>(at)?.wishes.unwrap_or_default(),
            RecordKind::Outlet => self.0.record::<Outlet>(at)?.name,
            RecordKind::Placement => String::new(),
        })
    }
}
