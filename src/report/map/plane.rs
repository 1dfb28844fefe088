//! From longitude and latitude to a place on the paper.

use geo_types::{Coord, LineString, MultiPolygon};

use crate::geodesy::{Crs, Projection, geodesic_metres};
use crate::model::Bounds;
use crate::report::drawing::At;

/// Systems that a map is drawn in, the first that holds it: that of the place, else that of web maps.
const SYSTEMS: [Crs; 6] =
    [Crs::Lambert93, Crs::Reunion, Crs::Antilles, Crs::Guyane, Crs::Mayotte, Crs::WebMercator];

/// Where positions go on the paper.
#[derive(Debug)]
pub(super) struct Plane {
    projection: Projection,
    crs: Crs,
    /// Points of paper a metre of the system.
    scale: f64,
    /// The upper left corner, in metres of the system.
    corner: Coord<f64>,
    /// Height of the paper.
    pub(super) height: f32,
    middle: Coord<f64>,
    /// Coordinates are whole numbers of these, points of paper: neighbours stay neighbours.
    grid: f64,
}

impl Plane {
    /// The plane that shows a box on paper of this width and at most this height, with a margin; none for a box that
    /// no system holds.
    pub(super) fn around(bounds: Bounds, width: f32, most_height: f32, grid: f64) -> Option<Self> {
        let Bounds { west, south, east, north } = bounds;
        let middle = Coord { x: f64::midpoint(west, east), y: f64::midpoint(south, north) };
        let (crs, projection) = SYSTEMS.into_iter().find_map(|crs| {
            let projection = Projection::to_crs(crs);
            let corners = [(west, south), (east, south), (west, north), (east, north)];
            let holds = corners.iter().all(|(x, y)| projection.from_lon_lat(Coord { x: *x, y: *y }).is_ok());
            holds.then_some((crs, projection))
        })?;
        // The edges of a box are curves in most systems: points along them tell how far they reach.
        let mut low = Coord { x: f64::INFINITY, y: f64::INFINITY };
        let mut high = Coord { x: f64::NEG_INFINITY, y: f64::NEG_INFINITY };
        for i in 0..=8 {
            let t = f64::from(i) / 8.0;
            let (x, y) = (west + (east - west) * t, south + (north - south) * t);
            for (x, y) in [(x, south), (x, north), (west, y), (east, y)] {
                let Ok(at) = projection.from_lon_lat(Coord { x, y }) else { continue };
                low = Coord { x: low.x.min(at.x), y: low.y.min(at.y) };
                high = Coord { x: high.x.max(at.x), y: high.y.max(at.y) };
            }
        }
        let margin = 0.05 * (high.x - low.x).max(high.y - low.y) + 500.0;
        let size = Coord { x: high.x - low.x + 2.0 * margin, y: high.y - low.y + 2.0 * margin };
        let scale = (f64::from(width) / size.x).min(f64::from(most_height) / size.y);
        if !(scale.is_finite() && scale > 0.0) {
            return None;
        }
        let centre = Coord { x: f64::midpoint(low.x, high.x), y: f64::midpoint(low.y, high.y) };
        #[expect(clippy::cast_possible_truncation, reason = "points of paper")]
        let height = ((size.y * scale) as f32).max(width * 0.45).min(most_height);
        let corner = Coord {
            x: centre.x - f64::from(width) / 2.0 / scale,
            y: centre.y + f64::from(height) / 2.0 / scale,
        };
        Some(Self { projection, crs, scale, corner, height, middle, grid })
    }

    /// What the system is called, with its EPSG code.
    pub(super) fn system(&self) -> String {
        format!("{} (EPSG:{})", self.crs.name(), self.crs.epsg())
    }

    /// Where a position goes; none for one beyond the system.
    pub(super) fn at(&self, position: Coord<f64>) -> Option<At> {
        let there = self.projection.from_lon_lat(position).ok()?;
        let on_grid = |length: f64| (length * self.scale / self.grid).round() * self.grid;
        #[expect(clippy::cast_possible_truncation, reason = "points of paper")]
        let at = [on_grid(there.x - self.corner.x) as f32, on_grid(self.corner.y - there.y) as f32];
        Some(at)
    }

    /// The rings of an area; those too small to be seen are left out.
    pub(super) fn rings(&self, area: &MultiPolygon<f64>) -> Vec<Vec<At>> {
        let lines = area.0.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
        lines.filter_map(|line| self.ring(line)).collect()
    }

    fn ring(&self, line: &LineString<f64>) -> Option<Vec<At>> {
        let mut ring: Vec<At> = line.coords().filter_map(|position| self.at(*position)).collect();
        ring.dedup();
        while ring.len() > 1 && ring.first() == ring.last() {
            ring.pop();
        }
        (ring.len() > 2).then_some(ring)
    }

    /// Points of paper that stand for a kilometre in the middle, and the way to the north there: x, y, of length 1.
    pub(super) fn kilometre_and_north(&self) -> Option<(f32, At)> {
        let degrees = 0.05;
        let above = Coord { x: self.middle.x, y: self.middle.y + degrees };
        let ends = [self.middle, above].map(|position| self.projection.from_lon_lat(position).ok());
        let [Some(from), Some(to)] = ends else { return None };
        let (x, y) = ((to.x - from.x) * self.scale, (from.y - to.y) * self.scale);
        let length = x.hypot(y);
        let kilometres = geodesic_metres(self.middle, above) / 1000.0;
        #[expect(clippy::cast_possible_truncation, reason = "points of paper")]
        let told = ((length / kilometres) as f32, [(x / length) as f32, (y / length) as f32]);
        (length > 0.0 && kilometres > 0.0).then_some(told)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOZERE: Bounds = Bounds { west: 2.98, south: 44.11, east: 4.0, north: 44.97 };

    #[test]
    fn lozere_is_drawn_in_lambert_93_within_its_paper() {
        let plane = Plane::around(LOZERE, 480.0, 460.0, 0.1).unwrap();
        assert_eq!(plane.system(), "Lambert-93 (EPSG:2154)");
        for (x, y) in [(2.98, 44.11), (4.0, 44.97)] {
            let [x, y] = plane.at(Coord { x, y }).unwrap();
            assert!((10.0..470.0).contains(&x) && (10.0..plane.height - 10.0).contains(&y), "{x} {y}");
        }
    }

    #[test]
    fn the_scale_bar_is_as_long_as_the_way_between_two_places() {
        let plane = Plane::around(LOZERE, 480.0, 460.0, 0.01).unwrap();
        let (from, to) = (Coord { x: 3.3, y: 44.5 }, Coord { x: 3.6, y: 44.6 });
        let [a, b] = [from, to].map(|position| plane.at(position).unwrap());
        let paper = f64::from((a[0] - b[0]).hypot(a[1] - b[1]));
        let (kilometre, north) = plane.kilometre_and_north().unwrap();
        let told = paper / f64::from(kilometre) * 1000.0;
        let real = geodesic_metres(from, to);
        assert!((told / real - 1.0).abs() < 0.003, "{told} {real}");
        // Lozère lies east of 3°: the north of the grid is a little to the west of north.
        assert!(north[1] < -0.999 && north[0].abs() < 0.02, "{north:?}");
    }

    #[test]
    fn overseas_lands_have_their_own_system_and_no_box_is_no_map() {
        let reunion = Bounds { west: 55.2, south: -21.4, east: 55.85, north: -20.85 };
        let plane = Plane::around(reunion, 480.0, 460.0, 0.1).unwrap();
        assert!(plane.system().contains("2975"), "{}", plane.system());
        let nowhere = Bounds { west: f64::NAN, south: 0.0, east: 1.0, north: 1.0 };
        assert!(Plane::around(nowhere, 480.0, 460.0, 0.1).is_none());
    }
}
