//! The curves of a report: who registered, what was published and what was filled in each week.

use gigmatch::{Dimension, Report, ReportRow};
use jiff::civil::{Date, ISOWeekDate, Weekday};

use super::rows;
use crate::{
    text::Text,
    trend::{Trend, trend},
};

/// The curves of the reported place up to the week of a day; weeks that the report leaves out had nothing.
pub(super) fn weeks(report: &Report, today: Date) -> Option<Trend> {
    let told: Vec<(Date, &ReportRow)> = rows::of(report, 0, Dimension::Week)
        .iter()
        .filter_map(|row| Some((monday(row.value.as_deref()?)?, row)))
        .collect();
    let first = told.iter().map(|(monday, _)| *monday).min()?;
    let this_week = today.iso_week_date();
    let last = ISOWeekDate::new(this_week.year(), this_week.week(), Weekday::Monday).ok()?.date().max(first);
    let count = usize::try_from((last - first).get_days() / 7 + 1).ok()?;
    let curve = |value: fn(&ReportRow) -> Option<u64>| {
        let mut values = vec![Some(0); count];
        for (monday, row) in &told {
            let place = usize::try_from((*monday - first).get_days() / 7).unwrap_or(usize::MAX);
            if let Some(cell) = values.get_mut(place) {
                *cell = value(row);
            }
        }
        values
    };
    let series = vec![
        (Text::of("发布的招聘人数", "Headcount posted"), curve(|row| row.headcount)),
        (Text::of("登记的求职者", "Seekers registered"), curve(|row| row.seekers)),
        (Text::of("上岗人次", "Placements"), curve(|row| row.filled)),
    ];
    trend(first, series)
}

/// The first day of an ISO week: of `2026-W48` 2026-11-23.
fn monday(week: &str) -> Option<Date> {
    let (year, week) = week.split_once("-W")?;
    Some(ISOWeekDate::new(year.parse().ok()?, week.parse().ok()?, Weekday::Monday).ok()?.date())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_begin_on_mondays() {
        assert_eq!(monday("2026-W48"), Some(Date::constant(2026, 11, 23)));
        assert_eq!(monday("2027-W01"), Some(Date::constant(2027, 1, 4)));
        assert_eq!(monday("2026-11"), None);
    }
}
