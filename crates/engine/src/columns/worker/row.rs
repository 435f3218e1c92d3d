//! One worker of a column.
//!
//! A worker is a head of [`HEAD`] words and lists: the instant of retirement, where that is known; windows of availability;
//! skills; certificates; wished occupations; experience; blocked employers behind their number, where there are any; words.

use std::ops::Range;

use super::{Life, UNKNOWN_EXPIRY, WorkerColumns};
use crate::{
    columns::{
        Packing, UNLIMITED, date_number,
        lanes::{NameKind, marks_of},
        posting::comparable,
        records::{
            PLACED, Record, bits, counted, fen, first_word, halves, joined, length, long, occupation, occupation_word,
            point_words, rename_skills, rest, skill, skill_words,
        },
        windows::{Times, Windows},
    },
    geo::Point,
    record::{EmploymentType, KeyGroup, PayPeriod, Timestamp, WorkerProfile, WorkerStatus},
    symbols::{Interner, Renamed, Symbol},
    table::{DivisionCode, OccupationId},
};

/// Words that every worker has.
const HEAD: usize = 8;

/// Words of the head. First flags, the period of the pay floor and key groups.
const FLAGS: usize = 0;
/// Below the coordinates the lengths of three lists.
const POINT: usize = 1;
const SKILLS: usize = POINT;
const CERTIFICATES: usize = POINT + 1;
const WISHES: usize = POINT + 2;
const REACH: usize = 4;
const BIRTH_DATE: usize = 5;
const PAY_FLOOR: usize = 6;
/// The lengths of two more lists: windows, and experience.
const LENGTHS: usize = 7;

const ACTIVE: u32 = 1;
const PART_TIME: u32 = 2;
const INFERRED: u32 = 4;
/// Whether availability is known; unknown availability rules nothing out.
const AVAILABILITY: u32 = 8;
const RETIRES: u32 = 16;
const BLOCKS: u32 = 32;
/// Which form windows and expiries have: see [`Times`].
const TO_THE_MINUTE: u32 = 64;
const DAILY: u32 = 256;

/// Bits of the number of windows.
const WINDOWS: u32 = 16;

/// A worker as words.
pub(super) fn words_of(
    worker: &WorkerProfile,
    words: &[Symbol],
    packing: &Packing,
    symbols: &mut impl Interner,
) -> Vec<u32> {
    let windows = worker.availability.as_deref().unwrap_or_default();
    let windows = windows.iter().map(|window| (window.start.as_millisecond(), window.end.as_millisecond()));
    let windows: Vec<(i64, i64)> = windows.collect();
    let certificates = worker.certificates.iter().map(|held| {
        let expiry = held.valid_through.map_or(UNKNOWN_EXPIRY, Timestamp::as_millisecond);
        (symbols.intern(&held.name), expiry)
    });
    let certificates: Vec<(Symbol, i64)> = certificates.collect();
    let times = Times::of(&windows, certificates.iter().map(|(_, expiry)| *expiry));
    let wishes = worker.desired_occupations.iter().filter_map(|code| packing.occupations.find(code));
    let wishes: Vec<u32> = wishes.map(OccupationId::number).collect();
    let experience = worker.experience.iter().filter_map(|experience| {
        Some(occupation_word(Some(packing.occupations.find(&experience.occupational_category)?), experience.months))
    });
    let experience: Vec<u32> = experience.collect();
    let floor = worker.pay_floor.as_ref().and_then(comparable).map(|(floor, _, period)| (floor, period));
    let retirement = worker.statutory_retirement_date.map(|date| packing.start_of_ms(date));
    let flags = [
        (ACTIVE, worker.status == WorkerStatus::Active),
        (PART_TIME, worker.employment_type == Some(EmploymentType::PartTime)),
        (INFERRED, worker.occupation_confidence.is_some()),
        (AVAILABILITY, worker.availability.is_some()),
        (RETIRES, retirement.is_some()),
        (BLOCKS, !worker.blocked_employers.is_empty()),
        (TO_THE_MINUTE, times != Times::Milliseconds),
        (DAILY, times == Times::Days),
        (PLACED, worker.location.is_some()),
    ];
    let groups = worker.key_groups.iter().copied().map(KeyGroup::bit).fold(0, |all, bit| all | bit);
    let lengths = [worker.skills.len(), certificates.len(), wishes.len()];
    let [x, y, z] = point_words(worker.location.map(Point::from_wgs84), lengths);
    let mut record = vec![
        first_word(flags, floor.map(|(_, period)| period), usize::from(groups)),
        x,
        y,
        z,
        worker.max_distance_m.unwrap_or(UNLIMITED),
        worker.birth_date.map_or(0, date_number),
        floor.map_or(0, |(floor, _)| fen(floor)),
        joined([(windows.len(), WINDOWS), (experience.len(), 32 - WINDOWS)]),
    ];
    record.extend(retirement.into_iter().flat_map(halves));
    times.write_windows(&windows, &mut record);
    record.extend(skill_words(&worker.skills, symbols));
    for (name, expiry) in certificates {
        record.push(name);
        times.write_expiry(expiry, &mut record);
    }
    record.extend(wishes);
    record.extend(experience);
    if !worker.blocked_employers.is_empty() {
        record.push(u32::try_from(worker.blocked_employers.len()).expect("lists of normal records are short"));
        record.extend(worker.blocked_employers.iter().map(|employer| symbols.intern(employer)));
    }
    record.extend(words);
    record
}

/// Gives the names of a worker their numbers in this engine.
pub(super) fn rename(record: &mut [u32], renamed: &Renamed) {
    let (head, lists) = record.split_first_chunk_mut::<HEAD>().expect("every row has a head");
    let parts = Parts::of(head);
    rename_skills(&mut lists[parts.windows..parts.skills], renamed);
    let certificates = lists[parts.skills..parts.certificates].chunks_exact_mut(certificate_words(head));
    renamed.rename(certificates.map(|certificate| &mut certificate[0]));
    let blocked = blocked(head, lists);
    renamed.rename(&mut lists[blocked.start..]);
    lists[blocked.end..].sort_unstable();
}

/// Which form windows and expiries have.
#[inline(always)]
fn times(head: &[u32; HEAD]) -> Times {
    match (head[FLAGS] & TO_THE_MINUTE != 0, head[FLAGS] & DAILY != 0) {
        (true, true) => Times::Days,
        (true, false) => Times::Minutes,
        (false, _) => Times::Milliseconds,
    }
}

/// Words of a certificate: its name, its expiry.
#[inline(always)]
fn certificate_words(head: &[u32; HEAD]) -> usize {
    1 + times(head).words_of_expiry()
}

/// Where each list ends and the next one begins.
struct Parts {
    retirement: usize,
    windows: usize,
    skills: usize,
    certificates: usize,
    wishes: usize,
    experience: usize,
}

impl Parts {
    #[inline(always)]
    fn of(head: &[u32; HEAD]) -> Self {
        let retirement = if head[FLAGS] & RETIRES == 0 { 0 } else { 2 };
        let windows = retirement + times(head).words_of_windows(bits(head[LENGTHS], 0, WINDOWS));
        let skills = windows + length(head[SKILLS]);
        let certificates = skills + certificate_words(head) * length(head[CERTIFICATES]);
        let wishes = certificates + length(head[WISHES]);
        let experience = wishes + (head[LENGTHS] >> WINDOWS) as usize;
        Self { retirement, windows, skills, certificates, wishes, experience }
    }
}

/// Where the blocked employers stand; words begin where they end.
#[inline(always)]
fn blocked(head: &[u32; HEAD], lists: &[u32]) -> Range<usize> {
    counted(lists, Parts::of(head).experience, head[FLAGS] & BLOCKS != 0)
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

    #[inline(always)]
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
        (rest(self.record.head) & 0xFFFF) as u16
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
    #[inline(always)]
    pub(crate) fn availability(self) -> Option<Windows<'a>> {
        let Parts { retirement, windows, .. } = self.parts();
        let words = &self.record.lists[retirement..windows];
        self.record.is(AVAILABILITY).then(|| Windows::new(times(self.record.head), words))
    }

    #[inline]
    pub(crate) fn skills(self) -> impl ExactSizeIterator<Item = (Symbol, u8)> + Clone + 'a {
        let Parts { windows, skills, .. } = self.parts();
        self.record.lists[windows..skills].iter().map(skill)
    }

    /// The rank at which a skill is held; 0 where it is not.
    pub(crate) fn skill_rank(self, skill: Symbol) -> u8 {
        self.skills().filter(|(held, _)| *held == skill).map(|(_, rank)| rank).max().unwrap_or(0)
    }

    /// Names with the instant of expiry, or [`UNKNOWN_EXPIRY`].
    #[inline]
    pub(crate) fn certificates(self) -> impl Iterator<Item = (Symbol, i64)> + 'a {
        let Parts { skills, certificates, .. } = self.parts();
        let times = times(self.record.head);
        let words = self.record.lists[skills..certificates].chunks_exact(certificate_words(self.record.head));
        words.map(move |certificate| (certificate[0], times.expiry(&certificate[1..])))
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
    #[inline]
    pub(crate) fn experience(self) -> impl ExactSizeIterator<Item = (OccupationId, u32)> + 'a {
        let Parts { wishes, experience, .. } = self.parts();
        self.record.lists[wishes..experience].iter().map(|word| {
            let (known, months) = occupation(*word);
            (known.expect("experience is in an occupation"), months)
        })
    }

    /// Sorted.
    #[inline]
    pub(crate) fn words(self) -> &'a [Symbol] {
        &self.record.lists[blocked(self.record.head, self.record.lists).end..]
    }

    #[inline]
    pub(crate) fn blocks_employer(self, employer: Symbol) -> bool {
        self.record.is(BLOCKS) && self.blocked_employers().contains(&employer)
    }

    #[inline]
    pub(super) fn blocked_employers(self) -> &'a [Symbol] {
        &self.record.lists[blocked(self.record.head, self.record.lists)]
    }
}
