//! Lists of varying length in two flat arrays.

/// One list a row: `values[offsets[row]..offsets[row + 1]]`.
#[derive(Debug, Clone)]
pub(crate) struct Lists<T> {
    offsets: Vec<u32>,
    values: Vec<T>,
}

impl<T> Default for Lists<T> {
    fn default() -> Self {
        Self { offsets: vec![0], values: Vec::new() }
    }
}

impl<T: Copy> Lists<T> {
    /// Appends the list of the next row.
    pub(crate) fn push(&mut self, values: impl IntoIterator<Item = T>) {
        self.values.extend(values);
        self.offsets.push(offset(self.values.len()));
    }

    /// The list of a row.
    pub(crate) fn get(&self, row: usize) -> &[T] {
        &self.values[self.offsets[row] as usize..self.offsets[row + 1] as usize]
    }

    /// Where a row's list begins among all values.
    pub(crate) fn start(&self, row: usize) -> usize {
        self.offsets[row] as usize
    }

    /// The lists in another row order.
    pub(crate) fn permuted(&self, order: &[u32]) -> Self {
        let mut lists =
            Self { offsets: Vec::with_capacity(order.len() + 1), values: Vec::with_capacity(self.values.len()) };
        lists.offsets.push(0);
        for row in order {
            lists.push(self.get(*row as usize).iter().copied());
        }
        lists
    }
}

/// One text a row, in one buffer.
#[derive(Debug, Clone)]
pub(crate) struct Strings {
    offsets: Vec<u32>,
    bytes: String,
}

impl Default for Strings {
    fn default() -> Self {
        Self { offsets: vec![0], bytes: String::new() }
    }
}

impl Strings {
    pub(crate) fn push(&mut self, text: &str) {
        self.bytes.push_str(text);
        self.offsets.push(offset(self.bytes.len()));
    }

    pub(crate) fn get(&self, row: usize) -> &str {
        &self.bytes[self.offsets[row] as usize..self.offsets[row + 1] as usize]
    }

    pub(crate) fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    pub(crate) fn permuted(&self, order: &[u32]) -> Self {
        let mut strings = Self::default();
        for row in order {
            strings.push(self.get(*row as usize));
        }
        strings
    }

    /// Rows in the order of their texts' bytes.
    pub(crate) fn sorted_rows(&self) -> Vec<u32> {
        let mut rows: Vec<u32> = (0..offset(self.len())).collect();
        rows.sort_unstable_by_key(|row| self.get(*row as usize));
        rows
    }

    /// Finds a text among rows that are sorted by it.
    pub(crate) fn find(&self, sorted_rows: &[u32], text: &str) -> Option<usize> {
        sorted_rows
            .binary_search_by_key(&text, |row| self.get(*row as usize))
            .ok()
            .map(|place| sorted_rows[place] as usize)
    }
}

/// A column's values in another row order.
pub(crate) fn permuted<T: Copy>(column: &[T], order: &[u32]) -> Vec<T> {
    order.iter().map(|row| column[*row as usize]).collect()
}

/// A segment holds at most 2^31 documents, but their lists together may be longer than an offset counts: refuse loudly.
fn offset(length: usize) -> u32 {
    u32::try_from(length).expect("the lists of one column of one segment hold fewer than 2^32 values")
}
