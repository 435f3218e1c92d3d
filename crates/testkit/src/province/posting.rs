//! Job postings.

use gigmatch::record::{
    EmploymentType, JobLocationType, Pay, PayPeriod, Posting, PostingStatus, Settlement, Shift, ShiftMode, Skill,
    SkillLevel,
};

use super::{Province, employer::Employer, gigs::Gig, place::Township, random::Draw};

/// Days in which the shifts of day gigs lie.
const DAYS_AHEAD: u32 = 10;

/// The posting with this index.
pub(super) fn generated(province: &Province, index: usize, draw: &mut Draw) -> Posting {
    let clock = province.clock;
    let missing = province.options.missing_permille;
    let gig = Gig::drawn(draw);
    let place = province.places.work_place(draw);
    let employer = Employer::drawn(province.options.seed, &place.code[..6], &place.county, gig.sector, draw);
    let by_the_day = draw.chance(if gig.unit == "month" { 180 } else { 600 });
    let shifts = if by_the_day { shifts(province, gig, draw) } else { Vec::new() };

    let mut posting = Posting::new(format!("P{:06}", index + 1), title(gig, place, &shifts, draw));
    posting.description = draw.chance(550).then(|| description(gig, place, draw));
    posting.hiring_organization = (!draw.chance(missing)).then(|| employer.name.clone());
    posting.employer_id = employer.id;
    posting.status =
        *draw.pick_weighted(&[(950, PostingStatus::Open), (25, PostingStatus::Paused), (25, PostingStatus::Closed)]);
    posting.occupational_category = (!draw.chance(missing)).then(|| gig.code.to_owned());
    if gig.desk && draw.chance(400) {
        posting.job_location_type = JobLocationType::Telecommute;
    }
    posting.location = (!draw.chance(missing)).then(|| place.scatter(draw));
    posting.division = (!draw.chance(missing)).then(|| place.code.clone());
    posting.max_distance_m = draw.chance(80).then(|| 5_000 * draw.between(2, 8));
    posting.base_salary = (!draw.chance(missing)).then(|| pay(gig, &shifts, draw));
    posting.date_posted = (!draw.chance(missing)).then(|| clock.minutes_ago(60 * draw.zipf(24 * 45, 0.8)));
    posting.job_immediate_start = draw.chance(180);
    posting.required_skills = required_skills(gig, draw);
    posting.desired_skills = desired_skills(gig, &posting.required_skills, draw);
    let asked = gig.certificates.iter().filter(|(_, permille)| draw.chance(*permille));
    posting.required_certificates = asked.map(|(name, _)| (*name).to_owned()).collect();
    posting.experience_months = draw.chance(220).then(|| *draw.pick(&[3, 6, 6, 12, 12, 24, 36]));
    posting.hazardous = gig.hazardous;
    if draw.chance(8) && province.options.workers > 0 {
        let blocked = draw.below(u32::try_from(province.options.workers).unwrap_or(u32::MAX));
        posting.blocked_workers = vec![format!("W{:07}", blocked + 1)];
    }
    if shifts.is_empty() {
        open_ended(province, &mut posting, draw);
    } else {
        let last = shifts.iter().map(|shift| shift.start).max();
        posting.valid_through = last.filter(|_| draw.chance(700));
        posting.employment_type = (!draw.chance(200)).then_some(EmploymentType::PerDiem);
        posting.settlement = (!draw.chance(150 + missing)).then(|| {
            *draw.pick_weighted(&[(70, Settlement::Daily), (15, Settlement::OnCompletion), (15, Settlement::Weekly)])
        });
        if shifts.len() > 1 && draw.chance(80) {
            posting.shift_mode = ShiftMode::All;
        }
    }
    posting.shifts = shifts;
    posting
}

/// Terms of a job without shifts: its first day, its end as an ad, how many are wanted.
fn open_ended(province: &Province, posting: &mut Posting, draw: &mut Draw) {
    let clock = province.clock;
    posting.valid_through = draw.chance(650).then(|| clock.last_instant(i64::from(draw.between(0, 60)) - 2));
    posting.job_start_date = draw.chance(350).then(|| clock.at(i64::from(draw.between(1, 25)), 0));
    posting.total_job_openings = draw.chance(850).then(|| draw.zipf(200, 1.5));
    posting.employment_type = *draw.pick_weighted(&[
        (50, Some(EmploymentType::FullTime)),
        (18, Some(EmploymentType::PartTime)),
        (10, Some(EmploymentType::Temporary)),
        (2, Some(EmploymentType::Intern)),
        (20, None),
    ]);
    posting.settlement = draw
        .chance(600)
        .then(|| *draw.pick_weighted(&[(75, Settlement::Monthly), (15, Settlement::Weekly), (10, Settlement::Daily)]));
}

/// One to five shifts at the same hours on different days, all of them ahead.
fn shifts(province: &Province, gig: &Gig, draw: &mut Draw) -> Vec<Shift> {
    let clock = province.clock;
    let number = draw.zipf(5, 1.0);
    let &(hour, hours) = draw.pick(gig.slots);
    let headcount = draw.zipf(60, 1.6);
    let first = draw.below(DAYS_AHEAD - 2);
    let days = (first..DAYS_AHEAD).map(i64::from).filter(|day| !gig.weekend || clock.is_weekend(*day));
    let word = match hour {
        0..11 => "morning",
        11..16 => "noon",
        16..19 => "evening",
        _ => "night",
    };
    days.filter(|day| clock.is_ahead(clock.at(*day, hour)))
        .take(number as usize)
        .map(|day| {
            let id = format!("{}-{word}", clock.date(day).strftime("%m%d"));
            Shift::new(id, clock.at(day, hour), clock.at(day, hour + hours), headcount)
        })
        .collect()
}

/// What the trade pays, give or take, in its unit or another usual one.
fn pay(gig: &Gig, shifts: &[Shift], draw: &mut Draw) -> Pay {
    if draw.chance(70) {
        return Pay::negotiable();
    }
    let hour = gig.yuan_an_hour * draw.log_normal(1.0, 0.15);
    let by_shift = !shifts.is_empty();
    let period = match gig.unit {
        "month" if !by_shift => PayPeriod::Month,
        "piece" if draw.chance(600) => PayPeriod::Piece,
        "hour" => PayPeriod::Hour,
        _ if by_shift && draw.chance(100) => PayPeriod::Shift,
        _ => PayPeriod::Day,
    };
    let length = shifts.first().map_or(8.0, |shift| shift.end.duration_since(shift.start).as_secs_f64() / 3_600.0);
    let low = super::pay_fen(hour, period, length);
    if draw.chance(450) {
        return Pay::fixed(low, period);
    }
    let high = super::pay_fen(hour * (1.1 + 0.35 * draw.unit()), period, length);
    Pay::range(low, high.max(low), period)
}

/// Few ads insist on a skill, and those not on a high level.
fn required_skills(gig: &Gig, draw: &mut Draw) -> Vec<Skill> {
    if !draw.chance(if gig.unit == "month" || gig.hazardous { 420 } else { 220 }) {
        return Vec::new();
    }
    let level = *draw.pick_weighted(&[
        (60, None),
        (15, Some(SkillLevel::Junior)),
        (20, Some(SkillLevel::Intermediate)),
        (5, Some(SkillLevel::Senior)),
    ]);
    vec![Skill { name: (*draw.pick(&gig.skills)).to_owned(), level }]
}

fn desired_skills(gig: &Gig, required: &[Skill], draw: &mut Draw) -> Vec<Skill> {
    let most = draw.between(0, 3) as usize;
    let names = draw.some(&gig.skills, most).into_iter().filter(|name| required.iter().all(|held| held.name != **name));
    let names: Vec<_> = names.collect();
    names
        .into_iter()
        .map(|name| {
            let level = draw.chance(300).then(|| *draw.pick(&[SkillLevel::Junior, SkillLevel::Intermediate]));
            Skill { name: (*name).to_owned(), level }
        })
        .collect()
}

/// A title as people write it: hurry, time of day, place, trade, what is on top.
fn title(gig: &Gig, place: &Township, shifts: &[Shift], draw: &mut Draw) -> String {
    let name = draw.pick(&gig.titles);
    let night = shifts.first().is_some_and(|shift| shift.id.ends_with("night"));
    let hurry = draw.pick_weighted(&[(60, ""), (15, "急招"), (9, "诚聘"), (6, "高薪招"), (5, "招"), (5, "直招")]);
    let when = match shifts {
        _ if night && !name.contains("夜班") && draw.chance(500) => "夜班",
        [] => draw.pick_weighted(&[(85, ""), (8, "长期"), (7, "长白班")]),
        _ if gig.weekend && draw.chance(500) => "周末",
        _ => draw.pick_weighted(&[(80, ""), (12, "临时"), (8, "兼职")]),
    };
    let around = if draw.chance(160) { neighbourhood(place, draw) } else { String::new() };
    let extra = match shifts {
        [] => draw.pick_weighted(&[
            (55, ""),
            (10, " 包吃住"),
            (8, " 五险一金"),
            (7, "(包吃)"),
            (7, " 月休四天"),
            (6, " 可学徒"),
            (7, " 提供住宿"),
        ]),
        _ => draw.pick_weighted(&[(50, ""), (25, "(日结)"), (9, " 管饭"), (8, " 当天结"), (8, " 车接车送")]),
    };
    format!("{hurry}{around}{when}{name}{extra}")
}

/// A housing estate, a street or the township.
fn neighbourhood(place: &Township, draw: &mut Draw) -> String {
    let estate = draw.pick(&["星河", "锦绣", "阳光", "金域", "滨河", "翠园", "盛世", "和园", "紫云", "御景"]);
    let kind = draw.pick(&["小区", "花园", "商业街", "广场", "产业园"]);
    if draw.chance(600) { format!("{estate}{kind}") } else { place.name.clone() }
}

fn description(gig: &Gig, place: &Township, draw: &mut Draw) -> String {
    let skill = draw.pick(&gig.skills);
    let task = draw.pick(&["负责", "主要做", "要会", "工作内容:"]);
    let people = draw.pick(&["男女不限", "能吃苦耐劳", "有经验优先", "新手可教", "服从安排", "身体健康", "手脚麻利"]);
    let offer = draw.pick(&["工资按时发放", "有班车接送", "免费工作餐", "提供工具和工服", "买意外险", "加班另算"]);
    format!("{task}{skill}。地点在{}{}。{people},{offer}。", place.county, place.name)
}

/// The posting whose shifts a placement is on.
pub(super) fn with_shifts(province: &Province, draw: &mut Draw) -> Posting {
    let postings = u32::try_from(province.options.postings).unwrap_or(u32::MAX);
    let mut drawn = || province.posting(draw.below(postings) as usize);
    let first = drawn();
    let later = std::iter::repeat_with(drawn).take(8);
    std::iter::once(first.clone()).chain(later).find(|posting| !posting.shifts.is_empty()).unwrap_or(first)
}
