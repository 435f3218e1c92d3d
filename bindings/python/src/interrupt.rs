//! Long work without the interpreter: Ctrl-C stops it, and its progress is told.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

use gigmatch::{CancelFlag, Progress};
use pyo3::prelude::*;

use crate::convert::to_python_error;

/// How often signals are looked for, and progress is told, while work goes on.
const LOOK: Duration = Duration::from_millis(20);

/// Runs work that changes nothing detached from the interpreter; where a signal handler raises, its exception comes at
/// once, and the work ends on its own.
pub(crate) fn abandonable<T: Send + 'static>(
    py: Python<'_>,
    work: impl FnOnce() -> gigmatch::Result<T> + Send + 'static,
) -> PyResult<T> {
    let (done, mut waits) = mpsc::channel();
    let worker = thread::spawn(move || {
        // Nobody may be waiting any more.
        let _ = done.send(work());
    });
    loop {
        let told = &mut waits;
        match py.detach(move || told.recv_timeout(LOOK)) {
            Ok(answer) => return answer.map_err(|error| to_python_error(py, &error)),
            Err(mpsc::RecvTimeoutError::Timeout) => py.check_signals()?,
            Err(mpsc::RecvTimeoutError::Disconnected) => resume(worker.join()),
        }
    }
}

/// Goes on with the panic of a thread that ended without an answer.
fn resume(ended: thread::Result<()>) -> ! {
    match ended {
        Err(panic) => std::panic::resume_unwind(panic),
        Ok(()) => unreachable!("work that ends without a panic sends its answer"),
    }
}

/// How much of some work is done; clones share it.
#[derive(Clone, Default)]
pub(crate) struct Counts(Arc<(AtomicUsize, AtomicUsize)>);

impl Counts {
    /// How much there is in all.
    pub(crate) fn expect(&self, all: usize) {
        self.0.1.store(all, Ordering::Relaxed);
    }

    pub(crate) fn advance(&self, by: usize) {
        self.0.0.fetch_add(by, Ordering::Relaxed);
    }

    /// The engine's way of counting.
    pub(crate) fn progress(&self) -> Progress {
        let counts = self.clone();
        Arc::new(move |done, all| {
            // A round begins at 0; inside it threads report out of order.
            if done == 0 {
                counts.0.0.store(0, Ordering::Relaxed);
            }
            counts.expect(all);
            counts.0.0.fetch_max(done, Ordering::Relaxed);
        })
    }

    fn now(&self) -> (usize, usize) {
        (self.0.0.load(Ordering::Relaxed), self.0.1.load(Ordering::Relaxed))
    }
}

/// Some long work: how to stop it, how far it is, and who wants to know.
#[derive(Default)]
pub(crate) struct Task {
    pub(crate) cancel: CancelFlag,
    pub(crate) counts: Counts,
    /// A Python object that is called with what is done and all there is, and closed at the end.
    bar: Option<Py<PyAny>>,
}

impl Task {
    /// A task whose progress is told as the option `progress` asks.
    pub(crate) fn new(progress: Option<&Bound<'_, PyAny>>, what: &str) -> PyResult<Self> {
        let bar = match progress {
            Some(progress) => progress.py().import("gigmatch._progress")?.call_method1("bar", (progress, what))?,
            None => return Ok(Self::default()),
        };
        Ok(Self { bar: (!bar.is_none()).then(|| bar.unbind()), ..Self::default() })
    }

    pub(crate) fn has_bar(&self) -> bool {
        self.bar.is_some()
    }

    fn tell(&self, py: Python<'_>) -> PyResult<()> {
        let Some(bar) = &self.bar else { return Ok(()) };
        bar.call1(py, self.counts.now()).map(drop)
    }

    /// Ends telling; nothing more is told afterwards.
    pub(crate) fn close(&self, py: Python<'_>) -> PyResult<()> {
        let Some(bar) = &self.bar else { return Ok(()) };
        bar.call_method0(py, "close").map(drop)
    }

    /// Runs work detached from the interpreter; where a signal handler raises, such as that of Ctrl-C, the flag is
    /// raised and the handler's exception stands in place of the answer.
    ///
    /// Handlers run in the main thread only, so in others nothing interrupts.
    pub(crate) fn run<T: Send>(
        &self,
        py: Python<'_>,
        work: impl FnOnce() -> gigmatch::Result<T> + Send,
    ) -> PyResult<T> {
        thread::scope(|scope| {
            let (done, mut waits) = mpsc::channel();
            let worker = scope.spawn(move || {
                // This function waits for the answer, whatever comes.
                let _ = done.send(work());
            });
            let mut raised = None;
            loop {
                let waits = &mut waits;
                match py.detach(move || waits.recv_timeout(LOOK)) {
                    Ok(answer) => {
                        if let Some(raised) = raised {
                            return Err(raised);
                        }
                        let answer = answer.map_err(|error| to_python_error(py, &error))?;
                        // Who cannot be told has no answer, and there is none later.
                        self.tell(py).inspect_err(|_| self.cancel.cancel())?;
                        return Ok(answer);
                    }
                    Err(mpsc::RecvTimeoutError::Timeout) => {
                        if raised.is_none()
                            && let Err(error) = py.check_signals().and_then(|()| self.tell(py))
                        {
                            self.cancel.cancel();
                            raised = Some(error);
                        }
                    }
                    Err(mpsc::RecvTimeoutError::Disconnected) => resume(worker.join()),
                }
            }
        })
    }

    /// Runs work as [`run`](Self::run) does, and ends telling.
    pub(crate) fn finish<T: Send>(
        self,
        py: Python<'_>,
        work: impl FnOnce() -> gigmatch::Result<T> + Send,
    ) -> PyResult<T> {
        let answer = self.run(py, work);
        let closed = self.close(py);
        answer.and_then(|answer| closed.map(|()| answer))
    }
}
