//! What the kernel reads of workers: one lane for each occupation that a worker wishes for.

use super::{
    WorkerColumns,
    blocks::{Entry, Fill, number},
    lanes::{LANES, Lanes, NameKind, floor_pay, marks, marks_of, pay_unit, set, squared_limit, window_marks},
    spatial::Ground,
};

/// Neighbouring workers who wish for one occupation; somebody with several wishes stands in several blocks.
#[derive(Debug, Clone)]
#[repr(align(64))]
pub(crate) struct WorkerBlock {
    /// Along the ground.
    pub(crate) place: [Lanes<f32>; 2],
    pub(crate) reach_squared: Lanes<f32>,
    /// Skills and certificates held.
    pub(crate) holdings: [Lanes<u32>; 2],
    /// When a shift may start; nothing in lanes without a row.
    pub(crate) windows: [Lanes<u32>; 2],
    /// The pay floor, its sign set where it is in the second unit; not a number where it is not known.
    pub(crate) floor: Lanes<f32>,
    /// What their wishes and experience say.
    pub(crate) words: [Lanes<u32>; 2],
    /// The longest experience in months; less than nothing where none is recorded.
    pub(crate) months: Lanes<f32>,
}

/// What is known of each block of workers.
#[derive(Debug, Clone)]
pub(crate) struct WorkerFrame {
    /// The longest experience in months; without end where somebody has none recorded.
    pub(crate) months: Lanes<f32>,
}

/// The longest experience of a group in months.
#[derive(Debug)]
pub(crate) struct WorkerSummary {
    pub(crate) most_months: u32,
    pub(crate) some_have_no_experience: bool,
}

impl Default for WorkerBlock {
    fn default() -> Self {
        Self {
            place: [[0.0; LANES]; 2],
            reach_squared: [0.0; LANES],
            holdings: [[0; LANES]; 2],
            windows: [[0; LANES]; 2],
            floor: [0.0; LANES],
            words: [[0; LANES]; 2],
            months: [0.0; LANES],
        }
    }
}

impl Fill for WorkerColumns {
    type Block = WorkerBlock;
    type Rows = Lanes<u32>;
    type Frame = WorkerFrame;
    type Summary = WorkerSummary;

    fn block(&self, ground: &Ground, rows: &[Entry]) -> WorkerBlock {
        let mut block = WorkerBlock::default();
        for (lane, entry) in rows.iter().enumerate() {
            block.set(lane, self, ground, entry);
        }
        block
    }

    fn rows(rows: &[Entry]) -> Lanes<u32> {
        let mut lanes = [0; LANES];
        for (lane, entry) in lanes.iter_mut().zip(rows) {
            *lane = number(entry.row);
        }
        lanes
    }

    fn frame(&self, blocks: &[WorkerBlock], _: &[&[Entry]]) -> WorkerFrame {
        let mut frame = WorkerFrame { months: [0.0; LANES] };
        for (lane, block) in blocks.iter().enumerate() {
            for months in &block.months {
                let months = if *months < 0.0 { f32::INFINITY } else { *months };
                frame.months[lane] = frame.months[lane].max(months);
            }
        }
        frame
    }

    fn summary(&self, rows: &[Entry]) -> WorkerSummary {
        let experience = || rows.iter().map(|entry| self.row(entry.row).experience());
        WorkerSummary {
            most_months: experience().flatten().map(|(_, months)| months).max().unwrap_or(0),
            some_have_no_experience: experience().any(|list| list.len() == 0),
        }
    }
}

impl WorkerBlock {
    fn set(&mut self, lane: usize, columns: &WorkerColumns, ground: &Ground, entry: &Entry) {
        let worker = columns.row(entry.row);
        set(&mut self.place, lane, ground.place(entry.place));
        self.reach_squared[lane] = squared_limit(entry.reach);
        set(&mut self.holdings, lane, marks(worker.holdings()));
        set(&mut self.windows, lane, marks(window_marks(worker.availability())));
        set(&mut self.words, lane, marks(marks_of(NameKind::Word, worker.words().iter().copied())));
        self.floor[lane] = worker.pay_floor().map_or(f32::NAN, |(floor, period)| match pay_unit(period) {
            0 => floor_pay(floor, period),
            _ => -floor_pay(floor, period),
        });
        let months = worker.experience().map(|(_, months)| months).max();
        self.months[lane] = months.map_or(-1.0, |months| super::lanes::narrow(f64::from(months)));
    }
}
