//! Things that belong to the process that made them, and locks.

use std::{
    mem, process,
    sync::{Mutex, MutexGuard, PoisonError},
};

use pyo3::prelude::*;

use crate::convert::raised;

/// What a lock guards, whatever became of the thread that held it last: nothing that is guarded here is left half done.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A value with threads behind it: in a process that was forked it refuses to work, and is not dropped.
pub(crate) struct OfProcess<T> {
    value: Option<T>,
    process: u32,
}

impl<T> OfProcess<T> {
    pub(crate) fn new(value: T) -> Self {
        Self { value: Some(value), process: process::id() }
    }

    /// The value, or why it is of no use here.
    pub(crate) fn get(&self, py: Python<'_>) -> PyResult<&T> {
        match &self.value {
            Some(value) if self.process == process::id() => Ok(value),
            _ => {
                let message = "the engine belongs to the process that this one was forked from; open it anew in this \
                               process, or start processes with the method spawn";
                Err(raised(py, "engine.forked", message, None, None, false))
            }
        }
    }
}

impl<T> Drop for OfProcess<T> {
    fn drop(&mut self) {
        if self.process != process::id() {
            // The threads are gone, and joining them would wait for ever.
            mem::forget(self.value.take());
        }
    }
}
