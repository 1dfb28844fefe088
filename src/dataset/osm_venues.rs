//! Venues of an OpenStreetMap extract: libraries, town halls, social and community centres, offices.
//!
//! It stands here because it joins the reader of extracts (`network`) with the records of venues (`ingest`), of which
//! neither knows the other.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::DatasetError;
use crate::files::{FileError, hexadecimal};
use crate::ingest::venues::{Field, KeptRow, Mapping, Reading, VenueFile};
use crate::model::{Finding, FindingKind, Itinerance, Severity, VenueDetails, VenueKind, VenueRecord};
use crate::network::osm::{ElementKind, OsmPlace, read_places};

/// Which tags make a venue, of which kind, with the code of `typologie`.
const KINDS: [(&str, &str, VenueKind, &str); 12] = [
    ("amenity", "library", VenueKind::Library, "BIB"),
    ("amenity", "townhall", VenueKind::PublicBody, "MUNI"),
    ("amenity", "community_centre", VenueKind::Association, "MQ"),
    ("amenity", "social_centre", VenueKind::PublicBody, "CS"),
    ("amenity", "social_facility", VenueKind::PublicBody, "CCAS"),
    ("amenity", "internet_cafe", VenueKind::Epn, "EPN"),
    ("amenity", "public_service", VenueKind::PublicBody, "MUNI"),
    ("amenity", "coworking_space", VenueKind::ThirdPlace, "TIERS_LIEUX"),
    ("office", "coworking", VenueKind::ThirdPlace, "TIERS_LIEUX"),
    ("office", "association", VenueKind::Association, "ASSO"),
    ("office", "employment_agency", VenueKind::PublicBody, "PE"),
    ("office", "government", VenueKind::PublicBody, "PREF"),
];

/// Whether a file is an extract: it begins as one.
pub(super) fn is_extract(path: &Path) -> bool {
    let mut start = [0; 64];
    let read = File::open(path).and_then(|mut file| file.read(&mut start)).unwrap_or(0);
    start[..read].windows(9).any(|bytes| bytes == b"OSMHeader")
}

/// The venues of an extract, by node then way, in the order of the file; without a name they are told and called after what they are.
///
/// # Errors
/// When the file cannot be read, is cut or damaged.
pub fn read(path: &Path, keep_rows: bool) -> Result<VenueFile, DatasetError> {
    let places = read_places(path, &["amenity", "office"], is_venue)?;
    let sha256 = digest(path).map_err(|e| FileError::io(path, "read", e))?;
    let mut file = VenueFile {
        records: Vec::with_capacity(places.len()),
        findings: Vec::new(),
        rows: places.len() as u64,
        sha256,
        mapping: Mapping::default(),
        reading: Reading::default(),
        kept: Vec::new(),
        extra_names: Vec::new(),
    };
    let shown = path.display().to_string();
    for (number, place) in (1..).zip(&places) {
        let cells = cells_of(place);
        let record = record_of(&shown, number, place, &cells);
        if !cells.contains_key(&Field::Name) {
            let finding = Finding::new(&shown, number, &record.id, FindingKind::MissingField, Severity::Note)
                .of("nom", "")
                .says(
                    "no name in OpenStreetMap; called after what it is",
                    "pas de nom dans OpenStreetMap ; nommé d’après sa nature",
                );
            file.findings.push(finding.suggests(record.name.clone()));
        }
        file.records.push(record);
        if keep_rows {
            file.kept.push(KeptRow { line: number, cells, extras: Vec::new() });
        }
    }
    Ok(file)
}

/// SHA-256 of a file, in hexadecimal.
fn digest(path: &Path) -> std::io::Result<String> {
    let (mut file, mut digest, mut chunk) = (File::open(path)?, Sha256::new(), vec![0; 1 << 18]);
    loop {
        match file.read(&mut chunk)? {
            0 => return Ok(hexadecimal(&digest.finalize())),
            read => digest.update(&chunk[..read]),
        }
    }
}

/// Whether tags are those of a venue: of social facilities, not the ones where people live.
fn is_venue(tags: &[(&str, &str)]) -> bool {
    let lived_in = |(key, value): &(&str, &str)| {
        *key == "social_facility" && !matches!(*value, "outreach" | "workshop" | "food_bank" | "day_care")
    };
    kind_of(tags.iter().copied()).is_some() && !tags.iter().any(lived_in)
}

fn kind_of<'t>(
    mut tags: impl Iterator<Item = (&'t str, &'t str)>,
) -> Option<(&'static str, VenueKind, &'static str)> {
    tags.find_map(|(key, value)| {
        KINDS
            .iter()
            .find(|(k, v, ..)| *k == key && *v == value)
            .map(|(_, word, kind, code)| (*word, *kind, *code))
    })
}

/// The fields of the national schema that the tags of a place fill.
fn cells_of(place: &OsmPlace) -> BTreeMap<Field, String> {
    let tag = |keys: &[&str]| {
        keys.iter().find_map(|key| {
            place.tags.iter().find(|(k, v)| k == key && !v.trim().is_empty()).map(|(_, v)| v.trim())
        })
    };
    let mut cells = BTreeMap::new();
    let mut set = |field, value: Option<&str>| {
        if let Some(value) = value {
            cells.insert(field, value.to_owned());
        }
    };
    set(Field::Name, tag(&["name", "official_name", "operator"]));
    set(Field::Commune, tag(&["addr:city", "contact:city"]));
    set(Field::Postcode, tag(&["addr:postcode", "contact:postcode"]));
    set(Field::CommuneCode, tag(&["ref:INSEE"]));
    set(Field::Pivot, tag(&["ref:FR:SIRET"]));
    set(Field::Phone, tag(&["contact:phone", "phone"]));
    set(Field::Emails, tag(&["contact:email", "email"]));
    set(Field::Site, tag(&["contact:website", "website", "url"]));
    set(Field::Hours, tag(&["opening_hours"]));
    set(Field::Updated, tag(&["check_date"]));
    let street = tag(&["addr:street", "contact:street", "addr:place"]);
    let number = tag(&["addr:housenumber", "contact:housenumber"]);
    if let Some(street) = street {
        cells.insert(Field::Address, number.map_or_else(|| street.to_owned(), |n| format!("{n} {street}")));
    }
    cells.insert(Field::Source, "OpenStreetMap".to_owned());
    if let Some((_, _, code)) = kind_of(place.tags.iter().map(|(k, v)| (k.as_str(), v.as_str()))) {
        cells.insert(Field::Typology, code.to_owned());
    }
    cells
}

fn record_of(file: &str, number: u64, place: &OsmPlace, cells: &BTreeMap<Field, String>) -> VenueRecord {
    let get = |field| cells.get(&field).cloned();
    let tags = || place.tags.iter().map(|(k, v)| (k.as_str(), v.as_str()));
    let (word, kind) = kind_of(tags()).map_or(("place", VenueKind::Other), |(word, kind, _)| (word, kind));
    let mut kinds = std::collections::BTreeSet::from([kind]);
    let is_france_services = |text: &String| crate::model::folded(text).contains("france services");
    if cells.get(&Field::Name).is_some_and(is_france_services) {
        kinds.insert(VenueKind::FranceServices);
    }
    let element = match place.kind {
        ElementKind::Node => "node",
        ElementKind::Way => "way",
        ElementKind::Relation => "relation",
    };
    let id = format!("osm-{element}-{}", place.id);
    VenueRecord {
        file: file.to_owned(),
        line: number,
        name: get(Field::Name).unwrap_or_else(|| format!("{word} {}", place.id)),
        id,
        // What OpenStreetMap says of the address is not what an INSEE code is: the position decides.
        commune_code: None,
        commune: get(Field::Commune),
        position: place.position,
        kinds,
        services: Vec::new(),
        itinerance: Itinerance::Fixed,
        hours: get(Field::Hours),
        updated: get(Field::Updated),
        details: VenueDetails {
            address: get(Field::Address),
            postcode: get(Field::Postcode),
            pivot: get(Field::Pivot),
            phone: get(Field::Phone),
            site: get(Field::Site),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::Coord;

    fn place(tags: &[(&str, &str)]) -> OsmPlace {
        let tags = tags.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        OsmPlace { kind: ElementKind::Way, id: 7, tags, position: Some(Coord { x: 3.5, y: 44.5 }) }
    }

    #[test]
    fn tags_become_the_fields_of_the_schema() {
        let place = place(&[
            ("amenity", "library"),
            ("name", "Médiathèque Lamartine"),
            ("addr:housenumber", "1"),
            ("addr:street", "rue du Bac"),
            ("opening_hours", "Tu-Sa 10:00-12:00"),
            ("phone", " "),
        ]);
        let cells = cells_of(&place);
        let record = record_of("x.osm.pbf", 1, &place, &cells);
        assert_eq!((record.id.as_str(), record.name.as_str()), ("osm-way-7", "Médiathèque Lamartine"));
        assert_eq!(record.details.address.as_deref(), Some("1 rue du Bac"));
        assert_eq!((record.details.phone, cells[&Field::Typology].as_str()), (None, "BIB"));
        assert_eq!(record.kinds.into_iter().collect::<Vec<_>>(), [VenueKind::Library]);
    }

    #[test]
    fn other_amenities_are_no_venues() {
        assert!(kind_of([("amenity", "bench"), ("office", "lawyer")].into_iter()).is_none());
        assert!(is_venue(&[("name", "x"), ("office", "government")]));
        assert!(is_venue(&[("amenity", "social_facility")]));
        assert!(!is_venue(&[("amenity", "social_facility"), ("social_facility", "nursing_home")]));
    }
}
