//! Postings in columns.

use super::{
    Blocks, Lists, Packing, PostingBlock, PostingFrame, PostingSummary, SkillLanes, Strings, UNLIMITED,
    blocks::Entry,
    csr::permuted,
    lanes::{NameKind, OPEN_ENDED, marks_of, start_marks},
    spatial::Ground,
};
use crate::{
    geo::Point,
    record::{JobLocationType, Pay, PayPeriod, Posting, PostingStatus, ShiftMode},
    symbols::{Interner, NO_SYMBOL, Symbol},
    table::{DivisionCode, OccupationId},
    tokens::token_set,
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
pub(crate) struct ShiftView<'a> {
    /// Empty for the virtual shift.
    pub(crate) id: &'a str,
    pub(crate) start: i64,
    /// Absent for the virtual shift.
    pub(crate) end: Option<i64>,
    pub(crate) headcount: u32,
    pub(crate) start_date: u32,
    pub(crate) start_week: i32,
}

impl ShiftView<'_> {
    pub(crate) fn length_ms(&self) -> Option<i64> {
        self.end.map(|end| end - self.start)
    }
}

#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "the record's own flags, packed")]
struct Flags {
    open: bool,
    remote: bool,
    hazardous: bool,
    immediate: bool,
    all_shifts: bool,
}

/// The postings of one segment.
#[derive(Debug, Default)]
pub(crate) struct PostingColumns {
    ids: Strings,
    docs: Vec<u32>,
    flags: Vec<Flags>,
    points: Vec<Option<Point>>,
    reach: Vec<u32>,
    divisions: Vec<Option<DivisionCode>>,
    valid_through: Vec<i64>,
    date_posted: Vec<Option<i64>>,
    job_start: Vec<i64>,
    job_start_date: Vec<u32>,
    openings: Vec<u32>,
    occupations: Vec<Option<OccupationId>>,
    employers: Vec<Symbol>,
    pay: Vec<Option<(i64, i64, PayPeriod)>>,
    experience_months: Vec<u32>,
    shifts: Lists<ShiftCell>,
    shift_ids: Strings,
    required_skills: Lists<(Symbol, u8)>,
    desired_skills: Lists<(Symbol, u8)>,
    required_certificates: Lists<Symbol>,
    tokens: Lists<Symbol>,
    /// Ids of blocked workers; looked at only for the rows that have any.
    blocked: Lists<u32>,
    blocked_ids: Strings,
    by_id: Vec<u32>,
    blocks: PostingBlocks,
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
    /// Appends a normalised posting, which stands in document `doc`.
    pub(crate) fn push(&mut self, doc: u32, posting: &Posting, packing: &Packing, symbols: &mut impl Interner) {
        self.ids.push(&posting.id);
        self.docs.push(doc);
        self.flags.push(Flags {
            open: posting.status == PostingStatus::Open,
            remote: posting.job_location_type == JobLocationType::Telecommute,
            hazardous: posting.hazardous,
            immediate: posting.job_immediate_start,
            all_shifts: posting.shift_mode == ShiftMode::All,
        });
        self.points.push(posting.location.map(Point::from_wgs84));
        self.reach.push(posting.max_distance_m.unwrap_or(UNLIMITED));
        self.divisions.push(posting.division.as_deref().and_then(DivisionCode::parse));
        self.valid_through.push(posting.valid_through.map_or(i64::MAX, jiff::Timestamp::as_millisecond));
        self.date_posted.push(posting.date_posted.map(jiff::Timestamp::as_millisecond));
        self.job_start.push(posting.job_start_date.map_or(i64::MIN, jiff::Timestamp::as_millisecond));
        self.job_start_date.push(posting.job_start_date.map_or(0, |time| packing.date_of(time)));
        self.openings.push(posting.total_job_openings.unwrap_or(1));
        self.occupations.push(posting.occupational_category.as_deref().and_then(|code| packing.occupations.find(code)));
        self.employers.push(posting.employer().map_or(NO_SYMBOL, |employer| symbols.intern(employer)));
        self.pay.push(posting.base_salary.as_ref().and_then(comparable));
        self.experience_months.push(posting.experience_months.unwrap_or(0));
        self.shifts.push(posting.shifts.iter().map(|shift| ShiftCell {
            start: shift.start.as_millisecond(),
            end: shift.end.as_millisecond(),
            headcount: shift.headcount,
            start_date: packing.date_of(shift.start),
            start_week: packing.week_of(shift.start),
        }));
        for shift in &posting.shifts {
            self.shift_ids.push(&shift.id);
        }
        let mut skill =
            |skill: &crate::record::Skill| (symbols.intern(&skill.name), skill.level.unwrap_or_default().rank());
        self.required_skills.push(posting.required_skills.iter().map(&mut skill));
        self.desired_skills.push(posting.desired_skills.iter().map(&mut skill));
        self.required_certificates.push(posting.required_certificates.iter().map(|name| symbols.intern(name)));
        let mut tokens: Vec<Symbol> =
            token_set([posting.title.as_str()]).iter().map(|token| symbols.intern(token)).collect();
        tokens.sort_unstable();
        self.tokens.push(tokens);
        let first_blocked = self.blocked_ids.len();
        for worker in &posting.blocked_workers {
            self.blocked_ids.push(worker);
        }
        self.blocked.push((first_blocked..self.blocked_ids.len()).filter_map(|row| u32::try_from(row).ok()));
    }

    fn part(&self, row: usize) -> Part {
        let flags = self.flags[row];
        match self.points[row] {
            _ if !flags.open => Part::None,
            _ if flags.remote => Part::Remote,
            Some(_) => Part::Placed,
            None => Part::None,
        }
    }

    /// Brings the rows into the order of their blocks and builds what is derived from it.
    pub(crate) fn finish(self) -> Self {
        let rows = u32::try_from(self.docs.len()).unwrap_or(u32::MAX);
        let ground = Ground::under(self.points.iter().copied().flatten());
        let mut order: Vec<u32> = (0..rows).collect();
        order.sort_by_cached_key(|row| {
            let row = *row as usize;
            (
                self.part(row),
                self.occupations[row],
                self.row(row).requirements(),
                self.points[row].map(|point| ground.key(point)),
            )
        });
        let mut shift_ids = Strings::default();
        for row in &order {
            let row = *row as usize;
            for place in self.shifts.start(row)..self.shifts.start(row + 1) {
                shift_ids.push(self.shift_ids.get(place));
            }
        }
        let ids = self.ids.permuted(&order);
        let mut finished = Self {
            by_id: ids.sorted_rows(),
            blocks: Blocks::default(),
            ids,
            reach: permuted(&self.reach, &order),
            docs: permuted(&self.docs, &order),
            flags: permuted(&self.flags, &order),
            points: permuted(&self.points, &order),
            divisions: permuted(&self.divisions, &order),
            valid_through: permuted(&self.valid_through, &order),
            date_posted: permuted(&self.date_posted, &order),
            job_start: permuted(&self.job_start, &order),
            job_start_date: permuted(&self.job_start_date, &order),
            openings: permuted(&self.openings, &order),
            occupations: permuted(&self.occupations, &order),
            employers: permuted(&self.employers, &order),
            pay: permuted(&self.pay, &order),
            experience_months: permuted(&self.experience_months, &order),
            shifts: self.shifts.permuted(&order),
            shift_ids,
            required_skills: self.required_skills.permuted(&order),
            desired_skills: self.desired_skills.permuted(&order),
            required_certificates: self.required_certificates.permuted(&order),
            tokens: self.tokens.permuted(&order),
            blocked: self.blocked.permuted(&order),
            blocked_ids: self.blocked_ids,
        };
        finished.blocks = finished.cut(ground);
        finished
    }

    fn cut(&self, ground: Ground) -> PostingBlocks {
        let entry = |row: usize| match self.part(row) {
            Part::None => None,
            part => Some(Entry {
                row,
                occupation: self.occupations[row],
                class: self.row(row).requirements(),
                // A remote posting's place and reach do not matter.
                place: self.points[row].filter(|_| part == Part::Placed),
                reach: if part == Part::Placed { self.reach[row] } else { UNLIMITED },
            }),
        };
        let entries: Vec<Entry> = (0..self.len()).map_while(entry).collect();
        Blocks::build(ground, &entries, self)
    }

    /// What the desired skills of each block's postings weigh; see [`SkillLanes::new`].
    pub(crate) fn skill_lanes(&self, idf: impl Fn(Symbol) -> u32, empty: u32) -> Vec<SkillLanes> {
        self.blocks.blocks.iter().map(|block| SkillLanes::new(block, &self.desired_skills, &idf, empty)).collect()
    }

    /// One posting that is not indexed.
    pub(crate) fn single(posting: &Posting, packing: &Packing, symbols: &mut impl Interner) -> Self {
        let mut columns = Self::default();
        columns.push(0, posting, packing, symbols);
        columns.finish()
    }

    pub(crate) fn len(&self) -> usize {
        self.docs.len()
    }

    pub(crate) fn doc(&self, row: usize) -> u32 {
        self.docs[row]
    }

    pub(crate) fn docs(&self) -> &[u32] {
        &self.docs
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

    pub(crate) fn row(&self, row: usize) -> PostingRow<'_> {
        PostingRow { columns: self, row }
    }
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

    pub(crate) fn is_open(self) -> bool {
        self.columns.flags[self.row].open
    }

    pub(crate) fn is_remote(self) -> bool {
        self.columns.flags[self.row].remote
    }

    pub(crate) fn is_hazardous(self) -> bool {
        self.columns.flags[self.row].hazardous
    }

    pub(crate) fn starts_at_once(self) -> bool {
        self.columns.flags[self.row].immediate
    }

    pub(crate) fn wants_all_shifts(self) -> bool {
        self.columns.flags[self.row].all_shifts
    }

    pub(crate) fn is_open_ended(self) -> bool {
        self.columns.shifts.get(self.row).is_empty()
    }

    pub(crate) fn point(self) -> Option<Point> {
        self.columns.points[self.row]
    }

    /// Metres, or [`UNLIMITED`].
    pub(crate) fn reach(self) -> u32 {
        self.columns.reach[self.row]
    }

    pub(crate) fn division(self) -> Option<DivisionCode> {
        self.columns.divisions[self.row]
    }

    /// The last valid millisecond; `i64::MAX` is without end.
    pub(crate) fn valid_through(self) -> i64 {
        self.columns.valid_through[self.row]
    }

    pub(crate) fn date_posted(self) -> Option<i64> {
        self.columns.date_posted[self.row]
    }

    pub(crate) fn occupation(self) -> Option<OccupationId> {
        self.columns.occupations[self.row]
    }

    /// `NO_SYMBOL` where the employer is not known.
    pub(crate) fn employer(self) -> Symbol {
        self.columns.employers[self.row]
    }

    /// Lower end, upper end, period.
    pub(crate) fn pay(self) -> Option<(i64, i64, PayPeriod)> {
        self.columns.pay[self.row]
    }

    /// 0 where none are wished for.
    pub(crate) fn experience_months(self) -> u32 {
        self.columns.experience_months[self.row]
    }

    pub(crate) fn required_skills(self) -> &'a [(Symbol, u8)] {
        self.columns.required_skills.get(self.row)
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
        self.columns.desired_skills.get(self.row)
    }

    pub(crate) fn required_certificates(self) -> &'a [Symbol] {
        self.columns.required_certificates.get(self.row)
    }

    /// Sorted.
    pub(crate) fn tokens(self) -> &'a [Symbol] {
        self.columns.tokens.get(self.row)
    }

    pub(crate) fn blocks_worker(self, worker_id: &str) -> bool {
        self.columns
            .blocked
            .get(self.row)
            .iter()
            .any(|place| self.columns.blocked_ids.get(*place as usize) == worker_id)
    }

    /// The real shifts, by start then id; none for an open-ended posting.
    pub(crate) fn real_shifts(self) -> impl ExactSizeIterator<Item = ShiftView<'a>> {
        let first = self.columns.shifts.start(self.row);
        self.columns.shifts.get(self.row).iter().enumerate().map(move |(place, cell)| ShiftView {
            id: self.columns.shift_ids.get(first + place),
            start: cell.start,
            end: Some(cell.end),
            headcount: cell.headcount,
            start_date: cell.start_date,
            start_week: cell.start_week,
        })
    }

    /// The id of the shift at a place; empty for the virtual one.
    pub(crate) fn shift_id(self, place: usize) -> &'a str {
        if self.is_open_ended() {
            return "";
        }
        self.columns.shift_ids.get(self.columns.shifts.start(self.row) + place)
    }

    /// The virtual shift of an open-ended posting at the instant `now`, whose date is `now_date`.
    pub(crate) fn virtual_shift(self, now: i64, now_date: u32) -> ShiftView<'a> {
        let job_start = self.columns.job_start[self.row];
        let (start, start_date) =
            if job_start > now { (job_start, self.columns.job_start_date[self.row]) } else { (now, now_date) };
        // The week matters to the weekly cap only, which a virtual shift always passes.
        ShiftView { id: "", start, end: None, headcount: self.columns.openings[self.row], start_date, start_week: 0 }
    }
}
