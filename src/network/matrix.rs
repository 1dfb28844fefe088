//! Times and lengths between many origins and many destinations.
//!
//! One search over the whole graph from each end of the smaller side, so the cost is that side times
//! one sweep. Searches are independent of each other and of the list: the answer for a pair is the
//! same whatever else is asked.
//!
//! The ends of the smaller side are called centres. Answers come for a few centres at once and all of
//! the larger side, along the roads: they are stored in that order, so that they are read from near
//! places and written one after the other.

use super::cost::Cost;
use super::file::pages::Pages;
use super::graph::{Arcs, RoadGraph};
use super::hierarchy::{LANES, Weight, cost, weight};
use super::num::small;
use super::snap::Place;
use super::sweep::{Buckets, Label, Labels, relax_all};

/// The junctions at which one leaves or reaches each of some positions, with what it costs.
pub(super) type Ends = [Vec<(u32, Cost)>];

/// The cost of every pair of an origin and a destination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CostMatrix {
    /// `u64::MAX` where there is no way. Groups of centres; within one, by rank of the other, then by
    /// centre.
    costs: Pages<Weight>,
    shape: Shape,
    /// The others along the roads, and the rank of each.
    order: Vec<u32>,
    rank_of: Vec<u32>,
}

/// Who is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    n_origins: usize,
    n_destinations: usize,
}

impl Shape {
    /// Whether the destinations are the centres.
    pub(super) const fn by_destination(self) -> bool {
        self.n_destinations < self.n_origins
    }

    /// Centres in a group, but for the last: at least two groups, for two threads.
    pub(super) fn width(self) -> usize {
        self.n_origins.min(self.n_destinations).div_ceil(2).clamp(1, LANES)
    }
}

impl CostMatrix {
    /// Room for the pairs, to be filled.
    pub(super) fn new(origins: &[Vec<Place>], destinations: &[Vec<Place>]) -> Self {
        let shape = Shape { n_origins: origins.len(), n_destinations: destinations.len() };
        let others = if shape.by_destination() { origins } else { destinations };
        // Chains are numbered along a curve over the map.
        let mut order: Vec<u32> = (0..small(others.len())).collect();
        order.sort_by_key(|other| (others[*other as usize].first().map(|place| place.chain), *other));
        let mut rank_of = vec![0; order.len()];
        for (rank, other) in order.iter().enumerate() {
            rank_of[*other as usize] = small(rank);
        }
        // Zeroes: the system gives such memory as it is touched, and every pair is written.
        Self { costs: Pages::zeroed(origins.len() * destinations.len()), shape, order, rank_of }
    }

    /// The ends of the centres, and of the others by rank.
    pub(super) fn sides(
        &self,
        graph: &RoadGraph,
        origins: &[Vec<Place>],
        destinations: &[Vec<Place>],
    ) -> [Vec<Vec<(u32, Cost)>>; 2] {
        let by_destination = self.shape.by_destination();
        let (centres, others) =
            if by_destination { (destinations, origins) } else { (origins, destinations) };
        let centres = centres.iter().map(|places| ends_of(graph, places, by_destination)).collect();
        let of_rank = |other: &u32| ends_of(graph, &others[*other as usize], !by_destination);
        [centres, self.order.iter().map(of_rank).collect()]
    }

    fn index(&self, origin: usize, destination: usize) -> usize {
        let Shape { n_origins, n_destinations } = self.shape;
        let (centre, other) =
            if self.shape.by_destination() { (destination, origin) } else { (origin, destination) };
        let width = self.shape.width();
        let first = centre - centre % width;
        let in_group = width.min(n_origins.min(n_destinations) - first);
        first * self.order.len() + self.rank_of[other] as usize * in_group + centre - first
    }

    pub(super) const fn shape(&self) -> Shape {
        self.shape
    }

    /// The cost from an origin to a destination; `None` where there is no way.
    ///
    /// # Panics
    /// When there is no such origin or destination.
    #[must_use]
    pub fn get(&self, origin: usize, destination: usize) -> Option<Cost> {
        let Shape { n_origins, n_destinations } = self.shape;
        assert!(origin < n_origins, "origin {origin} of {n_origins}");
        assert!(destination < n_destinations, "destination {destination} of {n_destinations}");
        read(self.costs[self.index(origin, destination)])
    }

    /// The costs from each origin in turn, by destination.
    pub fn rows(&self) -> impl Iterator<Item = impl Iterator<Item = Option<Cost>> + '_> + '_ {
        let Shape { n_origins, n_destinations } = self.shape;
        // Without destinations there are no pairs, and no rows.
        let n_rows = if n_destinations == 0 { 0 } else { n_origins };
        (0..n_rows)
            .map(move |origin| (0..n_destinations).map(move |to| read(self.costs[self.index(origin, to)])))
    }

    /// Runs of whole groups, one a thread: the first centre and the costs.
    pub(super) fn shares(&mut self, n_threads: usize) -> impl Iterator<Item = (usize, &mut [Weight])> {
        let Shape { n_origins, n_destinations } = self.shape;
        let width = self.shape.width();
        let n_groups = n_origins.min(n_destinations).div_ceil(width);
        let centres = n_groups.div_ceil(n_threads.max(1)).max(1) * width;
        let length = centres * n_origins.max(n_destinations).max(1);
        self.costs.chunks_mut(length).enumerate().map(move |(share, costs)| (share * centres, costs))
    }
}

/// Does each share on a thread of its own, the first on this one.
pub(super) fn share_out<T: Send>(mut shares: impl Iterator<Item = T>, work: impl Fn(T) + Sync) {
    let first = shares.next();
    std::thread::scope(|scope| {
        let work = &work;
        for share in shares {
            scope.spawn(move || work(share));
        }
        first.into_iter().for_each(work);
    });
}

fn read(stored: Weight) -> Option<Cost> {
    (stored != Weight::MAX).then(|| cost(stored))
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
    let mut matrix = CostMatrix::new(origins, destinations);
    let shape = matrix.shape;
    let [centres, others] = matrix.sides(graph, origins, destinations);
    let arcs = if shape.by_destination() { graph.arcs_in() } else { graph.arcs_out() };
    share_out(matrix.shares(n_threads), |(first, costs)| {
        by_searches(arcs, &centres[first..], &others, shape.width(), costs);
    });
    stay_on_chains(&mut matrix, origins, destinations);
    matrix
}

/// The junctions at which one leaves or reaches some places.
fn ends_of(graph: &RoadGraph, places: &[Place], arriving: bool) -> Vec<(u32, Cost)> {
    let ends = |place: &Place| if arriving { place.arriving(graph) } else { place.leaving(graph) };
    places.iter().flat_map(ends).flatten().collect()
}

/// Fills the costs of the centres, as many as there is room for.
fn by_searches(arcs: Arcs<'_>, centres: &Ends, others: &Ends, width: usize, costs: &mut [Weight]) {
    let n_nodes = arcs.start.len() - 1;
    let mut labels = vec![[Label::NONE]; n_nodes];
    let buckets = Buckets::for_arcs(arcs);
    for (group, costs) in centres.chunks(width).zip(costs.chunks_mut(width * others.len().max(1))) {
        for (lane, centre) in group.iter().enumerate() {
            labels.fill([Label::NONE]);
            let seed = |(node, cost): &(u32, Cost)| (*node, Label { cost: *cost, destination: 0 });
            relax_all(arcs, buckets, &mut labels, centre.iter().map(seed).collect());
            for (ends, costs) in others.iter().zip(costs.chunks_mut(group.len())) {
                costs[lane] = best_of(&labels, ends);
            }
        }
    }
}

fn best_of(labels: &[Labels<1>], ends: &[(u32, Cost)]) -> Weight {
    let reached =
        ends.iter().filter_map(|(node, cost)| Some(labels[*node as usize][0].reached()?.cost.plus(*cost)));
    reached.min().map_or(Weight::MAX, weight)
}

/// Betters the pairs that share a chain by the ways that stay on it.
pub(super) fn stay_on_chains(matrix: &mut CostMatrix, origins: &[Vec<Place>], destinations: &[Vec<Place>]) {
    let mut by_chain: Vec<(u32, usize, Place)> = Vec::new();
    for (column, places) in destinations.iter().enumerate() {
        by_chain.extend(places.iter().map(|place| (place.chain, column, *place)));
    }
    by_chain.sort_by_key(|(chain, column, _)| (*chain, *column));
    for (row, places) in origins.iter().enumerate() {
        for from in places {
            let first = by_chain.partition_point(|(chain, ..)| *chain < from.chain);
            for (_, column, to) in by_chain[first..].iter().take_while(|(chain, ..)| *chain == from.chain) {
                if let Some(cost) = from.along_to(to) {
                    let index = matrix.index(row, *column);
                    let known = &mut matrix.costs[index];
                    *known = weight(cost.plus(from.walk).plus(to.walk)).min(*known);
                }
            }
        }
    }
}
