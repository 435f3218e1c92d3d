//! Between WGS-84 and the two Chinese datums, GCJ-02 and BD-09.
//!
//! The formulas are the published ones (Krasovsky 1940 ellipsoid with a fixed pattern of sines). They have no closed
//! inverse; the way back iterates until the point moves by less than a hundredth of a metre. Outside a rectangle
//! around China maps deliver WGS-84 under either name, so points there stay as they are.

use std::f64::consts::PI;

use crate::record::{Coordinates, Datum};

/// Semi-major axis of the Krasovsky ellipsoid, in metres.
const SEMI_MAJOR_M: f64 = 6_378_245.0;
/// Its first eccentricity squared.
const ECCENTRICITY_SQUARED: f64 = 0.006_693_421_622_965_823;
/// Frequency of BD-09's ripple, in radians for each degree.
const BD_FREQUENCY: f64 = PI * 3000.0 / 180.0;
/// BD-09's fixed offset in degrees of longitude and latitude.
const BD_OFFSET: (f64, f64) = (0.0065, 0.006);
/// The iteration ends below this step, in degrees: less than a millimetre.
const STEP: f64 = 1e-9;
/// More steps than any point needs (five are typical).
const MAX_STEPS: usize = 30;

/// Converts a point to WGS-84; a point that is already in it, or lies outside China, keeps its degrees.
///
/// # Example
///
/// ```
/// use gigmatch::normalize::datum::to_wgs84;
/// use gigmatch::record::{Coordinates, Datum};
///
/// let on_a_map = Coordinates { longitude: 116.410_244, latitude: 39.916_404, datum: Datum::Gcj02 };
/// let measured = to_wgs84(on_a_map);
/// assert!((measured.longitude - 116.404).abs() < 1e-5);
/// assert_eq!(measured.datum, Datum::Wgs84);
/// ```
pub fn to_wgs84(point: Coordinates) -> Coordinates {
    let given = (point.longitude, point.latitude);
    let (longitude, latitude) = match point.datum {
        Datum::Wgs84 => given,
        Datum::Gcj02 => invert(given, gcj_from_wgs),
        Datum::Bd09 => invert(given, |wgs| bd_from_gcj(gcj_from_wgs(wgs))),
    };
    Coordinates { longitude, latitude, datum: Datum::Wgs84 }
}

/// Converts a point to `datum`, by way of WGS-84.
///
/// # Example
///
/// ```
/// use gigmatch::normalize::datum::from_wgs84;
/// use gigmatch::record::{Coordinates, Datum};
///
/// let paris = Coordinates::wgs84(2.3522, 48.8566);
/// assert_eq!(from_wgs84(paris, Datum::Gcj02).longitude, 2.3522); // outside China
/// ```
pub fn from_wgs84(point: Coordinates, datum: Datum) -> Coordinates {
    let wgs = to_wgs84(point);
    let given = (wgs.longitude, wgs.latitude);
    let (longitude, latitude) = match datum {
        Datum::Wgs84 => given,
        _ if !in_china(given) => given,
        Datum::Gcj02 => gcj_from_wgs(given),
        Datum::Bd09 => bd_from_gcj(gcj_from_wgs(given)),
    };
    Coordinates { longitude, latitude, datum }
}

/// Whether a point lies in the rectangle in which the Chinese datums differ from WGS-84.
fn in_china((longitude, latitude): (f64, f64)) -> bool {
    (72.004..=137.8347).contains(&longitude) && (0.8293..=55.8271).contains(&latitude)
}

/// Finds the point that `forward` carries to `target`, by repeatedly taking back the miss.
fn invert(target: (f64, f64), forward: impl Fn((f64, f64)) -> (f64, f64)) -> (f64, f64) {
    if !in_china(target) {
        return target;
    }
    let mut guess = target;
    for _ in 0..MAX_STEPS {
        let reached = forward(guess);
        let miss = (reached.0 - target.0, reached.1 - target.1);
        guess = (guess.0 - miss.0, guess.1 - miss.1);
        if miss.0.abs() < STEP && miss.1.abs() < STEP {
            break;
        }
    }
    guess
}

fn gcj_from_wgs((longitude, latitude): (f64, f64)) -> (f64, f64) {
    let (x, y) = (longitude - 105.0, latitude - 35.0);
    let ripple = wave(20.0, 6.0 * x) + wave(20.0, 2.0 * x);
    let east_m = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * x.abs().sqrt()
        + ripple
        + wave(20.0, x)
        + wave(40.0, x / 3.0)
        + wave(150.0, x / 12.0)
        + wave(300.0, x / 30.0);
    let north_m = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * x.abs().sqrt()
        + ripple
        + wave(20.0, y)
        + wave(40.0, y / 3.0)
        + wave(160.0, y / 12.0)
        + wave(320.0, y / 30.0);
    let phi = latitude.to_radians();
    let flattening = 1.0 - ECCENTRICITY_SQUARED * phi.sin().powi(2);
    let prime_vertical_m = SEMI_MAJOR_M / flattening.sqrt();
    let meridian_m = prime_vertical_m * (1.0 - ECCENTRICITY_SQUARED) / flattening;
    (longitude + (east_m / (prime_vertical_m * phi.cos())).to_degrees(), latitude + (north_m / meridian_m).to_degrees())
}

/// Two thirds of a sine of the given height, `turns` in half turns.
fn wave(height: f64, turns: f64) -> f64 {
    height * (turns * PI).sin() * 2.0 / 3.0
}

fn bd_from_gcj((x, y): (f64, f64)) -> (f64, f64) {
    let radius = x.hypot(y) + 0.000_02 * (y * BD_FREQUENCY).sin();
    let angle = y.atan2(x) + 0.000_003 * (x * BD_FREQUENCY).cos();
    (radius * angle.cos() + BD_OFFSET.0, radius * angle.sin() + BD_OFFSET.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Metres between two points that are close to each other.
    fn metres_apart(a: Coordinates, b: Coordinates) -> f64 {
        let north = (a.latitude - b.latitude) * 111_195.0;
        let east = (a.longitude - b.longitude) * 111_195.0 * a.latitude.to_radians().cos();
        north.hypot(east)
    }

    fn points() -> Vec<(Coordinates, Coordinates, Option<Coordinates>)> {
        let mut reader =
            csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(include_str!("testdata/datum.csv").as_bytes());
        reader
            .deserialize::<(f64, f64, f64, f64, Option<f64>, Option<f64>)>()
            .map(|row| {
                let (longitude, latitude, gcj_longitude, gcj_latitude, bd_longitude, bd_latitude) =
                    row.expect("fixture rows are numbers");
                let gcj = Coordinates { longitude: gcj_longitude, latitude: gcj_latitude, datum: Datum::Gcj02 };
                let bd = bd_longitude.zip(bd_latitude).map(|(longitude, latitude)| Coordinates {
                    longitude,
                    latitude,
                    datum: Datum::Bd09,
                });
                (Coordinates::wgs84(longitude, latitude), gcj, bd)
            })
            .collect()
    }

    #[test]
    fn both_directions_agree_with_gcoord_within_a_metre() {
        let points = points();
        assert!(points.len() >= 60, "{}", points.len());
        for (wgs, gcj, bd) in points {
            for other in std::iter::once(gcj).chain(bd) {
                let there = from_wgs84(wgs, other.datum);
                assert!(metres_apart(there, other) < 1.0, "{wgs:?} -> {there:?}, not {other:?}");
                let back = to_wgs84(other);
                assert!(metres_apart(back, wgs) < 1.0, "{other:?} -> {back:?}, not {wgs:?}");
            }
        }
    }

    #[test]
    fn there_and_back_is_within_a_centimetre() {
        for (wgs, ..) in points() {
            for datum in [Datum::Wgs84, Datum::Gcj02, Datum::Bd09] {
                let back = to_wgs84(from_wgs84(wgs, datum));
                assert!(metres_apart(back, wgs) < 0.01, "{wgs:?} by {datum:?} came back as {back:?}");
            }
        }
    }

    #[test]
    fn outside_china_nothing_moves() {
        let sydney = Coordinates::wgs84(151.2093, -33.8688);
        for datum in [Datum::Gcj02, Datum::Bd09] {
            assert_eq!(from_wgs84(sydney, datum), Coordinates { datum, ..sydney });
            assert_eq!(to_wgs84(Coordinates { datum, ..sydney }), sydney);
        }
    }
}
