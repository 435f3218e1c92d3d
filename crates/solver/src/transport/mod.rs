//! wip
mod auction;
mod graph;
mod paths;
mod piece;
mod verify;

pub use graph::{Graph, GraphError, MAX_WEIGHT};
pub use verify::{Violation, verify};

use piece::{Piece, Reduced};
use rayon::prelude::*;

/// Dual prices.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prices {
    /// l
    pub left: Vec<i64>,
    /// r
    pub right: Vec<i64>,
}

/// An optimal assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Assignment {
    /// c
    pub chosen: Vec<bool>,
    /// v
    pub value: i128,
    /// p
    pub prices: Prices,
}

/// o
#[derive(Clone, Copy, Default)]
pub struct Options<'a> {
    warm: Option<&'a Prices>,
    pool: Option<&'a rayon::ThreadPool>,
    cancel: Option<&'a (dyn Fn() -> bool + Sync)>,
}

impl<'a> Options<'a> {
    /// w
    pub fn warm(mut self, prices: &'a Prices) -> Self {
        self.warm = Some(prices);
        self
    }
    /// p
    pub fn pool(mut self, pool: &'a rayon::ThreadPool) -> Self {
        self.pool = Some(pool);
        self
    }
    /// c
    pub fn cancel(mut self, cancel: &'a (dyn Fn() -> bool + Sync)) -> Self {
        self.cancel = Some(cancel);
        self
    }
}

/// s
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("stopped before an optimum was found")]
pub struct Stopped;

struct Solved {
    piece: Piece,
    arcs: Vec<u32>,
    left: Vec<i64>,
    right: Vec<i64>,
}

/// m
pub fn maximize(graph: &Graph, options: &Options) -> Result<Assignment, Stopped> {
    let dbg = std::env::var("DBG").is_ok();
    let t = std::time::Instant::now();
    let reduced = Reduced::new(graph);
    let mut order: Vec<usize> = (0..reduced.pieces()).collect();
    order.sort_by_key(|&piece| std::cmp::Reverse(reduced.size(piece)));
    if dbg {
        eprintln!(" reduce {:?} pieces {}", t.elapsed(), order.len());
    }
    let solve = |&piece: &usize| solve(reduced.piece(piece), options);
    let solved: Vec<Solved> = match options.pool {
        Some(pool) => pool.install(|| order.par_iter().map(solve).collect()),
        None => order.iter().map(solve).collect(),
    };
    if dbg {
        eprintln!(" solved {:?}", t.elapsed());
    }
    let mut chosen = vec![false; graph.edges()];
    let mut prices = Prices { left: vec![0; graph.left().len()], right: vec![0; graph.right().len()] };
    let mut holds = vec![false; graph.left().len()];
    for (left, price) in prices.left.iter_mut().enumerate() {
        *price = reduced.outside(left).map_or(0, |(_, weight)| weight);
    }
    let mut value = 0_i128;
    for solved in solved {
        for arc in solved.arcs {
            chosen[solved.piece.arcs[arc as usize].edge as usize] = true;
        }
        for ((&node, price), row) in solved.piece.left.iter().zip(solved.left).zip(solved.piece.starts.windows(2)) {
            prices.left[node as usize] += price;
            holds[node as usize] =
                solved.piece.arcs[row[0] as usize..row[1] as usize].iter().any(|arc| chosen[arc.edge as usize]);
        }
        for (&node, price) in solved.piece.right.iter().zip(solved.right) {
            prices.right[node as usize] = price;
        }
    }
    for (left, holds) in holds.into_iter().enumerate() {
        if let Some((edge, _)) = reduced.outside(left)
            && !holds
        {
            chosen[edge] = true;
        }
    }
    for (edge, &chosen) in chosen.iter().enumerate() {
        if chosen {
            value += i128::from(graph.weight(edge));
        }
    }
    if dbg {
        eprintln!(" all {:?}", t.elapsed());
    }
    Ok(Assignment { chosen, value, prices })
}

fn env(name: &str, default: f64) -> f64 {
    std::env::var(name).ok().map_or(default, |text| text.parse().unwrap())
}

fn solve(piece: Piece, options: &Options) -> Solved {
    let dbg = std::env::var("DBG").is_ok() && piece.left.len() > 1000;
    let t = std::time::Instant::now();
    let top = piece.arcs.iter().map(|arc| arc.weight).max().unwrap_or(0);
    let prices = match options.warm {
        Some(warm) => piece.right.iter().map(|&r| warm.right[r as usize].clamp(0, top)).collect(),
        None => vec![0; piece.right.len()],
    };
    let columns = piece::Columns::new(&piece);
    if dbg {
        eprintln!("  columns {:?}", t.elapsed());
    }
    let mut auction = auction::Auction::new(&piece, &columns, prices);
    let mut gaps: Vec<i64> = (0..piece.left.len())
        .filter(|&left| piece.row(left).len() > 1)
        .map(|left| {
            let row = piece.row(left);
            let half = row.len() / 2;
            (piece.arcs[row.start].weight - piece.arcs[row.start + half].weight) / half as i64
        })
        .collect();
    gaps.sort_unstable();
    let gap = if gaps.is_empty() { 0 } else { gaps[gaps.len() * 3 / 4] };
    let last = ((gap as f64) * env("LAST", 2e-3)) as i64;
    let last = if gap == 0 { top / 16 } else { last };
    let mut step = if options.warm.is_some() { last } else { ((top as f64) * env("FIRST", 0.25)) as i64 };
    loop {
        step = step.max(last).max(1);
        let (t, b, o) = (std::time::Instant::now(), auction.bids, auction.offers);
        auction.phase(step);
        if dbg {
            eprintln!("  phase {step}: {} bids {} offers {:?}", auction.bids - b, auction.offers - o, t.elapsed());
        }
        if step <= last.max(1) {
            break;
        }
        step = (step as f64 / env("FACTOR", 5.0)) as i64;
    }
    let (prices, held) = auction.finish();
    if dbg {
        eprintln!("  auction {:?}", t.elapsed());
    }
    let mut paths = paths::Paths::new(&piece, &columns, prices, &held);
    if dbg {
        eprintln!("  init {:?} ", t.elapsed());
    }
    paths.run();
    if dbg {
        eprintln!("  paths {:?} searches {} scans {}", t.elapsed(), paths.searches, paths.scans);
    }
    let (arcs, left, right) = paths.finish();
    Solved { piece, arcs, left, right }
}
