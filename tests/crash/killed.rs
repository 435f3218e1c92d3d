//! kill -9 at random points of add, commit and merge.

use std::{
    env,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
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
    }
}

#[test]
fn killed_at_random_points_the_index_is_whole() {
    let home = tempfile::tempdir().expect("a temporary directory");
    let mut acknowledged = 0;
    let mut in_flight = 0;
    for kill in 0..KILLS {
        let told = run_and_kill(home.path(), kill);
        acknowledged = told.unwrap_or(acknowledged);
        let engine = Engine::open(home.path()).expect("the index opens after a kill");
        let found = assert_whole(&engine, acknowledged);
        in_flight += u64::from(found > acknowledged);
        acknowledged = found;
    }
    println!("{KILLS} kills, {acknowledged} generations, {in_flight} times the commit in flight was found");
    assert!(acknowledged > KILLS / 2, "the children got to commit, or nothing was tested");
}

/// Delays spread over adding, committing and merging, in an order that does not repeat.
fn delay_us(kill: u64) -> u64 {
    const SPREAD_US: u64 = 200_000;
    (kill.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) % SPREAD_US
}

/// Runs a child, kills it some time after it got ready, and returns the last commit it told of.
fn run_and_kill(directory: &Path, kill: u64) -> Option<u64> {
    let mut child = Command::new(env::current_exe().expect("the test binary has a path"))
        .args(["--exact", "killed::child_that_commits_for_ever", "--nocapture", "--test-threads=1"])
        .env(DIRECTORY, directory)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the child starts");
    let stdout = child.stdout.take().expect("the child's output is piped");
    let (ready, is_ready) = mpsc::channel();
    let listener = thread::spawn(move || {
        let mut last = None;
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            // The test harness writes its own words before the first line.
            if line.ends_with("ready") {
                // A child that is killed without waiting has nobody who listens.
                let _ = ready.send(());
            }
            last = line.rsplit_once("committed ").and_then(|(_, number)| number.parse::<u64>().ok()).or(last);
        }
        last
    });
    // Every tenth child dies while it starts and opens the index.
    if !kill.is_multiple_of(10) {
        is_ready.recv().expect("the child gets ready");
    }
    thread::sleep(Duration::from_micros(delay_us(kill)));
    child.kill().expect("the child is killed");
    child.wait().expect("the child is gone");
    drop(is_ready);
    listener.join().expect("the child's output was read")
}
