//! Postings in columns.

mod row;

use std::{collections::HashMap, ops::Range};

use foldhash::fast::RandomState;
use serde::{Deserialize, Serialize};

pub(crate) use row::{PostingRow, ShiftView};

use super::{
    Blocks, Packing, PostingBlock, PostingContent, PostingFrame, PostingSummary, Register, Strings, UNLIMITED, Wording,
    blocks::Entry,
    csr::{Pool, Span, map_all, permuted},
    spatial::Ground,
};
use crate::{
    geo::Point,
    record::{JobLocationType, Pay, PayPeriod, Posting, PostingStatus, ShiftMode, Skill, Timestamp},
    simd::prefetch,
    symbols::{Interner, NO_SYMBOL, Renaming, Symbol},
    table::OccupationId,
};

/// What a shift is to the rules.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct ShiftCell {
    start: i64,
    end: i64,
    headcount: u32,
    start_date: u32,
    start_week: i32,
}

/// What the rules and factors read of a posting, in one place, for scoring a pair touches all of it: two cache lines.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[repr(align(64))]
struct PostingCell {
    open: bool,
    remote: bool,
    hazardous: bool,
    immediate: bool,
    all_shifts: bool,
    blocks_somebody: bool,
    has_point: bool,
    /// Absent where the pay cannot be compared, and its ends are 0.
    pay_period: Option<PayPeriod>,
    /// [`NOWHERE`] where there is none.
    point: Point,
    reach: u32,
    valid_through: i64,
    /// [`NOT_DATED`] where it is not known.
    date_posted: i64,
    job_start: i64,
    job_start_date: u32,
    openings: u32,
    occupation: Option<OccupationId>,
    employer: Symbol,
    experience_months: u32,
    lower_pay: i64,
    upper_pay: i64,
    shifts: Span,
    required_skills: Span,
    desired_skills: Span,
    required_certificates: Span,
    words: Span,
}

const _: () = assert!(size_of::<PostingCell>() == 128, "a posting's cell has grown out of its two cache lines");

/// The middle of the earth.
const NOWHERE: Point = Point { x: 0, y: 0, z: 0 };

/// Before every time.
const NOT_DATED: i64 = i64::MIN;

impl PostingCell {
    fn part(&self) -> Part {
        match self.point() {
            _ if !self.open => Part::None,
            _ if self.remote => Part::Remote,
            Some(_) => Part::Placed,
            None => Part::None,
        }
    }

    fn can_match(&self) -> bool {
        self.part() != Part::None
    }

    fn point(&self) -> Option<Point> {
        self.has_point.then_some(self.point)
    }
}

/// The lists of postings.
#[derive(Debug, Default, Serialize, Deserialize)]
struct PostingPools {
    shifts: Pool<ShiftCell>,
    skills: Pool<(Symbol, u8)>,
    names: Pool<Symbol>,
    blocked: Pool<u32>,
}

impl PostingPools {
    fn shrink(&mut self) {
        self.shifts.shrink();
        self.skills.shrink();
        self.names.shrink();
        self.blocked.shrink();
    }
}

/// The postings of one segment.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct PostingColumns {
    register: Register,
    /// Whether the occupation was inferred.
    inferred: Vec<bool>,
    /// The occupations in the order of rows: each that rows have in a run, with the row behind its last.
    occupations: Vec<(Option<OccupationId>, u32)>,
    /// Again what cells hold, as searches read it of very many rows.
    #[serde(skip)]
    dates: Vec<i64>,
    /// The same of places; [`NOWHERE`] where that is not known.
    #[serde(skip)]
    points: Vec<Point>,
    #[serde(with = "crate::columns::chunked")]
    cells: Vec<PostingCell>,
    /// Whom each posting blocks: places among `blocked_ids`.
    #[serde(with = "crate::columns::chunked")]
    blocked: Vec<Span>,
    pools: PostingPools,
    /// In the order of the pool of shifts.
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
pub(crate) type PostingBlocks = Blocks<PostingBlock, PostingFrame, PostingSummary>;

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
        words: Vec<Symbol>,
        packing: &Packing,
        symbols: &mut impl Interner,
    ) {
        self.register.push(doc, &posting.id, posting.division.as_deref());
        self.inferred.push(posting.occupation_confidence.is_some());
        let shifts = self.pools.shifts.push(posting.shifts.iter().map(|shift| ShiftCell {
            start: shift.start.as_millisecond(),
            end: shift.end.as_millisecond(),
            headcount: shift.headcount,
            start_date: packing.date_of(shift.start),
            start_week: packing.week_of(shift.start),
        }));
        for shift in &posting.shifts {
            self.shift_ids.push(&shift.id);
        }
        let mut skill = |skill: &Skill| (symbols.intern(&skill.name), skill.level.unwrap_or_default().rank());
        let required_skills = self.pools.skills.push(posting.required_skills.iter().map(&mut skill));
        let desired_skills = self.pools.skills.push(posting.desired_skills.iter().map(&mut skill));
        let certificates = posting.required_certificates.iter().map(|name| symbols.intern(name));
        let required_certificates = self.pools.names.push(certificates);
        let first_blocked = self.blocked_ids.len();
        for worker in &posting.blocked_workers {
            self.blocked_ids.push(worker);
        }
        let blocked = (first_blocked..self.blocked_ids.len()).filter_map(|row| u32::try_from(row).ok());
        self.blocked.push(self.pools.blocked.push(blocked));
        let pay = posting.base_salary.as_ref().and_then(comparable);
        let point = posting.location.map(Point::from_wgs84);
        self.cells.push(PostingCell {
            open: posting.status == PostingStatus::Open,
            remote: posting.job_location_type == JobLocationType::Telecommute,
            hazardous: posting.hazardous,
            immediate: posting.job_immediate_start,
            all_shifts: posting.shift_mode == ShiftMode::All,
            blocks_somebody: !posting.blocked_workers.is_empty(),
            has_point: point.is_some(),
            point: point.unwrap_or(NOWHERE),
            reach: posting.max_distance_m.unwrap_or(UNLIMITED),
            valid_through: posting.valid_through.map_or(i64::MAX, Timestamp::as_millisecond),
            date_posted: posting.date_posted.map_or(NOT_DATED, Timestamp::as_millisecond),
            job_start: posting.job_start_date.map_or(i64::MIN, Timestamp::as_millisecond),
            job_start_date: posting.job_start_date.map_or(0, |time| packing.date_of(time)),
            openings: posting.total_job_openings.unwrap_or(1),
            occupation: posting.occupational_category.as_deref().and_then(|code| packing.occupations.find(code)),
            employer: posting.employer().map_or(NO_SYMBOL, |employer| symbols.intern(employer)),
            pay_period: pay.map(|(_, _, period)| period),
            lower_pay: pay.map_or(0, |(lower, _, _)| lower),
            upper_pay: pay.map_or(0, |(_, upper, _)| upper),
            experience_months: posting.experience_months.unwrap_or(0),
            shifts,
            required_skills,
            desired_skills,
            required_certificates,
            words: self.pools.names.push(words),
        });
    }

    /// Brings the rows into the order of their blocks and builds what is derived from it.
    pub(crate) fn finish(self) -> Self {
        let ground = Ground::under(self.cells.iter().filter_map(PostingCell::point));
        let mut order = self.register.rows();
        order.sort_by_cached_key(|row| {
            let row = *row as usize;
            let cell = &self.cells[row];
            (cell.part(), cell.occupation, self.row(row).class(), cell.point().map(|point| ground.key(point)))
        });
        let (mut cells, mut pools) = (permuted(&self.cells, &order), PostingPools::default());
        let mut shift_ids = Strings::default();
        for cell in &mut cells {
            for place in cell.shifts.places() {
                shift_ids.push(self.shift_ids.get(place));
            }
            pools.shifts.take(&self.pools.shifts, &mut cell.shifts);
            pools.skills.take(&self.pools.skills, &mut cell.required_skills);
            pools.skills.take(&self.pools.skills, &mut cell.desired_skills);
            pools.names.take(&self.pools.names, &mut cell.required_certificates);
            pools.names.take(&self.pools.names, &mut cell.words);
        }
        let mut blocked = permuted(&self.blocked, &order);
        for span in &mut blocked {
            pools.blocked.take(&self.pools.blocked, span);
        }
        pools.shrink();
        shift_ids.shrink();
        let mut finished = Self {
            register: self.register.permuted(&order),
            inferred: permuted(&self.inferred, &order),
            occupations: runs(cells.iter().map(|cell| cell.occupation)),
            dates: Vec::new(),
            points: Vec::new(),
            cells,
            blocked,
            pools,
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
        self.dates = map_all(&self.cells, |cell| cell.date_posted);
        self.points = map_all(&self.cells, |cell| cell.point);
        self.blocks = self.cut();
        self.contents = map_all(&self.blocks.blocks, |block| PostingContent::new(block, &self));
        self
    }

    /// Calls `see` with the number of each name.
    pub(crate) fn for_each_symbol(&self, mut see: impl FnMut(Symbol)) {
        self.cells.iter().for_each(|cell| see(cell.employer));
        self.pools.skills.values().iter().for_each(|(name, _)| see(*name));
        self.pools.names.values().iter().for_each(|name| see(*name));
    }

    /// Makes what columns that were read from a file lack.
    pub(crate) fn restored(mut self, renaming: &Renaming) -> Self {
        if let Renaming::Other(renamed) = renaming {
            let counts = self.word_counts.iter_mut().chain(&mut self.skill_counts);
            renamed.rename(counts.map(|(name, _)| name));
            renamed.rename(self.cells.iter_mut().map(|cell| &mut cell.employer));
            renamed.rename(self.pools.skills.values_mut().iter_mut().map(|(name, _)| name));
            renamed.rename(self.pools.names.values_mut());
            self.cells.iter().for_each(|cell| self.pools.names.get_mut(cell.words).sort_unstable());
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
        let rows: Vec<usize> = (0..self.cells.partition_point(PostingCell::can_match)).collect();
        let entries = map_all(&rows, |row| {
            let cell = &self.cells[*row];
            Entry {
                row: *row,
                occupation: cell.occupation,
                class: self.row(*row).class(),
                // A remote posting's place and reach do not matter.
                place: cell.point().filter(|_| !cell.remote),
                reach: if cell.remote { UNLIMITED } else { cell.reach },
            }
        });
        Blocks::build(self.ground, &entries, self)
    }

    /// One posting that is not indexed.
    pub(crate) fn single(posting: &Posting, packing: &Packing, symbols: &mut impl Interner) -> Self {
        let mut columns = Self::default();
        columns.push(0, posting, posting.words(packing, symbols), packing, symbols);
        columns.finish()
    }

    pub(crate) fn len(&self) -> usize {
        self.register.len()
    }

    /// When a row was posted; before every time where that is not known.
    pub(crate) fn date(&self, row: usize) -> i64 {
        self.dates[row]
    }

    /// Where a row is, as far as that is known.
    pub(crate) fn point(&self, row: usize) -> Option<Point> {
        Some(self.points[row]).filter(|point| *point != NOWHERE)
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

    /// Asks for the memory of a row.
    pub(crate) fn expect(&self, row: usize) {
        prefetch(&self.cells[row..=row]);
    }

    /// Asks for the memory of those of a row's lists that every scored pair reads.
    pub(crate) fn expect_lists(&self, row: usize) {
        let (cell, pools) = (&self.cells[row], &self.pools);
        prefetch(pools.shifts.get(cell.shifts));
        prefetch(pools.skills.get(cell.desired_skills));
        prefetch(pools.names.get(cell.words));
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
