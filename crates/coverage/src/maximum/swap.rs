//! One candidate for another, as long as that covers more.

use super::{Problem, taken::Taken};
use crate::index;

/// Gives back each candidate of a choice in turn and takes the one that then adds most, until a whole turn changes
/// nothing or the turns are used up; the choice is then rising. Gives what it covers.
pub(super) fn swap(problem: &Problem, chosen: &mut [u32], turns: u32) -> u64 {
    let mut taken = Taken::new(problem, &problem.weights);
    for &candidate in chosen.iter() {
        taken.take(candidate);
    }
    for _ in 0..turns {
        let before = taken.covered;
        for place in chosen.iter_mut() {
            let lost = taken.give_back(*place);
            // One that is taken still adds nothing, as all it covers is covered.
            let better = taken.best(0..index(problem.candidates)).filter(|&best| taken.gains[best as usize] > lost);
            *place = better.unwrap_or(*place);
            taken.take(*place);
        }
        if taken.covered == before {
            break;
        }
    }
    chosen.sort_unstable();
    taken.covered
}
