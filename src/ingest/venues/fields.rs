//! What a row may say, and the names under which files say it.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use crate::model::folded;

/// A field of a venue: the 32 of the national schema, and what other lists have. All else is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names of the columns stand beside, in NAMES")]
pub enum Field {
    Id,
    Pivot,
    Name,
    Commune,
    Postcode,
    CommuneCode,
    Address,
    AddressMore,
    Latitude,
    Longitude,
    Typology,
    Phone,
    Emails,
    Site,
    Hours,
    Summary,
    Description,
    Source,
    Itinerance,
    Parent,
    Updated,
    Services,
    Publics,
    Care,
    Fees,
    Programmes,
    Labels,
    OtherLabels,
    Access,
    Support,
    AccessSheet,
    Booking,
    /// Number of a France Services in the list of 2021.
    Matricule,
    /// Name of a France Services: the column itself says what the venue is.
    FranceServicesName,
    Category,
    Format,
    /// Hours of a day, from Monday, 0.
    Day(u8),
}

/// The names of each field: that of the national schema first, then older ones and those of the
/// France Services lists. Compared without capitals and accents.
const NAMES: [(Field, &[&str]); 43] = [
    (Field::Id, &["id", "id_fs", "identifiant"]),
    (Field::Pivot, &["pivot", "siret"]),
    (Field::Name, &["nom"]),
    (Field::Commune, &["commune", "lib_com"]),
    (Field::Postcode, &["code_postal"]),
    (Field::CommuneCode, &["code_insee", "insee_com"]),
    (Field::Address, &["adresse"]),
    (Field::AddressMore, &["complement_adresse"]),
    (Field::Latitude, &["latitude"]),
    (Field::Longitude, &["longitude"]),
    (Field::Typology, &["typologie"]),
    (Field::Phone, &["telephone"]),
    (Field::Emails, &["courriels", "courriel", "mail"]),
    (Field::Site, &["site_web"]),
    (Field::Hours, &["horaires"]),
    (Field::Summary, &["presentation_resume"]),
    (Field::Description, &["presentation_detail"]),
    (Field::Source, &["source"]),
    (Field::Itinerance, &["itinerance"]),
    (Field::Parent, &["structure_parente"]),
    (Field::Updated, &["date_maj"]),
    (Field::Services, &["services"]),
    (Field::Publics, &["publics_specifiquement_adresses", "publics_accueillis"]),
    (Field::Care, &["prise_en_charge_specifique"]),
    (Field::Fees, &["frais_a_charge", "conditions_acces"]),
    (Field::Programmes, &["dispositif_programmes_nationaux"]),
    (Field::Labels, &["formations_labels", "labels_nationaux"]),
    (Field::OtherLabels, &["autres_formations_labels", "labels_autres"]),
    (Field::Access, &["modalites_acces"]),
    (Field::Support, &["modalites_accompagnement"]),
    (Field::AccessSheet, &["fiche_acces_libre", "accessibilite"]),
    (Field::Booking, &["prise_rdv"]),
    (Field::Matricule, &["matricule"]),
    (Field::FranceServicesName, &["lib_fs", "lib_france_services"]),
    (Field::Category, &["categorie"]),
    (Field::Format, &["format_fs"]),
    (Field::Day(0), &["h_lundi"]),
    (Field::Day(1), &["h_mardi"]),
    (Field::Day(2), &["h_mercredi"]),
    (Field::Day(3), &["h_jeudi"]),
    (Field::Day(4), &["h_vendredi"]),
    (Field::Day(5), &["h_samedi"]),
    (Field::Day(6), &["h_dimanche"]),
];

/// How many fields the national schema has; they are the first of [`Field`], in its order.
pub const SCHEMA_LEN: usize = 32;

/// The days of [`Field::Day`], from 0.
pub(super) const DAYS: [&str; 7] = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];

impl Field {
    /// The fields of the national schema v1.0.2, in its order.
    pub fn schema() -> impl Iterator<Item = Self> {
        NAMES.iter().take(SCHEMA_LEN).map(|(field, _)| *field)
    }

    /// The field of a column or property name, where it is one of the known names.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        let name = folded(name);
        NAMES.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(field, _)| *field)
    }

    /// Its name in the national schema, or the first of its names.
    #[must_use]
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(field, _)| *field == self).map_or("", |(_, names)| names[0])
    }

    /// Whether a value of this field never holds a line end: one in it means that a quotation mark
    /// took the next lines in.
    pub(super) const fn is_one_line(self) -> bool {
        matches!(
            self,
            Self::Id
                | Self::Matricule
                | Self::Name
                | Self::Commune
                | Self::CommuneCode
                | Self::Latitude
                | Self::Longitude
        )
    }

    /// Whether a cell may hold several values.
    #[must_use]
    pub const fn is_many(self) -> bool {
        matches!(
            self,
            Self::Typology
                | Self::Emails
                | Self::Site
                | Self::Itinerance
                | Self::Services
                | Self::Publics
                | Self::Care
                | Self::Fees
                | Self::Programmes
                | Self::Labels
                | Self::OtherLabels
                | Self::Access
                | Self::Support
        )
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A word is not the name of a [`Field`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no field; the fields are {fields}", fields = NAMES.map(|(_, names)| names[0]).join(", "))]
pub struct UnknownField(pub String);

impl FromStr for Field {
    type Err = UnknownField;
    fn from_str(text: &str) -> Result<Self, UnknownField> {
        Self::of(text).ok_or_else(|| UnknownField(text.to_owned()))
    }
}

/// Where a row says that it is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Place {
    /// In its latitude and longitude cells.
    Cells,
    /// In a shape that is a point: longitude, latitude.
    Point(geo_types::Coord<f64>),
    /// In a shape that is no point: what it is.
    NoPoint(String),
}

/// The fields of a row, without the empty ones.
#[derive(Debug)]
pub(super) struct Row {
    /// Line, or number of the feature.
    pub(super) line: u64,
    pub(super) cells: BTreeMap<Field, String>,
    pub(super) place: Place,
}

impl Row {
    pub(super) fn new(line: u64) -> Self {
        Self { line, cells: BTreeMap::new(), place: Place::Cells }
    }

    /// Keeps a cell unless it is blank; the first of two for the same field stays.
    pub(super) fn set(&mut self, field: Field, text: &str) {
        let text = text.trim();
        if !text.is_empty() {
            self.cells.entry(field).or_insert_with(|| text.to_owned());
        }
    }

    pub(super) fn get(&self, field: Field) -> Option<&str> {
        self.cells.get(&field).map(String::as_str)
    }

    /// The values of a many-valued cell: `|` in the schema, `;` in its guide.
    pub(super) fn many(&self, field: Field) -> impl Iterator<Item = &str> {
        values(self.get(field).unwrap_or_default())
    }
}

/// The values of a many-valued cell.
pub(super) fn values(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(['|', ';']).map(str::trim).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_comes_first_and_in_its_order() {
        let names: Vec<_> = Field::schema().map(Field::name).collect();
        assert_eq!(names.len(), 32);
        assert_eq!((names[0], names[5], names[20], names[31]), ("id", "code_insee", "date_maj", "prise_rdv"));
        assert!(Field::schema().zip(Field::schema().skip(1)).all(|(a, b)| a < b));
    }

    #[test]
    fn every_name_is_of_one_field() {
        for (field, names) in NAMES {
            for name in names {
                assert_eq!(Field::of(name), Some(field), "{name}");
            }
        }
        assert!("prénom".parse::<Field>().unwrap_err().to_string().contains("code_insee"));
    }
}
