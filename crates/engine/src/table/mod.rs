//! Tables that give codes their meaning: occupations and administrative divisions.

mod division;
mod occupation;

pub use division::{Division, DivisionCode, DivisionTable};
pub use occupation::{Occupation, OccupationId, OccupationTable};
