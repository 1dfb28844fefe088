//! Codes of communes as tables write them, and the columns that hold them.

use crate::ingest::layer::{Cell, Header};
use crate::model::{CommuneCode, folded};

/// The cities whose arrondissements have codes of their own: first, last, and the commune's code.
const ARRONDISSEMENTS: [(&str, &str, &str); 3] =
    [("13201", "13216", "13055"), ("69381", "69389", "69123"), ("75101", "75120", "75056")];

/// Names that a column of INSEE codes goes by, folded; the first that is there is read.
pub(super) const CODE_NAMES: [&str; 25] = [
    "insee_com",
    "code_insee",
    "codgeo",
    "insee",
    "code_insee_commune",
    "code_insee_de_la_commune",
    "code_commune_insee",
    "commune_insee",
    "commune_code_insee",
    "commune_code",
    "code_geographique",
    "num_insee",
    "numero_insee",
    "code_commune",
    "codeinsee",
    "insee_code",
    "code_com",
    "codecommune",
    "depcom",
    "com_insee",
    "cog",
    "idcom",
    "com",
    "code",
    "id",
];

/// Where the codes of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CodeColumns {
    /// In one column.
    One(usize),
    /// In two: the département, and the commune in it (INSEE's `donnees_communes.csv`, whose `COM` is the *name*).
    Parts(usize, usize),
}

impl CodeColumns {
    /// Finds them by their names; `None` where no column goes by one.
    pub(super) fn of(header: &Header) -> Option<Self> {
        let parts = column(header, &["coddep"]).zip(column(header, &["codcom"]));
        if let Some((department, commune)) = parts {
            return Some(Self::Parts(department, commune));
        }
        column(header, &CODE_NAMES).map(Self::One)
    }

    /// The columns, in the order in which [`Self::read`] takes their cells.
    pub(super) fn columns(self) -> Vec<usize> {
        match self {
            Self::One(at) => vec![at],
            Self::Parts(department, commune) => vec![department, commune],
        }
    }

    /// The code as written: the two parts together where there are two.
    pub(super) fn read(self, cells: &[Cell<'_>]) -> String {
        let text = |at: usize| cells.get(at).map(Cell::text).unwrap_or_default();
        match self {
            Self::One(_) => text(0).into_owned(),
            Self::Parts(..) => {
                let (department, commune) = (text(0), text(1));
                // Three characters overseas, where the commune then has two.
                let department = format!("{department:0>2}");
                let width = 5usize.saturating_sub(department.len());
                // Some tables repeat the last digit of the département: 971 and 105.
                let repeated =
                    department.len() == 3 && commune.len() == 3 && commune.get(..1) == department.get(2..3);
                let commune = if repeated { commune.get(1..).unwrap_or_default() } else { &commune };
                format!("{department}{commune:0>width$}")
            }
        }
    }
}

/// The place of the first column that goes by one of these names, without regard to capitals, accents and what parts
/// the words: `Code INSEE` is `code_insee`. A column that has the very name goes before one that is only like it.
pub(super) fn column(header: &Header, names: &[&str]) -> Option<usize> {
    let folds: Vec<String> = header.columns.iter().map(|name| folded(name)).collect();
    let plain: Vec<String> = folds.iter().map(|name| words_of(name)).collect();
    names.iter().find_map(|name| {
        let same = folds.iter().position(|column| column == name);
        same.or_else(|| plain.iter().position(|column| *column == words_of(name)))
    })
}

/// The words of a folded name, joined by `_`.
pub(super) fn words_of(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("_")
}

/// A code, and what was put right where it was not written as it should be.
pub(super) fn read_code(text: &str) -> Result<(CommuneCode, Option<&'static str>), &'static str> {
    let trimmed = text.trim();
    if let Ok(code) = trimmed.parse() {
        return Ok((code, None));
    }
    let upper = trimmed.to_ascii_uppercase();
    let whole = upper.strip_suffix(".0").unwrap_or(&upper);
    let lost_zero = whole.len() == 4 && whole.bytes().all(|byte| byte.is_ascii_digit());
    let written = if lost_zero { format!("0{whole}") } else { whole.to_owned() };
    let why = if lost_zero {
        "its first zero was lost"
    } else if whole.len() < upper.len() {
        "it was read as a number"
    } else {
        "its letter was not a capital"
    };
    match written.parse() {
        Ok(code) => Ok((code, Some(why))),
        Err(_) if trimmed.is_empty() => Err("it is empty"),
        Err(_) => Err("not an INSEE commune code (5 characters, such as 48095 or 2A004)"),
    }
}

/// What [`read_code`] says of a code, in French.
pub(super) fn code_in_french(words: &str) -> &'static str {
    match words {
        "its first zero was lost" => "le premier zéro était perdu",
        "it was read as a number" => "il avait été lu comme un nombre",
        "its letter was not a capital" => "sa lettre n’était pas une capitale",
        "it is empty" => "aucun code ; ligne mise de côté",
        _ => "pas un code INSEE de commune (5 caractères : 48095, 2A004) ; ligne mise de côté",
    }
}

/// The commune that an arrondissement of Marseille, Lyon or Paris is part of.
pub(super) fn city_of(code: CommuneCode) -> Option<CommuneCode> {
    let text = code.as_str();
    let found = ARRONDISSEMENTS.into_iter().find(|(first, last, _)| (*first..=*last).contains(&text));
    found.and_then(|(_, _, city)| city.parse().ok())
}

/// The département of a commune, from its code: two characters, three overseas.
pub(super) fn department_of(code: CommuneCode) -> String {
    let text = code.as_str();
    let width = if text.starts_with("97") || text.starts_with("98") { 3 } else { 2 };
    text.chars().take(width).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::borrow::Cow;

    fn parts(department: &str, commune: &str) -> String {
        let cells = [department, commune].map(|text| Cell::Text(Cow::Owned(text.to_owned())));
        CodeColumns::Parts(0, 1).read(&cells)
    }

    #[test]
    fn a_code_in_two_parts_has_its_zeros_and_overseas_its_three_and_two() {
        assert_eq!(parts("01", "053"), "01053");
        assert_eq!(parts("1", "53"), "01053");
        assert_eq!(parts("2A", "004"), "2A004");
        assert_eq!(parts("974", "11"), "97411");
        assert_eq!(parts("971", "105"), "97105");
        assert_eq!(parts("971", "1"), "97101");
    }

    #[test]
    fn a_code_that_a_spreadsheet_spoiled_is_put_right() {
        let code = |text: &str| read_code(text).map(|(code, why)| (code.to_string(), why.is_some()));
        assert_eq!(code("01053"), Ok(("01053".to_owned(), false)));
        assert_eq!(code("1053"), Ok(("01053".to_owned(), true)));
        assert_eq!(code("1053.0"), Ok(("01053".to_owned(), true)));
        assert_eq!(code(" 2a004 "), Ok(("2A004".to_owned(), true)));
        for bad in ["", "Bourg", "105", "010530", "99"] {
            assert!(code(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn arrondissements_are_parts_of_their_city() {
        let city = |code: &str| city_of(code.parse().unwrap()).map(|city| city.to_string());
        assert_eq!(city("75101").as_deref(), Some("75056"));
        assert_eq!(city("69389").as_deref(), Some("69123"));
        assert_eq!(city("13217"), None);
        assert_eq!(city("75056"), None);
    }
}
