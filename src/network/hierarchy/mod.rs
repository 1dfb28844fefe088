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

mod agenda;
mod contract;
mod disk;
mod lanes;
mod nearest;
mod pairs;
mod rank;
mod witness;

#[cfg(test)]
mod tests;

pub use disk::HierarchyError;
pub(super) use lanes::LANES;

use super::cost::Cost;
use super::graph::RoadGraph;
use super::graph::image::Sections;
use super::num::low;

/// Time and length in one number that has their order: milliseconds × 2³² + centimetres.
pub(super) type Weight = u64;

pub(super) const fn weight(cost: Cost) -> Weight {
    ((cost.ms as u64) << 32) | cost.cm as u64
}

pub(super) const fn cost(weight: Weight) -> Cost {
    Cost { ms: low(weight >> 32), cm: low(weight) }
}

/// Number of sections.
const N_SECTIONS: usize = 6;

/// What each section holds, in the order of the file.
#[derive(Debug, Clone, Copy)]
enum Section {
    /// The junction at each place.
    NodeAt,
    /// The place of each junction.
    PlaceOf,
    /// Where the arcs that leave a junction for a more important one begin, by place, and one more.
    OutStart,
    /// Those arcs: `[junction, ms, cm]`.
    OutArc,
    /// Where the arcs that reach a junction from a more important one begin, by its place, and one more.
    IntoStart,
    /// Those arcs: `[junction, ms, cm]`.
    IntoArc,
}

/// Arcs to more important junctions, in compressed rows by place: `[junction, ms, cm]`.
#[derive(Debug, Clone, Copy)]
struct Upward<'a> {
    start: &'a [u32],
    arcs: &'a [[u32; 3]],
}

impl<'a> Upward<'a> {
    #[inline]
    fn of(&self, place: usize) -> &'a [[u32; 3]] {
        &self.arcs[self.start[place] as usize..self.start[place + 1] as usize]
    }
}

/// A graph ranked by importance. Junctions have places, each after those of the more important ones that
/// its arcs lead to.
#[derive(Debug)]
pub struct Hierarchy {
    sections: Sections<N_SECTIONS>,
    /// Fingerprint of the graph that was ranked.
    graph: [u8; 32],
    /// The longest that an arc is, sixteenths of a centimetre a millisecond.
    pace: u32,
}

impl Hierarchy {
    /// Ranks the junctions of a graph, on `n_threads` threads. The result does not depend on them.
    ///
    /// Cost: some tens of microseconds a junction; about 300 bytes a junction while it runs.
    #[must_use]
    pub fn build(graph: &RoadGraph, n_threads: usize) -> Self {
        let sections = contract::contract(graph, n_threads);
        Self { sections, graph: disk::fingerprint(graph), pace: pace(graph) }
    }

    /// Number of shortcuts and arcs upwards, both directions counted.
    #[must_use]
    pub fn n_arcs(&self) -> usize {
        self.outgoing().arcs.len() + self.incoming().arcs.len()
    }

    fn node_at(&self) -> &[u32] {
        self.sections.at(Section::NodeAt as usize)
    }

    fn place_of(&self) -> &[u32] {
        self.sections.at(Section::PlaceOf as usize)
    }

    fn outgoing(&self) -> Upward<'_> {
        Upward {
            start: self.sections.at(Section::OutStart as usize),
            arcs: self.sections.at(Section::OutArc as usize),
        }
    }

    fn incoming(&self) -> Upward<'_> {
        Upward {
            start: self.sections.at(Section::IntoStart as usize),
            arcs: self.sections.at(Section::IntoArc as usize),
        }
    }
}

/// The longest that an arc of a graph is, sixteenths of a centimetre a millisecond, rounded up. Shortcuts
/// are arcs end to end, so theirs is no longer.
fn pace(graph: &RoadGraph) -> u32 {
    let paces =
        graph.arcs_out().arcs.iter().map(|[_, ms, cm]| (u64::from(*cm) * 16).div_ceil(u64::from(*ms).max(1)));
    u32::try_from(paces.max().unwrap_or(1)).unwrap_or(u32::MAX)
}
