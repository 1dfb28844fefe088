//! Segments joined where they end at the same place.
//!
//! BD TOPO cuts roads at every junction, so roads meet at ends of segments and nowhere else. Two ends
//! are one junction when they are at the same centimetre and, where heights are known, on the same
//! level: a bridge may end above an end of the road below.

use crate::network::num::small;

/// Ends at one place whose heights differ by more are on two levels, metres.
const LEVEL_M: f64 = 2.5;

/// An end of a segment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct End {
    /// Centimetres in the coordinate system of the file.
    pub(super) cm: [i64; 2],
    /// Height in metres, where it is known.
    pub(super) height_m: Option<f64>,
    /// The point of the network that stands for it.
    pub(super) point: u32,
}

/// For every point the one that stands for its place: itself, or the first end at the same place.
pub(super) fn join(n_points: usize, mut ends: Vec<End>) -> Vec<u32> {
    let mut stands_for: Vec<u32> = (0..small(n_points)).collect();
    // Unknown heights come first and join the lowest level.
    let height = |end: &End| end.height_m.unwrap_or(f64::NEG_INFINITY);
    ends.sort_by(|a, b| (a.cm.cmp(&b.cm)).then(height(a).total_cmp(&height(b))).then(a.point.cmp(&b.point)));
    for place in ends.chunk_by(|a, b| a.cm == b.cm) {
        for level in place.chunk_by(|a, b| a.height_m.is_none_or(|low| height(b) - low <= LEVEL_M)) {
            let first = level.iter().map(|end| end.point).min().unwrap_or_default();
            for end in level {
                stands_for[end.point as usize] = first;
            }
        }
    }
    stands_for
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(x: i64, height_m: Option<f64>, point: u32) -> End {
        End { cm: [x, 7], height_m, point }
    }

    #[test]
    fn ends_at_one_centimetre_and_on_one_level_are_one_junction() {
        let ends = vec![
            end(0, Some(10.0), 0),
            end(0, Some(11.0), 1),
            end(1, Some(10.0), 2),
            // A bridge over a road, and an end whose height is not known.
            end(5, Some(100.0), 5),
            end(5, Some(106.0), 3),
            end(5, Some(105.5), 6),
            end(5, None, 4),
        ];
        assert_eq!(join(8, ends), [0, 0, 2, 3, 4, 4, 3, 7]);
    }
}
