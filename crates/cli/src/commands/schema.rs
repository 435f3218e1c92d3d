//! `gigmatch schema`: the form of the records, for programs that make them.

use std::io::Write;

use gigmatch::{record::RecordKind, schema::json_schema};
use serde_json::{Map, Value};

use crate::{
    args::SchemaArgs,
    fault::{Outcome, Result},
};

pub(super) fn run(args: &SchemaArgs) -> Result<Outcome> {
    let all = || RecordKind::ALL.into_iter().map(|kind| (kind.name().to_owned(), json_schema(kind)));
    let schema = args.kind.map_or_else(|| Value::Object(all().collect::<Map<_, _>>()), json_schema);
    writeln!(std::io::stdout().lock(), "{schema:#}")?;
    Ok(Outcome::Done)
}
