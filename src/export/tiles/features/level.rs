//! The shapes of a collection on the grid of one zoom.

use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay::{IntOverlayOptions, Overlay, ShapeType};
use i_overlay::core::overlay_rule::OverlayRule;
use i_overlay::i_float::int::point::IntPoint;
use i_overlay::i_shape::int::shape::IntShapes;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::encode::{drawn_square, shown};
use super::{EXTENT, REACH, TileAddress, least_zoom};
use crate::export::Collection;
use crate::export::record::Shape;

type Boxed = GeomWithData<Rectangle<[i32; 2]>, u32>;

/// The shapes of a collection at one zoom, in steps of its tiles from the north-west of the world.
#[derive(Debug)]
pub struct TileLevel {
    zoom: u8,
    least_zoom: u8,
    index: RTree<Boxed>,
    /// The vertices of every ring, one after the other.
    points: Vec<IntPoint>,
    /// Where each ring begins in `points`, and the end of the last.
    rings: Vec<u32>,
    /// Where the rings of each row begin in `rings`, and the end of the last. A point is a ring of one.
    rows: Vec<u32>,
    areas: bool,
}

/// What a tile shows of a row.
pub(super) enum Drawn<'a> {
    /// A point.
    Point(IntPoint),
    /// Rings, exterior ones turned as the format wants them, each followed by its holes.
    Area(&'a [&'a [IntPoint]]),
}

impl TileLevel {
    /// Puts the shapes of a collection on the grid of a zoom.
    ///
    /// Cost: some 10 µs a row, a few times that where many collapse.
    #[must_use]
    pub fn new(collection: &Collection, zoom: u8) -> Self {
        let mut grid = Grid::new(zoom);
        let mut level = Self {
            zoom,
            least_zoom: least_zoom(collection),
            index: RTree::new(),
            points: Vec::new(),
            rings: vec![0],
            rows: vec![0],
            areas: collection.kind().is_of_areas(),
        };
        let mut boxes = Vec::with_capacity(collection.len());
        for row in 0..collection.len() {
            let before = level.points.len();
            match collection.placed().shape(row) {
                Shape::None => {}
                Shape::Point(at) => level.push_ring(&[grid.point(*at)]),
                Shape::Area(area) => {
                    for ring in grid.area(area).iter().flatten() {
                        level.push_ring(ring);
                    }
                }
            }
            level.rows.push(clipped(level.rings.len() - 1));
            if let Some([west, north, east, south]) = box_of(&level.points[before..]) {
                let corners = Rectangle::from_corners([west, north], [east, south]);
                boxes.push(GeomWithData::new(corners, clipped(row)));
            }
        }
        level.points.shrink_to_fit();
        level.index = RTree::bulk_load(boxes);
        level
    }

    fn push_ring(&mut self, ring: &[IntPoint]) {
        self.points.extend_from_slice(ring);
        self.rings.push(clipped(self.points.len()));
    }

    /// Its zoom.
    #[must_use]
    pub const fn zoom(&self) -> u8 {
        self.zoom
    }

    /// The smallest zoom of its collection.
    #[must_use]
    pub const fn least_zoom(&self) -> u8 {
        self.least_zoom
    }

    /// Bytes that it holds, roughly.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.points.len() * size_of::<IntPoint>()
            + (self.rings.len() + self.rows.len()) * 4
            + self.index.size() * 40
    }

    /// The rows whose boxes meet a tile and its edge, ascending.
    pub(super) fn rows_in(&self, address: TileAddress) -> Vec<u32> {
        let [west, north, east, south] = drawn_square(origin(address));
        let envelope = AABB::from_corners([west, north], [east, south]);
        let mut rows: Vec<u32> =
            self.index.locate_in_envelope_intersecting(envelope).map(|found| found.data).collect();
        rows.sort_unstable();
        rows
    }

    /// Shows what a tile draws of a row, and the north-western corner of the tile; does nothing where it draws
    /// nothing of it.
    pub(super) fn drawn(&self, row: u32, address: TileAddress, show: impl FnOnce(Drawn<'_>, IntPoint)) {
        let origin = origin(address);
        let row = row as usize;
        let rings: Vec<&[IntPoint]> = (self.rows[row]..self.rows[row + 1])
            .map(|ring| {
                &self.points[self.rings[ring as usize] as usize..self.rings[ring as usize + 1] as usize]
            })
            .collect();
        if !self.areas {
            if let [[at]] = rings.as_slice() {
                show(Drawn::Point(*at), origin);
            }
            return;
        }
        let (reach, all) = (shown(origin, REACH), self.points_of(row));
        let whole = box_of(all)
            .is_some_and(|[w, n, e, s]| w >= reach[0] && n >= reach[1] && e <= reach[2] && s <= reach[3]);
        if whole {
            return show(Drawn::Area(&rings), origin);
        }
        let cut = cut(&rings, drawn_square(origin));
        let rings: Vec<&[IntPoint]> = cut.iter().flatten().map(Vec::as_slice).collect();
        if !rings.is_empty() {
            show(Drawn::Area(&rings), origin);
        }
    }

    fn points_of(&self, row: usize) -> &[IntPoint] {
        let (first, last) = (self.rows[row] as usize, self.rows[row + 1] as usize);
        &self.points[self.rings[first] as usize..self.rings[last] as usize]
    }
}

/// The north-western corner of a tile.
fn origin(address: TileAddress) -> IntPoint {
    // Columns and rows are below 2¹⁴, steps below 2²⁶.
    let steps = |n: u32| i32::try_from(n).unwrap_or_default() * EXTENT;
    IntPoint::new(steps(address.column()), steps(address.row()))
}

/// Numbers of what fits in memory.
fn clipped(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Least and largest x and y.
fn box_of(points: &[IntPoint]) -> Option<[i32; 4]> {
    let first = points.first()?;
    Some(points.iter().fold([first.x, first.y, first.x, first.y], |[w, n, e, s], p| {
        [w.min(p.x), n.min(p.y), e.max(p.x), s.max(p.y)]
    }))
}

/// What of valid rings lies in a box, valid again.
fn cut(rings: &[&[IntPoint]], [west, north, east, south]: [i32; 4]) -> IntShapes {
    let square =
        [(west, north), (east, north), (east, south), (west, south)].map(|(x, y)| IntPoint::new(x, y));
    let mut overlay = overlay(rings.iter().map(|ring| ring.len()).sum::<usize>() + 4);
    for ring in rings {
        overlay.add_contour(ring, ShapeType::Subject);
    }
    overlay.add_contour(&square, ShapeType::Clip);
    turned(overlay.overlay(OverlayRule::Intersect, FillRule::NonZero), 0)
}

/// Exterior rings come out with a positive area in tiles, where y grows southwards: as the format wants them.
fn overlay(points: usize) -> Overlay {
    Overlay::new_custom(points, IntOverlayOptions::ogc(), i_overlay::core::solver::Solver::default())
}

/// Takes positions to the grid of a zoom.
struct Grid {
    world: TileAddress,
    /// Steps of the world.
    side: f64,
    /// Steps between points of the grid: half a pixel of a screen, or less where shapes would be lost.
    step: f64,
    overlay: Overlay,
}

impl Grid {
    fn new(zoom: u8) -> Self {
        let step = match zoom {
            6 | 7 => 2.0,
            8..=12 => 4.0,
            _ => 1.0,
        };
        let side = f64::from(1u32 << zoom) * f64::from(EXTENT);
        Self { world: TileAddress::world(), side, step, overlay: overlay(64) }
    }

    fn point(&self, at: Coord<f64>) -> IntPoint {
        let at = self.world.project(at);
        #[expect(clippy::cast_possible_truncation, reason = "at most 2²⁶")]
        let on_grid = |share: f64| ((share * self.side / self.step).round() * self.step) as i32;
        IntPoint::new(on_grid(at.x), on_grid(at.y))
    }

    /// The shapes of an area, each an exterior ring and its holes; none where all of it collapses.
    fn area(&mut self, area: &MultiPolygon<f64>) -> IntShapes {
        self.overlay.clear();
        let mut given = 0;
        for polygon in &area.0 {
            for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
                let mut points: Vec<IntPoint> = ring.0.iter().map(|at| self.point(*at)).collect();
                points.dedup();
                if points.len() > 1 && points.first() == points.last() {
                    points.pop();
                }
                if points.len() > 2 {
                    self.overlay.add_contour(&points, ShapeType::Subject);
                    given += 1;
                }
            }
        }
        turned(self.overlay.overlay(OverlayRule::Subject, FillRule::NonZero), given)
    }
}

/// Shapes with exterior rings of positive area and holes of negative area. Where there are more or fewer rings than
/// were `given`, rings have crossed or touched themselves: the shapes are then checked, and what is not valid all
/// the same is left with its outline, or without anything.
fn turned(mut shapes: IntShapes, given: usize) -> IntShapes {
    for shape in &mut shapes {
        shape.retain(|ring| twice_area(ring) != 0);
        for (i, ring) in shape.iter_mut().enumerate() {
            if (twice_area(ring) > 0) != (i == 0) {
                ring.reverse();
            }
        }
    }
    shapes.retain(|shape| !shape.is_empty());
    if shapes.iter().map(Vec::len).sum::<usize>() == given || is_valid(&shapes) {
        return shapes;
    }
    let outline = shapes.into_iter().filter_map(|shape| shape.into_iter().next());
    let outline: IntShapes =
        outline.max_by_key(|ring| twice_area(ring)).map(|ring| vec![ring]).into_iter().collect();
    if is_valid(&outline) { outline } else { Vec::new() }
}

/// Twice the area of a ring, negative for a hole: y grows southwards.
fn twice_area(ring: &[IntPoint]) -> i64 {
    let next = ring.iter().cycle().skip(1);
    let products =
        ring.iter().zip(next).map(|(a, b)| i64::from(a.x) * i64::from(b.y) - i64::from(b.x) * i64::from(a.y));
    products.sum()
}

fn is_valid(shapes: &IntShapes) -> bool {
    use geo::Validation as _;
    let line = |ring: &Vec<IntPoint>| {
        ring.iter().map(|p| Coord { x: f64::from(p.x), y: f64::from(p.y) }).collect::<LineString<f64>>()
    };
    let polygon = |shape: &Vec<Vec<IntPoint>>| {
        let (exterior, holes) = shape.split_first()?;
        Some(Polygon::new(line(exterior), holes.iter().map(line).collect()))
    };
    shapes.iter().filter_map(polygon).collect::<MultiPolygon<f64>>().is_valid()
}
