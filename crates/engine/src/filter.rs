//! Filters on either side of a pair.

use std::{fmt, str::FromStr};

use crate::{
    Error, ErrorCode,
    record::{KeyGroup, RecordKind, Vocabulary},
    table::DivisionCode,
};

/// Which side of a pair is meant: workers or postings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Workers: as the side of `match_all`, the best postings for each worker.
    Workers,
    /// Postings: as the side of `match_all`, the best workers for each posting.
    Postings,
}

impl Side {
    /// The kind of its records.
    pub fn kind(self) -> RecordKind {
        match self {
            Self::Workers => RecordKind::Worker,
            Self::Postings => RecordKind::Posting,
        }
    }
}

impl FromStr for Side {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text {
            "workers" | "worker" => Ok(Self::Workers),
            "postings" | "posting" => Ok(Self::Postings),
            _ => Err(Error::new(
                ErrorCode::InvalidOption,
                format!("unknown side {text:?}; allowed are workers, postings"),
            )),
        }
    }
}

/// One condition on one side of a pair; an unknown value does not match.
///
/// # Example
///
/// ```
/// use gigmatch::Filter;
///
/// let filter: Filter = "posting.division=4403".parse()?;
/// assert_eq!(filter.to_string(), "posting.division=4403");
/// let near: Filter = "posting.radius=112.55,37.87,5km".parse()?;
/// assert_eq!(near.to_string(), "posting.radius=112.55,37.87,5000m");
/// assert_eq!("worker.colour=red".parse::<Filter>().unwrap_err().code().as_str(), "filter.invalid");
/// # Ok::<(), gigmatch::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Filter {
    /// The side it looks at.
    pub side: Side,
    /// What it asks.
    pub condition: Condition,
}

/// What a filter asks of a record.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Condition {
    /// The record's division is this one or lies inside it.
    Division(DivisionCode),
    /// The record's location lies within so many metres of a WGS-84 point.
    Radius {
        /// Degrees east.
        longitude: f64,
        /// Degrees north.
        latitude: f64,
        /// Limit in metres, inclusive.
        metres: u32,
    },
    /// The posting's occupation, or one of the worker's wishes, is this code or lies below it in the table.
    Occupation(String),
    /// The worker is registered in the group.
    KeyGroup(KeyGroup),
}

impl Filter {
    /// A filter on one side.
    ///
    /// # Errors
    ///
    /// `filter.invalid` for a key group of postings or a point off the globe.
    pub fn new(side: Side, condition: Condition) -> Result<Self, Error> {
        if side == Side::Postings && matches!(condition, Condition::KeyGroup(_)) {
            return Err(invalid("postings have no key group; use worker.key_group"));
        }
        if let Condition::Radius { longitude, latitude, .. } = condition {
            let on_globe = (-180.0..=180.0).contains(&longitude) && (-90.0..=90.0).contains(&latitude);
            if !on_globe {
                return Err(invalid(&format!(
                    "the point {longitude},{latitude} is off the globe; allowed are degrees -180..180,-90..90"
                )));
            }
        }
        Ok(Self { side, condition })
    }
}

fn invalid(message: &str) -> Error {
    Error::new(ErrorCode::InvalidFilter, message).with_field("filters")
}

impl FromStr for Filter {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let form = "SIDE.FIELD=VALUE with SIDE worker or posting and FIELD division, radius, occupation or key_group";
        let (name, value) =
            text.split_once('=').ok_or_else(|| invalid(&format!("filter {text:?} has no '='; allowed is {form}")))?;
        let (side, field) = name
            .trim()
            .split_once('.')
            .ok_or_else(|| invalid(&format!("filter {text:?} names no side; allowed is {form}")))?;
        let side = side.parse::<Side>().map_err(|_| invalid(&format!("unknown side {side:?}; allowed is {form}")))?;
        let value = value.trim();
        let condition = match field {
            "division" => Condition::Division(
                DivisionCode::parse(value)
                    .ok_or_else(|| invalid(&format!("division {value:?} does not have 2, 4, 6, 9 or 12 digits")))?,
            ),
            "occupation" if !value.is_empty() => Condition::Occupation(value.to_owned()),
            "key_group" => Condition::KeyGroup(KeyGroup::from_word(value).ok_or_else(|| {
                invalid(&format!("unknown key group {value:?}; allowed are {}", KeyGroup::allowed()))
            })?),
            "radius" => parse_radius(value)?,
            _ => return Err(invalid(&format!("unknown filter field {field:?}; allowed is {form}"))),
        };
        Self::new(side, condition)
    }
}

fn parse_radius(value: &str) -> Result<Condition, Error> {
    let bad = || invalid(&format!("radius {value:?} is not LONGITUDE,LATITUDE,DISTANCE such as 112.55,37.87,5km"));
    let parts: Vec<&str> = value.split(',').map(str::trim).collect();
    let [longitude, latitude, distance] = parts[..] else { return Err(bad()) };
    Ok(Condition::Radius {
        longitude: longitude.parse().map_err(|_| bad())?,
        latitude: latitude.parse().map_err(|_| bad())?,
        metres: parse_metres(distance).ok_or_else(bad)?,
    })
}

/// Reads a distance such as `5km`, `800m` or `800` (metres) into whole metres.
pub fn parse_metres(text: &str) -> Option<u32> {
    let text = text.trim();
    let (number, unit) = match text.strip_suffix("km") {
        Some(number) => (number, 1000.0),
        None => (text.strip_suffix('m').unwrap_or(text), 1.0),
    };
    let metres = number.trim().parse::<f64>().ok()? * unit;
    if !(0.0..=f64::from(crate::geo::EARTH_DIAMETER_M)).contains(&metres) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to lie in 0..=diameter")]
    Some(metres.round() as u32)
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.side {
            Side::Workers => "worker.",
            Side::Postings => "posting.",
        })?;
        match &self.condition {
            Condition::Division(code) => write!(f, "division={code}"),
            Condition::Radius { longitude, latitude, metres } => write!(f, "radius={longitude},{latitude},{metres}m"),
            Condition::Occupation(code) => write!(f, "occupation={code}"),
            Condition::KeyGroup(group) => write!(f, "key_group={}", group.name()),
        }
    }
}
