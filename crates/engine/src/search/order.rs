//! The order of what was found, and its pages.

use crate::{Error, ErrorCode, Result, snapshot::RowRef};

/// What records are ordered by, the greatest first; ties by id bytes, the smallest first.
pub(super) type Key = [i64; 3];

/// Where a page ended: the key and id of its last record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cursor {
    key: Key,
    id: String,
}

impl Cursor {
    pub(super) fn parse(text: &str) -> Result<Self> {
        let invalid =
            || Error::new(ErrorCode::InvalidOption, format!("{text:?} is no cursor of a page")).with_field("after");
        let mut parts = text.splitn(4, '.');
        let mut number = || parts.next().and_then(|part| part.parse().ok()).ok_or_else(invalid);
        let key = [number()?, number()?, number()?];
        Ok(Self { key, id: parts.next().ok_or_else(invalid)?.to_owned() })
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [first, second, third] = self.key;
        write!(f, "{first}.{second}.{third}.{}", self.id)
    }
}

/// The first records behind a cursor.
pub(super) struct Page {
    top: usize,
    after: Option<Cursor>,
    /// Those that may be on the page; cut to the first `top` when there are many more.
    rows: Vec<(Key, RowRef)>,
    /// The last record that was on the page when it was last cut.
    last: Option<(Key, RowRef)>,
    /// Whether there are more than fit.
    more: bool,
}

impl Page {
    pub(super) fn new(top: usize, after: Option<Cursor>) -> Self {
        Self { top, after, rows: Vec::new(), last: None, more: false }
    }

    /// Whether a record whose key begins so may be on the page, as far as is known by now.
    #[inline]
    pub(super) fn may_hold<const N: usize>(&self, start: [i64; N]) -> bool {
        self.last.is_none_or(|(last, _)| start.as_slice() >= &last[..N])
    }

    /// Tells of a record behind the page.
    #[inline]
    pub(super) fn leave_out(&mut self) {
        self.more = true;
    }

    /// Takes a record in, unless it stands before the page or behind it.
    pub(super) fn offer<'a>(&mut self, key: Key, at: RowRef, id_of: impl Fn(RowRef) -> &'a str) {
        if let Some(after) = &self.after
            && (key > after.key || (key == after.key && id_of(at) <= after.id.as_str()))
        {
            return;
        }
        let is_behind = |(last, its): (Key, RowRef)| key < last || (key == last && id_of(at) > id_of(its));
        if self.top == 0 || self.last.is_some_and(is_behind) {
            return self.leave_out();
        }
        self.rows.push((key, at));
        if self.rows.len() >= self.top.saturating_mul(2).max(64) {
            self.cut(id_of);
        }
    }

    fn cut<'a>(&mut self, id_of: impl Fn(RowRef) -> &'a str) {
        let order = |a: &(Key, RowRef), b: &(Key, RowRef)| b.0.cmp(&a.0).then_with(|| id_of(a.1).cmp(id_of(b.1)));
        if self.rows.len() > self.top {
            let (_, last, _) = self.rows.select_nth_unstable_by(self.top - 1, order);
            self.last = Some(*last);
            self.rows.truncate(self.top);
            self.more = true;
        }
    }

    /// The rows in order with their scores, and the cursor of the next page.
    pub(super) fn finish<'a>(mut self, id_of: impl Fn(RowRef) -> &'a str) -> (Vec<(RowRef, u64)>, Option<String>) {
        self.cut(&id_of);
        self.rows.sort_unstable_by(|a, b| b.0.cmp(&a.0).then_with(|| id_of(a.1).cmp(id_of(b.1))));
        let last = self.rows.last().filter(|_| self.more);
        let next = last.map(|(key, at)| Cursor { key: *key, id: id_of(*at).to_owned() }.to_string());
        let rows = self.rows.iter().map(|(key, at)| (*at, u64::try_from(key[1]).unwrap_or(0))).collect();
        (rows, next)
    }
}
