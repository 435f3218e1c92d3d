//! Folding of text that people type in more than one way.

use std::borrow::Cow;

/// Makes full-width ASCII (`Ａ`, `１`, `：`) and the ideographic space narrow.
pub(crate) fn fold_width(text: &str) -> Cow<'_, str> {
    let narrow = |letter: char| match letter {
        '\u{3000}' => Some(' '),
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0),
        _ => None,
    };
    if text.is_ascii() || !text.chars().any(|letter| narrow(letter).is_some()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|letter| narrow(letter).unwrap_or(letter)).collect())
}
