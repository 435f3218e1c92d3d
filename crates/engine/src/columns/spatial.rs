//! The order in which neighbours stand together.

use serde::{Deserialize, Serialize};

use crate::geo::{EARTH_RADIUS_M, Point};

/// Coordinates turned so that two axes lie along the ground where most points are: boxes along the ground are tighter.
/// Distances stay what they are; points of the whole earth may come.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(crate) struct Ground {
    /// East, north and up at the middle of the points.
    axes: [[f64; 3]; 3],
}

/// More metres than projected coordinates may be off: a point, a place and the sides of a box are each rounded to a float
/// of 24 bits, which at the other side of the earth is half a metre each.
pub(crate) const GROUND_SLACK_M: f32 = 2.0;

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
}

/// The corners of a box.
pub(super) type Corners = ([f32; 2], [f32; 2]);

/// A box around nothing.
pub(super) const NOWHERE: Corners = ([f32::MAX; 2], [f32::MIN; 2]);

/// A box around two.
pub(super) fn around((low, high): Corners, (other_low, other_high): Corners) -> Corners {
    let axes = [0, 1];
    (axes.map(|axis| low[axis].min(other_low[axis])), axes.map(|axis| high[axis].max(other_high[axis])))
}

/// The middle of a box.
pub(super) fn middle((low, high): Corners) -> [f32; 2] {
    [0, 1].map(|axis| f32::midpoint(low[axis], high[axis]))
}

/// Brings items into an order in which each run of so many is a compact tile, and runs of runs are, too: they are cut in two
/// across the longer side of the box around them, at a multiple of a run, and each part likewise, down to the leaves of a k-d
/// tree (J. L. Bentley, 1975). Runs along a space-filling curve have larger boxes, of which a search meets a third more.
pub(super) fn tile<T: Copy>(items: &mut [T], run: usize, place: impl Fn(&T) -> [f32; 2]) {
    let mut placed: Vec<([f32; 2], T)> = items.iter().map(|item| (place(item), *item)).collect();
    tile_placed(&mut placed, run);
    items.iter_mut().zip(placed).for_each(|(item, (_, tiled))| *item = tiled);
}

fn tile_placed<T>(items: &mut [([f32; 2], T)], run: usize) {
    if items.len() <= run {
        return;
    }
    let (low, high) = items.iter().map(|(place, _)| (*place, *place)).fold(NOWHERE, around);
    let sides = [high[0] - low[0], high[1] - low[1]];
    let axis = usize::from(sides[1] > sides[0]);
    if sides[axis] == 0.0 {
        return;
    }
    let middle = items.len().div_ceil(run).div_ceil(2) * run;
    items.select_nth_unstable_by(middle, |(a, _), (b, _)| a[axis].total_cmp(&b[axis]));
    let (one, other) = items.split_at_mut(middle);
    tile_placed(one, run);
    tile_placed(other, run);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_compact_tiles() {
        // A square of 16 x 16 places in any order.
        let mut places: Vec<u16> = (0..256).map(|place| place * 101 % 256).collect();
        let at = |place: &u16| [f32::from(place % 16), f32::from(place / 16)];
        tile(&mut places, 16, at);
        let mut sorted = places.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (0..256).collect::<Vec<u16>>());
        for (run, side) in [(16, 3.0), (64, 7.0)] {
            for tile in places.chunks(run) {
                let (low, high) = tile.iter().map(|place| (at(place), at(place))).fold(NOWHERE, around);
                assert!(high[0] - low[0] <= side && high[1] - low[1] <= side, "{tile:?}");
            }
        }
    }

    #[test]
    fn only_the_last_run_is_not_full_and_one_place_stays_as_it_is() {
        let mut line: Vec<u16> = (0..100).rev().collect();
        tile(&mut line, 16, |place| [f32::from(*place), 0.0]);
        for (number, run) in (0..).zip(line.chunks(16)) {
            assert!(run.iter().all(|place| place / 16 == number), "{run:?}");
        }
        let mut same: Vec<u16> = (0..100).collect();
        tile(&mut same, 16, |_| [7.0, 7.0]);
        assert!(same.is_sorted());
        tile(&mut Vec::<u16>::new(), 16, |_| [0.0; 2]);
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
