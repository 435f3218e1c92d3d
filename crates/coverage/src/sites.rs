//! Places with a circle each, and who is near them.

use std::collections::BinaryHeap;

use rayon::prelude::*;

use crate::{
    CoverageError, MAX_COORDINATE, Point, distance_squared,
    error::{countable, same_length},
    squared,
    tree::Tree,
};

/// The site of a point where there are no sites.
pub const NO_SITE: u32 = u32::MAX;

/// Points that are worked on together; a part of the answer's order, not of its values.
const BLOCK: usize = 4_096;

/// Places with a circle each, put in order once.
///
/// Making one takes `O(n log n)` for `n` sites; each question about a point then `O(log n)` and what it finds, as long
/// as sites do not crowd at equal distances from it.
///
/// # Example: a station for the town, one for everybody
///
/// ```
/// use gigmatch_coverage::Sites;
///
/// let sites = Sites::new(vec![[0, 0, 0], [1_000, 0, 0]], vec![300, 50_000])?;
/// assert_eq!(sites.covering([300, 0, 0]), [0, 1]);
/// assert_eq!(sites.covering([301, 0, 0]), [1]);
/// assert!(!sites.reaches(sites.nearest_one([301, 0, 0]).unwrap()));
/// # Ok::<(), gigmatch_coverage::CoverageError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Sites {
    points: Vec<Point>,
    radii: Vec<u32>,
    tree: Tree,
}

/// A site and how far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Near {
    /// The site's number.
    pub site: u32,
    /// The square of the distance in square metres.
    pub distance_squared: u64,
}

/// What is near many points, by point.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Survey {
    /// The nearest site, [`NO_SITE`] where there are none.
    pub nearest: Vec<u32>,
    /// The square of the distance to it, `u64::MAX` where there are none.
    pub distance_squared: Vec<u64>,
    /// How many circles hold the point.
    pub circles: Vec<u32>,
}

impl Sites {
    /// Sites from their places and the radii of their circles in metres. A circle of radius 0 holds the points that are
    /// exactly its site's.
    ///
    /// # Errors
    ///
    /// As many radii as points are needed; no coordinate is beyond [`MAX_COORDINATE`].
    pub fn new(points: Vec<Point>, radii: Vec<u32>) -> Result<Self, CoverageError> {
        countable("sites", points.len())?;
        same_length(("sites", points.len()), ("radii", radii.len()))?;
        for (site, point) in points.iter().enumerate() {
            if let Some(&coordinate) = point.iter().find(|value| !(-MAX_COORDINATE..=MAX_COORDINATE).contains(*value)) {
                return Err(CoverageError::Coordinate { site, coordinate });
            }
        }
        let tree = Tree::new(&points, &radii);
        Ok(Self { points, radii, tree })
    }

    /// The number of sites.
    pub fn len(&self) -> usize {
        self.points.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    /// Where the sites are.
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// The radii of their circles in metres.
    pub fn radii(&self) -> &[u32] {
        &self.radii
    }

    /// Whether a site's circle holds the point that it was found near.
    ///
    /// # Panics
    ///
    /// Where there is no such site.
    pub fn reaches(&self, near: Near) -> bool {
        near.distance_squared <= squared(self.radii[near.site as usize])
    }

    /// The nearest site, of several the one with the least number.
    pub fn nearest_one(&self, point: Point) -> Option<Near> {
        let (distance_squared, site) = self.tree.nearest_one(point, (u64::MAX, NO_SITE));
        (site != NO_SITE).then_some(Near { site, distance_squared })
    }

    /// The nearest sites, at most `most` of them, by distance and then by number.
    pub fn nearest(&self, point: Point, most: usize) -> Vec<Near> {
        if most == 0 {
            return Vec::new();
        }
        let mut heap = BinaryHeap::with_capacity(most.min(self.len()) + 1);
        self.tree.nearest_first(point, |distance, site| {
            heap.push((distance, site));
            if heap.len() > most {
                heap.pop();
            }
            if heap.len() < most { u64::MAX } else { heap.peek().map_or(u64::MAX, |worst| worst.0) }
        });
        let sorted = heap.into_sorted_vec().into_iter();
        sorted.map(|(distance_squared, site)| Near { site, distance_squared }).collect()
    }

    /// The sites whose circle holds a point, rising.
    pub fn covering(&self, point: Point) -> Vec<u32> {
        let mut found = Vec::new();
        self.covering_into(point, &mut found);
        found
    }

    /// As [`Sites::covering`], into a vector whose room is used again.
    pub fn covering_into(&self, point: Point, found: &mut Vec<u32>) {
        found.clear();
        self.tree.covering(point, |site| found.push(site));
        found.sort_unstable();
    }

    /// How many circles hold a point; faster than counting [`Sites::covering`].
    pub fn circles(&self, point: Point) -> u32 {
        self.tree.count(point)
    }

    /// The nearest site of each of many points, and how many circles hold it, on the rayon pool of the calling thread.
    ///
    /// Points that stand near one another in the slice make it faster, and nothing else depends on their order.
    pub fn survey(&self, points: &[Point]) -> Survey {
        let mut survey = Survey {
            nearest: vec![NO_SITE; points.len()],
            distance_squared: vec![u64::MAX; points.len()],
            circles: vec![0; points.len()],
        };
        let blocks = survey
            .nearest
            .par_chunks_mut(BLOCK)
            .zip(survey.distance_squared.par_chunks_mut(BLOCK))
            .zip(survey.circles.par_chunks_mut(BLOCK));
        points.par_chunks(BLOCK).zip(blocks).for_each(|(points, ((nearest, distances), circles))| {
            let mut last = NO_SITE;
            for (row, &point) in points.iter().enumerate() {
                // The site that was nearest to the point before is a good first guess.
                let known = match self.points.get(last as usize) {
                    Some(&site) => (distance_squared(site, point), last),
                    None => (u64::MAX, NO_SITE),
                };
                (distances[row], last) = self.tree.nearest_one(point, known);
                nearest[row] = last;
                circles[row] = self.tree.count(point);
            }
        });
        survey
    }

    /// Shows the sites within a distance by its square, each with the square of its distance, in an order that depends
    /// on the sites and the point alone.
    #[inline]
    pub fn within(&self, point: Point, limit: u64, show: impl FnMut(u32, u64)) {
        self.tree.within(point, limit, show);
    }
}

impl Survey {
    /// The nearest site of a point.
    ///
    /// # Panics
    ///
    /// Where there is no such point.
    pub fn nearest(&self, point: usize) -> Option<Near> {
        let site = self.nearest[point];
        (site != NO_SITE).then(|| Near { site, distance_squared: self.distance_squared[point] })
    }

    /// How many points no circle holds.
    pub fn outside(&self) -> usize {
        self.circles.iter().filter(|&&circles| circles == 0).count()
    }
}
