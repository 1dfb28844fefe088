//! Quantities with their unit in the type: no bare number crosses a public signature.
//!
//! Lengths are kept to the millimetre and times to the millisecond. The rounding happens once,
//! when the value is made, so that comparisons with a limit ("exactly 20 minutes is inside") and
//! the figures in a file are those that were computed with.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Sub};

use serde::{Deserialize, Serialize};

/// A finite, non-negative quantity could not be made from the given number.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("{value} is not a finite, non-negative number of {unit}")]
pub struct NotAQuantity {
    /// The refused number.
    pub value: f64,
    /// The unit, plural.
    pub unit: &'static str,
}

macro_rules! thousandths {
    ($(#[$doc:meta])* $name:ident, $unit:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(u64);

        impl $name {
            /// Zero.
            pub const ZERO: Self = Self(0);

            /// Rounds to the nearest thousandth.
            ///
            /// # Errors
            /// When `value` is negative, infinite, not a number, or beyond 10¹².
            pub fn new(value: f64) -> Result<Self, NotAQuantity> {
                if value.is_finite() && (0.0..=1e12).contains(&value) {
                    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "range checked above")]
                    Ok(Self((value * 1000.0).round() as u64))
                } else {
                    Err(NotAQuantity { value, unit: $unit })
                }
            }

            /// From a whole number of thousandths.
            #[must_use]
            pub const fn from_thousandths(thousandths: u64) -> Self {
                Self(thousandths)
            }

            /// As a whole number of thousandths.
            #[must_use]
            pub const fn thousandths(self) -> u64 {
                self.0
            }

            /// As a number of the unit.
            #[must_use]
            #[expect(clippy::cast_precision_loss, reason = "below 10¹⁵ thousandths a double is exact")]
            pub fn value(self) -> f64 {
                self.0 as f64 / 1000.0
            }

            /// The difference, zero when `other` is larger.
            #[must_use]
            pub const fn saturating_sub(self, other: Self) -> Self {
                Self(self.0.saturating_sub(other.0))
            }
        }

        impl Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0 + other.0)
            }
        }

        impl Sum for $name {
            fn sum<I: Iterator<Item = Self>>(items: I) -> Self {
                items.fold(Self::ZERO, Add::add)
            }
        }

        /// Shortest decimal form: `12`, `12.5`, `12.345`.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let (whole, rest) = (self.0 / 1000, self.0 % 1000);
                if rest == 0 {
                    write!(f, "{whole}")
                } else {
                    let digits = format!("{rest:03}");
                    write!(f, "{whole}.{}", digits.trim_end_matches('0'))
                }
            }
        }

        /// A JSON number, an integer where the value is whole.
        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                if self.0 % 1000 == 0 {
                    serializer.serialize_u64(self.0 / 1000)
                } else {
                    serializer.serialize_f64(self.value())
                }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = f64::deserialize(deserializer)?;
                Self::new(value).map_err(serde::de::Error::custom)
            }
        }
    };
}

thousandths!(
    /// A duration in seconds, kept to the millisecond.
    Seconds,
    "seconds"
);
thousandths!(
    /// A length in metres, kept to the millimetre.
    Metres,
    "metres"
);
thousandths!(
    /// A number of people, kept to the thousandth because grid cells hold fractions of people;
    /// sums are exact.
    People,
    "people"
);
thousandths!(
    /// How much a demand point counts in a choice, in the unit of the column that it comes from; kept to the thousandth.
    Weight,
    "units"
);
thousandths!(
    /// What a stop costs, in the unit of whoever says so (euros, days); kept to the thousandth.
    Cost,
    "units of cost"
);

impl Sub for People {
    type Output = Self;
    /// # Panics
    /// In debug builds, when `other` is larger.
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl People {
    /// From a whole number of people.
    #[must_use]
    pub const fn whole(count: u32) -> Self {
        Self(count as u64 * 1000)
    }

    /// This number as a share of `total`, between 0 and 1; 0 when `total` is nobody.
    #[must_use]
    pub fn share_of(self, total: Self) -> f64 {
        if total.0 == 0 { 0.0 } else { self.value() / total.value() }
    }
}

impl Cost {
    /// What a stop costs when nobody says: 1, so that a cost counts stops.
    pub const ONE: Self = Self(1000);
}

impl Seconds {
    /// From whole minutes.
    #[must_use]
    pub const fn from_minutes(minutes: u32) -> Self {
        Self(minutes as u64 * 60_000)
    }

    /// As a number of minutes.
    #[must_use]
    pub fn minutes(self) -> f64 {
        self.value() / 60.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantity_is_rounded_once_to_the_thousandth() {
        assert_eq!(Metres::new(1.000_4).unwrap(), Metres::new(1.0).unwrap());
        assert_eq!(Seconds::new(1_199.999_999_9).unwrap(), Seconds::from_minutes(20));
    }

    #[test]
    fn what_is_not_a_quantity_is_refused() {
        for bad in [f64::NAN, f64::INFINITY, -0.1, 1e13] {
            assert!(Metres::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn people_are_written_without_needless_decimals() {
        assert_eq!(People::whole(76_486).to_string(), "76486");
        assert_eq!(People::new(3.5).unwrap().to_string(), "3.5");
        assert_eq!(serde_json::to_string(&People::whole(12)).unwrap(), "12");
        assert_eq!(serde_json::to_string(&Metres::new(0.25).unwrap()).unwrap(), "0.25");
    }
}
