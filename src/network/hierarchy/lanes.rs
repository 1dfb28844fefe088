//! The numbers that a pass over the hierarchy carries, sixteen side by side.
//!
//! A cost is a time and a length, compared in this order. Written as one number, milliseconds × 2²⁷ +
//! centimetres, costs add and compare as that number does. Kept as floating point, which is exact for
//! whole numbers below 2⁵³, the additions and minima of several lanes are single instructions of every
//! 64-bit processor, and nothing (infinity) plus an arc is nothing.
//!
//! Such a number means what it says while no length spills over 2²⁷ cm (1,342 km). No arc is faster than
//! some pace, so within [`Reach::of`] milliseconds none can; and a least number below that bound is the
//! least cost, because the least cost is then below it too and both are read without a spill. The few
//! answers beyond (some six hours by car) are computed again with 64-bit integers, 32 bits for each part.

use super::{Weight, cost};
use crate::network::cost::Cost;

/// How many ends share a pass: as many as fill the registers of the simplest processor.
pub(in crate::network) const LANES: usize = 16;

/// Bits of a length in a floating-point lane.
const LENGTH_BITS: u32 = 27;
/// Adding it to a whole number below it leaves that number in the low 52 bits.
const ALIGNER: f64 = 4_503_599_627_370_496.0;

/// A cost in a lane.
pub(super) trait Lane: Copy {
    /// No way: more than all others.
    const NEVER: Self;
    /// The same as a lane.
    fn of(weight: Weight) -> Self;
    /// The sum.
    fn plus(self, other: Self) -> Self;
    /// The smaller one.
    fn least(self, other: Self) -> Self;
    /// The cost, if it is within `reach`, and whether it is not.
    fn read(self, reach: Reach) -> (Weight, bool);
    /// The costs of all lanes, and whether all are within `reach`.
    fn read_all(lanes: &[Self; LANES], reach: Reach) -> ([Weight; LANES], bool) {
        one_by_one(lanes, reach)
    }
}

impl Lane for u64 {
    const NEVER: Self = Weight::MAX;

    fn of(weight: Weight) -> Self {
        weight
    }

    #[inline]
    fn plus(self, other: Self) -> Self {
        self.saturating_add(other)
    }

    #[inline]
    fn least(self, other: Self) -> Self {
        self.min(other)
    }

    #[inline]
    fn read(self, _: Reach) -> (Weight, bool) {
        (self, false)
    }
}

impl Lane for f64 {
    const NEVER: Self = Self::INFINITY;

    #[expect(clippy::cast_precision_loss, reason = "what is not exact is beyond reach and stays there")]
    fn of(weight: Weight) -> Self {
        if weight == Weight::MAX {
            return Self::NEVER;
        }
        let Cost { ms, cm } = cost(weight);
        (u64::from(ms) << LENGTH_BITS) as Self + Self::from(cm)
    }

    #[inline]
    fn plus(self, other: Self) -> Self {
        self + other
    }

    #[inline]
    fn least(self, other: Self) -> Self {
        // The form that is one instruction: numbers here are never NaN.
        if other < self { other } else { self }
    }

    #[inline]
    fn read(self, reach: Reach) -> (Weight, bool) {
        if self.is_infinite() { (Weight::MAX, false) } else { (whole(self), self >= reach.0) }
    }

    fn read_all(lanes: &[Self; LANES], reach: Reach) -> ([Weight; LANES], bool) {
        let farthest =
            lanes.iter().fold(0.0, |farthest: f64, lane| if *lane > farthest { *lane } else { farthest });
        if farthest >= reach.0 {
            return one_by_one(lanes, reach);
        }
        // Nearly always: what is left has no choice in it, and goes several lanes at a time.
        (lanes.map(whole), true)
    }
}

/// The cost in a lane that is within reach.
#[inline]
fn whole(lane: f64) -> Weight {
    let whole = (lane + ALIGNER).to_bits() & ((1 << 52) - 1);
    (whole >> LENGTH_BITS << 32) | (whole & ((1 << LENGTH_BITS) - 1))
}

/// The costs of lanes of which some are beyond reach or hold nothing.
#[cold]
fn one_by_one<L: Lane>(lanes: &[L; LANES], reach: Reach) -> ([Weight; LANES], bool) {
    let read = lanes.map(|lane| lane.read(reach));
    (read.map(|(cost, _)| cost), read.iter().all(|(_, beyond)| !beyond))
}

/// The first lane that is too large to be read as a time and a length.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Reach(f64);

impl Reach {
    /// The reach where no arc is longer than `pace` sixteenths of a centimetre a millisecond and both
    /// ends of a way together are at most `ends_cm` long.
    #[expect(clippy::cast_precision_loss, reason = "below 2⁵²")]
    pub(super) fn of(pace: u32, ends_cm: u64) -> Self {
        let room = (1u64 << LENGTH_BITS).saturating_sub(ends_cm + 1);
        let ms = (room * 16 / u64::from(pace.max(1))).min((1 << (52 - LENGTH_BITS)) - 1);
        Self((ms << LENGTH_BITS) as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::hierarchy::weight;
    use proptest::prelude::*;

    #[test]
    fn what_is_beyond_reach_says_so() {
        // 36 m/s and ends of one kilometre: 1,341.2 km take 10 h 20; nine hours fit in 52 bits.
        assert_eq!(Reach::of(58, 100_000), Reach(33_554_431.0 * 134_217_728.0));
        // 54 m/s: 6.9 hours.
        let reach = Reach::of(87, 100_000);
        let hours = |h: f64| f64::of(weight(Cost { ms: crate::network::num::rounded(h * 3.6e6), cm: 5 }));
        assert!(!hours(6.8).read(reach).1 && hours(6.9).read(reach).1);
        assert_eq!(f64::NEVER.plus(3.0).read(reach), (Weight::MAX, false));
        assert_eq!(Reach::of(16, u64::MAX / 2), Reach(0.0));
    }

    proptest! {
        #[test]
        fn within_reach_lanes_add_compare_and_read_as_weights(
            a in (0..10_000_000u32, 0..60_000_000u32), b in (0..10_000_000u32, 0..60_000_000u32),
        ) {
            let [a, b] = [a, b].map(|(ms, cm)| weight(Cost { ms, cm }));
            let reach = Reach::of(16, 0);
            prop_assert_eq!(f64::of(a).plus(f64::of(b)).read(reach), (a + b, false));
            prop_assert_eq!(f64::of(a).least(f64::of(b)).read(reach), (a.min(b), false));
            let mut lanes = [f64::of(a); LANES];
            prop_assert_eq!(f64::read_all(&lanes, reach), ([a; LANES], true));
            let mut expected = [a; LANES];
            (lanes[5], expected[5]) = (f64::NEVER, Weight::MAX);
            prop_assert_eq!(f64::read_all(&lanes, reach), (expected, true));
            lanes[9] = reach.0;
            prop_assert!(!f64::read_all(&lanes, reach).1);
        }
    }
}
