//! How the hard rules narrow down candidates.

use rayon::prelude::*;

use crate::{
    MatchOptions, PostingRef, Result, Rule, RuleSet, Snapshot, WorkerRef,
    answer::{Funnel, FunnelStep},
    columns::{PostingRow, WorkerRow},
    rank::Question,
    record::RecordKind,
    snapshot::RowRef,
    symbols::Overlay,
};

/// What each rule does to one candidate, or to many.
#[derive(Debug, Clone, Default)]
struct Tally {
    candidates: u64,
    /// By the first rule, in order, that removes the candidate.
    in_order: [u64; Rule::ALL.len()],
    /// By every rule that would remove the candidate on its own.
    alone: [u64; Rule::ALL.len()],
}

impl Tally {
    fn count(&mut self, question: &Question<'_>, worker: WorkerRow<'_>, posting: PostingRow<'_>) {
        self.candidates += 1;
        let rules = &question.context.rules;
        let pair = rules.failed_pair_rules(worker, posting);
        let shifts: Vec<RuleSet> = rules.judged_shifts(worker, posting).into_iter().map(|(_, failed)| failed).collect();
        // In mode `all` one failing shift is enough; in mode `any` it takes them all.
        let removes = |rules: RuleSet| {
            let fails = |failed: &RuleSet| !failed.intersection(rules).is_empty();
            if posting.wants_all_shifts() { shifts.iter().any(fails) } else { shifts.iter().all(fails) }
        };
        let (mut applied, mut removed) = (RuleSet::EMPTY, false);
        for rule in Rule::ALL {
            let mut only = RuleSet::EMPTY;
            only.insert(rule);
            applied.insert(rule);
            let (alone, in_order) = if rule.is_shift_rule() {
                (removes(only), removes(applied))
            } else {
                (pair.contains(rule), pair.contains(rule))
            };
            self.alone[rule as usize] += u64::from(alone);
            self.in_order[rule as usize] += u64::from(in_order && !removed);
            removed |= in_order;
        }
    }

    fn sum(mut self, other: &Self) -> Self {
        self.candidates += other.candidates;
        for place in 0..Rule::ALL.len() {
            self.in_order[place] += other.in_order[place];
            self.alone[place] += other.alone[place];
        }
        self
    }

    fn to_funnel(&self, id: &str, question: &Question<'_>) -> Funnel {
        let mut left = self.candidates;
        let steps = Rule::ALL.into_iter().map(|rule| {
            left -= self.in_order[rule as usize];
            FunnelStep {
                rule,
                removed_in_order: self.in_order[rule as usize],
                left,
                removed_alone: self.alone[rule as usize],
            }
        });
        let steps: Vec<FunnelStep> = steps.collect();
        Funnel {
            provenance: question.provenance(),
            id: id.to_owned(),
            candidates: self.candidates,
            eligible: left,
            steps,
        }
    }
}

impl Snapshot {
    /// How many live postings each hard rule removes from a worker's candidates, in rule order and alone.
    ///
    /// Candidates are the postings that pass the filters; where the worker does not, there are none.
    ///
    /// # Errors
    ///
    /// As [`match_worker`](Self::match_worker).
    pub fn funnel_worker<'a>(&self, worker: impl Into<WorkerRef<'a>>, options: &MatchOptions) -> Result<Funnel> {
        let mut symbols = Overlay::new(&self.0.symbols);
        let subject = self.0.worker_subject(worker.into(), &mut symbols)?;
        let question = Question::new(&self.0, options, &symbols)?;
        let worker = self.0.subject_worker(&subject);
        let passes = question.passes_worker(worker);
        let tally = self.tally(RecordKind::Posting, &question, |tally, at| {
            let posting = self.0.posting_row(at);
            if passes && question.passes_posting(posting) {
                tally.count(&question, worker, posting);
            }
        })?;
        Ok(tally.to_funnel(worker.id(), &question))
    }

    /// How many live workers each hard rule removes from a posting's candidates, in rule order and alone.
    ///
    /// Candidates are the workers who pass the filters; where the posting does not, there are none.
    ///
    /// # Errors
    ///
    /// As [`match_worker`](Self::match_worker).
    pub fn funnel_posting<'a>(&self, posting: impl Into<PostingRef<'a>>, options: &MatchOptions) -> Result<Funnel> {
        let mut symbols = Overlay::new(&self.0.symbols);
        let subject = self.0.posting_subject(posting.into(), &mut symbols)?;
        let question = Question::new(&self.0, options, &symbols)?;
        let posting = self.0.subject_posting(&subject);
        let passes = question.passes_posting(posting);
        let tally = self.tally(RecordKind::Worker, &question, |tally, at| {
            let worker = self.0.worker_row(at);
            if passes && question.passes_worker(worker) {
                tally.count(&question, worker, posting);
            }
        })?;
        Ok(tally.to_funnel(posting.id(), &question))
    }

    fn tally(
        &self,
        kind: RecordKind,
        question: &Question<'_>,
        count: impl Fn(&mut Tally, RowRef) + Sync,
    ) -> Result<Tally> {
        const ROWS_PER_TASK: usize = 8_192;
        let rows = self.0.live_rows(kind);
        let task = |task: &[RowRef]| {
            question.options.check_limits()?;
            let mut tally = Tally::default();
            for at in task {
                count(&mut tally, *at);
            }
            Ok(tally)
        };
        let tallies: Vec<Tally> =
            question.pool().install(|| rows.par_chunks(ROWS_PER_TASK).map(task).collect::<Result<_>>())?;
        Ok(tallies.iter().fold(Tally::default(), Tally::sum))
    }
}
