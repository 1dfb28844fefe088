//! The road graph: junctions, the chains of road between them, and every point inside the chains.
//!
//! Searches see junctions and arcs: an arc is a chain in one direction, with its time and length.
//! Chains keep their points, each with the time and the length from both ends, so that an answer at a
//! junction is also an answer for every point of the roads around it.
//!
//! Times are whole milliseconds and lengths whole centimetres, in 32 bits. [`CLOSED`] stands for a
//! direction that is closed.

mod boxes;
mod build;
mod chains;
mod closing;
mod components;
mod crossings;
mod drawn;
mod hilbert;
pub(in crate::network) mod image;

use std::ops::Range;

use geo_types::Coord;

pub use boxes::FixedBox;
pub(in crate::network) use boxes::{EMPTY as EMPTY_BOX, FAN, levels, with_point};
pub use build::build;
pub use closing::{Extent, closing_fingerprint};
pub use components::TRAP;
pub(in crate::network) use hilbert::Hilbert;
pub(crate) use hilbert::along as along_hilbert;

use super::ground::Ground;
use super::origin::Origin;
use super::profile::{Attributes, Mode, ProfileError};
use super::raw::{FixedPoint, to_degrees};
use image::{Section, Sections};

/// The time of a direction that is closed.
pub const CLOSED: u32 = u32::MAX;

/// A graph cannot be built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GraphError {
    /// There is nothing to build it from.
    #[error("the network has no way")]
    NoWay,
    /// The profile cannot be written.
    #[error(transparent)]
    Profile(#[from] ProfileError),
}

/// A chain of road between two junctions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chain {
    /// The junctions at its ends; the same one for a ring.
    pub ends: [u32; 2],
    /// Milliseconds from the first end to the last, and back; [`CLOSED`] where it is closed. What
    /// the junctions at both ends cost is included.
    pub ms: [u32; 2],
    /// Length, centimetres.
    pub cm: u32,
    /// Ferries, closures, roundabouts.
    pub attributes: Attributes,
}

/// A road graph: see the [module](self).
#[derive(Debug)]
pub struct RoadGraph {
    sections: Sections,
    mode: Mode,
    profile: [u8; 32],
    inputs: [u8; 32],
}

impl RoadGraph {
    pub(in crate::network) const fn new(
        sections: Sections,
        mode: Mode,
        profile: [u8; 32],
        inputs: [u8; 32],
    ) -> Self {
        Self { sections, mode, profile, inputs }
    }

    pub(in crate::network) const fn sections(&self) -> &Sections {
        &self.sections
    }

    /// Whose roads these are.
    #[must_use]
    pub const fn mode(&self) -> Mode {
        self.mode
    }

    /// The fingerprint of the profile it was built with.
    #[must_use]
    pub const fn profile_fingerprint(&self) -> [u8; 32] {
        self.profile
    }

    /// The fingerprint of the files it was built from.
    #[must_use]
    pub const fn inputs_fingerprint(&self) -> [u8; 32] {
        self.inputs
    }

    /// The settings of the profile it was built with, TOML.
    #[must_use]
    pub fn profile_toml(&self) -> &str {
        std::str::from_utf8(self.sections.get(Section::Profile)).unwrap_or_default()
    }

    /// Where the roads come from.
    #[must_use]
    pub fn origin(&self) -> Origin {
        Origin::from_text(std::str::from_utf8(self.sections.get(Section::Origin)).unwrap_or_default())
    }

    /// The waters and places of the same extract.
    #[must_use]
    pub fn ground(&self) -> Ground<'_> {
        Ground {
            features: self.sections.get(Section::GroundFeature),
            parts: self.sections.get(Section::GroundPart),
            points: self.sections.get(Section::GroundPoint),
            boxes: self.sections.get(Section::GroundBox),
            names: self.sections.get(Section::GroundName),
        }
    }

    /// Number of junctions.
    #[must_use]
    pub fn n_nodes(&self) -> usize {
        self.node_positions().len()
    }

    /// Number of chains.
    #[must_use]
    pub fn n_chains(&self) -> usize {
        self.chain_costs().len()
    }

    /// Number of points inside chains. With the junctions they are all the points of the roads.
    #[must_use]
    pub fn n_points(&self) -> usize {
        self.point_positions().len()
    }

    /// Number of arcs: open directions of chains that join two junctions.
    #[must_use]
    pub fn n_arcs(&self) -> usize {
        self.sections.get::<[u32; 3]>(Section::OutArc).len()
    }

    /// Positions of the junctions.
    #[must_use]
    pub fn node_positions(&self) -> &[FixedPoint] {
        self.sections.get(Section::NodePosition)
    }

    /// The component of every junction, 0 for the one with most road; [`TRAP`] for a junction that cannot be
    /// both entered and left.
    #[must_use]
    pub fn node_components(&self) -> &[u32] {
        self.sections.get(Section::NodeComponent)
    }

    /// Junctions and metres of road of every component, the one with most road first.
    #[must_use]
    pub fn components(&self) -> &[[u32; 2]] {
        self.sections.get(Section::Components)
    }

    /// The arcs by their tail: where those of each node begin, `[head, ms, cm]`, and chain × 2 +
    /// direction.
    #[must_use]
    pub fn arcs_out(&self) -> Arcs<'_> {
        Arcs {
            start: self.sections.get(Section::OutStart),
            arcs: self.sections.get(Section::OutArc),
            chains: self.sections.get(Section::OutChain),
        }
    }

    /// The arcs by their head, with their tail in the first place.
    #[must_use]
    pub fn arcs_in(&self) -> Arcs<'_> {
        Arcs {
            start: self.sections.get(Section::InStart),
            arcs: self.sections.get(Section::InArc),
            chains: self.sections.get(Section::InChain),
        }
    }

    pub(in crate::network) fn chain_ends(&self) -> &[[u32; 2]] {
        self.sections.get(Section::ChainEnds)
    }

    pub(in crate::network) fn chain_costs(&self) -> &[[u32; 4]] {
        self.sections.get(Section::ChainCost)
    }

    pub(in crate::network) fn boxes(&self) -> &[FixedBox] {
        self.sections.get(Section::Boxes)
    }

    /// Positions of the points inside chains, chain after chain.
    #[must_use]
    pub fn point_positions(&self) -> &[FixedPoint] {
        self.sections.get(Section::PointPosition)
    }

    /// For every point inside a chain: milliseconds from the first end, milliseconds from the last
    /// end (going back), centimetres from the first end.
    #[must_use]
    pub fn point_prefixes(&self) -> &[[u32; 3]] {
        self.sections.get(Section::PointPrefix)
    }

    /// Which points lie inside a chain.
    ///
    /// # Panics
    /// When there is no such chain.
    #[inline]
    #[must_use]
    pub fn points_of(&self, chain: usize) -> Range<usize> {
        let starts: &[u32] = self.sections.get(Section::ChainStart);
        starts[chain] as usize..starts[chain + 1] as usize
    }

    /// A chain.
    ///
    /// # Panics
    /// When there is no such chain.
    #[must_use]
    pub fn chain(&self, chain: usize) -> Chain {
        let [forward, backward, cm, attributes] = self.chain_costs()[chain];
        Chain {
            ends: self.chain_ends()[chain],
            ms: [forward, backward],
            cm,
            attributes: Attributes(build::low_byte(attributes)),
        }
    }

    /// The positions along a chain, both ends included.
    pub fn line_of(&self, chain: usize) -> impl DoubleEndedIterator<Item = Coord<f64>> + '_ {
        let [from, to] = self.chain_ends()[chain].map(|node| self.node_positions()[node as usize]);
        let inside = self.point_positions()[self.points_of(chain)].iter().copied();
        std::iter::once(from).chain(inside).chain(std::iter::once(to)).map(to_degrees)
    }
}

/// Arcs in compressed rows: those of node `n` are `start[n]..start[n + 1]`.
#[derive(Debug, Clone, Copy)]
pub struct Arcs<'a> {
    /// Where the arcs of each node begin, and one more.
    pub start: &'a [u32],
    /// The node at the other end, milliseconds, centimetres.
    pub arcs: &'a [[u32; 3]],
    /// Chain × 2, plus 1 for the direction from its last end to its first.
    pub chains: &'a [u32],
}

impl Arcs<'_> {
    /// The arcs of a node.
    ///
    /// # Panics
    /// When there is no such node.
    #[inline]
    #[must_use]
    pub fn of(&self, node: u32) -> &[[u32; 3]] {
        &self.arcs[self.start[node as usize] as usize..self.start[node as usize + 1] as usize]
    }
}

#[cfg(test)]
mod tests;
