//! Search against what a plain reading of the records says.

use std::collections::{BTreeMap, BTreeSet};

use gigmatch::{
    Condition, Engine, EngineOptions, Facet, FacetCounts, SearchOptions, SearchSort, Snapshot,
    record::{Coordinates, JobLocationType, Posting, RecordKind, Timestamp},
};
use gigmatch_text::fold;
use proptest::{prelude::*, sample::select};

const TITLES: [&str; 10] = [
    "急招月嫂",
    "月嫂 日结",
    "叉車司機(持證)",
    "叉车工",
    "普工包吃住两班倒",
    "ＣＮＣ學徒",
    "Excel 文员",
    "保洁🎉",
    "送外卖的骑手",
    "充电工作站值守",
];
const WORDS: [&str; 16] = [
    "月嫂",
    "叉车",
    "叉车司机",
    "日结",
    "普工",
    "cnc",
    "yuesao",
    "ys",
    "excell",
    "-月嫂",
    "\"车司\"",
    "title:叉车",
    "招",
    "电工",
    "餐厅服务员",
    "🎉",
];
const CODES: [&str; 3] = ["4-10-01-06", "6-30-05-01", "4-02-07-08"];

fn posting(number: usize, (title, code, place, remote): (usize, usize, u32, bool)) -> Posting {
    let mut posting = Posting::new(format!("p{number}"), TITLES[title]);
    posting.occupational_category = CODES.get(code).map(|code| (*code).to_owned());
    posting.location = (place < 5).then(|| Coordinates::wgs84(112.5 + f64::from(place) * 0.01, 37.8));
    posting.date_posted = (title > 2).then(|| Timestamp::constant(1_700_000_000 + i64::from(place % 2), 0));
    posting.division = (place > 0).then(|| format!("14010{}", place.min(9)));
    if remote {
        posting.job_location_type = JobLocationType::Telecommute;
    }
    posting
}

/// The same records in one segment, or in several with deleted ones among them.
fn market(postings: &[Posting], several: bool) -> Snapshot {
    let engine = EngineOptions::new().threads(1).writer_memory(15_000_000).in_memory().expect("an engine");
    let mut writer = engine.writer().expect("a writer");
    if several {
        for (number, some) in postings.chunks(3).enumerate() {
            writer.add(vec![Posting::new(format!("gone{number}"), "月嫂 叉车 电工")]).expect("a posting");
            writer.add(some.to_vec()).expect("postings");
            writer.commit().expect("a commit");
            writer.delete(RecordKind::Posting, &[format!("gone{number}")]).expect("a delete");
        }
    } else {
        writer.add(postings.to_vec()).expect("postings");
    }
    writer.commit().expect("a commit");
    engine.snapshot()
}

fn postings() -> impl Strategy<Value = Vec<Posting>> {
    let one = (0..TITLES.len(), 0_usize..5, 0_u32..7, any::<bool>());
    proptest::collection::vec(one, 0..14)
        .prop_map(|all| all.into_iter().enumerate().map(|(number, one)| posting(number, one)).collect())
}

fn query() -> impl Strategy<Value = String> {
    proptest::collection::vec(select(WORDS.to_vec()), 0..4).prop_map(|words| words.join(" "))
}

fn options() -> impl Strategy<Value = SearchOptions> {
    let filters = ["division=1401", "division=140102", "work_mode=telecommute", "occupation=4-10", "pay_per_hour=20"];
    let sorts = [SearchSort::Relevance, SearchSort::Distance, SearchSort::Date, SearchSort::Pay];
    let filters = proptest::collection::vec(select(filters.to_vec()), 0..2);
    (filters, select(sorts.to_vec()), proptest::option::of(0_u32..5_000)).prop_map(|(filters, sort, radius)| {
        let mut options = SearchOptions::default().near(112.5, 37.8).sort(sort);
        options.filters = filters.into_iter().map(|filter| filter.parse::<Condition>().expect("a filter")).collect();
        options.radius_m = radius;
        options
    })
}

/// All pages, so many records each.
fn pages(snapshot: &Snapshot, query: &str, options: &SearchOptions, top: usize) -> Vec<(String, u64)> {
    let mut all = Vec::new();
    let mut options = options.clone().top(top);
    loop {
        let page = snapshot.search(RecordKind::Posting, query, &options).expect("a page");
        assert!(page.hits.len() <= top);
        all.extend(page.hits.into_iter().map(|hit| (hit.id, hit.score)));
        match page.next {
            Some(next) => options.after = Some(next),
            None => return all,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn pages_are_a_partition_whatever_the_segments(all in postings(), query in query(), options in options()) {
        let (one, several) = (market(&all, false), market(&all, true));
        let whole = one.search(RecordKind::Posting, &query, &options.clone().top(1_000)).expect("a page");
        let expected: Vec<(String, u64)> = whole.hits.iter().map(|hit| (hit.id.clone(), hit.score)).collect();
        prop_assert_eq!(whole.total, expected.len() as u64);
        prop_assert_eq!(whole.next, None);
        prop_assert_eq!(&pages(&one, &query, &options, 3), &expected);
        prop_assert_eq!(&pages(&several, &query, &options, 3), &expected);
        let again = several.search(RecordKind::Posting, &query, &options).expect("a page");
        prop_assert_eq!(again.suggestion, whole.suggestion);
    }

    #[test]
    fn facets_are_counts_of_what_is_found(all in postings(), query in query(), options in options()) {
        let snapshot = market(&all, true);
        let options = options.top(1_000).facet(Facet::Occupation).facet(Facet::Division(6)).facet(Facet::WorkMode);
        let page = snapshot.search(RecordKind::Posting, &query, &options).expect("a page");
        let found: Vec<&Posting> = page.hits.iter().map(|hit| all.iter().find(|one| one.id == hit.id).expect("a posting")).collect();
        let counted = |value: &dyn Fn(&Posting) -> Option<String>| {
            let mut counts: BTreeMap<String, u64> = BTreeMap::new();
            for posting in &found {
                if let Some(value) = value(posting) {
                    *counts.entry(value).or_default() += 1;
                }
            }
            counts
        };
        let given = |place: usize| -> BTreeMap<String, u64> {
            page.facets[place].counts.iter().map(|count| (count.value.clone(), count.records)).collect()
        };
        prop_assert_eq!(given(0), counted(&|posting| posting.occupational_category.clone()));
        prop_assert_eq!(given(1), counted(&|posting| posting.division.clone()));
        let mode = |posting: &Posting| Some(if posting.job_location_type == JobLocationType::Telecommute { "telecommute" } else { "on_site" }.to_owned());
        prop_assert_eq!(given(2), counted(&mode));
    }

    /// Enough records that rows stand in several blocks and that what cannot be on a page is left out.
    #[test]
    fn copies_are_found_as_often(all in postings(), query in query(), options in options(), copies in 30_usize..60) {
        let number = |copy: usize, one: usize| copy * all.len() + one;
        let copied: Vec<Posting> = (0..copies)
            .flat_map(|copy| all.iter().enumerate().map(move |(one, posting)| (number(copy, one), posting.clone())))
            .map(|(number, mut posting)| {
                posting.id = format!("p{number}");
                posting
            })
            .collect();
        let (few, many) = (market(&all, false), market(&copied, false));
        let options = options.facet(Facet::Occupation).facet(Facet::Division(4)).facet(Facet::WorkMode);
        let once = few.search(RecordKind::Posting, &query, &options.clone().top(1_000)).expect("a page");
        let whole = many.search(RecordKind::Posting, &query, &options.clone().top(1_000)).expect("a page");
        prop_assert_eq!(whole.total, once.total * copies as u64);
        let counted = |facets: &[FacetCounts], times: usize| -> Vec<BTreeMap<String, u64>> {
            let counts = |facet: &FacetCounts| facet.counts.iter().map(|it| (it.value.clone(), it.records * times as u64)).collect();
            facets.iter().map(counts).collect()
        };
        prop_assert_eq!(counted(&whole.facets, 1), counted(&once.facets, copies));
        let expected: Vec<(String, u64)> = whole.hits.iter().map(|hit| (hit.id.clone(), hit.score)).collect();
        prop_assert_eq!(pages(&many, &query, &options, 40), expected);
    }

    #[test]
    fn quoted_text_is_there_literally(all in postings(), title in 0..TITLES.len(), from in 0_usize..6, length in 1_usize..5) {
        let snapshot = market(&all, true);
        let part: String = fold(TITLES[title]).chars().skip(from).take(length).collect();
        prop_assume!(part.chars().all(gigmatch_text::is_han) && part.chars().count() >= 2);
        let query = format!("title:\"{part}\"");
        let page = snapshot.search(RecordKind::Posting, &query, &SearchOptions::default().top(1_000)).expect("a page");
        let found: BTreeSet<&str> = page.hits.iter().map(|hit| hit.id.as_str()).collect();
        let expected: BTreeSet<&str> =
            all.iter().filter(|one| fold(&one.title).contains(&part)).map(|one| one.id.as_str()).collect();
        prop_assert_eq!(found, expected);
    }

    /// Whatever a title is, it is found by itself, and what is marked in it is text.
    #[test]
    fn every_title_finds_itself(title in "\\PC{1,24}|[招普工包吃住月嫂叉車司機A-Cａ-ｃ0-9 ]{1,16}") {
        let engine = Engine::in_memory().expect("an engine");
        let mut writer = engine.writer().expect("a writer");
        let report = writer.add(vec![Posting::new("p", title.as_str())]).expect("a posting");
        prop_assume!(report.accepted == 1);
        writer.commit().expect("a commit");
        // Signs that mean something to the query language stand apart from words; some are part of one: c++, c#, 8.5.
        // A single sign may stand for letters: ℻.
        let is_of_word = |letter: char| letter.is_alphanumeric() || matches!(letter, '+' | '#' | '.');
        let is_kept = |letter: char| fold(letter.encode_utf8(&mut [0; 4])).chars().any(is_of_word);
        // Folding may move a mark in between letters; taken out of the title it would then leave other text than in the index.
        let stays: String = title.chars().map(|letter| fold(letter.encode_utf8(&mut [0; 4])).into_owned()).collect();
        let folded = fold(&title);
        let asked = if stays == folded { &title } else { folded.as_ref() };
        let query: String = asked.chars().map(|letter| if is_kept(letter) { letter } else { ' ' }).collect();
        let page = engine.snapshot().search(RecordKind::Posting, &query, &SearchOptions::default()).expect("a page");
        prop_assert_eq!(page.hits.len(), 1, "{:?}", query);
        for highlight in &page.hits[0].highlights {
            for span in &highlight.spans {
                prop_assert!(highlight.text.get(span.clone()).is_some_and(|part| !part.is_empty()));
            }
            prop_assert_eq!(highlight.marked("", ""), highlight.text.as_str());
        }
    }
}

#[test]
fn words_added_later_count_and_are_kept() {
    let home = tempfile::tempdir().expect("a temporary directory");
    let engine = Engine::open(home.path()).expect("an engine");
    let mut writer = engine.writer().expect("a writer");
    writer.add(vec![Posting::new("before", "招喜妗子两名")]).expect("a posting");
    writer.commit().expect("a commit");
    assert_eq!(writer.add_words(["喜妗子", "喜妗子", " ", "工", "CNC"]), 1);
    writer.rollback().expect("a rollback");
    assert_eq!(writer.add_words(["喜妗子"]), 1);
    writer.add(vec![Posting::new("after", "招喜妗子两名")]).expect("a posting");
    writer.commit().expect("a commit");
    drop(writer);
    let again = Engine::open(home.path()).expect("an engine");
    for engine in [engine, again] {
        let page = engine.snapshot().search(RecordKind::Posting, "喜妗子", &SearchOptions::default()).expect("a page");
        let ids: Vec<&str> = page.hits.iter().map(|hit| hit.id.as_str()).collect();
        assert_eq!(ids, ["after", "before"]);
        assert!(page.hits[0].score > page.hits[1].score);
    }
}
