//! What is refused.

use thiserror::Error;

/// The greatest sum of all counts.
pub const MAX_SUM: u64 = 1 << 62;

/// Why an input was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DisclosureError {
    /// Nothing is a multiple of nothing.
    #[error("the base is 0, allowed are numbers from 1; 1 protects nothing")]
    Base,
    /// An area lies in one that is not there.
    #[error("area {area} lies in area {parent} of {areas}")]
    Parent {
        /// The area.
        area: u32,
        /// The area it is said to lie in.
        parent: u32,
        /// How many areas there are.
        areas: usize,
    },
    /// An area lies in itself, directly or not.
    #[error("area {area} lies in itself")]
    Cycle {
        /// One area of the cycle.
        area: u32,
    },
    /// There must be one total for each leaf.
    #[error("{leaves} leaves need as many totals, given {given}")]
    Totals {
        /// Leaves of the tree.
        leaves: usize,
        /// Totals given.
        given: usize,
    },
    /// There must be one count for each leaf and category.
    #[error("breakdown {breakdown}: {leaves} leaves by {categories} categories need as many counts, given {given}")]
    Counts {
        /// The breakdown.
        breakdown: usize,
        /// Leaves of the tree.
        leaves: usize,
        /// Categories of the breakdown.
        categories: usize,
        /// Counts given.
        given: usize,
    },
    /// The counts of a leaf must add up to its total.
    #[error("breakdown {breakdown}: the counts of area {area} add up to {sum}, but its total is {total}")]
    Sum {
        /// The breakdown.
        breakdown: usize,
        /// The leaf.
        area: u32,
        /// What its counts add up to.
        sum: u128,
        /// Its total.
        total: u64,
    },
    /// Counts are too great to be added up.
    #[error("the totals add up to {sum}, allowed are sums up to {MAX_SUM}")]
    Overflow {
        /// The sum of totals.
        sum: u128,
    },
    /// Numbers are too many to be told apart in 32 bits.
    #[error("{areas} areas by {categories} categories are too many, allowed are {} numbers", 1_u32 << 30)]
    TooMany {
        /// Areas of the tree.
        areas: usize,
        /// Categories of the breakdown.
        categories: usize,
    },
}
