//! A contraction hierarchy: the graph again, ranked, so that one sweep is one pass over memory.
//!
//! Junctions are removed one after the other, the least important first. When a junction goes, a
//! shortcut is added between two of its neighbours wherever the shortest way between them led through
//! it. What is left is an order and, for each junction, its arcs to more important ones. Any shortest
//! way then goes up in that order and then down: so a sweep climbs from its starts, which touches a few
//! hundred junctions, and then goes once through all junctions from the most to the least important,
//! each looking at its few arcs upwards. No queue is needed.
//!
//! Costs are compared by time and then by length throughout, as in the sweep, so the answers are the
//! same to the last digit, ties included.
//!
//! References: R. Geisberger et al., *Exact routing in large road networks using contraction
//! hierarchies*, Transportation Science 46 (2012), doi:10.1287/trsc.1110.0401; D. Delling et al., *PHAST:
//! hardware-accelerated shortest path trees*, J. Parallel Distrib. Comput. 73 (2013),
//! doi:10.1016/j.jpdc.2012.02.007; D. Delling et al., *Faster batched shortest paths in road networks*
//! (RPHAST), ATMOS 2011, doi:10.4230/OASIcs.ATMOS.2011.52.

mod contract;
mod pairs;
mod witness;

#[cfg(test)]
mod tests;

use std::collections::BinaryHeap;

use super::cost::Cost;
use super::graph::RoadGraph;
use super::num::{low, small};
use super::snap::Place;
use super::sweep::{Label, Labels, NearestField, improve};

/// Time and length in one number that has their order: milliseconds × 2³² + centimetres.
pub(super) type Weight = u64;

const fn weight(cost: Cost) -> Weight {
    ((cost.ms as u64) << 32) | cost.cm as u64
}

const fn cost(weight: Weight) -> Cost {
    Cost { ms: low(weight >> 32), cm: low(weight) }
}

/// Arcs to more important junctions, in compressed rows: `[place, ms, cm]`.
#[derive(Debug, Default)]
struct Upward {
    start: Vec<u32>,
    arcs: Vec<[u32; 3]>,
}

impl Upward {
    fn of(&self, place: usize) -> &[[u32; 3]] {
        &self.arcs[self.start[place] as usize..self.start[place + 1] as usize]
    }
}

/// A graph ranked by importance. Junctions have places: 0 for the most important.
#[derive(Debug)]
pub struct Hierarchy {
    /// The junction at each place.
    node_at: Vec<u32>,
    /// The place of each junction.
    place_of: Vec<u32>,
    /// Arcs that leave a junction for a more important one.
    out: Upward,
    /// Arcs that reach a junction from a more important one, by their head.
    into: Upward,
}

impl Hierarchy {
    /// Ranks the junctions of a graph, on `n_threads` threads. The result does not depend on them.
    ///
    /// Cost: some tens of microseconds a junction; about 300 bytes a junction while it runs.
    #[must_use]
    pub fn build(graph: &RoadGraph, n_threads: usize) -> Self {
        contract::contract(graph, n_threads)
    }

    /// Number of shortcuts and arcs upwards, both directions counted.
    #[must_use]
    pub fn n_arcs(&self) -> usize {
        self.out.arcs.len() + self.into.arcs.len()
    }

    /// The same as [`NearestField::sweep`], by one pass over the hierarchy.
    ///
    /// # Panics
    /// When `graph` is not the one that was ranked.
    #[must_use]
    pub fn nearest<'a, const K: usize>(
        &self,
        graph: &'a RoadGraph,
        destinations: &[(u32, Place)],
    ) -> NearestField<'a, K> {
        let mut labels = vec![[Label::NONE; K]; self.node_at.len()];
        let mut queue = BinaryHeap::new();
        let mut waits = vec![false; self.node_at.len()];
        for (destination, place) in destinations {
            for (node, cost) in place.arriving(graph).into_iter().flatten() {
                let place = self.place_of[node as usize];
                improve(&mut labels[place as usize], Label { cost, destination: *destination });
                if !std::mem::replace(&mut waits[place as usize], true) {
                    queue.push(place);
                }
            }
        }
        // Up, against the arcs: from the least important, so that each is final when its turn comes.
        while let Some(place) = queue.pop() {
            let here = labels[place as usize];
            for [above, ms, cm] in self.into.of(place as usize) {
                merge(&mut labels[*above as usize], &here, Cost { ms: *ms, cm: *cm });
                if !std::mem::replace(&mut waits[*above as usize], true) {
                    queue.push(*above);
                }
            }
        }
        // Down: everyone looks up once.
        for place in 0..labels.len() {
            let (above, here) = labels.split_at_mut(place);
            for [head, ms, cm] in self.out.of(place) {
                merge(&mut here[0], &above[*head as usize], Cost { ms: *ms, cm: *cm });
            }
        }
        let by_node = self.place_of.iter().map(|place| labels[*place as usize]).collect();
        NearestField::from_labels(graph, by_node, destinations)
    }

    /// The upward search from the ends of some places: places of junctions with their weights.
    fn climb(
        &self,
        ends: &[(u32, Cost)],
        reverse: bool,
        found: &mut Vec<(u32, Weight)>,
        best: &mut [Weight],
    ) {
        let arcs = if reverse { &self.into } else { &self.out };
        let mut queue: BinaryHeap<u32> = BinaryHeap::new();
        found.clear();
        for (node, end) in ends {
            let place = self.place_of[*node as usize];
            let known = &mut best[place as usize];
            if *known == Weight::MAX {
                queue.push(place);
            }
            *known = weight(*end).min(*known);
        }
        while let Some(place) = queue.pop() {
            let here = best[place as usize];
            found.push((place, here));
            for [above, ms, cm] in arcs.of(place as usize) {
                let known = &mut best[*above as usize];
                if *known == Weight::MAX {
                    queue.push(*above);
                }
                *known = here.saturating_add(weight(Cost { ms: *ms, cm: *cm })).min(*known);
            }
        }
        for (place, _) in found.iter() {
            best[*place as usize] = Weight::MAX;
        }
    }
}

/// Takes over what is better from the labels at the end of an arc.
#[inline]
fn merge<const K: usize>(into: &mut Labels<K>, from: &Labels<K>, arc: Cost) {
    for label in from {
        if label.destination == u32::MAX || label.cost > into[K - 1].cost {
            return;
        }
        improve(into, label.after(arc));
    }
}

/// Rows from a list of arcs by place.
fn rows(n_places: usize, lists: impl Iterator<Item = (usize, Vec<[u32; 3]>)>) -> Upward {
    let mut rows = Upward { start: Vec::with_capacity(n_places + 1), arcs: Vec::new() };
    rows.start.push(0);
    for (_, list) in lists {
        rows.arcs.extend(list);
        rows.start.push(small(rows.arcs.len()));
    }
    rows
}
