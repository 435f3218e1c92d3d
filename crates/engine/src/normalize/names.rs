//! The names that rows may use, for each kind of record and for the elements of lists.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use serde_json::{Map, Value};

use crate::record::RecordKind;

/// One field of a row: the path that the reader asks for, and the other paths that mean the same.
#[derive(Debug)]
pub(super) struct Field {
    /// Path in `snake_case`, nested parts joined by dots.
    pub(super) path: &'static str,
    also: &'static [&'static str],
    elements: Option<&'static LazyLock<Names>>,
}

/// The fields of one kind of object, found by every path that is accepted for them.
#[derive(Debug)]
pub(super) struct Names {
    by_path: HashMap<&'static str, &'static Field, foldhash::fast::RandomState>,
    /// Names of objects whose parts are fields, so that the walk knows where to go in.
    parents: HashSet<&'static str, foldhash::fast::RandomState>,
    listed: Vec<&'static str>,
}

const fn field(path: &'static str, also: &'static [&'static str]) -> Field {
    Field { path, also, elements: None }
}

const fn list(path: &'static str, also: &'static [&'static str], elements: &'static LazyLock<Names>) -> Field {
    Field { path, also, elements: Some(elements) }
}

static PLACE: [Field; 6] = [
    field("location", &["job_location"]),
    field(
        "location.longitude",
        &[
            "longitude",
            "lon",
            "lng",
            "location.lon",
            "location.lng",
            "job_location.longitude",
            "job_location.lon",
            "job_location.lng",
            "job_location.geo.longitude",
            "location.geo.longitude",
        ],
    ),
    field(
        "location.latitude",
        &[
            "latitude",
            "lat",
            "location.lat",
            "job_location.latitude",
            "job_location.lat",
            "job_location.geo.latitude",
            "location.geo.latitude",
        ],
    ),
    field("location.datum", &["datum", "job_location.datum", "job_location.geo.datum", "location.geo.datum"]),
    field("location_inferred", &[]),
    field("division", &[]),
];

static POSTING_HEAD: [Field; 10] = [
    field("id", &["identifier", "identifier.value"]),
    field("title", &[]),
    field("description", &[]),
    field("hiring_organization", &["hiring_organization.name"]),
    field("employer_id", &["hiring_organization.identifier"]),
    field("status", &[]),
    field("occupational_category", &[]),
    field("occupation_confidence", &[]),
    field("employment_type", &[]),
    field("job_location_type", &[]),
];

static POSTING_TAIL: [Field; 24] = [
    field("remote", &[]),
    field("max_distance_m", &[]),
    field("base_salary", &[]),
    field("base_salary.min_value", &["pay_min", "base_salary.value.min_value"]),
    field("base_salary.max_value", &["pay_max", "base_salary.value.max_value"]),
    field("base_salary.value", &["base_salary.value.value"]),
    field("base_salary.min_value_fen", &["pay_min_fen"]),
    field("base_salary.max_value_fen", &["pay_max_fen"]),
    field("base_salary.unit_text", &["pay_unit", "base_salary.value.unit_text"]),
    field("base_salary.currency", &["salary_currency"]),
    field("settlement", &[]),
    field("date_posted", &[]),
    field("valid_through", &[]),
    field("job_start_date", &[]),
    field("job_immediate_start", &[]),
    field("total_job_openings", &[]),
    list("shifts", &[], &SHIFT),
    field("shift_mode", &[]),
    list("required_skills", &[], &SKILL),
    list("desired_skills", &["skills"], &SKILL),
    list("required_certificates", &["qualifications"], &NOTHING),
    field("experience_months", &["experience_requirements.months_of_experience"]),
    field("hazardous", &[]),
    list("blocked_workers", &[], &NOTHING),
];

static WORKER_HEAD: [Field; 2] = [field("id", &["identifier", "identifier.value"]), field("status", &[])];

static WORKER_TAIL: [Field; 27] = [
    field("max_distance_m", &[]),
    list("availability", &[], &WINDOW),
    field("pay_floor", &[]),
    field("pay_floor.min_value", &[]),
    field("pay_floor.max_value", &[]),
    field("pay_floor.value", &[]),
    field("pay_floor.min_value_fen", &["pay_floor_fen"]),
    field("pay_floor.max_value_fen", &[]),
    field("pay_floor.unit_text", &["pay_floor_unit"]),
    field("pay_floor.currency", &[]),
    list("skills", &[], &SKILL),
    list("certificates", &[], &CERTIFICATE),
    list("desired_occupations", &[], &NOTHING),
    field("occupation_confidence", &[]),
    field("wishes", &[]),
    list("experience", &[], &EXPERIENCE),
    field("employment_type", &[]),
    field("birth_date", &[]),
    field("statutory_retirement_date", &[]),
    list("key_groups", &[], &NOTHING),
    field("household_id", &[]),
    field("unemployed_since", &[]),
    list("circumstances", &[], &NOTHING),
    field("graduated_on", &[]),
    field("original_retirement_age", &[]),
    field("registered_on", &[]),
    list("blocked_employers", &[], &NOTHING),
];

static OUTLET_HEAD: [Field; 5] = [
    field("id", &["identifier", "identifier.value"]),
    field("name", &[]),
    field("kind", &[]),
    field("operator_kind", &[]),
    list("service_modes", &[], &NOTHING),
];

static OUTLET_TAIL: [Field; 5] = [
    field("service_radius_m", &[]),
    field("service_minutes", &[]),
    field("travel_mode", &[]),
    list("opening_hours", &[], &NOTHING),
    field("capacity", &[]),
];

static PLACEMENT_FIELDS: [Field; 8] = [
    field("id", &["identifier", "identifier.value"]),
    field("worker_id", &[]),
    field("posting_id", &[]),
    field("shift_id", &[]),
    field("status", &[]),
    field("employer", &[]),
    field("start", &[]),
    field("end", &[]),
];

static SHIFT_FIELDS: [Field; 4] = [field("id", &[]), field("start", &[]), field("end", &[]), field("headcount", &[])];
static WINDOW_FIELDS: [Field; 2] = [field("start", &[]), field("end", &[])];
static SKILL_FIELDS: [Field; 2] = [field("name", &[]), field("level", &[])];
static CERTIFICATE_FIELDS: [Field; 2] = [field("name", &[]), field("valid_through", &[])];
static EXPERIENCE_FIELDS: [Field; 2] = [field("occupational_category", &["occupation"]), field("months", &[])];

static POSTING: LazyLock<Names> = LazyLock::new(|| Names::of(&[&POSTING_HEAD, &PLACE, &POSTING_TAIL]));
static WORKER: LazyLock<Names> = LazyLock::new(|| Names::of(&[&WORKER_HEAD, &PLACE, &WORKER_TAIL]));
static OUTLET: LazyLock<Names> = LazyLock::new(|| Names::of(&[&OUTLET_HEAD, &PLACE, &OUTLET_TAIL]));
static PLACEMENT: LazyLock<Names> = LazyLock::new(|| Names::of(&[&PLACEMENT_FIELDS]));
/// The fields of a shift.
pub(super) static SHIFT: LazyLock<Names> = LazyLock::new(|| Names::of(&[&SHIFT_FIELDS]));
/// The fields of an availability window.
pub(super) static WINDOW: LazyLock<Names> = LazyLock::new(|| Names::of(&[&WINDOW_FIELDS]));
/// The fields of a skill.
pub(super) static SKILL: LazyLock<Names> = LazyLock::new(|| Names::of(&[&SKILL_FIELDS]));
/// The fields of a certificate held.
pub(super) static CERTIFICATE: LazyLock<Names> = LazyLock::new(|| Names::of(&[&CERTIFICATE_FIELDS]));
/// The fields of an experience.
pub(super) static EXPERIENCE: LazyLock<Names> = LazyLock::new(|| Names::of(&[&EXPERIENCE_FIELDS]));
/// For lists whose elements are texts.
static NOTHING: LazyLock<Names> = LazyLock::new(|| Names::of(&[]));

impl Names {
    /// The names of a kind of record.
    pub(super) fn of_kind(kind: RecordKind) -> &'static Self {
        match kind {
            RecordKind::Posting => &POSTING,
            RecordKind::Worker => &WORKER,
            RecordKind::Outlet => &OUTLET,
            RecordKind::Placement => &PLACEMENT,
        }
    }

    fn of(groups: &[&'static [Field]]) -> Self {
        let mut names = Self { by_path: HashMap::default(), parents: HashSet::default(), listed: Vec::new() };
        for field in groups.iter().copied().flatten() {
            for path in std::iter::once(&field.path).chain(field.also).copied() {
                names.by_path.insert(path, field);
                names.listed.push(path);
                names.parents.extend(path.match_indices('.').map(|(at, _)| &path[..at]));
            }
        }
        names
    }

    /// Every accepted path in `snake_case`, in the order of the fields.
    pub(super) fn listed(&self) -> &[&'static str] {
        &self.listed
    }

    /// The place of the field that a problem's path such as `shifts[1].end` belongs to.
    pub(super) fn order_of(&self, problem_path: &str) -> usize {
        let root = problem_path.split(['.', '[']).next().unwrap_or_default();
        let listed = |wanted: &str| self.listed.iter().position(|path| *path == wanted);
        listed(problem_path).or_else(|| listed(root)).unwrap_or(usize::MAX)
    }

    /// Goes through the values of a row, into objects whose parts are fields, and tells each one with its field.
    ///
    /// Absent values (null, empty and blank texts, empty objects) and JSON-LD's own keys (`@type`) are passed over.
    pub(super) fn walk<'a>(
        &self,
        fields: &'a Map<String, Value>,
        visit: &mut impl FnMut(Option<&'static Field>, &str, &'a Value),
    ) {
        self.walk_from("", fields, visit);
    }

    fn walk_from<'a>(
        &self,
        parent: &str,
        fields: &'a Map<String, Value>,
        visit: &mut impl FnMut(Option<&'static Field>, &str, &'a Value),
    ) {
        for (key, value) in fields {
            if is_absent(value) || key.starts_with('@') {
                continue;
            }
            let path = if parent.is_empty() { Cow::Borrowed(key.as_str()) } else { format!("{parent}.{key}").into() };
            let field = self.find(&path);
            match value {
                Value::Object(parts) if field.is_none_or(|field| field.elements.is_none()) && self.has_parts(&path) => {
                    self.walk_from(&path, parts, visit);
                }
                _ => visit(field, &path, value),
            }
        }
    }

    /// Tells the paths of a row that no field has, those inside list elements too (as `shifts[].note`).
    pub(super) fn unknown(&self, fields: &Map<String, Value>, tell: &mut dyn FnMut(&str)) {
        self.walk(fields, &mut |field, path, value| match (field, value) {
            (None, _) => tell(path),
            (Some(Field { elements: Some(names), .. }), Value::Array(items)) => {
                for item in items.iter().filter_map(Value::as_object) {
                    names.unknown(item, &mut |inner| tell(&format!("{path}[].{inner}")));
                }
            }
            _ => {}
        });
    }

    fn find(&self, path: &str) -> Option<&'static Field> {
        self.by_path.get(path).or_else(|| self.by_path.get(snake_case(path).as_str())).copied()
    }

    fn has_parts(&self, path: &str) -> bool {
        self.parents.contains(path) || self.parents.contains(snake_case(path).as_str())
    }
}

/// Whether a value counts as not given.
pub(super) fn is_absent(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Object(parts) => parts.is_empty(),
        _ => false,
    }
}

/// Brings `camelCase`, `PascalCase`, `kebab-case` and spaced names to `snake_case`.
pub(super) fn snake_case(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    let mut after_small = false;
    for letter in name.trim().chars() {
        if letter.is_ascii_uppercase() {
            if after_small {
                snake.push('_');
            }
            snake.push(letter.to_ascii_lowercase());
        } else if letter == '-' || letter == ' ' {
            snake.push('_');
        } else {
            snake.push(letter);
        }
        after_small = letter.is_ascii_lowercase() || letter.is_ascii_digit();
    }
    snake
}

/// The known name nearest to an unknown one, where a slip of the hand explains the difference.
pub(super) fn nearest(names: &Names, unknown: &str) -> Option<String> {
    let wanted = snake_case(unknown);
    let limit = (wanted.chars().count() / 3).clamp(1, 3);
    names
        .listed
        .iter()
        .map(|known| (strsim::osa_distance(&wanted, known), known))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| (*known).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_other_cases() {
        for (given, snake) in [
            ("validThrough", "valid_through"),
            ("jobLocation.geo.longitude", "job_location.geo.longitude"),
            ("ID", "id"),
            ("Valid Through", "valid_through"),
            ("pay-min", "pay_min"),
        ] {
            assert_eq!(snake_case(given), snake, "{given}");
        }
    }

    #[test]
    fn no_path_means_two_fields() {
        for kind in RecordKind::ALL {
            let names = Names::of_kind(kind);
            assert_eq!(names.by_path.len(), names.listed.len(), "{kind}");
        }
    }

    #[test]
    fn near_names_only() {
        let names = Names::of_kind(RecordKind::Posting);
        assert_eq!(nearest(names, "titel").as_deref(), Some("title"));
        assert_eq!(nearest(names, "validThru").as_deref(), Some("valid_through"));
        assert_eq!(nearest(names, "valid_trough").as_deref(), Some("valid_through"));
        assert_eq!(nearest(names, "电话"), None);
    }
}
