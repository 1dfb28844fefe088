//! A corrected file: what was read and placed, in the 32 columns of the national schema.
//!
//! Every row goes into it, or is listed with the reason why not. What stands in it that the input did not say so is a
//! finding: nothing is changed in silence.

use std::collections::{BTreeMap, BTreeSet};

use super::VenueSet;
use crate::ingest::hours;
use crate::ingest::venues::schema::{UNKNOWN_PIVOT, accepts, conformed};
use crate::ingest::venues::{Field, KeptRow};
use crate::model::{
    Commune, CommuneCode, Finding, FindingKind, Itinerance, PositionOrigin, Severity, Venue, VenueKind,
};

/// A corrected file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FixedFile {
    /// The rows, in the order of [`Field::schema`].
    pub rows: Vec<Vec<String>>,
    /// What was changed, dropped or left out, besides what the check found; rows that are left out have
    /// [`Severity::SetAside`].
    pub changes: Vec<Finding>,
    /// How many rows could not be made valid. Rows written, these, and those that the check set aside are all rows.
    pub left_out: u64,
}

/// What is known of the communes by their code.
pub(super) type CommunesByCode<'c> = BTreeMap<CommuneCode, &'c Commune>;

/// Makes the corrected file of rows that were kept.
pub(super) fn fixed_file(
    set: &VenueSet,
    venues: &[Venue],
    findings: &[Finding],
    communes: &CommunesByCode<'_>,
) -> FixedFile {
    let kept: BTreeMap<(&str, u64), &KeptRow> = set
        .records
        .iter()
        .zip(&set.kept)
        .map(|(record, kept)| ((record.file.as_str(), record.line), kept))
        .collect();
    // Where the point and the name of a row agree against its code, that of the point is taken.
    let right_codes: BTreeMap<(&str, u64), CommuneCode> = findings
        .iter()
        .filter(|finding| {
            matches!(finding.kind, FindingKind::WrongCommuneCode | FindingKind::PostcodeAsCommune)
        })
        .filter_map(|finding| {
            Some(((finding.file.as_str(), finding.line), finding.suggestion.as_deref()?.parse().ok()?))
        })
        .collect();
    let mut fixed = FixedFile::default();
    for venue in venues {
        let place = (venue.record.file.as_str(), venue.record.line);
        let Some(kept) = kept.get(&place) else { continue };
        let mut row = Conformed { venue, cells: BTreeMap::new(), changes: Vec::new() };
        row.fill(kept, right_codes.get(&place).copied(), communes);
        let missing: Vec<Field> = Field::schema().filter(|field| !accepts(*field, row.get(*field))).collect();
        fixed.changes.append(&mut row.changes);
        if missing.is_empty() {
            fixed.rows.push(Field::schema().map(|field| row.get(field).to_owned()).collect());
        } else {
            fixed.left_out += 1;
            fixed.changes.push(left_out(venue, &missing));
        }
    }
    fixed
}

fn left_out(venue: &Venue, missing: &[Field]) -> Finding {
    let names = missing.iter().map(|field| field.name()).collect::<Vec<_>>().join(", ");
    let example = missing.first().map_or("", |field| field.name());
    finding(venue, FindingKind::MissingField, Severity::SetAside)
        .of(&names, "")
        .says(
            format!("the schema wants {names}; left out of the corrected file (one value for all rows: --map {example}==VALUE)"),
            format!("le schéma exige {names} ; ligne absente du fichier corrigé (une valeur pour toutes les lignes : --map {example}==VALEUR)"),
        )
}

fn finding(venue: &Venue, kind: FindingKind, severity: Severity) -> Finding {
    Finding::new(&venue.record.file, venue.record.line, venue.id(), kind, severity)
}

/// The code of `typologie` for a kind that a row told in another way.
const fn code_of(kind: VenueKind) -> Option<&'static str> {
    Some(match kind {
        VenueKind::FranceServices => "RFS",
        VenueKind::Msap => "MSAP",
        VenueKind::Library => "BIB",
        VenueKind::Epn => "EPN",
        VenueKind::ThirdPlace => "TIERS_LIEUX",
        VenueKind::Association => "ASSO",
        _ => return None,
    })
}

/// The cell `typologie` of some kinds, `|` between its codes.
#[must_use]
pub fn typology_of(kinds: &BTreeSet<VenueKind>) -> String {
    kinds.iter().filter_map(|kind| code_of(*kind)).collect::<Vec<_>>().join("|")
}

/// A row on its way into the schema.
struct Conformed<'v> {
    venue: &'v Venue,
    cells: BTreeMap<Field, String>,
    changes: Vec<Finding>,
}

impl Conformed<'_> {
    fn get(&self, field: Field) -> &str {
        self.cells.get(&field).map_or("", String::as_str)
    }

    fn set(&mut self, field: Field, value: impl Into<String>) {
        self.cells.insert(field, value.into());
    }

    fn fill(&mut self, kept: &KeptRow, right_code: Option<CommuneCode>, communes: &CommunesByCode<'_>) {
        for field in Field::schema() {
            let Some(given) = kept.cells.get(&field) else { continue };
            let (form, dropped) = conformed(field, given);
            self.set(field, form);
            // A position is written as it was read, whatever its form: `place` sets it.
            if !matches!(field, Field::Latitude | Field::Longitude) {
                self.say_dropped(field, dropped);
            }
        }
        let venue = self.venue;
        self.set(Field::Id, venue.id());
        self.set(Field::Name, venue.name());
        self.complete_pivot();
        self.place(right_code, communes);
        if self.get(Field::Itinerance).is_empty() && venue.record.itinerance != Itinerance::Fixed {
            let both = venue.record.itinerance == Itinerance::Both;
            self.set(Field::Itinerance, if both { "Itinérant|Fixe" } else { "Itinérant" });
        }
        if self.get(Field::Typology).is_empty() {
            self.set(Field::Typology, typology_of(&venue.record.kinds));
        }
        if let Some(written) = venue.record.hours.as_deref() {
            self.set(Field::Hours, hours::to_osm(written).unwrap_or_else(|| written.to_owned()));
        }
    }

    /// Values that the schema does not accept: labels go where any label may stand, the others are told.
    fn say_dropped(&mut self, field: Field, dropped: Vec<String>) {
        if dropped.is_empty() {
            return;
        }
        let values = dropped.join("|");
        let (english, french) = match field {
            Field::Labels | Field::Programmes => {
                let mut others: Vec<String> = self
                    .cells
                    .get(&Field::OtherLabels)
                    .filter(|text| !text.is_empty())
                    .cloned()
                    .into_iter()
                    .collect();
                others.extend(dropped);
                self.set(Field::OtherLabels, others.join("|"));
                (
                    "not in the list of the schema; moved to autres_formations_labels",
                    "hors de la liste du schéma ; passé dans autres_formations_labels",
                )
            }
            Field::Summary => ("longer than 280 characters; cut", "plus de 280 caractères ; coupé"),
            _ => (
                "not what the schema accepts; left out of the corrected file",
                "non admis par le schéma ; absent du fichier corrigé",
            ),
        };
        let finding = finding(self.venue, FindingKind::InvalidValue, Severity::Fixed);
        self.changes.push(finding.of(field.name(), &values).says(english, french));
    }

    fn complete_pivot(&mut self) {
        if accepts(Field::Pivot, self.get(Field::Pivot)) {
            return;
        }
        let given = self.get(Field::Pivot).to_owned();
        let finding = finding(self.venue, FindingKind::UnknownPivot, Severity::Fixed)
            .of("pivot", &given)
            .says(
                "no SIRET; the zeros that stand for an unknown one are written",
                "pas de SIRET ; les zéros qui tiennent lieu de SIRET inconnu sont écrits",
            )
            .suggests(UNKNOWN_PIVOT);
        self.changes.push(finding);
        self.set(Field::Pivot, UNKNOWN_PIVOT);
    }

    /// Commune and position as they were placed. The chef-lieu that stands in for a position is not one.
    fn place(&mut self, right_code: Option<CommuneCode>, communes: &CommunesByCode<'_>) {
        let venue = self.venue;
        let declared = venue.record.commune_code.as_deref().and_then(|code| code.parse().ok());
        let declared = declared.filter(|code| communes.contains_key(code));
        let code: Option<CommuneCode> = right_code.or(declared).or(venue.commune_code);
        self.set(Field::CommuneCode, code.map(|code| code.to_string()).unwrap_or_default());
        if self.get(Field::Commune).is_empty()
            && let Some(commune) = code.and_then(|code| communes.get(&code))
        {
            let finding = finding(venue, FindingKind::MissingField, Severity::Fixed)
                .of("commune", "")
                .says(
                    "no name of a commune; that of its code is written",
                    "pas de nom de commune ; celui de son code est écrit",
                )
                .suggests(commune.name.clone());
            self.changes.push(finding);
            self.set(Field::Commune, commune.name.clone());
        }
        let is_known = venue.position_origin != PositionOrigin::ChefLieu;
        let degrees =
            |degrees: f64| if is_known { ((degrees * 1e7).round() / 1e7).to_string() } else { String::new() };
        self.set(Field::Latitude, degrees(venue.position.y));
        self.set(Field::Longitude, degrees(venue.position.x));
    }
}
