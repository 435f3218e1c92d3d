use std::{
    collections::HashSet,
    error::Error,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use gigmatch::{
    Engine, MatchOptions,
    normalize::{Normalizer, Record},
    read::RowReader,
    record::{Outlet, Pay, Posting, RecordKind, Timestamp, WorkerProfile},
    table::DivisionTable,
};

use super::{Format, Province, ProvinceOptions, gigs::GIGS, random::Draw};

type Outcome = Result<(), Box<dyn Error>>;

fn province(workers: usize, postings: usize) -> Province {
    let options = ProvinceOptions::default().with_workers(workers).with_postings(postings).with_outlets(40);
    Province::new(options).expect("Shanxi is in the table")
}

/// Two neighbouring districts of Taiyuan: the market of the README.
fn market() -> Province {
    let options = ProvinceOptions::default().with_seed(20_261_124).with_counties(["140105", "140106"]);
    let options = options.with_workers(30).with_postings(40).with_outlets(6);
    Province::new(options).expect("both districts are in the table")
}

fn normalizer(province: &Province) -> gigmatch::Result<Normalizer> {
    let divisions = DivisionTable::from_csv_text(&province.divisions_csv())?;
    Ok(Normalizer::new().with_divisions(Arc::new(divisions)))
}

/// Everything in a file that normalisation accepts, and how many rows it does not.
fn read<T: Record>(path: &Path, kind: RecordKind, normalizer: &Normalizer) -> gigmatch::Result<(Vec<T>, usize)> {
    let mut accepted = Vec::new();
    let mut rejected = 0;
    for batch in RowReader::open(path, kind)? {
        let batch = batch?;
        let outcome = normalizer.rows::<T>(&batch.rows);
        assert!(batch.malformed.is_empty() && outcome.unknown_columns.is_empty(), "{:?}", outcome.unknown_columns);
        accepted.extend(outcome.accepted);
        rejected += outcome.rejections.len();
    }
    Ok((accepted, rejected))
}

fn permille(part: usize, whole: usize) -> usize {
    1_000 * part / whole
}

#[test]
fn a_record_depends_on_seed_kind_and_index_alone() -> Outcome {
    let (small, large) = (province(300, 300), province(3_000, 3_000));
    assert_eq!(small.workers()[..], large.workers()[..300]);
    assert_eq!(small.outlets(), large.outlets());
    assert_eq!(small.posting(7).shifts, large.posting(7).shifts);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    assert_eq!(pool.install(|| large.postings()), large.postings());
    let other = Province::new(large.options().clone().with_seed(2))?;
    assert_ne!(other.worker(0), large.worker(0));
    Ok(())
}

#[test]
fn records_are_in_normal_form() -> Outcome {
    let province = province(3_000, 3_000);
    let normalizer = normalizer(&province)?;
    // Where the place was left out, normalising infers it: without it, nothing changes.
    let (mut workers, mut postings) = (province.workers(), province.postings());
    workers.retain(|worker| worker.location.is_some());
    postings.retain(|posting| posting.location.is_some());
    let batch = normalizer.records(workers.clone());
    assert_eq!(batch.rejections, []);
    assert_eq!(batch.accepted, workers);
    let batch = normalizer.records(postings.clone());
    assert_eq!(batch.rejections, []);
    assert_eq!(batch.accepted, postings);
    assert_eq!(normalizer.records(province.outlets()).rejections, []);
    assert_eq!(normalizer.records(province.placements(500)).rejections, []);
    Ok(())
}

#[test]
fn ids_are_unique_and_json_comes_back() -> Outcome {
    let province = province(2_000, 2_000);
    let (workers, postings) = (province.workers(), province.postings());
    let ids: HashSet<&str> = workers.iter().map(|worker| worker.id.as_str()).collect();
    assert_eq!(ids.len(), workers.len());
    let ids: HashSet<&str> = postings.iter().map(|posting| posting.id.as_str()).collect();
    assert_eq!(ids.len(), postings.len());
    for worker in workers.iter().take(200) {
        assert_eq!(serde_json::from_str::<WorkerProfile>(&serde_json::to_string(worker)?)?, *worker);
    }
    for posting in postings.iter().take(200) {
        assert_eq!(serde_json::from_str::<Posting>(&serde_json::to_string(posting)?)?, *posting);
    }
    Ok(())
}

#[test]
fn townships_have_codes_of_their_county_and_shares_of_the_whole() {
    let province = province(0, 0);
    let townships = province.townships();
    assert!((1_000..2_000).contains(&townships.len()), "{}", townships.len());
    let codes: HashSet<&str> = townships.iter().map(|township| township.code.as_str()).collect();
    assert_eq!(codes.len(), townships.len());
    assert!(codes.iter().all(|code| code.len() == 9 && code.starts_with("14")));
    let people: f64 = townships.iter().map(|township| township.people_share).sum();
    let jobs: f64 = townships.iter().map(|township| township.jobs_share).sum();
    assert!((people - 1.0).abs() < 1e-9 && (jobs - 1.0).abs() < 1e-9, "{people} {jobs}");
}

#[test]
fn an_unknown_place_is_an_error() {
    let error = Province::new(ProvinceOptions::default().with_province("99")).expect_err("there is no 99");
    assert!(error.to_string().starts_with("no county is known for \"99\""), "{error}");
    assert!(Province::new(ProvinceOptions::default().with_counties(["110101"])).is_err());
}

#[test]
fn shares_are_as_meant() {
    let province = province(4_000, 4_000);
    let (workers, postings) = (province.workers(), province.postings());
    let of_workers = |test: &dyn Fn(&WorkerProfile) -> bool| {
        permille(workers.iter().filter(|worker| test(worker)).count(), workers.len())
    };
    let of_postings = |test: &dyn Fn(&Posting) -> bool| {
        permille(postings.iter().filter(|posting| test(posting)).count(), postings.len())
    };
    assert!((300..400).contains(&of_workers(&|worker| worker.availability.is_none())));
    assert!((40..80).contains(&of_workers(&|worker| worker.max_distance_m.is_none())));
    assert!((5..40).contains(&of_workers(&|worker| worker.location.is_none())));
    let ran_out = |worker: &WorkerProfile| {
        let ended = |end: Timestamp| end < province.options().now;
        worker.certificates.iter().any(|held| held.valid_through.is_some_and(ended))
    };
    assert!((20..150).contains(&of_workers(&ran_out)));
    assert!((350..600).contains(&of_postings(&|posting| !posting.shifts.is_empty())));
    assert!((30..110).contains(&of_postings(&|posting| posting.base_salary == Some(Pay::negotiable()))));
    assert!((60..250).contains(&of_postings(&|posting| posting.hazardous)));
    let most_frequent = GIGS[0].code;
    let first = of_postings(&|posting| posting.occupational_category.as_deref() == Some(most_frequent));
    assert!((30..120).contains(&first), "{first}");
    let occupations: HashSet<_> = postings.iter().filter_map(|posting| posting.occupational_category.clone()).collect();
    assert!(occupations.len() > 80, "{}", occupations.len());
}

#[test]
fn missing_fields_and_bad_rows_come_on_request() -> Outcome {
    let options = ProvinceOptions::default().with_workers(600).with_postings(400).with_missing_permille(400);
    let province = Province::new(options)?;
    let homeless = province.workers().iter().filter(|worker| worker.location.is_none()).count();
    assert!((180..300).contains(&homeless), "{homeless}");
    let normalizer = normalizer(&province)?;
    for format in [Format::Csv, Format::Jsonl] {
        let dir = tempfile::tempdir()?;
        let summary = province.write_files(dir.path(), format, 100)?;
        let path = |name: &str| dir.path().join(name).with_extension(format.extension());
        let (postings, bad_postings) = read::<Posting>(&path("postings"), RecordKind::Posting, &normalizer)?;
        let (_, bad_workers) = read::<WorkerProfile>(&path("workers"), RecordKind::Worker, &normalizer)?;
        let (_, bad_outlets) = read::<Outlet>(&path("outlets"), RecordKind::Outlet, &normalizer)?;
        assert_eq!(bad_postings + bad_workers + bad_outlets, summary.spoiled, "{format:?}");
        assert!((60..150).contains(&summary.spoiled), "{summary:?}");
        assert_eq!(postings.len() + bad_postings, summary.postings);
    }
    Ok(())
}

#[test]
fn files_come_back_as_the_records() -> Outcome {
    let province = province(1_500, 1_500);
    let normalizer = Normalizer::new();
    for format in [Format::Csv, Format::Jsonl] {
        let dir = tempfile::tempdir()?;
        let summary = province.write_files(dir.path(), format, 0)?;
        assert_eq!((summary.workers, summary.spoiled), (1_500, 0));
        let path = |name: &str| dir.path().join(name).with_extension(format.extension());
        let (postings, bad) = read::<Posting>(&path("postings"), RecordKind::Posting, &normalizer)?;
        assert_eq!((bad, postings), (0, province.postings()));
        let (workers, bad) = read::<WorkerProfile>(&path("workers"), RecordKind::Worker, &normalizer)?;
        assert_eq!((bad, workers), (0, province.workers()));
        let (outlets, bad) = read::<Outlet>(&path("outlets"), RecordKind::Outlet, &normalizer)?;
        assert_eq!((bad, outlets), (0, province.outlets()));
    }
    Ok(())
}

/// The speed issue measures a province of 100,000 postings; here a twenty-fifth of it stands for the whole.
#[test]
fn a_worker_has_many_postings_in_reach_and_fits_many_of_them() -> Outcome {
    const SCALE: usize = 25;
    const SAMPLE: usize = 400;
    let province = province(SAMPLE, 100_000 / SCALE);
    let (workers, postings) = (province.workers(), province.postings());
    let engine = Engine::in_memory()?;
    let mut writer = engine.writer()?;
    writer.add(postings.clone())?;
    writer.commit()?;
    let snapshot = engine.snapshot();
    let options = MatchOptions::at(province.options().now);
    let (mut in_box, mut eligible) = (0, 0);
    for worker in &workers {
        in_box += postings.iter().filter(|posting| in_reach_box(worker, posting)).count();
        eligible += usize::try_from(snapshot.funnel_worker(worker, &options)?.eligible)?;
    }
    let (in_box, eligible) = (in_box * SCALE / SAMPLE, eligible * SCALE / SAMPLE);
    assert!(in_box >= 9_000 && eligible >= 1_000, "{in_box} in the box, {eligible} eligible");
    Ok(())
}

/// A million workers in a minute are 17,000 a second; this holds for an unoptimised build on one slow core, too.
#[test]
fn records_are_made_quickly() {
    let province = province(20_000, 0);
    let started = Instant::now();
    assert_eq!(province.workers().len(), 20_000);
    let elapsed = started.elapsed();
    assert!(elapsed < Duration::from_secs(30), "{elapsed:?}");
}

/// Whether the posting lies in the square around the worker's home whose half side is the reach.
fn in_reach_box(worker: &WorkerProfile, posting: &Posting) -> bool {
    let (Some(home), Some(work)) = (worker.location, posting.location) else { return false };
    let limit = worker.max_distance_m.map_or(f64::INFINITY, f64::from);
    let north = (work.latitude - home.latitude).abs() * 111_195.0;
    let east = (work.longitude - home.longitude).abs() * 111_195.0 * home.latitude.to_radians().cos();
    north <= limit && east <= limit
}

/// The files under `tests/data/market` are what the generator writes; set `GIGMATCH_BLESS` to write them anew.
#[test]
fn the_small_market_is_the_generators() -> Outcome {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/market");
    if std::env::var_os("GIGMATCH_BLESS").is_some() {
        market().write_files(&kept, Format::Csv, 0)?;
    }
    let dir = tempfile::tempdir()?;
    market().write_files(dir.path(), Format::Csv, 0)?;
    for name in ["postings.csv", "workers.csv", "outlets.csv", "divisions.csv"] {
        let (made, kept) = (dir.path().join(name), kept.join(name));
        assert_eq!(std::fs::read_to_string(made)?, std::fs::read_to_string(kept)?, "{name}");
    }
    Ok(())
}

#[test]
fn draws_keep_to_their_bounds() {
    let mut draw = Draw::new(1, super::random::Stream::Worker, 0);
    for _ in 0..1_000 {
        assert!((1..=5).contains(&draw.zipf(5, 1.0)));
        assert!(draw.below(3) < 3);
        assert_eq!(draw.some(&[1, 2, 3], 2).len(), 2);
    }
}
