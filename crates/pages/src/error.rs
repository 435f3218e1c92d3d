//! Why a page could not be made.

/// Why a page could not be made.
///
/// # Example
///
/// ```
/// use gigmatch::{Engine, MatchOptions, ReportOptions, table::{DivisionCode, DivisionTable}};
/// use gigmatch_pages::ReportPage;
///
/// let snapshot = Engine::in_memory()?.snapshot();
/// let options = ReportOptions::new(MatchOptions::at("2026-11-24T05:00:00+08:00".parse().unwrap()));
/// let shanxi = options.clone().within(DivisionCode::parse("14").unwrap());
/// let (whole, part) = (snapshot.report(&options)?, snapshot.report(&shanxi)?);
/// let divisions = DivisionTable::cn_2023();
/// let error = ReportPage::new(&whole, &divisions).previous(&part).to_html().unwrap_err();
/// assert_eq!(error.code(), "page.mismatch");
/// # Ok::<(), gigmatch::Error>(())
/// ```
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct PageError(#[from] Kind);

/// The result of making a page.
pub type Result<T, E = PageError> = std::result::Result<T, E>;

#[derive(Debug, thiserror::Error)]
pub(crate) enum Kind {
    #[error("the {part} has {what} {given:?}, the report {wanted:?}")]
    Mismatch { part: &'static str, what: &'static str, given: String, wanted: String },
    #[error("the page cannot be rendered")]
    Template(#[source] minijinja::Error),
}

impl PageError {
    /// A stable code: `page.mismatch` where answers that are put on one page do not belong together, `page.template` where
    /// a template fails, which is a fault of this crate.
    pub fn code(&self) -> &'static str {
        match self.0 {
            Kind::Mismatch { .. } => "page.mismatch",
            Kind::Template(_) => "page.template",
        }
    }
}
