//! A lattice over the ground, and sets of its nodes or cells as bits.
//!
//! Cells are squares in metres at the middle of the area and keep one size in degrees, so the lattice is
//! exact in the coordinates of the graph. A set is one bit a cell, 64 to a word: growing a set by one cell
//! all around is a few operations on words, for 64 cells at once.

use geo_types::Coord;

use crate::geodesy::LocalPlane;
use crate::network::graph::FixedBox;
use crate::network::num::fixed_degrees;
use crate::network::raw::FixedPoint;

/// Where a lattice lies.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lattice {
    /// Longitude and latitude of node (0, 0), ten-millionths of a degree.
    origin: [f64; 2],
    /// Size of a cell, ten-millionths of a degree, and cells in one.
    cell: [f64; 2],
    cells_per_unit: [f64; 2],
    /// Nodes across and up.
    pub(super) width: usize,
    pub(super) height: usize,
}

impl Lattice {
    /// A lattice of cells of `cell_m` metres over a box, with `margin` cells around it. `None` when it would
    /// have more than `max_nodes` nodes.
    pub(super) fn over(bounds: &Bounds, margin: usize, cell_m: f64, max_nodes: usize) -> Option<Self> {
        let cell = bounds.cell(cell_m);
        let margin = number(margin + 2);
        let nodes = [0, 1].map(|axis| {
            let cells = (bounds.high[axis] - bounds.low[axis]) / cell[axis] + 2.0 * margin;
            count(cells) + 2
        });
        let origin = [0, 1].map(|axis| bounds.low[axis] - margin * cell[axis]);
        let cells_per_unit = cell.map(f64::recip);
        let lattice = Self { origin, cell, cells_per_unit, width: nodes[0], height: nodes[1] };
        (nodes[0].checked_mul(nodes[1])? <= max_nodes).then_some(lattice)
    }

    /// A position in cells from node (0, 0).
    #[inline]
    pub(super) fn place(&self, point: [f64; 2]) -> [f64; 2] {
        [0, 1].map(|axis| (point[axis] - self.origin[axis]) * self.cells_per_unit[axis])
    }

    /// Degrees of a position in cells.
    pub(super) fn degrees(&self, place: [f64; 2]) -> Coord<f64> {
        Coord {
            x: (self.origin[0] + place[0] * self.cell[0]) / 1e7,
            y: (self.origin[1] + place[1] * self.cell[1]) / 1e7,
        }
    }

    /// Whether a position, in cells, lies on the lattice a node away from its edge.
    #[inline]
    pub(super) fn has(&self, at: [f64; 2]) -> bool {
        at[0] >= 1.0
            && at[1] >= 1.0
            && at[0] <= number(self.width) - 2.0
            && at[1] <= number(self.height) - 2.0
    }

    /// The part of a straight line, in cells, that lies on the lattice a node away from its edge.
    pub(super) fn clipped(&self, a: [f64; 2], b: [f64; 2]) -> Option<([f64; 2], [f64; 2])> {
        let high = [number(self.width) - 2.0, number(self.height) - 2.0];
        // Liang and Barsky, *A new concept and method for line clipping*, doi:10.1145/357332.357333.
        let (mut from, mut to) = (0.0f64, 1.0f64);
        for (axis, high) in high.into_iter().enumerate() {
            let low = 1.0;
            let along = b[axis] - a[axis];
            if along == 0.0 {
                if !(low..=high).contains(&a[axis]) {
                    return None;
                }
                continue;
            }
            let shares = [(low - a[axis]) / along, (high - a[axis]) / along];
            from = from.max(shares[0].min(shares[1]));
            to = to.min(shares[0].max(shares[1]));
        }
        let at = |share: f64| match share {
            0.0 => a,
            1.0 => b,
            _ => [0, 1].map(|axis| a[axis] + (b[axis] - a[axis]) * share),
        };
        (from <= to).then(|| (at(from), at(to)))
    }

    /// The columns and rows of nodes around a box, `margin` nodes more, within the lattice.
    pub(super) fn window(&self, bounds: &Bounds, margin: usize) -> [std::ops::Range<usize>; 2] {
        let (low, high) = (self.place(bounds.low), self.place(bounds.high));
        [(0, self.width), (1, self.height)].map(|(axis, size)| {
            let from = count(low[axis]).saturating_sub(margin);
            from..(count(high[axis]) + 2 + margin).min(size)
        })
    }
}

/// A box that grows with the points put into it, ten-millionths of a degree.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    pub(super) low: [f64; 2],
    pub(super) high: [f64; 2],
}

impl Bounds {
    pub(super) const NOTHING: Self = Self { low: [f64::INFINITY; 2], high: [f64::NEG_INFINITY; 2] };

    /// A box of the graph.
    pub(super) fn of(fixed: FixedBox) -> Self {
        let [west, south, east, north] = fixed.map(f64::from);
        Self { low: [west, south], high: [east, north] }
    }

    pub(super) fn add(&mut self, point: [f64; 2]) {
        for (axis, value) in point.into_iter().enumerate() {
            self.low[axis] = self.low[axis].min(value);
            self.high[axis] = self.high[axis].max(value);
        }
    }

    pub(super) fn is_nothing(&self) -> bool {
        self.low[0] > self.high[0]
    }

    pub(super) fn join(&mut self, other: &Self) {
        if !other.is_nothing() {
            self.add(other.low);
            self.add(other.high);
        }
    }

    /// Whether the other box, grown by `margin`, meets this one.
    pub(super) fn is_near(&self, other: &Self, margin: [f64; 2]) -> bool {
        (0..2).all(|axis| {
            self.low[axis] <= other.high[axis] + margin[axis]
                && other.low[axis] - margin[axis] <= self.high[axis]
        })
    }

    /// `metres` east and north in the middle of the box, ten-millionths of a degree.
    fn cell(&self, metres: f64) -> [f64; 2] {
        let middle = [0, 1].map(|axis| f64::midpoint(self.low[axis], self.high[axis]));
        let size = LocalPlane::at(Coord { x: middle[0] / 1e7, y: middle[1] / 1e7 }).degrees(metres);
        [size.x * 1e7, size.y * 1e7]
    }

    /// About how many nodes a square in the box has, its side in ten-millionths of a degree.
    pub(super) fn nodes_in(&self, side: f64, cell_m: f64) -> usize {
        let [x, y] = self.cell(cell_m);
        count(side / x * side / y).max(1)
    }

    /// `metres` in ten-millionths of a degree, at least, anywhere in the box.
    pub(super) fn margin(&self, metres: f64) -> [f64; 2] {
        let latitude = self.low[1].abs().max(self.high[1].abs()) / 1e7;
        let margin = LocalPlane::at(Coord { x: 0.0, y: latitude.min(89.0) }).degrees(metres * 1.01);
        [margin.x * 1e7, margin.y * 1e7]
    }

    /// The box with `margin` around it, as stored in the graph.
    pub(super) fn widened(&self, margin: [f64; 2]) -> FixedBox {
        let fixed = |value: f64| fixed_degrees(value / 1e7);
        [
            fixed(self.low[0] - margin[0]),
            fixed(self.low[1] - margin[1]),
            fixed(self.high[0] + margin[0]),
            fixed(self.high[1] + margin[1]),
        ]
    }
}

/// A point of the graph as numbers.
pub(super) fn numbers(point: FixedPoint) -> [f64; 2] {
    point.map(f64::from)
}

/// A position as numbers, ten-millionths of a degree.
pub(super) fn fixed(at: Coord<f64>) -> [f64; 2] {
    [at.x * 1e7, at.y * 1e7]
}

/// The whole part of a number of cells; 0 below 0, at most 2³¹ − 1.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the cast saturates, and its 32 bits are one instruction"
)]
pub(super) const fn count(cells: f64) -> usize {
    let whole = cells as i32;
    if whole < 0 { 0 } else { whole.cast_unsigned() as usize }
}

/// The bounds of a cell as a number: exact, lattices are far below 2⁵³.
#[expect(clippy::cast_precision_loss, reason = "far below 2⁵³")]
pub(super) const fn number(index: usize) -> f64 {
    index as f64
}

/// A set of nodes or cells: bit `x % 64` of word `y × stride + x / 64`.
#[derive(Debug, Clone, Default)]
pub(super) struct Bits {
    pub(super) words: Vec<u64>,
    pub(super) stride: usize,
}

impl Bits {
    /// An empty set.
    pub(super) fn new(width: usize, height: usize) -> Self {
        // A word more than needed: what lies east of a node is always in the row.
        let stride = width / 64 + 1;
        Self { words: vec![0; stride * height], stride }
    }

    /// Whether a node or cell belongs to the set.
    pub(super) fn has(&self, x: usize, y: usize) -> bool {
        self.words[y * self.stride + x / 64] >> (x % 64) & 1 == 1
    }

    /// Adds one cell, by its column and row.
    #[inline]
    pub(super) fn add_cell(&mut self, [x, y]: [usize; 2]) {
        self.words[y * self.stride + x / 64] |= 1 << (x % 64);
    }

    /// Adds `from..=to` of a row.
    #[inline]
    pub(super) fn add_run(&mut self, from: usize, to: usize, y: usize) {
        let row = &mut self.words[y * self.stride..];
        let (first, last) = (from / 64, to / 64);
        let (head, tail) = (u64::MAX << (from % 64), u64::MAX >> (63 - to % 64));
        if first == last {
            row[first] |= head & tail;
            return;
        }
        row[first] |= head;
        row[first + 1..last].fill(u64::MAX);
        row[last] |= tail;
    }

    /// Adds every cell that a straight line touches, its ends in cells.
    pub(super) fn add_line(&mut self, a: [f64; 2], b: [f64; 2]) {
        let (a, b) = if a[1] <= b[1] { (a, b) } else { (b, a) };
        let (first, last) = (count(a[1]), count(b[1]));
        if first == last {
            self.add_run(count(a[0].min(b[0])), count(a[0].max(b[0])), first);
            return;
        }
        let slope = (b[0] - a[0]) / (b[1] - a[1]);
        let mut enters = a[0];
        for y in first..=last {
            let leaves = if y == last { b[0] } else { a[0] + (number(y + 1) - a[1]) * slope };
            self.add_run(count(enters.min(leaves)), count(enters.max(leaves)), y);
            enters = leaves;
        }
    }
}

/// The word at `at` of a row with its bits moved one place east: the neighbour in the west of each.
#[inline]
pub(super) fn from_west(row: &[u64], at: usize) -> u64 {
    row[at] << 1 | if at > 0 { row[at - 1] >> 63 } else { 0 }
}

/// The word at `at` of a row with its bits moved one place west: the neighbour in the east of each.
#[inline]
pub(super) fn from_east(row: &[u64], at: usize) -> u64 {
    row[at] >> 1 | row.get(at + 1).map_or(0, |next| next << 63)
}
