//! The occupation tree: codes, names, and how close two of them are.

use std::{
    collections::HashMap,
    path::Path,
    sync::{Arc, LazyLock},
};

use foldhash::fast::RandomState;
use serde::{Deserialize, Serialize};

use crate::{Error, ErrorCode, Result, text::fold_width};

/// An occupation's place in its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct OccupationId(u32);

impl OccupationId {
    /// Its place as a number.
    pub(crate) fn number(self) -> u32 {
        self.0
    }

    /// What has a number.
    pub(crate) fn from_number(number: u32) -> Self {
        Self(number)
    }

    /// Its place among the [`nodes`](OccupationTable::nodes).
    pub(crate) fn place(self) -> usize {
        self.0 as usize
    }
}

/// One node of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Occupation {
    /// Its code as written in the table.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Other names of it.
    pub aliases: Vec<String>,
    /// The node above it; roots have none.
    pub parent: Option<OccupationId>,
    /// 1 for a root, one more for each step down.
    pub depth: u32,
}

/// A tree of occupations loaded from a table of codes and names.
///
/// Any code system whose codes form a tree will do. Without a `parent` column the node above a code is the nearest
/// one that the table has among: the code with its last group zeroed, as in the national classification
/// (`4-02-07-08`, `4-02-07-00`, `4-02-00-00`, `4-00-00-00`), else its longest proper prefix, as in ISCO and ESCO
/// (`2512.4`, `2512`, `251`, `25`, `2`). With a `parent` column the codes may be anything, and an empty parent makes a
/// root.
///
/// # Example
///
/// ```
/// use gigmatch::table::OccupationTable;
///
/// let table = OccupationTable::csco_2022();
/// let courier = table.find("4-02-07-08").unwrap();
/// assert_eq!(table.get(courier).name, "快递员");
/// let postal = table.find("4-02-07-00").unwrap();
/// assert_eq!(table.closeness(postal, courier), 10_000); // the wish for the whole group is met
/// assert_eq!(table.closeness(courier, postal), 7_500); // three of four levels agree
/// ```
#[derive(Debug, Clone)]
pub struct OccupationTable {
    nodes: Vec<Occupation>,
    by_code: HashMap<String, OccupationId, RandomState>,
    /// Each node's place in a walk from the roots down, and the place after the last node below it.
    spans: Vec<(u32, u32)>,
    /// The nodes from a root down to each node; those of node `i` begin at `path_starts[i]`.
    paths: Vec<OccupationId>,
    path_starts: Vec<u32>,
    ways: Vec<Way>,
}

/// The beginning of the path to a node, as numbers of siblings: comparing two is one instruction, and most trees are not
/// deeper.
#[derive(Debug, Clone, Copy, Default)]
struct Way {
    /// The first [`STEPS`] steps from the highest bits down; 0 where the path has ended.
    steps: u128,
    /// The whole path's length.
    depth: u32,
}

const STEP_BITS: u32 = 25;

/// Levels that a way tells of.
pub(crate) const STEPS: usize = (u128::BITS / STEP_BITS) as usize;

/// The closeness of what is wished for.
const FULL: u32 = 10_000;

/// Closeness by the depth of the wish and the depth in common, as ranking asks for it too often to divide.
const SHARES: [[u32; STEPS + 1]; STEPS + 1] = {
    let mut shares = [[FULL; STEPS + 1]; STEPS + 1];
    let mut depth = 1;
    while depth <= STEPS {
        let mut common = 0;
        while common < depth {
            #[expect(clippy::cast_possible_truncation, reason = "small")]
            let share = FULL * common as u32 / depth as u32;
            shares[depth][common] = share;
            common += 1;
        }
        depth += 1;
    }
    shares
};

static CSCO_2022: LazyLock<Arc<OccupationTable>> = LazyLock::new(|| {
    let table = OccupationTable::from_csv_text(include_str!("../../data/occupations_csco2022.csv"));
    Arc::new(table.expect("the table that the crate carries is valid, which a test checks"))
});

impl Occupation {
    /// Its name and its other names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name.as_str()).chain(self.aliases.iter().map(String::as_str))
    }
}

impl OccupationTable {
    /// Nodes that a table may have: columns number them in few bits.
    pub(crate) const MOST_NODES: usize = 1_000_000;

    /// The 2022 national occupation classification of China, which the crate carries; all callers share it.
    pub fn csco_2022() -> Arc<Self> {
        Arc::clone(&CSCO_2022)
    }

    /// Reads a CSV file in UTF-8 with the columns `code`, `name` and, optionally, `parent` (a code) and `aliases`
    /// (separated by `;`).
    ///
    /// # Errors
    ///
    /// `io` where the file cannot be read, `table.invalid` with the line for a missing column, an empty or repeated
    /// code, an unknown parent, a cycle or more than a million rows.
    pub fn from_csv(path: &Path) -> Result<Self> {
        let text = super::read_text(path)?;
        Self::from_csv_text(&text).map_err(|error| error.with_file(path))
    }

    /// The same from the text of such a file.
    ///
    /// # Errors
    ///
    /// As [`from_csv`](Self::from_csv).
    pub fn from_csv_text(text: &str) -> Result<Self> {
        let rows = super::csv_rows(text, &["code", "name"], &["parent", "aliases"])?;
        let mut table = Self {
            nodes: Vec::with_capacity(rows.len()),
            by_code: HashMap::default(),
            spans: Vec::new(),
            paths: Vec::new(),
            path_starts: Vec::new(),
            ways: Vec::new(),
        };
        if let Some(row) = rows.get(Self::MOST_NODES) {
            return Err(invalid(row.line, "a table has at most a million rows"));
        }
        for row in &rows {
            let code = row.cell(0);
            let id = OccupationId(u32::try_from(table.nodes.len()).unwrap_or(u32::MAX));
            if code.is_empty() {
                return Err(invalid(row.line, "the code is empty"));
            }
            if table.by_code.insert(code.to_owned(), id).is_some() {
                return Err(invalid(row.line, &format!("the code {code:?} stands here a second time")));
            }
            let (code, name) = (code.to_owned(), row.cell(1).to_owned());
            let aliases = row.cell(3).split(';').map(str::trim).filter(|alias| !alias.is_empty()).map(str::to_owned);
            table.nodes.push(Occupation { code, name, aliases: aliases.collect(), parent: None, depth: 0 });
        }
        for (place, row) in rows.iter().enumerate() {
            table.nodes[place].parent = match row.cells[2].as_deref() {
                None => ancestors_by_code(row.cell(0)).find_map(|code| table.by_code.get(&code).copied()),
                Some("") => None,
                Some(parent) => {
                    let found = table.by_code.get(parent).copied();
                    Some(
                        found
                            .ok_or_else(|| invalid(row.line, &format!("the parent {parent:?} is not in the table")))?,
                    )
                }
            };
        }
        for (place, row) in rows.iter().enumerate() {
            let depth = table.measure_depth(place).ok_or_else(|| invalid(row.line, "the parents form a circle"))?;
            table.nodes[place].depth = depth;
        }
        table.walk();
        Ok(table)
    }

    /// Lists the path to each node and numbers the nodes so that those below one are consecutive.
    fn walk(&mut self) {
        let number = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
        let mut children: Vec<Vec<OccupationId>> = vec![Vec::new(); self.nodes.len()];
        let mut stack: Vec<OccupationId> = Vec::new();
        self.path_starts = vec![0];
        for place in (0..self.nodes.len()).rev() {
            let id = OccupationId(number(place));
            self.nodes[place].parent.map_or(&mut stack, |parent| &mut children[parent.0 as usize]).push(id);
        }
        for place in 0..self.nodes.len() {
            let start = self.paths.len();
            let mut at = Some(OccupationId(number(place)));
            while let Some(id) = at {
                self.paths.push(id);
                at = self.get(id).parent;
            }
            self.paths[start..].reverse();
            self.path_starts.push(number(self.paths.len()));
        }
        self.spans = vec![(0, 0); self.nodes.len()];
        let mut next = 0;
        self.ways = vec![Way::default(); self.nodes.len()];
        self.step_down(&stack, Way::default());
        while let Some(id) = stack.pop() {
            self.spans[id.0 as usize].0 = next;
            next += 1;
            self.step_down(&children[id.0 as usize], self.ways[id.0 as usize]);
            stack.extend(&children[id.0 as usize]);
        }
        // A node's span ends with that of the last node below it, and nodes below have greater numbers.
        let mut order: Vec<usize> = (0..self.nodes.len()).collect();
        order.sort_unstable_by_key(|place| std::cmp::Reverse(self.spans[*place].0));
        for place in order {
            let end = self.spans[place].1.max(self.spans[place].0 + 1);
            self.spans[place].1 = end;
            if let Some(parent) = self.nodes[place].parent {
                let above = &mut self.spans[parent.0 as usize].1;
                *above = (*above).max(end);
            }
        }
    }

    /// The ways of siblings below a node.
    fn step_down(&mut self, siblings: &[OccupationId], above: Way) {
        for (number, id) in (1_u128..).zip(siblings) {
            // A table has fewer than 2^25 rows, and steps below the last one that counts are shifted away.
            let step = number.checked_shl(u128::BITS.saturating_sub((above.depth + 1) * STEP_BITS)).unwrap_or(0);
            let steps = above.steps | if (above.depth as usize) < STEPS { step } else { 0 };
            self.ways[id.0 as usize] = Way { steps, depth: above.depth + 1 };
        }
    }

    /// The nodes from a root down to a node, itself included.
    pub(crate) fn path(&self, id: OccupationId) -> &[OccupationId] {
        let place = id.0 as usize;
        &self.paths[self.path_starts[place] as usize..self.path_starts[place + 1] as usize]
    }

    /// The number of nodes from a root down to a node, or `None` in a circle.
    fn measure_depth(&self, place: usize) -> Option<u32> {
        let mut depth = 1;
        let mut node = &self.nodes[place];
        while let Some(parent) = node.parent {
            depth += 1;
            if depth as usize > self.nodes.len() {
                return None;
            }
            node = self.get(parent);
        }
        Some(depth)
    }

    /// The table as CSV text with the columns `code`, `name`, `parent` and `aliases`, so that it can be kept with an index.
    #[expect(clippy::missing_panics_doc, reason = "writing to memory cannot fail")]
    pub fn to_csv_text(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let parent = |node: &Occupation| node.parent.map_or("", |parent| self.get(parent).code.as_str());
        let write = |writer: &mut csv::Writer<Vec<u8>>, cells: [&str; 4]| {
            writer.write_record(cells).expect("writing cells to memory cannot fail");
        };
        write(&mut writer, ["code", "name", "parent", "aliases"]);
        for node in &self.nodes {
            write(&mut writer, [&node.code, &node.name, parent(node), &node.aliases.join(";")]);
        }
        let bytes = writer.into_inner().expect("flushing to memory cannot fail");
        String::from_utf8(bytes).expect("the cells were text")
    }

    /// Finds a code as the table writes it, its digits alone (`4020708` for `4-02-07-08`), or without the groups that are
    /// zero (`4-02` for `4-02-00-00`); full-width digits and surrounding blanks are no hindrance.
    pub fn find(&self, code: &str) -> Option<OccupationId> {
        if let Some(id) = self.by_code.get(code) {
            return Some(*id);
        }
        let folded = fold_width(code.trim());
        let known = self.by_code.get(folded.as_ref()).or_else(|| self.by_code.get(&grouped(&folded)?));
        known.or_else(|| completed(&folded).find_map(|code| self.by_code.get(&code))).copied()
    }

    /// The node of an id that this table gave out.
    pub fn get(&self, id: OccupationId) -> &Occupation {
        &self.nodes[id.0 as usize]
    }

    /// The ids of all nodes, in the table's order.
    pub fn ids(&self) -> impl Iterator<Item = OccupationId> {
        (0..u32::try_from(self.nodes.len()).unwrap_or(u32::MAX)).map(OccupationId)
    }

    /// All nodes, in the table's order.
    pub fn nodes(&self) -> &[Occupation] {
        &self.nodes
    }

    /// The beginning of the path to a node as numbers of siblings, from a root down; 0 beyond its end.
    pub(crate) fn steps(&self, id: OccupationId) -> [u32; STEPS] {
        let steps = self.ways[id.0 as usize].steps;
        std::array::from_fn(|step| {
            let below = u128::BITS as usize - (step + 1) * STEP_BITS as usize;
            #[expect(clippy::cast_possible_truncation, reason = "the lowest bits")]
            let step = (steps >> below) as u32;
            step & ((1 << STEP_BITS) - 1)
        })
    }

    /// What each step in common adds to the [`closeness`](Self::closeness) of a wish, or more: the last one all that steps
    /// beyond it may add.
    pub(crate) fn a_step(&self, wish: OccupationId) -> [u32; STEPS] {
        let depth = self.ways[wish.0 as usize].depth;
        let share = |common: usize| {
            let common = u32::try_from(common).expect("small");
            if common >= depth || common as usize == STEPS { FULL } else { FULL * common / depth }
        };
        std::array::from_fn(|step| share(step + 1) - share(step))
    }

    /// How much of a wish an offer meets, 0 to 10,000: `10000 * depth(lowest common ancestor) / depth(wish)`.
    pub fn closeness(&self, wish: OccupationId, offered: OccupationId) -> u32 {
        let (way, other) = (self.ways[wish.0 as usize], self.ways[offered.0 as usize]);
        let mut common = ((way.steps ^ other.steps).leading_zeros() / STEP_BITS).min(way.depth);
        if way.depth as usize <= STEPS {
            return SHARES[way.depth as usize][common as usize];
        }
        if common as usize == STEPS {
            let below = |id| self.path(id).iter().skip(STEPS);
            let further = below(wish).zip(below(offered)).take_while(|(wish, offered)| wish == offered).count();
            common += u32::try_from(further).unwrap_or(0);
        }
        FULL * common / way.depth
    }

    /// Whether `ancestor` is `id` or stands above it.
    pub fn is_within(&self, id: OccupationId, ancestor: OccupationId) -> bool {
        let ((at, _), (first, end)) = (self.spans[id.0 as usize], self.spans[ancestor.0 as usize]);
        first <= at && at < end
    }
}

/// Codes that may stand above a code, the nearest first.
fn ancestors_by_code(code: &str) -> impl Iterator<Item = String> {
    let groups: Vec<String> = code.split('-').map(str::to_owned).collect();
    let zeroed = (1..groups.len()).rev().filter_map(move |place| {
        if groups[place].bytes().all(|digit| digit == b'0') {
            return None;
        }
        let zeros = groups[place..].iter().map(|group| "0".repeat(group.len()));
        Some(groups[..place].iter().cloned().chain(zeros).collect::<Vec<_>>().join("-"))
    });
    let code = code.to_owned();
    let ends: Vec<usize> = code.char_indices().map(|(at, _)| at).skip(1).collect();
    let prefixes = ends.into_iter().rev().map(move |end| code[..end].to_owned());
    zeroed.chain(prefixes)
}

/// Seven digits in the groups of the national classification.
fn grouped(digits: &str) -> Option<String> {
    let is_code = digits.len() == 7 && digits.bytes().all(|digit| digit.is_ascii_digit());
    is_code.then(|| format!("{}-{}-{}-{}", &digits[..1], &digits[1..3], &digits[3..5], &digits[5..]))
}

/// A code of the national classification with one more group of zeros, two, three.
fn completed(code: &str) -> impl Iterator<Item = String> {
    let groups = code.split('-').count();
    let code = if code.is_empty() { None } else { Some(code.to_owned()) };
    code.into_iter()
        .flat_map(move |code| (1..=4_usize.saturating_sub(groups)).map(move |more| code.clone() + &"-00".repeat(more)))
}

fn invalid(line: u64, message: &str) -> Error {
    Error::new(ErrorCode::Table, format!("line {line}: {message}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_carried_table_is_a_tree_of_four_levels() {
        let table = OccupationTable::csco_2022();
        assert_eq!(table.nodes().iter().filter(|node| node.parent.is_none()).count(), 8);
        assert_eq!(table.nodes().iter().map(|node| node.depth).max(), Some(4));
        let found = ["4-02-07-08", "4020708", " 4-02-07-08 ", "４-02-07-08"].map(|code| table.find(code));
        assert!(found.iter().all(|id| id.is_some() && *id == found[0]));
        assert_eq!(table.find("9-99-99-99"), None);
    }

    #[test]
    fn a_table_has_at_most_a_million_rows() {
        let mut text = "code,name\n".to_owned();
        text.extend((0..OccupationTable::MOST_NODES).flat_map(|code| [code.to_string(), ",a\n".to_owned()]));
        let error = OccupationTable::from_csv_text(&(text + "x,a\n")).expect_err("a row too many");
        assert_eq!(error.code(), ErrorCode::Table);
        assert!(error.to_string().contains("1000002"), "{error}");
    }

    #[test]
    fn closeness_counts_the_common_ancestors_at_any_depth() -> Result<()> {
        // A comb nine levels deep: 1, 11, 111 ... with a second child 12, 112 ... at every level.
        let mut text = "code,name\n".to_owned();
        for depth in 0..9 {
            let trunk = "1".repeat(depth);
            text = format!("{text}{trunk}1,a\n{trunk}2,b\n");
        }
        for table in [Arc::new(OccupationTable::from_csv_text(&text)?), OccupationTable::csco_2022()] {
            let ids: Vec<OccupationId> =
                (0..u32::try_from(table.nodes().len()).expect("small")).map(OccupationId).collect();
            for wish in &ids {
                for offered in ids.iter().step_by(ids.len() / 30 + 1).chain([wish]) {
                    let depth = table.get(*wish).depth;
                    let common = table.path(*wish).iter().zip(table.path(*offered)).take_while(|(a, b)| a == b).count();
                    let expected = 10_000 * u32::try_from(common).expect("small") / depth;
                    assert_eq!(table.closeness(*wish, *offered), expected, "{wish:?} {offered:?}");
                    let steps = table.steps(*wish).into_iter().zip(table.steps(*offered)).zip(table.a_step(*wish));
                    let by_steps: u32 = steps.take_while(|((a, b), _)| a == b).map(|(_, points)| points).sum();
                    assert!(by_steps >= expected, "{wish:?} {offered:?}");
                    // What lies deeper than a way tells of may be more.
                    let is_exact = depth as usize <= STEPS || common < STEPS;
                    assert!(!is_exact || by_steps == expected, "{wish:?} {offered:?}");
                }
            }
        }
        Ok(())
    }

    #[test]
    fn prefix_codes_and_named_parents_make_trees() -> Result<()> {
        let isco = OccupationTable::from_csv_text("code,name\n2,a\n25,b\n2512,c\n2512.4,d\n3,e\n")?;
        let id = |code| isco.find(code).expect("a code of the table");
        assert_eq!(isco.get(id("2512.4")).depth, 4);
        assert_eq!(isco.closeness(id("2512.4"), id("25")), 5_000);
        assert_eq!(isco.closeness(id("3"), id("25")), 0);
        assert!(isco.is_within(id("2512"), id("2")) && !isco.is_within(id("2"), id("25")));
        let again = OccupationTable::from_csv_text(&isco.to_csv_text())?;
        assert_eq!(again.nodes(), isco.nodes());
        let numbered = OccupationTable::from_csv_text("code,name,parent\n1,a,\n10,b,\n11,c,10\n")?;
        let depths: Vec<u32> = numbered.nodes().iter().map(|node| node.depth).collect();
        assert_eq!(depths, [1, 1, 2], "an empty parent is a root, whatever its code");
        Ok(())
    }

    #[test]
    fn aliases_are_read_and_kept() -> Result<()> {
        let table = OccupationTable::from_csv_text("code,name,aliases\n1,a,x; y ;;\n2,b,\n")?;
        assert_eq!(table.nodes()[0].aliases, ["x", "y"]);
        assert!(table.nodes()[1].aliases.is_empty());
        assert_eq!(OccupationTable::from_csv_text(&table.to_csv_text())?.nodes(), table.nodes());
        Ok(())
    }

    #[test]
    fn bad_tables_are_refused_with_their_line() {
        for (text, message) in [
            ("name\nx\n", "no column \"code\""),
            ("code,name\n1,a\n1,b\n", "line 3: the code \"1\" stands here a second time"),
            ("code,name,parent\na,a,zz\n", "line 2: the parent \"zz\" is not in the table"),
            ("code,name,parent\na,a,b\nb,b,a\n", "line 2: the parents form a circle"),
            ("code,name\n,a\n", "line 2: the code is empty"),
        ] {
            let error = OccupationTable::from_csv_text(text).expect_err(text);
            assert_eq!(error.code(), ErrorCode::Table);
            assert!(error.to_string().contains(message), "{error}");
        }
    }
}
