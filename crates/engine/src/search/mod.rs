//! Search: records by the words people use, with filters, counts, an order and pages.
//!
//! tantivy's lists say which records hold a word; what they are worth is an integer of our own, for BM25 is a float whose
//! value depends on how an index is cut into segments.

mod facet;
mod find;
mod mark;
mod options;
mod order;
mod query;
mod rows;

use facet::Counter;
pub use facet::{FacetCount, FacetCounts};
use find::{Finder, Found, documents_with};
pub use mark::Highlight;
use mark::Marks;
pub use options::{Facet, SearchOptions, SearchSort};
use order::{Cursor, Page};
use rows::{Block, Wanted, bits_of};
use serde::Serialize;

use crate::{
    Error, ErrorCode, Result, Snapshot,
    eligibility::BoundConditions,
    filter::Condition,
    geo::{Point, floor_sqrt},
    index::{BLOCK, SegmentColumns, Surroundings},
    normalize::Record,
    record::{Coordinates, Outlet, Posting, RecordKind, TextRole, WorkerProfile},
    score::fixed_log2,
    snapshot::{Inner, RowRef},
};

/// A record that a search found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SearchHit {
    /// The kind of record.
    pub kind: RecordKind,
    /// Its id.
    pub id: String,
    /// The sum over the query's words of their rarity, `1024 * (log2((N + 1) / (df + 1)) + 1)` rounded down, times the weight
    /// of where and how the record has them; see [`Snapshot::search`].
    pub score: u64,
    /// How far it is from the point asked about, in metres, where both are known.
    pub distance_m: Option<u32>,
    /// A posting's title, an outlet's name, a worker's wish.
    pub title: String,
    /// Its texts that have words of the query.
    pub highlights: Vec<Highlight>,
}

/// One page of what a search found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SearchPage {
    /// The generation that was searched.
    pub generation: u64,
    /// How many records were found, on all pages.
    pub total: u64,
    /// Those of this page, in order.
    pub hits: Vec<SearchHit>,
    /// The counts that were asked for, over all pages.
    pub facets: Vec<FacetCounts>,
    /// Where the next page begins, for [`SearchOptions::after`]; absent on the last page.
    pub next: Option<String>,
    /// Where nothing was found: the most words of the query that some records have together.
    pub suggestion: Option<Suggestion>,
}

/// Fewer words that would find something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Suggestion {
    /// The words that are left, as a query.
    pub query: String,
    /// How many records it finds.
    pub total: u64,
}

impl Snapshot {
    /// The records of a kind that have all words of a query.
    ///
    /// Any text is a query. Words stand between blanks, and runs of Chinese characters are cut into words; a word is found in
    /// titles (weight 8), employers (4), names of the record's occupations (3) and descriptions (2), as a word of the text
    /// (times 4), as pinyin or initials of one (3), as characters across words (2), or with one slip in Latin letters (1).
    /// `"..."` must stand there literally, `-word` must not be there, `title:`, `employer:`, `occupation:` and
    /// `description:` (标题, 单位, 工种, 描述) name the only place to look, and words that people put around what they look
    /// for (招, 附近, 哪里有) need not be there. The first 24 words count. A query without words finds
    /// all records; as placements hold no text, nothing else finds them.
    ///
    /// # Errors
    ///
    /// `filter.invalid` for a condition that records of the kind cannot meet, `option.invalid` for a radius or an order by
    /// distance without a point and for a cursor that no page gave, `index.damaged` or `io` where the index cannot be read.
    ///
    /// # Example
    ///
    /// ```
    /// use gigmatch::{Engine, Facet, SearchOptions, record::{Posting, RecordKind}};
    ///
    /// let engine = Engine::in_memory()?;
    /// let mut writer = engine.writer()?;
    /// let mut posting = Posting::new("p1", "急聘月嫂 日结");
    /// posting.occupational_category = Some("4-10-01-06".to_owned());
    /// writer.add(vec![posting, Posting::new("p2", "叉车司机")])?;
    /// writer.commit()?;
    ///
    /// let snapshot = engine.snapshot();
    /// for query in ["月嫂", "yuesao", "ys", "招月嫂", "家政服务员", "\"日结\" -夜班", "title:月嫂"] {
    ///     let page = snapshot.search(RecordKind::Posting, query, &SearchOptions::default().facet(Facet::Occupation))?;
    ///     assert_eq!(page.hits[0].id, "p1", "{query}");
    ///     assert_eq!(page.facets[0].counts[0].name.as_deref(), Some("家政服务员"));
    /// }
    /// let page = snapshot.search(RecordKind::Posting, "月嫂 包吃住", &SearchOptions::default())?;
    /// assert_eq!(page.suggestion.unwrap().query, "月嫂");
    /// # Ok::<(), gigmatch::Error>(())
    /// ```
    pub fn search(&self, kind: RecordKind, query: &str, options: &SearchOptions) -> Result<SearchPage> {
        let search = Search::new(&self.0, kind, query, options)?;
        let scores = search.scores();
        let mut page = Page::new(options.top, options.after.as_deref().map(Cursor::parse).transpose()?);
        let mut counters: Vec<Counter<'_>> =
            options.facets.iter().map(|facet| Counter::new(&self.0, kind, *facet)).collect();
        let mut total = 0;
        search.for_each(&search.all_needs(), &mut |block| {
            total += block.count();
            for counter in &mut counters {
                counter.count(block);
            }
            search.offer(options.sort, &scores, block, &mut page);
        });
        let suggestion = if total == 0 { search.suggestion() } else { None };
        let (rows, next) = page.finish(|at| self.0.id_of(kind, at));
        let hits = rows.into_iter().map(|at| search.hit(at)).collect::<Result<Vec<_>>>()?;
        let facets = counters.into_iter().map(Counter::finish).collect();
        Ok(SearchPage { generation: self.0.generation, total, hits, facets, next, suggestion })
    }
}

/// Where at least one in so many records may be found all are looked at in the order in which they stand in memory.
const FEW: u64 = 16;

/// What a record is ordered by where that is not known: behind all others.
const UNKNOWN: i64 = i64::MIN;

/// A search made ready: words looked up, conditions bound.
struct Search<'a> {
    inner: &'a Inner,
    kind: RecordKind,
    found: Vec<Found>,
    /// What a word's weight is multiplied with.
    rarities: Vec<u64>,
    conditions: BoundConditions,
    near: Option<Point>,
    radius_squared: Option<u64>,
}

impl<'a> Search<'a> {
    fn new(inner: &'a Inner, kind: RecordKind, query: &str, options: &SearchOptions) -> Result<Self> {
        let invalid =
            |field: &'static str, message: &str| Error::new(ErrorCode::InvalidOption, message).with_field(field);
        for condition in &options.filters {
            condition.check(kind)?;
        }
        if options.near.is_none() && (options.radius_m.is_some() || options.sort == SearchSort::Distance) {
            return Err(invalid(
                "near",
                "a radius and an order by distance need the point that they are measured from",
            ));
        }
        if let Some((longitude, latitude)) = options.near {
            Condition::Radius { longitude, latitude, metres: 0 }.check(RecordKind::Posting)?;
        }
        let found = Finder::new(inner, kind).find(&query::parse(query))?;
        let all = inner.segments.iter().map(|segment| segment.alive(kind).count() as u64).sum::<u64>();
        let rarity = |found: &Found| u64::from(fixed_log2(all + 1) - fixed_log2(found.records + 1) + 1024);
        Ok(Self {
            inner,
            kind,
            rarities: found.iter().map(rarity).collect(),
            found,
            conditions: BoundConditions::new(&options.filters, &inner.packing),
            near: options.near.map(|(longitude, latitude)| Point::from_wgs84(Coordinates::wgs84(longitude, latitude))),
            radius_squared: options.radius_m.map(|metres| u64::from(metres) * u64::from(metres)),
        })
    }

    /// The places of all needs of the query.
    fn all_needs(&self) -> Vec<usize> {
        (0..self.found.len()).collect()
    }

    /// Calls `each` with the records that have some needs and are meant by the options, a block at a time.
    fn for_each<'f>(&'f self, needs: &[usize], each: &mut impl FnMut(Block)) {
        let of =
            |excluded: bool| needs.iter().map(|need| &self.found[*need]).filter(move |it| it.need.excluded == excluded);
        let mut required: Vec<&'f Found> = of(false).filter(|found| found.need.required).collect();
        required.sort_by_key(|found| found.records);
        let excluded: Vec<&'f Found> = of(true).collect();
        for (place, segment) in self.inner.segments.iter().enumerate() {
            let weights = |of: &[&'f Found]| of.iter().map(|found| found.weights[place].as_slice()).collect();
            let (columns, alive) = (&segment.columns, segment.alive(self.kind));
            let wanted = Wanted { required: weights(&required), excluded: weights(&excluded) };
            let docs = columns.register(self.kind).docs();
            // The rarest word first.
            let listed = required.first().filter(|rarest| rarest.records < docs.len() as u64 / FEW).map(|rarest| {
                let with_rarest = documents_with(&rarest.weights[place]).filter(|doc| wanted.has(*doc));
                bits_of(docs.len(), with_rarest.filter_map(|doc| columns.row_of(self.kind, doc)))
            });
            let surroundings = self.near.map(|_| columns.surroundings(self.kind));
            for (number, docs) in docs.chunks(BLOCK).enumerate() {
                let around = surroundings.map(|all| &all[number]);
                if self.is_out_of_reach(around) {
                    continue;
                }
                let found = listed.as_ref().map_or_else(|| wanted.bits(docs), |listed| listed[number]);
                let mut block = Block::new(place, number, found & alive.bits(number));
                if !self.is_in_reach(around) {
                    block.retain(|at| self.is_near(at));
                }
                if !self.conditions.is_empty() {
                    block.retain(|at| self.passes(at));
                }
                if block.count() > 0 {
                    each(block);
                }
            }
        }
    }

    /// How far a record is from the point asked about.
    #[inline]
    fn distance_squared(&self, at: RowRef) -> Option<u64> {
        self.near.and_then(|near| Some(near.distance_squared(self.columns(at).point(self.kind, at.row as usize)?)))
    }

    /// Whether no record of a block is near enough.
    fn is_out_of_reach(&self, around: Option<&Surroundings>) -> bool {
        let (Some(near), Some(square), Some(around)) = (self.near, self.radius_squared, around) else { return false };
        around.nearest(near).is_none_or(|nearest| nearest > square)
    }

    /// Whether all records of a block are near enough.
    fn is_in_reach(&self, around: Option<&Surroundings>) -> bool {
        let (Some(near), Some(square), Some(around)) = (self.near, self.radius_squared, around) else { return true };
        around.farthest(near).is_some_and(|farthest| farthest <= square)
    }

    /// Whether a record is near enough.
    fn is_near(&self, at: RowRef) -> bool {
        self.radius_squared.is_none_or(|square| self.distance_squared(at).is_some_and(|distance| distance <= square))
    }

    /// Whether a record meets the conditions.
    fn passes(&self, at: RowRef) -> bool {
        let occupations = &self.inner.packing.occupations;
        match self.kind {
            RecordKind::Posting => self.conditions.pass_posting(self.inner.posting_row(at), occupations),
            RecordKind::Worker => self.conditions.pass_worker(self.inner.worker_row(at), occupations),
            RecordKind::Outlet => {
                let (point, division) = self.columns(at).outlets.place(at.row as usize);
                self.conditions.pass_place(point, division)
            }
            RecordKind::Placement => self.conditions.pass_place(None, None),
        }
    }

    fn columns(&self, at: RowRef) -> &SegmentColumns {
        &self.inner.segments[at.segment as usize].columns
    }

    /// What words weigh in each segment.
    fn scores(&self) -> Vec<Scores<'_>> {
        let wanted = || self.found.iter().zip(&self.rarities).filter(|(found, _)| !found.need.excluded);
        let of =
            |segment: usize| wanted().map(|(found, rarity)| (*rarity, found.weights[segment].as_slice())).collect();
        (0..self.inner.segments.len()).map(|segment| Scores(of(segment))).collect()
    }

    /// Offers the records of a block to a page. What a record is ordered by is only looked up as far as it may be on it.
    fn offer(&self, sort: SearchSort, scores: &[Scores<'_>], block: Block, page: &mut Page) {
        let columns = &self.inner.segments[block.segment()].columns;
        let (docs, scores) = (columns.register(self.kind).docs(), &scores[block.segment()]);
        if let Some(near) = self.near.filter(|_| sort == SearchSort::Distance) {
            let nearest = columns.surroundings(self.kind)[block.number()].nearest(near);
            if !page.may_hold([first_of_distance(nearest)]) {
                return page.leave_out();
            }
        }
        for at in block.rows() {
            let first = self.first(sort, at);
            let score = || narrow(scores.of(docs[at.row as usize]));
            let key = Some([first]).filter(|start| page.may_hold(*start)).map(|[first]| [first, score()]);
            let key = key.filter(|start| page.may_hold(*start)).map(|[first, score]| [first, score, self.date(at)]);
            match key.filter(|key| page.may_hold(*key)) {
                Some(key) => page.offer(key, at, |at| self.inner.id_of(self.kind, at)),
                None => page.leave_out(),
            }
        }
    }

    /// What a record is ordered by before its score.
    fn first(&self, sort: SearchSort, at: RowRef) -> i64 {
        match sort {
            SearchSort::Relevance => 0,
            SearchSort::Distance => first_of_distance(self.distance_squared(at)),
            SearchSort::Date => self.date(at),
            SearchSort::Pay if self.kind == RecordKind::Posting => {
                let pay = self.inner.posting_row(at).hourly_fen();
                pay.map_or(UNKNOWN, |(_, upper)| i64::try_from(upper).unwrap_or(i64::MAX))
            }
            SearchSort::Pay => UNKNOWN,
        }
    }

    fn date(&self, at: RowRef) -> i64 {
        match self.kind {
            RecordKind::Posting => self.columns(at).postings.date(at.row as usize),
            _ => UNKNOWN,
        }
    }

    /// The most needs that some records have together; of as many the rarest, for they say most, then the first named.
    fn suggestion(&self) -> Option<Suggestion> {
        /// More words are not tried in all combinations.
        const MOST: usize = 8;
        let wanted: Vec<usize> = (0..self.found.len())
            .filter(|at| self.found[*at].need.required && !self.found[*at].need.excluded)
            .collect();
        let others: Vec<usize> = (0..self.found.len()).filter(|at| !wanted.contains(at)).collect();
        let tried = &wanted[..wanted.len().min(MOST)];
        for size in (1..wanted.len().min(MOST + 1)).rev() {
            // Each with how rare its words are and what it finds.
            let mut best: Option<(u64, Vec<usize>, u64)> = None;
            for set in (1_u32..1 << tried.len()).filter(|set| set.count_ones() as usize == size) {
                let kept: Vec<usize> =
                    tried.iter().enumerate().filter(|(place, _)| set >> place & 1 == 1).map(|(_, at)| *at).collect();
                let rarity: u64 = kept.iter().map(|at| self.rarities[*at]).sum();
                let is_better = best.as_ref().is_none_or(|(most, of, _)| (rarity, of) > (*most, &kept));
                if kept.iter().any(|at| self.found[*at].records == 0) || !is_better {
                    continue;
                }
                let mut total = 0;
                self.for_each(&[&kept[..], &others].concat(), &mut |block| total += block.count());
                if total > 0 {
                    best = Some((rarity, kept, total));
                }
            }
            if let Some((_, kept, total)) = best {
                let words: Vec<&str> = kept.iter().map(|at| self.found[*at].need.shown.as_str()).collect();
                return Some(Suggestion { query: words.join(" "), total });
            }
        }
        None
    }

    fn hit(&self, (at, score): (RowRef, u64)) -> Result<SearchHit> {
        let (title, highlights) = match self.kind {
            RecordKind::Posting => self.texts(&self.inner.record::<Posting>(at)?),
            RecordKind::Worker => self.texts(&self.inner.record::<WorkerProfile>(at)?),
            RecordKind::Outlet => self.texts(&self.inner.record::<Outlet>(at)?),
            RecordKind::Placement => (String::new(), Vec::new()),
        };
        let distance = self.distance_squared(at);
        let id = self.inner.id_of(self.kind, at).to_owned();
        Ok(SearchHit { kind: self.kind, id, score, distance_m: distance.map(floor_sqrt), title, highlights })
    }

    fn texts<T: Record>(&self, record: &T) -> (String, Vec<Highlight>) {
        let texts = record.search_texts();
        let title = texts.iter().find(|(role, _)| *role == TextRole::Title).map_or("", |(_, text)| text);
        let segmenter = self.inner.packing.analyzer.segmenter();
        let marks = TextRole::ALL.map(|role| Marks::new(&self.found, role));
        let marked = texts.iter().filter_map(|(role, text)| marks[*role as usize].mark(segmenter, *role, text));
        (title.to_owned(), marked.collect())
    }
}

/// What words weigh in the documents of a segment.
struct Scores<'a>(Vec<(u64, &'a [u8])>);

impl Scores<'_> {
    /// What a document is worth.
    fn of(&self, doc: u32) -> u64 {
        self.0.iter().map(|(rarity, weights)| rarity * u64::from(weights[doc as usize])).sum()
    }
}

/// What a record is ordered by where the nearest comes first.
fn first_of_distance(squared: Option<u64>) -> i64 {
    squared.map_or(UNKNOWN, |squared| -narrow(squared))
}

fn narrow(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
