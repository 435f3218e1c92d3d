//! The problems of one record while it is read and checked.

use std::fmt::Display;

use serde_json::Value;

use super::{Normalizer, names::Names};
use crate::problem::{Problem, ProblemCode};

/// Characters of a given value that a problem repeats.
const GIVEN_CHARS: usize = 200;

/// What is wrong with a record so far.
#[derive(Debug, Default)]
pub(super) struct Report {
    problems: Vec<Problem>,
    /// For lists of which elements could not be read: the places in the input of those that could.
    kept: Vec<(&'static str, Vec<usize>)>,
}

impl Report {
    /// Notes a problem.
    pub(super) fn add(
        &mut self,
        field: impl Into<String>,
        code: ProblemCode,
        given: impl Display,
        allowed: impl Into<String>,
    ) {
        let given = shortened(&given.to_string());
        self.problems.push(Problem { field: field.into(), code, given, allowed: allowed.into() });
    }

    /// Notes a problem at a path.
    pub(super) fn add_at(
        &mut self,
        path: Path<'_>,
        code: ProblemCode,
        given: impl Display,
        allowed: impl Into<String>,
    ) {
        let field = match path {
            Path::Field(field) => field.to_owned(),
            Path::Element(list, index, part) => {
                let kept = self.kept.iter().find(|(name, _)| *name == list);
                let place = kept.and_then(|(_, places)| places.get(index)).copied().unwrap_or(index);
                element_path(list, place, part)
            }
        };
        self.add(field, code, given, allowed);
    }

    /// Notes which elements of a list are left, so that later problems name their place in the input.
    pub(super) fn keep(&mut self, list: &'static str, places: Vec<usize>) {
        self.kept.push((list, places));
    }

    /// How many problems there are.
    pub(super) fn len(&self) -> usize {
        self.problems.len()
    }

    /// The value, or everything that is wrong with it in the order of the fields.
    pub(super) fn finish<T>(mut self, value: T, names: &Names) -> Result<T, Vec<Problem>> {
        if self.problems.is_empty() {
            return Ok(value);
        }
        self.problems.sort_by_cached_key(|problem| names.order_of(&problem.field));
        Err(self.problems)
    }

    /// Whether the field, or an element of it, already has a problem.
    pub(super) fn has(&self, field: &str) -> bool {
        self.problems.iter().any(|problem| {
            problem.field.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        })
    }
}

/// Where a checked value stands; only a problem makes a text of it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Path<'p> {
    /// A field of the record.
    Field(&'p str),
    /// An element of a list, or a part of it: the list, the element's place among those that could be read, the part.
    Element(&'p str, usize, &'p str),
}

impl<'p> From<&'p str> for Path<'p> {
    fn from(field: &'p str) -> Self {
        Self::Field(field)
    }
}

/// The checks of one record: where its problems go, and the tables it is held against.
pub(super) struct Check<'n> {
    pub(super) normalizer: &'n Normalizer,
    pub(super) report: Report,
}

impl<'n> Check<'n> {
    pub(super) fn new(normalizer: &'n Normalizer) -> Self {
        Self { normalizer, report: Report::default() }
    }
}

/// `list[place]`, or `list[place].part`.
pub(super) fn element_path(list: &str, place: usize, part: &str) -> String {
    if part.is_empty() { format!("{list}[{place}]") } else { format!("{list}[{place}].{part}") }
}

/// A value as a problem repeats it: texts as they are, everything else as JSON.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The first characters of a text, with an ellipsis where more follow.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(GIVEN_CHARS) {
        None => text.to_owned(),
        Some(_) => text.chars().take(GIVEN_CHARS - 1).chain(['…']).collect(),
    }
}
