//! Answers as JSON with their words in every language beside the data, for front ends that show them to people.

use gigmatch::{
    answer::{Explanation, Funnel, WhyNot},
    record::{Posting, WorkerProfile},
};
use jiff::tz::TimeZone;
use serde::Serialize;
use serde_json::{Value, json};

use crate::{Lang, Told, assumption, factor, in_words, rule, tell_failure};

/// A wording in each language.
fn words<S: Into<String>>(told: impl Fn(Lang) -> S) -> Value {
    Lang::ALL.into_iter().map(|lang| (lang.tag(), told(lang).into())).collect()
}

/// An answer and what is told beside each item of one of its lists.
fn with(answer: &impl Serialize, list: &str, told: impl IntoIterator<Item = Value>) -> Value {
    let mut answer = json!(answer);
    let items = answer[list].as_array_mut().into_iter().flatten();
    for (item, told) in items.zip(told) {
        match (item, told) {
            (Value::Object(item), Value::Object(told)) => item.extend(told),
            (item, told) => *item = told,
        }
    }
    answer
}

/// An explanation; each factor also has a `label` and its `words`, and each assumption is words.
pub fn explained(explanation: &Explanation) -> Value {
    let parts = explanation.factors.iter().map(|part| {
        let label = words(|lang| factor(part.factor, lang));
        json!({ "label": label, "words": words(|lang| in_words(part, lang)) })
    });
    let assumptions = explanation.assumptions.iter().map(|note| words(|lang| assumption(note, lang)));
    with(&with(explanation, "factors", parts), "assumptions", assumptions)
}

/// Reasons; each failure also has a `label`, the `problem` and the `remedy` in words, times in the zone.
pub fn told(why_not: &WhyNot, worker: &WorkerProfile, posting: &Posting, zone: &TimeZone) -> Value {
    let failures = why_not.failures.iter().map(|failure| {
        let told = |part: fn(Told) -> String| words(|lang| part(tell_failure(failure, worker, posting, zone, lang)));
        json!({
            "label": words(|lang| rule(failure.rule, lang)),
            "problem": told(|told| told.problem),
            "remedy": told(|told| told.remedy),
        })
    });
    with(why_not, "failures", failures)
}

/// A funnel; each step also has a `label`.
pub fn narrowed(funnel: &Funnel) -> Value {
    with(funnel, "steps", funnel.steps.iter().map(|step| json!({ "label": words(|lang| rule(step.rule, lang)) })))
}
