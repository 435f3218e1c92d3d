//! The best plan by trying all of them.

use std::collections::BTreeMap;

use gigmatch::{
    AssignOptions, Objective, Plan, SeatRule,
    geo::Point,
    record::{EmploymentType, JobLocationType, PostingStatus, ShiftMode, WorkerProfile},
};

use super::{Market, Seat, floor_sqrt, square};

/// A shift with free seats, or all shifts of a posting that are taken together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// The posting's place.
    pub posting: usize,
    /// Ids of its shifts.
    pub shifts: Vec<String>,
    /// Free seats.
    pub seats: u32,
    /// 1 is first.
    pub priority: u8,
    /// The least people.
    pub minimum_crew: u32,
    /// First and last instant of its shifts; none for work without end.
    pub times: Vec<(i64, i64)>,
}

/// What a plan is worth, compared from the first number on: seats by priority, or all seats, then scores.
pub type PlanWorth = Vec<i64>;

/// A stretch of work: first and last instant, and the employer.
type Work<'a> = (i64, i64, Option<&'a str>);

/// The seats left of each task, the people of key groups placed, all people placed.
type State = (Vec<u32>, u32, u32);

impl Market<'_> {
    /// The tasks that take part, by posting id, then by start.
    pub fn tasks(&self, options: &AssignOptions) -> Vec<Task> {
        let mut places: Vec<usize> = (0..self.postings.len()).collect();
        places.sort_by_key(|place| self.postings[*place].id.as_bytes());
        let mut tasks = Vec::new();
        for place in places {
            let posting = &self.postings[place];
            if posting.status != PostingStatus::Open {
                continue;
            }
            let seats = self.seats(posting);
            let groups: Vec<&[Seat<'_>]> = match posting.shift_mode {
                ShiftMode::All => vec![&seats[..]],
                ShiftMode::Any => seats.chunks(1).collect(),
            };
            for group in groups {
                let taken = |seat: &Seat<'_>| {
                    self.options.occupancy.as_ref().map_or(0, |occupancy| occupancy.taken(&posting.id, seat.id))
                };
                let free = group.iter().map(|seat| seat.headcount.saturating_sub(taken(seat))).min().unwrap_or(0);
                let begun = group.iter().any(|seat| seat.end.is_some() && seat.start <= self.now());
                let in_span = options.starting.is_none_or(|(from, until)| {
                    (from.as_millisecond()..until.as_millisecond()).contains(&group[0].start)
                });
                if free == 0 || begun || !in_span {
                    continue;
                }
                let of_shift = |rule: &&SeatRule| rule.shift_id.as_deref() == Some(group[0].id);
                let of_posting = |rule: &&SeatRule| rule.shift_id.is_none();
                let rules: Vec<&SeatRule> =
                    options.seats.iter().rev().filter(|rule| rule.posting_id == posting.id).collect();
                let said = || {
                    let of_shift = rules.iter().copied().filter(of_shift);
                    of_shift.chain(rules.iter().copied().filter(of_posting))
                };
                tasks.push(Task {
                    posting: place,
                    shifts: group.iter().map(|seat| seat.id.to_owned()).collect(),
                    seats: free,
                    priority: said().find_map(|rule| rule.priority).unwrap_or(9),
                    minimum_crew: said().find_map(|rule| rule.minimum_crew).unwrap_or(1),
                    times: group.iter().filter_map(|seat| Some((seat.start, seat.end?))).collect(),
                });
            }
        }
        tasks
    }

    /// The score of a worker in a task that fits; `None` where it does not, or is forbidden.
    pub fn score_in(&self, options: &AssignOptions, worker: &WorkerProfile, task: &Task) -> Option<u32> {
        let posting = &self.postings[task.posting];
        if !self.passes_filters(worker, posting) {
            return None;
        }
        let scored = self.score(worker, posting)?;
        let is_forbidden = options.forbidden.iter().any(|choice| {
            let is_shift = choice.shift_id.as_ref().is_none_or(|shift| task.shifts.contains(shift));
            choice.worker_id == worker.id && choice.posting_id == posting.id && is_shift
        });
        (!is_forbidden && task.shifts.iter().all(|shift| scored.shifts.contains(shift))).then_some(scored.score)
    }

    /// Whether a worker can take some tasks together, beside what is recorded for them.
    pub fn can_work(&self, options: &AssignOptions, worker: &WorkerProfile, tasks: &[&Task]) -> bool {
        let most = options.shifts_per_worker as usize;
        if tasks.len() > 1 && tasks.iter().any(|task| task.times.is_empty()) {
            return false;
        }
        let shifts: usize = tasks.iter().map(|task| task.shifts.len()).sum();
        if tasks.len() > 1 && shifts > most || tasks.len() > most {
            return false;
        }
        let occupancy = self.options.occupancy.as_ref();
        let recorded = occupancy.map_or(&[][..], |occupancy| occupancy.commitments(&worker.id));
        let recorded: Vec<Work<'_>> = recorded
            .iter()
            .map(|work| (work.start.as_millisecond(), work.end.as_millisecond(), Some(work.employer.as_str())))
            .collect();
        let new: Vec<Work<'_>> = tasks
            .iter()
            .flat_map(|task| {
                let employer = self.postings[task.posting].employer();
                task.times.iter().map(move |(start, end)| (*start, *end, employer))
            })
            .collect();
        let overlap = |a: &Work<'_>, b: &Work<'_>| a.0 < b.1 && b.0 < a.1;
        let of_other_tasks = tasks.iter().enumerate().any(|(place, task)| {
            tasks[place + 1..].iter().any(|other| {
                let way = self.way_ms(options, task, other);
                task.times.iter().any(|a| other.times.iter().any(|b| a.0 < b.1 + way && b.0 < a.1 + way))
            })
        });
        if of_other_tasks || new.iter().any(|a| recorded.iter().any(|b| overlap(a, b))) {
            return false;
        }
        let date = |start: i64| self.date_of(start);
        let week = |start: i64| {
            let week = self.date_of(start).iso_week_date();
            (week.year(), week.week())
        };
        let sum = |counts: &dyn Fn(&Work<'_>) -> bool| -> i64 {
            new.iter().chain(&recorded).filter(|work| counts(work)).map(|(start, end, _)| end - start).sum()
        };
        let within =
            |worked: i64, minutes: Option<u32>| minutes.is_none_or(|minutes| worked <= i64::from(minutes) * 60_000);
        let part_time = (worker.employment_type == Some(EmploymentType::PartTime))
            .then_some(self.options.rules.part_time_weekly_hours * 60);
        new.iter().all(|(start, _, employer)| {
            let with_employer = sum(&|work| week(work.0) == week(*start) && work.2 == *employer);
            within(sum(&|work| date(work.0) == date(*start)), options.hours.day_minutes)
                && within(sum(&|work| week(work.0) == week(*start)), options.hours.week_minutes)
                && (employer.is_none()
                    || within(with_employer, options.hours.employer_week_minutes) && within(with_employer, part_time))
        })
    }

    /// The time that lies between the places of two tasks, both roundings up.
    fn way_ms(&self, options: &AssignOptions, one: &Task, other: &Task) -> i64 {
        let place = |task: &Task| {
            let posting = &self.postings[task.posting];
            let is_remote = posting.job_location_type == JobLocationType::Telecommute;
            posting.location.filter(|_| !is_remote).map(Point::from_wgs84)
        };
        let (Some(speed), Some(from), Some(to)) = (options.travel_metres_a_minute, place(one), place(other)) else {
            return 0;
        };
        let square = square(from, to);
        let floor = i64::from(floor_sqrt(square));
        let metres = if i128::from(floor) * i128::from(floor) == square { floor } else { floor + 1 };
        (metres * 60_000 + i64::from(speed) - 1) / i64::from(speed)
    }

    fn is_in_groups(options: &AssignOptions, worker: &WorkerProfile) -> bool {
        let goal = options.key_groups.as_ref();
        goal.is_some_and(|goal| worker.key_groups.iter().any(|group| goal.groups.contains(group)))
    }

    /// What a plan is worth that gives nobody anything.
    fn nothing(options: &AssignOptions) -> PlanWorth {
        let parts = match options.objective {
            Objective::Score => 1,
            Objective::Priority => 10,
            _ => 2,
        };
        vec![0; parts]
    }

    /// What a seat of a task is worth for somebody of a score who is the `place`-th there, from 0.
    fn worth_of_seat(options: &AssignOptions, task: &Task, in_groups: bool, score: u32, place: u32) -> PlanWorth {
        let bonus = options.key_groups.as_ref().map_or(0, |goal| i64::from(goal.bonus));
        let points =
            i64::from(score) + if in_groups { bonus } else { 0 } - i64::from(options.congestion) * i64::from(place);
        match options.objective {
            Objective::Score => vec![points],
            Objective::Priority => {
                let mut worth = vec![0; 10];
                worth[usize::from(task.priority) - 1] = 1;
                worth[9] = points;
                worth
            }
            _ => vec![1, points],
        }
    }

    /// What a plan is worth by its seats alone.
    ///
    /// # Panics
    ///
    /// Where a seat is not of this market, or is given against its rules.
    pub fn worth_of(&self, options: &AssignOptions, plan: &Plan) -> PlanWorth {
        let tasks = self.tasks(options);
        let mut here = vec![0; tasks.len()];
        let (mut in_groups, mut all, mut sum) = (0, 0, Self::nothing(options));
        let mut people: BTreeMap<&str, Vec<&Task>> = BTreeMap::new();
        for seat in &plan.assignments {
            let is_task = |task: &Task| self.postings[task.posting].id == seat.posting_id && task.shifts == seat.shifts;
            let place = tasks.iter().position(is_task).expect("a task of this market");
            let worker = self.workers.iter().find(|worker| worker.id == seat.worker_id).expect("a worker");
            assert_eq!(self.score_in(options, worker, &tasks[place]), Some(seat.score), "{seat:?}");
            let theirs = people.entry(&seat.worker_id).or_default();
            theirs.push(&tasks[place]);
            assert!(self.can_work(options, worker, theirs), "{} works {theirs:?}", seat.worker_id);
            let is_in_groups = Self::is_in_groups(options, worker);
            add(&mut sum, Self::worth_of_seat(options, &tasks[place], is_in_groups, seat.score, here[place]));
            here[place] += 1;
            in_groups += u32::from(is_in_groups);
            all += 1;
        }
        for (task, here) in tasks.iter().zip(&here) {
            assert!(*here <= task.seats, "{task:?} has {here} people");
            assert!(*here == 0 || *here >= task.minimum_crew, "{task:?} has {here} people");
        }
        assert!(floor_holds(options, in_groups, all), "{in_groups} of {all} are of key groups");
        sum
    }

    /// The worth of the best plan, by trying all of them.
    pub fn best_worth(&self, options: &AssignOptions) -> PlanWorth {
        let tasks = self.tasks(options);
        let start: State = (tasks.iter().map(|task| task.seats).collect(), 0, 0);
        let mut best: BTreeMap<State, PlanWorth> = BTreeMap::from([(start, Self::nothing(options))]);
        for worker in self.workers {
            let is_in_groups = Self::is_in_groups(options, worker);
            let scores: Vec<Option<u32>> = tasks.iter().map(|task| self.score_in(options, worker, task)).collect();
            // All sets of tasks that the worker can take together.
            let fitting: Vec<usize> = (0..tasks.len()).filter(|place| scores[*place].is_some()).collect();
            let sets = (1_u32..1 << fitting.len()).map(|bits| {
                let chosen = fitting.iter().enumerate().filter(move |(bit, _)| bits >> bit & 1 == 1);
                chosen.map(|(_, place)| *place).collect::<Vec<usize>>()
            });
            let small = sets.filter(|set| set.len() <= options.shifts_per_worker as usize);
            let together = |set: &Vec<usize>| {
                let chosen: Vec<&Task> = set.iter().map(|place| &tasks[*place]).collect();
                self.can_work(options, worker, &chosen)
            };
            let sets: Vec<Vec<usize>> = small.filter(together).collect();
            for (state, worth) in best.clone() {
                for set in &sets {
                    let (mut next, mut sum) = (state.clone(), worth.clone());
                    let mut is_free = true;
                    for place in set {
                        let Some(left) = next.0[*place].checked_sub(1) else {
                            is_free = false;
                            break;
                        };
                        let here = tasks[*place].seats - next.0[*place];
                        next.0[*place] = left;
                        next.1 += u32::from(is_in_groups);
                        next.2 += 1;
                        let score = scores[*place].expect("a task that fits");
                        add(&mut sum, Self::worth_of_seat(options, &tasks[*place], is_in_groups, score, here));
                    }
                    if is_free {
                        let known = best.entry(next).or_insert_with(|| sum.clone());
                        if *known < sum {
                            *known = sum;
                        }
                    }
                }
            }
        }
        let holds = |(state, _): &(State, PlanWorth)| {
            let crews = tasks.iter().zip(&state.0).all(|(task, left)| {
                let here = task.seats - left;
                here == 0 || here >= task.minimum_crew
            });
            crews && floor_holds(options, state.1, state.2)
        };
        best.into_iter().filter(holds).map(|(_, worth)| worth).max().expect("nobody anywhere breaks no rule")
    }
}

/// Adds what a seat is worth to what others are.
fn add(sum: &mut PlanWorth, more: PlanWorth) {
    sum.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
}

fn floor_holds(options: &AssignOptions, in_groups: u32, all: u32) -> bool {
    let percent = options.key_groups.as_ref().map_or(0, |goal| u32::from(goal.floor_percent));
    100 * in_groups >= percent * all
}
