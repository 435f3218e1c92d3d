//! The Python package in a virtual environment of its own.

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

use crate::run::{Outcome, command, output_of, root, run};

/// Builds the wheel, installs it, runs its tests, checks its types and builds its documentation.
pub(crate) fn test() -> Outcome {
    let home = root().join("target/python-venv");
    let programs = home.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let python = programs.join("python");
    // An environment that was left half made, or whose Python is gone, is made anew.
    if output_of(command(&python).args(["-m", "pip", "--version"])).is_err() {
        let system = system_python()?;
        run(command(system).args(["-m", "venv", "--clear"]).arg(&home))?;
    }
    let pip = |arguments: &[&str]| run(command(&python).args(["-m", "pip", "install", "--quiet"]).args(arguments));
    // Dependency groups need a recent pip.
    pip(&["--upgrade", "pip>=25.1"])?;
    pip(&["maturin>=1.16,<2", "--group", "bindings/python/pyproject.toml:test"])?;

    let wheels = root().join("target/wheels");
    if wheels.exists() {
        fs::remove_dir_all(&wheels).map_err(|error| format!("{}: {error}", wheels.display()))?;
    }
    let mut build = command(programs.join("maturin"));
    build.args(["build", "--profile", "dev", "--locked", "--manifest-path", "bindings/python/Cargo.toml"]);
    run(build.arg("--out").arg(&wheels).arg("--interpreter").arg(&python))?;

    let wheel = only_file(&wheels)?;
    pip(&["--force-reinstall", "--no-deps", &wheel.to_string_lossy()])?;
    let module = |arguments: &[&str]| {
        let mut command = command(&python);
        // A build that is not optimised warns of it.
        command
            .env("PYTHONWARNINGS", "ignore")
            .env("NO_MKDOCS_2_WARNING", "1")
            .current_dir(root().join("bindings/python"))
            .arg("-m")
            .args(arguments);
        run(&mut command)
    };
    module(&["pytest", "--quiet", "tests"])?;
    module(&["mypy.stubtest", "gigmatch._native", "--mypy-config-file", "mypy.ini"])?;
    run(command(programs.join("basedpyright")).args(["--project", "bindings/python", "--pythonpath"]).arg(&python))?;
    module(&["mkdocs", "build", "--quiet", "--strict"])
}

/// The Python that `PYTHON` names, or the system's, if it is new enough.
fn system_python() -> Result<OsString, String> {
    const IS_FIT: &str = "import sys, venv; sys.exit(sys.version_info < (3, 10))";
    let usual = if cfg!(windows) { "python" } else { "python3" };
    let python = std::env::var_os("PYTHON").unwrap_or_else(|| usual.into());
    output_of(command(&python).args(["-c", IS_FIT])).map_err(|error| {
        format!("Python 3.10 or later with venv is needed; the variable PYTHON may name it\n{error}")
    })?;
    Ok(python)
}

fn only_file(directory: &Path) -> Result<PathBuf, String> {
    let mut files = fs::read_dir(directory).map_err(|error| format!("{}: {error}", directory.display()))?;
    let file = files.next().and_then(Result::ok).ok_or_else(|| format!("{} holds no wheel", directory.display()))?;
    Ok(file.path())
}
