//! One piece from start to end.

use super::{
    Options, Stopped, Watch,
    auction::Auction,
    paths::Paths,
    piece::{Columns, Piece},
};

/// By how much the step falls from phase to phase.
const FACTOR: i64 = 8;

/// The same while the step is above the differences of weights that decide: there it is only found out who can be
/// seated at all, and a phase undoes much of the last.
const COARSE: i64 = 4;

/// The last step as a part of what typically lies between two weights of a row.
const LAST: i64 = 500;

/// How many times the last step a warm start begins with.
const WARM: i64 = 25;

/// Bids and offers for each left node that a step may take after a warm start before a larger one is tried.
const PATIENCE: usize = 8;

/// How much larger.
const CLIMB: i64 = 16;

/// The answer to a piece, in the graph's numbers.
pub(super) struct Solved {
    pub(super) edges: Vec<u32>,
    /// Left nodes and what they gain over their outside option.
    pub(super) left: Vec<(u32, i64)>,
    /// Right nodes and their prices.
    pub(super) right: Vec<(u32, i64)>,
}

pub(super) fn solve(piece: Piece, options: &Options) -> Result<Solved, Stopped> {
    let mut watch = Watch::new(options);
    watch.ask()?;
    let columns = Columns::new(&piece, options.pool.is_some());
    let top = piece.arcs.iter().map(|arc| arc.weight).max().unwrap_or(0);
    let (last, spread) = last_step(&piece, top);
    let (mut step, prices) = match options.warm {
        Some(warm) => {
            let given = |&node: &u32| warm.right.get(node as usize).map_or(0, |&price| price.clamp(0, top));
            (last.saturating_mul(WARM).min(top / 4), piece.right.iter().map(given).collect())
        }
        None => (top / 4, vec![0; piece.right.len()]),
    };
    let mut auction = Auction::new(&piece, &columns, prices);
    // Prices given may be far from right: then small steps would take forever, so larger ones are tried first.
    let mut most = if options.warm.is_some() { PATIENCE * piece.left.len() + 1_000 } else { usize::MAX };
    loop {
        step = step.max(last);
        if !auction.phase(step, most, &mut watch)? {
            step = step.saturating_mul(CLIMB);
            if step >= top / 4 {
                (step, most) = (top / 4, usize::MAX);
            }
            continue;
        }
        most = usize::MAX;
        if step == last {
            break;
        }
        step /= if step > spread { COARSE } else { FACTOR };
    }
    let (prices, held) = auction.finish();
    let mut paths = Paths::new(&piece, &columns, prices, &held);
    paths.run(&mut watch)?;
    let (arcs, gains, prices) = paths.finish();
    Ok(Solved {
        edges: arcs.into_iter().map(|arc| piece.arcs[arc as usize].edge).collect(),
        left: piece.left.into_iter().zip(gains).collect(),
        right: piece.right.into_iter().zip(prices).collect(),
    })
}

/// The step at which paths take over, small beside the differences of weights that decide, and what typically lies
/// between the first and the middle arc of a row.
///
/// A larger one leaves more to be mended by longer paths, a smaller one costs phases.
fn last_step(piece: &Piece, top: i64) -> (i64, i64) {
    let stride = piece.left.len() / 1_000 + 1;
    let mut gaps: Vec<(i64, i64)> = (0..piece.left.len())
        .step_by(stride)
        .filter_map(|left| {
            let row = &piece.arcs[piece.row(left)];
            let half = row.len() / 2;
            (half > 0).then(|| (row[0].weight - row[half].weight, i64::try_from(half).unwrap_or(i64::MAX)))
        })
        .collect();
    gaps.sort_unstable();
    let (typical, edges) = gaps.get(gaps.len() * 3 / 4).copied().unwrap_or((0, 1));
    // Where weights are mostly equal, one phase finds who can be seated.
    let last = if typical > 0 { typical / edges / LAST } else { top / 4 };
    (last.clamp(1, (top / 4).max(1)), typical)
}
