//! Laws that plans obey, whatever the market.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use gigmatch::{
    AssignOptions, CancelFlag, ErrorCode, MatchOptions, Objective, Plan, SeatRule,
    record::{Posting, WorkerProfile},
};
use gigmatch_testkit::{
    oracle::Market,
    province::{Province, ProvinceOptions},
    strategy::{Records, normal, options, records, worker},
};
use proptest::prelude::*;

use crate::{
    market::{Layout, snapshot},
    plan_oracle::{asked, assign_options, few},
};

fn plan(records: &Records, options: &AssignOptions) -> Plan {
    let layout = Layout { chunk: 100, reversed: false, stale: false };
    snapshot(records, layout).assign(options).expect("valid options")
}

/// One more seat in a shift, or in the posting where it has no shifts.
fn add_seat(posting: &mut Posting, shift: prop::sample::Index) {
    if posting.shifts.is_empty() {
        posting.total_job_openings = Some(posting.total_job_openings.unwrap_or(1) + 1);
    } else {
        shift.get_mut(&mut posting.shifts).headcount += 1;
    }
}

/// The same records under other ids, in another order.
fn renamed(records: &Records, turn: usize) -> Records {
    let mut renamed = records.clone();
    let (workers, postings) = (renamed.workers.len(), renamed.postings.len());
    for (place, WorkerProfile { id, .. }) in renamed.workers.iter_mut().enumerate() {
        *id = format!("w{}", (place + turn) % workers);
    }
    for (place, Posting { id, .. }) in renamed.postings.iter_mut().enumerate() {
        *id = format!("p{}", (place + turn) % postings);
    }
    renamed
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn another_seat_or_another_person_leaves_no_seat_empty(
        records in records(), options in options(), asked in asked(), newcomer in worker(),
        place: prop::sample::Index, shift: prop::sample::Index,
    ) {
        let mut records = few(&records);
        prop_assume!(!records.postings.is_empty());
        let mut options = assign_options(&asked, &records, &options).objective(Objective::Seats);
        (options.seats, options.key_groups) = (Vec::new(), None);
        let filled = plan(&records, &options).summary.filled;
        add_seat(place.get_mut(&mut records.postings), shift);
        let with_seat = plan(&records, &options).summary.filled;
        prop_assert!((filled..=filled + 1).contains(&with_seat), "{} filled, then {}", filled, with_seat);
        let mut newcomer = normal(newcomer);
        newcomer.id = "newcomer".to_owned();
        records.workers.push(newcomer);
        let with_both = plan(&records, &options).summary.filled;
        prop_assert!((with_seat..=with_seat + 1).contains(&with_both), "{} filled, then {}", with_seat, with_both);
    }

    #[test]
    fn a_larger_least_crew_makes_no_plan_better(
        records in records(), options in options(), asked in asked(), place: prop::sample::Index,
    ) {
        let records = few(&records);
        prop_assume!(!asked.rules.is_empty());
        let mut larger = asked.clone();
        place.get_mut(&mut larger.rules).2 += 1;
        let market = Market::new(&records.postings, &records.workers, &options);
        let worth = |asked| {
            let options = assign_options(asked, &records, &options);
            let plan = plan(&records, &options);
            assert!(plan.proof.optimal, "{:?}", plan.proof);
            market.worth_of(&options, &plan)
        };
        let (one, other) = (worth(&asked), worth(&larger));
        prop_assert!(other <= one, "{other:?} is more than {one:?}");
    }

    #[test]
    fn names_and_order_do_not_change_what_a_plan_is_worth(
        records in records(), options in options(), asked in asked(), turn in 0_usize..6,
    ) {
        let records = few(&records);
        let mut options = options;
        // It names people and postings.
        options.occupancy = None;
        let other_records = renamed(&records, turn);
        let one = plan(&records, &assign_options(&asked, &records, &options)).proof;
        let other = plan(&other_records, &assign_options(&asked, &other_records, &options)).proof;
        prop_assert_eq!((one.value, one.bound), (other.value, other.bound));
    }
}

#[test]
fn progress_is_told_and_a_raised_flag_stops_the_plan() {
    let province = Province::new(ProvinceOptions::default().with_workers(400).with_postings(100)).expect("a province");
    let records = Records { postings: province.postings(), workers: province.workers() };
    let snapshot = snapshot(&records, Layout { chunk: 500, reversed: false, stale: false });
    let matching = MatchOptions::at(province.options().now);
    let told = Arc::new(Mutex::new(Vec::new()));
    let listener = Arc::clone(&told);
    let listening = matching.clone().progress(Arc::new(move |done, all| {
        listener.lock().expect("nobody panics").push((done, all));
    }));
    let plan = snapshot.assign(&AssignOptions::new(listening)).expect("valid options");
    assert!(plan.summary.filled > 0);
    let told = told.lock().expect("nobody panics").clone();
    assert_eq!(told[0].0, 0);
    assert!(told.iter().all(|(done, all)| done <= all));
    assert!(told.iter().any(|(done, all)| done == all && *all <= records.postings.len()));

    for last in [1, told.len() / 2] {
        let (calls, flag) = (Arc::new(AtomicUsize::new(0)), CancelFlag::new());
        let (counted, raised) = (Arc::clone(&calls), flag.clone());
        let matching = matching.clone().cancel(flag).progress(Arc::new(move |_, _| {
            if counted.fetch_add(1, Ordering::Relaxed) + 1 == last {
                raised.cancel();
            }
        }));
        let stopped = snapshot.assign(&AssignOptions::new(matching));
        assert_eq!(stopped.expect_err("cancelled").code(), ErrorCode::Cancelled);
        // One thread: nothing is looked at after the flag is raised.
        assert_eq!(calls.load(Ordering::Relaxed), last);
    }
}

#[test]
fn priorities_are_weighed_where_weights_that_keep_their_order_do_not_fit() {
    let province = Province::new(ProvinceOptions::default().with_workers(60).with_postings(60)).expect("a province");
    let records = Records { postings: province.postings(), workers: province.workers() };
    let matching = MatchOptions::at(province.options().now);
    let mut options = AssignOptions::new(matching).objective(Objective::Priority).shifts_per_worker(2);
    for (posting, priority) in records.postings.iter().zip([1, 2, 3, 9].into_iter().cycle()) {
        options = options.seat(SeatRule::of(&posting.id).priority(priority));
    }
    let Plan { summary, proof, .. } = plan(&records, &options);
    assert!(summary.filled > 20, "{summary:?}");
    assert!(proof.value <= proof.bound);
    // One unit more for each priority that has seats.
    let unit = proof.seat_weights[8];
    assert_eq!(proof.seat_weights, [4, 3, 2, 2, 2, 2, 2, 2, 1].map(|units| units * unit));
}
