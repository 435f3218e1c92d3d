//! The divisions that answers are told for, as a tree.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use foldhash::fast::RandomState;
use serde::Serialize;

use crate::{
    Error, ErrorCode, Result, Snapshot,
    record::RecordKind,
    table::{DivisionCode, DivisionLevel, DivisionTable},
};

/// One division of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Area {
    /// Its code; empty for the whole where no division was asked for.
    pub code: String,
    /// Its name; empty for the whole.
    pub name: String,
    /// Its level; absent for the whole.
    pub level: Option<DivisionLevel>,
    /// The place of the division around it among the areas, which is before its own.
    pub parent: Option<u32>,
    /// Whether it is the rest of the division around it: records of which no more than that division is known.
    pub is_rest: bool,
}

/// The divisions of a table inside one of them, down to a level, each before what lies in it; beside its parts each has a
/// rest for records that name no part.
#[derive(Debug, Clone)]
pub(crate) struct Areas {
    pub(crate) list: Vec<Area>,
    /// The place of each division, and of its rest where it has parts.
    places: HashMap<DivisionCode, (u32, Option<u32>), RandomState>,
    /// The rest of the whole, where all records count.
    rest: Option<u32>,
}

impl Areas {
    /// A division and what lies in it, down to a level.
    fn of(table: &DivisionTable, root: DivisionCode, level: DivisionLevel) -> Self {
        let mut made = Self { list: Vec::new(), places: HashMap::default(), rest: None };
        made.add(table, root, level, None);
        made
    }

    /// The whole, of which some divisions are told; all records count.
    pub(crate) fn whole(
        table: &DivisionTable,
        tops: impl IntoIterator<Item = DivisionCode>,
        level: DivisionLevel,
    ) -> Self {
        let mut made = Self { list: Vec::new(), places: HashMap::default(), rest: None };
        made.push(None, String::new(), String::new(), false);
        tops.into_iter().for_each(|code| made.add(table, code, level, Some(0)));
        made.rest = Some(made.push(Some(0), String::new(), String::new(), true));
        made
    }

    fn add(&mut self, table: &DivisionTable, code: DivisionCode, level: DivisionLevel, parent: Option<u32>) {
        let name = table.get(code).map_or_else(String::new, |division| division.name.to_owned());
        let place = self.push(parent, code.to_string(), name.clone(), false);
        let parts: Vec<DivisionCode> =
            table.children(code).map(|part| part.code).filter(|part| part.level() <= level).collect();
        for part in &parts {
            self.add(table, *part, level, Some(place));
        }
        let rest = (!parts.is_empty()).then(|| self.push(Some(place), code.to_string(), name, true));
        self.places.insert(code, (place, rest));
    }

    fn push(&mut self, parent: Option<u32>, code: String, name: String, is_rest: bool) -> u32 {
        let level = DivisionCode::parse(&code).map(DivisionCode::level);
        self.list.push(Area { code, name, level, parent, is_rest });
        u32::try_from(self.list.len() - 1).expect("divisions are fewer than 2^32")
    }

    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    /// The place of the smallest area for a record of a division: one without parts, or the rest of one with parts. `None`
    /// for a record that lies elsewhere.
    pub(crate) fn leaf(&self, division: Option<DivisionCode>) -> Option<u32> {
        let around = std::iter::successors(division, |code| code.parent());
        let found = around.into_iter().find_map(|code| self.places.get(&code));
        found.map(|(place, rest)| rest.unwrap_or(*place)).or(self.rest)
    }

    /// Sums of leaves in all areas: what an area has and all its parts have.
    pub(crate) fn sum_up<T: Copy + std::ops::AddAssign>(&self, values: &mut [T], width: usize) {
        for place in (0..self.len()).rev() {
            if let Some(parent) = self.list[place].parent {
                for column in 0..width {
                    let value = values[place * width + column];
                    values[parent as usize * width + column] += value;
                }
            }
        }
    }

    /// The area and all around it, the smallest first.
    pub(crate) fn path(&self, place: u32) -> impl Iterator<Item = u32> + '_ {
        std::iter::successors(Some(place), |place| self.list[*place as usize].parent)
    }
}

impl Snapshot {
    /// The divisions to tell of: those asked for, else those of the engine, else the carried ones.
    pub(crate) fn divisions(&self, asked: Option<&Arc<DivisionTable>>) -> Arc<DivisionTable> {
        asked.cloned().unwrap_or_else(|| self.0.normalizer.told_divisions())
    }

    /// The areas of one division, or of the widest ones of the table that records lie in.
    pub(crate) fn areas(
        &self,
        table: &DivisionTable,
        within: Option<DivisionCode>,
        level: DivisionLevel,
    ) -> Result<Areas> {
        match within {
            Some(root) if table.contains(root) => Ok(Areas::of(table, root, level)),
            Some(root) => {
                let message = format!("within is {root}, which is no division of the table");
                Err(Error::new(ErrorCode::InvalidOption, message).with_field("within"))
            }
            None => Ok(Areas::whole(table, self.widest(table), level)),
        }
    }

    /// The widest divisions of a table that workers and postings lie in.
    fn widest(&self, table: &DivisionTable) -> BTreeSet<DivisionCode> {
        let inner = &self.0;
        let workers = inner.live_rows(RecordKind::Worker).into_iter().map(|at| inner.worker_row(at).division());
        let postings = inner.live_rows(RecordKind::Posting).into_iter().map(|at| inner.posting_row(at).division());
        let mut widest: BTreeSet<DivisionCode> = BTreeSet::new();
        let mut last = None;
        for code in workers.chain(postings).flatten() {
            // Neighbours mostly lie in one.
            if last.is_none_or(|last| !code.is_within(last)) {
                let around = std::iter::successors(Some(code), |code| code.parent());
                last = around.filter(|code| table.contains(*code)).last();
                widest.extend(last);
            }
        }
        widest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_go_to_the_smallest_area_that_is_known_of_them() {
        let table = DivisionTable::from_csv_text(
            "code,name\n44,广东省\n4403,深圳市\n440305,南山区\n440306,宝安区\n4419,东莞市\n441900,东莞市\n441900003,东城街道\n",
        )
        .expect("the table is valid");
        let code = |text: &str| DivisionCode::parse(text);
        let areas = Areas::of(&table, code("44").expect("a code"), DivisionLevel::County);
        let of = |text: &str| areas.leaf(code(text)).map(|place| areas.list[place as usize].clone());
        assert_eq!(of("440305001002").map(|area| (area.code, area.is_rest)), Some(("440305".to_owned(), false)));
        assert_eq!(of("4403").map(|area| (area.code, area.is_rest)), Some(("4403".to_owned(), true)));
        assert_eq!(of("440399").map(|area| (area.code, area.is_rest)), Some(("4403".to_owned(), true)));
        assert_eq!(of("441900003").map(|area| (area.code, area.is_rest)), Some(("441900".to_owned(), false)));
        assert_eq!((of("11"), areas.leaf(None)), (None, None));
        let all = Areas::whole(&table, code("44"), DivisionLevel::Prefecture);
        assert!(all.leaf(None).is_some_and(|place| all.list[place as usize].is_rest));
        let mut sums = vec![0_u32; all.len()];
        for text in ["440305", "441900003", "11"] {
            sums[all.leaf(code(text)).expect("all records count") as usize] += 1;
        }
        all.sum_up(&mut sums, 1);
        assert_eq!((sums[0], sums[1]), (3, 2));
    }
}
