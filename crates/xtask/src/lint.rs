//! The rules of the architecture that no compiler checks.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    modules::{EXCEPTIONS, ORDER},
    run::{Outcome, cargo, command, output_of, root},
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

/// Rust and Python files that git knows, or would take.
fn sources() -> Result<Vec<(PathBuf, String)>, String> {
    let listed =
        output_of(command("git").args(["ls-files", "--cached", "--others", "--exclude-standard", "*.rs", "*.py"]))?;
    let read = |name: &str| {
        let text = fs::read_to_string(root().join(name)).map_err(|error| format!("{name}: {error}"))?;
        Ok((PathBuf::from(name), text))
    };
    listed.lines().filter(|name| root().join(name).exists()).map(read).collect()
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
