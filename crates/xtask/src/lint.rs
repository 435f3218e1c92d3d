//! The rules of the architecture that no compiler checks.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    modules::{EXCEPTIONS, ORDER},
    run::{Outcome, cargo, output_of, root},
};

/// Checks every rule and tells all that are broken.
pub(crate) fn check() -> Outcome {
    let mut broken = Vec::new();
    let sources = sources()?;
    for (path, text) in &sources {
        file_length(path, text, &mut broken);
        unfinished(path, text, &mut broken);
        if let Ok(inside) = path.strip_prefix("crates/engine/src") {
            clocks(path, text, &mut broken);
            module_order(inside, text, &mut broken);
        }
    }
    engine_dependencies(&mut broken)?;
    top_level(&mut broken)?;
    if broken.is_empty() { Ok(()) } else { Err(broken.join("\n")) }
}

/// The Rust and Python files of the project, by their paths from its root.
fn sources() -> Result<Vec<(PathBuf, String)>, String> {
    let mut found = Vec::new();
    for directory in ["crates", "bindings", "benches", "tests", "fuzz"] {
        collect(Path::new(directory), &mut found)?;
    }
    found.sort();
    Ok(found)
}

/// Walks instead of asking git: a source archive is checked like a clone.
fn collect(directory: &Path, found: &mut Vec<(PathBuf, String)>) -> Outcome {
    let failed = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    for entry in fs::read_dir(root().join(directory)).map_err(|error| failed(directory, error))? {
        let entry = entry.map_err(|error| failed(directory, error))?;
        let name = entry.file_name();
        let path = directory.join(&name);
        if entry.file_type().map_err(|error| failed(&path, error))?.is_dir() {
            // What tools leave: build directories, caches, virtual environments.
            let is_made = name == "target" || name == "__pycache__" || name.to_string_lossy().starts_with('.');
            if !is_made {
                collect(&path, found)?;
            }
        } else if path.extension().is_some_and(|extension| extension == "rs" || extension == "py") {
            let text = fs::read_to_string(entry.path()).map_err(|error| failed(&path, error))?;
            found.push((path, text));
        }
    }
    Ok(())
}

fn file_length(path: &Path, text: &str, broken: &mut Vec<String>) {
    const MOST_LINES: usize = 600;
    let lines = text.lines().count();
    if lines > MOST_LINES {
        broken.push(format!("{}: {lines} lines; allowed are {MOST_LINES}", path.display()));
    }
}

fn unfinished(path: &Path, text: &str, broken: &mut Vec<String>) {
    // Put together here, so that this file does not find itself.
    let marks = [["TO", "DO"], ["FIX", "ME"], ["to", "do!("], ["unimple", "mented!("]].map(|parts| parts.concat());
    for (place, line) in text.lines().enumerate() {
        if marks.iter().any(|mark| line.contains(mark.as_str())) {
            broken.push(format!("{}:{}: unfinished: {}", path.display(), place + 1, line.trim()));
        }
    }
}

/// Answers depend on `now` as an argument; only a deadline looks at a clock.
fn clocks(path: &Path, text: &str, broken: &mut Vec<String>) {
    let allows_instant = path.ends_with("options.rs");
    for call in ["Timestamp::now", "SystemTime::now", "ZonedDateTime::now", "Instant::now"] {
        if text.contains(call) && !(allows_instant && call == "Instant::now") {
            broken.push(format!("{}: reads a clock with {call}", path.display()));
        }
    }
}

/// Which module of the engine a name after `crate::` belongs to.
fn place_of(name: &str) -> Option<usize> {
    ORDER.iter().position(|(module, names)| *module == name || names.contains(&name))
}

fn module_order(inside: &Path, text: &str, broken: &mut Vec<String>) {
    let module = inside.iter().next().map(|name| name.to_string_lossy().trim_end_matches(".rs").to_owned());
    let module = module.unwrap_or_default();
    let is_test = inside.iter().any(|part| part == "tests" || part == "tests.rs");
    if module == "lib" || is_test {
        return;
    }
    let Some(place) = place_of(&module) else {
        broken.push(format!("{}: the module {module} is not in the list of xtask", inside.display()));
        return;
    };
    for name in names_used(text) {
        let is_exception = EXCEPTIONS.iter().any(|(from, to, _)| *from == module && *to == name);
        match place_of(&name) {
            Some(used) if used > place && !is_exception => {
                broken.push(format!("{}: uses {name}, which stands below {module}", inside.display()));
            }
            Some(_) => {}
            None => broken.push(format!("{}: uses crate::{name}, which xtask does not know", inside.display())),
        }
    }
}

/// The first names after `crate::` in code, also of a list in braces; comments and tests do not count.
fn names_used(text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let code: String = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let mut names = Vec::new();
    for (at, found) in code.match_indices("crate::") {
        if code[..at].ends_with('$') || code[..at].ends_with('(') && code[..at].ends_with("pub(") {
            continue;
        }
        let rest = &code[at + found.len()..];
        if let Some(list) = rest.strip_prefix('{') {
            names.extend(first_names(list));
        } else {
            names.extend(identifier(rest));
        }
    }
    names
}

/// The first name of each element of a list in braces.
fn first_names(list: &str) -> Vec<String> {
    let (mut depth, mut names, mut expects) = (0_usize, Vec::new(), true);
    for (at, character) in list.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => expects = true,
            _ if expects && depth == 0 && !character.is_whitespace() => {
                names.extend(identifier(&list[at..]));
                expects = false;
            }
            _ => {}
        }
    }
    names
}

fn identifier(text: &str) -> Option<String> {
    let name: String = text.chars().take_while(|character| character.is_alphanumeric() || *character == '_').collect();
    (!name.is_empty()).then_some(name)
}

fn engine_dependencies(broken: &mut Vec<String>) -> Outcome {
    const FORBIDDEN: [&str; 9] = ["arrow", "parquet", "pyo3", "tokio", "hyper", "reqwest", "socket2", "mio", "openssl"];
    let tree = output_of(cargo().args([
        "tree",
        "--package",
        "gigmatch",
        "--edges",
        "normal",
        "--prefix",
        "none",
        "--locked",
    ]))?;
    for package in tree.lines().filter_map(|line| line.split_whitespace().next()) {
        if FORBIDDEN.iter().any(|name| package == *name || package.starts_with(&format!("{name}-"))) {
            broken.push(format!("the engine depends on {package}"));
        }
    }
    Ok(())
}

fn top_level(broken: &mut Vec<String>) -> Outcome {
    const AGREED: [&str; 10] = [
        "Cargo.toml",
        "Cargo.lock",
        "crates",
        "bindings",
        "benches",
        "fuzz",
        "tests",
        "README.md",
        "CHANGELOG.md",
        "target",
    ];
    for entry in fs::read_dir(root()).map_err(|error| error.to_string())? {
        let name = entry.map_err(|error| error.to_string())?.file_name().to_string_lossy().into_owned();
        if !AGREED.contains(&name.as_str()) && !name.starts_with('.') && !name.starts_with("LICENSE-") {
            broken.push(format!("the top level holds {name}, which was not agreed on"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{clocks, file_length, module_order, names_used, unfinished};
    use std::path::Path;

    #[test]
    fn names_after_crate_are_found_in_lists_and_in_paths() {
        let code =
            "use crate::{\n    Error, record::{Posting, self},\n    table::division,\n};\nlet x = crate::geo::of(1);";
        assert_eq!(names_used(code), ["Error", "record", "table", "geo"]);
    }

    #[test]
    fn comments_visibility_macros_and_tests_use_nothing() {
        let code = "// crate::rank\npub(crate) fn f() {}\n$crate::rank!();\n#[cfg(test)]\nuse crate::rank;";
        assert_eq!(names_used(code), [""; 0]);
    }

    #[test]
    fn a_use_of_a_lower_module_is_told() {
        let told = |file: &str, code: &str| {
            let mut broken = Vec::new();
            module_order(Path::new(file), code, &mut broken);
            broken
        };
        assert_eq!(told("rank/mod.rs", "use crate::record::Posting;"), [""; 0]);
        assert_eq!(
            told("record/pay.rs", "use crate::rank::TopK;"),
            ["record/pay.rs: uses rank, which stands below record"]
        );
        assert_eq!(
            told("record/pay.rs", "use crate::Engine;"),
            ["record/pay.rs: uses Engine, which stands below record"]
        );
        assert_eq!(told("novel.rs", ""), ["novel.rs: the module novel is not in the list of xtask"]);
        assert_eq!(told("record/tests.rs", "use crate::Engine;"), [""; 0]);
    }

    #[test]
    fn long_unfinished_and_clock_reading_files_are_told() {
        let mut broken = Vec::new();
        let path = Path::new("crates/engine/src/rank/mod.rs");
        file_length(path, &"\n".repeat(600), &mut broken);
        assert_eq!(broken, [""; 0]);
        file_length(path, &"\n".repeat(601), &mut broken);
        unfinished(path, &["// TO", "DO later"].concat(), &mut broken);
        clocks(path, "let now = Instant::now();", &mut broken);
        assert_eq!(broken.len(), 3);
    }
}
