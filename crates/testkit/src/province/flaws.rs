//! Bad rows: what goes wrong in files, one flaw a row.

use serde_json::Value;

use super::random::Draw;

/// One thing that is wrong with a row, as a cell and as a JSON field.
pub(super) struct Flaw {
    column: &'static str,
    cell: &'static str,
    field: &'static str,
    json: &'static str,
}

const fn flaw(column: &'static str, cell: &'static str, field: &'static str, json: &'static str) -> Flaw {
    Flaw { column, cell, field, json }
}

const NO_ID: Flaw = flaw("id", "", "id", "null");
const OFF_THE_GLOBE: Flaw = flaw("longitude", "999", "location", r#"{"longitude":999.0,"latitude":37.8}"#);

/// What goes wrong with postings.
pub(super) const OF_POSTINGS: [Flaw; 7] = [
    NO_ID,
    flaw("title", "", "title", "null"),
    OFF_THE_GLOBE,
    flaw("pay_min", "-20", "base_salary", r#"{"min_value_fen":-2000,"unit_text":"hour"}"#),
    flaw("valid_through", "2026-13-45", "valid_through", r#""2026-13-45""#),
    flaw("occupational_category", "9-99-99-99", "occupational_category", r#""9-99-99-99""#),
    flaw(
        "shifts",
        "2026-11-25T18:00+08:00/2026-11-25T08:00+08:00",
        "shifts",
        r#"[{"id":"1","start":"2026-11-25T10:00:00Z","end":"2026-11-25T00:00:00Z"}]"#,
    ),
];

/// What goes wrong with workers.
pub(super) const OF_WORKERS: [Flaw; 6] = [
    NO_ID,
    OFF_THE_GLOBE,
    flaw("pay_floor", "-5", "pay_floor", r#"{"min_value_fen":-500,"unit_text":"hour"}"#),
    flaw("birth_date", "1990-02-30", "birth_date", r#""1990-02-30""#),
    flaw("desired_occupations", "9-99-99-99", "desired_occupations", r#"["9-99-99-99"]"#),
    flaw(
        "availability",
        "2026-11-25T18:00+08:00/2026-11-25T08:00+08:00",
        "availability",
        r#"[{"start":"2026-11-25T10:00:00Z","end":"2026-11-25T00:00:00Z"}]"#,
    ),
];

/// What goes wrong with outlets.
pub(super) const OF_OUTLETS: [Flaw; 4] =
    [NO_ID, OFF_THE_GLOBE, flaw("kind", "teahouse", "kind", r#""teahouse""#), flaw("capacity", "-3", "capacity", "-3")];

impl Flaw {
    /// One of them, in `permille` of a thousand draws.
    pub(super) fn drawn(flaws: &'static [Flaw], permille: u32, draw: &mut Draw) -> Option<&'static Flaw> {
        draw.chance(permille).then(|| draw.pick(flaws))
    }

    /// Spoils a row of cells.
    pub(super) fn spoil_cells(&self, columns: &[&str], cells: &mut [String]) {
        if let Some(place) = columns.iter().position(|column| *column == self.column) {
            self.cell.clone_into(&mut cells[place]);
        }
    }

    /// Spoils a JSON object.
    pub(super) fn spoil_object(&self, object: &mut Value) {
        // The texts above are JSON; null leaves the field out as well.
        object[self.field] = serde_json::from_str(self.json).unwrap_or(Value::Null);
    }
}
