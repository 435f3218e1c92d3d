//! Closeness of the wished occupations to the posting's.

use super::{NEUTRAL, NEUTRAL_CEILING, ScoreContext, each, select};
use crate::{
    columns::{
        GroupLanes, PostingRow, WorkerRow,
        lanes::{LANES, Lanes},
    },
    table::{OccupationId, OccupationTable, STEPS},
};

impl ScoreContext<'_> {
    pub(super) fn occupation(&self, worker: WorkerRow<'_>, posting: PostingRow<'_>) -> u32 {
        self.best_wish(worker, posting.occupation()).map_or(NEUTRAL, |(closeness, _)| closeness)
    }

    /// The closeness of the wish that an occupation meets best, and the wish; of equal ones the first.
    pub(crate) fn best_wish(
        &self,
        worker: WorkerRow<'_>,
        offered: Option<OccupationId>,
    ) -> Option<(u32, OccupationId)> {
        let offered = offered?;
        let wishes = worker.desired_occupations();
        // The first of equal ones: `max_by_key` gives the last.
        wishes.rev().map(|wish| (self.occupations.closeness(wish, offered), wish)).max_by_key(|(value, _)| *value)
    }

    /// What a wish for one occupation, or none, gives where another, or none, is offered.
    pub(super) fn occupation_of_wish(&self, wish: Option<OccupationId>, offered: Option<OccupationId>) -> u32 {
        wish.zip(offered).map_or(NEUTRAL, |(wish, offered)| self.occupations.closeness(wish, offered))
    }
}

/// An occupation held against those of lanes of groups.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wish {
    steps: [u32; STEPS],
    a_step: [f32; STEPS],
}

impl Wish {
    #[expect(clippy::cast_precision_loss, reason = "at most 10,000")]
    pub(super) fn new(occupations: &OccupationTable, wish: OccupationId) -> Self {
        let a_step = occupations.a_step(wish).map(|points| points as f32);
        Self { steps: occupations.steps(wish), a_step }
    }

    /// At least the closeness of each group's occupation; 0 where it has none.
    #[inline(always)]
    pub(super) fn closeness(&self, groups: &GroupLanes) -> Lanes<f32> {
        // 1 as long as all steps are the same.
        let mut in_common = each(|lane| select(groups.has_occupation[lane] != 0, 1.0, 0.0));
        let mut sums = [0.0; LANES];
        for ((step, of_groups), points) in self.steps.iter().zip(&groups.steps).zip(self.a_step) {
            in_common = each(|lane| select(of_groups[lane] == *step, in_common[lane], 0.0));
            sums = each(|lane| sums[lane] + in_common[lane] * points);
        }
        sums
    }
}

/// The ceilings of groups for somebody with some wishes.
#[inline(always)]
pub(super) fn group_ceilings(wishes: &[Wish], groups: &GroupLanes) -> Lanes<f32> {
    let mut best = [0.0; LANES];
    for wish in wishes {
        let closeness = wish.closeness(groups);
        best = each(|lane| select(closeness[lane] > best[lane], closeness[lane], best[lane]));
    }
    let can_be_compared = !wishes.is_empty();
    each(|lane| select(can_be_compared & (groups.has_occupation[lane] != 0), best[lane], NEUTRAL_CEILING))
}
