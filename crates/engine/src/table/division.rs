//! Administrative divisions: statistical codes and a table of names and centroids.

use std::{collections::BTreeMap, fmt, path::Path};

use crate::{
    Error, ErrorCode, Result,
    normalize::datum::to_wgs84,
    record::{Coordinates, Datum, Vocabulary},
    text::fold_width,
};

/// A statistical division code with its level: 2, 4, 6, 9 or 12 digits are province, prefecture, county, township,
/// village.
///
/// The level matters: 4419 (a city without counties) and 441900 (the county that stands in for one) pad to the same
/// twelve digits and are different divisions.
///
/// # Example
///
/// ```
/// use gigmatch::table::DivisionCode;
///
/// let township = DivisionCode::parse("440305001").unwrap();
/// let city = DivisionCode::parse("440300000000").unwrap();
/// assert_eq!(city.to_string(), "4403");
/// assert!(township.is_within(city) && !city.is_within(township));
/// assert_eq!(DivisionCode::parse("44030"), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DivisionCode {
    padded: u64,
    digits: u8,
}

/// Digits of each level, the widest division first.
const LEVELS: [u8; 5] = [2, 4, 6, 9, 12];

impl DivisionCode {
    /// Reads 2, 4, 6, 9 or 12 digits, half or full width; a twelve-digit code loses its trailing zero groups.
    pub fn parse(text: &str) -> Option<Self> {
        let text = fold_width(text.trim());
        let digits = LEVELS.into_iter().find(|digits| usize::from(*digits) == text.len())?;
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let number: u64 = text.parse().ok()?;
        let padded = number * 10_u64.pow(u32::from(12 - digits));
        if padded < 110_000_000_000 {
            return None; // no province has a code below 11
        }
        if digits < 12 {
            return Some(Self { padded, digits });
        }
        let without_zeros =
            LEVELS.into_iter().find(|digits| padded.is_multiple_of(10_u64.pow(u32::from(12 - *digits))))?;
        Some(Self { padded, digits: without_zeros })
    }

    /// Whether this is `ancestor` or lies inside it.
    pub fn is_within(self, ancestor: Self) -> bool {
        let below = 10_u64.pow(u32::from(12 - ancestor.digits));
        self.digits >= ancestor.digits && self.padded / below == ancestor.padded / below
    }

    /// The division one level up; provinces have none.
    pub fn parent(self) -> Option<Self> {
        let digits = LEVELS.into_iter().rev().find(|digits| *digits < self.digits)?;
        let below = 10_u64.pow(u32::from(12 - digits));
        Some(Self { padded: self.padded / below * below, digits })
    }

    /// The code padded with zeros to twelve digits.
    pub fn padded(self) -> u64 {
        self.padded
    }

    /// How many digits its level has: 2, 4, 6, 9 or 12.
    pub fn digits(self) -> u8 {
        self.digits
    }
}

impl fmt::Display for DivisionCode {
    /// The digits of its level.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.padded / 10_u64.pow(u32::from(12 - self.digits));
        write!(f, "{number}")
    }
}

/// One division of a table.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Division {
    /// Its code.
    pub code: DivisionCode,
    /// Its name.
    pub name: String,
    /// A representative point in WGS-84.
    pub centroid: Option<Coordinates>,
}

/// A table of divisions, against which codes are checked and from which missing locations are inferred.
#[derive(Debug, Clone, Default)]
pub struct DivisionTable {
    divisions: BTreeMap<DivisionCode, Division>,
}

impl DivisionTable {
    /// Reads a CSV file in UTF-8 with the columns `code`, `name` and, optionally, `longitude`, `latitude`, `datum`
    /// (`wgs84` where absent).
    ///
    /// # Errors
    ///
    /// `io` where the file cannot be read, `table.invalid` with the line for a missing column, a code of another
    /// length, a repeated code, or coordinates that are none.
    pub fn from_csv(path: &Path) -> Result<Self> {
        let text = super::read_text(path)?;
        Self::from_csv_text(&text).map_err(|error| error.with_file(path))
    }

    /// The same from the text of such a file.
    ///
    /// # Errors
    ///
    /// As [`from_csv`](Self::from_csv).
    pub fn from_csv_text(text: &str) -> Result<Self> {
        let mut table = Self::default();
        for row in super::csv_rows(text, &["code", "name"], &["longitude", "latitude", "datum"])? {
            let invalid = |message: String| Error::new(ErrorCode::Table, format!("line {}: {message}", row.line));
            let [code, name, longitude, latitude, datum] = &row.cells[..] else { continue };
            let code = DivisionCode::parse(code).ok_or_else(|| {
                invalid(format!("the code {code:?} does not have 2, 4, 6, 9 or 12 digits of a division"))
            })?;
            let centroid = centroid(longitude, latitude, datum).map_err(invalid)?;
            let division = Division { code, name: name.clone(), centroid };
            if table.divisions.insert(code, division).is_some() {
                return Err(invalid(format!("the code {code} stands here a second time")));
            }
        }
        Ok(table)
    }

    /// Finds a division.
    pub fn get(&self, code: DivisionCode) -> Option<&Division> {
        self.divisions.get(&code)
    }

    /// The centroid of the division or of the nearest division above it that has one.
    pub fn centroid(&self, code: DivisionCode) -> Option<Coordinates> {
        let mut at = Some(code);
        while let Some(code) = at {
            if let Some(centroid) = self.get(code).and_then(|division| division.centroid) {
                return Some(centroid);
            }
            at = code.parent();
        }
        None
    }

    /// How many divisions there are.
    pub fn len(&self) -> usize {
        self.divisions.len()
    }

    /// Whether the table is empty.
    pub fn is_empty(&self) -> bool {
        self.divisions.is_empty()
    }

    /// All divisions, by padded code, the wider of two with the same digits first.
    pub fn iter(&self) -> impl Iterator<Item = &Division> {
        self.divisions.values()
    }
}

fn centroid(longitude: &str, latitude: &str, datum: &str) -> Result<Option<Coordinates>, String> {
    if longitude.is_empty() && latitude.is_empty() {
        return Ok(None);
    }
    let degrees = |text: &str, limit: f64| {
        let value = text.parse::<f64>().ok().filter(|value| value.abs() <= limit);
        value.ok_or_else(|| format!("{text:?} is no coordinate; allowed are degrees within {limit}"))
    };
    let datum = match datum {
        "" => Datum::Wgs84,
        word => {
            Datum::from_word(word).ok_or_else(|| format!("unknown datum {word:?}; allowed are {}", Datum::allowed()))?
        }
    };
    let (longitude, latitude) = (degrees(longitude, 180.0)?, degrees(latitude, 90.0)?);
    Ok(Some(to_wgs84(Coordinates { longitude, latitude, datum })))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> DivisionCode {
        DivisionCode::parse(text).expect("a valid code")
    }

    #[test]
    fn codes_keep_their_level() {
        assert_ne!(code("4419"), code("441900"));
        assert_eq!(code("441900000000"), code("4419"));
        assert_eq!(code("４４０３"), code("4403"));
        assert!(code("441900001").is_within(code("441900")) && code("441900").is_within(code("4419")));
        assert!(!code("4419").is_within(code("441900")));
        assert_eq!(code("440305001007").parent(), Some(code("440305001")));
        for bad in ["", "1", "44030x", "4403051", "000000000000", "0101", "１２é"] {
            assert_eq!(DivisionCode::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_centroid_comes_from_the_nearest_ancestor() -> Result<()> {
        let table = DivisionTable::from_csv_text(
            "\u{feff}code,name,longitude,latitude\n44,\"广东省\",113,23\n4403,深圳市,114.05,22.54\n440305,南山区,,\n",
        )?;
        assert_eq!(table.len(), 3);
        assert_eq!(table.centroid(code("440305001")), Some(Coordinates::wgs84(114.05, 22.54)));
        assert_eq!(table.centroid(code("4401")), Some(Coordinates::wgs84(113.0, 23.0)));
        assert_eq!(table.centroid(code("11")), None);
        let error =
            DivisionTable::from_csv_text("code,name,longitude,latitude\n44,x,913,23\n").expect_err("off the globe");
        assert!(error.to_string().starts_with("line 2: \"913\" is no coordinate"), "{error}");
        Ok(())
    }
}
