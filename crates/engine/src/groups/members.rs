//! Which groups the people of a snapshot belong to on a day.

use std::{collections::HashMap, sync::Arc};

use foldhash::fast::RandomState;
use jiff::{Unit, civil::Date};

use super::{GroupCondition, KeyGroupRule, KeyGroupRules, RetirementSchedule};
use crate::{
    columns::{WorkerRow, date_from_number, date_number},
    record::{KeyGroup, RecordKind, Timestamp, Vocabulary},
    snapshot::Inner,
    table::DivisionCode,
};

/// The age from which somebody counts as a member of the household who could work.
const WORKING_AGE: u32 = 16;

/// Says which groups a worker belongs to: those that the record names, or those that rules give.
pub(crate) struct Membership<'a> {
    /// `None` where the record's own labels count.
    rules: Option<Bound<'a>>,
}

/// A rule and the division that it is for.
type PlacedRule<'a> = (Option<DivisionCode>, &'a KeyGroupRule);

struct Bound<'a> {
    version: &'a str,
    /// By group, the rules with the longest codes first.
    by_group: Vec<(KeyGroup, Vec<PlacedRule<'a>>)>,
    retirement: Arc<RetirementSchedule>,
    day: Date,
    /// Households in which somebody of working age has work.
    working: HashMap<&'a str, bool, RandomState>,
}

impl<'a> Membership<'a> {
    /// By the labels of records, or by the rules that hold on the day of an instant.
    pub(crate) fn new(inner: &'a Inner, rules: Option<&'a KeyGroupRules>, now: Timestamp) -> Self {
        let Some(rules) = rules else { return Self { rules: None } };
        let day = inner.packing.day_of(now);
        let mut by_group = Vec::new();
        for group in KeyGroup::WORDS.iter().map(|(group, _)| *group) {
            let of_group = rules.on(day).filter(|rule| rule.group == group);
            let mut placed: Vec<_> = of_group.map(|rule| (DivisionCode::parse(&rule.division), rule)).collect();
            placed.sort_by_key(|(code, _)| std::cmp::Reverse(code.map_or(0, DivisionCode::digits)));
            by_group.push((group, placed));
        }
        let retirement = rules.retirement.clone().map_or_else(RetirementSchedule::cn_2025, Arc::new);
        let mut bound = Bound { version: &rules.version, by_group, retirement, day, working: HashMap::default() };
        if rules.on(day).any(|rule| asks_for_household(&rule.when)) {
            bound.working = bound.working_households(inner);
        }
        Self { rules: Some(bound) }
    }

    /// The version of the rules; `None` where labels count.
    pub(crate) fn version(&self) -> Option<String> {
        self.rules.as_ref().map(|rules| rules.version.to_owned())
    }

    /// The groups of a worker as bits.
    pub(crate) fn groups(&self, worker: WorkerRow<'_>) -> u16 {
        let Some(bound) = &self.rules else { return worker.key_groups() };
        let mut groups = 0;
        for (group, rules) in &bound.by_group {
            let here = |code: &Option<DivisionCode>| match code {
                None => true,
                Some(code) => worker.division().is_some_and(|home| home.is_within(*code)),
            };
            // The rules of the smallest division around the home, and of no wider one.
            let smallest = rules.iter().find(|(code, _)| here(code)).map(|(code, _)| code);
            let mut holding = rules.iter().filter(|(code, _)| Some(code) == smallest);
            if holding.any(|(_, rule)| bound.holds(&rule.when, worker)) {
                groups |= group.bit();
            }
        }
        groups
    }
}

fn asks_for_household(condition: &GroupCondition) -> bool {
    match condition {
        GroupCondition::AnyOf(parts) | GroupCondition::AllOf(parts) => parts.iter().any(asks_for_household),
        GroupCondition::HouseholdWithoutEmployment(_) => true,
        _ => false,
    }
}

impl<'a> Bound<'a> {
    fn holds(&self, condition: &GroupCondition, worker: WorkerRow<'_>) -> bool {
        let life = worker.life();
        match condition {
            GroupCondition::AnyOf(parts) => parts.iter().any(|part| self.holds(part, worker)),
            GroupCondition::AllOf(parts) => parts.iter().all(|part| self.holds(part, worker)),
            GroupCondition::Label(group) => worker.is_in_group(*group),
            GroupCondition::Circumstance(circumstance) => life.circumstances & circumstance.bit() != 0,
            GroupCondition::YearsToRetirementAtMost(years) => self.retirement(worker).is_some_and(|retirement| {
                let today = date_number(self.day);
                today < retirement && u64::from(retirement) <= u64::from(today) + u64::from(*years) * 10_000
            }),
            GroupCondition::AgeAtLeast(years) => self.has_age(worker, *years) == Some(true),
            GroupCondition::AgeBelow(years) => self.has_age(worker, *years) == Some(false),
            GroupCondition::UnemployedMonthsAtLeast(months) => {
                self.months_since(life.unemployed_since).is_some_and(|since| since >= i64::from(*months))
            }
            GroupCondition::GraduatedWithinYears(years) => {
                let within = |graduated| date_number(self.day) <= graduated + years.saturating_mul(10_000);
                life.graduated_on != 0 && life.graduated_on <= date_number(self.day) && within(life.graduated_on)
            }
            GroupCondition::HouseholdWithoutEmployment(wanted) => {
                let without = |household| self.is_unemployed(worker) && self.working.get(household) != Some(&true);
                worker.household().is_some_and(|household| without(household) == *wanted)
            }
        }
    }

    /// The statutory retirement date as `yyyymmdd`: the record's, else by the schedule.
    fn retirement(&self, worker: WorkerRow<'_>) -> Option<u32> {
        let life = worker.life();
        if life.statutory_retirement != 0 {
            return Some(life.statutory_retirement);
        }
        let birth = date_from_number(worker.birth_date()?)?;
        let age = Some(life.original_retirement_age).filter(|age| *age != 0)?;
        self.retirement.retirement(birth, u32::from(age)).map(date_number)
    }

    fn has_age(&self, worker: WorkerRow<'_>, years: u32) -> Option<bool> {
        Some(u64::from(date_number(self.day)) >= u64::from(worker.birth_date()?) + u64::from(years) * 10_000)
    }

    fn months_since(&self, date: u32) -> Option<i64> {
        let since = date_from_number(date).filter(|since| *since <= self.day)?;
        let span = since.until((Unit::Month, self.day)).ok()?;
        Some(i64::from(span.get_months()))
    }

    fn is_unemployed(&self, worker: WorkerRow<'_>) -> bool {
        let since = worker.life().unemployed_since;
        let labelled = [KeyGroup::RegisteredUnemployed, KeyGroup::LongTermUnemployed];
        (since != 0 && since <= date_number(self.day)) || labelled.iter().any(|group| worker.is_in_group(*group))
    }

    /// Households, and whether somebody of working age in them has work.
    fn working_households(&self, inner: &'a Inner) -> HashMap<&'a str, bool, RandomState> {
        let mut working: HashMap<&'a str, bool, RandomState> = HashMap::default();
        for at in inner.live_rows(RecordKind::Worker) {
            let worker = inner.worker_row(at);
            let Some(household) = worker.household() else { continue };
            let is_child = self.has_age(worker, WORKING_AGE) == Some(false);
            let is_retired = self.retirement(worker).is_some_and(|retirement| retirement <= date_number(self.day));
            let works = !is_child && !is_retired && !self.is_unemployed(worker);
            *working.entry(household).or_default() |= works;
        }
        working
    }
}
