//! Is the way through a junction needed? A small search for a way round it.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::Weight;

/// An arc of the graph that is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) node: u32,
    pub(super) weight: Weight,
}

/// A shortcut that a junction needs when it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shortcut {
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) weight: Weight,
}

/// What is left of the graph, both ways.
#[derive(Debug, Default)]
pub(super) struct Remaining {
    pub(super) out: Vec<Vec<Link>>,
    pub(super) into: Vec<Vec<Link>>,
}

/// Memory of one thread for searches.
#[derive(Debug)]
pub(super) struct Searcher {
    best: Vec<Weight>,
    touched: Vec<u32>,
    queue: BinaryHeap<Reverse<(Weight, u32)>>,
    wanted: Vec<u32>,
}

impl Searcher {
    pub(super) fn new(n_nodes: usize) -> Self {
        Self {
            best: vec![Weight::MAX; n_nodes],
            touched: Vec::new(),
            queue: BinaryHeap::new(),
            wanted: Vec::new(),
        }
    }

    /// The shortcuts that `node` needs when it goes, together with those for which `goes` is true: ways
    /// round it through any of them do not count, because they go too.
    ///
    /// A search gives up after `limit` junctions. A shortcut that is not needed costs time later and
    /// nothing else.
    pub(super) fn shortcuts(
        &mut self,
        graph: &Remaining,
        node: u32,
        goes: impl Fn(u32) -> bool,
        limit: usize,
        found: &mut Vec<Shortcut>,
    ) {
        found.clear();
        let (into, out) = (&graph.into[node as usize], &graph.out[node as usize]);
        for from in into {
            let longest = out.iter().filter(|to| to.node != from.node).map(|to| to.weight).max();
            let Some(longest) = longest else { continue };
            self.wanted.clear();
            self.wanted.extend(out.iter().filter(|to| to.node != from.node).map(|to| to.node));
            self.search(graph, from.node, node, &goes, from.weight + longest, limit);
            for to in out.iter().filter(|to| to.node != from.node) {
                let through = from.weight + to.weight;
                if self.best[to.node as usize] > through {
                    found.push(Shortcut { from: from.node, to: to.node, weight: through });
                }
            }
            for touched in self.touched.drain(..) {
                self.best[touched as usize] = Weight::MAX;
            }
            self.queue.clear();
        }
    }

    fn search(
        &mut self,
        graph: &Remaining,
        start: u32,
        without: u32,
        goes: &impl Fn(u32) -> bool,
        longest: Weight,
        limit: usize,
    ) {
        self.set(start, 0);
        self.queue.push(Reverse((0, start)));
        let mut n_settled = 0;
        while let Some(Reverse((weight, node))) = self.queue.pop() {
            if weight > self.best[node as usize] {
                continue;
            }
            n_settled += 1;
            if n_settled > limit || weight > longest {
                return;
            }
            if let Some(at) = self.wanted.iter().position(|wanted| *wanted == node) {
                self.wanted.swap_remove(at);
                if self.wanted.is_empty() {
                    return;
                }
            }
            for link in &graph.out[node as usize] {
                let weight = weight + link.weight;
                if link.node != without
                    && weight <= longest
                    && weight < self.best[link.node as usize]
                    && !goes(link.node)
                {
                    self.set(link.node, weight);
                    self.queue.push(Reverse((weight, link.node)));
                }
            }
        }
    }

    fn set(&mut self, node: u32, weight: Weight) {
        if self.best[node as usize] == Weight::MAX {
            self.touched.push(node);
        }
        self.best[node as usize] = weight;
    }
}
