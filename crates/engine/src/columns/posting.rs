//! Postings in columns.

use std::{collections::HashMap, ops::Range};

use foldhash::fast::RandomState;

use super::{
    Blocks, Divisions, Packing, PostingBlock, PostingFrame, PostingSummary, Strings, UNLIMITED, Wording, WorkerRow,
    blocks::Entry,
    csr::{Pool, Span, permuted},
    lanes::{NameKind, OPEN_ENDED, marks_of, start_marks},
    spatial::Ground,
};
use crate::{
    geo::Point,
    record::{JobLocationType, Pay, PayPeriod, Posting, PostingStatus, ShiftMode, Skill, Timestamp},
    simd::prefetch,
    symbols::{Interner, NO_SYMBOL, Symbol},
    table::{DivisionCode, OccupationId},
};

/// What a shift is to the rules.
#[derive(Debug, Clone, Copy)]
struct ShiftCell {
    start: i64,
    end: i64,
    headcount: u32,
    start_date: u32,
    start_week: i32,
}

/// One shift of a posting, or the virtual shift of an open-ended one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ShiftView {
    /// Its place among the posting's shifts, for [`PostingRow::shift_id`]; 0 for the virtual shift.
    pub(crate) place: usize,
    pub(crate) start: i64,
    /// Absent for the virtual shift.
    pub(crate) end: Option<i64>,
    pub(crate) headcount: u32,
    pub(crate) start_date: u32,
    pub(crate) start_week: i32,
}

impl ShiftView {
    pub(crate) fn length_ms(&self) -> Option<i64> {
        self.end.map(|end| end - self.start)
    }
}

/// What the rules and factors read of a posting, in one place, for scoring a pair touches all of it: two cache lines.
#[derive(Debug, Clone, Copy)]
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
    fn point(&self) -> Option<Point> {
        self.has_point.then_some(self.point)
    }
}

/// The lists of postings.
#[derive(Debug, Default)]
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
#[derive(Debug, Default)]
pub(crate) struct PostingColumns {
    ids: Strings,
    docs: Vec<u32>,
    divisions: Divisions,
    /// Whether the occupation was inferred.
    inferred: Vec<bool>,
    /// The occupations in the order of rows: each that rows have in a run, with the row behind its last.
    occupations: Vec<(Option<OccupationId>, u32)>,
    /// Again what cells hold, as searches read it of very many rows.
    dates: Vec<i64>,
    /// The same of places; [`NOWHERE`] where that is not known.
    points: Vec<Point>,
    cells: Vec<PostingCell>,
    /// Whom each posting blocks: places among `blocked_ids`.
    blocked: Vec<Span>,
    pools: PostingPools,
    /// In the order of the pool of shifts.
    shift_ids: Strings,
    /// Ids of blocked workers.
    blocked_ids: Strings,
    by_id: Vec<u32>,
    blocks: PostingBlocks,
    /// How many rows have each word.
    word_counts: Vec<(Symbol, u32)>,
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
        self.ids.push(&posting.id);
        self.docs.push(doc);
        self.divisions.push(posting.division.as_deref().and_then(DivisionCode::parse));
        self.inferred.push(posting.occupation_confidence.is_some());
        let date_posted = posting.date_posted.map_or(NOT_DATED, Timestamp::as_millisecond);
        self.dates.push(date_posted);
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
            date_posted,
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

    fn part(&self, row: usize) -> Part {
        let cell = &self.cells[row];
        match cell.point() {
            _ if !cell.open => Part::None,
            _ if cell.remote => Part::Remote,
            Some(_) => Part::Placed,
            None => Part::None,
        }
    }

    /// Brings the rows into the order of their blocks and builds what is derived from it.
    pub(crate) fn finish(self) -> Self {
        let rows = u32::try_from(self.docs.len()).unwrap_or(u32::MAX);
        let ground = Ground::under(self.cells.iter().filter_map(PostingCell::point));
        let mut order: Vec<u32> = (0..rows).collect();
        order.sort_by_cached_key(|row| {
            let row = *row as usize;
            let cell = &self.cells[row];
            (self.part(row), cell.occupation, self.row(row).requirements(), cell.point().map(|point| ground.key(point)))
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
        let ids = self.ids.permuted(&order);
        let mut finished = Self {
            by_id: ids.sorted_rows(),
            ids,
            docs: permuted(&self.docs, &order),
            divisions: self.divisions.permuted(&order),
            inferred: permuted(&self.inferred, &order),
            occupations: runs(cells.iter().map(|cell| cell.occupation)),
            dates: permuted(&self.dates, &order),
            points: cells.iter().map(|cell| cell.point).collect(),
            cells,
            blocked,
            pools,
            shift_ids,
            blocked_ids: self.blocked_ids,
            blocks: Blocks::default(),
            word_counts: Vec::new(),
        };
        finished.blocks = finished.cut(ground);
        finished.word_counts = finished.count_words();
        finished
    }

    fn count_words(&self) -> Vec<(Symbol, u32)> {
        let mut counts: HashMap<Symbol, u32, RandomState> = HashMap::default();
        for row in 0..self.len() {
            for word in self.row(row).words() {
                *counts.entry(*word).or_default() += 1;
            }
        }
        counts.into_iter().collect()
    }

    /// How many rows have each word, in no order.
    pub(crate) fn word_counts(&self) -> &[(Symbol, u32)] {
        &self.word_counts
    }

    fn cut(&self, ground: Ground) -> PostingBlocks {
        let entry = |row: usize| match self.part(row) {
            Part::None => None,
            part => Some(Entry {
                row,
                occupation: self.cells[row].occupation,
                class: self.row(row).requirements(),
                // A remote posting's place and reach do not matter.
                place: self.cells[row].point().filter(|_| part == Part::Placed),
                reach: if part == Part::Placed { self.cells[row].reach } else { UNLIMITED },
            }),
        };
        let entries: Vec<Entry> = (0..self.len()).map_while(entry).collect();
        Blocks::build(ground, &entries, self)
    }

    /// One posting that is not indexed.
    pub(crate) fn single(posting: &Posting, packing: &Packing, symbols: &mut impl Interner) -> Self {
        let mut columns = Self::default();
        columns.push(0, posting, posting.words(packing, symbols), packing, symbols);
        columns.finish()
    }

    pub(crate) fn len(&self) -> usize {
        self.docs.len()
    }

    /// When a row was posted; before every time where that is not known.
    pub(crate) fn date(&self, row: usize) -> i64 {
        self.dates[row]
    }

    /// Where a row is, as far as that is known.
    pub(crate) fn point(&self, row: usize) -> Option<Point> {
        Some(self.points[row]).filter(|point| *point != NOWHERE)
    }

    pub(crate) fn doc(&self, row: usize) -> u32 {
        self.docs[row]
    }

    pub(crate) fn docs(&self) -> &[u32] {
        &self.docs
    }

    pub(crate) fn divisions(&self) -> &Divisions {
        &self.divisions
    }

    pub(crate) fn ids(&self) -> &Strings {
        &self.ids
    }

    pub(crate) fn by_id(&self) -> &[u32] {
        &self.by_id
    }

    pub(crate) fn blocks(&self) -> &PostingBlocks {
        &self.blocks
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
        PostingRow { columns: self, row }
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

/// One posting of a column.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PostingRow<'a> {
    columns: &'a PostingColumns,
    row: usize,
}

impl<'a> PostingRow<'a> {
    pub(crate) fn id(self) -> &'a str {
        self.columns.ids.get(self.row)
    }

    fn cell(self) -> &'a PostingCell {
        &self.columns.cells[self.row]
    }

    pub(crate) fn is_open(self) -> bool {
        self.cell().open
    }

    pub(crate) fn is_remote(self) -> bool {
        self.cell().remote
    }

    pub(crate) fn is_hazardous(self) -> bool {
        self.cell().hazardous
    }

    pub(crate) fn starts_at_once(self) -> bool {
        self.cell().immediate
    }

    pub(crate) fn wants_all_shifts(self) -> bool {
        self.cell().all_shifts
    }

    pub(crate) fn is_open_ended(self) -> bool {
        self.cell().shifts.is_empty()
    }

    pub(crate) fn point(self) -> Option<Point> {
        self.cell().point()
    }

    /// Metres, or [`UNLIMITED`].
    pub(crate) fn reach(self) -> u32 {
        self.cell().reach
    }

    pub(crate) fn division(self) -> Option<DivisionCode> {
        self.columns.divisions.get(self.row)
    }

    /// The last valid millisecond; `i64::MAX` is without end.
    pub(crate) fn valid_through(self) -> i64 {
        self.cell().valid_through
    }

    pub(crate) fn date_posted(self) -> Option<i64> {
        Some(self.cell().date_posted).filter(|date| *date != NOT_DATED)
    }

    pub(crate) fn occupation(self) -> Option<OccupationId> {
        self.cell().occupation
    }

    pub(crate) fn occupation_is_inferred(self) -> bool {
        self.columns.inferred[self.row]
    }

    /// `NO_SYMBOL` where the employer is not known.
    pub(crate) fn employer(self) -> Symbol {
        self.cell().employer
    }

    /// Lower end, upper end, period.
    pub(crate) fn pay(self) -> Option<(i64, i64, PayPeriod)> {
        let cell = self.cell();
        cell.pay_period.map(|period| (cell.lower_pay, cell.upper_pay, period))
    }

    /// Lower and upper end of the pay in fen an hour, rounded down; pay by the day or shift over the first shift's hours.
    pub(crate) fn hourly_fen(self) -> Option<(i128, i128)> {
        const HOUR_MS: i128 = 3_600_000;
        let (lower, upper, period) = self.pay()?;
        let length = self.real_shifts().next().and_then(|shift| shift.length_ms());
        let an_hour = |fen: i64| i128::from(fen) * HOUR_MS / i128::from(period.working_ms(length));
        Some((an_hour(lower), an_hour(upper)))
    }

    pub(crate) fn location_type(self) -> JobLocationType {
        if self.is_remote() { JobLocationType::Telecommute } else { JobLocationType::OnSite }
    }

    /// Whether a shift starts on a date, or work without end has begun by then.
    pub(crate) fn works_on(self, date: u32) -> bool {
        if self.is_open_ended() {
            return self.cell().job_start_date <= date;
        }
        self.real_shifts().any(|shift| shift.start_date == date)
    }

    /// 0 where none are wished for.
    pub(crate) fn experience_months(self) -> u32 {
        self.cell().experience_months
    }

    pub(crate) fn required_skills(self) -> &'a [(Symbol, u8)] {
        self.columns.pools.skills.get(self.cell().required_skills)
    }

    /// The marks of the skills and certificates that are required.
    pub(crate) fn requirements(self) -> u64 {
        marks_of(NameKind::Skill, self.required_skills().iter().map(|(name, _)| *name))
            | marks_of(NameKind::Certificate, self.required_certificates().iter().copied())
    }

    /// The marks of the times when shifts start.
    pub(crate) fn start_marks(self) -> u64 {
        if self.is_open_ended() { OPEN_ENDED } else { start_marks(self.real_shifts().map(|shift| shift.start)) }
    }

    pub(crate) fn desired_skills(self) -> &'a [(Symbol, u8)] {
        self.columns.pools.skills.get(self.cell().desired_skills)
    }

    pub(crate) fn required_certificates(self) -> &'a [Symbol] {
        self.columns.pools.names.get(self.cell().required_certificates)
    }

    /// Sorted.
    pub(crate) fn words(self) -> &'a [Symbol] {
        self.columns.pools.names.get(self.cell().words)
    }

    pub(crate) fn blocks_worker(self, worker: WorkerRow<'_>) -> bool {
        if !self.cell().blocks_somebody {
            return false;
        }
        let blocked = self.columns.pools.blocked.get(self.columns.blocked[self.row]);
        blocked.iter().any(|place| self.columns.blocked_ids.get(*place as usize) == worker.id())
    }

    /// The real shifts, by start then id; none for an open-ended posting.
    pub(crate) fn real_shifts(self) -> impl ExactSizeIterator<Item = ShiftView> + 'a {
        self.columns.pools.shifts.get(self.cell().shifts).iter().enumerate().map(|(place, cell)| ShiftView {
            place,
            start: cell.start,
            end: Some(cell.end),
            headcount: cell.headcount,
            start_date: cell.start_date,
            start_week: cell.start_week,
        })
    }

    /// The id of the shift at a place; empty for the virtual one.
    pub(crate) fn shift_id(self, place: usize) -> &'a str {
        self.cell().shifts.places().nth(place).map_or("", |place| self.columns.shift_ids.get(place))
    }

    /// The virtual shift of an open-ended posting at the instant `now`, whose date is `now_date`.
    pub(crate) fn virtual_shift(self, now: i64, now_date: u32) -> ShiftView {
        let cell = self.cell();
        let (start, start_date) =
            if cell.job_start > now { (cell.job_start, cell.job_start_date) } else { (now, now_date) };
        // The week matters to the weekly cap only, which a virtual shift always passes.
        ShiftView { place: 0, start, end: None, headcount: cell.openings, start_date, start_week: 0 }
    }
}
