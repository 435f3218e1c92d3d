use gigmatch_solver::transport::*;
use rand::{Rng, RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg as R;
use std::time::Instant;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let kind = args[1].as_str();
    let runs: usize = args.get(2).map_or(3, |t| t.parse().unwrap());
    let (mut lefts, mut rights, mut degree) = (20_000u32, 5_000u32, 20);
    let mut rng = R::seed_from_u64(7);
    let mut caps: Vec<u32> = vec![4; rights as usize];
    if kind.starts_with("night") || kind.starts_with("market") {
        (lefts, rights) = (50_000, 3_000);
        caps = (0..rights).map(|_| 1 + (rng.random_range(0..10) * rng.random_range(0..11) / 10)).collect();
    }
    if kind.starts_with("large") {
        (lefts, rights) = (200_000, 10_000);
        caps = (0..rights).map(|_| 1 + (rng.random_range(0..10) * rng.random_range(0..11) / 10)).collect();
    }
    if kind.starts_with("surplus") {
        caps = vec![6; rights as usize];
    }
    if kind.starts_with("dense") {
        lefts = 500;
        rights = 500;
        degree = 500;
        caps = vec![1; 500];
    }
    println!("{lefts} x {rights}, {} seats", caps.iter().sum::<u32>());
    let mut edges = Vec::new();
    let towns: Vec<(f64, f64, f64)> =
        (0..110).map(|_| (rng.random::<f64>() * 600.0, rng.random::<f64>() * 600.0, rng.random::<f64>())).collect();
    if kind.starts_with("market") {
        let total: f64 = towns.iter().map(|t| t.2).sum();
        let mut place = |rng: &mut R| {
            let mut pick = rng.random::<f64>() * total;
            let mut at = towns.len() - 1;
            for (i, t) in towns.iter().enumerate() {
                pick -= t.2;
                if pick <= 0.0 {
                    at = i;
                    break;
                }
            }
            let r = 12.0 * rng.random::<f64>().powi(2);
            let a = rng.random::<f64>() * 6.283;
            (towns[at].0 + r * a.cos(), towns[at].1 + r * a.sin(), rng.random_range(0..10u32))
        };
        let ps: Vec<_> = (0..lefts).map(|_| place(&mut rng)).collect();
        let js: Vec<_> = (0..rights).map(|_| place(&mut rng)).collect();
        for (i, p) in ps.iter().enumerate() {
            let mut near: Vec<(i64, u32)> = js
                .iter()
                .enumerate()
                .filter_map(|(j, q)| {
                    let d = (p.0 - q.0).hypot(p.1 - q.1);
                    (d < 20.0 && (p.2 == q.2 || (p.2 + 1) % 10 == q.2))
                        .then(|| (1_000_000 - (d * 30_000.0) as i64 - if p.2 == q.2 { 0 } else { 200_000 }, j as u32))
                })
                .collect();
            near.sort_by_key(|e| std::cmp::Reverse(*e));
            near.truncate(20);
            edges.extend(near.into_iter().filter(|e| e.0 > 0).map(|(w, j)| (i as u32, j, w)));
        }
    } else {
        for i in 0..lefts {
            let mut row = std::collections::BTreeSet::new();
            while row.len() < degree {
                row.insert(rng.random_range(0..rights));
            }
            for j in row {
                let w = if kind.contains("heavy") {
                    (1000.0 / rng.random::<f64>().max(1e-6)) as i64
                } else if kind.contains("score") {
                    rng.random_range(0..=100_000_000)
                } else {
                    rng.random_range(0..=1_000_000)
                };
                edges.push((i, j, w));
            }
        }
    }
    if kind.contains("bigm") {
        let m = 20_001 * 100_000_000i64;
        for e in &mut edges {
            e.2 += m;
        }
    }
    let mut graph = Graph::from_triples(vec![1; lefts as usize], caps.clone(), edges).unwrap();
    if let Some(file) = args.get(3) {
        let mut out = format!("{} {} {}\n", lefts, rights, graph.edges());
        for c in &caps {
            out += &format!("{c}\n");
        }
        for i in 0..lefts {
            for e in graph.edges_of(i) {
                out += &format!("{i} {} {}\n", graph.target(e), graph.weight(e));
            }
        }
        std::fs::write(file, out).unwrap();
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
    let mut best = f64::MAX;
    let mut answer = None;
    for _ in 0..runs {
        let t = Instant::now();
        let a = maximize(&graph, &Options::default().pool(&pool)).unwrap();
        best = best.min(t.elapsed().as_secs_f64());
        answer = Some(a);
    }
    let a = answer.unwrap();
    let t = Instant::now();
    let v = verify(&graph, &a);
    println!(
        "{kind}: value {} best {:.1} ms, verify {:?} {:?}; edges {}",
        a.value,
        best * 1e3,
        t.elapsed(),
        v,
        graph.edges()
    );
    // 1 % of the edges change
    for _ in 0..graph.edges() / 100 {
        let e = rng.random_range(0..graph.edges());
        let f = rng.random_range(0..graph.edges());
        let w = graph.weight(f);
        graph.set_weight(e, w).unwrap();
    }
    let mut best = f64::MAX;
    for _ in 0..runs {
        let t = Instant::now();
        let b = maximize(&graph, &Options::default().pool(&pool).warm(&a.prices)).unwrap();
        best = best.min(t.elapsed().as_secs_f64());
        verify(&graph, &b).unwrap();
    }
    println!("   warm {:.1} ms", best * 1e3);
}
