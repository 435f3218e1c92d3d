//! Proptest strategies over small domains, so that ties, unknowns and empties occur in every run.
//!
//! Records are not in their normal form yet: pass them through [`normal`].

use std::sync::Arc;

use gigmatch::{
    Filter, MatchOptions, Occupancy, Side, WeightProfile, Weights,
    normalize::{Normalizer, Record},
    record::{
        Circumstance, Coordinates, Date, EmploymentType, Experience, HeldCertificate, JobLocationType, KeyGroup,
        Outlet, Pay, PayPeriod, Placement, PlacementStatus, Posting, PostingStatus, Shift, ShiftMode, Skill,
        SkillLevel, TimeWindow, Timestamp, TravelMode, WorkerProfile, WorkerStatus,
    },
};
use proptest::{
    collection::vec,
    option,
    prelude::*,
    sample::{select, subsequence},
};

/// 2026-11-24T05:00+08:00, a Tuesday; times of the strategies lie around it.
pub const NOW_MS: i64 = 1_795_467_600_000;

const HOUR_MS: i64 = 3_600_000;
const IDS: [&str; 8] = ["a", "b", "c", "é", "工1", "工2", "z", "😀"];
const EMPLOYERS: [&str; 3] = ["e1", "e2", "安达物流"];
const SKILLS: [&str; 3] = ["叉车驾驶", "收银", "焊接"];
const CERTIFICATES: [&str; 2] = ["健康证", "电工证"];
const OCCUPATIONS: [&str; 7] =
    ["4-02-07-08", "4-02-07-10", "4-02-07-00", "4-02-00-00", "4-10-08-01", "6-31-03-01", "4-00-00-00"];
const DIVISIONS: [&str; 4] = ["14", "1401", "140105", "140105001"];

/// An instant so many hours from now.
fn hours(from_now: i64) -> Timestamp {
    Timestamp::from_millisecond(NOW_MS + from_now * HOUR_MS).expect("hours around now are in range")
}

/// A record in its normal form.
pub fn normal<T: Record>(record: T) -> T {
    let id = record.id().to_owned();
    record.check(&Normalizer::new()).unwrap_or_else(|problems| panic!("{id}: {problems:?}"))
}

/// Places: the same, one metre apart, some kilometres, at the antimeridian, at the pole.
fn place() -> impl Strategy<Value = Coordinates> {
    let places = [
        (112.55, 37.87),
        (112.55, 37.87001),
        (112.56, 37.87),
        (112.65, 37.9),
        (179.9999, 0.0),
        (-179.9999, 0.0),
        (0.0, 90.0),
    ];
    let weights = [6, 4, 4, 3, 1, 1, 1];
    prop::sample::select(
        places.into_iter().zip(weights).flat_map(|(place, weight)| vec![place; weight]).collect::<Vec<_>>(),
    )
    .prop_map(|(longitude, latitude)| Coordinates::wgs84(longitude, latitude))
}

fn reach() -> impl Strategy<Value = Option<u32>> {
    select(vec![None, None, Some(0), Some(1), Some(2), Some(900), Some(10_000), Some(50_000)])
}

fn pay() -> impl Strategy<Value = Pay> {
    let periods = [
        PayPeriod::Hour,
        PayPeriod::Hour,
        PayPeriod::Day,
        PayPeriod::Shift,
        PayPeriod::Week,
        PayPeriod::Month,
        PayPeriod::Year,
        PayPeriod::Piece,
    ];
    // The same by the hour, day of eight hours, week, month and year, and one fen more.
    let amounts = vec![0_i64, 2_000, 2_001, 16_000, 16_001, 80_000, 348_000, 4_176_000];
    let fixed = (select(amounts), select(vec![0_i64, 1, 4_000]));
    prop_oneof![
        8 => (fixed, select(periods.to_vec()))
            .prop_map(|((least, more), period)| Pay::range(least, least + more, period)),
        1 => Just(Pay::negotiable()),
    ]
}

fn level() -> impl Strategy<Value = Option<SkillLevel>> {
    select(vec![None, Some(SkillLevel::Apprentice), Some(SkillLevel::Junior), Some(SkillLevel::Senior)])
}

fn skills(most: usize) -> impl Strategy<Value = Vec<Skill>> {
    let skill = (select(SKILLS.to_vec()), level()).prop_map(|(name, level)| {
        let mut skill = Skill::named(name);
        skill.level = level;
        skill
    });
    vec(skill, 0..=most)
}

fn shifts() -> impl Strategy<Value = Vec<Shift>> {
    // From 21:00 three hours end at midnight, as from 13:00 eleven do.
    let shift = (-2_i64..6, select(vec![1_i64, 2, 3, 8, 11, 13, 25]), 1_u32..3);
    vec(shift, 0..4).prop_map(|shifts| {
        let shift = |(place, (start, length, headcount)): (usize, (i64, i64, u32))| {
            // Ids run against the order of starts.
            Shift::new(format!("s{}", 9 - place), hours(start * 4), hours(start * 4 + length), headcount)
        };
        shifts.into_iter().enumerate().map(shift).collect()
    })
}

fn windows() -> impl Strategy<Value = Vec<TimeWindow>> {
    let window = || (-3_i64..7, select(vec![4_i64, 8, 12, 30]));
    // Some that differ, or the same hours of several days; to the hour, or a millisecond less.
    let same = (window(), subsequence(vec![0, 6, 12, 18, 180], 1..4))
        .prop_map(|((start, length), days)| days.into_iter().map(|day| (start + day, length)).collect());
    let less = select(vec![0_i64, 0, 0, 1]);
    (prop_oneof![3 => vec(window(), 0..4), 1 => same], less).prop_map(|(windows, less)| {
        let window = |(start, length): (i64, i64)| TimeWindow {
            start: hours(start * 4),
            end: earlier(hours(start * 4 + length), less),
        };
        windows.into_iter().map(window).collect()
    })
}

/// So many milliseconds earlier: a day ends one before midnight.
fn earlier(instant: Timestamp, ms: i64) -> Timestamp {
    Timestamp::from_millisecond(instant.as_millisecond() - ms).expect("hours around now are in range")
}

fn mostly<T: Clone + std::fmt::Debug + 'static>(usual: T, others: Vec<T>) -> impl Strategy<Value = T> {
    prop_oneof![6 => Just(usual), 1 => select(others)]
}

/// Any posting with an id of the small alphabet.
pub fn posting() -> impl Strategy<Value = Posting> {
    let who = (
        select(IDS.to_vec()),
        select(vec![
            ("叉车司机", None),
            ("叉车司机", Some("无夜班，学徒也可")),
            ("快递员 日结", None),
            ("CNC 学徒", Some("会叉车,上夜班;快遞")),
            ("!", None),
        ]),
        option::weighted(0.8, mostly(EMPLOYERS[0], EMPLOYERS.to_vec())),
        option::weighted(0.8, select(OCCUPATIONS.to_vec())),
        mostly(PostingStatus::Open, vec![PostingStatus::Paused, PostingStatus::Closed]),
    );
    let place = (
        option::weighted(0.9, place()),
        mostly(JobLocationType::OnSite, vec![JobLocationType::Telecommute]),
        reach(),
        option::of(select(DIVISIONS.to_vec())),
    );
    let terms =
        (option::weighted(0.8, pay()), shifts(), mostly(ShiftMode::Any, vec![ShiftMode::All]), option::of(1_u32..3));
    let needs = (
        skills(1),
        skills(3),
        vec(select(CERTIFICATES.to_vec()), 0..2),
        any::<bool>().prop_flat_map(|rarely| if rarely { any::<bool>().boxed() } else { Just(false).boxed() }),
        option::of(select(vec![0_u32, 6, 24])),
    );
    let times = (
        option::of(-200_i64..5),
        mostly(None, vec![Some(-1_i64), Some(0), Some(1), Some(100)]),
        option::of(-5_i64..5),
        any::<bool>(),
        vec(select(IDS.to_vec()), 0..2),
    );
    (who, place, terms, needs, times).prop_map(|(who, place, terms, needs, times)| {
        let mut posting = Posting::new(who.0, who.1.0);
        posting.description = who.1.1.map(str::to_owned);
        posting.employer_id = who.2.map(str::to_owned);
        posting.occupational_category = who.3.map(str::to_owned);
        posting.occupation_confidence = posting.occupational_category.as_ref().filter(|_| times.3).map(|_| 7_500);
        posting.status = who.4;
        (posting.location, posting.job_location_type, posting.max_distance_m) = (place.0, place.1, place.2);
        posting.division = place.3.map(str::to_owned);
        (posting.base_salary, posting.shifts, posting.shift_mode, posting.total_job_openings) = terms;
        (posting.required_skills, posting.desired_skills) = (needs.0, needs.1);
        posting.required_certificates = needs.2.into_iter().map(str::to_owned).collect();
        (posting.hazardous, posting.experience_months) = (needs.3, needs.4);
        posting.date_posted = times.0.map(hours);
        posting.valid_through = times.1.map(hours);
        posting.job_start_date = times.2.map(hours);
        posting.job_immediate_start = times.3;
        posting.blocked_workers = times.4.into_iter().filter(|id| *id == "a").map(str::to_owned).collect();
        posting
    })
}

fn date(year: i16, month: i8, day: i8) -> Date {
    Date::constant(year, month, day)
}

/// Any worker with an id of the small alphabet.
pub fn worker() -> impl Strategy<Value = WorkerProfile> {
    let who = (
        select(IDS.to_vec()),
        mostly(WorkerStatus::Active, vec![WorkerStatus::Inactive, WorkerStatus::Withdrawn]),
        option::weighted(0.9, place()),
        reach(),
        option::of(select(DIVISIONS.to_vec())),
    );
    let terms = (
        option::of(windows()),
        option::weighted(0.7, pay()),
        option::of(mostly(EmploymentType::PartTime, vec![EmploymentType::FullTime])),
    );
    let until = option::of((-10_i64..40, select(vec![0_i64, 0, 1, 2])));
    let certificate = (select(CERTIFICATES.to_vec()), until).prop_map(|(name, until)| match until {
        Some((until, less)) => HeldCertificate::until(name, earlier(hours(until), less)),
        None => HeldCertificate::named(name),
    });
    let experience = (select(OCCUPATIONS.to_vec()), select(vec![0_u32, 5, 6, 30]));
    let held = (
        skills(3),
        vec(certificate, 0..3),
        vec(select(OCCUPATIONS.to_vec()), 0..3),
        option::of(select(vec!["叉车", "快递 夜班", "cnc学徒,不上夜班", "?"])),
        vec(experience, 0..3),
    );
    // Around the 16th and 18th birthdays of now and of the days after, and 29 February.
    let births = vec![
        None,
        Some(date(1990, 6, 1)),
        Some(date(1966, 11, 24)),
        Some(date(1970, 11, 25)),
        Some(date(2010, 11, 24)),
        Some(date(2010, 11, 25)),
        Some(date(2008, 11, 24)),
        Some(date(2008, 11, 25)),
        Some(date(2008, 2, 29)),
    ];
    let person = (
        select(births),
        mostly(None, vec![Some(date(2026, 11, 24)), Some(date(2026, 11, 25)), Some(date(2030, 1, 1))]),
        vec(select(vec![KeyGroup::Veteran, KeyGroup::Graduate, KeyGroup::RegisteredUnemployed]), 0..3),
        vec(select(EMPLOYERS.to_vec()), 0..2),
    );
    let life = (
        option::of(select(vec!["h1", "h2"])),
        option::of(select(vec![date(2025, 11, 24), date(2025, 11, 25), date(2026, 10, 1), date(2026, 12, 1)])),
        vec(select(vec![Circumstance::Disability, Circumstance::LandLost]), 0..2),
        option::of(select(vec![date(2024, 11, 24), date(2024, 11, 25), date(2026, 7, 1)])),
        option::of(select(vec![50_u32, 55, 60])),
        option::of(select(vec![date(2026, 11, 23), date(2026, 11, 22), date(2026, 8, 1)])),
    );
    (who, terms, held, person, life).prop_map(|(who, terms, held, person, life)| {
        let mut worker = WorkerProfile::new(who.0);
        (worker.status, worker.location, worker.max_distance_m) = (who.1, who.2, who.3);
        worker.division = who.4.map(str::to_owned);
        (worker.availability, worker.pay_floor, worker.employment_type) = terms;
        (worker.skills, worker.certificates) = (held.0, held.1);
        worker.desired_occupations = held.2.into_iter().map(str::to_owned).collect();
        worker.wishes = held.3.map(str::to_owned);
        let is_inferred = worker.wishes.is_some() && worker.desired_occupations.len() == 1;
        worker.occupation_confidence = is_inferred.then_some(6_000);
        let experience = |(code, months): (&str, u32)| Experience { occupational_category: code.to_owned(), months };
        worker.experience = held.4.into_iter().map(experience).collect();
        (worker.birth_date, worker.statutory_retirement_date, worker.key_groups) = (person.0, person.1, person.2);
        worker.household_id = life.0.map(str::to_owned);
        (worker.unemployed_since, worker.circumstances, worker.graduated_on) = (life.1, life.2, life.3);
        (worker.original_retirement_age, worker.registered_on) = (life.4, life.5);
        worker.blocked_employers = person.3.into_iter().filter(|id| *id == "e2").map(str::to_owned).collect();
        worker
    })
}

fn weight_profile() -> impl Strategy<Value = WeightProfile> {
    // Cuts of 0..=100 into eight parts, so that weights of 0 and of 100 occur.
    vec(select(vec![0_u32, 0, 10, 25, 40, 50, 75, 100, 100]), 7).prop_map(|mut cuts| {
        cuts.sort_unstable();
        let part = |place: usize| {
            let low = if place == 0 { 0 } else { cuts[place - 1] };
            cuts.get(place).copied().unwrap_or(100) - low
        };
        WeightProfile {
            occupation: part(0),
            skills: part(1),
            pay: part(2),
            distance: part(3),
            time: part(4),
            text: part(5),
            freshness: part(6),
            experience: part(7),
        }
    })
}

fn occupancy() -> impl Strategy<Value = Occupancy> {
    let seat = (select(IDS.to_vec()), select(vec!["", "s9", "s8"]), 1_u32..3);
    // Mostly the same employer, so that work adds up to the weekly cap.
    let work = (
        select(IDS.to_vec()),
        mostly(EMPLOYERS[0], EMPLOYERS.to_vec()),
        -3_i64..3,
        select(vec![8_i64, 15, 16, 23, 24]),
    );
    (vec(seat, 0..6), vec(work, 0..16)).prop_map(|(seats, works)| {
        let mut occupancy = Occupancy::new("test");
        for (posting, shift, taken) in seats {
            occupancy.take(posting, shift, taken);
        }
        for (worker, employer, day, length) in works {
            occupancy.commit(worker, employer, hours(day * 24), hours(day * 24 + length));
        }
        occupancy
    })
}

fn filters() -> impl Strategy<Value = Vec<Filter>> {
    let texts = vec![
        "posting.division=1401",
        "posting.division=140105",
        "worker.division=14",
        "posting.radius=112.55,37.87,1m",
        "worker.radius=112.55,37.87,1km",
        "posting.occupation=4-02-00-00",
        "worker.occupation=4-02-07-00",
        "posting.occupation=9-99",
        "posting.occupation_inferred=true",
        "worker.occupation_inferred=false",
        "worker.key_group=veteran",
        "posting.pay_per_hour=20",
        "posting.work_mode=telecommute",
        "posting.valid_at=2026-11-25T00:00:00+08:00",
        "posting.shift_on=2026-11-24",
    ];
    prop_oneof![3 => Just(Vec::new()), 1 => vec(select(texts), 1..3)]
        .prop_map(|texts| texts.into_iter().map(|text: &str| text.parse().expect("a filter")).collect())
}

/// Options: weights, blend, time, occupancy, filters, a small top.
pub fn options() -> impl Strategy<Value = MatchOptions> {
    let weights = prop_oneof![
        1 => Just(Weights::default()),
        2 => (weight_profile(), weight_profile(), select(vec![0_u32, 1, 50, 99, 100])).prop_map(|(worker, employer, blend)| {
            let mut weights = Weights::default();
            (weights.worker, weights.employer, weights.blend) = (worker, employer, blend);
            weights
        }),
    ];
    (weights, -4_i64..5, 1_usize..6, option::of(occupancy()), filters()).prop_map(
        |(weights, now, top, occupancy, filters)| {
            let mut options = MatchOptions::at(hours(now)).top(top).weights(weights);
            options.occupancy = occupancy.map(Arc::new);
            options.filters = filters;
            options
        },
    )
}

/// Live records of one generation: ids are unique in each kind.
#[derive(Debug, Clone)]
pub struct Records {
    /// In their normal form.
    pub postings: Vec<Posting>,
    /// In their normal form.
    pub workers: Vec<WorkerProfile>,
}

/// Up to eight postings and eight workers with distinct ids.
pub fn records() -> impl Strategy<Value = Records> {
    (vec(posting(), 0..9), vec(worker(), 0..9)).prop_map(|(postings, workers)| Records {
        postings: distinct(postings.into_iter().map(normal).collect()),
        workers: distinct(workers.into_iter().map(normal).collect()),
    })
}

fn distinct<T: Record>(records: Vec<T>) -> Vec<T> {
    let mut kept: Vec<T> = Vec::new();
    for record in records {
        if kept.iter().all(|other| other.id() != record.id()) {
            kept.push(record);
        }
    }
    kept
}

/// Up to six outlets with distinct ids, in their normal form.
pub fn outlets() -> impl Strategy<Value = Vec<Outlet>> {
    let outlet = (
        select(IDS.to_vec()),
        option::weighted(0.9, place()),
        option::of(select(DIVISIONS.to_vec())),
        option::of(select(vec![0_u32, 1, 900, 5_000])),
        option::of(select(vec![0_u32, 15])),
        option::of(select(vec![TravelMode::Walking, TravelMode::Cycling, TravelMode::Driving])),
        option::of(select(vec![1_u32, 10, 400])),
    );
    let outlet = outlet.prop_map(|(id, location, division, radius, minutes, mode, capacity)| {
        let mut outlet = Outlet::new(id, "驿站");
        (outlet.location, outlet.division) = (location, division.map(str::to_owned));
        (outlet.service_radius_m, outlet.service_minutes, outlet.travel_mode) = (radius, minutes, mode);
        outlet.capacity = capacity;
        outlet
    });
    vec(outlet, 0..7).prop_map(|outlets| distinct(outlets.into_iter().map(normal).collect()))
}

/// Up to twelve placements with distinct ids, in their normal form, on records of the small alphabet.
pub fn placements() -> impl Strategy<Value = Vec<Placement>> {
    let status = vec![
        PlacementStatus::Taken,
        PlacementStatus::Taken,
        PlacementStatus::Worked,
        PlacementStatus::NotShown,
        PlacementStatus::Cancelled,
    ];
    let placement = (
        select(IDS.to_vec()),
        select(IDS.to_vec()),
        select(vec!["", "s9", "s8"]),
        select(status),
        option::of(select(vec![-24 * 400_i64, -24 * 20, -24, 6])),
    );
    let placement = placement.prop_map(|(worker, posting, shift, status, start)| {
        let mut placement = Placement::new(worker, posting, shift);
        placement.status = status;
        (placement.start, placement.end) = (start.map(hours), start.map(|start| hours(start + 8)));
        placement
    });
    vec(placement, 0..13).prop_map(|placements| distinct(placements.into_iter().map(normal).collect()))
}

/// Either side.
pub fn side() -> impl Strategy<Value = Side> {
    select(vec![Side::Workers, Side::Postings])
}
