//! Rows of any file of venues, in the columns of the national schema: every command reads these without guessing.

use std::collections::BTreeMap;

use geo_types::Coord;

use crate::dataset::typology_of;
use crate::import::ImportError;
use crate::ingest::IngestError;
use crate::ingest::venues::{Field, KeptRow, VenueFile};
use crate::model::{Itinerance, PositionOrigin, Venue, shortened};

/// CSV of venues that were read with their cells kept: the 32 columns, then those that no field takes.
///
/// # Errors
/// Never in practice: writing to memory does not fail.
pub(super) fn rows(venues: &[&Venue], file: &VenueFile) -> Result<Vec<u8>, ImportError> {
    let kept: BTreeMap<u64, &KeptRow> = file.kept.iter().map(|row| (row.line, row)).collect();
    // A name that a field has would be read as that field.
    let extras: Vec<usize> =
        (0..file.extra_names.len()).filter(|at| Field::of(&file.extra_names[*at]).is_none()).collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    let failed = |e: csv::Error| {
        ImportError::from(IngestError::Malformed {
            path: file_of(venues),
            problem: shortened(&e.to_string()),
            remedy: "save it again as CSV (UTF-8)",
        })
    };
    let mut names: Vec<&str> = Field::schema().map(Field::name).collect();
    names.extend(extras.iter().map(|at| file.extra_names[*at].as_str()));
    writer.write_record(names).map_err(failed)?;
    for venue in venues {
        let Some(row) = kept.get(&venue.record.line) else { continue };
        let cells = Field::schema().map(|field| cell(field, venue, row));
        let more = extras.iter().map(|at| row.extras.get(*at).map_or_else(String::new, |text| text_of(text)));
        writer.write_record(cells.chain(more)).map_err(failed)?;
    }
    Ok(writer.into_inner().unwrap_or_default())
}

fn file_of(venues: &[&Venue]) -> std::path::PathBuf {
    venues.first().map(|venue| venue.record.file.clone()).unwrap_or_default().into()
}

/// Where the row says that it is, in degrees: metres of a projection are not of the schema. What stands in where the row
/// does not say is not written.
fn degrees(venue: &Venue) -> Option<Coord<f64>> {
    let given = venue.record.position?;
    // To a centimetre, as metres are given.
    let rounded = |degree: f64| (degree * 1e7).round() / 1e7;
    let Coord { x, y } = venue.position;
    let is_converted = venue.position_origin == PositionOrigin::Converted;
    Some(if is_converted { Coord { x: rounded(x), y: rounded(y) } } else { given })
}

/// What the row says of a field, as it was understood.
fn cell(field: Field, venue: &Venue, row: &KeptRow) -> String {
    let record = &venue.record;
    let said = || row.cells.get(&field).cloned().unwrap_or_default();
    match field {
        Field::Id => record.id.clone(),
        Field::Name => text_of(&record.name),
        Field::CommuneCode => record.commune_code.clone().unwrap_or_default(),
        Field::Latitude => degrees(venue).map(|at| at.y.to_string()).unwrap_or_default(),
        Field::Longitude => degrees(venue).map(|at| at.x.to_string()).unwrap_or_default(),
        Field::Typology if said().is_empty() => typology_of(&record.kinds),
        Field::Itinerance if said().is_empty() => match record.itinerance {
            Itinerance::Fixed => String::new(),
            Itinerance::Itinerant => "Itinérant".to_owned(),
            Itinerance::Both => "Itinérant|Fixe".to_owned(),
        },
        Field::Hours if said().is_empty() => record.hours.clone().unwrap_or_default(),
        Field::Phone => said(),
        _ => text_of(&said()),
    }
}

/// A text that no spreadsheet runs as a formula.
fn text_of(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}
