//! `gigmatch generate`: a believable province to try things on.

use std::io::Write;

use gigmatch::normalize::Normalizer;
use gigmatch_arrow::write_records_parquet;
use gigmatch_phrases::grouped;
use gigmatch_testkit::province::{Format, Province, ProvinceOptions};

use super::report_cost;
use crate::{
    args::{GenerateArgs, GeneratedFormat},
    fault::{Fault, Outcome, Result},
    run::Run,
};

pub(super) fn run(args: &GenerateArgs, run: &Run) -> Result<Outcome> {
    let mut options = ProvinceOptions::default()
        .with_seed(args.seed)
        .with_province(&args.province)
        .with_workers(args.workers)
        .with_postings(args.postings)
        .with_outlets(args.outlets)
        .with_placements(args.placements)
        .with_missing_permille(args.missing);
    if let Some(now) = &args.now {
        options = options.with_now(Normalizer::new().parse_time(now).map_err(Fault::usage)?);
    }
    let province = Province::new(options).map_err(|error| Fault::usage(error.to_string()))?;
    let spoiled = run.stage("generate", || write(&province, args))?;
    writeln!(
        std::io::stdout().lock(),
        "{}: {} workers, {} postings, {} outlets, {} rows spoiled on purpose; now is {}",
        args.out.display(),
        grouped(args.workers as u64),
        grouped(args.postings as u64),
        grouped(args.outlets as u64),
        grouped(spoiled as u64),
        province.options().now,
    )?;
    report_cost(run, args.lang);
    Ok(Outcome::Done)
}

fn write(province: &Province, args: &GenerateArgs) -> Result<usize> {
    let format = match args.format {
        GeneratedFormat::Csv => Format::Csv,
        GeneratedFormat::Jsonl => Format::Jsonl,
        GeneratedFormat::Parquet if args.bad > 0 => {
            return Err(Fault::usage("--bad needs --format csv or jsonl: Parquet files hold typed records"));
        }
        GeneratedFormat::Parquet => {
            std::fs::create_dir_all(&args.out)?;
            write_records_parquet(args.out.join("postings.parquet"), &province.postings())?;
            write_records_parquet(args.out.join("workers.parquet"), &province.workers())?;
            write_records_parquet(args.out.join("outlets.parquet"), &province.outlets())?;
            if args.placements > 0 {
                let placements = province.placements(args.placements);
                write_records_parquet(args.out.join("placements.parquet"), &placements)?;
            }
            std::fs::write(args.out.join("divisions.csv"), province.divisions_csv())?;
            return Ok(0);
        }
    };
    Ok(province.write_files(&args.out, format, args.bad)?.spoiled)
}
