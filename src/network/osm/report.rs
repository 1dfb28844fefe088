//! What was read, kept and refused.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::network::profile::Refusal;

/// What came of reading an extract or a shapefile. Counts are exact; durations are the clock's. What a
/// shapefile does not have (blobs, missing nodes, restrictions) is 0.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ImportReport {
    /// Length of the extract, bytes.
    pub n_bytes: u64,
    /// Data blobs of the extract.
    pub n_blobs: u64,
    /// Ways read.
    pub ways_read: u64,
    /// Ways kept, in whole or in part.
    pub ways_kept: u64,
    /// Ways refused, by reason. With those kept they add up to the ways read.
    pub ways_refused: BTreeMap<Refusal, u64>,
    /// Distinct nodes that the kept ways name; of a shapefile, distinct points of the kept lines.
    pub nodes_named: u64,
    /// Of them, those that the extract does not hold; the ways are cut there.
    pub nodes_missing: u64,
    /// Nodes that let nobody through; the ways are cut there.
    pub nodes_blocking: u64,
    /// Relations that restrict a turn. They are not applied.
    pub turn_restrictions: u64,
    /// What there is to draw under data.
    pub ground: GroundReport,
    /// Time for the ways.
    pub ways_time: Duration,
    /// Time for the nodes.
    pub nodes_time: Duration,
}

/// Waters and places of an extract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct GroundReport {
    /// Areas of water.
    pub waters: u64,
    /// Areas of water left out: the extract holds only a part of their outlines, or they are open.
    pub waters_open: u64,
    /// Lines of water.
    pub waterways: u64,
    /// Places with a name.
    pub places: u64,
}

impl ImportReport {
    pub(in crate::network) fn refuse(&mut self, reason: Refusal, n_ways: u64) {
        if n_ways > 0 {
            *self.ways_refused.entry(reason).or_default() += n_ways;
        }
    }
}
