//! A single change of a worker's record, as a caseworker would put it to the person.

use gigmatch::{
    answer::Change,
    record::{EmploymentType, HeldCertificate, Pay, Skill, TimeWindow, Vocabulary},
};
use jiff::tz::TimeZone;

use crate::{
    Lang,
    local::{grouped, pay, stretch},
    rules::read,
    words::{employment_type, skill},
};

/// What to change in a worker's record, in words; the field and its value where there is no better wording.
///
/// # Example
///
/// ```
/// use gigmatch::{Engine, MatchOptions, record::{Posting, Skill, WorkerProfile}};
/// use gigmatch_phrases::{Lang, tell_change};
///
/// let mut posting = Posting::new("p1", "叉车司机");
/// posting.job_location_type = gigmatch::record::JobLocationType::Telecommute;
/// posting.required_skills = vec![Skill::named("叉车驾驶")];
/// let engine = Engine::in_memory()?;
/// let options = MatchOptions::at("2026-11-24T05:00:00+08:00".parse().unwrap());
/// let why_not = engine.snapshot().why_not(&WorkerProfile::new("w1"), &posting, &options)?;
/// let told = tell_change(&why_not.failures[0].change, engine.normalizer().zone(), Lang::Zh);
/// assert_eq!(told, "学会或补登叉车驾驶");
/// # Ok::<(), gigmatch::Error>(())
/// ```
pub fn tell_change(change: &Change, zone: &TimeZone, lang: Lang) -> String {
    worded(change, zone, lang).unwrap_or_else(|| format!("{} = {}", change.field, change.value))
}

fn worded(change: &Change, zone: &TimeZone, lang: Lang) -> Option<String> {
    let list = |items: Vec<String>| items.join(lang.comma());
    let value = &change.value;
    let told = match change.field.as_str() {
        "worker.max_distance_m" => {
            let metres = grouped(value.as_u64()?);
            match lang {
                Lang::Zh => format!("愿意走到{metres}米"),
                Lang::En => format!("go as far as {metres} m"),
            }
        }
        "worker.skills" => {
            let skills = list(read::<Vec<Skill>>(value)?.iter().map(|wanted| skill(wanted, lang)).collect());
            format!("{}{skills}", lang.pick("学会或补登", "learn or record "))
        }
        "worker.certificates" => {
            let names = read::<Vec<HeldCertificate>>(value)?.into_iter().map(|certificate| certificate.name).collect();
            format!("{}{}", lang.pick("取得、续期或补登", "get, renew or record "), list(names))
        }
        "worker.pay_floor" => {
            let floor = pay(&read::<Pay>(value)?, lang);
            format!("{}{floor}", lang.pick("接受", "accept "))
        }
        "worker.availability" => {
            let windows = read::<Vec<TimeWindow>>(value)?;
            let windows = list(windows.iter().map(|window| stretch(window.start, window.end, zone)).collect());
            match lang {
                Lang::Zh => format!("空出{windows}"),
                Lang::En => format!("keep {windows} free"),
            }
        }
        "worker.location" => lang.pick("补登住址", "record the home").to_owned(),
        "worker.birth_date" => lang.pick("核实并补登出生日期", "check and record the date of birth").to_owned(),
        "worker.statutory_retirement_date" => lang.pick("核对退休日期", "check the retirement date").to_owned(),
        "worker.status" => lang.pick("把求职状态改回“求职中”", "set the status to active").to_owned(),
        "worker.blocked_employers" => lang.pick("取消对单位的排除", "no longer exclude the employer").to_owned(),
        "worker.employment_type" => {
            let form = employment_type(EmploymentType::from_word(value.as_str()?)?, lang);
            format!("{}{form}", lang.pick("改为", "seek work "))
        }
        _ => return None,
    };
    Some(told)
}
