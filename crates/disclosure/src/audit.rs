//! The promises of a publication, checked against the true counts without trust in how it was made.

use thiserror::Error;

use crate::{Breakdown, DisclosureError, Knowledge, Protected, Tree, protect::check};

/// What holds for a publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Audit {
    /// Published numbers: totals and counts of all areas.
    pub numbers: u64,
    /// The greatest difference between a published number and the true one.
    pub largest_deviation: u64,
    /// Counts of categories that are the base or more away from the true ones.
    pub beyond: u64,
    /// Counts of categories that are truly 0 and published as something.
    pub raised: u64,
    /// Numbers that are truly 1 to less than the base.
    pub small: u64,
    /// How many values are possible at least for any of these, for somebody who knows the method and this audit;
    /// `None` where there are none.
    pub least_values: Option<u64>,
}

/// A promise that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Violation {
    /// The true counts do not fit the tree or their totals.
    #[error(transparent)]
    Input(#[from] DisclosureError),
    /// The publication is of other areas or breakdowns.
    #[error("published are {given} {what}, but there are {expected}")]
    Shape {
        /// What is counted.
        what: &'static str,
        /// How many there are.
        expected: usize,
        /// How many are published.
        given: usize,
    },
    /// A number is no multiple of the base.
    #[error("{number} of {place} is no multiple of {base}")]
    Multiple {
        /// The number published.
        number: u64,
        /// Where.
        place: Place,
        /// The base.
        base: u32,
    },
    /// The areas in an area do not add up to it.
    #[error("{place} is published as {number}, but the areas in it add up to {sum}")]
    Areas {
        /// The inner area's number.
        place: Place,
        /// What is published of it.
        number: u64,
        /// What is published of the areas in it.
        sum: u64,
    },
    /// The categories of an area do not add up to its total.
    #[error("the categories of breakdown {breakdown} in area {area} add up to {sum}, but the total is {total}")]
    Categories {
        /// The breakdown.
        breakdown: usize,
        /// The area.
        area: u32,
        /// The total published.
        total: u64,
        /// What the categories add up to.
        sum: u64,
    },
    /// A total is not next to the true one.
    #[error("{place} is published as {number}, but is {truth}")]
    Total {
        /// The area.
        place: Place,
        /// The total published.
        number: u64,
        /// The true one.
        truth: u64,
    },
    /// A small count can be told from what is published; as the [crate] page proves, this cannot be where all adds up.
    #[error("{place} is from {least} to {most} by what is published, allowed are {needed} values or more")]
    Narrow {
        /// The count.
        place: Place,
        /// The least value it can have.
        least: u64,
        /// The greatest value it can have.
        most: u64,
        /// How many values are needed.
        needed: u64,
    },
}

/// Where a number stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The area.
    pub area: u32,
    /// The breakdown and the category; `None` for a total.
    pub category: Option<(usize, usize)>,
}

impl std::fmt::Display for Place {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.category {
            Some((breakdown, category)) => {
                write!(formatter, "category {category} of breakdown {breakdown} in area {}", self.area)
            }
            None => write!(formatter, "the total of area {}", self.area),
        }
    }
}

impl Protected {
    /// Checks that every number is a multiple of the base, that numbers add up along the tree and along the categories,
    /// that totals are next to the true ones, and that what is published leaves as many values as the base, or more,
    /// possible for every count that is truly 1 to less than the base; and tells how far off numbers are.
    ///
    /// # Errors
    ///
    /// The first promise that does not hold.
    pub fn audit(&self, tree: &Tree, totals: &[u64], breakdowns: &[Breakdown]) -> Result<Audit, Violation> {
        check(tree, totals, breakdowns)?;
        same("totals", tree.len(), self.totals.len())?;
        same("breakdowns", breakdowns.len(), self.tables.len())?;
        let mut audit = Audit::default();
        let true_totals = tree.sums(totals, 1);
        self.check_sums(tree, None, &self.totals)?;
        for (area, (&number, &truth)) in (0..).zip(self.totals.iter().zip(&true_totals)) {
            if number.abs_diff(truth) >= u64::from(self.base) {
                return Err(Violation::Total { place: Place { area, category: None }, number, truth });
            }
        }
        audit.compare(&self.totals, &true_totals, self.base);
        (audit.beyond, audit.raised) = (0, 0);

        let mut truths = Vec::with_capacity(breakdowns.len());
        for (number, (breakdown, table)) in breakdowns.iter().zip(&self.tables).enumerate() {
            same("categories", breakdown.categories, table.categories)?;
            same("counts", tree.len() * breakdown.categories, table.counts.len())?;
            self.check_sums(tree, Some((number, table.categories)), &table.counts)?;
            self.check_categories(tree, number)?;
            let truth = tree.sums(&breakdown.counts, breakdown.categories);
            audit.compare(&table.counts, &truth, self.base);
            truths.push(truth);
        }
        audit.least_values = self.least_values(tree, &audit, &true_totals, &truths)?;
        Ok(audit)
    }

    /// Multiples, and sums along the tree.
    fn check_sums(&self, tree: &Tree, table: Option<(usize, usize)>, counts: &[u64]) -> Result<(), Violation> {
        let columns = table.map_or(1, |(_, categories)| categories);
        let place = |area, column| Place { area, category: table.map(|(number, _)| (number, column)) };
        for &area in tree.downwards() {
            for column in 0..columns {
                let at = |area: u32| counts[area as usize * columns + column];
                let number = at(area);
                if !number.is_multiple_of(u64::from(self.base)) {
                    return Err(Violation::Multiple { number, place: place(area, column), base: self.base });
                }
                let children = tree.children(area);
                let sum = total(children.iter().map(|&child| at(child)));
                if number != sum && !children.is_empty() {
                    return Err(Violation::Areas { place: place(area, column), number, sum });
                }
            }
        }
        Ok(())
    }

    fn check_categories(&self, tree: &Tree, breakdown: usize) -> Result<(), Violation> {
        for &area in tree.downwards() {
            let sum = total(self.row(breakdown, area).iter().copied());
            if sum != self.total(area) {
                return Err(Violation::Categories { breakdown, area, total: self.total(area), sum });
            }
        }
        Ok(())
    }

    /// The fewest values that are possible for a small number.
    fn least_values(
        &self,
        tree: &Tree,
        audit: &Audit,
        totals: &[u64],
        tables: &[Vec<u64>],
    ) -> Result<Option<u64>, Violation> {
        let base = u64::from(self.base);
        let knowledge = Knowledge::new(audit.largest_deviation.max(base - 1), audit.raised == 0);
        let intervals = self.intervals(tree, &knowledge);
        let mut fewest = None;
        let mut see = |truth: u64, (least, most): (u64, u64), place: Place| {
            if truth == 0 || truth >= base {
                return Ok(());
            }
            let values = most.saturating_add(1).saturating_sub(least);
            if values < base || !(least..=most).contains(&truth) {
                return Err(Violation::Narrow { place, least, most, needed: base });
            }
            fewest = Some(fewest.map_or(values, |fewest: u64| fewest.min(values)));
            Ok(())
        };
        for (area, &truth) in (0..).zip(totals) {
            see(truth, intervals.total(area), Place { area, category: None })?;
        }
        for (breakdown, (table, published)) in tables.iter().zip(&self.tables).enumerate() {
            for (area, row) in (0..).zip(table.chunks(published.categories.max(1))) {
                for (category, &truth) in row.iter().enumerate() {
                    let place = Place { area, category: Some((breakdown, category)) };
                    see(truth, intervals.count(breakdown, area, category), place)?;
                }
            }
        }
        Ok(fewest)
    }
}

impl Audit {
    fn compare(&mut self, published: &[u64], truth: &[u64], base: u32) {
        let base = u64::from(base);
        for (&number, &truth) in published.iter().zip(truth) {
            let deviation = number.abs_diff(truth);
            self.numbers += 1;
            self.largest_deviation = self.largest_deviation.max(deviation);
            self.beyond += u64::from(deviation >= base);
            self.raised += u64::from(truth == 0 && number > 0);
            self.small += u64::from((1..base).contains(&truth));
        }
    }
}

/// A sum of what may be any numbers.
fn total(mut numbers: impl Iterator<Item = u64>) -> u64 {
    numbers.try_fold(0_u64, u64::checked_add).unwrap_or(u64::MAX)
}

fn same(what: &'static str, expected: usize, given: usize) -> Result<(), Violation> {
    if expected == given { Ok(()) } else { Err(Violation::Shape { what, expected, given }) }
}
