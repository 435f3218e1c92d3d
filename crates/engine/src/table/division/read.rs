//! Reading a table of divisions from CSV.

use std::ops::Range;

use super::{Division, DivisionCode, DivisionTable, UrbanRural};
use crate::{
    Error, ErrorCode, Result,
    normalize::datum::to_wgs84,
    record::{Coordinates, Datum, Vocabulary},
};

/// The columns that are read, the first two required.
const COLUMNS: [&str; 7] = ["code", "name", "short_name", "longitude", "latitude", "datum", "urban_rural"];

/// The rows of a CSV text over those of a table; coordinates without a datum are in `datum`.
///
/// A table of villages has 600,000 rows, so names are kept in one text and no row has an allocation of its own.
pub(super) fn added(table: &DivisionTable, text: &str, datum: Datum) -> Result<DivisionTable> {
    let mut names = String::with_capacity(text.len());
    let cells = parsed(text, datum, &mut names)?;
    let new = cells.iter().map(|row| row.to_division(&names));
    if table.is_empty() {
        return Ok(table.with_rows(new));
    }
    let mut rows: Vec<Division<'_>> = table.iter().chain(new).collect();
    // A stable sort keeps the row of the new text behind the one it replaces.
    rows.sort_by_key(|row| row.code);
    rows.dedup_by(|new, old| {
        let same = new.code == old.code;
        if same {
            *old = Division {
                short_name: new.short_name.or(old.short_name),
                centroid: new.centroid.or(old.centroid),
                urban_rural: new.urban_rural.or(old.urban_rural),
                ..*new
            };
        }
        same
    });
    Ok(table.with_rows(rows.into_iter()))
}

/// What the rows of a CSV text say, in the order of their codes; their names go into `names`.
fn parsed(text: &str, datum: Datum, names: &mut String) -> Result<Vec<Cells>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let not_csv = |error: csv::Error| Error::new(ErrorCode::Table, "the table is not CSV").with_source(error);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let headers = reader.headers().map_err(not_csv)?.clone();
    let columns = COLUMNS.map(|name| headers.iter().position(|header| header == name));
    if let Some(missing) = (0..2).find(|column| columns[*column].is_none()) {
        return Err(Error::new(ErrorCode::Table, format!("no column {:?}", COLUMNS[missing])));
    }
    let mut cells: Vec<Cells> = Vec::new();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(not_csv)? {
        let line = record.position().map_or(0, csv::Position::line);
        let invalid = |message: String| Error::new(ErrorCode::Table, format!("line {line}: {message}"));
        let cell = |column: usize| columns[column].and_then(|at| record.get(at)).unwrap_or_default();
        let code = DivisionCode::parse(cell(0)).ok_or_else(|| {
            invalid(format!("the code {:?} does not have 2, 4, 6, 9 or 12 digits of a division", cell(0)))
        })?;
        let centroid = centroid(cell(3), cell(4), cell(5), datum).map_err(invalid)?;
        let urban_rural = match cell(6) {
            "" => None,
            word => Some(UrbanRural::from_word(word).ok_or_else(|| {
                invalid(format!("the urban-rural class is {word:?}; allowed are {}", UrbanRural::allowed()))
            })?),
        };
        let start = names.len();
        names.push_str(cell(1));
        let short = names.len();
        names.push_str(cell(2));
        let is_padded = code.digits() < 12 && cell(0).chars().count() == 12;
        cells.push(Cells {
            code,
            is_padded,
            line,
            name: start..short,
            short_name: short..names.len(),
            centroid,
            urban_rural,
        });
    }

    // Tables mostly stand in the order of their codes already.
    cells.sort_by_key(|row| row.code);
    deepen_padded(&mut cells);
    if let Some(pair) = cells.windows(2).find(|pair| pair[0].code == pair[1].code) {
        let message = format!("line {}: the code {} stands here a second time", pair[1].line, pair[1].code);
        return Err(Error::new(ErrorCode::Table, message));
    }
    Ok(cells)
}

/// Of two rows with the same twelve digits, the second is the division that stands in for the first one level down:
/// 441900000000 is both Dongguan and the county in its place.
fn deepen_padded(cells: &mut [Cells]) {
    let mut deepened = false;
    for place in 1..cells.len() {
        let (before, row) = cells.split_at_mut(place);
        let (Some(before), Some(row)) = (before.last(), row.first_mut()) else { continue };
        if row.is_padded
            && before.is_padded
            && row.code == before.code
            && let Some(deeper) = row.code.deeper()
        {
            (row.code, deepened) = (deeper, true);
        }
    }
    if deepened {
        cells.sort_by_key(|row| row.code);
    }
}

/// What a row of a text says, its names by their place.
struct Cells {
    code: DivisionCode,
    /// Whether the text pads the code to twelve digits, which does not tell its level.
    is_padded: bool,
    line: u64,
    name: Range<usize>,
    short_name: Range<usize>,
    centroid: Option<Coordinates>,
    urban_rural: Option<UrbanRural>,
}

impl Cells {
    fn to_division<'a>(&self, names: &'a str) -> Division<'a> {
        Division {
            code: self.code,
            name: &names[self.name.clone()],
            short_name: Some(&names[self.short_name.clone()]).filter(|name| !name.is_empty()),
            centroid: self.centroid,
            urban_rural: self.urban_rural,
        }
    }
}

fn centroid(longitude: &str, latitude: &str, datum: &str, default: Datum) -> Result<Option<Coordinates>, String> {
    if longitude.is_empty() && latitude.is_empty() {
        return Ok(None);
    }
    let degrees = |text: &str, limit: f64| {
        let value = text.parse::<f64>().ok().filter(|value| value.abs() <= limit);
        value.ok_or_else(|| format!("{text:?} is no coordinate; allowed are degrees within {limit}"))
    };
    let datum = match datum {
        "" => default,
        word => {
            Datum::from_word(word).ok_or_else(|| format!("unknown datum {word:?}; allowed are {}", Datum::allowed()))?
        }
    };
    let (longitude, latitude) = (degrees(longitude, 180.0)?, degrees(latitude, 90.0)?);
    Ok(Some(to_wgs84(Coordinates { longitude, latitude, datum })))
}
