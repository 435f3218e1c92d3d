//! Results as JSON, so that runs can be compared: `target/figures/BENCH-WORKERSxPOSTINGS.json`.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use serde::Serialize;
use serde_json::Value;

use crate::market::{Data, Market, Size};

/// The results of one benchmark on one data set.
#[derive(Debug, Serialize)]
pub struct Figures {
    bench: &'static str,
    version: &'static str,
    cores: usize,
    data: Data,
    results: Vec<Figure>,
}

/// One result.
#[derive(Debug, Serialize)]
struct Figure {
    name: String,
    seconds: f64,
    /// What was done in that time, where it is counted.
    elements: Option<u64>,
}

impl Figures {
    /// No results yet.
    pub fn new(bench: &'static str, data: Data) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self { bench, version: env!("CARGO_PKG_VERSION"), cores, data, results: Vec::new() }
    }

    /// Adds a result and prints it.
    pub fn add(&mut self, name: &str, time: Duration, elements: Option<u64>) {
        let seconds = time.as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "a figure to read")]
        let rate = elements.map_or_else(String::new, |elements| format!("{:14.0} a second", elements as f64 / seconds));
        println!("{name:70} {:14.3} ms{rate}", seconds * 1e3);
        self.results.push(Figure { name: name.to_owned(), seconds, elements });
    }

    /// Adds the medians of a group that criterion has measured.
    fn add_group(&mut self, group: &str) {
        let folder = target().join("criterion").join(group.replace('/', "_"));
        let mut benches: Vec<PathBuf> =
            fs::read_dir(folder).expect("criterion's results").map(|entry| entry.expect("an entry").path()).collect();
        benches.sort();
        for bench in benches.into_iter().map(|bench| bench.join("new")).filter(|new| new.is_dir()) {
            let (told, estimates) = (read(&bench.join("benchmark.json")), read(&bench.join("estimates.json")));
            let nanoseconds = estimates["median"]["point_estimate"].as_f64().expect("a median");
            let name = told["function_id"].as_str().expect("a name").to_owned();
            let elements = told["throughput"]["Elements"].as_u64();
            self.results.push(Figure { name, seconds: nanoseconds / 1e9, elements });
        }
    }

    /// Writes the file and says where it is.
    ///
    /// # Panics
    ///
    /// Where the file cannot be written.
    pub fn write(&self) {
        let folder = target().join("figures");
        fs::create_dir_all(&folder).expect("a folder");
        let file = folder.join(format!("{}-{}.json", self.bench, self.data.size()));
        let text = serde_json::to_string_pretty(self).expect("plain data");
        fs::write(&file, text + "\n").expect("the figures are written");
        println!("figures: {}", file.display());
    }
}

/// Writes what criterion has measured in a group on a market, where it has measured.
///
/// # Panics
///
/// Where criterion's files cannot be read or the file cannot be written.
pub fn write_group(size: Size, bench: &'static str, market: &Market, group: &str) {
    if size != Size::Test {
        let mut figures = Figures::new(bench, market.data());
        figures.add_group(group);
        figures.write();
    }
}

/// The median time of some runs, of which the first is thrown away where there are several.
pub fn median_time<T>(runs: usize, mut work: impl FnMut() -> T) -> Duration {
    let mut times: Vec<Duration> = (0..runs + usize::from(runs > 1))
        .map(|_| {
            let start = Instant::now();
            std::hint::black_box(work());
            start.elapsed()
        })
        .collect();
    if runs > 1 {
        times.remove(0);
    }
    times.sort_unstable();
    times[times.len() / 2]
}

fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target"), PathBuf::from)
}

fn read(file: &Path) -> Value {
    serde_json::from_slice(&fs::read(file).expect("criterion's file")).expect("JSON")
}
