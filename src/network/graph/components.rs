//! Which nodes reach each other.
//!
//! Roads that touch form a component whatever their directions: the mainland, an island. Within one,
//! the largest set of nodes that all reach each other is its core. What is outside of the core can be
//! entered or left, never both (the far end of a one-way street at the edge of an extract): nobody is
//! taken there.
//!
//! Reference: R. Tarjan, *Depth-first search and linear graph algorithms*, SIAM J. Comput. 1 (1972),
//! doi:10.1137/0201010, without recursion.

use crate::network::num::small;

/// The component of a node outside of the core of its component.
pub const TRAP: u32 = u32::MAX;

/// The component of every node, largest first, [`TRAP`] outside of cores; and the nodes of each core.
///
/// `start` and `heads` are the arcs in compressed rows. Cost: linear.
pub(super) fn label(start: &[u32], heads: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let n_nodes = start.len() - 1;
    let weak = weak_components(start, heads);
    let strong = strong_components(start, heads);
    let mut strong_size = vec![0u32; n_nodes];
    for s in &strong {
        strong_size[*s as usize] += 1;
    }
    // The core of a weak component: its largest strong one, the one met first among equals.
    let mut core = vec![TRAP; n_nodes];
    for node in 0..n_nodes {
        let best = &mut core[weak[node] as usize];
        if *best == TRAP || strong_size[strong[node] as usize] > strong_size[*best as usize] {
            *best = strong[node];
        }
    }
    let mut order: Vec<u32> = (0..small(n_nodes)).filter(|w| core[*w as usize] != TRAP).collect();
    order.sort_by_key(|w| (std::cmp::Reverse(strong_size[core[*w as usize] as usize]), *w));
    let mut rank = vec![TRAP; n_nodes];
    for (place, w) in order.iter().enumerate() {
        rank[*w as usize] = small(place);
    }
    let in_core = |node: usize| core[weak[node] as usize] == strong[node];
    let labels =
        (0..n_nodes).map(|node| if in_core(node) { rank[weak[node] as usize] } else { TRAP }).collect();
    (labels, order.iter().map(|w| strong_size[core[*w as usize] as usize]).collect())
}

/// The smallest node of the weak component of every node.
fn weak_components(start: &[u32], heads: &[u32]) -> Vec<u32> {
    let mut parent: Vec<u32> = (0..small(start.len() - 1)).collect();
    let find = |parent: &mut [u32], mut node: u32| {
        while parent[node as usize] != node {
            parent[node as usize] = parent[parent[node as usize] as usize];
            node = parent[node as usize];
        }
        node
    };
    for tail in 0..parent.len() {
        for head in &heads[start[tail] as usize..start[tail + 1] as usize] {
            let (a, b) = (find(&mut parent, small(tail)), find(&mut parent, *head));
            parent[a.max(b) as usize] = a.min(b);
        }
    }
    (0..small(parent.len())).map(|node| find(&mut parent, node)).collect()
}

/// A number for the strong component of every node.
fn strong_components(start: &[u32], heads: &[u32]) -> Vec<u32> {
    let n_nodes = start.len() - 1;
    let unseen = u32::MAX;
    let (mut seen_at, mut low) = (vec![unseen; n_nodes], vec![0u32; n_nodes]);
    let mut component = vec![unseen; n_nodes];
    let (mut open, mut path): (Vec<u32>, Vec<(u32, u32)>) = (Vec::new(), Vec::new());
    let (mut clock, mut n_components) = (0, 0);
    for root in 0..small(n_nodes) {
        if seen_at[root as usize] != unseen {
            continue;
        }
        path.push((root, start[root as usize]));
        while let Some((node, next)) = path.last_mut() {
            let (node, at) = (*node as usize, *next);
            if at == start[node] && seen_at[node] == unseen {
                seen_at[node] = clock;
                low[node] = clock;
                clock += 1;
                open.push(small(node));
            }
            if at < start[node + 1] {
                *next += 1;
                let head = heads[at as usize] as usize;
                if seen_at[head] == unseen {
                    path.push((small(head), start[head]));
                } else if component[head] == unseen {
                    low[node] = low[node].min(seen_at[head]);
                }
                continue;
            }
            path.pop();
            if let Some((parent, _)) = path.last() {
                low[*parent as usize] = low[*parent as usize].min(low[node]);
            }
            if low[node] == seen_at[node] {
                while let Some(member) = open.pop() {
                    component[member as usize] = n_components;
                    if member as usize == node {
                        break;
                    }
                }
                n_components += 1;
            }
        }
    }
    component
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(n: usize, arcs: &[(usize, usize)]) -> (Vec<u32>, Vec<u32>) {
        let mut start = vec![0];
        let mut heads = Vec::new();
        for tail in 0..n {
            heads.extend(arcs.iter().filter(|a| a.0 == tail).map(|a| small(a.1)));
            start.push(small(heads.len()));
        }
        (start, heads)
    }

    #[test]
    fn an_island_is_a_component_and_the_end_of_a_one_way_is_a_trap() {
        let (start, heads) = rows(6, &[(0, 1), (1, 2), (2, 0), (2, 3), (4, 5), (5, 4)]);
        assert_eq!(label(&start, &heads), (vec![0, 0, 0, TRAP, 1, 1], vec![3, 2]));
    }

    proptest! {
        #[test]
        fn strong_components_are_the_nodes_that_reach_each_other(
            arcs in proptest::collection::vec((0..8usize, 0..8usize), 0..20),
        ) {
            let mut reach = [[false; 8]; 8];
            for (i, row) in reach.iter_mut().enumerate() { row[i] = true; }
            for (a, b) in &arcs { reach[*a][*b] = true; }
            for k in 0..8 { for i in 0..8 { for j in 0..8 {
                reach[i][j] |= reach[i][k] && reach[k][j];
            } } }
            let (start, heads) = rows(8, &arcs);
            let strong = strong_components(&start, &heads);
            for i in 0..8 { for j in 0..8 {
                prop_assert_eq!(strong[i] == strong[j], reach[i][j] && reach[j][i]);
            } }
        }
    }
}
