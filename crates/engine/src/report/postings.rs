//! What is open: postings, the people they want, the seats that are left, and who could take them.

use rayon::prelude::*;

use super::{
    category::Categories,
    options::{Dimension, ReportOptions},
};
use crate::{
    Result, Side,
    areas::Areas,
    columns::PostingRow,
    counts::{Medians, narrow},
    rank::{Frontier, Keep, Question, in_batches},
    record::RecordKind,
    snapshot::RowRef,
};

/// Figures of postings in the areas and categories of one breakdown.
pub(super) struct Demand {
    width: usize,
    cells: Vec<Jobs>,
    pay: Medians,
}

/// Sums over postings.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Jobs {
    pub(super) postings: u64,
    pub(super) headcount: u64,
    pub(super) seats_left: u64,
    pub(super) pairs: Option<u64>,
}

impl std::ops::AddAssign for Jobs {
    fn add_assign(&mut self, other: Self) {
        self.postings += other.postings;
        self.headcount += other.headcount;
        self.seats_left += other.seats_left;
        self.pairs = match (self.pairs, other.pairs) {
            (None, pairs) | (pairs, None) => pairs,
            (Some(a), Some(b)) => Some(a + b),
        };
    }
}

/// A posting that takes people.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OpenPosting {
    pub(crate) at: RowRef,
    pub(crate) leaf: u32,
    pub(crate) headcount: u64,
    pub(crate) seats_left: u64,
}

/// The postings of the areas that pass the filters and take people at `now`, by id bytes.
pub(crate) fn open_postings(question: &Question<'_>, areas: &Areas) -> Vec<OpenPosting> {
    let inner = question.inner;
    let mut open = Vec::new();
    for at in inner.rows_by_id(RecordKind::Posting) {
        let posting = inner.posting_row(at);
        if !question.passes_posting(posting) || !question.context.rules.takes_people(posting) {
            continue;
        }
        let (headcount, seats_left) = seats(question, posting);
        if let Some(leaf) = areas.leaf(posting.division()).filter(|_| headcount > 0) {
            open.push(OpenPosting { at, leaf, headcount, seats_left });
        }
    }
    open
}

/// Seats of shifts that have not started, and those of them that are not taken.
pub(crate) fn seats(question: &Question<'_>, posting: PostingRow<'_>) -> (u64, u64) {
    let rules = &question.context.rules;
    let (mut headcount, mut left) = (0, 0);
    let mut add = |shift: &crate::columns::ShiftView| {
        if rules.not_started(shift) {
            headcount += u64::from(shift.headcount);
            left += u64::from(shift.headcount.saturating_sub(rules.seats_taken(posting, shift)));
        }
    };
    if posting.is_open_ended() {
        add(&posting.virtual_shift(rules.now, rules.now_date));
    } else {
        posting.real_shifts().for_each(|shift| add(&shift));
    }
    (headcount, left)
}

impl Demand {
    /// The figures of each breakdown that is of postings too.
    pub(super) fn new(
        question: &Question<'_>,
        options: &ReportOptions,
        areas: &Areas,
        categories: &[Categories<'_>],
    ) -> Result<Vec<Option<Self>>> {
        let inner = question.inner;
        let open = open_postings(question, areas);
        let pairs = if options.eligible_pairs { Some(eligible_pairs(question, &open)?) } else { None };
        // Pay by its lower end in fen an hour, the lowest first.
        let mut paid: Vec<(u32, usize)> = Vec::new();
        for (place, posting) in open.iter().enumerate() {
            let lower = inner.posting_row(posting.at).hourly_fen().map(|(lower, _)| lower);
            paid.extend(lower.map(|fen| (u32::try_from(fen).unwrap_or(u32::MAX), place)));
        }
        paid.sort_unstable();
        let weighted = |(fen, place): &(u32, usize)| {
            let posting = &open[*place];
            (*fen, u32::try_from(posting.headcount).unwrap_or(u32::MAX), posting.leaf)
        };
        let values: Vec<(u32, u32, u32)> = paid.iter().map(weighted).collect();

        let figures = |categories: &Categories<'_>| {
            if categories.dimension == Dimension::KeyGroup {
                return None;
            }
            let width = categories.len();
            let of = |posting: &OpenPosting| categories.of_posting(inner.posting_row(posting.at)).unwrap_or(0);
            let none = Jobs { pairs: pairs.as_ref().map(|_| 0), ..Jobs::default() };
            let mut cells = vec![none; areas.len() * width];
            for (place, posting) in open.iter().enumerate() {
                cells[posting.leaf as usize * width + of(posting) as usize] += Jobs {
                    postings: 1,
                    headcount: posting.headcount,
                    seats_left: posting.seats_left,
                    pairs: pairs.as_ref().map(|pairs| pairs[place]),
                };
            }
            areas.sum_up(&mut cells, width);
            let pay = Medians::new(areas, width, &values, |place| [of(&open[paid[place].1])]);
            Some(Self { width, cells, pay })
        };
        Ok(question.pool().install(|| categories.par_iter().map(figures).collect()))
    }

    pub(super) fn get(&self, area: u32, category: u32) -> Jobs {
        self.cells[area as usize * self.width + category as usize]
    }

    pub(super) fn median_pay(&self, area: u32, category: u32) -> Option<u32> {
        self.pay.get(area, category, 1)
    }
}

/// How many people are eligible for each posting.
fn eligible_pairs(question: &Question<'_>, open: &[OpenPosting]) -> Result<Vec<u64>> {
    let inner = question.inner;
    let rows: Vec<RowRef> = open.iter().map(|posting| posting.at).collect();
    let look = |frontier: &mut Frontier, batch: &Vec<u32>| -> Result<Vec<(u32, u64)>> {
        let mut counts = Vec::with_capacity(batch.len());
        for place in batch {
            // One at a time: a list of all who are eligible is long.
            let posting = (inner.posting_row(rows[*place as usize]), Keep::all_from(0));
            let found = question.workers_of([posting], frontier)?;
            counts.push((*place, found.iter().map(|list| u64::from(narrow(list.len()))).sum()));
        }
        Ok(counts)
    };
    let batches = in_batches(inner, Side::Postings, &rows);
    let parts: Vec<Vec<(u32, u64)>> =
        question.pool().install(|| batches.par_iter().map_init(Frontier::default, look).collect::<Result<_>>())?;
    let mut counts = vec![0; open.len()];
    for (place, count) in parts.into_iter().flatten() {
        counts[place as usize] = count;
    }
    Ok(counts)
}
