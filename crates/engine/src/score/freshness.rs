//! Freshness of the ad and urgency of the work.

use super::{FULL, FULL_CEILING, NEUTRAL, ScoreContext, each, half_life, select};
use crate::{
    columns::{
        PostingRow,
        lanes::{Lanes, NO_MINUTE, minutes_after, minutes_before},
    },
    eligibility::HOUR_MS,
    simd::Level,
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
    pub(super) fn ceilings(&self, level: Level, posted: &Lanes<i32>, first_start: &Lanes<i32>) -> Lanes<f32> {
        #[expect(clippy::cast_precision_loss, reason = "lanes bound, and bounds have slack for rounding")]
        let minutes = |from: i32, to: i32| to.wrapping_sub(if from < to { from } else { to }) as f32;
        // What is not known gives the middle value, as half of the life over does.
        let ages = each(|lane| {
            let age = minutes(posted[lane], self.before);
            HALF_FRESH_MINUTES + select(posted[lane] == NO_MINUTE, HALF_FRESH_MINUTES, age)
        });
        let waits = each(|lane| {
            let start = first_start[lane];
            let wait = minutes(self.after, if start > self.after { start } else { self.after });
            HALF_URGENT_MINUTES + select(start == NO_MINUTE, HALF_URGENT_MINUTES, wait)
        });
        // Half of `full * HALF_FRESH / age + full * HALF_URGENT / wait`, in one division.
        let dividend = |lane: usize| HALF_FRESH_MINUTES * waits[lane] + HALF_URGENT_MINUTES * ages[lane];
        let shares = level.quotients(&each(dividend), &each(|lane| ages[lane] * waits[lane]));
        each(|lane| 0.5 * FULL_CEILING * shares[lane])
    }
}
