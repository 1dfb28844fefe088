//! Shapes of any kind, in the coordinates of the file, not yet looked at.

use flatgeobuf::{Geometry as Flat, GeometryType};
use geo_types::{
    Coord, Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon, Point,
    Polygon,
};

/// The shape of a geometry; `None` when it is empty, and why in words when there is no usable one.
///
/// `declared` is the type in the header, which the geometry's own replaces when it is unknown.
pub(super) fn shape(flat: &Flat<'_>, declared: GeometryType) -> Option<Result<Geometry<f64>, String>> {
    let kind = if declared == GeometryType::Unknown { flat.type_() } else { declared };
    let parts = || flat.parts().into_iter().flatten();
    let is_empty = flat.xy().is_none_or(|xy| xy.is_empty()) && parts().next().is_none();
    if is_empty {
        return None;
    }
    Some(match kind {
        GeometryType::Point => positions(flat).and_then(|all| {
            all.first().map(|at| Point(*at).into()).ok_or_else(|| "a point without a position".to_owned())
        }),
        GeometryType::MultiPoint => {
            positions(flat).map(|all| MultiPoint(all.into_iter().map(Point).collect()).into())
        }
        GeometryType::LineString => positions(flat).map(|all| LineString(all).into()),
        GeometryType::MultiLineString => lines(flat).map(|lines| MultiLineString(lines).into()),
        GeometryType::Polygon => polygon(flat).map(Geometry::Polygon),
        GeometryType::MultiPolygon if parts().next().is_none() => {
            polygon(flat).map(|area| MultiPolygon(vec![area]).into())
        }
        GeometryType::MultiPolygon => parts()
            .map(|part| polygon(&part))
            .collect::<Result<_, _>>()
            .map(|areas| MultiPolygon(areas).into()),
        GeometryType::GeometryCollection => parts()
            // A collection within a collection has no use here, and no end in a file that is made to harm.
            .filter(|part| part.type_() != GeometryType::GeometryCollection)
            .filter_map(|part| shape(&part, part.type_()))
            .collect::<Result<_, _>>()
            .map(|all| Geometry::GeometryCollection(GeometryCollection(all))),
        other => Err(format!(
            "a geometry of the kind {}, which is not read",
            other.variant_name().unwrap_or("unknown")
        )),
    })
}

fn positions(flat: &Flat<'_>) -> Result<Vec<Coord<f64>>, String> {
    let Some(xy) = flat.xy() else { return Ok(Vec::new()) };
    if xy.len() % 2 != 0 {
        return Err(format!("an odd number of coordinates ({})", xy.len()));
    }
    Ok((0..xy.len() / 2).map(|at| Coord { x: xy.get(2 * at), y: xy.get(2 * at + 1) }).collect())
}

/// The positions, cut where the parts end.
fn lines(flat: &Flat<'_>) -> Result<Vec<LineString<f64>>, String> {
    let all = positions(flat)?;
    let Some(ends) = flat.ends().filter(|ends| !ends.is_empty()) else { return Ok(vec![LineString(all)]) };
    let mut lines = Vec::with_capacity(ends.len());
    let mut start = 0;
    for end in ends.iter().map(|end| end as usize) {
        let line = all
            .get(start..end)
            .ok_or_else(|| format!("a line or ring from position {start} to {end} of {}", all.len()))?;
        lines.push(LineString(line.to_vec()));
        start = end;
    }
    Ok(lines)
}

fn polygon(flat: &Flat<'_>) -> Result<Polygon<f64>, String> {
    let mut rings = lines(flat)?;
    if rings.is_empty() {
        return Err("an area without a ring".to_owned());
    }
    let holes = rings.split_off(1);
    let outside = rings.pop().unwrap_or_else(|| LineString(Vec::new()));
    Ok(Polygon::new(outside, holes))
}
