//! Chinese text as [gigmatch](https://docs.rs/gigmatch) reads it: one folded form, words, pinyin, what titles
//! mean.
//!
//! Everything here is a pure function of its input and the tables it is given: no files, no network, no clock.

mod content;
mod fold;
mod mentions;
mod pinyin;
mod segment;
mod titles;

pub use fold::{Folded, fold, is_han};
pub use mentions::{Mention, Sense, TermMatcher};
pub use pinyin::{is_one_edit, typed_forms};
pub use segment::{Segmenter, for_each_pair};
pub use titles::{Ranked, Source, TitleClassifier};
