//! Many to many over the hierarchy.
//!
//! Of all junctions, only those that lie above an end of the larger side can matter to it: they are
//! picked once and put in rows of their own. Then, for each group of ends of the smaller side, a climb
//! from each and one pass over the picked junctions, eight ends at a time, so that each arc is read once
//! for eight answers.

use super::{Hierarchy, Upward, Weight, cost, weight};
use crate::network::cost::Cost;
use crate::network::graph::RoadGraph;
use crate::network::matrix::along_chain;
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
    ) -> Vec<Option<Cost>> {
        let mut costs = vec![None; origins.len() * destinations.len()];
        if costs.is_empty() {
            return costs;
        }
        let reverse = destinations.len() < origins.len();
        let (centres, others) = if reverse { (destinations, origins) } else { (origins, destinations) };
        let ends = |place: &Place, arriving: bool| {
            if arriving { place.arriving(graph) } else { place.leaving(graph) }
        };
        let all_ends = |places: &[Place], arriving: bool| -> Vec<(u32, Cost)> {
            places.iter().flat_map(|place| ends(place, arriving)).flatten().collect()
        };
        let other_ends: Vec<Vec<(u32, Cost)>> = others.iter().map(|o| all_ends(o, !reverse)).collect();
        let picked = self.pick(&other_ends, !reverse);
        let mut rows = vec![None; if reverse { costs.len() } else { 0 }];
        let target = if reverse { &mut rows } else { &mut costs };
        let share = centres.len().div_ceil(n_threads.max(1)).next_multiple_of(LANES);
        std::thread::scope(|scope| {
            for (centres, rows) in centres.chunks(share).zip(target.chunks_mut(share * others.len())) {
                let (picked, other_ends, all_ends) = (&picked, &other_ends, &all_ends);
                scope.spawn(move || {
                    let mut best = vec![Weight::MAX; self.node_at.len()];
                    let mut lanes = vec![[Weight::MAX; LANES]; picked.arcs.start.len() - 1];
                    let mut found = Vec::new();
                    for (group, rows) in centres.chunks(LANES).zip(rows.chunks_mut(LANES * others.len())) {
                        lanes.fill([Weight::MAX; LANES]);
                        for (lane, centre) in group.iter().enumerate() {
                            self.climb(&all_ends(centre, reverse), reverse, &mut found, &mut best);
                            for (place, weight) in &found {
                                let at = picked.place_in[*place as usize];
                                if at != u32::MAX {
                                    lanes[at as usize][lane] = *weight;
                                }
                            }
                        }
                        descend(&picked.arcs, &mut lanes);
                        for (lane, (centre, row)) in
                            group.iter().zip(rows.chunks_mut(others.len())).enumerate()
                        {
                            for ((other, ends), best) in others.iter().zip(other_ends).zip(row) {
                                let by_junction = ends.iter().map(|(node, end)| {
                                    let at = picked.place_in[self.place_of[*node as usize] as usize];
                                    lanes[at as usize][lane].saturating_add(weight(*end))
                                });
                                let by_junction = by_junction.min().filter(|w| *w != Weight::MAX).map(cost);
                                *best =
                                    by_junction.into_iter().chain(along_chain(centre, other, reverse)).min();
                            }
                        }
                    }
                });
            }
        });
        if reverse {
            for (place, cost) in rows.into_iter().enumerate() {
                costs[place % origins.len() * destinations.len() + place / origins.len()] = cost;
            }
        }
        costs
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
