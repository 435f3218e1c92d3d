//! The four kinds of records: how each is read from a row, and how each is checked.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::{
    Normalizer, Record, cells,
    check::{
        CONFIDENCE, HEADS, LIST_LENGTH, METRES, MINUTES, MONTHS, NAME_CHARS, RETIREMENT_AGE, TEXT_CHARS, TITLE_CHARS,
        distinct, distinct_words, merge, trim,
    },
    fields::{PayNames, Reader},
    names::{self, Names},
    report::{Check, Path},
    search_text,
    time::DateAlone,
};
use crate::{
    problem::{Problem, ProblemCode},
    record::{
        HeldCertificate, JobLocationType, OpeningHours, Outlet, Placement, Posting, RecordKind, Shift, TextRole,
        TimeWindow, WorkerProfile,
    },
};

/// Shifts of one posting.
const SHIFTS: usize = 1_000;
/// Availability windows of one worker.
const WINDOWS: usize = 2_000;
/// The longest shift, in milliseconds.
const SHIFT_MS: i64 = 7 * 24 * 3_600_000;

const BASE_SALARY: PayNames = PayNames {
    text: "base_salary",
    min_value: "base_salary.min_value",
    max_value: "base_salary.max_value",
    value: "base_salary.value",
    min_value_fen: "base_salary.min_value_fen",
    max_value_fen: "base_salary.max_value_fen",
    unit_text: "base_salary.unit_text",
    currency: "base_salary.currency",
};

const PAY_FLOOR: PayNames = PayNames {
    text: "pay_floor",
    min_value: "pay_floor.min_value",
    max_value: "pay_floor.max_value",
    value: "pay_floor.value",
    min_value_fen: "pay_floor.min_value_fen",
    max_value_fen: "pay_floor.max_value_fen",
    unit_text: "pay_floor.unit_text",
    currency: "pay_floor.currency",
};

/// What distinguishes the kinds: reading without checks, and checking.
trait Kind: Sized {
    fn read(reader: &mut Reader<'_>) -> Self;
    fn settle(&mut self, check: &mut Check<'_>);
}

fn from_row<T: Record + Kind>(normalizer: &Normalizer, fields: &Map<String, Value>) -> Result<T, Vec<Problem>> {
    let names = Names::of_kind(T::KIND);
    let mut reader = Reader::open(normalizer, names, fields);
    let mut record = T::read(&mut reader);
    let mut check = reader.into_check();
    record.settle(&mut check);
    check.report.finish(record, names)
}

fn check<T: Record + Kind>(mut record: T, normalizer: &Normalizer) -> Result<T, Vec<Problem>> {
    let mut check = Check::new(normalizer);
    record.settle(&mut check);
    check.report.finish(record, Names::of_kind(T::KIND))
}

macro_rules! record {
    ($type:ty, $kind:ident, $texts:expr) => {
        impl Record for $type {
            const KIND: RecordKind = RecordKind::$kind;

            fn id(&self) -> &str {
                &self.id
            }

            fn from_row(normalizer: &Normalizer, fields: &Map<String, Value>) -> Result<Self, Vec<Problem>> {
                from_row(normalizer, fields)
            }

            fn check(self, normalizer: &Normalizer) -> Result<Self, Vec<Problem>> {
                check(self, normalizer)
            }

            fn field_names() -> &'static [&'static str] {
                Names::of_kind(RecordKind::$kind).listed()
            }

            fn search_texts(&self) -> Vec<(TextRole, &str)> {
                $texts(self)
            }
        }
    };
}

record!(Posting, Posting, search_text::of_posting);
record!(WorkerProfile, Worker, search_text::of_worker);
record!(Outlet, Outlet, search_text::of_outlet);
record!(Placement, Placement, search_text::of_placement);

impl Kind for Posting {
    fn read(reader: &mut Reader<'_>) -> Self {
        let remote = reader.flag("remote").unwrap_or_default();
        let place = if remote { JobLocationType::Telecommute } else { JobLocationType::OnSite };
        Self {
            id: reader.text("id").unwrap_or_default(),
            title: reader.text("title").unwrap_or_default(),
            description: reader.text("description"),
            hiring_organization: reader.text("hiring_organization"),
            employer_id: reader.text("employer_id"),
            status: reader.word("status").unwrap_or_default(),
            occupational_category: reader.text("occupational_category"),
            occupation_confidence: reader.count("occupation_confidence"),
            employment_type: reader.word("employment_type"),
            job_location_type: reader.word("job_location_type").unwrap_or(place),
            location: reader.location(),
            location_inferred: reader.flag("location_inferred").unwrap_or_default(),
            division: reader.text("division"),
            max_distance_m: reader.count("max_distance_m"),
            base_salary: reader.pay(&BASE_SALARY),
            settlement: reader.word("settlement"),
            date_posted: reader.time("date_posted", DateAlone::Start),
            valid_through: reader.time("valid_through", DateAlone::LastMillisecond),
            job_start_date: reader.time("job_start_date", DateAlone::Start),
            job_immediate_start: reader.flag("job_immediate_start").unwrap_or_default(),
            total_job_openings: reader.count("total_job_openings"),
            shifts: reader.list("shifts", Some(&names::SHIFT), cells::shift).unwrap_or_default(),
            shift_mode: reader.word("shift_mode").unwrap_or_default(),
            required_skills: reader.list("required_skills", Some(&names::SKILL), cells::skill).unwrap_or_default(),
            desired_skills: reader.list("desired_skills", Some(&names::SKILL), cells::skill).unwrap_or_default(),
            required_certificates: reader.texts("required_certificates"),
            experience_months: reader.count("experience_months"),
            hazardous: reader.flag("hazardous").unwrap_or_default(),
            blocked_workers: reader.texts("blocked_workers"),
        }
    }

    fn settle(&mut self, check: &mut Check<'_>) {
        check.id("id", &mut self.id);
        check.text("title", &mut self.title, TITLE_CHARS);
        check.optional_text("description", &mut self.description, TEXT_CHARS);
        check.optional_text("hiring_organization", &mut self.hiring_organization, NAME_CHARS);
        check.optional_id("employer_id", &mut self.employer_id);
        check.optional_occupation("occupational_category", &mut self.occupational_category);
        check.number("occupation_confidence", self.occupation_confidence, &CONFIDENCE);
        if self.occupational_category.is_none() {
            let inferred = check.infer(&self.title, self.description.as_deref());
            (self.occupational_category, self.occupation_confidence) = inferred.unzip();
        }
        check.place(&mut self.location, &mut self.location_inferred, &mut self.division);
        check.number("max_distance_m", self.max_distance_m, &METRES);
        check.pay("base_salary", self.base_salary.as_ref());
        check.optional_instant("date_posted", &mut self.date_posted);
        check.optional_instant("valid_through", &mut self.valid_through);
        check.optional_instant("job_start_date", &mut self.job_start_date);
        check.number("total_job_openings", self.total_job_openings, &HEADS);
        shifts(check, &mut self.shifts);
        check.skills("required_skills", &mut self.required_skills);
        check.skills("desired_skills", &mut self.desired_skills);
        if check.list_length("required_certificates", self.required_certificates.len(), LIST_LENGTH) {
            for (index, name) in self.required_certificates.iter_mut().enumerate() {
                check.name("required_certificates", index, "", name);
            }
            distinct(&mut self.required_certificates);
        }
        check.number("experience_months", self.experience_months, &MONTHS);
        check.ids("blocked_workers", &mut self.blocked_workers);
    }
}

impl Kind for WorkerProfile {
    fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            id: reader.text("id").unwrap_or_default(),
            status: reader.word("status").unwrap_or_default(),
            location: reader.location(),
            location_inferred: reader.flag("location_inferred").unwrap_or_default(),
            division: reader.text("division"),
            max_distance_m: reader.count("max_distance_m"),
            availability: reader.list("availability", Some(&names::WINDOW), cells::window),
            pay_floor: reader.pay(&PAY_FLOOR),
            skills: reader.list("skills", Some(&names::SKILL), cells::skill).unwrap_or_default(),
            certificates: reader
                .list("certificates", Some(&names::CERTIFICATE), cells::certificate)
                .unwrap_or_default(),
            desired_occupations: reader.texts("desired_occupations"),
            occupation_confidence: reader.count("occupation_confidence"),
            wishes: reader.text("wishes"),
            experience: reader.list("experience", Some(&names::EXPERIENCE), cells::experience).unwrap_or_default(),
            employment_type: reader.word("employment_type"),
            birth_date: reader.date("birth_date"),
            statutory_retirement_date: reader.date("statutory_retirement_date"),
            key_groups: reader.words("key_groups"),
            household_id: reader.text("household_id"),
            unemployed_since: reader.date("unemployed_since"),
            circumstances: reader.words("circumstances"),
            graduated_on: reader.date("graduated_on"),
            original_retirement_age: reader.count("original_retirement_age"),
            registered_on: reader.date("registered_on"),
            blocked_employers: reader.texts("blocked_employers"),
        }
    }

    fn settle(&mut self, check: &mut Check<'_>) {
        check.id("id", &mut self.id);
        check.place(&mut self.location, &mut self.location_inferred, &mut self.division);
        check.number("max_distance_m", self.max_distance_m, &METRES);
        if let Some(windows) = &mut self.availability {
            availability(check, windows);
        }
        check.pay("pay_floor", self.pay_floor.as_ref());
        check.skills("skills", &mut self.skills);
        certificates(check, &mut self.certificates);
        if check.list_length("desired_occupations", self.desired_occupations.len(), LIST_LENGTH) {
            for (index, code) in self.desired_occupations.iter_mut().enumerate() {
                check.occupation(Path::Element("desired_occupations", index, ""), code);
            }
            distinct(&mut self.desired_occupations);
        }
        check.optional_text("wishes", &mut self.wishes, TEXT_CHARS);
        check.number("occupation_confidence", self.occupation_confidence, &CONFIDENCE);
        if self.desired_occupations.is_empty() {
            let inferred = self.wishes.as_deref().and_then(|wishes| check.infer(wishes, None));
            self.occupation_confidence = inferred.as_ref().map(|(_, confidence)| *confidence);
            self.desired_occupations = inferred.into_iter().map(|(code, _)| code).collect();
        }
        experience(check, self);
        check.date("birth_date", self.birth_date);
        check.date("statutory_retirement_date", self.statutory_retirement_date);
        distinct_words(&mut self.key_groups);
        check.optional_id("household_id", &mut self.household_id);
        check.date("unemployed_since", self.unemployed_since);
        distinct_words(&mut self.circumstances);
        check.date("graduated_on", self.graduated_on);
        check.number("original_retirement_age", self.original_retirement_age, &RETIREMENT_AGE);
        check.date("registered_on", self.registered_on);
        check.ids("blocked_employers", &mut self.blocked_employers);
    }
}

impl Kind for Outlet {
    fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            id: reader.text("id").unwrap_or_default(),
            name: reader.text("name").unwrap_or_default(),
            kind: reader.word("kind").unwrap_or_default(),
            operator_kind: reader.word("operator_kind"),
            service_modes: reader.words("service_modes"),
            location: reader.location(),
            location_inferred: reader.flag("location_inferred").unwrap_or_default(),
            division: reader.text("division"),
            service_radius_m: reader.count("service_radius_m"),
            service_minutes: reader.count("service_minutes"),
            travel_mode: reader.word("travel_mode"),
            opening_hours: reader.texts("opening_hours"),
            capacity: reader.count("capacity"),
        }
    }

    fn settle(&mut self, check: &mut Check<'_>) {
        check.id("id", &mut self.id);
        check.text("name", &mut self.name, NAME_CHARS);
        distinct_words(&mut self.service_modes);
        check.place(&mut self.location, &mut self.location_inferred, &mut self.division);
        check.number("service_radius_m", self.service_radius_m, &METRES);
        check.number("service_minutes", self.service_minutes, &MINUTES);
        opening_hours(check, &mut self.opening_hours);
        check.number("capacity", self.capacity, &HEADS);
    }
}

impl Kind for Placement {
    fn read(reader: &mut Reader<'_>) -> Self {
        let (start, end) = reader.stretch();
        Self {
            id: reader.text("id").unwrap_or_default(),
            worker_id: reader.text("worker_id").unwrap_or_default(),
            posting_id: reader.text("posting_id").unwrap_or_default(),
            shift_id: reader.text("shift_id").unwrap_or_default(),
            status: reader.word("status").unwrap_or_default(),
            employer: reader.text("employer"),
            start,
            end,
        }
    }

    fn settle(&mut self, check: &mut Check<'_>) {
        check.id("worker_id", &mut self.worker_id);
        check.id("posting_id", &mut self.posting_id);
        trim(&mut self.shift_id);
        check.id_form("shift_id", &self.shift_id);
        trim(&mut self.id);
        if self.id.is_empty() {
            // Made of three ids, it may be longer than one that a caller thinks of.
            self.id = self.default_id();
        } else if self.id != self.default_id() {
            check.id_form("id", &self.id);
        }
        check.optional_text("employer", &mut self.employer, NAME_CHARS);
        check.optional_instant("start", &mut self.start);
        check.optional_instant("end", &mut self.end);
        if let (Some(start), Some(end)) = (self.start, self.end) {
            check.order("end", start, end);
        }
    }
}

/// Shifts: ids filled in and unique, each with a length and seats, ordered by start and id.
fn shifts(check: &mut Check<'_>, shifts: &mut [Shift]) {
    if !check.list_length("shifts", shifts.len(), SHIFTS) {
        return;
    }
    let mut ids: HashSet<String, foldhash::fast::RandomState> = HashSet::default();
    for (index, shift) in shifts.iter_mut().enumerate() {
        let path = |part| Path::Element("shifts", index, part);
        trim(&mut shift.id);
        if shift.id.is_empty() {
            shift.id = (index + 1).to_string();
        } else {
            check.id_form(path("id"), &shift.id);
        }
        if !ids.insert(shift.id.clone()) {
            let allowed = "an id that no other shift has";
            check.report.add_at(path("id"), ProblemCode::ShiftDuplicate, &shift.id, allowed);
        }
        check.instant(path("start"), &mut shift.start);
        check.instant(path("end"), &mut shift.end);
        if check.order(path("end"), shift.start, shift.end)
            && shift.end.as_millisecond() - shift.start.as_millisecond() > SHIFT_MS
        {
            check.report.add_at(path("end"), ProblemCode::Range, shift.end, "at most 7 days after the start");
        }
        check.range(path("headcount"), shift.headcount, &HEADS);
    }
    shifts.sort_by(|a, b| (a.start, a.id.as_bytes()).cmp(&(b.start, b.id.as_bytes())));
}

/// Opening hours: each in its one spelling, in the order given.
fn opening_hours(check: &mut Check<'_>, hours: &mut Vec<String>) {
    if !check.list_length("opening_hours", hours.len(), LIST_LENGTH) {
        return;
    }
    for (index, text) in hours.iter_mut().enumerate() {
        if let Some(open) = OpeningHours::parse(text) {
            *text = open.to_string();
        } else {
            let path = Path::Element("opening_hours", index, "");
            check.report.add_at(path, ProblemCode::TimeForm, &*text, OpeningHours::FORM);
        }
    }
    distinct(hours);
}

/// Windows: ordered, with touching and overlapping ones joined.
fn availability(check: &mut Check<'_>, windows: &mut Vec<TimeWindow>) {
    if !check.list_length("availability", windows.len(), WINDOWS) {
        return;
    }
    let mut in_order = true;
    for (index, window) in windows.iter_mut().enumerate() {
        let path = |part| Path::Element("availability", index, part);
        check.instant(path("start"), &mut window.start);
        check.instant(path("end"), &mut window.end);
        in_order &= check.order(path("end"), window.start, window.end);
    }
    if !in_order {
        return;
    }
    merge_windows(windows);
}

/// Orders windows and joins those that touch or overlap.
pub(crate) fn merge_windows(windows: &mut Vec<TimeWindow>) {
    windows.sort_unstable();
    windows.dedup_by(|next, kept| {
        let joined = next.start <= kept.end;
        if joined {
            kept.end = kept.end.max(next.end);
        }
        joined
    });
}

/// Certificates: for each name the latest known expiry and, beside it, that one of unknown expiry is held.
fn certificates(check: &mut Check<'_>, certificates: &mut Vec<HeldCertificate>) {
    if !check.list_length("certificates", certificates.len(), LIST_LENGTH) {
        return;
    }
    for (index, certificate) in certificates.iter_mut().enumerate() {
        check.name("certificates", index, "name", &mut certificate.name);
        if let Some(until) = &mut certificate.valid_through {
            check.instant(Path::Element("certificates", index, "valid_through"), until);
        }
    }
    merge(certificates, |kept, other| {
        let same = kept.name == other.name && kept.valid_through.is_some() == other.valid_through.is_some();
        if same {
            kept.valid_through = kept.valid_through.max(other.valid_through);
        }
        same
    });
}

/// Experience: for each occupation the longest.
fn experience(check: &mut Check<'_>, worker: &mut WorkerProfile) {
    if !check.list_length("experience", worker.experience.len(), LIST_LENGTH) {
        return;
    }
    for (index, experience) in worker.experience.iter_mut().enumerate() {
        let path = |part| Path::Element("experience", index, part);
        check.occupation(path("occupational_category"), &mut experience.occupational_category);
        check.range(path("months"), experience.months, &MONTHS);
    }
    merge(&mut worker.experience, |kept, other| {
        let same = kept.occupational_category == other.occupational_category;
        if same {
            kept.months = kept.months.max(other.months);
        }
        same
    });
}
