//! Lists of small numbers, one after the other in one piece of memory.

/// Lists of numbers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Rows {
    start: Vec<u32>,
    items: Vec<u32>,
}

impl Rows {
    /// The lists in their order.
    pub(super) fn new<L: AsRef<[u32]>>(lists: impl IntoIterator<Item = L>) -> Self {
        let mut rows = Self { start: vec![0], items: Vec::new() };
        for list in lists {
            rows.items.extend_from_slice(list.as_ref());
            rows.start.push(small(rows.items.len()));
        }
        rows
    }

    /// How many lists there are.
    pub(super) fn len(&self) -> usize {
        self.start.len() - 1
    }

    /// One list.
    pub(super) fn of(&self, list: usize) -> &[u32] {
        &self.items[self.start[list] as usize..self.start[list + 1] as usize]
    }

    /// The lists that each of `n` numbers is in, ascending.
    pub(super) fn transposed(&self, n: usize) -> Self {
        let mut lists = vec![Vec::new(); n];
        for list in 0..self.len() {
            for item in self.of(list) {
                lists[*item as usize].push(small(list));
            }
        }
        Self::new(lists)
    }
}

/// A place in a list as a small number. Instances have far fewer than 2³² pairs.
pub(super) fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
