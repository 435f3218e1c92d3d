//! The categories of each breakdown, and which ones a record is in.

use jiff::civil::{Date, Weekday};

use super::options::{Dimension, ReportOptions};
use crate::{
    columns::{PostingRow, WorkerRow, date_from_number, week_of_date},
    counts::narrow,
    pay_bands,
    record::{JobLocationType, KeyGroup, PayPeriod, Timestamp, Vocabulary},
    snapshot::Inner,
    table::OccupationId,
};

/// One value of a breakdown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Category {
    /// A code, a word, a band or a week; absent where the value is not known.
    pub(super) value: Option<String>,
    /// The name of a code.
    pub(super) name: Option<String>,
}

/// The values of one breakdown; each record has one of them, the last where its own is not known, save that of key groups
/// a person has any number.
pub(super) struct Categories<'a> {
    pub(super) dimension: Dimension,
    pub(super) list: Vec<Category>,
    inner: &'a Inner,
    /// By place of an occupation, its category.
    occupations: Vec<u32>,
    /// The week of the first category, as [`week_of_date`] counts.
    first_week: i32,
}

impl<'a> Categories<'a> {
    pub(super) fn new(inner: &'a Inner, dimension: Dimension, options: &ReportOptions) -> Self {
        let mut made = Self { dimension, list: Vec::new(), inner, occupations: Vec::new(), first_week: 0 };
        let word = |value: &str| Category { value: Some(value.to_owned()), name: None };
        match dimension {
            Dimension::Total => made.list.push(Category { value: None, name: None }),
            Dimension::Occupation => made.list_occupations(options.occupation_depth),
            Dimension::KeyGroup => made.list.extend(KeyGroup::WORDS.iter().map(|(group, _)| word(group.name()))),
            Dimension::WorkMode => made.list.extend(JobLocationType::WORDS.iter().map(|(mode, _)| word(mode.name()))),
            Dimension::PayBand => made.list.extend(pay_bands::names().map(|name| word(&name))),
            Dimension::Week => {
                let weeks = options.told_weeks(&inner.packing);
                made.first_week = *weeks.start();
                made.list.extend(weeks.map(|week| word(&week_name(week))));
            }
        }
        if matches!(dimension, Dimension::Occupation | Dimension::PayBand | Dimension::Week) {
            made.list.push(Category { value: None, name: None });
        }
        made
    }

    fn list_occupations(&mut self, depth: usize) {
        let table = &self.inner.packing.occupations;
        let mut places = vec![u32::MAX; table.nodes().len()];
        for id in table.ids() {
            // Occupations stand before those below them, and what is less deep stands for itself.
            let path = table.path(id);
            let told = path[path.len().min(depth.max(1)) - 1];
            if places[told.place()] == u32::MAX {
                let occupation = table.get(told);
                places[told.place()] = narrow(self.list.len());
                self.list.push(Category { value: Some(occupation.code.clone()), name: Some(occupation.name.clone()) });
            }
            places[id.place()] = places[told.place()];
        }
        self.occupations = places;
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    fn unknown(&self) -> u32 {
        narrow(self.list.len() - 1)
    }

    fn occupation(&self, id: Option<OccupationId>) -> u32 {
        id.map_or(self.unknown(), |id| self.occupations[id.place()])
    }

    /// The category of a week; the last one for those before the first.
    pub(super) fn week(&self, week: Option<i32>) -> u32 {
        let place = week.map(|week| i64::from(week) - i64::from(self.first_week));
        let known = place.and_then(|place| u32::try_from(place).ok()).filter(|place| *place < self.unknown());
        known.unwrap_or(self.unknown())
    }

    /// The category of a seeker; of key groups there are bits in place of one.
    pub(super) fn of_worker(&self, worker: WorkerRow<'_>) -> Option<u32> {
        match self.dimension {
            Dimension::Total => Some(0),
            Dimension::Occupation => Some(self.occupation(worker.desired_occupations().next())),
            Dimension::PayBand => {
                let floor = worker.pay_floor().map(|(fen, period)| {
                    i128::from(fen) * i128::from(PayPeriod::Hour.working_ms(None)) / i128::from(period.working_ms(None))
                });
                Some(floor.map_or(self.unknown(), |fen| narrow(pay_bands::place(fen))))
            }
            Dimension::Week => Some(self.week(date_from_number(worker.life().registered_on).map(week_of_date))),
            Dimension::KeyGroup | Dimension::WorkMode => None,
        }
    }

    /// The category of a posting; key groups are of people alone.
    pub(super) fn of_posting(&self, posting: PostingRow<'_>) -> Option<u32> {
        match self.dimension {
            Dimension::Total => Some(0),
            Dimension::Occupation => Some(self.occupation(posting.occupation())),
            Dimension::WorkMode => {
                let mode = posting.location_type();
                JobLocationType::WORDS.iter().position(|(other, _)| *other == mode).map(narrow)
            }
            Dimension::PayBand => {
                let lower = posting.hourly_fen().map(|(lower, _)| lower);
                Some(lower.map_or(self.unknown(), |fen| narrow(pay_bands::place(fen))))
            }
            Dimension::Week => {
                let posted = posting.date_posted().and_then(|ms| Timestamp::from_millisecond(ms).ok());
                Some(self.week(posted.map(|at| self.inner.packing.week_of(at))))
            }
            Dimension::KeyGroup => None,
        }
    }
}

/// An ISO week as it is written: `2026-W48`.
fn week_name(week: i32) -> String {
    // Weeks are counted from the one of Monday 1969-12-29.
    let monday = Date::constant(1969, 12, 29).checked_add(jiff::Span::new().weeks(i64::from(week)));
    let iso = monday.unwrap_or(Date::MAX).iso_week_date();
    debug_assert_eq!(iso.weekday(), Weekday::Monday);
    format!("{}-W{:02}", iso.year(), iso.week())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_are_those_of_the_calendar() {
        let named = |text: &str| week_name(week_of_date(text.parse().expect("a date")));
        assert_eq!(named("2026-11-24"), "2026-W48");
        assert_eq!(named("2027-01-03"), "2026-W53");
        assert_eq!(named("1970-01-01"), "1970-W01");
    }
}
