//! Closeness of the wished occupations to the posting's.

use super::{NEUTRAL, ScoreContext};
use crate::{
    columns::{PostingRow, WorkerRow},
    table::OccupationId,
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
        let wishes = worker.desired_occupations().iter();
        // The first of equal ones: `max_by_key` gives the last.
        wishes.rev().map(|wish| (self.occupations.closeness(*wish, offered), *wish)).max_by_key(|(value, _)| *value)
    }

    /// What a wish for one occupation, or none, gives where another, or none, is offered.
    pub(super) fn occupation_of_wish(&self, wish: Option<OccupationId>, offered: Option<OccupationId>) -> u32 {
        wish.zip(offered).map_or(NEUTRAL, |(wish, offered)| self.occupations.closeness(wish, offered))
    }
}
