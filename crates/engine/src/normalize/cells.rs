//! The elements of lists: objects, or the short forms that fit into a cell.

use jiff::Timestamp;

use super::{
    fields::{ALLOWED_TIME, Element, Slot, whole_number},
    time::{DateAlone, Moment},
};
use crate::{
    problem::ProblemCode,
    record::{Experience, HeldCertificate, Shift, Skill, SkillLevel, TimeWindow, Vocabulary},
};

const ALLOWED_STRETCH: &str =
    "start/end such as 2026-11-24T22:00/06:00, in a shift's cell followed by *headcount and #id where known";

/// `叉车驾驶`, `叉车驾驶@中级工` or an object with `name` and `level`.
pub(super) fn skill(element: Element<'_, '_>) -> Option<Skill> {
    match element {
        Element::Text(text, slot) => {
            let (name, level) = split_suffix(text, '@');
            let level = match level {
                None => None,
                Some(word) => {
                    let level = SkillLevel::from_word(word);
                    if level.is_none() {
                        slot.wrong("level", ProblemCode::Word, word, SkillLevel::allowed());
                    }
                    level
                }
            };
            Some(Skill { name: name.to_owned(), level })
        }
        Element::Object(reader) => {
            let name = reader.text("name");
            let level = reader.word("level");
            Some(Skill { name: reader.needed("name", name, "the skill's name")?, level })
        }
    }
}

/// `健康证`, `健康证@2027-01-31` or an object with `name` and `valid_through`.
pub(super) fn certificate(element: Element<'_, '_>) -> Option<HeldCertificate> {
    match element {
        Element::Text(text, slot) => {
            let (name, until) = split_suffix(text, '@');
            let valid_through = until.and_then(|text| {
                let instant =
                    Moment::parse(text).and_then(|moment| moment.instant(&slot.normalizer.zone, DateAlone::NextDay));
                if instant.is_none() {
                    slot.wrong("valid_through", ProblemCode::TimeForm, text, ALLOWED_TIME);
                }
                instant
            });
            Some(HeldCertificate { name: name.to_owned(), valid_through })
        }
        Element::Object(reader) => {
            let name = reader.text("name");
            let valid_through = reader.time("valid_through", DateAlone::NextDay);
            Some(HeldCertificate { name: reader.needed("name", name, "the certificate's name")?, valid_through })
        }
    }
}

/// `4-02-07-10@24` or an object with `occupational_category` and `months`.
pub(super) fn experience(element: Element<'_, '_>) -> Option<Experience> {
    const ALLOWED: &str = "the months worked, behind a @ in a cell such as 4-02-07-10@24";
    match element {
        Element::Text(text, slot) => {
            let (code, months) = split_suffix(text, '@');
            let Some(months) = months else {
                slot.wrong("months", ProblemCode::Missing, text, ALLOWED);
                return None;
            };
            let count = count(slot, "months", months)?;
            Some(Experience { occupational_category: code.to_owned(), months: count })
        }
        Element::Object(reader) => {
            let code = reader.text("occupational_category");
            let months = reader.count("months");
            let code = reader.needed("occupational_category", code, "an occupation code");
            let months = reader.needed("months", months, ALLOWED);
            Some(Experience { occupational_category: code?, months: months? })
        }
    }
}

/// `2026-11-24T22:00/06:00*5#night` or an object with `start`, `end`, `headcount` and `id`.
pub(super) fn shift(element: Element<'_, '_>) -> Option<Shift> {
    match element {
        Element::Text(text, slot) => {
            let (text, id) = match text.split_once('#') {
                Some((rest, id)) => (rest.trim(), id.trim()),
                None => (text, ""),
            };
            let (text, headcount) = split_suffix(text, '*');
            let headcount = match headcount {
                Some(number) => count(slot, "headcount", number),
                None => Some(1),
            };
            let (start, end) = stretch(slot, text)?;
            Some(Shift { id: id.to_owned(), start, end, headcount: headcount? })
        }
        Element::Object(reader) => {
            let id = reader.text("id").unwrap_or_default();
            let (start, end) = reader.stretch();
            let headcount = reader.count("headcount");
            let start = reader.needed("start", start, ALLOWED_TIME);
            let end = reader.needed("end", end, ALLOWED_TIME);
            Some(Shift { id, start: start?, end: end?, headcount: headcount.unwrap_or(1) })
        }
    }
}

/// `2026-11-24T08:00/18:00` or an object with `start` and `end`.
pub(super) fn window(element: Element<'_, '_>) -> Option<TimeWindow> {
    match element {
        Element::Text(text, slot) => {
            let (start, end) = stretch(slot, text)?;
            Some(TimeWindow { start, end })
        }
        Element::Object(reader) => {
            let (start, end) = reader.stretch();
            let start = reader.needed("start", start, ALLOWED_TIME);
            let end = reader.needed("end", end, ALLOWED_TIME);
            Some(TimeWindow { start: start?, end: end? })
        }
    }
}

/// Splits at the last `mark`, trimming both sides; nothing behind it counts as not given.
fn split_suffix(text: &str, mark: char) -> (&str, Option<&str>) {
    match text.rsplit_once(mark) {
        Some((head, tail)) => (head.trim(), Some(tail.trim()).filter(|tail| !tail.is_empty())),
        None => (text.trim(), None),
    }
}

fn count(slot: &mut Slot<'_>, part: &str, text: &str) -> Option<u32> {
    let Some(number) = whole_number(text) else {
        slot.wrong(part, ProblemCode::Type, text, "a whole number");
        return None;
    };
    let count = u32::try_from(number).ok();
    if count.is_none() {
        slot.wrong(part, ProblemCode::Range, text, format!("a whole number from 0 to {}", u32::MAX));
    }
    count
}

/// Reads `start/end`. Dates may be written with slashes too, so the border is the slash at which both sides are times.
fn stretch(slot: &mut Slot<'_>, text: &str) -> Option<(Timestamp, Timestamp)> {
    let borders: Vec<usize> = text.match_indices('/').map(|(at, _)| at).collect();
    let mut readable_start = false;
    for &at in &borders {
        let Some(start) = Moment::parse(&text[..at]) else { continue };
        readable_start = true;
        let Some(end) = Moment::parse_end(&text[at + 1..], start) else { continue };
        let instants = start
            .instant(&slot.normalizer.zone, DateAlone::Start)
            .zip(end.instant(&slot.normalizer.zone, DateAlone::Start));
        if instants.is_some() {
            return instants;
        }
    }
    let part = match borders.len() {
        0 => "",
        _ if readable_start => "end",
        1 => "start",
        _ => "",
    };
    slot.wrong(part, ProblemCode::TimeForm, text, ALLOWED_STRETCH);
    None
}
