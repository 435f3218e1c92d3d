//! The lenient reader: typed values out of JSON values or text cells.

use std::borrow::Cow;

use jiff::{Timestamp, civil::Date};
use serde_json::{Map, Value};

use super::{
    Normalizer,
    names::{Names, is_absent},
    pay::{self, PayError},
    report::{Check, Report, element_path, shown},
    time::{DateAlone, Moment},
};
use crate::{
    problem::ProblemCode,
    record::{Coordinates, Datum, Pay, PayPeriod, Vocabulary},
};

/// What a time may look like, for messages.
pub(super) const ALLOWED_TIME: &str =
    "a date or time of the years 1900 to 2200 such as 2026-11-24T08:00:00+08:00, 2026-11-24 08:00 or 2026-11-24";
const ALLOWED_DATE: &str = "a date of the years 1900 to 2200 such as 2026-11-24";
const ALLOWED_FLAG: &str = "true, false, 1, 0, yes, no, 是, 否";

/// Reads the fields of one row, or of one object in a list, and collects what is wrong with them.
pub(super) struct Reader<'a> {
    pub(super) normalizer: &'a Normalizer,
    pub(super) report: Report,
    found: Vec<(&'static str, &'a Value)>,
    /// The list and place of the object that is read; none for the row itself.
    place: Option<(&'static str, usize)>,
}

/// One element of a list: a cell's text or an object.
pub(super) enum Element<'r, 'a> {
    Text(&'r str, &'r mut Slot<'a>),
    Object(&'r mut Reader<'a>),
}

/// Where a text element stands, for its problems.
pub(super) struct Slot<'a> {
    pub(super) normalizer: &'a Normalizer,
    pub(super) report: Report,
    list: &'static str,
    index: usize,
}

impl Slot<'_> {
    /// Notes a problem of a part of the element.
    pub(super) fn wrong(&mut self, part: &str, code: ProblemCode, given: &str, allowed: impl Into<String>) {
        self.report.add(element_path(self.list, self.index, part), code, given, allowed);
    }
}

impl<'a> Reader<'a> {
    pub(super) fn open(normalizer: &'a Normalizer, names: &Names, fields: &'a Map<String, Value>) -> Self {
        Self::at(normalizer, names, fields, None, Report::default())
    }

    fn at(
        normalizer: &'a Normalizer,
        names: &Names,
        fields: &'a Map<String, Value>,
        place: Option<(&'static str, usize)>,
        report: Report,
    ) -> Self {
        let mut found: Vec<(&'static str, &'a Value)> = Vec::with_capacity(fields.len());
        names.walk(fields, &mut |field, _, value| {
            if let Some(field) = field
                && !found.iter().any(|(path, _)| *path == field.path)
            {
                found.push((field.path, value));
            }
        });
        Self { normalizer, report, found, place }
    }

    /// Ends reading; what was found goes on into the checks.
    pub(super) fn into_check(self) -> Check<'a> {
        Check { normalizer: self.normalizer, report: self.report }
    }

    /// Notes a problem of a field.
    pub(super) fn wrong(
        &mut self,
        name: &str,
        code: ProblemCode,
        given: impl std::fmt::Display,
        allowed: impl Into<String>,
    ) {
        let path = match self.place {
            Some((list, index)) => element_path(list, index, name),
            None => name.to_owned(),
        };
        self.report.add(path, code, given, allowed);
    }

    /// The value of a field; a list of one stands for its element where a single value is wanted.
    pub(super) fn value(&self, name: &str) -> Option<&'a Value> {
        let value = self.found.iter().find(|(path, _)| *path == name)?.1;
        match value {
            Value::Array(items) if items.len() == 1 => items.first().filter(|item| !is_absent(item)),
            _ => Some(value),
        }
    }

    /// A text; whole numbers count as their digits.
    pub(super) fn text(&mut self, name: &'static str) -> Option<String> {
        self.cell(name, "a text").map(Cow::into_owned)
    }

    fn cell(&mut self, name: &'static str, allowed: &str) -> Option<Cow<'a, str>> {
        let value = self.value(name)?;
        let text = scalar(value);
        if text.is_none() {
            self.wrong(name, ProblemCode::Type, shown(value), allowed);
        }
        text
    }

    /// A word of an enumeration.
    pub(super) fn word<V: Vocabulary>(&mut self, name: &'static str) -> Option<V> {
        let text = self.cell(name, "a word")?;
        let word = V::from_word(&text);
        if word.is_none() {
            self.wrong(name, ProblemCode::Word, text, V::allowed());
        }
        word
    }

    /// A yes or no.
    pub(super) fn flag(&mut self, name: &'static str) -> Option<bool> {
        if let Value::Bool(flag) = self.value(name)? {
            return Some(*flag);
        }
        let text = self.cell(name, ALLOWED_FLAG)?;
        let is = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
        if is(&["true", "1", "yes", "y", "是"]) {
            return Some(true);
        }
        if !is(&["false", "0", "no", "n", "否"]) {
            self.wrong(name, ProblemCode::Word, text, ALLOWED_FLAG);
            return None;
        }
        Some(false)
    }

    /// A whole number; whether it is in the field's range is checked later.
    pub(super) fn count(&mut self, name: &'static str) -> Option<u32> {
        let text = self.number(name, "a whole number")?;
        let Some(number) = whole_number(&text) else {
            self.wrong(name, ProblemCode::Type, text, "a whole number");
            return None;
        };
        let count = u32::try_from(number).ok();
        if count.is_none() {
            self.wrong(name, ProblemCode::Range, text, format!("a whole number from 0 to {}", u32::MAX));
        }
        count
    }

    /// The decimal text of a number.
    fn number(&mut self, name: &'static str, allowed: &str) -> Option<Cow<'a, str>> {
        let value = self.value(name)?;
        let text = match value {
            Value::Number(number) => Some(Cow::Owned(number.to_string())),
            Value::String(text) => Some(Cow::Borrowed(text.trim())),
            _ => None,
        };
        if text.is_none() {
            self.wrong(name, ProblemCode::Type, shown(value), allowed);
        }
        text
    }

    /// An instant.
    pub(super) fn time(&mut self, name: &'static str, alone: DateAlone) -> Option<Timestamp> {
        let moment = self.moment(name)?;
        self.instant(name, moment, alone)
    }

    /// The start and end of a stretch; the end may be a time of day.
    pub(super) fn stretch(&mut self) -> (Option<Timestamp>, Option<Timestamp>) {
        let start = self.moment("start");
        let end = match start {
            Some(start) => self.cell("end", ALLOWED_TIME).and_then(|text| {
                let end = Moment::parse_end(&text, start);
                if end.is_none() {
                    self.wrong("end", ProblemCode::TimeForm, text, ALLOWED_TIME);
                }
                end
            }),
            None => self.moment("end"),
        };
        let start = start.and_then(|moment| self.instant("start", moment, DateAlone::Start));
        let end = end.and_then(|moment| self.instant("end", moment, DateAlone::Start));
        (start, end)
    }

    /// Notes that a field which every element needs is absent, unless it is there and wrong.
    pub(super) fn needed<T>(&mut self, name: &'static str, value: Option<T>, allowed: &str) -> Option<T> {
        if value.is_none() && self.value(name).is_none() {
            self.wrong(name, ProblemCode::Missing, "", allowed);
        }
        value
    }

    fn moment(&mut self, name: &'static str) -> Option<Moment> {
        let text = self.cell(name, ALLOWED_TIME)?;
        let moment = Moment::parse(&text);
        if moment.is_none() {
            self.wrong(name, ProblemCode::TimeForm, text, ALLOWED_TIME);
        }
        moment
    }

    fn instant(&mut self, name: &'static str, moment: Moment, alone: DateAlone) -> Option<Timestamp> {
        let instant = moment.instant(&self.normalizer.zone, alone);
        if instant.is_none() {
            let given = self.value(name).map(shown).unwrap_or_default();
            self.wrong(name, ProblemCode::TimeForm, given, ALLOWED_TIME);
        }
        instant
    }

    /// A civil date; midnight behind it is passed over, as spreadsheets write it.
    pub(super) fn date(&mut self, name: &'static str) -> Option<Date> {
        let text = self.cell(name, ALLOWED_DATE)?;
        let midnight = jiff::civil::Time::MIN;
        let moment = Moment::parse(&text).filter(|moment| moment.time.is_none_or(|time| time == midnight));
        if moment.is_none() {
            self.wrong(name, ProblemCode::TimeForm, text, ALLOWED_DATE);
        }
        moment.map(|moment| moment.date)
    }

    /// A place out of `location.longitude`, `.latitude` and `.datum`.
    pub(super) fn location(&mut self) -> Option<Coordinates> {
        const ALLOWED: &str = "longitude and latitude in degrees";
        if let Some(value) = self.value("location") {
            self.wrong("location", ProblemCode::Coordinates, shown(value), ALLOWED);
            return None;
        }
        let mut degrees = |name| {
            let value = self.value(name)?;
            let number = match value {
                Value::Number(number) => number.as_f64(),
                Value::String(text) => text.trim().parse().ok(),
                _ => None,
            };
            if number.is_none() {
                self.wrong(name, ProblemCode::Coordinates, shown(value), "a number of degrees");
            }
            Some(number)
        };
        let (longitude, latitude) = (degrees("location.longitude"), degrees("location.latitude"));
        let datum = self.word::<Datum>("location.datum");
        match (longitude, latitude) {
            (None, None) => None,
            (Some(longitude), Some(latitude)) => {
                Some(Coordinates { longitude: longitude?, latitude: latitude?, datum: datum.unwrap_or_default() })
            }
            (Some(_), None) => {
                self.wrong("location.latitude", ProblemCode::Coordinates, "", ALLOWED);
                None
            }
            (None, Some(_)) => {
                self.wrong("location.longitude", ProblemCode::Coordinates, "", ALLOWED);
                None
            }
        }
    }

    /// Pay out of a text, of amounts in yuan or of amounts in fen.
    pub(super) fn pay(&mut self, names: &PayNames) -> Option<Pay> {
        let unit = self.word::<PayPeriod>(names.unit_text);
        self.currency(names.currency);
        let min = self.fen(names.min_value_fen).or_else(|| self.yuan(names.min_value));
        let max = self.fen(names.max_value_fen).or_else(|| self.yuan(names.max_value));
        let (min, max) = if min.is_none() && max.is_none() {
            let fixed = self.yuan(names.value);
            (fixed, fixed)
        } else {
            (min, max)
        };
        if min.is_some() || max.is_some() {
            let Some(unit_text) = unit else {
                if self.value(names.unit_text).is_none() {
                    self.wrong(names.unit_text, ProblemCode::PayForm, "", PayPeriod::allowed());
                }
                return None;
            };
            return Some(Pay { min_value_fen: min, max_value_fen: max, unit_text });
        }
        let Some(text) = self.number(names.text, pay::ALLOWED) else {
            return unit.map(|unit_text| Pay { unit_text, ..Pay::negotiable() });
        };
        match pay::parse(&text, unit) {
            Ok(pay) => Some(pay),
            Err(PayError::NoUnit) if self.value(names.unit_text).is_some() => None,
            Err(PayError::NoUnit) => {
                self.wrong(names.text, ProblemCode::PayForm, text, format!("{} (a unit is missing)", pay::ALLOWED));
                None
            }
            Err(PayError::Form) => {
                self.wrong(names.text, ProblemCode::PayForm, text, pay::ALLOWED);
                None
            }
        }
    }

    fn currency(&mut self, name: &'static str) {
        const YUAN: [&str; 5] = ["CNY", "RMB", "元", "人民币", "人民币元"];
        if let Some(text) = self.cell(name, "CNY")
            && !YUAN.iter().any(|word| text.eq_ignore_ascii_case(word))
        {
            self.wrong(name, ProblemCode::Word, text, "CNY, RMB, 元, 人民币");
        }
    }

    fn yuan(&mut self, name: &'static str) -> Option<i64> {
        let text = self.number(name, pay::ALLOWED_YUAN)?;
        let fen = pay::yuan_to_fen(&text);
        if fen.is_none() {
            self.wrong(name, ProblemCode::PayForm, text, pay::ALLOWED_YUAN);
        }
        fen
    }

    fn fen(&mut self, name: &'static str) -> Option<i64> {
        const ALLOWED: &str = "a whole number of fen";
        let text = self.number(name, ALLOWED)?;
        let fen = whole_number(&text);
        if fen.is_none() {
            self.wrong(name, ProblemCode::PayForm, text, ALLOWED);
        }
        fen
    }

    /// Words of an enumeration.
    pub(super) fn words<V: Vocabulary>(&mut self, name: &'static str) -> Vec<V> {
        self.list(name, None, element_word::<V>).unwrap_or_default()
    }

    /// Texts.
    pub(super) fn texts(&mut self, name: &'static str) -> Vec<String> {
        self.list(name, None, element_text).unwrap_or_default()
    }

    /// A list: a JSON array, JSON text, or a cell with `;` between its elements. `names` are those of its objects;
    /// without them an object is no element.
    pub(super) fn list<T>(
        &mut self,
        name: &'static str,
        names: Option<&Names>,
        mut read: impl FnMut(Element<'_, '_>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let value = self.found.iter().find(|(path, _)| *path == name)?.1;
        let parsed;
        let items: Vec<Item<'_>> = match value {
            Value::Array(items) => items.iter().map(Item::of).collect(),
            Value::String(text) if text.trim_start().starts_with('[') => {
                match serde_json::from_str::<Vec<Value>>(text) {
                    Ok(items) => {
                        parsed = items;
                        parsed.iter().map(Item::of).collect()
                    }
                    Err(error) => {
                        self.wrong(name, ProblemCode::Type, text, format!("a JSON list ({error})"));
                        return None;
                    }
                }
            }
            Value::String(text) => {
                text.split([';', '；']).map(str::trim).filter(|cell| !cell.is_empty()).map(Item::Text).collect()
            }
            other => vec![Item::of(other)],
        };
        let (mut elements, mut places) = (Vec::with_capacity(items.len()), Vec::new());
        for (index, item) in items.iter().enumerate() {
            let before = self.report.len();
            let element = match item {
                Item::Absent => continue,
                Item::Text(text) => self.in_slot(name, index, |slot| read(Element::Text(text, slot))),
                Item::Number(text) => self.in_slot(name, index, |slot| read(Element::Text(text, slot))),
                Item::Object(fields) if names.is_some() => {
                    let names = names?;
                    let report = std::mem::take(&mut self.report);
                    let mut inner = Reader::at(self.normalizer, names, fields, Some((name, index)), report);
                    let element = read(Element::Object(&mut inner));
                    self.report = inner.report;
                    element
                }
                Item::Object(_) | Item::Other(_) => None,
            };
            match element {
                Some(element) if self.report.len() == before => {
                    elements.push(element);
                    places.push(index);
                }
                _ if self.report.len() == before => {
                    let allowed = if names.is_some() { "a text or an object" } else { "a text" };
                    let path = element_path(name, index, "");
                    self.report.add(path, ProblemCode::Type, item.shown(), allowed);
                }
                _ => {}
            }
        }
        if elements.len() < items.len() {
            self.report.keep(name, places);
        }
        Some(elements)
    }

    fn in_slot<T>(&mut self, list: &'static str, index: usize, read: impl FnOnce(&mut Slot<'a>) -> T) -> T {
        let report = std::mem::take(&mut self.report);
        let mut slot = Slot { normalizer: self.normalizer, report, list, index };
        let result = read(&mut slot);
        self.report = slot.report;
        result
    }
}

fn element_word<V: Vocabulary>(element: Element<'_, '_>) -> Option<V> {
    let Element::Text(text, slot) = element else { return None };
    let word = V::from_word(text);
    if word.is_none() {
        slot.wrong("", ProblemCode::Word, text, V::allowed());
    }
    word
}

#[expect(clippy::needless_pass_by_value, reason = "the readers of elements share one signature")]
fn element_text(element: Element<'_, '_>) -> Option<String> {
    match element {
        Element::Text(text, _) => Some(text.to_owned()),
        Element::Object(_) => None,
    }
}

/// The paths of one pay field and its parts.
pub(super) struct PayNames {
    pub(super) text: &'static str,
    pub(super) min_value: &'static str,
    pub(super) max_value: &'static str,
    pub(super) value: &'static str,
    pub(super) min_value_fen: &'static str,
    pub(super) max_value_fen: &'static str,
    pub(super) unit_text: &'static str,
    pub(super) currency: &'static str,
}

/// An element of a list before it is read.
enum Item<'i> {
    Absent,
    Text(&'i str),
    Number(String),
    Object(&'i Map<String, Value>),
    Other(&'i Value),
}

impl<'i> Item<'i> {
    fn of(value: &'i Value) -> Self {
        match value {
            absent if is_absent(absent) => Self::Absent,
            Value::String(text) => Self::Text(text.trim()),
            Value::Number(number) if number.is_i64() || number.is_u64() => Self::Number(number.to_string()),
            Value::Object(fields) => Self::Object(fields),
            other => Self::Other(other),
        }
    }

    fn shown(&self) -> String {
        match self {
            Self::Absent => String::new(),
            Self::Text(text) => (*text).to_owned(),
            Self::Number(text) => text.clone(),
            Self::Object(fields) => serde_json::to_string(fields).unwrap_or_default(),
            Self::Other(value) => shown(value),
        }
    }
}

/// The text of a value where it is a text or a whole number.
fn scalar(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => Some(Cow::Borrowed(text.trim())),
        Value::Number(number) if number.is_i64() || number.is_u64() => Some(Cow::Owned(number.to_string())),
        _ => None,
    }
}

/// A whole number; `5.0` is one too, as spreadsheets and floating-point columns write it.
pub(super) fn whole_number(text: &str) -> Option<i64> {
    let digits = match text.split_once('.') {
        Some((whole, zeros)) if !zeros.is_empty() && zeros.bytes().all(|byte| byte == b'0') => whole,
        Some(_) => return None,
        None => text,
    };
    digits.parse().ok()
}
