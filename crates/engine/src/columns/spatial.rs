//! The order in which neighbours stand together.

use serde::{Deserialize, Serialize};

use crate::geo::{EARTH_RADIUS_M, Point};

/// Coordinates turned so that two axes lie along the ground where most points are: boxes along the ground are tighter,
/// and a curve through it keeps neighbours together. Distances stay what they are; points of the whole earth may come.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(crate) struct Ground {
    /// East, north and up at the middle of the points.
    axes: [[f64; 3]; 3],
}

/// More metres than projected coordinates may be off: a point, a place and the sides of a box are each rounded to a float
/// of 24 bits, which at the other side of the earth is half a metre each.
pub(crate) const GROUND_SLACK_M: f32 = 2.0;

/// Metres of a cell of the curve.
const CELL_M: f64 = 16.0;

/// Bits of a cell's number on each axis: enough for the earth's diameter.
const CELL_BITS: u32 = 20;

impl Ground {
    /// The ground in the middle of some points.
    pub(crate) fn under(points: impl IntoIterator<Item = Point>) -> Self {
        let mut sum = [0.0; 3];
        for point in points {
            let point = vector(point);
            for axis in 0..3 {
                sum[axis] += point[axis];
            }
        }
        // Points that cancel out have no middle, and then any will do.
        let up = unit(sum).unwrap_or([1.0, 0.0, 0.0]);
        let east = unit(cross([0.0, 0.0, 1.0], up)).unwrap_or([0.0, 1.0, 0.0]);
        Self { axes: [east, cross(up, east), up] }
    }

    fn turned(&self, point: Point) -> [f64; 3] {
        let point = vector(point);
        let [east, north, up] = self.axes.map(|axis| axis[0] * point[0] + axis[1] * point[1] + axis[2] * point[2]);
        // Heights near the middle are small, so floats hold them well.
        [east, north, up - EARTH_RADIUS_M]
    }

    /// A point along the ground, within [`GROUND_SLACK_M`]. Without the third axis no two points are farther apart than they
    /// are, and near the middle hardly nearer.
    pub(crate) fn project(&self, point: Point) -> [f32; 2] {
        let [east, north, _] = self.turned(point);
        [east, north].map(super::lanes::narrow)
    }

    /// The same for a record that may have none.
    pub(crate) fn place(&self, point: Option<Point>) -> [f32; 2] {
        point.map_or([0.0; 2], |point| self.project(point))
    }

    /// Where a point stands on a Hilbert curve along the ground.
    pub(crate) fn key(&self, point: Point) -> u64 {
        let [east, north, _] = self.turned(point);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "`as` saturates, and cells are few"
        )]
        let cell = |metres: f64| (((metres + EARTH_RADIUS_M) / CELL_M) as u32).min((1 << CELL_BITS) - 1);
        hilbert(cell(east), cell(north))
    }
}

fn vector(point: Point) -> [f64; 3] {
    [point.x, point.y, point.z].map(f64::from)
}

fn cross(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

fn unit(of: [f64; 3]) -> Option<[f64; 3]> {
    let length = (of[0] * of[0] + of[1] * of[1] + of[2] * of[2]).sqrt();
    (length > 1e-6).then(|| of.map(|axis| axis / length))
}

/// The place of a cell on a Hilbert curve: quadrant by quadrant, each entered where the last one was left.
fn hilbert(mut x: u32, mut y: u32) -> u64 {
    let mut place = 0;
    for bit in (0..CELL_BITS).rev() {
        let (right, up) = (x >> bit & 1, y >> bit & 1);
        place = place << 2 | u64::from((3 * right) ^ up);
        if up == 0 {
            if right == 1 {
                (x, y) = (!x, !y);
            }
            (x, y) = (y, x);
        }
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_steps_from_neighbour_to_neighbour() {
        let mut cells: Vec<(u64, u32, u32)> = Vec::new();
        for x in 0..16 {
            cells.extend((0..16).map(|y| (hilbert(x, y), x, y)));
        }
        cells.sort_unstable();
        for pair in cells.windows(2) {
            assert_eq!(pair[0].1.abs_diff(pair[1].1) + pair[0].2.abs_diff(pair[1].2), 1, "{pair:?}");
        }
    }

    #[test]
    fn turning_keeps_distances() {
        let points = [(112.5, 37.9), (112.6, 37.8), (-70.0, -33.0), (0.0, 90.0), (180.0, -90.0)]
            .map(|(longitude, latitude)| Point::from_wgs84(crate::record::Coordinates::wgs84(longitude, latitude)));
        for ground in [Ground::under(points[..2].iter().copied()), Ground::under(points), Ground::under([])] {
            for a in points {
                for b in points {
                    let (at, bt) = (ground.turned(a), ground.turned(b));
                    let turned: f64 = (0..3).map(|axis| (at[axis] - bt[axis]).powi(2)).sum::<f64>().sqrt();
                    assert!((turned - f64::from(a.distance_m(b))).abs() < 1.001, "{a:?} {b:?}");
                }
            }
        }
    }

    #[test]
    fn rounding_stays_within_the_slack() {
        let at = |longitude, latitude| Point::from_wgs84(crate::record::Coordinates::wgs84(longitude, latitude));
        let ground = Ground::under([at(112.55, 37.87)]);
        let mut worst = 0.0_f64;
        for step in 0..2_000_i32 {
            // Pairs all around the earth, a few metres apart.
            let (longitude, latitude) = (f64::from(step * 7 % 360) - 180.0, f64::from(step % 179) - 89.5);
            let (a, b) = (at(longitude, latitude), at(longitude + 0.000_1, latitude - 0.000_07));
            for axis in 0..2 {
                let rounded = f64::from(ground.project(a)[axis]) - f64::from(ground.project(b)[axis]);
                let exact = ground.turned(a)[axis] - ground.turned(b)[axis];
                worst = worst.max((rounded - exact).abs());
            }
        }
        // A side of a box is rounded once more after it was moved by the slack.
        assert!(worst > 0.4 && worst + 0.5 <= f64::from(GROUND_SLACK_M), "{worst}");
    }
}
