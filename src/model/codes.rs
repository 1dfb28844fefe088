//! Official codes. They are text: a leading zero or a Corsican letter is part of the code.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// A text is not the official code it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{text}” is not {expected}")]
pub struct NotACode {
    /// The refused text.
    pub text: String,
    /// What would have been a code.
    pub expected: &'static str,
}

macro_rules! fixed_code {
    ($(#[$doc:meta])* $name:ident, $length:literal, $expected:literal, $accepts:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; $length]);

        impl $name {
            /// The code as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                // Only ASCII passes `from_str`, so this never falls back.
                std::str::from_utf8(&self.0).unwrap_or_default()
            }
        }

        impl FromStr for $name {
            type Err = NotACode;
            fn from_str(text: &str) -> Result<Self, NotACode> {
                let accepts: fn(&[u8; $length]) -> bool = $accepts;
                <[u8; $length]>::try_from(text.as_bytes())
                    .ok()
                    .filter(accepts)
                    .map(Self)
                    .ok_or_else(|| NotACode { text: text.to_owned(), expected: $expected })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

fixed_code!(
    /// INSEE code of a commune: two digits or `2A`/`2B`, then three digits.
    CommuneCode,
    5,
    "an INSEE commune code (5 characters, such as 48095 or 2A004)",
    |c| c[0].is_ascii_digit()
        && (c[1].is_ascii_digit() || (c[0] == b'2' && matches!(c[1], b'A' | b'B')))
        && c[2..].iter().all(u8::is_ascii_digit)
);

fixed_code!(
    /// SIREN of an EPCI: nine digits.
    Siren,
    9,
    "a SIREN (9 digits)",
    |c| c.iter().all(u8::is_ascii_digit)
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_keep_their_zeros_and_letters() {
        for code in ["01001", "2A004", "97410", "48095"] {
            assert_eq!(code.parse::<CommuneCode>().unwrap().to_string(), code);
        }
        assert_eq!("200070530".parse::<Siren>().unwrap().as_str(), "200070530");
    }

    #[test]
    fn what_is_not_a_code_is_refused() {
        for text in ["", "1001", "480950", "2C004", "4809é", "A8095", "48 95"] {
            assert!(text.parse::<CommuneCode>().is_err(), "{text}");
        }
        assert!("20007053A".parse::<Siren>().is_err());
    }
}
