//! The search engine's way: one tantivy query a worker over a postings-only index of one segment.
//!
//! Cheap rules are range and term filters on fast fields, the rest of the rules and the score are computed in
//! `tweak_score` on packed postings that a fast field points to. All hard rules, all factors and the same ties take part.

mod grid;
mod pair;

pub use grid::Grid;

use std::{collections::HashMap, sync::Arc};

use self::pair::{Names, PackedPosting, PackedWorker, Scorer};
use gigmatch::{
    Weights,
    geo::Point,
    record::{JobLocationType, Posting, PostingStatus, Timestamp, WorkerProfile},
    table::OccupationTable,
};
use tantivy::{
    DocId, Index, IndexWriter, Searcher, SegmentReader, TantivyDocument, Term,
    collector::TopDocs,
    query::{BooleanQuery, Occur, Query, RangeQuery, TermQuery},
    schema::{FAST, Field, INDEXED, IndexRecordOption, Schema},
};

/// A ranked posting: id and score.
pub type Ranked = (String, u32);

/// The peer's index.
pub struct Peer {
    searcher: Searcher,
    fields: Fields,
    postings: Arc<Vec<PackedPosting>>,
    names: Names,
    scorer: Arc<Scorer>,
}

#[derive(Clone, Copy)]
struct Fields {
    row: Field,
    open: Field,
    remote: Field,
    valid_through: Field,
    axes: [Field; 3],
}

impl Peer {
    /// Indexes postings into one segment.
    ///
    /// # Panics
    ///
    /// Where tantivy fails, which ends the benchmark.
    pub fn new(postings: &[Posting], now: Timestamp, weights: Weights) -> Self {
        let mut schema = Schema::builder();
        let mut axis = |name: &str| schema.add_i64_field(name, FAST);
        let axes = [axis("x"), axis("y"), axis("z")];
        let fields = Fields {
            axes,
            valid_through: schema.add_i64_field("valid_through", FAST),
            row: schema.add_u64_field("row", FAST),
            open: schema.add_bool_field("open", INDEXED),
            remote: schema.add_bool_field("remote", INDEXED),
        };
        let index = Index::create_in_ram(schema.build());
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 500_000_000).expect("a writer");
        let mut order: Vec<&Posting> = postings.iter().collect();
        // Documents in the order of their ids: equal scores then fall to the smaller document.
        order.sort_by(|a, b| a.id.as_bytes().cmp(b.id.as_bytes()));
        let mut names = Names::default();
        let mut packed = Vec::with_capacity(order.len());
        for (row, posting) in (0_u64..).zip(order) {
            let mut document = TantivyDocument::default();
            document.add_u64(fields.row, row);
            document.add_bool(fields.open, posting.status == PostingStatus::Open);
            document.add_bool(fields.remote, posting.job_location_type == JobLocationType::Telecommute);
            document.add_i64(fields.valid_through, posting.valid_through.map_or(i64::MAX, Timestamp::as_millisecond));
            if let Some(point) = posting.location.map(Point::from_wgs84) {
                for (field, value) in fields.axes.into_iter().zip([point.x, point.y, point.z]) {
                    document.add_i64(field, i64::from(value));
                }
            }
            writer.add_document(document).expect("a document");
            packed.push(PackedPosting::new(posting, &mut names));
        }
        writer.commit().expect("a commit");
        let searcher = index.reader().expect("a reader").searcher();
        assert!(searcher.segment_readers().len() <= 1, "the peer is given one segment");
        let scorer = Scorer::new(&packed, now, weights);
        Self { searcher, fields, postings: Arc::new(packed), names, scorer: Arc::new(scorer) }
    }

    /// The best `top` postings of a worker.
    ///
    /// # Panics
    ///
    /// Where tantivy fails, which ends the benchmark.
    pub fn match_worker(&self, worker: &WorkerProfile, top: usize) -> Vec<Ranked> {
        let packed = Arc::new(self.packed(worker));
        let query = self.query(&packed);
        let (postings, scorer) = (Arc::clone(&self.postings), Arc::clone(&self.scorer));
        let collector = TopDocs::with_limit(top).tweak_score(move |segment: &SegmentReader| {
            let rows = segment.fast_fields().u64("row").expect("the fast field").first_or_default_col(0);
            let (packed, postings, scorer) = (Arc::clone(&packed), Arc::clone(&postings), Arc::clone(&scorer));
            move |document: DocId, _: f32| {
                let row = usize::try_from(rows.get_val(document)).expect("rows fit");
                // Pairs that are not eligible score below everything and are cut off afterwards.
                scorer.score(&packed, &postings[row]).map_or(-1, i64::from)
            }
        });
        let found = self.searcher.search(&query, &collector).expect("the search succeeds");
        let eligible = found.into_iter().filter(|(score, _)| *score >= 0);
        eligible
            .map(|(score, address)| {
                let posting = &self.postings[address.doc_id as usize];
                (posting.id.clone(), u32::try_from(score).expect("scores fit"))
            })
            .collect()
    }

    fn query(&self, worker: &PackedWorker) -> BooleanQuery {
        let is = |field, value| -> Box<dyn Query> {
            Box::new(TermQuery::new(Term::from_field_bool(field, value), IndexRecordOption::Basic))
        };
        let within = |field, low: i64, high: i64| -> Box<dyn Query> {
            let bound = |value| std::ops::Bound::Included(Term::from_field_i64(field, value));
            Box::new(RangeQuery::new(bound(low), bound(high)))
        };
        let mut clauses = vec![
            (Occur::Must, is(self.fields.open, true)),
            (Occur::Must, within(self.fields.valid_through, self.scorer.now(), i64::MAX)),
        ];
        let remote = is(self.fields.remote, true);
        let place = match (worker.point, worker.reach) {
            (None, _) => remote,
            (Some(_), None) => return BooleanQuery::new(clauses),
            (Some(point), Some(reach)) => {
                let near = self.fields.axes.into_iter().zip([point.x, point.y, point.z]).map(|(field, value)| {
                    let (value, reach) = (i64::from(value), i64::from(reach));
                    (Occur::Must, within(field, value - reach, value + reach))
                });
                let near: Box<dyn Query> = Box::new(BooleanQuery::new(near.collect()));
                Box::new(BooleanQuery::new(vec![(Occur::Should, near), (Occur::Should, remote)]))
            }
        };
        clauses.push((Occur::Must, place));
        BooleanQuery::new(clauses)
    }
}

impl Peer {
    /// The same without tantivy: every posting is scored and all that are eligible are sorted.
    ///
    /// # Panics
    ///
    /// Where the carried occupation table cannot be read, which a test of gigmatch excludes.
    pub fn sort_everything(&self, worker: &WorkerProfile, top: usize) -> Vec<Ranked> {
        let packed = self.packed(worker);
        let mut ranked: Vec<(u32, usize)> = (0..self.postings.len())
            .filter_map(|row| Some((self.scorer.score(&packed, &self.postings[row])?, row)))
            .collect();
        ranked.sort_unstable_by_key(|(score, row)| (std::cmp::Reverse(*score), *row));
        ranked.into_iter().take(top).map(|(score, row)| (self.postings[row].id.clone(), score)).collect()
    }

    /// How many postings lie in the box of a worker's reach, or are remote; `None` where the worker has no place.
    pub fn postings_in_box(&self, worker: &WorkerProfile) -> Option<usize> {
        let packed = self.packed(worker);
        let home = packed.point?;
        let near = |a: i32, b: i32| packed.reach.is_none_or(|reach| a.abs_diff(b) <= reach);
        let in_box = |point: Point| near(point.x, home.x) && near(point.y, home.y) && near(point.z, home.z);
        Some(self.postings.iter().filter(|posting| posting.remote || posting.point.is_some_and(in_box)).count())
    }

    fn packed(&self, worker: &WorkerProfile) -> PackedWorker {
        PackedWorker::new(worker, &self.names, &OccupationTable::csco_2022())
    }
}

/// Numbers for names.
pub(crate) type NameTable = HashMap<String, u32>;
