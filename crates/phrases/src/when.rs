//! Times as people read them on a wall: days by their distance from today, nights as nights.

use gigmatch::record::{OpeningHours, Posting, Shift, Timestamp};
use jiff::{civil::Date, civil::Time, civil::Weekday, tz::TimeZone};

use crate::{
    Lang,
    words::{employment_type, weekday},
};

/// A day near today: `今天`, `明天`, `11-26 星期四`.
pub fn day(day: Date, today: Date, lang: Lang) -> String {
    if day == today {
        return lang.pick("今天", "today").to_owned();
    }
    if today.tomorrow().is_ok_and(|tomorrow| day == tomorrow) {
        return lang.pick("明天", "tomorrow").to_owned();
    }
    let name = weekday(day.weekday(), lang);
    let short = lang.pick(name, name.get(..3).unwrap_or(name));
    format!("{} {short}", day.strftime("%m-%d"))
}

/// A stretch of work as people at an outlet read it: `今天 22:00–次日06:00`, `11-26 星期四 09:00–17:00`.
///
/// # Example
///
/// ```
/// use gigmatch_phrases::{Lang, stretch_of_day};
/// use jiff::tz::TimeZone;
///
/// let zone = TimeZone::get("Asia/Shanghai")?;
/// let at = |text: &str| text.parse().unwrap();
/// let night = (at("2026-11-24T22:00:00+08:00"), at("2026-11-25T06:00:00+08:00"));
/// assert_eq!(stretch_of_day(night, "2026-11-24".parse()?, &zone, Lang::Zh), "今天 22:00–次日06:00");
/// # Ok::<(), jiff::Error>(())
/// ```
pub fn stretch_of_day((start, end): (Timestamp, Timestamp), today: Date, zone: &TimeZone, lang: Lang) -> String {
    let (first, last) = (zone.to_datetime(start), zone.to_datetime(end));
    let from = format!("{} {}", day(first.date(), today, lang), first.strftime("%H:%M"));
    let until = last.strftime("%H:%M");
    let days = (last.date() - first.date()).get_days();
    match (days, lang) {
        (0, _) => format!("{from}–{until}"),
        (1, _) if last.time() == Time::midnight() => format!("{from}–24:00"),
        (1, Lang::Zh) => format!("{from}–次日{until}"),
        (1, Lang::En) => format!("{from}–{until} next day"),
        _ => format!("{from}–{}", last.strftime("%m-%d %H:%M")),
    }
}

/// When a posting's work is, from `now` on: its first two shifts that have not started and how many more there are; for
/// open-ended work its first day; and the form of employment.
pub fn working_times(posting: &Posting, now: Timestamp, today: Date, zone: &TimeZone, lang: Lang) -> String {
    let coming = coming_shifts(posting, now);
    let mut parts: Vec<String> =
        coming.iter().take(2).map(|shift| stretch_of_day((shift.start, shift.end), today, zone, lang)).collect();
    if coming.len() > 2 {
        parts.push(match lang {
            Lang::Zh => format!("等{}班", coming.len()),
            Lang::En => format!("{} shifts in all", coming.len()),
        });
    }
    if posting.shifts.is_empty() {
        parts.push(lang.pick("长期", "open-ended").to_owned());
        let start = posting.job_start_date.map(|start| zone.to_datetime(start).date()).filter(|start| *start > today);
        parts.extend(start.map(|start| match lang {
            Lang::Zh => format!("{}起", start.strftime("%m-%d")),
            Lang::En => format!("from {}", start.strftime("%m-%d")),
        }));
        if start.is_none() && posting.job_immediate_start {
            parts.push(lang.pick("马上到岗", "to start at once").to_owned());
        }
    }
    parts.extend(posting.employment_type.map(|form| employment_type(form, lang).to_owned()));
    parts.join(lang.pick("，", ", "))
}

/// The shifts of a posting that have not started, the earliest first.
pub fn coming_shifts(posting: &Posting, now: Timestamp) -> Vec<&Shift> {
    let mut coming: Vec<&Shift> = posting.shifts.iter().filter(|shift| now < shift.start).collect();
    coming.sort_by_key(|shift| (shift.start, shift.end));
    coming
}

/// Opening hours: `星期一至星期五 08:30–12:00、14:00–17:30；星期六 09:00–12:00`.
///
/// # Example
///
/// ```
/// use gigmatch::record::OpeningHours;
/// use gigmatch_phrases::{Lang, opening_hours};
///
/// let hours = ["Mo-Fr 08:30-12:00", "Mo-Fr 14:00-17:30"].map(|text| OpeningHours::parse(text).unwrap());
/// assert_eq!(opening_hours(&hours, Lang::Zh), "星期一至星期五 08:30–12:00、14:00–17:30");
/// assert_eq!(opening_hours(&hours, Lang::En), "Monday to Friday 08:30–12:00, 14:00–17:30");
/// ```
pub fn opening_hours(hours: &[OpeningHours], lang: Lang) -> String {
    let mut told: Vec<(String, Vec<String>)> = Vec::new();
    for hours in hours {
        let (days, times) = (opening_days(hours, lang), opening_times(hours, lang));
        match told.iter_mut().find(|(other, _)| *other == days) {
            Some((_, list)) => list.push(times),
            None => told.push((days, vec![times])),
        }
    }
    let told: Vec<String> =
        told.into_iter().map(|(days, times)| format!("{days} {}", times.join(lang.comma()))).collect();
    told.join(lang.pick("；", "; "))
}

fn opening_days(hours: &OpeningHours, lang: Lang) -> String {
    const WEEK: [Weekday; 7] = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];
    let runs = WEEK.chunk_by(|a, b| hours.holds_on(*a) == hours.holds_on(*b));
    let told: Vec<String> = runs
        .filter(|run| hours.holds_on(run[0]))
        .map(|run| match (run.len(), weekday(run[0], lang), weekday(run[run.len() - 1], lang)) {
            (1, only, _) => only.to_owned(),
            (7, ..) => lang.pick("每天", "daily").to_owned(),
            (_, first, last) => format!("{first}{}{last}", lang.pick("至", " to ")),
        })
        .collect();
    told.join(lang.comma())
}

fn opening_times(hours: &OpeningHours, lang: Lang) -> String {
    let (opens, closes) = (hours.opens(), hours.closes());
    if closes == Time::midnight() {
        return format!("{}–24:00", opens.strftime("%H:%M"));
    }
    let next = if closes <= opens { lang.pick("次日", "") } else { "" };
    format!("{}–{next}{}", opens.strftime("%H:%M"), closes.strftime("%H:%M"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a timestamp")
    }

    #[test]
    fn work_is_told_from_now_on() {
        let zone = TimeZone::get("Asia/Shanghai").expect("a bundled zone");
        let today = Date::constant(2026, 11, 24);
        let mut posting = Posting::new("p1", "分拣员");
        for (id, day) in [("a", 24), ("b", 25), ("c", 26), ("d", 27)] {
            let at = |hour: &str| at(&format!("2026-11-{day}T{hour}:00:00+08:00"));
            posting.shifts.push(Shift::new(id, at("09"), at("17"), 1));
        }
        let now = at("2026-11-24T12:00:00+08:00");
        let told = |lang| working_times(&posting, now, today, &zone, lang);
        assert_eq!(told(Lang::Zh), "明天 09:00–17:00，11-26 星期四 09:00–17:00，等3班");
        assert_eq!(told(Lang::En), "tomorrow 09:00–17:00, 11-26 Thu 09:00–17:00, 3 shifts in all");

        let mut posting = Posting::new("p2", "保洁员");
        posting.job_start_date = Some(at("2026-12-01T00:00:00+08:00"));
        assert_eq!(working_times(&posting, now, today, &zone, Lang::Zh), "长期，12-01起");
    }

    #[test]
    fn midnight_ends_a_day() {
        let zone = TimeZone::UTC;
        let told = |end| {
            let stretch = (at("2026-11-24T16:00:00Z"), at(end));
            stretch_of_day(stretch, Date::constant(2026, 11, 24), &zone, Lang::En)
        };
        assert_eq!(told("2026-11-25T00:00:00Z"), "today 16:00–24:00");
        assert_eq!(told("2026-11-25T02:00:00Z"), "today 16:00–02:00 next day");
        assert_eq!(told("2026-11-26T02:00:00Z"), "today 16:00–11-26 02:00");
    }

    #[test]
    fn opening_hours_of_every_form_are_told() {
        let told = |text| opening_hours(&[OpeningHours::parse(text).expect("opening hours")], Lang::Zh);
        assert_eq!(told("5:00-11:00"), "每天 05:00–11:00");
        assert_eq!(told("Sa 9:00-0:00"), "星期六 09:00–24:00");
        assert_eq!(told("Fr-Mo 22:00-6:00"), "星期一、星期五至星期日 22:00–次日06:00");
    }
}
