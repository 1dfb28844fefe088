//! From the order of contraction to the tables that searches read.
//!
//! Any order will do in which a junction comes after all the more important ones that its arcs lead to.
//! The usual one is by level, from the most important down: the arcs of a junction then lead all over
//! memory. Here junctions are placed by a depth-first walk instead: round the map along the Hilbert
//! curve, each junction right after those above it that have no place yet. What a junction looks at is
//! then what its neighbours just looked at, and is still in the cache.

use super::witness::{Link, Remaining};
use super::{N_SECTIONS, cost};
use crate::network::cost::Cost;
use crate::network::graph::image::{ImageBuilder, Sections};
use crate::network::num::small;

/// The tables of a hierarchy, from what every junction saw above itself when it was removed.
pub(super) fn rank(header: usize, left: &Remaining) -> Sections<N_SECTIONS> {
    let node_at = depth_first(left);
    let n_nodes = node_at.len();
    let mut place_of = vec![0; n_nodes];
    for (place, node) in node_at.iter().enumerate() {
        place_of[*node as usize] = small(place);
    }
    let n_arcs = |lists: &[Vec<Link>]| lists.iter().map(Vec::len).sum::<usize>();
    let capacity = 16 * n_nodes + 12 * (n_arcs(&left.out) + n_arcs(&left.into)) + 4096;
    let mut image = ImageBuilder::new(header, capacity);
    image.push(&node_at);
    image.push(&place_of);
    for lists in [&left.out, &left.into] {
        let mut start = Vec::with_capacity(n_nodes + 1);
        let mut arcs: Vec<[u32; 3]> = Vec::with_capacity(n_arcs(lists));
        start.push(0);
        for node in &node_at {
            let first = arcs.len();
            arcs.extend(lists[*node as usize].iter().map(|link| {
                let Cost { ms, cm } = cost(link.weight);
                [link.node, ms, cm]
            }));
            arcs[first..].sort_unstable();
            start.push(small(arcs.len()));
        }
        image.push(&start);
        image.push(&arcs);
    }
    image.finish_other()
}

/// The junctions, each after all that are above it.
fn depth_first(left: &Remaining) -> Vec<u32> {
    let n_nodes = left.out.len();
    let mut order = Vec::with_capacity(n_nodes);
    let mut met = vec![false; n_nodes];
    // A junction and how many of its links upwards have been followed.
    let mut path: Vec<(u32, usize)> = Vec::new();
    for first in 0..small(n_nodes) {
        if std::mem::replace(&mut met[first as usize], true) {
            continue;
        }
        path.push((first, 0));
        while let Some((node, next)) = path.last_mut() {
            let (out, into) = (&left.out[*node as usize], &left.into[*node as usize]);
            let link = out.get(*next).or_else(|| into.get(*next - out.len()));
            *next += 1;
            match link {
                Some(link) => {
                    if !std::mem::replace(&mut met[link.node as usize], true) {
                        path.push((link.node, 0));
                    }
                }
                None => order.extend(path.pop().map(|(node, _)| node)),
            }
        }
    }
    order
}
