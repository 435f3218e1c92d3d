//! The templates, and how they are filled.

use std::sync::LazyLock;

use gigmatch_phrases::NumberFormat;
use minijinja::{
    Environment, Error, ErrorKind, UndefinedBehavior,
    syntax::SyntaxConfig,
    value::{Serde, Value},
};
use serde::Serialize;

use crate::error::{Kind, Result};

/// A page's template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Page {
    Report,
    Jobs,
    Visits,
}

impl Page {
    fn template(self) -> &'static str {
        match self {
            Self::Report => "report.html",
            Self::Jobs => "jobs.html",
            Self::Visits => "visits.html",
        }
    }

    /// The page with everything that it shows, as `templates/CONTEXT.md` describes it.
    pub(crate) fn render(self, context: &impl Serialize) -> Result<String> {
        let filled = ENVIRONMENT.get_template(self.template()).and_then(|template| template.render(Serde(context)));
        Ok(filled.map_err(Kind::Template)?)
    }
}

macro_rules! templates {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../templates/", $name)))),*]
    };
}

/// Every template and what it includes, by file name.
const TEMPLATES: [(&str, &str); 10] = templates![
    "base.html",
    "parts.html",
    "style.css",
    "page.js",
    "report.html",
    "report.css",
    "jobs.html",
    "jobs.css",
    "visits.html",
    "visits.css",
];

static ENVIRONMENT: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    environment.set_syntax(syntax.expect("the delimiters are the usual ones"));
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.add_filter("num", num);
    for (name, source) in TEMPLATES {
        environment.add_template(name, source).expect("the carried templates are valid, which a test checks");
    }
    environment
});

/// A figure by the name of its format; see [`NumberFormat`].
fn num(figure: &Value, format: &str) -> Result<String, Error> {
    let unknown = || {
        let known: Vec<&str> = NumberFormat::ALL.into_iter().map(NumberFormat::word).collect();
        let message = format!("unknown format {format:?}; allowed are {}", known.join(", "));
        Error::new(ErrorKind::InvalidOperation, message)
    };
    let format = NumberFormat::from_word(format).ok_or_else(unknown)?;
    let figure = if figure.is_none() { None } else { Some(f64::try_from(figure.clone())?) };
    Ok(format.text(figure))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_format_is_an_error() {
        let told = |format: &str| num(&Value::from(12_345), format);
        assert_eq!(told("count").expect("a known format"), "12,345");
        assert_eq!(num(&Value::from(()), "km").expect("a known format"), "–");
        assert!(told("percentage").is_err());
    }
}
