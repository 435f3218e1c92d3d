//! What a search may ask besides its words.

use std::{fmt, str::FromStr};

use crate::{Error, ErrorCode, filter::Condition};

/// Options of [`Snapshot::search`](crate::Snapshot::search).
///
/// # Example
///
/// ```
/// use gigmatch::{Facet, SearchOptions, SearchSort};
///
/// let options = SearchOptions::default()
///     .top(20)
///     .near(112.55, 37.87)
///     .radius_m(5_000)
///     .filter("pay_per_hour=25".parse()?)
///     .facet(Facet::Occupation)
///     .sort(SearchSort::Distance);
/// assert_eq!(options.filters[0].to_string(), "pay_per_hour=25.00");
/// # Ok::<(), gigmatch::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct SearchOptions {
    /// How many records are told at most.
    pub top: usize,
    /// The point that distances are measured from: degrees east and north, WGS-84.
    pub near: Option<(f64, f64)>,
    /// Only records within so many metres of `near`, inclusive; those without a place are not.
    pub radius_m: Option<u32>,
    /// Conditions; a record must meet all of them.
    pub filters: Vec<Condition>,
    /// What the found records are counted by.
    pub facets: Vec<Facet>,
    /// Their order.
    pub sort: SearchSort,
    /// The cursor of the page before, [`SearchPage::next`](crate::SearchPage::next).
    pub after: Option<String>,
}

impl Default for SearchOptions {
    fn default() -> Self {
        Self {
            top: 10,
            near: None,
            radius_m: None,
            filters: Vec::new(),
            facets: Vec::new(),
            sort: SearchSort::Relevance,
            after: None,
        }
    }
}

impl SearchOptions {
    /// Another number of records.
    pub fn top(mut self, top: usize) -> Self {
        self.top = top;
        self
    }

    /// Measures distances from a WGS-84 point.
    pub fn near(mut self, longitude: f64, latitude: f64) -> Self {
        self.near = Some((longitude, latitude));
        self
    }

    /// Leaves out what is farther than so many metres from the point.
    pub fn radius_m(mut self, metres: u32) -> Self {
        self.radius_m = Some(metres);
        self
    }

    /// One more condition.
    pub fn filter(mut self, condition: Condition) -> Self {
        self.filters.push(condition);
        self
    }

    /// One more count.
    pub fn facet(mut self, facet: Facet) -> Self {
        self.facets.push(facet);
        self
    }

    /// Another order.
    pub fn sort(mut self, sort: SearchSort) -> Self {
        self.sort = sort;
        self
    }

    /// Goes on after the page that gave the cursor.
    pub fn after(mut self, cursor: impl Into<String>) -> Self {
        self.after = Some(cursor.into());
        self
    }
}

/// The order of found records; ties are in the order of relevance, then the newest first, then by id bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SearchSort {
    /// The best first.
    #[default]
    Relevance,
    /// The nearest to the point first; records without a place last.
    Distance,
    /// The newest posting first; postings without a date, and other records, last.
    Date,
    /// The best paid posting first, by the upper end an hour; unknown pay last.
    Pay,
}

impl SearchSort {
    const WORDS: [(Self, &'static str); 4] =
        [(Self::Relevance, "relevance"), (Self::Distance, "distance"), (Self::Date, "date"), (Self::Pay, "pay")];

    /// The order's word.
    pub fn name(self) -> &'static str {
        Self::WORDS.iter().find(|(sort, _)| *sort == self).map_or("", |(_, word)| word)
    }
}

impl FromStr for SearchSort {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::WORDS.iter().find(|(_, word)| *word == text).map(|(sort, _)| *sort).ok_or_else(|| {
            let message = format!("unknown order {text:?}; allowed are relevance, distance, date, pay");
            Error::new(ErrorCode::InvalidOption, message).with_field("sort")
        })
    }
}

/// What found records are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Facet {
    /// The posting's occupation, each that a worker wishes for.
    Occupation,
    /// The division, cut to so many digits: 2, 4, 6, 9 or 12.
    Division(u8),
    /// `on_site` or `telecommute`, of postings.
    WorkMode,
    /// The lower end of the pay in yuan an hour, in bands such as `20-25`, of postings.
    PayPerHour,
    /// Each key group that a worker is registered in.
    KeyGroup,
}

impl FromStr for Facet {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Ok(match text {
            "occupation" => Self::Occupation,
            "division" => Self::Division(9),
            "work_mode" => Self::WorkMode,
            "pay_per_hour" => Self::PayPerHour,
            "key_group" => Self::KeyGroup,
            _ => {
                let digits = text.strip_prefix("division:").and_then(|digits| digits.parse().ok());
                let Some(digits @ (2 | 4 | 6 | 9 | 12)) = digits else {
                    let message = format!(
                        "unknown facet {text:?}; allowed are occupation, division, division:2 (4, 6, 9, 12 digits), \
                         work_mode, pay_per_hour, key_group"
                    );
                    return Err(Error::new(ErrorCode::InvalidOption, message).with_field("facets"));
                };
                Self::Division(digits)
            }
        })
    }
}

impl fmt::Display for Facet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Occupation => f.write_str("occupation"),
            Self::Division(digits) => write!(f, "division:{digits}"),
            Self::WorkMode => f.write_str("work_mode"),
            Self::PayPerHour => f.write_str("pay_per_hour"),
            Self::KeyGroup => f.write_str("key_group"),
        }
    }
}
