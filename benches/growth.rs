//! How the cost of `match_all` grows with workers, postings and the number of hits asked for.
//!
//! `GIGMATCH_BENCH_LARGE=1` goes to 1,000,000 workers and 450,000 postings.

use gigmatch::Side;
use gigmatch_bench::{
    figures::{Figures, median_time},
    market::{Market, Size},
};

/// Runs shorter than this many pairs of subjects are repeated.
const SHORT: usize = 100_000;

fn main() {
    let size = Size::asked();
    let workers: &[usize] = size.choose(&[50], &[1_000, 10_000], &[10_000, 100_000, 1_000_000]);
    let postings: &[usize] = size.choose(&[50], &[1_000, 10_000], &[10_000, 100_000, 450_000]);
    for workers in workers {
        for postings in postings {
            let market = Market::new(*workers, *postings, None);
            let snapshot = market.snapshot();
            println!("\n{workers} workers x {postings} postings");
            let mut figures = Figures::new("growth", market.data());
            let middle = *workers == 100_000 && *postings == 100_000;
            let tops: &[usize] = if middle { &[1, 3, 10, 30, 100] } else { &[10] };
            let mut time = |side: Side, top: usize, subjects: usize| {
                let options = market.options.clone().top(top);
                let runs = if subjects <= SHORT { 3 } else { 1 };
                let time = median_time(runs, || snapshot.match_all(side, &options).expect("valid options").len());
                figures.add(&format!("match_all {side:?}, top {top}"), time, Some(subjects as u64));
            };
            for top in tops {
                time(Side::Workers, *top, *workers);
            }
            time(Side::Postings, 20, *postings);
            if size != Size::Test {
                figures.write();
            }
        }
    }
}
