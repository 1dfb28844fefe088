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
    /// One step towards the neighbour outside.
    pub(super) const fn step(self) -> [f64; 2] {
        [[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0]][self.side as usize]
    }
}

/// A closed outline.
#[derive(Debug)]
pub(super) struct Ring {
    /// Its gates, in order, the set on the left.
    pub(super) gates: Vec<Gate>,
    /// The outer ring that this is a hole of; itself when it is one.
    pub(super) outer: usize,
}

fn moved(node: [u32; 2], side: u8) -> [u32; 2] {
    let (x, y) = STEPS[usize::from(side)];
    [node[0].wrapping_add_signed(x), node[1].wrapping_add_signed(y)]
}

/// The outlines of a set that touches no edge of the lattice, south to north by their lowest gate.
pub(super) fn outlines(set: &Bits) -> Vec<Ring> {
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
    for at in 0..eastern.len() {
        while eastern[at] != 0 {
            let start = [small(at % set.stride) * 64 + eastern[at].trailing_zeros(), small(at / set.stride)];
            let gates = trace(set, start);
            let mut area = 0isize;
            for gate in &gates {
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
            rings.push(Ring { gates, outer });
        }
    }
    rings
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

/// The ring through the gate in the east of a node.
fn trace(set: &Bits, start: [u32; 2]) -> Vec<Gate> {
    let first = Gate { inner: start, side: 0 };
    let has = |[x, y]: [u32; 2]| set.has(x as usize, y as usize);
    let mut gates = Vec::new();
    let mut gate = first;
    loop {
        gates.push(gate);
        // With the set on the left and the outside on the right, ahead is a quarter turn left of the side.
        let ahead = (gate.side + 1) % 4;
        let inner = moved(gate.inner, ahead);
        let outside = moved(inner, gate.side);
        gate = if !has(inner) {
            Gate { inner: gate.inner, side: ahead }
        } else if has(outside) {
            Gate { inner: outside, side: (ahead + 2) % 4 }
        } else {
            Gate { inner, side: gate.side }
        };
        if gate == first {
            return gates;
        }
    }
}
