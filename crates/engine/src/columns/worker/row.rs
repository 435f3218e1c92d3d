//! One worker of a column.
//!
//! A worker is a head of [`HEAD`] words and lists: the instant of retirement, where that is known; windows of availability;
//! skills; certificates; wished occupations; experience; blocked employers; words.

use super::{Life, UNKNOWN_EXPIRY, WorkerColumns};
use crate::{
    columns::{
        Packing, UNLIMITED, date_number,
        lanes::{NameKind, marks_of},
        posting::comparable,
        records::{
            CERTIFICATE, PLACED, Record, WINDOW, Windows, bits, certificate, certificate_words, elements, fen,
            first_word, halves, joined, long, point_words, rename_skills, skill, skill_words,
        },
    },
    geo::Point,
    record::{EmploymentType, KeyGroup, PayPeriod, Timestamp, WorkerProfile, WorkerStatus},
    symbols::{Interner, Renamed, Symbol},
    table::{DivisionCode, OccupationId},
};

/// Words that every worker has.
const HEAD: usize = 9;

/// Words of the head: first flags, the period of the pay floor and key groups, then the lengths of the lists behind.
const FLAGS: usize = 0;
const LENGTHS: usize = 1;
const MORE_LENGTHS: usize = 2;
const POINT: usize = 3;
const REACH: usize = 6;
const BIRTH_DATE: usize = 7;
const PAY_FLOOR: usize = 8;

const ACTIVE: u32 = 1;
const PART_TIME: u32 = 2;
const INFERRED: u32 = 4;
/// Whether availability is known; unknown availability rules nothing out.
const AVAILABILITY: u32 = 8;
const RETIRES: u32 = 16;

/// Words of experience in an occupation.
const EXPERIENCE: usize = 2;

/// A worker as words.
pub(super) fn words_of(
    worker: &WorkerProfile,
    words: &[Symbol],
    packing: &Packing,
    symbols: &mut impl Interner,
) -> Vec<u32> {
    let windows = worker.availability.as_deref().unwrap_or_default();
    let wishes = worker.desired_occupations.iter().filter_map(|code| packing.occupations.find(code));
    let wishes: Vec<u32> = wishes.map(OccupationId::number).collect();
    let experience = worker.experience.iter().filter_map(|experience| {
        Some([packing.occupations.find(&experience.occupational_category)?.number(), experience.months])
    });
    let experience: Vec<[u32; EXPERIENCE]> = experience.collect();
    let floor = worker.pay_floor.as_ref().and_then(comparable).map(|(floor, _, period)| (floor, period));
    let point = worker.location.map(Point::from_wgs84);
    let retirement = worker.statutory_retirement_date.map(|date| packing.start_of_ms(date));
    let flags = [
        (ACTIVE, worker.status == WorkerStatus::Active),
        (PART_TIME, worker.employment_type == Some(EmploymentType::PartTime)),
        (INFERRED, worker.occupation_confidence.is_some()),
        (AVAILABILITY, worker.availability.is_some()),
        (PLACED, point.is_some()),
        (RETIRES, retirement.is_some()),
    ];
    let groups = worker.key_groups.iter().copied().map(KeyGroup::bit).fold(0, |all, bit| all | bit);
    let [x, y, z] = point_words(point);
    let lengths = [(worker.skills.len(), 8), (worker.certificates.len(), 8), (wishes.len(), 8), (experience.len(), 8)];
    let mut record = vec![
        first_word(flags, floor.map(|(_, period)| period), usize::from(groups)),
        joined(lengths),
        joined([(windows.len(), 16), (worker.blocked_employers.len(), 16)]),
        x,
        y,
        z,
        worker.max_distance_m.unwrap_or(UNLIMITED),
        worker.birth_date.map_or(0, date_number),
        floor.map_or(0, |(floor, _)| fen(floor)),
    ];
    record.extend(retirement.into_iter().flat_map(halves));
    let windows = windows.iter().map(|window| (window.start.as_millisecond(), window.end.as_millisecond()));
    record.extend(windows.flat_map(Windows::words));
    record.extend(skill_words(&worker.skills, symbols));
    let certificates = worker.certificates.iter().map(|held| {
        let expiry = held.valid_through.map_or(UNKNOWN_EXPIRY, Timestamp::as_millisecond);
        certificate_words((symbols.intern(&held.name), expiry))
    });
    record.extend(certificates.flatten());
    record.extend(wishes);
    record.extend(experience.into_iter().flatten());
    record.extend(worker.blocked_employers.iter().map(|employer| symbols.intern(employer)));
    record.extend(words);
    record
}

/// Gives the names of a worker their numbers in this engine.
pub(super) fn rename(record: &mut [u32], renamed: &Renamed) {
    let (head, lists) = record.split_first_chunk_mut::<HEAD>().expect("every row has a head");
    let parts = Parts::of(head);
    rename_skills(&mut lists[parts.windows..parts.skills], renamed);
    let certificates = lists[parts.skills..parts.certificates].as_chunks_mut::<CERTIFICATE>().0;
    renamed.rename(certificates.iter_mut().map(|[name, ..]| name));
    renamed.rename(&mut lists[parts.experience..]);
    lists[parts.blocked..].sort_unstable();
}

/// Where each list ends and the next one begins.
struct Parts {
    retirement: usize,
    windows: usize,
    skills: usize,
    certificates: usize,
    wishes: usize,
    experience: usize,
    blocked: usize,
}

impl Parts {
    #[inline(always)]
    fn of(head: &[u32; HEAD]) -> Self {
        let (lengths, more) = (head[LENGTHS], head[MORE_LENGTHS]);
        let retirement = if head[FLAGS] & RETIRES == 0 { 0 } else { 2 };
        let windows = retirement + WINDOW * bits(more, 0, 16);
        let skills = windows + bits(lengths, 0, 8);
        let certificates = skills + CERTIFICATE * bits(lengths, 8, 8);
        let wishes = certificates + bits(lengths, 16, 8);
        let experience = wishes + EXPERIENCE * bits(lengths, 24, 8);
        Self { retirement, windows, skills, certificates, wishes, experience, blocked: experience + bits(more, 16, 16) }
    }
}

/// One worker of a column.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WorkerRow<'a> {
    columns: &'a WorkerColumns,
    row: usize,
    record: Record<'a, HEAD>,
}

impl<'a> WorkerRow<'a> {
    #[inline]
    pub(super) fn new(columns: &'a WorkerColumns, row: usize) -> Self {
        Self { columns, row, record: columns.records.get(row) }
    }

    pub(crate) fn id(self) -> &'a str {
        self.columns.register.ids().get(self.row)
    }

    fn parts(self) -> Parts {
        Parts::of(self.record.head)
    }

    pub(crate) fn is_active(self) -> bool {
        self.record.is(ACTIVE)
    }

    pub(crate) fn is_part_time(self) -> bool {
        self.record.is(PART_TIME)
    }

    pub(crate) fn occupation_is_inferred(self) -> bool {
        self.record.is(INFERRED)
    }

    pub(crate) fn point(self) -> Option<Point> {
        self.record.point(POINT)
    }

    /// Metres, or [`UNLIMITED`].
    pub(crate) fn reach(self) -> u32 {
        self.record.head[REACH]
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
        (self.record.head[FLAGS] >> 16) as u16
    }

    /// The birth date as `yyyymmdd`.
    pub(crate) fn birth_date(self) -> Option<u32> {
        Some(self.record.head[BIRTH_DATE]).filter(|date| *date != 0)
    }

    /// The first instant of the statutory retirement date; `i64::MAX` where there is none.
    pub(crate) fn retirement(self) -> i64 {
        if !self.record.is(RETIRES) {
            return i64::MAX;
        }
        long(self.record.lists[0], self.record.lists[1])
    }

    pub(crate) fn pay_floor(self) -> Option<(i64, PayPeriod)> {
        Some((i64::from(self.record.head[PAY_FLOOR]), self.record.period()?))
    }

    pub(crate) fn is_in_group(self, group: KeyGroup) -> bool {
        self.key_groups() & group.bit() != 0
    }

    /// Disjoint windows in time order; absent where availability is not known.
    pub(crate) fn availability(self) -> Option<Windows<'a>> {
        let Parts { retirement, windows, .. } = self.parts();
        self.record.is(AVAILABILITY).then(|| Windows::new(&self.record.lists[retirement..windows]))
    }

    pub(crate) fn skills(self) -> impl ExactSizeIterator<Item = (Symbol, u8)> + Clone + 'a {
        let Parts { windows, skills, .. } = self.parts();
        self.record.lists[windows..skills].iter().map(skill)
    }

    /// The rank at which a skill is held; 0 where it is not.
    pub(crate) fn skill_rank(self, skill: Symbol) -> u8 {
        self.skills().filter(|(held, _)| *held == skill).map(|(_, rank)| rank).max().unwrap_or(0)
    }

    /// Names with the instant of expiry, or [`UNKNOWN_EXPIRY`].
    pub(crate) fn certificates(self) -> impl Iterator<Item = (Symbol, i64)> + 'a {
        let Parts { skills, certificates, .. } = self.parts();
        elements(&self.record.lists[skills..certificates]).iter().map(certificate)
    }

    /// The marks of the skills and certificates held.
    pub(crate) fn holdings(self) -> u64 {
        marks_of(NameKind::Skill, self.skills().map(|(name, _)| name))
            | marks_of(NameKind::Certificate, self.certificates().map(|(name, _)| name))
    }

    pub(crate) fn desired_occupations(
        self,
    ) -> impl ExactSizeIterator<Item = OccupationId> + DoubleEndedIterator + Clone + 'a {
        let Parts { certificates, wishes, .. } = self.parts();
        self.record.lists[certificates..wishes].iter().map(|number| OccupationId::from_number(*number))
    }

    /// With their months.
    pub(crate) fn experience(self) -> impl ExactSizeIterator<Item = (OccupationId, u32)> + 'a {
        let Parts { wishes, experience, .. } = self.parts();
        let pairs = elements(&self.record.lists[wishes..experience]).iter();
        pairs.map(|&[number, months]| (OccupationId::from_number(number), months))
    }

    /// Sorted.
    pub(crate) fn words(self) -> &'a [Symbol] {
        &self.record.lists[self.parts().blocked..]
    }

    pub(crate) fn blocks_employer(self, employer: Symbol) -> bool {
        self.blocked_employers().contains(&employer)
    }

    pub(super) fn blocked_employers(self) -> &'a [Symbol] {
        let Parts { experience, blocked, .. } = self.parts();
        &self.record.lists[experience..blocked]
    }
}
