//! Occupations of job titles.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, LazyLock},
};

use gigmatch_text::{Source, TitleClassifier, fold};
use serde::Serialize;

use crate::{
    lexicon::alternatives,
    table::{OccupationId, OccupationTable, carried_titles, carried_words},
};

static CARRIED: LazyLock<Arc<OccupationClassifier>> = LazyLock::new(|| {
    let mut examples = OccupationClassifier::carried_words();
    examples.extend(OccupationClassifier::carried_titles());
    Arc::new(OccupationClassifier::with_examples(OccupationTable::csco_2022(), &examples))
});

/// A text that is known to mean an occupation.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct OccupationExample {
    /// The occupation's code.
    pub code: String,
    /// A title, or a word.
    pub text: String,
    /// Whether it is a word that titles have for the occupation, and no whole title.
    pub is_word: bool,
}

impl OccupationExample {
    /// A title with the code of its occupation. How far names and words can be trusted is learned from these.
    pub fn new(code: impl Into<String>, text: impl Into<String>) -> Self {
        Self { code: code.into(), text: text.into(), is_word: false }
    }

    /// A word that titles have for an occupation.
    pub fn word(code: impl Into<String>, text: impl Into<String>) -> Self {
        Self { code: code.into(), text: text.into(), is_word: true }
    }
}

/// An occupation that a title may mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RankedOccupation {
    /// 1 for the best.
    pub rank: u32,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its share among the occupations that come into question, 0 to 10,000.
    pub score: u32,
    /// What the title was recognised by, the nearest first.
    pub evidence: Vec<Evidence>,
}

/// A known text that a title looks like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Evidence {
    /// The text: the occupation's name or another name of it, a word of job advertisements, a title.
    pub text: String,
    /// What stands in both, the longest first.
    pub shared: Vec<String>,
}

/// An occupation, or a group of them, that a record without a code is taken to mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct InferredOccupation {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its share, with all below it, among the occupations that come into question, 5,000 to 10,000.
    pub confidence: u32,
}

/// Ranks the occupations of a table for titles, however messy.
///
/// It knows the names and other names of the table, for the table that the crate carries also words of job advertisements,
/// and the examples it is given. It learns from them when it is made, in a second or two for the carried table; it reads
/// no files and needs no network, and the same title always has the same ranks.
///
/// # Example
///
/// ```
/// use std::sync::Arc;
/// use gigmatch::{OccupationClassifier, OccupationExample, table::OccupationTable};
///
/// let table = OccupationTable::from_csv_text("code,name,aliases\n1,餐厅服务员,传菜员\n2,保洁员,\n")?;
/// let examples = [OccupationExample::new("2", "打扫卫生")];
/// let classifier = OccupationClassifier::with_examples(Arc::new(table), &examples);
/// let ranked = classifier.classify("襄城区围炉三国锅招聘服务员", None, 3);
/// assert_eq!((ranked[0].code.as_str(), ranked[0].name.as_str()), ("1", "餐厅服务员"));
/// assert_eq!(ranked[0].evidence[0].shared, ["服务员"]);
/// assert_eq!(classifier.classify("打扫", None, 3)[0].code, "2");
/// # Ok::<(), gigmatch::Error>(())
/// ```
#[derive(Debug)]
pub struct OccupationClassifier {
    table: Arc<OccupationTable>,
    ids: Vec<OccupationId>,
    examples: Vec<String>,
    titles: TitleClassifier,
}

impl OccupationClassifier {
    /// With the names of a table alone; for the table that the crate carries this is [`carried`](Self::carried).
    pub fn new(table: &Arc<OccupationTable>) -> Arc<Self> {
        if Arc::ptr_eq(table, &OccupationTable::csco_2022()) {
            return Self::carried();
        }
        Arc::new(Self::with_examples(Arc::clone(table), &[]))
    }

    /// For the 2022 national classification of China with all examples that the crate carries; all callers share it.
    pub fn carried() -> Arc<Self> {
        Arc::clone(&CARRIED)
    }

    /// With the names of a table and examples; those whose code the table does not have are left out.
    pub fn with_examples(table: Arc<OccupationTable>, examples: &[OccupationExample]) -> Self {
        let mut known: Vec<(u32, Source, String)> = Vec::new();
        let ids: Vec<OccupationId> = table.ids().collect();
        for id in table.ids() {
            let sources = std::iter::once(Source::Name).chain(std::iter::repeat(Source::OtherName));
            for (name, source) in table.get(id).names().zip(sources) {
                known.push((label(id), source, name.to_owned()));
                let parts: Vec<&str> = alternatives(name).collect();
                if parts.len() > 1 {
                    known.extend(parts.into_iter().map(|part| (label(id), Source::OtherName, part.to_owned())));
                }
            }
        }
        for example in examples {
            if let Some(id) = table.find(&example.code) {
                let source = if example.is_word { Source::Word } else { Source::Title };
                known.push((label(id), source, example.text.clone()));
            }
        }
        let mut titles =
            TitleClassifier::with_sources(known.iter().map(|(label, source, text)| (*label, *source, text)));
        titles.learn_in_groups(&groups(&table));
        Self { table, ids, examples: known.into_iter().map(|(_, _, text)| text).collect(), titles }
    }

    /// Words of job advertisements that the crate carries for the 2022 national classification, written for it.
    pub fn carried_words() -> Vec<OccupationExample> {
        carried_words().into_iter().map(|(code, text)| OccupationExample::word(code, text)).collect()
    }

    /// Titles of job advertisements that the crate carries for the same; some 85 in 100 have a defensible code.
    pub fn carried_titles() -> Vec<OccupationExample> {
        carried_titles().into_iter().map(|(code, text)| OccupationExample::new(code, text)).collect()
    }

    /// The occupations that a title may mean, the best first, at most `top`; none for a title without letters.
    ///
    /// A description helps where the title says little.
    pub fn classify(&self, title: &str, description: Option<&str>, top: usize) -> Vec<RankedOccupation> {
        let mut ranked = self.titles.rank(title, top);
        if let Some(description) = description.filter(|_| ranked.first().is_none_or(|first| first.score < SURE)) {
            ranked = self.titles.rank(&with_description(title, description), top);
        }
        let folded = fold(title);
        (1..)
            .zip(ranked)
            .map(|(rank, ranked)| {
                let occupation = self.table.get(self.ids[ranked.label as usize]);
                let evidence = ranked.nearest.iter().map(|place| {
                    let text = self.examples[*place as usize].clone();
                    Evidence { shared: shared(&folded, &fold(&text)), text }
                });
                RankedOccupation {
                    rank,
                    code: occupation.code.clone(),
                    name: occupation.name.clone(),
                    score: ranked.score,
                    evidence: evidence.collect(),
                }
            })
            .collect()
    }

    /// The occupation that a record without a code is taken to mean: the deepest one of the tree that has, with all below
    /// it, at least half of the shares. Where a title leaves open which of several occupations is meant this is the group
    /// that they belong to, and nothing where they have none in common.
    ///
    /// # Example
    ///
    /// ```
    /// use gigmatch::OccupationClassifier;
    ///
    /// let inferred = OccupationClassifier::carried().infer("招月嫂 26天 8000元", None).unwrap();
    /// assert_eq!((inferred.code.as_str(), inferred.name.as_str()), ("4-10-01-06", "家政服务员"));
    /// assert!(OccupationClassifier::carried().infer("急招!!", None).is_none());
    /// ```
    pub fn infer(&self, title: &str, description: Option<&str>) -> Option<InferredOccupation> {
        const HALF: u32 = 5_000;
        let mut shares = self.titles.shares(title);
        if let Some(description) = description.filter(|_| shares.first().is_none_or(|(_, share)| *share < SURE)) {
            shares = self.titles.shares(&with_description(title, description));
        }
        let mut of_node: BTreeMap<OccupationId, u32> = BTreeMap::new();
        for (label, share) in shares {
            for node in self.table.path(self.ids[label as usize]) {
                *of_node.entry(*node).or_default() += share;
            }
        }
        let depth = |node: &OccupationId| self.table.get(*node).depth;
        let (node, share) = of_node
            .into_iter()
            .filter(|(_, share)| *share >= HALF)
            // Of equals the first of the table.
            .min_by_key(|(node, share)| (Reverse(depth(node)), Reverse(*share)))?;
        let occupation = self.table.get(node);
        let confidence = share.min(2 * HALF);
        Some(InferredOccupation { code: occupation.code.clone(), name: occupation.name.clone(), confidence })
    }

    /// The table whose occupations it ranks.
    pub fn table(&self) -> &Arc<OccupationTable> {
        &self.table
    }
}

/// A title that is less than this sure asks the description.
const SURE: u32 = 3_000;

/// The title counts twice.
fn with_description(title: &str, description: &str) -> String {
    format!("{title} {title} {description}")
}

/// What an occupation is to the classifier: its place in the table.
fn label(id: OccupationId) -> u32 {
    u32::try_from(id.place()).unwrap_or(u32::MAX)
}

/// The groups that each occupation belongs to, one that is a group itself included; the widest ones say next to nothing.
fn groups(table: &OccupationTable) -> Vec<Vec<u32>> {
    let parents: BTreeSet<OccupationId> = table.nodes().iter().filter_map(|node| node.parent).collect();
    let is_told_apart = |node: &&OccupationId| parents.contains(node) && table.get(**node).parent.is_some();
    let above = |id: OccupationId| table.path(id).iter().filter(is_told_apart).map(|node| label(*node)).collect();
    table.ids().map(above).collect()
}

/// The longest pieces of letters that stand in both of two folded texts, none inside of another, of two characters or more
/// where there are such.
fn shared(title: &str, example: &str) -> Vec<String> {
    let letters: Vec<char> = example.chars().collect();
    let mut found: Vec<String> = Vec::new();
    let mut start = 0;
    while start < letters.len() {
        let is_there = |end: usize| {
            let piece: String = letters[start..end].iter().collect();
            letters[start..end].iter().all(|letter| letter.is_alphanumeric()) && title.contains(&piece)
        };
        let end = (start + 1..=letters.len()).rev().find(|end| is_there(*end)).unwrap_or(start);
        if end > start {
            found.push(letters[start..end].iter().collect());
        }
        start = end.max(start + 1);
    }
    let has_long = found.iter().any(|piece| piece.chars().nth(1).is_some());
    found.retain(|piece| !has_long || piece.chars().nth(1).is_some());
    found.sort_by(|a, b| b.chars().count().cmp(&a.chars().count()).then_with(|| a.cmp(b)));
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carried_examples_name_codes_of_the_carried_table() {
        let table = OccupationTable::csco_2022();
        let (words, titles) = (OccupationClassifier::carried_words(), OccupationClassifier::carried_titles());
        assert!(words.len() > 4_000 && titles.len() > 1_000);
        assert!(words.iter().all(|word| word.is_word) && titles.iter().all(|title| !title.is_word));
        for example in words.into_iter().chain(titles) {
            assert!(table.find(&example.code).is_some() && !example.text.is_empty(), "{example:?}");
        }
    }

    #[test]
    fn occupations_belong_to_the_groups_above_them_but_the_widest() -> crate::Result<()> {
        let table = OccupationTable::from_csv_text("code,name,parent\n1,a,\n2,b,1\n3,c,2\n4,d,1\n")?;
        assert_eq!(groups(&table), [vec![], vec![1], vec![1], vec![]]);
        Ok(())
    }

    #[test]
    fn shared_pieces_are_the_longest() {
        assert_eq!(shared("招聘餐厅服务员", "酒店服务员"), ["服务员"]);
        assert_eq!(shared("店长", "长店"), ["店", "长"]);
        assert!(shared("", "店长").is_empty() && shared("店长", "").is_empty());
    }

    #[test]
    fn everyday_titles_have_their_occupation_first() {
        let classifier = OccupationClassifier::carried();
        for (title, code) in [
            ("襄城区围炉三国锅招聘服务员", "4-03-02-05"),
            ("急招月嫂8000-12000元/月包吃住", "4-10-01-06"),
            ("诚聘叉車司機(日結)", "6-30-05-01"),
            ("美团外卖骑手 日结300", "4-10-08-01"),
            ("Java开发工程师", "2-02-10-03"),
        ] {
            let ranked = classifier.classify(title, None, 3);
            assert_eq!(ranked[0].code, code, "{title}: {ranked:?}");
            assert!(!ranked[0].evidence[0].shared.is_empty());
        }
    }
}
