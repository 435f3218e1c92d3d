//! `gigmatch explain`: one pair, as a clerk would tell it.

use std::io::{BufWriter, Write};

use gigmatch::{
    Engine,
    answer::{Explanation, FactorPart, WhyNot},
    record::{Posting, WorkerProfile},
};
use gigmatch_phrases as phrases;
use gigmatch_phrases::{Lang, pay, points, shifts, tell_failure};
use serde_json::json;

use super::{matching::existing, question};
use crate::{
    args::ExplainArgs,
    fault::{Outcome, Result},
    load,
    run::Run,
};

pub(super) fn run(args: &ExplainArgs, run: &Run) -> Result<Outcome> {
    let lang = args.source.files.lang;
    let (engine, intake) = load::open(&args.source, None, run)?;
    intake.report(lang);
    let snapshot = engine.snapshot();
    let options = question::options(&args.question, &engine, &snapshot, lang, run)?;
    let (worker_id, posting_id) = (args.worker.as_str(), args.posting.as_str());
    let explanation = snapshot.explain(worker_id, posting_id, &options)?;
    let why_not = if explanation.eligible { None } else { Some(snapshot.why_not(worker_id, posting_id, &options)?) };
    let mut out = BufWriter::new(std::io::stdout().lock());
    if args.json {
        let answer = json!({ "explanation": explanation, "why_not": why_not });
        writeln!(out, "{answer:#}")?;
    } else {
        let pair = PairText {
            engine: &engine,
            worker: existing(&snapshot, worker_id)?,
            posting: existing(&snapshot, posting_id)?,
            lang,
        };
        match &why_not {
            None => pair.tell_fit(&mut out, &explanation)?,
            Some(why_not) => pair.tell_misfit(&mut out, why_not)?,
        }
    }
    out.flush()?;
    Ok(intake.outcome(args.source.files.strict))
}

struct PairText<'a> {
    engine: &'a Engine,
    worker: WorkerProfile,
    posting: Posting,
    lang: Lang,
}

impl PairText<'_> {
    /// `岗位 P1“夜班叉车司机”（安达物流，22–26元/小时）`.
    fn posting_name(&self) -> String {
        let (id, title, lang) = (&self.posting.id, &self.posting.title, self.lang);
        let details: Vec<String> = [
            self.posting.hiring_organization.clone().or_else(|| self.posting.employer_id.clone()),
            self.posting.base_salary.as_ref().map(|offer| pay(offer, lang)),
        ]
        .into_iter()
        .flatten()
        .collect();
        let details = match (details.is_empty(), lang) {
            (true, _) => String::new(),
            (false, Lang::Zh) => format!("（{}）", details.join("，")),
            (false, Lang::En) => format!(" ({})", details.join(", ")),
        };
        match lang {
            Lang::Zh => format!("岗位 {id}“{title}”{details}"),
            Lang::En => format!("posting {id} \"{title}\"{details}"),
        }
    }

    fn tell_fit(&self, out: &mut impl Write, explanation: &Explanation) -> Result<()> {
        let (worker, posting, lang) = (&self.worker.id, self.posting_name(), self.lang);
        let score = points(explanation.score.unwrap_or(0));
        // Each view is out of 1,000,000; a hundredth of the blended score's range.
        let [worker_view, employer_view] =
            [explanation.worker_score, explanation.employer_score].map(|view| points(view.unwrap_or(0) * 100));
        let when = shifts(&self.posting, &explanation.shifts, self.engine.normalizer().zone(), lang);
        match lang {
            Lang::Zh => {
                writeln!(out, "合适：求职者 {worker} → {posting}")?;
                writeln!(
                    out,
                    "总分 {score}（满分 100；求职者看 {worker_view}，用人单位看 {employer_view}）；能上：{when}"
                )?;
            }
            Lang::En => {
                writeln!(out, "A fit: worker {worker} → {posting}")?;
                writeln!(
                    out,
                    "Score {score} of 100 (the worker's view {worker_view}, the employer's {employer_view}); works: {when}"
                )?;
            }
        }
        let mut factors: Vec<&FactorPart> = explanation.factors.iter().collect();
        factors.sort_by_key(|part| std::cmp::Reverse(part.contribution));
        let blend = explanation.provenance.weights.blend;
        for part in factors {
            let weight = blend * part.worker_weight + (100 - blend) * part.employer_weight;
            let (name, words) = (phrases::factor(part.factor, lang), phrases::in_words(part, lang));
            let (gained, most) = (points(part.contribution), points(weight * 10_000));
            match lang {
                Lang::Zh => writeln!(out, "  {name} {gained} 分（最多 {most}）：{words}")?,
                Lang::En => writeln!(out, "  {name} {gained} of {most}: {words}")?,
            }
        }
        self.tell_assumptions(out, explanation)
    }

    fn tell_assumptions(&self, out: &mut impl Write, explanation: &Explanation) -> Result<()> {
        if explanation.assumptions.is_empty() {
            return Ok(());
        }
        writeln!(out, "{}", self.lang.pick("请留意：", "Please note:"))?;
        for note in &explanation.assumptions {
            writeln!(out, "  {}", phrases::assumption(note, self.lang))?;
        }
        Ok(())
    }

    fn tell_misfit(&self, out: &mut impl Write, why_not: &WhyNot) -> Result<()> {
        let (worker, posting, lang) = (&self.worker.id, self.posting_name(), self.lang);
        let count = why_not.failures.len();
        match lang {
            Lang::Zh => writeln!(out, "不合适：求职者 {worker} → {posting}\n有 {count} 条不符合：")?,
            Lang::En if count == 1 => writeln!(out, "Not a fit: worker {worker} → {posting}\nOne rule fails:")?,
            Lang::En => writeln!(out, "Not a fit: worker {worker} → {posting}\n{count} rules fail:")?,
        }
        let zone = self.engine.normalizer().zone();
        let told: Vec<_> = why_not
            .failures
            .iter()
            .map(|failure| (failure.rule, tell_failure(failure, &self.worker, &self.posting, zone, lang)))
            .collect();
        for (number, (rule, told)) in (1..).zip(&told) {
            let (name, problem) = (phrases::rule(*rule, lang), &told.problem);
            writeln!(out, "  {number}. {name}{}{problem}", lang.pick("：", ": "))?;
            if count > 1 {
                writeln!(out, "     {}{}", lang.pick("改法：", "what would help: "), told.remedy)?;
            }
        }
        match (&told[..], &why_not.single_change) {
            ([(_, only)], Some(_)) => {
                let remedy = &only.remedy;
                match lang {
                    Lang::Zh => writeln!(out, "只要改这一处就合适（已验证）：{remedy}。")?,
                    Lang::En => writeln!(out, "This one change makes it a fit (verified): {remedy}.")?,
                }
            }
            _ => match lang {
                Lang::Zh => writeln!(out, "只改一处不够，以上 {count} 条要一起解决。")?,
                Lang::En => writeln!(out, "No single change is enough: all {count} have to be solved.")?,
            },
        }
        Ok(())
    }
}
