//! Worker profiles in columns.

use super::{
    Blocks, Lists, Packing, Strings, UNLIMITED, WorkerBlock, WorkerFrame, WorkerSummary,
    blocks::Entry,
    csr::permuted,
    date_number,
    lanes::{NameKind, marks_of},
    posting::comparable,
    spatial::Ground,
};
use crate::{
    geo::Point,
    record::{EmploymentType, KeyGroup, PayPeriod, WorkerProfile, WorkerStatus},
    symbols::{Interner, Symbol},
    table::{DivisionCode, OccupationId},
    tokens::token_set,
};

#[derive(Debug, Clone, Copy)]
struct Flags {
    active: bool,
    part_time: bool,
    /// Whether availability is known; unknown availability rules nothing out.
    availability_known: bool,
}

/// The workers of one segment.
#[derive(Debug, Default)]
pub(crate) struct WorkerColumns {
    ids: Strings,
    docs: Vec<u32>,
    flags: Vec<Flags>,
    points: Vec<Option<Point>>,
    reach: Vec<u32>,
    divisions: Vec<Option<DivisionCode>>,
    birth_dates: Vec<u32>,
    retirement: Vec<i64>,
    pay_floor: Vec<Option<(i64, PayPeriod)>>,
    key_groups: Vec<u16>,
    availability: Lists<(i64, i64)>,
    skills: Lists<(Symbol, u8)>,
    certificates: Lists<(Symbol, i64)>,
    desired_occupations: Lists<OccupationId>,
    experience: Lists<(OccupationId, u32)>,
    tokens: Lists<Symbol>,
    blocked_employers: Lists<Symbol>,
    by_id: Vec<u32>,
    blocks: WorkerBlocks,
}

/// Active workers, each under every occupation that they wish for, or under none where they wish for none.
pub(crate) type WorkerBlocks = Blocks<WorkerBlock, WorkerFrame, WorkerSummary>;

/// The expiry of a certificate whose expiry is not known.
pub(crate) const UNKNOWN_EXPIRY: i64 = i64::MIN;

impl WorkerColumns {
    /// Appends a normalised profile, which stands in document `doc`.
    pub(crate) fn push(&mut self, doc: u32, worker: &WorkerProfile, packing: &Packing, symbols: &mut impl Interner) {
        self.ids.push(&worker.id);
        self.docs.push(doc);
        self.flags.push(Flags {
            active: worker.status == WorkerStatus::Active,
            part_time: worker.employment_type == Some(EmploymentType::PartTime),
            availability_known: worker.availability.is_some(),
        });
        self.points.push(worker.location.map(Point::from_wgs84));
        self.reach.push(worker.max_distance_m.unwrap_or(UNLIMITED));
        self.divisions.push(worker.division.as_deref().and_then(DivisionCode::parse));
        self.birth_dates.push(worker.birth_date.map_or(0, date_number));
        self.retirement.push(worker.statutory_retirement_date.map_or(i64::MAX, |date| packing.start_of_ms(date)));
        self.pay_floor.push(worker.pay_floor.as_ref().and_then(comparable).map(|(floor, _, period)| (floor, period)));
        self.key_groups.push(worker.key_groups.iter().copied().map(KeyGroup::bit).fold(0, |all, bit| all | bit));
        let windows = worker.availability.as_deref().unwrap_or_default();
        self.availability
            .push(windows.iter().map(|window| (window.start.as_millisecond(), window.end.as_millisecond())));
        self.skills.push(
            worker.skills.iter().map(|skill| (symbols.intern(&skill.name), skill.level.unwrap_or_default().rank())),
        );
        self.certificates.push(worker.certificates.iter().map(|held| {
            (symbols.intern(&held.name), held.valid_through.map_or(UNKNOWN_EXPIRY, jiff::Timestamp::as_millisecond))
        }));
        self.desired_occupations
            .push(worker.desired_occupations.iter().filter_map(|code| packing.occupations.find(code)));
        self.experience.push(worker.experience.iter().filter_map(|experience| {
            Some((packing.occupations.find(&experience.occupational_category)?, experience.months))
        }));
        let mut tokens: Vec<Symbol> = wish_tokens(worker, packing).iter().map(|token| symbols.intern(token)).collect();
        tokens.sort_unstable();
        self.tokens.push(tokens);
        self.blocked_employers.push(worker.blocked_employers.iter().map(|employer| symbols.intern(employer)));
    }

    /// Brings the rows into spatial order and builds what is derived from it.
    pub(crate) fn finish(self) -> Self {
        let rows = u32::try_from(self.docs.len()).unwrap_or(u32::MAX);
        let ground = Ground::under(self.points.iter().copied().flatten());
        let mut order: Vec<u32> = (0..rows).collect();
        order.sort_by_cached_key(|row| {
            let point = self.points[*row as usize];
            (point.is_none(), point.map(|point| ground.key(point)))
        });
        let ids = self.ids.permuted(&order);
        let mut finished = Self {
            by_id: ids.sorted_rows(),
            blocks: Blocks::default(),
            ids,
            points: permuted(&self.points, &order),
            reach: permuted(&self.reach, &order),
            docs: permuted(&self.docs, &order),
            flags: permuted(&self.flags, &order),
            divisions: permuted(&self.divisions, &order),
            birth_dates: permuted(&self.birth_dates, &order),
            retirement: permuted(&self.retirement, &order),
            pay_floor: permuted(&self.pay_floor, &order),
            key_groups: permuted(&self.key_groups, &order),
            availability: self.availability.permuted(&order),
            skills: self.skills.permuted(&order),
            certificates: self.certificates.permuted(&order),
            desired_occupations: self.desired_occupations.permuted(&order),
            experience: self.experience.permuted(&order),
            tokens: self.tokens.permuted(&order),
            blocked_employers: self.blocked_employers.permuted(&order),
        };
        finished.blocks = finished.cut(ground);
        finished
    }

    fn cut(&self, ground: Ground) -> WorkerBlocks {
        let mut entries: Vec<Entry> = Vec::with_capacity(self.len());
        for row in (0..self.len()).filter(|row| self.flags[*row].active) {
            let (wishes, place, reach) = (self.desired_occupations.get(row), self.points[row], self.reach[row]);
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
        Blocks::build(ground, &entries, self)
    }

    /// One worker who is not indexed.
    pub(crate) fn single(worker: &WorkerProfile, packing: &Packing, symbols: &mut impl Interner) -> Self {
        let mut columns = Self::default();
        columns.push(0, worker, packing, symbols);
        columns.finish()
    }

    pub(crate) fn len(&self) -> usize {
        self.docs.len()
    }

    pub(crate) fn doc(&self, row: usize) -> u32 {
        self.docs[row]
    }

    pub(crate) fn docs(&self) -> &[u32] {
        &self.docs
    }

    pub(crate) fn ids(&self) -> &Strings {
        &self.ids
    }

    pub(crate) fn by_id(&self) -> &[u32] {
        &self.by_id
    }

    pub(crate) fn blocks(&self) -> &WorkerBlocks {
        &self.blocks
    }

    pub(crate) fn row(&self, row: usize) -> WorkerRow<'_> {
        WorkerRow { columns: self, row }
    }
}

/// The words of a worker's wish: their own and the names of the occupations they wish for.
pub(crate) fn wish_tokens(worker: &WorkerProfile, packing: &Packing) -> std::collections::BTreeSet<String> {
    let occupations = &packing.occupations;
    let names = worker
        .desired_occupations
        .iter()
        .filter_map(|code| occupations.find(code))
        .map(|id| occupations.get(id).name.as_str());
    token_set(worker.wishes.as_deref().into_iter().chain(names))
}

/// One worker of a column.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WorkerRow<'a> {
    columns: &'a WorkerColumns,
    row: usize,
}

impl<'a> WorkerRow<'a> {
    pub(crate) fn id(self) -> &'a str {
        self.columns.ids.get(self.row)
    }

    pub(crate) fn is_active(self) -> bool {
        self.columns.flags[self.row].active
    }

    pub(crate) fn is_part_time(self) -> bool {
        self.columns.flags[self.row].part_time
    }

    pub(crate) fn point(self) -> Option<Point> {
        self.columns.points[self.row]
    }

    /// Metres, or [`UNLIMITED`].
    pub(crate) fn reach(self) -> u32 {
        self.columns.reach[self.row]
    }

    pub(crate) fn division(self) -> Option<DivisionCode> {
        self.columns.divisions[self.row]
    }

    /// The birth date as `yyyymmdd`.
    pub(crate) fn birth_date(self) -> Option<u32> {
        Some(self.columns.birth_dates[self.row]).filter(|date| *date != 0)
    }

    /// The first instant of the statutory retirement date; `i64::MAX` where there is none.
    pub(crate) fn retirement(self) -> i64 {
        self.columns.retirement[self.row]
    }

    pub(crate) fn pay_floor(self) -> Option<(i64, PayPeriod)> {
        self.columns.pay_floor[self.row]
    }

    pub(crate) fn is_in_group(self, group: KeyGroup) -> bool {
        self.columns.key_groups[self.row] & group.bit() != 0
    }

    /// Disjoint windows in time order; absent where availability is not known.
    pub(crate) fn availability(self) -> Option<&'a [(i64, i64)]> {
        let known = self.columns.flags[self.row].availability_known;
        known.then(|| self.columns.availability.get(self.row))
    }

    pub(crate) fn skills(self) -> &'a [(Symbol, u8)] {
        self.columns.skills.get(self.row)
    }

    /// The rank at which a skill is held; 0 where it is not.
    pub(crate) fn skill_rank(self, skill: Symbol) -> u8 {
        self.skills().iter().filter(|(held, _)| *held == skill).map(|(_, rank)| *rank).max().unwrap_or(0)
    }

    /// Names with the instant of expiry, or [`UNKNOWN_EXPIRY`].
    pub(crate) fn certificates(self) -> &'a [(Symbol, i64)] {
        self.columns.certificates.get(self.row)
    }

    /// The marks of the skills and certificates held.
    pub(crate) fn holdings(self) -> u64 {
        marks_of(NameKind::Skill, self.skills().iter().map(|(name, _)| *name))
            | marks_of(NameKind::Certificate, self.certificates().iter().map(|(name, _)| *name))
    }

    pub(crate) fn desired_occupations(self) -> &'a [OccupationId] {
        self.columns.desired_occupations.get(self.row)
    }

    pub(crate) fn experience(self) -> &'a [(OccupationId, u32)] {
        self.columns.experience.get(self.row)
    }

    /// Sorted.
    pub(crate) fn tokens(self) -> &'a [Symbol] {
        self.columns.tokens.get(self.row)
    }

    pub(crate) fn blocks_employer(self, employer: Symbol) -> bool {
        self.columns.blocked_employers.get(self.row).contains(&employer)
    }
}
