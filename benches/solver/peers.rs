//! Writes the graphs of the solver's table for its peers, with our values and times: `peers.py` runs it.
//!
//! `solver_peers FOLDER [GRAPHS]`: a file of 64-bit little-endian numbers for each graph and for what it is after changes
//! (left nodes, right nodes, edges, right capacities, then left node, right node and weight of each edge), and a line
//! of JSON for each.

use std::{error::Error, fs, path::Path};

use gigmatch_bench::{
    figures::median_time,
    flow::{SHAPES, change},
};
use gigmatch_solver::transport::{Graph, Options, maximize, verify};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("usage: solver_peers FOLDER [GRAPHS]")?;
    let graphs: usize = arguments.next().map_or(Ok(SHAPES.len()), |count| count.parse())?;
    let pool = rayon::ThreadPoolBuilder::new().build()?;
    let options = Options::default().pool(&pool);
    for (number, shape) in SHAPES.iter().take(graphs).enumerate() {
        let mut graph = shape.graph()?;
        let file = Path::new(&folder).join(format!("{number}.bin"));
        write(&graph, &file)?;
        let cold = median_time(5, || maximize(&graph, &options));
        let before = maximize(&graph, &options)?;
        verify(&graph, &before)?;
        change(&mut graph)?;
        let changed = Path::new(&folder).join(format!("{number}-changed.bin"));
        write(&graph, &changed)?;
        let warm = median_time(5, || maximize(&graph, &options.warm(&before.prices)));
        let after = maximize(&graph, &options.warm(&before.prices))?;
        verify(&graph, &after)?;
        for (file, answer, time) in [(file, before, cold), (changed, after, warm)] {
            let line = serde_json::json!({
                "name": shape.name,
                "file": file,
                "value": i64::try_from(answer.value)?,
                "seconds": time.as_secs_f64(),
            });
            println!("{line}");
        }
    }
    Ok(())
}

fn write(graph: &Graph, file: &Path) -> Result<(), Box<dyn Error>> {
    let sizes = [graph.left().len(), graph.right().len(), graph.edges()];
    let mut numbers: Vec<i64> = sizes.into_iter().map(i64::try_from).collect::<Result<_, _>>()?;
    numbers.extend(graph.right().iter().map(|&room| i64::from(room)));
    for left in 0..u32::try_from(graph.left().len())? {
        for edge in graph.edges_of(left) {
            numbers.extend([i64::from(left), i64::from(graph.target(edge)), graph.weight(edge)]);
        }
    }
    fs::write(file, numbers.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<u8>>())?;
    Ok(())
}
