//! One run of the program: interruption, progress, times.

use std::{
    io::IsTerminal,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use gigmatch::{CancelFlag, Error, ErrorCode, Progress};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::fault::Result;

/// What every command shares.
pub(crate) struct Run {
    /// Raised by Ctrl-C.
    pub(crate) cancel: CancelFlag,
    bar: Mutex<ProgressBar>,
    stages: Mutex<Vec<(&'static str, Duration)>>,
}

impl Run {
    /// Starts listening for Ctrl-C: the first one asks the work to stop, the second one ends the program.
    pub(crate) fn start() -> Self {
        let cancel = CancelFlag::new();
        let flag = cancel.clone();
        let listening = ctrlc::set_handler(move || {
            if flag.is_cancelled() {
                std::process::exit(130);
            }
            flag.cancel();
        });
        if let Err(error) = listening {
            eprintln!("gigmatch: Ctrl-C will end the program at once: {error}");
        }
        Self { cancel, bar: Mutex::new(ProgressBar::hidden()), stages: Mutex::default() }
    }

    /// Ends the command where Ctrl-C was pressed.
    pub(crate) fn check(&self) -> Result<()> {
        if self.cancel.is_cancelled() {
            return Err(Error::new(ErrorCode::Cancelled, "interrupted").into());
        }
        Ok(())
    }

    /// Does a stage of the work and notes how long it took.
    pub(crate) fn stage<T>(&self, name: &'static str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let start = Instant::now();
        let done = work();
        self.finish_progress();
        self.stages.lock().unwrap_or_else(PoisonError::into_inner).push((name, start.elapsed()));
        done
    }

    /// The stages so far and their wall times.
    pub(crate) fn stages(&self) -> Vec<(&'static str, Duration)> {
        self.stages.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A counter of things whose number is not known, shown only on a terminal.
    pub(crate) fn counter(&self, label: String) -> ProgressBar {
        let style = ProgressStyle::with_template("{spinner} {msg} {human_pos} ({per_sec})");
        self.show(ProgressBar::no_length().with_message(label), style)
    }

    /// A callback for long calls that moves a bar, shown only on a terminal; each stage shows it anew.
    pub(crate) fn progress(&self, label: String) -> Progress {
        let style = ProgressStyle::with_template("{msg} [{wide_bar}] {human_pos}/{human_len} {eta}");
        let bar = self.show(ProgressBar::new(0).with_message(label), style);
        Arc::new(move |done, total| {
            if bar.is_finished() {
                bar.reset();
            }
            bar.set_length(total as u64);
            bar.set_position(done as u64);
        })
    }

    fn show(&self, bar: ProgressBar, style: Result<ProgressStyle, indicatif::style::TemplateError>) -> ProgressBar {
        let terminal = std::io::stderr().is_terminal();
        bar.set_draw_target(if terminal { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() });
        if let Ok(style) = style {
            bar.set_style(style);
        }
        *self.bar.lock().unwrap_or_else(PoisonError::into_inner) = bar.clone();
        bar
    }

    /// Takes the last bar off the terminal.
    pub(crate) fn finish_progress(&self) {
        self.bar.lock().unwrap_or_else(PoisonError::into_inner).finish_and_clear();
    }
}

/// The most memory this process has held, in KiB, where the system tells.
pub(crate) fn peak_memory_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches("kB").trim().parse().ok()
}
