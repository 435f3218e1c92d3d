//! One posting of a column.

use super::{NOT_DATED, PostingCell, PostingColumns};
use crate::{
    columns::{
        WorkerRow,
        lanes::{NameKind, OPEN_ENDED, marks_of, start_marks},
    },
    geo::Point,
    record::{JobLocationType, PayPeriod},
    symbols::Symbol,
    table::{DivisionCode, OccupationId},
};

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

/// One posting of a column.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PostingRow<'a> {
    columns: &'a PostingColumns,
    row: usize,
}

impl<'a> PostingRow<'a> {
    pub(super) fn new(columns: &'a PostingColumns, row: usize) -> Self {
        Self { columns, row }
    }

    pub(crate) fn id(self) -> &'a str {
        self.columns.register.ids().get(self.row)
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
        self.columns.register.divisions().get(self.row)
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

    /// The skills that are required or desired, each once.
    pub(crate) fn asked_skills(self) -> impl Iterator<Item = Symbol> + 'a {
        let is_required = move |skill: &Symbol| self.required_skills().iter().any(|(required, _)| required == skill);
        let required = self.required_skills().iter().map(|(skill, _)| *skill);
        let desired = self.desired_skills().iter().map(|(skill, _)| *skill);
        required.chain(desired.filter(move |skill| !is_required(skill)))
    }

    /// The marks of the skills and certificates that are required.
    pub(crate) fn requirements(self) -> u64 {
        marks_of(NameKind::Skill, self.required_skills().iter().map(|(name, _)| *name))
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
        let skills = self.required_skills().iter().map(|(name, _)| mixed(*name, NameKind::Skill));
        let certificates = self.required_certificates().iter().map(|name| mixed(*name, NameKind::Certificate));
        skills.chain(certificates).fold(0, u64::wrapping_add)
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
