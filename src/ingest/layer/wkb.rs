//! Geometries of a GeoPackage: a short header, then well-known binary (WKB).
//!
//! Every count is compared with the bytes that are left before anything is allocated; heights and measures
//! are skipped. References: OGC 12-128r19 (GeoPackage 1.4), clause 2.1.3; OGC 06-103r4, clause 8.

use geo_types::{
    Coord, Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon, Point,
    Polygon,
};

/// How deep collections may lie in one another.
const MAX_DEPTH: u8 = 4;

/// The geometry of a blob, in the coordinates of the layer; `None` when it is empty, and why in words when it cannot
/// be read.
///
/// # Errors
/// When the bytes are cut short, announce more than there is, or hold a geometry of another kind: in words.
pub fn geometry_of_blob(blob: &[u8]) -> Result<Option<Geometry<f64>>, String> {
    let header = blob.get(..8).ok_or("a geometry that is cut short")?;
    if header[..2] != *b"GP" {
        return Err("a geometry that is not one of a GeoPackage".to_owned());
    }
    let flags = header[3];
    if flags & 0x20 != 0 {
        return Err("a geometry of an extension, which is not read".to_owned());
    }
    let envelope = match (flags >> 1) & 7 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        _ => return Err("a geometry with an envelope of an unknown kind".to_owned()),
    };
    if flags & 0x10 != 0 {
        return Ok(None);
    }
    let mut bytes = blob.get(8 + envelope..).ok_or("a geometry that is cut short")?;
    let geometry = geometry(&mut bytes, 0)?;
    Ok((!is_empty(&geometry)).then_some(geometry))
}

fn is_empty(geometry: &Geometry<f64>) -> bool {
    match geometry {
        // An empty point is written with coordinates that are no numbers.
        Geometry::Point(point) => point.0.x.is_nan() && point.0.y.is_nan(),
        Geometry::MultiPoint(points) => points.0.is_empty(),
        Geometry::LineString(line) => line.0.is_empty(),
        Geometry::MultiLineString(lines) => lines.0.is_empty(),
        Geometry::Polygon(area) => area.exterior().0.is_empty(),
        Geometry::MultiPolygon(areas) => areas.0.is_empty(),
        Geometry::GeometryCollection(parts) => parts.0.is_empty(),
        _ => false,
    }
}

/// How the numbers of a geometry are written.
#[derive(Debug, Clone, Copy)]
struct Order {
    is_little: bool,
    /// Numbers of a position: 2, and the height and the measure.
    n_numbers: usize,
}

fn geometry(bytes: &mut &[u8], depth: u8) -> Result<Geometry<f64>, String> {
    let is_little = match take(bytes, 1)?[0] {
        0 => false,
        1 => true,
        other => return Err(format!("a geometry in the byte order {other}")),
    };
    let order = Order { is_little, n_numbers: 2 };
    let code = order.whole(bytes)?;
    // Of OGC, thousands for height and measure; of PostGIS, high bits.
    let (thousands, kind) = ((code & 0xffff) / 1000, (code & 0xffff) % 1000);
    let has_z = matches!(thousands, 1 | 3) || code & 0x8000_0000 != 0;
    let has_m = matches!(thousands, 2 | 3) || code & 0x4000_0000 != 0;
    if code & 0x2000_0000 != 0 {
        order.whole(bytes)?;
    }
    let order = Order { n_numbers: 2 + usize::from(has_z) + usize::from(has_m), ..order };
    let mut parts = |least: usize| -> Result<Vec<Geometry<f64>>, String> {
        if depth == MAX_DEPTH {
            return Err("collections within collections".to_owned());
        }
        let count = order.count(bytes, least)?;
        (0..count).map(|_| geometry(bytes, depth + 1)).collect()
    };
    let wrong = || "a collection with a part of another kind".to_owned();
    Ok(match kind {
        1 => Point(order.position(bytes)?).into(),
        2 => order.line(bytes)?.into(),
        3 => order.polygon(bytes)?.into(),
        4 => {
            let points = parts(21)?.into_iter().map(|part| Point::try_from(part).map_err(|_| wrong()));
            MultiPoint(points.collect::<Result<_, _>>()?).into()
        }
        5 => {
            let lines = parts(9)?.into_iter().map(|part| LineString::try_from(part).map_err(|_| wrong()));
            MultiLineString(lines.collect::<Result<_, _>>()?).into()
        }
        6 => {
            let areas = parts(9)?.into_iter().map(|part| Polygon::try_from(part).map_err(|_| wrong()));
            MultiPolygon(areas.collect::<Result<_, _>>()?).into()
        }
        7 => Geometry::GeometryCollection(GeometryCollection(parts(9)?)),
        other => return Err(format!("a geometry of the kind {other}, which is not read")),
    })
}

impl Order {
    fn whole(self, bytes: &mut &[u8]) -> Result<u32, String> {
        let mut word = [0; 4];
        word.copy_from_slice(take(bytes, 4)?);
        Ok(if self.is_little { u32::from_le_bytes(word) } else { u32::from_be_bytes(word) })
    }

    /// A count of things that take at least `least` bytes each.
    fn count(self, bytes: &mut &[u8], least: usize) -> Result<usize, String> {
        let count = self.whole(bytes)? as usize;
        if count > bytes.len() / least {
            return Err(format!("{count} parts announced where {} bytes are left", bytes.len()));
        }
        Ok(count)
    }

    fn position(self, bytes: &mut &[u8]) -> Result<Coord<f64>, String> {
        let all = take(bytes, self.n_numbers * 8)?;
        let number = |at: usize| {
            let mut word = [0; 8];
            word.copy_from_slice(&all[at..at + 8]);
            if self.is_little { f64::from_le_bytes(word) } else { f64::from_be_bytes(word) }
        };
        Ok(Coord { x: number(0), y: number(8) })
    }

    fn line(self, bytes: &mut &[u8]) -> Result<LineString<f64>, String> {
        let count = self.count(bytes, self.n_numbers * 8)?;
        (0..count).map(|_| self.position(bytes)).collect::<Result<_, _>>().map(LineString)
    }

    fn polygon(self, bytes: &mut &[u8]) -> Result<Polygon<f64>, String> {
        let count = self.count(bytes, 4)?;
        let mut rings = (0..count).map(|_| self.line(bytes)).collect::<Result<Vec<_>, _>>()?.into_iter();
        let outside = rings.next().unwrap_or_else(|| LineString(Vec::new()));
        Ok(Polygon::new(outside, rings.collect()))
    }
}

fn take<'b>(bytes: &mut &'b [u8], count: usize) -> Result<&'b [u8], String> {
    let (taken, rest) = bytes.split_at_checked(count).ok_or("a geometry that is cut short")?;
    *bytes = rest;
    Ok(taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blob(flags: u8, envelope: usize, wkb: &[u8]) -> Vec<u8> {
        [b"GP\0".as_slice(), &[flags], &4326_u32.to_le_bytes(), &vec![0; envelope], wkb].concat()
    }

    fn little(kind: u32, rest: &[&[u8]]) -> Vec<u8> {
        [&[1][..], &kind.to_le_bytes(), &rest.concat()].concat()
    }

    fn numbers(all: &[f64]) -> Vec<u8> {
        all.iter().flat_map(|number| number.to_le_bytes()).collect()
    }

    #[test]
    fn points_come_with_and_without_heights_in_both_byte_orders() {
        let at = Geometry::Point(Point::new(3.5, 44.5));
        let point = little(1, &[&numbers(&[3.5, 44.5])]);
        let with_z = little(1001, &[&numbers(&[3.5, 44.5, 700.0])]);
        let with_zm = little(3001, &[&numbers(&[3.5, 44.5, 700.0, 1.0])]);
        let of_postgis = little(0xa000_0001, &[&4326_u32.to_le_bytes(), &numbers(&[3.5, 44.5, 1.0])]);
        let big: Vec<u8> =
            [&[0][..], &1_u32.to_be_bytes(), &3.5_f64.to_be_bytes(), &44.5_f64.to_be_bytes()].concat();
        for wkb in [&point, &with_z, &with_zm, &of_postgis, &big] {
            assert_eq!(geometry_of_blob(&blob(1, 0, wkb)), Ok(Some(at.clone())));
        }
        assert_eq!(geometry_of_blob(&blob(0b101, 48, &point)), Ok(Some(at)));
        assert_eq!(geometry_of_blob(&blob(0b1_0001, 0, &[])), Ok(None));
        assert_eq!(geometry_of_blob(&blob(1, 0, &little(1, &[&numbers(&[f64::NAN, f64::NAN])]))), Ok(None));
    }

    #[test]
    fn counts_that_cannot_be_and_cuts_are_refused() {
        let ring = [&4_u32.to_le_bytes()[..], &numbers(&[0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0, 0.0])].concat();
        let polygon = little(3, &[&1_u32.to_le_bytes(), &ring]);
        let multi = blob(1, 0, &little(6, &[&1_u32.to_le_bytes(), &polygon]));
        assert!(
            matches!(geometry_of_blob(&multi), Ok(Some(Geometry::MultiPolygon(areas))) if areas.0.len() == 1)
        );
        for length in 0..multi.len() {
            assert!(geometry_of_blob(&multi[..length]).is_err(), "{length}");
        }
        let huge = blob(1, 0, &little(2, &[&u32::MAX.to_le_bytes(), &[0; 40]]));
        assert_eq!(
            geometry_of_blob(&huge),
            Err("4294967295 parts announced where 40 bytes are left".to_owned())
        );
        let mut deep = little(7, &[&0_u32.to_le_bytes()]);
        for _ in 0..1000 {
            deep = little(7, &[&1_u32.to_le_bytes(), &deep]);
        }
        assert_eq!(geometry_of_blob(&blob(1, 0, &deep)), Err("collections within collections".to_owned()));
    }
}
