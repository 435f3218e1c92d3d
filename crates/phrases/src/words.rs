//! Names of what records and answers are sorted by.

use gigmatch::{
    NeedReason, Rule, Training,
    record::{
        EmploymentType, JobLocationType, OutletKind, Posting, ServiceMode, Settlement, Skill, SkillLevel, TravelMode,
        Vocabulary,
    },
    table::DivisionLevel,
};
use jiff::civil::Weekday;

use crate::Lang;

/// What people call the employer of a posting.
pub fn employer_name(posting: &Posting) -> Option<&str> {
    posting.hiring_organization.as_deref().or(posting.employer_id.as_deref())
}

/// A skill with its level; the lowest one is not named, since asking for it is asking for the skill alone.
pub fn skill(skill: &Skill, lang: Lang) -> String {
    let level = skill.level.unwrap_or_default();
    if level == SkillLevel::Apprentice {
        return skill.name.clone();
    }
    let words = SkillLevel::WORDS.iter().find(|(known, _)| *known == level).map_or(&[][..], |(_, words)| words);
    let word = lang.pick(words.get(1), words.first()).copied().unwrap_or_default();
    match lang {
        Lang::Zh => format!("{}（{word}）", skill.name),
        Lang::En => format!("{} ({})", skill.name, word.replace('_', " ")),
    }
}

/// The skill or certificate of a training.
pub fn training(training: &Training, lang: Lang) -> String {
    skill(&Skill { name: training.name.clone(), level: training.level }, lang)
}

/// What divisions of a level are called.
pub fn division_level(level: DivisionLevel, lang: Lang) -> &'static str {
    match level {
        DivisionLevel::Province => lang.pick("省", "province"),
        DivisionLevel::Prefecture => lang.pick("市", "city"),
        DivisionLevel::County => lang.pick("区县", "county"),
        DivisionLevel::Township => lang.pick("乡镇街道", "township"),
        DivisionLevel::Village => lang.pick("村社区", "village"),
    }
}

/// A day of the week: `星期二`, `Tuesday`.
pub fn weekday(day: Weekday, lang: Lang) -> &'static str {
    match day {
        Weekday::Monday => lang.pick("星期一", "Monday"),
        Weekday::Tuesday => lang.pick("星期二", "Tuesday"),
        Weekday::Wednesday => lang.pick("星期三", "Wednesday"),
        Weekday::Thursday => lang.pick("星期四", "Thursday"),
        Weekday::Friday => lang.pick("星期五", "Friday"),
        Weekday::Saturday => lang.pick("星期六", "Saturday"),
        Weekday::Sunday => lang.pick("星期日", "Sunday"),
    }
}

/// Where the work is done.
pub fn work_mode(mode: JobLocationType, lang: Lang) -> &'static str {
    match mode {
        JobLocationType::OnSite => lang.pick("到现场工作", "on site"),
        JobLocationType::Telecommute => lang.pick("远程", "remote"),
        _ => mode.name(),
    }
}

/// The form of employment.
pub fn employment_type(form: EmploymentType, lang: Lang) -> &'static str {
    match form {
        EmploymentType::FullTime => lang.pick("全日制", "full time"),
        EmploymentType::PartTime => lang.pick("非全日制", "part time"),
        EmploymentType::Temporary => lang.pick("临时", "temporary"),
        EmploymentType::PerDiem => lang.pick("按日用工", "by the day"),
        EmploymentType::Contractor => lang.pick("劳务", "contract for services"),
        EmploymentType::Intern => lang.pick("实习见习", "internship"),
        _ => form.name(),
    }
}

/// When pay is handed over.
pub fn settlement(settlement: Settlement, lang: Lang) -> &'static str {
    match settlement {
        Settlement::Daily => lang.pick("日结", "paid daily"),
        Settlement::Weekly => lang.pick("周结", "paid weekly"),
        Settlement::Monthly => lang.pick("月结", "paid monthly"),
        Settlement::OnCompletion => lang.pick("完工结", "paid when done"),
        _ => settlement.name(),
    }
}

/// A band of hourly pay: `15-20` as `15–20元/小时`, `60+` as `60元/小时以上`.
pub fn pay_band(band: &str, lang: Lang) -> String {
    match (band.strip_suffix('+'), lang) {
        (Some(lower), Lang::Zh) => format!("{lower}元/小时以上"),
        (Some(lower), Lang::En) => format!("{lower} yuan/hour and more"),
        (None, Lang::Zh) => format!("{}元/小时", band.replace('-', "–")),
        (None, Lang::En) => format!("{} yuan/hour", band.replace('-', "–")),
    }
}

/// What kind of outlet it is.
pub fn outlet_kind(kind: OutletKind, lang: Lang) -> &'static str {
    match kind {
        OutletKind::Station => lang.pick("就业驿站", "employment station"),
        OutletKind::GigMarket => lang.pick("零工市场", "gig market"),
        OutletKind::Window => lang.pick("服务窗口", "service window"),
        OutletKind::OnSite => lang.pick("流动服务", "mobile service"),
        _ => kind.name(),
    }
}

/// How an outlet serves people.
pub fn service_mode(mode: ServiceMode, lang: Lang) -> &'static str {
    match mode {
        ServiceMode::Window => lang.pick("窗口办理", "over the counter"),
        ServiceMode::Reservation => lang.pick("预约", "by appointment"),
        ServiceMode::OnSite => lang.pick("上门", "at your home"),
        ServiceMode::Agent => lang.pick("代办", "somebody acts for you"),
        ServiceMode::Remote => lang.pick("电话和线上", "by phone and online"),
        _ => mode.name(),
    }
}

/// How people come.
pub fn travel_mode(mode: TravelMode, lang: Lang) -> &'static str {
    match mode {
        TravelMode::Walking => lang.pick("步行", "on foot"),
        TravelMode::Cycling => lang.pick("骑行", "by bicycle"),
        TravelMode::Driving => lang.pick("乘车", "by car or bus"),
        _ => mode.name(),
    }
}

/// Why somebody should be visited.
pub fn need_reason(reason: NeedReason, lang: Lang) -> &'static str {
    match reason {
        NeedReason::NoEligiblePosting => lang.pick("没有可做的岗位", "no eligible posting"),
        NeedReason::OnlyWeak => lang.pick("只有匹配弱的岗位", "only weak postings"),
        NeedReason::OnlyCongested => lang.pick("只有竞争拥挤的岗位", "only congested postings"),
        _ => lang.pick("其他", "other"),
    }
}

/// A rule as what keeps somebody from postings.
pub fn obstacle(rule: Rule, lang: Lang) -> &'static str {
    match rule {
        Rule::PostingOpen | Rule::PostingValid => lang.pick("岗位已停招", "postings no longer open"),
        Rule::WorkerActive => lang.pick("求职状态不是求职中", "not looking for work"),
        Rule::LocationKnown => lang.pick("住址或工作地点不详", "home or place of work not known"),
        Rule::WorkerReach => lang.pick("距离超出愿走范围", "farther than the person goes"),
        Rule::PostingReach => lang.pick("住在岗位要求的范围外", "outside the postings' reach"),
        Rule::RequiredSkills => lang.pick("缺必备技能", "required skills missing"),
        Rule::MinimumAge => lang.pick("未到最低年龄或年龄不详", "under the least age, or age not known"),
        Rule::NotBlocked => lang.pick("双方有一方排除", "one side excludes the other"),
        Rule::PayFloor => lang.pick("报酬低于底线", "pay below the floor"),
        Rule::ShiftNotStarted => lang.pick("班次已开始", "shifts have started"),
        Rule::SeatLeft => lang.pick("名额已满", "no seats left"),
        Rule::Availability => lang.pick("时间不合", "times do not fit"),
        Rule::Certificates => lang.pick("缺有效证书", "valid certificates missing"),
        Rule::HazardousAge => lang.pick("危险作业年龄不符", "age for hazardous work"),
        Rule::HazardousRetirement => lang.pick("危险作业已到退休", "past retirement for hazardous work"),
        Rule::WeeklyHours => lang.pick("每周工时已满", "weekly hours used up"),
        _ => rule.name(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_and_levels_are_told() {
        assert_eq!(pay_band("15-20", Lang::Zh), "15–20元/小时");
        assert_eq!(pay_band("60+", Lang::En), "60 yuan/hour and more");
        assert_eq!(skill(&Skill::at("焊接", SkillLevel::SeniorTechnician), Lang::En), "焊接 (senior technician)");
        assert_eq!(skill(&Skill::named("焊接"), Lang::Zh), "焊接");
    }

    #[test]
    fn every_rule_is_told_as_an_obstacle_in_both_languages() {
        for rule in Rule::ALL {
            assert!(obstacle(rule, Lang::Zh) != rule.name() && obstacle(rule, Lang::En) != rule.name(), "{rule}");
        }
    }
}
