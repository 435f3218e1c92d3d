//! Worker profiles in columns.

use serde::{Deserialize, Serialize};

use super::{
    Blocks, Packing, Register, Strings, UNLIMITED, Wording, WorkerBlock, WorkerFrame, WorkerSummary,
    blocks::Entry,
    csr::{Pool, Span, permuted},
    date_number,
    lanes::{NameKind, marks_of},
    posting::comparable,
    spatial::Ground,
};
use crate::{
    geo::Point,
    record::{Date, EmploymentType, KeyGroup, PayPeriod, WorkerProfile, WorkerStatus},
    simd::prefetch,
    symbols::{Interner, Renaming, Symbol},
    table::{DivisionCode, OccupationId},
};

/// What the rules and factors read of a worker, in one place, for scoring a pair touches all of it.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct WorkerCell {
    active: bool,
    part_time: bool,
    occupation_inferred: bool,
    /// Whether availability is known; unknown availability rules nothing out.
    availability_known: bool,
    key_groups: u16,
    point: Option<Point>,
    reach: u32,
    birth_date: u32,
    retirement: i64,
    pay_floor: Option<(i64, PayPeriod)>,
    availability: Span,
    skills: Span,
    certificates: Span,
    desired_occupations: Span,
    experience: Span,
    words: Span,
    blocked_employers: Span,
}

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

/// The lists of workers.
#[derive(Debug, Default, Serialize, Deserialize)]
struct WorkerPools {
    availability: Pool<(i64, i64)>,
    skills: Pool<(Symbol, u8)>,
    certificates: Pool<(Symbol, i64)>,
    occupations: Pool<OccupationId>,
    experience: Pool<(OccupationId, u32)>,
    names: Pool<Symbol>,
}

impl WorkerPools {
    fn shrink(&mut self) {
        self.availability.shrink();
        self.skills.shrink();
        self.certificates.shrink();
        self.occupations.shrink();
        self.experience.shrink();
        self.names.shrink();
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
    #[serde(with = "super::chunked")]
    cells: Vec<WorkerCell>,
    pools: WorkerPools,
    ground: Ground,
    /// Made of the rest.
    #[serde(skip)]
    blocks: WorkerBlocks,
}

/// Active workers, each under every occupation that they wish for, or under none where they wish for none.
pub(crate) type WorkerBlocks = Blocks<WorkerBlock, WorkerFrame, WorkerSummary>;

/// The expiry of a certificate whose expiry is not known.
pub(crate) const UNKNOWN_EXPIRY: i64 = i64::MIN;

impl WorkerColumns {
    /// Appends a normalised profile with its [`words`](Wording::words), which stands in document `doc`.
    pub(crate) fn push(
        &mut self,
        doc: u32,
        worker: &WorkerProfile,
        words: Vec<Symbol>,
        packing: &Packing,
        symbols: &mut impl Interner,
    ) {
        self.register.push(doc, &worker.id, worker.division.as_deref());
        self.households.push(worker.household_id.as_deref().unwrap_or_default());
        self.lives.push(Life::new(worker));
        let windows = worker.availability.as_deref().unwrap_or_default();
        let windows = windows.iter().map(|window| (window.start.as_millisecond(), window.end.as_millisecond()));
        let skills = worker.skills.iter();
        let skills = skills.map(|skill| (symbols.intern(&skill.name), skill.level.unwrap_or_default().rank()));
        let skills = self.pools.skills.push(skills);
        let certificates = worker.certificates.iter().map(|held| {
            (symbols.intern(&held.name), held.valid_through.map_or(UNKNOWN_EXPIRY, jiff::Timestamp::as_millisecond))
        });
        let certificates = self.pools.certificates.push(certificates);
        let wishes = worker.desired_occupations.iter().filter_map(|code| packing.occupations.find(code));
        let experience = worker.experience.iter().filter_map(|experience| {
            Some((packing.occupations.find(&experience.occupational_category)?, experience.months))
        });
        let words = self.pools.names.push(words);
        let blocked_employers = worker.blocked_employers.iter().map(|employer| symbols.intern(employer));
        self.cells.push(WorkerCell {
            active: worker.status == WorkerStatus::Active,
            occupation_inferred: worker.occupation_confidence.is_some(),
            part_time: worker.employment_type == Some(EmploymentType::PartTime),
            availability_known: worker.availability.is_some(),
            key_groups: worker.key_groups.iter().copied().map(KeyGroup::bit).fold(0, |all, bit| all | bit),
            point: worker.location.map(Point::from_wgs84),
            reach: worker.max_distance_m.unwrap_or(UNLIMITED),
            birth_date: worker.birth_date.map_or(0, date_number),
            retirement: worker.statutory_retirement_date.map_or(i64::MAX, |date| packing.start_of_ms(date)),
            pay_floor: worker.pay_floor.as_ref().and_then(comparable).map(|(floor, _, period)| (floor, period)),
            availability: self.pools.availability.push(windows),
            skills,
            certificates,
            desired_occupations: self.pools.occupations.push(wishes),
            experience: self.pools.experience.push(experience),
            words,
            blocked_employers: self.pools.names.push(blocked_employers),
        });
    }

    /// Brings the rows into spatial order and builds what is derived from it.
    pub(crate) fn finish(self) -> Self {
        let ground = Ground::under(self.cells.iter().filter_map(|cell| cell.point));
        let mut order = self.register.rows();
        order.sort_by_cached_key(|row| {
            let point = self.cells[*row as usize].point;
            (point.is_none(), point.map(|point| ground.key(point)))
        });
        let (mut cells, mut pools) = (permuted(&self.cells, &order), WorkerPools::default());
        for cell in &mut cells {
            pools.availability.take(&self.pools.availability, &mut cell.availability);
            pools.skills.take(&self.pools.skills, &mut cell.skills);
            pools.certificates.take(&self.pools.certificates, &mut cell.certificates);
            pools.occupations.take(&self.pools.occupations, &mut cell.desired_occupations);
            pools.experience.take(&self.pools.experience, &mut cell.experience);
            pools.names.take(&self.pools.names, &mut cell.words);
            pools.names.take(&self.pools.names, &mut cell.blocked_employers);
        }
        pools.shrink();
        let mut finished = Self {
            register: self.register.permuted(&order),
            households: self.households.permuted(&order),
            lives: permuted(&self.lives, &order),
            cells,
            pools,
            ground,
            blocks: Blocks::default(),
        };
        finished.blocks = finished.cut();
        finished
    }

    /// Calls `see` with the number of each name.
    pub(crate) fn for_each_symbol(&self, mut see: impl FnMut(Symbol)) {
        self.pools.skills.values().iter().for_each(|(name, _)| see(*name));
        self.pools.certificates.values().iter().for_each(|(name, _)| see(*name));
        self.pools.names.values().iter().for_each(|name| see(*name));
    }

    /// Makes what columns that were read from a file lack.
    pub(crate) fn restored(mut self, renaming: &Renaming) -> Self {
        if let Renaming::Other(renamed) = renaming {
            renamed.rename(self.pools.skills.values_mut().iter_mut().map(|(name, _)| name));
            renamed.rename(self.pools.certificates.values_mut().iter_mut().map(|(name, _)| name));
            renamed.rename(self.pools.names.values_mut());
            self.cells.iter().for_each(|cell| self.pools.names.get_mut(cell.words).sort_unstable());
        }
        self.blocks = self.cut();
        self
    }

    fn cut(&self) -> WorkerBlocks {
        let mut entries: Vec<Entry> = Vec::with_capacity(self.len());
        for row in (0..self.len()).filter(|row| self.cells[*row].active) {
            let WorkerCell { point: place, reach, .. } = self.cells[row];
            let wishes = self.row(row).desired_occupations();
            let entry = |occupation| Entry { row, occupation, class: 0, place, reach };
            if wishes.is_empty() {
                entries.push(entry(None));
            }
            // A wish that is repeated is one wish.
            let first = |place: usize| !wishes[..place].contains(&wishes[place]);
            entries.extend((0..wishes.len()).filter(|place| first(*place)).map(|place| entry(Some(wishes[place]))));
        }
        // Rows are in spatial order, which a stable sort keeps.
        entries.sort_by_key(|entry| (entry.place.is_none(), entry.occupation));
        Blocks::build(self.ground, &entries, self)
    }

    /// One worker who is not indexed.
    pub(crate) fn single(worker: &WorkerProfile, packing: &Packing, symbols: &mut impl Interner) -> Self {
        let mut columns = Self::default();
        columns.push(0, worker, worker.words(packing, symbols), packing, symbols);
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

    /// Asks for the memory of a row.
    pub(crate) fn expect(&self, row: usize) {
        prefetch(&self.cells[row..=row]);
    }

    /// Asks for the memory of those of a row's lists that every scored pair reads.
    pub(crate) fn expect_lists(&self, row: usize) {
        let (cell, pools) = (&self.cells[row], &self.pools);
        prefetch(pools.availability.get(cell.availability));
        prefetch(pools.skills.get(cell.skills));
        prefetch(pools.occupations.get(cell.desired_occupations));
        prefetch(pools.names.get(cell.words));
    }

    pub(crate) fn row(&self, row: usize) -> WorkerRow<'_> {
        WorkerRow { columns: self, row }
    }
}

/// One worker of a column.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WorkerRow<'a> {
    columns: &'a WorkerColumns,
    row: usize,
}

impl<'a> WorkerRow<'a> {
    pub(crate) fn id(self) -> &'a str {
        self.columns.register.ids().get(self.row)
    }

    fn cell(self) -> &'a WorkerCell {
        &self.columns.cells[self.row]
    }

    pub(crate) fn is_active(self) -> bool {
        self.cell().active
    }

    pub(crate) fn is_part_time(self) -> bool {
        self.cell().part_time
    }

    pub(crate) fn occupation_is_inferred(self) -> bool {
        self.cell().occupation_inferred
    }

    pub(crate) fn point(self) -> Option<Point> {
        self.cell().point
    }

    /// Metres, or [`UNLIMITED`].
    pub(crate) fn reach(self) -> u32 {
        self.cell().reach
    }

    pub(crate) fn division(self) -> Option<DivisionCode> {
        self.columns.register.divisions().get(self.row)
    }

    /// What rules about key groups and reports read.
    pub(crate) fn life(self) -> Life {
        self.columns.lives[self.row]
    }

    pub(crate) fn household(self) -> Option<&'a str> {
        Some(self.columns.households.get(self.row)).filter(|id| !id.is_empty())
    }

    /// The groups that the record names, as bits.
    pub(crate) fn key_groups(self) -> u16 {
        self.cell().key_groups
    }

    /// The birth date as `yyyymmdd`.
    pub(crate) fn birth_date(self) -> Option<u32> {
        Some(self.cell().birth_date).filter(|date| *date != 0)
    }

    /// The first instant of the statutory retirement date; `i64::MAX` where there is none.
    pub(crate) fn retirement(self) -> i64 {
        self.cell().retirement
    }

    pub(crate) fn pay_floor(self) -> Option<(i64, PayPeriod)> {
        self.cell().pay_floor
    }

    pub(crate) fn is_in_group(self, group: KeyGroup) -> bool {
        self.cell().key_groups & group.bit() != 0
    }

    /// Disjoint windows in time order; absent where availability is not known.
    pub(crate) fn availability(self) -> Option<&'a [(i64, i64)]> {
        let cell = self.cell();
        cell.availability_known.then(|| self.columns.pools.availability.get(cell.availability))
    }

    pub(crate) fn skills(self) -> &'a [(Symbol, u8)] {
        self.columns.pools.skills.get(self.cell().skills)
    }

    /// The rank at which a skill is held; 0 where it is not.
    pub(crate) fn skill_rank(self, skill: Symbol) -> u8 {
        self.skills().iter().filter(|(held, _)| *held == skill).map(|(_, rank)| *rank).max().unwrap_or(0)
    }

    /// Names with the instant of expiry, or [`UNKNOWN_EXPIRY`].
    pub(crate) fn certificates(self) -> &'a [(Symbol, i64)] {
        self.columns.pools.certificates.get(self.cell().certificates)
    }

    /// The marks of the skills and certificates held.
    pub(crate) fn holdings(self) -> u64 {
        marks_of(NameKind::Skill, self.skills().iter().map(|(name, _)| *name))
            | marks_of(NameKind::Certificate, self.certificates().iter().map(|(name, _)| *name))
    }

    pub(crate) fn desired_occupations(self) -> &'a [OccupationId] {
        self.columns.pools.occupations.get(self.cell().desired_occupations)
    }

    pub(crate) fn experience(self) -> &'a [(OccupationId, u32)] {
        self.columns.pools.experience.get(self.cell().experience)
    }

    /// Sorted.
    pub(crate) fn words(self) -> &'a [Symbol] {
        self.columns.pools.names.get(self.cell().words)
    }

    pub(crate) fn blocks_employer(self, employer: Symbol) -> bool {
        self.columns.pools.names.get(self.cell().blocked_employers).contains(&employer)
    }
}
