//! Solves files of the OR-Library and prints value, bound, gap and time of each problem.
//!
//! `cargo run --release -p gigmatch-bench --bin orlib -- assign|gap [--minimise|--maximise] FILE...`

use std::{error::Error, fs, path::Path, process::ExitCode, time::Instant};

use gigmatch_bench::orlib::{Assignment, Generalised, Sense};
use gigmatch_solver::{bundles, transport};

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

const USAGE: &str = "usage: orlib assign FILE...
       orlib gap [--minimise|--maximise] FILE...
  assign  n and an n by n matrix of costs, assigned at least cost
  gap     generalised assignment; gap1 to gap12 are maximised and gapa to gape minimised unless told otherwise";

fn main() -> ExitCode {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut sense = None;
    arguments.retain(|argument| match argument.as_str() {
        "--minimise" => {
            sense = Some(Sense::Minimise);
            false
        }
        "--maximise" => {
            sense = Some(Sense::Maximise);
            false
        }
        _ => true,
    });
    let Some((format, files)) = arguments.split_first().filter(|(_, files)| !files.is_empty()) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let solve: &dyn Fn(&Path) -> Result<()> = match format.as_str() {
        "assign" => &assign,
        "gap" => &|file| gap(file, sense),
        _ => {
            eprintln!("unknown format {format:?}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    for file in files {
        if let Err(error) = solve(Path::new(file)) {
            eprintln!("{file}: {error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn assign(file: &Path) -> Result<()> {
    let problem = Assignment::read(&fs::read_to_string(file)?)?;
    let pool = rayon::ThreadPoolBuilder::new().build()?;
    let start = Instant::now();
    let (graph, weights) = problem.graph()?;
    let answer = transport::maximize(&graph, &transport::Options::default().pool(&pool))?;
    let time = start.elapsed();
    transport::verify(&graph, &answer)?;
    let value = weights.value(answer.value);
    println!(
        "{} {}x{} minimise: value {value}, bound {value}, gap 0, {:.1} ms",
        name(file),
        problem.size,
        problem.size,
        time.as_secs_f64() * 1e3
    );
    Ok(())
}

fn gap(file: &Path, sense: Option<Sense>) -> Result<()> {
    let sense = sense.or_else(|| Sense::of_name(&name(file)));
    let sense = sense.ok_or("the name says neither gap1 to gap12 nor gapa to gape; add --minimise or --maximise")?;
    let pool = rayon::ThreadPoolBuilder::new().build()?;
    for (at, given) in (1..).zip(Generalised::read_all(&fs::read_to_string(file)?)?) {
        let start = Instant::now();
        let (problem, weights) = given.problem(sense).map_err(|error| format!("problem {at}: {error}"))?;
        let answer = bundles::maximize(&problem, &bundles::Options::default().pool(&pool));
        let time = start.elapsed();
        bundles::verify(&problem, &answer)?;
        let assigned = answer.chosen.iter().filter(|&&chosen| chosen).count();
        let word = if sense == Sense::Minimise { "minimise" } else { "maximise" };
        let size = format!("{} {at} {}x{} {word}", name(file), given.agents, given.jobs);
        let time = format!("{:.1} ms", time.as_secs_f64() * 1e3);
        if assigned < given.jobs {
            println!("{size}: {assigned} of {} jobs assigned, no value, {time}", given.jobs);
            continue;
        }
        let (value, bound) = (weights.value(answer.value), weights.value(answer.bound));
        let gap = (value - bound).abs();
        println!("{size}: value {value}, bound {bound}, gap {gap} ({} %), {time}", percent(gap, value));
    }
    Ok(())
}

/// A part in percent, to three places.
fn percent(part: i128, whole: i128) -> String {
    let thousandths = if whole == 0 { 0 } else { (part * 200_000 / whole.abs() + 1) / 2 };
    format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000)
}

fn name(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
