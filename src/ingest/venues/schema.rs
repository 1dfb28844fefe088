//! What the national schema of lieux de médiation numérique v1.0.2 accepts in each of its 32 columns.
//!
//! The patterns and lists of values are those of the published schema (Licence Ouverte, `LaMednum`, April 2024), written
//! here as facts so that a file can be checked without it.

use super::fields::{Field, values};
use crate::calendar::Date;
use crate::model::folded;

/// The version that is written.
pub const VERSION: &str = "1.0.2";
/// The SIRET that stands for an unknown one.
pub const UNKNOWN_PIVOT: &str = "00000000000000";
/// The longest short presentation, characters.
const LONGEST_SUMMARY: usize = 280;

const SERVICES: &[&str] = &[
    "Aide aux démarches administratives",
    "Maîtrise des outils numériques du quotidien",
    "Insertion professionnelle via le numérique",
    "Utilisation sécurisée du numérique",
    "Parentalité et éducation avec le numérique",
    "Loisirs et créations numériques",
    "Compréhension du monde numérique",
    "Accès internet et matériel informatique",
    "Acquisition de matériel informatique à prix solidaire",
];
const PUBLICS: &[&str] = &["Jeunes", "Étudiants", "Familles et/ou enfants", "Seniors", "Femmes"];
const CARE: &[&str] = &[
    "Surdité",
    "Handicaps moteurs",
    "Handicaps mentaux",
    "Illettrisme",
    "Langues étrangères (anglais)",
    "Langues étrangères (autres)",
    "Déficience visuelle",
];
const FEES: &[&str] = &["Gratuit", "Gratuit sous condition", "Payant"];
const PROGRAMMES: &[&str] = &[
    "Aidants Connect",
    "Bibliothèques numérique de référence",
    "Certification PIX",
    "Conseillers numériques",
    "Emmaüs Connect",
    "France Services",
    "Grande école du numérique",
    "La Croix Rouge",
    "Point d'accès numérique CAF",
    "Promeneurs du net",
    "Relais numérique (Emmaüs Connect)",
];
const LABELS: &[&str] = &[
    "Formé à « Mon Espace Santé »",
    "Formé à « DUPLEX » (illettrisme)",
    "Arnia/MedNum BFC (Bourgogne-Franche-Comté)",
    "Collectif ressources et acteurs réemploi (Normandie)",
    "Étapes numériques(La Poste)",
    "Fabriques de Territoire",
    "Les Éclaireurs du numérique (Drôme)",
    "Mes Papiers (Métropole de Lyon)",
    "ORDI 3.0",
    "SUD LABS (PACA)",
];
const ACCESS: &[&str] = &[
    "Se présenter",
    "Téléphoner",
    "Contacter par mail",
    "Prendre un RDV en ligne",
    "Ce lieu n'accueille pas de public",
    "Envoyer un mail avec une fiche de prescription",
];
const SUPPORT: &[&str] =
    &["En autonomie", "Accompagnement individuel", "Dans un atelier collectif", "À distance"];
const ITINERANCE: &[&str] = &["Itinérant", "Fixe"];
const DIALLING: [&str; 10] = ["+33", "+590", "+594", "+262", "+596", "+269", "+687", "+689", "+508", "+681"];

/// The values that a column may have; `None` where any will do.
#[must_use]
pub const fn allowed(field: Field) -> Option<&'static [&'static str]> {
    Some(match field {
        Field::Services => SERVICES,
        Field::Publics => PUBLICS,
        Field::Care => CARE,
        Field::Fees => FEES,
        Field::Programmes => PROGRAMMES,
        Field::Labels => LABELS,
        Field::Access => ACCESS,
        Field::Support => SUPPORT,
        Field::Itinerance => ITINERANCE,
        _ => return None,
    })
}

/// Whether a column must not be empty.
#[must_use]
pub const fn is_required(field: Field) -> bool {
    matches!(
        field,
        Field::Id
            | Field::Pivot
            | Field::Name
            | Field::Commune
            | Field::Postcode
            | Field::Address
            | Field::Updated
    )
}

/// Whether a value is one that the schema accepts in a column; the empty one where the column is not required.
#[must_use]
pub fn accepts(field: Field, value: &str) -> bool {
    if value.is_empty() {
        return !is_required(field);
    }
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match field {
        Field::Pivot => {
            (9..=14).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_alphanumeric())
        }
        Field::Postcode => value.len() == 5 && digits(value),
        // 00000 to 99999 but 20xxx, or 2A and 2B.
        Field::CommuneCode => {
            let bytes = value.as_bytes();
            bytes.len() == 5
                && digits(&value[2..])
                && match (bytes[0], bytes[1]) {
                    (b'2', second) => matches!(second, b'A' | b'B' | b'1'..=b'9'),
                    (first, second) => first.is_ascii_digit() && second.is_ascii_digit(),
                }
        }
        Field::Latitude | Field::Longitude => value.parse::<f64>().is_ok_and(f64::is_finite),
        Field::Phone => DIALLING.iter().any(|code| {
            value.strip_prefix(code).is_some_and(|rest| (6..=9).contains(&rest.len()) && digits(rest))
        }),
        Field::Summary => value.chars().count() <= LONGEST_SUMMARY,
        Field::Updated => value.len() == 10 && value.parse::<Date>().is_ok(),
        _ => allowed(field).is_none_or(|allowed| value.split('|').all(|value| allowed.contains(&value))),
    }
}

/// A value in the form that the schema accepts, where it has one; and the values of it that it does not accept.
#[must_use]
pub fn conformed(field: Field, value: &str) -> (String, Vec<String>) {
    let value = value.trim();
    if let Some(allowed) = allowed(field) {
        let (mut kept, mut dropped): (Vec<&str>, Vec<String>) = (Vec::new(), Vec::new());
        for value in values(value) {
            match allowed.iter().find(|allowed| folded(allowed) == folded(value)) {
                Some(allowed) if kept.contains(allowed) => {}
                Some(allowed) => kept.push(allowed),
                None => dropped.push(value.to_owned()),
            }
        }
        return (kept.join("|"), dropped);
    }
    let form = match field {
        Field::Phone => telephone(value),
        Field::Updated => day(value),
        Field::Summary if !accepts(field, value) => {
            let mut short: String = value.chars().take(LONGEST_SUMMARY - 1).collect();
            short.push('…');
            Some(short)
        }
        _ if field.is_many() => Some(values(value).collect::<Vec<_>>().join("|")),
        _ => Some(value.to_owned()),
    };
    match form.filter(|form| form.is_empty() || accepts(field, form)) {
        Some(form) if field == Field::Summary && form != value => (form, vec![value.to_owned()]),
        Some(form) => (form, Vec::new()),
        None => (String::new(), vec![value.to_owned()]),
    }
}

/// A French number with its dialling code: `04 66 65 12 34` is `+33466651234`.
fn telephone(text: &str) -> Option<String> {
    let first = text.split(['|', ';', '/']).next()?.trim();
    let first = first.replace("(0)", "");
    let digits: String = first.chars().filter(char::is_ascii_digit).collect();
    let others = first.chars().any(|c| !c.is_ascii_digit() && !" +.-()\u{a0}\u{202f}".contains(c));
    if others {
        return None;
    }
    if first.starts_with('+') {
        return Some(format!("+{digits}"));
    }
    if let Some(rest) = digits.strip_prefix("00") {
        return Some(format!("+{rest}"));
    }
    let overseas = [("0262", "+262"), ("0269", "+262"), ("0590", "+590"), ("0594", "+594"), ("0596", "+596")];
    let code = overseas.iter().find(|(start, _)| digits.starts_with(start)).map_or("+33", |(_, code)| *code);
    (digits.len() == 10 && digits.starts_with('0')).then(|| format!("{code}{}", &digits[1..]))
}

/// A day: `2024-04-02`, also with a time after it, or `02/04/2024`.
fn day(text: &str) -> Option<String> {
    let head = text.get(..10)?;
    if head.parse::<Date>().is_ok() && text[10..].starts_with(['T', ' ']) || text.parse::<Date>().is_ok() {
        return Some(head.to_owned());
    }
    let mut parts = text.split('/');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let iso = format!("{:0>4}-{month:0>2}-{day:0>2}", year.get(..4)?);
    iso.parse::<Date>().is_ok().then_some(iso)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_brought_to_the_form_of_the_schema() {
        for (field, value, form) in [
            (Field::Phone, "04 66 65 12 34", "+33466651234"),
            (Field::Phone, "+33 (0)4 66 65 12 34", "+33466651234"),
            (Field::Phone, "0262 12 34 56", "+262262123456"),
            (Field::Updated, "02/04/2024", "2024-04-02"),
            (Field::Updated, "2024-04-02T10:00:00Z", "2024-04-02"),
            (
                Field::Services,
                "aide aux demarches administratives; Loisirs et créations numériques",
                "Aide aux démarches administratives|Loisirs et créations numériques",
            ),
            (Field::Itinerance, "fixe", "Fixe"),
            (Field::Emails, "a@b.fr; c@d.fr", "a@b.fr|c@d.fr"),
        ] {
            assert_eq!(conformed(field, value), (form.to_owned(), vec![]), "{value}");
            assert!(accepts(field, form), "{form}");
        }
    }

    #[test]
    fn what_has_no_such_form_is_given_back() {
        for (field, value) in [
            (Field::Phone, "3939"),
            (Field::Phone, "sur demande"),
            (Field::Updated, "printemps"),
            (Field::Fees, "Adhésion"),
        ] {
            assert_eq!(conformed(field, value), (String::new(), vec![value.to_owned()]));
        }
        let (short, cut) = conformed(Field::Summary, &"é".repeat(300));
        assert_eq!((short.chars().count(), cut.len()), (280, 1));
    }

    #[test]
    fn the_patterns_are_those_of_the_schema() {
        for (field, good, bad) in [
            (Field::CommuneCode, "2A004", "20004"),
            (Field::CommuneCode, "97411", "4809"),
            (Field::Postcode, "01200", "1200"),
            (Field::Pivot, "00000000000000", "43493312"),
            (Field::Phone, "+33180059880", "0180059880"),
            (Field::Updated, "2024-04-02", "2024-13-02"),
            (Field::Itinerance, "Itinérant|Fixe", "Oui"),
            (Field::Latitude, "44.5", "44,5"),
        ] {
            assert!(accepts(field, good) && !accepts(field, bad), "{field}");
        }
        assert!(!accepts(Field::Updated, "") && accepts(Field::Phone, ""));
    }
}
