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
    counts::{Medians, Population, Told, narrow},
    options::Tally,
    rank::{Frontier, Keep, Question, in_batches},
    record::RecordKind,
    snapshot::RowRef,
};

/// Figures of postings in the areas and categories of one breakdown.
pub(super) struct Demand {
    width: usize,
    /// Postings and the people they want, which are public.
    public: Vec<u64>,
    seats_left: Vec<u64>,
    pairs: Option<Vec<u64>>,
    pay: Medians,
}

/// Sums over postings.
#[derive(Debug, Clone, Copy)]
pub(super) struct Jobs {
    pub(super) postings: u64,
    pub(super) headcount: u64,
    pub(super) seats_left: u64,
    pub(super) pairs: Option<u64>,
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
        add(&posting.virtual_shift(rules.now));
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

        let of_postings: Vec<&Categories<'_>> =
            categories.iter().filter(|categories| categories.dimension != Dimension::KeyGroup).collect();
        let of = |categories: &Categories<'_>, posting: &OpenPosting| {
            categories.of_posting(inner.posting_row(posting.at)).unwrap_or(0)
        };
        // What tells how many have taken seats, or for how many people a posting is, is protected.
        let widths: Vec<usize> = of_postings.iter().map(|categories| categories.len()).collect();
        let protected = |number: &dyn Fn(usize, &OpenPosting) -> u64| {
            let mut population = Population::new(areas, &widths);
            for (place, posting) in open.iter().enumerate() {
                let own = of_postings.iter().map(|categories| of(categories, posting));
                population.add(posting.leaf, number(place, posting), own);
            }
            population.told(areas, options.threshold, options.seed)
        };
        let seats_left = protected(&|_, posting| posting.seats_left)?;
        let pairs = pairs.map(|pairs| protected(&|place, _| pairs[place])).transpose()?;

        let figures = |(number, categories): (usize, &&Categories<'_>)| {
            let width = categories.len();
            let mut public = vec![0; areas.len() * width * 2];
            for posting in &open {
                let cell = (posting.leaf as usize * width + of(categories, posting) as usize) * 2;
                public[cell] += 1;
                public[cell + 1] += posting.headcount;
            }
            areas.sum_up(&mut public, width * 2);
            let pay = Medians::new(areas, width, &values, |place| [of(categories, &open[paid[place].1])]);
            let cells = |told: &Told| told.cells(number).to_vec();
            Self { width, public, seats_left: cells(&seats_left), pairs: pairs.as_ref().map(cells), pay }
        };
        let figures: Vec<Self> = question.pool().install(|| of_postings.par_iter().enumerate().map(figures).collect());
        let mut figures = figures.into_iter();
        let is_of_people = |categories: &Categories<'_>| categories.dimension == Dimension::KeyGroup;
        Ok(categories.iter().map(|categories| if is_of_people(categories) { None } else { figures.next() }).collect())
    }

    pub(super) fn get(&self, area: u32, category: u32) -> Jobs {
        let cell = area as usize * self.width + category as usize;
        Jobs {
            postings: self.public[cell * 2],
            headcount: self.public[cell * 2 + 1],
            seats_left: self.seats_left[cell],
            pairs: self.pairs.as_ref().map(|pairs| pairs[cell]),
        }
    }

    pub(super) fn median_pay(&self, area: u32, category: u32) -> Option<u32> {
        self.pay.get(area, category, 1)
    }
}

/// How many people are eligible for each posting.
fn eligible_pairs(question: &Question<'_>, open: &[OpenPosting]) -> Result<Vec<u64>> {
    let inner = question.inner;
    let rows: Vec<RowRef> = open.iter().map(|posting| posting.at).collect();
    let tally = Tally::new(question.options, rows.len());
    let look = |frontier: &mut Frontier, batch: &Vec<u32>| -> Result<Vec<(u32, u64)>> {
        let mut counts = Vec::with_capacity(batch.len());
        for place in batch {
            // One at a time: a list of all who are eligible is long.
            let posting = (inner.posting_row(rows[*place as usize]), Keep::all_from(0));
            let found = question.workers_of([posting], frontier)?;
            counts.push((*place, found.iter().map(|list| u64::from(narrow(list.len()))).sum()));
        }
        tally.add(batch.len());
        Ok(counts)
    };
    let batches = in_batches(question, Side::Postings, &rows);
    let parts: Vec<Vec<(u32, u64)>> =
        question.pool().install(|| batches.par_iter().map_init(Frontier::default, look).collect::<Result<_>>())?;
    let mut counts = vec![0; open.len()];
    for (place, count) in parts.into_iter().flatten() {
        counts[place as usize] = count;
    }
    Ok(counts)
}
