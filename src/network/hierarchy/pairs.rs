//! Many to many over the hierarchy.
//!
//! Of all junctions, only those that lie above an end of the larger side can matter to it: they are
//! picked once and put in rows of their own. Then, for each group of ends of the smaller side, a climb
//! from each and one pass over the picked junctions, eight ends at a time, so that each arc is read once
//! for eight answers.

use super::{Hierarchy, Upward, Weight, cost, weight};
use crate::network::cost::Cost;
use crate::network::graph::RoadGraph;
use crate::network::matrix::{CostMatrix, NEVER, ends_of, stay_on_chains};
use crate::network::num::small;
use crate::network::snap::Place;

/// Ends that share a pass.
const LANES: usize = 8;

/// The picked junctions and their arcs upwards, by their places among the picked.
struct Picked {
    place_in: Vec<u32>,
    arcs: Upward,
}

impl Hierarchy {
    /// The same as [`crate::network::matrix::many_to_many`], by the hierarchy.
    ///
    /// # Panics
    /// When `graph` is not the one that was ranked.
    #[must_use]
    pub fn many_to_many(
        &self,
        graph: &RoadGraph,
        origins: &[Vec<Place>],
        destinations: &[Vec<Place>],
        n_threads: usize,
    ) -> CostMatrix {
        let mut matrix = CostMatrix::unreached(origins.len(), destinations.len());
        // The smaller side climbs: each of its ends costs a pass over what lies above the other side.
        let reverse = destinations.len() < origins.len();
        let exits: Vec<_> = destinations.iter().map(|places| ends_of(graph, places, true)).collect();
        std::thread::scope(|scope| {
            for (origins, costs) in matrix.shares(origins, n_threads) {
                let exits = &exits;
                scope.spawn(move || {
                    let entries: Vec<_> =
                        origins.iter().map(|places| ends_of(graph, places, false)).collect();
                    let (centres, others) = if reverse { (exits, &entries) } else { (&entries, exits) };
                    let width = exits.len();
                    self.passes(centres, others, reverse, |first, n_lanes, other, lanes| {
                        if reverse {
                            let at = other * width + first;
                            for (cost_of, lane) in costs[at..at + n_lanes].iter_mut().zip(lanes) {
                                *cost_of = cost(*lane);
                            }
                        } else {
                            for (lane, weight) in lanes.iter().enumerate().take(n_lanes) {
                                costs[(first + lane) * width + other] = cost(*weight);
                            }
                        }
                    });
                    stay_on_chains(origins, destinations, costs);
                });
            }
        });
        debug_assert_eq!(cost(Weight::MAX), NEVER);
        matrix
    }

    /// A climb from each centre, a pass for each group of them, and `take(first centre, number of
    /// centres, other, weights)` for every other end.
    fn passes(
        &self,
        centres: &[Vec<(u32, Cost)>],
        others: &[Vec<(u32, Cost)>],
        reverse: bool,
        mut take: impl FnMut(usize, usize, usize, &[Weight; LANES]),
    ) {
        let picked = self.pick(others, !reverse);
        // The ends of the others, one after the other, by their places among the picked.
        let mut ends: Vec<(u32, Weight)> = Vec::new();
        let mut starts = vec![0];
        for other in others {
            let place = |node: u32| picked.place_in[self.place_of[node as usize] as usize];
            ends.extend(other.iter().map(|(node, cost)| (place(*node), weight(*cost))));
            starts.push(ends.len());
        }
        let mut best = vec![Weight::MAX; self.node_at.len()];
        let mut lanes = vec![[Weight::MAX; LANES]; picked.arcs.start.len() - 1];
        let mut found = Vec::new();
        for (group, members) in centres.chunks(LANES).enumerate() {
            lanes.fill([Weight::MAX; LANES]);
            for (lane, centre) in members.iter().enumerate() {
                self.climb(centre, reverse, &mut found, &mut best);
                for (place, weight) in &found {
                    let at = picked.place_in[*place as usize];
                    if at != u32::MAX {
                        lanes[at as usize][lane] = *weight;
                    }
                }
            }
            descend(&picked.arcs, &mut lanes);
            for (other, range) in starts.windows(2).enumerate() {
                let mut answer = [Weight::MAX; LANES];
                for (place, end) in &ends[range[0]..range[1]] {
                    for (answer, lane) in answer.iter_mut().zip(&lanes[*place as usize]) {
                        *answer = lane.saturating_add(*end).min(*answer);
                    }
                }
                take(group * LANES, members.len(), other, &answer);
            }
        }
    }

    /// All junctions above some ends, in their order, with their arcs upwards.
    fn pick(&self, ends: &[Vec<(u32, Cost)>], arriving: bool) -> Picked {
        let arcs = if arriving { &self.into } else { &self.out };
        let mut wanted = vec![false; self.node_at.len()];
        for (node, _) in ends.iter().flatten() {
            wanted[self.place_of[*node as usize] as usize] = true;
        }
        // Arcs lead to smaller places: from the largest on, all that is above is met later.
        for place in (0..wanted.len()).rev() {
            if wanted[place] {
                for [above, ..] in arcs.of(place) {
                    wanted[*above as usize] = true;
                }
            }
        }
        let mut picked =
            Picked { place_in: vec![u32::MAX; wanted.len()], arcs: Upward { start: vec![0], arcs: vec![] } };
        for place in (0..wanted.len()).filter(|place| wanted[*place]) {
            picked.place_in[place] = small(picked.arcs.start.len() - 1);
            for [above, ms, cm] in arcs.of(place) {
                picked.arcs.arcs.push([picked.place_in[*above as usize], *ms, *cm]);
            }
            picked.arcs.start.push(small(picked.arcs.arcs.len()));
        }
        picked
    }
}

/// One pass from the most to the least important.
fn descend(arcs: &Upward, lanes: &mut [[Weight; LANES]]) {
    for place in 0..lanes.len() {
        let (above, here) = lanes.split_at_mut(place);
        let here = &mut here[0];
        for [head, ms, cm] in arcs.of(place) {
            let arc = weight(Cost { ms: *ms, cm: *cm });
            for (here, there) in here.iter_mut().zip(&above[*head as usize]) {
                // Nothing plus an arc stays nothing: it saturates.
                *here = (*here).min(there.saturating_add(arc));
            }
        }
    }
}
