//! How a pair stands: each rule, each factor, and what they were judged by.

use std::{cmp::Reverse, collections::BTreeSet};

use crate::{
    Factor, MatchOptions, PostingRef, Result, Snapshot, WorkerRef,
    answer::{Evidence, Explanation, FactorPart, SharedWord, SkillCredit},
    columns::{Packing, PostingColumns, PostingRow, Wording, WorkerColumns, WorkerRow},
    eligibility::{Fit, HOUR_MS, distance_m},
    rank::Question,
    record::{PayPeriod, Posting, RecordKind, WorkerProfile},
    rule::RuleSet,
    score::{FULL, skill_credit},
    snapshot::Inner,
    symbols::Overlay,
};

/// A pair with its records in full: what explanations are made from.
#[derive(Clone)]
pub(crate) struct Pair {
    pub(crate) worker: WorkerProfile,
    pub(crate) posting: Posting,
}

impl Pair {
    /// Reads the records of a pair, or normalises those that are not indexed.
    pub(crate) fn new(inner: &Inner, worker: WorkerRef<'_>, posting: PostingRef<'_>) -> Result<Self> {
        let worker = match worker {
            WorkerRef::Id(id) => inner.record(inner.find_or_error(RecordKind::Worker, id)?)?,
            WorkerRef::Record(record) => inner.checked(record)?,
        };
        let posting = match posting {
            PostingRef::Id(id) => inner.record(inner.find_or_error(RecordKind::Posting, id)?)?,
            PostingRef::Record(record) => inner.checked(record)?,
        };
        Ok(Self { worker, posting })
    }

    /// Packs both records.
    pub(crate) fn pack(&self, inner: &Inner, symbols: &mut Overlay<'_>) -> (WorkerColumns, PostingColumns) {
        (
            WorkerColumns::single(&self.worker, &inner.packing, symbols),
            PostingColumns::single(&self.posting, &inner.packing, symbols),
        )
    }
}

/// The failing rules of a pair, told so that there are none exactly where it is eligible.
pub(crate) struct Verdict {
    pub(crate) pair: RuleSet,
    /// Failing shift rules: of the shift with the fewest failures, or of all shifts where all are wanted.
    pub(crate) shift: RuleSet,
    /// The places of the shifts that `shift` is about: one, or all that fail.
    pub(crate) shifts: Vec<usize>,
}

impl Verdict {
    pub(crate) fn new(question: &Question<'_>, worker: WorkerRow<'_>, posting: PostingRow<'_>) -> Self {
        let rules = &question.context.rules;
        let judged = rules.judged_shifts(worker, posting);
        let failing = judged.iter().enumerate().filter(|(_, (_, failed))| !failed.is_empty());
        let (shift, shifts) = if posting.wants_all_shifts() {
            let shifts: Vec<usize> = failing.map(|(place, _)| place).collect();
            (shifts.iter().fold(RuleSet::EMPTY, |all, place| all.union(judged[*place].1)), shifts)
        } else {
            // Shifts stand by start, then id, and `min_by_key` takes the first of equals.
            let nearest = judged.iter().enumerate().min_by_key(|(_, (_, failed))| failed.len());
            nearest.map_or((RuleSet::EMPTY, Vec::new()), |(place, (_, failed))| (*failed, vec![place]))
        };
        Self { pair: rules.failed_pair_rules(worker, posting), shift, shifts }
    }

    pub(crate) fn failed(&self) -> RuleSet {
        self.pair.union(self.shift)
    }

    pub(crate) fn is_eligible(&self) -> bool {
        self.failed().is_empty()
    }
}

impl Snapshot {
    /// How a pair stands: where it is eligible, every factor's part of the score, which the parts sum to exactly;
    /// where it is not, the rules that fail.
    ///
    /// # Errors
    ///
    /// `record.not_found` for an unknown id, `record.invalid` for a bad ad hoc record, `weights.invalid`.
    ///
    /// # Example
    ///
    /// ```
    /// use gigmatch::{Engine, MatchOptions, record::{Coordinates, Posting, WorkerProfile}};
    ///
    /// let home = Coordinates::wgs84(112.55, 37.87);
    /// let (mut worker, mut posting) = (WorkerProfile::new("w1"), Posting::new("p1", "月嫂"));
    /// (worker.location, posting.location) = (Some(home), Some(home));
    /// let options = MatchOptions::at("2026-11-24T05:00:00+08:00".parse().unwrap());
    /// let explanation = Engine::in_memory()?.snapshot().explain(&worker, &posting, &options)?;
    /// let parts = explanation.factors.iter().map(|part| part.contribution).sum::<u32>();
    /// assert_eq!(explanation.score, Some(parts));
    /// # Ok::<(), gigmatch::Error>(())
    /// ```
    pub fn explain<'a, 'b>(
        &self,
        worker: impl Into<WorkerRef<'a>>,
        posting: impl Into<PostingRef<'b>>,
        options: &MatchOptions,
    ) -> Result<Explanation> {
        let pair = Pair::new(&self.0, worker.into(), posting.into())?;
        let mut symbols = Overlay::new(&self.0.symbols);
        let (worker_columns, posting_columns) = pair.pack(&self.0, &mut symbols);
        let question = Question::new(&self.0, options, &symbols)?;
        let (worker, posting) = (worker_columns.row(0), posting_columns.row(0));
        let verdict = Verdict::new(&question, worker, posting);
        let fit = if verdict.is_eligible() { question.context.rules.fit(worker, posting) } else { None };
        let factors = fit.map(|fit| pair.parts(&question, worker, posting, &fit)).unwrap_or_default();
        let total = |part: fn(&FactorPart) -> u32| fit.map(|_| factors.iter().map(part).sum());
        let shifts = if verdict.pair.is_empty() {
            question.context.rules.fitting_shift_ids(worker, posting).into_iter().map(str::to_owned).collect()
        } else {
            Vec::new()
        };
        Ok(Explanation {
            provenance: question.provenance(),
            worker_id: pair.worker.id.clone(),
            posting_id: pair.posting.id.clone(),
            eligible: verdict.is_eligible(),
            failed_rules: verdict.failed().iter().collect(),
            shifts,
            distance_m: distance_m(worker, posting),
            score: total(|part| part.contribution),
            worker_score: total(|part| part.worker_weight * part.value),
            employer_score: total(|part| part.employer_weight * part.value),
            assumptions: pair.assumptions(),
            factors,
        })
    }
}

impl Pair {
    fn parts(
        &self,
        question: &Question<'_>,
        worker: WorkerRow<'_>,
        posting: PostingRow<'_>,
        fit: &Fit,
    ) -> Vec<FactorPart> {
        let weights = &question.options.weights;
        let values = question.context.factors(worker, posting, fit, distance_m(worker, posting));
        let part = |(factor, value): (Factor, u32)| FactorPart {
            factor,
            value,
            worker_weight: weights.worker.get(factor),
            employer_weight: weights.employer.get(factor),
            contribution: weights.combined(factor) * value,
            evidence: self.evidence(factor, question, worker, posting, fit),
        };
        Factor::ALL.into_iter().zip(values).map(part).collect()
    }

    fn evidence(
        &self,
        factor: Factor,
        question: &Question<'_>,
        worker: WorkerRow<'_>,
        posting: PostingRow<'_>,
        fit: &Fit,
    ) -> Evidence {
        let found = match factor {
            Factor::Occupation => Self::occupation_evidence(question, worker, posting),
            Factor::Skills => self.skill_evidence(question, worker),
            Factor::Pay => pay_evidence(worker, posting, fit),
            Factor::Distance => {
                distance_m(worker, posting).filter(|_| !posting.is_remote()).map(|metres| Evidence::Distance { metres })
            }
            Factor::Time => (!posting.is_open_ended() && worker.availability().is_some())
                .then_some(Evidence::Time { fitting: fit.fitting, open: fit.open }),
            Factor::Text => self.text_evidence(question),
            Factor::Freshness => Some(Evidence::Freshness {
                age_ms: question.context.age_ms(posting),
                wait_ms: question.context.wait_ms(posting),
                immediate: posting.starts_at_once(),
            }),
            Factor::Experience => question
                .context
                .experience_months(worker, posting)
                .filter(|_| posting.experience_months() > 0)
                .map(|months| Evidence::Experience { months, wanted: posting.experience_months() }),
        };
        found.unwrap_or_else(|| Evidence::Nothing { reason: nothing_to_compare(factor).to_owned() })
    }

    fn occupation_evidence(
        question: &Question<'_>,
        worker: WorkerRow<'_>,
        posting: PostingRow<'_>,
    ) -> Option<Evidence> {
        let table = question.context.occupations;
        let offered = posting.occupation()?;
        // Of equally close wishes the first one is told.
        let wished =
            worker.desired_occupations().min_by_key(|wish| FULL.saturating_sub(table.closeness(*wish, offered)))?;
        let (wished, offered) = (table.get(wished), table.get(offered));
        Some(Evidence::Occupation {
            wished: wished.code.clone(),
            wished_name: wished.name.clone(),
            offered: offered.code.clone(),
            offered_name: offered.name.clone(),
        })
    }

    fn skill_evidence(&self, question: &Question<'_>, worker: WorkerRow<'_>) -> Option<Evidence> {
        let symbols = question.context.rules.symbols;
        let skills: Vec<SkillCredit> = self
            .posting
            .desired_skills
            .iter()
            .filter_map(|skill| {
                let symbol = symbols.find(&skill.name)?;
                let (desired_rank, held_rank) = (skill.level.unwrap_or_default().rank(), worker.skill_rank(symbol));
                Some(SkillCredit {
                    name: skill.name.clone(),
                    desired_rank,
                    held_rank,
                    idf: question.context.idf.of_skill(symbol),
                    credit: skill_credit(held_rank, desired_rank),
                })
            })
            .collect();
        (!skills.is_empty()).then_some(Evidence::Skills { skills })
    }

    fn text_evidence(&self, question: &Question<'_>) -> Option<Evidence> {
        let packing = &question.inner.packing;
        let (wished, offered) = (word_set(&self.worker, packing), word_set(&self.posting, packing));
        if wished.is_empty() || offered.is_empty() {
            return None;
        }
        let symbols = question.context.rules.symbols;
        let weigh = |word: &String| {
            let idf = symbols.find(word).map_or(0, |symbol| question.context.idf.of_word(symbol));
            SharedWord { word: word.clone(), idf }
        };
        let mut shared: Vec<SharedWord> = wished.intersection(&offered).map(weigh).collect();
        // Words stand in their order, which a stable sort keeps among equals.
        shared.sort_by_key(|word| Reverse(word.idf));
        Some(Evidence::Text { shared, wished_idf: wished.iter().map(|word| weigh(word).idf).sum() })
    }

    /// What was taken for granted because it is not known.
    fn assumptions(&self) -> Vec<String> {
        let (worker, posting) = (&self.worker, &self.posting);
        let notes = [
            (worker.location_inferred, "worker location inferred from division"),
            (posting.location_inferred, "posting location inferred from division"),
            (worker.occupation_confidence.is_some(), "worker occupation inferred from wishes"),
            (posting.occupation_confidence.is_some(), "posting occupation inferred from title"),
            (worker.availability.is_none() && !posting.shifts.is_empty(), "worker availability not known"),
            (worker.pay_floor.is_none(), "worker pay floor not known"),
            (posting.base_salary.as_ref().is_none_or(|pay| pay.upper_fen().is_none()), "posting pay not known"),
            (worker.max_distance_m.is_none(), "worker reach not known"),
            (worker.birth_date.is_none(), "worker age not known"),
            (self.relies_on_unknown_expiry(), "expiry of a required certificate not known"),
        ];
        notes.into_iter().filter(|(applies, _)| *applies).map(|(_, note)| note.to_owned()).collect()
    }

    fn relies_on_unknown_expiry(&self) -> bool {
        self.posting.required_certificates.iter().any(|name| {
            let mut held = self.worker.certificates.iter().filter(|held| held.name == *name);
            held.any(|held| held.valid_through.is_none())
        })
    }
}

fn word_set(record: &impl Wording, packing: &Packing) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    record.for_each_word(packing, &mut |word| {
        words.insert(word.to_owned());
    });
    words
}

fn pay_evidence(worker: WorkerRow<'_>, posting: PostingRow<'_>, fit: &Fit) -> Option<Evidence> {
    let ((floor, floor_period), (lower, _, offer_period)) = (worker.pay_floor()?, posting.pay()?);
    let per_hour = |fen: i64, period: PayPeriod| {
        let fen = i128::from(fen) * i128::from(HOUR_MS) / i128::from(period.working_ms(fit.first.length_ms()));
        i64::try_from(fen).unwrap_or(i64::MAX)
    };
    Some(Evidence::Pay {
        offered_fen_per_hour: per_hour(lower, offer_period),
        floor_fen_per_hour: per_hour(floor, floor_period),
    })
}

fn nothing_to_compare(factor: Factor) -> &'static str {
    match factor {
        Factor::Occupation => "no occupation is offered or wished for",
        Factor::Skills => "no skill is desired",
        Factor::Pay => "the offer or the floor is not known",
        Factor::Distance => "the work is remote or a place is not known",
        Factor::Time => "the posting is open-ended or availability is not known",
        Factor::Text => "the worker or the posting says nothing in words",
        Factor::Freshness => "nothing is known of date and start",
        Factor::Experience => "no experience is wished for or recorded",
    }
}
