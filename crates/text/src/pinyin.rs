//! Chinese words as they are typed in Latin letters.

use pinyin::ToPinyinMulti;

/// Readings of one word at most: characters with several give many together, and rare ones come last.
const READINGS: usize = 12;

/// The ways to type a word: its pinyin without tones and blanks, for each reading of its characters, and the initials.
///
/// Empty for words with characters that have no reading, and for a single character, which has no initials to speak of.
///
/// # Example
///
/// ```
/// let typed = gigmatch_text::typed_forms("会计");
/// assert!(typed.contains(&"kuaiji".to_owned()) && typed.contains(&"kj".to_owned()));
/// assert!(gigmatch_text::typed_forms("CNC").is_empty());
/// ```
pub fn typed_forms(word: &str) -> Vec<String> {
    let mut forms: Vec<(String, String)> = vec![Default::default()];
    let mut letters = 0;
    for letter in word.chars() {
        let Some(readings) = letter.to_pinyin_multi() else { return Vec::new() };
        letters += 1;
        let mut plain: Vec<&str> = Vec::new();
        for reading in readings {
            if !plain.contains(&reading.plain()) {
                plain.push(reading.plain());
            }
        }
        let most = (READINGS / forms.len()).max(1);
        forms = forms
            .iter()
            .flat_map(|(whole, initials)| {
                plain.iter().take(most).map(move |reading| {
                    // ü is typed as v.
                    let reading = reading.replace('ü', "v");
                    (format!("{whole}{reading}"), format!("{initials}{}", &reading[..1]))
                })
            })
            .collect();
    }
    if letters < 2 {
        return Vec::new();
    }
    let mut all: Vec<String> = forms.into_iter().flat_map(|(whole, initials)| [whole, initials]).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Whether one text becomes the other by inserting, deleting or replacing one character, or by exchanging two
/// neighbours; equal texts do not count.
///
/// # Example
///
/// ```
/// use gigmatch_text::is_one_edit;
///
/// assert!(is_one_edit("yuesao", "yuesoa") && is_one_edit("chache", "chacge") && is_one_edit("excel", "excell"));
/// assert!(!is_one_edit("excel", "excel") && !is_one_edit("chache", "cahceh"));
/// ```
pub fn is_one_edit(a: &str, b: &str) -> bool {
    let (a, b) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    // A character has four bytes at most.
    if b.len() - a.len() > 4 {
        return false;
    }
    let common = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum::<usize>();
    let (a, b) = (&a[common..], &b[common..]);
    let (mut a_rest, mut b_rest) = (a.chars(), b.chars());
    let (first_a, first_b) = (a_rest.next(), b_rest.next());
    match (first_a, first_b) {
        (None, None) => false,
        (None, Some(_)) => b_rest.next().is_none(),
        (Some(_), None) => a_rest.next().is_none(),
        (Some(x), Some(y)) => {
            let (a_tail, b_tail) = (a_rest.as_str(), b_rest.as_str());
            a_tail == b_tail
                || a == b_tail
                || a_tail == b
                || (a_rest.next() == Some(y) && b_rest.next() == Some(x) && a_rest.as_str() == b_rest.as_str())
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    /// All texts one edit away over a small alphabet, by making every edit.
    fn neighbours(text: &[char], alphabet: &[char]) -> HashSet<Vec<char>> {
        let mut all = HashSet::new();
        for place in 0..=text.len() {
            for letter in alphabet {
                let mut longer = text.to_vec();
                longer.insert(place, *letter);
                all.insert(longer);
                if place < text.len() {
                    let mut other = text.to_vec();
                    other[place] = *letter;
                    all.insert(other);
                }
            }
            if place < text.len() {
                let mut shorter = text.to_vec();
                shorter.remove(place);
                all.insert(shorter);
            }
            if place + 1 < text.len() {
                let mut exchanged = text.to_vec();
                exchanged.swap(place, place + 1);
                all.insert(exchanged);
            }
        }
        all.remove(text);
        all
    }

    proptest! {
        #[test]
        fn one_edit_is_one_edit(a in "[abé工]{0,5}", b in "[abé工]{0,5}") {
            let letters: Vec<char> = a.chars().collect();
            let other: Vec<char> = b.chars().collect();
            prop_assert_eq!(is_one_edit(&a, &b), neighbours(&letters, &['a', 'b', 'é', '工']).contains(&other));
        }
    }

    #[test]
    fn words_with_several_readings_have_them_all() {
        for (word, typed) in [("月嫂", "yuesao"), ("银行", "yinhang"), ("重庆", "chongqing"), ("绿化", "lvhua")]
        {
            assert!(typed_forms(word).contains(&typed.to_owned()), "{word}: {:?}", typed_forms(word));
        }
        assert!(typed_forms("工").is_empty() && typed_forms("").is_empty());
        assert!(typed_forms("一行行长重重行行").len() <= 2 * READINGS);
    }
}
