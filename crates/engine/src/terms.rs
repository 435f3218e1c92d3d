//! Skills and certificates that are mentioned in text.

use std::{
    ops::Range,
    path::Path,
    sync::{Arc, LazyLock},
};

use gigmatch_text::{Sense, TermMatcher};
use serde::Serialize;

use crate::{Result, record::Posting, table::term_rows};

static CARRIED: LazyLock<Arc<TermTable>> = LazyLock::new(|| {
    let table = TermTable::from_csv_text(include_str!("../data/terms.csv"));
    Arc::new(table.expect("the table that the crate carries is valid, which a test checks"))
});

/// What a term is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TermKind {
    /// Something a person can do.
    Skill,
    /// Something a person holds.
    Certificate,
}

impl TermKind {
    /// Its word in tables: `skill` or `certificate`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Skill => "skill",
            Self::Certificate => "certificate",
        }
    }
}

impl TermSense {
    /// Its word in tables: `named`, `required`, `preferred` or `not_needed`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Named => "named",
            Self::Required => "required",
            Self::Preferred => "preferred",
            Self::NotNeeded => "not_needed",
        }
    }
}

/// What a text says of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TermSense {
    /// It is named, and nothing is said of it.
    Named,
    /// It must be there: 需, 必须, 要求, or 无…勿扰.
    Required,
    /// It is welcome: 优先, 最好.
    Preferred,
    /// It need not be there: 无需, 不限.
    NotNeeded,
}

/// A skill or certificate in a text: a proposal for a person to accept, never a rule by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct TermMention {
    /// What it is.
    pub kind: TermKind,
    /// Its name in the table.
    pub name: String,
    /// As the text writes it.
    pub text: String,
    /// Where that stands, in bytes of the text.
    pub span: Range<usize>,
    /// What the text says of it.
    pub sense: TermSense,
}

impl TermMention {
    /// The span in characters of the text that it was found in.
    ///
    /// # Panics
    ///
    /// Where it was found in another, shorter text.
    pub fn characters(&self, text: &str) -> Range<usize> {
        let start = text[..self.span.start].chars().count();
        start..start + text[self.span.clone()].chars().count()
    }

    /// The field of a posting that it could be entered into; `None` for what is not needed, and for certificates that are
    /// not required, as postings have no field for wished ones.
    pub fn posting_field(&self) -> Option<&'static str> {
        match (self.kind, self.sense) {
            (TermKind::Certificate, TermSense::Required) => Some("required_certificates"),
            (TermKind::Skill, TermSense::Required) => Some("required_skills"),
            (TermKind::Skill, TermSense::Preferred | TermSense::Named) => Some("desired_skills"),
            (TermKind::Certificate, _) | (_, TermSense::NotNeeded) => None,
        }
    }
}

/// One skill or certificate of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Term {
    /// What it is.
    pub kind: TermKind,
    /// Its name, as records write it.
    pub name: String,
    /// Other ways to write it.
    pub aliases: Vec<String>,
    /// The rule or catalogue that its name comes from, where there is one.
    pub source: Option<String>,
}

/// Skills and certificates with the ways people write them.
///
/// # Example
///
/// ```
/// use gigmatch::{TermKind, TermSense, TermTable};
///
/// let found = TermTable::carried().find("招电工，需持电工证，会氩弧焊优先，无需驾照");
/// let told: Vec<_> = found.iter().map(|one| (one.kind, one.name.as_str(), one.sense)).collect();
/// assert_eq!(told, [
///     (TermKind::Certificate, "特种作业操作证-低压电工", TermSense::Required),
///     (TermKind::Skill, "氩弧焊", TermSense::Preferred),
///     (TermKind::Certificate, "机动车驾驶证", TermSense::NotNeeded),
/// ]);
/// assert_eq!(found[0].posting_field(), Some("required_certificates"));
/// ```
#[derive(Debug)]
pub struct TermTable {
    terms: Vec<Term>,
    matcher: TermMatcher,
}

impl TermTable {
    /// The common skills and certificates of gig work that the crate carries; all callers share it.
    pub fn carried() -> Arc<Self> {
        Arc::clone(&CARRIED)
    }

    /// Reads a CSV file in UTF-8 with the columns `kind` (skill or certificate), `name` and, optionally, `aliases` (separated
    /// by `;`) and `source`.
    ///
    /// # Errors
    ///
    /// `io` where the file cannot be read, `table.invalid` with the line for a missing column, an unknown kind or an empty
    /// name, and for a way of writing that stands for two terms.
    pub fn from_csv(path: &Path) -> Result<Self> {
        let text = crate::table::read_text(path)?;
        Self::from_csv_text(&text).map_err(|error| error.with_file(path))
    }

    /// The same from the text of such a file.
    ///
    /// # Errors
    ///
    /// As [`from_csv`](Self::from_csv).
    pub fn from_csv_text(text: &str) -> Result<Self> {
        let terms = term_rows(text)?
            .into_iter()
            .map(|(is_certificate, name, aliases, source)| Term {
                kind: if is_certificate { TermKind::Certificate } else { TermKind::Skill },
                name,
                aliases,
                source,
            })
            .collect::<Vec<_>>();
        let written = (0_u32..).zip(&terms).flat_map(|(number, term)| {
            std::iter::once(&term.name).chain(&term.aliases).map(move |text| (number, text))
        });
        Ok(Self { matcher: TermMatcher::new(written), terms })
    }

    /// The terms, in the table's order.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// The terms that a text mentions, in order, none overlapping; of several at one place the longest.
    pub fn find(&self, text: &str) -> Vec<TermMention> {
        let mention = |found: gigmatch_text::Mention| {
            let term = &self.terms[found.term as usize];
            TermMention {
                kind: term.kind,
                name: term.name.clone(),
                text: text[found.span.clone()].to_owned(),
                span: found.span,
                sense: match found.sense {
                    Sense::Named => TermSense::Named,
                    Sense::Required => TermSense::Required,
                    Sense::Preferred => TermSense::Preferred,
                    Sense::NotNeeded => TermSense::NotNeeded,
                },
            }
        };
        self.matcher.find(text).into_iter().map(mention).collect()
    }

    /// What a posting's title and description mention and its own fields do not have yet, with the name of the text.
    pub fn proposals(&self, posting: &Posting) -> Vec<(&'static str, TermMention)> {
        let texts = [("title", Some(posting.title.as_str())), ("description", posting.description.as_deref())];
        let has = |mention: &TermMention| match mention.kind {
            TermKind::Certificate => posting.required_certificates.contains(&mention.name),
            TermKind::Skill => {
                posting.required_skills.iter().chain(&posting.desired_skills).any(|skill| skill.name == mention.name)
            }
        };
        texts
            .into_iter()
            .filter_map(|(field, text)| Some((field, text?)))
            .flat_map(|(field, text)| self.find(text).into_iter().map(move |mention| (field, mention)))
            .filter(|(_, mention)| mention.posting_field().is_some() && !has(mention))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ErrorCode, record::Skill};

    #[test]
    fn the_carried_table_is_valid_and_knows_everyday_words() {
        let table = TermTable::carried();
        assert!(table.terms().len() > 400);
        for (text, name) in [
            ("需健康證", "健康证"),
            ("持Ｃ１駕照", "C1驾驶证"),
            ("B2本以上", "B2驾驶证"),
            ("有N1证", "叉车证N1"),
            ("会看图纸", "施工图识读"),
            ("有保安证优先", "保安员证"),
        ] {
            let found = table.find(text);
            assert!(found.iter().any(|mention| mention.name == name), "{text}: {found:?}");
        }
    }

    #[test]
    fn proposals_leave_out_what_a_posting_has() {
        let mut posting = Posting::new("p1", "焊工 需焊工证");
        posting.description = Some("会氩弧焊、二保焊优先，不要求驾照。".to_owned());
        posting.desired_skills = vec![Skill::named("氩弧焊")];
        let told: Vec<(&str, String, Option<&str>)> = TermTable::carried()
            .proposals(&posting)
            .into_iter()
            .map(|(field, mention)| (field, mention.name.clone(), mention.posting_field()))
            .collect();
        assert_eq!(
            told,
            [
                ("title", "特种作业操作证-焊接与热切割".to_owned(), Some("required_certificates")),
                ("description", "二保焊".to_owned(), Some("desired_skills")),
            ]
        );
    }

    #[test]
    fn bad_tables_are_refused_with_their_line() {
        for (text, message) in [
            ("name\nx\n", "no column \"kind\""),
            ("kind,name\nhobby,x\n", "line 2: the kind is \"hobby\"; allowed are skill, certificate"),
            ("kind,name\nskill,\n", "line 2: the name is empty"),
            ("kind,name,aliases\nskill,a b,\nskill,c,x;A B\n", "line 3: \"A B\" stands for another term already"),
        ] {
            let error = TermTable::from_csv_text(text).expect_err(text);
            assert_eq!(error.code(), ErrorCode::Table);
            assert!(error.to_string().contains(message), "{error}");
        }
    }
}
