//! What is left of the time at every junction: a search from some places that stops at a limit.
//!
//! Dijkstra's search with buckets in place of a heap (R. Dial, Comm. ACM 12 (1969),
//! doi:10.1145/363269.363610; several times in one bucket are corrected as in delta-stepping). A
//! junction keeps what is *left* of the limit rather than what was used: nothing left is 0, so a fresh
//! field is pages of zeros, which the system gives for nothing, and the cost is that of what is reached.

use crate::network::graph::RoadGraph;
use crate::network::num::low;
use crate::network::snap::Place;

use super::Direction;

/// Bits of a time, milliseconds, within a bucket: 8 s, about the time of a short street.
const SHIFT: u32 = 13;

/// What is left at every junction.
pub(super) struct Reach {
    /// Milliseconds left, plus one; 0 where the limit does not reach.
    left: Vec<u32>,
    /// The junctions reached, each once, in the order of the search.
    pub(super) nodes: Vec<u32>,
    limit_ms: u32,
}

impl Reach {
    /// Searches from `places`, away from them or towards them, up to `limit_ms`, inclusive.
    pub(super) fn search(graph: &RoadGraph, places: &[Place], direction: Direction, limit_ms: u32) -> Self {
        let arcs = match direction {
            Direction::From => graph.arcs_out(),
            Direction::To => graph.arcs_in(),
        };
        let mut reach = Self { left: vec![0; graph.n_nodes()], nodes: Vec::new(), limit_ms };
        let mut buckets: Vec<Vec<(u32, u32)>> = vec![Vec::new(); (limit_ms >> SHIFT) as usize + 1];
        for place in places {
            let ends = match direction {
                Direction::From => place.leaving(graph),
                Direction::To => place.arriving(graph),
            };
            for (node, cost) in ends.into_iter().flatten().filter(|(_, cost)| cost.ms <= limit_ms) {
                if reach.improve(node, limit_ms - cost.ms + 1) {
                    buckets[(cost.ms >> SHIFT) as usize].push((node, limit_ms - cost.ms + 1));
                }
            }
        }
        for now in 0..buckets.len() {
            let mut bucket = std::mem::take(&mut buckets[now]);
            let mut next = 0;
            while let Some((node, left)) = bucket.get(next).copied() {
                next += 1;
                // Something better came since it was put there.
                if reach.left[node as usize] != left {
                    continue;
                }
                for [other, ms, _] in arcs.of(node) {
                    if *ms >= left {
                        continue;
                    }
                    let left = left - ms;
                    if reach.improve(*other, left) {
                        let at = ((limit_ms + 1 - left) >> SHIFT) as usize;
                        let target = if at == now { &mut bucket } else { &mut buckets[at] };
                        target.push((*other, left));
                    }
                }
            }
        }
        reach
    }

    fn improve(&mut self, node: u32, left: u32) -> bool {
        let known = &mut self.left[node as usize];
        if *known >= left {
            return false;
        }
        if *known == 0 {
            self.nodes.push(node);
        }
        *known = left;
        true
    }

    /// Milliseconds to or from a junction, `None` beyond the limit.
    pub(super) fn ms(&self, node: u32) -> Option<u32> {
        let left = self.left[node as usize];
        (left > 0).then(|| self.limit_ms + 1 - left)
    }
}

/// Milliseconds of some minutes.
pub(super) fn ms_of(minutes: u32) -> u32 {
    low(u64::from(minutes) * 60_000)
}
