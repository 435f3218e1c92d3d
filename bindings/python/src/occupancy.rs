//! Seats taken and hours recorded, as Python builds them.

use std::sync::{Arc, Mutex};

use gigmatch::record::Timestamp;
use pyo3::prelude::*;

use crate::{
    convert::{raised, text_of_time, whole},
    process::lock,
};

/// Seats taken and work recorded, as an argument of questions.
///
/// It changes hourly without a new index. ``Snapshot.occupancy`` gives that of the placements that are indexed.
#[pyclass(frozen, module = "gigmatch")]
pub(crate) struct Occupancy(Mutex<Arc<gigmatch::Occupancy>>);

impl Occupancy {
    pub(crate) fn of(occupancy: Arc<gigmatch::Occupancy>) -> Self {
        Self(Mutex::new(occupancy))
    }

    /// As it is now: later changes do not reach it.
    pub(crate) fn get(&self) -> Arc<gigmatch::Occupancy> {
        Arc::clone(&lock(&self.0))
    }
}

#[pymethods]
impl Occupancy {
    /// All seats free and nobody committed; the version names it in answers.
    #[new]
    fn new(version: String) -> Self {
        Self::of(Arc::new(gigmatch::Occupancy::new(version)))
    }

    /// The version that answers name.
    #[getter]
    fn version(&self) -> String {
        lock(&self.0).version().to_owned()
    }

    /// Takes more seats of a shift; the empty shift id stands for an open-ended posting.
    #[pyo3(signature = (posting_id, shift_id, seats = None), text_signature = "($self, posting_id, shift_id, seats=1)")]
    fn take(&self, posting_id: String, shift_id: String, seats: Option<&Bound<'_, PyAny>>) -> PyResult<()> {
        let seats = seats.map_or(Ok(1), |seats| whole(seats, "seats", 1))?;
        Arc::make_mut(&mut lock(&self.0)).take(posting_id, shift_id, seats);
        Ok(())
    }

    /// Records work of a worker with an employer, from a time with an offset to another.
    fn commit(
        &self,
        worker_id: String,
        employer: String,
        start: &Bound<'_, PyAny>,
        end: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        let (start, end) = (instant(start, "start")?, instant(end, "end")?);
        Arc::make_mut(&mut lock(&self.0)).commit(worker_id, employer, start, end);
        Ok(())
    }

    /// Seats taken of a shift.
    fn taken(&self, posting_id: &str, shift_id: &str) -> u32 {
        lock(&self.0).taken(posting_id, shift_id)
    }

    fn __repr__(&self) -> String {
        format!("Occupancy({:?})", lock(&self.0).version())
    }
}

fn instant(time: &Bound<'_, PyAny>, field: &str) -> PyResult<Timestamp> {
    let text = text_of_time(time)?;
    text.parse().map_err(|_| {
        let message = format!("{field} is {text:?}; allowed is a time with an offset, such as 2026-11-24T05:00+08:00");
        raised(time.py(), "option.invalid", &message, Some(field), None, false)
    })
}
