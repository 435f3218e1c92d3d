//! Text of a page: in one language for both, or in both.

use gigmatch_phrases::Lang;
use serde::Serialize;

/// A text as the templates take it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(crate) enum Text {
    /// Shown in both languages.
    One(String),
    /// Shown in the reader's.
    Both { zh: String, en: String },
}

impl Text {
    /// What a telling gives in each language.
    pub(crate) fn told<S: Into<String>>(tell: impl Fn(Lang) -> S) -> Self {
        let (zh, en) = (tell(Lang::Zh).into(), tell(Lang::En).into());
        if zh == en { Self::One(zh) } else { Self::Both { zh, en } }
    }

    /// A fixed wording in both languages.
    pub(crate) fn of(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Both { zh: zh.into(), en: en.into() }
    }

    /// The text in a language.
    pub(crate) fn get(&self, lang: Lang) -> &str {
        match self {
            Self::One(text) => text,
            Self::Both { zh, en } => lang.pick(zh, en),
        }
    }

    /// A text with others before and behind it, in each language.
    pub(crate) fn joined(parts: &[&Self], between: (&str, &str)) -> Self {
        Self::told(|lang| {
            let parts: Vec<&str> = parts.iter().map(|part| part.get(lang)).collect();
            parts.join(lang.pick(between.0, between.1))
        })
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::One(text.to_owned())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::One(text)
    }
}
