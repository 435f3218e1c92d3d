//! What the commands about divisions share.

use std::{io::Write, path::Path, sync::Arc};

use gigmatch::{Area, Engine, Error, ErrorCode, KeyGroupRules};
use gigmatch_pages::PageOptions;
use gigmatch_phrases::Lang;

use crate::{
    args::AreaArgs,
    fault::{Fault, Result},
};

/// The rules about key groups that are asked for.
pub(super) fn key_group_rules(args: &AreaArgs) -> Result<Option<Arc<KeyGroupRules>>> {
    Ok(match args.key_group_rules.as_deref() {
        None => None,
        Some(path) if path == Path::new("example") => Some(KeyGroupRules::example()),
        Some(path) => Some(Arc::new(KeyGroupRules::from_file(path)?)),
    })
}

/// The division asked about must be in the table, or everything would be left out.
pub(super) fn check_within(args: &AreaArgs, engine: &Engine) -> Result<()> {
    match args.within {
        Some(code) if !engine.normalizer().told_divisions().contains(code) => {
            Err(Fault::usage(format!("--within {code}: no such division; name the files it is in with --divisions")))
        }
        _ => Ok(()),
    }
}

/// How pages are made.
pub(super) fn page_options(engine: &Engine, lang: Lang) -> PageOptions {
    PageOptions::default()
        .lang(lang)
        .zone(engine.normalizer().zone().clone())
        .producer(concat!("gigmatch ", env!("CARGO_PKG_VERSION")))
}

/// Writes a page.
pub(super) fn write_page(path: &Path, html: gigmatch_pages::Result<String>) -> Result<()> {
    let html =
        html.map_err(|error| Error::new(ErrorCode::Io, "the page cannot be made").with_file(path).with_source(error))?;
    write_file(path, html.as_bytes())
}

pub(super) fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    std::fs::write(path, bytes).map_err(|error| cannot_write(path, error))
}

pub(super) fn cannot_write(path: &Path, error: std::io::Error) -> Fault {
    Fault::from(Error::new(ErrorCode::Io, "cannot write the file").with_file(path).with_source(error))
}

/// Says how many divisions a table leaves out.
pub(super) fn tell_left(out: &mut impl Write, all: usize, shown: usize, lang: Lang) -> Result<()> {
    if let Some(left) = all.checked_sub(shown).filter(|left| *left > 0) {
        match lang {
            Lang::Zh => writeln!(out, "另有 {left} 个区划，全部数字用 --out 写出")?,
            Lang::En => writeln!(out, "{left} more divisions; --out writes them all")?,
        }
    }
    Ok(())
}

/// What an area is called in a table: indented by how far it is inside, rests as such.
pub(super) fn named(areas: &[Area], place: u32, lang: Lang) -> String {
    let depth = std::iter::successors(areas[place as usize].parent, |parent| areas[*parent as usize].parent).count();
    let area = &areas[place as usize];
    let name = match (area.is_rest, area.name.is_empty()) {
        (true, _) => lang.pick("（未细分）", "(not known more closely)").to_owned(),
        (false, true) => lang.pick("全部", "all").to_owned(),
        (false, false) => area.name.clone(),
    };
    format!("{}{name}", "  ".repeat(depth))
}
