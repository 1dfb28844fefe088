//! Whether boundaries are where their communes are: coordinates that are swapped, or read in the wrong system, are told
//! from the places that are known.

use std::collections::BTreeMap;
use std::path::Path;

use geo::BoundingRect;
use geo_types::{Coord, Rect};

use super::ImportError;
use super::boundaries::BoundaryRow;
use super::log::{Log, Wrong};
use crate::model::{Bounds, CommuneCode, FindingKind, Severity};

/// How far from the box of its boundary the chef-lieu of a commune may be, metres: no commune is drawn so coarsely.
const FAR_M: f64 = 20_000.0;
/// How far out of the box of its part of France a boundary may reach, metres.
const OUT_M: f64 = 50_000.0;

/// What the code of a commune begins with, and the box of that part of France in degrees: west, south, east, north.
const PARTS: [(&str, [f64; 4]); 10] = [
    ("971", [-61.9, 15.8, -60.9, 16.6]),
    ("972", [-61.3, 14.3, -60.7, 15.0]),
    ("973", [-54.7, 2.0, -51.5, 5.9]),
    ("974", [55.1, -21.5, 55.95, -20.8]),
    ("975", [-56.6, 46.6, -56.0, 47.3]),
    ("976", [44.9, -13.1, 45.4, -12.5]),
    ("977", [-63.0, 17.8, -62.7, 18.1]),
    ("978", [-63.3, 17.9, -62.9, 18.3]),
    // Far apart and few: not looked at.
    ("98", [-180.0, -90.0, 180.0, 90.0]),
    ("", [-5.3, 41.2, 9.8, 51.3]),
];

/// Compares boundaries with the chefs-lieux of the base data, and where it has none with the part of France that the code
/// is of. One that is far is a warning; the file is refused where most are.
///
/// # Errors
/// When more than half of the shapes are far from where their communes are.
pub(super) fn check_places(
    path: &Path,
    rows: &[BoundaryRow],
    chefs_lieux: &BTreeMap<CommuneCode, Coord<f64>>,
    log: &mut Log,
) -> Result<(), ImportError> {
    let mut compared = 0u64;
    let mut would_fit = 0u64;
    let mut far: Vec<&BoundaryRow> = Vec::new();
    for row in rows {
        let rect = row.area.as_ref().and_then(BoundingRect::bounding_rect);
        let Some(shape) = rect.and_then(|rect| Bounds::around([rect.min(), rect.max()])) else { continue };
        // Relations of OpenStreetMap stand anywhere.
        let known = chefs_lieux.get(&row.code);
        if known.is_none() && !row.code.is_insee() {
            continue;
        }
        let fits = |shape: &Bounds| match known {
            Some(chef_lieu) => shape.grown(FAR_M).contains(*chef_lieu),
            None => part_of(row.code).grown(OUT_M).intersects(shape),
        };
        compared += 1;
        if !fits(&shape) {
            let Bounds { west, south, east, north } = shape;
            let swapped = Bounds { west: south, south: west, east: north, north: east };
            would_fit += u64::from(fits(&swapped));
            far.push(row);
        }
    }
    let n_far = far.len() as u64;
    let Some(first) = far.first() else { return Ok(()) };
    if n_far * 2 > compared {
        let code = first.code;
        let at = first.area.as_ref().and_then(BoundingRect::bounding_rect).map(Rect::center);
        let at = at.map_or_else(String::new, |at| format!("{:.4}, {:.4}", at.x, at.y));
        let example = format!("{code} would be at {at}");
        let remedy = if would_fit * 2 > n_far {
            "latitude and longitude are swapped: in GeoJSON the longitude comes first, export it again"
        } else {
            "its coordinates are read in the wrong system: give the right one with --crs, or leave --crs out where the file says it"
        };
        return Err(ImportError::Misplaced { path: path.to_owned(), far: n_far, compared, example, remedy });
    }
    for row in far {
        let (kind, severity) = (FindingKind::InvalidCoordinates, Severity::Warning);
        let id = row.name.clone().unwrap_or_else(|| row.code.to_string());
        let action =
            format!("the boundary of {} ({id}) lies far from where that commune is; used as it is", row.code);
        log.say(path, row.line, &id, Wrong { field: "geometry", value: "", kind, severity, action });
    }
    Ok(())
}

/// The box of the part of France that a commune is of.
fn part_of(code: CommuneCode) -> Bounds {
    let found = PARTS.iter().find(|(start, _)| code.as_str().starts_with(start));
    let [west, south, east, north] = found.map_or([-180.0, -90.0, 180.0, 90.0], |(_, edges)| *edges);
    Bounds { west, south, east, north }
}
