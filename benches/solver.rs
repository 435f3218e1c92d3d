//! Assigning people to seats: at sizes from a morning's batch to a large province's night, cold and after changes, on one
//! thread and on all; edges a second tell how the time grows.
//!
//! `GIGMATCH_BENCH_LARGE=1` adds the large province. `solver/peers.py` puts peers beside it.

use gigmatch_bench::{
    figures::{Figures, median_time},
    flow::{SHAPES, Shape, change},
    market::{Data, Size},
};
use gigmatch_solver::transport::{Graph, Options, maximize, verify};

fn main() {
    let size = Size::asked();
    let shapes = size.choose(&SHAPES[..1], &SHAPES[..6], &SHAPES[..]);
    let pool = rayon::ThreadPoolBuilder::new().build().expect("threads");
    let graphs: Vec<Graph> = shapes.iter().map(|shape| shape.graph().expect("a graph")).collect();
    let mut figures = Figures::new("solver", Data::of_graphs(&graphs));
    for (Shape { name, .. }, mut graph) in shapes.iter().zip(graphs) {
        let runs = size.choose(1, 5, 3);
        let edges = Some(graph.edges() as u64);
        let options = Options::default().pool(&pool);
        let alone = median_time(runs, || maximize(&graph, &Options::default()));
        figures.add(&format!("{name}, one thread"), alone, edges);
        let all = median_time(runs, || maximize(&graph, &options));
        figures.add(&format!("{name}, all threads"), all, edges);
        let before = maximize(&graph, &options).expect("an answer");
        verify(&graph, &before).expect("optimal");
        change(&mut graph).expect("small weights");
        let warm = options.warm(&before.prices);
        let again = median_time(runs, || maximize(&graph, &warm));
        figures.add(&format!("{name}, 1 % changed"), again, edges);
        let after = maximize(&graph, &warm).expect("an answer");
        verify(&graph, &after).expect("optimal");
    }
    if size != Size::Test {
        figures.write();
    }
}
