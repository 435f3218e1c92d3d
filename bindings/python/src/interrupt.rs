//! Long work without the interpreter, that Ctrl-C stops.

use std::{sync::mpsc, thread, time::Duration};

use gigmatch::CancelFlag;
use pyo3::prelude::*;

use crate::convert::to_python_error;

/// How often signals are looked for while work goes on.
const LOOK: Duration = Duration::from_millis(20);

/// Runs work detached from the interpreter; where a signal handler raises, such as that of Ctrl-C, the flag is raised and
/// the handler's exception stands in place of the answer.
///
/// Handlers run in the main thread only, so in others nothing interrupts.
pub(crate) fn interruptible<T: Send>(
    py: Python<'_>,
    cancel: &CancelFlag,
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
                    return match raised {
                        Some(raised) => Err(raised),
                        None => answer.map_err(|error| to_python_error(py, &error)),
                    };
                }
                Err(mpsc::RecvTimeoutError::Timeout) => {
                    if let Err(error) = py.check_signals() {
                        cancel.cancel();
                        raised.get_or_insert(error);
                    }
                }
                Err(mpsc::RecvTimeoutError::Disconnected) => match worker.join() {
                    Err(panic) => std::panic::resume_unwind(panic),
                    Ok(()) => unreachable!("work that ends without a panic sends its answer"),
                },
            }
        }
    })
}
