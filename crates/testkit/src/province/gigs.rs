//! The occupations of the generated market and what usually goes with them.

use std::sync::LazyLock;

use super::random::{Draw, running_sums};

/// Occupations, the most frequent first; the data folder's README describes the columns.
const TABLE: &str = include_str!("../../data/gigs.csv");

/// How much rarer each occupation is than the one before it.
const RANK_EXPONENT: f64 = 0.8;

/// One occupation with the habits of its trade.
#[derive(Debug)]
pub(super) struct Gig {
    /// Code of the 2022 national classification.
    pub(super) code: &'static str,
    pub(super) sector: &'static str,
    /// `hour`, `day`, `month` or `piece`.
    pub(super) unit: &'static str,
    pub(super) yuan_an_hour: f64,
    /// Shifts as hour of the day and hours of work.
    pub(super) slots: &'static [(u32, u32)],
    /// Whether work falls on Saturdays and Sundays.
    pub(super) weekend: bool,
    /// Whether it can be done from home.
    pub(super) desk: bool,
    pub(super) hazardous: bool,
    /// Names, and how many of a thousand postings ask for them.
    pub(super) certificates: Vec<(&'static str, u32)>,
    pub(super) skills: Vec<&'static str>,
    pub(super) titles: Vec<&'static str>,
}

pub(super) static GIGS: LazyLock<Vec<Gig>> = LazyLock::new(|| TABLE.lines().skip(1).filter_map(parsed).collect());

/// Weights that fall with the rank.
static SUMS: LazyLock<Vec<f64>> = LazyLock::new(|| {
    let ranks = std::iter::successors(Some(1.0_f64), |rank| Some(rank + 1.0));
    running_sums(ranks.take(GIGS.len()).map(|rank| (rank + 1.0).powf(-RANK_EXPONENT)))
});

impl Gig {
    /// One by frequency.
    pub(super) fn drawn(draw: &mut Draw) -> &'static Gig {
        &GIGS[draw.weighted(&SUMS)]
    }
}

/// The table is this project's own file: a row of another form is none.
fn parsed(line: &'static str) -> Option<Gig> {
    let cells: Vec<&'static str> = line.split(',').collect();
    let &[code, sector, unit, yuan, shifts, hazardous, certificates, skills, titles] = &cells[..] else { return None };
    let certificate = |cell: &'static str| {
        let (name, permille) = cell.split_once(':')?;
        Some((name, permille.parse().ok()?))
    };
    Some(Gig {
        code,
        sector,
        unit,
        yuan_an_hour: yuan.parse().ok()?,
        slots: slots(shifts),
        weekend: shifts == "weekend",
        desk: shifts == "desk",
        hazardous: hazardous == "yes",
        certificates: certificates.split(';').filter_map(certificate).collect(),
        skills: skills.split(';').collect(),
        titles: titles.split(';').collect(),
    })
}

/// When a pattern's shifts start and how many hours they last.
fn slots(pattern: &str) -> &'static [(u32, u32)] {
    match pattern {
        "morning" => &[(5, 5), (6, 6), (7, 5)],
        "meal" => &[(10, 4), (17, 4), (10, 10)],
        "night" => &[(19, 12), (22, 8), (8, 12)],
        "late" => &[(22, 8), (20, 6), (21, 5)],
        "rotating" => &[(8, 8), (8, 11), (16, 8), (22, 8)],
        "evening" => &[(18, 3), (18, 4), (19, 4)],
        "retail" => &[(9, 8), (13, 8), (17, 5), (10, 6)],
        "desk" => &[(9, 8), (13, 5), (18, 5)],
        "home" => &[(8, 4), (14, 4), (9, 3), (16, 4)],
        "weekend" => &[(8, 9), (9, 8), (13, 5)],
        "any" => &[(8, 10), (20, 10)],
        _ => &[(8, 9), (7, 10), (8, 4), (13, 5)],
    }
}
