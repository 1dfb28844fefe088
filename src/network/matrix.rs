//! Times and lengths between many origins and many destinations.
//!
//! One search over the whole graph from each end of the smaller side, so the cost is that side times
//! one sweep. Searches are independent of each other and of the list: the answer for a pair is the
//! same whatever else is asked.

use super::cost::Cost;
use super::graph::{Arcs, RoadGraph};
use super::snap::Place;
use super::sweep::{Buckets, Label, Labels, relax_all};

/// The cost of every pair of an origin and a destination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CostMatrix {
    /// By origin and then by destination; [`NEVER`] where there is no way.
    costs: Vec<Cost>,
    n_destinations: usize,
}

/// The cost where there is no way.
pub(super) const NEVER: Cost = Cost { ms: u32::MAX, cm: u32::MAX };

impl CostMatrix {
    pub(super) fn unreached(n_origins: usize, n_destinations: usize) -> Self {
        Self { costs: vec![NEVER; n_origins * n_destinations], n_destinations }
    }

    /// The cost from an origin to a destination; `None` where there is no way.
    ///
    /// # Panics
    /// When there is no such origin or destination.
    #[must_use]
    pub fn get(&self, origin: usize, destination: usize) -> Option<Cost> {
        assert!(destination < self.n_destinations, "destination {destination} of {}", self.n_destinations);
        Some(self.costs[origin * self.n_destinations + destination]).filter(|cost| *cost != NEVER)
    }

    /// The costs from each origin in turn, by destination.
    pub fn rows(&self) -> impl Iterator<Item = impl Iterator<Item = Option<Cost>> + '_> + '_ {
        let rows = self.costs.chunks(self.n_destinations.max(1));
        rows.map(|row| row.iter().map(|cost| Some(*cost).filter(|cost| *cost != NEVER)))
    }

    /// Runs of origins with their rows, one run a thread.
    pub(super) fn shares<'a>(
        &'a mut self,
        origins: &'a [Vec<Place>],
        n_threads: usize,
    ) -> impl Iterator<Item = (&'a [Vec<Place>], &'a mut [Cost])> {
        let share = origins.len().div_ceil(n_threads.max(1)).max(1);
        let width = (share * self.n_destinations).max(1);
        origins.chunks(share).zip(self.costs.chunks_mut(width))
    }
}

/// The cost of every pair, by one search from each end of the smaller side.
///
/// An end with several places (mainland, island) may use any; one with none is reached from nowhere.
/// Cost: the smaller side times one sweep, on `n_threads` threads; 8 bytes a pair.
#[must_use]
pub fn many_to_many(
    graph: &RoadGraph,
    origins: &[Vec<Place>],
    destinations: &[Vec<Place>],
    n_threads: usize,
) -> CostMatrix {
    let mut matrix = CostMatrix::unreached(origins.len(), destinations.len());
    std::thread::scope(|scope| {
        for (origins, costs) in matrix.shares(origins, n_threads) {
            scope.spawn(move || {
                if destinations.len() < origins.len() {
                    by_destination(graph, origins, destinations, costs);
                } else {
                    by_origin(graph, origins, destinations, costs);
                }
                stay_on_chains(origins, destinations, costs);
            });
        }
    });
    matrix
}

/// The junctions at which one leaves or reaches some places.
pub(super) fn ends_of(graph: &RoadGraph, places: &[Place], arriving: bool) -> Vec<(u32, Cost)> {
    let ends = |place: &Place| if arriving { place.arriving(graph) } else { place.leaving(graph) };
    places.iter().flat_map(ends).flatten().collect()
}

fn by_origin(graph: &RoadGraph, origins: &[Vec<Place>], destinations: &[Vec<Place>], costs: &mut [Cost]) {
    let mut labels = vec![[Label::NONE]; graph.n_nodes()];
    let buckets = Buckets::for_arcs(graph.arcs_out());
    let exits: Vec<_> = destinations.iter().map(|places| ends_of(graph, places, true)).collect();
    for (origin, row) in origins.iter().zip(costs.chunks_mut(destinations.len().max(1))) {
        search(graph.arcs_out(), buckets, &ends_of(graph, origin, false), &mut labels);
        for (cost, ends) in row.iter_mut().zip(&exits) {
            *cost = best_of(&labels, ends);
        }
    }
}

fn by_destination(
    graph: &RoadGraph,
    origins: &[Vec<Place>],
    destinations: &[Vec<Place>],
    costs: &mut [Cost],
) {
    let mut labels = vec![[Label::NONE]; graph.n_nodes()];
    let buckets = Buckets::for_arcs(graph.arcs_in());
    let entries: Vec<_> = origins.iter().map(|places| ends_of(graph, places, false)).collect();
    for (column, destination) in destinations.iter().enumerate() {
        search(graph.arcs_in(), buckets, &ends_of(graph, destination, true), &mut labels);
        for (row, ends) in costs.chunks_mut(destinations.len()).zip(&entries) {
            row[column] = best_of(&labels, ends);
        }
    }
}

fn search(arcs: Arcs<'_>, buckets: Buckets, ends: &[(u32, Cost)], labels: &mut [Labels<1>]) {
    labels.fill([Label::NONE]);
    let seeds = ends.iter().map(|(node, cost)| (*node, Label { cost: *cost, destination: 0 })).collect();
    relax_all(arcs, buckets, labels, seeds);
}

fn best_of(labels: &[Labels<1>], ends: &[(u32, Cost)]) -> Cost {
    let reached =
        ends.iter().filter_map(|(node, cost)| Some(labels[*node as usize][0].reached()?.cost.plus(*cost)));
    reached.min().unwrap_or(NEVER)
}

/// Betters the pairs that share a chain by the ways that stay on it.
pub(super) fn stay_on_chains(origins: &[Vec<Place>], destinations: &[Vec<Place>], costs: &mut [Cost]) {
    let mut by_chain: Vec<(u32, usize, Place)> = Vec::new();
    for (column, places) in destinations.iter().enumerate() {
        by_chain.extend(places.iter().map(|place| (place.chain, column, *place)));
    }
    by_chain.sort_by_key(|(chain, column, _)| (*chain, *column));
    for (places, row) in origins.iter().zip(costs.chunks_mut(destinations.len().max(1))) {
        for from in places {
            let first = by_chain.partition_point(|(chain, ..)| *chain < from.chain);
            for (_, column, to) in by_chain[first..].iter().take_while(|(chain, ..)| *chain == from.chain) {
                if let Some(cost) = from.along_to(to) {
                    row[*column] = row[*column].min(cost.plus(from.walk).plus(to.walk));
                }
            }
        }
    }
}
