//! Numbers, times, pay and distances as a clerk reads them.

use gigmatch::record::{Pay, PayPeriod, Posting, Timestamp};
use jiff::tz::TimeZone;

use crate::Lang;

/// A score of at most 100,000,000 as points of 100 with one decimal, rounded down so that no two orders contradict.
pub fn points(score: u32) -> String {
    let tenths = score / 100_000;
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// `1234567` as `1,234,567`.
pub fn grouped(number: u64) -> String {
    grouped_digits(&number.to_string())
}

pub(crate) fn grouped_digits(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Metres below one kilometre, kilometres with one decimal above.
pub fn distance(metres: u32, lang: Lang) -> String {
    if metres < 1_000 {
        return format!("{metres}{}", lang.pick("米", " m"));
    }
    format!("{}{}", kilometres(metres), lang.pick("公里", " km"))
}

/// Kilometres with one decimal, rounded down.
pub fn kilometres(metres: u32) -> String {
    format!("{}.{}", metres / 1_000, metres % 1_000 / 100)
}

/// Fen as yuan, without decimals that say nothing.
pub fn yuan(fen: i64) -> String {
    let (sign, fen) = (if fen < 0 { "-" } else { "" }, fen.unsigned_abs());
    match fen % 100 {
        0 => format!("{sign}{}", fen / 100),
        part if part % 10 == 0 => format!("{sign}{}.{}", fen / 100, part / 10),
        part => format!("{sign}{}.{part:02}", fen / 100),
    }
}

/// `22–26元/小时`.
pub fn pay(pay: &Pay, lang: Lang) -> String {
    let (Some(lower), Some(upper)) = (pay.lower_fen(), pay.upper_fen()) else {
        return lang.pick("面议", "negotiable").to_owned();
    };
    let amount = if lower == upper { yuan(lower) } else { format!("{}–{}", yuan(lower), yuan(upper)) };
    format!("{amount}{}/{}", lang.pick("元", " yuan"), period(pay.unit_text, lang))
}

fn period(period: PayPeriod, lang: Lang) -> &'static str {
    match period {
        PayPeriod::Hour => lang.pick("小时", "hour"),
        PayPeriod::Shift => lang.pick("班", "shift"),
        PayPeriod::Day => lang.pick("天", "day"),
        PayPeriod::Week => lang.pick("周", "week"),
        PayPeriod::Month => lang.pick("月", "month"),
        PayPeriod::Year => lang.pick("年", "year"),
        _ => lang.pick("件", "piece"),
    }
}

/// `2026-11-24 22:00` in local time.
pub fn full_moment(time: Timestamp, zone: &TimeZone) -> String {
    zone.to_datetime(time).strftime("%Y-%m-%d %H:%M").to_string()
}

/// `11-24 22:00–06:00+1` in local time: the days after the first one are counted, not dated.
pub(crate) fn stretch(start: Timestamp, end: Timestamp, zone: &TimeZone) -> String {
    let (first, last) = (zone.to_datetime(start), zone.to_datetime(end));
    let days = (last.date() - first.date()).get_days();
    let later = if days > 0 { format!("+{days}") } else { String::new() };
    format!("{}–{}{later}", first.strftime("%m-%d %H:%M"), last.strftime("%H:%M"))
}

/// The first fitting shift of a posting, and how many more there are.
pub fn shifts<S: AsRef<str>>(posting: &Posting, fitting: &[S], zone: &TimeZone, lang: Lang) -> String {
    let first = fitting.first().and_then(|id| posting.shifts.iter().find(|shift| shift.id == id.as_ref()));
    let Some(first) = first else { return lang.pick("长期", "open-ended").to_owned() };
    let text = stretch(first.start, first.end, zone);
    match fitting.len() {
        0 | 1 => text,
        count if lang == Lang::Zh => format!("{text} 等{count}班"),
        count => format!("{text} and {} more", count - 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_naturally() {
        assert_eq!(points(83_290_000), "83.2");
        assert_eq!(points(100_000_000), "100.0");
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(distance(999, Lang::Zh), "999米");
        assert_eq!(distance(2_399, Lang::Zh), "2.3公里");
        assert_eq!((yuan(2_000), yuan(2_250), yuan(2_205)), ("20".to_owned(), "22.5".to_owned(), "22.05".to_owned()));
        assert_eq!(pay(&Pay::range(2_200, 2_600, PayPeriod::Hour), Lang::Zh), "22–26元/小时");
        assert_eq!(pay(&Pay::negotiable(), Lang::En), "negotiable");
    }

    #[test]
    fn overnight_shifts_count_the_days() {
        let zone = TimeZone::get("Asia/Shanghai").expect("a bundled zone");
        let at = |text: &str| text.parse().expect("a timestamp");
        let night = stretch(at("2026-11-24T14:00:00Z"), at("2026-11-24T22:00:00Z"), &zone);
        assert_eq!(night, "11-24 22:00–06:00+1");
        let day = stretch(at("2026-11-24T01:00:00Z"), at("2026-11-24T09:00:00Z"), &zone);
        assert_eq!(day, "11-24 09:00–17:00");
    }
}
