//! From the command line to match options.

use std::{path::Path, time::Instant};

use gigmatch::{Engine, Error, ErrorCode, MatchOptions, Snapshot, Weights, record::RecordKind};
use gigmatch_phrases::{Lang, full_moment};
use jiff::Timestamp;

use crate::{
    args::QuestionArgs,
    fault::{Fault, Result},
    run::Run,
};

/// The options that a question names; tells on standard error which time it is asked for.
pub(crate) fn options(
    args: &QuestionArgs,
    engine: &Engine,
    snapshot: &Snapshot,
    lang: Lang,
    run: &Run,
) -> Result<MatchOptions> {
    let now = now(args.now.as_deref(), engine)?;
    let mut weights = args.weights.as_deref().map(read_weights).transpose()?.unwrap_or_default();
    if let Some(blend) = args.blend {
        weights.blend = blend;
    }
    weights.validate()?;
    let bar = run.progress(lang.pick("匹配", "matching").to_owned());
    let mut options = MatchOptions::at(now).weights(weights).cancel(run.cancel.clone()).progress(bar);
    for filter in &args.filters {
        options = options.filter(filter.clone());
    }
    let has_placements = snapshot.count(RecordKind::Placement) > 0;
    if args.occupancy_from_placements.unwrap_or(has_placements) {
        options = options.occupancy(snapshot.occupancy()?);
    }
    if let Some(limit) = args.deadline {
        options = options.deadline(Instant::now() + limit);
    }
    let source = if args.now.is_some() {
        lang.pick("指定", "as given")
    } else {
        lang.pick("当前时间", "the current time")
    };
    let zone = engine.normalizer().zone();
    eprintln!("{} {} ({source})", lang.pick("匹配时点", "as of"), full_moment(now, zone));
    Ok(options)
}

/// The time that `--now` names, else that of the clock.
pub(super) fn now(named: Option<&str>, engine: &Engine) -> Result<Timestamp> {
    let Some(text) = named else { return Ok(Timestamp::now()) };
    engine.normalizer().parse_time(text).map_err(|wrong| Fault::usage(format!("--now {text:?}: {wrong}")))
}

fn read_weights(path: &Path) -> Result<Weights> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Error::new(ErrorCode::Io, "cannot read the weights").with_file(path).with_source(error))?;
    let invalid = |error: Box<dyn std::error::Error + Send + Sync>| {
        Error::new(
            ErrorCode::InvalidWeights,
            "the weights cannot be understood; allowed are the tables worker and employer and the number blend",
        )
        .with_file(path)
        .with_source(error)
    };
    let is_json = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    let weights: Weights = if is_json {
        serde_json::from_str(&text).map_err(|error| invalid(error.into()))?
    } else {
        toml::from_str(&text).map_err(|error| invalid(error.into()))?
    };
    Ok(weights)
}
