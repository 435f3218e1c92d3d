//! Opening hours in schema.org's form.

use std::fmt;

use jiff::civil::{Time, Weekday};

/// Two letters a day, Monday first.
const DAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

/// Days of the week with one stretch of time, as schema.org's `openingHours` writes it.
///
/// Times are local; a stretch that ends at or before its start ends on the next day.
///
/// # Example
///
/// ```
/// use gigmatch::record::OpeningHours;
/// use jiff::civil::Weekday;
///
/// let hours = OpeningHours::parse("mo-fr 8:30-17:30").unwrap();
/// assert_eq!(hours.to_string(), "Mo-Fr 08:30-17:30");
/// assert!(hours.holds_on(Weekday::Friday) && !hours.holds_on(Weekday::Sunday));
/// assert_eq!(OpeningHours::parse("daily"), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpeningHours {
    days: [bool; 7],
    opens: Time,
    closes: Time,
}

impl OpeningHours {
    /// What a text may look like, for messages.
    pub(crate) const FORM: &'static str = "days and hours such as Mo-Fr 08:30-17:30, or Sa,Su 09:00-12:00";

    /// Reads days (`Mo`, `Mo-Fr`, `Mo,We,Sa-Su`; all days where there are none) and a stretch of time.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (days, times) = match text.rsplit_once(' ') {
            Some((days, times)) => (days_of(days)?, times),
            None => ([true; 7], text),
        };
        let (opens, closes) = times.split_once('-')?;
        Some(Self { days, opens: time(opens)?, closes: time(closes)? })
    }

    /// Whether a stretch begins on that day.
    pub fn holds_on(&self, day: Weekday) -> bool {
        self.days[usize::from(day.to_monday_zero_offset().unsigned_abs())]
    }

    /// When it opens, local time.
    pub fn opens(&self) -> Time {
        self.opens
    }

    /// When it closes, local time.
    pub fn closes(&self) -> Time {
        self.closes
    }
}

fn days_of(text: &str) -> Option<[bool; 7]> {
    let place = |day: &str| DAYS.iter().position(|known| known.eq_ignore_ascii_case(day.trim()));
    let mut days = [false; 7];
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (place(first)?, place(last)?);
        // Fr-Mo goes over the end of the week.
        (0..=(last + 7 - first) % 7).for_each(|step| days[(first + step) % 7] = true);
    }
    Some(days)
}

fn time(text: &str) -> Option<Time> {
    let (hour, minute) = text.trim().split_once(':')?;
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

impl fmt::Display for OpeningHours {
    /// Days in runs, times with two digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut runs: Vec<String> = Vec::new();
        let mut day = 0;
        while day < 7 {
            let open = self.days[day..].iter().take_while(|open| **open).count();
            match open {
                0 => {}
                1 => runs.push(DAYS[day].to_owned()),
                _ => runs.push(format!("{}-{}", DAYS[day], DAYS[day + open - 1])),
            }
            day += open.max(1);
        }
        write!(f, "{} {}-{}", runs.join(","), self.opens.strftime("%H:%M"), self.closes.strftime("%H:%M"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_have_one_spelling() {
        for (text, spelling) in [
            ("Mo-Fr 08:30-17:30", "Mo-Fr 08:30-17:30"),
            ("sa,su 9:00-12:00", "Sa-Su 09:00-12:00"),
            ("Fr-Mo 22:00-6:00", "Mo,Fr-Su 22:00-06:00"),
            ("5:00-11:00", "Mo-Su 05:00-11:00"),
            ("We 0:00-0:00", "We 00:00-00:00"),
        ] {
            let hours = OpeningHours::parse(text).expect(text);
            assert_eq!(hours.to_string(), spelling);
            assert_eq!(OpeningHours::parse(spelling), Some(hours));
        }
        for text in ["", "Mo-Fr", "Xx 8:00-9:00", "Mo 8-9", "Mo 25:00-9:00", "早上八点"] {
            assert_eq!(OpeningHours::parse(text), None, "{text}");
        }
    }
}
