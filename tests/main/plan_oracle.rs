//! Plans against trying all of them.

use std::collections::BTreeSet;

use gigmatch::{
    AssignOptions, KeyGroupGoal, MatchOptions, Objective, Plan, SeatChoice, SeatRule,
    record::{JobLocationType, KeyGroup, Posting, PostingStatus, Vocabulary, WorkerProfile, WorkerStatus},
};
use gigmatch_testkit::{
    oracle::{Market, Task},
    strategy::{Records, options, records},
};
use proptest::prelude::*;

use crate::market::{Layout, snapshot};

/// What is asked of a plan, by places of records that may not be there.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    objective: Objective,
    pub(crate) rules: Vec<(usize, u8, u32)>,
    forbidden: Vec<(usize, usize)>,
    groups: Option<(u32, u8)>,
    congestion: u32,
}

pub(crate) fn asked() -> impl Strategy<Value = Asked> {
    let objective = prop::sample::select(vec![Objective::Seats, Objective::Score, Objective::Priority]);
    let rules = prop::collection::vec((0_usize..6, 1_u8..=9, 1_u32..4), 0..4);
    let groups =
        prop::option::of((prop::sample::select(vec![0_u32, 3_000_000]), prop::sample::select(vec![0_u8, 50, 100])));
    let congestion = prop::sample::select(vec![0_u32, 0, 1_000_000]);
    let forbidden = prop::collection::vec((0_usize..6, 0_usize..6), 0..4);
    (objective, rules, forbidden, groups, congestion).prop_map(|(objective, rules, forbidden, groups, congestion)| {
        Asked { objective, rules, forbidden, groups, congestion }
    })
}

/// A few of the records, so that all plans can be tried, with most of what keeps pairs apart left out.
pub(crate) fn few(records: &Records) -> Records {
    let mut few = records.clone();
    few.workers.truncate(6);
    few.postings.truncate(5);
    for (place, posting) in few.postings.iter_mut().enumerate() {
        posting.status = PostingStatus::Open;
        posting.valid_through = None;
        posting.required_certificates.clear();
        posting.blocked_workers.clear();
        posting.hazardous = false;
        if place % 2 == 0 {
            posting.job_location_type = JobLocationType::Telecommute;
            posting.required_skills.clear();
        }
    }
    for (place, worker) in few.workers.iter_mut().enumerate() {
        worker.status = WorkerStatus::Active;
        worker.blocked_employers.clear();
        worker.pay_floor = None;
        if place % 3 != 0 {
            worker.availability = None;
        }
    }
    few
}

/// So few that all sets of shifts of all people can be tried.
fn fewer(records: &Records) -> Records {
    let mut fewer = few(records);
    fewer.workers.truncate(4);
    fewer.postings.truncate(3);
    fewer
}

/// Metres a minute: to places some kilometres off in the pause between two shifts, or not.
fn speed() -> impl Strategy<Value = Option<u32>> {
    prop::sample::select(vec![None, Some(1), Some(20), Some(1_000)])
}

pub(crate) fn assign_options(asked: &Asked, records: &Records, options: &MatchOptions) -> AssignOptions {
    let mut assign = AssignOptions::new(options.clone()).objective(asked.objective).congestion(asked.congestion);
    for (place, priority, crew) in &asked.rules {
        if let Some(Posting { id, .. }) = records.postings.get(*place) {
            assign = assign.seat(SeatRule::of(id).priority(*priority).minimum_crew(*crew));
        }
    }
    for (worker, posting) in &asked.forbidden {
        if let (Some(WorkerProfile { id, .. }), Some(posting)) =
            (records.workers.get(*worker), records.postings.get(*posting))
        {
            assign = assign.forbid(SeatChoice::new(id, &posting.id));
        }
    }
    if let Some((bonus, percent)) = asked.groups {
        let groups = KeyGroup::WORDS.iter().map(|(group, _)| *group).take(3);
        assign = assign.key_groups(KeyGroupGoal::new(groups).bonus(bonus).floor_percent(percent));
    }
    assign
}

/// Every eligible pair is covered by the prices of its ends, and what is priced is what the plan is worth.
fn prices_prove(market: &Market<'_>, options: &AssignOptions, plan: &Plan) {
    let tasks = market.tasks(options);
    let proof = &plan.proof;
    let priced = |task: &Task| {
        let posting = &market.postings[task.posting].id;
        proof.seat_prices.iter().find(|price| &price.posting_id == posting && price.shifts == task.shifts)
    };
    let mut bound: i128 = 0;
    for price in &proof.seat_prices {
        assert!(price.price >= 0);
        bound += i128::from(price.price) * i128::from(price.seats);
    }
    let mut beyond: i128 = 0;
    for price in &proof.worker_prices {
        assert!(price.price >= 0);
        bound += i128::from(price.price);
        let worker = market.workers.iter().find(|worker| worker.id == price.worker_id).expect("a worker");
        for task in &tasks {
            let score = market.score_in(options, worker, task).filter(|_| market.can_work(options, worker, &[task]));
            if let Some(score) = score {
                let seat = priced(task).expect("a price of every task that fits somebody");
                let place = usize::from(task.priority) - 1;
                let goal = options.key_groups.as_ref();
                let bonus = goal.filter(|goal| worker.key_groups.iter().any(|group| goal.groups.contains(group)));
                let weight =
                    i64::from(score) + proof.seat_weights[place] + bonus.map_or(0, |goal| i64::from(goal.bonus));
                beyond += i128::from((weight - price.price - seat.price).max(0));
            }
        }
    }
    assert_eq!(bound + beyond, proof.value);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_plan_is_better(records in records(), options in options(), asked in asked(), chunk in 1_usize..9) {
        let records = few(&records);
        let market = Market::new(&records.postings, &records.workers, &options);
        let options = assign_options(&asked, &records, &options);
        let snapshot = snapshot(&records, Layout { chunk, reversed: false, stale: false });
        let plan = snapshot.assign(&options).expect("valid options");
        let worth = market.worth_of(&options, &plan);
        let best = market.best_worth(&options);
        prop_assert_eq!(worth, best, "{:?}", plan);
        prop_assert!(plan.proof.optimal, "{:?}", plan.proof);
        if !plan.proof.seat_prices.is_empty() && asked.congestion == 0 {
            prices_prove(&market, &options, &plan);
        }
        let people = plan.assignments.len() + plan.unassigned.len();
        prop_assert_eq!(people as u64, plan.summary.workers);
        let left: u64 = plan.unfilled.iter().map(|unfilled| unfilled.seats).sum();
        prop_assert_eq!(left + plan.summary.filled, plan.summary.seats);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn several_shifts_are_within_a_proven_gap(
        records in records(), options in options(), asked in asked(), shifts in 2_u32..4,
        day in prop::option::of(240_u32..900), week in prop::option::of(600_u32..2_000), free: bool, speed in speed(),
    ) {
        let records = fewer(&records);
        let market = Market::new(&records.postings, &records.workers, &options);
        let mut options = assign_options(&asked, &records, &options).shifts_per_worker(shifts);
        (options.hours.day_minutes, options.hours.week_minutes) = (day, week);
        options.travel_metres_a_minute = speed;
        if free {
            (options.seats, options.key_groups) = (Vec::new(), None);
        }
        let plan = snapshot(&records, Layout { chunk: 5, reversed: false, stale: false }).assign(&options);
        let plan = plan.expect("valid options");
        let best = market.best_worth(&options);
        let worth = market.worth_of(&options, &plan);
        prop_assert!(worth <= best.clone(), "{:?} is better than {:?}", worth, best);
        prop_assert!(plan.proof.value <= plan.proof.bound);
        if plan.proof.optimal {
            prop_assert_eq!(&worth, &best);
        }
        if free {
            prop_assert!(plan.proof.optimal, "{:?}", plan.proof);
        }
    }

    #[test]
    fn pins_count_among_several_shifts(
        records in records(), options in options(), shifts in 2_u32..4, day in prop::option::of(240_u32..900),
        speed in speed(), places in prop::collection::vec(any::<prop::sample::Index>(), 1..3),
    ) {
        let records = fewer(&records);
        let market = Market::new(&records.postings, &records.workers, &options);
        let mut options = AssignOptions::new(options.clone()).shifts_per_worker(shifts);
        (options.hours.day_minutes, options.travel_metres_a_minute) = (day, speed);
        let snapshot = snapshot(&records, Layout { chunk: 5, reversed: false, stale: false });
        let plan = snapshot.assign(&options).expect("valid options");
        prop_assume!(plan.proof.optimal && !plan.assignments.is_empty());
        let pins: BTreeSet<usize> = places.iter().map(|place| place.index(plan.assignments.len())).collect();
        let pin = |place: &usize| {
            let seat = &plan.assignments[*place];
            SeatChoice::new(&seat.worker_id, &seat.posting_id).shift(&seat.shifts[0])
        };
        options.pinned = pins.iter().map(pin).collect();
        let again = snapshot.assign(&options).expect("pins of the best plan");
        prop_assert_eq!(again.assignments.iter().filter(|seat| seat.pinned).count(), pins.len());
        let (worth, best) = (market.worth_of(&options, &again), market.best_worth(&options));
        prop_assert!(worth <= best.clone(), "{:?} is better than {:?}", worth, best);
        if again.proof.optimal {
            prop_assert_eq!(worth, best);
        }
    }

    #[test]
    fn layouts_do_not_matter(records in records(), options in options(), asked in asked(), chunk in 1_usize..9) {
        let records = few(&records);
        let options = assign_options(&asked, &records, &options);
        let plan = |layout| snapshot(&records, layout).assign(&options);
        let one = plan(Layout { chunk: 100, reversed: false, stale: false }).expect("valid options");
        let other = plan(Layout { chunk, reversed: true, stale: true }).expect("valid options");
        prop_assert_eq!(one.assignments, other.assignments);
        prop_assert_eq!(one.unassigned, other.unassigned);
        prop_assert_eq!(one.unfilled, other.unfilled);
        prop_assert_eq!(one.proof.value, other.proof.value);
    }

    #[test]
    fn pins_are_kept(
        records in records(), options in options(), place: prop::sample::Index,
        congestion in prop::sample::select(vec![0_u32, 1_000_000]),
    ) {
        let records = few(&records);
        let market = Market::new(&records.postings, &records.workers, &options);
        let snapshot = snapshot(&records, Layout { chunk: 5, reversed: false, stale: false });
        let free = AssignOptions::new(options.clone()).congestion(congestion);
        let plan = snapshot.assign(&free).expect("valid options");
        prop_assume!(!plan.assignments.is_empty());
        let seat = place.get(&plan.assignments);
        let pinned = free.clone().pin(SeatChoice::new(&seat.worker_id, &seat.posting_id).shift(&seat.shifts[0]));
        let again = snapshot.assign(&pinned).expect("a pin of the best plan");
        prop_assert!(again.proof.optimal, "{:?}", again.proof);
        // Those who are pinned stand before the others.
        prop_assert_eq!(market.worth_of(&pinned, &again), market.worth_of(&free, &plan));
        prop_assert!(again.assignments.iter().any(|other| other.pinned && other.worker_id == seat.worker_id));
        let twice = snapshot.assign(&pinned.clone().pin(SeatChoice::new(&seat.worker_id, &seat.posting_id)));
        prop_assert_eq!(twice.expect_err("one seat a person").code().as_str(), "pin.infeasible");
    }
}
