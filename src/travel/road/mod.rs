//! By road: times and lengths over a road graph, exact, from the nearest place on a road.
//!
//! A trip is the walk from the origin to the road, the best way along the roads, and the walk from
//! the road to the destination; all three count in time and length. Where a point is taken to stand
//! is said in [`places`].
//!
//! The two nearest destinations of every origin come from one reverse sweep over the graph; a pair
//! alone from one search. Both compare by time, then by length, in whole milliseconds and
//! centimetres, so they agree to the last digit.

mod isochrone;
mod nearest;
mod places;
mod within;

use geo_types::Coord;

use super::{Leg, ModelDescription, Reached, RoadsDescription, TravelModel, Unreached};
use crate::files::hexadecimal;
use crate::geodesy::geodesic;
use crate::network::Cost;
use crate::network::graph::RoadGraph;
use crate::network::hierarchy::Hierarchy;
use crate::network::matrix::many_to_many;
use crate::network::profile::Attributes;
use crate::network::route::route;
use crate::network::snap::{Place, SnapOptions, Snapper};
use crate::units::{Metres, Seconds};
pub use isochrone::RoadIsochrones;
use within::Within;

/// A parameter of the model is out of range.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RoadError {
    /// The longest walk to the road.
    #[error("a snap of {0} m at most is outside 0 to 20000 m")]
    MaxSnap(f64),
}

/// A way from an origin to a destination, to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct RoadRoute {
    /// The trip.
    pub leg: Leg,
    /// From the origin to the destination, the straight walks at both ends included.
    pub line: Vec<Coord<f64>>,
    /// The walk from the origin to the road.
    pub walk_from: Metres,
    /// The walk from the road to the destination.
    pub walk_to: Metres,
}

/// The road model: a graph, and how one gets to it.
#[derive(Debug)]
pub struct Road {
    graph: RoadGraph,
    hierarchy: Option<Hierarchy>,
    options: SnapOptions,
    file: String,
    winter: bool,
}

impl Road {
    /// Accepted longest walks to the road, metres, both ends inclusive.
    pub const MAX_SNAP_RANGE: (f64, f64) = (0.0, 20_000.0);

    /// A model over a graph; `file` names it to those who read the figures.
    ///
    /// # Errors
    /// When `max_snap_m` is outside [`Self::MAX_SNAP_RANGE`], or not a number.
    pub fn new(graph: RoadGraph, file: impl Into<String>, max_snap_m: f64) -> Result<Self, RoadError> {
        if !(Self::MAX_SNAP_RANGE.0..=Self::MAX_SNAP_RANGE.1).contains(&max_snap_m) {
            return Err(RoadError::MaxSnap(max_snap_m));
        }
        let options = SnapOptions { max_snap_m, ..SnapOptions::default() };
        let winter = graph.has_closed(Attributes::WINTER);
        Ok(Self { graph, hierarchy: None, options, file: file.into(), winter })
    }

    /// The same model with its graph contracted, unless it is already, which makes many questions faster
    /// and changes no answer. Cost: some tens of microseconds a junction, on `n_threads` threads.
    #[must_use]
    pub fn contracted(self, n_threads: usize) -> Self {
        if self.hierarchy.is_some() {
            return self;
        }
        let hierarchy = Hierarchy::build(&self.graph, n_threads);
        self.with_hierarchy(hierarchy)
    }

    /// The same model with the hierarchy of its graph.
    #[must_use]
    pub fn with_hierarchy(mut self, hierarchy: Hierarchy) -> Self {
        self.hierarchy = Some(hierarchy);
        self
    }

    /// Whether its graph was contracted.
    #[must_use]
    pub const fn is_contracted(&self) -> bool {
        self.hierarchy.is_some()
    }

    /// The roads.
    #[must_use]
    pub const fn graph(&self) -> &RoadGraph {
        &self.graph
    }

    /// The roads, and how one gets to them.
    #[must_use]
    pub fn roads(&self) -> RoadsDescription {
        RoadsDescription {
            profile: self.graph.mode().code().to_owned(),
            file: self.file.clone(),
            source: self.graph.origin().source.code().to_owned(),
            vintage: self.graph.origin().day.map(|day| day.to_string()),
            extract_sha256: hexadecimal(&self.graph.inputs_fingerprint()),
            profile_sha256: hexadecimal(&self.graph.profile_fingerprint()),
            winter: self.winter,
            walking_kmh: self.options.walking_kmh,
            max_snap_m: self.options.max_snap_m,
        }
    }

    /// The walk from a position to the nearest road.
    ///
    /// # Errors
    /// When the position is none, or no road is near enough.
    pub fn walk_to_road(&self, position: Coord<f64>) -> Result<Metres, Unreached> {
        let places = places::of_origin(&self.snapper(), position)?;
        Ok(places.first().map_or(Metres::ZERO, |place| place.walk.distance()))
    }

    /// The trips of every pair, by origin and then by destination, on `n_threads` threads.
    ///
    /// One pair's answer never depends on the others asked. Cost: one sweep an end of the smaller
    /// side; with [`Self::contracted`] a hundredth of that.
    #[must_use]
    pub fn matrix(
        &self,
        origins: &[Option<Coord<f64>>],
        destinations: &[Option<Coord<f64>>],
        n_threads: usize,
    ) -> Vec<Result<Leg, Unreached>> {
        let from = self.origins(origins);
        let to = self.destinations(destinations);
        let sides = [&from, &to].map(|side| -> Vec<Vec<Place>> {
            side.iter().map(|places| places.clone().unwrap_or_default()).collect()
        });
        let costs = match &self.hierarchy {
            Some(hierarchy) => hierarchy.many_to_many(&self.graph, &sides[0], &sides[1], n_threads),
            None => many_to_many(&self.graph, &sides[0], &sides[1], n_threads),
        };
        let mut legs = Vec::with_capacity(origins.len() * destinations.len());
        for (i, (origin, from)) in origins.iter().zip(&from).enumerate() {
            for (j, (destination, to)) in destinations.iter().zip(&to).enumerate() {
                let cost = costs.get(i, j);
                legs.push(match (from, to, cost) {
                    (Err(reason), ..) | (_, Err(reason), _) => Err(reason.clone()),
                    (_, _, None) => Err(Unreached::NoRoute),
                    (_, _, Some(cost)) => leg_of(cost, *origin, *destination),
                });
            }
        }
        legs
    }

    /// The way of one trip, to be drawn.
    ///
    /// Cost: up to one search over the graph.
    ///
    /// # Errors
    /// When the destination cannot be reached, with the reason.
    pub fn route(&self, origin: Coord<f64>, destination: Coord<f64>) -> Result<RoadRoute, Unreached> {
        let snapper = self.snapper();
        let from = places::of_origin(&snapper, origin)?;
        let to = places::of_destination(&snapper, destination)?;
        let pairs = from.iter().flat_map(|from| to.iter().map(move |to| (from, to)));
        let found = pairs.filter(|(from, to)| from.component == to.component);
        let found = found.filter_map(|(from, to)| Some((route(&self.graph, from, to)?, from, to)));
        let (way, from, to) = found.min_by_key(|(way, ..)| way.cost).ok_or(Unreached::NoRoute)?;
        let leg = leg_of(way.cost, Some(origin), Some(destination))?;
        let mut line = vec![origin];
        line.extend(way.line);
        line.push(destination);
        line.dedup();
        Ok(RoadRoute { leg, line, walk_from: from.walk.distance(), walk_to: to.walk.distance() })
    }

    fn snapper(&self) -> Snapper<'_> {
        Snapper::new(&self.graph, self.options)
    }

    fn origins(&self, positions: &[Option<Coord<f64>>]) -> Vec<Result<Vec<Place>, Unreached>> {
        let snapper = self.snapper();
        let places = |at: &Option<_>| places::of_origin(&snapper, at.ok_or(Unreached::NoPosition)?);
        positions.iter().map(places).collect()
    }

    fn destinations(&self, positions: &[Option<Coord<f64>>]) -> Vec<Result<Vec<Place>, Unreached>> {
        let snapper = self.snapper();
        let places = |at: &Option<_>| places::of_destination(&snapper, at.ok_or(Unreached::NoPosition)?);
        positions.iter().map(places).collect()
    }
}

/// The trip of a cost, its straight line filled in.
fn leg_of(cost: Cost, origin: Option<Coord<f64>>, destination: Option<Coord<f64>>) -> Result<Leg, Unreached> {
    let (origin, destination) = origin.zip(destination).ok_or(Unreached::NoPosition)?;
    let straight_line = geodesic(origin, destination).ok_or(Unreached::NoPosition)?;
    Ok(Leg { duration: cost.duration(), distance: cost.distance(), straight_line })
}

impl TravelModel for Road {
    fn describe(&self) -> ModelDescription {
        ModelDescription {
            code: super::ROAD,
            estimate: false,
            detour: None,
            speed_kmh: None,
            roads: Some(self.roads()),
        }
    }

    fn leg(&self, origin: Coord<f64>, destination: Coord<f64>) -> Result<Leg, Unreached> {
        self.route(origin, destination).map(|route| route.leg)
    }

    fn nearest(
        &self,
        origins: &[Option<Coord<f64>>],
        destinations: &[Coord<f64>],
        k: usize,
    ) -> Vec<Result<Vec<Reached>, Unreached>> {
        self.nearest_by_sweep(origins, destinations, k)
    }

    fn legs(&self, origins: &[Coord<f64>], destinations: &[Coord<f64>]) -> Vec<Result<Leg, Unreached>> {
        let [origins, destinations] =
            [origins, destinations].map(|places| places.iter().copied().map(Some).collect::<Vec<_>>());
        let n_threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        self.matrix(&origins, &destinations, n_threads)
    }

    fn durations(
        &self,
        origins: &[Option<Coord<f64>>],
        destinations: &[Option<Coord<f64>>],
    ) -> Vec<Option<Seconds>> {
        let n_threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let legs = self.matrix(origins, destinations, n_threads);
        legs.into_iter().map(|leg| leg.ok().map(|leg| leg.duration)).collect()
    }

    fn for_each_within(
        &self,
        origins: &[Option<Coord<f64>>],
        destinations: &[Coord<f64>],
        limit: Seconds,
        found: &mut dyn FnMut(usize, usize, Leg),
    ) {
        let from = self.origins(origins);
        let snapper = self.snapper();
        let mut within = Within::new(&self.graph);
        for (d, destination) in destinations.iter().enumerate() {
            let Ok(to) = places::of_destination(&snapper, *destination) else { continue };
            within.search(&to, limit);
            for (o, origin) in from.iter().enumerate() {
                let cost = origin.as_ref().ok().and_then(|places| within.cost_from(places, &to));
                let leg = cost.and_then(|cost| leg_of(cost, origins[o], Some(*destination)).ok());
                if let Some(leg) = leg.filter(|leg| leg.duration <= limit) {
                    found(d, o, leg);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
