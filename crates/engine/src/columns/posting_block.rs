//! What the kernel reads of postings: one lane a posting.

use std::ops::Range;

use super::{
    PostingColumns, PostingRow,
    blocks::{Entry, Fill, number},
    lanes::{
        GroupMarks, LANES, Lanes, NO_MINUTE, NO_PAY, OPEN_ENDED, TEXT_WORDS, TextMark, WordLanes, marks, minutes_after,
        minutes_before, narrow, offered_pay, set, share_of_one, skill_mark, squared_limit,
    },
    spatial::Ground,
};

/// Desired skills of a posting that have a slot of their own; the kernel takes any more as held.
pub(crate) const SKILL_SLOTS: usize = 4;

/// Which postings stand in a block: neighbours of one occupation and class, in the columns' order.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PostingRows {
    pub(crate) first: u32,
    pub(crate) count: u32,
}

/// Where, when and for how much: what is looked at of every block. Nobody is eligible in the lanes past the last row.
#[derive(Debug, Clone)]
#[repr(align(64))]
pub(crate) struct PostingTerms {
    /// Along the ground.
    pub(crate) place: [Lanes<f32>; 2],
    pub(crate) reach_squared: Lanes<f32>,
    /// Minutes; in lanes without a row before every time, so that they are refused.
    pub(crate) valid_through: Lanes<i32>,
    /// When shifts start.
    pub(crate) starts: [Lanes<u32>; 2],
    /// The upper end of the pay in each unit, for the shift where it is most; without end where it is not known.
    pub(crate) upper: [Lanes<f32>; 2],
    /// The lower end likewise; [`NO_PAY`] where it is not known.
    pub(crate) lower: [Lanes<f32>; 2],
    pub(crate) posted: Lanes<i32>,
    /// When the first shift starts: before every time where work starts at once, [`NO_MINUTE`] where open-ended.
    pub(crate) first_start: Lanes<i32>,
    /// What a month of experience gives; 0 where none is wished for.
    pub(crate) a_month: Lanes<f32>,
}

/// What is said and desired, one for each block: what is looked at where the terms leave somebody.
#[derive(Debug, Clone)]
#[repr(align(64))]
pub(crate) struct PostingContent {
    /// What title and description say.
    pub(crate) words: WordLanes,
    /// The marks of the desired skills, those of all lanes in the first slot before those in the second.
    pub(crate) desired: [u8; SKILL_SLOTS * LANES],
    /// The ranks at which they are desired, likewise; 0 where there are fewer.
    pub(crate) desired_ranks: [u8; SKILL_SLOTS * LANES],
}

/// Before every minute that a lane can hold, but not [`NO_MINUTE`].
pub(crate) const AT_ONCE: i32 = i32::MIN + 1;

/// What is known of each block of postings.
#[derive(Debug, Clone)]
pub(crate) struct PostingFrame {
    /// The highest lower end of the pay in each unit, of those that are known.
    pub(crate) lower: [Lanes<f32>; 2],
    /// When the latest was posted; after every time where that is not known of one.
    pub(crate) posted: Lanes<i32>,
    /// 1 where a posting has shifts.
    pub(crate) some_have_shifts: Lanes<u32>,
    /// What all require.
    pub(crate) requirements: [Lanes<u32>; 2],
    /// When any shift starts.
    pub(crate) starts: [Lanes<u32>; 2],
    /// The highest upper end of the pay in each unit.
    pub(crate) upper: [Lanes<f32>; 2],
    /// The most that a month of experience gives; 0 where none wishes for any.
    pub(crate) a_month: Lanes<f32>,
    /// 1 where a posting wishes for no experience.
    pub(crate) some_want_no_experience: Lanes<u32>,
}

/// What the postings of a group ask for, between them.
#[derive(Debug)]
pub(crate) struct PostingSummary {
    pub(crate) some_desire_nothing: bool,
    pub(crate) words: GroupMarks,
    pub(crate) some_say_nothing: bool,
    /// The fewest months that a posting wishes for, of those that do.
    pub(crate) fewest_months: u32,
    pub(crate) some_want_no_experience: bool,
}

impl Default for PostingTerms {
    fn default() -> Self {
        Self {
            place: [[0.0; LANES]; 2],
            reach_squared: [0.0; LANES],
            valid_through: [i32::MIN; LANES],
            starts: [[0; LANES]; 2],
            upper: [[0.0; LANES]; 2],
            lower: [[0.0; LANES]; 2],
            posted: [0; LANES],
            first_start: [0; LANES],
            a_month: [0.0; LANES],
        }
    }
}

impl Default for PostingContent {
    fn default() -> Self {
        Self {
            words: [[0; LANES]; TEXT_WORDS],
            desired: [0; SKILL_SLOTS * LANES],
            desired_ranks: [0; SKILL_SLOTS * LANES],
        }
    }
}

impl Fill for PostingColumns {
    type Block = PostingTerms;
    type Rows = PostingRows;
    type Frame = PostingFrame;
    type Summary = PostingSummary;

    fn block(&self, ground: &Ground, rows: &[Entry]) -> PostingTerms {
        let mut terms = PostingTerms::default();
        for (lane, entry) in rows.iter().enumerate() {
            terms.set(lane, self.row(entry.row), ground, entry);
        }
        terms
    }

    fn rows(rows: &[Entry]) -> PostingRows {
        PostingRows { first: number(rows[0].row), count: number(rows.len()) }
    }

    fn frame(&self, blocks: &[PostingTerms], rows: &[&[Entry]]) -> PostingFrame {
        let mut frame = PostingFrame {
            lower: [[0.0; LANES]; 2],
            posted: [NO_MINUTE; LANES],
            some_have_shifts: [0; LANES],
            requirements: [[0; LANES]; 2],
            starts: [[0; LANES]; 2],
            upper: [[0.0; LANES]; 2],
            a_month: [0.0; LANES],
            some_want_no_experience: [0; LANES],
        };
        for (lane, (terms, rows)) in blocks.iter().zip(rows).enumerate() {
            let mut starts = [0; 2];
            for row in 0..rows.len() {
                for (half, starts) in starts.iter_mut().enumerate() {
                    frame.lower[half][lane] = frame.lower[half][lane].max(terms.lower[half][row]);
                    frame.upper[half][lane] = frame.upper[half][lane].max(terms.upper[half][row]);
                    *starts |= terms.starts[half][row];
                }
                // A date that is not known gives less than any that is new, but may give more than an old one.
                let posted = if terms.posted[row] == NO_MINUTE { i32::MAX } else { terms.posted[row] };
                frame.posted[lane] = frame.posted[lane].max(posted);
                frame.some_have_shifts[lane] |= u32::from(terms.starts[1][row] & marks(OPEN_ENDED)[1] == 0);
                frame.a_month[lane] = frame.a_month[lane].max(terms.a_month[row]);
                frame.some_want_no_experience[lane] |= u32::from(terms.a_month[row] == 0.0);
            }
            // Rows of one class require the same, but for those that share a number by chance.
            let requirements = rows.iter().map(|entry| self.row(entry.row).requirements());
            set(&mut frame.requirements, lane, marks(requirements.fold(u64::MAX, |all, row| all & row)));
            set(&mut frame.starts, lane, starts);
        }
        frame
    }

    fn summary(&self, rows: &[Entry]) -> PostingSummary {
        let rows = || rows.iter().map(|entry| self.row(entry.row));
        PostingSummary {
            some_desire_nothing: rows().any(|row| row.desired_skills().len() == 0),
            words: GroupMarks::new(rows().flat_map(PostingRow::words).copied()),
            some_say_nothing: rows().any(|row| row.words().is_empty()),
            fewest_months: rows().map(PostingRow::experience_months).filter(|months| *months > 0).min().unwrap_or(0),
            some_want_no_experience: rows().any(|row| row.experience_months() == 0),
        }
    }
}

impl PostingRows {
    /// The rows of the columns.
    pub(crate) fn range(self) -> Range<usize> {
        let first = self.first as usize;
        first..first + self.count as usize
    }
}

impl PostingTerms {
    fn set(&mut self, lane: usize, posting: PostingRow<'_>, ground: &Ground, entry: &Entry) {
        set(&mut self.place, lane, ground.place(entry.place));
        self.reach_squared[lane] = squared_limit(entry.reach);
        self.valid_through[lane] = minutes_after(posting.valid_through());
        set(&mut self.starts, lane, marks(posting.start_marks()));
        let pay = LanePay::new(posting);
        set(&mut self.upper, lane, pay.upper);
        set(&mut self.lower, lane, pay.lower);
        self.posted[lane] = posting.date_posted().map_or(NO_MINUTE, minutes_after);
        self.first_start[lane] = if posting.starts_at_once() {
            AT_ONCE
        } else {
            posting.real_shifts().next().map_or(NO_MINUTE, |shift| minutes_before(shift.start))
        };
        self.a_month[lane] = share_of_one(posting.experience_months());
    }
}

impl PostingContent {
    /// Of the rows of a block.
    pub(crate) fn new(rows: PostingRows, columns: &PostingColumns) -> Self {
        let mut content = Self::default();
        for (lane, row) in rows.range().enumerate() {
            content.set(lane, columns.row(row));
        }
        content
    }

    fn set(&mut self, lane: usize, posting: PostingRow<'_>) {
        for mark in TextMark::all(posting.words()) {
            self.words[mark.word][lane] |= mark.bit;
        }
        for (slot, (name, rank)) in posting.desired_skills().take(SKILL_SLOTS).enumerate() {
            self.desired[slot * LANES + lane] = skill_mark(name);
            self.desired_ranks[slot * LANES + lane] = rank;
        }
    }
}

/// A posting's pay in both units of lanes, for the shift where it is most.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LanePay {
    /// Without end where the pay is not known.
    pub(crate) upper: [f32; 2],
    /// [`NO_PAY`] where the pay is not known.
    pub(crate) lower: [f32; 2],
}

impl LanePay {
    pub(crate) fn new(posting: PostingRow<'_>) -> Self {
        let Some((lower, upper, period)) = posting.pay() else {
            return Self { upper: [f32::INFINITY; 2], lower: [NO_PAY; 2] };
        };
        let of_shift = |fen, length| offered_pay(fen, period, length).map(narrow);
        let most = |fen| {
            if posting.is_open_ended() {
                return of_shift(fen, None);
            }
            posting.real_shifts().fold([0.0_f32; 2], |most, shift| {
                let pay = of_shift(fen, shift.length_ms());
                [most[0].max(pay[0]), most[1].max(pay[1])]
            })
        };
        Self { upper: most(upper), lower: most(lower) }
    }
}
