//! The nearest destinations of every junction, by one pass over the hierarchy (PHAST).
//!
//! First up: each destination spreads to the junctions above it, from the least important on, a few
//! hundred each. Then down: every junction in the order of places looks at the junctions above it, whose
//! labels are final by then. The labels stand in the order of the graph throughout: places follow it
//! closely, so nothing is moved afterwards.

use super::agenda::Agenda;
use super::{Hierarchy, Weight, weight};
use crate::network::cost::Cost;
use crate::network::graph::RoadGraph;
use crate::network::num::low;
use crate::network::prefetch::prefetch;
use crate::network::snap::Place;
use crate::network::sweep::{Label, Labels, NearestField, improve};

/// How many junctions before its turn a label is asked for.
const AHEAD: usize = 16;

impl Hierarchy {
    /// The same as [`NearestField::sweep`], by one pass over the hierarchy.
    ///
    /// Cost: one look at each arc of the hierarchy; 12 × `K` bytes a junction.
    ///
    /// # Panics
    /// When `graph` is not the one that was ranked.
    #[must_use]
    pub fn nearest<'a, const K: usize>(
        &self,
        graph: &'a RoadGraph,
        destinations: &[(u32, Place)],
    ) -> NearestField<'a, K> {
        let mut labels = vec![[Label::NONE; K]; graph.n_nodes()];
        let (node_at, place_of) = (self.node_at(), self.place_of());
        let mut agenda = Agenda::new(labels.len());
        for (destination, place) in destinations {
            for (node, cost) in place.arriving(graph).into_iter().flatten() {
                improve(&mut labels[node as usize], Label { cost, destination: *destination });
                agenda.insert(place_of[node as usize]);
            }
        }
        // Up, against the arcs: from the least important, so that each is final when its turn comes.
        let into = self.incoming();
        while let Some(place) = agenda.pop() {
            let here = labels[node_at[place as usize] as usize];
            for [above, ms, cm] in into.of(place as usize) {
                merge(&mut labels[*above as usize], &here, Cost { ms: *ms, cm: *cm });
                agenda.insert(place_of[*above as usize]);
            }
        }
        // Down: everyone looks up once.
        let out = self.outgoing();
        let mut first = 0;
        for (place, (node, end)) in node_at.iter().zip(&out.start[1..]).enumerate() {
            let arcs = &out.arcs[first..*end as usize];
            // The labels above were just written, its own were not.
            if let Some(node) = node_at.get(place + AHEAD) {
                prefetch(&labels, *node as usize);
            }
            first = *end as usize;
            labels[*node as usize] = if K == 1 {
                [nearest_above(arcs, &labels, *node); K]
            } else {
                let mut best = labels[*node as usize];
                for [above, ms, cm] in arcs {
                    merge(&mut best, &labels[*above as usize], Cost { ms: *ms, cm: *cm });
                }
                best
            };
        }
        NearestField::from_labels(graph, labels, destinations)
    }
}

/// The first label of a junction after a look at those above it. Nothing here depends on which one is
/// better but what is kept: a processor guesses that wrong half of the time.
#[inline]
#[expect(clippy::needless_bitwise_bool, reason = "the lazy forms are branches")]
fn nearest_above<const K: usize>(arcs: &[[u32; 3]], labels: &[Labels<K>], node: u32) -> Label {
    let read = |node: u32| {
        let label = labels[node as usize][0];
        (weight(label.cost), label.destination)
    };
    let (mut best, mut destination) = read(node);
    for [above, ms, cm] in arcs {
        let (there, other) = read(*above);
        // Nothing plus an arc stays nothing: it saturates.
        let through: Weight = there.saturating_add(weight(Cost { ms: *ms, cm: *cm }));
        let better = (through < best) | ((through == best) & (other < destination));
        best = std::hint::select_unpredictable(better, through, best);
        destination = std::hint::select_unpredictable(better, other, destination);
    }
    Label { cost: Cost { ms: low(best >> 32), cm: low(best) }, destination }
}

/// Takes over what is better from the labels at the end of an arc.
#[inline]
fn merge<const K: usize>(into: &mut Labels<K>, from: &Labels<K>, arc: Cost) {
    for label in from {
        // The next one is later still.
        let ms = label.cost.ms.saturating_add(arc.ms);
        if label.destination == u32::MAX || ms > into[K - 1].cost.ms {
            return;
        }
        improve(into, label.after(arc));
    }
}
