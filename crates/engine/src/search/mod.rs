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

use facet::Counter;
pub use facet::{FacetCount, FacetCounts};
use find::{Finder, Found, documents_with};
pub use mark::Highlight;
use mark::Marks;
pub use options::{Facet, SearchOptions, SearchSort};
use order::{Cursor, Key, Page};
use serde::Serialize;

use crate::{
    Error, ErrorCode, Result, Snapshot,
    eligibility::BoundConditions,
    filter::Condition,
    geo::{Point, floor_sqrt},
    normalize::Record,
    record::{Coordinates, Outlet, Posting, RecordKind, TextRole, WorkerProfile},
    score::fixed_log2,
    snapshot::{Inner, RowRef},
    table::DivisionCode,
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
        let mut page = Page::new(options.top, options.after.as_deref().map(Cursor::parse).transpose()?);
        let mut counters: Vec<Counter<'_>> =
            options.facets.iter().map(|facet| Counter::new(&self.0, kind, *facet)).collect();
        let mut total = 0;
        search.for_each(&search.all_needs(), &mut |at, score, distance| {
            total += 1;
            for counter in &mut counters {
                counter.count(at);
            }
            let key = || search.key(options.sort, at, score, distance);
            page.offer_where(options.sort, score, key, at, |at| self.0.id_of(kind, at));
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

/// Rows whose memory is asked for before the first of them is looked at.
const AHEAD: usize = 32;

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
            conditions: BoundConditions::new(&options.filters, &inner.packing.occupations),
            near: options.near.map(|(longitude, latitude)| Point::from_wgs84(Coordinates::wgs84(longitude, latitude))),
            radius_squared: options.radius_m.map(|metres| u64::from(metres) * u64::from(metres)),
        })
    }

    /// The places of all needs of the query.
    fn all_needs(&self) -> Vec<usize> {
        (0..self.found.len()).collect()
    }

    /// Calls `each` with every record that has some needs, its score and its squared distance.
    fn for_each(&self, needs: &[usize], each: &mut impl FnMut(RowRef, u64, Option<u64>)) {
        let of = |excluded: bool| needs.iter().copied().filter(move |at| self.found[*at].need.excluded == excluded);
        let mut required: Vec<usize> = of(false).filter(|at| self.found[*at].need.required).collect();
        required.sort_by_key(|at| self.found[*at].records);
        let excluded: Vec<usize> = of(true).collect();
        let wanted: Vec<usize> = of(false).collect();
        for (segment, columns) in self.inner.segments.iter().map(|segment| &segment.columns).enumerate() {
            let weight = |need: usize, doc: u32| self.found[need].weights[segment][doc as usize];
            let alive = self.inner.segments[segment].alive(self.kind);
            let has_needs = |doc: u32| {
                required.iter().all(|need| weight(*need, doc) > 0)
                    && excluded.iter().all(|need| weight(*need, doc) == 0)
            };
            let mut visit = |(row, doc): (usize, u32)| {
                let at = RowRef::new(segment, row);
                let distance = self.distance_squared(at);
                if !self.passes(at, distance) {
                    return;
                }
                let score = wanted.iter().map(|need| self.rarities[*need] * u64::from(weight(*need, doc))).sum();
                each(at, score, distance);
            };
            let docs = columns.docs(self.kind);
            // The rarest word first.
            match required.first().map(|rarest| &self.found[*rarest]) {
                Some(rarest) if rarest.records < docs.len() as u64 / FEW => {
                    let with_rarest = documents_with(&rarest.weights[segment]).filter(|doc| has_needs(*doc));
                    let rows = with_rarest.filter_map(|doc| Some((columns.row_of(self.kind, doc)?, doc)));
                    let mut rows = rows.filter(|(row, _)| alive.contains(*row));
                    // Rows stand in another order than documents: their memory is asked for some rows ahead.
                    let mut ahead = [(0, 0); AHEAD];
                    loop {
                        let mut filled = 0;
                        for (slot, at) in ahead.iter_mut().zip(&mut rows) {
                            *slot = at;
                            columns.expect(self.kind, at.0);
                            filled += 1;
                        }
                        ahead[..filled].iter().copied().for_each(&mut visit);
                        if filled < AHEAD {
                            break;
                        }
                    }
                }
                _ => {
                    let mut visit_if = |row: usize| {
                        if has_needs(docs[row]) && alive.contains(row) {
                            visit((row, docs[row]));
                        }
                    };
                    match (self.near, self.radius_squared) {
                        (Some(near), Some(square)) => {
                            columns.rows_near(self.kind, near, square).for_each(visit_if);
                        }
                        _ => (0..docs.len()).for_each(&mut visit_if),
                    }
                }
            }
        }
    }

    /// How far a record is from the point asked about.
    #[inline]
    fn distance_squared(&self, at: RowRef) -> Option<u64> {
        self.near.and_then(|near| Some(near.distance_squared(self.place(at).0?)))
    }

    /// Whether a record meets the conditions.
    #[inline]
    fn passes(&self, at: RowRef, distance: Option<u64>) -> bool {
        let occupations = &self.inner.packing.occupations;
        // Without conditions no row need be read.
        let passes = self.conditions.is_empty()
            || match self.kind {
                RecordKind::Posting => self.conditions.pass_posting(self.inner.posting_row(at), occupations),
                RecordKind::Worker => self.conditions.pass_worker(self.inner.worker_row(at), occupations),
                RecordKind::Outlet | RecordKind::Placement => {
                    let (point, division) = self.place(at);
                    self.conditions.pass_place(point, division)
                }
            };
        passes && self.radius_squared.is_none_or(|square| distance.is_some_and(|distance| distance <= square))
    }

    fn place(&self, at: RowRef) -> (Option<Point>, Option<DivisionCode>) {
        self.inner.segments[at.segment as usize].columns.place(self.kind, at.row as usize)
    }

    /// What a record is ordered by.
    #[inline]
    fn key(&self, sort: SearchSort, at: RowRef, score: u64, distance: Option<u64>) -> Key {
        const UNKNOWN: i64 = i64::MIN;
        let narrow = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
        let is_posting = self.kind == RecordKind::Posting;
        let postings = || &self.inner.segments[at.segment as usize].columns.postings;
        let date = if is_posting { postings().date(at.row as usize) } else { UNKNOWN };
        let pay = || Some(self.inner.posting_row(at)).filter(|_| is_posting)?.hourly_fen().map(|(_, upper)| upper);
        let first = match sort {
            SearchSort::Relevance => 0,
            SearchSort::Distance => distance.map_or(UNKNOWN, |square| -narrow(square)),
            SearchSort::Date => date,
            SearchSort::Pay => pay().map_or(UNKNOWN, |fen| i64::try_from(fen).unwrap_or(i64::MAX)),
        };
        [first, narrow(score), date]
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
                self.for_each(&[&kept[..], &others].concat(), &mut |_, _, _| total += 1);
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
