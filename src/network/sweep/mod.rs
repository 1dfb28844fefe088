//! The nearest destinations of every junction and every point, in one sweep.
//!
//! All destinations start at once and the search runs against the roads, from where one arrives to
//! where one leaves: each junction keeps the best label that reached it, time, length and destination.
//! With two labels a junction, of two distinct destinations, the second nearest comes in the same
//! sweep: whatever lies on the best way to the second nearest has that destination among its own two
//! best, so nothing is lost by dropping a third.
//!
//! The queue is an array of buckets by time (delta-stepping, U. Meyer, P. Sanders, J. Algorithms 49
//! (2003), doi:10.1016/S0196-6774(03)00076-2, on one thread). Labels may be corrected within a bucket,
//! which costs less than keeping a heap in order. The order of labels is total (time, then length, then
//! the place of the destination in the list), so the answer depends neither on the width of a bucket
//! nor on the order of work.

mod queue;
mod what_if;

#[cfg(test)]
pub(super) mod tests;

use super::cost::Cost;
use super::graph::{CLOSED, RoadGraph};
use super::prefetch::prefetch;
use super::snap::Place;
pub(super) use queue::{Buckets, relax_all};

/// How many chains before their turn the labels at their ends are asked for.
const AHEAD: usize = 16;

/// A destination with what it takes to reach it: ordered by time, length, then destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label {
    /// Time and length.
    pub cost: Cost,
    /// Its place in the list of destinations.
    pub destination: u32,
}

impl Label {
    /// No destination: comes after all others.
    pub const NONE: Self = Self { cost: Cost { ms: u32::MAX, cm: u32::MAX }, destination: u32::MAX };

    /// `None` for [`Self::NONE`].
    #[must_use]
    pub fn reached(self) -> Option<Self> {
        (self.destination != u32::MAX).then_some(self)
    }

    /// The label `cost` before.
    #[must_use]
    pub const fn after(self, cost: Cost) -> Self {
        Self { cost: self.cost.plus(cost), destination: self.destination }
    }
}

/// The `K` best labels of distinct destinations, best first.
pub type Labels<const K: usize> = [Label; K];

/// Puts a label among the `K` best of distinct destinations; whether it made a difference.
#[inline]
pub(super) fn improve<const K: usize>(labels: &mut Labels<K>, new: Label) -> bool {
    // From the back: where it would stand, and whether its destination is there already.
    if new >= labels[K - 1] {
        return false;
    }
    let mut place = 0;
    while labels[place] <= new {
        if labels[place].destination == new.destination {
            return false;
        }
        place += 1;
    }
    let mut carried = new;
    for label in &mut labels[place..] {
        std::mem::swap(label, &mut carried);
        if carried.destination == new.destination {
            break;
        }
    }
    true
}

/// The nearest destinations of every junction of a graph.
#[derive(Debug)]
pub struct NearestField<'a, const K: usize> {
    graph: &'a RoadGraph,
    labels: Vec<Labels<K>>,
    /// Places of the destinations, by chain.
    on_chain: Vec<(u32, u32, Place)>,
}

impl<'a, const K: usize> NearestField<'a, K> {
    /// Sweeps from all destinations. One that has several places is reached by any of them; its number
    /// is the first of the pair.
    ///
    /// Cost: one pass over the arcs, a few times `K`; 12 × `K` bytes a junction.
    #[must_use]
    pub fn sweep(graph: &'a RoadGraph, destinations: &[(u32, Place)]) -> Self {
        let mut seeds = Vec::with_capacity(destinations.len() * 2);
        for (destination, place) in destinations {
            for (node, cost) in place.arriving(graph).into_iter().flatten() {
                seeds.push((node, Label { cost, destination: *destination }));
            }
        }
        let mut labels = vec![[Label::NONE; K]; graph.n_nodes()];
        relax_all(graph.arcs_in(), Buckets::for_arcs(graph.arcs_in()), &mut labels, seeds);
        Self::from_labels(graph, labels, destinations)
    }

    /// A field whose junctions were labelled otherwise.
    pub(super) fn from_labels(
        graph: &'a RoadGraph,
        labels: Vec<Labels<K>>,
        destinations: &[(u32, Place)],
    ) -> Self {
        let mut on_chain: Vec<_> =
            destinations.iter().map(|(destination, place)| (place.chain, *destination, *place)).collect();
        on_chain.sort_by_key(|(chain, destination, _)| (*chain, *destination));
        Self { graph, labels, on_chain }
    }

    /// The labels of every junction.
    #[must_use]
    pub fn nodes(&self) -> &[Labels<K>] {
        &self.labels
    }

    /// The labels of someone who leaves from a place, the walk to the road included.
    #[must_use]
    pub fn from_place(&self, place: &Place) -> Labels<K> {
        let mut best = [Label::NONE; K];
        for (node, cost) in place.leaving(self.graph).into_iter().flatten() {
            for label in self.labels[node as usize].iter().filter_map(|label| label.reached()) {
                improve(&mut best, label.after(cost));
            }
        }
        let first = self.on_chain.partition_point(|(chain, _, _)| *chain < place.chain);
        for (_, destination, there) in self.on_chain[first..].iter().take_while(|(c, _, _)| *c == place.chain)
        {
            if let Some(cost) = place.along_to(there) {
                let cost = cost.plus(there.walk).plus(place.walk);
                improve(&mut best, Label { cost, destination: *destination });
            }
        }
        best
    }

    /// The labels of every point inside the chains, in the order of [`RoadGraph::point_positions`].
    ///
    /// Cost: two labels compared a point.
    #[must_use]
    pub fn points(&self) -> Vec<Labels<K>> {
        let graph = self.graph;
        let mut filled = vec![[Label::NONE; K]; graph.n_points()];
        let (ends, prefixes) = (graph.chain_ends(), graph.point_prefixes());
        let mut here = self.on_chain.as_slice();
        let mut rest = filled.as_mut_slice();
        for (chain, [forward, backward, length, _]) in graph.chain_costs().iter().enumerate() {
            for end in ends.get(chain + AHEAD).into_iter().flatten() {
                prefetch(&self.labels, *end as usize);
            }
            let range = graph.points_of(chain);
            let inside;
            (inside, rest) = rest.split_at_mut(range.len());
            let near = here.iter().take_while(|(c, _, _)| *c as usize == chain).count();
            let on_it;
            (on_it, here) = here.split_at(near);
            // Who may not go towards an end has nothing from there.
            let known = |end: usize, ms: u32| {
                if ms == CLOSED { [Label::NONE; K] } else { self.labels[ends[chain][end] as usize] }
            };
            let (first, last) = (known(0, *backward), known(1, *forward));
            for (labels, [from_first, from_last, cm]) in inside.iter_mut().zip(&prefixes[range]) {
                let onwards = Cost { ms: forward - from_first, cm: length - cm };
                let back = Cost { ms: backward - from_last, cm: *cm };
                // Nothing, whatever is added, stays nothing.
                for (label, known) in labels.iter_mut().zip(&last) {
                    *label = known.after(onwards);
                }
                for known in &first {
                    improve(labels, known.after(back));
                }
                for (_, destination, there) in on_it {
                    let place = Place { ms: [*from_first, *from_last], cm: *cm, walk: Cost::ZERO, ..*there };
                    if let Some(cost) = place.along_to(there) {
                        improve(labels, Label { cost: cost.plus(there.walk), destination: *destination });
                    }
                }
            }
        }
        filled
    }
}
