//! Chance that is the same on every machine: `SplitMix64`, and whole-number arithmetic only.
//!
//! Reference: G. L. Steele et al., OOPSLA 2014, doi:10.1145/2660193.2660195.

/// A generator with its state.
#[derive(Debug, Clone)]
pub(super) struct Chance(u64);

impl Chance {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to `below` − 1; 0 where `below` is 0.
    #[expect(clippy::cast_possible_truncation, reason = "below a usize")]
    pub(super) const fn below(&mut self, below: usize) -> usize {
        ((self.next() as u128 * below as u128) >> 64) as usize
    }

    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }

    /// Some thousandths of −ln(u), for u even between 0 and 1: halvings counted, and the rest on a line.
    pub(super) fn exponential_thousandths(&mut self) -> u64 {
        let drawn = self.next() | 1;
        let halvings = u64::from(drawn.leading_zeros());
        let rest = (drawn << halvings) >> 54;
        halvings * 693 + (1023 - rest.saturating_sub(512) * 2).min(1023) * 693 / 1023
    }
}
