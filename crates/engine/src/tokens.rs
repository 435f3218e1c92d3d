//! Tokens of Chinese and Latin text: pairs of neighbouring Han characters, and whole words of other scripts.

use std::collections::BTreeSet;

/// Calls `emit` with every token of `text`, its first and its one-past-last byte.
fn for_each_token(text: &str, mut emit: impl FnMut(&str, usize, usize)) {
    let mut characters = text.char_indices().peekable();
    while let Some((start, first)) = characters.next() {
        if !first.is_alphanumeric() {
            continue;
        }
        let han = is_han(first);
        let mut run = vec![start];
        let mut end = start + first.len_utf8();
        while let Some((at, next)) = characters.next_if(|(_, next)| next.is_alphanumeric() && is_han(*next) == han) {
            run.push(at);
            end = at + next.len_utf8();
        }
        if !han {
            emit(&text[start..end].to_lowercase(), start, end);
        } else if run.len() == 1 {
            emit(&text[start..end], start, end);
        } else {
            for (place, pair_start) in run.iter().enumerate().take(run.len() - 1) {
                let pair_end = run.get(place + 2).copied().unwrap_or(end);
                emit(&text[*pair_start..pair_end], *pair_start, pair_end);
            }
        }
    }
}

/// The set of tokens of several texts, sorted.
pub(crate) fn token_set<'a>(texts: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    let mut tokens = BTreeSet::new();
    for text in texts {
        for_each_token(text, |token, _, _| {
            tokens.insert(token.to_owned());
        });
    }
    tokens
}

/// CJK unified ideographs with their extensions and compatibility forms, and the iteration mark.
fn is_han(character: char) -> bool {
    matches!(character,
        '\u{3005}' | '\u{3007}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{323AF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<String> {
        token_set([text]).into_iter().collect()
    }

    #[test]
    fn han_runs_give_pairs_and_words_stay_whole() {
        assert_eq!(tokens("叉车司机"), ["叉车", "司机", "车司"]);
        assert_eq!(tokens("CNC学徒 8小时"), ["8", "cnc", "学徒", "小时"]);
        assert_eq!(tokens("工"), ["工"]);
        assert!(tokens("!? 🎉 ，。").is_empty());
    }
}
