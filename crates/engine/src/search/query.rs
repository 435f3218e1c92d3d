//! The query language: words, quoted phrases, exclusions and field prefixes; any text is a query.

use gigmatch_text::{fold, is_han};

use crate::record::TextRole;

/// What of a text counts, in characters; the rest is not read.
const LONGEST: usize = 1_000;

/// Items that count; the rest is not read.
const MOST_ITEMS: usize = 32;

/// Where a word is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Text(TextRole),
    /// The names of the record's occupations.
    Occupation,
}

impl Place {
    pub(super) const ALL: [Self; 4] = [
        Self::Text(TextRole::Title),
        Self::Text(TextRole::Employer),
        Self::Occupation,
        Self::Text(TextRole::Description),
    ];

    /// How much a word there counts.
    pub(super) fn weight(self) -> u8 {
        match self {
            Self::Text(TextRole::Title) => 8,
            Self::Text(TextRole::Employer) => 4,
            Self::Occupation => 3,
            Self::Text(TextRole::Description) => 2,
        }
    }

    fn of_prefix(word: &str) -> Option<Self> {
        Some(match word {
            "title" | "标题" | "职位" | "岗位" | "名称" => Self::Text(TextRole::Title),
            "employer" | "company" | "单位" | "企业" | "公司" | "雇主" => Self::Text(TextRole::Employer),
            "occupation" | "工种" | "职业" => Self::Occupation,
            "description" | "描述" | "内容" | "要求" => Self::Text(TextRole::Description),
            _ => return None,
        })
    }
}

/// One piece of a query, folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) text: String,
    /// It stood in quotes: the text must stand in a record as it is.
    pub(super) phrase: bool,
    /// It stood behind a minus: no record may have it.
    pub(super) excluded: bool,
    /// The only place where it is looked for.
    pub(super) place: Option<Place>,
}

fn is_quote(letter: char) -> bool {
    matches!(letter, '"' | '“' | '”' | '„' | '「' | '」' | '『' | '』' | '«' | '»')
}

/// Reads a query; what has neither letters nor digits is left out.
pub(super) fn parse(query: &str) -> Vec<Item> {
    let end = query.char_indices().nth(LONGEST).map_or(query.len(), |(at, _)| at);
    let folded = fold(&query[..end]);
    let mut rest = folded.as_ref();
    let mut items = Vec::new();
    while items.len() < MOST_ITEMS {
        rest = rest.trim_start_matches(char::is_whitespace);
        if rest.is_empty() {
            break;
        }
        let mut item = Item { text: String::new(), phrase: false, excluded: false, place: None };
        if let Some(behind) = rest.strip_prefix('-') {
            (item.excluded, rest) = (true, behind);
        }
        let word_end = rest.find(|letter: char| letter.is_whitespace() || is_quote(letter)).unwrap_or(rest.len());
        if let Some((prefix, behind)) = rest[..word_end].split_once(':')
            && let Some(place) = Place::of_prefix(prefix)
            && (!behind.is_empty() || rest[word_end..].starts_with(is_quote))
        {
            (item.place, rest) = (Some(place), &rest[prefix.len() + 1..]);
        }
        let behind_quote = rest.strip_prefix(is_quote);
        item.phrase = behind_quote.is_some();
        rest = behind_quote.unwrap_or(rest);
        let ends =
            |letter: char| if item.phrase { is_quote(letter) } else { letter.is_whitespace() || is_quote(letter) };
        let end = rest.find(ends).unwrap_or(rest.len());
        rest[..end].trim().clone_into(&mut item.text);
        rest = &rest[end..];
        if item.phrase {
            // The closing quote; a quote that is never closed goes to the end.
            rest = rest.strip_prefix(is_quote).unwrap_or(rest);
        }
        if item.text.contains(char::is_alphanumeric) {
            items.push(item);
        }
    }
    items
}

/// Words that people put around what they look for. They count where a record has them, and need not be there.
pub(super) fn is_filler(word: &str) -> bool {
    const FILLERS: &[&str] = &[
        "招",
        "聘",
        "招聘",
        "诚聘",
        "急招",
        "急聘",
        "招工",
        "招人",
        "找",
        "寻",
        "寻找",
        "求",
        "求职",
        "想",
        "想找",
        "想做",
        "要找",
        "我",
        "我要",
        "我想",
        "有",
        "有没有",
        "哪里",
        "哪有",
        "哪里有",
        "什么",
        "的",
        "了",
        "吗",
        "呢",
        "和",
        "或",
        "做",
        "干",
        "去",
        "在",
        "附近",
        "工作",
        "活",
        "活儿",
        "岗位",
        "职位",
        "一个",
        "个",
        "名",
        "人",
        "请",
        "请问",
        "可以",
        "能",
        "会",
        "需要",
        "需",
        "要",
        "给",
        "家里",
        "地方",
        "那里",
        "这里",
        "本地",
        "最近",
        "今天",
        "现在",
        "谁",
        "怎么",
        "a",
        "an",
        "the",
        "of",
        "for",
        "in",
        "job",
        "jobs",
        "work",
    ];
    FILLERS.contains(&word)
}

/// Whether a text is of Chinese characters alone.
pub(super) fn is_chinese(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_han)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn item(text: &str, phrase: bool, excluded: bool, place: Option<Place>) -> Item {
        Item { text: text.to_owned(), phrase, excluded, place }
    }

    #[test]
    fn words_phrases_exclusions_and_prefixes() {
        let title = Some(Place::Text(TextRole::Title));
        for (query, expected) in [
            ("月嫂　日结", vec![item("月嫂", false, false, None), item("日结", false, false, None)]),
            ("“包吃住” -夜班", vec![item("包吃住", true, false, None), item("夜班", false, true, None)]),
            ("title:月嫂", vec![item("月嫂", false, false, title)]),
            ("－标题：「住家 保姆」", vec![item("住家 保姆", true, true, title)]),
            ("月嫂\"不住家", vec![item("月嫂", false, false, None), item("不住家", true, false, None)]),
            (
                "12:30 http://x title:",
                vec![
                    item("12:30", false, false, None),
                    item("http://x", false, false, None),
                    item("title:", false, false, None),
                ],
            ),
            ("- -- \"\" !? 🎉", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(parse(query), expected, "{query}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_query(text in "\\PC{0,60}|[-:\"“” a月嫂title]{0,20}") {
            for item in parse(&text) {
                prop_assert!(!item.text.is_empty());
            }
        }
    }
}
