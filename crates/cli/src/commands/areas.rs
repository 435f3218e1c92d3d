//! What the commands about divisions share.

use std::{path::Path, sync::Arc};

use gigmatch::{Area, Engine, KeyGroupRules, table::DivisionTable};
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

/// The divisions that are told of: those of the files, else the carried ones.
pub(super) fn divisions(engine: &Engine) -> Arc<DivisionTable> {
    engine.normalizer().divisions().cloned().unwrap_or_else(DivisionTable::cn_2023)
}

/// The division asked about must be in the table, or everything would be left out.
pub(super) fn check_within(args: &AreaArgs, table: &DivisionTable) -> Result<()> {
    match args.within {
        Some(code) if !table.contains(code) => {
            Err(Fault::usage(format!("--within {code}: no such division; name the files it is in with --divisions")))
        }
        _ => Ok(()),
    }
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
