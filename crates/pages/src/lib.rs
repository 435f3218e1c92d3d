//! Pages from the answers of [`gigmatch`]: a report that returns employment data to a place, the job list of an outlet for
//! its wall, and the visiting list of a caseworker. 把引擎的答案做成网页：就业数据返还、驿站每日岗位、走访名单。
//!
//! Each page is one file of HTML in Chinese and English that reads, prints on A4 and works without a network: it loads
//! nothing, and a content security policy lets no other script run than the few lines that switch languages and fold
//! tables. 每页一个文件，中英双语，可打印，不联网。
//!
//! | page | of | for whom |
//! |---|---|---|
//! | [`ReportPage`] 就业数据返还 | [`Report`](gigmatch::Report), [`Coverage`](gigmatch::Coverage), sums of an [`Assistance`](gigmatch::Assistance) | anybody who may see the report |
//! | [`JobsPage`] 今日岗位 | [`JobLists`](gigmatch::JobLists) | everybody: it hangs on the wall |
//! | [`VisitsPage`] 走访名单 | [`Assistance`](gigmatch::Assistance) | the named caseworkers alone: it holds personal data |
//!
//! # Example
//!
//! ```
//! use gigmatch::{Engine, MatchOptions, ReportOptions, table::DivisionTable};
//! use gigmatch_pages::{PageOptions, ReportPage};
//! use gigmatch_phrases::Lang;
//!
//! let engine = Engine::in_memory()?;
//! let options = ReportOptions::new(MatchOptions::at("2026-11-24T05:00:00+08:00".parse().unwrap()));
//! let report = engine.snapshot().report(&options)?;
//! let divisions = DivisionTable::cn_2023();
//! let page = ReportPage::new(&report, &divisions).options(PageOptions::default().lang(Lang::En));
//! let html = page.to_html().unwrap();
//! assert!(html.starts_with("<!doctype html>") && html.contains("rounded to multiples of 5"));
//! # Ok::<(), gigmatch::Error>(())
//! ```
//!
//! # What it is not
//!
//! Not a server and no engine of templates for others: the templates belong to the crate, and what they are given is
//! described beside them in `templates/CONTEXT.md`. Names of divisions are those of the table, in its language.

mod error;
mod jobs;
mod map;
mod names;
mod options;
mod render;
mod report;
mod svg;
mod text;
mod trend;
mod visits;

pub use error::{PageError, Result};
pub use jobs::{JobGroups, JobsPage};
pub use options::PageOptions;
pub use report::ReportPage;
pub use visits::VisitsPage;

#[cfg(test)]
mod tests;
