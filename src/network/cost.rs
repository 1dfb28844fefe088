//! Time and length of a way, together.

use crate::units::{Metres, Seconds};

/// Time and length: ordered by time, then by length. What is nearest is what is least.
///
/// Whole milliseconds and centimetres in 32 bits: 49 days, 42,949 km. Sums stop there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Cost {
    /// Milliseconds.
    pub ms: u32,
    /// Centimetres.
    pub cm: u32,
}

impl Cost {
    /// Nothing.
    pub const ZERO: Self = Self { ms: 0, cm: 0 };

    /// Both sums.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self { ms: self.ms.saturating_add(other.ms), cm: self.cm.saturating_add(other.cm) }
    }

    /// The time.
    #[must_use]
    pub fn duration(self) -> Seconds {
        Seconds::from_thousandths(u64::from(self.ms))
    }

    /// The length.
    #[must_use]
    pub fn distance(self) -> Metres {
        Metres::from_thousandths(u64::from(self.cm) * 10)
    }
}
