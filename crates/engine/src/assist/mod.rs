//! Help in person: who needs it, why, what would help, and in which order to visit.

mod answer;
mod jobs;
mod openings;
mod options;
mod person;
mod routes;
mod training;

use std::{cmp::Reverse, collections::BTreeMap};

use rayon::prelude::*;

pub use answer::{
    AreaTraining, Assistance, JobList, JobLists, ListedJob, NearOutlet, Need, NeedReason, ObstacleCount, OneChange,
    ReasonCount, Route, Training, Visit,
};
pub use options::{AssistOptions, JobListOptions};

use self::{
    openings::Openings,
    person::Findings,
    training::{Names, Trainings},
};
use crate::{
    Result, Rule, Snapshot,
    coverage::Outlets,
    geo::{Point, floor_sqrt},
    groups::Membership,
    options::Tally,
    rank::Question,
    record::{KeyGroup, RecordKind, Vocabulary},
    report::{Best, OpenPosting, Seeker, ranked, seekers},
    snapshot::RowRef,
    symbols::Overlay,
};

/// How many of somebody's best postings count: as wishes, and as what must all be congested.
const BEST: usize = 10;

/// Somebody who needs help, before it is known what would help.
struct Case {
    seeker: Seeker,
    reason: NeedReason,
}

impl Snapshot {
    /// Who of the active workers has no eligible posting, only weak ones or only congested ones; for each the rule that
    /// stands most in the way, the smallest single change that would open postings, tested, and the training that would open
    /// most seats; training for each division and overall; and the visits split among caseworkers.
    ///
    /// What training opens is counted posting by posting: those that a person would be eligible for if nothing but one skill
    /// or certificate were added. The answer names people by their ids and is for their caseworkers alone.
    ///
    /// # Errors
    ///
    /// `record.not_found` for an unknown outlet, `option.invalid`, `weights.invalid`, `cancelled`, `deadline.exceeded`;
    /// `index.damaged` or `io` where the index cannot be read.
    ///
    /// # Example
    ///
    /// ```
    /// use gigmatch::{AssistOptions, Engine, MatchOptions, Rule, record::{Coordinates, Posting, Skill, WorkerProfile}};
    ///
    /// let engine = Engine::in_memory()?;
    /// let mut writer = engine.writer()?;
    /// let mut posting = Posting::new("p1", "叉车司机");
    /// posting.location = Some(Coordinates::wgs84(112.55, 37.87));
    /// posting.required_skills = vec![Skill::named("叉车驾驶")];
    /// writer.add(vec![posting])?;
    /// let mut worker = WorkerProfile::new("w1");
    /// worker.location = Some(Coordinates::wgs84(112.56, 37.88));
    /// writer.add(vec![worker])?;
    /// writer.commit()?;
    ///
    /// let options = AssistOptions::new(MatchOptions::at("2026-11-24T05:00:00+08:00".parse().unwrap()));
    /// let assistance = engine.snapshot().assist(&options)?;
    /// let need = &assistance.needs[0];
    /// assert_eq!((need.worker_id.as_str(), need.obstacle), ("w1", Some(Rule::RequiredSkills)));
    /// assert_eq!(need.change.as_ref().map(|change| change.postings), Some(1));
    /// assert_eq!(assistance.training[0].name, "叉车驾驶");
    /// # Ok::<(), gigmatch::Error>(())
    /// ```
    pub fn assist(&self, options: &AssistOptions) -> Result<Assistance> {
        let inner = &*self.0;
        options.check()?;
        let symbols = Overlay::new(&inner.symbols);
        let question = Question::new(inner, &options.matching, &symbols)?;
        let table = self.divisions(options.divisions.as_ref());
        let areas = self.areas(&table, options.within, options.by)?;
        let membership = Membership::new(inner, options.key_group_rules.as_deref(), options.matching.now);
        let outlets = Outlets::new(self, &options.circles, &table)?;
        let openings = Openings::new(&question)?;

        let mut people = seekers(&question, &areas, &membership);
        let groups = options.key_groups.iter().fold(0, |all, group| all | group.bit());
        people.retain(|seeker| groups == 0 || seeker.groups & groups != 0);
        if let Some(id) = &options.outlet {
            inner.find_or_error(RecordKind::Outlet, id)?;
            let site = outlets.ids.iter().position(|other| other == id);
            let inside = |seeker: &Seeker| {
                let point = inner.worker_row(seeker.at).point()?;
                let covering = outlets.sites.covering(point.vector());
                covering.iter().any(|other| Some(*other as usize) == site).then_some(())
            };
            people.retain(|seeker| inside(seeker).is_some());
        }
        let looked_at = people.len() as u64;
        let mut cases = self.cases(&question, options, &openings, people)?;
        let reasons = [NeedReason::NoEligiblePosting, NeedReason::OnlyWeak, NeedReason::OnlyCongested].map(|reason| {
            ReasonCount { reason, people: cases.iter().filter(|case| case.reason == reason).count() as u64 }
        });
        let order = |case: &Case| (case.reason, case.seeker.best.map(|best| best.score));
        let id = |case: &Case| inner.worker_row(case.seeker.at).id();
        cases.sort_unstable_by(|a, b| order(a).cmp(&order(b)).then_with(|| id(a).as_bytes().cmp(id(b).as_bytes())));
        cases.truncate(options.most);

        let looked_into = self.look_into(&question, &openings, &outlets, &cases)?;
        let (mut all, mut by_area) = (Trainings::default(), BTreeMap::<u32, Trainings>::new());
        let mut names = Names::default();
        let mut needs = Vec::with_capacity(cases.len());
        for (case, (findings, mut need)) in cases.iter().zip(looked_into) {
            all.add(&findings.lacks);
            by_area.entry(case.seeker.leaf).or_default().add(&findings.lacks);
            need.training = names.training(&question, &openings, findings.most_lacking())?;
            needs.push(need);
        }
        let homes: Vec<Option<Point>> = cases.iter().map(|case| inner.worker_row(case.seeker.at).point()).collect();
        let mut told = |trainings: &Trainings| trainings.told(&question, &openings, options.training, &mut names);
        let training = told(&all)?;
        let area_training = by_area
            .iter()
            .map(|(area, trainings)| Ok(AreaTraining { area: *area, training: told(trainings)? }))
            .filter(|told| !told.as_ref().is_ok_and(|told| told.training.is_empty()))
            .collect::<Result<_>>()?;
        Ok(Assistance {
            provenance: question.provenance(),
            key_group_version: membership.version(),
            areas: areas.list,
            people: looked_at,
            reasons: reasons.to_vec(),
            obstacles: obstacles(&needs),
            needs,
            training,
            area_training,
            routes: routes::routes(&homes, options.caseworkers, options.visits_a_day),
        })
    }

    /// Those of some people who need help, and why.
    fn cases(
        &self,
        question: &Question<'_>,
        options: &AssistOptions,
        openings: &Openings,
        people: Vec<Seeker>,
    ) -> Result<Vec<Case>> {
        let inner = &*self.0;
        let own: Vec<RowRef> = people.iter().map(|seeker| seeker.at).collect();
        // Whether a posting is congested depends on everybody.
        let asked = match options.congested_above {
            Some(_) => inner.live_rows(RecordKind::Worker),
            None => own.clone(),
        };
        let most = if options.congested_above.is_some() { BEST } else { 1 };
        let found: Vec<(Option<Best>, Box<[u32]>)> = ranked(question, &asked, most, |pairs| {
            let numbers = pairs.iter().filter_map(|pair| openings.number(pair.counterpart));
            (pairs.first().map(|pair| Best::new(question, pair)), numbers.collect())
        })?;
        let congested = match options.congested_above {
            Some(above) => congested(openings, above, found.iter().flat_map(|(_, numbers)| numbers.iter().copied())),
            None => vec![false; openings.list.len()],
        };
        // Both stand in the order of the columns.
        let mut found = asked.iter().zip(found);
        let of = |at: &RowRef| found.find(|(other, _)| *other == at).map(|(_, found)| found).unwrap_or_default();
        let looked: Vec<(Option<Best>, Box<[u32]>)> = own.iter().map(of).collect();
        let mut cases = Vec::new();
        for (mut seeker, (best, numbers)) in people.into_iter().zip(looked) {
            seeker.best = best;
            let only_congested = numbers.iter().all(|number| congested[*number as usize]);
            let reason = match best {
                None => NeedReason::NoEligiblePosting,
                Some(best) if best.score < options.weak_below => NeedReason::OnlyWeak,
                Some(_) if only_congested => NeedReason::OnlyCongested,
                Some(_) => continue,
            };
            cases.push(Case { seeker, reason });
        }
        Ok(cases)
    }

    /// What stands in the way of each, and what would help.
    fn look_into(
        &self,
        question: &Question<'_>,
        openings: &Openings,
        outlets: &Outlets,
        cases: &[Case],
    ) -> Result<Vec<(Findings, Need)>> {
        let inner = &*self.0;
        let tally = Tally::new(question.options, cases.len());
        let look = |numbers: &mut Vec<u32>, case: &Case| {
            question.options.check_limits()?;
            let worker = inner.worker_row(case.seeker.at);
            let findings = Findings::new(question, openings, worker, numbers);
            let is_placed = worker.point().is_some();
            let groups = KeyGroup::WORDS.iter().map(|(group, _)| *group);
            let need = Need {
                worker_id: worker.id().to_owned(),
                area: case.seeker.leaf,
                key_groups: groups.filter(|group| case.seeker.groups & group.bit() != 0).collect(),
                reason: case.reason,
                best_score: case.seeker.best.map(|best| best.score),
                obstacle: if is_placed { findings.obstacle() } else { Some(Rule::LocationKnown) },
                change: findings.change(question, openings, worker)?,
                training: None,
                outlet: worker.point().and_then(|point| nearest(outlets, point)),
            };
            tally.add(1);
            Ok((findings, need))
        };
        question.pool().install(|| cases.par_iter().map_init(Vec::new, look).collect())
    }
}

/// Which postings more than `above` people for each seat left have among their best, of whom each names the numbers.
fn congested(openings: &Openings, above: u32, named: impl Iterator<Item = u32>) -> Vec<bool> {
    let mut wanted = vec![0_u64; openings.list.len()];
    for number in named {
        wanted[number as usize] += 1;
    }
    let too_many = |(wanted, open): (u64, &OpenPosting)| wanted > u64::from(above) * open.seats_left;
    wanted.into_iter().zip(&openings.list).map(too_many).collect()
}

fn nearest(outlets: &Outlets, point: Point) -> Option<NearOutlet> {
    let near = outlets.sites.nearest_one(point.vector())?;
    let outlet = &outlets.list[near.site as usize];
    Some(NearOutlet {
        id: outlet.id.clone(),
        name: outlet.name.clone(),
        distance_m: floor_sqrt(near.distance_squared),
        inside: outlets.sites.reaches(near),
        service_modes: outlet.service_modes.clone(),
    })
}

fn obstacles(needs: &[Need]) -> Vec<ObstacleCount> {
    let mut counts = [0_u64; Rule::ALL.len()];
    for rule in needs.iter().filter_map(|need| need.obstacle) {
        counts[rule as usize] += 1;
    }
    let counted = Rule::ALL.into_iter().map(|rule| ObstacleCount { rule, people: counts[rule as usize] });
    let mut counted: Vec<ObstacleCount> = counted.filter(|count| count.people > 0).collect();
    counted.sort_by_key(|count| (Reverse(count.people), count.rule));
    counted
}
