//! Areas: the flat coordinates of a polygon, cut into rings at its `ends`.

use flatgeobuf::{Geometry, GeometryType};
use geo_types::{Coord, LineString, MultiPolygon, Polygon};

use super::{FgbError, damaged};
use crate::geodesy::is_lon_lat;

/// The area of a geometry; `None` when it is null or empty.
///
/// `declared` is the type in the header, which the geometry's own replaces when it is unknown.
/// `feature` is its number, from 1, for messages.
pub(super) fn area(
    geometry: Option<Geometry<'_>>,
    declared: GeometryType,
    feature: usize,
) -> Result<Option<MultiPolygon<f64>>, FgbError> {
    let Some(geometry) = geometry else { return Ok(None) };
    let kind = if declared == GeometryType::Unknown { geometry.type_() } else { declared };
    let mut polygons = Vec::new();
    let mut seen = 0;
    match kind {
        GeometryType::Polygon => polygons.extend(polygon(&geometry, feature, &mut seen)?),
        GeometryType::MultiPolygon => match geometry.parts() {
            Some(parts) => {
                for part in parts {
                    polygons.extend(polygon(&part, feature, &mut seen)?);
                }
            }
            // A writer may leave out the parts of a single polygon.
            None => polygons.extend(polygon(&geometry, feature, &mut seen)?),
        },
        other => {
            let found = other.variant_name().unwrap_or("geometry of unknown type").to_owned();
            return Err(FgbError::WrongGeometry { feature, found });
        }
    }
    Ok((!polygons.is_empty()).then_some(MultiPolygon(polygons)))
}

/// One polygon; `seen` counts the coordinates of the feature so far.
fn polygon(
    geometry: &Geometry<'_>,
    feature: usize,
    seen: &mut usize,
) -> Result<Option<Polygon<f64>>, FgbError> {
    let Some(xy) = geometry.xy().filter(|xy| !xy.is_empty()) else { return Ok(None) };
    if xy.len() % 2 != 0 {
        return Err(damaged(format!("feature {feature}: an odd number of coordinates ({})", xy.len())));
    }
    let count = xy.len() / 2;
    let mut ends: Vec<usize> =
        geometry.ends().map(|ends| ends.iter().map(|end| end as usize).collect()).unwrap_or_default();
    if ends.is_empty() {
        ends.push(count);
    }
    if ends.last() != Some(&count) {
        return Err(damaged(format!(
            "feature {feature}: its rings end elsewhere than its {count} positions"
        )));
    }
    let mut rings = Vec::with_capacity(ends.len());
    let mut start = 0;
    for end in ends {
        // Three positions and the first again are the least for a ring.
        if end < start + 4 || end > count {
            return Err(damaged(format!(
                "feature {feature}: a ring from position {start} to {end} of {count}"
            )));
        }
        let mut ring = Vec::with_capacity(end - start);
        for i in start..end {
            *seen += 1;
            let position = Coord { x: xy.get(2 * i), y: xy.get(2 * i + 1) };
            if !is_lon_lat(position) {
                let Coord { x, y } = position;
                return Err(FgbError::BadCoordinate { feature, coordinate: *seen, x, y });
            }
            ring.push(position);
        }
        rings.push(LineString(ring));
        start = end;
    }
    let interiors = rings.split_off(1);
    Ok(rings.pop().map(|exterior| Polygon::new(exterior, interiors)))
}
