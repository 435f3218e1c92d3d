//! The commands, one module each.

mod areas;
mod assign;
mod assist;
mod classify;
mod coverage;
mod divisions;
mod explain;
mod funnel;
mod generate;
mod index;
mod matching;
mod printer;
mod question;
mod read;
mod report;
mod schema;
mod search;
mod verify;

use gigmatch_phrases::{Lang, grouped};
use std::time::Duration;

use crate::{
    args::Command,
    fault::{Outcome, Result},
    run::{Run, peak_memory_kib},
};

/// Carries out one command.
pub(crate) fn execute(command: Command, run: &Run) -> Result<Outcome> {
    match command {
        Command::Match(args) => matching::run(&args, run),
        Command::Assign(args) => assign::run(&args, run),
        Command::Report(args) => report::run(&args, run),
        Command::Coverage(args) => coverage::run(&args, run),
        Command::Assist(args) => assist::run(&args, run),
        Command::Divisions(args) => divisions::run(&args),
        Command::Index(args) => index::run(&args, run),
        Command::Explain(args) => explain::run(&args, run),
        Command::Funnel(args) => funnel::run(&args, run),
        Command::Generate(args) => generate::run(&args, run),
        Command::Search(args) => search::run(&args, run),
        Command::Classify(args) => classify::run(&args, run),
        Command::Read(args) => read::run(&args, run),
        Command::Schema(args) => schema::run(&args),
        Command::Verify(args) => verify::run(&args, run),
    }
}

/// Tells on standard error what the stages took, and the most memory that was held.
fn report_cost(run: &Run, lang: Lang) {
    let stages = run.stages();
    let total: Duration = stages.iter().map(|(_, took)| *took).sum();
    let mut told: Vec<String> =
        stages.iter().map(|(name, took)| format!("{} {:.3} s", stage(name, lang), took.as_secs_f64())).collect();
    told.push(format!("{} {:.3} s", lang.pick("共", "in all"), total.as_secs_f64()));
    if let Some(kib) = peak_memory_kib() {
        told.push(format!("{} {} MiB", lang.pick("内存峰值", "peak memory"), grouped(kib / 1_024)));
    }
    let line = told.join(lang.pick("，", ", "));
    eprintln!("{line}");
}

fn stage(name: &'static str, lang: Lang) -> &'static str {
    let zh = match name {
        "open" => "打开索引",
        "load" => "读入",
        "index" => "建索引",
        "match" => "匹配",
        "assign" => "派工",
        "report" => "统计",
        "coverage" => "服务圈",
        "assist" => "帮扶",
        "write" => "写出",
        "generate" => "生成",
        other => other,
    };
    lang.pick(zh, name)
}
