//! The name of a territory, as a user writes it.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::codes::{CommuneCode, Siren};

/// How many communes a list may name.
const MAX_COMMUNES: usize = 1000;

/// What kind of set of communes a territory is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TerritoryKind {
    /// One commune, or a list of them.
    Commune,
    /// An EPCI.
    Epci,
    /// A département.
    Department,
    /// A région.
    Region,
    /// All communes.
    Country,
}

/// Which communes a question is about.
///
/// Written `48` (département), `200070530` (EPCI), `region:76`, `48095` or `48095,48061`
/// (communes; `r34914` is one of a folder made of OpenStreetMap), `france` or `all` (every commune of the data). Département and région codes overlap (76 is Seine-Maritime and
/// Occitanie), so that two characters alone always mean a département. Every form may carry its
/// prefix: `department:48`, `epci:200070530`, `commune:48095`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TerritoryCode {
    /// A département, by its code (`48`, `2A`, `974`).
    Department(String),
    /// An EPCI, by its SIREN.
    Epci(Siren),
    /// A région, by its code (`76`).
    Region(String),
    /// Communes, sorted and without repetition.
    Communes(Vec<CommuneCode>),
    /// Every commune.
    France,
}

/// A text does not name a territory.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "“{text}” is not a territory: {problem}; write a département (48), an EPCI (200070530), a région (region:76), communes (48095,48061) or all (france)"
)]
pub struct TerritoryCodeError {
    /// The refused text, shortened.
    pub text: String,
    /// What is wrong with it.
    pub problem: String,
}

impl TerritoryCode {
    /// What kind of territory it is.
    #[must_use]
    pub const fn kind(&self) -> TerritoryKind {
        match self {
            Self::Department(_) => TerritoryKind::Department,
            Self::Epci(_) => TerritoryKind::Epci,
            Self::Region(_) => TerritoryKind::Region,
            Self::Communes(_) => TerritoryKind::Commune,
            Self::France => TerritoryKind::Country,
        }
    }

    /// Whether a commune of these bodies belongs to the territory.
    #[must_use]
    pub fn holds(&self, commune: &super::Commune) -> bool {
        match self {
            Self::Department(code) => commune.department == *code,
            Self::Epci(siren) => commune.epci == Some(*siren),
            Self::Region(code) => commune.region == *code,
            Self::Communes(codes) => codes.binary_search(&commune.code).is_ok(),
            Self::France => true,
        }
    }

    fn communes(list: &str) -> Result<Self, String> {
        let mut codes = Vec::new();
        for code in list.split(',').map(str::trim).filter(|code| !code.is_empty()) {
            codes.push(code.parse().map_err(|e: super::NotACode| e.to_string())?);
        }
        codes.sort_unstable();
        codes.dedup();
        match codes.len() {
            0 => Err("the list of communes is empty".to_owned()),
            n if n > MAX_COMMUNES => Err(format!("{n} communes, where a list may name {MAX_COMMUNES}")),
            _ => Ok(Self::Communes(codes)),
        }
    }

    fn parse(text: &str) -> Result<Self, String> {
        let department = |code: &str| {
            is_department(code)
                .then(|| Self::Department(code.to_owned()))
                .ok_or("no such form of département code".to_owned())
        };
        let epci = |code: &str| code.parse().map(Self::Epci).map_err(|e: super::NotACode| e.to_string());
        if let Some((prefix, rest)) = text.split_once(':') {
            return match prefix {
                "department" | "departement" => department(rest),
                "region" if (1..=3).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_digit()) => {
                    Ok(Self::Region(rest.to_owned()))
                }
                "region" => Err("a région code has 2 digits".to_owned()),
                "epci" => epci(rest),
                "commune" | "communes" => Self::communes(rest),
                _ => Err(format!("unknown prefix “{prefix}:”")),
            };
        }
        match text.len() {
            0 => Err("it is empty".to_owned()),
            _ if matches!(text, "france" | "all") => Ok(Self::France),
            _ if text.contains(',') => Self::communes(text),
            _ if text.starts_with(['r', 'n']) && text.bytes().skip(1).all(|byte| byte.is_ascii_digit()) => {
                Self::communes(text)
            }
            2 | 3 => department(text),
            5 => Self::communes(text),
            9 => epci(text),
            n => Err(format!("no code has {n} characters")),
        }
    }
}

fn is_department(code: &str) -> bool {
    let bytes = code.as_bytes();
    match bytes.len() {
        2 => bytes[0].is_ascii_digit() && (bytes[1].is_ascii_digit() || matches!(bytes, [b'2', b'A' | b'B'])),
        3 => bytes.iter().all(u8::is_ascii_digit) && bytes[0] == b'9',
        _ => false,
    }
}

impl FromStr for TerritoryCode {
    type Err = TerritoryCodeError;
    fn from_str(text: &str) -> Result<Self, TerritoryCodeError> {
        Self::parse(text.trim())
            .map_err(|problem| TerritoryCodeError { text: super::shortened(text), problem })
    }
}

impl fmt::Display for TerritoryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Department(code) => f.write_str(code),
            Self::Epci(siren) => f.write_str(siren.as_str()),
            Self::Region(code) => write!(f, "region:{code}"),
            Self::Communes(codes) => {
                for (i, code) in codes.iter().enumerate() {
                    write!(f, "{}{code}", if i > 0 { "," } else { "" })?;
                }
                Ok(())
            }
            Self::France => f.write_str("france"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_reads_and_writes_back() {
        for text in [
            "48",
            "2A",
            "974",
            "200070530",
            "region:76",
            "48095",
            "48061,48095",
            "r34914",
            "r1",
            "n25735257",
            "france",
        ] {
            assert_eq!(text.parse::<TerritoryCode>().unwrap().to_string(), text);
        }
        assert_eq!("48095, 48061,48095".parse::<TerritoryCode>().unwrap().to_string(), "48061,48095");
        assert_eq!("r9, 48095,r10".parse::<TerritoryCode>().unwrap().to_string(), "48095,r10,r9");
        assert_eq!("all".parse(), Ok(TerritoryCode::France));
        assert_eq!(
            "departement:48".parse::<TerritoryCode>().unwrap(),
            TerritoryCode::Department("48".into())
        );
    }

    #[test]
    fn what_names_no_territory_is_refused_with_the_accepted_forms() {
        for text in [
            "",
            "4",
            "48x",
            "4809",
            "20007053",
            "region:",
            "planet:3",
            ",",
            "48095,zz",
            "r",
            "r0",
            "r123456789012",
            "NaN",
            "🙂🙂",
        ] {
            let error = text.parse::<TerritoryCode>().unwrap_err().to_string();
            assert!(error.contains("region:76"), "{error}");
        }
    }
}
