//! Who is near which place, how unequal that is, and where the next places would do most.
//!
//! The geometry of services of [gigmatch](https://docs.rs/gigmatch), which knows nothing of jobs: points and numbers in,
//! numbers out.
//!
//! - [`Sites`]: places with a circle each; the nearest ones of a point, the circles that hold it, and both for millions
//!   of points at once;
//! - [`accessibility`]: how much supply there is for each point, shared with everybody else who is near (the enhanced
//!   two-step floating catchment area);
//! - [`balance`]: Gini coefficient and Theil index of such numbers, split into what lies between groups and within them;
//! - [`maximum`]: which candidates cover most, with a bound that says how far from the best an answer can be.
//!
//! ```
//! use gigmatch_coverage::{Near, Sites};
//!
//! // Two stations on the equator, 60 km apart, each for people within 5 km.
//! let sites = Sites::new(vec![[6_371_009, 0, 0], [6_370_726, 59_999, 0]], vec![5_000, 5_000])?;
//! let person = [6_371_000, 4_000, 3_000];
//! assert_eq!(sites.nearest_one(person), Some(Near { site: 0, distance_squared: 25_000_081 }));
//! // 5,000.008 m is beyond the circle: limits compare squares, and nothing is rounded.
//! assert_eq!(sites.covering(person), []);
//! # Ok::<(), gigmatch_coverage::CoverageError>(())
//! ```
//!
//! # Points, distances, limits
//!
//! A point is an integer vector in metres from the centre of the earth, `[x, y, z]`; on the sphere of radius
//! 6,371,008.8 m the distance is the chord, which is shorter than the way over the ground by 1 mm at 10 km and by 1 m at
//! 100 km. Distances stand as squares, exact in 64 bits for any points (see [`MAX_COORDINATE`]); a limit is in metres,
//! and a point at the limit is within it.
//!
//! # Determinism and threads
//!
//! Answers depend on the input alone. Bulk functions run on the rayon pool of the thread that calls them: call them
//! inside `pool.install(..)` to choose one. Floats are added up in an order that depends on the input, never on threads.
//! Nothing here reads files, clocks or a network.

pub mod accessibility;
pub mod balance;
mod error;
pub mod maximum;
mod sites;
mod tree;

pub use error::CoverageError;
pub use sites::{NO_SITE, Near, Sites, Survey};

/// A point: metres from the centre of the earth towards (0° N, 0° E), (0° N, 90° E) and the north pole.
pub type Point = [i32; 3];

/// The greatest coordinate of a site, up or down, some forty radii of the earth: with it no squared distance overflows,
/// from whatever point it is taken.
pub const MAX_COORDINATE: i32 = 1 << 28;

/// The square of the distance between two points, one of them within [`MAX_COORDINATE`].
///
/// # Example
///
/// ```
/// assert_eq!(gigmatch_coverage::distance_squared([0, 3, 0], [0, 0, -4]), 25);
/// ```
pub fn distance_squared(a: Point, b: Point) -> u64 {
    let square = |axis: usize| {
        let difference = u64::from(a[axis].abs_diff(b[axis]));
        difference * difference
    };
    square(0) + square(1) + square(2)
}

/// The square of a limit in metres.
fn squared(metres: u32) -> u64 {
    u64::from(metres) * u64::from(metres)
}

/// The number of a site or a point; that all of them fit is checked where they come in.
#[expect(clippy::cast_possible_truncation, reason = "checked where points come in")]
fn index(number: usize) -> u32 {
    debug_assert!(u32::try_from(number).is_ok());
    number as u32
}
