//! Failing rules in words: what is wrong, and what would put it right.

use gigmatch::{
    Rule,
    answer::Failure,
    record::{HeldCertificate, Pay, Posting, Skill, TimeWindow, Timestamp, WorkerProfile},
};
use jiff::tz::TimeZone;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    Lang,
    local::{distance, full_moment, grouped, pay, stretch},
    words::skill as skill_name,
};

/// A failing rule as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What is wrong.
    pub problem: String,
    /// What would put it right.
    pub remedy: String,
}

/// Tells a failure of a pair in words, times in the zone.
pub fn tell_failure(failure: &Failure, worker: &WorkerProfile, posting: &Posting, zone: &TimeZone, lang: Lang) -> Told {
    let (problem, remedy) = Teller { failure, worker, posting, zone, lang }.tell();
    Told { problem, remedy }
}

struct Teller<'a> {
    failure: &'a Failure,
    worker: &'a WorkerProfile,
    posting: &'a Posting,
    zone: &'a TimeZone,
    lang: Lang,
}

impl Teller<'_> {
    fn tell(&self) -> (String, String) {
        match self.failure.rule {
            Rule::PostingOpen => self.fixed(
                ("岗位现在不收人（暂停或已关闭）", "the posting takes nobody at present"),
                ("请用人单位重新开放岗位", "the employer opens the posting again"),
            ),
            Rule::PostingValid => self.posting_valid(),
            Rule::WorkerActive => self.fixed(
                ("求职者现在没有在找工作", "the worker is not looking for work at present"),
                ("本人同意后把求职状态改回“求职中”", "with the worker's consent, set the status to active"),
            ),
            Rule::LocationKnown => self.location(),
            Rule::WorkerReach => self.reach(
                ("求职者只愿意走", "the worker goes no farther than"),
                ("求职者愿意走到", "the worker is willing to go"),
            ),
            Rule::PostingReach => self.reach(
                ("岗位只收住在这个范围内的人：", "the posting wants workers within"),
                ("岗位把范围放宽到", "the posting widens its reach to"),
            ),
            Rule::RequiredSkills => self.skills(),
            Rule::MinimumAge | Rule::HazardousAge => self.age(),
            Rule::NotBlocked => self.fixed(
                ("求职者和用人单位有一方要求不再合作", "one side has excluded the other"),
                ("双方同意后取消排除", "the exclusion is lifted, if both sides agree"),
            ),
            Rule::PayFloor => self.pay_floor(),
            Rule::ShiftNotStarted => self.fixed(
                (&format!("{}已经开始", self.shift()), &format!("{} has started", self.shift())),
                ("只能等下一个班次", "wait for another shift"),
            ),
            Rule::SeatLeft => self.seats(),
            Rule::Availability => self.availability(),
            Rule::Certificates => self.certificates(),
            Rule::HazardousRetirement => self.fixed(
                ("危险作业，下班前已到法定退休日期", "hazardous work that would end after statutory retirement"),
                ("请核对退休日期", "check the retirement date"),
            ),
            Rule::WeeklyHours => self.weekly_hours(),
            other => (format!("{other}: {} / {}", self.failure.needs, self.failure.has), self.change()),
        }
    }

    fn fixed(&self, problem: (&str, &str), remedy: (&str, &str)) -> (String, String) {
        (self.lang.pick(problem.0, problem.1).to_owned(), self.lang.pick(remedy.0, remedy.1).to_owned())
    }

    /// The change as data, where there is no better wording.
    fn change(&self) -> String {
        format!("{} = {}", self.failure.change.field, self.failure.change.value)
    }

    fn moment(&self, time: Option<Timestamp>) -> String {
        time.map_or_else(|| self.lang.pick("不详", "unknown").to_owned(), |time| full_moment(time, self.zone))
    }

    /// The shift that the failure is about.
    fn shift(&self) -> String {
        let id = self.failure.shift.as_deref().unwrap_or_default();
        match self.posting.shifts.iter().find(|shift| shift.id == id) {
            Some(shift) => {
                format!("{}{}", self.lang.pick("班次 ", "shift "), stretch(shift.start, shift.end, self.zone))
            }
            None => self.lang.pick("这份工作", "the work").to_owned(),
        }
    }

    fn posting_valid(&self) -> (String, String) {
        let until = self.moment(self.posting.valid_through);
        match self.lang {
            Lang::Zh => (format!("招聘已于{until}截止"), "请用人单位延长招聘期".to_owned()),
            Lang::En => (format!("the posting ended at {until}"), "the employer extends the posting".to_owned()),
        }
    }

    fn location(&self) -> (String, String) {
        match (self.worker.location.is_some(), self.posting.location.is_some()) {
            (false, true) => self.fixed(
                ("不知道求职者住在哪里", "where the worker lives is not known"),
                ("补登住址或所在街道", "record the home or its division"),
            ),
            (true, false) => self.fixed(
                ("不知道岗位在哪里", "where the work is is not known"),
                ("补登工作地点", "record the place of work"),
            ),
            _ => self.fixed(
                ("求职者住址和岗位地点都不详", "neither home nor place of work is known"),
                ("两边都补登地点", "record both places"),
            ),
        }
    }

    fn reach(&self, limit: (&str, &str), change: (&str, &str)) -> (String, String) {
        let metres = |value: &Value| value.as_u64().and_then(|metres| u32::try_from(metres).ok()).unwrap_or(0);
        let (needed, reach) = (metres(&self.failure.needs), metres(&self.failure.has));
        // Near the limit rounded kilometres would read alike, so the change is told in whole metres.
        let needed_exactly = grouped(needed.into());
        let (far, most) = (distance(needed, self.lang), distance(reach, self.lang));
        match self.lang {
            Lang::Zh => (format!("住处到岗位{far}，{}{most}", limit.0), format!("{}{needed_exactly}米", change.0)),
            Lang::En => {
                (format!("the work is {far} away, {} {most}", limit.1), format!("{} {needed_exactly} m", change.1))
            }
        }
    }

    fn skills(&self) -> (String, String) {
        let missing: Vec<Skill> = read(&self.failure.needs).unwrap_or_default();
        let held: Vec<Skill> = read(&self.failure.has).unwrap_or_default();
        let wanted = self.list(missing.iter().map(|skill| skill_name(skill, self.lang)));
        let has = if held.is_empty() {
            self.lang.pick("求职者没有登记", "the worker has none of it").to_owned()
        } else {
            let held = self.list(held.iter().map(|skill| skill_name(skill, self.lang)));
            format!("{}{held}", self.lang.pick("求职者只有", "the worker has only "))
        };
        match self.lang {
            Lang::Zh => (format!("岗位必须会{wanted}，{has}"), format!("学会或补登{wanted}")),
            Lang::En => (format!("the posting requires {wanted}; {has}"), format!("learn or record {wanted}")),
        }
    }

    fn list(&self, items: impl Iterator<Item = String>) -> String {
        items.collect::<Vec<_>>().join(self.lang.comma())
    }

    fn age(&self) -> (String, String) {
        let years = self.failure.needs.get("years").and_then(Value::as_u64).unwrap_or(0);
        let is_hazardous = self.failure.rule == Rule::HazardousAge;
        let work = if is_hazardous { ("这是危险作业，", "this is hazardous work; ") } else { ("", "") };
        let birth = self.worker.birth_date;
        match (self.lang, birth) {
            (Lang::Zh, Some(birth)) => {
                (format!("{}要年满{years}周岁，求职者{birth}出生", work.0), format!("要等到年满{years}周岁"))
            }
            (Lang::Zh, None) => {
                (format!("{}要年满{years}周岁，求职者出生日期不详", work.0), "核实并补登出生日期".to_owned())
            }
            (Lang::En, Some(birth)) => (
                format!("{}the least age is {years}, the worker was born on {birth}", work.1),
                format!("wait for the {years}th birthday"),
            ),
            (Lang::En, None) => (
                format!("{}the least age is {years}, the date of birth is not known", work.1),
                "check and record the date of birth".to_owned(),
            ),
        }
    }

    fn pay_floor(&self) -> (String, String) {
        let told =
            |value: &Value| read::<Pay>(value).map_or_else(|| value.to_string(), |amount| pay(&amount, self.lang));
        let (floor, offered) = (told(&self.failure.needs), told(&self.failure.has));
        match self.lang {
            Lang::Zh => (
                format!("求职者至少要{floor}，岗位最多折合{offered}"),
                format!("求职者接受{offered}，或岗位加到{floor}"),
            ),
            Lang::En => (
                format!("the worker wants at least {floor}, the posting pays at most {offered}"),
                format!("the worker accepts {offered}, or the posting pays {floor}"),
            ),
        }
    }

    fn seats(&self) -> (String, String) {
        let shift = self.shift();
        match self.lang {
            Lang::Zh => (format!("{shift}已经招满"), "请用人单位增加名额，或等人退出".to_owned()),
            Lang::En => {
                (format!("no seat is left: {shift}"), "the employer adds a seat, or somebody withdraws".to_owned())
            }
        }
    }

    fn availability(&self) -> (String, String) {
        let stretches = |value: &Value| {
            let windows: Vec<TimeWindow> = read(value).unwrap_or_default();
            self.list(windows.iter().map(|window| stretch(window.start, window.end, self.zone)))
        };
        let (needed, free) = (stretches(&self.failure.needs), stretches(&self.failure.has));
        let free = match (free.is_empty(), self.lang) {
            (true, Lang::Zh) => "求职者这段时间没空".to_owned(),
            (false, Lang::Zh) => format!("求职者只有{free}有空"),
            (true, Lang::En) => "the worker is not free then".to_owned(),
            (false, Lang::En) => format!("the worker is free only {free}"),
        };
        match self.lang {
            Lang::Zh => (format!("上班时间{needed}，{free}"), format!("求职者把{needed}都空出来")),
            Lang::En => (format!("work is {needed}; {free}"), format!("the worker keeps {needed} free")),
        }
    }

    fn certificates(&self) -> (String, String) {
        let certificates = |value: &Value| -> Vec<HeldCertificate> { read(value).unwrap_or_default() };
        let told = |certificate: &HeldCertificate, until: (&str, &str)| {
            let time = self.moment(certificate.valid_through);
            match self.lang {
                Lang::Zh => format!("{}（{}{time}）", certificate.name, until.0),
                Lang::En => format!("{} ({} {time})", certificate.name, until.1),
            }
        };
        let at_least = ("至少有效到", "valid at least until");
        let missing = certificates(&self.failure.needs);
        let held = certificates(&self.failure.has);
        let needed = self.list(missing.iter().map(|certificate| told(certificate, at_least)));
        let has = if held.is_empty() {
            self.lang.pick("求职者没有登记", "the worker has none of it").to_owned()
        } else {
            format!(
                "{}{}",
                self.lang.pick("求职者的是", "the worker has "),
                self.list(held.iter().map(|certificate| told(certificate, ("有效到", "valid until"))))
            )
        };
        match self.lang {
            Lang::Zh => (format!("岗位要求{needed}，{has}"), format!("取得、续期或补登{needed}")),
            Lang::En => (format!("the posting requires {needed}; {has}"), format!("get, renew or record {needed}")),
        }
    }

    fn weekly_hours(&self) -> (String, String) {
        let hours = |value: &Value, key: &str| {
            let tenths = value.get(key).and_then(Value::as_i64).unwrap_or(0) / 360_000;
            if tenths % 10 == 0 { (tenths / 10).to_string() } else { format!("{}.{}", tenths / 10, tenths % 10) }
        };
        let (most, sum) = (hours(&self.failure.needs, "most_ms"), hours(&self.failure.has, "ms"));
        match self.lang {
            Lang::Zh => (
                format!("非全日制在同一单位每周最多{most}小时，加上这一班会到{sum}小时"),
                "这一周少排一些班，或换一周".to_owned(),
            ),
            Lang::En => (
                format!(
                    "part-time work with one employer is at most {most} h a week; with this shift it would be {sum} h"
                ),
                "take fewer shifts that week, or another week".to_owned(),
            ),
        }
    }
}

/// What a value of an answer holds, where it is of that form.
pub(crate) fn read<T: DeserializeOwned>(value: &Value) -> Option<T> {
    serde_json::from_value(value.clone()).ok()
}
