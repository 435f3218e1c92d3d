//! What keeps one person from work, and what would help: every posting within reach is judged by every rule.

use std::{cmp::Reverse, collections::BTreeMap};

use super::{
    answer::OneChange,
    openings::Openings,
    training::{Lack, Lacking},
};
use crate::{
    Result, Rule, RuleSet, TermKind,
    columns::{PostingRow, ShiftView, UNLIMITED, WorkerColumns, WorkerRow},
    eligibility::holds_certificate,
    rank::Question,
    symbols::{Overlay, Symbol},
    why_not::repaired_worker,
};

/// How far beyond their reach people are thought to go, in metres.
const FARTHEST_M: u32 = 200_000;

/// What the postings say of one person.
#[derive(Debug, Default)]
pub(super) struct Findings {
    /// By rule, how many postings fail by it alone.
    alone: [u64; Rule::ALL.len()],
    /// The rule by which most fail, where none fails by one alone.
    most_failing: Option<Rule>,
    /// Skills and certificates of which one alone is lacking, and the postings that lack it.
    pub(super) lacks: BTreeMap<Lack, Lacking>,
    /// The posting whose offer comes nearest to the pay floor from below, by what it pays in fen an hour.
    best_offer: Option<(i128, Reverse<u32>)>,
    /// Stretches of time in which alone the person is not free, with the postings and seats in them.
    times: BTreeMap<(i64, i64), (u64, u32)>,
    /// The nearest posting beyond the reach that nothing else speaks against, by its squared distance.
    beyond: Option<(u64, u32)>,
}

impl Findings {
    /// Judges all postings within reach, and the nearest beyond it.
    pub(super) fn new(
        question: &Question<'_>,
        openings: &Openings,
        worker: WorkerRow<'_>,
        numbers: &mut Vec<u32>,
    ) -> Self {
        let mut findings = Self::default();
        openings.within_reach(worker, numbers);
        for number in numbers.iter() {
            findings.judge(question, openings, worker, *number);
        }
        if findings.alone.iter().all(|count| *count == 0) {
            findings.most_failing = most_failing(question, openings, worker, numbers);
        }
        findings.beyond = beyond_reach(question, openings, worker, numbers);
        findings
    }

    fn judge(&mut self, question: &Question<'_>, openings: &Openings, worker: WorkerRow<'_>, number: u32) {
        let posting = openings.row(question, number);
        let rules = &question.context.rules;
        let of_pair = rules.failed_pair_rules(worker, posting);
        if of_pair.len() > 1 {
            return;
        }
        let shifts: Vec<(ShiftView, RuleSet)> = rules
            .judged_shifts(worker, posting)
            .into_iter()
            .map(|(shift, failed)| (shift, of_pair.union(failed)))
            .filter(|(_, failed)| posting.wants_all_shifts() || !failed.contains(Rule::ShiftNotStarted))
            .collect();
        let asked = (number, openings.list[number as usize].seats_left);
        let mut failed = shifts.iter().map(|(_, failed)| *failed);
        let single = if posting.wants_all_shifts() {
            // Every shift must fit, so that all of them together are one.
            Some(failed.fold(RuleSet::EMPTY, RuleSet::union)).filter(|all| all.len() == 1)
        } else if failed.clone().any(RuleSet::is_empty) {
            None
        } else {
            // Any shift will do: each that fails by one rule is a way in.
            Some(failed.by_ref().filter(|failed| failed.len() == 1).fold(RuleSet::EMPTY, RuleSet::union))
        };
        for rule in single.unwrap_or(RuleSet::EMPTY).iter() {
            self.alone[rule as usize] += 1;
            let mut only = RuleSet::EMPTY;
            only.insert(rule);
            let failing: Vec<ShiftView> =
                shifts.iter().filter(|(_, failed)| *failed == only).map(|(shift, _)| *shift).collect();
            if posting.wants_all_shifts() {
                self.note(rule, worker, posting, &failing, asked);
            } else {
                for shift in &failing {
                    self.note(rule, worker, posting, std::slice::from_ref(shift), asked);
                }
            }
        }
    }

    /// Notes what the one failing rule of a posting asks for.
    fn note(
        &mut self,
        rule: Rule,
        worker: WorkerRow<'_>,
        posting: PostingRow<'_>,
        shifts: &[ShiftView],
        (number, seats): (u32, u64),
    ) {
        match rule {
            Rule::RequiredSkills => {
                let lacking = |(skill, rank): &(Symbol, u8)| worker.skill_rank(*skill) < *rank;
                let mut missing = posting.required_skills().filter(lacking);
                if let (Some((skill, rank)), None) = (missing.next(), missing.next()) {
                    self.lack(Lack { kind: TermKind::Skill, name: skill }, rank, 0, number, seats);
                }
            }
            Rule::Certificates => {
                let lacks =
                    |name: &Symbol| shifts.iter().any(|shift| !holds_certificate(worker, posting, shift, *name));
                let mut missing = posting.required_certificates().iter().filter(|name| lacks(name));
                if let (Some(name), None) = (missing.next(), missing.next()) {
                    let until = shifts.iter().filter_map(|shift| shift.end).max().unwrap_or(0);
                    self.lack(Lack { kind: TermKind::Certificate, name: *name }, 0, until, number, seats);
                }
            }
            Rule::PayFloor => {
                let offer = posting.hourly_fen().map(|(_, upper)| (upper, Reverse(number)));
                self.best_offer = self.best_offer.max(offer);
            }
            Rule::Availability => {
                if let [shift] = shifts
                    && let Some(end) = shift.end
                {
                    let stretch = self.times.entry((shift.start, end)).or_insert((0, number));
                    stretch.0 += seats;
                }
            }
            _ => {}
        }
    }

    fn lack(&mut self, lack: Lack, rank: u8, until: i64, number: u32, seats: u64) {
        self.lacks.entry(lack).or_default().add(rank, until, number, seats);
    }

    /// The rule that keeps the person from most postings: by itself, else at all.
    pub(super) fn obstacle(&self) -> Option<Rule> {
        most(&self.alone).or_else(|| self.beyond.map(|_| Rule::WorkerReach)).or(self.most_failing)
    }

    /// The lacks whose postings have most seats; several where these are as many.
    pub(super) fn most_lacking(&self) -> Vec<(Lack, &Lacking)> {
        let most = self.lacks.values().map(|lacking| lacking.seats).max();
        self.lacks
            .iter()
            .filter(|(_, lacking)| Some(lacking.seats) == most)
            .map(|(lack, lacking)| (*lack, lacking))
            .collect()
    }

    /// Postings by each of which a change can be told, what is easiest for the person first: other hours, a longer way, less
    /// pay, then a certificate, then a skill.
    fn examples(&self) -> Vec<u32> {
        let time = self.times.values().max_by_key(|(seats, number)| (*seats, Reverse(*number)));
        let of_kind = |kind: TermKind| {
            let of_kind = self.lacks.iter().filter(|(lack, _)| lack.kind == kind);
            of_kind
                .map(|(_, lacking)| (lacking.seats, Reverse(lacking.hardest())))
                .max()
                .map(|(_, Reverse(number))| number)
        };
        let own = [
            time.map(|(_, number)| *number),
            self.beyond.map(|(_, number)| number),
            self.best_offer.map(|(_, Reverse(number))| number),
        ];
        own.into_iter().chain([of_kind(TermKind::Certificate), of_kind(TermKind::Skill)]).flatten().collect()
    }

    /// The smallest change that opens postings: of what the person can decide alone (hours, way, pay) the one that opens
    /// most seats, else a certificate, else a skill. The changed record is tested against all postings.
    pub(super) fn change(
        &self,
        question: &Question<'_>,
        openings: &Openings,
        worker: WorkerRow<'_>,
    ) -> Result<Option<OneChange>> {
        let inner = question.inner;
        let mut best: Option<OneChange> = None;
        for number in self.examples() {
            let posting = openings.row(question, number);
            let repaired = repaired_worker(inner, worker.id(), posting.id(), question.options)?;
            let Some((rule, change, changed)) = repaired else { continue };
            let is_own = matches!(rule, Rule::Availability | Rule::WorkerReach | Rule::PayFloor);
            if best.is_some() && !is_own {
                break;
            }
            let mut symbols = Overlay::new(&inner.symbols);
            let columns = WorkerColumns::single(&inner.checked(&changed)?, &inner.packing, &mut symbols);
            let retested = Question::new(inner, question.options, &symbols)?;
            let (postings, seats) = opened(&retested, openings, worker, columns.row(0));
            if postings > 0 && best.as_ref().is_none_or(|best| seats > best.seats) {
                best = Some(OneChange { rule, change, postings, seats });
            }
        }
        Ok(best)
    }
}

/// The rule that counts most, the first of several.
fn most(counts: &[u64; Rule::ALL.len()]) -> Option<Rule> {
    let most = Rule::ALL.into_iter().max_by_key(|rule| (counts[*rule as usize], Reverse(*rule)));
    most.filter(|rule| counts[*rule as usize] > 0)
}

/// The rule by which most postings fail, of several shifts by that which fails by least.
fn most_failing(question: &Question<'_>, openings: &Openings, worker: WorkerRow<'_>, numbers: &[u32]) -> Option<Rule> {
    let rules = &question.context.rules;
    let mut failing = [0; Rule::ALL.len()];
    for number in numbers {
        let posting = openings.row(question, *number);
        let of_pair = rules.failed_pair_rules(worker, posting);
        let shifts = rules.judged_shifts(worker, posting).into_iter().map(|(_, failed)| of_pair.union(failed));
        for rule in shifts.min_by_key(|failed| failed.len()).unwrap_or(of_pair).iter() {
            failing[rule as usize] += 1;
        }
    }
    most(&failing)
}

/// Postings, and seats left in them, that a changed record is eligible for and the record was not.
fn opened(question: &Question<'_>, openings: &Openings, worker: WorkerRow<'_>, changed: WorkerRow<'_>) -> (u64, u64) {
    let mut numbers = Vec::new();
    openings.within_reach(changed, &mut numbers);
    let rules = &question.context.rules;
    let is_eligible = |worker: WorkerRow<'_>, posting: PostingRow<'_>| {
        rules.pair_rules_hold(worker, posting) && rules.fit(worker, posting).is_some()
    };
    let (mut postings, mut seats) = (0, 0);
    for number in numbers {
        let posting = openings.row(question, number);
        if is_eligible(changed, posting) && !is_eligible(worker, posting) {
            postings += 1;
            seats += openings.list[number as usize].seats_left;
        }
    }
    (postings, seats)
}

/// The nearest posting that only the worker's reach speaks against.
fn beyond_reach(
    question: &Question<'_>,
    openings: &Openings,
    worker: WorkerRow<'_>,
    numbers: &mut Vec<u32>,
) -> Option<(u64, u32)> {
    let (point, reach) = (worker.point()?, worker.reach());
    let rules = &question.context.rules;
    let mut limit = reach;
    while reach != UNLIMITED && limit < FARTHEST_M {
        let inside = u64::from(limit) * u64::from(limit);
        limit = limit.saturating_mul(2).clamp(1_000, FARTHEST_M);
        numbers.clear();
        openings.extend_within(point, limit, numbers);
        let mut nearest: Option<(u64, u32)> = None;
        for number in numbers.iter() {
            let posting = openings.row(question, *number);
            let square = posting.point().map_or(0, |place| point.distance_squared(place));
            let is_nearer = square > inside && nearest.is_none_or(|nearest| (square, *number) < nearest);
            let mut only_reach = RuleSet::EMPTY;
            only_reach.insert(Rule::WorkerReach);
            if is_nearer
                && rules.failed_pair_rules(worker, posting) == only_reach
                && rules.fit(worker, posting).is_some()
            {
                nearest = Some((square, *number));
            }
        }
        if nearest.is_some() {
            return nearest;
        }
    }
    None
}
