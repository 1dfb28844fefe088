//! The place of a position along a Hilbert curve: near places have near numbers.
//!
//! Nodes and chains are stored in that order, so that a search, which moves from place to place,
//! also moves little in memory.
//!
//! Reference: J. K. Lawder, *Calculation of Mappings Between One and n-dimensional Values Using the
//! Hilbert Space-filling Curve* (2000).

use crate::network::raw::{FixedPoint, UNKNOWN};

/// The bounding box of a network, cut into 65,536 × 65,536 cells.
#[derive(Debug, Clone, Copy)]
pub(in crate::network) struct Hilbert {
    origin: FixedPoint,
    size: [u64; 2],
}

impl Hilbert {
    /// The curve over the box of `points`; unknown points do not count.
    pub(in crate::network) fn over(points: &[FixedPoint]) -> Self {
        let (mut low, mut high) = ([i32::MAX; 2], [i32::MIN; 2]);
        for point in points.iter().filter(|point| **point != UNKNOWN) {
            for axis in 0..2 {
                low[axis] = low[axis].min(point[axis]);
                high[axis] = high[axis].max(point[axis]);
            }
        }
        let size = [0, 1].map(|axis| u64::from(high[axis].abs_diff(low[axis].min(high[axis]))) + 1);
        Self { origin: low, size }
    }

    /// The place of `point` along the curve.
    pub(in crate::network) fn place(&self, point: FixedPoint) -> u32 {
        let [x, y] = [0, 1].map(|axis| {
            let offset = u64::from(point[axis].abs_diff(self.origin[axis]));
            (offset * 65_535 / self.size[axis]).min(65_535)
        });
        crate::network::num::low(along(x, y))
    }
}

/// The place of the cell `x, y` of a 65,536 × 65,536 grid, below 2³².
pub(crate) fn along(mut x: u64, mut y: u64) -> u64 {
    let mut place = 0;
    let mut side = 32_768;
    while side > 0 {
        let (right, up) = (u64::from(x & side > 0), u64::from(y & side > 0));
        place += side * side * ((3 * right) ^ up);
        // Turn the quadrant so that the curve goes on where it stopped.
        if up == 0 {
            if right == 1 {
                x = 65_535 - x;
                y = 65_535 - y;
            }
            std::mem::swap(&mut x, &mut y);
        }
        side /= 2;
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_visits_neighbours_in_turn() {
        let mut cells: Vec<(u64, i64, i64)> = (0..16)
            .flat_map(|x| (0..16).map(move |y| (along(x, y), x.cast_signed(), y.cast_signed())))
            .collect();
        cells.sort_unstable();
        assert!(cells.windows(2).all(|w| (w[0].1 - w[1].1).abs() + (w[0].2 - w[1].2).abs() == 1));
    }
}
