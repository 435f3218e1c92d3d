//! A tree of boxes around the sites, each with the least and the greatest circle in it.
//!
//! Sites are halved along the longest side of their box until eight are left. All bounds are integers: a box is passed
//! over only where no site in it can matter, so that what comes out is what a scan of all sites would find.

use crate::{Point, distance_squared, index, squared};

/// Sites that are looked at one by one.
const LEAF: usize = 8;

/// The deepest a tree of 2^32 sites can be, and so the most boxes that wait for their turn.
const DEEPEST: usize = 34;

/// The sites in the order of the tree.
#[derive(Debug, Clone)]
pub(crate) struct Tree {
    nodes: Vec<Node>,
    /// The sites' numbers.
    pub(crate) numbers: Vec<u32>,
    points: Vec<Point>,
    /// Squares of radii.
    circles: Vec<u64>,
}

/// A box; its first child follows it, unless it is a leaf.
#[derive(Debug, Clone)]
struct Node {
    least: Point,
    most: Point,
    /// Squares of the least and the greatest radius.
    circles: [u64; 2],
    start: u32,
    stop: u32,
    /// The second child; 0 for a leaf.
    second: u32,
}

impl Node {
    /// The square of the least distance from a point to the box.
    #[inline]
    fn nearest(&self, from: Point) -> u64 {
        let square = |axis: usize| {
            // At most one of the two is above zero; where they saturate, the box only seems nearer than it is.
            let below = self.least[axis].saturating_sub(from[axis]).max(0);
            let above = from[axis].saturating_sub(self.most[axis]).max(0);
            let off = u64::from(below.unsigned_abs() + above.unsigned_abs());
            off * off
        };
        square(0) + square(1) + square(2)
    }

    /// The square of the greatest distance from a point to a corner of the box.
    #[inline]
    fn farthest(&self, from: Point) -> u64 {
        let square = |axis: usize| {
            let off = u64::from(from[axis].abs_diff(self.least[axis]).max(from[axis].abs_diff(self.most[axis])));
            off * off
        };
        square(0) + square(1) + square(2)
    }

    fn range(&self) -> std::ops::Range<usize> {
        self.start as usize..self.stop as usize
    }
}

impl Tree {
    /// Puts sites in order.
    pub(crate) fn new(points: &[Point], radii: &[u32]) -> Self {
        let mut numbers: Vec<u32> = (0..index(points.len())).collect();
        let mut nodes = Vec::new();
        if !points.is_empty() {
            build(&mut nodes, &mut numbers, 0, points, radii);
        }
        Self {
            nodes,
            points: numbers.iter().map(|&site| points[site as usize]).collect(),
            circles: numbers.iter().map(|&site| squared(radii[site as usize])).collect(),
            numbers,
        }
    }

    /// Visits boxes, the nearer child first, while `enter` says so of the square of their distance, and gives their sites
    /// to `visit` as places in the order of the tree.
    #[inline]
    fn walk<State>(
        &self,
        from: Point,
        state: &mut State,
        enter: impl Fn(&mut State, &Node, u64) -> bool,
        mut visit: impl FnMut(&mut State, usize, u64),
    ) {
        if self.nodes.is_empty() {
            return;
        }
        let mut waiting = [(0_u32, 0_u64); DEEPEST];
        waiting[0] = (0, self.nodes[0].nearest(from));
        let mut count = 1;
        while count > 0 {
            count -= 1;
            let (number, distance) = waiting[count];
            let node = &self.nodes[number as usize];
            if !enter(state, node, distance) {
                continue;
            }
            if node.second == 0 {
                for place in node.range() {
                    visit(state, place, distance_squared(self.points[place], from));
                }
                continue;
            }
            let first = (number + 1, self.nodes[number as usize + 1].nearest(from));
            let second = (node.second, self.nodes[node.second as usize].nearest(from));
            let (near, far) = if first.1 <= second.1 { (first, second) } else { (second, first) };
            waiting[count] = far;
            waiting[count + 1] = near;
            count += 2;
        }
    }

    /// The nearest site, as (square of the distance, number), if it is less than what is known.
    #[inline]
    pub(crate) fn nearest_one(&self, from: Point, known: (u64, u32)) -> (u64, u32) {
        let mut best = known;
        self.walk(
            from,
            &mut best,
            |best, _, distance| distance <= best.0,
            |best, place, distance| *best = (*best).min((distance, self.numbers[place])),
        );
        best
    }

    /// Shows each site that may be among the nearest: boxes beyond the limit that `show` last gave are passed over.
    pub(crate) fn nearest_first(&self, from: Point, mut show: impl FnMut(u64, u32) -> u64) {
        let mut limit = u64::MAX;
        self.walk(
            from,
            &mut limit,
            |limit, _, distance| distance <= *limit,
            |limit, place, distance| *limit = show(distance, self.numbers[place]),
        );
    }

    /// The sites within a distance, by its square, in the order of the tree as seen from the point.
    #[inline]
    pub(crate) fn within(&self, from: Point, limit: u64, mut show: impl FnMut(u32, u64)) {
        self.walk(
            from,
            &mut (),
            |(), _, distance| distance <= limit,
            |(), place, distance| {
                if distance <= limit {
                    show(self.numbers[place], distance);
                }
            },
        );
    }

    /// The sites whose circle holds a point.
    #[inline]
    pub(crate) fn covering(&self, from: Point, mut show: impl FnMut(u32)) {
        self.walk(
            from,
            &mut (),
            |(), node, distance| distance <= node.circles[1],
            |(), place, distance| {
                if distance <= self.circles[place] {
                    show(self.numbers[place]);
                }
            },
        );
    }

    /// How many circles hold a point; a box that lies in the least of its circles' reach counts as a whole.
    #[inline]
    pub(crate) fn count(&self, from: Point) -> u32 {
        let mut count = 0;
        self.walk(
            from,
            &mut count,
            |count, node, distance| {
                if node.farthest(from) <= node.circles[0] {
                    *count += node.stop - node.start;
                    return false;
                }
                distance <= node.circles[1]
            },
            |count, place, distance| *count += u32::from(distance <= self.circles[place]),
        );
        count
    }
}

/// Adds the box around some sites and the boxes in it; `offset` is where the sites stand.
fn build(nodes: &mut Vec<Node>, numbers: &mut [u32], offset: usize, points: &[Point], radii: &[u32]) {
    let here = nodes.len();
    let (mut least, mut most, mut circles) = ([i32::MAX; 3], [i32::MIN; 3], [u32::MAX, 0]);
    for &site in numbers.iter() {
        let (point, radius) = (points[site as usize], radii[site as usize]);
        for axis in 0..3 {
            least[axis] = point[axis].min(least[axis]);
            most[axis] = point[axis].max(most[axis]);
        }
        circles = [circles[0].min(radius), circles[1].max(radius)];
    }
    let (start, stop) = (index(offset), index(offset + numbers.len()));
    nodes.push(Node { least, most, circles: circles.map(squared), start, stop, second: 0 });
    if numbers.len() <= LEAF {
        numbers.sort_unstable();
        return;
    }
    let longest = (0..3).max_by_key(|&axis| most[axis].abs_diff(least[axis])).unwrap_or(0);
    let middle = numbers.len() / 2;
    numbers.select_nth_unstable_by_key(middle, |&site| (points[site as usize][longest], site));
    let (first, second) = numbers.split_at_mut(middle);
    build(nodes, first, offset, points, radii);
    nodes[here].second = index(nodes.len());
    build(nodes, second, offset + middle, points, radii);
}
