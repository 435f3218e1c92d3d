//! `gigmatch divisions`: codes and names of administrative divisions.

use std::io::{BufWriter, Write};

use gigmatch::{
    record::Vocabulary,
    table::{Division, DivisionCode, DivisionTable, Resolved},
};
use gigmatch_phrases::Lang;
use serde_json::json;

use crate::{
    args::DivisionsArgs,
    fault::{Fault, Outcome, Result},
    load::with_files,
    output::light_table,
};

pub(super) fn run(args: &DivisionsArgs) -> Result<Outcome> {
    let table = with_files(DivisionTable::clone(&DivisionTable::cn_2023()), &args.divisions)?;
    let found = find(&table, args)?;
    let chosen: Vec<Division<'_>> = match args.level {
        _ if args.children => found.iter().flat_map(|code| table.children(*code)).collect(),
        Some(level) => {
            let inside = found.iter().flat_map(|code| table.inside(*code));
            inside.filter(|division| division.code.level() == level).collect()
        }
        None => found.iter().filter_map(|code| table.get(*code)).collect(),
    };
    let mut out = BufWriter::new(std::io::stdout().lock());
    if args.json {
        for division in chosen {
            let object = json!({
                "code": division.code.to_string(),
                "level": division.code.level(),
                "name": division.name,
                "full_name": table.full_name(division.code),
                "short_name": division.short_name,
                "longitude": division.centroid.map(|point| point.longitude),
                "latitude": division.centroid.map(|point| point.latitude),
                "urban_rural": division.urban_rural.map(Vocabulary::name),
            });
            writeln!(out, "{object}")?;
        }
        out.flush()?;
        return Ok(Outcome::Done);
    }
    let lang = args.lang;
    let mut lines = light_table();
    lines.set_header(
        lang.pick(["编码", "级别", "名称", "经度", "纬度"], ["code", "level", "name", "longitude", "latitude"]),
    );
    for division in chosen {
        let degrees = |degrees: Option<f64>| degrees.map(|degrees| format!("{degrees:.6}")).unwrap_or_default();
        lines.add_row([
            division.code.to_string(),
            gigmatch_phrases::division_level(division.code.level(), lang).to_owned(),
            table.full_name(division.code),
            degrees(division.centroid.map(|point| point.longitude)),
            degrees(division.centroid.map(|point| point.latitude)),
        ]);
    }
    writeln!(out, "{}", lines.trim_fmt())?;
    out.flush()?;
    Ok(Outcome::Done)
}

/// The divisions that a code, a name or a path means; tells on standard error where a code is not listed itself.
fn find(table: &DivisionTable, args: &DivisionsArgs) -> Result<Vec<DivisionCode>> {
    let query = args.query.trim();
    if query.is_empty() || !query.chars().all(char::is_numeric) {
        let found: Vec<DivisionCode> = table.at_path(query).collect();
        if found.is_empty() {
            return Err(Fault::usage(format!("no division is called {query:?}")));
        }
        return Ok(found);
    }
    let code = DivisionCode::parse(query)
        .ok_or_else(|| Fault::usage(format!("{query:?} is no code; allowed are 2, 4, 6, 9 or 12 digits")))?;
    match table.resolve(code) {
        Some(Resolved::Listed(code)) => Ok(vec![code]),
        Some(Resolved::Changed(successor)) => {
            let name = table.full_name(successor);
            eprintln!(
                "{}",
                match args.lang {
                    Lang::Zh => format!("{code} 已停用，现为 {successor} {name}"),
                    Lang::En => format!("{code} is retired; it is now {successor} {name}"),
                }
            );
            Ok(vec![successor])
        }
        Some(Resolved::Inside(around)) => {
            let name = table.full_name(around);
            eprintln!(
                "{}",
                match args.lang {
                    Lang::Zh => format!("表中没有 {code}，它在 {around} {name} 之内"),
                    Lang::En => format!("{code} is not in the table; it lies in {around} {name}"),
                }
            );
            Ok(vec![around])
        }
        _ => Err(Fault::usage(format!("{code} is not in the table, and nothing around it is known to hold it"))),
    }
}
