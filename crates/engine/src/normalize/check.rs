//! Checks that several kinds of records share; each brings its field to the normal form or notes what is wrong.

use std::{collections::HashSet, ops::RangeInclusive};

use jiff::{Timestamp, civil::Date};

use super::{
    datum,
    report::{Check, Path},
    time::whole_milliseconds,
};
use crate::{
    geo::EARTH_DIAMETER_M,
    problem::ProblemCode,
    record::{Coordinates, Pay, Skill},
    table::{DivisionCode, Resolved},
    text::fold_width,
};

/// Bytes of an id.
const ID_BYTES: usize = 200;
/// Characters of a name.
pub(super) const NAME_CHARS: usize = 200;
/// Characters of a title.
pub(super) const TITLE_CHARS: usize = 500;
/// Characters of a free text.
pub(super) const TEXT_CHARS: usize = 20_000;
/// Elements of a list of skills, certificates, occupations or words.
pub(super) const LIST_LENGTH: usize = 200;
/// Elements of a list of blocked ids.
pub(super) const BLOCKED_LENGTH: usize = 10_000;
/// People wanted or served.
pub(super) const HEADS: RangeInclusive<u32> = 1..=1_000_000;
/// Distances, up to a little over half the earth's circumference.
pub(super) const METRES: RangeInclusive<u32> = 0..=20_100_000;
/// Shares of occupations that came into question.
pub(super) const CONFIDENCE: RangeInclusive<u32> = 0..=10_000;
/// Months of work, up to a century.
pub(super) const MONTHS: RangeInclusive<u32> = 0..=1_200;

/// Minutes of a way, up to a day.
pub(super) const MINUTES: RangeInclusive<u32> = 0..=1_440;
/// Retirement ages that have been law somewhere, in years.
pub(super) const RETIREMENT_AGE: RangeInclusive<u32> = 40..=75;

const ALLOWED_ID: &str = "1 to 200 bytes without control characters";
const ALLOWED_YEARS: &str = "the years 1900 to 2200";

impl Check<'_> {
    /// An id that has to be there.
    pub(super) fn id(&mut self, field: &str, id: &mut String) {
        if self.required(field, id, ALLOWED_ID) {
            self.id_form(field, id);
        }
    }

    /// The form of an id that is there: its length in bytes, no control characters.
    pub(super) fn id_form<'p>(&mut self, path: impl Into<Path<'p>>, id: &str) {
        let path = path.into();
        if id.len() > ID_BYTES {
            self.report.add_at(path, ProblemCode::TooLong, id, ALLOWED_ID);
        }
        if id.contains(char::is_control) {
            self.report.add_at(path, ProblemCode::Type, id.escape_debug(), ALLOWED_ID);
        }
    }

    /// A text that has to be there.
    pub(super) fn text(&mut self, field: &str, text: &mut String, most_chars: usize) {
        if self.required(field, text, &format!("a text of at most {most_chars} characters")) {
            self.length(field, text, most_chars);
        }
    }

    /// A text that may be absent; a blank one is.
    pub(super) fn optional_text(&mut self, field: &str, text: &mut Option<String>, most_chars: usize) {
        if let Some(given) = text {
            trim(given);
            if given.is_empty() {
                *text = None;
            } else {
                self.length(field, given, most_chars);
            }
        }
    }

    /// An id that may be absent; a blank one is.
    pub(super) fn optional_id(&mut self, field: &str, id: &mut Option<String>) {
        if let Some(given) = id {
            trim(given);
            if given.is_empty() {
                *id = None;
            } else {
                self.id_form(field, given);
            }
        }
    }

    /// Trims; whether anything is left. An absent field that could not be read is not told twice.
    fn required(&mut self, field: &str, text: &mut String, allowed: &str) -> bool {
        trim(text);
        if text.is_empty() && !self.report.has(field) {
            self.report.add(field, ProblemCode::Missing, "", allowed);
        }
        !text.is_empty()
    }

    fn length(&mut self, field: &str, text: &str, most_chars: usize) {
        // Counting characters is needed only where there could be too many.
        if text.len() > most_chars && text.chars().count() > most_chars {
            self.report.add(field, ProblemCode::TooLong, text, format!("at most {most_chars} characters"));
        }
    }

    /// A number that may be absent.
    pub(super) fn number(&mut self, field: &str, number: Option<u32>, range: &RangeInclusive<u32>) {
        if let Some(number) = number {
            self.range(field, number, range);
        }
    }

    /// A number that has to be in its range.
    pub(super) fn range<'p>(&mut self, path: impl Into<Path<'p>>, number: u32, range: &RangeInclusive<u32>) {
        if !range.contains(&number) {
            let allowed = format!("a whole number from {} to {}", range.start(), range.end());
            self.report.add_at(path.into(), ProblemCode::Range, number, allowed);
        }
    }

    /// The length of a list.
    pub(super) fn list_length(&mut self, field: &str, length: usize, most: usize) -> bool {
        if length > most {
            let allowed = format!("at most {most} elements");
            self.report.add(field, ProblemCode::Range, format!("{length} elements"), allowed);
        }
        length <= most
    }

    /// An instant: whole milliseconds of the years that records may name.
    pub(super) fn instant<'p>(&mut self, path: impl Into<Path<'p>>, instant: &mut Timestamp) {
        *instant = whole_milliseconds(*instant);
        if !self.normalizer.limits.contains(*instant) {
            self.report.add_at(path.into(), ProblemCode::Range, *instant, ALLOWED_YEARS);
        }
    }

    /// An instant that may be absent.
    pub(super) fn optional_instant(&mut self, field: &str, instant: &mut Option<Timestamp>) {
        if let Some(instant) = instant {
            self.instant(field, instant);
        }
    }

    /// A date that may be absent.
    pub(super) fn date(&mut self, field: &str, date: Option<Date>) {
        if let Some(date) = date
            && !(1900..=2200).contains(&date.year())
        {
            self.report.add(field, ProblemCode::Range, date, ALLOWED_YEARS);
        }
    }

    /// Whether a stretch ends after its start; `path` is that of its end.
    pub(super) fn order<'p>(&mut self, path: impl Into<Path<'p>>, start: Timestamp, end: Timestamp) -> bool {
        if end <= start {
            let allowed = format!("a time after the start {start}");
            self.report.add_at(path.into(), ProblemCode::TimeOrder, end, allowed);
        }
        end > start
    }

    /// Pay: amounts in range and in order.
    pub(super) fn pay(&mut self, field: &str, pay: Option<&Pay>) {
        let Some(pay) = pay else { return };
        for (part, amount) in [("min_value_fen", pay.min_value_fen), ("max_value_fen", pay.max_value_fen)] {
            if let Some(fen) = amount
                && !(0..=Pay::MAX_FEN).contains(&fen)
            {
                let allowed = format!("0 to {} fen (ten million yuan)", Pay::MAX_FEN);
                self.report.add(format!("{field}.{part}"), ProblemCode::Range, fen, allowed);
            }
        }
        if let (Some(min), Some(max)) = (pay.min_value_fen, pay.max_value_fen)
            && min > max
        {
            let allowed = "a lower end that is at most the upper one";
            self.report.add(field, ProblemCode::PayOrder, format!("{min} to {max} fen"), allowed);
        }
    }

    /// A place: coordinates in WGS-84, the division's own code, and one inferred from the other.
    pub(super) fn place(
        &mut self,
        location: &mut Option<Coordinates>,
        inferred: &mut bool,
        division: &mut Option<String>,
    ) {
        if let Some(point) = location {
            let mut inside = true;
            for (part, degrees, most) in [("longitude", point.longitude, 180.0), ("latitude", point.latitude, 90.0)] {
                if !(-most..=most).contains(&degrees) {
                    inside = false;
                    let allowed = format!("a number of degrees from -{most} to {most}");
                    self.report.add(format!("location.{part}"), ProblemCode::Coordinates, degrees, allowed);
                }
            }
            if inside {
                *point = datum::to_wgs84(*point);
            }
        }
        let code = self.division(division);
        if location.is_none() {
            let table = self.normalizer.divisions.as_deref();
            *location = table.zip(code).and_then(|(table, code)| table.centroid(code)).map(datum::to_wgs84);
            *inferred = location.is_some();
        }
    }

    fn division(&mut self, division: &mut Option<String>) -> Option<DivisionCode> {
        let text = division.as_mut()?;
        trim(text);
        if text.is_empty() {
            *division = None;
            return None;
        }
        let Some(code) = DivisionCode::parse(text) else {
            self.report.add("division", ProblemCode::DivisionForm, &*text, "2, 4, 6, 9 or 12 digits");
            return None;
        };
        let code = match &self.normalizer.divisions {
            None => code,
            Some(table) => match table.resolve(code) {
                Some(Resolved::Listed(own) | Resolved::Changed(own)) => own,
                Some(Resolved::Inside(_)) => code,
                None => {
                    let allowed = "a code of the loaded division table, or one that it knows the successor of";
                    self.report.add("division", ProblemCode::DivisionUnknown, &*text, allowed);
                    return None;
                }
            },
        };
        let own = code.to_string();
        if *text != own {
            *text = own;
        }
        Some(code)
    }

    /// The code of the occupation that texts are taken to mean, with its share, where occupations are inferred.
    pub(super) fn infer(&self, title: &str, description: Option<&str>) -> Option<(String, u32)> {
        let inferred = self.normalizer.classifier()?.infer(title, description)?;
        Some((inferred.code, inferred.confidence))
    }

    /// An occupation code, in the spelling of the table.
    pub(super) fn occupation<'p>(&mut self, path: impl Into<Path<'p>>, code: &mut String) {
        trim(code);
        let Some(id) = self.normalizer.occupations.find(code) else {
            let allowed = "a code of the loaded occupation table such as 4-02-07-10";
            self.report.add_at(path.into(), ProblemCode::OccupationUnknown, &*code, allowed);
            return;
        };
        let own = &self.normalizer.occupations.get(id).code;
        if code != own {
            code.clone_from(own);
        }
    }

    /// An occupation code that may be absent; a blank one is.
    pub(super) fn optional_occupation(&mut self, field: &str, code: &mut Option<String>) {
        if let Some(given) = code {
            trim(given);
            if given.is_empty() {
                *code = None;
            } else {
                self.occupation(field, given);
            }
        }
    }

    /// A name in a list: trimmed, full-width letters and digits made narrow, case kept.
    pub(super) fn name(&mut self, list: &str, index: usize, part: &str, name: &mut String) {
        let path = Path::Element(list, index, part);
        *name = normal_name(std::mem::take(name));
        if name.is_empty() {
            self.report.add_at(path, ProblemCode::Missing, "", "a name");
        }
        if name.len() > NAME_CHARS && name.chars().count() > NAME_CHARS {
            let allowed = format!("at most {NAME_CHARS} characters");
            self.report.add_at(path, ProblemCode::TooLong, &*name, allowed);
        }
    }

    /// Skills: one entry for each name, with the highest level given.
    pub(super) fn skills(&mut self, list: &str, skills: &mut Vec<Skill>) {
        if !self.list_length(list, skills.len(), LIST_LENGTH) {
            return;
        }
        for (index, skill) in skills.iter_mut().enumerate() {
            self.name(list, index, "name", &mut skill.name);
        }
        merge(skills, |kept, skill| {
            let same = kept.name == skill.name;
            if same {
                kept.level = kept.level.max(skill.level);
            }
            same
        });
    }

    /// Texts of which each is told once, in order of first appearance; blank ones are dropped.
    pub(super) fn ids(&mut self, list: &str, ids: &mut Vec<String>) {
        if !self.list_length(list, ids.len(), BLOCKED_LENGTH) {
            return;
        }
        for (index, id) in ids.iter_mut().enumerate() {
            trim(id);
            self.id_form(Path::Element(list, index, ""), id);
        }
        ids.retain(|id| !id.is_empty());
        distinct(ids);
    }
}

/// Keeps the first of equal texts; long lists go through a set.
pub(super) fn distinct(texts: &mut Vec<String>) {
    if texts.len() > 1 {
        let mut seen: HashSet<String, foldhash::fast::RandomState> = HashSet::default();
        texts.retain(|text| seen.insert(text.clone()));
    }
}

/// Keeps the first of equal words; there are few of them.
pub(super) fn distinct_words<V: Copy + PartialEq>(words: &mut Vec<V>) {
    merge(words, |kept, word| kept == word);
}

/// Folds each element into the first kept one that `absorb`s it, keeping the others in order.
pub(super) fn merge<T>(items: &mut Vec<T>, absorb: impl Fn(&mut T, &T) -> bool) {
    if items.len() < 2 {
        return;
    }
    let mut kept: Vec<T> = Vec::with_capacity(items.len());
    for item in items.drain(..) {
        if !kept.iter_mut().any(|earlier| absorb(earlier, &item)) {
            kept.push(item);
        }
    }
    *items = kept;
}

/// Takes blanks off both ends in place; a text without them is not touched.
pub(super) fn trim(text: &mut String) {
    let trimmed = text.trim();
    if trimmed.len() != text.len() {
        *text = trimmed.to_owned();
    }
}

/// A skill's or certificate's name as it is compared: trimmed, full-width letters and digits made narrow.
fn normal_name(name: String) -> String {
    let folded = fold_width(&name);
    let trimmed = folded.trim();
    if trimmed.len() == name.len() && matches!(folded, std::borrow::Cow::Borrowed(_)) {
        return name;
    }
    trimmed.to_owned()
}

const _: () = assert!(*METRES.end() >= EARTH_DIAMETER_M, "any distance between two places is in range");
