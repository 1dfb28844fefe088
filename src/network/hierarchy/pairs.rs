//! Many to many over the hierarchy (RPHAST).
//!
//! Of all junctions, only those that lie above an end of the larger side can matter to it: they are
//! picked once, put in rows of their own, and shared by all threads. Then, for each group of ends of the
//! smaller side (the centres), a climb from each and one pass over the picked junctions, sixteen centres
//! at a time, so that each arc is read once for sixteen answers.

use super::agenda::Agenda;
use super::lanes::{LANES, Lane, Reach};
use super::{Hierarchy, Upward, Weight, weight};
use crate::network::cost::Cost;
use crate::network::file::pages::Pages;
use crate::network::graph::RoadGraph;
use crate::network::matrix::{CostMatrix, Ends, share_out, stay_on_chains};
use crate::network::num::small;
use crate::network::snap::Place;

/// What all passes read.
struct Passes<'a> {
    hierarchy: &'a Hierarchy,
    /// The arcs that climbs take.
    upward: Upward<'a>,
    centres: &'a Ends,
    picked: Picked,
    reach: Reach,
}

/// The picked junctions with their arcs upwards, and the ends of the larger side, all by places among
/// the picked.
struct Picked {
    /// By place in the hierarchy; `u32::MAX` for those that are not picked.
    place_in: Vec<u32>,
    start: Vec<u32>,
    heads: Vec<u32>,
    weights: Vec<Weight>,
    /// The larger side, in the order in which it can be answered.
    others: Vec<Other>,
    /// Its ends, in that order.
    ends: Vec<(u32, Weight)>,
}

/// One of the larger side.
struct Other {
    /// Which one.
    rank: usize,
    /// The last place of its ends.
    ready: u32,
    /// Where its ends end, and those of the next begin.
    end: usize,
}

/// What one thread writes to.
struct Scratch {
    best: Vec<Weight>,
    agenda: Agenda,
    /// Whether a climb has reached a picked junction: the lanes of others hold what was left there.
    reached: Vec<bool>,
}

impl Hierarchy {
    /// The same as [`crate::network::matrix::many_to_many`], by the hierarchy.
    ///
    /// Cost: one pass over what lies above the larger side for every sixteen ends of the smaller one, on
    /// `n_threads` threads; 8 bytes a pair, and about 150 bytes a junction and thread.
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
        let mut matrix = CostMatrix::new(origins, destinations);
        // The smaller side climbs: each of its ends costs a pass over what lies above the other side.
        let shape = matrix.shape();
        let [centres, others] = matrix.sides(graph, origins, destinations);
        let (upward, downward) = if shape.by_destination() {
            (self.incoming(), self.outgoing())
        } else {
            (self.outgoing(), self.incoming())
        };
        let longest =
            |ends: &Ends| ends.iter().flatten().map(|(_, end)| u64::from(end.cm)).max().unwrap_or(0);
        let reach = Reach::of(self.pace, longest(&centres) + longest(&others));
        let picked = self.pick(downward, &others);
        let passes = Passes { hierarchy: self, upward, centres: &centres, picked, reach };
        share_out(matrix.shares(n_threads), |(first, costs)| passes.fill(first, shape.width(), costs));
        stay_on_chains(&mut matrix, origins, destinations);
        matrix
    }

    /// All junctions above some ends, in their order, with their arcs upwards.
    fn pick(&self, arcs: Upward<'_>, others: &Ends) -> Picked {
        let (node_at, place_of) = (self.node_at(), self.place_of());
        let mut agenda = Agenda::new(node_at.len());
        for (node, _) in others.iter().flatten() {
            agenda.insert(place_of[*node as usize]);
        }
        // Arcs lead to smaller places: from the largest on, all that is above is met later.
        let mut places = Vec::new();
        while let Some(place) = agenda.pop() {
            places.push(place);
            for [above, ..] in arcs.of(place as usize) {
                agenda.insert(place_of[*above as usize]);
            }
        }
        places.reverse();
        let mut place_in = vec![u32::MAX; node_at.len()];
        let (mut start, mut heads, mut weights) = (vec![0], Vec::new(), Vec::new());
        for (at, place) in places.iter().enumerate() {
            place_in[*place as usize] = small(at);
            for [above, ms, cm] in arcs.of(*place as usize) {
                heads.push(place_in[place_of[*above as usize] as usize]);
                weights.push(weight(Cost { ms: *ms, cm: *cm }));
            }
            start.push(small(heads.len()));
        }
        let place = |node: u32| place_in[place_of[node as usize] as usize];
        let by_place = |ends: &Vec<(u32, Cost)>| {
            ends.iter().map(|(node, cost)| (place(*node), weight(*cost))).collect::<Vec<_>>()
        };
        let by_place: Vec<_> = others.iter().map(by_place).collect();
        // Those without a way have no end, and come first.
        let ready = |other: &usize| by_place[*other].iter().map(|(place, _)| *place).max();
        let mut order: Vec<usize> = (0..others.len()).collect();
        order.sort_by_cached_key(|other| (ready(other), *other));
        let mut ends = Vec::new();
        let in_order = |other: usize| {
            ends.extend(&by_place[other]);
            Other { rank: other, ready: ready(&other).unwrap_or(0), end: ends.len() }
        };
        let others = order.into_iter().map(in_order).collect();
        Picked { place_in, start, heads, weights, others, ends }
    }
}

impl Passes<'_> {
    /// Fills the costs from `first` on, `width` centres at a time.
    fn fill(&self, first: usize, width: usize, costs: &mut [Weight]) {
        let n_picked = self.picked.start.len() - 1;
        let mut scratch = Scratch {
            best: vec![Weight::MAX; self.hierarchy.node_at().len()],
            agenda: Agenda::new(self.hierarchy.node_at().len()),
            reached: vec![false; n_picked],
        };
        let arcs: Vec<f64> = self.picked.weights.iter().map(|weight| f64::of(*weight)).collect();
        let ends: Vec<f64> = self.picked.ends.iter().map(|(_, weight)| f64::of(*weight)).collect();
        let mut lanes = Pages::zeroed(n_picked);
        let groups = self.centres[first..].chunks(width);
        for (group, costs) in groups.zip(costs.chunks_mut(width * self.picked.others.len().max(1))) {
            if !self.pass(group, [&arcs, &ends], &mut lanes, &mut scratch, costs) {
                // Some answer is too far for short numbers.
                let mut lanes = Pages::zeroed(n_picked);
                let ends: Vec<u64> = self.picked.ends.iter().map(|(_, weight)| *weight).collect();
                self.pass(group, [&self.picked.weights, &ends], &mut lanes, &mut scratch, costs);
            }
        }
    }

    /// One group of centres: whether every cost was within reach. Arcs and ends come as lanes.
    fn pass<L: Lane>(
        &self,
        group: &[Vec<(u32, Cost)>],
        weights: [&[L]; 2],
        lanes: &mut [[L; LANES]],
        scratch: &mut Scratch,
        costs: &mut [Weight],
    ) -> bool {
        for (lane, centre) in group.iter().enumerate() {
            self.climb(lane, centre, lanes, scratch);
        }
        let mut answers = Answers { group: group.len(), reach: self.reach, costs };
        self.picked.descend(weights, lanes, &mut scratch.reached, &mut answers)
    }

    /// The upward search from a centre, into one lane of the picked junctions that it reaches.
    fn climb<L: Lane>(
        &self,
        lane: usize,
        centre: &[(u32, Cost)],
        lanes: &mut [[L; LANES]],
        scratch: &mut Scratch,
    ) {
        let place_of = self.hierarchy.place_of();
        let Scratch { best, agenda, reached } = scratch;
        for (node, end) in centre {
            let place = place_of[*node as usize];
            best[place as usize] = weight(*end).min(best[place as usize]);
            agenda.insert(place);
        }
        while let Some(place) = agenda.pop() {
            // Taken, and left as it was for the next climb: nobody comes back to this place.
            let here = std::mem::replace(&mut best[place as usize], Weight::MAX);
            for [above, ms, cm] in self.upward.of(place as usize) {
                let place = place_of[*above as usize];
                let through = here.saturating_add(weight(Cost { ms: *ms, cm: *cm }));
                best[place as usize] = through.min(best[place as usize]);
                agenda.insert(place);
            }
            if let Some(there) = lanes.get_mut(self.picked.place_in[place as usize] as usize) {
                let reached = &mut reached[self.picked.place_in[place as usize] as usize];
                if !std::mem::replace(reached, true) {
                    *there = [L::NEVER; LANES];
                }
                there[lane] = L::of(here);
            }
        }
    }
}

/// Where the answers of a group of centres go.
struct Answers<'a> {
    group: usize,
    reach: Reach,
    costs: &'a mut [Weight],
}

impl Picked {
    /// One pass from the most to the least important, with the weights of the arcs as lanes: whether
    /// every cost was within reach. The larger side is answered on the way, while what it asks for is in
    /// the cache.
    fn descend<L: Lane>(
        &self,
        [arcs, ends]: [&[L]; 2],
        lanes: &mut [[L; LANES]],
        reached: &mut [bool],
        answers: &mut Answers<'_>,
    ) -> bool {
        let (mut first, mut first_end, mut all_within) = (0, 0, true);
        let mut others = self.others.iter().peekable();
        for (place, reached) in reached.iter_mut().enumerate() {
            let (above, rest) = lanes.split_at_mut(place);
            let known = std::mem::take(reached);
            let mut here = if known { rest[0] } else { [L::NEVER; LANES] };
            let end = self.start[place + 1] as usize;
            for (head, arc) in self.heads[first..end].iter().zip(&arcs[first..end]) {
                least_through(&mut here, &above[*head as usize], *arc);
            }
            first = end;
            rest[0] = here;
            while let Some(other) = others.next_if(|other| other.ready as usize == place) {
                let mut found = [L::NEVER; LANES];
                let places = &self.ends[first_end..other.end];
                for ((place, _), end) in places.iter().zip(&ends[first_end..other.end]) {
                    least_through(&mut found, &lanes[*place as usize], *end);
                }
                first_end = other.end;
                let (weights, within) = L::read_all(&found, answers.reach);
                all_within &= within;
                let costs = &mut answers.costs[other.rank * answers.group..][..answers.group];
                match <&mut [Weight; LANES]>::try_from(&mut *costs) {
                    Ok(costs) => *costs = weights,
                    Err(_) => costs.copy_from_slice(&weights[..answers.group]),
                }
            }
        }
        all_within
    }
}

/// What is better through the end of an arc, lane by lane.
#[inline]
fn least_through<L: Lane>(here: &mut [L; LANES], there: &[L; LANES], arc: L) {
    for (here, there) in here.iter_mut().zip(there) {
        *here = here.least(there.plus(arc));
    }
}
