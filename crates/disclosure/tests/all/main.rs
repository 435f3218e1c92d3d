//! Publications of small tables, audited, attacked by listing all that could be true, and drawn many times.

mod attack;
mod chance;
mod promises;
mod refusals;

use gigmatch_disclosure::{Breakdown, Options, Protected, Tree, protect};
use proptest::{collection::vec, prelude::*};

/// A tree with the counts of its leaves.
#[derive(Debug, Clone)]
struct Data {
    tree: Tree,
    totals: Vec<u64>,
    breakdowns: Vec<Breakdown>,
}

impl Data {
    fn protect(&self, base: u32, seed: u64) -> Protected {
        protect(&self.tree, &self.totals, &self.breakdowns, &Options::new(base, seed.into())).expect("fair counts")
    }
}

/// Trees in which each area lies in one before it, or in none.
fn trees(most: usize) -> impl Strategy<Value = Tree> {
    vec(any::<prop::sample::Index>(), 1..=most).prop_map(|choices| {
        let parent = |(area, choice): (usize, prop::sample::Index)| {
            let chosen = choice.index(area + 1);
            (chosen < area).then(|| u32::try_from(chosen).expect("few"))
        };
        Tree::new(choices.into_iter().enumerate().map(parent).collect()).expect("a tree")
    })
}

/// People of leaves, each with a category in each breakdown; most are 0, so that categories are often empty.
fn data(areas: usize, people: usize, breakdowns: usize) -> impl Strategy<Value = Data> {
    let categories = vec(1..=4_usize, 0..=breakdowns);
    (trees(areas), categories).prop_flat_map(move |(tree, categories)| {
        let person = vec(prop_oneof![Just(0), 0..4_usize], categories.len());
        vec(vec(person, 0..=people), tree.leaves().len()).prop_map(move |leaves| {
            let totals = leaves.iter().map(|people| u64::try_from(people.len()).expect("few")).collect();
            let breakdown = |(number, &categories): (usize, &usize)| {
                let mut counts = vec![0; leaves.len() * categories];
                for (leaf, people) in leaves.iter().enumerate() {
                    for person in people {
                        counts[leaf * categories + person[number] % categories] += 1;
                    }
                }
                Breakdown::new(categories, counts)
            };
            let breakdowns = categories.iter().enumerate().map(breakdown).collect();
            Data { tree: tree.clone(), totals, breakdowns }
        })
    })
}
