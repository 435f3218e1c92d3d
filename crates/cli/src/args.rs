//! The command line: what may be asked, and how `--help` teaches it.

mod areas;

use std::path::PathBuf;

use clap::{
    Args, Parser, Subcommand,
    builder::{PossibleValue, PossibleValuesParser, TypedValueParser},
};
use gigmatch::{
    Condition, Facet, Filter, Objective, SearchSort, Side,
    record::{KeyGroup, RecordKind, Vocabulary},
};
use gigmatch_phrases::Lang;

pub(crate) use areas::{AreaArgs, AssistArgs, CoverageArgs, DivisionsArgs, ReportArgs};

const EXAMPLES: &str = "\
Examples:
  The five best postings for every worker, as a table:
    gigmatch match --postings postings.csv --workers workers.csv --top 5

  The best workers for one posting, on a given morning:
    gigmatch match --postings postings.csv --workers workers.csv --posting P000012 --now 2026-11-24T08:00

  Everything into a file for further work:
    gigmatch match --postings postings.parquet --workers workers.parquet --out matches.parquet

  Why this pair, or why not:
    gigmatch explain --postings postings.csv --workers workers.csv --worker W000007 --posting P000012

  Load once, ask often:
    gigmatch index --index market --postings postings.csv --workers workers.csv
    gigmatch match --index market --worker W000007

Exit codes: 0 done; 1 it could not be done; 2 the command line is wrong; 3 done, but rows were rejected (with --strict);
130 interrupted.";

/// Match job postings and workers exactly, and say why.
#[derive(Debug, Parser)]
#[command(name = "gigmatch", version, after_help = EXAMPLES, max_term_width = 120)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Rank postings for workers, or workers for postings
    #[command(after_help = MATCH_HELP)]
    Match(MatchArgs),
    /// Add, replace or delete records in an index on disk
    #[command(after_help = INDEX_HELP)]
    Index(IndexArgs),
    /// Say how one worker and one posting fit, or why they do not and what would help
    #[command(visible_alias = "why-not")]
    Explain(ExplainArgs),
    /// Count how many candidates each rule removes for one worker or posting
    Funnel(FunnelArgs),
    /// Decide who takes which seat, and prove that no plan is better
    #[command(after_help = ASSIGN_HELP)]
    Assign(Box<AssignArgs>),
    /// Demand and supply of each division, protected, as tables and as a page
    #[command(after_help = areas::REPORT_HELP)]
    Report(Box<ReportArgs>),
    /// Who lives inside the circle of an outlet, who does not, and where the next outlets should go
    #[command(after_help = areas::COVERAGE_HELP)]
    Coverage(Box<CoverageArgs>),
    /// Who needs help in person, why, and what would help
    #[command(after_help = areas::ASSIST_HELP)]
    Assist(Box<AssistArgs>),
    /// Look up administrative divisions
    #[command(after_help = areas::DIVISIONS_HELP)]
    Divisions(DivisionsArgs),
    /// Find postings, workers or outlets by words
    #[command(after_help = SEARCH_HELP)]
    Search(SearchArgs),
    /// Rank the occupations that job titles mean
    #[command(after_help = CLASSIFY_HELP)]
    Classify(ClassifyArgs),
    /// Show what is read in a text: its words, and the skills and certificates that it names
    #[command(after_help = READ_HELP)]
    Read(ReadArgs),
    /// Make a believable province: postings, workers, outlets and divisions
    #[command(after_help = GENERATE_HELP)]
    Generate(GenerateArgs),
    /// Print the JSON Schema of the records
    Schema(SchemaArgs),
    /// Check that an index on disk is whole, and say what it holds
    Verify(VerifyArgs),
}

const MATCH_HELP: &str = "\
The table shows for each worker (or posting) the best counterparts: score from 0 to 100, distance, the first shift that
fits, pay, and the strongest reasons. --out writes every match instead, with the columns worker_id, posting_id, rank,
score (0 to 100000000), worker_score, employer_score (0 to 1000000), distance_m and shifts.

Filters:
  posting.division=140105          postings in this division (any level of the code)
  worker.radius=112.55,37.87,5km   workers who live within 5 km of the point (WGS-84)
  posting.occupation=4-02          postings of this occupation or of one below it
  posting.occupation_inferred=true postings whose occupation was inferred
  worker.key_group=hard_to_place   workers registered in this group
  posting.pay_per_hour=25          postings that pay at least 25 yuan an hour at the upper end
  posting.work_mode=remote         remote postings (on_site for the others)
  posting.valid_at=TIME            postings that take people then (TIME with its offset)
  posting.shift_on=2026-11-25      postings with a shift on that day";

const ASSIGN_HELP: &str = "\
Prints how many seats are filled, by occupation and key group, and how good the plan is proven to be. --out writes who takes
which seat, --unassigned and --unfilled why everybody else has none and why seats are left.

Files of seats, pins and prohibitions are csv:
  --seats       posting_id, shift_id (empty: all shifts), priority (1 to 9), minimum_crew
  --pinned      worker_id, posting_id, shift_id (empty: any)
  --forbidden   worker_id, posting_id, shift_id (empty: all)

Examples:
  This morning's market:
    gigmatch assign --index market --now 2026-11-24T05:00 --day 2026-11-24 --out plan.csv

  Up to three shifts a person, at most 10 hours a day:
    gigmatch assign --index market --shifts-per-worker 3 --day-hours 10 --out plan.csv --unfilled open.csv";

const SEARCH_HELP: &str = "\
All words must be in a record: in its title, employer, description or the names of its occupation. Chinese need not be cut
into words, and may be typed in pinyin or initials.
  \"包吃住\"        stands there literally       -夜班           is not there
  title:月嫂       only in the title (标题:), also employer: (单位:), occupation: (工种:), description: (描述:)

Filters: division=140105, occupation=4-10, pay_per_hour=25, work_mode=remote, valid_at=2026-11-24T05:00:00+08:00,
shift_on=2026-11-25, key_group=veteran (workers), radius=112.55,37.87,5km

Facets: occupation, division (division:6 counts by county), work_mode, pay_per_hour, key_group (workers)

Example:
  gigmatch search --postings postings.csv \"月嫂 日结\" --near 112.55,37.87 --radius 5km --facet occupation";

const CLASSIFY_HELP: &str = "\
Titles may be as they stand in advertisements, with employers, places and pay. The score (0 to 10000) is an occupation's share
among those that come into question.

Examples:
  gigmatch classify 襄城区围炉三国锅招聘服务员
  gigmatch classify --in titles.csv --column job_name --out codes.csv";

const READ_HELP: &str = "\
Words are what searches look for; content words are what the text factor of the score compares: without numbers, single
characters and what is negated. Skills and certificates are required, preferred, not needed or merely named; they are
proposals for a person to accept, and nothing is matched by them.

Examples:
  gigmatch read 招叉车司机，无叉车证勿扰，会电焊优先
  gigmatch read --json < descriptions.txt";

const INDEX_HELP: &str = "\
All changes of one call become visible at once, or not at all. A record whose id is in the index replaces the old one.
Files of ids hold one id a line.

Example:
  gigmatch index --index market --postings new.csv --delete-postings filled.txt";

const GENERATE_HELP: &str = "\
The same options give the same records. Counties, their populations and coordinates are real; people, employers and
jobs are made up.

Example:
  gigmatch generate --out province --workers 100000 --postings 10000
  gigmatch match --postings province/postings.csv --workers province/workers.csv --now 2026-11-24T05:00 --out m.parquet";

/// Where the records come from.
#[derive(Debug, Args)]
pub(crate) struct SourceArgs {
    /// An index made by `gigmatch index`
    #[arg(long, value_name = "DIR", conflicts_with_all = ["postings", "workers", "outlets", "placements"])]
    pub(crate) index: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) files: FileArgs,
}

/// Record files, by extension `.csv`, `.tsv`, `.jsonl`, `.ndjson`, `.xlsx`, `.xls` or `.parquet`.
#[derive(Debug, Args)]
pub(crate) struct FileArgs {
    /// Job postings: csv, tsv, jsonl, ndjson, xlsx, xls or parquet by extension; may be given several times
    #[arg(long, value_name = "FILE")]
    pub(crate) postings: Vec<PathBuf>,
    /// Worker profiles
    #[arg(long, value_name = "FILE")]
    pub(crate) workers: Vec<PathBuf>,
    /// Service outlets
    #[arg(long, value_name = "FILE")]
    pub(crate) outlets: Vec<PathBuf>,
    /// Placements: who took which shift
    #[arg(long, value_name = "FILE")]
    pub(crate) placements: Vec<PathBuf>,
    /// How foreign columns and codes become fields (toml or json)
    #[arg(long, value_name = "FILE")]
    pub(crate) mapping: Option<PathBuf>,
    /// Divisions to check codes against and to tell of: csv with code, name, longitude, latitude; several files are laid
    /// over one another
    #[arg(long, value_name = "FILE")]
    pub(crate) divisions: Vec<PathBuf>,
    /// Occupation tree in place of the 2022 national classification: csv with code, name, parent,
    /// aliases
    #[arg(long, value_name = "FILE")]
    pub(crate) occupations: Option<PathBuf>,
    /// Give records without an occupation the one that their title or wishes are taken to mean, marked as inferred
    #[arg(long)]
    pub(crate) infer_occupations: bool,
    /// Where rejected rows go [default: <input>.rejected.jsonl, beside --out or here]
    #[arg(long, value_name = "FILE")]
    pub(crate) rejected: Option<PathBuf>,
    /// End with exit code 3 where rows were rejected
    #[arg(long)]
    pub(crate) strict: bool,
    /// Time zone of times without an offset [default: Asia/Shanghai]
    #[arg(long, value_name = "NAME")]
    pub(crate) zone: Option<String>,
    /// Threads to work with [default: all]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    /// Language of tables and explanations
    #[arg(long, value_parser = languages(), default_value_t = Lang::Zh)]
    pub(crate) lang: Lang,
}

/// What is asked, beside the records.
#[derive(Debug, Args)]
pub(crate) struct QuestionArgs {
    /// The time the question is asked for: a date, a local time or one with an offset [default: the current time]
    #[arg(long, value_name = "TIME")]
    pub(crate) now: Option<String>,
    /// Weights of the factors (toml or json: tables worker and employer, each summing to 100, and blend)
    #[arg(long, value_name = "FILE")]
    pub(crate) weights: Option<PathBuf>,
    /// Share of the worker's view in the score, in percent
    #[arg(long, value_name = "0-100", value_parser = clap::value_parser!(u32).range(0..=100))]
    pub(crate) blend: Option<u32>,
    /// Only pairs that pass; may be given several times
    #[arg(long = "filter", value_name = "SIDE.FIELD=VALUE")]
    pub(crate) filters: Vec<Filter>,
    /// Count the seats and hours that placements take [default: true where there are placements]
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true")]
    pub(crate) occupancy_from_placements: Option<bool>,
    /// Give up after so many seconds of matching
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub(crate) deadline: Option<std::time::Duration>,
}

fn seconds(text: &str) -> Result<std::time::Duration, String> {
    text.parse()
        .ok()
        .and_then(|seconds| std::time::Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| "allowed is a number of seconds, such as 30 or 0.5".to_owned())
}

#[derive(Debug, Args)]
pub(crate) struct MatchArgs {
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    #[command(flatten)]
    pub(crate) question: QuestionArgs,
    /// For whom to rank: workers (the best postings for each) or postings (the best workers for each) [default: workers]
    #[arg(long, value_name = "SIDE")]
    pub(crate) side: Option<Side>,
    /// Only for this worker
    #[arg(long, value_name = "ID", conflicts_with_all = ["posting", "side"])]
    pub(crate) worker: Option<String>,
    /// Only for this posting
    #[arg(long, value_name = "ID", conflicts_with = "side")]
    pub(crate) posting: Option<String>,
    /// How many matches each gets at most
    #[arg(long, value_name = "K", default_value_t = 10, value_parser = at_least_one)]
    pub(crate) top: usize,
    /// Write all matches to this file (csv, jsonl or parquet by extension) in place of the table
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// For how many workers or postings the table is printed
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = at_least_one, conflicts_with = "out")]
    pub(crate) show: usize,
}

fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|number| *number > 0).ok_or_else(|| "allowed is a whole number from 1".to_owned())
}

#[derive(Debug, Args)]
pub(crate) struct AssignArgs {
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    #[command(flatten)]
    pub(crate) question: QuestionArgs,
    /// What comes first: seats (most filled, then the best total score), score, or priority (seats by priority)
    #[arg(long, value_name = "WHAT", default_value = "seats")]
    pub(crate) objective: Objective,
    /// The most shifts one person gets
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub(crate) shifts_per_worker: u32,
    /// The most hours of one person in a day
    #[arg(long, value_name = "HOURS", value_parser = minutes)]
    pub(crate) day_hours: Option<u32>,
    /// The most hours of one person in a week
    #[arg(long, value_name = "HOURS", value_parser = minutes)]
    pub(crate) week_hours: Option<u32>,
    /// The most hours of one person in a week with one employer
    #[arg(long, value_name = "HOURS", value_parser = minutes)]
    pub(crate) employer_week_hours: Option<u32>,
    /// Metres a minute that people travel from one shift of theirs to the next
    #[arg(long, value_name = "METRES", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) travel: Option<u32>,
    /// Only shifts that start on this day
    #[arg(long, value_name = "DATE", conflicts_with_all = ["from", "until"])]
    pub(crate) day: Option<jiff::civil::Date>,
    /// Only shifts that start from this time on
    #[arg(long, value_name = "TIME", requires = "until")]
    pub(crate) from: Option<String>,
    /// Only shifts that start before this time
    #[arg(long, value_name = "TIME", requires = "from")]
    pub(crate) until: Option<String>,
    /// What is particular about seats
    #[arg(long, value_name = "FILE")]
    pub(crate) seats: Option<PathBuf>,
    /// Seats that are given already
    #[arg(long, value_name = "FILE")]
    pub(crate) pinned: Option<PathBuf>,
    /// Seats that must not be given so
    #[arg(long, value_name = "FILE")]
    pub(crate) forbidden: Option<PathBuf>,
    /// A key group to do something for, such as veteran; may be given several times
    #[arg(long = "key-group", value_name = "GROUP", value_parser = key_group)]
    pub(crate) key_groups: Vec<KeyGroup>,
    /// What a seat for one of them is worth beyond its score, in points of 0 to 100
    #[arg(long, value_name = "POINTS", default_value_t = 0, requires = "key_groups", value_parser = clap::value_parser!(u32).range(0..=100))]
    pub(crate) key_group_bonus: u32,
    /// At least so many of a hundred filled seats go to them
    #[arg(long, value_name = "PERCENT", default_value_t = 0, requires = "key_groups", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub(crate) key_group_floor: u8,
    /// What every further person in the same shift costs, in points of 0 to 1
    #[arg(long, value_name = "POINTS", value_parser = congestion)]
    pub(crate) congestion: Option<u32>,
    /// Be content with the best plan after so many seconds
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub(crate) time_limit: Option<std::time::Duration>,
    /// Who takes which seat (csv, jsonl or parquet by extension)
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Who has no seat, and why
    #[arg(long, value_name = "FILE")]
    pub(crate) unassigned: Option<PathBuf>,
    /// Which shifts have seats left, and why
    #[arg(long, value_name = "FILE")]
    pub(crate) unfilled: Option<PathBuf>,
    /// Print the whole plan as one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// Hours as minutes.
fn minutes(text: &str) -> Result<u32, String> {
    scaled(text, 60.0, 0.0..=10_000.0).ok_or_else(|| "allowed is a number of hours, such as 8 or 7.5".to_owned())
}

/// Points as they are shown, as units of the score.
fn congestion(text: &str) -> Result<u32, String> {
    scaled(text, 1e6, 0.0..=1.0).ok_or_else(|| "allowed is a number from 0 to 1".to_owned())
}

fn scaled(text: &str, by: f64, range: std::ops::RangeInclusive<f64>) -> Option<u32> {
    let number: f64 = text.parse().ok().filter(|number| range.contains(number))?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within a small range from 0")]
    let whole = (number * by).round() as u32;
    Some(whole)
}

fn key_group(text: &str) -> Result<KeyGroup, String> {
    KeyGroup::from_word(text).ok_or_else(|| format!("allowed are {}", KeyGroup::allowed()))
}

#[derive(Debug, Args)]
pub(crate) struct IndexArgs {
    /// The directory of the index; it is made where there is none
    #[arg(long, value_name = "DIR")]
    pub(crate) index: PathBuf,
    #[command(flatten)]
    pub(crate) files: FileArgs,
    /// Ids of postings to delete, one a line
    #[arg(long, value_name = "FILE")]
    pub(crate) delete_postings: Option<PathBuf>,
    /// Ids of workers to delete, one a line
    #[arg(long, value_name = "FILE")]
    pub(crate) delete_workers: Option<PathBuf>,
    /// Ids of outlets to delete, one a line
    #[arg(long, value_name = "FILE")]
    pub(crate) delete_outlets: Option<PathBuf>,
    /// Ids of placements to delete, one a line
    #[arg(long, value_name = "FILE")]
    pub(crate) delete_placements: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    #[command(flatten)]
    pub(crate) question: QuestionArgs,
    /// The worker
    #[arg(long, value_name = "ID")]
    pub(crate) worker: String,
    /// The posting
    #[arg(long, value_name = "ID")]
    pub(crate) posting: String,
    /// Print JSON: an object of `explanation` and `why_not`, null for a pair that fits
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("subject").required(true).args(["worker", "posting"]))]
pub(crate) struct FunnelArgs {
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    #[command(flatten)]
    pub(crate) question: QuestionArgs,
    /// The worker whose postings are counted
    #[arg(long, value_name = "ID")]
    pub(crate) worker: Option<String>,
    /// The posting whose workers are counted
    #[arg(long, value_name = "ID")]
    pub(crate) posting: Option<String>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct SearchArgs {
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    /// What to look for
    pub(crate) query: String,
    /// Among which records: posting, worker or outlet
    #[arg(long, default_value = "posting")]
    pub(crate) kind: RecordKind,
    /// How many records are told at most
    #[arg(long, value_name = "K", default_value_t = 10, value_parser = at_least_one)]
    pub(crate) top: usize,
    /// The point that distances are measured from, WGS-84
    #[arg(long, value_name = "LON,LAT", value_parser = point, allow_hyphen_values = true)]
    pub(crate) near: Option<(f64, f64)>,
    /// Only records within this distance of the point, such as 5km
    #[arg(long, value_name = "DISTANCE", value_parser = metres, requires = "near")]
    pub(crate) radius: Option<u32>,
    /// Only records that meet it; may be given several times
    #[arg(long = "filter", value_name = "FIELD=VALUE")]
    pub(crate) filters: Vec<Condition>,
    /// Count what was found, such as by occupation; may be given several times
    #[arg(long = "facet", value_name = "FACET")]
    pub(crate) facets: Vec<Facet>,
    /// The order: relevance, distance, date or pay
    #[arg(long, value_name = "ORDER", default_value = "relevance")]
    pub(crate) sort: SearchSort,
    /// Go on after the page that gave this cursor
    #[arg(long, value_name = "CURSOR", allow_hyphen_values = true)]
    pub(crate) after: Option<String>,
    /// Print one JSON object: total, hits, facets, next, suggestion
    #[arg(long)]
    pub(crate) json: bool,
}

fn metres(text: &str) -> Result<u32, String> {
    gigmatch::parse_metres(text).ok_or_else(|| "allowed is a distance such as 5km or 800m".to_owned())
}

fn point(text: &str) -> Result<(f64, f64), String> {
    let (longitude, latitude) = text.split_once(',').ok_or("allowed is LONGITUDE,LATITUDE such as 112.55,37.87")?;
    let degrees = |text: &str| text.trim().parse().map_err(|_| format!("{text:?} is no number of degrees"));
    Ok((degrees(longitude)?, degrees(latitude)?))
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("what").required(true).multiple(false).args(["titles", "input"]))]
pub(crate) struct ClassifyArgs {
    /// Titles
    pub(crate) titles: Vec<String>,
    /// A file of titles: csv, tsv, jsonl, ndjson, xlsx or xls by extension
    #[arg(long = "in", value_name = "FILE")]
    pub(crate) input: Option<PathBuf>,
    /// The column of the titles [default: title]
    #[arg(long, value_name = "NAME", requires = "input")]
    pub(crate) column: Option<String>,
    /// A column of descriptions, read where a title says little
    #[arg(long, value_name = "NAME", requires = "input")]
    pub(crate) description_column: Option<String>,
    /// Where the codes go, as csv with row, rank, code, name, score [default: standard output]
    #[arg(long, value_name = "FILE", requires = "input")]
    pub(crate) out: Option<PathBuf>,
    /// Occupation tree in place of the 2022 national classification: csv with code, name, parent, aliases
    #[arg(long, value_name = "FILE")]
    pub(crate) occupations: Option<PathBuf>,
    /// How many occupations a title gets at most
    #[arg(long, value_name = "K", default_value_t = 5, value_parser = at_least_one)]
    pub(crate) top: usize,
    /// Print one JSON object a title
    #[arg(long, conflicts_with = "input")]
    pub(crate) json: bool,
    /// Language of the table
    #[arg(long, value_parser = languages(), default_value_t = Lang::Zh)]
    pub(crate) lang: Lang,
}

#[derive(Debug, Args)]
pub(crate) struct ReadArgs {
    /// Texts [default: the lines of standard input]
    pub(crate) texts: Vec<String>,
    /// An index whose own words count, too
    #[arg(long, value_name = "DIR")]
    pub(crate) index: Option<PathBuf>,
    /// Skills and certificates in place of the carried ones: csv with kind (skill or certificate), name, aliases
    #[arg(long, value_name = "FILE")]
    pub(crate) terms: Option<PathBuf>,
    /// Print one JSON object a text; start and end count characters
    #[arg(long)]
    pub(crate) json: bool,
    /// Language of the answer
    #[arg(long, value_parser = languages(), default_value_t = Lang::Zh)]
    pub(crate) lang: Lang,
}

#[derive(Debug, Args)]
pub(crate) struct SchemaArgs {
    /// Of which records: posting, worker, outlet or placement; without it an object of all four
    pub(crate) kind: Option<RecordKind>,
}

#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// The directory of the index
    #[arg(long, value_name = "DIR")]
    pub(crate) index: PathBuf,
}

/// Arguments of `gigmatch generate`.
#[derive(Debug, Args)]
pub(crate) struct GenerateArgs {
    /// Directory for postings.*, workers.*, outlets.*, placements.* and divisions.csv; made where it is absent
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// How many worker profiles
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    pub(crate) workers: usize,
    /// How many postings
    #[arg(long, value_name = "N", default_value_t = 1_000)]
    pub(crate) postings: usize,
    /// How many outlets
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub(crate) outlets: usize,
    /// How many placements
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) placements: usize,
    /// Another seed gives another province of the same kind
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Two-digit code of the province
    #[arg(long, value_name = "CODE", default_value = "14")]
    pub(crate) province: String,
    /// The time at which the market is seen [default: 2026-11-24T05:00+08:00]
    #[arg(long, value_name = "TIME")]
    pub(crate) now: Option<String>,
    /// Form of the files
    #[arg(long, value_enum, default_value_t = GeneratedFormat::Csv)]
    pub(crate) format: GeneratedFormat,
    /// Of a thousand rows, so many are spoiled
    #[arg(long, value_name = "PERMILLE", default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=1000))]
    pub(crate) bad: u32,
    /// Of a thousand optional fields, so many are left out
    #[arg(long, value_name = "PERMILLE", default_value_t = 20, value_parser = clap::value_parser!(u32).range(0..=1000))]
    pub(crate) missing: u32,
    /// Language of what is told
    #[arg(long, value_parser = languages(), default_value_t = Lang::Zh)]
    pub(crate) lang: Lang,
}

/// The forms in which a province can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum GeneratedFormat {
    /// Flat columns, as in a clerk's export
    Csv,
    /// The records as they are, one a line
    Jsonl,
    /// The records as nested Arrow columns
    Parquet,
}

fn languages() -> impl TypedValueParser<Value = Lang> {
    let values = [PossibleValue::new("zh").help("Chinese"), PossibleValue::new("en").help("English")];
    PossibleValuesParser::new(values).try_map(|text| text.parse::<Lang>())
}
