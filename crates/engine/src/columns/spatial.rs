//! The order in which neighbours stand together, and boxes around blocks of them.

use crate::geo::Point;

/// A reach without limit.
pub(crate) const UNLIMITED: u32 = u32::MAX;

/// Rows in a block: small enough that a block is a neighbourhood, large enough that testing its box pays.
const BLOCK_ROWS: usize = 64;

/// A run of rows that stand together, with a box around their points.
///
/// Rows whose distance does not matter or is not known (remote, no location) stand in blocks of their own, which are
/// *unplaced* and never skipped by distance.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    pub(crate) start: usize,
    pub(crate) end: usize,
    bounds: Option<(Point, Point)>,
    max_reach: u32,
}

impl Block {
    pub(crate) fn is_placed(&self) -> bool {
        self.bounds.is_some()
    }

    /// Whether some row of the block may lie within `reach` of `point` and have a reach that covers `point`.
    pub(crate) fn may_reach(&self, point: Point, reach: u32) -> bool {
        let Some((low, high)) = self.bounds else { return true };
        let nearest =
            Point { x: point.x.clamp(low.x, high.x), y: point.y.clamp(low.y, high.y), z: point.z.clamp(low.z, high.z) };
        let limit = u64::from(reach.min(self.max_reach));
        nearest.distance_squared(point) <= limit * limit
    }
}

/// Where a row stands in the spatial order: along a Morton curve, unplaced rows last.
pub(crate) fn spatial_key(point: Option<Point>) -> u64 {
    point.map_or(u64::MAX, |point| spread(point.x) | spread(point.y) << 1 | spread(point.z) << 2)
}

/// A coordinate in cells of 8 m, its 21 bits spread to every third bit.
fn spread(coordinate: i32) -> u64 {
    const OFFSET: i64 = 1 << 23; // more than the earth's radius, so that cells are not negative
    let cell = u64::try_from((i64::from(coordinate) + OFFSET) >> 3).unwrap_or(0) & 0x1F_FFFF;
    let mut bits = cell;
    bits = (bits | bits << 32) & 0x001F_0000_0000_FFFF;
    bits = (bits | bits << 16) & 0x001F_0000_FF00_00FF;
    bits = (bits | bits << 8) & 0x100F_00F0_0F00_F00F;
    bits = (bits | bits << 4) & 0x10C3_0C30_C30C_30C3;
    (bits | bits << 2) & 0x1249_2492_4924_9249
}

/// Cuts rows that are already in spatial order into blocks.
pub(crate) fn blocks(points: &[Option<Point>], reach: &[u32]) -> Vec<Block> {
    let placed = points.iter().take_while(|point| point.is_some()).count();
    let mut blocks = Vec::with_capacity(points.len().div_ceil(BLOCK_ROWS) + 1);
    for (from, to) in [(0, placed), (placed, points.len())] {
        for start in (from..to).step_by(BLOCK_ROWS) {
            let end = to.min(start + BLOCK_ROWS);
            let bounds = points[start..end].iter().copied().flatten().fold(None, |bounds, point| {
                let (low, high) = bounds.unwrap_or((point, point));
                Some((each(low, point, i32::min), each(high, point, i32::max)))
            });
            let max_reach = reach[start..end].iter().copied().max().unwrap_or(UNLIMITED);
            blocks.push(Block { start, end, bounds, max_reach });
        }
    }
    blocks
}

fn each(a: Point, b: Point, choose: fn(i32, i32) -> i32) -> Point {
    Point { x: choose(a.x, b.x), y: choose(a.y, b.y), z: choose(a.z, b.z) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_follow_the_bits_and_unplaced_rows_come_last() {
        let origin = Point { x: 0, y: 0, z: 0 };
        assert!(spatial_key(Some(origin)) < spatial_key(Some(Point { x: 0, y: 0, z: 6_371_009 })));
        assert_eq!(spatial_key(Some(origin)), spatial_key(Some(Point { x: 7, y: 7, z: 7 })));
        assert!(spatial_key(Some(Point { x: 6_371_009, y: 6_371_009, z: 6_371_009 })) < spatial_key(None));
    }

    #[test]
    fn a_box_is_skipped_only_beyond_both_reaches() {
        let point = |x| Point { x, y: 0, z: 0 };
        let blocks = blocks(&[Some(point(0)), Some(point(100)), None], &[50, 80, UNLIMITED]);
        assert_eq!(blocks.len(), 2);
        assert!(blocks[0].may_reach(point(180), 1000));
        assert!(!blocks[0].may_reach(point(181), 1000));
        assert!(!blocks[0].may_reach(point(120), 19));
        assert!(blocks[1].may_reach(point(1_000_000), 0));
    }
}
