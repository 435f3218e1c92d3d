//! What `report.html` is given, field by field as `templates/CONTEXT.md` has it.

use std::collections::BTreeMap;

use gigmatch_phrases::Measure;
use serde::{Serialize, Serializer};

use crate::{map::Map, options::Stamp, text::Text, trend::Trend};

#[derive(Debug, Serialize)]
pub(super) struct ReportContext {
    #[serde(flatten)]
    pub(super) stamp: Stamp,
    pub(super) place: PlaceName,
    pub(super) protected: bool,
    pub(super) protection: Text,
    pub(super) previous: Option<Text>,
    pub(super) measures: BTreeMap<&'static str, MeasureText>,
    pub(super) figures: Vec<KeyFigure>,
    pub(super) trend: Option<Trend>,
    pub(super) map: Option<Map>,
    pub(super) balance: Option<Balance>,
    pub(super) coverage: Option<Circles>,
    pub(super) breakdowns: Vec<Table>,
    pub(super) unemployment: Option<Table>,
    pub(super) assist: Option<Help>,
    pub(super) tree: Tree,
    pub(super) definitions: Vec<MeasureId>,
    pub(super) notes: Vec<Text>,
}

#[derive(Debug, Serialize)]
pub(super) struct PlaceName {
    pub(super) code: String,
    pub(super) name: Text,
}

/// A measure by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct MeasureId(pub(super) Measure);

impl Serialize for MeasureId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.name())
    }
}

#[derive(Debug, Serialize)]
pub(super) struct MeasureText {
    label: Text,
    short: Text,
    unit: Option<Text>,
    format: &'static str,
    definition: Text,
}

impl MeasureText {
    pub(super) fn new(measure: Measure) -> Self {
        let unit = |lang| measure.unit(lang).unwrap_or_default();
        Self {
            label: Text::told(|lang| measure.label(lang)),
            short: Text::told(|lang| measure.short(lang)),
            unit: Some(Text::told(unit)).filter(|unit| *unit != "".into()),
            format: measure.format().word(),
            definition: Text::told(|lang| measure.definition(lang)),
        }
    }
}

#[derive(Debug, Serialize)]
pub(super) struct KeyFigure {
    pub(super) measure: MeasureId,
    pub(super) value: Option<f64>,
    pub(super) was: Option<f64>,
}

#[derive(Debug, Serialize)]
pub(super) struct Table {
    pub(super) title: Text,
    /// What heads the labels.
    pub(super) first: Text,
    pub(super) columns: Vec<MeasureId>,
    pub(super) rows: Vec<Row>,
    pub(super) total: Option<Vec<Option<f64>>>,
    /// The columns of demand and of supply that are drawn as bars.
    pub(super) bars: Option<[usize; 2]>,
}

#[derive(Debug, Serialize)]
pub(super) struct Row {
    pub(super) label: Text,
    pub(super) values: Vec<Option<f64>>,
}

#[derive(Debug, Serialize)]
pub(super) struct Balance {
    pub(super) table: Table,
    pub(super) inequality: Vec<Distribution>,
    pub(super) note: Option<Text>,
}

#[derive(Debug, Serialize)]
pub(super) struct Distribution {
    pub(super) label: Text,
    pub(super) gini: Option<f64>,
    pub(super) theil: Option<f64>,
    pub(super) between: Option<f64>,
    pub(super) within: Option<f64>,
}

#[derive(Debug, Serialize)]
pub(super) struct Circles {
    pub(super) people: Option<u64>,
    pub(super) covered: Option<u64>,
    pub(super) share: Option<f64>,
    pub(super) standard: Text,
    pub(super) tables: Vec<ShareTable>,
    pub(super) suggestions: Vec<NewOutlet>,
}

#[derive(Debug, Serialize)]
pub(super) struct ShareTable {
    pub(super) title: Text,
    pub(super) first: Text,
    pub(super) rows: Vec<ShareRow>,
}

#[derive(Debug, Serialize)]
pub(super) struct ShareRow {
    pub(super) label: Text,
    pub(super) people: Option<u64>,
    pub(super) covered: Option<u64>,
    pub(super) share: Option<f64>,
}

#[derive(Debug, Serialize)]
pub(super) struct NewOutlet {
    pub(super) name: Text,
    pub(super) division: Text,
    pub(super) gain: Option<u64>,
    pub(super) share: Option<f64>,
}

#[derive(Debug, Serialize)]
pub(super) struct Help {
    pub(super) people: Option<u64>,
    pub(super) share: Option<f64>,
    pub(super) one_change: Option<u64>,
    pub(super) reasons: Vec<HelpRow>,
    pub(super) obstacles: Vec<HelpRow>,
    pub(super) training: Vec<TrainingRow>,
}

#[derive(Debug, Serialize)]
pub(super) struct HelpRow {
    pub(super) label: Text,
    pub(super) people: Option<u64>,
    pub(super) share: Option<f64>,
}

#[derive(Debug, Serialize)]
pub(super) struct TrainingRow {
    pub(super) name: Text,
    pub(super) people: Option<u64>,
    pub(super) seats: Option<u64>,
    pub(super) pay: Option<u32>,
}

#[derive(Debug, Serialize)]
pub(super) struct Tree {
    pub(super) levels: Vec<Text>,
    pub(super) open: usize,
    pub(super) columns: Vec<MeasureId>,
    pub(super) rows: Vec<TreeRow>,
}

#[derive(Debug, Serialize)]
pub(super) struct TreeRow {
    pub(super) code: String,
    pub(super) name: Text,
    pub(super) depth: usize,
    pub(super) values: Vec<Option<f64>>,
}

impl Table {
    /// A table of measures, with the values of each row by measure.
    pub(super) fn new(title: Text, first: Text, columns: &[Measure]) -> Self {
        let columns = columns.iter().copied().map(MeasureId).collect();
        Self { title, first, columns, rows: Vec::new(), total: None, bars: None }
    }

    /// The values of its columns.
    pub(super) fn values(&self, value: impl Fn(Measure) -> Option<f64>) -> Vec<Option<f64>> {
        self.columns.iter().map(|column| value(column.0)).collect()
    }
}
