//! Assigning people to seats: at sizes from a morning's batch to a large province's night, cold and after changes, on one
//! thread and on all; how the time grows with the edges.
//!
//! `GIGMATCH_BENCH_LARGE=1` adds the large province. `solver/peers.py` puts peers beside it.

use std::time::Duration;

use gigmatch_bench::{
    figures::median_time,
    flow::{SHAPES, change},
    market::Size,
};
use gigmatch_solver::transport::{Options, maximize, verify};

fn main() {
    let size = Size::asked();
    let shapes = size.choose(&SHAPES[..1], &SHAPES[..6], &SHAPES[..]);
    let pool = rayon::ThreadPoolBuilder::new().build().expect("threads");
    println!(
        "{:26} {:>10} {:>12} {:>12} {:>12} {:>10}",
        "", "edges", "one thread", "all threads", "1 % changed", "ns/edge"
    );
    for shape in shapes {
        let mut graph = shape.graph().expect("a graph");
        let runs = size.choose(1, 5, 3);
        let options = Options::default().pool(&pool);
        let alone = median_time(runs, || maximize(&graph, &Options::default()));
        let all = median_time(runs, || maximize(&graph, &options));
        let before = maximize(&graph, &options).expect("an answer");
        verify(&graph, &before).expect("optimal");
        change(&mut graph).expect("small weights");
        let warm = options.warm(&before.prices);
        let again = median_time(runs, || maximize(&graph, &warm));
        let after = maximize(&graph, &warm).expect("an answer");
        verify(&graph, &after).expect("optimal");
        let edges = u32::try_from(graph.edges()).expect("few");
        let each = all.as_secs_f64() * 1e9 / f64::from(edges);
        println!("{:26} {edges:>10} {} {} {} {each:>10.0}", shape.name, ms(alone), ms(all), ms(again));
    }
}

fn ms(time: Duration) -> String {
    format!("{:>9.1} ms", time.as_secs_f64() * 1e3)
}
