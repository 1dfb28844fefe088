//! The packed Hilbert R-tree: found by its size, descended level by level.
//!
//! Nodes lie root first. A node holds a box and, above the leaves, the number of its first child;
//! a leaf holds the byte of its feature. With n features and k children a node, the levels have
//! n, ⌈n/k⌉, ⌈n/k²⌉ … 1 nodes.

use std::ops::Range;

use flatgeobuf::Header;

use super::{FgbError, damaged};
use crate::model::Bounds;

/// Four doubles and a 64-bit number.
const NODE: usize = 40;

/// Where the tree is, and the nodes of each level.
#[derive(Debug)]
pub(super) struct PackedIndex {
    bytes: Range<usize>,
    /// Root level first.
    levels: Vec<Range<usize>>,
    node_size: usize,
}

impl PackedIndex {
    /// The tree that the header announces; `None` when the file has none.
    pub(super) fn locate(header: &Header<'_>, start: usize, length: usize) -> Result<Option<Self>, FgbError> {
        let node_size = usize::from(header.index_node_size());
        let Ok(features) = usize::try_from(header.features_count()) else {
            return Err(damaged(format!("it announces {} features", header.features_count())));
        };
        if node_size == 0 || features == 0 {
            return Ok(None);
        }
        if node_size < 2 {
            return Err(damaged("the nodes of its index have one child"));
        }
        // Comparing before multiplying keeps every number below the length of the file.
        if features > length / NODE {
            return Err(FgbError::Truncated {
                what: format!("the index of {features} features"),
                start: start as u64,
                end: (start as u64).saturating_add((features as u64).saturating_mul(NODE as u64)),
                length: length as u64,
            });
        }
        let mut sizes = vec![features];
        let mut last = features;
        while last > 1 {
            last = last.div_ceil(node_size);
            sizes.push(last);
        }
        if features == 1 {
            sizes.push(1);
        }
        let nodes: usize = sizes.iter().sum();
        let end = start + nodes * NODE;
        if end > length {
            return Err(FgbError::Truncated {
                what: "its index".to_owned(),
                start: start as u64,
                end: end as u64,
                length: length as u64,
            });
        }
        let mut first = 0;
        let levels = sizes
            .iter()
            .rev()
            .map(|size| {
                let level = first..first + size;
                first += size;
                level
            })
            .collect();
        Ok(Some(Self { bytes: start..end, levels, node_size }))
    }

    /// One past the last byte of the tree.
    pub(super) fn end(&self) -> usize {
        self.bytes.end
    }

    /// The bytes, from the first feature, of the features whose box meets `bounds`; sorted,
    /// without repetition. A level is visited once, so that no tree takes longer than its size.
    pub(super) fn offsets_in(&self, file: &[u8], bounds: &Bounds) -> Result<Vec<u64>, FgbError> {
        let tree = file.get(self.bytes.clone()).ok_or_else(|| damaged("its index is out of the file"))?;
        let mut nodes: Vec<usize> = self.levels.first().cloned().unwrap_or_default().collect();
        for next in self.levels.iter().skip(1) {
            let mut children = Vec::new();
            for node in nodes {
                let Some(first) = link_if_meets(tree, node, bounds) else { continue };
                let first =
                    usize::try_from(first).ok().filter(|first| next.contains(first)).ok_or_else(|| {
                        damaged(format!(
                            "node {node} of its index points at node {first}, outside the next level"
                        ))
                    })?;
                children.extend(first..first.saturating_add(self.node_size).min(next.end));
            }
            children.sort_unstable();
            children.dedup();
            nodes = children;
        }
        let mut offsets: Vec<u64> =
            nodes.into_iter().filter_map(|leaf| link_if_meets(tree, leaf, bounds)).collect();
        offsets.sort_unstable();
        offsets.dedup();
        Ok(offsets)
    }
}

/// The link of a node whose box meets `bounds`; a box with a NaN meets nothing.
fn link_if_meets(tree: &[u8], node: usize, bounds: &Bounds) -> Option<u64> {
    let (words, _) = tree.get(node * NODE..(node + 1) * NODE)?.as_chunks::<8>();
    let [west, south, east, north, link] = words else { return None };
    let here = Bounds {
        west: f64::from_le_bytes(*west),
        south: f64::from_le_bytes(*south),
        east: f64::from_le_bytes(*east),
        north: f64::from_le_bytes(*north),
    };
    here.intersects(bounds).then(|| u64::from_le_bytes(*link))
}
