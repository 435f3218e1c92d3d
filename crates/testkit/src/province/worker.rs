//! Worker profiles.

use gigmatch::record::{
    Circumstance, EmploymentType, Experience, HeldCertificate, KeyGroup, Pay, PayPeriod, Skill, SkillLevel, TimeWindow,
    WorkerProfile, WorkerStatus,
};

use super::{
    Province,
    clock::day_of_year,
    employer::Employer,
    gigs::Gig,
    place::Township,
    random::{Draw, whole},
};

/// Days for which people say when they can work.
const DAYS_AHEAD: i64 = 14;

const LEVELS: [(u32, Option<SkillLevel>); 6] = [
    (30, None),
    (12, Some(SkillLevel::Apprentice)),
    (22, Some(SkillLevel::Junior)),
    (22, Some(SkillLevel::Intermediate)),
    (10, Some(SkillLevel::Senior)),
    (4, Some(SkillLevel::Technician)),
];

const FORMS: [(u32, Option<EmploymentType>); 6] = [
    (42, None),
    (22, Some(EmploymentType::FullTime)),
    (14, Some(EmploymentType::PartTime)),
    (8, Some(EmploymentType::Temporary)),
    (12, Some(EmploymentType::PerDiem)),
    (2, Some(EmploymentType::Contractor)),
];

/// The profile with this index.
pub(super) fn generated(province: &Province, index: usize, draw: &mut Draw) -> WorkerProfile {
    let missing = province.options.missing_permille;
    let home = province.places.home(draw);
    let year = province.clock.date(0).year();
    let birth_year = year - i16::try_from(age(draw)).unwrap_or(40);
    let gigs = wished_gigs(draw);
    let main = gigs[0];

    let mut worker = WorkerProfile::new(format!("W{:07}", index + 1));
    worker.status = *draw.pick_weighted(&[
        (940, WorkerStatus::Active),
        (40, WorkerStatus::Inactive),
        (20, WorkerStatus::Withdrawn),
    ]);
    worker.location = (!draw.chance(missing)).then(|| home.scatter(draw));
    worker.division = (!draw.chance(missing)).then(|| home.code.clone());
    worker.max_distance_m = reach(draw);
    worker.availability = if draw.chance(330 + missing) { None } else { Some(availability(province, draw)) };
    worker.pay_floor = (!draw.chance(280 + missing)).then(|| pay_floor(main, draw));
    worker.skills = skills(&gigs, draw);
    worker.certificates = certificates(province, &gigs, draw);
    worker.desired_occupations =
        if draw.chance(40 + missing) { Vec::new() } else { gigs.iter().map(|gig| gig.code.to_owned()).collect() };
    worker.wishes = draw.chance(550).then(|| wishes(main, home, draw));
    worker.experience = if draw.chance(350 + missing) { Vec::new() } else { experience(&gigs, draw) };
    worker.employment_type = *draw.pick_weighted(&FORMS);
    let born = day_of_year(birth_year, draw);
    worker.birth_date = (!draw.chance(missing)).then_some(born);
    if year - birth_year >= 50 && draw.chance(600) {
        worker.statutory_retirement_date = Some(day_of_year(birth_year + *draw.pick(&[55, 58, 60, 63]), draw));
    }
    worker.key_groups = key_groups(year - birth_year, main, draw);
    if draw.chance(12) {
        let employer = Employer::drawn(province.options.seed, &home.code[..6], &home.county, main.sector, draw);
        worker.blocked_employers = vec![employer.identity().to_owned()];
    }
    circumstances(province, &mut worker, index, year - birth_year, draw);
    worker
}

/// What rules about key groups ask for: households of up to four neighbours by index, time without work, and so on.
fn circumstances(province: &Province, worker: &mut WorkerProfile, index: usize, age: i16, draw: &mut Draw) {
    let clock = province.clock;
    if draw.chance(400) {
        worker.household_id = Some(format!("H{:07}", index / 4 + 1));
    }
    let unemployed = [KeyGroup::RegisteredUnemployed, KeyGroup::LongTermUnemployed, KeyGroup::ZeroEmploymentHousehold];
    if worker.key_groups.iter().any(|group| unemployed.contains(group)) || draw.chance(80) {
        let least = if worker.key_groups.contains(&KeyGroup::LongTermUnemployed) { 365 } else { 5 };
        let days = i64::from(whole(draw.log_normal(150.0, 0.9)).clamp(5, 1_500)).max(least);
        worker.unemployed_since = Some(clock.date(-days));
    }
    let shares = [
        (Circumstance::MinimumLivingAllowance, 25),
        (Circumstance::LandLost, 12),
        (Circumstance::FishingBan, 1),
        (Circumstance::Relocated, 8),
    ];
    if worker.key_groups.contains(&KeyGroup::Disabled) {
        worker.circumstances.push(Circumstance::Disability);
    }
    let drawn = shares.into_iter().filter(|(_, permille)| draw.chance(*permille));
    worker.circumstances.extend(drawn.map(|(circumstance, _)| circumstance));
    if worker.key_groups.contains(&KeyGroup::Graduate) {
        worker.graduated_on = Some(clock.date(-i64::from(draw.between(0, 900))));
    }
    if age >= 40 {
        worker.original_retirement_age = Some(*draw.pick(&[60, 60, 55, 50]));
    }
    worker.registered_on = Some(clock.date(-i64::from(whole(draw.log_normal(60.0, 1.1)).clamp(0, 700))));
}

/// Years since the year of birth, 17 to 70, most of them between 25 and 50.
fn age(draw: &mut Draw) -> u32 {
    whole(38.0 + 12.5 * draw.normal()).clamp(17, 70)
}

/// How far the worker goes: 3 to 30 km in steps of half a kilometre, or any distance.
fn reach(draw: &mut Draw) -> Option<u32> {
    let steps = whole(draw.log_normal(32.0, 0.5)).clamp(6, 60);
    (!draw.chance(60)).then_some(500 * steps)
}

/// One to three occupations, the main one first.
fn wished_gigs(draw: &mut Draw) -> Vec<&'static Gig> {
    let number = *draw.pick_weighted(&[(45, 1), (35, 2), (20, 3)]);
    let mut gigs: Vec<&'static Gig> = Vec::with_capacity(number);
    for _ in 0..number {
        let gig = Gig::drawn(draw);
        if gigs.iter().all(|known| known.code != gig.code) {
            gigs.push(gig);
        }
    }
    gigs
}

/// Windows over the next two weeks, by the habit of the worker's life.
fn availability(province: &Province, draw: &mut Draw) -> Vec<TimeWindow> {
    let clock = province.clock;
    let window = |day, from, to| TimeWindow { start: clock.at(day, from), end: clock.at(day, to) };
    let weekend = |day: &i64| clock.is_weekend(*day);
    let days = 0..DAYS_AHEAD;
    match draw.below(100) {
        0..25 => vec![window(0, 0, 24 * 14)],
        25..60 => days.filter(|_| !draw.chance(120)).map(|day| window(day, 6, 22)).collect(),
        60..74 => days.map(|day| if weekend(&day) { window(day, 8, 23) } else { window(day, 17, 23) }).collect(),
        74..84 => days.filter(|_| !draw.chance(200)).map(|day| window(day, 19, 32)).collect(),
        84..92 => days.filter(weekend).map(|day| window(day, 7, 22)).collect(),
        _ => days.map(|day| window(day, 5, 15)).collect(),
    }
}

/// A little less than the trade usually pays, in the unit that the worker counts in.
fn pay_floor(gig: &Gig, draw: &mut Draw) -> Pay {
    let hour = gig.yuan_an_hour * draw.log_normal(0.8, 0.16);
    let period = match gig.unit {
        "month" if draw.chance(800) => PayPeriod::Month,
        _ => *draw.pick_weighted(&[(45, PayPeriod::Hour), (40, PayPeriod::Day), (15, PayPeriod::Month)]),
    };
    Pay::fixed(super::pay_fen(hour, period, 8.0), period)
}

/// Skills of the wished trades, and now and then one of another.
fn skills(gigs: &[&'static Gig], draw: &mut Draw) -> Vec<Skill> {
    let mut skills: Vec<Skill> = Vec::new();
    let other = draw.chance(250).then(|| Gig::drawn(draw));
    for (place, gig) in gigs.iter().copied().chain(other).enumerate() {
        let most = if place == 0 { draw.between(1, 4) } else { draw.between(0, 2) };
        for name in draw.some(&gig.skills, most as usize) {
            if skills.iter().all(|skill| skill.name != *name) {
                skills.push(Skill { name: (*name).to_owned(), level: *draw.pick_weighted(&LEVELS) });
            }
        }
    }
    skills
}

/// Those that the wished trades ask for, mostly; two that many people have; some have run out.
fn certificates(province: &Province, gigs: &[&'static Gig], draw: &mut Draw) -> Vec<HeldCertificate> {
    let mut names: Vec<&'static str> = Vec::new();
    let common = [("健康证", 330), ("C1驾驶证", 300)];
    let of_trade = gigs.iter().flat_map(|gig| &gig.certificates).map(|(name, asked)| (*name, 150 + asked * 7 / 10));
    for (name, permille) in of_trade.chain(common) {
        if !names.contains(&name) && draw.chance(permille) {
            names.push(name);
        }
    }
    let held = |name: &'static str| {
        // A certificate that is valid through a date ends with the first instant of the next one.
        let days = i64::from(draw.between(0, 1_000)) - 70;
        let end = (!draw.chance(250)).then(|| province.clock.at(days, 0));
        HeldCertificate { name: name.to_owned(), valid_through: end }
    };
    names.into_iter().map(held).collect()
}

fn experience(gigs: &[&'static Gig], draw: &mut Draw) -> Vec<Experience> {
    let known = gigs.iter().enumerate().filter(|(place, _)| *place == 0 || draw.chance(400)).map(|(_, gig)| gig);
    let known: Vec<_> = known.collect();
    known
        .into_iter()
        .map(|gig| {
            let months = whole(draw.log_normal(20.0, 1.0)).clamp(1, 360);
            Experience { occupational_category: gig.code.to_owned(), months }
        })
        .collect()
}

fn wishes(gig: &Gig, home: &Township, draw: &mut Draw) -> String {
    let title = draw.pick(&gig.titles);
    let ending = draw.pick(&[
        "离家近就行",
        "最好日结",
        "晚上和周末有空",
        "时间灵活",
        "能吃苦",
        "要求包吃",
        "长期稳定的优先",
        "随叫随到",
        "不上夜班",
        "可以上夜班",
    ]);
    match draw.below(4) {
        0 => format!("想找{title}的活,{ending}"),
        1 => format!("{}附近{title},{ending}", home.name),
        2 => format!("{title}或类似工作,{ending}"),
        _ => format!("做过{title},{ending}"),
    }
}

fn key_groups(age: i16, main: &Gig, draw: &mut Draw) -> Vec<KeyGroup> {
    let mut shares = vec![
        (KeyGroup::RegisteredUnemployed, 100),
        (KeyGroup::ZeroEmploymentHousehold, 4),
        (KeyGroup::Veteran, 30),
        (KeyGroup::Disabled, 20),
        (KeyGroup::MigrantWorker, 350),
        (KeyGroup::OutOfPoverty, 60),
        (KeyGroup::LongTermUnemployed, 25),
        (KeyGroup::HardToPlace, if age >= 45 { 120 } else { 15 }),
    ];
    if age <= 26 {
        shares.push((KeyGroup::Graduate, 380));
    }
    if main.sector == "家政" {
        shares.push((KeyGroup::DomesticWorker, 600));
    }
    let mut groups: Vec<KeyGroup> =
        shares.into_iter().filter(|(_, permille)| draw.chance(*permille)).map(|(group, _)| group).collect();
    groups.sort_unstable();
    groups
}
