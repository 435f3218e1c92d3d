//! The eight factors.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{LazyLock, Mutex, PoisonError},
};

use gigmatch::{
    Engine, Factor, Snapshot,
    record::{JobLocationType, Posting, Skill, SkillLevel, WorkerProfile},
    table::OccupationId,
};

use super::{Market, Seat, floor_sqrt, ms, rules, square_distance};

const HOUR: i128 = 3_600_000;

impl Market<'_> {
    /// The values of all factors of an eligible pair, in the order of `Factor::ALL`.
    pub fn factors(&self, worker: &WorkerProfile, posting: &Posting) -> [u32; Factor::COUNT] {
        let value = |value: Option<i128>| u32::try_from(value.unwrap_or(5_000)).expect("factors lie in 0..=10000");
        [
            value(self.occupation(worker, posting)),
            value(self.skills(worker, posting)),
            value(self.pay(worker, posting)),
            value(distance(worker, posting)),
            value(self.time(worker, posting)),
            value(self.text(worker, posting)),
            value(Some(self.freshness(posting))),
            value(self.experience(worker, posting)),
        ]
    }

    /// A node and everything above it, the node first.
    pub(super) fn ancestry(&self, id: OccupationId) -> Vec<OccupationId> {
        let mut line = vec![id];
        while let Some(parent) = self.occupations.get(line[line.len() - 1]).parent {
            line.push(parent);
        }
        line
    }

    fn closeness(&self, wish: &str, offered: &str) -> Option<i128> {
        let (wish, offered) = (self.occupations.find(wish)?, self.occupations.find(offered)?);
        let (wish, offered) = (self.ancestry(wish), self.ancestry(offered));
        let shared = wish.iter().filter(|node| offered.contains(node)).count();
        Some(10_000 * shared as i128 / wish.len() as i128)
    }

    fn occupation(&self, worker: &WorkerProfile, posting: &Posting) -> Option<i128> {
        let offered = posting.occupational_category.as_ref()?;
        worker.desired_occupations.iter().filter_map(|wish| self.closeness(wish, offered)).max()
    }

    fn idf(&self, skill: &str) -> i128 {
        let asks = |posting: &&gigmatch::record::Posting| {
            posting.required_skills.iter().chain(&posting.desired_skills).any(|asked| asked.name == skill)
        };
        let with_skill = self.postings.iter().filter(asks).count() as u64;
        log2(self.postings.len() as u64 + 1) - log2(with_skill + 1) + 1024
    }

    fn skills(&self, worker: &WorkerProfile, posting: &Posting) -> Option<i128> {
        let (mut credits, mut weights) = (0, 0);
        for Skill { name, level } in &posting.desired_skills {
            let desired = i128::from(level.map_or(1, SkillLevel::rank));
            let held = i128::from(rules::rank_held(worker, name));
            credits += self.idf(name) * (10_000 * held / desired).min(10_000);
            weights += self.idf(name);
        }
        (weights > 0).then(|| credits / weights)
    }

    fn pay(&self, worker: &WorkerProfile, posting: &Posting) -> Option<i128> {
        let (offer, floor) = (posting.base_salary.as_ref()?, worker.pay_floor.as_ref()?);
        let fits = |seat: &Seat<'_>| self.failed_shift_rules(worker, posting, *seat).is_empty();
        let seat = self.seats(posting).into_iter().find(fits)?;
        let (lower, least) = (i128::from(offer.lower_fen()?), i128::from(floor.lower_fen()?));
        let (offer_period, floor_period) = (rules::period(offer, seat)?, rules::period(floor, seat)?);
        if least == 0 {
            return Some(10_000);
        }
        Some((5_000 * lower * floor_period / (least * offer_period)).min(10_000))
    }

    fn time(&self, worker: &WorkerProfile, posting: &Posting) -> Option<i128> {
        if posting.shifts.is_empty() || worker.availability.is_none() {
            return None;
        }
        let fitting = self.fitting_shifts(worker, posting).len() as i128;
        let taken = |seat: &Seat<'_>| {
            self.options.occupancy.as_ref().map_or(0, |occupancy| occupancy.taken(&posting.id, seat.id))
        };
        let is_open = |seat: &&Seat<'_>| self.now() < seat.start && taken(seat) < seat.headcount;
        let open = self.seats(posting).iter().filter(is_open).count() as i128;
        Some(10_000 * fitting / open)
    }

    fn word_idf(&self, word: &str) -> i128 {
        let counts = self.word_counts.get_or_init(|| {
            let mut counts = HashMap::new();
            for word in self.postings.iter().flat_map(said_by_posting) {
                *counts.entry(word).or_default() += 1;
            }
            counts
        });
        match counts.get(word) {
            None => 1024,
            Some(with_word) => log2(self.postings.len() as u64 + 1) - log2(with_word + 1) + 1024,
        }
    }

    fn text(&self, worker: &WorkerProfile, posting: &Posting) -> Option<i128> {
        let offered = said_by_posting(posting);
        let mut wished: BTreeSet<String> = worker.wishes.iter().flat_map(|text| content_words(text)).collect();
        let known = worker.experience.iter().map(|experience| &experience.occupational_category);
        for code in worker.desired_occupations.iter().chain(known) {
            let id = self.occupations.find(code).expect("codes are in the table");
            wished.extend(content_words(&self.occupations.get(id).name));
        }
        if wished.is_empty() || offered.is_empty() {
            return None;
        }
        let weigh = |words: &mut dyn Iterator<Item = &String>| words.map(|word| self.word_idf(word)).sum::<i128>();
        let (shared, all) = (weigh(&mut wished.intersection(&offered)), weigh(&mut wished.iter()));
        Some(20_000 * shared / (all + shared))
    }

    fn freshness(&self, posting: &Posting) -> i128 {
        let fresh = posting.date_posted.map_or(5_000, |posted| {
            let age = i128::from(self.now() - ms(posted)).max(0);
            10_000 * (7 * 24 * HOUR) / (7 * 24 * HOUR + age)
        });
        let next = posting.shifts.iter().map(|shift| ms(shift.start)).filter(|start| self.now() < *start).min();
        let urgent = match next {
            _ if posting.job_immediate_start => 10_000,
            None => 5_000,
            Some(start) => 10_000 * (24 * HOUR) / (24 * HOUR + i128::from(start - self.now())),
        };
        i128::midpoint(fresh, urgent)
    }

    fn experience(&self, worker: &WorkerProfile, posting: &Posting) -> Option<i128> {
        let wanted = i128::from(posting.experience_months.filter(|months| *months > 0)?);
        let offered = posting.occupational_category.as_ref()?;
        let scaled = worker.experience.iter().map(|experience| {
            let closeness = self.closeness(&experience.occupational_category, offered).expect("codes are in the table");
            i128::from(experience.months) * closeness / 10_000
        });
        Some((10_000 * scaled.max()? / wanted).min(10_000))
    }
}

fn distance(worker: &WorkerProfile, posting: &Posting) -> Option<i128> {
    if posting.job_location_type == JobLocationType::Telecommute {
        return None;
    }
    let metres = i128::from(floor_sqrt(square_distance(worker, posting)?));
    Some(10_000 * 5_000 / (5_000 + metres))
}

/// `floor(1024 log2 n)`: the largest `e` with `2^e <= n^1024`, where the power is kept to its first 62 bits. What is cut
/// off matters only where `n^1024` comes closer to a power of two than any `n` of a market does.
fn log2(n: u64) -> i128 {
    let (mut power, mut exponent) = (u128::from(n), 0_i128);
    for _ in 0..10 {
        power *= power;
        exponent *= 2;
        while power >= 1 << 62 {
            power >>= 1;
            exponent += 1;
        }
    }
    exponent + i128::from(power.ilog2())
}

fn said_by_posting(posting: &Posting) -> BTreeSet<String> {
    [&posting.title].into_iter().chain(&posting.description).flat_map(|text| content_words(text)).collect()
}

/// The content words of a text, as an index without words of its own has them; what was asked once is remembered.
fn content_words(text: &str) -> Vec<String> {
    static INDEX: LazyLock<Snapshot> =
        LazyLock::new(|| Engine::in_memory().expect("an index in memory is made").snapshot());
    static KNOWN: LazyLock<Mutex<HashMap<String, Vec<String>>>> = LazyLock::new(Mutex::default);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    known.entry(text.to_owned()).or_insert_with(|| INDEX.content_words(text)).clone()
}

#[cfg(test)]
mod tests {
    #[test]
    fn both_logarithms_agree() {
        for n in (1..200_000).chain([1 << 22, 5_000_001, 450_001]) {
            assert_eq!(super::log2(n), i128::from(gigmatch::fixed_log2(n)), "log2 of {n}");
        }
    }
}
