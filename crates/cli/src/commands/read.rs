//! `gigmatch read`: what is read in a text.

use std::{
    io::{BufRead, BufWriter, Write},
    ops::Range,
};

use gigmatch::{Engine, EngineOptions, Snapshot, TermKind, TermMention, TermSense, TermTable};
use gigmatch_phrases::Lang;
use serde_json::json;

use crate::{
    args::ReadArgs,
    fault::{Fault, Outcome, Result},
    output::light_table,
    run::Run,
};

pub(super) fn run(args: &ReadArgs, run: &Run) -> Result<Outcome> {
    let engine = match &args.index {
        Some(directory) => EngineOptions::new().open_existing(directory)?,
        None => Engine::in_memory()?,
    };
    let snapshot = engine.snapshot();
    let terms = match &args.terms {
        Some(path) => TermTable::from_csv(path)?.into(),
        None => TermTable::carried(),
    };
    let mut out = BufWriter::new(std::io::stdout().lock());
    for text in &args.texts {
        print(&mut out, args, &snapshot, &terms, text)?;
    }
    if args.texts.is_empty() {
        for line in std::io::stdin().lock().lines() {
            run.check()?;
            let line = line.map_err(|error| match error.kind() {
                std::io::ErrorKind::InvalidData => Fault::usage("standard input is not UTF-8".to_owned()),
                _ => Fault::Io(error),
            })?;
            print(&mut out, args, &snapshot, &terms, &line)?;
        }
    }
    out.flush()?;
    Ok(Outcome::Done)
}

fn print(out: &mut impl Write, args: &ReadArgs, snapshot: &Snapshot, terms: &TermTable, text: &str) -> Result<()> {
    let (words, content, mentions) = (snapshot.words(text), snapshot.content_words(text), terms.find(text));
    if args.json {
        let mentions: Vec<_> = mentions
            .iter()
            .map(|mention| {
                let Range { start, end } = mention.characters(text);
                let TermMention { kind, name, text, sense, .. } = mention;
                json!({ "kind": kind, "name": name, "text": text, "start": start, "end": end, "sense": sense })
            })
            .collect();
        writeln!(out, "{}", json!({ "text": text, "words": words, "content_words": content, "terms": mentions }))?;
        return Ok(());
    }
    let lang = args.lang;
    writeln!(out, "{text}")?;
    writeln!(out, "{}{}", lang.pick("  检索词：", "  words: "), words.join(" "))?;
    writeln!(out, "{}{}", lang.pick("  内容词：", "  content words: "), content.join(" "))?;
    if !mentions.is_empty() {
        let mut table = light_table();
        table.set_header(lang.pick(["类别", "名称", "原文", "说法"], ["kind", "name", "in the text", "sense"]));
        for mention in mentions {
            let (kind, sense) = (kind_name(mention.kind, lang), sense_name(mention.sense, lang));
            table.add_row([kind, mention.name.as_str(), mention.text.as_str(), sense]);
        }
        writeln!(out, "{}", table.trim_fmt())?;
    }
    Ok(())
}

fn kind_name(kind: TermKind, lang: Lang) -> &'static str {
    match kind {
        TermKind::Skill => lang.pick("技能", "skill"),
        TermKind::Certificate => lang.pick("证书", "certificate"),
        _ => "",
    }
}

fn sense_name(sense: TermSense, lang: Lang) -> &'static str {
    match sense {
        TermSense::Named => lang.pick("提到", "named"),
        TermSense::Required => lang.pick("必须", "required"),
        TermSense::Preferred => lang.pick("优先", "preferred"),
        TermSense::NotNeeded => lang.pick("不需要", "not needed"),
        _ => "",
    }
}
