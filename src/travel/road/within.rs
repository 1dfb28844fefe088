//! Who reaches a place within a limit: a search against the roads that stops at the limit.
//!
//! Plain Dijkstra with a heap, so that its cost is what lies within the limit and not the graph.
//! What one search touched is wiped before the next: no array is filled twice.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::network::Cost;
use crate::network::graph::RoadGraph;
use crate::network::snap::Place;
use crate::units::Seconds;

/// No way known.
const NEVER: Cost = Cost { ms: u32::MAX, cm: u32::MAX };

/// A search over a graph, used again and again.
pub(super) struct Within<'a> {
    graph: &'a RoadGraph,
    best: Vec<Cost>,
    touched: Vec<u32>,
    queue: BinaryHeap<Reverse<(Cost, u32)>>,
}

impl<'a> Within<'a> {
    pub(super) fn new(graph: &'a RoadGraph) -> Self {
        Self { graph, best: vec![NEVER; graph.n_nodes()], touched: Vec::new(), queue: BinaryHeap::new() }
    }

    /// Finds the cost to the places from every junction within the limit, inclusive.
    pub(super) fn search(&mut self, to: &[Place], limit: Seconds) {
        for node in self.touched.drain(..) {
            self.best[node as usize] = NEVER;
        }
        let limit_ms = u32::try_from(limit.thousandths()).unwrap_or(u32::MAX);
        for (node, cost) in to.iter().flat_map(|place| place.arriving(self.graph)).flatten() {
            self.reach(node, cost, limit_ms);
        }
        let arcs = self.graph.arcs_in();
        while let Some(Reverse((cost, node))) = self.queue.pop() {
            if cost > self.best[node as usize] {
                continue;
            }
            for [tail, ms, cm] in arcs.of(node) {
                self.reach(*tail, cost.plus(Cost { ms: *ms, cm: *cm }), limit_ms);
            }
        }
    }

    fn reach(&mut self, node: u32, cost: Cost, limit_ms: u32) {
        let known = &mut self.best[node as usize];
        if cost.ms <= limit_ms && cost < *known {
            if *known == NEVER {
                self.touched.push(node);
            }
            *known = cost;
            self.queue.push(Reverse((cost, node)));
        }
    }

    /// The cost from some places to those of the last search, where its way is within the limit.
    pub(super) fn cost_from(&self, from: &[Place], to: &[Place]) -> Option<Cost> {
        let by_junction = from.iter().flat_map(|place| place.leaving(self.graph)).flatten();
        let by_junction = by_junction.filter_map(|(node, cost)| {
            let rest = self.best[node as usize];
            (rest != NEVER).then(|| rest.plus(cost))
        });
        let pairs = from.iter().flat_map(|from| to.iter().map(move |to| (from, to)));
        let along = pairs.filter(|(from, to)| from.chain == to.chain);
        let along = along.filter_map(|(from, to)| Some(from.along_to(to)?.plus(from.walk).plus(to.walk)));
        by_junction.chain(along).min()
    }
}
