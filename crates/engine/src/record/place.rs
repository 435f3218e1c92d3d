//! Coordinates and the datum they were measured in.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Vocabulary;

/// The reference that a longitude and latitude belong to.
///
/// GPS receivers deliver WGS-84; Chinese maps deliver GCJ-02 or BD-09, up to 700 m away from it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub enum Datum {
    /// World Geodetic System 1984 (GPS).
    #[default]
    #[serde(rename = "wgs84")]
    Wgs84,
    /// GCJ-02 (国测局坐标), used by most Chinese maps.
    #[serde(rename = "gcj02")]
    Gcj02,
    /// BD-09, used by Baidu maps.
    #[serde(rename = "bd09")]
    Bd09,
}

impl Vocabulary for Datum {
    const WORDS: &'static [(Self, &'static [&'static str])] = &[
        (Self::Wgs84, &["wgs84", "wgs-84", "epsg:4326", "gps"]),
        (Self::Gcj02, &["gcj02", "gcj-02", "amap", "火星坐标"]),
        (Self::Bd09, &["bd09", "bd-09", "bd09ll", "baidu"]),
    ];
}

/// A point in degrees with its datum; WGS-84 once the record is normalised.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Coordinates {
    /// Degrees east, -180 to 180.
    #[serde(alias = "lon", alias = "lng")]
    pub longitude: f64,
    /// Degrees north, -90 to 90.
    #[serde(alias = "lat")]
    pub latitude: f64,
    /// What the degrees refer to.
    #[serde(default)]
    pub datum: Datum,
}

impl Coordinates {
    /// A WGS-84 point.
    pub fn wgs84(longitude: f64, latitude: f64) -> Self {
        Self { longitude, latitude, datum: Datum::Wgs84 }
    }
}
