//! A believable province of workers, postings and outlets, made from a seed.
//!
//! Counties are real: their names, places and populations come from a table that the crate carries. Townships are made
//! up around them, denser at the county's seat. People and jobs are scattered around townships; occupations,
//! employers, headcounts and reach have heavy tails; pay, skills, certificates, hours and titles go with the occupation.
//!
//! Every record is a function of the seed, its kind and its index alone: records can be made in any order, on any
//! number of threads, one at a time or all of them. They are in normal form already, so that normalisation accepts
//! them as they are.
//!
//! # Example
//!
//! ```
//! use gigmatch_testkit::province::{Province, ProvinceOptions};
//!
//! let province = Province::new(ProvinceOptions::default().with_seed(7).with_workers(100).with_postings(20))?;
//! assert_eq!(province.workers().len(), 100);
//! assert_eq!(province.worker(41), province.workers()[41]);
//! assert_eq!(province.worker(41).id, "W0000042");
//! # Ok::<(), gigmatch_testkit::province::UnknownPlace>(())
//! ```

mod cells;
mod clock;
mod employer;
mod files;
mod flaws;
mod gigs;
mod options;
mod outlet;
mod place;
mod posting;
mod random;
#[cfg(test)]
mod tests;
mod worker;

use std::fmt::Write as _;

use gigmatch::record::{Outlet, PayPeriod, Placement, Posting, WorkerProfile};
use rayon::prelude::*;

use self::{
    clock::Clock,
    place::Places,
    random::{Draw, Stream, whole},
};
pub use self::{
    files::{Format, Summary},
    options::ProvinceOptions,
    place::Township,
};

/// A province with its townships; its records are made when they are asked for.
#[derive(Debug, Clone)]
pub struct Province {
    options: ProvinceOptions,
    places: Places,
    clock: Clock,
}

impl Province {
    /// Lays out the townships.
    ///
    /// # Errors
    ///
    /// [`UnknownPlace`] where the table has no county of the province, or not one of the counties asked for.
    pub fn new(options: ProvinceOptions) -> Result<Self, UnknownPlace> {
        let places = Places::new(&options)?;
        let clock = Clock::new(options.now);
        Ok(Self { options, places, clock })
    }

    /// What the province is made from.
    pub fn options(&self) -> &ProvinceOptions {
        &self.options
    }

    /// The townships, county by county.
    pub fn townships(&self) -> &[Township] {
        &self.places.townships
    }

    /// The worker with this index, `W0000001` first. Indices from the number of workers on give further ones.
    pub fn worker(&self, index: usize) -> WorkerProfile {
        worker::generated(self, index, &mut self.draw(Stream::Worker, index))
    }

    /// The posting with this index, `P000001` first.
    pub fn posting(&self, index: usize) -> Posting {
        posting::generated(self, index, &mut self.draw(Stream::Posting, index))
    }

    /// The outlet with this index, `O00001` first.
    pub fn outlet(&self, index: usize) -> Outlet {
        outlet::generated(self, index, &mut self.draw(Stream::Outlet, index))
    }

    /// All workers, made in parallel on the current rayon pool.
    pub fn workers(&self) -> Vec<WorkerProfile> {
        (0..self.options.workers).into_par_iter().map(|index| self.worker(index)).collect()
    }

    /// All postings, made in parallel.
    pub fn postings(&self) -> Vec<Posting> {
        (0..self.options.postings).into_par_iter().map(|index| self.posting(index)).collect()
    }

    /// All outlets, made in parallel.
    pub fn outlets(&self) -> Vec<Outlet> {
        (0..self.options.outlets).into_par_iter().map(|index| self.outlet(index)).collect()
    }

    /// `number` placements of the province's workers on its postings: most of them seats taken ahead, some of them work
    /// of the last weeks. None where there are no workers or no postings.
    pub fn placements(&self, number: usize) -> Vec<Placement> {
        let number = if self.options.workers == 0 || self.options.postings == 0 { 0 } else { number };
        (0..number).into_par_iter().map(|index| self.placement(index)).collect()
    }

    fn placement(&self, index: usize) -> Placement {
        outlet::placement(self, index, &mut self.draw(Stream::Placement, index))
    }

    /// The divisions as a table with the columns `code`, `name`, `longitude`, `latitude` (WGS-84): the province, its
    /// prefectures, counties and townships.
    pub fn divisions_csv(&self) -> String {
        let real = self.places.divisions.iter().map(|division| (&division.code, &division.name, division.centre));
        let made = self.places.townships.iter().map(|town| (&town.code, &town.name, Some(town.centre)));
        let mut rows: Vec<_> = real.chain(made).collect();
        rows.sort_by_key(|(code, ..)| *code);
        let mut text = String::from("code,name,longitude,latitude\n");
        for (code, name, centre) in rows {
            let (longitude, latitude) = centre
                .map_or_else(Default::default, |centre| (centre.longitude.to_string(), centre.latitude.to_string()));
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{code},{name},{longitude},{latitude}");
        }
        text
    }

    fn draw(&self, stream: Stream, index: usize) -> Draw {
        Draw::new(self.options.seed, stream, index as u64)
    }
}

/// A province or county that the table does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownPlace {
    code: String,
}

impl std::fmt::Display for UnknownPlace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "no county is known for {:?}; allowed are provinces by two digits, such as 14, and counties of the province by six",
            self.code
        )
    }
}

impl std::error::Error for UnknownPlace {}

/// An hourly wage as fen for a period, rounded as ads round it; a shift or day has `length` hours.
fn pay_fen(yuan_an_hour: f64, period: PayPeriod, length: f64) -> i64 {
    let (yuan, step_fen) = match period {
        PayPeriod::Hour => (yuan_an_hour, 50),
        PayPeriod::Month => (174.0 * yuan_an_hour, 10_000),
        PayPeriod::Piece => (yuan_an_hour / 6.0, 10),
        _ => (length * yuan_an_hour, 500),
    };
    i64::from(whole(yuan * 100.0 / f64::from(step_fen)).max(1)) * i64::from(step_fen)
}
