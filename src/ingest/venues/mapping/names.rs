//! The words by which people name columns, beyond the names of the schema.

use super::super::fields::Field;
use crate::model::folded;

/// Words of a name that say nothing about what a column is.
const FILLING: [&str; 25] = [
    "lambert",
    "rgf",
    "epsg",
    "c",
    "col",
    "colonne",
    "champ",
    "coor",
    "coord",
    "coordonnee",
    "coordonnees",
    "wgs84",
    "gps",
    "du",
    "de",
    "la",
    "le",
    "des",
    "d",
    "l",
    "lieu",
    "structure",
    "ouverture",
    "geo",
    "lib",
];

/// Each field with the names that say it; every word of a name has to be there.
const SYNONYMS: [(Field, &[&str]); 74] = [
    (Field::Id, &["gid"]),
    (Field::Id, &["identifiant"]),
    (Field::Id, &["fid"]),
    (Field::Id, &["uuid"]),
    (Field::Id, &["reference"]),
    (Field::Id, &["osm", "id"]),
    (Field::Pivot, &["siret"]),
    (Field::Pivot, &["rna"]),
    (Field::Name, &["nom"]),
    (Field::Name, &["name"]),
    (Field::Name, &["titre"]),
    (Field::Name, &["title"]),
    (Field::Name, &["denomination"]),
    (Field::Name, &["intitule"]),
    (Field::Name, &["enseigne"]),
    (Field::Name, &["raison", "sociale"]),
    (Field::Name, &["libelle"]),
    (Field::Commune, &["commune"]),
    (Field::Commune, &["ville"]),
    (Field::Commune, &["city"]),
    (Field::Commune, &["localite"]),
    (Field::Commune, &["municipalite"]),
    (Field::Commune, &["nom", "commune"]),
    (Field::Postcode, &["code", "postal"]),
    (Field::Postcode, &["codepostal"]),
    (Field::Postcode, &["postcode"]),
    (Field::Postcode, &["cp"]),
    (Field::Postcode, &["zip"]),
    (Field::CommuneCode, &["insee"]),
    (Field::CommuneCode, &["code", "insee"]),
    (Field::CommuneCode, &["codeinsee"]),
    (Field::CommuneCode, &["code", "commune"]),
    (Field::CommuneCode, &["depcom"]),
    (Field::CommuneCode, &["codgeo"]),
    (Field::CommuneCode, &["insee", "com"]),
    (Field::Address, &["adresse"]),
    (Field::Address, &["address"]),
    (Field::Address, &["rue"]),
    (Field::Address, &["voie"]),
    (Field::Address, &["adresse", "postale"]),
    (Field::AddressMore, &["complement", "adresse"]),
    (Field::Latitude, &["latitude"]),
    (Field::Latitude, &["lat"]),
    (Field::Latitude, &["y"]),
    (Field::Longitude, &["longitude"]),
    (Field::Longitude, &["long"]),
    (Field::Longitude, &["lon"]),
    (Field::Longitude, &["lng"]),
    (Field::Longitude, &["x"]),
    (Field::Phone, &["telephone"]),
    (Field::Phone, &["tel"]),
    (Field::Phone, &["phone"]),
    (Field::Emails, &["email"]),
    (Field::Emails, &["mail"]),
    (Field::Emails, &["courriel"]),
    (Field::Site, &["site"]),
    (Field::Site, &["url"]),
    (Field::Site, &["web"]),
    (Field::Site, &["site", "web"]),
    (Field::Site, &["site", "internet"]),
    (Field::Hours, &["horaire"]),
    (Field::Hours, &["horaires"]),
    (Field::Hours, &["opening", "hours"]),
    (Field::Typology, &["typologie"]),
    (Field::Services, &["services"]),
    (Field::Services, &["service"]),
    (Field::Updated, &["date", "maj"]),
    (Field::Updated, &["maj"]),
    (Field::Updated, &["mise", "a", "jour"]),
    (Field::Updated, &["date", "mise", "a", "jour"]),
    (Field::Updated, &["date", "derniere", "mise", "a", "jour"]),
    (Field::Description, &["description"]),
    (Field::Description, &["presentation"]),
    (Field::Itinerance, &["itinerant"]),
];

/// The kinds that columns of yes and no are named after, with the code of `typologie`.
const KINDS: [(&str, &str); 18] = [
    ("epn", "EPN"),
    ("mediatheque", "BIB"),
    ("bibliotheque", "BIB"),
    ("msap", "MSAP"),
    ("mairie", "MUNI"),
    ("fablab", "TIERS_LIEUX"),
    ("coworking", "TIERS_LIEUX"),
    ("tierslieu", "TIERS_LIEUX"),
    ("tierslieux", "TIERS_LIEUX"),
    ("franceservices", "RFS"),
    ("franceservice", "RFS"),
    ("association", "ASSO"),
    ("ccas", "CCAS"),
    ("mjc", "MJC"),
    ("caf", "CAF"),
    ("poste", "PAD"),
    ("prefecture", "PREF"),
    ("missionlocale", "ML"),
];

/// The words of a column's name: small letters, cut at anything else, at a change of case and at digits.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut spaced = String::new();
    let mut before = ' ';
    for c in name.chars() {
        if c.is_uppercase() && before.is_lowercase() {
            spaced.push(' ');
        }
        spaced.push(c);
        before = c;
    }
    folded(&spaced)
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The fields that a name may say, with how sure it is: 80 where it says nothing else, 40 where it has other words.
pub(super) fn fields(name: &str) -> Vec<(Field, u8)> {
    let words = words(name);
    let mut found: Vec<(Field, u8)> = Vec::new();
    for (field, synonym) in SYNONYMS {
        if !synonym.iter().all(|word| words.iter().any(|own| own == word)) {
            continue;
        }
        let others = words
            .iter()
            .filter(|word| !synonym.contains(&word.as_str()) && !FILLING.contains(&word.as_str()));
        let sure = if others.count() == 0 { 80 } else { 40 };
        match found.iter_mut().find(|(other, _)| *other == field) {
            Some((_, before)) => *before = sure.max(*before),
            None => found.push((field, sure)),
        }
    }
    found
}

/// The code of `typologie` that a column of yes and no is named after.
pub(super) fn kind(name: &str) -> Option<&'static str> {
    let words = words(name);
    let joined: String = words.iter().filter(|word| word.chars().count() > 1).map(String::as_str).collect();
    KINDS.iter().find(|(kind, _)| *kind == joined).map(|(_, code)| *code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_into_words() {
        assert_eq!(words("c_lat_coor1"), ["c", "lat", "coor"]);
        assert_eq!(words("CodePostal"), ["code", "postal"]);
        assert_eq!(words("N° Téléphone"), ["n", "telephone"]);
    }

    #[test]
    fn a_name_that_says_more_is_less_sure() {
        assert_eq!(fields("c_lat_coor1"), [(Field::Latitude, 80)]);
        assert_eq!(fields("Nom de la structure"), [(Field::Name, 80)]);
        assert_eq!(fields("Date de mise à jour"), [(Field::Updated, 80)]);
        assert_eq!(fields("nom_gestionnaire"), [(Field::Name, 40)]);
        assert_eq!(fields("c_statut_juridique"), []);
        assert_eq!(kind("c_fablab"), Some("TIERS_LIEUX"));
        assert_eq!(kind("c_acces_pmr"), None);
    }
}
