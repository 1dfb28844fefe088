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

macro_rules! text_code {
    ($name:ident) => {
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

        text_code!($name);
    };
}

/// The longest code of a commune: `n` and eleven digits.
const COMMUNE_LENGTH: usize = 12;

/// Code of a commune: INSEE's, two digits or `2A`/`2B` and then three digits; where there is none, as outside of France,
/// `r` and the number of its relation in OpenStreetMap (`r34914`), or `n` and that of its node (`n25735257`), of one to
/// eleven digits without a zero in front.
///
/// 12 bytes; sorted as text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommuneCode([u8; COMMUNE_LENGTH]);

impl CommuneCode {
    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let length = self.0.iter().position(|byte| *byte == 0).unwrap_or(COMMUNE_LENGTH);
        // Only ASCII passes `from_str`, so this never falls back.
        std::str::from_utf8(&self.0[..length]).unwrap_or_default()
    }

    /// Whether it is a code of INSEE's.
    #[must_use]
    pub const fn is_insee(&self) -> bool {
        !matches!(self.0[0], b'r' | b'n')
    }

    /// The code of a relation of OpenStreetMap; `None` for a number that no relation has.
    #[must_use]
    pub fn of_relation(id: i64) -> Option<Self> {
        format!("r{id}").parse().ok()
    }

    /// The code of a node of OpenStreetMap; `None` for a number that no node has.
    #[must_use]
    pub fn of_node(id: i64) -> Option<Self> {
        format!("n{id}").parse().ok()
    }
}

impl FromStr for CommuneCode {
    type Err = NotACode;
    fn from_str(text: &str) -> Result<Self, NotACode> {
        let is_code = match text.as_bytes() {
            [b'r' | b'n', first, rest @ ..] => {
                (b'1'..=b'9').contains(first) && rest.len() <= 10 && rest.iter().all(u8::is_ascii_digit)
            }
            [first, second, rest @ ..] => {
                first.is_ascii_digit()
                    && (second.is_ascii_digit() || (*first == b'2' && matches!(second, b'A' | b'B')))
                    && rest.len() == 3
                    && rest.iter().all(u8::is_ascii_digit)
            }
            _ => false,
        };
        if !is_code {
            let expected = "an INSEE commune code (5 characters, such as 48095 or 2A004) or a relation or node of OpenStreetMap (r34914)";
            return Err(NotACode { text: text.to_owned(), expected });
        }
        let mut bytes = [0; COMMUNE_LENGTH];
        bytes[..text.len()].copy_from_slice(text.as_bytes());
        Ok(Self(bytes))
    }
}

text_code!(CommuneCode);

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
        for code in ["r1", "r34914", "r9999999999", "n12345678901"] {
            assert_eq!(code.parse::<CommuneCode>().unwrap().to_string(), code);
        }
        assert!("r34914".parse::<CommuneCode>().is_ok_and(|code| !code.is_insee()));
        assert_eq!(CommuneCode::of_relation(34914), "r34914".parse().ok());
        assert_eq!((CommuneCode::of_relation(-1), CommuneCode::of_relation(0)), (None, None));
        assert_eq!("200070530".parse::<Siren>().unwrap().as_str(), "200070530");
    }

    #[test]
    fn codes_of_communes_sort_as_text() {
        let mut codes =
            ["r2", "48095", "r10", "r1", "2A004", "01001"].map(|c| c.parse::<CommuneCode>().unwrap());
        codes.sort_unstable();
        assert_eq!(codes.map(|c| c.to_string()), ["01001", "2A004", "48095", "r1", "r10", "r2"]);
    }

    #[test]
    fn what_is_not_a_code_is_refused() {
        for text in [
            "",
            "1001",
            "480950",
            "2C004",
            "4809é",
            "A8095",
            "48 95",
            "r",
            "r0",
            "r01",
            "R12",
            "r123456789012",
            "n",
            "n0",
            "m12",
            "r1a",
        ] {
            assert!(text.parse::<CommuneCode>().is_err(), "{text}");
        }
        assert!("20007053A".parse::<Siren>().is_err());
    }
}
