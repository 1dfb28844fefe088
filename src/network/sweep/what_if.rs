//! What changes when a destination opens or closes: only the junctions concerned are searched again.
//!
//! Opening spreads one more destination over the labels that are there, and stops where it improves
//! nothing. Closing takes its labels away, which leaves right answers at all junctions that had none; the
//! others are offered what their neighbours know, and that is spread in the same way.

use super::{Buckets, Label, NearestField, improve, relax_all};
use crate::network::cost::Cost;
use crate::network::num::small;
use crate::network::snap::Place;

impl<const K: usize> NearestField<'_, K> {
    /// Adds a destination, or one more place of it.
    ///
    /// The answers are those of a fresh sweep. Cost: a search over the junctions that it improves.
    pub fn open(&mut self, destination: u32, place: &Place) {
        let ends = place.arriving(self.graph).into_iter().flatten();
        let seeds = ends.map(|(node, cost)| (node, Label { cost, destination })).collect();
        let at = self.on_chain.partition_point(|(chain, d, _)| (*chain, *d) <= (place.chain, destination));
        self.on_chain.insert(at, (place.chain, destination, *place));
        self.spread(seeds);
    }

    /// Takes a destination away, with all its places.
    ///
    /// The answers are those of a fresh sweep. Cost: one look at every label, and a search over the
    /// junctions that had this destination among their `K`.
    pub fn close(&mut self, destination: u32) {
        self.on_chain.retain(|(_, d, _)| *d != destination);
        let mut orphans = Vec::new();
        for (node, labels) in self.labels.iter_mut().enumerate() {
            if let Some(at) = labels.iter().position(|label| label.destination == destination) {
                labels.copy_within(at + 1.., at);
                labels[K - 1] = Label::NONE;
                orphans.push(small(node));
            }
        }
        // What is left of their labels is right, the last one is wanted: the best that neighbours know.
        let arcs = self.graph.arcs_out();
        let mut seeds = Vec::new();
        for node in &orphans {
            let mut labels = self.labels[*node as usize];
            for [head, ms, cm] in arcs.of(*node) {
                for label in self.labels[*head as usize].iter().filter_map(|label| label.reached()) {
                    improve(&mut labels, label.after(Cost { ms: *ms, cm: *cm }));
                }
            }
            seeds.extend(labels[K - 1].reached().map(|label| (*node, label)));
        }
        for (_, destination, place) in &self.on_chain {
            let ends = place.arriving(self.graph).into_iter().flatten();
            let orphaned = ends.filter(|(node, _)| orphans.binary_search(node).is_ok());
            seeds.extend(orphaned.map(|(node, cost)| (node, Label { cost, destination: *destination })));
        }
        self.spread(seeds);
    }

    fn spread(&mut self, seeds: Vec<(u32, Label)>) {
        let arcs = self.graph.arcs_in();
        relax_all(arcs, Buckets::for_arcs(arcs), &mut self.labels, seeds);
    }
}
