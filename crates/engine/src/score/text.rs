//! Shared words of title and wishes.

use super::{FULL, FULL_CEILING, NEUTRAL, NEUTRAL_CEILING, least, meet, select, to_factor};
use crate::columns::{
    LaneTitle, PostingRow, PostingSummary, WorkerRow,
    lanes::{Marks, NameKind, group_mark_of, marks, marks_of},
};

pub(super) fn value(worker: WorkerRow<'_>, posting: PostingRow<'_>) -> u32 {
    let (title, wishes) = (posting.tokens(), worker.tokens());
    if title.is_empty() || wishes.is_empty() {
        return NEUTRAL;
    }
    let shared = title.iter().filter(|token| wishes.binary_search(token).is_ok()).count() as u64;
    to_factor(shared * u64::from(FULL) / title.len() as u64)
}

/// A worker's tokens, for lanes of postings.
pub(super) struct WorkerText {
    tokens: Marks,
    group_marks: Vec<u32>,
    /// What every title gives a worker without tokens.
    added: f32,
}

impl WorkerText {
    pub(super) fn new(worker: WorkerRow<'_>) -> Self {
        let all = marks_of(NameKind::Token, worker.tokens().iter().copied());
        let group_marks = worker.tokens().iter().map(|name| group_mark_of(*name)).collect();
        Self { tokens: marks(all), group_marks, added: if all == 0 { NEUTRAL_CEILING } else { 0.0 } }
    }

    /// `a_token` is what one token gives, 0 for a title without; `hidden` what those give that have no mark of their own.
    #[inline(always)]
    pub(super) fn ceiling(&self, title: Marks, a_token: f32, hidden: f32) -> f32 {
        let shared = shared_ceiling(title, self.tokens, a_token, hidden);
        select(a_token == 0.0, NEUTRAL_CEILING, least(shared + self.added, FULL_CEILING))
    }

    pub(super) fn group_ceiling(&self, summary: &PostingSummary) -> f32 {
        let given = least(summary.titles.sum(&self.group_marks) + self.added, FULL_CEILING);
        if summary.some_have_no_title { given.max(NEUTRAL_CEILING) } else { given }
    }
}

/// A title's tokens, for lanes of workers.
pub(super) struct PostingText(LaneTitle);

impl PostingText {
    pub(super) fn new(posting: PostingRow<'_>) -> Self {
        Self(LaneTitle::new(posting))
    }

    /// `tokens` has no mark where a worker has no token.
    #[inline(always)]
    pub(super) fn ceiling(&self, tokens: Marks) -> f32 {
        let LaneTitle { marks, a_token, hidden } = self.0;
        let shared = least(shared_ceiling(marks, tokens, a_token, hidden), FULL_CEILING);
        let unknown = (a_token == 0.0) | (tokens[0] | tokens[1] == 0);
        select(unknown, NEUTRAL_CEILING, shared)
    }

    pub(super) fn group_ceiling(&self) -> f32 {
        if self.0.a_token == 0.0 { NEUTRAL_CEILING } else { FULL_CEILING }
    }
}

/// What shared marks can stand for.
#[inline(always)]
fn shared_ceiling(title: Marks, tokens: Marks, a_token: f32, hidden: f32) -> f32 {
    let shared = (title[0] & tokens[0]).count_ones() + (title[1] & tokens[1]).count_ones();
    #[expect(clippy::cast_precision_loss, reason = "at most 64")]
    let given = shared as f32 * a_token + hidden;
    select(meet(title, tokens), given, 0.0)
}
