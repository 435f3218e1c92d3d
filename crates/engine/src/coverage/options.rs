//! What a caller may ask about service circles.

use std::{
    path::Path,
    sync::{Arc, LazyLock},
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    CancelFlag, Error, ErrorCode, KeyGroupRules, Result,
    record::{Coordinates, Datum, Outlet, TravelMode, Vocabulary},
    table::{DivisionCode, DivisionLevel, DivisionTable, TableRow, csv_rows},
};

/// How far people get in a minute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TravelSpeed {
    /// How they travel.
    pub mode: TravelMode,
    /// Metres of the way in a minute.
    pub metres_a_minute: u32,
    /// Where the figure comes from.
    #[serde(default)]
    pub source: String,
}

/// The figures from which circles are made, as data.
///
/// # Example
///
/// ```
/// use gigmatch::{CircleRules, record::{Outlet, TravelMode}};
///
/// let rules = CircleRules::default();
/// let mut outlet = Outlet::new("o1", "迎泽就业驿站");
/// outlet.service_minutes = Some(15);
/// outlet.travel_mode = Some(TravelMode::Walking);
/// // 15 minutes at 80 m, over ways 1.3 times as long as the crow flies.
/// assert_eq!(rules.radius_m(&outlet, true), 923);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct CircleRules {
    /// The length of a way in percent of the distance as the crow flies.
    pub detour_percent: u32,
    /// What a reader should know of the figures.
    pub note: String,
    /// Speeds by mode.
    pub speeds: Vec<TravelSpeed>,
    /// Minutes of the circle of an urban outlet that names none: the quarter-hour circle of cities.
    pub urban_minutes: u32,
    /// Metres of the circle of any other outlet that names none: the 5 km of Hebei's villages.
    pub rural_m: u32,
}

impl Default for CircleRules {
    fn default() -> Self {
        #[derive(Deserialize)]
        struct Carried {
            detour_percent: u32,
            note: String,
            speeds: Vec<TravelSpeed>,
        }
        static CARRIED: LazyLock<CircleRules> = LazyLock::new(|| {
            let carried: Carried = serde_json::from_str(include_str!("../../data/travel_speeds.json"))
                .expect("the carried speeds are valid, which a test checks");
            let Carried { detour_percent, note, speeds } = carried;
            CircleRules { detour_percent, note, speeds, urban_minutes: 15, rural_m: 5_000 }
        });
        CARRIED.clone()
    }
}

impl CircleRules {
    /// Reads a JSON file; what it leaves out is as in the default.
    ///
    /// # Errors
    ///
    /// `io` where it cannot be read, `table.invalid` where it is not of this form.
    pub fn from_file(path: &Path) -> Result<Self> {
        let text = crate::table::read_text(path)?;
        serde_json::from_str(&text).map_err(|error| {
            Error::new(ErrorCode::Table, "the travel speeds cannot be understood").with_file(path).with_source(error)
        })
    }

    /// The radius of an outlet's circle in metres: the smaller of what its metres and its minutes say, else what outlets in
    /// town or country have.
    pub fn radius_m(&self, outlet: &Outlet, urban: bool) -> u32 {
        let mode = outlet.travel_mode.unwrap_or(TravelMode::Walking);
        let by_minutes = outlet.service_minutes.map(|minutes| self.metres(mode, minutes));
        match (outlet.service_radius_m, by_minutes) {
            (Some(metres), Some(by_minutes)) => metres.min(by_minutes),
            (Some(metres), None) | (None, Some(metres)) => metres,
            (None, None) => self.default_m(urban),
        }
    }

    /// The radius of a place that names none.
    pub fn default_m(&self, urban: bool) -> u32 {
        if urban { self.metres(TravelMode::Walking, self.urban_minutes) } else { self.rural_m }
    }

    /// How far as the crow flies people get in some minutes; nowhere by a mode that has no speed.
    fn metres(&self, mode: TravelMode, minutes: u32) -> u32 {
        let speed = self.speeds.iter().find(|speed| speed.mode == mode).map_or(0, |speed| speed.metres_a_minute);
        let metres = u64::from(speed) * u64::from(minutes) * 100 / u64::from(self.detour_percent.max(1));
        u32::try_from(metres).unwrap_or(u32::MAX)
    }
}

/// A zone of the two-step floating catchment: how far it reaches, and what a person there counts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catchment {
    /// The greatest distance in metres, included.
    pub limit_m: u32,
    /// What it weighs, 1 for the nearest zone as a rule.
    pub weight: f64,
}

/// A place where an outlet could be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// What it is called.
    pub name: String,
    /// Where it is.
    #[serde(flatten)]
    pub location: Coordinates,
    /// How far it would serve, in metres; as outlets outside towns that name no circle where absent.
    #[serde(default)]
    pub radius_m: Option<u32>,
}

impl Site {
    /// Reads a CSV file in UTF-8 with the columns `name`, `longitude`, `latitude` and, optionally, `datum` and `radius_m`; other
    /// columns are passed over.
    ///
    /// # Errors
    ///
    /// `io` where the file cannot be read, `table.invalid` with the line for a cell that is none of what it should be.
    pub fn from_csv(path: &Path) -> Result<Vec<Self>> {
        let text = crate::table::read_text(path)?;
        let rows = csv_rows(&text, &["name", "longitude", "latitude"], &["datum", "radius_m"]);
        let sites = rows.and_then(|rows| rows.iter().map(Self::from_row).collect::<Result<Vec<Self>>>());
        sites.map_err(|error| error.with_file(path))
    }

    fn from_row(row: &TableRow) -> Result<Self> {
        let invalid = |message: String| Error::new(ErrorCode::Table, format!("line {}: {message}", row.line));
        let degrees = |column: usize| {
            let text = row.cell(column);
            text.parse::<f64>().map_err(|_| invalid(format!("{text:?} is no number of degrees")))
        };
        let datum = match row.cell(3) {
            "" => Datum::Wgs84,
            word => Datum::from_word(word)
                .ok_or_else(|| invalid(format!("unknown datum {word:?}; allowed are {}", Datum::allowed())))?,
        };
        let radius_m = match row.cell(4) {
            "" => None,
            text => Some(text.parse().map_err(|_| invalid(format!("{text:?} is no number of metres")))?),
        };
        let location = Coordinates { longitude: degrees(1)?, latitude: degrees(2)?, datum };
        Ok(Self { name: row.cell(0).to_owned(), location, radius_m })
    }
}

/// Options of [`Snapshot::coverage`](crate::Snapshot::coverage).
///
/// # Example
///
/// ```
/// use gigmatch::{CoverageOptions, table::DivisionLevel};
///
/// let options = CoverageOptions::at("2026-11-24T05:00:00+08:00".parse().unwrap()).by(DivisionLevel::Township).suggest(5);
/// assert_eq!(options.suggest, 5);
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct CoverageOptions {
    /// The time as of which key groups are judged.
    pub now: Timestamp,
    /// The smallest divisions that are told of.
    pub by: DivisionLevel,
    /// The division that is told of; absent is everything.
    pub within: Option<DivisionCode>,
    /// The figures circles are made from.
    pub circles: CircleRules,
    /// Zones of the accessibility, by rising limit.
    pub catchments: Vec<Catchment>,
    /// People that an outlet without a capacity serves on a day.
    pub default_capacity: u32,
    /// How many places for further outlets to suggest.
    pub suggest: usize,
    /// Where they could be; the centres of the townships of the table where empty, or of counties where it has none.
    pub sites: Vec<Site>,
    /// Whether to list the people outside all circles, by their ids.
    pub list_outside: bool,
    /// Rules by which people belong to key groups; the labels of the records where absent.
    pub key_group_rules: Option<Arc<KeyGroupRules>>,
    /// Counts of people are rounded to multiples of this; 1 leaves them as they are.
    pub threshold: u32,
    /// The key of the rounding, to be kept secret like the data: with the same key, what has not changed is rounded as it was.
    /// Where absent, the key is made of the counts, so that the same data is rounded in the same way.
    pub seed: Option<u128>,
    /// The divisions to tell of; those that the engine was opened with where absent, else the carried ones.
    pub divisions: Option<Arc<DivisionTable>>,
    /// How to stop from outside.
    pub cancel: Option<CancelFlag>,
}

impl CoverageOptions {
    /// By county, with the carried speeds, the zones of Luo and Qi at 1, 3 and 5 km, and counts rounded to multiples of 5.
    pub fn at(now: Timestamp) -> Self {
        let catchment = |(limit_m, weight)| Catchment { limit_m, weight };
        Self {
            now,
            by: DivisionLevel::County,
            within: None,
            circles: CircleRules::default(),
            catchments: [(1_000, 1.0), (3_000, 0.68), (5_000, 0.22)].map(catchment).to_vec(),
            default_capacity: 20,
            suggest: 0,
            sites: Vec::new(),
            list_outside: false,
            key_group_rules: None,
            threshold: 5,
            seed: None,
            divisions: None,
            cancel: None,
        }
    }

    /// Down to another level.
    pub fn by(mut self, level: DivisionLevel) -> Self {
        self.by = level;
        self
    }

    /// Of one division alone.
    pub fn within(mut self, division: DivisionCode) -> Self {
        self.within = Some(division);
        self
    }

    /// With so many suggested places.
    pub fn suggest(mut self, number: usize) -> Self {
        self.suggest = number;
        self
    }

    /// With a secret key of the rounding.
    pub fn seed(mut self, seed: u128) -> Self {
        self.seed = Some(seed);
        self
    }

    /// With other rounding; 1 for none.
    pub fn threshold(mut self, threshold: u32) -> Self {
        self.threshold = threshold;
        self
    }

    /// With key groups by rules.
    pub fn key_group_rules(mut self, rules: Arc<KeyGroupRules>) -> Self {
        self.key_group_rules = Some(rules);
        self
    }

    /// By another table of divisions.
    pub fn divisions(mut self, table: Arc<DivisionTable>) -> Self {
        self.divisions = Some(table);
        self
    }
}
