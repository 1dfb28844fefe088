//! The land from which a place is reached within some minutes, or that is reached from it.
//!
//! The definition is that of an access: a position belongs to its nearest road. It is inside when that
//! road is reached within the time, right there and not only somewhere along it, and is at most a corridor
//! away. So a road that is not reached is outside, whatever is reached around it: across a river without a
//! bridge, beyond the end of the time on the same road, on an island. A lone road gives a strip of land,
//! not a blob. The walk between the position and its road is not added to the time. The walk between a place
//! and its road counts as a road, so that a place lies in its own land.
//!
//! 1. [`reach`]: a search over the junctions that stops at the longest time.
//! 2. [`strokes`]: every chain of road around is cut where its time crosses a limit: exact, on the road.
//! 3. [`tiles`], [`draw`], [`grid`]: what is reached falls into patches far from each other; the stretches of each
//!    are drawn into sets of cells, one for each band of time.
//! 4. [`grow`]: reached and unreached roads share the land around them.
//! 5. [`contour`], [`straighten`]: outlines with their holes, with few corners.
//!
//! What is guaranteed, by construction, with `h` the size of a cell:
//! - a position on a road within the time is inside (ferries apart), and so is every place;
//! - a position on a road beyond the time is outside, if nothing within the time is nearer than √8 `h`;
//! - a longer time asked in the same call holds the land of every shorter one;
//! - polygons are valid: rings cross neither each other nor themselves, holes lie in their polygon;
//! - the same question gives the same bytes.

mod contour;
mod draw;
mod grid;
mod grow;
mod options;
mod reach;
mod straighten;
mod strokes;
mod tiles;

#[cfg(test)]
mod tests;

use std::ops::Range;

use geo_types::{Coord, LineString, MultiPolygon, Polygon};

use self::contour::{Outlines, outlines};
use self::draw::{draw, land};
use self::grid::{Bits, Bounds, Lattice, fixed, number, numbers};
pub use self::options::{
    Direction, IsochroneError, IsochroneOptions, MAX_LAND_M, MAX_MINUTES, MAX_TIMES, RESOLUTION_M,
};
use self::reach::{Reach, ms_of};
use self::straighten::{Gates, straighten};
use self::strokes::Roads;
use self::tiles::{Patch, Tiles};
use super::graph::{FixedBox, RoadGraph};
use super::snap::Place;

/// Cells that are chosen from where none is asked, metres.
const CELLS_M: [f64; 6] = [25.0, 50.0, 100.0, 200.0, 400.0, 800.0];
/// Nodes where something is reached, about, a place, at the smallest size that is chosen from; four times as many
/// at each next one, so that small land is fast and large land not coarse.
const NODES_A_PLACE: usize = 1 << 20;
/// The most nodes of a lattice: 8 megabytes a set.
const MOST_NODES: usize = 1 << 26;

/// The land within a time.
#[derive(Debug, Clone, PartialEq)]
pub struct Isochrone {
    /// The time.
    pub minutes: u32,
    /// The land, degrees; outer rings counter-clockwise, holes clockwise. Empty when not even the road is
    /// reached.
    pub area: MultiPolygon<f64>,
    /// Size of a cell, metres.
    pub resolution_m: f64,
}

/// A place whose land is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stand {
    /// Where it is, degrees.
    pub at: Coord<f64>,
    /// Where it stands on the roads.
    pub place: Place,
}

impl From<Place> for Stand {
    /// A place that is on the road itself.
    fn from(place: Place) -> Self {
        Self { at: place.position, place }
    }
}

/// The land within each time of the nearest of `places`, all together; one answer a time, in their order.
///
/// Ask place by place for the land of each. Without a place, areas are empty.
/// Cost: a few milliseconds for half an hour by car.
///
/// # Errors
/// When the question is out of range ([`IsochroneOptions::check`]), or finer than the land allows.
pub fn isochrones(
    graph: &RoadGraph,
    places: &[Stand],
    options: &IsochroneOptions,
) -> Result<Vec<Isochrone>, IsochroneError> {
    options.check()?;
    let limits: Vec<u32> = options.minutes.iter().map(|minutes| ms_of(*minutes)).collect();
    let on_road: Vec<Place> = places.iter().map(|stand| stand.place).collect();
    let reach = Reach::search(graph, &on_road, options.direction, limits[limits.len() - 1]);
    let roads = Roads::new(graph, &reach, options.direction, places, &limits);
    let mut around = Bounds::NOTHING;
    for node in &reach.nodes {
        around.add(numbers(graph.node_positions()[*node as usize]));
    }
    for stand in places {
        around.add(fixed(stand.at));
        around.add(fixed(stand.place.position));
    }
    let mut answers: Vec<Isochrone> = options
        .minutes
        .iter()
        .map(|minutes| Isochrone { minutes: *minutes, area: MultiPolygon(Vec::new()), resolution_m: 0.0 })
        .collect();
    if around.is_nothing() {
        return Ok(answers);
    }
    let tiles = Tiles::over(&roads, &around, limits.len());
    for plan in plans(&tiles, places.len(), &around, options)? {
        let bands = draw(&roads, &tiles, &plan, limits.len());
        let lands: Vec<Bits> = (0..limits.len()).map(|limit| land(&bands, limit, &plan)).collect();
        for (limit, answer) in answers.iter_mut().enumerate() {
            answer.resolution_m = plan.cell_m;
            let outlines = outlines(&lands[limit]);
            answer.area.0.extend(polygons(&outlines, &plan.lattice, &Gates::new(&lands, limit)));
        }
    }
    Ok(answers)
}

/// On which lattice the land of a patch is made.
struct Plan {
    patch: Patch,
    lattice: Lattice,
    cell_m: f64,
    /// In cells.
    corridor: usize,
    filling: usize,
    /// How far from what is reached roads matter, cells and ten-millionths of a degree.
    margin: usize,
    margin_degrees: [f64; 2],
    /// What is reached within the longest time, with the margin.
    area: FixedBox,
}

/// One plan a patch, with the finest cells that keep within the bounds, or those asked for.
fn plans(
    tiles: &Tiles,
    n_places: usize,
    around: &Bounds,
    options: &IsochroneOptions,
) -> Result<Vec<Plan>, IsochroneError> {
    let with_cells_of = |cell_m: f64, most: usize| {
        let [corridor, filling] = options.cells(cell_m);
        let margin = grow::margin(corridor, filling);
        let margin_degrees = around.margin(number(margin + 4) * cell_m);
        if tiles.n_reached() * around.nodes_in(tiles.size(), cell_m) > most {
            return None;
        }
        let plan = |patch: Patch| {
            let lattice = Lattice::over(&patch.whole, margin, cell_m, MOST_NODES)?;
            let area = patch.whole.widened(margin_degrees);
            Some(Plan { patch, lattice, cell_m, corridor, filling, margin, margin_degrees, area })
        };
        tiles.patches(margin_degrees).into_iter().map(plan).collect::<Option<Vec<Plan>>>()
    };
    let finest = NODES_A_PLACE.saturating_mul(n_places.max(1));
    let most = |size: u32| finest.saturating_mul(4usize.pow(size)).min(MOST_NODES);
    match options.resolution_m {
        Some(metres) => with_cells_of(metres, usize::MAX).ok_or(IsochroneError::TooFine { metres }),
        None => (0..)
            .zip(CELLS_M)
            .find_map(|(size, cell_m)| with_cells_of(cell_m, most(size)))
            .or_else(|| with_cells_of(RESOLUTION_M[1], usize::MAX))
            .ok_or(IsochroneError::TooFine { metres: RESOLUTION_M[1] }),
    }
}

/// Rings as polygons, south to north by their lowest point.
fn polygons(outlines: &Outlines, lattice: &Lattice, gates: &Gates<'_>) -> Vec<Polygon<f64>> {
    let mut corners = Vec::new();
    let mut line = |ring: Range<usize>| -> LineString<f64> {
        straighten(&outlines.gates[ring], gates, &mut corners);
        corners.iter().map(|at| lattice.degrees(*at)).collect()
    };
    let mut place_of = vec![usize::MAX; outlines.rings.len()];
    let mut polygons: Vec<Polygon<f64>> = Vec::new();
    for (place, ring) in outlines.rings.iter().enumerate() {
        if ring.outer == place {
            place_of[place] = polygons.len();
            polygons.push(Polygon::new(line(ring.gates.clone()), Vec::new()));
        } else {
            polygons[place_of[ring.outer]].interiors_push(line(ring.gates.clone()));
        }
    }
    polygons
}
