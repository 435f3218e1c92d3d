//! `gigmatch classify`: occupations of job titles.

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
    sync::Arc,
};

use gigmatch::{
    Error, ErrorCode, OccupationClassifier, RankedOccupation, normalize::Row, read::RowReader, record::RecordKind,
    table::OccupationTable,
};
use gigmatch_phrases::Lang;
use rayon::prelude::*;
use serde_json::{Value, json};

use crate::{
    args::ClassifyArgs,
    fault::{Fault, Outcome, Result},
    output::{align_numbers, light_table},
    run::Run,
};

pub(super) fn run(args: &ClassifyArgs, run: &Run) -> Result<Outcome> {
    let table = match &args.occupations {
        Some(path) => Arc::new(OccupationTable::from_csv(path)?),
        None => OccupationTable::csco_2022(),
    };
    let classifier = OccupationClassifier::new(&table);
    if let Some(input) = &args.input {
        return bulk(args, &classifier, input, run);
    }
    let mut out = BufWriter::new(std::io::stdout().lock());
    for title in &args.titles {
        print(&mut out, args, title, &classifier.classify(title, None, args.top))?;
    }
    out.flush()?;
    Ok(Outcome::Done)
}

fn print(out: &mut impl Write, args: &ClassifyArgs, title: &str, ranked: &[RankedOccupation]) -> Result<()> {
    let lang = args.lang;
    if args.json {
        writeln!(out, "{}", json!({ "title": title, "occupations": ranked }))?;
        return Ok(());
    }
    writeln!(out, "{title}")?;
    if ranked.is_empty() {
        writeln!(out, "{}", lang.pick("没有认出职业", "no occupation is recognised"))?;
        return Ok(());
    }
    let mut table = light_table();
    table.set_header(lang.pick(["编码", "名称", "把握", "依据"], ["code", "name", "share", "because of"]));
    table.add_rows(ranked.iter().map(|ranked| {
        let share = format!("{}.{}%", ranked.score / 100, ranked.score % 100 / 10);
        [ranked.code.clone(), ranked.name.clone(), share, because(ranked, lang)]
    }));
    align_numbers(&mut table, &[2]);
    writeln!(out, "{}", table.trim_fmt())?;
    Ok(())
}

/// The nearest known text and what stands in both.
fn because(ranked: &RankedOccupation, lang: Lang) -> String {
    let Some(evidence) = ranked.evidence.first() else { return String::new() };
    let shared = evidence.shared.join(lang.pick("、", ", "));
    match lang {
        Lang::Zh => format!("“{shared}”，见“{}”", evidence.text),
        Lang::En => format!("{shared:?} as in {:?}", evidence.text),
    }
}

/// A file of titles to a file, or a stream, of ranked codes.
fn bulk(args: &ClassifyArgs, classifier: &OccupationClassifier, input: &Path, run: &Run) -> Result<Outcome> {
    let column = args.column.as_deref().unwrap_or("title");
    let cannot_write = |source: csv::Error| match &args.out {
        Some(path) => {
            Fault::from(Error::new(ErrorCode::Io, "cannot write the codes").with_file(path).with_source(source))
        }
        None => Fault::Io(source.into()),
    };
    let out: Box<dyn Write> = match &args.out {
        Some(path) => Box::new(File::create(path).map_err(|error| cannot_write(error.into()))?),
        None => Box::new(std::io::stdout().lock()),
    };
    let mut writer = csv::Writer::from_writer(BufWriter::new(out));
    writer.write_record(["row", "rank", "code", "name", "score"]).map_err(cannot_write)?;
    let mut rows = 0;
    for batch in RowReader::open(input, RecordKind::Posting)? {
        run.check()?;
        let batch = batch?;
        if rows == 0 {
            check_column(&batch.rows, input, column)?;
        }
        let ranked: Vec<(u64, Vec<RankedOccupation>)> = batch
            .rows
            .par_iter()
            .map(|row| {
                let description = args.description_column.as_deref().map(|column| cell(row, column));
                (row.number, classifier.classify(&cell(row, column), description.as_deref(), args.top))
            })
            .collect();
        rows += ranked.len() as u64;
        for (row, ranked) in ranked {
            for occupation in ranked {
                let (rank, score) = (occupation.rank.to_string(), occupation.score.to_string());
                let record = [&row.to_string(), &rank, &occupation.code, &occupation.name, &score];
                writer.write_record(record).map_err(cannot_write)?;
            }
        }
    }
    writer.flush().map_err(|error| cannot_write(error.into()))?;
    eprintln!(
        "{}",
        match args.lang {
            Lang::Zh => format!("{}：{rows} 行", input.display()),
            Lang::En => format!("{}: {rows} rows", input.display()),
        }
    );
    Ok(Outcome::Done)
}

/// The text of a cell.
fn cell(row: &Row, column: &str) -> String {
    match row.fields.get(column) {
        Some(Value::String(text)) => text.clone(),
        None | Some(Value::Null) => String::new(),
        Some(other) => other.to_string(),
    }
}

/// That some row of the first batch has the column; a cell may be missing in a JSON object.
fn check_column(rows: &[Row], input: &Path, column: &str) -> Result<()> {
    if rows.is_empty() || rows.iter().any(|row| row.fields.contains_key(column)) {
        return Ok(());
    }
    let names: Vec<&str> = rows[0].fields.keys().map(String::as_str).collect();
    let (input, names) = (input.display(), names.join(", "));
    Err(Fault::usage(format!("{input} has no column {column:?}; name one with --column; it has {names}")))
}
