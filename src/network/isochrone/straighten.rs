//! The fewest straight lines through the gates of a ring.
//!
//! Any closed line that passes the same gates in the same order outlines the same nodes, crosses no other
//! such ring and not itself: inside a cell it is one straight piece from gate to gate. So a ring is made of
//! lines as long as they go: from a corner, the directions that pass all gates so far are a cone; each
//! further gate narrows it; when a gate leaves nothing, the line ends on the gate before, in the middle of
//! what the cone still allows there, and the next begins. This is simplification that cannot break a
//! polygon.
//!
//! The same holds for the rings of several times: where two pass one gate, the shorter time stays nearer to
//! the inner node, so their land is nested to the last corner.
//!
//! References: J. Sklansky, *Finding the convex hull of a simple polygon / minimum-perimeter polygons of
//! digitized silhouettes*, IEEE Trans. Computers C-21 (1972), doi:10.1109/TC.1972.5008948; H. Imai, M. Iri,
//! *An optimal algorithm for approximating a piecewise linear function*, J. Inf. Process. 9 (1986), for the
//! cone.

use super::contour::Gate;
use super::grid::number;

/// How near to a node a line may pass through a gate, cells.
const CLEARANCE: f64 = 0.04;
/// How much farther from the inner node each longer time stays, cells.
const STEP: f64 = 0.02;

type Vector = [f64; 2];

fn minus(a: Vector, b: Vector) -> Vector {
    [a[0] - b[0], a[1] - b[1]]
}

/// Positive when `b` is to the left of `a`.
fn cross(a: Vector, b: Vector) -> f64 {
    a[0] * b[1] - a[1] * b[0]
}

/// A position on a gate, by its share of the way from the inner node to the outer one.
fn on(gate: Gate, share: f64) -> Vector {
    let inner = gate.inner.map(f64::from);
    let [x, y] = gate.step();
    [inner[0] + x * share, inner[1] + y * share]
}

/// Where the lines of the longer times pass through gates: shorter ones stay inside of them.
///
/// A byte a gate, 0 where nothing passes yet, else 255ths of a cell, rounded down. Only the pages that
/// outlines touch are ever made.
pub(super) struct Passed {
    shares: Vec<u8>,
    width: usize,
    n_times: usize,
}

impl Passed {
    /// For lattices of `width` by `height` nodes and so many times, to be straightened longest first.
    pub(super) fn new(width: usize, height: usize, n_times: usize) -> Self {
        let n_gates = if n_times > 1 { width * height * 4 } else { 0 };
        Self { shares: vec![0; n_gates], width, n_times }
    }

    fn place(&self, gate: Gate) -> usize {
        (gate.inner[1] as usize * self.width + gate.inner[0] as usize) * 4 + usize::from(gate.side)
    }

    /// The two ends of what is free of a gate for a time, the one on the left hand first.
    fn ends(&self, gate: Gate, time: usize) -> [Vector; 2] {
        let is_longest = time + 1 == self.n_times;
        let longer = if is_longest { 0 } else { self.shares[self.place(gate)] };
        let outer = if longer == 0 { 1.0 } else { f64::from(longer) / 255.0 };
        let low = CLEARANCE + STEP * number(time);
        let high = if longer == 0 { 1.0 - CLEARANCE } else { outer - STEP / 4.0 };
        [on(gate, low), on(gate, high)]
    }

    /// Notes where the line between two corners passes through gates.
    fn note(&mut self, gates: &[Gate], from: Vector, to: Vector) {
        for gate in gates {
            let inner = gate.inner.map(f64::from);
            // Gates lie along one axis; the line crosses the other coordinate of the node.
            let (along, across) = if gate.side % 2 == 0 { (0, 1) } else { (1, 0) };
            let length = to[across] - from[across];
            let share = if length == 0.0 { 1.0 } else { (inner[across] - from[across]) / length };
            let at = from[along] + (to[along] - from[along]) * share;
            let place = self.place(*gate);
            self.shares[place] = byte((at - inner[along]).abs());
        }
    }
}

/// 255ths, at least one.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a byte before")]
fn byte(share: f64) -> u8 {
    (share * 255.0).clamp(1.0, 255.0) as u8
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
        if cross(*leftmost, left) < 0.0 {
            *leftmost = left;
        }
        if cross(*rightmost, right) > 0.0 {
            *rightmost = right;
        }
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

/// The corners of the ring, in cells, the first one again at the end. `time` is the place of the ring's
/// time among all, shortest first.
pub(super) fn straighten(gates: &[Gate], time: usize, passed: &mut Passed) -> Vec<Vector> {
    let Some(first) = gates.first() else { return Vec::new() };
    let [a, b] = passed.ends(*first, time);
    let start = [f64::midpoint(a[0], b[0]), f64::midpoint(a[1], b[1])];
    // Corners, each with the gate that it is on.
    let mut corners = vec![(start, 0)];
    let mut cone = Cone { apex: start, bounds: None };
    let mut before = [a, b];
    for (place, gate) in gates.iter().enumerate().skip(1) {
        let gate = passed.ends(*gate, time);
        if !cone.narrow(gate) {
            let corner = cone.middle_of(before);
            corners.push((corner, place - 1));
            cone = Cone { apex: corner, bounds: None };
            cone.narrow(gate);
        }
        before = gate;
    }
    if !cone.sees(start) {
        corners.push((cone.middle_of(before), gates.len() - 1));
    }
    corners.push((start, gates.len()));
    // Nothing lies within the shortest time.
    for pair in corners.windows(2).take_while(|_| time > 0) {
        let ((from, first), (to, last)) = (pair[0], pair[1]);
        passed.note(&gates[first..last], from, to);
    }
    corners.into_iter().map(|(corner, _)| corner).collect()
}
