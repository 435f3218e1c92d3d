//! The Python package in a virtual environment of its own.

use std::{ffi::OsString, fs, path::PathBuf};

use crate::run::{Outcome, command, root, run};

/// What the environment holds besides the package.
const REQUIREMENTS: [&str; 3] = ["maturin>=1.16,<2", "pytest>=8,<9", "pyarrow>=17"];

/// Builds the wheel, installs it and runs its tests.
pub(crate) fn test() -> Outcome {
    let home = root().join("target/python-venv");
    let programs = home.join(if cfg!(windows) { "Scripts" } else { "bin" });
    if !programs.exists() {
        let python = std::env::var_os("PYTHON").unwrap_or_else(|| OsString::from("python3"));
        run(command(python).args(["-m", "venv"]).arg(&home))?;
    }
    let python = programs.join("python");
    let pip = |arguments: &[&str]| run(command(&python).args(["-m", "pip", "install", "--quiet"]).args(arguments));
    pip(&REQUIREMENTS)?;

    let wheels = root().join("target/wheels");
    if wheels.exists() {
        fs::remove_dir_all(&wheels).map_err(|error| format!("{}: {error}", wheels.display()))?;
    }
    let mut build = command(programs.join("maturin"));
    build.args(["build", "--profile", "dev", "--locked", "--manifest-path", "bindings/python/Cargo.toml"]);
    run(build.arg("--out").arg(&wheels).arg("--interpreter").arg(&python))?;

    let wheel = only_file(&wheels)?;
    pip(&["--force-reinstall", "--no-deps", &wheel.to_string_lossy()])?;
    // A debug build warns when it is imported; the tests know that it is one.
    run(command(&python).args(["-m", "pytest", "--quiet", "bindings/python/tests"]))
}

fn only_file(directory: &PathBuf) -> Result<PathBuf, String> {
    let mut files = fs::read_dir(directory).map_err(|error| format!("{}: {error}", directory.display()))?;
    let file = files.next().and_then(Result::ok).ok_or_else(|| format!("{} holds no wheel", directory.display()))?;
    Ok(file.path())
}
