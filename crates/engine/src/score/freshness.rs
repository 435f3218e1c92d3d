//! Freshness of the ad and urgency of the work.

use super::{FULL, FULL_CEILING, NEUTRAL, ScoreContext, half_life, select};
use crate::{
    columns::{
        PostingRow,
        lanes::{NO_MINUTE, minutes_after, minutes_before},
    },
    eligibility::HOUR_MS,
};

/// Age of an ad at which its freshness has fallen to one half.
const HALF_FRESH_MS: i64 = 7 * 24 * HOUR_MS;

/// Time to the first shift at which urgency has fallen to one half.
const HALF_URGENT_MS: i64 = 24 * HOUR_MS;

/// The same in minutes.
const HALF_FRESH_MINUTES: f32 = 7.0 * 24.0 * 60.0;
const HALF_URGENT_MINUTES: f32 = 24.0 * 60.0;

impl ScoreContext<'_> {
    pub(super) fn freshness(&self, posting: PostingRow<'_>) -> u32 {
        let fresh = self.age_ms(posting).map_or(NEUTRAL, |age| half_life(HALF_FRESH_MS, age));
        let urgent = if posting.starts_at_once() {
            FULL
        } else {
            self.wait_ms(posting).map_or(NEUTRAL, |wait| half_life(HALF_URGENT_MS, wait))
        };
        u32::midpoint(fresh, urgent)
    }

    /// How old the ad is, where its date is known.
    pub(crate) fn age_ms(&self, posting: PostingRow<'_>) -> Option<i64> {
        posting.date_posted().map(|posted| self.rules.now.saturating_sub(posted).max(0))
    }

    /// How long it is until the first shift that has not started, where the posting has shifts.
    pub(crate) fn wait_ms(&self, posting: PostingRow<'_>) -> Option<i64> {
        let next = posting.real_shifts().find(|shift| self.rules.not_started(shift));
        next.map(|shift| shift.start - self.rules.now)
    }
}

/// The time of the question, for lanes of postings.
pub(super) struct Clock {
    before: i32,
    after: i32,
}

impl Clock {
    pub(super) fn new(now_ms: i64) -> Self {
        Self { before: minutes_before(now_ms), after: minutes_after(now_ms) }
    }

    /// `posted` and `first_start` are minutes, or [`NO_MINUTE`] where there is none; where the first shift has started,
    /// the next one may start at once.
    #[inline(always)]
    pub(super) fn ceiling(&self, posted: i32, first_start: i32) -> f32 {
        #[expect(clippy::cast_precision_loss, reason = "lanes bound, and bounds have slack for rounding")]
        let minutes = |from: i32, to: i32| to.wrapping_sub(if from < to { from } else { to }) as f32;
        let age = minutes(posted, self.before);
        let wait = minutes(self.after, if first_start > self.after { first_start } else { self.after });
        // What is not known gives the middle value, as half of the life over does.
        let age = HALF_FRESH_MINUTES + select(posted == NO_MINUTE, HALF_FRESH_MINUTES, age);
        let wait = HALF_URGENT_MINUTES + select(first_start == NO_MINUTE, HALF_URGENT_MINUTES, wait);
        // Half of `full * HALF_FRESH / age + full * HALF_URGENT / wait`, in one division.
        0.5 * FULL_CEILING * (HALF_FRESH_MINUTES * wait + HALF_URGENT_MINUTES * age) / (age * wait)
    }
}
