//! Postings in columns.

mod row;

use std::{collections::HashMap, ops::Range, sync::OnceLock};

use foldhash::fast::RandomState;
use serde::{Deserialize, Serialize};

pub(crate) use row::{PostingRow, ShiftView};

use super::{
    Blocks, Packing, PostingContent, Register, Strings, UNLIMITED, Wording,
    blocks::Entry,
    csr::{map_all, offset},
    lanes::LANES,
    records::Records,
    spatial::{Ground, tile},
};
use crate::{
    geo::Point,
    record::{Pay, PayPeriod, Posting},
    symbols::{Interner, Renaming, Symbol},
    table::OccupationId,
};

/// The middle of the earth.
const NOWHERE: Point = Point { x: 0, y: 0, z: 0 };

/// Before every time.
const NOT_DATED: i64 = i64::MIN;

/// The postings of one segment.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct PostingColumns {
    register: Register,
    /// The occupations in the order of rows: each that rows have in a run, with the row behind its last.
    occupations: Vec<(Option<OccupationId>, u32)>,
    /// Again what records hold, as searches read it of very many rows; made when one first does.
    #[serde(skip)]
    dates: OnceLock<Vec<i64>>,
    /// The same of places; [`NOWHERE`] where that is not known.
    #[serde(skip)]
    points: OnceLock<Vec<Point>>,
    /// What the rules and factors read.
    records: Records,
    /// The first of each row's among the ids of shifts.
    #[serde(with = "crate::columns::chunked")]
    first_shifts: Vec<u32>,
    /// By row, then by shift.
    shift_ids: Strings,
    /// Ids of blocked workers.
    blocked_ids: Strings,
    ground: Ground,
    /// Made of the rest.
    #[serde(skip)]
    blocks: PostingBlocks,
    /// By block, and apart from the blocks, so that those take less room: most blocks are looked at without it.
    #[serde(skip)]
    contents: Vec<PostingContent>,
    /// How many rows have each word.
    word_counts: Vec<(Symbol, u32)>,
    /// How many rows ask for each skill.
    skill_counts: Vec<(Symbol, u32)>,
}

/// Open postings that are placed or remote: all others can match nobody.
pub(crate) type PostingBlocks = Blocks<PostingColumns>;

/// How a row takes part in ranking; rows stand in this order, then by occupation, then in space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Placed,
    Remote,
    /// Not open, or neither remote nor placed.
    None,
}

impl PostingColumns {
    /// Appends a normalised posting with its [`words`](Wording::words), which stands in document `doc`.
    pub(crate) fn push(
        &mut self,
        doc: u32,
        posting: &Posting,
        words: &[Symbol],
        packing: &Packing,
        symbols: &mut impl Interner,
    ) {
        self.register.push(doc, &posting.id, posting.division.as_deref());
        self.first_shifts.push(offset(self.shift_ids.len()));
        for shift in &posting.shifts {
            self.shift_ids.push(&shift.id);
        }
        let first_blocked = offset(self.blocked_ids.len());
        for worker in &posting.blocked_workers {
            self.blocked_ids.push(worker);
        }
        let blocked = first_blocked..offset(self.blocked_ids.len());
        self.records.push(&row::words_of(posting, words, blocked, packing, symbols));
    }

    /// Brings the rows into the order of their blocks and builds what is derived from it.
    pub(crate) fn finish(self) -> Self {
        let rows = || (0..self.len()).map(|row| self.row(row));
        let ground = Ground::under(rows().filter_map(PostingRow::point));
        let mut order = self.register.rows();
        let class = |row: &u32| {
            let row = self.row(*row as usize);
            (row.part(), row.occupation(), row.class())
        };
        order.sort_by_cached_key(class);
        for rows in order.chunk_by_mut(|a, b| class(a) == class(b)) {
            tile(rows, LANES, |row| ground.place(self.row(*row as usize).point()));
        }
        let (mut first_shifts, mut shift_ids) = (Vec::with_capacity(order.len()), Strings::default());
        for row in order.iter().map(|row| self.row(*row as usize)) {
            first_shifts.push(offset(shift_ids.len()));
            (0..row.real_shifts().len()).for_each(|place| shift_ids.push(row.shift_id(place)));
        }
        shift_ids.shrink();
        let occupations = runs(order.iter().map(|row| self.row(*row as usize).occupation()));
        let mut finished = Self {
            register: self.register.permuted(&order),
            occupations,
            dates: OnceLock::new(),
            points: OnceLock::new(),
            records: self.records.permuted(&order),
            first_shifts,
            shift_ids,
            blocked_ids: self.blocked_ids,
            ground,
            blocks: Blocks::default(),
            contents: Vec::new(),
            word_counts: Vec::new(),
            skill_counts: Vec::new(),
        };
        finished.word_counts = finished.count(|row| row.words().iter().copied());
        finished.skill_counts = finished.count(PostingRow::asked_skills);
        finished.derived()
    }

    /// Makes what is not kept in a file.
    fn derived(mut self) -> Self {
        self.blocks = self.cut();
        self.contents = map_all(&self.blocks.rows, |rows| PostingContent::new(*rows, &self));
        self
    }

    /// Calls `see` with the number of each name.
    pub(crate) fn for_each_symbol(&self, mut see: impl FnMut(Symbol)) {
        for row in (0..self.len()).map(|row| self.row(row)) {
            see(row.employer());
            row.required_skills().chain(row.desired_skills()).for_each(|(name, _)| see(name));
            row.required_certificates().iter().chain(row.words()).for_each(|name| see(*name));
        }
    }

    /// Makes what columns that were read from a file lack.
    pub(crate) fn restored(mut self, renaming: &Renaming) -> Self {
        if let Renaming::Other(renamed) = renaming {
            let counts = self.word_counts.iter_mut().chain(&mut self.skill_counts);
            renamed.rename(counts.map(|(name, _)| name));
            self.records.for_each_mut(|record| row::rename(record, renamed));
        }
        self.derived()
    }

    /// How many rows have each of some names.
    fn count<'a, Names: Iterator<Item = Symbol>>(
        &'a self,
        names: impl Fn(PostingRow<'a>) -> Names,
    ) -> Vec<(Symbol, u32)> {
        let mut counts: HashMap<Symbol, u32, RandomState> = HashMap::default();
        for name in (0..self.len()).flat_map(|row| names(self.row(row))) {
            *counts.entry(name).or_default() += 1;
        }
        let mut counts: Vec<(Symbol, u32)> = counts.into_iter().collect();
        counts.sort_unstable();
        counts
    }

    /// How many rows have each word.
    pub(crate) fn word_counts(&self) -> &[(Symbol, u32)] {
        &self.word_counts
    }

    /// How many rows ask for each skill.
    pub(crate) fn skill_counts(&self) -> &[(Symbol, u32)] {
        &self.skill_counts
    }

    fn cut(&self) -> PostingBlocks {
        // Rows that take no part stand behind all that do.
        let rows: Vec<usize> = (0..self.len()).take_while(|row| self.row(*row).part() != Part::None).collect();
        let entries = map_all(&rows, |row| {
            let posting = self.row(*row);
            Entry {
                row: *row,
                occupation: posting.occupation(),
                class: posting.class(),
                // A remote posting's place and reach do not matter.
                place: posting.point().filter(|_| !posting.is_remote()),
                reach: if posting.is_remote() { UNLIMITED } else { posting.reach() },
            }
        });
        Blocks::build(self.ground, &entries, self)
    }

    /// One posting that is not indexed.
    pub(crate) fn single(posting: &Posting, packing: &Packing, symbols: &mut impl Interner) -> Self {
        let mut columns = Self::default();
        columns.push(0, posting, &posting.words(packing, symbols), packing, symbols);
        columns.finish()
    }

    pub(crate) fn len(&self) -> usize {
        self.register.len()
    }

    /// When a row was posted; before every time where that is not known.
    pub(crate) fn date(&self, row: usize) -> i64 {
        self.dates.get_or_init(|| self.of_each(|row| row.date_posted().unwrap_or(NOT_DATED)))[row]
    }

    /// Where a row is, as far as that is known.
    pub(crate) fn point(&self, row: usize) -> Option<Point> {
        let points = self.points.get_or_init(|| self.of_each(|row| row.point().unwrap_or(NOWHERE)));
        Some(points[row]).filter(|point| *point != NOWHERE)
    }

    fn of_each<'a, T>(&'a self, value: impl Fn(PostingRow<'a>) -> T) -> Vec<T> {
        (0..self.len()).map(|row| value(self.row(row))).collect()
    }

    pub(crate) fn register(&self) -> &Register {
        &self.register
    }

    pub(crate) fn blocks(&self) -> &PostingBlocks {
        &self.blocks
    }

    /// By block.
    pub(crate) fn contents(&self) -> &[PostingContent] {
        &self.contents
    }

    /// The occupations of some rows, each with those that have it: fewer than rows, for these stand by occupation.
    pub(crate) fn occupations_of(&self, rows: Range<usize>) -> impl Iterator<Item = (OccupationId, Range<usize>)> {
        let first = self.occupations.partition_point(|(_, end)| *end as usize <= rows.start);
        let mut start = rows.start;
        let runs = self.occupations[first..].iter().map_while(move |(occupation, end)| {
            let run = start..rows.end.min(*end as usize);
            start = run.end;
            (!run.is_empty()).then_some((*occupation, run))
        });
        runs.filter_map(|(occupation, run)| Some((occupation?, run)))
    }

    /// Asks for the memory that says where a row is.
    pub(crate) fn expect_place(&self, row: usize) {
        self.records.expect_place(row);
    }

    /// Asks for the memory of a row.
    pub(crate) fn expect(&self, row: usize) {
        self.records.expect(row);
    }

    pub(crate) fn row(&self, row: usize) -> PostingRow<'_> {
        PostingRow::new(self, row)
    }
}

/// The values of rows in runs, each with the row behind its last.
fn runs<T: Copy + PartialEq>(values: impl Iterator<Item = T>) -> Vec<(T, u32)> {
    let mut runs: Vec<(T, u32)> = Vec::new();
    for (value, end) in values.zip(1..) {
        match runs.last_mut() {
            Some((last, last_end)) if *last == value => *last_end = end,
            _ => runs.push((value, end)),
        }
    }
    runs
}

/// The ends of a pay that can be compared; piece pay and negotiable pay cannot.
pub(super) fn comparable(pay: &Pay) -> Option<(i64, i64, PayPeriod)> {
    if pay.unit_text == PayPeriod::Piece {
        return None;
    }
    Some((pay.lower_fen()?, pay.upper_fen()?, pay.unit_text))
}
