//! Skills and certificates that would open postings, counted posting by posting.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use super::{answer::Training, openings::Openings};
use crate::{
    Result, TermKind,
    rank::Question,
    record::{Posting, SkillLevel, Vocabulary},
    symbols::Symbol,
};

/// A skill or certificate that somebody does not have, or not at the level or for the time that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Lack {
    pub(super) kind: TermKind,
    pub(super) name: Symbol,
}

/// The postings that it alone keeps closed to somebody.
#[derive(Debug, Clone, Default)]
pub(super) struct Lacking {
    /// By number in the openings, with the rank or the time that they ask for.
    postings: Vec<(u32, u8, i64)>,
    pub(super) seats: u64,
}

impl Lacking {
    /// Adds a posting; one of its shifts after another, each with what it asks for.
    pub(super) fn add(&mut self, rank: u8, until: i64, number: u32, seats: u64) {
        match self.postings.last_mut() {
            // The shift that asks for least is enough.
            Some(last) if last.0 == number => {
                (last.1, last.2) = (last.1.min(rank), last.2.min(until));
            }
            _ => {
                self.postings.push((number, rank, until));
                self.seats += seats;
            }
        }
    }

    /// The posting that asks for most: what is enough for it is enough for all.
    pub(super) fn hardest(&self) -> u32 {
        let hardest = self.postings.iter().max_by_key(|(number, rank, until)| (*rank, *until, Reverse(*number)));
        hardest.map_or(0, |(number, ..)| *number)
    }
}

/// What each lack keeps closed to some people.
#[derive(Debug, Default)]
pub(super) struct Trainings(BTreeMap<Lack, Tally>);

#[derive(Debug, Default)]
struct Tally {
    people: u64,
    postings: BTreeSet<u32>,
    /// The highest rank asked for.
    rank: u8,
}

impl Trainings {
    /// Counts what one person lacks.
    pub(super) fn add(&mut self, lacks: &BTreeMap<Lack, Lacking>) {
        for (lack, lacking) in lacks {
            let tally = self.0.entry(*lack).or_default();
            tally.people += 1;
            tally.postings.extend(lacking.postings.iter().map(|(number, ..)| *number));
            tally.rank = tally.rank.max(lacking.postings.iter().map(|(_, rank, _)| *rank).max().unwrap_or(0));
        }
    }

    /// The lacks whose postings have most seats, at most `most` of them.
    pub(super) fn told(
        &self,
        question: &Question<'_>,
        openings: &Openings,
        most: usize,
        names: &mut Names,
    ) -> Result<Vec<Training>> {
        let seats = |tally: &Tally| -> u64 {
            tally.postings.iter().map(|number| openings.list[*number as usize].seats_left).sum()
        };
        let mut ranked: Vec<(Reverse<u64>, TermKind, String, &Tally)> = Vec::with_capacity(self.0.len());
        for (lack, tally) in &self.0 {
            let name = names.name(question, openings, *lack, tally.postings.first().copied())?;
            ranked.push((Reverse(seats(tally)), lack.kind, name, tally));
        }
        ranked.sort_by(|a, b| (a.0, a.1, &a.2).cmp(&(b.0, b.1, &b.2)));
        let told = |(Reverse(seats), kind, name, tally): (Reverse<u64>, TermKind, String, &Tally)| Training {
            kind,
            name,
            level: level(tally.rank),
            people: tally.people,
            postings: tally.postings.len() as u64,
            seats,
            median_pay_fen: median_pay(question, openings, &tally.postings),
        };
        Ok(ranked.into_iter().take(most).map(told).collect())
    }
}

/// The level of a rank, but for the lowest, which a skill has where nothing is said.
fn level(rank: u8) -> Option<SkillLevel> {
    let lowest = SkillLevel::default().rank();
    SkillLevel::WORDS.iter().map(|(level, _)| *level).find(|level| level.rank() == rank && rank > lowest)
}

/// The median hourly pay of the seats of some postings, by its lower end.
fn median_pay(question: &Question<'_>, openings: &Openings, postings: &BTreeSet<u32>) -> Option<u32> {
    let pay = |number: &u32| {
        let fen = openings.row(question, *number).hourly_fen().map(|(lower, _)| lower)?;
        Some((u32::try_from(fen).unwrap_or(u32::MAX), openings.list[*number as usize].seats_left))
    };
    let mut paid: Vec<(u32, u64)> = postings.iter().filter_map(pay).collect();
    paid.sort_unstable();
    let half = paid.iter().map(|(_, seats)| seats).sum::<u64>().div_ceil(2);
    let mut passed = 0;
    paid.into_iter()
        .find(|(_, seats)| {
            passed += seats;
            passed >= half
        })
        .map(|(fen, _)| fen)
}

/// Names of symbols, which only records have.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeMap<Lack, String>);

impl Names {
    /// What a lack is called in a posting that asks for it.
    pub(super) fn name(
        &mut self,
        question: &Question<'_>,
        openings: &Openings,
        lack: Lack,
        posting: Option<u32>,
    ) -> Result<String> {
        if let Some(name) = self.0.get(&lack) {
            return Ok(name.clone());
        }
        let Some(number) = posting else { return Ok(String::new()) };
        let record: Posting = question.inner.record(openings.list[number as usize].at)?;
        let named = match lack.kind {
            TermKind::Skill => record.required_skills.into_iter().map(|skill| skill.name).collect(),
            TermKind::Certificate => record.required_certificates,
        };
        let symbols = question.context.rules.symbols;
        let name = named.into_iter().find(|name| symbols.find(name) == Some(lack.name)).unwrap_or_default();
        self.0.insert(lack, name.clone());
        Ok(name)
    }

    /// The training that opens most seats for one person, by what is lacking most; ties by kind and name.
    pub(super) fn training(
        &mut self,
        question: &Question<'_>,
        openings: &Openings,
        lacks: Vec<(Lack, &Lacking)>,
    ) -> Result<Option<Training>> {
        let mut one = Trainings::default();
        one.add(&lacks.into_iter().map(|(lack, lacking)| (lack, lacking.clone())).collect());
        Ok(one.told(question, openings, 1, self)?.into_iter().next())
    }
}
