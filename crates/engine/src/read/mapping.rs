//! Mappings: what another system's columns and values are called here.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{Error, ErrorCode, Result, normalize::Row};

/// A mapping file: source column to field, tables of values, columns to drop, defaults for absent fields.
///
/// Applied to a row, it drops columns first, then translates values and renames columns, then fills in defaults.
/// Columns it does not name keep their names, so that the normaliser can tell of unknown ones; where such a column has
/// the name of a field that another column becomes, the mapped column counts. A table of values is named after its
/// source column or the field that the column becomes.
///
/// # Example
///
/// ```
/// use gigmatch::{normalize::Row, read::Mapping};
/// use serde_json::json;
///
/// let mapping = Mapping::from_toml_text(
///     r#"
///     drop = ["aac003"]
///     [columns]
///     acb210 = "id"
///     acb2a7 = "status"
///     [values.acb2a7]
///     "1" = "open"
///     [defaults]
///     datum = "gcj02"
///     "#,
/// )?;
/// let fields = json!({"acb210": "p1", "acb2a7": 1, "aac003": "张三"});
/// let mut row = Row { number: 1, fields: fields.as_object().cloned().unwrap() };
/// mapping.apply(&mut row);
/// assert_eq!(json!(row.fields), json!({"id": "p1", "status": "open", "datum": "gcj02"}));
/// # Ok::<(), gigmatch::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mapping {
    columns: BTreeMap<String, String>,
    values: BTreeMap<String, BTreeMap<String, String>>,
    drop: BTreeSet<String>,
    defaults: BTreeMap<String, String>,
}

impl Mapping {
    /// Reads a mapping from a `.toml` or `.json` file.
    ///
    /// # Errors
    ///
    /// `io` where it cannot be read, `file.format` for another name, `mapping.invalid` for what it says.
    pub fn from_file(path: &Path) -> Result<Self> {
        let extension = path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
        let parse = match extension.as_deref() {
            Some("toml") => Self::from_toml_text,
            Some("json") => Self::from_json_text,
            _ => {
                return Err(Error::new(ErrorCode::FileFormat, "a mapping is a .toml or .json file").with_file(path));
            }
        };
        let text = std::fs::read_to_string(path).map_err(|error| {
            Error::new(ErrorCode::Io, "the mapping cannot be read").with_file(path).with_source(error)
        })?;
        parse(text.trim_start_matches('\u{feff}')).map_err(|error| error.with_file(path))
    }

    /// Reads a mapping from TOML text.
    ///
    /// # Errors
    ///
    /// `mapping.invalid` for an unknown key, two columns that become one field, or a column that is mapped and dropped.
    pub fn from_toml_text(text: &str) -> Result<Self> {
        toml::from_str::<Self>(text).map_err(|error| invalid(error.message())).and_then(Self::checked)
    }

    /// Reads a mapping from JSON text of the same shape.
    ///
    /// # Errors
    ///
    /// As [`from_toml_text`](Self::from_toml_text).
    pub fn from_json_text(text: &str) -> Result<Self> {
        serde_json::from_str::<Self>(text).map_err(|error| invalid(&error.to_string())).and_then(Self::checked)
    }

    fn checked(self) -> Result<Self> {
        let mut fields = BTreeMap::new();
        for (column, field) in &self.columns {
            if let Some(other) = fields.insert(field, column) {
                return Err(invalid(&format!("the columns {other:?} and {column:?} both become {field:?}")));
            }
            if self.drop.contains(column) {
                return Err(invalid(&format!("the column {column:?} is both mapped and dropped")));
            }
        }
        Ok(self)
    }

    /// Applies the mapping to every row.
    pub fn apply_all(&self, rows: &mut [Row]) {
        for row in rows {
            self.apply(row);
        }
    }

    /// Drops, translates and renames the fields of a row, then fills in defaults.
    pub fn apply(&self, row: &mut Row) {
        let mut fields = Map::new();
        for (name, value) in std::mem::take(&mut row.fields) {
            let column = name.trim();
            if self.drop.contains(column) {
                continue;
            }
            if let Some(field) = self.columns.get(column) {
                fields.insert(field.clone(), self.translated(column, field, value));
            } else {
                let value = self.translated(column, column, value);
                fields.entry(name).or_insert(value);
            }
        }
        for (field, value) in &self.defaults {
            if fields.get(field).is_none_or(Value::is_null) {
                fields.insert(field.clone(), Value::String(value.clone()));
            }
        }
        row.fields = fields;
    }

    /// A value by the table of its column, else of its field; one that the table does not have stays, for the
    /// normaliser to judge.
    fn translated(&self, column: &str, field: &str, value: Value) -> Value {
        let Some(table) = self.values.get(column).or_else(|| self.values.get(field)) else { return value };
        let text = match &value {
            Value::String(text) => text.trim().to_owned(),
            other => other.to_string(),
        };
        table.get(&text).map_or(value, |translated| Value::String(translated.clone()))
    }
}

fn invalid(message: &str) -> Error {
    Error::new(ErrorCode::Mapping, format!("the mapping is not valid: {message}"))
}
