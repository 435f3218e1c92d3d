//! The generated province that every benchmark works on.

use std::path::Path;

use gigmatch::{
    Engine, MatchOptions, Snapshot,
    record::{Posting, RecordKind},
};
use gigmatch_solver::transport::Graph;
use gigmatch_testkit::province::{Province, ProvinceOptions};
use serde::Serialize;

/// How much a benchmark takes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// `cargo test --benches`: everything runs once.
    Test,
    /// A few minutes.
    Usual,
    /// `GIGMATCH_BENCH_LARGE=1`: a province.
    Large,
}

impl Size {
    /// What the command line and the environment ask for.
    pub fn asked() -> Self {
        // Cargo passes `--bench` where it measures.
        if !std::env::args().any(|argument| argument == "--bench") {
            Self::Test
        } else if std::env::var_os("GIGMATCH_BENCH_LARGE").is_some() {
            Self::Large
        } else {
            Self::Usual
        }
    }

    /// One of three, by size.
    pub fn choose<T>(self, test: T, usual: T, large: T) -> T {
        match self {
            Self::Test => test,
            Self::Usual => usual,
            Self::Large => large,
        }
    }
}

/// Postings that a commit changes.
pub const CHANGED: usize = 1_000;

/// A province in an engine.
pub struct Market {
    /// Its records, as generated.
    pub province: Province,
    /// Its index, of one generation.
    pub engine: Engine,
    /// The time of the market, and default weights.
    pub options: MatchOptions,
}

impl Market {
    /// Generates and indexes a province, in memory or in a directory.
    ///
    /// # Panics
    ///
    /// Where a record is refused or the directory cannot be written, which ends the benchmark.
    pub fn new(workers: usize, postings: usize, directory: Option<&Path>) -> Self {
        let options = ProvinceOptions::default().with_workers(workers).with_postings(postings);
        let now = options.now;
        let province = Province::new(options).expect("the province is known");
        let engine = directory.map_or_else(Engine::in_memory, Engine::open).expect("an engine");
        let mut writer = engine.writer().expect("the only writer");
        let report = writer.add(province.postings()).expect("postings");
        assert!(report.rejections.is_empty(), "{:?}", report.rejections.first());
        let report = writer.add(province.workers()).expect("workers");
        assert!(report.rejections.is_empty(), "{:?}", report.rejections.first());
        writer.commit().expect("a commit");
        writer.finish().expect("merges end");
        Self { province, engine, options: MatchOptions::at(now) }
    }

    /// The newest snapshot.
    pub fn snapshot(&self) -> Snapshot {
        self.engine.snapshot()
    }

    /// Some postings with other titles, other ones in each round; at most as many as there are.
    pub fn changed(&self, round: usize) -> Vec<Posting> {
        let postings = self.province.options().postings;
        let changed = CHANGED.min(postings);
        let posting = |number: usize| {
            let mut posting = self.province.posting((round * changed + number * 7) % postings);
            posting.title.push('新');
            posting
        };
        (0..changed).map(posting).collect()
    }

    /// Some ids of a kind, evenly spaced.
    pub fn sample(&self, kind: RecordKind, number: usize) -> Vec<String> {
        let ids = self.snapshot().ids(kind);
        let step = (ids.len() / number.max(1)).max(1);
        ids.into_iter().step_by(step).take(number).collect()
    }

    /// How many records there are, and the checksum that tells whether two runs worked on the same ones.
    ///
    /// # Panics
    ///
    /// Never: records are plain data.
    pub fn data(&self) -> Data {
        let options = self.province.options();
        let mut hasher = crc32fast::Hasher::new();
        let mut add =
            |record: Result<Vec<u8>, serde_json::Error>| hasher.update(&record.expect("records are plain data"));
        (0..options.postings).for_each(|number| add(serde_json::to_vec(&self.province.posting(number))));
        (0..options.workers).for_each(|number| add(serde_json::to_vec(&self.province.worker(number))));
        Data { workers: options.workers, postings: options.postings, crc32: format!("{:08x}", hasher.finalize()) }
    }
}

/// What a benchmark worked on.
#[derive(Debug, Clone, Serialize)]
pub struct Data {
    workers: usize,
    postings: usize,
    /// Over the JSON of all postings, then of all workers, or over graphs.
    crc32: String,
}

impl Data {
    /// People and places of some graphs together, and the checksum over places, ends and weights.
    pub fn of_graphs(graphs: &[Graph]) -> Self {
        let mut hasher = crc32fast::Hasher::new();
        for graph in graphs {
            graph.right().iter().chain(graph.targets()).for_each(|number| hasher.update(&number.to_le_bytes()));
            graph.weights().iter().for_each(|weight| hasher.update(&weight.to_le_bytes()));
        }
        let sum = |nodes: fn(&Graph) -> &[u32]| graphs.iter().map(|graph| nodes(graph).len()).sum();
        Self { workers: sum(Graph::left), postings: sum(Graph::right), crc32: format!("{:08x}", hasher.finalize()) }
    }

    /// Workers x postings.
    pub fn size(&self) -> String {
        format!("{}x{}", self.workers, self.postings)
    }
}
