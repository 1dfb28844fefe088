//! Boxes around groups of chains, for finding what is near.
//!
//! Chains are stored along a Hilbert curve, so sixteen in a row lie together: one box each sixteen,
//! one box each sixteen of those, and so on up to a single one. A packed R-tree, with no pointers and
//! less than two bytes a chain.
//!
//! Reference: I. Kamel, C. Faloutsos, *On Packing R-trees*, CIKM 1993, doi:10.1145/170088.170403.

use crate::network::raw::FixedPoint;

/// Children of a box.
pub(in crate::network) const FAN: usize = 16;

/// Least longitude and latitude, greatest longitude and latitude, ten-millionths of a degree.
pub type FixedBox = [i32; 4];

/// A box that holds nothing.
pub(in crate::network) const EMPTY: FixedBox = [i32::MAX, i32::MAX, i32::MIN, i32::MIN];

/// The box enlarged to hold a point.
pub(in crate::network) fn with_point(b: FixedBox, p: FixedPoint) -> FixedBox {
    [b[0].min(p[0]), b[1].min(p[1]), b[2].max(p[0]), b[3].max(p[1])]
}

fn union(a: FixedBox, b: FixedBox) -> FixedBox {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}

/// Every level of boxes over the boxes of the chains: groups of chains first, the whole last.
pub(super) fn pack(chains: impl ExactSizeIterator<Item = FixedBox>) -> Vec<FixedBox> {
    let mut boxes = Vec::new();
    for (place, chain) in chains.enumerate() {
        if place % FAN == 0 {
            boxes.push(EMPTY);
        }
        if let Some(group) = boxes.last_mut() {
            *group = union(*group, chain);
        }
    }
    let mut level = 0..boxes.len();
    while level.len() > 1 {
        let children = boxes[level.clone()].to_vec();
        boxes.extend(children.chunks(FAN).map(|group| group.iter().copied().fold(EMPTY, union)));
        level = level.end..boxes.len();
    }
    boxes
}

/// Where each level begins in the list of boxes, groups of chains first, with the end of the last.
pub(in crate::network) fn levels(n_chains: usize) -> Vec<usize> {
    let mut starts = vec![0];
    let mut n_boxes = n_chains.div_ceil(FAN);
    let mut total = 0;
    while n_boxes > 0 {
        total += n_boxes;
        starts.push(total);
        n_boxes = if n_boxes == 1 { 0 } else { n_boxes.div_ceil(FAN) };
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_say_where_packed_boxes_are() {
        for n_chains in [0i32, 1, 15, 16, 17, 256, 257, 5000] {
            let boxes = pack((0..n_chains).map(|i| [i, 0, i + 1, 1]).collect::<Vec<_>>().into_iter());
            assert_eq!(
                *levels(usize::try_from(n_chains).unwrap()).last().unwrap(),
                boxes.len(),
                "{n_chains}"
            );
            if n_chains > 0 {
                assert_eq!(boxes.last(), Some(&[0, 0, n_chains, 1]));
            }
        }
    }
}
