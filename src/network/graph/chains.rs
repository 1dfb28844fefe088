//! From ways over points to chains between junctions.
//!
//! A junction is a point where something can be decided: where roads meet, end, or change what they
//! allow. Between two junctions lies a chain: one road for whoever searches, with every original point
//! kept inside. Two of three nodes of an extract are inside chains, so searches are several times
//! shorter and lose nothing.
//!
//! Ways are cut into pieces at junctions and at their own ends; pieces that meet at a point of no
//! decision are then linked, and chains are read off by following the links.

use crate::network::num::small;
use crate::network::profile::Attributes;
use crate::network::raw::{RawNetwork, RawWay};

/// No link, no junction.
pub(super) const NONE: u32 = u32::MAX;

/// Part of a way: `refs[first..first + len]` of the network.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    pub(super) way: u32,
    first: u32,
    len: u32,
}

impl Piece {
    /// Its points, as the way is drawn.
    pub(super) fn points(self, raw: &RawNetwork) -> &[u32] {
        &raw.refs[self.first as usize..(self.first + self.len) as usize]
    }

    /// The point at its start (side 0) or its end (side 1).
    fn end(self, raw: &RawNetwork, side: u32) -> u32 {
        raw.refs[(self.first + side * (self.len - 1)) as usize]
    }
}

/// Chains as runs of pieces, each piece number × 2, plus 1 where it is followed backwards.
#[derive(Debug, Default)]
pub(super) struct Chains {
    pub(super) pieces: Vec<Piece>,
    pub(super) steps: Vec<u32>,
    pub(super) starts: Vec<u32>,
}

impl Chains {
    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// The steps of a chain.
    pub(super) fn steps(&self, chain: usize) -> &[u32] {
        &self.steps[self.starts[chain] as usize..self.starts[chain + 1] as usize]
    }

    /// The points at the two ends of a chain.
    pub(super) fn ends(&self, chain: usize, raw: &RawNetwork) -> [u32; 2] {
        let steps = self.steps(chain);
        let (first, last) = (steps[0], steps[steps.len() - 1]);
        [
            self.pieces[(first / 2) as usize].end(raw, first % 2),
            self.pieces[(last / 2) as usize].end(raw, 1 - last % 2),
        ]
    }
}

/// Cuts and joins the ways of a network.
///
/// Cost: linear, plus a sort of the way ends that lie inside chains.
pub(super) fn contract(raw: &RawNetwork) -> Chains {
    let degree = degrees(raw);
    let mut chains = Chains { starts: vec![0], ..Chains::default() };
    for (way, RawWay { first, len, .. }) in raw.ways.iter().enumerate() {
        let mut start = *first;
        for at in first + 1..first + len {
            if at + 1 == first + len || degree[raw.refs[at as usize] as usize] != 2 {
                chains.pieces.push(Piece { way: small(way), first: start, len: at - start + 1 });
                start = at;
            }
        }
    }
    let links = link(raw, &chains.pieces, &degree);
    let mut done = vec![false; chains.pieces.len()];
    // First what begins at a junction, then what is left: rings with no junction.
    for ring in [false, true] {
        for piece in 0..small(chains.pieces.len()) {
            for side in 0..2 {
                if !done[piece as usize] && (ring || links[(piece * 2 + side) as usize] == NONE) {
                    follow(piece * 2 + side, &links, &mut done, &mut chains.steps);
                    chains.starts.push(small(chains.steps.len()));
                }
            }
        }
    }
    chains
}

/// How many segments end at each point, at most 255.
fn degrees(raw: &RawNetwork) -> Vec<u8> {
    let mut degree = vec![0u8; raw.points.len()];
    for way in &raw.ways {
        for pair in raw.way_points(way).windows(2) {
            for point in pair {
                let count = &mut degree[*point as usize];
                *count = count.saturating_add(1);
            }
        }
    }
    degree
}

/// For every side of every piece, the side of the piece that continues it, or [`NONE`].
fn link(raw: &RawNetwork, pieces: &[Piece], degree: &[u8]) -> Vec<u32> {
    let mut ends: Vec<(u32, u32)> = Vec::new();
    for (piece, p) in pieces.iter().enumerate() {
        for side in 0..2 {
            let point = p.end(raw, side);
            if degree[point as usize] == 2 {
                ends.push((point, small(piece) * 2 + side));
            }
        }
    }
    ends.sort_unstable();
    let mut links = vec![NONE; pieces.len() * 2];
    for pair in ends.windows(2) {
        let ((point, a), (other, b)) = (pair[0], pair[1]);
        if point == other && continues(raw, pieces, a, b) {
            links[a as usize] = b;
            links[b as usize] = a;
        }
    }
    links
}

/// Whether the same is allowed on both sides of the point where two pieces meet.
fn continues(raw: &RawNetwork, pieces: &[Piece], a: u32, b: u32) -> bool {
    let [(towards_a, away_a, attributes_a), (towards_b, away_b, attributes_b)] = [a, b].map(|end| {
        let speeds = raw.ways[pieces[(end / 2) as usize].way as usize].speeds;
        let (forward, backward) = (speeds.forward_kmh > 0.0, speeds.backward_kmh > 0.0);
        let attributes = speeds.attributes.0 & !Attributes::ROUNDABOUT.0;
        // Towards the meeting point is forwards for the end of a piece, backwards for its start.
        if end % 2 == 1 { (forward, backward, attributes) } else { (backward, forward, attributes) }
    });
    towards_a == away_b && away_a == towards_b && attributes_a == attributes_b
}

/// Follows links from a side of a piece, to a junction or round a ring.
fn follow(first: u32, links: &[u32], done: &mut [bool], steps: &mut Vec<u32>) {
    let mut entry = first;
    loop {
        let piece = entry / 2;
        done[piece as usize] = true;
        steps.push(entry);
        let next = links[(entry ^ 1) as usize];
        if next == NONE || done[(next / 2) as usize] {
            return;
        }
        entry = next;
    }
}
