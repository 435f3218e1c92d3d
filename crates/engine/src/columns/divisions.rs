//! The divisions of rows: each code once, for there are far fewer of them than rows.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::csr::permuted;
use crate::table::DivisionCode;

/// One division a row, where it is known.
#[derive(Debug, Default)]
pub(crate) struct Divisions {
    /// Each that some row has, and that it is not known.
    distinct: Vec<Option<DivisionCode>>,
    /// Where each row's stands among them.
    places: Vec<u32>,
    place_of: HashMap<Option<DivisionCode>, u32, RandomState>,
}

impl Divisions {
    pub(crate) fn push(&mut self, division: Option<DivisionCode>) {
        let place = *self.place_of.entry(division).or_insert_with(|| {
            self.distinct.push(division);
            u32::try_from(self.distinct.len() - 1).expect("no more divisions than rows")
        });
        self.places.push(place);
    }

    pub(crate) fn get(&self, row: usize) -> Option<DivisionCode> {
        self.distinct[self.place(row)]
    }

    /// Where a row's division stands among the distinct ones.
    pub(crate) fn place(&self, row: usize) -> usize {
        self.places[row] as usize
    }

    /// Each division that some row has, and perhaps `None`.
    pub(crate) fn distinct(&self) -> &[Option<DivisionCode>] {
        &self.distinct
    }

    /// The same in another row order, which no further rows are added to.
    pub(super) fn permuted(self, order: &[u32]) -> Self {
        Self { places: permuted(&self.places, order), distinct: self.distinct, place_of: HashMap::default() }
    }
}
