//! Points on the sphere as integer vectors in metres, and distances between them.

use serde::{Deserialize, Serialize};

use crate::record::Coordinates;

/// Mean radius of the earth in metres (IUGG mean radius R1 of WGS-84).
pub const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// The longest chord there is, rounded up.
pub const EARTH_DIAMETER_M: u32 = 12_742_018;

/// A point as an integer vector from the centre of the earth, in metres.
///
/// # Example
///
/// ```
/// use gigmatch::{geo::Point, record::Coordinates};
///
/// let shenzhen = Point::from_wgs84(Coordinates::wgs84(114.0579, 22.5431));
/// let dongguan = Point::from_wgs84(Coordinates::wgs84(113.7518, 23.0207));
/// assert_eq!(shenzhen.distance_m(dongguan), 61_684);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Point {
    /// Towards longitude 0, latitude 0.
    pub x: i32,
    /// Towards longitude 90 east.
    pub y: i32,
    /// Towards the north pole.
    pub z: i32,
}

impl Point {
    /// The vector of a WGS-84 position.
    pub fn from_wgs84(coordinates: Coordinates) -> Self {
        let (longitude, latitude) = (coordinates.longitude.to_radians(), coordinates.latitude.to_radians());
        #[expect(clippy::cast_possible_truncation, reason = "at most the earth's radius, and `as` saturates")]
        let metres = |unit: f64| (EARTH_RADIUS_M * unit).round() as i32;
        Self {
            x: metres(latitude.cos() * longitude.cos()),
            y: metres(latitude.cos() * longitude.sin()),
            z: metres(latitude.sin()),
        }
    }

    /// The vector as `gigmatch-coverage` takes it.
    pub(crate) fn vector(self) -> [i32; 3] {
        [self.x, self.y, self.z]
    }

    /// The squared chord in square metres.
    pub fn distance_squared(self, other: Self) -> u64 {
        let square = |a: i32, b: i32| {
            let difference = u64::from(a.abs_diff(b));
            difference * difference
        };
        square(self.x, other.x) + square(self.y, other.y) + square(self.z, other.z)
    }

    /// The chord in metres, rounded down.
    pub fn distance_m(self, other: Self) -> u32 {
        floor_sqrt(self.distance_squared(other))
    }
}

/// A box around some points.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    least: Point,
    most: Point,
}

impl Bounds {
    /// The smallest box around all points; `None` where there are none.
    pub(crate) fn around(points: impl IntoIterator<Item = Point>) -> Option<Self> {
        let both = |a: Point, b: Point, choose: fn(i32, i32) -> i32| Point {
            x: choose(a.x, b.x),
            y: choose(a.y, b.y),
            z: choose(a.z, b.z),
        };
        points
            .into_iter()
            .map(|point| Self { least: point, most: point })
            .reduce(|a, b| Self { least: both(a.least, b.least, Ord::min), most: both(a.most, b.most, Ord::max) })
    }

    /// The squared distance from a point to the nearest one of the box.
    pub(crate) fn distance_squared(self, from: Point) -> u64 {
        from.distance_squared(Point {
            x: from.x.clamp(self.least.x, self.most.x),
            y: from.y.clamp(self.least.y, self.most.y),
            z: from.z.clamp(self.least.z, self.most.z),
        })
    }

    /// The squared distance from a point to the farthest one of the box.
    pub(crate) fn farthest_squared(self, from: Point) -> u64 {
        let farther = |from: i32, a: i32, b: i32| if from.abs_diff(a) > from.abs_diff(b) { a } else { b };
        from.distance_squared(Point {
            x: farther(from.x, self.least.x, self.most.x),
            y: farther(from.y, self.least.y, self.most.y),
            z: farther(from.z, self.least.z, self.most.z),
        })
    }
}

/// The largest whole number whose square is at most `square`, for squares of distances on earth.
pub fn floor_sqrt(square: u64) -> u32 {
    // Squares of distances on earth are below 2^53, where a float is exact and its root off by less than one; a hardware
    // root and two comparisons are several times as fast as `isqrt`.
    if square >= 1 << 53 {
        return u32::try_from(square.isqrt()).unwrap_or(u32::MAX);
    }
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "below 2^53"
    )]
    let near = (square as f64).sqrt() as u32;
    let above = u64::from(near) * u64::from(near) > square;
    near - u32::from(above)
}

/// The least whole limit that a squared distance does not exceed.
pub fn ceil_sqrt(square: u64) -> u32 {
    let floor = floor_sqrt(square);
    if u64::from(floor) * u64::from(floor) == square { floor } else { floor + 1 }
}
