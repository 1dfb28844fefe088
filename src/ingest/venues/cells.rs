//! The accidents of a single cell, put right where there is one way to: each says what was done.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;

use super::fields::Field;
use crate::model::{FindingKind, Severity, folded};

/// A cell that was put right, or is doubtful.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Repair {
    pub(super) kind: FindingKind,
    pub(super) severity: Severity,
    /// What the cell is read as.
    pub(super) value: String,
    pub(super) english: String,
    pub(super) french: String,
}

impl Repair {
    fn fixed(kind: FindingKind, value: String, english: &str, french: &str) -> Self {
        let (english, french) = (format!("{english}; read as {value}"), format!("{french} ; lu {value}"));
        Self { kind, severity: Severity::Fixed, value, english, french }
    }

    fn said(kind: FindingKind, severity: Severity, value: &str, english: &str, french: &str) -> Self {
        let (english, french) = (english.to_owned(), french.to_owned());
        Self { kind, severity, value: value.to_owned(), english, french }
    }
}

/// Words that stand where nothing is known.
const UNKNOWN: [&str; 12] = [
    "-",
    "--",
    "?",
    "nc",
    "n/c",
    "nr",
    "null",
    "none",
    "inconnu",
    "non renseigne",
    "non communique",
    "horaires non communiques",
];

/// Whether a text says that nothing is known.
pub(super) fn is_unknown(text: &str) -> bool {
    UNKNOWN.contains(&folded(text).trim_end_matches('.'))
}

/// What is to be repaired in a cell, one accident after the other; the last has the value to use.
pub(super) fn repairs(field: Field, text: &str) -> Vec<Repair> {
    let mut repairs = Vec::new();
    let mut value = Cow::Borrowed(text);
    let of_field = match field {
        Field::Postcode => postcode,
        Field::CommuneCode => commune_code,
        Field::Commune => commune_name,
        Field::Pivot => pivot,
        _ => none,
    };
    for repair in [text_repair, of_field] {
        if let Some(repair) = repair(&value) {
            value = Cow::Owned(repair.value.clone());
            repairs.push(repair);
        }
    }
    repairs
}

fn none(_: &str) -> Option<Repair> {
    None
}

/// Text that went through a wrong encoding.
fn text_repair(text: &str) -> Option<Repair> {
    if text.is_ascii() {
        return None;
    }
    let once = once_decoded(text);
    let quotes = once.as_deref().unwrap_or(text);
    let plain = quotes.contains('\u{ff02}').then(|| quotes.replace('\u{ff02}', "\""));
    let (english, french) = match (&once, &plain) {
        (None, None) => return None,
        (Some(_), _) => ("UTF-8 that was encoded twice", "texte encodé deux fois"),
        (None, Some(_)) => (
            "full-width quotation marks (U+FF02) in place of \"",
            "guillemets pleine largeur à la place de \"",
        ),
    };
    Some(Repair::fixed(FindingKind::GarbledText, plain.or(once)?, english, french))
}

/// The text that UTF-8 taken for Windows-1252 was; `None` when it is no such accident.
pub(super) fn once_decoded(text: &str) -> Option<String> {
    if !text.contains(['Ã', 'Â', 'â', 'Å']) {
        return None;
    }
    let (bytes, _, unmappable) = WINDOWS_1252.encode(text);
    let once = std::str::from_utf8(&bytes).ok().filter(|_| !unmappable)?;
    (once != text).then(|| once.to_owned())
}

/// The digits of a number that a spreadsheet made of a code: `75001.0`, `1 200`.
fn digits_of(text: &str) -> Option<String> {
    let whole = text.strip_suffix(".0").or_else(|| text.strip_suffix(",0")).unwrap_or(text);
    let digits: String = whole.chars().filter(|c| !c.is_whitespace()).collect();
    (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

fn postcode(text: &str) -> Option<Repair> {
    let kind = FindingKind::MiswrittenPostcode;
    if text.len() == 5 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match digits_of(text) {
        Some(digits) if digits.len() == 4 => {
            let (english, french) = ("the postcode lost its zero", "le code postal a perdu son zéro");
            Some(Repair::fixed(kind, format!("0{digits}"), english, french))
        }
        Some(digits) if digits.len() == 5 => {
            let (english, french) =
                ("the postcode was written as a number", "code postal écrit comme un nombre");
            Some(Repair::fixed(kind, digits, english, french))
        }
        _ => {
            let (english, french) =
                ("not a postcode of five digits", "ce n’est pas un code postal à cinq chiffres");
            Some(Repair::said(kind, Severity::Warning, text, english, french))
        }
    }
}

fn commune_code(text: &str) -> Option<Repair> {
    let kind = FindingKind::MiswrittenCode;
    if text.len() == 5 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let upper = text.to_uppercase();
    if upper != text && upper.parse::<crate::model::CommuneCode>().is_ok() {
        let (english, french) = ("a small letter in the code", "lettre minuscule dans le code");
        return Some(Repair::fixed(kind, upper, english, french));
    }
    let digits = digits_of(text)?;
    match digits.len() {
        4 => {
            let (english, french) = ("the code lost its zero", "le code a perdu son zéro");
            Some(Repair::fixed(kind, format!("0{digits}"), english, french))
        }
        5 => {
            let (english, french) = ("the code was written as a number", "code écrit comme un nombre");
            Some(Repair::fixed(kind, digits, english, french))
        }
        _ => None,
    }
}

/// `ST ETIENNE CEDEX 2`: the commune is Saint-Étienne.
fn commune_name(text: &str) -> Option<Repair> {
    let mut words: Vec<Cow<'_, str>> = text.split_whitespace().map(Cow::Borrowed).collect();
    let cedex = words.iter().position(|word| folded(word) == "cedex");
    let had_cedex = cedex.is_some_and(|at| {
        words.truncate(at.max(1));
        at > 0
    });
    let mut had_saint = false;
    for word in &mut words {
        let (head, tail) = word.split_once('-').map_or((word.as_ref(), None), |(a, b)| (a, Some(b)));
        let full = match folded(head).trim_end_matches('.') {
            "st" => "Saint",
            "ste" => "Sainte",
            _ => continue,
        };
        had_saint = true;
        *word = Cow::Owned(tail.map_or_else(|| full.to_owned(), |tail| format!("{full}-{tail}")));
    }
    if !had_cedex && !had_saint {
        return None;
    }
    let (english, french) = match (had_cedex, had_saint) {
        (true, _) => ("CEDEX is no part of the name of a commune", "CEDEX ne fait pas partie du nom"),
        _ => ("the name is abbreviated", "nom abrégé"),
    };
    Some(Repair::fixed(FindingKind::AbbreviatedName, words.join(" "), english, french))
}

/// The SIRET of the national schema.
fn pivot(text: &str) -> Option<Repair> {
    let kind = FindingKind::UnknownPivot;
    if text.bytes().all(|byte| byte == b'0') {
        let (english, french) =
            ("zeros stand for an unknown SIRET", "des zéros tiennent lieu de SIRET inconnu");
        return Some(Repair::said(kind, Severity::Note, text, english, french));
    }
    let is_pivot =
        |text: &str| (9..=14).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_pivot(text) {
        return None;
    }
    let joined: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
    if is_pivot(&joined) && joined.len() < text.len() && !text.contains(char::is_alphabetic) {
        let (english, french) = ("blanks in the SIRET", "espaces dans le SIRET");
        return Some(Repair::fixed(FindingKind::InvalidValue, joined, english, french));
    }
    let (english, french) = (
        "not a SIRET or another identifier of 9 to 14 characters",
        "ni SIRET ni identifiant de 9 à 14 caractères",
    );
    Some(Repair::said(kind, Severity::Warning, text, english, french))
}

#[cfg(test)]
mod tests {
    use super::*;
    use FindingKind as K;

    fn read(field: Field, text: &str) -> Vec<(FindingKind, Severity, String)> {
        repairs(field, text).into_iter().map(|repair| (repair.kind, repair.severity, repair.value)).collect()
    }

    #[test]
    fn what_is_well_written_is_left_alone() {
        for (field, text) in [
            (Field::Postcode, "48000"),
            (Field::CommuneCode, "2A004"),
            (Field::CommuneCode, "2B10"),
            (Field::Commune, "Saint-Étienne-du-Valdonnez"),
            (Field::Commune, "Stains"),
            (Field::Commune, "Cedex"),
            (Field::Pivot, "43493312300029"),
            (Field::Name, "Médiathèque « L’Âne bâté », à Œuilly – 5 €"),
        ] {
            assert_eq!(read(field, text), [], "{text}");
        }
    }

    #[test]
    fn each_accident_has_its_kind_and_its_repair() {
        for (field, text, kind, value) in [
            (Field::Postcode, "1290", K::MiswrittenPostcode, "01290"),
            (Field::Postcode, "75001.0", K::MiswrittenPostcode, "75001"),
            (Field::Postcode, "48\u{a0}000", K::MiswrittenPostcode, "48000"),
            (Field::CommuneCode, "1033", K::MiswrittenCode, "01033"),
            (Field::CommuneCode, "2a004", K::MiswrittenCode, "2A004"),
            (Field::Commune, "ST ETIENNE CEDEX 2", K::AbbreviatedName, "Saint ETIENNE"),
            (Field::Commune, "Ste-Enimie", K::AbbreviatedName, "Sainte-Enimie"),
            (Field::Name, "MÃ©diathÃ¨que", K::GarbledText, "Médiathèque"),
            (Field::Name, "Le \u{ff02}Relais\u{ff02}", K::GarbledText, "Le \"Relais\""),
            (Field::Pivot, "434 933 123 00029", K::InvalidValue, "43493312300029"),
        ] {
            assert_eq!(read(field, text), [(kind, Severity::Fixed, value.to_owned())], "{text}");
        }
    }

    #[test]
    fn what_cannot_be_repaired_is_said_and_kept() {
        for (field, text, kind, severity) in [
            (Field::Postcode, "F-48", K::MiswrittenPostcode, Severity::Warning),
            (Field::Pivot, "00000000000000", K::UnknownPivot, Severity::Note),
            (Field::Pivot, "en cours", K::UnknownPivot, Severity::Warning),
        ] {
            assert_eq!(read(field, text), [(kind, severity, text.to_owned())]);
        }
    }

    #[test]
    fn two_accidents_in_one_cell_are_both_said() {
        let said = read(Field::Commune, "St CÃ©rÃ© Cedex");
        assert_eq!(said.iter().map(|said| said.0).collect::<Vec<_>>(), [K::GarbledText, K::AbbreviatedName]);
        assert_eq!(said[1].2, "Saint Céré");
    }

    #[test]
    fn words_for_nothing_are_known() {
        assert!(is_unknown("Horaires non communiqués") && is_unknown("-") && is_unknown("N/C"));
        assert!(!is_unknown("Mo-Fr 09:00-12:00"));
    }
}
