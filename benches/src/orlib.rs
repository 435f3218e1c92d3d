//! Files of the OR-Library as problems of the solver: assignment, and generalised assignment.
//!
//! Both ask that everything is assigned; a weight `M` above all sums of costs makes that so.

use std::{error::Error, str::SplitAsciiWhitespace};

use gigmatch_solver::{
    bundles::{Edge, Problem},
    transport::{Graph, MAX_WEIGHT},
};

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// Whether costs or gains are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    /// Costs.
    Minimise,
    /// Gains.
    Maximise,
}

impl Sense {
    /// What a file's name says: `gap1` to `gap12` give gains, `gapa` to `gape` costs.
    pub fn of_name(name: &str) -> Option<Self> {
        let after = name.to_ascii_lowercase().strip_prefix("gap")?.chars().next()?;
        match after {
            '0'..='9' => Some(Self::Maximise),
            'a'..='z' => Some(Self::Minimise),
            _ => None,
        }
    }
}

/// How weights were made of values, and how they are made values again.
#[derive(Debug, Clone, Copy)]
pub struct Weights {
    sense: Sense,
    /// What the weight of a value of 0 is.
    base: i64,
    /// How much is to be assigned.
    count: usize,
}

impl Weights {
    fn new(sense: Sense, values: &[i64], count: usize) -> Result<Self> {
        let (low, high) = (values.iter().min().copied().unwrap_or(0), values.iter().max().copied().unwrap_or(0));
        let spread = i128::from(high) - i128::from(low);
        let big = spread * i128::try_from(count)? + 1;
        let base = match sense {
            Sense::Minimise => big + i128::from(high),
            Sense::Maximise => big - i128::from(low),
        };
        if big + spread > i128::from(MAX_WEIGHT) || base.abs() > i128::from(MAX_WEIGHT) {
            return Err(format!("values from {low} to {high} are too far apart for {count} assignments").into());
        }
        Ok(Self { sense, base: i64::try_from(base)?, count })
    }

    fn weight(self, value: i64) -> i64 {
        match self.sense {
            Sense::Minimise => self.base - value,
            Sense::Maximise => self.base + value,
        }
    }

    /// The sum of the values behind a sum of weights of a complete assignment.
    pub fn value(self, weight: i128) -> i128 {
        let all = i128::from(self.base) * self.count as i128;
        match self.sense {
            Sense::Minimise => all - weight,
            Sense::Maximise => weight - all,
        }
    }
}

/// A square assignment problem.
#[derive(Debug)]
pub struct Assignment {
    /// Rows and columns.
    pub size: usize,
    costs: Vec<i64>,
}

impl Assignment {
    /// Reads `n` and the matrix of costs by rows.
    ///
    /// # Errors
    ///
    /// Where it is not that, says what is missing or left over.
    pub fn read(text: &str) -> Result<Self> {
        let mut numbers = Numbers::new(text);
        let size = numbers.count("the number of rows")?;
        let costs = numbers.list(size, size, "costs")?;
        numbers.end()?;
        Ok(Self { size, costs })
    }

    /// As a graph, in which a heaviest choice assigns every row at least cost.
    ///
    /// # Errors
    ///
    /// Costs too far apart.
    pub fn graph(&self) -> Result<(Graph, Weights)> {
        let size = self.size;
        let weights = Weights::new(Sense::Minimise, &self.costs, size)?;
        let starts = (0..=size).map(|row| u32::try_from(row * size)).collect::<std::result::Result<_, _>>()?;
        let targets = (0..size).flat_map(|_| 0..u32::try_from(size).unwrap_or(u32::MAX)).collect();
        let list = self.costs.iter().map(|&cost| weights.weight(cost)).collect();
        Ok((Graph::new(vec![1; size], vec![1; size], starts, targets, list)?, weights))
    }
}

/// A generalised assignment problem.
#[derive(Debug)]
pub struct Generalised {
    /// Agents.
    pub agents: usize,
    /// Jobs.
    pub jobs: usize,
    values: Vec<i64>,
    resources: Vec<i64>,
    capacities: Vec<i64>,
}

impl Generalised {
    /// Reads the number of problems, and for each agents, jobs, values, resources and capacities.
    ///
    /// # Errors
    ///
    /// Where it is not that, says what is missing or left over.
    pub fn read_all(text: &str) -> Result<Vec<Self>> {
        let mut numbers = Numbers::new(text);
        let count = numbers.count("the number of problems")?;
        let mut problems = Vec::new();
        for _ in 0..count {
            let (agents, jobs) = (numbers.count("the number of agents")?, numbers.count("the number of jobs")?);
            problems.push(Self {
                agents,
                jobs,
                values: numbers.list(agents, jobs, "values")?,
                resources: numbers.list(agents, jobs, "resources")?,
                capacities: numbers.list(1, agents, "capacities")?,
            });
        }
        numbers.end()?;
        Ok(problems)
    }

    /// As units with one resource, of which a best plan assigns every job if that is possible.
    ///
    /// # Errors
    ///
    /// Numbers that the solver refuses, such as negative resources.
    pub fn problem(&self, sense: Sense) -> Result<(Problem, Weights)> {
        let weights = Weights::new(sense, &self.values, self.jobs)?;
        let mut problem = Problem::new(vec![1; self.jobs]);
        for agent in 0..self.agents {
            let row = agent * self.jobs..(agent + 1) * self.jobs;
            let uses: Vec<[(u32, i64); 1]> = self.resources[row.clone()].iter().map(|&amount| [(0, amount)]).collect();
            let edges: Vec<Edge> = (0..)
                .zip(&self.values[row])
                .zip(&uses)
                .map(|((task, &value), uses)| Edge { task, weight: weights.weight(value), uses })
                .collect();
            let added = problem.add_unit(&[self.capacities[agent]], &edges, &[]);
            added.map_err(|error| format!("agent {}: {error}", agent + 1))?;
        }
        Ok((problem, weights))
    }
}

/// The numbers of a file, one after the other.
struct Numbers<'a> {
    words: SplitAsciiWhitespace<'a>,
    read: usize,
}

impl<'a> Numbers<'a> {
    fn new(text: &'a str) -> Self {
        Self { words: text.split_ascii_whitespace(), read: 0 }
    }

    fn next(&mut self, what: &str) -> Result<i64> {
        let Some(word) = self.words.next() else {
            return Err(format!("the file ends after {} numbers, where {what} should follow", self.read).into());
        };
        self.read += 1;
        word.parse().map_err(|_| format!("number {} of the file, of {what}, is {word:?}", self.read).into())
    }

    fn count(&mut self, what: &str) -> Result<usize> {
        let number = self.next(what)?;
        match usize::try_from(number) {
            Ok(count) if (1..=1_000_000).contains(&count) => Ok(count),
            _ => Err(format!("{what} is {number}, not between 1 and 1000000").into()),
        }
    }

    fn list(&mut self, rows: usize, columns: usize, what: &str) -> Result<Vec<i64>> {
        (0..rows * columns).map(|_| self.next(what)).collect()
    }

    fn end(&mut self) -> Result<()> {
        match self.words.next() {
            Some(word) => Err(format!("{word:?} follows after the last of {} numbers", self.read).into()),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use gigmatch_solver::{bundles, transport};

    use super::*;

    #[test]
    fn an_assignment_is_read_and_solved() {
        let (graph, weights) = Assignment::read("2\n 3 1\n 1 0\n").expect("a file").graph().expect("a graph");
        let answer = transport::maximize(&graph, &transport::Options::default()).expect("an answer");
        assert_eq!(weights.value(answer.value), 2);
    }

    #[test]
    fn generalised_assignments_are_read_and_solved_in_both_senses() {
        let text = "1 2 3  5 1 2  4 3 9  2 2 2  3 1 2  4 3";
        let problems = Generalised::read_all(text).expect("a file");
        for (sense, value) in [(Sense::Minimise, 7), (Sense::Maximise, 17)] {
            let (problem, weights) = problems[0].problem(sense).expect("a problem");
            let answer = bundles::maximize(&problem, &bundles::Options::default());
            assert_eq!((weights.value(answer.value), weights.value(answer.bound)), (value, value), "{sense:?}");
        }
        assert_eq!(Sense::of_name("gap12.txt"), Some(Sense::Maximise));
        assert_eq!(Sense::of_name("GAPd"), Some(Sense::Minimise));
        assert_eq!(Sense::of_name("other.txt"), None);
    }

    #[test]
    fn bad_files_are_explained() {
        let said = |text: &str| Assignment::read(text).expect_err("a bad file").to_string();
        assert_eq!(said(""), "the file ends after 0 numbers, where the number of rows should follow");
        assert_eq!(said("2 1 2 3"), "the file ends after 4 numbers, where costs should follow");
        assert_eq!(said("1 x"), "number 2 of the file, of costs, is \"x\"");
        assert_eq!(said("1 1 1"), "\"1\" follows after the last of 2 numbers");
        assert_eq!(said("-3"), "the number of rows is -3, not between 1 and 1000000");
        assert_eq!(said("0"), "the number of rows is 0, not between 1 and 1000000");
        let gap = Generalised::read_all("1 1 1 4 -2 3").expect("numbers")[0].problem(Sense::Minimise);
        assert_eq!(
            gap.expect_err("a negative resource").to_string(),
            "agent 1: an amount of -2 is not between 0 and 1099511627776"
        );
    }
}
