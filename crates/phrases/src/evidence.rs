//! What a factor rests on, in words: a full clause for explanations, two or three words for tables.

use gigmatch::{
    Factor,
    answer::{Evidence, FactorPart, SharedWord, SkillCredit},
};

use crate::{
    Lang,
    local::{distance, yuan},
};

const FULL: u32 = 10_000;

/// Reasons in a table row, at most.
const MOST_REASONS: usize = 3;

/// The strongest reasons for a pair, strongest first: factors that lift the score above the neutral value.
pub fn reasons(factors: &[FactorPart], blend: u32, lang: Lang) -> String {
    let lift = |part: &FactorPart| {
        let weight = blend * part.worker_weight + (100 - blend) * part.employer_weight;
        u64::from(weight) * u64::from(part.value.saturating_sub(FULL / 2))
    };
    let mut strongest: Vec<(u64, String)> = factors
        .iter()
        .filter_map(|part| Some((lift(part), short(part, lang)?)))
        .filter(|(lift, _)| *lift > 0)
        .collect();
    // The sort is stable: equal lifts stay in the order of the factors.
    strongest.sort_by_key(|(lift, _)| std::cmp::Reverse(*lift));
    if strongest.is_empty() {
        return lang.pick("硬条件都符合", "meets every hard rule").to_owned();
    }
    let words: Vec<String> = strongest.into_iter().take(MOST_REASONS).map(|(_, words)| words).collect();
    words.join(" · ")
}

fn short(part: &FactorPart, lang: Lang) -> Option<String> {
    let is_full = part.value == FULL;
    let text = match &part.evidence {
        Evidence::Occupation { .. } => lang.pick(
            if is_full { "工种相同" } else { "工种相近" },
            if is_full { "same occupation" } else { "related occupation" },
        ),
        Evidence::Skills { .. } => lang.pick(
            if is_full { "技能齐全" } else { "会大部分技能" },
            if is_full { "has every skill" } else { "has most skills" },
        ),
        Evidence::Pay { offered_fen_per_hour, floor_fen_per_hour } if offered_fen_per_hour > floor_fen_per_hour => {
            lang.pick("报酬高于底线", "pays above the floor")
        }
        Evidence::Distance { metres } => {
            let far = distance(*metres, lang);
            return Some(match lang {
                Lang::Zh => format!("距离{far}"),
                Lang::En => format!("{far} away"),
            });
        }
        Evidence::Time { .. } => lang.pick(
            if is_full { "班次都能上" } else { "大半班次能上" },
            if is_full { "free for every shift" } else { "free for most shifts" },
        ),
        Evidence::Text { .. } => lang.pick("合本人意愿", "as wished"),
        Evidence::Freshness { immediate: true, .. } => lang.pick("急招", "wanted at once"),
        Evidence::Freshness { .. } => lang.pick("新近发布", "newly posted"),
        Evidence::Experience { .. } => lang.pick(
            if is_full { "经验足够" } else { "有相关经验" },
            if is_full { "enough experience" } else { "some experience" },
        ),
        _ => return None,
    };
    Some(text.to_owned())
}

/// The shared words without those that are only parts of others.
fn whole_words(shared: &[SharedWord]) -> Vec<&str> {
    let is_part = |word: &str| shared.iter().any(|other| other.word.len() > word.len() && other.word.contains(word));
    shared.iter().map(|word| word.word.as_str()).filter(|word| !is_part(word)).collect()
}

/// What a factor's value rests on, as a clause.
pub fn in_words(part: &FactorPart, lang: Lang) -> String {
    match &part.evidence {
        Evidence::Occupation { wished, wished_name, offered, .. } if wished == offered => match lang {
            Lang::Zh => format!("想做的就是“{wished_name}”"),
            Lang::En => format!("the wish is exactly this occupation, {wished_name}"),
        },
        Evidence::Occupation { wished_name, offered_name, .. } => {
            let near = if part.value == FULL { ("属于", "is part of") } else { relation(part.value) };
            match lang {
                Lang::Zh => format!("岗位是“{offered_name}”，{}想做的“{wished_name}”", near.0),
                Lang::En => format!("the work is {offered_name}, which {} the wish {wished_name}", near.1),
            }
        }
        Evidence::Skills { skills } => skill_words(skills, lang),
        Evidence::Pay { offered_fen_per_hour, floor_fen_per_hour } => {
            let (offered, floor) = (yuan(*offered_fen_per_hour), yuan(*floor_fen_per_hour));
            match lang {
                Lang::Zh => format!("至少折合每小时{offered}元，本人底线{floor}元"),
                Lang::En => format!("at least {offered} yuan an hour against a floor of {floor}"),
            }
        }
        Evidence::Distance { metres } => {
            let far = distance(*metres, lang);
            match lang {
                Lang::Zh => format!("住处到岗位直线{far}"),
                Lang::En => format!("{far} from home in a straight line"),
            }
        }
        Evidence::Time { fitting, open } => match lang {
            Lang::Zh => format!("{open}个可报班次里能上{fitting}个"),
            Lang::En => format!("{fitting} of {open} open shifts fit"),
        },
        Evidence::Text { shared, .. } if shared.is_empty() => {
            lang.pick("岗位没有提到本人所说的", "the posting says nothing of what the worker says").to_owned()
        }
        Evidence::Text { shared, .. } => {
            let words = whole_words(shared).join(lang.comma());
            match lang {
                Lang::Zh => format!("岗位和本人都提到{words}"),
                Lang::En => format!("both mention {words}"),
            }
        }
        Evidence::Freshness { age_ms, wait_ms, immediate } => freshness_words(*age_ms, *wait_ms, *immediate, lang),
        Evidence::Experience { months, wanted } => match lang {
            Lang::Zh => format!("相关经验折合{months}个月，希望{wanted}个月"),
            Lang::En => format!("{months} months of related experience, {wanted} wished for"),
        },
        Evidence::Nothing { reason } => match lang {
            Lang::Zh => format!("{}，按中间值算", nothing(part.factor)),
            Lang::En => format!("{reason}, so the middle value counts"),
        },
        _ => String::new(),
    }
}

fn relation(value: u32) -> (&'static str, &'static str) {
    if value == 0 { ("不同于", "is unlike") } else { ("接近", "is close to") }
}

fn skill_words(skills: &[SkillCredit], lang: Lang) -> String {
    let names = |wanted: fn(&SkillCredit) -> bool| {
        let names: Vec<&str> = skills.iter().filter(|skill| wanted(skill)).map(|skill| skill.name.as_str()).collect();
        names.join(lang.comma())
    };
    let (held, weaker, lacking) = (
        names(|skill| skill.credit == FULL),
        names(|skill| (1..FULL).contains(&skill.credit)),
        names(|s| s.credit == 0),
    );
    let clauses = [
        (held, lang.pick("会", "has ")),
        (weaker, lang.pick("等级低一些的有", "at a lower level ")),
        (lacking, lang.pick("还不会", "lacks ")),
    ];
    let clauses: Vec<String> = clauses
        .into_iter()
        .filter(|(names, _)| !names.is_empty())
        .map(|(names, lead)| format!("{lead}{names}"))
        .collect();
    clauses.join(lang.pick("，", "; "))
}

fn freshness_words(age_ms: Option<i64>, wait_ms: Option<i64>, immediate: bool, lang: Lang) -> String {
    let mut clauses = Vec::new();
    if let Some(age) = age_ms {
        let days = age / 86_400_000;
        clauses.push(match (lang, days) {
            (Lang::Zh, 0) => "今天内发布".to_owned(),
            (Lang::Zh, days) => format!("{days}天前发布"),
            (Lang::En, 0) => "posted within a day".to_owned(),
            (Lang::En, 1) => "posted yesterday".to_owned(),
            (Lang::En, days) => format!("posted {days} days ago"),
        });
    }
    if immediate {
        clauses.push(lang.pick("要马上到岗", "people are wanted at once").to_owned());
    } else if let Some(wait) = wait_ms {
        let hours = wait / 3_600_000;
        clauses.push(match lang {
            Lang::Zh => format!("{hours}小时后开工"),
            Lang::En => format!("work starts in {hours} hours"),
        });
    }
    if clauses.is_empty() {
        clauses.push(lang.pick("发布时间不详", "its date is not known").to_owned());
    }
    clauses.join(lang.pick("，", ", "))
}

fn nothing(factor: Factor) -> &'static str {
    match factor {
        Factor::Occupation => "一方没有写工种",
        Factor::Skills => "岗位没有希望的技能",
        Factor::Pay => "报酬或底线不详",
        Factor::Distance => "远程岗位或地点不详",
        Factor::Time => "长期岗位或空闲时间不详",
        Factor::Text => "岗位名称或意愿没有可比的词",
        Factor::Freshness => "时间不详",
        Factor::Experience => "岗位不要求经验或没有登记经验",
    }
}

/// Something that was taken for granted, in the reader's language.
pub fn assumption(note: &str, lang: Lang) -> String {
    let zh = match note {
        "worker location inferred from division" => "求职者住址按所在区划的中心点推算",
        "posting location inferred from division" => "岗位地点按所在区划的中心点推算",
        "worker availability not known" => "求职者没有登记空闲时间，按有空处理",
        "worker pay floor not known" => "求职者没有登记报酬底线，按可以接受处理",
        "posting pay not known" => "岗位报酬面议或不详",
        "worker reach not known" => "求职者没有登记愿走多远，按不限处理",
        "worker age not known" => "求职者年龄不详",
        "expiry of a required certificate not known" => "所需证书没有登记有效期，请查看原件",
        other => other,
    };
    lang.pick(zh, note).to_owned()
}
