//! Disjoint sets of numbers.

/// Sets of the numbers below some count, each known by its lowest member, the root.
pub(crate) struct Forest {
    parents: Vec<u32>,
}

impl Forest {
    /// Every number by itself.
    pub(crate) fn new(count: u32) -> Self {
        Self { parents: (0..count).collect() }
    }

    /// The root of a number's set.
    pub(crate) fn root(&mut self, mut node: u32) -> u32 {
        while self.parents[node as usize] != node {
            let above = self.parents[self.parents[node as usize] as usize];
            self.parents[node as usize] = above;
            node = above;
        }
        node
    }

    /// Makes one set of those of two roots, and tells its root.
    pub(crate) fn join(&mut self, one: u32, other: u32) -> u32 {
        let (low, high) = (one.min(other), one.max(other));
        self.parents[high as usize] = low;
        low
    }
}
