//! One posting of a column.
//!
//! A posting is a head of [`HEAD`] words, two that not all have, and its lists: shifts, or the virtual one; skills that are
//! required and that are desired; certificates; places of ids of blocked workers behind their number, where there are any;
//! words.

use std::ops::Range;

use super::{NOT_DATED, Part, PostingColumns, comparable};
use crate::{
    columns::{
        Packing, UNLIMITED, WorkerRow,
        lanes::{NameKind, OPEN_ENDED, marks_of, start_marks},
        records::{
            INSTANT_HIGH, PLACED, Record, counted, elements, fen, first_word, instant, instant_words, joined, length,
            occupation, occupation_word, point_words, rename_skills, rest, skill, skill_words,
        },
    },
    geo::Point,
    record::{JobLocationType, PayPeriod, Posting, PostingStatus, ShiftMode, Timestamp},
    symbols::{Interner, NO_SYMBOL, Renamed, Symbol},
    table::{DivisionCode, OccupationId},
};

/// Words that every posting has.
const HEAD: usize = 10;

/// Words of the head. First flags, the period of pay and the number of real shifts.
const FLAGS: usize = 0;
/// Below the coordinates the lengths of three lists.
const POINT: usize = 1;
const REQUIRED: usize = POINT;
const DESIRED: usize = POINT + 1;
const CERTIFICATES: usize = POINT + 2;
const VALID_THROUGH: usize = 4;
const DATE_POSTED: usize = 5;
/// What is above the words of both instants.
const INSTANTS: usize = 6;
/// With the months of experience that are wished for.
const OCCUPATION: usize = 7;
const EMPLOYER: usize = 8;
const LOWER_PAY: usize = 9;

const OPEN: u32 = 1;
const REMOTE: u32 = 2;
const HAZARDOUS: u32 = 4;
const IMMEDIATE: u32 = 8;
const ALL_SHIFTS: u32 = 16;
const BLOCKS: u32 = 32;
const INFERRED: u32 = 64;
/// Whether the reach has a limit, which then stands behind the head.
const LIMITED: u32 = 256;
/// Whether the upper end of the pay is another than the lower one; then it stands next.
const RANGE: u32 = 512;

/// Words of the virtual shift: its start, with the headcount above what is above the start's first word.
const VIRTUAL: usize = 2;

/// Words of a shift: the same, then its length in milliseconds.
const SHIFT: usize = VIRTUAL + 1;

/// A posting as words.
pub(super) fn words_of(
    posting: &Posting,
    words: &[Symbol],
    blocked: Range<u32>,
    packing: &Packing,
    symbols: &mut impl Interner,
) -> Vec<u32> {
    let pay = posting.base_salary.as_ref().and_then(comparable);
    let (lower, upper) = pay.map_or((0, 0), |(lower, upper, _)| (fen(lower), fen(upper)));
    let flags = [
        (OPEN, posting.status == PostingStatus::Open),
        (REMOTE, posting.job_location_type == JobLocationType::Telecommute),
        (HAZARDOUS, posting.hazardous),
        (IMMEDIATE, posting.job_immediate_start),
        (ALL_SHIFTS, posting.shift_mode == ShiftMode::All),
        (PLACED, posting.location.is_some()),
        (BLOCKS, !blocked.is_empty()),
        (INFERRED, posting.occupation_confidence.is_some()),
        (LIMITED, posting.max_distance_m.is_some()),
        (RANGE, upper != lower),
    ];
    let lengths = [posting.required_skills.len(), posting.desired_skills.len(), posting.required_certificates.len()];
    let [x, y, z] = point_words(posting.location.map(Point::from_wgs84), lengths);
    let (valid, valid_high) = instant_words(posting.valid_through.map_or(i64::MAX, Timestamp::as_millisecond));
    let (posted, posted_high) = instant_words(posting.date_posted.map_or(NOT_DATED, Timestamp::as_millisecond));
    let occupation = posting.occupational_category.as_deref().and_then(|code| packing.occupations.find(code));
    let mut record = vec![
        first_word(flags, pay.map(|(_, _, period)| period), posting.shifts.len()),
        x,
        y,
        z,
        valid,
        posted,
        joined([(valid_high, INSTANT_HIGH), (posted_high, INSTANT_HIGH)]),
        occupation_word(occupation, posting.experience_months.unwrap_or(0)),
        posting.employer().map_or(NO_SYMBOL, |employer| symbols.intern(employer)),
        lower,
    ];
    record.extend(posting.max_distance_m);
    record.extend((upper != lower).then_some(upper));
    let start_words = |start: i64, headcount: u32| -> [u32; VIRTUAL] {
        let (low, high) = instant_words(start);
        [low, joined([(high, INSTANT_HIGH), (headcount as usize, 32 - INSTANT_HIGH)])]
    };
    for shift in &posting.shifts {
        let (start, end) = (shift.start.as_millisecond(), shift.end.as_millisecond());
        record.extend(start_words(start, shift.headcount));
        record.push(u32::try_from(end - start).expect("shifts of normal records take a week at most"));
    }
    if posting.shifts.is_empty() {
        let start = posting.job_start_date.map_or(i64::MIN, Timestamp::as_millisecond);
        record.extend(start_words(start, posting.total_job_openings.unwrap_or(1)));
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
    let parts = Parts::of(head);
    renamed.rename([&mut head[EMPLOYER]]);
    rename_skills(&mut lists[parts.shifts..parts.desired], renamed);
    renamed.rename(&mut lists[parts.desired..parts.certificates]);
    let blocked = blocked(head, lists);
    let words = &mut lists[blocked.end..];
    renamed.rename(&mut *words);
    words.sort_unstable();
}

/// Where each list ends and the next one begins.
struct Parts {
    /// Where the shifts begin.
    first: usize,
    shifts: usize,
    required: usize,
    desired: usize,
    certificates: usize,
}

impl Parts {
    #[inline(always)]
    fn of(head: &[u32; HEAD]) -> Self {
        let first = usize::from(head[FLAGS] & LIMITED != 0) + usize::from(head[FLAGS] & RANGE != 0);
        let shifts = rest(head) as usize;
        let shifts = first + if shifts == 0 { VIRTUAL } else { SHIFT * shifts };
        let required = shifts + length(head[REQUIRED]);
        let desired = required + length(head[DESIRED]);
        let certificates = desired + length(head[CERTIFICATES]);
        Self { first, shifts, required, desired, certificates }
    }
}

/// Where the places of blocked workers stand; words begin where they end.
#[inline(always)]
fn blocked(head: &[u32; HEAD], lists: &[u32]) -> Range<usize> {
    counted(lists, Parts::of(head).certificates, head[FLAGS] & BLOCKS != 0)
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
}

impl ShiftView {
    /// The instant of its start.
    pub(crate) fn starts(&self) -> Timestamp {
        Timestamp::from_millisecond(self.start).expect("an instant of a record, or now")
    }

    pub(crate) fn length_ms(&self) -> Option<i64> {
        self.end.map(|end| end - self.start)
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
        Parts::of(self.record.head)
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
        rest(self.record.head) == 0
    }

    pub(crate) fn point(self) -> Option<Point> {
        self.record.point(POINT)
    }

    /// Metres, or [`UNLIMITED`].
    pub(crate) fn reach(self) -> u32 {
        if self.record.is(LIMITED) { self.record.lists[0] } else { UNLIMITED }
    }

    pub(crate) fn division(self) -> Option<DivisionCode> {
        self.columns.register.divisions().get(self.row)
    }

    /// The last valid millisecond; `i64::MAX` is without end.
    pub(crate) fn valid_through(self) -> i64 {
        let head = self.record.head;
        instant(head[VALID_THROUGH], head[INSTANTS])
    }

    pub(crate) fn date_posted(self) -> Option<i64> {
        let head = self.record.head;
        Some(instant(head[DATE_POSTED], head[INSTANTS] >> INSTANT_HIGH)).filter(|date| *date != NOT_DATED)
    }

    pub(crate) fn occupation(self) -> Option<OccupationId> {
        occupation(self.record.head[OCCUPATION]).0
    }

    pub(crate) fn occupation_is_inferred(self) -> bool {
        self.record.is(INFERRED)
    }

    /// `NO_SYMBOL` where the employer is not known.
    pub(crate) fn employer(self) -> Symbol {
        self.record.head[EMPLOYER]
    }

    /// Lower end, upper end, period.
    pub(crate) fn pay(self) -> Option<(i64, i64, PayPeriod)> {
        let Record { head, lists } = self.record;
        let lower = head[LOWER_PAY];
        let upper = if self.record.is(RANGE) { lists[usize::from(self.record.is(LIMITED))] } else { lower };
        Some((i64::from(lower), i64::from(upper), self.record.period()?))
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

    /// Whether a shift starts on a day, or work without end has begun before it is over.
    pub(crate) fn works_on(self, day: &Range<i64>) -> bool {
        if self.is_open_ended() {
            return self.virtual_start().0 < day.end;
        }
        self.real_shifts().any(|shift| day.contains(&shift.start))
    }

    /// 0 where none are wished for.
    pub(crate) fn experience_months(self) -> u32 {
        occupation(self.record.head[OCCUPATION]).1
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
        &self.record.lists[blocked(self.record.head, self.record.lists).end..]
    }

    pub(crate) fn blocks_worker(self, worker: WorkerRow<'_>) -> bool {
        if !self.record.is(BLOCKS) {
            return false;
        }
        self.record.lists[blocked(self.record.head, self.record.lists)]
            .iter()
            .any(|place| self.columns.blocked_ids.get(*place as usize) == worker.id())
    }

    /// The real shifts, by start then id; none for an open-ended posting.
    pub(crate) fn real_shifts(self) -> impl ExactSizeIterator<Item = ShiftView> + 'a {
        let Parts { first, shifts, .. } = self.parts();
        let shifts = if self.is_open_ended() { &[] } else { &self.record.lists[first..shifts] };
        let shifts: &[[u32; SHIFT]] = elements(shifts);
        shifts.iter().enumerate().map(|(place, &[low, high, length])| {
            let (start, headcount) = start_of([low, high]);
            ShiftView { place, start, end: Some(start + i64::from(length)), headcount }
        })
    }

    /// The id of the shift at a place; empty for the virtual one.
    pub(crate) fn shift_id(self, place: usize) -> &'a str {
        if self.is_open_ended() {
            return "";
        }
        self.columns.shift_ids.get(self.columns.first_shifts[self.row] as usize + place)
    }

    /// When the virtual shift starts, if `now` is not later, and its headcount.
    fn virtual_start(self) -> (i64, u32) {
        debug_assert!(self.is_open_ended());
        start_of(elements(&self.record.lists[self.parts().first..])[0])
    }

    /// The virtual shift of an open-ended posting at the instant `now`.
    pub(crate) fn virtual_shift(self, now: i64) -> ShiftView {
        let (start, headcount) = self.virtual_start();
        ShiftView { place: 0, start: start.max(now), end: None, headcount }
    }
}

/// The start of a shift and its headcount.
#[inline(always)]
fn start_of([low, high]: [u32; VIRTUAL]) -> (i64, u32) {
    (instant(low, high), high >> INSTANT_HIGH)
}
