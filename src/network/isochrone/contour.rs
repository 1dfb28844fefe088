//! The outlines of a set of lattice nodes, as rings of gates.
//!
//! Marching squares: wherever a node of the set and one outside are neighbours, the outline passes between
//! them, through a *gate*. A ring follows its gates with the set on its left hand, so outer rings run
//! counter-clockwise and holes clockwise, as RFC 7946 wants. Where a cell has its corners in and out
//! crosswise, the outline always keeps the two inner corners apart; each gate is then passed exactly
//! once and rings never touch.
//!
//! A hole belongs to the outer ring found by going west from it through the set; rings are met from south
//! to north, so that one is always known already.
//!
//! References: W. Lorensen, H. Cline, *Marching cubes*, SIGGRAPH 1987, doi:10.1145/37401.37422, in two
//! dimensions; C. Maple, *Geometric design and space planning using the marching squares and marching
//! cube algorithms*, GMAG 2003, doi:10.1109/GMAG.2003.1219671, for the ambiguous case.

use std::ops::Range;

use super::grid::{Bits, from_east, from_west};
use crate::network::num::small;

/// East, north, west, south.
const STEPS: [(i32, i32); 4] = [(1, 0), (0, 1), (-1, 0), (0, -1)];

/// A passage between a node of the set and its neighbour outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Gate {
    /// The node of the set.
    pub(super) inner: [u32; 2],
    /// Where its neighbour outside is: a place in east, north, west, south.
    pub(super) side: u8,
}

impl Gate {
    /// The neighbour outside.
    pub(super) fn outer(self) -> [u32; 2] {
        let (x, y) = STEPS[usize::from(self.side)];
        [self.inner[0].wrapping_add_signed(x), self.inner[1].wrapping_add_signed(y)]
    }
}

/// A closed outline.
#[derive(Debug)]
pub(super) struct Ring {
    /// The places of its gates, in order, the set on the left.
    pub(super) gates: Range<usize>,
    /// The outer ring that this is a hole of; itself when it is one.
    pub(super) outer: usize,
}

/// The outlines of a set.
#[derive(Debug, Default)]
pub(super) struct Outlines {
    /// South to north by their lowest gate.
    pub(super) rings: Vec<Ring>,
    /// The gates of all rings, ring by ring.
    pub(super) gates: Vec<Gate>,
}

/// The outlines of a set that touches no edge of the lattice.
pub(super) fn outlines(set: &Bits) -> Outlines {
    let rows = || set.words.chunks_exact(set.stride);
    // Nodes with the outside in the east, not passed yet; nodes with it in the west, and their numbers.
    let mut eastern: Vec<u64> = Vec::with_capacity(set.words.len());
    let mut western = Vec::with_capacity(set.words.len());
    for row in rows() {
        eastern.extend((0..row.len()).map(|at| row[at] & !from_east(row, at)));
        western.extend((0..row.len()).map(|at| row[at] & !from_west(row, at)));
    }
    let mut n_before = Vec::with_capacity(western.len());
    let mut total = 0;
    for word in &western {
        n_before.push(total);
        total += word.count_ones() as usize;
    }
    let number = |node: [u32; 2]| {
        let [x, y] = node.map(|at| at as usize);
        let at = y * set.stride + x / 64;
        n_before[at] + (western[at] & ((1 << (x % 64)) - 1)).count_ones() as usize
    };
    let mut ring_of_western = vec![usize::MAX; total];
    let mut rings: Vec<Ring> = Vec::new();
    let mut gates = Vec::new();
    for at in 0..eastern.len() {
        while eastern[at] != 0 {
            let start = [small(at % set.stride) * 64 + eastern[at].trailing_zeros(), small(at / set.stride)];
            let first = gates.len();
            trace(set, start, &mut gates);
            let mut area = 0isize;
            for gate in &gates[first..] {
                let [x, y] = gate.inner.map(|at| at as usize);
                match gate.side {
                    // Up in the east of a node, down in the west of one: the nodes between them.
                    0 => {
                        area += x.cast_signed() + 1;
                        eastern[y * set.stride + x / 64] &= !(1 << (x % 64));
                    }
                    2 => {
                        area -= x.cast_signed();
                        ring_of_western[number(gate.inner)] = rings.len();
                    }
                    _ => {}
                }
            }
            let outer = if area > 0 {
                rings.len()
            } else {
                // Each hole on the way west has itself been given its outer ring.
                let west = western_end(&western, set.stride, start);
                rings[ring_of_western[number(west)]].outer
            };
            rings.push(Ring { gates: first..gates.len(), outer });
        }
    }
    Outlines { rings, gates }
}

/// The western end of the run of nodes that `node` is in.
fn western_end(western: &[u64], stride: usize, node: [u32; 2]) -> [u32; 2] {
    let [x, y] = node.map(|at| at as usize);
    let mut at = y * stride + x / 64;
    let mut word = western[at] & (u64::MAX >> (63 - x % 64));
    while word == 0 {
        at -= 1;
        word = western[at];
    }
    [small(at % stride) * 64 + word.ilog2(), node[1]]
}

/// Where a ring goes on from a gate, by its side, whether the node ahead belongs to the set, and whether its
/// neighbour outside of the gate does: steps of the node in the east and in the north, and the next side.
///
/// With the set on the left and the outside on the right, ahead is a quarter turn left of the side. Without a
/// node ahead the ring turns round this one; with both it turns to the one outside; else it goes straight on.
const TURNS: [[(i32, i32, u8); 4]; 4] = {
    let mut turns = [[(0, 0, 0); 4]; 4];
    let mut side = 0;
    while side < 4 {
        let ahead = (side + 1) % 4;
        let (a, out) = (STEPS[ahead as usize], STEPS[side as usize]);
        let round = (0, 0, ahead);
        turns[side as usize] = [round, (a.0, a.1, side), round, (a.0 + out.0, a.1 + out.1, (side + 3) % 4)];
        side += 1;
    }
    turns
};

/// Adds the ring through the gate in the east of a node. A table in place of branches, which would be guessed
/// wrong at every other gate.
fn trace(set: &Bits, start: [u32; 2], gates: &mut Vec<Gate>) {
    let first = Gate { inner: start, side: 0 };
    let has = |x: u32, y: u32| usize::from(set.has(x as usize, y as usize));
    let mut gate = first;
    loop {
        gates.push(gate);
        let side = usize::from(gate.side);
        let (ahead, out) = (STEPS[(side + 1) % 4], STEPS[side]);
        let [x, y] = gate.inner;
        let (x, y) = (x.wrapping_add_signed(ahead.0), y.wrapping_add_signed(ahead.1));
        let beyond = has(x.wrapping_add_signed(out.0), y.wrapping_add_signed(out.1));
        let (east, north, side) = TURNS[side][has(x, y) | beyond << 1];
        let [x, y] = gate.inner;
        gate = Gate { inner: [x.wrapping_add_signed(east), y.wrapping_add_signed(north)], side };
        if gate == first {
            return;
        }
    }
}
