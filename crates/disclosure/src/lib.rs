//! Small counts in published tables, protected by rounding that still adds up.
//!
//! The disclosure control of [gigmatch](https://docs.rs/gigmatch), which knows nothing of jobs: counts in, counts out.
//!
//! **Problem.** Areas lie in one another, and for every area, from the village to the province, a total is published and
//! several *breakdowns* of it: by occupation, by age group, by whether people belong to a key group. A count of 1 or 2 in
//! a village is a person, and leaving it out does not help: whoever subtracts the other villages from the township has
//! it back. [`protect`] publishes every number as a multiple of a base `k` such that
//!
//! - the areas in an area add up to it, in every category and in all;
//! - the categories of every breakdown add up to the total, and so the totals of all breakdowns are the same;
//! - every total is one of the two multiples next to the true one (the true one itself if it is a multiple), and so is
//!   every count if that is possible at all, which [`Audit::beyond`] tells;
//! - a true 0 is published as 0, again if that is possible, which [`Audit::raised`] tells.
//!
//! ```
//! use gigmatch_disclosure::{Breakdown, Options, Tree, protect};
//!
//! // A township of three villages; men and women looking for work, protected to multiples of 5.
//! let tree = Tree::new(vec![None, Some(0), Some(0), Some(0)])?;
//! let totals = [7, 1, 23];
//! let by_sex = Breakdown::new(2, vec![4, 3, 1, 0, 11, 12]);
//! let protected = protect(&tree, &totals, &[by_sex.clone()], &Options::new(5, 0x00c0_ffee))?;
//!
//! assert_eq!(protected.total(0), (1..4).map(|village| protected.total(village)).sum());
//! assert_eq!(protected.row(0, 0).iter().sum::<u64>(), protected.total(0));
//! assert!(protected.total(0) == 30 || protected.total(0) == 35);
//! let audit = protected.audit(&tree, &totals, &[by_sex])?;
//! assert!(audit.least_values >= Some(5));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! People who are known to be in an area, but not in which of the areas in it, need a leaf of their own there.
//!
//! # What is protected, and why
//!
//! **Every small count keeps `k` possible values or more.** Take anybody who sees everything that is published, knows the
//! base, that numbers add up, and how far off they may be (less than `k`, or what the audit tells). Suppose that what is
//! published were the truth: it adds up, and is no distance away. Now add `d` people, `0 <= d < k`, to one leaf, in one
//! category of each breakdown: the counts on the way from there to the root go up by `d`, which is still less than `k`
//! away, and all adds up. So for every number `p`, at every level, all of `p, p + 1, .., p + k - 1` are possible. This needs
//! no search for a lucky seed: it holds for every publication that adds up. [`Protected::audit`] checks the sums,
//! and checks by an attack of its own ([`Protected::intervals`]) that no small count is narrowed down further.
//!
//! **Complementary disclosure.** To subtract published numbers from one another, between levels, between categories or
//! between breakdowns, gives published numbers again, as all of them add up: there is nothing a difference could tell
//! that is not printed. Where every number is rounded by itself, differences do tell: children of 5, 5 and 5 in an
//! area of 5 have few solutions. Shares and rates must be worked out of published numbers, never of true ones, or the
//! ratio gives back what was rounded.
//!
//! **Zeros.** A published 0 stands for 0 to `k - 1`, so neither an absence nor a small presence is told. A published
//! number above 0 stands for 1 at least: that nothing impossible appears is bought with telling that something is there.
//! That all of an area are in one category cannot be concluded either (the categories shown as 0 may have up to `k - 1`
//! each), but that *most* are can: if an area of 200 shows 200 in one category, an attribute of nearly everybody there is
//! known, as in any table. Merge categories or areas where that harms.
//!
//! **Two publications.** The same input and seed give the same numbers, so to publish again tells nothing. If data
//! changed, other numbers may be rounded otherwise than before, unchanged ones too. Whoever knows that a count did not
//! change, and sees it as both of its multiples, knows that it lies strictly between: `k - 1` values are left. Rounding is
//! unbiased, so that the mean of many publications of an unchanged count comes near it: publish what hardly changes
//! rarely, or not again. Two bases of the same data (5 here, 10 there) narrow counts to what suits both: use one.
//!
//! **Not protected.** The seed is a key: with it, candidates can be tried until they give what was published; keep it as
//! secret as the data. Not all possible values are equally likely: a count published as 0 is more often 1 than
//! `k - 1`. Somebody who knows most people of a cell knows more than the published number says. Magnitudes (wages) are
//! no counts: see [`may_publish`].
//!
//! # How it works
//!
//! 1. *Draft.* In each column (totals, and each category) the roots and then, level by level, the areas in each area are
//!    rounded by a running sum and one random offset, so that everything along the tree adds up, next to the truth and
//!    unbiased: a count goes up with a chance of its remainder over `k`. Multiples, and so zeros, stay.
//! 2. *Moves.* Categories of a leaf then add up to its total only nearly. Units are moved from leaf to leaf along
//!    short augmenting paths of a flow in which every number stays next to the truth (see the source, `route`). For one
//!    breakdown this always succeeds (two nested families of sums make a network, whose integral solutions exist where
//!    fractional ones do, as Cox and Ernst use for two-way tables). With several breakdowns totals move too, if the
//!    tables before can follow; but as with any table of three dimensions a solution need not exist, or is not found, and
//!    then the cheapest move leaves the adjacent multiples: first counts above 0, as few multiples further as can be,
//!    and true zeros last of all.
//!
//! For 3,000 townships in 144 larger areas with five breakdowns of 500, 80, 20, 5 and 2 categories this takes 0.2 s on one
//! core, with five of 500 categories about 1 s; for 25,000 villages with four breakdowns of 100, 30, 5 and 2 categories 1 to
//! 2 s. In all of these, with means of a few people or of thousands to an area, every number is next to the true one.
//!
//! **Where it falls short.** If *all* people of nearly every leaf are in one category, in each of several breakdowns and
//! independently, then each leaf's total decides all its counts, and sums over leaves of one category wander: with 3,000
//! such leaves and three breakdowns of 30, one number in 700 is not next to the true one, and some sums over many leaves
//! are up to 10 multiples off. With nearly empty leaves (three people, one of 500 occupations each) it is one in 150,000,
//! by one multiple more, but searches get long: 25,000 such villages take 10 to 30 s. [`Protected::audit`] tells; a
//! coarser tree or fewer breakdowns help.
//!
//! Chance is SipHash-2-4 under the seed: of (table, column, area) in 64-bit words for the offsets, where the table is the
//! breakdown's number, or 2^64 - 1 for totals, and the area is that whose children are rounded, 2^64 - 1 for roots; the
//! offset is the high word of the hash times the number of offsets. Where moves begin, in which direction and in
//! which column, is chance of the same kind. Areas and categories keep their chance from one publication to the next as
//! long as they keep their numbers.
//!
//! The draft is unbiased; moves are drawn without regard to direction and leave means near the truth, but not exactly
//! there: by up to a tenth of the base in tables of a few villages.
//!
//! # References
//!
//! - L. H. Cox, L. R. Ernst: *Controlled rounding*, INFOR 20(4), 423-432 (1982).
//! - L. H. Cox: *A constructive procedure for unbiased controlled rounding*, Journal of the American Statistical
//!   Association 82(398), 520-524 (1987).
//! - L. Willenborg, T. de Waal: *Elements of Statistical Disclosure Control*, Lecture Notes in Statistics 155, Springer
//!   (2001), on rounding and on what intervals an attacker is left with.
//! - A. Hundepool et al.: *Statistical Disclosure Control*, Wiley (2012), chapter 4 on tables of counts and magnitudes.
//! - B. Fraser, J. Wooton: *A proposed method for confidentialising tabular output to protect against differencing*,
//!   UNECE work session on statistical data confidentiality (2005), for noise that stays with the cell.

mod audit;
mod error;
mod hash;
mod intervals;
mod protect;
mod route;
mod table;
mod tree;

pub use audit::{Audit, Place, Violation};
pub use error::{DisclosureError, MAX_SUM};
pub use intervals::{Intervals, Knowledge};
pub use protect::{Protected, protect};
pub use tree::Tree;

/// A partition of the people of every leaf: counts by leaf, in the order of [`Tree::leaves`], and then by category.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Breakdown {
    /// How many categories there are.
    pub categories: usize,
    /// The counts of the first leaf, then those of the second, and so on.
    pub counts: Vec<u64>,
}

impl Breakdown {
    /// A breakdown; that it fits the leaves and their totals is checked where it is used.
    pub fn new(categories: usize, counts: Vec<u64>) -> Self {
        Self { categories, counts }
    }
}

/// How to protect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// The base: published numbers are its multiples; 1 protects nothing.
    pub base: u32,
    /// The key of chance: the same input and seed give the same numbers. To be kept secret.
    pub seed: u128,
}

impl Options {
    /// A base and a seed.
    pub fn new(base: u32, seed: u128) -> Self {
        Self { base, seed }
    }
}

/// A seed that is a hash of the counts: to whoever does not know all of them it is as good as secret, and the same counts
/// give the same publication. Other counts are rounded anew everywhere; publish regularly under a secret of your own.
///
/// # Example
///
/// ```
/// use gigmatch_disclosure::{Breakdown, seed_of};
///
/// let counts = [Breakdown::new(2, vec![4, 3])];
/// assert_eq!(seed_of(&[7], &counts), seed_of(&[7], &counts));
/// assert_ne!(seed_of(&[7], &counts), seed_of(&[7], &[Breakdown::new(2, vec![3, 4])]));
/// ```
pub fn seed_of(totals: &[u64], breakdowns: &[Breakdown]) -> u128 {
    let lengths = breakdowns.iter().map(|breakdown| breakdown.categories as u64);
    let counts = breakdowns.iter().flat_map(|breakdown| breakdown.counts.iter().copied());
    let words: Vec<u64> = totals.iter().copied().chain(lengths).chain(counts).collect();
    let half = |key: u128| u128::from(hash::siphash(key, &words));
    half(0) << 64 | half(1)
}

/// Whether a statistic that is no count, such as a median or a quartile of wages, may be published: if as many people as
/// the base contribute to it, or more.
///
/// Rules of dominance are for sums of magnitudes, where one contributor can be most of the sum; for ranks there is no
/// such thing. A minimum or maximum is somebody's own value, whatever the number: do not publish it.
///
/// # Example
///
/// ```
/// assert!(!gigmatch_disclosure::may_publish(4, 5));
/// assert!(gigmatch_disclosure::may_publish(5, 5));
/// ```
pub fn may_publish(contributors: u64, base: u32) -> bool {
    contributors >= u64::from(base)
}

/// The number of an area or a category; that all of them fit is checked where they come in.
#[expect(clippy::cast_possible_truncation, reason = "checked where areas and categories come in")]
fn index(number: usize) -> u32 {
    debug_assert!(u32::try_from(number).is_ok());
    number as u32
}
