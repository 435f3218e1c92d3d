//! Searches among postings, one at a time on one thread: words that are rare and common, pinyin, slips, phrases, filters,
//! facets, and those that find nothing.
//!
//! `GIGMATCH_BENCH_LARGE=1` takes 450,000 postings.

use std::time::{Duration, Instant};

use gigmatch::{Facet, SearchOptions, SearchSort, record::RecordKind};
use gigmatch_bench::{
    figures::Figures,
    market::{Market, Size},
};

/// What people ask, by kind.
const QUERIES: [(&str, &[&str]); 7] = [
    ("one word", &["月嫂", "叉车司机", "保洁", "快递员", "普工", "焊工", "收银", "电工", "搬运", "厨师"]),
    ("several words", &["月嫂 日结", "叉车 包吃住", "急招 保安", "保洁 临时", "诚聘 厨师 提供住宿", "快递员 五险一金"]),
    ("a sentence", &["招普工包吃住两班倒", "哪里有月嫂的工作", "想找附近的保洁活", "叉车司机需持证"]),
    ("pinyin and slips", &["yuesao", "ys", "chache", "baojie", "yuesoa", "kuaidi", "chacge"]),
    ("phrases", &["\"提供住宿\"", "\"五险一金\" 保安", "\"工资按时发放\"", "title:\"长白班\""]),
    ("common words", &["招", "急招", "员", "工", "-急招", ""]),
    ("nothing", &["月嫂 海员 潜水", "宇航员", "qqqqqq", "叉车 拉花"]),
];

fn main() {
    let size = Size::asked();
    let postings = size.choose(300, 20_000, 450_000);
    let market = Market::new(50, postings, None);
    let snapshot = market.snapshot();
    let mut figures = Figures::new("search", market.data());
    let plain = SearchOptions::default();
    let near = SearchOptions::default()
        .near(112.55, 37.87)
        .radius_m(20_000)
        .sort(SearchSort::Distance)
        .facet(Facet::Occupation)
        .facet(Facet::Division(6));
    let start = Instant::now();
    let first = snapshot.search(RecordKind::Posting, "yuesao", &plain).expect("a page");
    figures.add("the first search with Latin letters", start.elapsed(), None);
    println!("{postings} postings, {} found by it", first.total);
    let mut all = Vec::new();
    for (kind, queries) in QUERIES {
        for (how, options) in [("", &plain), (", near, with facets", &near)] {
            let mut times = Vec::new();
            for _ in 0..size.choose(1, 20, 20) {
                for query in queries {
                    let start = Instant::now();
                    let page = snapshot.search(RecordKind::Posting, query, options).expect("a page");
                    std::hint::black_box(page.total);
                    times.push(start.elapsed());
                }
            }
            tell(&mut figures, &format!("{kind}{how}"), &mut times);
            all.append(&mut times);
        }
    }
    tell(&mut figures, "all", &mut all);
    if size != Size::Test {
        figures.write();
    }
}

fn tell(figures: &mut Figures, what: &str, times: &mut [Duration]) {
    times.sort_unstable();
    for permille in [500, 990] {
        let at = (times.len() * permille / 1_000).min(times.len() - 1);
        figures.add(&format!("{what}: {permille} of 1,000 take at most"), times[at], None);
    }
}
