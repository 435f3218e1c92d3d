//! Who and what takes part: workers, and shifts with free seats.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::options::{AssignOptions, LAST_PRIORITY, Objective, SeatRule};
use crate::{
    Error, ErrorCode, Result,
    columns::{Packing, PostingRow, ShiftView, WorkerRow, date_number, week_of_date},
    rank::{Question, Scope},
    record::{KeyGroup, RecordKind, Timestamp},
    snapshot::{Inner, RowRef},
    symbols::{NO_SYMBOL, Symbol},
};

/// One shift with free seats, or all shifts of a posting that are taken together.
#[derive(Debug, Clone)]
pub(super) struct Task {
    /// Its place among the postings that take part.
    pub(super) posting: u32,
    /// The places of its shifts; 0 for the virtual one.
    pub(super) shifts: Vec<u16>,
    /// Free seats before anything is pinned.
    pub(super) seats: u32,
    pub(super) priority: u8,
    pub(super) minimum_crew: u32,
    /// The time of each shift; none of an open-ended posting, beside which nobody takes anything else.
    pub(super) spans: Vec<Span>,
}

/// A stretch of work in milliseconds since 1970, and the date and week in which it starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    pub(super) start: i64,
    pub(super) end: i64,
    pub(super) date: u32,
    pub(super) week: i32,
}

impl Span {
    pub(super) fn new(packing: &Packing, start: Timestamp, end: i64) -> Self {
        let day = packing.day_of(start);
        Self { start: start.as_millisecond(), end, date: date_number(day), week: week_of_date(day) }
    }
}

/// Workers and shifts that take part, in the order of their ids.
pub(super) struct Market<'a> {
    pub(super) inner: &'a Inner,
    pub(super) workers: Vec<RowRef>,
    pub(super) postings: Vec<RowRef>,
    /// By posting, there by start.
    pub(super) tasks: Vec<Task>,
    /// Where the tasks of each posting begin; one longer than the postings.
    first_task: Vec<u32>,
    /// The places of postings and workers by segment and row.
    places: Places,
    /// Whether each worker is in a key group of the goal.
    pub(super) in_groups: Vec<bool>,
}

struct Places {
    postings: Vec<Vec<u32>>,
    workers: Vec<Vec<u32>>,
}

const NOWHERE: u32 = u32::MAX;

impl<'a> Market<'a> {
    pub(super) fn new(question: &Question<'a>, options: &AssignOptions) -> Result<Self> {
        let inner = question.inner;
        let rules = SeatRules::new(inner, &options.seats)?;
        let mut workers = inner.rows_by_id(RecordKind::Worker);
        workers.retain(|at| {
            let worker = inner.worker_row(*at);
            worker.is_active() && question.passes_worker(worker)
        });
        let groups: &[KeyGroup] = options.key_groups.as_ref().map_or(&[], |goal| &goal.groups);
        let in_group = |at: &RowRef| groups.iter().any(|group| inner.worker_row(*at).is_in_group(*group));
        let in_groups = workers.iter().map(in_group).collect();

        let (mut postings, mut tasks, mut first_task) = (Vec::new(), Vec::new(), vec![0]);
        for at in inner.rows_by_id(RecordKind::Posting) {
            let posting = inner.posting_row(at);
            if !posting.is_open() || !question.passes_posting(posting) {
                continue;
            }
            let before = tasks.len();
            let number = narrow(postings.len());
            tasks.extend(tasks_of(question, options, &rules, posting, number));
            if tasks.len() > before {
                postings.push(at);
                first_task.push(narrow(tasks.len()));
            }
        }
        let places = Places {
            postings: listed(inner, RecordKind::Posting, &postings),
            workers: listed(inner, RecordKind::Worker, &workers),
        };
        Ok(Self { inner, workers, postings, tasks, first_task, places, in_groups })
    }

    /// Only what takes part.
    pub(super) fn scope(&self) -> Scope {
        let there = |places: &[Vec<u32>]| {
            places.iter().map(|rows| rows.iter().map(|place| *place != NOWHERE).collect()).collect()
        };
        Scope { postings: there(&self.places.postings), workers: there(&self.places.workers) }
    }

    pub(super) fn posting_at(&self, at: RowRef) -> Option<u32> {
        Some(self.places.postings[at.segment as usize][at.row as usize]).filter(|place| *place != NOWHERE)
    }

    pub(super) fn worker_at(&self, at: RowRef) -> Option<u32> {
        Some(self.places.workers[at.segment as usize][at.row as usize]).filter(|place| *place != NOWHERE)
    }

    pub(super) fn worker(&self, place: u32) -> WorkerRow<'a> {
        self.inner.worker_row(self.workers[place as usize])
    }

    pub(super) fn posting(&self, place: u32) -> PostingRow<'a> {
        self.inner.posting_row(self.postings[place as usize])
    }

    /// The numbers of a posting's tasks.
    pub(super) fn tasks_of(&self, posting: u32) -> std::ops::Range<u32> {
        self.first_task[posting as usize]..self.first_task[posting as usize + 1]
    }

    pub(super) fn task(&self, number: u32) -> &Task {
        &self.tasks[number as usize]
    }

    /// The employer of a task, where it is known.
    pub(super) fn employer(&self, task: &Task) -> Option<Symbol> {
        Some(self.posting(task.posting).employer()).filter(|employer| *employer != NO_SYMBOL)
    }

    /// The ids of a task's shifts.
    pub(super) fn shift_ids(&self, task: u32) -> Vec<String> {
        let task = self.task(task);
        let posting = self.posting(task.posting);
        task.shifts.iter().map(|shift| posting.shift_id(usize::from(*shift)).to_owned()).collect()
    }

    /// Calls `tell` with each task of a posting that fits a worker who is eligible for the posting.
    pub(super) fn for_each_fitting(
        &self,
        question: &Question<'_>,
        worker: WorkerRow<'_>,
        posting: u32,
        mut tell: impl FnMut(u32),
    ) {
        let row = self.posting(posting);
        let tasks = self.tasks_of(posting);
        if row.wants_all_shifts() {
            // Eligible for all of them.
            tasks.for_each(tell);
            return;
        }
        question.context.rules.for_each_fitting_of_eligible(worker, row, |shift| {
            if let Some(task) = tasks.clone().find(|task| self.task(*task).shifts == [shift]) {
                tell(task);
            }
        });
    }
}

/// The tasks of a posting: its shifts with free seats that start in the span.
fn tasks_of(
    question: &Question<'_>,
    options: &AssignOptions,
    seat_rules: &SeatRules<'_>,
    posting: PostingRow<'_>,
    number: u32,
) -> Vec<Task> {
    let rules = &question.context.rules;
    let span = options.starting.map(|(from, until)| from.as_millisecond()..until.as_millisecond());
    let starts_in_span = |shift: &ShiftView| span.as_ref().is_none_or(|span| span.contains(&shift.start));
    let free = |shift: &ShiftView| shift.headcount.saturating_sub(rules.seats_taken(posting, shift));
    let task = |shifts: &[ShiftView]| {
        let seats = shifts.iter().map(free).min().unwrap_or(0);
        let first = shifts.first()?;
        let is_open = seats > 0 && shifts.iter().all(|shift| rules.not_started(shift)) && starts_in_span(first);
        let (priority, minimum_crew) = seat_rules.of(options.objective, posting, first);
        is_open.then(|| Task {
            posting: number,
            shifts: shifts
                .iter()
                .map(|shift| u16::try_from(shift.place).expect("shifts of a posting are few"))
                .collect(),
            seats,
            priority,
            minimum_crew,
            spans: shifts
                .iter()
                .filter_map(|shift| Some(Span::new(rules.packing, shift.starts(), shift.end?)))
                .collect(),
        })
    };
    if posting.is_open_ended() {
        let shift = posting.virtual_shift(rules.now);
        return task(&[shift]).into_iter().collect();
    }
    let shifts: Vec<ShiftView> = posting.real_shifts().collect();
    if posting.wants_all_shifts() {
        return task(&shifts).into_iter().collect();
    }
    shifts.iter().filter_map(|shift| task(std::slice::from_ref(shift))).collect()
}

/// What is particular about seats, by posting.
struct SeatRules<'o>(HashMap<&'o str, Vec<&'o SeatRule>, RandomState>);

impl<'o> SeatRules<'o> {
    fn new(inner: &Inner, rules: &'o [SeatRule]) -> Result<Self> {
        let mut by_posting: HashMap<&str, Vec<&SeatRule>, RandomState> = HashMap::default();
        for rule in rules {
            let posting = inner.posting_row(inner.find_or_error(RecordKind::Posting, &rule.posting_id)?);
            if let Some(shift) = &rule.shift_id {
                has_shift(posting, shift)?;
            }
            by_posting.entry(&rule.posting_id).or_default().push(rule);
        }
        Ok(Self(by_posting))
    }

    /// The priority and the least crew of a shift.
    fn of(&self, objective: Objective, posting: PostingRow<'_>, shift: &ShiftView) -> (u8, u32) {
        let rules = self.0.get(posting.id()).map_or(&[][..], Vec::as_slice);
        let id = posting.shift_id(shift.place);
        // What is said last of the shift, else of the posting.
        let of_shift = rules.iter().rev().filter(|rule| rule.shift_id.as_deref() == Some(id));
        let of_posting = rules.iter().rev().filter(|rule| rule.shift_id.is_none());
        let mut said = of_shift.chain(of_posting);
        let priority = said.clone().find_map(|rule| rule.priority).filter(|_| objective == Objective::Priority);
        (priority.unwrap_or(LAST_PRIORITY), said.find_map(|rule| rule.minimum_crew).unwrap_or(1))
    }
}

/// Checks that a posting has a shift.
pub(super) fn has_shift(posting: PostingRow<'_>, shift_id: &str) -> Result<()> {
    let count = posting.real_shifts().len().max(1);
    if (0..count).any(|place| posting.shift_id(place) == shift_id) {
        return Ok(());
    }
    Err(Error::new(ErrorCode::NotFound, format!("posting {:?} has no shift {shift_id:?}", posting.id())))
}

/// The place of each row of a kind among those that take part, by segment.
fn listed(inner: &Inner, kind: RecordKind, rows: &[RowRef]) -> Vec<Vec<u32>> {
    let mut places: Vec<Vec<u32>> =
        inner.segments.iter().map(|segment| vec![NOWHERE; segment.columns.register(kind).len()]).collect();
    for (place, at) in rows.iter().enumerate() {
        places[at.segment as usize][at.row as usize] = narrow(place);
    }
    places
}

/// Records and shifts are counted in 32 bits.
pub(super) fn narrow(number: usize) -> u32 {
    u32::try_from(number).expect("records and shifts are counted in 32 bits")
}
