//! Records on their way in: where they come from, and how they are taken.

use std::path::PathBuf;

use arrow_schema::ArrowError;
use gigmatch::{
    AddReport, CancelFlag, Error, ErrorCode, Intake, Result,
    normalize::{Entry, Record, Row},
    problem::{ProblemCode, UnknownColumn},
    read::Mapping,
};
use gigmatch_arrow::{add_batch, entries_from_batch, open_file, rows_from_batch};
use pyo3::prelude::*;

use crate::{
    capsule::{self, Batches},
    convert::to_rows,
    interrupt::Counts,
};

/// Rows taken between two looks at signals.
const RUN_ROWS: usize = 4_096;

/// Records as they are given in memory.
pub(crate) enum Given {
    Batches(Batches),
    Rows(Vec<Row>),
}

/// Records to be added.
pub(crate) enum Source {
    Path(PathBuf),
    Given(Given),
}

impl Source {
    pub(crate) fn new(records: &Bound<'_, PyAny>) -> PyResult<Self> {
        if let Ok(path) = records.extract::<PathBuf>() {
            return Ok(Self::Path(path));
        }
        Ok(Self::Given(match capsule::imported(records)? {
            Some(pieces) => Given::Batches(pieces.into_batches()?),
            None => Given::Rows(to_rows(records)?),
        }))
    }
}

impl Given {
    /// The records of a question: all of them, or the first problem. Columns that no field has are added to `unknown`.
    pub(crate) fn read_all<T: Record>(
        self,
        engine: &gigmatch::Engine,
        unknown: &mut Vec<UnknownColumn>,
    ) -> Result<Vec<T>> {
        let entries = match self {
            Self::Rows(rows) => rows.into_iter().map(Entry::Row).collect(),
            Self::Batches(batches) => {
                let mut entries = Vec::new();
                for batch in batches {
                    entries.extend(entries_from_batch::<T>(&batch.map_err(unreadable)?, entries.len() as u64 + 1)?);
                }
                entries
            }
        };
        let batch = engine.normalize::<T>(entries);
        unknown.extend(batch.unknown_columns);
        let Some(rejection) = batch.rejections.first() else { return Ok(batch.accepted) };
        let problem = &rejection.problems[0];
        let message = match problem.code {
            ProblemCode::Missing => format!("{} is missing; allowed is {}", problem.field, problem.allowed),
            _ => format!("{} is {:?}; allowed is {}", problem.field, problem.given, problem.allowed),
        };
        Err(Error::new(ErrorCode::InvalidRecord, message).with_row(rejection.row).with_field(&problem.field))
    }
}

fn unreadable(source: ArrowError) -> Error {
    Error::new(ErrorCode::FileFormat, "the Arrow stream cannot be read").with_source(source)
}

/// Records on their way into the index, in runs between which the call can be stopped.
pub(crate) struct Run<'w, 'c> {
    pub(crate) intake: Intake<'w>,
    pub(crate) mapping: Option<&'c Mapping>,
    pub(crate) cancel: &'c CancelFlag,
    pub(crate) counts: &'c Counts,
}

impl Run<'_, '_> {
    pub(crate) fn add(mut self, source: Source) -> Result<AddReport> {
        let mut report = AddReport::default();
        match source {
            Source::Path(path) => {
                for run in open_file(path, self.intake.kind(), self.mapping)? {
                    let run = run?;
                    let rows = run.len();
                    self.merge(&mut report, rows, |intake| run.add_to(intake))?;
                }
            }
            Source::Given(Given::Rows(mut rows)) => {
                self.counts.expect(rows.len());
                if let Some(mapping) = self.mapping {
                    mapping.apply_all(&mut rows);
                }
                for run in rows.chunks(RUN_ROWS) {
                    self.merge(&mut report, run.len(), |intake| intake.add_rows(run))?;
                }
            }
            Source::Given(Given::Batches(batches)) => {
                let mut first_row = 1;
                for batch in batches {
                    let batch = batch.map_err(unreadable)?;
                    for start in (0..batch.num_rows()).step_by(RUN_ROWS) {
                        let run = batch.slice(start, RUN_ROWS.min(batch.num_rows() - start));
                        let mapping = self.mapping;
                        self.merge(&mut report, run.num_rows(), |intake| match mapping {
                            None => add_batch(intake, &run, first_row),
                            Some(mapping) => {
                                let mut rows = rows_from_batch(&run, first_row)?;
                                mapping.apply_all(&mut rows);
                                intake.add_rows(&rows)
                            }
                        })?;
                        first_row += run.num_rows() as u64;
                    }
                }
            }
        }
        Ok(report)
    }

    fn merge(
        &mut self,
        report: &mut AddReport,
        rows: usize,
        add: impl FnOnce(&mut Intake<'_>) -> Result<AddReport>,
    ) -> Result<()> {
        self.cancel.check()?;
        report.merge(add(&mut self.intake)?);
        self.counts.advance(rows);
        Ok(())
    }
}
