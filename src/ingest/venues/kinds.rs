//! What a venue is, and whether it travels, from the words of its row.

use std::collections::BTreeSet;

use super::fields::{Field, Row};
use crate::model::{Itinerance, VenueKind, folded};

/// Codes of `typologie` that stand for a public body.
const PUBLIC: [&str; 22] = [
    "caf",
    "cap_emploi",
    "cc",
    "ccas",
    "cd",
    "cias",
    "cpam",
    "cs",
    "deets",
    "departement",
    "epci",
    "mda",
    "mde",
    "mdph",
    "mds",
    "msa",
    "muni",
    "pad",
    "pe",
    "pij_bij",
    "pref",
    "reg",
];
/// Codes of `typologie` that stand for an association or a social enterprise.
const ASSOCIATIVE: [&str; 13] =
    ["aci", "ai", "asso", "chrs", "cidff", "ess", "essms", "mjc", "ml", "mq", "oacas", "pimms", "udaf"];

/// The kinds of a venue, [`VenueKind::Other`] when no word tells.
pub(super) fn kinds(row: &Row) -> BTreeSet<VenueKind> {
    let mut kinds = BTreeSet::new();
    for code in row.many(Field::Typology) {
        let code = folded(code);
        kinds.extend(match code.as_str() {
            "rfs" => Some(VenueKind::FranceServices),
            "bib" => Some(VenueKind::Library),
            "tiers_lieux" => Some(VenueKind::ThirdPlace),
            "epn" => Some(VenueKind::Epn),
            "msap" => Some(VenueKind::Msap),
            code if ASSOCIATIVE.contains(&code) => Some(VenueKind::Association),
            code if PUBLIC.contains(&code) => Some(VenueKind::PublicBody),
            _ => None,
        });
    }
    for field in [Field::Programmes, Field::Labels, Field::OtherLabels] {
        kinds.extend(row.many(field).filter_map(of_label));
    }
    if let Some(category) = row.get(Field::Category).map(folded) {
        if category == "msap" {
            kinds.insert(VenueKind::Msap);
        } else if category == "fs" || category.starts_with("fs ") || category.starts_with("antenne") {
            kinds.insert(VenueKind::FranceServices);
        }
    }
    // The lists of France Services name their venues in a column of their own.
    if row.get(Field::FranceServicesName).is_some() && !kinds.contains(&VenueKind::Msap) {
        kinds.insert(VenueKind::FranceServices);
    }
    if kinds.is_empty() {
        kinds.insert(VenueKind::Other);
    }
    kinds
}

/// The kind that a label or a national programme gives.
fn of_label(label: &str) -> Option<VenueKind> {
    let label = folded(label);
    let has = |words: &str| label.contains(words);
    Some(match label.as_str() {
        "msap" => VenueKind::Msap,
        "epn" => VenueKind::Epn,
        _ if has("france services") => VenueKind::FranceServices,
        _ if has("maison de services au public") || has("maisons de services au public") => VenueKind::Msap,
        _ if has("espace public numerique") => VenueKind::Epn,
        _ if has("pass numerique") => VenueKind::PassNumerique,
        _ if has("fablab") || has("fab lab") || has("fabriques de territoire") => VenueKind::ThirdPlace,
        _ if has("bibliotheque") || has("mediatheque") => VenueKind::Library,
        _ => return None,
    })
}

/// Whether the venue travels; fixed when no word tells.
pub(super) fn itinerance(row: &Row) -> Itinerance {
    let mut travels = false;
    let mut stays = false;
    for word in row.many(Field::Itinerance).map(folded) {
        travels |= word.starts_with("itinerant") || word == "oui";
        stays |= word.starts_with("fixe");
    }
    for field in [Field::Category, Field::Format] {
        let word = row.get(field).map(folded).unwrap_or_default();
        travels |= word.contains("itinerant") || word.contains("bus");
    }
    match (travels, stays) {
        (true, true) => Itinerance::Both,
        (true, false) => Itinerance::Itinerant,
        (false, _) => Itinerance::Fixed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[(Field, &str)]) -> Row {
        let mut row = Row::new(2);
        for (field, text) in cells {
            row.set(*field, text);
        }
        row
    }

    fn kinds_of(cells: &[(Field, &str)]) -> Vec<VenueKind> {
        kinds(&row(cells)).into_iter().collect()
    }

    #[test]
    fn kinds_come_from_typology_programmes_and_labels_together() {
        use VenueKind as K;
        assert_eq!(kinds_of(&[(Field::Typology, "TIERS_LIEUX|ASSO")]), [K::ThirdPlace, K::Association]);
        assert_eq!(
            kinds_of(&[
                (Field::Typology, "BIB;MUNI"),
                (Field::Programmes, "France Services; Pass numérique")
            ]),
            [K::FranceServices, K::Library, K::PublicBody, K::PassNumerique]
        );
        assert_eq!(kinds_of(&[(Field::OtherLabels, "Maison de services au public")]), [K::Msap]);
        assert_eq!(
            kinds_of(&[(Field::OtherLabels, "Espace Public Numérique|FabLab")]),
            [K::Epn, K::ThirdPlace]
        );
        assert_eq!(kinds_of(&[(Field::Typology, "XYZ")]), [K::Other]);
        assert_eq!(kinds_of(&[]), [K::Other]);
    }

    #[test]
    fn the_list_of_2021_tells_france_services_from_msap() {
        use VenueKind as K;
        let name = (Field::FranceServicesName, "Valserhône");
        assert_eq!(kinds_of(&[name, (Field::Category, "FS itinerante")]), [K::FranceServices]);
        assert_eq!(kinds_of(&[name, (Field::Category, "MSAP")]), [K::Msap]);
        assert_eq!(kinds_of(&[name]), [K::FranceServices]);
    }

    #[test]
    fn a_venue_travels_when_any_word_says_so_and_stays_by_default() {
        for (field, word, expected) in [
            (Field::Itinerance, "Itinérant", Itinerance::Itinerant),
            (Field::Itinerance, "Itinérant|Fixe", Itinerance::Both),
            (Field::Itinerance, "Fixe", Itinerance::Fixed),
            (Field::Itinerance, "Oui", Itinerance::Itinerant),
            (Field::Itinerance, "Non", Itinerance::Fixed),
            (Field::Format, "Bus_équivalent", Itinerance::Itinerant),
            (Field::Category, "Antenne itinerante", Itinerance::Itinerant),
            (Field::Name, "Bus", Itinerance::Fixed),
        ] {
            assert_eq!(itinerance(&row(&[(field, word)])), expected, "{word}");
        }
    }
}
