//! What people type in Latin letters for the words of an index: pinyin, initials, and words with a slip.

use gigmatch_text::{is_one_edit, typed_forms};

/// Shorter words may be other words as well as slips.
const SHORTEST_WITH_SLIP: usize = 5;

/// The typed forms of words, by length and then by bytes.
#[derive(Debug, Default)]
pub(crate) struct TypedForms {
    /// Each with the place of its word.
    forms: Vec<(Box<str>, u32)>,
    /// Where forms of each length in bytes begin.
    lengths: Vec<usize>,
    words: Vec<Box<str>>,
}

impl TypedForms {
    /// Of distinct words; a Latin word is its own form.
    pub(crate) fn new<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        let mut typed = Self::default();
        for word in words {
            let at = u32::try_from(typed.words.len()).unwrap_or(u32::MAX);
            if word.is_ascii() {
                if word.bytes().any(|letter| letter.is_ascii_alphabetic()) {
                    typed.forms.push((word.into(), at));
                }
            } else {
                typed.forms.extend(typed_forms(word).into_iter().map(|form| (form.into(), at)));
            }
            typed.words.push(word.into());
        }
        typed.forms.sort_unstable_by(|(a, a_word), (b, b_word)| (a.len(), a, a_word).cmp(&(b.len(), b, b_word)));
        for (at, (form, _)) in typed.forms.iter().enumerate() {
            typed.lengths.resize(typed.lengths.len().max(form.len() + 1), at);
        }
        typed
    }

    /// The words that are typed so.
    pub(crate) fn exact<'a>(&'a self, typed: &'a str) -> impl Iterator<Item = &'a str> {
        let forms = self.of_length(typed.len());
        let start = forms.partition_point(|(form, _)| form.as_ref() < typed);
        forms[start..].iter().take_while(move |(form, _)| form.as_ref() == typed).map(|(_, word)| self.word(*word))
    }

    /// The words that are typed so but for one slip; none for short words.
    pub(crate) fn near<'a>(&'a self, typed: &'a str) -> impl Iterator<Item = &'a str> {
        let is_long_enough = typed.chars().count() >= SHORTEST_WITH_SLIP;
        let lengths = is_long_enough.then(|| typed.len() - 1..=typed.len() + 1);
        let forms = lengths.into_iter().flatten().flat_map(|length| self.of_length(length));
        forms.filter(move |(form, _)| is_one_edit(form, typed)).map(|(_, word)| self.word(*word))
    }

    fn of_length(&self, length: usize) -> &[(Box<str>, u32)] {
        let start = |length: usize| self.lengths.get(length).copied().unwrap_or(self.forms.len());
        &self.forms[start(length)..start(length + 1)]
    }

    fn word(&self, at: u32) -> &str {
        &self.words[at as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_as_they_are_typed() {
        let typed = TypedForms::new(["月嫂", "叉车", "excel", "医生", "工", "8", "钥匙"]);
        let all = |words: &mut dyn Iterator<Item = &str>| words.map(str::to_owned).collect::<Vec<_>>();
        let exact = |text: &str| all(&mut typed.exact(text));
        let near = |text: &str| all(&mut typed.near(text));
        assert_eq!([exact("yuesao"), exact("excel")].concat(), ["月嫂", "excel"]);
        assert_eq!(exact("ys"), ["月嫂", "医生", "钥匙"]);
        assert_eq!([near("yuesoa"), near("chacge"), near("excell")].concat(), ["月嫂", "叉车", "excel"]);
        assert!(near("exel2").is_empty() && near("exce").is_empty());
        assert!(exact("").is_empty() && exact("8").is_empty() && near(&"x".repeat(99)).is_empty());
        assert!(TypedForms::new([]).exact("x").next().is_none());
    }
}
