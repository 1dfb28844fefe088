//! Lengths on the WGS84 ellipsoid, and a local metric plane for small distances.
//!
//! Everything that knows a coordinate system is here. Positions are longitude and latitude in
//! degrees, EPSG:4326, carried as [`Coord`] with `x` the longitude and `y` the latitude.
//!
//! Reference: C. F. F. Karney, *Algorithms for geodesics*, J. Geodesy 87 (2013),
//! doi:10.1007/s00190-012-0578-z, through the `geo` crate.

mod crs;

use geo::{Distance, Geodesic};
use geo_types::{Coord, LineString, MultiPolygon, Point};

pub use crs::{Crs, OutsideCrs, Projection, Unprojection};

use crate::units::Metres;

/// Semi-major axis of WGS84, metres.
const WGS84_A: f64 = 6_378_137.0;
/// First eccentricity squared of WGS84.
const WGS84_E2: f64 = 6.694_379_990_141_316e-3;

/// Whether both coordinates are finite and in range: −180 to 180 and −90 to 90, inclusive.
#[must_use]
pub fn is_lon_lat(position: Coord<f64>) -> bool {
    (-180.0..=180.0).contains(&position.x) && (-90.0..=90.0).contains(&position.y)
}

/// Length of the shortest path on the WGS84 ellipsoid, in metres; about 1 µs.
///
/// Both positions must satisfy [`is_lon_lat`].
#[must_use]
pub fn geodesic_metres(from: Coord<f64>, to: Coord<f64>) -> f64 {
    Geodesic.distance(Point::from(from), Point::from(to))
}

/// [`geodesic_metres`] as a quantity.
///
/// Returns `None` when a position is not a longitude and latitude.
#[must_use]
pub fn geodesic(from: Coord<f64>, to: Coord<f64>) -> Option<Metres> {
    if is_lon_lat(from) && is_lon_lat(to) { Metres::new(geodesic_metres(from, to)).ok() } else { None }
}

/// Earth-centred, earth-fixed coordinates in metres of a position on the WGS84 ellipsoid.
///
/// The straight chord between two such points is never longer than the geodesic between them,
/// which makes it an exact bound for nearest-neighbour searches.
#[must_use]
pub fn earth_centred(position: Coord<f64>) -> [f64; 3] {
    let (sin_lat, cos_lat) = position.y.to_radians().sin_cos();
    let (sin_lon, cos_lon) = position.x.to_radians().sin_cos();
    let n = WGS84_A / (1.0 - WGS84_E2 * sin_lat * sin_lat).sqrt();
    [n * cos_lat * cos_lon, n * cos_lat * sin_lon, n * (1.0 - WGS84_E2) * sin_lat]
}

/// A plane tangent at an origin, in metres east and north.
///
/// Scales are those of the ellipsoid at the origin's latitude. In France lengths are right to 0.2 %
/// within 50 km and 0.8 % within 200 km: for buffers and point-to-boundary distances, never for an
/// access.
#[derive(Debug, Clone, Copy)]
pub struct LocalPlane {
    origin: Coord<f64>,
    metres_per_degree: Coord<f64>,
}

impl LocalPlane {
    /// The plane at `origin`.
    #[must_use]
    pub fn at(origin: Coord<f64>) -> Self {
        let (sin_lat, cos_lat) = origin.y.to_radians().sin_cos();
        let w2 = 1.0 - WGS84_E2 * sin_lat * sin_lat;
        let prime_vertical = WGS84_A / w2.sqrt();
        let meridian = WGS84_A * (1.0 - WGS84_E2) / (w2 * w2.sqrt());
        let metres_per_degree =
            Coord { x: (prime_vertical * cos_lat).to_radians(), y: meridian.to_radians() };
        Self { origin, metres_per_degree }
    }

    /// Metres east (`x`) and north (`y`) of the origin.
    #[must_use]
    pub fn project(&self, position: Coord<f64>) -> Coord<f64> {
        Coord {
            x: (position.x - self.origin.x) * self.metres_per_degree.x,
            y: (position.y - self.origin.y) * self.metres_per_degree.y,
        }
    }

    /// The half-width in degrees of a square of `metres` around the origin.
    #[must_use]
    pub fn degrees(&self, metres: f64) -> Coord<f64> {
        Coord { x: metres / self.metres_per_degree.x.max(1.0), y: metres / self.metres_per_degree.y }
    }
}

/// Metres from a position to the nearest point of an area; 0 inside or on its edge.
///
/// Measured on the [`LocalPlane`] at the position. Infinite when the area has no ring.
/// Cost: linear in the number of vertices.
#[must_use]
pub fn metres_to_area(position: Coord<f64>, area: &MultiPolygon<f64>) -> f64 {
    use geo::coordinate_position::{CoordPos, CoordinatePosition};
    if area.coordinate_position(&position) != CoordPos::Outside {
        return 0.0;
    }
    let plane = LocalPlane::at(position);
    area.0
        .iter()
        .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()))
        .map(|ring| metres_to_line(&plane, ring))
        .fold(f64::INFINITY, f64::min)
}

/// Metres from the plane's origin to a line.
fn metres_to_line(plane: &LocalPlane, line: &LineString<f64>) -> f64 {
    let mut best = f64::INFINITY;
    let mut previous: Option<Coord<f64>> = None;
    for vertex in line.coords() {
        let here = plane.project(*vertex);
        best = best.min(match previous {
            Some(start) => metres_to_segment(start, here),
            None => here.x.hypot(here.y),
        });
        previous = Some(here);
    }
    best
}

/// Distance from the origin to a segment.
fn metres_to_segment(start: Coord<f64>, end: Coord<f64>) -> f64 {
    let along = end - start;
    let length2 = along.x * along.x + along.y * along.y;
    let t = if length2 > 0.0 {
        (-(start.x * along.x + start.y * along.y) / length2).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let nearest = start + along * t;
    nearest.x.hypot(nearest.y)
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::{coord, polygon};
    use proptest::prelude::*;

    #[test]
    fn a_degree_of_latitude_in_lozere_is_111_km() {
        let from = coord! { x: 3.5, y: 44.0 };
        let length = geodesic_metres(from, coord! { x: 3.5, y: 45.0 });
        assert!((length - 111_120.0).abs() < 20.0, "{length}");
    }

    #[test]
    fn an_area_is_at_no_distance_from_what_it_holds() {
        let area = MultiPolygon(vec![polygon![
            (x: 3.0, y: 44.0), (x: 4.0, y: 44.0), (x: 4.0, y: 45.0), (x: 3.0, y: 45.0), (x: 3.0, y: 44.0),
        ]]);
        assert!(metres_to_area(coord! { x: 3.5, y: 44.5 }, &area) == 0.0);
        let outside = metres_to_area(coord! { x: 4.01, y: 44.5 }, &area);
        assert!((outside - 795.0).abs() < 2.0, "{outside}");
    }

    proptest! {
        #[test]
        fn the_chord_never_exceeds_the_geodesic(
            x1 in -180.0..180.0f64, y1 in -90.0..90.0f64, dx in -2.0..2.0f64, dy in -2.0..2.0f64,
        ) {
            let a = coord! { x: x1, y: y1 };
            let b = coord! { x: (x1 + dx).clamp(-180.0, 180.0), y: (y1 + dy).clamp(-90.0, 90.0) };
            let (p, q) = (earth_centred(a), earth_centred(b));
            let chord = ((p[0]-q[0]).powi(2) + (p[1]-q[1]).powi(2) + (p[2]-q[2]).powi(2)).sqrt();
            prop_assert!(chord <= geodesic_metres(a, b) + 1e-6);
        }

        #[test]
        fn the_local_plane_agrees_with_the_ellipsoid_nearby(
            y in 41.0..51.5f64, dx in -0.3..0.3f64, dy in -0.3..0.3f64,
        ) {
            let a = coord! { x: 3.0, y: y };
            let b = coord! { x: 3.0 + dx, y: y + dy };
            let p = LocalPlane::at(a).project(b);
            let exact = geodesic_metres(a, b);
            prop_assert!((p.x.hypot(p.y) - exact).abs() <= 0.006 * exact + 1e-6);
        }
    }
}
