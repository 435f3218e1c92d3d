//! Writing a province to files, a stretch of records at a time.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::Path,
};

use gigmatch::record::{Outlet, Placement, Posting, WorkerProfile};
use rayon::prelude::*;

use super::{
    Province,
    cells::Cells,
    flaws::{Flaw, OF_OUTLETS, OF_POSTINGS, OF_WORKERS},
    random::{Draw, Stream},
};

/// Records that one task turns into bytes.
const CHUNK: usize = 1_024;
/// Chunks in memory at a time.
const CHUNKS: usize = 64;

/// How record files are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// Comma-separated values with a header line: flat columns as in a clerk's export.
    Csv,
    /// One JSON object a line: the records as they are.
    Jsonl,
}

impl Format {
    /// The ending of file names, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
        }
    }
}

/// What was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// Rows of postings.
    pub postings: usize,
    /// Rows of workers.
    pub workers: usize,
    /// Rows of outlets.
    pub outlets: usize,
    /// Rows of divisions.
    pub divisions: usize,
    /// How many of the rows were spoiled on purpose; normalisation rejects each of them.
    pub spoiled: usize,
}

/// One kind of records on its way into a file.
struct Job<'a, T> {
    name: &'static str,
    number: usize,
    record: &'a (dyn Fn(usize) -> T + Sync),
    flaws: &'static [Flaw],
}

impl Province {
    /// Writes `postings`, `workers`, `outlets` and, where there are any, `placements` in the format and `divisions.csv`
    /// into a directory, which is made
    /// where it is absent; files of these names are replaced.
    ///
    /// Of a thousand rows, `bad_permille` are spoiled: a missing id, a negative amount, a date that is none, a longitude of
    /// 999, an unknown occupation, an end before the start.
    ///
    /// # Errors
    ///
    /// When the directory or a file cannot be written.
    pub fn write_files(&self, dir: &Path, format: Format, bad_permille: u32) -> io::Result<Summary> {
        fs::create_dir_all(dir)?;
        let (postings, workers, outlets) = (self.options.postings, self.options.workers, self.options.outlets);
        let mut spoiled = 0;
        let record = &|index| self.posting(index);
        let job = Job::<Posting> { name: "postings", number: postings, record, flaws: &OF_POSTINGS };
        spoiled += self.write(dir, format, bad_permille, &job)?;
        let record = &|index| self.worker(index);
        let job = Job::<WorkerProfile> { name: "workers", number: workers, record, flaws: &OF_WORKERS };
        spoiled += self.write(dir, format, bad_permille, &job)?;
        let record = &|index| self.outlet(index);
        let job = Job::<Outlet> { name: "outlets", number: outlets, record, flaws: &OF_OUTLETS };
        spoiled += self.write(dir, format, bad_permille, &job)?;
        let placements = self.options.placements;
        if placements > 0 && workers > 0 && postings > 0 {
            let record = &|index| self.placement(index);
            self.write(
                dir,
                format,
                0,
                &Job::<Placement> { name: "placements", number: placements, record, flaws: &[] },
            )?;
        }
        let divisions = self.divisions_csv();
        fs::write(dir.join("divisions.csv"), &divisions)?;
        Ok(Summary { postings, workers, outlets, divisions: divisions.lines().count() - 1, spoiled })
    }

    /// Writes one file: chunks are made in parallel and written in order.
    fn write<T: Cells>(&self, dir: &Path, format: Format, bad_permille: u32, job: &Job<'_, T>) -> io::Result<usize> {
        let path = dir.join(job.name).with_extension(format.extension());
        let mut file = BufWriter::new(File::create(path)?);
        if format == Format::Csv {
            writeln!(file, "{}", T::COLUMNS.join(","))?;
        }
        let starts: Vec<usize> = (0..job.number).step_by(CHUNK).collect();
        let mut spoiled = 0;
        for stretch in starts.chunks(CHUNKS) {
            let made: Vec<io::Result<(Vec<u8>, usize)>> = stretch
                .par_iter()
                .map(|start| self.chunk(*start..(start + CHUNK).min(job.number), format, bad_permille, job))
                .collect();
            for chunk in made {
                let (bytes, flawed) = chunk?;
                file.write_all(&bytes)?;
                spoiled += flawed;
            }
        }
        file.flush()?;
        Ok(spoiled)
    }

    fn chunk<T: Cells>(
        &self,
        indices: std::ops::Range<usize>,
        format: Format,
        bad_permille: u32,
        job: &Job<'_, T>,
    ) -> io::Result<(Vec<u8>, usize)> {
        let mut bytes = Vec::new();
        let mut spoiled = 0;
        let mut csv = csv::Writer::from_writer(Vec::new());
        for index in indices {
            let record = (job.record)(index);
            // Each file has flaws of its own although the indices are the same.
            let file = job.name.bytes().next().unwrap_or_default();
            let lot = (index as u64) << 8 | u64::from(file);
            let flaw = Flaw::drawn(job.flaws, bad_permille, &mut Draw::new(self.options.seed, Stream::Flaw, lot));
            spoiled += usize::from(flaw.is_some());
            match (format, flaw) {
                (Format::Csv, flaw) => {
                    let mut cells = record.cells();
                    if let Some(flaw) = flaw {
                        flaw.spoil_cells(T::COLUMNS, &mut cells);
                    }
                    csv.write_record(&cells)?;
                }
                (Format::Jsonl, None) => {
                    serde_json::to_writer(&mut bytes, &record)?;
                    bytes.push(b'\n');
                }
                (Format::Jsonl, Some(flaw)) => {
                    let mut object = serde_json::to_value(&record)?;
                    flaw.spoil_object(&mut object);
                    serde_json::to_writer(&mut bytes, &object)?;
                    bytes.push(b'\n');
                }
            }
        }
        if format == Format::Csv {
            bytes = csv.into_inner().map_err(csv::IntoInnerError::into_error)?;
        }
        Ok((bytes, spoiled))
    }
}
