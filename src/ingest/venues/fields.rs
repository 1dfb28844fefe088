//! What a row may say, and the names under which files say it.

use std::collections::BTreeMap;

use crate::model::folded;

/// A field that is read. All others are ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    Id,
    /// Number of a France Services in the list of 2021.
    Matricule,
    Name,
    /// Name of a France Services: the column itself says what the venue is.
    FranceServicesName,
    Commune,
    CommuneCode,
    Latitude,
    Longitude,
    Typology,
    Category,
    Format,
    Itinerance,
    Hours,
    Day(u8),
    Services,
    Programmes,
    Labels,
    OtherLabels,
    Updated,
}

impl Field {
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
}

/// The names of each field: that of the national schema first, then older ones and those of the
/// France Services lists. Compared without capitals and accents.
const NAMES: [(Field, &[&str]); 25] = [
    (Field::Id, &["id", "id_fs", "identifiant"]),
    (Field::Matricule, &["matricule"]),
    (Field::Name, &["nom"]),
    (Field::FranceServicesName, &["lib_fs", "lib_france_services"]),
    (Field::Commune, &["commune", "lib_com"]),
    (Field::CommuneCode, &["code_insee", "insee_com"]),
    (Field::Latitude, &["latitude"]),
    (Field::Longitude, &["longitude"]),
    (Field::Typology, &["typologie"]),
    (Field::Category, &["categorie"]),
    (Field::Format, &["format_fs"]),
    (Field::Itinerance, &["itinerance"]),
    (Field::Hours, &["horaires"]),
    (Field::Day(0), &["h_lundi"]),
    (Field::Day(1), &["h_mardi"]),
    (Field::Day(2), &["h_mercredi"]),
    (Field::Day(3), &["h_jeudi"]),
    (Field::Day(4), &["h_vendredi"]),
    (Field::Day(5), &["h_samedi"]),
    (Field::Day(6), &["h_dimanche"]),
    (Field::Services, &["services"]),
    (Field::Programmes, &["dispositif_programmes_nationaux"]),
    (Field::Labels, &["formations_labels", "labels_nationaux"]),
    (Field::OtherLabels, &["autres_formations_labels", "labels_autres"]),
    (Field::Updated, &["date_maj"]),
];

/// The days of [`Field::Day`], from 0.
pub(super) const DAYS: [&str; 7] = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];

impl Field {
    /// The field of a column or property name.
    pub(super) fn of(name: &str) -> Option<Self> {
        let name = folded(name);
        NAMES.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(field, _)| *field)
    }

    /// Its name in the national schema, or the first of its names.
    pub(super) fn name(self) -> &'static str {
        NAMES.iter().find(|(field, _)| *field == self).map_or("", |(_, names)| names[0])
    }
}

/// Where a row says that it is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Place {
    /// In its latitude and longitude cells.
    Cells,
    /// In a GeoJSON point: longitude, latitude.
    Point(geo_types::Coord<f64>),
    /// In a GeoJSON geometry that is no point: what it is.
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
        let cell = self.get(field).unwrap_or_default();
        cell.split(['|', ';']).map(str::trim).filter(|value| !value.is_empty())
    }
}
