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
use super::geometry::{Drawn, add_rest, rings};
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
    /// The first point of each row; that of a row without a shape is never asked for.
    firsts: Vec<IntPoint>,
    /// The commands after it, one row after the other.
    commands: Vec<u8>,
    /// Where those of each row begin, and the end of the last.
    rows: Vec<u32>,
    areas: bool,
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
            firsts: Vec::with_capacity(collection.len()),
            commands: Vec::new(),
            rows: vec![0],
            areas: collection.kind().is_of_areas(),
        };
        let mut boxes = Vec::with_capacity(collection.len());
        for row in 0..collection.len() {
            let rings: Vec<Vec<IntPoint>> = match collection.placed().shape(row) {
                Shape::None => Vec::new(),
                Shape::Point(at) => vec![vec![grid.point(*at)]],
                Shape::Area(area) => grid.area(area).into_iter().flatten().collect(),
            };
            level.firsts.push(rings.first().and_then(|ring| ring.first()).copied().unwrap_or_default());
            if level.areas {
                add_rest(&mut level.commands, &rings);
            }
            level.rows.push(clipped(level.commands.len()));
            if let Some([west, north, east, south]) = box_of(rings.iter().flatten()) {
                let corners = Rectangle::from_corners([west, north], [east, south]);
                boxes.push(GeomWithData::new(corners, clipped(row)));
            }
        }
        level.commands.shrink_to_fit();
        level.index = RTree::bulk_load(boxes);
        level
    }

    /// The same, drawn from however far: for rows of so few fields that thousands of them are a small tile.
    #[must_use]
    pub fn from_any_zoom(self) -> Self {
        Self { least_zoom: 0, ..self }
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
        self.commands.len()
            + self.firsts.len() * size_of::<IntPoint>()
            + self.rows.len() * 4
            + self.index.size() * 40
    }

    /// The type of its geometries, as tiles number them.
    pub(super) const fn geometry_type(&self) -> u64 {
        if self.areas { 3 } else { 1 }
    }

    /// Shows what a tile draws, row by row, with the north-western corner of the tile.
    pub(super) fn draw(&self, address: TileAddress, mut show: impl FnMut(u32, Drawn<'_>, IntPoint)) {
        let origin = origin(address);
        let square = drawn_square(origin);
        let reach = shown(origin, REACH);
        let envelope = AABB::from_corners([square[0], square[1]], [square[2], square[3]]);
        let mut found: Vec<&Boxed> = self.index.locate_in_envelope_intersecting(envelope).collect();
        found.sort_unstable_by_key(|found| found.data);
        let mut cut_rest = Vec::new();
        for found in found {
            let row = found.data as usize;
            let commands = &self.commands[self.rows[row] as usize..self.rows[row + 1] as usize];
            let whole = Drawn { first: self.firsts[row], rest: commands };
            let ([west, north], [east, south]) = (found.geom().lower(), found.geom().upper());
            let fits = west >= reach[0] && north >= reach[1] && east <= reach[2] && south <= reach[3];
            if fits || !self.areas {
                show(found.data, whole, origin);
                continue;
            }
            let rings: Vec<_> = cut(&rings(whole), square).into_iter().flatten().collect();
            if let Some(first) = rings.first().and_then(|ring| ring.first()) {
                cut_rest.clear();
                add_rest(&mut cut_rest, &rings);
                show(found.data, Drawn { first: *first, rest: &cut_rest }, origin);
            }
        }
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
fn box_of<'a>(mut points: impl Iterator<Item = &'a IntPoint>) -> Option<[i32; 4]> {
    let first = points.next()?;
    Some(points.fold([first.x, first.y, first.x, first.y], |[w, n, e, s], p| {
        [w.min(p.x), n.min(p.y), e.max(p.x), s.max(p.y)]
    }))
}

/// What of valid rings lies in a box, valid again.
fn cut(rings: &[Vec<IntPoint>], [west, north, east, south]: [i32; 4]) -> IntShapes {
    let square =
        [(west, north), (east, north), (east, south), (west, south)].map(|(x, y)| IntPoint::new(x, y));
    let mut overlay = overlay(rings.iter().map(Vec::len).sum::<usize>() + 4);
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
