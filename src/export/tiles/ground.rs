//! The ground of a map: waters, roads and names of places in one tile, from one file.
//!
//! Lines and outlines are brought to a grid of half a pixel, cut in one pass each, and painted as they are: nothing is
//! made valid, and nothing costs more than its number of points, whatever a file holds.

use geo_types::Coord;
use mvt::{GeomEncoder, GeomType, Layer, Tile};

use super::clip::{clipped, clipped_ring};
use super::{BUFFER, EXTENT, MOST_LINES, TileAddress, TileError, add_roads};
use crate::network::graph::RoadGraph;
use crate::network::ground::{GroundFeature, GroundKind};
use crate::network::raw::{FixedPoint, from_degrees, to_degrees};

/// Name of the layer of areas of water.
const WATER_LAYER: &str = "water";
/// Name of the layer of rivers, canals and coasts, told apart by `kind`.
const WATERWAYS_LAYER: &str = "waterways";
/// Name of the layer of places, with `name`, `kind` and perhaps `people`.
const PLACES_LAYER: &str = "places";
/// The most points of waters and places that are looked at for a tile: a fraction of a second.
const MOST_POINTS: usize = 500_000;

/// Waters, roads and places of a tile; no bytes at all where there is none.
///
/// Roads are those of [`road_tile`](super::road_tile). From afar there are the large waters and places alone, and at most
/// [`MOST_LINES`] of them.
///
/// Cost: that of the roads, and a tenth of a microsecond a point.
///
/// # Errors
/// When a position cannot be written, which none within a tile and its edge meets.
pub fn ground_tile(graph: &RoadGraph, address: TileAddress) -> Result<Vec<u8>, TileError> {
    let failed = |source| TileError { address, source };
    let mut tile = Tile::new(EXTENT);
    let (low, high) = address.bounds(BUFFER / f64::from(EXTENT));
    let ([west, south], [east, north]) = (from_degrees(low), from_degrees(high));
    let mut shapes: Vec<(GroundFeature<'_>, Shape)> = Vec::new();
    graph.ground().visit(address.zoom(), [west, south, east, north], MOST_POINTS, |feature| {
        if shapes.len() < MOST_LINES {
            shapes.extend(shape(&feature, address).map(|shape| (feature, shape)));
        }
    });
    for name in [WATER_LAYER, WATERWAYS_LAYER] {
        add_layer(&mut tile, name, &shapes).map_err(failed)?;
    }
    add_roads(&mut tile, graph, address)?;
    add_layer(&mut tile, PLACES_LAYER, &shapes).map_err(failed)?;
    tile.to_bytes().map_err(failed)
}

/// What a tile shows of a feature, in its steps: rings, lines, or a point.
type Shape = Vec<Vec<Coord<f64>>>;

const fn layer_of(kind: GroundKind) -> &'static str {
    match kind {
        GroundKind::Water => WATER_LAYER,
        GroundKind::River | GroundKind::Canal | GroundKind::Coastline => WATERWAYS_LAYER,
        _ => PLACES_LAYER,
    }
}

fn add_layer(tile: &mut Tile, name: &str, shapes: &[(GroundFeature<'_>, Shape)]) -> Result<(), mvt::Error> {
    let mut layer = tile.create_layer(name);
    for (feature, shape) in shapes.iter().filter(|(feature, _)| layer_of(feature.kind) == name) {
        layer = add_feature(layer, feature, shape)?;
    }
    if layer.num_features() > 0 { tile.add_layer(layer) } else { Ok(()) }
}

fn add_feature(layer: Layer, feature: &GroundFeature<'_>, shape: &Shape) -> Result<Layer, mvt::Error> {
    let kind = match feature.kind {
        GroundKind::Water => GeomType::Polygon,
        kind if kind.is_place() => GeomType::Point,
        _ => GeomType::Linestring,
    };
    let mut encoder = GeomEncoder::new(kind);
    for part in shape {
        for point in part {
            encoder.add_point(point.x, point.y)?;
        }
        encoder.complete_geom()?;
    }
    let mut out = layer.into_feature(encoder.encode()?);
    if feature.kind != GroundKind::Water {
        out.add_tag_string("kind", feature.kind.code());
    }
    if feature.kind.is_place() {
        out.add_tag_string("name", feature.name);
        if feature.people > 0 {
            out.add_tag_uint("people", feature.people.into());
        }
    }
    Ok(out.into_layer())
}

/// What a tile shows of a feature; `None` where that is nothing.
fn shape(feature: &GroundFeature<'_>, address: TileAddress) -> Option<Shape> {
    let (low, high) = (-BUFFER, f64::from(EXTENT) + BUFFER);
    let mut parts = feature.parts().map(|part| on_grid(part, address));
    let shape: Shape = match feature.kind {
        GroundKind::Water => rings(parts, low, high),
        kind if kind.is_place() => {
            // A name is drawn by one tile: that which holds its point.
            let inside = 0.0..f64::from(EXTENT);
            let point = *parts.next()?.first()?;
            let is_here = inside.contains(&point.x) && inside.contains(&point.y);
            if is_here { vec![vec![point]] } else { Vec::new() }
        }
        _ => {
            let whole = |mut line: Vec<Coord<f64>>| {
                line.iter_mut().for_each(|p| *p = Coord { x: p.x.round(), y: p.y.round() });
                line.dedup();
                line
            };
            let lines = parts.flat_map(|line| clipped(&line, low, high)).map(whole);
            lines.filter(|line| line.len() > 1).collect()
        }
    };
    (!shape.is_empty()).then_some(shape)
}

/// The outer ring and those of islands, cut, in the directions that the format asks for; nothing where the outer one is
/// not in the tile.
fn rings(parts: impl Iterator<Item = Vec<Coord<f64>>>, low: f64, high: f64) -> Shape {
    let mut rings: Shape = Vec::new();
    for (place, ring) in parts.enumerate() {
        let mut ring = clipped_ring(&ring, low, high);
        ring.iter_mut().for_each(|p| *p = Coord { x: p.x.round(), y: p.y.round() });
        ring.dedup();
        if ring.len() > 1 && ring.first() == ring.last() {
            ring.pop();
        }
        let twice = twice_area(&ring);
        if ring.len() < 3 || twice == 0.0 {
            if place == 0 {
                return Vec::new();
            }
            continue;
        }
        if (twice > 0.0) != (place == 0) {
            ring.reverse();
        }
        // The encoder takes a ring that begins where the last one ended for more of it.
        if rings.last().and_then(|last| last.last()) == ring.first() {
            ring.rotate_left(1);
        }
        rings.push(ring);
    }
    rings
}

/// Positive for an outer ring in a tile, where y grows southwards.
fn twice_area(ring: &[Coord<f64>]) -> f64 {
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).map(|(a, b)| a.x * b.y - b.x * a.y).sum()
}

/// Positions in steps of a tile, moved to a grid of half a pixel of a screen (8 steps each), without repeating one; the
/// last zoom is drawn larger than it is.
fn on_grid(part: &[FixedPoint], address: TileAddress) -> Vec<Coord<f64>> {
    let step = if address.zoom() == TileAddress::MAX_ZOOM { 1.0 } else { 4.0 };
    let on_grid = |share: f64| (share * f64::from(EXTENT) / step).round() * step;
    let mut points: Vec<Coord<f64>> = part
        .iter()
        .map(|point| address.project(to_degrees(*point)))
        .map(|at| Coord { x: on_grid(at.x), y: on_grid(at.y) })
        .collect();
    points.dedup();
    points
}
