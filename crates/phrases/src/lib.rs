//! The words of tables and explanations, in Chinese and English: what [`gigmatch`] answers in data, told to people.
//!
//! # Example
//!
//! ```
//! use gigmatch::{Engine, MatchOptions, record::{Coordinates, Posting, WorkerProfile}};
//! use gigmatch_phrases::{Lang, in_words};
//!
//! let (mut worker, mut posting) = (WorkerProfile::new("w1"), Posting::new("p1", "月嫂"));
//! worker.location = Some(Coordinates::wgs84(112.55, 37.87));
//! posting.location = Some(Coordinates::wgs84(112.56, 37.87));
//! let options = MatchOptions::at("2026-11-24T05:00:00+08:00".parse().unwrap());
//! let explanation = Engine::in_memory()?.snapshot().explain(&worker, &posting, &options)?;
//! assert_eq!(in_words(&explanation.factors[3], Lang::En), "876 m from home in a straight line");
//! # Ok::<(), gigmatch::Error>(())
//! ```

mod answers;
mod changes;
mod evidence;
mod local;
mod measures;
mod number;
mod rules;
mod when;
mod words;

use gigmatch::{
    Factor, Rule,
    record::{KeyGroup, Vocabulary},
};

pub use answers::{explained, narrowed, told};
pub use changes::tell_change;
pub use evidence::{assumption, in_words, reasons};
pub use local::{distance, full_moment, grouped, kilometres, pay, points, shifts, yuan};
pub use measures::Measure;
pub use number::{NumberFormat, figure};
pub use rules::{Told, tell_failure};
pub use when::{coming_shifts, day, opening_hours, stretch_of_day, working_times};
pub use words::{
    division_level, employer_name, employment_type, need_reason, obstacle, outlet_kind, pay_band, service_mode,
    settlement, skill, training, travel_mode, weekday, work_mode,
};

/// The language of readable output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lang {
    /// Chinese
    Zh,
    /// English
    En,
}

impl Lang {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::Zh, Self::En];

    /// The language's tag: `zh` or `en`.
    pub fn tag(self) -> &'static str {
        self.pick("zh", "en")
    }

    /// The one of two wordings that is in this language.
    pub fn pick<T>(self, zh: T, en: T) -> T {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }

    /// What stands between the items of a list.
    pub fn comma(self) -> &'static str {
        self.pick("、", ", ")
    }
}

impl std::fmt::Display for Lang {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.tag())
    }
}

impl std::str::FromStr for Lang {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.into_iter().find(|lang| lang.tag() == text);
        known.ok_or_else(|| format!("unknown language {text:?}; allowed are zh, en"))
    }
}

/// A factor's name for people.
pub fn factor(factor: Factor, lang: Lang) -> &'static str {
    match factor {
        Factor::Occupation => lang.pick("工种", "occupation"),
        Factor::Skills => lang.pick("技能", "skills"),
        Factor::Pay => lang.pick("报酬", "pay"),
        Factor::Distance => lang.pick("距离", "distance"),
        Factor::Time => lang.pick("时间", "time"),
        Factor::Text => lang.pick("意愿", "wishes"),
        Factor::Freshness => lang.pick("时效", "freshness"),
        Factor::Experience => lang.pick("经验", "experience"),
    }
}

/// A key group's name for people.
pub fn key_group(group: KeyGroup, lang: Lang) -> &'static str {
    match group {
        KeyGroup::RegisteredUnemployed => lang.pick("登记失业人员", "registered unemployed"),
        KeyGroup::HardToPlace => lang.pick("就业困难人员", "hard to place"),
        KeyGroup::ZeroEmploymentHousehold => lang.pick("零就业家庭成员", "zero-employment household"),
        KeyGroup::Graduate => lang.pick("高校毕业生等青年", "graduates and youth"),
        KeyGroup::Veteran => lang.pick("退役军人", "veterans"),
        KeyGroup::Disabled => lang.pick("残疾人", "disabled"),
        KeyGroup::MigrantWorker => lang.pick("农民工", "migrant workers"),
        KeyGroup::OutOfPoverty => lang.pick("脱贫人口", "out of poverty"),
        KeyGroup::LongTermUnemployed => lang.pick("长期失业人员", "long-term unemployed"),
        KeyGroup::DomesticWorker => lang.pick("家政服务人员", "domestic workers"),
        _ => group.name(),
    }
}

/// A rule's name for people.
pub fn rule(rule: Rule, lang: Lang) -> &'static str {
    match rule {
        Rule::PostingOpen => lang.pick("岗位在招", "posting is open"),
        Rule::PostingValid => lang.pick("招聘未截止", "posting is still valid"),
        Rule::WorkerActive => lang.pick("求职者在找工作", "worker is looking for work"),
        Rule::LocationKnown => lang.pick("双方地点已知", "both places are known"),
        Rule::WorkerReach => lang.pick("在求职者愿走的范围内", "within the worker's reach"),
        Rule::PostingReach => lang.pick("在岗位要求的范围内", "within the posting's reach"),
        Rule::RequiredSkills => lang.pick("必备技能", "required skills"),
        Rule::MinimumAge => lang.pick("达到最低年龄", "minimum age"),
        Rule::NotBlocked => lang.pick("双方没有互相排除", "neither side excludes the other"),
        Rule::PayFloor => lang.pick("报酬不低于底线", "pay reaches the floor"),
        Rule::ShiftNotStarted => lang.pick("班次未开始", "shift has not started"),
        Rule::SeatLeft => lang.pick("还有名额", "a seat is left"),
        Rule::Availability => lang.pick("整班有空", "free for the whole shift"),
        Rule::Certificates => lang.pick("证书有效到下班", "certificates valid to the end"),
        Rule::HazardousAge => lang.pick("危险作业年龄", "age for hazardous work"),
        Rule::HazardousRetirement => lang.pick("危险作业未到退休", "hazardous work before retirement"),
        Rule::WeeklyHours => lang.pick("每周工时上限", "weekly hours"),
        _ => rule.name(),
    }
}
