//! The occupation tree: codes, names, and how close two of them are.

use std::{
    collections::HashMap,
    path::Path,
    sync::{Arc, LazyLock},
};

use foldhash::fast::RandomState;

use crate::{Error, ErrorCode, Result, text::fold_width};

/// An occupation's place in its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OccupationId(u32);

/// One node of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Occupation {
    /// Its code as written in the table.
    pub code: String,
    /// Its name.
    pub name: String,
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
/// (`2512.4`, `2512`, `251`, `25`, `2`).
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
}

static CSCO_2022: LazyLock<Arc<OccupationTable>> = LazyLock::new(|| {
    let table = OccupationTable::from_csv_text(include_str!("../../data/occupations_csco2022.csv"));
    Arc::new(table.expect("the table that the crate carries is valid, which a test checks"))
});

impl OccupationTable {
    /// The 2022 national occupation classification of China, which the crate carries; all callers share it.
    pub fn csco_2022() -> Arc<Self> {
        Arc::clone(&CSCO_2022)
    }

    /// Reads a CSV file in UTF-8 with the columns `code`, `name` and, optionally, `parent` (a code).
    ///
    /// # Errors
    ///
    /// `io` where the file cannot be read, `table.invalid` with the line for a missing column, an empty or repeated
    /// code, an unknown parent or a cycle.
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
        let rows = super::csv_rows(text, &["code", "name"], &["parent"])?;
        let mut table = Self { nodes: Vec::with_capacity(rows.len()), by_code: HashMap::default() };
        for row in &rows {
            let code = row.cells[0].as_str();
            let id = OccupationId(u32::try_from(table.nodes.len()).unwrap_or(u32::MAX));
            if code.is_empty() {
                return Err(invalid(row.line, "the code is empty"));
            }
            if table.by_code.insert(code.to_owned(), id).is_some() {
                return Err(invalid(row.line, &format!("the code {code:?} stands here a second time")));
            }
            let (code, name) = (code.to_owned(), row.cells[1].clone());
            table.nodes.push(Occupation { code, name, parent: None, depth: 0 });
        }
        for (place, row) in rows.iter().enumerate() {
            let parent = row.cells[2].as_str();
            table.nodes[place].parent = if parent.is_empty() {
                ancestors_by_code(&row.cells[0]).find_map(|code| table.by_code.get(&code).copied())
            } else {
                let found = table.by_code.get(parent).copied();
                Some(found.ok_or_else(|| invalid(row.line, &format!("the parent {parent:?} is not in the table")))?)
            };
        }
        for (place, row) in rows.iter().enumerate() {
            let depth = table.measure_depth(place).ok_or_else(|| invalid(row.line, "the parents form a circle"))?;
            table.nodes[place].depth = depth;
        }
        Ok(table)
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

    /// The table as CSV text with the columns `code`, `name` and `parent`, so that it can be kept with an index.
    #[expect(clippy::missing_panics_doc, reason = "writing to memory cannot fail")]
    pub fn to_csv_text(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let parent = |node: &Occupation| node.parent.map_or("", |parent| self.get(parent).code.as_str());
        let write = |writer: &mut csv::Writer<Vec<u8>>, cells: [&str; 3]| {
            writer.write_record(cells).expect("writing three cells to memory cannot fail");
        };
        write(&mut writer, ["code", "name", "parent"]);
        for node in &self.nodes {
            write(&mut writer, [&node.code, &node.name, parent(node)]);
        }
        let bytes = writer.into_inner().expect("flushing to memory cannot fail");
        String::from_utf8(bytes).expect("the cells were text")
    }

    /// Finds a code as the table writes it, or its digits alone (`4020708` for `4-02-07-08`); full-width digits and
    /// surrounding blanks are no hindrance.
    pub fn find(&self, code: &str) -> Option<OccupationId> {
        if let Some(id) = self.by_code.get(code) {
            return Some(*id);
        }
        let folded = fold_width(code.trim());
        self.by_code.get(folded.as_ref()).or_else(|| self.by_code.get(&grouped(&folded)?)).copied()
    }

    /// The node of an id that this table gave out.
    pub fn get(&self, id: OccupationId) -> &Occupation {
        &self.nodes[id.0 as usize]
    }

    /// All nodes, in the table's order.
    pub fn nodes(&self) -> &[Occupation] {
        &self.nodes
    }

    /// How much of a wish an offer meets, 0 to 10,000: `10000 * depth(lowest common ancestor) / depth(wish)`.
    pub fn closeness(&self, wish: OccupationId, offered: OccupationId) -> u32 {
        let (mut a, mut b) = (wish, offered);
        while a != b {
            let (node_a, node_b) = (self.get(a), self.get(b));
            let deeper = if node_a.depth >= node_b.depth { &mut a } else { &mut b };
            let Some(parent) = self.get(*deeper).parent else { return 0 };
            *deeper = parent;
        }
        10_000 * self.get(a).depth / self.get(wish).depth
    }

    /// Whether `ancestor` is `id` or stands above it.
    pub fn is_within(&self, id: OccupationId, ancestor: OccupationId) -> bool {
        let mut at = Some(id);
        while let Some(id) = at {
            if id == ancestor {
                return true;
            }
            at = self.get(id).parent;
        }
        false
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
    fn prefix_codes_and_named_parents_make_trees() -> Result<()> {
        let isco = OccupationTable::from_csv_text("code,name\n2,a\n25,b\n2512,c\n2512.4,d\n3,e\n")?;
        let id = |code| isco.find(code).expect("a code of the table");
        assert_eq!(isco.get(id("2512.4")).depth, 4);
        assert_eq!(isco.closeness(id("2512.4"), id("25")), 5_000);
        assert_eq!(isco.closeness(id("3"), id("25")), 0);
        assert!(isco.is_within(id("2512"), id("2")) && !isco.is_within(id("2"), id("25")));
        let again = OccupationTable::from_csv_text(&isco.to_csv_text())?;
        assert_eq!(again.nodes(), isco.nodes());
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
