//! The search held to scoring every pair, at every level of vector instructions, in markets that force each of its paths.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::{Frontier, Question, RankedPair};
use crate::{
    Engine, Factor, MatchOptions, Snapshot, Weights,
    record::{
        Coordinates, EmploymentType, Experience, HeldCertificate, JobLocationType, Pay, PayPeriod, Posting,
        PostingStatus, Shift, ShiftMode, Skill, SkillLevel, TimeWindow, WorkerProfile, WorkerStatus,
    },
    simd::Level,
    snapshot::RowRef,
    symbols::Overlay,
};

/// Numbers that look random (`SplitMix64`, Steele, Lea and Flood 2014).
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ mixed >> 31) % end
    }

    fn one_in(&mut self, number: u64) -> bool {
        self.below(number) == 0
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[usize::try_from(self.below(from.len() as u64)).expect("small")]
    }

    fn some<T: Copy>(&mut self, from: &[T], most: u64) -> Vec<T> {
        (0..self.below(most + 1)).map(|_| self.pick(from)).collect()
    }

    #[expect(clippy::cast_precision_loss, reason = "small")]
    fn unit(&mut self) -> f64 {
        self.below(1 << 20) as f64 / f64::from(1 << 20)
    }
}

/// Where a market lies: its middle and how many degrees it spreads.
#[derive(Clone, Copy)]
struct Region {
    longitude: f64,
    latitude: f64,
    spread: f64,
}

const TAIYUAN: Region = Region { longitude: 112.55, latitude: 37.87, spread: 0.4 };

const SKILLS: [&str; 6] = ["叉车", "电工", "焊接", "收银", "保洁", "驾驶"];
const CERTIFICATES: [&str; 2] = ["健康证", "电工证"];
const OCCUPATIONS: [&str; 7] =
    ["4-02-07-08", "4-02-07-09", "4-02-00-00", "4-10-01-01", "6-29-01-01", "4-03-02-01", "2-02-00-00"];
/// The long one has so many words that some share a mark.
const WORDS: [&str; 7] = ["快递员", "夜班", "保洁", "司机 日结", "CNC 学徒", "", LONG];
const LONG: &str = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜金生丽水玉出昆冈剑号巨阙珠称夜光\
                    果珍李柰菜重芥姜海咸河淡鳞潜羽翔";
const PERIODS: [PayPeriod; 7] = [
    PayPeriod::Hour,
    PayPeriod::Shift,
    PayPeriod::Day,
    PayPeriod::Week,
    PayPeriod::Month,
    PayPeriod::Year,
    PayPeriod::Piece,
];
const LEVELS: [Option<SkillLevel>; 3] = [None, Some(SkillLevel::Junior), Some(SkillLevel::Senior)];

fn now() -> Timestamp {
    "2026-11-24T05:00:00+08:00".parse().expect("a time")
}

fn hours(hours: u64) -> Timestamp {
    now() + SignedDuration::from_hours(i64::try_from(hours).expect("small"))
}

fn place(draw: &mut Draw, region: Region) -> Coordinates {
    let mut near = |middle: f64| middle + region.spread * (draw.unit() - 0.5);
    let (longitude, latitude) = (near(region.longitude), near(region.latitude).clamp(-90.0, 90.0));
    Coordinates::wgs84(if longitude > 180.0 { longitude - 360.0 } else { longitude }, latitude)
}

fn skill(draw: &mut Draw) -> Skill {
    Skill { name: draw.pick(&SKILLS).to_owned(), level: draw.pick(&LEVELS) }
}

fn pay(draw: &mut Draw) -> Pay {
    let lower = i64::try_from(draw.below(40) * draw.pick(&[100, 1_000, 20_000])).expect("small");
    Pay::range(lower, lower + i64::try_from(draw.below(3) * 1_000).expect("small"), draw.pick(&PERIODS))
}

fn posting(draw: &mut Draw, number: usize, region: Region) -> Posting {
    let mut posting = Posting::new(format!("p{number}"), format!("招{}{}", draw.pick(&WORDS), draw.pick(&WORDS)));
    posting.location = (!draw.one_in(12)).then(|| place(draw, region));
    if draw.one_in(8) {
        posting.job_location_type = JobLocationType::Telecommute;
    }
    if draw.one_in(15) {
        posting.status = PostingStatus::Closed;
    }
    posting.max_distance_m = draw.one_in(5).then(|| 5_000 + u32::try_from(draw.below(30_000)).expect("small"));
    posting.occupational_category = (!draw.one_in(10)).then(|| draw.pick(&OCCUPATIONS).to_owned());
    posting.base_salary = (!draw.one_in(6)).then(|| pay(draw));
    posting.date_posted =
        draw.one_in(2).then(|| now() - SignedDuration::from_hours(i64::try_from(draw.below(900)).expect("small")));
    posting.valid_through = draw.one_in(5).then(|| hours(draw.below(50)) - SignedDuration::from_hours(2));
    posting.job_immediate_start = draw.one_in(7);
    posting.required_skills = if draw.one_in(3) { vec![skill(draw)] } else { Vec::new() };
    posting.desired_skills = (0..draw.below(7)).map(|_| skill(draw)).collect();
    posting.desired_skills.dedup_by(|a, b| a.name == b.name);
    posting.required_certificates = if draw.one_in(5) { vec![draw.pick(&CERTIFICATES).to_owned()] } else { Vec::new() };
    posting.experience_months = draw.one_in(3).then(|| draw.pick(&[1, 6, 12, 36]));
    posting.hazardous = draw.one_in(9);
    if draw.one_in(2) {
        posting.shifts = (0..=draw.below(4))
            .map(|shift| {
                let start = draw.below(330);
                Shift::new(format!("s{shift}"), hours(start), hours(start + 1 + draw.below(12)), 1)
            })
            .collect();
        posting.shift_mode = draw.pick(&[ShiftMode::Any, ShiftMode::Any, ShiftMode::All]);
    }
    posting
}

fn worker(draw: &mut Draw, number: usize, region: Region) -> WorkerProfile {
    let mut worker = WorkerProfile::new(format!("w{number}"));
    worker.location = (!draw.one_in(12)).then(|| place(draw, region));
    if draw.one_in(15) {
        worker.status = WorkerStatus::Inactive;
    }
    worker.max_distance_m = (!draw.one_in(5)).then(|| u32::try_from(draw.below(30_000)).expect("small"));
    worker.desired_occupations = draw.some(&OCCUPATIONS, 3).into_iter().map(str::to_owned).collect();
    worker.pay_floor = draw.one_in(2).then(|| pay(draw));
    worker.skills = (0..draw.below(6)).map(|_| skill(draw)).collect();
    worker.skills.dedup_by(|a, b| a.name == b.name);
    worker.certificates = draw
        .some(&CERTIFICATES, 2)
        .into_iter()
        .map(|name| HeldCertificate {
            name: name.to_owned(),
            valid_through: draw.one_in(2).then(|| hours(draw.below(400))),
        })
        .collect();
    worker.experience = draw
        .some(&OCCUPATIONS, 2)
        .into_iter()
        .map(|code| Experience { occupational_category: code.to_owned(), months: draw.pick(&[0, 5, 40]) })
        .collect();
    worker.wishes = draw.one_in(2).then(|| format!("想做{}", draw.pick(&WORDS)));
    worker.employment_type = draw.one_in(4).then_some(EmploymentType::PartTime);
    if draw.one_in(2) {
        worker.availability = Some(
            (0..draw.below(6))
                .map(|day| {
                    let start = day * 48 + draw.below(20);
                    TimeWindow { start: hours(start), end: hours(start + 1 + draw.below(26)) }
                })
                .collect(),
        );
    }
    worker
}

fn market(postings: Vec<Posting>, workers: Vec<WorkerProfile>) -> Snapshot {
    let engine = Engine::in_memory().expect("an engine");
    let mut writer = engine.writer().expect("the only writer");
    let report = writer.add(postings).expect("postings");
    assert!(report.rejections.is_empty(), "{:?}", report.rejections.first());
    let report = writer.add(workers).expect("workers");
    assert!(report.rejections.is_empty(), "{:?}", report.rejections.first());
    writer.commit().expect("a commit");
    engine.snapshot()
}

fn drawn(seed: u64, postings: usize, workers: usize, region: Region) -> Snapshot {
    let mut draw = Draw(seed);
    let postings = (0..postings).map(|number| posting(&mut draw, number, region)).collect();
    let workers = (0..workers).map(|number| worker(&mut draw, number, region)).collect();
    market(postings, workers)
}

fn top(top: usize) -> MatchOptions {
    MatchOptions::at(now()).top(top)
}

type Ranked<'a> = Vec<(u32, &'a str)>;

fn best<'a>(scored: impl Iterator<Item = (u32, &'a str)>, top: usize) -> Ranked<'a> {
    let mut ranked: Ranked<'a> = scored.collect();
    ranked.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.as_bytes().cmp(b.1.as_bytes())));
    ranked.truncate(top);
    ranked
}

/// Compares the search with scoring and sorting every pair, both ways, each record alone and all at once, and says how many
/// pairs were eligible.
fn check(snapshot: &Snapshot, options: &MatchOptions) -> usize {
    let (inner, top) = (&snapshot.0, options.top);
    let symbols = Overlay::new(&inner.symbols);
    let mut question = Question::new(inner, options, &symbols).expect("a question");
    let columns = || inner.segments.iter().map(|segment| &segment.columns);
    let workers: Vec<_> =
        columns().flat_map(|columns| (0..columns.workers.len()).map(|row| columns.workers.row(row))).collect();
    let postings: Vec<_> =
        columns().flat_map(|columns| (0..columns.postings.len()).map(|row| columns.postings.row(row))).collect();

    let score = |worker, posting| question.context.score(worker, posting).map(|scored| scored.score);
    let mut eligible = 0;
    let mut by_worker: Vec<Ranked<'_>> = Vec::new();
    for worker in &workers {
        let scored = postings.iter().filter_map(|posting| Some((score(*worker, *posting)?, posting.id())));
        by_worker.push(best(scored.inspect(|_| eligible += 1), top));
    }
    let mut by_posting: Vec<Ranked<'_>> = Vec::new();
    for posting in &postings {
        let scored = workers.iter().filter_map(|worker| Some((score(*worker, *posting)?, worker.id())));
        by_posting.push(best(scored, top));
    }

    let mut frontier = Frontier::default();
    for level in Level::available() {
        question.level = level;
        for at_once in [1, workers.len().max(1)] {
            for (rows, expected) in workers.chunks(at_once).zip(by_worker.chunks(at_once)) {
                let found = question.best_postings(rows.iter().copied(), &mut frontier).expect("an answer");
                let id = |at| inner.posting_row(at).id();
                assert_eq!(named(&found, id), expected, "workers from {} at {level:?}", rows[0].id());
            }
        }
        for at_once in [1, postings.len().max(1)] {
            for (rows, expected) in postings.chunks(at_once).zip(by_posting.chunks(at_once)) {
                let found = question.best_workers(rows.iter().copied(), &mut frontier).expect("an answer");
                let id = |at| inner.worker_row(at).id();
                assert_eq!(named(&found, id), expected, "postings from {} at {level:?}", rows[0].id());
            }
        }
    }
    eligible
}

fn named<'a>(found: &[Vec<RankedPair>], id: impl Fn(RowRef) -> &'a str) -> Vec<Ranked<'a>> {
    found.iter().map(|pairs| pairs.iter().map(|pair| (pair.score, id(pair.counterpart))).collect()).collect()
}

#[test]
fn drawn_markets_at_every_level() {
    for seed in 0..12 {
        let snapshot = drawn(seed, 400, 200, TAIYUAN);
        for most in [1, 10, 1_000] {
            assert!(check(&snapshot, &top(most)) > 3_000, "a market in which little fits proves little");
        }
    }
}

/// Where one factor is everything, a ceiling of it that is a little too low loses rows.
#[test]
fn each_factor_alone() {
    for factor in Factor::ALL {
        let profile = || serde_json::from_value(json!({ factor.name(): 100 })).expect("a profile");
        let mut options = top(4);
        options.weights = Weights { worker: profile(), employer: profile(), blend: 50 };
        for seed in 20..24 {
            check(&drawn(seed, 200, 200, TAIYUAN), &options);
        }
        // One posting without a date makes its block as fresh as can be, so here all have one.
        let mut draw = Draw(24);
        let mut postings: Vec<Posting> = (0..400).map(|number| posting(&mut draw, number, TAIYUAN)).collect();
        for posting in &mut postings {
            let hours = i64::try_from(draw.below(300)).expect("small");
            posting.date_posted = Some(now() - SignedDuration::from_hours(hours));
            posting.job_immediate_start = true;
        }
        let workers = (0..100).map(|number| worker(&mut draw, number, TAIYUAN)).collect();
        check(&market(postings, workers), &options);
    }
}

#[test]
fn poles_and_the_antimeridian() {
    for (longitude, latitude, spread) in
        [(0.0, 89.9, 0.4), (100.0, -90.0, 1.0), (180.0, 0.0, 0.5), (179.9, 60.0, 0.6), (0.0, 0.0, 178.0)]
    {
        let snapshot = drawn(7, 150, 80, Region { longitude, latitude, spread });
        assert!(check(&snapshot, &top(5)) > 200);
    }
}

#[test]
fn places_on_opposite_sides_of_the_earth() {
    let mut draw = Draw(3);
    let (here, there) = (TAIYUAN, Region { longitude: -67.45, latitude: -37.87, spread: 0.001 });
    // The middle of all points is here, and those there are as far below its ground as can be.
    let mut postings: Vec<Posting> = (0..200).map(|number| posting(&mut draw, number, here)).collect();
    postings.extend((200..300).map(|number| posting(&mut draw, number, there)));
    let mut workers: Vec<WorkerProfile> = (0..60).map(|number| worker(&mut draw, number, there)).collect();
    for (metres, worker) in (0..).zip(&mut workers) {
        worker.max_distance_m = Some(metres);
    }
    assert!(check(&market(postings, workers), &top(8)) > 200);
}

#[test]
fn many_postings_at_one_point_and_all_of_them_equal() {
    let mut draw = Draw(1);
    let home = place(&mut draw, TAIYUAN);
    let postings = (0..10_000)
        .map(|number| {
            let mut posting = Posting::new(format!("p{number}"), "普工");
            posting.location = Some(home);
            posting
        })
        .collect();
    let mut worker = WorkerProfile::new("w");
    worker.location = Some(home);
    worker.max_distance_m = Some(0);
    let snapshot = market(postings, vec![worker]);
    let found = snapshot.match_worker("w", &MatchOptions::at(now()).top(12)).expect("an answer");
    let ids: Vec<&str> = found.hits.iter().map(|hit| hit.posting_id.as_str()).collect();
    assert_eq!(ids[..5], ["p0", "p1", "p10", "p100", "p1000"]);
    assert_eq!(ids.len(), 12);
}

#[test]
fn nobody_one_and_only_remote() {
    assert_eq!(check(&market(Vec::new(), Vec::new()), &top(3)), 0);
    let mut draw = Draw(9);
    let workers: Vec<WorkerProfile> = (0..40).map(|number| worker(&mut draw, number, TAIYUAN)).collect();
    assert_eq!(check(&market(Vec::new(), workers.clone()), &top(3)), 0);
    check(&market(vec![posting(&mut draw, 0, TAIYUAN)], workers.clone()), &top(3));
    let mut remote: Vec<Posting> = (0..100).map(|number| posting(&mut draw, number, TAIYUAN)).collect();
    for posting in &mut remote {
        posting.job_location_type = JobLocationType::Telecommute;
    }
    assert!(check(&market(remote, workers), &top(3)) > 300);
}

/// More frames than there are lanes, none of which distance rules out.
#[test]
fn many_remote_postings_of_one_occupation() {
    let mut draw = Draw(13);
    let postings = (0..5_000)
        .map(|number| {
            let mut posting = Posting::new(format!("p{number}"), "客服");
            posting.job_location_type = JobLocationType::Telecommute;
            posting.date_posted = Some(now() - SignedDuration::from_hours(number % 700));
            posting
        })
        .collect();
    let workers = (0..2).map(|number| worker(&mut draw, number, TAIYUAN)).collect();
    assert!(check(&market(postings, workers), &top(20)) >= 5_000);
}

#[test]
fn reach_ends_exactly_where_it_says() {
    let mut draw = Draw(11);
    let postings: Vec<Posting> = (0..300)
        .map(|number| {
            let mut posting = Posting::new(format!("p{number}"), "普工");
            posting.location = Some(place(&mut draw, TAIYUAN));
            posting
        })
        .collect();
    let point = |at: Option<Coordinates>| crate::geo::Point::from_wgs84(at.expect("a place"));
    let workers: Vec<WorkerProfile> = postings
        .iter()
        .enumerate()
        .map(|(number, posting)| {
            let mut worker = WorkerProfile::new(format!("w{number}"));
            worker.location = Some(place(&mut draw, TAIYUAN));
            // To the metre below or above the distance to one posting.
            let metres = point(worker.location).distance_m(point(posting.location));
            worker.max_distance_m = Some(metres + u32::from(number % 2 == 0));
            worker
        })
        .collect();
    assert!(check(&market(postings, workers), &top(400)) > 10_000);
}
