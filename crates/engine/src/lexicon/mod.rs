//! Words by other ways than their spelling: names of occupations, pinyin, words with a slip.

mod occupations;
mod typed;

pub(crate) use occupations::{OccupationWords, alternatives};
pub(crate) use typed::TypedForms;
