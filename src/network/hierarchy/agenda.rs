//! Places to visit, the largest first: a set of bits under a summary of bits.
//!
//! A climb only ever adds places smaller than the one it visits, so the next one is found by looking
//! down from there; the summary skips 4,096 places at a time. It needs neither a heap nor its comparisons.

/// A set of places that hands out the largest.
#[derive(Debug)]
pub(super) struct Agenda {
    words: Vec<u64>,
    summary: Vec<u64>,
    /// No summary word after this one has a bit.
    last: usize,
}

impl Agenda {
    /// Room for the places below `n_places`.
    pub(super) fn new(n_places: usize) -> Self {
        let words = vec![0; n_places.div_ceil(64)];
        let summary = vec![0; words.len().div_ceil(64)];
        Self { words, summary, last: 0 }
    }

    /// Adds a place; nothing happens when it is there.
    #[inline]
    pub(super) fn insert(&mut self, place: u32) {
        let place = place as usize;
        self.words[place / 64] |= 1 << (place % 64);
        self.summary[place / 4096] |= 1 << (place / 64 % 64);
        self.last = self.last.max(place / 4096);
    }

    /// Takes out the largest.
    #[inline]
    pub(super) fn pop(&mut self) -> Option<u32> {
        while self.summary.get(self.last).copied().unwrap_or(0) == 0 {
            self.last = self.last.checked_sub(1)?;
        }
        let word = self.last * 64 + highest(self.summary[self.last]);
        let bit = highest(self.words[word]);
        self.words[word] ^= 1 << bit;
        if self.words[word] == 0 {
            self.summary[self.last] ^= 1 << (word % 64);
        }
        Some(crate::network::num::small(word * 64 + bit))
    }
}

/// The place of the highest bit of a word that has one.
const fn highest(word: u64) -> usize {
    word.ilog2() as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn places_come_out_once_each_and_the_largest_first(places in proptest::collection::vec(0..20_000u32, 0..50)) {
            let mut agenda = Agenda::new(20_000);
            for _ in 0..2 {
                for place in &places {
                    agenda.insert(*place);
                }
                let mut expected = places.clone();
                expected.sort_unstable();
                expected.dedup();
                expected.reverse();
                prop_assert_eq!(std::iter::from_fn(|| agenda.pop()).collect::<Vec<_>>(), expected);
            }
        }
    }
}
