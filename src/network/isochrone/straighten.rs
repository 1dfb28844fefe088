//! The fewest straight lines through the gates of a ring.
//!
//! Any closed line that passes the same gates in the same order outlines the same nodes, crosses no other
//! such ring and not itself: inside a cell it is one straight piece from gate to gate. So a ring is made of
//! lines as long as they go: from a corner, the directions that pass all gates so far are a cone; each
//! further gate narrows it; when a gate leaves nothing, the line ends on the gate before, in the middle of
//! what the cone still allows there, and the next begins. This is simplification that cannot break a
//! polygon.
//!
//! The same holds for the rings of several times: those that pass one gate share it out, the shorter time nearer
//! to the inner node, so their land is nested to the last corner.
//!
//! References: J. Sklansky, *Finding the convex hull of a simple polygon / minimum-perimeter polygons of
//! digitized silhouettes*, IEEE Trans. Computers C-21 (1972), doi:10.1109/TC.1972.5008948; H. Imai, M. Iri,
//! *An optimal algorithm for approximating a piecewise linear function*, J. Inf. Process. 9 (1986), for the
//! cone.

use super::contour::Gate;
use super::grid::{Bits, number};

/// How near to a node a line may pass through a gate, cells.
const CLEARANCE: f64 = 0.04;
/// How far from each other the lines of two times pass through a gate, cells.
const APART: f64 = 0.01;

type Vector = [f64; 2];

fn minus(a: Vector, b: Vector) -> Vector {
    [a[0] - b[0], a[1] - b[1]]
}

/// Positive when `b` is to the left of `a`.
fn cross(a: Vector, b: Vector) -> f64 {
    a[0] * b[1] - a[1] * b[0]
}

/// What is free of a gate, from its inner node, the end on the left hand first; by the side of the gate.
type Free = [[Vector; 2]; 4];

/// What is free between two shares of the way from the inner node to the outer one.
const fn free(low: f64, high: f64) -> Free {
    [
        [[low, 0.0], [high, 0.0]],
        [[0.0, low], [0.0, high]],
        [[-low, 0.0], [-high, 0.0]],
        [[0.0, -low], [0.0, -high]],
    ]
}

/// A gate through which no other time passes.
const ALONE: Free = free(CLEARANCE, 1.0 - CLEARANCE);

/// The gates of a time among the land of all times, each of which holds the one before.
pub(super) struct Gates<'a> {
    lands: &'a [Bits],
    time: usize,
}

impl<'a> Gates<'a> {
    pub(super) const fn new(lands: &'a [Bits], time: usize) -> Self {
        Self { lands, time }
    }

    /// The two ends of what is free of a gate, the one on the left hand first.
    #[inline]
    fn ends(&self, gate: Gate) -> [Vector; 2] {
        let inner = gate.inner.map(f64::from);
        let ends = if self.lands.len() == 1 { ALONE[usize::from(gate.side)] } else { self.shared(gate) };
        ends.map(|end| [inner[0] + end[0], inner[1] + end[1]])
    }

    /// What is free of a gate beside the other times that pass through it.
    #[inline]
    fn shared(&self, gate: Gate) -> [Vector; 2] {
        let has = |land: &Bits, at: [u32; 2]| land.has(at[0] as usize, at[1] as usize);
        let (shorter, longer) = (&self.lands[..self.time], &self.lands[self.time + 1..]);
        let n_shorter = shorter.iter().rev().take_while(|land| has(land, gate.inner)).count();
        let n_longer = longer.iter().take_while(|land| !has(land, gate.outer())).count();
        if n_shorter + n_longer == 0 {
            return ALONE[usize::from(gate.side)];
        }
        let each = (1.0 - 2.0 * CLEARANCE + APART) / number(n_shorter + n_longer + 1);
        let low = CLEARANCE + each * number(n_shorter);
        free(low, low + each - APART)[usize::from(gate.side)]
    }
}

/// Directions from a corner, between a leftmost and a rightmost one.
struct Cone {
    apex: Vector,
    bounds: Option<[Vector; 2]>,
}

impl Cone {
    /// Narrows the cone to a gate; `false`, and no change, when nothing would be left.
    fn narrow(&mut self, gate: [Vector; 2]) -> bool {
        let [left, right] = gate.map(|end| minus(end, self.apex));
        // Seen from behind, or edge on.
        if cross(right, left) <= 0.0 {
            return false;
        }
        let Some([leftmost, rightmost]) = &mut self.bounds else {
            self.bounds = Some([left, right]);
            return true;
        };
        if cross(*leftmost, right) > 0.0 || cross(*rightmost, left) < 0.0 {
            return false;
        }
        // Chosen rather than branched to: which it is cannot be guessed.
        let (is_left, is_right) = (cross(*leftmost, left) < 0.0, cross(*rightmost, right) > 0.0);
        *leftmost = [0, 1].map(|axis| if is_left { left[axis] } else { leftmost[axis] });
        *rightmost = [0, 1].map(|axis| if is_right { right[axis] } else { rightmost[axis] });
        true
    }

    /// Whether a point lies in a direction of the cone.
    fn sees(&self, point: Vector) -> bool {
        let to = minus(point, self.apex);
        self.bounds
            .is_none_or(|[leftmost, rightmost]| cross(leftmost, to) <= 0.0 && cross(rightmost, to) >= 0.0)
    }

    /// The middle of what the cone allows on a gate that it was narrowed to.
    fn middle_of(&self, gate: [Vector; 2]) -> Vector {
        let start = minus(gate[0], self.apex);
        let along = minus(gate[1], gate[0]);
        let share = |bound: Vector, otherwise: f64| {
            let across = cross(bound, along);
            if across == 0.0 { otherwise } else { (-cross(bound, start) / across).clamp(0.0, 1.0) }
        };
        let middle = match self.bounds {
            Some([leftmost, rightmost]) => f64::midpoint(share(leftmost, 0.0), share(rightmost, 1.0)),
            None => 0.5,
        };
        [gate[0][0] + along[0] * middle, gate[0][1] + along[1] * middle]
    }
}

/// The corners of a ring, in cells, the first one again at the end; `corners` is emptied for them.
pub(super) fn straighten(ring: &[Gate], gates: &Gates<'_>, corners: &mut Vec<Vector>) {
    corners.clear();
    let Some(first) = ring.first() else { return };
    let [a, b] = gates.ends(*first);
    let start = [f64::midpoint(a[0], b[0]), f64::midpoint(a[1], b[1])];
    corners.push(start);
    let mut cone = Cone { apex: start, bounds: None };
    let mut before = [a, b];
    for gate in &ring[1..] {
        let gate = gates.ends(*gate);
        if !cone.narrow(gate) {
            let corner = cone.middle_of(before);
            corners.push(corner);
            cone = Cone { apex: corner, bounds: None };
            cone.narrow(gate);
        }
        before = gate;
    }
    if !cone.sees(start) {
        corners.push(cone.middle_of(before));
    }
    corners.push(start);
}
