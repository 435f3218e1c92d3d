//! Classes of places that the same candidates cover, and the greedy choice.

use foldhash::{HashMap, HashMapExt};
use rayon::prelude::*;

use super::{Choice, Options, Step, branch, relax, swap::swap, taken::Taken};
use crate::{
    CoverageError, Point, Sites,
    error::{countable, same_length},
    index,
};

/// Places with weights, and candidates that cover some of them; put in order once, for any number to choose.
#[derive(Debug, Clone)]
pub struct Problem {
    pub(super) candidates: usize,
    /// Weights of classes.
    pub(super) weights: Vec<u64>,
    /// The candidates that cover each class.
    pub(super) by_class: Rows,
    /// The classes that each candidate covers.
    pub(super) by_candidate: Rows,
}

/// Lists of numbers, one after the other.
#[derive(Debug, Clone, Default)]
pub(super) struct Rows {
    starts: Vec<usize>,
    items: Vec<u32>,
}

impl Rows {
    fn new() -> Self {
        Self { starts: vec![0], items: Vec::new() }
    }

    fn push(&mut self, row: &[u32]) {
        self.items.extend_from_slice(row);
        self.starts.push(self.items.len());
    }

    #[inline]
    pub(super) fn row(&self, row: u32) -> &[u32] {
        &self.items[self.starts[row as usize]..self.starts[row as usize + 1]]
    }

    fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// The rows of each of `columns` numbers in them.
    fn transpose(&self, columns: usize) -> Self {
        let mut starts = vec![0; columns + 1];
        for &item in &self.items {
            starts[item as usize + 1] += 1;
        }
        for column in 0..columns {
            starts[column + 1] += starts[column];
        }
        let mut next = starts.clone();
        let mut items = vec![0; self.items.len()];
        for row in 0..index(self.len()) {
            for &item in self.row(row) {
                items[next[item as usize]] = row;
                next[item as usize] += 1;
            }
        }
        Self { starts, items }
    }
}

impl Problem {
    /// Candidates that cover what is in their circles: `weights` by point, 0 for those that need nothing.
    ///
    /// Runs on the rayon pool of the calling thread.
    ///
    /// # Errors
    ///
    /// As many weights as points are needed, and their sum must not exceed an `i64`.
    pub fn new(candidates: &Sites, points: &[Point], weights: &[u64]) -> Result<Self, CoverageError> {
        const BLOCK: usize = 1 << 15;
        countable("points", points.len())?;
        same_length(("points", points.len()), ("weights", weights.len()))?;
        check_sum(weights)?;
        let blocks: Vec<Classes> = points
            .par_chunks(BLOCK)
            .zip(weights.par_chunks(BLOCK))
            .map(|(points, weights)| {
                let mut classes = Classes::new();
                let mut covering = Vec::new();
                for (&point, &weight) in points.iter().zip(weights).filter(|&(_, &weight)| weight > 0) {
                    candidates.covering_into(point, &mut covering);
                    classes.add(&covering, weight);
                }
                classes
            })
            .collect();
        let mut classes = Classes::new();
        for block in blocks {
            for (row, &weight) in (0..).zip(&block.weights) {
                classes.add(block.rows.row(row), weight);
            }
        }
        Ok(classes.problem(candidates.len()))
    }

    /// Candidates that cover the places given for each, in any order and once or more; `weights` by place.
    ///
    /// # Errors
    ///
    /// A place that is not there; a sum of weights beyond an `i64`.
    ///
    /// # Example
    ///
    /// ```
    /// use gigmatch_coverage::maximum::Problem;
    ///
    /// let problem = Problem::from_lists(&[vec![0, 1], vec![1, 2]], &[5, 1, 4])?;
    /// assert_eq!(problem.greedy(1).candidates().collect::<Vec<_>>(), [0]);
    /// # Ok::<(), gigmatch_coverage::CoverageError>(())
    /// ```
    pub fn from_lists(covered: &[Vec<u32>], weights: &[u64]) -> Result<Self, CoverageError> {
        countable("candidates", covered.len())?;
        countable("places", weights.len())?;
        check_sum(weights)?;
        let mut by_candidate = Rows::new();
        for (candidate, places) in covered.iter().enumerate() {
            if let Some(&place) = places.iter().find(|&&place| place as usize >= weights.len()) {
                return Err(CoverageError::Place { candidate, place, places: weights.len() });
            }
            let mut places = places.clone();
            places.sort_unstable();
            places.dedup();
            by_candidate.push(&places);
        }
        let by_place = by_candidate.transpose(weights.len());
        let mut classes = Classes::new();
        for (place, &weight) in (0..).zip(weights).filter(|&(_, &weight)| weight > 0) {
            classes.add(by_place.row(place), weight);
        }
        Ok(classes.problem(covered.len()))
    }

    /// The number of candidates.
    pub fn candidates(&self) -> usize {
        self.candidates
    }

    /// The number of classes: places which the same candidates cover are one.
    pub fn classes(&self) -> usize {
        self.weights.len()
    }

    /// The weight of all places that any candidate covers.
    pub fn coverable(&self) -> u64 {
        self.weights.iter().sum()
    }

    /// The weight that some candidates cover together.
    ///
    /// # Panics
    ///
    /// Where there is no such candidate.
    pub fn covered(&self, candidates: impl IntoIterator<Item = u32>) -> u64 {
        let mut taken = Taken::new(self, &self.weights);
        candidates.into_iter().map(|candidate| taken.take(candidate)).sum()
    }

    /// Chooses at most `most` candidates, each the one that adds most to those before it, with a bound.
    ///
    /// A smaller number gives the first steps of a greater one.
    pub fn greedy(&self, most: usize) -> Choice {
        let all: Vec<u32> = (0..index(self.candidates)).collect();
        let (steps, bound) = self.greedy_among(&all, most);
        Choice::new(steps, bound)
    }

    /// Chooses at most `most` candidates, as good as can be found, with a bound.
    ///
    /// Never worse than [`Problem::greedy`], in choice or bound; its steps for a smaller number may be others.
    pub fn choose(&self, most: usize, options: &Options) -> Choice {
        let greedy = self.greedy(most);
        let relaxed = relax::relax(self, most, &greedy, options);
        let mut found = branch::search(self, most, relaxed, options.nodes);
        let better = found.covered > greedy.covered;
        if better && found.bound > found.covered {
            found.covered = swap(self, &mut found.candidates, options.turns);
        }
        found.candidates.sort_unstable();
        let steps = if better { self.greedy_among(&found.candidates, most).0 } else { greedy.steps };
        Choice::new(steps, found.bound)
    }

    /// The greedy choice among some candidates, rising, with the least bound over its steps if they are all.
    fn greedy_among(&self, among: &[u32], most: usize) -> (Vec<Step>, u64) {
        let mut taken = Taken::new(self, &self.weights);
        let mut scratch = Vec::with_capacity(among.len());
        // Sums of gains count what several cover more than once, so that they may exceed what there is.
        let mut bound = self.coverable();
        let mut steps = Vec::new();
        loop {
            let more = u128::from(taken.covered) + taken.top(among.iter().copied(), most, &mut scratch);
            bound = u64::try_from(more).map_or(bound, |more| bound.min(more));
            if steps.len() >= most {
                break;
            }
            let Some(candidate) = taken.best(among.iter().copied()) else { break };
            let gain = taken.take(candidate);
            if gain == 0 {
                break;
            }
            steps.push(Step { candidate, gain });
        }
        (steps, bound)
    }
}

fn check_sum(weights: &[u64]) -> Result<(), CoverageError> {
    let sum = weights.iter().try_fold(0_u64, |sum, &weight| sum.checked_add(weight));
    if sum.is_some_and(|sum| i64::try_from(sum).is_ok()) {
        Ok(())
    } else {
        Err(CoverageError::Overflow { what: "weights" })
    }
}

/// The sum of the greatest `most` numbers, which are put first.
pub(super) fn greatest(numbers: &mut [u64], most: usize) -> u128 {
    if most == 0 {
        return 0;
    }
    if most < numbers.len() {
        numbers.select_nth_unstable_by(most - 1, |a, b| b.cmp(a));
    }
    numbers.iter().take(most).map(|&number| u128::from(number)).sum()
}

/// Weights by the set of candidates that cover a place, in the order in which the sets first came.
struct Classes {
    known: HashMap<Box<[u32]>, u32>,
    rows: Rows,
    weights: Vec<u64>,
    last: u32,
}

impl Classes {
    fn new() -> Self {
        Self { known: HashMap::new(), rows: Rows::new(), weights: Vec::new(), last: 0 }
    }

    fn add(&mut self, covering: &[u32], weight: u64) {
        if covering.is_empty() {
            return;
        }
        // Neighbours usually have the same candidates.
        let same = (self.last as usize) < self.rows.len() && self.rows.row(self.last) == covering;
        if !same {
            let next = index(self.weights.len());
            if let Some(&class) = self.known.get(covering) {
                self.last = class;
            } else {
                self.known.insert(covering.into(), next);
                self.rows.push(covering);
                self.weights.push(0);
                self.last = next;
            }
        }
        self.weights[self.last as usize] += weight;
    }

    fn problem(self, candidates: usize) -> Problem {
        let by_candidate = self.rows.transpose(candidates);
        Problem { candidates, weights: self.weights, by_class: self.rows, by_candidate }
    }
}
