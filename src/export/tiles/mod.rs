//! The road network as vector tiles (Mapbox Vector Tile 2.1), made one by one from the graph; [`ground`] adds waters and places.
//!
//! The graph keeps no class of road but the speed along each chain, and that is what ranks a road here:
//! from afar only the fast ones of a car's network are drawn. A tile holds at most [`MOST_LINES`] lines,
//! the fastest, then the longest, so that no tile costs more than what it finds in its box.
//!
//! Reference: Mapbox Vector Tile Specification 2.1, github.com/mapbox/vector-tile-spec.

mod address;
mod clip;
mod features;
mod ground;

use std::cmp::Reverse;

use geo::Simplify as _;
use geo_types::{Coord, LineString};
use mvt::{GeomEncoder, GeomType, Tile};

pub use address::TileAddress;
use clip::clipped;
pub use features::{TileFields, TileLevel, feature_tile, least_zoom};
pub use ground::ground_tile;

use crate::network::graph::RoadGraph;
use crate::network::profile::{Attributes, Mode};

/// Name of the layer in a tile.
pub const ROADS_LAYER: &str = "roads";
/// Steps across a tile.
const EXTENT: u32 = 4096;
/// How far beyond its edge a tile is drawn, so that lines meet without a seam.
const BUFFER: f64 = 80.0;
/// The most lines in a tile.
const MOST_LINES: usize = 20_000;

/// A tile cannot be encoded.
#[derive(Debug, thiserror::Error)]
#[error("the tile {address} cannot be encoded: {source}")]
pub struct TileError {
    address: TileAddress,
    source: mvt::Error,
}

/// The roads of one tile; no bytes at all where there is none.
///
/// Each line has `kmh`, the speed along it in its faster direction, and `ferry` or `winter` (closed in
/// winter) where that is so.
///
/// Cost: about a microsecond a chain in the box of the tile.
///
/// # Errors
/// When a position cannot be written, which none within a tile and its edge meets.
pub fn road_tile(graph: &RoadGraph, address: TileAddress) -> Result<Vec<u8>, TileError> {
    let mut tile = Tile::new(EXTENT);
    add_roads(&mut tile, graph, address)?;
    tile.to_bytes().map_err(|source| TileError { address, source })
}

/// Adds the layer of roads, where there are some.
fn add_roads(tile: &mut Tile, graph: &RoadGraph, address: TileAddress) -> Result<(), TileError> {
    let failed = |source| TileError { address, source };
    let mut layer = tile.create_layer(ROADS_LAYER);
    for road in roads(graph, address) {
        for line in lines(graph, address, road.chain as usize) {
            let mut encoder = GeomEncoder::new(GeomType::Linestring);
            for point in line {
                encoder.add_point(point.x, point.y).map_err(failed)?;
            }
            let mut feature = layer.into_feature(encoder.encode().map_err(failed)?);
            feature.add_tag_uint("kmh", road.kmh.into());
            for (flag, name) in [(Attributes::FERRY, "ferry"), (Attributes::WINTER, "winter")] {
                if road.attributes.has(flag) {
                    feature.add_tag_bool(name, true);
                }
            }
            layer = feature.into_layer();
        }
    }
    if layer.num_features() > 0 {
        tile.add_layer(layer).map_err(failed)?;
    }
    Ok(())
}

/// A chain to be drawn. Ordered as it is drawn: the fastest first, then the longest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Drawn {
    kmh: u32,
    cm: u32,
    /// Among equals, the first.
    order: Reverse<u32>,
    chain: u32,
    attributes: Attributes,
}

/// The chains of a tile, the slowest first: faster roads are drawn over them.
fn roads(graph: &RoadGraph, address: TileAddress) -> Vec<Drawn> {
    let slowest = slowest_shown(graph.mode(), address.zoom());
    let (low, high) = address.bounds(BUFFER / f64::from(EXTENT));
    let drawn = |chain: u32| {
        let (kmh, whole) = (graph.cruising_kmh(chain as usize)?, graph.chain(chain as usize));
        let shown = kmh >= slowest || whole.attributes.has(Attributes::FERRY);
        let (cm, attributes) = (whole.cm, whole.attributes);
        shown.then_some(Drawn { kmh, cm, order: Reverse(chain), chain, attributes })
    };
    let mut roads: Vec<Drawn> = graph.chains_near(low, high).into_iter().filter_map(drawn).collect();
    if roads.len() > MOST_LINES {
        let left_out = roads.len() - MOST_LINES;
        roads.select_nth_unstable(left_out);
        roads.drain(..left_out);
    }
    roads.sort_unstable();
    roads
}

/// The least speed that is drawn, km/h. A walker or a cyclist goes as fast everywhere.
const fn slowest_shown(mode: Mode, zoom: u8) -> u32 {
    match (mode, zoom) {
        (Mode::Bicycle | Mode::Foot, _) | (Mode::Car, 11..) => 0,
        (Mode::Car, 10) => 30,
        (Mode::Car, 8 | 9) => 45,
        (Mode::Car, 7) => 60,
        (Mode::Car, _) => 75,
    }
}

/// What a tile shows of a chain, in steps of the tile, rounded; nothing where that is a mere dot.
fn lines(graph: &RoadGraph, address: TileAddress, chain: usize) -> Vec<Vec<Coord<f64>>> {
    let on_tile = |position| address.project(position) * f64::from(EXTENT);
    let whole: Vec<Coord<f64>> = graph.line_of(chain).map(on_tile).collect();
    // Half a pixel of a screen (8 steps each); the last zoom is drawn larger than it is.
    let tolerance = if address.zoom() == TileAddress::MAX_ZOOM { 1.0 } else { 4.0 };
    let simpler = |line: Vec<Coord<f64>>| {
        let line = LineString::new(line).simplify(tolerance).into_inner();
        let mut line: Vec<_> = line.iter().map(|p| Coord { x: p.x.round(), y: p.y.round() }).collect();
        line.dedup();
        line
    };
    let parts = clipped(&whole, -BUFFER, f64::from(EXTENT) + BUFFER);
    parts.into_iter().map(simpler).filter(|line| line.len() > 1).collect()
}

#[cfg(test)]
mod tests;
