//! Worker profiles in columns.

mod row;

pub(crate) use row::WorkerRow;
use serde::{Deserialize, Serialize};

use super::{
    Blocks, Packing, Register, Strings, Wording,
    blocks::Entry,
    csr::permuted,
    date_number,
    lanes::LANES,
    records::Records,
    spatial::{Ground, tile},
};
use crate::{
    record::{Date, WorkerProfile},
    symbols::{Interner, Renaming, Symbol},
};

/// What rules about key groups and reports read, and no rule of matching. Dates are `yyyymmdd`, 0 where there is none.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Life {
    pub(crate) unemployed_since: u32,
    pub(crate) graduated_on: u32,
    pub(crate) registered_on: u32,
    pub(crate) statutory_retirement: u32,
    /// Bits of circumstances.
    pub(crate) circumstances: u16,
    /// Years, 0 where it is not known.
    pub(crate) original_retirement_age: u8,
}

impl Life {
    fn new(worker: &WorkerProfile) -> Self {
        let date = |date: Option<Date>| date.map_or(0, date_number);
        Self {
            unemployed_since: date(worker.unemployed_since),
            graduated_on: date(worker.graduated_on),
            registered_on: date(worker.registered_on),
            statutory_retirement: date(worker.statutory_retirement_date),
            circumstances: worker.circumstances.iter().fold(0, |all, circumstance| all | circumstance.bit()),
            original_retirement_age: worker
                .original_retirement_age
                .map_or(0, |years| u8::try_from(years).unwrap_or(u8::MAX)),
        }
    }
}

/// The workers of one segment.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct WorkerColumns {
    register: Register,
    /// Empty where the household is not known.
    households: Strings,
    #[serde(with = "super::chunked")]
    lives: Vec<Life>,
    /// What the rules and factors read.
    records: Records,
    ground: Ground,
    /// Made of the rest.
    #[serde(skip)]
    blocks: WorkerBlocks,
}

/// Active workers, each under every occupation that they wish for, or under none where they wish for none.
pub(crate) type WorkerBlocks = Blocks<WorkerColumns>;

/// The expiry of a certificate whose expiry is not known.
pub(crate) const UNKNOWN_EXPIRY: i64 = i64::MIN;

impl WorkerColumns {
    /// Appends a normalised profile with its [`words`](Wording::words), which stands in document `doc`.
    pub(crate) fn push(
        &mut self,
        doc: u32,
        worker: &WorkerProfile,
        words: &[Symbol],
        packing: &Packing,
        symbols: &mut impl Interner,
    ) {
        self.register.push(doc, &worker.id, worker.division.as_deref());
        self.households.push(worker.household_id.as_deref().unwrap_or_default());
        self.lives.push(Life::new(worker));
        self.records.push(&row::words_of(worker, words, packing, symbols));
    }

    /// Brings the rows into spatial order and builds what is derived from it.
    pub(crate) fn finish(self) -> Self {
        let ground = Ground::under((0..self.len()).filter_map(|row| self.row(row).point()));
        let mut order = self.register.rows();
        let is_placed = |row: &u32| self.row(*row as usize).point().is_some();
        order.sort_by_key(|row| !is_placed(row));
        let placed = order.partition_point(is_placed);
        tile(&mut order[..placed], LANES, |row| ground.place(self.row(*row as usize).point()));
        let mut finished = Self {
            register: self.register.permuted(&order),
            households: self.households.permuted(&order),
            lives: permuted(&self.lives, &order),
            records: self.records.permuted(&order),
            ground,
            blocks: Blocks::default(),
        };
        finished.blocks = finished.cut();
        finished
    }

    /// Calls `see` with the number of each name.
    pub(crate) fn for_each_symbol(&self, mut see: impl FnMut(Symbol)) {
        for row in (0..self.len()).map(|row| self.row(row)) {
            row.skills().for_each(|(name, _)| see(name));
            row.certificates().for_each(|(name, _)| see(name));
            row.blocked_employers().iter().chain(row.words()).for_each(|name| see(*name));
        }
    }

    /// Makes what columns that were read from a file lack.
    pub(crate) fn restored(mut self, renaming: &Renaming) -> Self {
        if let Renaming::Other(renamed) = renaming {
            self.records.for_each_mut(|record| row::rename(record, renamed));
        }
        self.blocks = self.cut();
        self
    }

    fn cut(&self) -> WorkerBlocks {
        let mut entries: Vec<Entry> = Vec::with_capacity(self.len());
        for (row, worker) in (0..self.len()).map(|row| (row, self.row(row))).filter(|(_, worker)| worker.is_active()) {
            let (place, reach) = (worker.point(), worker.reach());
            let entry = |occupation| Entry { row, occupation, class: 0, place, reach };
            let wishes = worker.desired_occupations();
            if wishes.len() == 0 {
                entries.push(entry(None));
            }
            // A wish that is repeated is one wish.
            let first = |(place, wish): &(usize, _)| !wishes.clone().take(*place).any(|other| other == *wish);
            entries.extend(wishes.clone().enumerate().filter(first).map(|(_, wish)| entry(Some(wish))));
        }
        entries.sort_by_key(|entry| (entry.place.is_none(), entry.occupation));
        for group in entries.chunk_by_mut(Entry::is_grouped_with) {
            tile(group, LANES, |entry| self.ground.place(entry.place));
        }
        Blocks::build(self.ground, &entries, self)
    }

    /// One worker who is not indexed.
    pub(crate) fn single(worker: &WorkerProfile, packing: &Packing, symbols: &mut impl Interner) -> Self {
        let mut columns = Self::default();
        columns.push(0, worker, &worker.words(packing, symbols), packing, symbols);
        columns.finish()
    }

    pub(crate) fn len(&self) -> usize {
        self.register.len()
    }

    pub(crate) fn register(&self) -> &Register {
        &self.register
    }

    pub(crate) fn blocks(&self) -> &WorkerBlocks {
        &self.blocks
    }

    /// Asks for the memory that says where a row is.
    pub(crate) fn expect_place(&self, row: usize) {
        self.records.expect_place(row);
    }

    /// Asks for the memory of a row.
    pub(crate) fn expect(&self, row: usize) {
        self.records.expect(row);
    }

    pub(crate) fn row(&self, row: usize) -> WorkerRow<'_> {
        WorkerRow::new(self, row)
    }
}
