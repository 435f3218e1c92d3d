//! Experience against what is wished for.

use super::{
    FULL, FULL_CEILING, NEUTRAL, NEUTRAL_CEILING, ScoreContext, capped, each, least, occupation::Wish, or_neutral,
    select,
};
use crate::{
    columns::{
        GroupLanes, PostingRow, WorkerRow, WorkerSummary,
        lanes::{LANES, Lanes, narrow, share_of_one},
    },
    table::OccupationTable,
};

impl ScoreContext<'_> {
    pub(super) fn experience(&self, worker: WorkerRow<'_>, posting: PostingRow<'_>) -> u32 {
        let wanted = posting.experience_months();
        match self.experience_months(worker, posting) {
            Some(have) if wanted > 0 => capped(u64::from(have) * u64::from(FULL) / u64::from(wanted)),
            _ => NEUTRAL,
        }
    }

    /// Months of experience scaled by closeness, where both sides are known.
    pub(crate) fn experience_months(&self, worker: WorkerRow<'_>, posting: PostingRow<'_>) -> Option<u32> {
        let offered = posting.occupation()?;
        let scaled = worker.experience().map(|(occupation, months)| {
            let closeness = u64::from(self.occupations.closeness(occupation, offered));
            u32::try_from(u64::from(months) * closeness / u64::from(FULL)).unwrap_or(u32::MAX)
        });
        scaled.max()
    }
}

/// A worker's experience in the occupation of a group of postings: `have * a_month + added`, as far as it goes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct GroupExperience {
    have: f32,
    added: f32,
}

impl GroupExperience {
    /// Of months as far as they count there, below 0 where that cannot be told.
    #[inline(always)]
    pub(super) fn new(months: f32) -> Self {
        let is_known = months >= 0.0;
        Self { have: select(is_known, months, 0.0), added: select(is_known, 0.0, NEUTRAL_CEILING) }
    }

    /// `a_month` is what a month gives, 0 where no experience is wished for.
    #[inline(always)]
    pub(super) fn ceiling(self, a_month: f32) -> f32 {
        select(a_month == 0.0, NEUTRAL_CEILING, least(self.have * a_month + self.added, FULL_CEILING))
    }

    /// For rows of which a month gives `a_month` at most, and of which some wish for no experience or none do.
    #[inline(always)]
    pub(super) fn block_ceiling(self, a_month: f32, some_want_none: bool) -> f32 {
        or_neutral(self.ceiling(a_month), some_want_none)
    }
}

/// A worker's experience, for lanes of groups.
pub(super) struct WorkerExperience(Vec<(Wish, f32)>);

impl WorkerExperience {
    pub(super) fn new(occupations: &OccupationTable, worker: WorkerRow<'_>) -> Self {
        let of = worker.experience();
        Self(of.map(|(occupation, months)| (Wish::new(occupations, occupation), narrow(f64::from(months)))).collect())
    }

    /// The months that count in each group, or more; below 0 where that cannot be told.
    #[inline(always)]
    pub(super) fn months(&self, groups: &GroupLanes) -> Lanes<f32> {
        let mut most = [-1.0; LANES];
        for (occupation, months) in &self.0 {
            let closeness = occupation.closeness(groups);
            most = each(|lane| {
                let months = *months * closeness[lane] / FULL_CEILING;
                select(months > most[lane], months, most[lane])
            });
        }
        each(|lane| select(groups.has_occupation[lane] != 0, most[lane], -1.0))
    }
}

/// What a posting wishes for, for lanes of workers.
pub(super) struct PostingExperience {
    /// What a month gives; 0 where nothing can be compared.
    a_month: f32,
}

impl PostingExperience {
    pub(super) fn new(posting: PostingRow<'_>) -> Self {
        let wanted = posting.occupation().map_or(0, |_| posting.experience_months());
        Self { a_month: share_of_one(wanted) }
    }

    /// `months` is the worker's longest experience in any occupation, below 0 where none is recorded.
    #[inline(always)]
    pub(super) fn ceiling(&self, months: f32) -> f32 {
        let unknown = (self.a_month == 0.0) | (months < 0.0);
        select(unknown, NEUTRAL_CEILING, least(months * self.a_month, FULL_CEILING))
    }

    pub(super) fn group_ceiling(&self, summary: &WorkerSummary) -> f32 {
        let most = self.ceiling(narrow(f64::from(summary.most_months)));
        if summary.some_have_no_experience { most.max(NEUTRAL_CEILING) } else { most }
    }
}
