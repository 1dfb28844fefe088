//! The way taken between two places, with its geometry.
//!
//! Plain Dijkstra with a heap, stopped at the destination: a route is asked one at a time, when someone
//! looks at it. Reference: E. W. Dijkstra, Numerische Mathematik 1 (1959), doi:10.1007/BF01386390.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use geo_types::Coord;

use super::cost::Cost;
use super::graph::RoadGraph;
use super::snap::Place;

/// A way from a place to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    /// Time and length, both walks included.
    pub cost: Cost,
    /// Positions along the roads, from place to place. The walks are not part of it.
    pub line: Vec<Coord<f64>>,
}

/// No arc leads here: a place is left from.
const START: u32 = u32::MAX;

/// The best way from one place to another; `None` where there is none.
///
/// Cost: up to one search over the graph with a heap; 12 bytes a junction.
#[must_use]
pub fn route(graph: &RoadGraph, from: &Place, to: &Place) -> Option<Route> {
    let along = (from.chain == to.chain).then(|| from.along_to(to)).flatten();
    let along = along.map(|cost| cost.plus(from.walk).plus(to.walk));
    let found = search(graph, from, to, along);
    match (found, along) {
        (Some((cost, arcs, exit)), along) if along.is_none_or(|along| cost < along) => {
            Some(Route { cost, line: draw(graph, from, to, &arcs, exit) })
        }
        (_, Some(cost)) => Some(Route { cost, line: stretch(graph, from.chain, from, to) }),
        _ => None,
    }
}

/// The cost, the arcs (chain × 2 + direction) and the last junction of the best way by junctions.
fn search(graph: &RoadGraph, from: &Place, to: &Place, bound: Option<Cost>) -> Option<(Cost, Vec<u32>, u32)> {
    let arcs = graph.arcs_out();
    let mut best: Vec<Cost> = vec![Cost { ms: u32::MAX, cm: u32::MAX }; graph.n_nodes()];
    let mut came_by = vec![START; graph.n_nodes()];
    let mut queue = BinaryHeap::new();
    let exits = to.arriving(graph);
    let mut goal: Option<(Cost, u32)> = None;
    for (node, cost) in from.leaving(graph).into_iter().flatten() {
        if cost < best[node as usize] {
            best[node as usize] = cost;
            queue.push(Reverse((cost, node)));
        }
    }
    while let Some(Reverse((cost, node))) = queue.pop() {
        if goal.is_some_and(|(goal, _)| cost >= goal) || bound.is_some_and(|bound| cost >= bound) {
            break;
        }
        if cost > best[node as usize] {
            continue;
        }
        for (_, last) in exits.iter().flatten().filter(|(exit, _)| *exit == node) {
            let total = cost.plus(*last);
            if goal.is_none_or(|(goal, _)| total < goal) {
                goal = Some((total, node));
            }
        }
        for at in arcs.start[node as usize] as usize..arcs.start[node as usize + 1] as usize {
            let [head, ms, cm] = arcs.arcs[at];
            let next = cost.plus(Cost { ms, cm });
            if next < best[head as usize] {
                best[head as usize] = next;
                came_by[head as usize] = arcs.chains[at];
                queue.push(Reverse((next, head)));
            }
        }
    }
    let (cost, exit) = goal?;
    let mut taken = Vec::new();
    let mut node = exit;
    while came_by[node as usize] != START {
        let arc = came_by[node as usize];
        taken.push(arc);
        node = graph.chain_ends()[(arc / 2) as usize][(arc % 2) as usize];
    }
    taken.reverse();
    Some((cost, taken, exit))
}

fn draw(graph: &RoadGraph, from: &Place, to: &Place, arcs: &[u32], exit: u32) -> Vec<Coord<f64>> {
    let entry = arcs.first().map_or(exit, |arc| graph.chain_ends()[(arc / 2) as usize][(arc % 2) as usize]);
    let cheapest = |ends: [Option<(u32, Cost)>; 2], node: u32| {
        (0..2).filter_map(|d| ends[d].filter(|(n, _)| *n == node).map(|(_, cost)| (cost, d))).min()
    };
    let mut line = vec![from.position];
    // From the place to the first junction: forwards on the chain in direction 0.
    let direction = cheapest(from.leaving(graph), entry).map_or(0, |(_, d)| d);
    let chain: Vec<Coord<f64>> = graph.line_of(from.chain as usize).collect();
    let split = vertices_before(graph, from);
    if direction == 0 {
        line.extend(&chain[split..]);
    } else {
        line.extend(chain[..split].iter().rev());
    }
    for arc in arcs {
        let chain = graph.line_of((arc / 2) as usize);
        if arc % 2 == 0 {
            line.extend(chain.skip(1));
        } else {
            line.extend(chain.rev().skip(1));
        }
    }
    let direction = cheapest(to.arriving(graph), exit).map_or(0, |(_, d)| d);
    let chain: Vec<Coord<f64>> = graph.line_of(to.chain as usize).collect();
    let split = vertices_before(graph, to);
    if direction == 0 {
        line.extend(chain[..split].iter().skip(1));
    } else {
        line.extend(chain[split..].iter().rev().skip(1));
    }
    line.push(to.position);
    line.dedup();
    line
}

/// How many vertices of its chain come before a place.
fn vertices_before(graph: &RoadGraph, place: &Place) -> usize {
    let prefixes = &graph.point_prefixes()[graph.points_of(place.chain as usize)];
    1 + prefixes.partition_point(|prefix| prefix[2] <= place.cm)
}

/// The line between two places of one chain.
fn stretch(graph: &RoadGraph, chain: u32, from: &Place, to: &Place) -> Vec<Coord<f64>> {
    let points: Vec<Coord<f64>> = graph.line_of(chain as usize).collect();
    let (a, b) = (vertices_before(graph, from), vertices_before(graph, to));
    let mut line = vec![from.position];
    if a <= b {
        line.extend(&points[a..b]);
    } else {
        line.extend(points[b..a].iter().rev());
    }
    line.push(to.position);
    line.dedup();
    line
}
