//! From a position to the best place on a road.
//!
//! The nearest point of the nearest chain, not the nearest junction: a house in the middle of a long
//! road is there, not at its end. Between the position and the road one walks, in a straight line, at
//! a stated speed; the walk counts in time and length. Ferries are not roads that one walks to.
//!
//! A position has one place on the mainland and one on each island near it where there is something to
//! reach. Which one counts is decided by where one goes, so the answer for a pair never depends on the
//! other pairs asked. An island is a component apart with at least a kilometre of road: less is a
//! drawing error or a yard.
//!
//! The search goes down the packed boxes of the graph, nearest first, and stops when the next box is
//! farther than the best place found.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use geo_types::Coord;

use super::cost::Cost;
use super::graph::{CLOSED, FAN, FixedBox, RoadGraph, TRAP, levels};
use super::num::rounded;
use super::profile::Attributes;
use super::raw::to_degrees;
use crate::geodesy::{LocalPlane, is_lon_lat};

/// How one gets from a position to the road.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SnapOptions {
    /// Walking speed, km/h.
    pub walking_kmh: f64,
    /// The farthest that a road may be, metres, inclusive.
    pub max_snap_m: f64,
}

impl Default for SnapOptions {
    /// 5 km/h, 2 km.
    fn default() -> Self {
        Self { walking_kmh: 5.0, max_snap_m: 2000.0 }
    }
}

/// Why a position has no place on a road.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Unsnapped {
    /// Not a longitude and a latitude.
    #[error("{0:?} is not a longitude and a latitude")]
    NotAPosition(Coord<f64>),
    /// The nearest road is too far.
    #[error("{metres:.0} m from the nearest road, more than the {limit:.0} m allowed")]
    TooFar {
        /// Metres to the nearest road.
        metres: f64,
        /// The bound.
        limit: f64,
    },
    /// There is no road at all.
    #[error("there is no road")]
    NoRoad,
}

/// A place on a chain.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// The chain.
    pub chain: u32,
    /// Its component.
    pub component: u32,
    /// Where on the road.
    pub position: Coord<f64>,
    /// Milliseconds to here from the first end of the chain, and from its last end;
    /// [`CLOSED`] where that direction is closed.
    pub ms: [u32; 2],
    /// Centimetres from the first end.
    pub cm: u32,
    /// The walk between the position and the road.
    pub walk: Cost,
}

impl Place {
    /// The cost of going from here to another place of the same chain along it, without the walks.
    #[must_use]
    pub fn along_to(&self, other: &Self) -> Option<Cost> {
        let cm = self.cm.abs_diff(other.cm);
        let direction = usize::from(self.cm > other.cm);
        let ms = [0, 1].map(|d| match (self.ms[d], other.ms[d]) {
            (CLOSED, _) | (_, CLOSED) => None,
            (here, there) => there.checked_sub(here),
        });
        // Places at one point of the chain are reached in either direction.
        let ms = if cm == 0 { ms[0].into_iter().chain(ms[1]).min() } else { ms[direction] };
        ms.map(|ms| Cost { ms, cm })
    }

    /// The junctions that one reaches first when leaving, with the cost to each, the walk included.
    #[must_use]
    pub fn leaving(&self, graph: &RoadGraph) -> [Option<(u32, Cost)>; 2] {
        let chain = graph.chain(self.chain as usize);
        [(0, chain.cm - self.cm), (1, self.cm)].map(|(d, cm)| {
            let ms = match chain.ms[d] {
                // Who stands at a junction is there already, whichever way the road runs.
                CLOSED => (cm == 0).then_some(0)?,
                whole => whole.checked_sub(self.ms[d])?,
            };
            Some((chain.ends[1 - d], Cost { ms, cm }.plus(self.walk)))
        })
    }

    /// The junctions that one passes last when arriving, with the cost from each, the walk included.
    #[must_use]
    pub fn arriving(&self, graph: &RoadGraph) -> [Option<(u32, Cost)>; 2] {
        let chain = graph.chain(self.chain as usize);
        [(0, self.cm), (1, chain.cm - self.cm)].map(|(d, cm)| {
            let ms = match self.ms[d] {
                CLOSED => (cm == 0).then_some(0)?,
                ms => ms,
            };
            Some((chain.ends[d], Cost { ms, cm }.plus(self.walk)))
        })
    }
}

/// Finds places on the roads of a graph.
#[derive(Debug)]
pub struct Snapper<'a> {
    graph: &'a RoadGraph,
    options: SnapOptions,
    levels: Vec<usize>,
}

/// The least length of road that makes an island, metres.
const ISLAND_METRES: u32 = 1000;

impl<'a> Snapper<'a> {
    /// A snapper. Cost: negligible.
    #[must_use]
    pub fn new(graph: &'a RoadGraph, options: SnapOptions) -> Self {
        Self { graph, options, levels: levels(graph.n_chains()) }
    }

    /// The nearest place on the mainland or on any island: for what is to be reached.
    ///
    /// Cost: about ten microseconds.
    ///
    /// # Errors
    /// When the position is none, or no road is near enough.
    pub fn snap(&self, position: Coord<f64>) -> Result<Place, Unsnapped> {
        let components = self.graph.components();
        self.nearest(position, |c| {
            c == 0 || components.get(c as usize).is_some_and(|t| t[1] >= ISLAND_METRES)
        })
    }

    /// The nearest place on one component.
    ///
    /// # Errors
    /// When the position is none, or no road of the component is near enough.
    pub fn snap_onto(&self, position: Coord<f64>, component: u32) -> Result<Place, Unsnapped> {
        self.nearest(position, |c| c == component)
    }

    /// The places from which one may leave: on the mainland, and on each of `islands` that is near.
    ///
    /// # Errors
    /// When there is none; the reason is that of the mainland.
    pub fn snap_for(&self, position: Coord<f64>, islands: &Islands) -> Result<Vec<Place>, Unsnapped> {
        let main = self.snap_onto(position, 0);
        let near = islands.0.iter().filter(|(_, bounds)| self.is_near(position, *bounds));
        let mut places: Vec<Place> = near.filter_map(|(c, _)| self.snap_onto(position, *c).ok()).collect();
        match main {
            Ok(place) => places.insert(0, place),
            Err(reason) if places.is_empty() => return Err(reason),
            Err(_) => {}
        }
        Ok(places)
    }

    fn is_near(&self, position: Coord<f64>, bounds: FixedBox) -> bool {
        is_lon_lat(position)
            && metres_to_box(&LocalPlane::at(position), position, bounds) <= self.options.max_snap_m
    }

    fn nearest(&self, position: Coord<f64>, allowed: impl Fn(u32) -> bool) -> Result<Place, Unsnapped> {
        if !is_lon_lat(position) {
            return Err(Unsnapped::NotAPosition(position));
        }
        let plane = LocalPlane::at(position);
        let (boxes, n_levels) = (self.graph.boxes(), self.levels.len() - 1);
        // Boxes to look into, by distance: level and place in it. Distances in micrometres have an order.
        let mut queue = BinaryHeap::new();
        let mut best: Option<Found> = None;
        if n_levels > 0 {
            queue.push(Reverse((0u64, n_levels - 1, 0usize)));
        }
        while let Some(Reverse((distance, level, place))) = queue.pop() {
            if best.as_ref().is_some_and(|found| micrometres(found.metres) < distance) {
                break;
            }
            if level == 0 {
                for chain in place * FAN..((place + 1) * FAN).min(self.graph.n_chains()) {
                    self.try_chain(chain, &plane, &allowed, &mut best);
                }
                continue;
            }
            let (start, end) = (self.levels[level - 1], self.levels[level]);
            for child in place * FAN..((place + 1) * FAN).min(end - start) {
                let distance = metres_to_box(&plane, position, boxes[start + child]);
                queue.push(Reverse((micrometres(distance), level - 1, child)));
            }
        }
        let found = best.ok_or(Unsnapped::NoRoad)?;
        if found.metres > self.options.max_snap_m {
            return Err(Unsnapped::TooFar { metres: found.metres, limit: self.options.max_snap_m });
        }
        Ok(self.place(&found))
    }

    fn try_chain(
        &self,
        chain: usize,
        plane: &LocalPlane,
        allowed: &impl Fn(u32) -> bool,
        best: &mut Option<Found>,
    ) {
        let components = self.graph.node_components();
        let [a, b] = self.graph.chain_ends()[chain].map(|node| components[node as usize]);
        let cost = self.graph.chain_costs()[chain];
        let ferry = cost[3] & u32::from(Attributes::FERRY.0) != 0;
        let closed = [cost[0], cost[1]] == [CLOSED; 2];
        if a != b || a == TRAP || ferry || closed || !allowed(a) {
            return;
        }
        let mut previous: Option<Coord<f64>> = None;
        for (segment, point) in self.graph.line_of(chain).enumerate() {
            let here = plane.project(point);
            if let Some(before) = previous {
                let along = here - before;
                let length2 = along.x * along.x + along.y * along.y;
                let dot = -(before.x * along.x + before.y * along.y);
                let share = if length2 > 0.0 { (dot / length2).clamp(0.0, 1.0) } else { 0.0 };
                let nearest = before + along * share;
                let metres = length(nearest);
                if best.as_ref().is_none_or(|b| metres < b.metres || (metres <= b.metres && chain < b.chain))
                {
                    *best = Some(Found { metres, chain, component: a, segment: segment - 1, share });
                }
            }
            previous = Some(here);
        }
    }

    fn place(&self, found: &Found) -> Place {
        let chain = self.graph.chain(found.chain);
        let points = self.graph.points_of(found.chain);
        let at = |vertex: usize| -> [u32; 3] {
            if vertex == 0 {
                [if chain.ms[0] == CLOSED { CLOSED } else { 0 }, chain.ms[1], 0]
            } else if vertex <= points.len() {
                self.graph.point_prefixes()[points.start + vertex - 1]
            } else {
                [chain.ms[0], if chain.ms[1] == CLOSED { CLOSED } else { 0 }, chain.cm]
            }
        };
        let (before, after) = (at(found.segment), at(found.segment + 1));
        let between = |i: usize| {
            if before[i] == CLOSED {
                CLOSED
            } else {
                let (a, b) = (f64::from(before[i]), f64::from(after[i]));
                rounded(a + (b - a) * found.share)
            }
        };
        let mut line = self.graph.line_of(found.chain).skip(found.segment);
        let (a, b) = (line.next().unwrap_or_default(), line.next().unwrap_or_default());
        let metres = found.metres;
        Place {
            chain: super::num::small(found.chain),
            component: found.component,
            position: a + (b - a) * found.share,
            ms: [between(0), between(1)],
            cm: between(2),
            walk: Cost {
                ms: rounded(metres * 3600.0 / self.options.walking_kmh),
                cm: rounded(metres * 100.0),
            },
        }
    }
}

/// Islands where there is something to reach, each with its box.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Islands(Vec<(u32, FixedBox)>);

impl Islands {
    /// The islands among the components of some places. Cost: one pass over the chains if there are any.
    #[must_use]
    pub fn of(graph: &RoadGraph, places: &[Place]) -> Self {
        let mut islands: BTreeMap<u32, FixedBox> = places
            .iter()
            .filter(|place| place.component != 0)
            .map(|place| (place.component, [i32::MAX, i32::MAX, i32::MIN, i32::MIN]))
            .collect();
        if islands.is_empty() {
            return Self::default();
        }
        let (nodes, components) = (graph.node_positions(), graph.node_components());
        for (chain, ends) in graph.chain_ends().iter().enumerate() {
            if let Some(bounds) = islands.get_mut(&components[ends[0] as usize]) {
                let inside = &graph.point_positions()[graph.points_of(chain)];
                for p in inside.iter().chain(ends.map(|node| &nodes[node as usize])) {
                    *bounds =
                        [bounds[0].min(p[0]), bounds[1].min(p[1]), bounds[2].max(p[0]), bounds[3].max(p[1])];
                }
            }
        }
        Self(islands.into_iter().collect())
    }
}

struct Found {
    metres: f64,
    chain: usize,
    component: u32,
    segment: usize,
    share: f64,
}

fn metres_to_box(plane: &LocalPlane, position: Coord<f64>, bounds: FixedBox) -> f64 {
    let (low, high) = (to_degrees([bounds[0], bounds[1]]), to_degrees([bounds[2], bounds[3]]));
    let nearest = Coord { x: position.x.clamp(low.x, high.x), y: position.y.clamp(low.y, high.y) };
    length(plane.project(nearest))
}

/// The square root is safe from overflow here, and ten times faster than `hypot`.
fn length(d: Coord<f64>) -> f64 {
    (d.x * d.x + d.y * d.y).sqrt()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most 4·10¹³")]
fn micrometres(metres: f64) -> u64 {
    (metres * 1e6) as u64
}
