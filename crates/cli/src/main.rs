//! `gigmatch`: files in, ranked and explained matches out.
//!
//! The command line is a thin user of the library: it reads files, asks one question and writes the answer. Answers go
//! to standard output, everything about the run to standard error.

mod args;
mod commands;
mod fault;
mod load;
mod output;
mod run;

use std::process::ExitCode;

use clap::Parser;

use crate::{args::Cli, run::Run};

fn main() -> ExitCode {
    let cli = Cli::parse();
    let run = Run::start();
    match commands::execute(cli.command, &run) {
        Ok(outcome) => outcome.exit_code(),
        Err(fault) if fault.is_broken_pipe() => ExitCode::SUCCESS,
        Err(fault) => {
            run.finish_progress();
            eprintln!("gigmatch: {fault}");
            fault.exit_code()
        }
    }
}
