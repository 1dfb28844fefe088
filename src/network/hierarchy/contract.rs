//! The order of importance, and the shortcuts.
//!
//! In rounds: every junction has a priority, small when removing it adds few shortcuts and nothing near
//! was removed yet. Those that are smaller than all their neighbours go together; they are independent,
//! so threads share them. Then the priorities of their neighbours are counted again.
//!
//! Reference for the rounds: C. Vetter, *Parallel time-dependent contraction hierarchies* (2009).

use super::disk::KIND;
use super::rank::rank;
use super::witness::{Link, Remaining, Searcher, Shortcut};
use super::{N_SECTIONS, Weight, weight};
use crate::network::cost::Cost;
use crate::network::graph::RoadGraph;
use crate::network::graph::image::Sections;
use crate::network::num::small;

/// Junctions settled by a search that only counts shortcuts, and by one that decides.
const GLANCE: usize = 40;
const LOOK: usize = 200;

pub(super) fn contract(graph: &RoadGraph, n_threads: usize) -> Sections<N_SECTIONS> {
    let n_nodes = graph.n_nodes();
    let mut left = remaining(graph);
    let mut state = State { level: vec![0; n_nodes], priority: vec![0; n_nodes], goes: vec![false; n_nodes] };
    let mut searchers: Vec<Searcher> = (0..n_threads.max(1)).map(|_| Searcher::new(n_nodes)).collect();
    let mut rest: Vec<u32> = (0..small(n_nodes)).collect();
    let mut recount = rest.clone();
    while !rest.is_empty() {
        let counted = share(&recount, &mut searchers, |searcher, node, found| {
            searcher.shortcuts(&left, node, |_| false, GLANCE, found);
            priority(&left, &state, node, found.len())
        });
        for (node, priority) in recount.iter().zip(counted) {
            state.priority[*node as usize] = priority;
        }
        let batch: Vec<u32> = rest.iter().copied().filter(|node| is_least(&left, &state, *node)).collect();
        for node in &batch {
            state.goes[*node as usize] = true;
        }
        let needed = share(&batch, &mut searchers, |searcher, node, found| {
            searcher.shortcuts(&left, node, |other| state.goes[other as usize], LOOK, found);
            found.clone()
        });
        recount.clear();
        for node in &batch {
            remove(&mut left, &mut state, *node, &mut recount);
        }
        for shortcut in needed.into_iter().flatten() {
            add(&mut left.out[shortcut.from as usize], shortcut.to, shortcut.weight);
            add(&mut left.into[shortcut.to as usize], shortcut.from, shortcut.weight);
        }
        recount.sort_unstable();
        recount.dedup();
        rest.retain(|node| !state.goes[*node as usize]);
    }
    rank(KIND.header_bytes(), &left)
}

struct State {
    /// How many removed junctions lie below, one on the other.
    level: Vec<u32>,
    priority: Vec<u32>,
    goes: Vec<bool>,
}

/// The graph without double arcs.
fn remaining(graph: &RoadGraph) -> Remaining {
    let read = |arcs: crate::network::graph::Arcs<'_>| -> Vec<Vec<Link>> {
        (0..small(graph.n_nodes()))
            .map(|node| {
                let mut links = Vec::new();
                for [other, ms, cm] in arcs.of(node) {
                    add(&mut links, *other, weight(Cost { ms: *ms, cm: *cm }));
                }
                links
            })
            .collect()
    };
    Remaining { out: read(graph.arcs_out()), into: read(graph.arcs_in()) }
}

/// Adds a link, or betters the one that is there.
fn add(links: &mut Vec<Link>, node: u32, weight: Weight) {
    match links.iter_mut().find(|link| link.node == node) {
        Some(link) => link.weight = link.weight.min(weight),
        None => links.push(Link { node, weight }),
    }
}

/// Small for what should go first: a level counts as much as a shortcut for each arc that goes.
fn priority(graph: &Remaining, state: &State, node: u32, n_shortcuts: usize) -> u32 {
    let n_arcs = graph.out[node as usize].len() + graph.into[node as usize].len();
    let quotient = (1000 * n_shortcuts).checked_div(n_arcs).unwrap_or(0);
    1000 * state.level[node as usize] + small(quotient)
}

/// Whether no neighbour should go before.
fn is_least(graph: &Remaining, state: &State, node: u32) -> bool {
    let key = |node: u32| (state.priority[node as usize], scatter(node), node);
    let own = key(node);
    let neighbours = graph.out[node as usize].iter().chain(&graph.into[node as usize]);
    neighbours.into_iter().all(|link| own < key(link.node))
}

/// A number that tells equals apart without the order of the map, which would make long waits.
const fn scatter(node: u32) -> u32 {
    node.wrapping_mul(0x9e37_79b1).rotate_left(15).wrapping_mul(0x85eb_ca77)
}

/// The same for every node of a list, by all searchers, in the order of the list.
fn share<T: Send>(
    nodes: &[u32],
    searchers: &mut [Searcher],
    work: impl Fn(&mut Searcher, u32, &mut Vec<Shortcut>) -> T + Sync,
) -> Vec<T> {
    let each = |searcher: &mut Searcher, nodes: &[u32]| {
        let mut found = Vec::new();
        nodes.iter().map(|node| work(searcher, *node, &mut found)).collect::<Vec<T>>()
    };
    if nodes.len() < 64 || searchers.len() == 1 {
        return searchers.first_mut().map(|searcher| each(searcher, nodes)).unwrap_or_default();
    }
    let chunk = nodes.len().div_ceil(searchers.len());
    std::thread::scope(|scope| {
        let threads: Vec<_> = nodes
            .chunks(chunk)
            .zip(searchers)
            .map(|(nodes, searcher)| scope.spawn(|| each(searcher, nodes)))
            .collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    })
}

/// Takes a junction out of its neighbours' lists; its own lists keep what is above it.
fn remove(graph: &mut Remaining, state: &mut State, node: u32, recount: &mut Vec<u32>) {
    let above = state.level[node as usize] + 1;
    let Remaining { out, into } = graph;
    for link in &out[node as usize] {
        into[link.node as usize].retain(|back| back.node != node);
        state.level[link.node as usize] = state.level[link.node as usize].max(above);
        recount.push(link.node);
    }
    for link in &into[node as usize] {
        out[link.node as usize].retain(|back| back.node != node);
        state.level[link.node as usize] = state.level[link.node as usize].max(above);
        recount.push(link.node);
    }
}
