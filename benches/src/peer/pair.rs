//! One pair in the peer: packed records, rules and factors, as a careful user of tantivy would write them.

use std::{collections::BTreeSet, sync::Arc};

use gigmatch::{
    Engine, Factor, Snapshot, Weights, fixed_log2,
    geo::{Point, floor_sqrt},
    record::{
        Date, EmploymentType, JobLocationType, Pay, PayPeriod, Posting, PostingStatus, ShiftMode, Skill, SkillLevel,
        Timestamp, WorkerProfile, WorkerStatus,
    },
    table::{OccupationId, OccupationTable},
};
use jiff::tz::TimeZone;

use super::NameTable;

const HOUR: i64 = 3_600_000;

/// Numbers of skills, certificates, employers and words.
pub(super) struct Names {
    table: NameTable,
    /// Cuts text into words.
    snapshot: Snapshot,
}

impl Default for Names {
    fn default() -> Self {
        let snapshot = Engine::in_memory().expect("an index in memory is made").snapshot();
        Self { table: NameTable::default(), snapshot }
    }
}

impl Names {
    fn add(&mut self, name: &str) -> u32 {
        let next = u32::try_from(self.table.len()).expect("names are few");
        *self.table.entry(name.to_owned()).or_insert(next)
    }

    fn find(&self, name: &str) -> u32 {
        self.table.get(name).copied().unwrap_or(u32::MAX)
    }

    /// The content words of some texts, each once.
    fn words<'a>(&self, texts: impl Iterator<Item = &'a String>) -> BTreeSet<String> {
        texts.flat_map(|text| self.snapshot.content_words(text)).collect()
    }
}

fn rank(skill: &Skill) -> u8 {
    skill.level.map_or(1, SkillLevel::rank)
}

fn number(date: Date) -> i64 {
    i64::from(date.year()) * 10_000 + i64::from(date.month()) * 100 + i64::from(date.day())
}

fn date_of(ms: i64) -> i64 {
    let zone = TimeZone::get("Asia/Shanghai").expect("the zone is bundled");
    number(zone.to_datetime(Timestamp::from_millisecond(ms).expect("in range")).date())
}

fn comparable(pay: &Pay) -> Option<(i64, i64, PayPeriod)> {
    (pay.unit_text != PayPeriod::Piece).then_some(())?;
    Some((pay.lower_fen()?, pay.upper_fen()?, pay.unit_text))
}

struct Shift {
    start: i64,
    end: i64,
    headcount: u32,
    date: i64,
}

/// A posting as the scorer reads it.
pub(super) struct PackedPosting {
    pub(super) id: String,
    open: bool,
    pub(super) remote: bool,
    hazardous: bool,
    immediate: bool,
    all: bool,
    pub(super) point: Option<Point>,
    reach: Option<u32>,
    valid_through: i64,
    posted: Option<i64>,
    job_start: i64,
    openings: u32,
    occupation: Option<OccupationId>,
    employer: Option<u32>,
    pay: Option<(i64, i64, PayPeriod)>,
    months: u32,
    shifts: Vec<Shift>,
    required: Vec<(u32, u8)>,
    desired: Vec<(u32, u8)>,
    certificates: Vec<u32>,
    /// Sorted.
    words: Vec<u32>,
    blocked: Vec<String>,
}

impl PackedPosting {
    pub(super) fn new(posting: &Posting, names: &mut Names) -> Self {
        let mut skills = |list: &[Skill]| list.iter().map(|skill| (names.add(&skill.name), rank(skill))).collect();
        let (required, desired) = (skills(&posting.required_skills), skills(&posting.desired_skills));
        let shift = |shift: &gigmatch::record::Shift| Shift {
            start: shift.start.as_millisecond(),
            end: shift.end.as_millisecond(),
            headcount: shift.headcount,
            date: date_of(shift.start.as_millisecond()),
        };
        let occupation = posting.occupational_category.as_deref();
        let words = names.words([&posting.title].into_iter().chain(&posting.description));
        let mut words: Vec<u32> = words.iter().map(|word| names.add(word)).collect();
        words.sort_unstable();
        Self {
            id: posting.id.clone(),
            open: posting.status == PostingStatus::Open,
            remote: posting.job_location_type == JobLocationType::Telecommute,
            hazardous: posting.hazardous,
            immediate: posting.job_immediate_start,
            all: posting.shift_mode == ShiftMode::All,
            point: posting.location.map(Point::from_wgs84),
            reach: posting.max_distance_m,
            valid_through: posting.valid_through.map_or(i64::MAX, Timestamp::as_millisecond),
            posted: posting.date_posted.map(Timestamp::as_millisecond),
            job_start: posting.job_start_date.map_or(i64::MIN, Timestamp::as_millisecond),
            openings: posting.total_job_openings.unwrap_or(1),
            occupation: occupation.and_then(|code| OccupationTable::csco_2022().find(code)),
            employer: posting.employer().map(|employer| names.add(employer)),
            pay: posting.base_salary.as_ref().and_then(comparable),
            months: posting.experience_months.unwrap_or(0),
            shifts: posting.shifts.iter().map(shift).collect(),
            certificates: posting.required_certificates.iter().map(|name| names.add(name)).collect(),
            words,
            blocked: posting.blocked_workers.clone(),
            required,
            desired,
        }
    }
}

/// A worker as the scorer reads it.
pub(super) struct PackedWorker {
    id: String,
    active: bool,
    part_time: bool,
    pub(super) point: Option<Point>,
    pub(super) reach: Option<u32>,
    birth: Option<i64>,
    retirement: i64,
    floor: Option<(i64, PayPeriod)>,
    windows: Option<Vec<(i64, i64)>>,
    skills: Vec<(u32, u8)>,
    certificates: Vec<(u32, Option<i64>)>,
    wishes: Vec<OccupationId>,
    experience: Vec<(OccupationId, u32)>,
    /// One for each word, [`u32::MAX`] for those that no posting has.
    words: Vec<u32>,
    blocked: Vec<u32>,
}

impl PackedWorker {
    pub(super) fn new(worker: &WorkerProfile, names: &Names, table: &OccupationTable) -> Self {
        let wishes: Vec<OccupationId> = worker.desired_occupations.iter().filter_map(|code| table.find(code)).collect();
        let zone = TimeZone::get("Asia/Shanghai").expect("the zone is bundled");
        let midnight =
            |date: Date| date.to_zoned_datetime(zone.clone()).expect("in range").timestamp().as_millisecond();
        let window =
            |window: &gigmatch::record::TimeWindow| (window.start.as_millisecond(), window.end.as_millisecond());
        let certificate = |held: &gigmatch::record::HeldCertificate| {
            (names.find(&held.name), held.valid_through.map(Timestamp::as_millisecond))
        };
        let experience = |experience: &gigmatch::record::Experience| {
            Some((table.find(&experience.occupational_category)?, experience.months))
        };
        let experience: Vec<(OccupationId, u32)> = worker.experience.iter().filter_map(experience).collect();
        let known = wishes.iter().chain(experience.iter().map(|(id, _)| id)).map(|id| &table.get(*id).name);
        let words = names.words(known.chain(&worker.wishes));
        Self {
            id: worker.id.clone(),
            active: worker.status == WorkerStatus::Active,
            part_time: worker.employment_type == Some(EmploymentType::PartTime),
            point: worker.location.map(Point::from_wgs84),
            reach: worker.max_distance_m,
            birth: worker.birth_date.map(number),
            retirement: worker.statutory_retirement_date.map_or(i64::MAX, midnight),
            floor: worker.pay_floor.as_ref().and_then(comparable).map(|(floor, _, period)| (floor, period)),
            windows: worker.availability.as_ref().map(|windows| windows.iter().map(window).collect()),
            skills: worker.skills.iter().map(|skill| (names.find(&skill.name), rank(skill))).collect(),
            certificates: worker.certificates.iter().map(certificate).collect(),
            words: words.iter().map(|word| names.find(word)).collect(),
            experience,
            blocked: worker.blocked_employers.iter().map(|name| names.find(name)).collect(),
            wishes,
        }
    }

    fn held(&self, skill: u32) -> u8 {
        self.skills.iter().filter(|(held, _)| *held == skill).map(|(_, rank)| *rank).max().unwrap_or(0)
    }
}

/// Rules and factors for one time and one set of weights.
pub(super) struct Scorer {
    now: i64,
    today: i64,
    weights: Weights,
    table: Arc<OccupationTable>,
    idf: Vec<i64>,
    word_idf: Vec<i64>,
}

impl Scorer {
    pub(super) fn new(postings: &[PackedPosting], now: Timestamp, weights: Weights) -> Self {
        let (mut with_skill, mut with_word): (Vec<u64>, Vec<u64>) = (Vec::new(), Vec::new());
        let count = |counts: &mut Vec<u64>, name: u32| {
            let place = name as usize;
            counts.resize(counts.len().max(place + 1), 0);
            counts[place] += 1;
        };
        for posting in postings {
            for word in &posting.words {
                count(&mut with_word, *word);
            }
            let mut asked: Vec<u32> =
                posting.required.iter().chain(&posting.desired).map(|(skill, _)| *skill).collect();
            asked.sort_unstable();
            asked.dedup();
            for skill in asked {
                count(&mut with_skill, skill);
            }
        }
        let live = i64::from(fixed_log2(postings.len() as u64 + 1));
        let idf = |count: u64| live - i64::from(fixed_log2(count + 1)) + 1024;
        let word_idf = with_word.into_iter().map(|count| if count == 0 { 1024 } else { idf(count) }).collect();
        let idf = with_skill.into_iter().map(idf).collect();
        let now = now.as_millisecond();
        Self { now, today: date_of(now), weights, table: OccupationTable::csco_2022(), idf, word_idf }
    }

    pub(super) fn now(&self) -> i64 {
        self.now
    }

    /// The score of a pair, where it is eligible.
    pub(super) fn score(&self, worker: &PackedWorker, posting: &PackedPosting) -> Option<u32> {
        let square = worker.point.zip(posting.point).map(|(home, work)| home.distance_squared(work));
        let within = |reach: Option<u32>| {
            posting.remote || reach.zip(square).is_none_or(|(reach, square)| square <= u64::from(reach).pow(2))
        };
        let pair = worker.active
            && posting.open
            && (posting.remote || square.is_some())
            && within(worker.reach)
            && within(posting.reach)
            && posting.required.iter().all(|(skill, rank)| worker.held(*skill) >= *rank)
            && self.now <= posting.valid_through
            && worker.birth.is_none_or(|birth| self.today >= birth + 160_000)
            && !posting.blocked.contains(&worker.id)
            && posting.employer.is_none_or(|employer| !worker.blocked.contains(&employer));
        if !pair {
            return None;
        }
        let virtual_shift = [Shift {
            start: self.now.max(posting.job_start),
            end: i64::MIN,
            headcount: posting.openings,
            date: if posting.job_start > self.now { date_of(posting.job_start) } else { self.today },
        }];
        let shifts = if posting.shifts.is_empty() { &virtual_shift[..] } else { &posting.shifts[..] };
        let fitting: Vec<&Shift> = shifts.iter().filter(|shift| self.fits(worker, posting, shift)).collect();
        let first = fitting.first()?;
        if posting.all && fitting.len() < shifts.len() {
            return None;
        }
        let open = posting.shifts.iter().filter(|shift| self.now < shift.start && shift.headcount > 0).count();
        let values = [
            self.occupation(worker, posting),
            self.skills(worker, posting),
            pay(worker, posting, first),
            square.filter(|_| !posting.remote).map(|square| 50_000_000 / (5_000 + i64::from(floor_sqrt(square)))),
            (worker.windows.is_some() && open > 0).then(|| share(fitting.len(), open)),
            self.text(worker, posting),
            Some(self.freshness(posting)),
            self.experience(worker, posting),
        ];
        let values = values.map(|value| u32::try_from(value.unwrap_or(5_000)).expect("factors lie in 0..=10000"));
        Some(Factor::ALL.into_iter().zip(values).map(|(factor, value)| self.weights.combined(factor) * value).sum())
    }

    fn fits(&self, worker: &PackedWorker, posting: &PackedPosting, shift: &Shift) -> bool {
        let real = shift.end != i64::MIN;
        let certified = |name: &u32| {
            worker.certificates.iter().any(|(held, expiry)| {
                held == name
                    && match expiry {
                        None => !posting.hazardous,
                        Some(expiry) if real => *expiry >= shift.end,
                        Some(expiry) => *expiry > shift.start,
                    }
            })
        };
        (!real || self.now < shift.start)
            && shift.headcount > 0
            && (!real
                || worker.windows.as_ref().is_none_or(|windows| {
                    windows.iter().any(|(start, end)| *start <= shift.start && shift.end <= *end)
                }))
            && pays(worker, posting, shift)
            && posting.certificates.iter().all(certified)
            && (!posting.hazardous
                || (worker.birth.is_some_and(|birth| shift.date >= birth + 180_000)
                    && if real { shift.end <= worker.retirement } else { shift.start < worker.retirement }))
            && (!real || !worker.part_time || posting.employer.is_none() || shift.end - shift.start <= 24 * HOUR)
    }

    fn occupation(&self, worker: &PackedWorker, posting: &PackedPosting) -> Option<i64> {
        let offered = posting.occupation?;
        worker.wishes.iter().map(|wish| i64::from(self.table.closeness(*wish, offered))).max()
    }

    fn skills(&self, worker: &PackedWorker, posting: &PackedPosting) -> Option<i64> {
        let (mut credits, mut weights) = (0, 0);
        for (skill, desired) in &posting.desired {
            let idf = self.idf[*skill as usize];
            credits += idf * (10_000 * i64::from(worker.held(*skill)) / i64::from(*desired)).min(10_000);
            weights += idf;
        }
        (weights > 0).then(|| credits / weights)
    }

    fn text(&self, worker: &PackedWorker, posting: &PackedPosting) -> Option<i64> {
        if posting.words.is_empty() {
            return None;
        }
        let (mut shared, mut all) = (0, 0);
        for word in &worker.words {
            let idf = self.word_idf.get(*word as usize).copied().unwrap_or(1024);
            all += idf;
            if posting.words.binary_search(word).is_ok() {
                shared += idf;
            }
        }
        (all > 0).then(|| 20_000 * shared / (all + shared))
    }

    fn freshness(&self, posting: &PackedPosting) -> i64 {
        let half = |half: i64, amount: i64| 10_000 * half / (half + amount);
        let fresh = posting.posted.map_or(5_000, |posted| half(7 * 24 * HOUR, (self.now - posted).max(0)));
        let next = posting.shifts.iter().find(|shift| self.now < shift.start);
        let urgent = next.map_or(5_000, |shift| half(24 * HOUR, shift.start - self.now));
        i64::midpoint(fresh, if posting.immediate { 10_000 } else { urgent })
    }

    fn experience(&self, worker: &PackedWorker, posting: &PackedPosting) -> Option<i64> {
        let offered = posting.occupation.filter(|_| posting.months > 0)?;
        let scaled = worker.experience.iter().map(|(occupation, months)| {
            i64::from(*months) * i64::from(self.table.closeness(*occupation, offered)) / 10_000
        });
        Some((10_000 * scaled.max()? / i64::from(posting.months)).min(10_000))
    }
}

fn period(period: PayPeriod, shift: &Shift) -> i128 {
    i128::from(match period {
        PayPeriod::Hour => HOUR,
        PayPeriod::Week => 40 * HOUR,
        PayPeriod::Month => 174 * HOUR,
        PayPeriod::Year => 2_088 * HOUR,
        _ if shift.end == i64::MIN => 8 * HOUR,
        _ => shift.end - shift.start,
    })
}

fn pays(worker: &PackedWorker, posting: &PackedPosting, shift: &Shift) -> bool {
    worker.floor.zip(posting.pay).is_none_or(|((floor, floor_period), (_, upper, offer_period))| {
        i128::from(upper) * period(floor_period, shift) >= i128::from(floor) * period(offer_period, shift)
    })
}

fn pay(worker: &PackedWorker, posting: &PackedPosting, shift: &Shift) -> Option<i64> {
    let ((floor, floor_period), (lower, _, offer_period)) = (worker.floor?, posting.pay?);
    let wanted = i128::from(floor) * period(offer_period, shift);
    let offered = 5_000 * i128::from(lower) * period(floor_period, shift);
    let value = if wanted == 0 { 10_000 } else { (offered / wanted).min(10_000) };
    i64::try_from(value).ok()
}

/// A share in ten-thousandths.
fn share(part: usize, whole: usize) -> i64 {
    i64::try_from(10_000 * part / whole).expect("shares are at most one")
}
