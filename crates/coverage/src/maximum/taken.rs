//! What candidates add to those taken so far, kept true as candidates are taken and given back.

use super::{Problem, problem::greatest};
use crate::index;

/// Candidates taken, what they cover of some weights of classes, and what each candidate would add.
pub(super) struct Taken<'a> {
    problem: &'a Problem,
    weights: &'a [u64],
    /// How many of the taken candidates cover each class.
    times: Vec<u32>,
    /// What each candidate covers that nobody else taken does.
    pub(super) gains: Vec<u64>,
    /// What all cover together.
    pub(super) covered: u64,
}

impl<'a> Taken<'a> {
    /// Nobody taken.
    pub(super) fn new(problem: &'a Problem, weights: &'a [u64]) -> Self {
        let sum = |candidate| problem.by_candidate.row(candidate).iter().map(|&class| weights[class as usize]).sum();
        Self {
            problem,
            weights,
            times: vec![0; problem.classes()],
            gains: (0..index(problem.candidates)).map(sum).collect(),
            covered: 0,
        }
    }

    /// Takes a candidate and gives what it adds.
    pub(super) fn take(&mut self, candidate: u32) -> u64 {
        let before = self.covered;
        for &class in self.problem.by_candidate.row(candidate) {
            let times = &mut self.times[class as usize];
            *times += 1;
            if *times == 1 {
                let weight = self.weights[class as usize];
                self.covered += weight;
                for &other in self.problem.by_class.row(class) {
                    self.gains[other as usize] -= weight;
                }
            }
        }
        self.covered - before
    }

    /// Gives back a candidate that was taken, and gives what is lost.
    pub(super) fn give_back(&mut self, candidate: u32) -> u64 {
        let before = self.covered;
        for &class in self.problem.by_candidate.row(candidate) {
            let times = &mut self.times[class as usize];
            *times -= 1;
            if *times == 0 {
                let weight = self.weights[class as usize];
                self.covered -= weight;
                for &other in self.problem.by_class.row(class) {
                    self.gains[other as usize] += weight;
                }
            }
        }
        before - self.covered
    }

    /// The candidate among some, rising, that adds most; of several the one with the least number.
    pub(super) fn best(&self, among: impl DoubleEndedIterator<Item = u32>) -> Option<u32> {
        among.rev().max_by_key(|&candidate| self.gains[candidate as usize])
    }

    /// The sum of the `most` greatest gains among some candidates.
    pub(super) fn top(&self, among: impl Iterator<Item = u32>, most: usize, scratch: &mut Vec<u64>) -> u128 {
        scratch.clear();
        scratch.extend(among.map(|candidate| self.gains[candidate as usize]));
        greatest(scratch, most)
    }
}
