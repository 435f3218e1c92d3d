//! The divisions of rows: each code once, for there are far fewer of them than rows.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use serde::{Deserialize, Serialize};

use super::csr::permuted;
use crate::table::DivisionCode;

/// One division a row, where it is known.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Divisions {
    /// Each that some row has, and that it is not known.
    #[serde(with = "packed")]
    distinct: Vec<Option<DivisionCode>>,
    /// Where each row's stands among them.
    #[serde(with = "super::chunked")]
    places: Vec<u32>,
    #[serde(skip)]
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

/// Divisions as numbers, 0 where one is not known.
mod packed {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::table::DivisionCode;

    pub(super) fn serialize<S: Serializer>(codes: &[Option<DivisionCode>], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(codes.iter().map(|code| code.map_or(0, DivisionCode::packed)))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<Option<DivisionCode>>, D::Error> {
        let code = |packed: u64| (packed != 0).then(|| DivisionCode::from_packed(packed));
        Ok(Vec::deserialize(deserializer)?.into_iter().map(code).collect())
    }
}
