//! From degrees to the units of the map's box.

/// Degrees of the meridian in a kilometre are the inverse of this.
const KM_PER_DEGREE: f64 = 111.195;

/// The longer side of the box.
const LONG: f64 = 1_000.0;
/// The least of the shorter one.
const SHORT: f64 = 420.0;
const MARGIN: f64 = 70.0;
/// The least span shown, in degrees of latitude.
const LEAST_SPAN: f64 = 0.04;

/// A box with an equirectangular projection, true at its middle latitude.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    pub(super) width: u32,
    pub(super) height: u32,
    /// The western and the eastern end, degrees.
    pub(super) longitudes: (f64, f64),
    /// The southern and the northern end, degrees.
    pub(super) latitudes: (f64, f64),
    /// Units of a degree of longitude and of latitude.
    pub(super) units: (f64, f64),
    /// Where the north-western corner of what is shown lies.
    origin: (f64, f64),
}

impl Frame {
    /// The box around some points, of which there is at least one.
    pub(super) fn around(degrees: &[(f64, f64)]) -> Self {
        let ends = |of: fn(&(f64, f64)) -> f64| {
            degrees.iter().map(of).fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)))
        };
        let (longitudes, latitudes) = (ends(|point| point.0), ends(|point| point.1));
        let narrowing = f64::midpoint(latitudes.0, latitudes.1).to_radians().cos();
        let (wide, tall) = ((longitudes.1 - longitudes.0) * narrowing, latitudes.1 - latitudes.0);
        let units = (LONG - 2.0 * MARGIN) / wide.max(tall).max(LEAST_SPAN);
        let side = |span: f64| (span * units + 2.0 * MARGIN).round().clamp(SHORT, LONG);
        let (width, height) = (side(wide), side(tall));
        Self {
            width: whole(width),
            height: whole(height),
            longitudes,
            latitudes,
            units: (narrowing * units, units),
            origin: ((width - wide * units) / 2.0, (height - tall * units) / 2.0),
        }
    }

    /// Where a point lies in the box.
    pub(super) fn place(&self, (longitude, latitude): (f64, f64)) -> [f64; 2] {
        let x = self.origin.0 + (longitude - self.longitudes.0) * self.units.0;
        let y = self.origin.1 + (self.latitudes.1 - latitude) * self.units.1;
        [x, y]
    }

    /// The degrees of the box's left edge and of its lower one.
    pub(super) fn corner(&self) -> (f64, f64) {
        let west = self.longitudes.0 - self.origin.0 / self.units.0;
        let south = self.latitudes.1 - (f64::from(self.height) - self.origin.1) / self.units.1;
        (west, south)
    }

    /// Units of a kilometre.
    pub(super) fn units_per_km(&self) -> f64 {
        self.units.1 / KM_PER_DEGREE
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the sides of the box are 420 to 1,000")]
fn whole(side: f64) -> u32 {
    side as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_points_lie_inside_the_margin() {
        for points in [
            vec![(110.5, 34.6), (114.2, 40.7), (112.0, 37.0)],
            vec![(112.5, 37.8), (112.5, 37.8)],
            vec![(112.5, 37.8), (113.5, 37.81)],
        ] {
            let frame = Frame::around(&points);
            for point in points {
                let [x, y] = frame.place(point);
                let inside = |at: f64, side: u32| (MARGIN - 1.0..=f64::from(side) - MARGIN + 1.0).contains(&at);
                assert!(inside(x, frame.width) && inside(y, frame.height), "{point:?} {frame:?}");
            }
        }
    }

    #[test]
    fn a_kilometre_is_one_in_both_directions() {
        let frame = Frame::around(&[(112.0, 37.0), (113.0, 38.0)]);
        let [x, y] = frame.place((112.5, 37.5));
        let east = frame.place((112.5 + 10.0 / (KM_PER_DEGREE * 37.5_f64.to_radians().cos()), 37.5))[0] - x;
        let north = y - frame.place((112.5, 37.5 + 10.0 / KM_PER_DEGREE))[1];
        assert!((east - north).abs() < 1e-6 && (north - 10.0 * frame.units_per_km()).abs() < 1e-6);
    }
}
