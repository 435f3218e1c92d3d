//! One form for text that people write in several: width, case, compatibility forms, traditional characters.

use std::{borrow::Cow, ops::Range, sync::LazyLock};

use icu_normalizer::{ComposingNormalizerBorrowed, properties::CanonicalCombiningClassMapBorrowed};

const NFKC: ComposingNormalizerBorrowed<'static> = ComposingNormalizerBorrowed::new_nfkc();

/// The ideographs of the basic plane that the table of characters covers.
const FIRST: u32 = 0x3400;
const LAST: u32 = 0x9FFF;

/// Each ideograph's simplified form as the difference of code points, 0 for most; those beyond the basic plane stay.
///
/// One character for one, whatever stands beside it: converting whole phrases would make the same word different in an
/// index and in a query.
static SIMPLIFIED: LazyLock<Vec<i32>> = LazyLock::new(|| {
    let mut differences = vec![0; (LAST - FIRST + 1) as usize];
    for line in include_str!("../data/simplified.tsv").lines() {
        let mut letters = line.chars().filter(|letter| *letter != '\t').map(u32::from);
        if let (Some(traditional), Some(simplified)) = (letters.next(), letters.next())
            && (FIRST..=LAST).contains(&traditional)
        {
            differences[(traditional - FIRST) as usize] = simplified.cast_signed() - traditional.cast_signed();
        }
    }
    differences
});

/// The simplified form of a character.
fn simplified(letter: char) -> char {
    let code = u32::from(letter);
    if !(FIRST..=LAST).contains(&code) {
        return letter;
    }
    char::from_u32(code.wrapping_add_signed(SIMPLIFIED[(code - FIRST) as usize])).unwrap_or(letter)
}

/// CJK unified ideographs with their extensions and compatibility forms, and the iteration mark.
pub fn is_han(letter: char) -> bool {
    matches!(letter,
        '\u{3005}' | '\u{3007}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{323AF}')
}

/// Whether folding never changes a character, whatever stands around it.
fn is_plain(letter: char) -> bool {
    match letter {
        'A'..='Z' => false,
        '\0'..='\u{7f}' | '、'..='】' => true,
        '\u{3400}'..='\u{9FFF}' => simplified(letter) == letter,
        _ => false,
    }
}

/// Brings text into the form in which it is indexed, searched and compared: NFKC, lower case, simplified characters.
///
/// Folding what is folded changes nothing.
///
/// # Example
///
/// ```
/// use gigmatch_text::fold;
///
/// assert_eq!(fold("ＣＮＣ學徒，Ｃ１駕照"), "cnc学徒,c1驾照");
/// assert_eq!(fold("月嫂"), "月嫂");
/// ```
pub fn fold(text: &str) -> Cow<'_, str> {
    /// Lower case can need normalising again, for some letters of few languages once more.
    const ROUNDS: usize = 4;
    if text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let mut folded = fold_once(text);
    for _ in 0..ROUNDS {
        let again = fold_once(&folded);
        if again == folded {
            break;
        }
        folded = again;
    }
    if folded == text { Cow::Borrowed(text) } else { Cow::Owned(folded) }
}

fn fold_once(text: &str) -> String {
    let normal = NFKC.normalize(text);
    let small: String = normal.chars().flat_map(char::to_lowercase).map(simplified).collect();
    match NFKC.normalize(&small) {
        Cow::Borrowed(same) if same.len() == small.len() => small,
        other => other.into_owned(),
    }
}

/// Folded text that knows where each part of it came from.
///
/// # Example
///
/// ```
/// use gigmatch_text::Folded;
///
/// let source = "急招ＣＮＣ學徒";
/// let folded = Folded::new(source);
/// let at = folded.text().find("cnc").unwrap();
/// assert_eq!(&source[folded.source_range(at..at + 3)], "ＣＮＣ");
/// ```
#[derive(Debug)]
pub struct Folded<'a> {
    text: Cow<'a, str>,
    /// Where pieces of the folded text begin, and where in the source; empty where both are the same.
    pieces: Vec<(usize, usize)>,
    source_len: usize,
}

impl<'a> Folded<'a> {
    /// Folds a text.
    pub fn new(source: &'a str) -> Self {
        let text = fold(source);
        let mut folded = Self { text, pieces: Vec::new(), source_len: source.len() };
        if matches!(folded.text, Cow::Borrowed(_)) {
            return folded;
        }
        let classes = CanonicalCombiningClassMapBorrowed::new();
        let starts: Vec<usize> = source
            .char_indices()
            .filter(|(at, letter)| *at == 0 || classes.get_u8(*letter) == 0)
            .map(|(at, _)| at)
            .chain([source.len()])
            .collect();
        let mut joined = String::new();
        for piece in starts.windows(2) {
            folded.pieces.push((joined.len(), piece[0]));
            joined.push_str(&fold(&source[piece[0]..piece[1]]));
        }
        if joined != folded.text {
            // Letters that join across our pieces, as in some scripts of India: the text is one piece.
            folded.pieces = vec![(0, 0)];
        }
        folded
    }

    /// The folded text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of the source that a range of the folded text came from; both ends are at characters.
    pub fn source_range(&self, range: Range<usize>) -> Range<usize> {
        if self.pieces.is_empty() {
            return range;
        }
        // The last piece that begins at or before the range's start, the first that begins at or after its end.
        let first = self.pieces.partition_point(|(at, _)| *at <= range.start).saturating_sub(1);
        let mut start = first;
        while start > 0 && self.pieces[start - 1].0 == self.pieces[start].0 && self.pieces[start].0 == range.start {
            start -= 1;
        }
        let end = self.pieces.partition_point(|(at, _)| *at < range.end);
        let end_of_source = self.pieces.get(end).map_or(self.source_len, |(_, source)| *source);
        self.pieces[start].1..end_of_source
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn width_case_and_traditional_characters_are_folded() {
        assert_eq!(fold("８小時　Ｃ１駕照"), "8小时 c1驾照");
        assert_eq!(fold("㈱ ﬁne Ⅳ"), "(株) fine iv");
        assert_eq!(fold("護理員🎉"), "护理员🎉");
        assert_eq!(fold(""), "");
    }

    #[test]
    fn simplified_forms_are_final() {
        for line in include_str!("../data/simplified.tsv").lines() {
            let (from, to) = line.split_once('\t').expect("two columns");
            let (from, to) = (from.chars().next().expect("a character"), to.chars().next().expect("a character"));
            assert_eq!(simplified(simplified(from)), simplified(from), "{from} to {to}");
        }
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in "\\PC{0,40}|[\\u{300}-\\u{345}A-Za-zİßſ招護]{0,12}") {
            let once = fold(&text).into_owned();
            prop_assert_eq!(fold(&once).into_owned(), once);
        }

        #[test]
        fn source_ranges_are_text(text in "\\PC{0,30}|[\\u{300}-\\u{345}A-ZＡ-Ｚ招護㈱ﬁ]{0,12}") {
            let folded = Folded::new(&text);
            let ends: Vec<usize> = folded.text().char_indices().map(|(at, _)| at).chain([folded.text().len()]).collect();
            for (place, start) in ends.iter().enumerate() {
                for end in &ends[place + 1..] {
                    let range = folded.source_range(*start..*end);
                    let part = text.get(range);
                    prop_assert!(part.is_some_and(|part| !part.is_empty()));
                    if *end == folded.text().len() && *start == 0 {
                        prop_assert_eq!(fold(part.unwrap_or_default()).into_owned(), folded.text());
                    }
                }
            }
        }
    }
}
