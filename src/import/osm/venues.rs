//! The venues of an extract, in the columns of the national schema.

use std::path::Path;

use crate::dataset::read_osm_venues;
use crate::export::national_csv;
use crate::import::ImportError;
use crate::import::log::{Log, Tally};
use crate::import::venues::VenuesOut;
use crate::ingest::venues::Field;
use crate::model::{Commune, VenueKind};
use crate::territory::CommuneIndex;

/// Name of the file in `venues/`.
pub(super) const FILE: &str = "osm.csv";

/// Reads the venues of an extract: all that have a position, those beyond the communes too, since they are near.
///
/// # Errors
/// When the extract cannot be read.
pub(super) fn take(path: &Path, communes: &[Commune], log: &mut Log) -> Result<VenuesOut, ImportError> {
    let file = read_osm_venues(path, true)?;
    for finding in file.findings {
        log.add(finding);
    }
    let index = CommuneIndex::new(communes);
    let mut rows = Vec::new();
    for (record, kept) in file.records.iter().zip(&file.kept) {
        let Some(position) = record.position else {
            log.add(
                crate::model::Finding::new(
                    &record.file,
                    record.line,
                    &record.id,
                    crate::model::FindingKind::NoCoordinates,
                    crate::model::Severity::SetAside,
                )
                .of("latitude", "")
                .says(
                    "the extract lacks its nodes; it is left out",
                    "l’extrait n’en a pas les points ; laissé de côté",
                ),
            );
            continue;
        };
        let commune = index.at(position);
        let row = Field::schema().map(|field| {
            let said = || kept.cells.get(&field).cloned().unwrap_or_default();
            match field {
                Field::Id => record.id.clone(),
                Field::Name => record.name.clone(),
                Field::Latitude => position.y.to_string(),
                Field::Longitude => position.x.to_string(),
                Field::Commune if said().is_empty() => commune.map(|c| c.name.clone()).unwrap_or_default(),
                // Where it lies decides, not what is written; a relation has no code of INSEE's.
                Field::CommuneCode => {
                    let code = commune.map(|c| c.code).filter(crate::model::CommuneCode::is_insee);
                    code.map(|code| code.to_string()).unwrap_or_default()
                }
                Field::Programmes if record.kinds.contains(&VenueKind::FranceServices) => {
                    "France Services".to_owned()
                }
                _ => said(),
            }
        });
        rows.push(row.collect());
    }
    let used = rows.len() as u64;
    let tally = Tally { rows: file.rows, used, set_aside: file.rows - used, ..Tally::default() };
    let fixed = crate::dataset::FixedFile { rows, ..crate::dataset::FixedFile::default() };
    let bytes = national_csv(&fixed);
    Ok(VenuesOut { name: FILE.to_owned(), bytes, path: path.to_owned(), sha256: file.sha256, tally })
}
