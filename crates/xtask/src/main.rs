//! Developer commands: `cargo xtask test | lint | bench-check`.
//!
//! `test` is everything that must hold before a change lands, in the order in which it fails fastest. It needs a stable
//! Rust toolchain, a C and C++ compiler, and Python 3.10 or later with `venv`.

mod lint;
mod modules;
mod python;
mod run;

use std::process::ExitCode;

use run::{Outcome, cargo, step};

const USAGE: &str = "usage: cargo xtask COMMAND

  test         everything: format, lints, tests, documentation, fuzz targets, benches, Python
  lint         format, clippy and the architecture's rules
  bench-check  compile the benches and run each once";

fn main() -> ExitCode {
    let command = std::env::args().nth(1);
    let outcome = match command.as_deref() {
        Some("test") => test(),
        Some("lint") => lint(),
        Some("bench-check") => bench_check(),
        _ => Err(USAGE.to_owned()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn test() -> Outcome {
    lint()?;
    step("tests", || run::run(cargo().args(["test", "--workspace", "--locked"])))?;
    step("documentation", || {
        // The binary's documentation would go by the name of the library's.
        let mut command = cargo();
        command.args(["doc", "--workspace", "--no-deps", "--locked", "--lib"]);
        run::run(command.args(["--exclude", "gigmatch-python"]).env("RUSTDOCFLAGS", "-D warnings"))
    })?;
    step("fuzz targets", || {
        let target = run::root().join("target/fuzz");
        let mut command = cargo();
        command.args(["check", "--manifest-path", "fuzz/Cargo.toml", "--locked", "--target-dir"]).arg(target);
        run::run(&mut command)
    })?;
    bench_check()?;
    step("Python", python::test)
}

fn lint() -> Outcome {
    step("format", || {
        run::run(cargo().args(["fmt", "--all", "--check"]))?;
        run::run(cargo().args(["fmt", "--manifest-path", "fuzz/Cargo.toml", "--check"]))
    })?;
    step("architecture", lint::check)?;
    step("clippy", || {
        run::run(cargo().args(["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]))
    })
}

fn bench_check() -> Outcome {
    step("benches", || run::run(cargo().args(["test", "--package", "gigmatch-bench", "--benches", "--locked"])))
}
