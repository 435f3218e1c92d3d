//! kill -9 at random points of add, commit and merge.

use std::{
    env,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{self, Command, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use gigmatch::Engine;

use crate::history::{assert_whole, write_generation};

/// Names the directory that the child process writes to.
const DIRECTORY: &str = "GIGMATCH_CRASH_DIRECTORY";

/// How many times a child is killed.
const KILLS: u64 = 300;

/// The child: commits until it is killed, and tells each commit that returned. As a test of its own it does nothing.
#[test]
fn child_that_commits_for_ever() {
    let Ok(directory) = env::var(DIRECTORY) else { return };
    let engine = Engine::open(directory).expect("the index opens in the child");
    let mut writer = engine.writer().expect("the parent's writer is gone");
    let mut out = std::io::stdout();
    let mut tell = |line: String| writeln!(out, "{line}").and_then(|()| out.flush()).expect("the parent listens");
    tell("ready".to_owned());
    for generation in engine.snapshot().generation() + 1.. {
        let committed = write_generation(&mut writer, generation).expect("the commit succeeds");
        tell(format!("committed {committed}"));
        if generation % 2 == 0 {
            // Keeps columns in files.
            writer.finish().expect("merges end");
            writer = engine.writer().expect("the writer is free again");
        }
    }
}

#[test]
fn killed_at_random_points_the_index_is_whole() {
    let home = tempfile::tempdir().expect("a temporary directory");
    let mut acknowledged = 0;
    let mut in_flight = 0;
    let mut commit_time = Duration::from_millis(50);
    for kill in 0..KILLS {
        let started = Instant::now();
        let child = Child::start(home.path());
        // Every tenth child dies while it starts and opens the index, the others after some commits.
        let commits = kill % 4;
        if kill % 10 != 0 {
            child.wait_for(commits + 1);
        }
        thread::sleep(commit_time.mul_f64(fraction(kill)));
        acknowledged = child.kill().unwrap_or(acknowledged);
        // Delays follow the machine's pace, so that they spread over whole commits on a busy one too.
        commit_time = commit_time.max(started.elapsed() / 10).min(Duration::from_millis(100));
        let engine = Engine::open(home.path()).expect("the index opens after a kill");
        let found = assert_whole(&engine, acknowledged);
        in_flight += u64::from(found > acknowledged);
        acknowledged = found;
    }
    println!("{KILLS} kills, {acknowledged} generations, {in_flight} times the commit in flight was found");
    assert!(acknowledged > KILLS, "the children got to commit, or nothing was tested");
}

/// Fractions of 0 to 2 in an order that does not repeat.
fn fraction(kill: u64) -> f64 {
    f64::from(u32::try_from((kill * 619) % 1_000).expect("below a thousand")) / 500.0
}

/// A running child and the lines it tells.
struct Child {
    process: process::Child,
    lines: mpsc::Receiver<()>,
    last_commit: thread::JoinHandle<Option<u64>>,
}

impl Child {
    fn start(directory: &Path) -> Self {
        let mut process = Command::new(env::current_exe().expect("the test binary has a path"))
            .args(["--exact", "killed::child_that_commits_for_ever", "--nocapture", "--test-threads=1"])
            .env(DIRECTORY, directory)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the child starts");
        let stdout = process.stdout.take().expect("the child's output is piped");
        let (told, lines) = mpsc::channel();
        let last_commit = thread::spawn(move || {
            let mut last = None;
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                // The test harness writes its own words before the first line.
                let commit = line.rsplit_once("committed ").and_then(|(_, number)| number.parse::<u64>().ok());
                if commit.is_some() || line.ends_with("ready") {
                    // Nobody listens any more once the child is to be killed.
                    let _ = told.send(());
                }
                last = commit.or(last);
            }
            last
        });
        Self { process, lines, last_commit }
    }

    /// Waits until the child has told so many lines: that it is ready, then each commit.
    fn wait_for(&self, lines: u64) {
        for _ in 0..lines {
            self.lines.recv().expect("the child goes on");
        }
    }

    /// Kills the child; the last commit it told of.
    fn kill(mut self) -> Option<u64> {
        self.process.kill().expect("the child is killed");
        self.process.wait().expect("the child is gone");
        self.last_commit.join().expect("the child's output was read")
    }
}
