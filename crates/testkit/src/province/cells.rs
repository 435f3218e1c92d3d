//! Records as the rows of a clerk's export: flat columns, lists in cells.

use gigmatch::record::{Coordinates, Outlet, Pay, Placement, Posting, Skill, Timestamp, Vocabulary, WorkerProfile};

use super::clock::{local_date, written};

/// A kind of record that can be written as a row.
pub(super) trait Cells: serde::Serialize {
    /// The header line.
    const COLUMNS: &'static [&'static str];

    /// The cells under it.
    fn cells(&self) -> Vec<String>;
}

impl Cells for Posting {
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "title",
        "description",
        "hiring_organization",
        "employer_id",
        "status",
        "occupational_category",
        "employment_type",
        "job_location_type",
        "longitude",
        "latitude",
        "datum",
        "division",
        "max_distance_m",
        "base_salary",
        "pay_min",
        "pay_max",
        "pay_unit",
        "settlement",
        "date_posted",
        "valid_through",
        "job_start_date",
        "job_immediate_start",
        "total_job_openings",
        "shifts",
        "shift_mode",
        "required_skills",
        "desired_skills",
        "required_certificates",
        "experience_months",
        "hazardous",
        "blocked_workers",
    ];

    fn cells(&self) -> Vec<String> {
        let [longitude, latitude, datum] = place(self.location);
        let [text, low, high, unit] = offer(self.base_salary.as_ref());
        let shifts = self
            .shifts
            .iter()
            .map(|shift| format!("{}/{}*{}#{}", written(shift.start), written(shift.end), shift.headcount, shift.id));
        vec![
            self.id.clone(),
            self.title.clone(),
            self.description.clone().unwrap_or_default(),
            self.hiring_organization.clone().unwrap_or_default(),
            self.employer_id.clone().unwrap_or_default(),
            self.status.name().to_owned(),
            self.occupational_category.clone().unwrap_or_default(),
            word(self.employment_type),
            self.job_location_type.name().to_owned(),
            longitude,
            latitude,
            datum,
            self.division.clone().unwrap_or_default(),
            number(self.max_distance_m),
            text,
            low,
            high,
            unit,
            word(self.settlement),
            time(self.date_posted),
            time(self.valid_through),
            time(self.job_start_date),
            self.job_immediate_start.to_string(),
            number(self.total_job_openings),
            list(shifts),
            self.shift_mode.name().to_owned(),
            list(self.required_skills.iter().map(skill)),
            list(self.desired_skills.iter().map(skill)),
            list(self.required_certificates.iter().cloned()),
            number(self.experience_months),
            self.hazardous.to_string(),
            list(self.blocked_workers.iter().cloned()),
        ]
    }
}

impl Cells for WorkerProfile {
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "status",
        "longitude",
        "latitude",
        "datum",
        "division",
        "max_distance_m",
        "availability",
        "pay_floor",
        "pay_floor_unit",
        "skills",
        "certificates",
        "desired_occupations",
        "wishes",
        "experience",
        "employment_type",
        "birth_date",
        "statutory_retirement_date",
        "key_groups",
        "household_id",
        "unemployed_since",
        "circumstances",
        "graduated_on",
        "original_retirement_age",
        "registered_on",
        "blocked_employers",
    ];

    fn cells(&self) -> Vec<String> {
        let [longitude, latitude, datum] = place(self.location);
        let [_, floor, _, unit] = offer(self.pay_floor.as_ref());
        // No window at all means never, an empty cell would mean unknown.
        let availability = self.availability.as_ref().map(|windows| match windows.as_slice() {
            [] => "[]".to_owned(),
            windows => list(windows.iter().map(|window| format!("{}/{}", written(window.start), written(window.end)))),
        });
        let certificates = self.certificates.iter().map(|held| match held.valid_through {
            None => held.name.clone(),
            Some(end) => format!("{}@{}", held.name, last_date(end)),
        });
        let experience = self.experience.iter().map(|done| format!("{}@{}", done.occupational_category, done.months));
        vec![
            self.id.clone(),
            self.status.name().to_owned(),
            longitude,
            latitude,
            datum,
            self.division.clone().unwrap_or_default(),
            number(self.max_distance_m),
            availability.unwrap_or_default(),
            floor,
            unit,
            list(self.skills.iter().map(skill)),
            list(certificates),
            list(self.desired_occupations.iter().cloned()),
            self.wishes.clone().unwrap_or_default(),
            list(experience),
            word(self.employment_type),
            number(self.birth_date),
            number(self.statutory_retirement_date),
            list(self.key_groups.iter().map(|group| group.name().to_owned())),
            self.household_id.clone().unwrap_or_default(),
            number(self.unemployed_since),
            list(self.circumstances.iter().map(|circumstance| circumstance.name().to_owned())),
            number(self.graduated_on),
            number(self.original_retirement_age),
            number(self.registered_on),
            list(self.blocked_employers.iter().cloned()),
        ]
    }
}

impl Cells for Outlet {
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "name",
        "kind",
        "operator_kind",
        "service_modes",
        "longitude",
        "latitude",
        "datum",
        "division",
        "service_radius_m",
        "service_minutes",
        "travel_mode",
        "opening_hours",
        "capacity",
    ];

    fn cells(&self) -> Vec<String> {
        let [longitude, latitude, datum] = place(self.location);
        vec![
            self.id.clone(),
            self.name.clone(),
            self.kind.name().to_owned(),
            word(self.operator_kind),
            list(self.service_modes.iter().map(|mode| mode.name().to_owned())),
            longitude,
            latitude,
            datum,
            self.division.clone().unwrap_or_default(),
            number(self.service_radius_m),
            number(self.service_minutes),
            word(self.travel_mode),
            list(self.opening_hours.iter().cloned()),
            number(self.capacity),
        ]
    }
}

impl Cells for Placement {
    const COLUMNS: &'static [&'static str] =
        &["id", "worker_id", "posting_id", "shift_id", "status", "employer", "start", "end"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.clone(),
            self.worker_id.clone(),
            self.posting_id.clone(),
            self.shift_id.clone(),
            self.status.name().to_owned(),
            self.employer.clone().unwrap_or_default(),
            self.start.map(written).unwrap_or_default(),
            self.end.map(written).unwrap_or_default(),
        ]
    }
}

fn list(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join(";")
}

fn number(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn word(value: Option<impl Vocabulary>) -> String {
    value.map(|value| value.name().to_owned()).unwrap_or_default()
}

fn time(at: Option<Timestamp>) -> String {
    at.map(written).unwrap_or_default()
}

fn place(location: Option<Coordinates>) -> [String; 3] {
    location.map_or_else(Default::default, |point| {
        [point.longitude.to_string(), point.latitude.to_string(), point.datum.name().to_owned()]
    })
}

/// Pay as a text where it is to be agreed upon, else lower and upper end in yuan and the unit.
fn offer(pay: Option<&Pay>) -> [String; 4] {
    let Some(pay) = pay else { return Default::default() };
    if pay.lower_fen().is_none() {
        return ["面议".to_owned(), String::new(), String::new(), String::new()];
    }
    let unit = pay.unit_text.name().to_owned();
    [String::new(), number(pay.min_value_fen.map(yuan)), number(pay.max_value_fen.map(yuan)), unit]
}

/// Fen as yuan, without needless decimals.
fn yuan(fen: i64) -> String {
    match fen % 100 {
        0 => (fen / 100).to_string(),
        cents => format!("{}.{cents:02}", fen / 100),
    }
}

/// A skill with its level as people write it, in Chinese.
fn skill(skill: &Skill) -> String {
    let level = skill.level.and_then(|level| {
        let known = gigmatch::record::SkillLevel::WORDS.iter().find(|(value, _)| *value == level);
        known.and_then(|(_, words)| words.get(1))
    });
    match level {
        None => skill.name.clone(),
        Some(level) => format!("{}@{level}", skill.name),
    }
}

/// The last date on which a certificate holds that ends with the first instant of the next.
fn last_date(end: Timestamp) -> gigmatch::record::Date {
    let before = Timestamp::from_millisecond(end.as_millisecond() - 1).unwrap_or(end);
    local_date(before)
}
