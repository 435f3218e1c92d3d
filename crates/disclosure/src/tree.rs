//! The tree of areas.

use crate::{DisclosureError, index};

/// Areas that lie in one another; there may be several roots.
///
/// # Example: a province of two cities, one with two districts
///
/// ```
/// use gigmatch_disclosure::Tree;
///
/// let tree = Tree::new(vec![None, Some(0), Some(0), Some(1), Some(1)])?;
/// assert_eq!(tree.children(1), [3, 4]);
/// assert_eq!(tree.leaves(), [2, 3, 4]);
/// # Ok::<(), gigmatch_disclosure::DisclosureError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree {
    parents: Vec<Option<u32>>,
    starts: Vec<u32>,
    children: Vec<u32>,
    roots: Vec<u32>,
    leaves: Vec<u32>,
    /// Every area after the one it lies in.
    order: Vec<u32>,
}

impl Tree {
    /// A tree from the area in which each area lies.
    ///
    /// # Errors
    ///
    /// An area in one that is not there, or in itself.
    pub fn new(parents: Vec<Option<u32>>) -> Result<Self, DisclosureError> {
        let areas = parents.len();
        if areas > 1 << 30 {
            return Err(DisclosureError::TooMany { areas, categories: 1 });
        }
        let mut starts = vec![0; areas + 1];
        for (area, &parent) in (0..).zip(&parents) {
            let Some(parent) = parent else { continue };
            if parent as usize >= areas {
                return Err(DisclosureError::Parent { area, parent, areas });
            }
            starts[parent as usize + 1] += 1;
        }
        for area in 0..areas {
            starts[area + 1] += starts[area];
        }
        let mut next = starts.clone();
        let mut children = vec![0; starts[areas] as usize];
        let mut roots = Vec::new();
        for (area, &parent) in (0..).zip(&parents) {
            if let Some(parent) = parent {
                children[next[parent as usize] as usize] = area;
                next[parent as usize] += 1;
            } else {
                roots.push(area);
            }
        }
        let leaves = (0..index(areas)).filter(|&area| starts[area as usize] == starts[area as usize + 1]).collect();
        let mut tree = Self { parents, starts, children, order: roots.clone(), roots, leaves };
        let mut done = 0;
        while let Some(&area) = tree.order.get(done) {
            let (start, stop) = (tree.starts[area as usize], tree.starts[area as usize + 1]);
            tree.order.extend_from_slice(&tree.children[start as usize..stop as usize]);
            done += 1;
        }
        if tree.order.len() < areas {
            return Err(DisclosureError::Cycle { area: tree.on_a_cycle() });
        }
        Ok(tree)
    }

    /// An area that lies in itself, where not all areas are below a root.
    fn on_a_cycle(&self) -> u32 {
        let mut below = vec![false; self.len()];
        for &area in &self.order {
            below[area as usize] = true;
        }
        let mut area = index(below.iter().position(|&below| !below).unwrap_or(0));
        // As many steps up as there are areas end on the cycle.
        for _ in 0..self.len() {
            area = self.parents[area as usize].unwrap_or(area);
        }
        area
    }

    /// The number of areas.
    pub fn len(&self) -> usize {
        self.parents.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.parents.is_empty()
    }

    /// The area in which an area lies.
    ///
    /// # Panics
    ///
    /// Where there is no such area.
    pub fn parent(&self, area: u32) -> Option<u32> {
        self.parents[area as usize]
    }

    /// The areas that lie directly in an area, rising.
    ///
    /// # Panics
    ///
    /// Where there is no such area.
    pub fn children(&self, area: u32) -> &[u32] {
        &self.children[self.starts[area as usize] as usize..self.starts[area as usize + 1] as usize]
    }

    /// The areas that lie in no other, rising.
    pub fn roots(&self) -> &[u32] {
        &self.roots
    }

    /// The areas in which no other lies, rising: the order of rows of counts.
    pub fn leaves(&self) -> &[u32] {
        &self.leaves
    }

    /// Whether an area is a leaf, or beside the tree.
    pub(crate) fn is_row(&self, area: u32) -> bool {
        area as usize >= self.len() || self.children(area).is_empty()
    }

    /// Every area, each after the one it lies in.
    pub(crate) fn downwards(&self) -> &[u32] {
        &self.order
    }

    /// Rows of all areas from those of leaves: inner areas are sums.
    pub(crate) fn sums(&self, leaves: &[u64], columns: usize) -> Vec<u64> {
        let mut rows = vec![0; self.len() * columns];
        for (leaf, &area) in self.leaves.iter().enumerate() {
            let row = &leaves[leaf * columns..(leaf + 1) * columns];
            rows[area as usize * columns..(area as usize + 1) * columns].copy_from_slice(row);
        }
        for &area in self.order.iter().rev() {
            let Some(parent) = self.parent(area) else { continue };
            for column in 0..columns {
                rows[parent as usize * columns + column] += rows[area as usize * columns + column];
            }
        }
        rows
    }
}
