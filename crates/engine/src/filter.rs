//! Filters on either side of a pair.

use std::{fmt, str::FromStr};

use crate::{
    Error, ErrorCode,
    record::{Date, JobLocationType, KeyGroup, RecordKind, Timestamp, Vocabulary},
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
/// let pay: Filter = "posting.pay_per_hour=25".parse()?;
/// assert_eq!(pay.to_string(), "posting.pay_per_hour=25.00"); // yuan
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
    /// The record's occupation was inferred, or was not: what clerks look through to put right.
    OccupationInferred(bool),
    /// The worker is registered in the group.
    KeyGroup(KeyGroup),
    /// The posting pays at least so many fen an hour at the upper end of its range; pay by the day or month is compared as
    /// the rule of the pay floor compares it.
    PayPerHour(u64),
    /// The posting is on site, or remote.
    WorkMode(JobLocationType),
    /// The posting takes people at this instant: it is open and not past its end.
    ValidAt(Timestamp),
    /// A shift of the posting starts on this date, or it is open-ended and its work has begun by then.
    ShiftOn(Date),
}

impl Condition {
    /// Whether records of a kind have what it asks for.
    fn suits(&self, kind: RecordKind) -> bool {
        match self {
            Self::Division(_) | Self::Radius { .. } => kind != RecordKind::Placement,
            Self::Occupation(_) | Self::OccupationInferred(_) => {
                matches!(kind, RecordKind::Posting | RecordKind::Worker)
            }
            Self::KeyGroup(_) => kind == RecordKind::Worker,
            Self::PayPerHour(_) | Self::WorkMode(_) | Self::ValidAt(_) | Self::ShiftOn(_) => {
                kind == RecordKind::Posting
            }
        }
    }

    /// Checks that it can be asked of records of a kind.
    pub(crate) fn check(&self, kind: RecordKind) -> Result<(), Error> {
        if !self.suits(kind) {
            let field = self.field();
            return Err(invalid(&match self {
                Self::KeyGroup(_) => format!("{kind}s have no key group; use worker.key_group"),
                _ => format!("{kind}s have no {field}; use posting.{field}"),
            }));
        }
        if let Self::Radius { longitude, latitude, .. } = self {
            let on_globe = (-180.0..=180.0).contains(longitude) && (-90.0..=90.0).contains(latitude);
            if !on_globe {
                return Err(invalid(&format!(
                    "the point {longitude},{latitude} is off the globe; allowed are degrees -180..180,-90..90"
                )));
            }
        }
        Ok(())
    }

    fn field(&self) -> &'static str {
        match self {
            Self::Division(_) => "division",
            Self::Radius { .. } => "radius",
            Self::Occupation(_) => "occupation",
            Self::OccupationInferred(_) => "occupation_inferred",
            Self::KeyGroup(_) => "key_group",
            Self::PayPerHour(_) => "pay_per_hour",
            Self::WorkMode(_) => "work_mode",
            Self::ValidAt(_) => "valid_at",
            Self::ShiftOn(_) => "shift_on",
        }
    }
}

const FIELDS: &str =
    "division, radius, occupation, occupation_inferred, key_group, pay_per_hour, work_mode, valid_at or shift_on";

/// Reads `FIELD=VALUE`, such as `division=4403` or `pay_per_hour=25` (yuan).
impl FromStr for Condition {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let form = format!("FIELD=VALUE with FIELD {FIELDS}");
        let (field, value) =
            text.split_once('=').ok_or_else(|| invalid(&format!("filter {text:?} has no '='; allowed is {form}")))?;
        condition(field.trim(), value.trim())?
            .ok_or_else(|| invalid(&format!("unknown filter field {:?}; allowed is {form}", field.trim())))
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}=", self.field())?;
        match self {
            Self::Division(code) => write!(f, "{code}"),
            Self::Radius { longitude, latitude, metres } => write!(f, "{longitude},{latitude},{metres}m"),
            Self::Occupation(code) => f.write_str(code),
            Self::OccupationInferred(inferred) => write!(f, "{inferred}"),
            Self::KeyGroup(group) => f.write_str(group.name()),
            Self::PayPerHour(fen) => write!(f, "{}.{:02}", fen / 100, fen % 100),
            Self::WorkMode(mode) => f.write_str(mode.name()),
            Self::ValidAt(time) => write!(f, "{time}"),
            Self::ShiftOn(date) => write!(f, "{date}"),
        }
    }
}

/// The condition on a field, or `None` where there is no such field.
fn condition(field: &str, value: &str) -> Result<Option<Condition>, Error> {
    Ok(Some(match field {
        "division" => Condition::Division(
            DivisionCode::parse(value)
                .ok_or_else(|| invalid(&format!("division {value:?} does not have 2, 4, 6, 9 or 12 digits")))?,
        ),
        "occupation" if !value.is_empty() => Condition::Occupation(value.to_owned()),
        "occupation_inferred" => Condition::OccupationInferred(
            value.to_ascii_lowercase().parse().map_err(|_| invalid(&format!("{value:?} is neither true nor false")))?,
        ),
        "key_group" => Condition::KeyGroup(
            KeyGroup::from_word(value)
                .ok_or_else(|| invalid(&format!("unknown key group {value:?}; allowed are {}", KeyGroup::allowed())))?,
        ),
        "radius" => parse_radius(value)?,
        "pay_per_hour" => Condition::PayPerHour(parse_yuan(value).ok_or_else(|| {
            invalid(&format!(
                "pay per hour {value:?} is no amount of yuan with at most two decimals, such as 25 or 25.50"
            ))
        })?),
        "work_mode" => Condition::WorkMode(JobLocationType::from_word(value).ok_or_else(|| {
            invalid(&format!("unknown work mode {value:?}; allowed are {}", JobLocationType::allowed()))
        })?),
        "valid_at" => Condition::ValidAt(value.parse().map_err(|_| {
            invalid(&format!("{value:?} is no instant with its offset, such as 2026-11-24T05:00:00+08:00"))
        })?),
        "shift_on" => Condition::ShiftOn(
            value.parse().map_err(|_| invalid(&format!("{value:?} is no date, such as 2026-11-25")))?,
        ),
        _ => return Ok(None),
    }))
}

/// An amount of yuan in fen.
fn parse_yuan(text: &str) -> Option<u64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let is_number =
        |digits: &str| !digits.is_empty() && digits.len() <= 12 && digits.bytes().all(|digit| digit.is_ascii_digit());
    if !is_number(whole) || part.len() > 2 || (text.contains('.') && !is_number(part)) {
        return None;
    }
    let fen: u64 = format!("{part:0<2}").parse().ok()?;
    Some(whole.parse::<u64>().ok()? * 100 + fen)
}

impl Filter {
    /// A filter on one side.
    ///
    /// # Errors
    ///
    /// `filter.invalid` for what records of the side do not have, such as a key group of postings, and for a point off the
    /// globe.
    pub fn new(side: Side, condition: Condition) -> Result<Self, Error> {
        condition.check(side.kind())?;
        Ok(Self { side, condition })
    }
}

fn invalid(message: &str) -> Error {
    Error::new(ErrorCode::InvalidFilter, message).with_field("filters")
}

impl FromStr for Filter {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let form = format!("SIDE.FIELD=VALUE with SIDE worker or posting and FIELD {FIELDS}");
        let (name, value) =
            text.split_once('=').ok_or_else(|| invalid(&format!("filter {text:?} has no '='; allowed is {form}")))?;
        let (side, field) = name
            .trim()
            .split_once('.')
            .ok_or_else(|| invalid(&format!("filter {text:?} names no side; allowed is {form}")))?;
        let side = side.parse::<Side>().map_err(|_| invalid(&format!("unknown side {side:?}; allowed is {form}")))?;
        let condition = condition(field, value.trim())?
            .ok_or_else(|| invalid(&format!("unknown filter field {field:?}; allowed is {form}")))?;
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
        self.condition.fmt(f)
    }
}
