//! Arguments of the commands about divisions, outlets and the people whom they serve.

#![expect(clippy::doc_markdown, reason = "documentation of arguments is what --help shows")]

use std::path::PathBuf;

use clap::Args;
use gigmatch::{
    Dimension,
    record::{KeyGroup, Vocabulary},
    table::{DivisionCode, DivisionLevel},
};
use gigmatch_phrases::Lang;

use super::{QuestionArgs, SourceArgs, at_least_one, key_group, languages, scaled};

pub(super) const REPORT_HELP: &str = "\
Counts of people are rounded to multiples of --threshold, in such a way that they still add up: along the divisions, and over
the values of each breakdown. No report holds the id of a person.

Examples:
  Demand and supply of every county, as a page:
    gigmatch report --index market --divisions divisions.csv --now 2026-11-24T05:00 --html report.html

  Every figure of every township as a table, and a folder for each of them:
    gigmatch report --index market --divisions divisions.csv --by township --out report.parquet --packages townships";

pub(super) const COVERAGE_HELP: &str = "\
A person is inside where the home is within an outlet's circle: its metres, or its minutes at the speed of its travel mode.

Examples:
  gigmatch coverage --index market --divisions divisions.csv --suggest 5
  gigmatch coverage --index market --by township --out coverage.csv --outside outside.csv --nearest nearest.parquet";

pub(super) const ASSIST_HELP: &str = "\
Prints the visits of a day, caseworker by caseworker: why somebody needs help, what single change would open postings (tested),
which training would open most seats, and where the nearest outlet is. What is printed and written names people by their ids;
the list of jobs does not.

Examples:
  gigmatch assist --index market --within 140105 --caseworkers 2 --visits 12 --html visits.html
  gigmatch assist --index market --key-group hard_to_place --key-group-rules example --out needs.csv --training training.csv
  gigmatch assist --index market --outlet O00001 --jobs jobs.html";

pub(super) const DIVISIONS_HELP: &str = "\
Provinces, prefectures and counties of 2023-06-30 are carried; --divisions lays csv files with the columns code and name
(and short_name, longitude, latitude, datum, urban_rural) over them, such as townships and villages.

Examples:
  gigmatch divisions 440305
  gigmatch divisions 山西/小店 --children
  gigmatch divisions 371202          a retired code and its successor";

/// The divisions that an answer is about, and who counts as what there.
#[derive(Debug, Args)]
pub(crate) struct AreaArgs {
    /// Only this division, by its code
    #[arg(long, value_name = "CODE", value_parser = division)]
    pub(crate) within: Option<DivisionCode>,
    /// Rules by which people belong to key groups (json), or `example` for the carried ones [default: the labels of the records]
    #[arg(long, value_name = "FILE")]
    pub(crate) key_group_rules: Option<PathBuf>,
}

/// How small counts are kept from being told.
#[derive(Debug, Args)]
pub(crate) struct ProtectionArgs {
    /// Round counts of people to multiples of this; 1 for none
    #[arg(long, value_name = "K", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub(crate) threshold: u32,
    /// A number that is the secret key of the rounding, or @FILE that holds it; with the same key, what has not changed is
    /// rounded as before [default: made of the counts]
    #[arg(long, value_name = "N", value_parser = seed)]
    pub(crate) seed: Option<u128>,
}

#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    #[command(flatten)]
    pub(crate) question: QuestionArgs,
    #[command(flatten)]
    pub(crate) area: AreaArgs,
    #[command(flatten)]
    pub(crate) protection: ProtectionArgs,
    /// The smallest divisions: province, prefecture, county, township or village
    #[arg(long, value_name = "LEVEL", default_value = "county", value_parser = level)]
    pub(crate) by: DivisionLevel,
    /// Break down by occupation, key_group, work_mode, pay_band or week; may be given several times [default: all]
    #[arg(long = "dimension", value_name = "DIMENSION", value_parser = dimension)]
    pub(crate) dimensions: Vec<Dimension>,
    /// How deep occupations are told: 1 for major groups
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = at_least_one)]
    pub(crate) occupation_depth: usize,
    /// How many weeks to look back
    #[arg(long, value_name = "N", default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=520))]
    pub(crate) weeks: u32,
    /// Count all eligible pairs, which takes long
    #[arg(long)]
    pub(crate) eligible_pairs: bool,
    /// Write all figures to this file (csv, jsonl or parquet by extension)
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Write a folder of files for each of the smallest divisions, with a manifest
    #[arg(long, value_name = "DIR")]
    pub(crate) packages: Option<PathBuf>,
    /// Write a page that needs nothing else
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
    /// How many places for further outlets the page suggests
    #[arg(long, value_name = "N", default_value_t = 5, requires = "html")]
    pub(crate) suggest: usize,
    /// Leave out of the page who needs help, which takes most of the time
    #[arg(long, requires = "html")]
    pub(crate) no_assistance: bool,
    /// How many divisions the table shows
    #[arg(long, value_name = "N", default_value_t = 30, value_parser = at_least_one)]
    pub(crate) show: usize,
}

#[derive(Debug, Args)]
pub(crate) struct CoverageArgs {
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    #[command(flatten)]
    pub(crate) area: AreaArgs,
    #[command(flatten)]
    pub(crate) protection: ProtectionArgs,
    /// The time as of which key groups are judged [default: the current time]
    #[arg(long, value_name = "TIME")]
    pub(crate) now: Option<String>,
    /// The smallest divisions: province, prefecture, county, township or village
    #[arg(long, value_name = "LEVEL", default_value = "county", value_parser = level)]
    pub(crate) by: DivisionLevel,
    /// Suggest so many places for further outlets
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) suggest: usize,
    /// Where these could be: csv with name, longitude, latitude, datum, radius_m [default: centres of townships]
    #[arg(long, value_name = "FILE", requires = "suggest")]
    pub(crate) sites: Option<PathBuf>,
    /// Speeds and default circles (json) in place of the carried ones
    #[arg(long, value_name = "FILE")]
    pub(crate) circles: Option<PathBuf>,
    /// Write all figures to this file (csv, jsonl or parquet by extension)
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Write the ids of people outside all circles to this file
    #[arg(long, value_name = "FILE")]
    pub(crate) outside: Option<PathBuf>,
    /// Write the nearest outlet of every worker to this file
    #[arg(long, value_name = "FILE")]
    pub(crate) nearest: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
    /// How many divisions the table shows
    #[arg(long, value_name = "N", default_value_t = 30, value_parser = at_least_one)]
    pub(crate) show: usize,
}

#[derive(Debug, Args)]
pub(crate) struct AssistArgs {
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    #[command(flatten)]
    pub(crate) question: QuestionArgs,
    #[command(flatten)]
    pub(crate) area: AreaArgs,
    /// Only people inside the circle of this outlet
    #[arg(long, value_name = "ID")]
    pub(crate) outlet: Option<String>,
    /// Only people of this key group, such as hard_to_place; may be given several times
    #[arg(long = "key-group", value_name = "GROUP", value_parser = key_group)]
    pub(crate) key_groups: Vec<KeyGroup>,
    /// A best score below this is weak, in points of 0 to 100
    #[arg(long, value_name = "POINTS", default_value = "50", value_parser = points)]
    pub(crate) weak_below: u32,
    /// A posting is congested with more than this many people for each seat [0 to leave that out]
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) congested_above: u32,
    /// How many people are listed at most
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = at_least_one)]
    pub(crate) most: usize,
    /// How many caseworkers visit
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub(crate) caseworkers: u32,
    /// How many people one visits on a day at most
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub(crate) visits: u32,
    /// Write who needs help to this file (csv, jsonl or parquet by extension)
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Write which training opens most seats, by division, to this file
    #[arg(long, value_name = "FILE")]
    pub(crate) training: Option<PathBuf>,
    /// Write the visits as a page
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
    /// Write what is open inside the outlet's circle (of all outlets without --outlet) as a page to hang on the wall, and
    /// nothing else
    #[arg(long, value_name = "FILE", conflicts_with_all = ["out", "training", "html", "json"])]
    pub(crate) jobs: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct DivisionsArgs {
    /// A code, a name, or a path of names such as 山西/太原/小店
    pub(crate) query: String,
    /// Townships and villages: csv with code, name and, where known, longitude, latitude; may be given several times
    #[arg(long, value_name = "FILE")]
    pub(crate) divisions: Vec<PathBuf>,
    /// What lies directly in it
    #[arg(long)]
    pub(crate) children: bool,
    /// Everything of this level in it
    #[arg(long, value_name = "LEVEL", value_parser = level, conflicts_with = "children")]
    pub(crate) level: Option<DivisionLevel>,
    /// Print one JSON object a division
    #[arg(long)]
    pub(crate) json: bool,
    /// Language of the table
    #[arg(long, value_parser = languages(), default_value_t = Lang::Zh)]
    pub(crate) lang: Lang,
}

fn seed(text: &str) -> Result<u128, String> {
    let number =
        |text: &str| text.trim().parse().map_err(|_| "allowed is a whole number, or @FILE with one".to_owned());
    match text.strip_prefix('@') {
        Some(file) => number(&std::fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?),
        None => number(text),
    }
}

fn division(text: &str) -> Result<DivisionCode, String> {
    DivisionCode::parse(text).ok_or_else(|| "allowed are 2, 4, 6, 9 or 12 digits".to_owned())
}

fn level(text: &str) -> Result<DivisionLevel, String> {
    DivisionLevel::from_word(text).ok_or_else(|| format!("allowed are {}", DivisionLevel::allowed()))
}

fn dimension(text: &str) -> Result<Dimension, String> {
    Dimension::from_word(text).ok_or_else(|| format!("allowed are {}", Dimension::allowed()))
}

/// Points as they are shown, as units of the score.
fn points(text: &str) -> Result<u32, String> {
    scaled(text, 1e6, 0.0..=100.0).ok_or_else(|| "allowed is a number from 0 to 100".to_owned())
}
