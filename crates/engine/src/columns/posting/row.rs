//! One posting of a column.
//!
//! A posting is a head of [`HEAD`] words and its lists: shifts, or the virtual one; skills that are required and that are
//! desired; certificates; places of ids of blocked workers behind their number, where there are any; words.

use std::ops::Range;

use super::{NOT_DATED, Part, PostingColumns, comparable};
use crate::{
    columns::{
        Packing, UNLIMITED, WorkerRow, date_from_number,
        lanes::{NameKind, OPEN_ENDED, marks_of, start_marks},
        records::{
            PLACED, Record, bits, elements, fen, first_word, halves, joined, long, occupation, occupation_word,
            point_words, rename_skills, skill, skill_words,
        },
        week_of_date,
    },
    geo::Point,
    record::{JobLocationType, PayPeriod, Posting, PostingStatus, ShiftMode, Timestamp},
    symbols::{Interner, NO_SYMBOL, Renamed, Symbol},
    table::{DivisionCode, OccupationId},
};

/// Words that every posting has.
const HEAD: usize = 15;

/// Words of the head: first flags, the period of pay and the number of shifts, then the lengths of the lists behind.
const FLAGS: usize = 0;
const LENGTHS: usize = 1;
const POINT: usize = 2;
const REACH: usize = 5;
const VALID_THROUGH: usize = 6;
const DATE_POSTED: usize = 8;
const OCCUPATION: usize = 10;
const EMPLOYER: usize = 11;
const EXPERIENCE: usize = 12;
const LOWER_PAY: usize = 13;
const UPPER_PAY: usize = 14;

const OPEN: u32 = 1;
const REMOTE: u32 = 2;
const HAZARDOUS: u32 = 4;
const IMMEDIATE: u32 = 8;
const ALL_SHIFTS: u32 = 16;
const BLOCKS: u32 = 32;

/// Words of a shift: start, length in milliseconds, headcount, date of the start.
const SHIFT: usize = 5;

/// Words of the virtual shift: start, date of the start, headcount.
const VIRTUAL: usize = 4;

/// A posting as words.
pub(super) fn words_of(
    posting: &Posting,
    words: &[Symbol],
    blocked: Range<u32>,
    packing: &Packing,
    symbols: &mut impl Interner,
) -> Vec<u32> {
    let pay = posting.base_salary.as_ref().and_then(comparable);
    let point = posting.location.map(Point::from_wgs84);
    let flags = [
        (OPEN, posting.status == PostingStatus::Open),
        (REMOTE, posting.job_location_type == JobLocationType::Telecommute),
        (HAZARDOUS, posting.hazardous),
        (IMMEDIATE, posting.job_immediate_start),
        (ALL_SHIFTS, posting.shift_mode == ShiftMode::All),
        (PLACED, point.is_some()),
        (BLOCKS, !blocked.is_empty()),
    ];
    let lists = [
        (posting.required_skills.len(), 8),
        (posting.desired_skills.len(), 8),
        (posting.required_certificates.len(), 8),
    ];
    let [x, y, z] = point_words(point);
    let [valid_low, valid_high] = halves(posting.valid_through.map_or(i64::MAX, Timestamp::as_millisecond));
    let [posted_low, posted_high] = halves(posting.date_posted.map_or(NOT_DATED, Timestamp::as_millisecond));
    let mut record = vec![
        first_word(flags, pay.map(|(_, _, period)| period), posting.shifts.len()),
        joined(lists),
        x,
        y,
        z,
        posting.max_distance_m.unwrap_or(UNLIMITED),
        valid_low,
        valid_high,
        posted_low,
        posted_high,
        occupation_word(posting.occupational_category.as_deref().and_then(|code| packing.occupations.find(code))),
        posting.employer().map_or(NO_SYMBOL, |employer| symbols.intern(employer)),
        posting.experience_months.unwrap_or(0),
        pay.map_or(0, |(lower, _, _)| fen(lower)),
        pay.map_or(0, |(_, upper, _)| fen(upper)),
    ];
    for shift in &posting.shifts {
        let (start, end) = (shift.start.as_millisecond(), shift.end.as_millisecond());
        let length = u32::try_from(end - start).expect("shifts of normal records take a week at most");
        record.extend(halves(start));
        record.extend([length, shift.headcount, packing.date_of(shift.start)]);
    }
    if posting.shifts.is_empty() {
        record.extend(halves(posting.job_start_date.map_or(i64::MIN, Timestamp::as_millisecond)));
        record.push(posting.job_start_date.map_or(0, |time| packing.date_of(time)));
        record.push(posting.total_job_openings.unwrap_or(1));
    }
    record.extend(skill_words(&posting.required_skills, symbols));
    record.extend(skill_words(&posting.desired_skills, symbols));
    record.extend(posting.required_certificates.iter().map(|name| symbols.intern(name)));
    if !blocked.is_empty() {
        record.push(blocked.end - blocked.start);
        record.extend(blocked);
    }
    record.extend(words);
    record
}

/// Gives the names of a posting their numbers in this engine.
pub(super) fn rename(record: &mut [u32], renamed: &Renamed) {
    let (head, lists) = record.split_first_chunk_mut::<HEAD>().expect("every row has a head");
    let parts = Parts::of(head, lists);
    renamed.rename([&mut head[EMPLOYER]]);
    rename_skills(&mut lists[parts.shifts..parts.desired], renamed);
    renamed.rename(&mut lists[parts.desired..parts.certificates]);
    let words = &mut lists[parts.blocked..];
    renamed.rename(&mut *words);
    words.sort_unstable();
}

/// Where each list ends and the next one begins.
struct Parts {
    shifts: usize,
    required: usize,
    desired: usize,
    certificates: usize,
    blocked: usize,
}

impl Parts {
    #[inline(always)]
    fn of(head: &[u32; HEAD], lists: &[u32]) -> Self {
        let (shifts, lengths) = (bits(head[FLAGS], 16, 16), head[LENGTHS]);
        let shifts = if shifts == 0 { VIRTUAL } else { SHIFT * shifts };
        let required = shifts + bits(lengths, 0, 8);
        let desired = required + bits(lengths, 8, 8);
        let certificates = desired + bits(lengths, 16, 8);
        let blocked = if head[FLAGS] & BLOCKS == 0 { 0 } else { 1 + lists[certificates] as usize };
        Self { shifts, required, desired, certificates, blocked: certificates + blocked }
    }
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
}

impl ShiftView {
    pub(crate) fn length_ms(&self) -> Option<i64> {
        self.end.map(|end| end - self.start)
    }

    /// The week of its start, as [`Packing::week_of`] counts.
    pub(crate) fn start_week(&self) -> i32 {
        date_from_number(self.start_date).map_or(0, week_of_date)
    }
}

/// One posting of a column.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PostingRow<'a> {
    columns: &'a PostingColumns,
    row: usize,
    record: Record<'a, HEAD>,
}

impl<'a> PostingRow<'a> {
    #[inline]
    pub(super) fn new(columns: &'a PostingColumns, row: usize) -> Self {
        Self { columns, row, record: columns.records.get(row) }
    }

    pub(crate) fn id(self) -> &'a str {
        self.columns.register.ids().get(self.row)
    }

    fn parts(self) -> Parts {
        Parts::of(self.record.head, self.record.lists)
    }

    /// How it takes part in ranking.
    pub(super) fn part(self) -> Part {
        match self.point() {
            _ if !self.is_open() => Part::None,
            _ if self.is_remote() => Part::Remote,
            Some(_) => Part::Placed,
            None => Part::None,
        }
    }

    pub(crate) fn is_open(self) -> bool {
        self.record.is(OPEN)
    }

    pub(crate) fn is_remote(self) -> bool {
        self.record.is(REMOTE)
    }

    pub(crate) fn is_hazardous(self) -> bool {
        self.record.is(HAZARDOUS)
    }

    pub(crate) fn starts_at_once(self) -> bool {
        self.record.is(IMMEDIATE)
    }

    pub(crate) fn wants_all_shifts(self) -> bool {
        self.record.is(ALL_SHIFTS)
    }

    pub(crate) fn is_open_ended(self) -> bool {
        bits(self.record.head[FLAGS], 16, 16) == 0
    }

    pub(crate) fn point(self) -> Option<Point> {
        self.record.point(POINT)
    }

    /// Metres, or [`UNLIMITED`].
    pub(crate) fn reach(self) -> u32 {
        self.record.head[REACH]
    }

    pub(crate) fn division(self) -> Option<DivisionCode> {
        self.columns.register.divisions().get(self.row)
    }

    /// The last valid millisecond; `i64::MAX` is without end.
    pub(crate) fn valid_through(self) -> i64 {
        self.record.long(VALID_THROUGH)
    }

    pub(crate) fn date_posted(self) -> Option<i64> {
        Some(self.record.long(DATE_POSTED)).filter(|date| *date != NOT_DATED)
    }

    pub(crate) fn occupation(self) -> Option<OccupationId> {
        occupation(self.record.head[OCCUPATION])
    }

    pub(crate) fn occupation_is_inferred(self) -> bool {
        self.columns.inferred[self.row]
    }

    /// `NO_SYMBOL` where the employer is not known.
    pub(crate) fn employer(self) -> Symbol {
        self.record.head[EMPLOYER]
    }

    /// Lower end, upper end, period.
    pub(crate) fn pay(self) -> Option<(i64, i64, PayPeriod)> {
        let period = self.record.period()?;
        Some((i64::from(self.record.head[LOWER_PAY]), i64::from(self.record.head[UPPER_PAY]), period))
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
            return self.virtual_words()[2] <= date;
        }
        self.real_shifts().any(|shift| shift.start_date == date)
    }

    /// 0 where none are wished for.
    pub(crate) fn experience_months(self) -> u32 {
        self.record.head[EXPERIENCE]
    }

    pub(crate) fn required_skills(self) -> impl ExactSizeIterator<Item = (Symbol, u8)> + Clone + 'a {
        let Parts { shifts, required, .. } = self.parts();
        self.record.lists[shifts..required].iter().map(skill)
    }

    /// The skills that are required or desired, each once.
    pub(crate) fn asked_skills(self) -> impl Iterator<Item = Symbol> + 'a {
        let is_required = move |skill: &Symbol| self.required_skills().any(|(required, _)| required == *skill);
        let required = self.required_skills().map(|(skill, _)| skill);
        let desired = self.desired_skills().map(|(skill, _)| skill);
        required.chain(desired.filter(move |skill| !is_required(skill)))
    }

    /// The marks of the skills and certificates that are required.
    pub(crate) fn requirements(self) -> u64 {
        marks_of(NameKind::Skill, self.required_skills().map(|(name, _)| name))
            | marks_of(NameKind::Certificate, self.required_certificates().iter().copied())
    }

    /// A number that postings with the same requirements have in common, and others do not but by chance. It depends on the
    /// numbers of names, but which postings have the same does not.
    pub(super) fn class(self) -> u64 {
        // The last step of SplitMix64: sums of what it gives are as good as random.
        let mixed = |name: Symbol, kind: NameKind| {
            let bits = (u64::from(name) << 2 | kind as u64).wrapping_add(0x9E37_79B9_7F4A_7C15);
            let bits = (bits ^ bits >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            let bits = (bits ^ bits >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
            bits ^ bits >> 31
        };
        let skills = self.required_skills().map(|(name, _)| mixed(name, NameKind::Skill));
        let certificates = self.required_certificates().iter().map(|name| mixed(*name, NameKind::Certificate));
        skills.chain(certificates).fold(0, u64::wrapping_add)
    }

    /// The marks of the times when shifts start.
    pub(crate) fn start_marks(self) -> u64 {
        if self.is_open_ended() { OPEN_ENDED } else { start_marks(self.real_shifts().map(|shift| shift.start)) }
    }

    pub(crate) fn desired_skills(self) -> impl ExactSizeIterator<Item = (Symbol, u8)> + Clone + 'a {
        let Parts { required, desired, .. } = self.parts();
        self.record.lists[required..desired].iter().map(skill)
    }

    pub(crate) fn required_certificates(self) -> &'a [Symbol] {
        let Parts { desired, certificates, .. } = self.parts();
        &self.record.lists[desired..certificates]
    }

    /// Sorted.
    pub(crate) fn words(self) -> &'a [Symbol] {
        &self.record.lists[self.parts().blocked..]
    }

    pub(crate) fn blocks_worker(self, worker: WorkerRow<'_>) -> bool {
        if !self.record.is(BLOCKS) {
            return false;
        }
        let Parts { certificates, blocked, .. } = self.parts();
        self.record.lists[certificates + 1..blocked]
            .iter()
            .any(|place| self.columns.blocked_ids.get(*place as usize) == worker.id())
    }

    /// The real shifts, by start then id; none for an open-ended posting.
    pub(crate) fn real_shifts(self) -> impl ExactSizeIterator<Item = ShiftView> + 'a {
        let shifts = if self.is_open_ended() { &[] } else { &self.record.lists[..self.parts().shifts] };
        let shifts: &[[u32; SHIFT]] = elements(shifts);
        shifts.iter().enumerate().map(|(place, &[low, high, length, headcount, start_date])| {
            let start = long(low, high);
            ShiftView { place, start, end: Some(start + i64::from(length)), headcount, start_date }
        })
    }

    /// The id of the shift at a place; empty for the virtual one.
    pub(crate) fn shift_id(self, place: usize) -> &'a str {
        if self.is_open_ended() {
            return "";
        }
        self.columns.shift_ids.get(self.columns.first_shifts[self.row] as usize + place)
    }

    /// The words of the virtual shift.
    fn virtual_words(self) -> [u32; VIRTUAL] {
        debug_assert!(self.is_open_ended());
        elements(self.record.lists)[0]
    }

    /// The virtual shift of an open-ended posting at the instant `now`, whose date is `now_date`.
    pub(crate) fn virtual_shift(self, now: i64, now_date: u32) -> ShiftView {
        let [low, high, date, headcount] = self.virtual_words();
        let job_start = long(low, high);
        let (start, start_date) = if job_start > now { (job_start, date) } else { (now, now_date) };
        ShiftView { place: 0, start, end: None, headcount, start_date }
    }
}
